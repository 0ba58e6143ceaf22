//! An event in words: what happened, what was wrong, what became of it.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use crate::lists::frame::{Badge, shortened};
use domain::model::{Form, MaybeKnown};
use store::{ClosedReason, EventDetail, EventKind, EventRow, PageId};
use words::listing::{Vocabulary, term};
use words::web::pages::NewsSay;
use words::{self, Lang, visible};

pub(crate) struct News {
    pub(crate) seq: i64,
    pub(crate) class: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) what: String,
    pub(crate) defect: Option<String>,
    pub(crate) severity: Option<Badge>,
    pub(crate) more: Vec<String>,
    pub(crate) time: String,
    pub(crate) iso: String,
    /// The page it concerns, and whose page that is.
    pub(crate) page: Option<(i64, String)>,
    pub(crate) municipality: String,
    pub(crate) run: Option<i64>,
}

impl News {
    pub(crate) fn new(lang: Lang, row: &EventRow, zone: &TimeZone) -> Self {
        let event = &row.event;
        let said = event.said();
        let (class, mark) = tone(event.kind.known());
        let whose = [&row.organization, &row.url].into_iter().find(|text| !text.trim().is_empty());
        let whose = whose.map_or_else(|| event.page.map(|page| page.to_string()), |whose| Some(shortened(whose)));
        Self {
            seq: event.seq,
            class,
            mark,
            what: what(lang, &event.kind, &said),
            defect: defect(lang, &event.code, &event.form),
            severity: (!event.severity.is_empty())
                .then(|| Badge::of_severity(lang, &MaybeKnown::read(&event.severity))),
            more: more(lang, &said),
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

fn what(lang: Lang, kind: &MaybeKnown<EventKind>, said: &EventDetail) -> String {
    let word = match said {
        EventDetail::FindingOpened(_) => NewsSay::Opened,
        EventDetail::FindingReopened(_) => NewsSay::Reopened,
        EventDetail::FindingClosed(closed) => match closed.reason.as_ref().and_then(MaybeKnown::known) {
            Some(ClosedReason::Fixed) => NewsSay::Fixed,
            Some(ClosedReason::Obscured) => NewsSay::Obscured,
            Some(ClosedReason::Policy) => NewsSay::ByPolicy,
            Some(ClosedReason::PageRemoved) => NewsSay::PageGone,
            None => NewsSay::Closed,
        },
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

fn more(lang: Lang, said: &EventDetail) -> Vec<String> {
    let named = |word: NewsSay, text: String| format!("{}: {text}", word.text(lang));
    let counted = |word: NewsSay, count: u64| named(word, words::number(lang, count));
    let text = |text: &str| (!text.is_empty()).then(|| shortened(text));
    let became = |from: Option<String>, to: Option<String>| match (from, to) {
        (Some(from), Some(to)) => vec![named(NewsSay::Was, from), named(NewsSay::Became, to)],
        _ => Vec::new(),
    };
    match said {
        EventDetail::FindingOpened(opened) | EventDetail::FindingReopened(opened) => opened
            .observed
            .as_deref()
            .and_then(text)
            .map(|observed| named(NewsSay::Now, observed))
            .into_iter()
            .collect(),
        EventDetail::PageRenamed(page) => {
            became(page.from.as_deref().and_then(text), page.to.as_deref().and_then(text))
        }
        EventDetail::PageMoved(page) => became(page.from.map(|id| id.to_string()), page.to.map(|id| id.to_string())),
        EventDetail::RunFinished(run) => {
            let counts = [
                counted(NewsSay::SeenCount, run.seen.unwrap_or_default()),
                counted(NewsSay::OpenedCount, run.opened + run.reopened),
                counted(NewsSay::ClosedCount, run.closed),
            ];
            run.name.as_deref().and_then(text).into_iter().chain(counts).collect()
        }
        EventDetail::RegistryImported(import) => text(&import.source).into_iter().collect(),
        _ => Vec::new(),
    }
}
