//! A cron expression of five fields, and its next match on the calendar. Knows no time zone: see `zone.rs`.

use std::{fmt, str::FromStr};

use croner::{
    Cron,
    parser::{CronParser, Seconds, Year},
};
use jiff::{
    civil::{self, DateTime},
    tz::TimeZone,
};

use domain::model::{CronError, CronField};

/// No expression that a person writes is as long as this, in bytes.
const LONGEST: usize = 256;
/// How many values an hour field has that names every hour.
const HOURS_A_DAY: usize = 24;
/// Where the search begins that tells whether an expression has any match at all. The calendar repeats every 400 years
/// and the search goes on for thousands, so any date would do.
const SEARCH_START: DateTime = civil::datetime(2000, 1, 1, 0, 0, 0, 0);
const NICKNAMES: [&str; 6] = ["@YEARLY", "@ANNUALLY", "@MONTHLY", "@WEEKLY", "@DAILY", "@HOURLY"];
const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// The words that may stand in a field, before a final `L`.
const fn words_of(field: CronField) -> &'static [&'static str] {
    match field {
        CronField::Minute | CronField::Hour => &[],
        CronField::Day => &["L", "W", "LW"],
        CronField::Month => &MONTHS,
        CronField::Weekday => &WEEKDAYS,
    }
}

/// Checks the letters and signs of a field; its numbers are for the parser.
fn check(field: CronField, text: &str) -> Result<(), CronError> {
    let sign = |c: char| matches!(c, '*' | '/' | ',' | '-') || c == '#' && field == CronField::Weekday;
    if let Some(found) = text.chars().find(|&c| !c.is_ascii_alphanumeric() && !sign(c)) {
        return Err(CronError::Character { field, found });
    }
    let known = |word: &str| {
        let name = if field == CronField::Weekday { word.strip_suffix('L').unwrap_or(word) } else { word };
        name.is_empty() || words_of(field).contains(&name)
    };
    let unknown = text.split(|c: char| !c.is_ascii_alphabetic()).find(|word| !known(word));
    if let Some(word) = unknown {
        return Err(CronError::Word { field, found: word.to_owned() });
    }
    // an empty entry of a list would be passed over by the parser, and a list of them would match nothing
    if text.split(',').any(str::is_empty) {
        return Err(CronError::Field { field, found: text.to_owned() });
    }
    Ok(())
}

/// A cron expression: minute, hour, day of the month, month, day of the week.
///
/// Where both the day of the month and the day of the week are set, a day that fits either of them counts, as in every
/// cron; a field counts as set unless it is exactly `*`.
#[derive(Clone, PartialEq, Eq)]
pub struct CronExpr {
    text: String,
    cron: Cron,
    every_hour: bool,
    ever: bool,
}

impl CronExpr {
    /// Reads an expression.
    ///
    /// # Errors
    /// The text is no expression of five fields and no nickname; the error names the field.
    pub fn parse(text: &str) -> Result<Self, CronError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(CronError::Empty);
        }
        if text.len() > LONGEST {
            return Err(CronError::TooLong { most: LONGEST });
        }
        let upper = text.to_ascii_uppercase();
        if upper.starts_with('@') {
            if !NICKNAMES.contains(&upper.as_str()) {
                return Err(CronError::Nickname(text.to_owned()));
            }
        } else {
            check_fields(&upper)?;
        }
        let cron = parser().parse(&upper).map_err(|_| culprit(&upper))?;
        let pattern = &cron.pattern;
        // without a single value the search for a match would go on for millions of hours
        for (field, values) in [
            (CronField::Minute, &pattern.minutes),
            (CronField::Hour, &pattern.hours),
            (CronField::Month, &pattern.months),
        ] {
            if values.values().is_empty() {
                return Err(CronError::Field { field, found: text.to_owned() });
            }
        }
        let every_hour = pattern.hours.values().len() == HOURS_A_DAY;
        let mut expression = Self { text: text.to_owned(), cron, every_hour, ever: true };
        expression.ever = expression.next_civil(SEARCH_START, true).is_some();
        Ok(expression)
    }

    /// The expression as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the expression has any match, which 30 February has not.
    pub fn ever_matches(&self) -> bool {
        self.ever
    }

    /// Whether the expression names every hour of the day, so that it is about passing time, not about the clock's hand.
    pub(super) fn names_every_hour(&self) -> bool {
        self.every_hour
    }

    /// The next match on the calendar after the time, or from it on. Zones play no part: on the calendar of UTC every
    /// time of day is there exactly once, so the parser's own ways with gaps and folds are never asked for.
    pub(super) fn next_civil(&self, from: DateTime, inclusive: bool) -> Option<DateTime> {
        if !self.ever {
            return None;
        }
        let from = from.to_zoned(TimeZone::UTC).ok()?;
        self.cron.find_next_occurrence(&from, inclusive).ok().map(|found| found.datetime())
    }
}

impl FromStr for CronExpr {
    type Err = CronError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for CronExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for CronExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // the parser's own form lists five thousand years
        f.debug_tuple("CronExpr").field(&self.text).finish()
    }
}

fn parser() -> CronParser {
    CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build()
}

fn check_fields(upper: &str) -> Result<(), CronError> {
    let fields: Vec<_> = upper.split_whitespace().collect();
    if fields.len() != CronField::ALL.len() {
        return Err(CronError::Fields(fields.len()));
    }
    CronField::ALL.into_iter().zip(fields).try_for_each(|(field, text)| check(field, text))
}

/// The field that the parser refuses; it does not say so itself, so each is tried alone among asterisks.
fn culprit(upper: &str) -> CronError {
    let fields: Vec<_> = upper.split_whitespace().collect();
    for (index, (field, text)) in CronField::ALL.into_iter().zip(&fields).enumerate() {
        let mut alone = ["*"; CronField::ALL.len()];
        alone[index] = text;
        if parser().parse(&alone.join(" ")).is_err() {
            return CronError::Field { field, found: (*text).to_owned() };
        }
    }
    CronError::Fields(fields.len())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use words::{self, Lang};

    fn next(text: &str, from: DateTime) -> String {
        CronExpr::parse(text).unwrap().next_civil(from, false).unwrap().to_string()
    }

    fn told(text: &str) -> String {
        words::cron_error(Lang::En, &CronExpr::parse(text).unwrap_err())
    }

    #[test]
    fn fields_names_and_nicknames_are_read() {
        let from = date(2026, 3, 10).at(12, 0, 0, 0); // a Tuesday
        for (text, expected) in [
            ("*/15 * * * *", "2026-03-10T12:15:00"),
            ("0 3 * * *", "2026-03-11T03:00:00"),
            ("0 3 * * mon-fri", "2026-03-11T03:00:00"),
            ("0 3 * * Sun", "2026-03-15T03:00:00"),
            ("0 3 * * 7", "2026-03-15T03:00:00"),
            ("30 22 1,15 JAN,jul *", "2026-07-01T22:30:00"),
            ("0 0 L * *", "2026-03-31T00:00:00"),
            ("0 0 * * MON#1", "2026-04-06T00:00:00"),
            ("0 0 * * friL", "2026-03-27T00:00:00"),
            ("0 0 15W * *", "2026-03-16T00:00:00"),
            ("0 0 29 2 *", "2028-02-29T00:00:00"),
            ("@daily", "2026-03-11T00:00:00"),
            ("@Weekly", "2026-03-15T00:00:00"),
            ("@hourly", "2026-03-10T13:00:00"),
            ("@monthly", "2026-04-01T00:00:00"),
            ("@yearly", "2027-01-01T00:00:00"),
        ] {
            assert_eq!(next(text, from), expected, "{text}");
        }
    }

    #[test]
    fn day_of_month_and_day_of_week_fit_either_way() {
        let from = date(2026, 3, 10).at(12, 0, 0, 0);
        assert_eq!(next("0 0 13 * MON", from), "2026-03-13T00:00:00");
        assert_eq!(next("0 0 20 * MON", from), "2026-03-16T00:00:00");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_field() {
        assert!(told("").contains("empty"));
        assert!(told("0 0 3 * * *").contains("6 fields"), "{}", told("0 0 3 * * *"));
        assert!(told("0 0 3 * * * 2026").contains("no seconds, no year"));
        assert!(told("3 * *").contains("3 fields"));
        assert!(told("@reboot").contains("no nickname `@reboot`"));
        assert_eq!(told("60 * * * *"), "“60” cannot stand in the minute; it takes 0 to 59");
        assert_eq!(told("0 24 * * *"), "“24” cannot stand in the hour; it takes 0 to 23");
        assert_eq!(told("0 MON * * *"), "“MON” cannot stand in the hour; it takes 0 to 23");
        assert_eq!(told("0 0 * MON *"), "“MON” cannot stand in the month; it takes 1 to 12 or `JAN` to `DEC`");
        assert_eq!(
            told("0 0 * * monday"),
            "“MONDAY” cannot stand in the day of the week; it takes 0 to 7 or `SUN` to `SAT`"
        );
        assert_eq!(told("0 0 ? * *"), "the character “?” cannot stand in the day of the month; it takes 1 to 31");
        assert_eq!(
            told("0 0 * * +1"),
            "the character “+” cannot stand in the day of the week; it takes 0 to 7 or `SUN` to `SAT`"
        );
        for text in [
            "0 0 0 * *",
            "0 0 32 * *",
            "0 0 * 13 *",
            "0 0 * 0 *",
            "0 0 * * 8",
            "*/0 * * * *",
            "5-1 * * * *",
            "1,,2 * * * *",
            ", * * * *",
            "5/10 * * * *",
            "1-2-3 * * * *",
            "** * * * *",
            "0 0 * * MON#6",
            "*/5/5 * * * *",
            "L * * * *",
            "0 0 * L *",
            "й * * * *",
        ] {
            assert!(CronExpr::parse(text).is_err(), "{text}");
        }
        assert_eq!(CronExpr::parse(&"1,".repeat(LONGEST)), Err(CronError::TooLong { most: LONGEST }));
    }

    #[test]
    fn a_date_that_never_comes_has_no_match() {
        for text in ["0 0 30 2 *", "0 0 31 4,6,9,11 *"] {
            let expression = CronExpr::parse(text).unwrap();
            assert!(!expression.ever_matches());
            assert_eq!(expression.next_civil(SEARCH_START, true), None);
        }
        assert!(CronExpr::parse("0 0 29 2 *").unwrap().ever_matches());
    }

    #[test]
    fn every_hour_is_told_from_some_hours() {
        let every = |text: &str| CronExpr::parse(text).unwrap().names_every_hour();
        assert!(every("5 * * * *") && every("5 0-23 * * *") && every("5 */1 * * *"));
        assert!(!every("5 */2 * * *") && !every("5 0 * * *"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_panic(
            text in "(([0-9]{1,2}|[*]|L|W|MON|JAN|-|/|,|#|[?+@]|[a-z]){1,4} ?){4,6}",
        ) {
            if let Ok(expression) = CronExpr::parse(&text) {
                let found = expression.next_civil(SEARCH_START, false);
                prop_assert_eq!(found.is_some(), expression.ever_matches());
            }
        }

        #[test]
        fn any_characters_are_refused_without_panic(text in ".{0,40}") {
            drop(CronExpr::parse(&text));
        }
    }
}
