//! Amounts: durations, parts of a whole, sizes in bytes; each within limits. Knows no section and does no I/O.

use std::{ops::RangeInclusive, time::Duration};

use jiff::SignedDuration;
use toml::{Value, de::DeValue};

use super::{kind_of, quoted};
use crate::{
    keys::{Codec, Context},
    problem::Why,
};

/// A duration as people write it, `370ms`, `1h 30m` or `400d`, within limits. A day has 24 hours.
pub struct Lasting(pub RangeInclusive<Duration>);

const SECONDS_A_DAY: u64 = 24 * 60 * 60;

impl Lasting {
    /// The duration as it is written in the file.
    pub fn shown(value: Duration) -> String {
        let days = value.as_secs() / SECONDS_A_DAY;
        let below = value.saturating_sub(Duration::from_secs(days * SECONDS_A_DAY));
        let shown = SignedDuration::try_from(below).map_or_else(|_| String::new(), |below| format!("{below:#}"));
        match days {
            0 => shown,
            _ if below.is_zero() => format!("{days}d"),
            _ => format!("{days}d {shown}"),
        }
    }

    /// Days first, which the library's exact durations do not know, then what it does know.
    fn parse(text: &str) -> Option<Duration> {
        let (number, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
        let rest = rest.trim_start();
        let (unit, below) = rest.split_at(rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len()));
        if !["d", "day", "days"].iter().any(|day| unit.eq_ignore_ascii_case(day)) {
            return Duration::try_from(text.parse::<SignedDuration>().ok()?).ok();
        }
        let days = Duration::from_secs(number.parse::<u64>().ok()?.checked_mul(SECONDS_A_DAY)?);
        match below.trim() {
            "" => Some(days),
            below => days.checked_add(Duration::try_from(below.parse::<SignedDuration>().ok()?).ok()?),
        }
    }
}

impl Codec<Duration> for Lasting {
    fn read(&self, raw: &DeValue<'_>, _: Context<'_>) -> Result<Duration, Why> {
        let text = match raw {
            DeValue::String(text) => text.trim(),
            // a number without a unit is the usual slip; the answer to it is a duration, not "text is needed"
            DeValue::Integer(_) | DeValue::Float(_) => return Err(Why::Duration),
            other => return Err(Why::WrongKind(kind_of(other))),
        };
        let duration = Self::parse(text).ok_or(Why::Duration)?;
        Some(duration).filter(|duration| self.0.contains(duration)).ok_or_else(|| Why::OutOfRange {
            least: Self::shown(*self.0.start()),
            greatest: Self::shown(*self.0.end()),
        })
    }

    fn write(&self, value: &Duration) -> String {
        quoted(&Self::shown(*value))
    }
}

/// A part of a whole, within limits; 0.1 is a tenth.
pub struct Share(pub RangeInclusive<f64>);

impl Codec<f64> for Share {
    fn read(&self, raw: &DeValue<'_>, _: Context<'_>) -> Result<f64, Why> {
        let share: Option<f64> = match raw {
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            other => return Err(Why::WrongKind(kind_of(other))),
        };
        share
            .filter(|share| self.0.contains(share))
            .ok_or_else(|| Why::OutOfRange { least: self.0.start().to_string(), greatest: self.0.end().to_string() })
    }

    fn write(&self, value: &f64) -> String {
        Value::from(*value).to_string()
    }
}

/// Decimal units, as makers of disks and VK's own documentation count.
const UNITS: [(&str, u64); 4] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1)];

/// A size in bytes: a whole number, or `5 MB`, within limits.
pub struct Size(pub RangeInclusive<u64>);

impl Size {
    fn shown(value: u64) -> String {
        UNITS
            .iter()
            .find(|(_, bytes)| value >= *bytes && value.is_multiple_of(*bytes))
            .map_or_else(|| value.to_string(), |(unit, bytes)| format!("{} {unit}", value / bytes))
    }

    fn parse(text: &str) -> Option<u64> {
        let upper = text.to_uppercase().replace("КБ", "KB").replace("МБ", "MB").replace("ГБ", "GB").replace('Б', "B");
        let digits = upper.find(|c: char| !c.is_ascii_digit()).unwrap_or(upper.len());
        let unit = upper[digits..].trim();
        let (_, bytes) = UNITS.iter().find(|(name, _)| *name == unit || (unit.is_empty() && *name == "B"))?;
        upper[..digits].parse::<u64>().ok()?.checked_mul(*bytes)
    }
}

impl Codec<u64> for Size {
    fn read(&self, raw: &DeValue<'_>, _: Context<'_>) -> Result<u64, Why> {
        let size = match raw {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            DeValue::String(text) => Self::parse(text.trim()),
            other => return Err(Why::WrongKind(kind_of(other))),
        };
        Some(size.ok_or(Why::Size)?).filter(|size| self.0.contains(size)).ok_or_else(|| Why::OutOfRange {
            least: Self::shown(*self.0.start()),
            greatest: Self::shown(*self.0.end()),
        })
    }

    fn write(&self, value: &u64) -> String {
        quoted(&Self::shown(*value))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;
    use toml::de::DeTable;

    use super::*;
    use crate::problem::Kind;

    fn read<T>(codec: &impl Codec<T>, value: &str) -> Result<T, Why> {
        let text = format!("a = {value}");
        let table = DeTable::parse(&text).unwrap();
        codec.read(table.get_ref().get("a").unwrap().get_ref(), Context { folder: Path::new("") })
    }

    #[test]
    fn durations_have_days_before_smaller_units() {
        let lasting = Lasting(Duration::ZERO..=Duration::MAX);
        let hours = |text: &str| read(&lasting, &format!("\"{text}\"")).map(|duration| duration.as_secs() / 3_600);
        for (text, expected) in [("400d", 9_600), ("1d 12h", 36), ("1d12h", 36), ("2 days", 48), ("36h", 36)] {
            assert_eq!(hours(text), Ok(expected), "{text}");
        }
        for text in [
            "d",
            "400",
            "1d 1",
            "1d 1d",
            "-1d",
            "1d -1h",
            "1.5d",
            "1 day, 1h",
            "99999999999999999999d",
            "900000000000000000d",
            "1w",
        ] {
            assert_eq!(hours(text), Err(Why::Duration), "{text}");
        }
        let shown = [0, 90, 86_399, 86_400, 129_600, 34_560_000].map(|secs| Lasting::shown(Duration::from_secs(secs)));
        assert_eq!(shown, ["0s", "1m 30s", "23h 59m 59s", "1d", "1d 12h", "400d"]);
    }

    #[test]
    fn shares_lie_within_their_limits() {
        let share = Share(0.0..=1.0);
        assert_eq!(read(&share, "0.25"), Ok(0.25));
        assert_eq!((read(&share, "0"), read(&share, "1")), (Ok(0.0), Ok(1.0)));
        for text in ["-0.1", "1.01", "2", "nan", "inf"] {
            assert!(matches!(read(&share, text), Err(Why::OutOfRange { .. })), "{text}");
        }
        assert_eq!(read(&share, "\"10%\""), Err(Why::WrongKind(Kind::Text)));
    }

    proptest! {
        #[test]
        fn durations_read_back_equal(seconds in 0..100_000_000_000_u64, millis in 0..1_000_u64) {
            let duration = Duration::from_secs(seconds) + Duration::from_millis(millis);
            let lasting = Lasting(Duration::ZERO..=Duration::MAX);
            prop_assert_eq!(read(&lasting, &lasting.write(&duration)), Ok(duration));
        }

        #[test]
        fn shares_read_back_equal(share in 0.0..=1.0_f64) {
            let codec = Share(0.0..=1.0);
            prop_assert_eq!(read(&codec, &codec.write(&share)), Ok(share));
        }
    }
}
