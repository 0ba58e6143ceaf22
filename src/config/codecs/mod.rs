//! The kinds of value a key can have: numbers within limits, durations, sizes, paths, words, addresses.
//! Knows no section and does no I/O. `amounts.rs` has durations, shares and sizes.

mod amounts;

use std::{
    fmt::Display,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use jiff::tz::TimeZone;
use toml::{Value, de::DeValue};
use tracing::level_filters::LevelFilter;
use url::{Host, Url};

use super::{
    keys::{Codec, Context},
    problem::{Kind, Why},
};
use domain::model::RegionCode;

pub use amounts::{Lasting, Share, Size};

pub(super) fn kind_of(raw: &DeValue<'_>) -> Kind {
    match raw {
        DeValue::String(_) => Kind::Text,
        DeValue::Integer(_) => Kind::Whole,
        DeValue::Float(_) => Kind::Fraction,
        DeValue::Boolean(_) => Kind::Flag,
        DeValue::Datetime(_) => Kind::Date,
        DeValue::Array(entries) if entries.iter().all(|entry| !entry.get_ref().is_table()) => Kind::List,
        DeValue::Array(_) | DeValue::Table(_) => Kind::Section,
    }
}

pub(super) fn text_of<'a>(raw: &'a DeValue<'_>) -> Result<&'a str, Why> {
    raw.as_str().map(str::trim).ok_or_else(|| Why::WrongKind(kind_of(raw)))
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// `true` or `false`.
pub struct Flag;

impl Codec<bool> for Flag {
    fn read(&self, raw: &DeValue<'_>, _: Context<'_>) -> Result<bool, Why> {
        raw.as_bool().ok_or_else(|| Why::WrongKind(kind_of(raw)))
    }

    fn write(&self, value: &bool) -> String {
        value.to_string()
    }
}

/// A whole number within limits.
pub struct Whole<T>(pub RangeInclusive<T>);

impl<T: TryFrom<i64> + PartialOrd + Display> Codec<T> for Whole<T> {
    fn read(&self, raw: &DeValue<'_>, _: Context<'_>) -> Result<T, Why> {
        let number = raw.as_integer().ok_or_else(|| Why::WrongKind(kind_of(raw)))?;
        i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .and_then(|number| T::try_from(number).ok())
            .filter(|number| self.0.contains(number))
            .ok_or_else(|| Why::OutOfRange { least: self.0.start().to_string(), greatest: self.0.end().to_string() })
    }

    fn write(&self, value: &T) -> String {
        value.to_string()
    }
}

/// Text that a check accepts; the check may also repair it.
pub struct Text(pub fn(&str) -> Result<String, Why>);

impl Codec<String> for Text {
    fn read(&self, raw: &DeValue<'_>, _: Context<'_>) -> Result<String, Why> {
        text_of(raw).and_then(self.0)
    }

    fn write(&self, value: &String) -> String {
        quoted(value)
    }
}

/// A path; relative ones start from the folder of the configuration file.
pub struct File;

impl Codec<PathBuf> for File {
    fn read(&self, raw: &DeValue<'_>, context: Context<'_>) -> Result<PathBuf, Why> {
        match text_of(raw)? {
            "" => Err(Why::Empty),
            text => Ok(context.folder.join(text)),
        }
    }

    fn write(&self, value: &PathBuf) -> String {
        quoted(&value.to_string_lossy())
    }
}

/// A value that may be absent; the empty text says so, because TOML has no word for "none".
pub struct Maybe<C>(pub C);

impl<T, C: Codec<T>> Codec<Option<T>> for Maybe<C> {
    fn read(&self, raw: &DeValue<'_>, context: Context<'_>) -> Result<Option<T>, Why> {
        if raw.as_str().is_some_and(|text| text.trim().is_empty()) {
            return Ok(None);
        }
        self.0.read(raw, context).map(Some)
    }

    fn write(&self, value: &Option<T>) -> String {
        value.as_ref().map_or_else(|| quoted(""), |value| self.0.write(value))
    }
}

/// A list of values of one kind.
pub struct List<C>(pub C);

impl<T, C: Codec<T>> Codec<Vec<T>> for List<C> {
    fn read(&self, raw: &DeValue<'_>, context: Context<'_>) -> Result<Vec<T>, Why> {
        let entries = raw.as_array().ok_or_else(|| Why::WrongKind(kind_of(raw)))?;
        entries.iter().map(|entry| self.0.read(entry.get_ref(), context)).collect()
    }

    fn write(&self, value: &Vec<T>) -> String {
        format!("[{}]", value.iter().map(|entry| self.0.write(entry)).collect::<Vec<_>>().join(", "))
    }
}

/// One of several words, each with its value.
pub struct Choice<T: 'static>(pub &'static [(&'static str, T)]);

impl<T: Copy + PartialEq> Choice<T> {
    /// The value of a word.
    ///
    /// # Errors
    /// [`Why::Choice`] with all the words there are.
    pub fn parse(&self, text: &str) -> Result<T, Why> {
        self.0
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(text))
            .map(|(_, value)| *value)
            .ok_or_else(|| Why::Choice(self.0.iter().map(|(word, _)| *word).collect()))
    }
}

impl<T: Copy + PartialEq> Codec<T> for Choice<T> {
    fn read(&self, raw: &DeValue<'_>, _: Context<'_>) -> Result<T, Why> {
        self.parse(text_of(raw)?)
    }

    fn write(&self, value: &T) -> String {
        quoted(self.0.iter().find(|(_, known)| known == value).map_or("", |(word, _)| *word))
    }
}

/// How much is logged.
pub const LEVELS: Choice<LevelFilter> = Choice(&[
    ("off", LevelFilter::OFF),
    ("error", LevelFilter::ERROR),
    ("warn", LevelFilter::WARN),
    ("info", LevelFilter::INFO),
    ("debug", LevelFilter::DEBUG),
    ("trace", LevelFilter::TRACE),
]);

/// The code of a region, in quotes because some begin with a zero.
pub struct Region;

impl Codec<RegionCode> for Region {
    fn read(&self, raw: &DeValue<'_>, _: Context<'_>) -> Result<RegionCode, Why> {
        // `region_code = 03` is not even TOML, `73` is: the number is taken as it is written
        let text = match raw {
            DeValue::Integer(number) => number.as_str(),
            other => text_of(other)?,
        };
        RegionCode::parse(text).map_err(|_| Why::RegionCode)
    }

    fn write(&self, value: &RegionCode) -> String {
        quoted(&value.to_string())
    }
}

/// A time zone by its IANA name.
pub struct Zone;

impl Codec<TimeZone> for Zone {
    fn read(&self, raw: &DeValue<'_>, _: Context<'_>) -> Result<TimeZone, Why> {
        let name = text_of(raw)?;
        TimeZone::get(name).map_err(|_| Why::TimeZone)
    }

    fn write(&self, value: &TimeZone) -> String {
        quoted(value.iana_name().unwrap_or("UTC"))
    }
}

/// The zone of most of what the program tells. The IANA database is compiled in, so the name is always found; UTC keeps
/// the type total.
pub(super) fn moscow() -> TimeZone {
    TimeZone::get("Europe/Moscow").unwrap_or(TimeZone::UTC)
}

/// The address of an API: scheme and host, perhaps with a port and a leading path; a final `/` and the `/method` of
/// VK's own examples are cut off, because the caller adds it.
pub(super) fn api_host(text: &str) -> Result<String, Why> {
    let url = Url::parse(text).map_err(|_| Why::Url)?;
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !plain || url.fragment().is_some() {
        return Err(Why::Url);
    }
    let text = url.as_str().trim_end_matches('/');
    Ok(text.strip_suffix("/method").unwrap_or(text).trim_end_matches('/').to_owned())
}

/// Whether an address leads to this very machine.
pub(super) fn is_loopback(address: &str) -> bool {
    match Url::parse(address).ok().as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// A host or a domain, in lower case and without the dot or the `*.` some write before it.
pub(super) fn host_suffix(text: &str) -> Result<String, Why> {
    let name = text.trim_start_matches("*.").trim_start_matches('.');
    match Host::parse(name).map_err(|_| Why::Host)? {
        host @ Host::Domain(_) if !name.is_empty() => Ok(host.to_string()),
        _ => Err(Why::Host),
    }
}

/// A version of the VK API, `5.199`.
pub(super) fn api_version(text: &str) -> Result<String, Why> {
    let number = |part: &str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((major, minor)) if number(major) && number(minor) => Ok(text.to_owned()),
        _ => Err(Why::ApiVersion),
    }
}

/// A short name that is also fit for logs, and for a file's name.
pub(super) fn name(text: &str) -> Result<String, Why> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    match text {
        "" => Err(Why::Empty),
        _ if text.chars().all(fits) && Path::new(text).file_name().is_some() => Ok(text.to_owned()),
        _ => Err(Why::Name),
    }
}

/// Text with something in it.
pub(super) fn filled(text: &str) -> Result<String, Why> {
    if text.is_empty() { Err(Why::Empty) } else { Ok(text.to_owned()) }
}

/// What looks like a cron expression: five fields, or a nickname. Whether it is one, its own reader tells.
pub(super) fn cron_shape(text: &str) -> Result<String, Why> {
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '*' | '/' | ',' | '-' | '#');
    let fits = match text.strip_prefix('@') {
        Some(nickname) => !nickname.is_empty() && nickname.bytes().all(|byte| byte.is_ascii_alphabetic()),
        None => text.split_whitespace().count() == 5 && text.split_whitespace().all(|field| field.chars().all(sign)),
    };
    if fits { Ok(text.to_owned()) } else { Err(Why::Cron) }
}
