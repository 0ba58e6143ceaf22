//! Moments as people write them on a command line: a moment, a day, or how long ago.

use std::str::FromStr;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use thiserror::Error;

/// A moment that is certain once the present one and the time zone are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// This one.
    At(Timestamp),
    /// The beginning of a day.
    Day(Date),
    /// So long before now.
    Ago(Duration),
}

/// A text that is no moment; its words are examples, so that they are of no language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("2026-11-22, 2026-11-22T10:00:00+03:00, 7d, 12h, 30m")]
pub struct WhenError;

impl When {
    /// The moment it is.
    pub fn moment(self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::Day(day) => day.to_zoned(zone.clone()).map_or(Timestamp::MIN, |start| start.timestamp()),
            Self::Ago(age) => now.saturating_sub(age).unwrap_or(Timestamp::MIN),
        }
    }
}

impl FromStr for When {
    type Err = WhenError;

    fn from_str(text: &str) -> Result<Self, WhenError> {
        let text = text.trim();
        if let Some(age) = age(text) {
            return Ok(Self::Ago(age));
        }
        // a date with a time and no zone would be another moment on another machine
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(Self::At(at));
        }
        if let Ok(at) = text.parse::<Zoned>() {
            return Ok(Self::At(at.timestamp()));
        }
        let is_day = text.len() == "2026-11-22".len();
        text.parse().ok().filter(|_| is_day).map(Self::Day).ok_or(WhenError)
    }
}

fn age(text: &str) -> Option<Duration> {
    const UNITS: [(char, u64); 5] = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400), ('w', 604_800)];
    let unit = text.chars().next_back()?;
    let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit)?;
    let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
    number.checked_mul(*seconds).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moment(text: &str) -> Result<String, WhenError> {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let zone = TimeZone::get("Europe/Moscow").unwrap();
        text.parse::<When>().map(|when| when.moment(now, &zone).to_string())
    }

    #[test]
    fn moments_days_and_ages_are_understood() {
        for (text, at) in [
            ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"),
            ("2026-11-20T10:00:00+03:00", "2026-11-20T07:00:00Z"),
            ("2026-11-20", "2026-11-19T21:00:00Z"),
            (" 7d ", "2026-11-15T12:00:00Z"),
            ("90m", "2026-11-22T10:30:00Z"),
            ("0s", "2026-11-22T12:00:00Z"),
            ("1w", "2026-11-15T12:00:00Z"),
        ] {
            assert_eq!(moment(text).as_deref(), Ok(at), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in ["", "d", "7", "7x", "-7d", "yesterday", "2026-13-01", "2026-11-20T10:00:00", "1.5d", "20.11.2026"]
        {
            assert_eq!(moment(text), Err(WhenError), "{text}");
        }
    }

    #[test]
    fn an_age_beyond_the_calendar_is_its_beginning() {
        assert!(moment("99999999999w").is_ok());
        assert_eq!(moment("99999999999999999999d"), Err(WhenError));
    }

    proptest! {
        #[test]
        fn any_text_is_a_moment_or_an_error(text in "\\PC{0,24}") {
            let _ = moment(&text);
        }
    }
}
