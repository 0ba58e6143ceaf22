//! What a timetable wants at a moment: a run now, how many were missed, and when to look again. Pure; it remembers
//! nothing: what is to be remembered comes in as an argument and goes out with the answer.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::cron::CronExpr;

/// A due moment no older than this is run on time; an older one was missed.
pub const LATE: Duration = Duration::from_mins(1);
/// No more missed due moments than this are counted: a minute's pass has half a million in a year.
pub const MOST_MISSED: u32 = 1_000;
/// How far ahead of the clock a remembered moment may lie and still be believed.
const CLOCK_WAS_WRONG: SignedDuration = SignedDuration::from_hours(24);
/// Due moments are whole seconds.
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// What becomes of due moments that were missed, because the program was off or the clock jumped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Missed {
    /// They are forgotten.
    Skip,
    /// One run stands for all of them.
    #[default]
    Once,
}

/// When a pass is to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Timetable {
    pub cron: CronExpr,
    /// The zone that the expression's times are of.
    pub zone: TimeZone,
    /// How long after each due moment the run begins, see [`jitter`](super::jitter()).
    pub jitter: Duration,
    /// What becomes of due moments that were missed.
    pub missed: Missed,
}

/// What is to be done now.
///
/// Due moments here are those of the expression, without the jitter: a run is known by its due moment, and that stays
/// the same when the jitter is changed. Only `next` is the moment of the clock, jitter included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The due moment that a run is to be started for now.
    pub run: Option<Timestamp>,
    /// Due moments that get no run of their own, at most [`MOST_MISSED`].
    pub missed: u32,
    /// When there will be something to do next; none if the expression never comes due again.
    pub next: Option<Timestamp>,
    /// What is to be remembered and given to the next decision, together with the start of the run.
    pub last_due: Timestamp,
}

/// Decides what is to be done now.
///
/// `last_due` is what the last decision gave to remember, `since` the moment from which the timetable has been in force.
/// A due moment is never given twice: what is remembered only moves forward. When the clock jumps back, nothing is due
/// until time has passed what is remembered; only if that is more than a day ahead, the clock had been wrong, and
/// everything starts anew from now.
pub fn decide(timetable: &Timetable, last_due: Option<Timestamp>, since: Timestamp, now: Timestamp) -> Decision {
    let until = earlier(now, timetable.jitter);
    // what is remembered from further ahead than a day was written by a clock that was wrong
    let believable = |moment: &Timestamp| moment.duration_since(now) <= CLOCK_WAS_WRONG;
    let since = Some(since).filter(believable).map(|since| earlier(since, timetable.jitter));
    let from = match last_due {
        None => since.unwrap_or(until),
        Some(last_due) if believable(&last_due) => since.map_or(last_due, |since| since.max(last_due)),
        Some(_) => until,
    };
    let Some(latest) = timetable.latest(from, until) else {
        return Decision { run: None, missed: 0, next: timetable.next(from), last_due: from };
    };
    let on_time = until.duration_since(latest) <= SignedDuration::try_from(LATE).unwrap_or(SignedDuration::ZERO);
    let run = (on_time || timetable.missed == Missed::Once).then_some(latest);
    let due = timetable.count(from, latest);
    let missed = if run.is_some() { due.saturating_sub(1) } else { due };
    Decision { run, missed: missed.min(MOST_MISSED), next: timetable.next(latest), last_due: latest }
}

/// The next moments at which runs begin, jitter included.
pub fn upcoming(timetable: &Timetable, after: Timestamp, count: usize) -> Vec<Timestamp> {
    let mut due = earlier(after, timetable.jitter);
    let mut moments = Vec::new();
    while moments.len() < count {
        let Some(next) = timetable.cron.after(due, &timetable.zone) else { break };
        let Ok(moment) = next.checked_add(timetable.jitter) else { break };
        moments.push(moment);
        due = next;
    }
    moments
}

impl Timetable {
    /// The last due moment after one moment and not after another, in some thirty steps however far they lie apart.
    fn latest(&self, after: Timestamp, until: Timestamp) -> Option<Timestamp> {
        let due_by_then = |moment: Timestamp| self.cron.after(moment, &self.zone).filter(|due| *due <= until);
        let mut found = due_by_then(after)?;
        // nothing is due after this up to the end
        let mut end = until;
        while end.duration_since(found) >= SECOND {
            let middle = found + end.duration_since(found) / 2;
            match due_by_then(middle) {
                Some(due) => found = due,
                None => end = middle,
            }
        }
        Some(found)
    }

    /// How many due moments there are after one moment and up to another that is due itself; one more than is told at
    /// most.
    fn count(&self, after: Timestamp, latest: Timestamp) -> u32 {
        let mut due = after;
        for count in 0..=MOST_MISSED {
            match self.cron.after(due, &self.zone) {
                Some(next) if next <= latest => due = next,
                _ => return count,
            }
        }
        MOST_MISSED + 1
    }

    /// When the run of the first due moment after this one begins.
    fn next(&self, after: Timestamp) -> Option<Timestamp> {
        self.cron.after(after, &self.zone)?.checked_add(self.jitter).ok()
    }
}

fn earlier(moment: Timestamp, by: Duration) -> Timestamp {
    moment.checked_sub(by).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn timetable(cron: &str, missed: Missed) -> Timetable {
        let zone = TimeZone::get("Europe/Moscow").unwrap();
        Timetable { cron: CronExpr::parse(cron).unwrap(), zone, jitter: Duration::ZERO, missed }
    }

    fn at(text: &str) -> Timestamp {
        format!("{text}+03:00").parse().unwrap()
    }

    #[test]
    fn a_due_moment_is_run_once_and_on_time() {
        let timetable = timetable("0 3 * * *", Missed::Skip);
        let since = at("2026-03-01T12:00:00");
        let before = decide(&timetable, None, since, at("2026-03-02T02:59:59"));
        assert_eq!((before.run, before.next), (None, Some(at("2026-03-02T03:00:00"))));
        let due = decide(&timetable, Some(before.last_due), since, at("2026-03-02T03:00:30"));
        assert_eq!(due.run, Some(at("2026-03-02T03:00:00")));
        assert_eq!(
            (due.missed, due.last_due, due.next),
            (0, at("2026-03-02T03:00:00"), Some(at("2026-03-03T03:00:00")))
        );
        let after = decide(&timetable, Some(due.last_due), since, at("2026-03-02T03:00:31"));
        assert_eq!((after.run, after.missed, after.last_due), (None, 0, due.last_due));
    }

    #[test]
    fn nothing_is_due_from_before_the_timetable_was_in_force() {
        let timetable = timetable("0 3 * * *", Missed::Once);
        let since = at("2026-03-02T12:00:00");
        let now = at("2026-03-02T12:00:01");
        assert_eq!(decide(&timetable, None, since, now).run, None);
        assert_eq!(decide(&timetable, Some(at("2026-02-20T03:00:00")), since, now).run, None);
    }

    #[test]
    fn missed_moments_are_forgotten_or_run_once_as_wanted() {
        let last = Some(at("2026-03-02T03:00:00"));
        let (since, now) = (at("2026-01-01T00:00:00"), at("2026-03-06T12:00:00"));
        let skipped = decide(&timetable("0 3 * * *", Missed::Skip), last, since, now);
        assert_eq!((skipped.run, skipped.missed, skipped.last_due), (None, 4, at("2026-03-06T03:00:00")));
        let once = decide(&timetable("0 3 * * *", Missed::Once), last, since, now);
        assert_eq!((once.run, once.missed), (Some(at("2026-03-06T03:00:00")), 3));
        assert_eq!(once.next, Some(at("2026-03-07T03:00:00")));
        assert_eq!(decide(&timetable("0 3 * * *", Missed::Once), Some(once.last_due), since, now).run, None);
    }

    #[test]
    fn a_moment_just_reached_runs_on_time_even_after_missed_ones() {
        let last = Some(at("2026-03-02T03:00:00"));
        let decision =
            decide(&timetable("0 3 * * *", Missed::Skip), last, Timestamp::UNIX_EPOCH, at("2026-03-05T03:01:00"));
        assert_eq!((decision.run, decision.missed), (Some(at("2026-03-05T03:00:00")), 2));
    }

    #[test]
    fn when_the_clock_jumps_back_nothing_runs_twice() {
        let timetable = timetable("0 * * * *", Missed::Once);
        let last = at("2026-03-02T09:00:00");
        let back = decide(&timetable, Some(last), Timestamp::UNIX_EPOCH, at("2026-03-02T05:30:00"));
        assert_eq!((back.run, back.last_due, back.next), (None, last, Some(at("2026-03-02T10:00:00"))));
    }

    #[test]
    fn what_a_clock_days_ahead_left_behind_is_not_waited_for() {
        let timetable = timetable("0 * * * *", Missed::Once);
        let now = at("2026-03-02T05:30:00");
        let decision = decide(&timetable, Some(at("2036-01-01T00:00:00")), at("2026-01-01T00:00:00"), now);
        assert_eq!((decision.run, decision.missed, decision.last_due), (None, 0, now));
        assert_eq!(decision.next, Some(at("2026-03-02T06:00:00")));
        // a start that lies as far ahead does not hold up what was remembered since
        let later = decide(&timetable, Some(now), at("2036-01-01T00:00:00"), at("2026-03-02T06:00:10"));
        assert_eq!(later.run, Some(at("2026-03-02T06:00:00")));
    }

    #[test]
    fn jitter_shifts_the_run_but_not_its_due_moment() {
        let mut timetable = timetable("0 3 * * *", Missed::Skip);
        timetable.jitter = Duration::from_mins(7);
        let since = at("2026-03-01T12:00:00");
        let early = decide(&timetable, None, since, at("2026-03-02T03:06:59"));
        assert_eq!((early.run, early.next), (None, Some(at("2026-03-02T03:07:00"))));
        let due = decide(&timetable, None, since, at("2026-03-02T03:07:00"));
        assert_eq!(due.run, Some(at("2026-03-02T03:00:00")));
        // the same due moment does not come again when the jitter grows
        timetable.jitter = Duration::from_mins(20);
        assert_eq!(decide(&timetable, Some(due.last_due), since, at("2026-03-02T03:20:00")).run, None);
        assert_eq!(upcoming(&timetable, at("2026-03-02T03:19:00"), 2)[0], at("2026-03-02T03:20:00"));
    }

    #[test]
    fn decades_of_missed_minutes_are_no_work() {
        let (last, now) = (at("1976-03-02T03:00:00"), at("2026-03-02T12:00:20"));
        let decision = decide(&timetable("* * * * *", Missed::Once), Some(last), last, now);
        assert_eq!((decision.run, decision.missed), (Some(at("2026-03-02T12:00:00")), MOST_MISSED));
        let decision = decide(&timetable("* * 1 1 *", Missed::Skip), Some(last), last, now);
        assert_eq!((decision.run, decision.last_due), (None, at("2026-01-01T23:59:00")));
    }

    #[test]
    fn a_timetable_that_is_never_due_asks_for_nothing() {
        let timetable = timetable("0 0 30 2 *", Missed::Once);
        let now = at("2026-03-02T12:00:00");
        let decision = decide(&timetable, None, now, now);
        assert_eq!((decision.run, decision.next), (None, None));
        assert!(upcoming(&timetable, now, 5).is_empty());
    }

    #[test]
    fn upcoming_moments_are_as_many_as_asked_for() {
        let moments = upcoming(&timetable("0 3 * * MON", Missed::Once), at("2026-03-02T03:00:00"), 3);
        assert_eq!(moments, ["2026-03-09T03:00:00", "2026-03-16T03:00:00", "2026-03-23T03:00:00"].map(at));
    }

    /// The due moments after one moment and up to another, one by one.
    fn one_by_one(timetable: &Timetable, after: Timestamp, until: Timestamp) -> Vec<Timestamp> {
        let next = |due: &Timestamp| timetable.cron.after(*due, &timetable.zone);
        std::iter::successors(next(&after), next).take_while(|due| *due <= until).collect()
    }

    fn timetables() -> impl Strategy<Value = Timetable> {
        let crons = ["*/5 * * * *", "30 * * * *", "30 2 * * *", "0 */6 * * *", "*/20 1-3 * * *", "0 0 * * SUN"];
        let zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kamchatka"];
        let parts = (prop::sample::select(crons.to_vec()), prop::sample::select(zones.to_vec()));
        (parts, 0..1_000_u64, any::<bool>()).prop_map(|((cron, zone), jitter, once)| Timetable {
            cron: CronExpr::parse(cron).unwrap(),
            zone: TimeZone::get(zone).unwrap(),
            jitter: Duration::from_secs(jitter),
            missed: if once { Missed::Once } else { Missed::Skip },
        })
    }

    /// Seconds from one look to the next: ticks, pauses, jumps of the clock forward and back.
    fn steps() -> impl Strategy<Value = Vec<i64>> {
        let step = prop_oneof![6 => 1..90_i64, 3 => 60..20_000_i64, 1 => 0..260_000_i64, 2 => -8_000..0_i64, 1 => -200_000..0_i64];
        prop::collection::vec(step, 1..120)
    }

    proptest! {
        #[test]
        fn no_due_moment_runs_twice_and_none_is_lost(
            timetable in timetables(), steps in steps(), start in 1_700_000_000..1_800_000_000_i64,
        ) {
            let mut now = Timestamp::from_second(start).unwrap();
            let since = now;
            let mut last_due = None;
            let mut runs = BTreeSet::new();
            for step in steps {
                now += SignedDuration::from_secs(step);
                let until = now - timetable.jitter;
                let decision = decide(&timetable, last_due, since, now);
                prop_assert!(decision.next.is_some_and(|next| next > now));
                let far_ahead = |moment: Timestamp| moment.duration_since(now) > CLOCK_WAS_WRONG;
                if last_due.map_or(far_ahead(since), far_ahead) {
                    prop_assert_eq!((decision.run, decision.missed, decision.last_due), (None, 0, until));
                    runs.clear();
                } else {
                    let known = if far_ahead(since) { None } else { Some(since - timetable.jitter) };
                    let from = last_due.max(known).unwrap();
                    let due = one_by_one(&timetable, from, until);
                    let latest = due.last().copied();
                    prop_assert_eq!(decision.last_due, latest.unwrap_or(from));
                    let on_time = latest.filter(|latest| until.duration_since(*latest).as_secs() <= 60);
                    let wanted = if timetable.missed == Missed::Once { latest } else { on_time };
                    prop_assert_eq!(decision.run, wanted);
                    prop_assert_eq!(decision.missed as usize + usize::from(wanted.is_some()), due.len());
                }
                if let Some(run) = decision.run {
                    prop_assert!(runs.insert(run), "{} runs twice", run);
                    prop_assert!(run <= now);
                }
                last_due = Some(decision.last_due);
            }
        }

        #[test]
        fn upcoming_moments_rise_and_are_what_decisions_name(timetable in timetables(), start in 1_700_000_000..1_800_000_000_i64) {
            let now = Timestamp::from_second(start).unwrap();
            let moments = upcoming(&timetable, now, 20);
            prop_assert_eq!(moments.len(), 20);
            prop_assert!(moments[0] > now && moments.is_sorted_by(|left, right| left < right));
            prop_assert_eq!(decide(&timetable, None, now, now).next, Some(moments[0]));
        }
    }
}
