//! What the address of a list asks for: filters, and where to go on. The address says everything, so that it can be kept
//! and sent to others, who then see what is theirs of the same.

use std::fmt::Write as _;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::http::error::WebError;
use domain::model::{Municipality, RegionCode};
use words::Lang;
use words::web::frame::Frame;

pub(crate) const AFTER: &str = "after";
pub(crate) const REGION: &str = "region";
pub(crate) const MUNICIPALITY: &str = "municipality";
pub(crate) const SEARCH: &str = "q";
pub(crate) const SORT: &str = "sort";
/// The language of the answer, which is for [`crate`] to read.
const LANG: &str = "lang";
/// The longest text that is looked for, in characters.
pub(super) const LONGEST_TEXT: usize = 200;

/// Keys with their values, without those that say nothing.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    lang: Lang,
    pairs: Vec<(String, String)>,
}

impl Asked {
    /// Of all that stands in the address, what has one of these keys; of several values the first.
    pub(crate) fn new(lang: Lang, known: &[&str], pairs: Vec<(String, String)>) -> Self {
        let mut kept: Vec<(String, String)> = Vec::new();
        for (key, value) in pairs {
            let is_known = key == LANG || key == AFTER || known.contains(&key.as_str());
            if is_known && !value.trim().is_empty() && kept.iter().all(|(one, _)| *one != key) {
                kept.push((key, value.trim().to_owned()));
            }
        }
        Self { lang, pairs: kept }
    }

    pub(super) const fn lang(&self) -> Lang {
        self.lang
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(one, _)| one == key).map(|(_, value)| value.as_str())
    }

    /// The same as something that can be told from other texts.
    pub(crate) fn parsed<T>(&self, key: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, WebError> {
        self.text(key).map(|text| parse(text).ok_or_else(|| self.bad())).transpose()
    }

    /// A text to look for.
    ///
    /// # Errors
    /// It is longer than any name or address.
    pub(crate) fn search(&self) -> Result<Option<String>, WebError> {
        self.parsed(SEARCH, |text| (text.chars().count() <= LONGEST_TEXT).then(|| text.to_owned()))
    }

    /// The moment a day begins.
    pub(crate) fn since(&self, key: &str, zone: &TimeZone) -> Result<Option<Timestamp>, WebError> {
        let day = self.parsed(key, |text| text.parse::<Date>().ok())?;
        day.map(|day| start(day, zone).ok_or_else(|| self.bad())).transpose()
    }

    /// The moment a day is over.
    pub(crate) fn until(&self, key: &str, zone: &TimeZone) -> Result<Option<Timestamp>, WebError> {
        let day = self.parsed(key, |text| text.parse::<Date>().ok())?;
        let end = |day: Date| start(day.checked_add(1.day()).ok()?, zone);
        day.map(|day| end(day).ok_or_else(|| self.bad())).transpose()
    }

    pub(crate) fn region(&self) -> Result<Option<RegionCode>, WebError> {
        self.parsed(REGION, |text| RegionCode::parse(text).ok())
    }

    pub(super) fn municipality(&self) -> Option<Municipality> {
        self.text(MUNICIPALITY).map(Municipality::from)
    }

    /// Whether nothing is filtered.
    pub(crate) fn is_everything(&self) -> bool {
        self.pairs.iter().all(|(key, _)| [LANG, AFTER, SORT].contains(&key.as_str()))
    }

    /// The address of the same list from its beginning, without some of the keys and with others.
    pub(crate) fn link(&self, path: &str, without: &[&str], with: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (key, value) in &self.pairs {
            let is_replaced = with.iter().any(|(other, _)| other == key);
            if key != AFTER && !without.contains(&key.as_str()) && !is_replaced {
                query.append_pair(key, value);
            }
        }
        query.extend_pairs(with.iter().filter(|(_, value)| !value.is_empty()));
        let mut link = path.to_owned();
        let query = query.finish();
        if !query.is_empty() {
            let _ = write!(link, "?{query}");
        }
        link
    }

    /// That something in the address makes no sense.
    pub(crate) fn bad(&self) -> WebError {
        WebError::Bad(Frame::BadQuery.text(self.lang).to_owned())
    }
}

fn start(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    day.to_zoned(zone.clone()).ok().map(|start| start.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Asked::new(Lang::En, &["verdict", REGION, MUNICIPALITY, SEARCH, "from", "to"], pairs)
    }

    #[test]
    fn links_keep_what_is_asked_for_and_begin_anew() {
        let asked = asked("verdict=violations&q=%D0%B0+%26b&after=7&unheard=1&region=");
        assert_eq!(asked.link("/pages", &[], &[]), "/pages?verdict=violations&q=%D0%B0+%26b");
        assert_eq!(asked.link("/pages", &["q"], &[("after", "9")]), "/pages?verdict=violations&after=9");
        assert_eq!(asked.link("/pages", &["q", "verdict"], &[]), "/pages");
        assert!(!asked.is_everything());
    }

    #[test]
    fn a_place_is_a_code_and_a_name() {
        assert!(asked("region=x").region().is_err());
        assert_eq!(asked("region=73").region().unwrap(), RegionCode::parse("73").ok());
        assert_eq!(asked("municipality=73:%D0%B0").municipality(), Some(Municipality::from("73:а")));
    }

    #[test]
    fn a_day_is_a_day_of_the_readers_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(4));
        let asked = asked("from=2026-11-22&to=2026-11-22");
        assert_eq!(asked.since("from", &zone).unwrap().unwrap().to_string(), "2026-11-21T20:00:00Z");
        assert_eq!(asked.until("to", &zone).unwrap().unwrap().to_string(), "2026-11-22T20:00:00Z");
        assert!(self::asked("from=yesterday").since("from", &zone).is_err());
        assert!(self::asked("to=9999-12-31").until("to", &zone).is_err());
    }

    #[test]
    fn what_is_too_long_is_looked_for_by_nobody() {
        assert!(asked(&format!("q={}", "a".repeat(LONGEST_TEXT + 1))).search().is_err());
        assert_eq!(asked("q=%20школа%20").search().unwrap().as_deref(), Some("школа"));
    }
}
