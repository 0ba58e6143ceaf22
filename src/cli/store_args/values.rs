//! The values of options over the store: what they may be, and the error that lists it.

use std::fmt::Display;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use domain::findings::State;
use domain::model::{Code, Form, Level, Ogrn, RegionCode, Severity, Verdict};
use store::{EventKind, FindingOrder, PageOrder, RunKind, RunState};

pub(in crate::cli) fn parse_region(text: &str) -> Result<RegionCode, String> {
    RegionCode::parse(text.trim()).map_err(|_| "73, 111, 7114".to_owned())
}

pub(in crate::cli) fn parse_ogrn(text: &str) -> Result<Ogrn, String> {
    Ogrn::parse(text.trim()).map_err(|_| "1027301172106".to_owned())
}

pub(in crate::cli) fn parse_limit(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|limit| *limit > 0).ok_or_else(|| "1, 50, 1000".to_owned())
}

pub(in crate::cli) fn parse_id<T: FromStr>(text: &str) -> Result<T, String> {
    let number = text.trim().parse::<u64>().ok().filter(|number| *number > 0);
    number.and_then(|number| number.to_string().parse().ok()).ok_or_else(|| "1, 2, 3".to_owned())
}

pub(in crate::cli) fn one_of<T>(found: Option<T>, all: impl IntoIterator<Item = &'static str>) -> Result<T, String> {
    found.ok_or_else(|| all.into_iter().collect::<Vec<_>>().join(", "))
}

pub(in crate::cli) fn parse_page_order(text: &str) -> Result<PageOrder, String> {
    one_of(PageOrder::parse(text), PageOrder::ALL.iter().map(|one| one.as_str()))
}

pub(in crate::cli) fn parse_finding_order(text: &str) -> Result<FindingOrder, String> {
    one_of(FindingOrder::parse(text), FindingOrder::ALL.iter().map(|one| one.as_str()))
}

/// A place in a list as [`written_place`] writes it: in an order of numbers a number, else what any shell takes as a word.
pub(in crate::cli) fn parse_place(text: &str) -> Result<String, String> {
    let in_order = || {
        let place = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        place.split_once('.')?.0.parse::<u64>().ok()?;
        Some(place)
    };
    match parse_id::<i64>(text) {
        Ok(id) => Ok(id.to_string()),
        Err(example) => in_order().ok_or(example),
    }
}

/// What stands behind `--after` to go on from a place in a list.
pub(in crate::cli) fn written_place(place: &impl Display) -> String {
    let place = place.to_string();
    if place.contains('.') { URL_SAFE_NO_PAD.encode(place) } else { place }
}

pub(in crate::cli) fn parse_verdict(text: &str) -> Result<Verdict, String> {
    let all = Verdict::ALL;
    one_of(all.into_iter().find(|one| one.as_str() == text), all.map(Verdict::as_str))
}

pub(in crate::cli) fn parse_level(text: &str) -> Result<Level, String> {
    one_of(Level::parse(text), Level::ALL.map(Level::as_str))
}

pub(in crate::cli) fn parse_code(text: &str) -> Result<Code, String> {
    one_of(Code::parse(text), Code::ALL.iter().map(|code| code.as_str()))
}

pub(in crate::cli) fn parse_severity(text: &str) -> Result<Severity, String> {
    one_of(Severity::parse(text), Severity::ALL.map(Severity::as_str))
}

pub(in crate::cli) fn parse_form(text: &str) -> Result<Form, String> {
    one_of(Form::parse(text), Form::ALL.map(Form::as_str))
}

pub(in crate::cli) fn parse_state(text: &str) -> Result<State, String> {
    one_of(State::parse(text), State::ALL.map(State::as_str))
}

pub(in crate::cli) fn parse_event_kind(text: &str) -> Result<EventKind, String> {
    one_of(EventKind::parse(text), EventKind::ALL.iter().map(|kind| kind.as_str()))
}

pub(in crate::cli) fn parse_run_kind(text: &str) -> Result<RunKind, String> {
    one_of(RunKind::parse(text), RunKind::ALL.iter().map(|kind| kind.as_str()))
}

pub(in crate::cli) fn parse_run_state(text: &str) -> Result<RunState, String> {
    one_of(RunState::parse(text), RunState::ALL.iter().map(|state| state.as_str()))
}
