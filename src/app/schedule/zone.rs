//! A cron expression in a time zone: matches on the calendar to moments, whatever the zone's law does. Reads no clock.
//!
//! The rules, for clocks that are put forward (a gap) and back (a fold), by summer time or by a change of the law:
//! - A match inside a gap comes due at the moment the gap ends; several matches in one gap come due once.
//! - A match inside a fold comes due at its first occurrence only.
//! - An expression that names every hour is about passing time: it also comes due in the repeated part of a fold.

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};

use super::cron::CronExpr;

impl CronExpr {
    /// The first due moment after the given one; none if the expression never matches, and outside the years 1 to 4999.
    pub fn after(&self, moment: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let civil = whole_seconds(zone.to_datetime(moment));
        let first = self.first_occurrence_after(moment, civil, zone);
        let again = self.names_every_hour().then(|| self.repeated_after(moment, civil, zone)).flatten();
        first.into_iter().chain(again).min()
    }

    /// The first due moment after the given one, of first occurrences and ends of gaps alone.
    fn first_occurrence_after(&self, moment: Timestamp, civil: DateTime, zone: &TimeZone) -> Option<Timestamp> {
        let mut civil = civil;
        loop {
            civil = self.next_civil(civil, false)?;
            let due = first_occurrence(civil, zone)?;
            // in the repeated part of a fold the next matches have had their turn: no more than the fold is long
            if due > moment {
                return Some(due);
            }
        }
    }

    /// The first due moment in the repeated part of the fold that the moment lies in.
    fn repeated_after(&self, moment: Timestamp, civil: DateTime, zone: &TimeZone) -> Option<Timestamp> {
        let AmbiguousOffset::Fold { after, .. } = zone.to_ambiguous_timestamp(civil).offset() else { return None };
        let matched = if zone.to_offset(moment) == after {
            self.next_civil(civil, false)?
        } else {
            let turned_back = zone.following(moment).next()?.timestamp();
            self.next_civil(after.to_datetime(turned_back), true)?
        };
        let AmbiguousOffset::Fold { after, .. } = zone.to_ambiguous_timestamp(matched).offset() else { return None };
        after.to_timestamp(matched).ok().filter(|due| *due > moment)
    }
}

/// The moment that a time on the calendar comes due at.
fn first_occurrence(civil: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(civil).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(civil).ok(),
        AmbiguousOffset::Gap { before, .. } => {
            // by the old law the time would have been at or after the moment the clock was put forward
            let by_old_law = before.to_timestamp(civil).ok()?;
            let put_forward = zone.preceding(by_old_law.checked_add(SECOND).ok()?).next();
            put_forward.map(|transition| transition.timestamp())
        }
    }
}

/// The least step of a due moment.
const SECOND: jiff::SignedDuration = jiff::SignedDuration::from_secs(1);

fn whole_seconds(civil: DateTime) -> DateTime {
    civil.with().subsec_nanosecond(0).build().unwrap_or(civil)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, ToSpan};
    use proptest::prelude::*;

    use super::*;

    const ZONES: [&str; 8] = [
        "Europe/Moscow",
        "Asia/Kamchatka",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Pacific/Apia",
        "Africa/Cairo",
    ];
    const MINUTE: SignedDuration = SignedDuration::from_mins(1);

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    /// The next due moments after a local time, with their offsets.
    fn due(text: &str, zone_name: &str, after: &str, count: usize) -> Vec<String> {
        let expression = CronExpr::parse(text).unwrap();
        let zone = zone(zone_name);
        let mut moment = after.parse::<DateTime>().unwrap().to_zoned(zone.clone()).unwrap().timestamp();
        let mut found = Vec::new();
        for _ in 0..count {
            moment = expression.after(moment, &zone).unwrap();
            let local = moment.to_zoned(zone.clone());
            found.push(local.strftime("%m-%d %H:%M %:z").to_string());
        }
        found
    }

    #[test]
    fn a_time_in_a_gap_comes_due_when_the_gap_ends() {
        // Berlin: 02:00 becomes 03:00
        let night = due("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00", 2);
        assert_eq!(night, ["03-29 03:00 +02:00", "03-30 02:30 +02:00"]);
        let several = due("0,20,40 2 * * *", "Europe/Berlin", "2026-03-28T12:00", 2);
        assert_eq!(several, ["03-29 03:00 +02:00", "03-30 02:00 +02:00"]);
        // Cairo: midnight becomes 01:00
        let midnight = due("@daily", "Africa/Cairo", "2026-04-23T12:00", 2);
        assert_eq!(midnight, ["04-24 01:00 +03:00", "04-25 00:00 +03:00"]);
    }

    #[test]
    fn a_time_in_a_fold_comes_due_once() {
        let night = due("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00", 2);
        assert_eq!(night, ["10-25 02:30 +02:00", "10-26 02:30 +01:00"]);
        let many = due("*/20 2 * * *", "Europe/Berlin", "2026-10-24T12:00", 4);
        assert_eq!(many[2..], ["10-25 02:40 +02:00", "10-26 02:00 +01:00"]);
    }

    #[test]
    fn hourly_expressions_come_due_in_the_repeated_hour_too() {
        let hours = due("30 * * * *", "Europe/Berlin", "2026-10-25T01:00", 4);
        assert_eq!(hours, ["10-25 01:30 +02:00", "10-25 02:30 +02:00", "10-25 02:30 +01:00", "10-25 03:30 +01:00"]);
        let half = due("*/30 * * * *", "Australia/Lord_Howe", "2026-04-05T01:10", 4);
        assert_eq!(half, ["04-05 01:30 +11:00", "04-05 01:30 +10:30", "04-05 02:00 +10:30", "04-05 02:30 +10:30"]);
    }

    #[test]
    fn half_an_hour_of_summer_time_is_no_trouble() {
        let gap = due("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00", 2);
        assert_eq!(gap, ["10-04 02:30 +11:00", "10-05 02:15 +11:00"]);
        let hourly = due("0 * * * *", "Australia/Lord_Howe", "2026-10-04T00:30", 3);
        assert_eq!(hourly, ["10-04 01:00 +10:30", "10-04 02:30 +11:00", "10-04 03:00 +11:00"]);
    }

    #[test]
    fn changes_of_the_law_in_moscow_are_kept() {
        let forward = due("30 2 * * *", "Europe/Moscow", "2011-03-26T12:00", 2);
        assert_eq!(forward, ["03-27 03:00 +04:00", "03-28 02:30 +04:00"]);
        let back = due("30 1 * * *", "Europe/Moscow", "2014-10-25T12:00", 2);
        assert_eq!(back, ["10-26 01:30 +04:00", "10-27 01:30 +03:00"]);
    }

    #[test]
    fn a_day_that_a_country_left_out_comes_due_once_at_its_end() {
        let daily = due("0 12 * * *", "Pacific/Apia", "2011-12-29T00:00", 3);
        assert_eq!(daily, ["12-29 12:00 -10:00", "12-31 00:00 +14:00", "12-31 12:00 +14:00"]);
        let minutes = due("* * * * *", "Pacific/Apia", "2011-12-29T23:58", 3);
        assert_eq!(minutes, ["12-29 23:59 -10:00", "12-31 00:00 +14:00", "12-31 00:01 +14:00"]);
    }

    #[test]
    fn leap_day_comes_due_in_leap_years_alone() {
        let zone = zone("Europe/Moscow");
        let expression = CronExpr::parse("0 3 29 2 *").unwrap();
        let mut moment = "2096-01-01T00:00Z".parse().unwrap();
        let mut years = Vec::new();
        for _ in 0..3 {
            moment = expression.after(moment, &zone).unwrap();
            years.push(zone.to_datetime(moment).year());
        }
        assert_eq!(years, [2096, 2104, 2108]);
    }

    #[test]
    fn an_expression_without_match_is_never_due() {
        let expression = CronExpr::parse("0 0 30 2 *").unwrap();
        assert_eq!(expression.after(Timestamp::UNIX_EPOCH, &zone("Europe/Moscow")), None);
    }

    #[test]
    fn ends_of_time_are_no_panic() {
        let expression = CronExpr::parse("* * * * *").unwrap();
        for name in ZONES {
            assert_eq!(expression.after(Timestamp::MAX, &zone(name)), None);
            // the calendar of the search begins with year 1, and some zones' first day lies before all of it
            assert!(expression.after(Timestamp::MIN, &zone(name)).is_none_or(|due| due > Timestamp::MIN));
        }
    }

    /// The due moments as somebody finds them who looks at the wall clock every minute.
    fn watched(expression: &CronExpr, zone: &TimeZone, from: Timestamp, until: Timestamp) -> Vec<Timestamp> {
        let every_hour = expression.names_every_hour();
        let matches = |civil: DateTime| expression.next_civil(civil, true) == Some(civil);
        let mut now = from - SignedDuration::from_hours(48);
        let mut furthest = zone.to_datetime(now);
        let mut found = Vec::new();
        while now < until {
            now += MINUTE;
            let civil = zone.to_datetime(now);
            let mut is_due = matches(civil) && (civil > furthest || every_hour);
            let mut passed_over = furthest + 1.minute();
            while passed_over < civil {
                is_due |= matches(passed_over);
                passed_over += 1.minute();
            }
            if is_due && now > from {
                found.push(now);
            }
            furthest = furthest.max(civil);
        }
        found
    }

    prop_compose! {
        /// Moments near one of the changes of a zone's clock since 1990.
        fn near_a_change()(
            zone_name in prop::sample::select(ZONES.to_vec()),
            change in 0..100_usize,
            minutes in -2_000..100_i64,
        ) -> (TimeZone, Timestamp) {
            let zone = zone(zone_name);
            let start: Timestamp = "1990-01-01T00:00Z".parse().unwrap();
            let changes: Vec<_> = zone.following(start).take(60).map(|transition| transition.timestamp()).collect();
            let moment = changes[change % changes.len()] + SignedDuration::from_mins(minutes);
            // the watcher looks at whole minutes
            let seconds = moment.as_second().rem_euclid(60);
            (zone, moment - SignedDuration::from_secs(seconds))
        }
    }

    fn expressions() -> impl Strategy<Value = CronExpr> {
        let minute = prop_oneof!["[0-5]?[0-9]", "[*]/(7|20|30)", Just("*".to_owned()), "[0-2][0-9],[3-5][0-9]"];
        let hour = prop_oneof!["[0-4]", "[12]?[0-3]", Just("*".to_owned()), "[*]/[2-6]", "[0-2]-[3-5]"];
        let day = prop_oneof![4 => Just("*".to_owned()), 1 => "[12]?[1-9]|30|31|L"];
        let weekday = prop_oneof![4 => Just("*".to_owned()), 1 => "SUN|SAT|1-5|SUN#[1-4]|SUNL"];
        (minute, hour, day, weekday).prop_map(|(minute, hour, day, weekday)| {
            CronExpr::parse(&format!("{minute} {hour} {day} * {weekday}")).unwrap()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn due_moments_are_those_that_a_watcher_of_the_clock_finds(
            expression in expressions(), (zone, from) in near_a_change(),
        ) {
            let until = from + SignedDuration::from_hours(60);
            let mut found = Vec::new();
            let mut moment = from;
            while let Some(next) = expression.after(moment, &zone).filter(|next| *next <= until) {
                prop_assert!(next > moment);
                found.push(next);
                moment = next;
            }
            prop_assert_eq!(found, watched(&expression, &zone, from, until), "{} from {}", expression, from);
        }

        #[test]
        fn the_answer_does_not_depend_on_where_before_it_the_search_begins(
            expression in expressions(), (zone, from) in near_a_change(), share in 0.0..1.0_f64, nanos in 0..1_000_000_000_i64,
        ) {
            if let Some(next) = expression.after(from, &zone) {
                let between = from + next.duration_since(from).mul_f64(share) - SignedDuration::from_nanos(nanos);
                let between = between.max(from);
                prop_assert_eq!(expression.after(between, &zone), Some(next));
            }
        }
    }
}
