//! An event in words: what happened, what was wrong, what became of it.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use serde_json::Value;

use super::frame::{Badge, shortened};
use domain::model::{Form, MaybeKnown};
use store::{EventKind, EventRow, PageId};
use words::listing::{Vocabulary, term};
use words::web::pages::NewsSay;
use words::{self, Lang, visible};

/// An event as a line of a list.
pub(super) struct News {
    pub(super) seq: i64,
    /// For the class of its mark.
    pub(super) class: &'static str,
    pub(super) mark: &'static str,
    /// What happened.
    pub(super) what: String,
    /// The defect it concerns.
    pub(super) defect: Option<String>,
    /// How grave that is.
    pub(super) severity: Option<Badge>,
    /// What else is to be said.
    pub(super) more: Vec<String>,
    pub(super) time: String,
    pub(super) iso: String,
    /// The page it concerns, and whose page that is.
    pub(super) page: Option<(i64, String)>,
    pub(super) municipality: String,
    pub(super) run: Option<i64>,
}

impl News {
    /// Tells an event.
    pub(super) fn new(lang: Lang, row: &EventRow, zone: &TimeZone) -> Self {
        let event = &row.event;
        let detail: Value = serde_json::from_str(&event.detail).unwrap_or_default();
        let (class, mark) = tone(event.kind.known());
        let whose = [&row.organization, &row.url].into_iter().find(|text| !text.trim().is_empty());
        let whose = whose.map_or_else(|| event.page.map(|page| page.to_string()), |whose| Some(shortened(whose)));
        Self {
            seq: event.seq,
            class,
            mark,
            what: what(lang, &event.kind, &detail),
            defect: defect(lang, &event.code, &event.form),
            severity: (!event.severity.is_empty())
                .then(|| Badge::of_severity(lang, &MaybeKnown::read(&event.severity))),
            more: more(lang, event.kind.known(), &detail),
            time: event.at.to_zoned(zone.clone()).strftime("%H:%M").to_string(),
            iso: app::history::rfc3339(event.at),
            page: event.page.map(PageId::get).zip(whose),
            municipality: visible(&row.municipality).into_owned(),
            run: event.run.map(store::RunId::get),
        }
    }
}

const fn tone(kind: Option<EventKind>) -> (&'static str, &'static str) {
    match kind {
        Some(EventKind::FindingOpened | EventKind::FindingReopened | EventKind::PageLost) => ("bad", "✗"),
        Some(EventKind::FindingClosed | EventKind::PageAppeared) => ("good", "✓"),
        Some(EventKind::PageMoved | EventKind::RunHeld) => ("doubt", "!"),
        _ => ("none", "i"),
    }
}

fn what(lang: Lang, kind: &MaybeKnown<EventKind>, detail: &Value) -> String {
    let word = match (kind.known(), detail["reason"].as_str()) {
        (Some(EventKind::FindingOpened), _) => NewsSay::Opened,
        (Some(EventKind::FindingReopened), _) => NewsSay::Reopened,
        (Some(EventKind::FindingClosed), Some("fixed")) => NewsSay::Fixed,
        (Some(EventKind::FindingClosed), Some("obscured")) => NewsSay::Obscured,
        (Some(EventKind::FindingClosed), Some("policy")) => NewsSay::ByPolicy,
        (Some(EventKind::FindingClosed), Some("page_removed")) => NewsSay::PageGone,
        (Some(EventKind::FindingClosed), _) => NewsSay::Closed,
        _ => {
            let words = term(lang, Vocabulary::EventKind, kind.as_str());
            return words.map_or_else(|| visible(kind.as_str()).into_owned(), str::to_owned);
        }
    };
    word.text(lang).to_owned()
}

/// What is or was wrong, in a few words.
fn defect(lang: Lang, code: &str, form: &str) -> Option<String> {
    if code.is_empty() {
        return None;
    }
    let mut text = words::code_words(lang, &MaybeKnown::read(code)).into_owned();
    if let Some(form) = Form::parse(form) {
        let _ = write!(text, " («{}»)", words::form(form));
    }
    Some(text)
}

fn more(lang: Lang, kind: Option<EventKind>, detail: &Value) -> Vec<String> {
    let mut more = Vec::new();
    let mut add = |word: NewsSay, text: String| more.push(format!("{}: {text}", word.text(lang)));
    let text = |key: &str| match &detail[key] {
        Value::String(text) if !text.is_empty() => Some(shortened(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let count = |key: &str| detail[key].as_u64().unwrap_or_default();
    match kind {
        Some(EventKind::FindingOpened | EventKind::FindingReopened) => {
            if let Some(observed) = text("observed") {
                add(NewsSay::Now, observed);
            }
        }
        Some(EventKind::PageRenamed | EventKind::PageMoved) => {
            if let (Some(from), Some(to)) = (text("from"), text("to")) {
                add(NewsSay::Was, from);
                add(NewsSay::Became, to);
            }
        }
        Some(EventKind::RunFinished) => {
            more.extend(text("name"));
            let mut add = |word: NewsSay, value: u64| {
                more.push(format!("{}: {}", word.text(lang), words::number(lang, value)));
            };
            add(NewsSay::SeenCount, count("seen"));
            add(NewsSay::OpenedCount, count("opened") + count("reopened"));
            add(NewsSay::ClosedCount, count("closed"));
        }
        Some(EventKind::RegistryImported) => more.extend(text("source")),
        _ => {}
    }
    more
}
