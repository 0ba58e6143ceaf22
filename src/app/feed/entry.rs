//! The words of one entry, as paragraphs and facts that each format writes in its own way. Foreign text is made visible
//! here; every format escapes all of it once more.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Timestamp;

use super::Channel;
use super::identity;
use super::xml::{clean, escaped};
use domain::model::{Clause, Code, Form, MaybeKnown, PageAddress, Remedy, Severity, Violation};
use store::{ClosedReason, EventDetail, EventRow, FindingClosed, FindingOpened, RunFinished, RunHeld};
use words::listing::{self, Vocabulary};
use words::news::{self, NewsWord};
use words::{self, Lang, Visible, visible};

/// An entry of a feed.
pub(super) struct Entry<'a> {
    pub(super) row: &'a EventRow,
    pub(super) id: String,
    pub(super) title: String,
    /// The place in the dashboard.
    pub(super) link: String,
    /// The page itself.
    pub(super) vk: Option<String>,
    /// Stable texts with the words for them.
    pub(super) categories: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    paragraphs: Vec<String>,
    remedy: Option<String>,
    facts: Vec<(NewsWord, String)>,
    /// Named links at the end.
    links: Vec<(NewsWord, String)>,
    lang: Lang,
}

impl<'a> Entry<'a> {
    pub(super) fn new(channel: &Channel<'_>, row: &'a EventRow) -> Self {
        let lang = channel.lang;
        let page = row.event.page.map(|page| channel.at(&format!("pages/{page}")));
        let vk = PageAddress::parse(&row.url).ok().map(|address| address.to_string());
        let mut links = Vec::new();
        if let Some(page) = &page {
            links.push((NewsWord::InAuditor, page.clone()));
        }
        if let Some(vk) = &vk {
            links.push((NewsWord::InVk, vk.clone()));
        }
        let mut entry = Self {
            row,
            id: identity::of_entry(channel, row),
            title: String::new(),
            link: page.unwrap_or_else(|| channel.base.to_string()),
            vk,
            categories: categories(lang, row),
            paragraphs: Vec::new(),
            remedy: None,
            facts: Vec::new(),
            links,
            lang,
        };
        match row.event.said() {
            EventDetail::FindingOpened(opened) => entry.tell_found(channel, opened, false),
            EventDetail::FindingReopened(opened) => entry.tell_found(channel, opened, true),
            EventDetail::FindingClosed(closed) => entry.tell_closed(channel, &closed),
            EventDetail::FindingSeverityChanged(changed) => entry.tell_severity(channel, changed.from),
            EventDetail::PageLost(_) => entry.tell_page(channel, NewsWord::PageLost, NewsWord::PageLostLong),
            EventDetail::PageAppeared(_) => {
                entry.tell_page(channel, NewsWord::PageAppeared, NewsWord::PageAppearedLong);
            }
            EventDetail::RunFinished(run) => entry.tell_finished(&run),
            EventDetail::RunHeld(held) => entry.tell_held(&held),
            _ => {
                let kind = row.event.kind.as_str();
                let words = listing::term(lang, Vocabulary::EventKind, kind);
                let words = words.map_or_else(|| visible(kind), Cow::Borrowed);
                entry.title = if row.url.is_empty() { words.into_owned() } else { entry.whose(&words) };
            }
        }
        // all formats say the same, though JSON could hold more than XML
        entry.title = clean(&entry.title).into_owned();
        entry
    }

    fn whose(&self, what: &str) -> String {
        let row = self.row;
        let whose = [&row.organization, &row.url].into_iter().find(|text| !text.trim().is_empty());
        match whose {
            Some(whose) => format!("{}: {what}", Visible::quoted(whose)),
            None => what.to_owned(),
        }
    }

    /// What is or was wrong, in a few words.
    fn defect(&self) -> String {
        let event = &self.row.event;
        let words = words::code_words(self.lang, &MaybeKnown::read(&event.code)).into_owned();
        let mut text = visible(&words).into_owned();
        if let Some(form) = Form::parse(&event.form) {
            let _ = write!(text, " («{}»)", words::form(form));
        }
        text
    }

    fn tell_found(&mut self, channel: &Channel<'_>, opened: FindingOpened, is_again: bool) {
        let defect = self.defect();
        let what = if is_again { format!("{} {defect}", NewsWord::Again.text(self.lang)) } else { defect };
        self.title = self.whose(&what);
        let since = opened.opened_at;
        let violation = violation(self.row, opened);
        let words = words::violation(self.lang, &violation);
        self.paragraphs.push(words.message);
        self.remedy = Some(words.remedy);
        self.tell_where();
        self.facts.push((NewsWord::Severity, words::severity_words(self.lang, &violation.severity).into_owned()));
        for (word, text) in [(NewsWord::Observed, &violation.observed), (NewsWord::Expected, &violation.expected)] {
            if let Some(text) = text.as_deref().filter(|text| !text.is_empty()) {
                self.facts.push((word, Visible::whole(text).to_string()));
            }
        }
        self.tell_since(channel, since);
        self.facts.push((NewsWord::Confirmed, self.moment(channel)));
    }

    fn tell_closed(&mut self, channel: &Channel<'_>, closed: &FindingClosed) {
        let (short, long) = match closed.reason.as_ref().and_then(MaybeKnown::known) {
            Some(ClosedReason::Fixed) => (NewsWord::Fixed, NewsWord::FixedLong),
            Some(ClosedReason::Obscured) => (NewsWord::Obscured, NewsWord::ObscuredLong),
            Some(ClosedReason::Policy) => (NewsWord::ByPolicy, NewsWord::ByPolicyLong),
            Some(ClosedReason::PageRemoved) => (NewsWord::PageRemoved, NewsWord::PageRemovedLong),
            None => (NewsWord::Closed, NewsWord::ClosedLong),
        };
        let defect = self.defect();
        let (short, was) = (short.text(self.lang), NewsWord::Was.text(self.lang));
        self.title = self.whose(&format!("{short}; {was}: {defect}"));
        self.paragraphs.push(long.text(self.lang).to_owned());
        self.tell_where();
        self.facts.push((NewsWord::WasFact, defect));
        self.tell_since(channel, closed.opened_at);
        self.facts.push((NewsWord::ClosedAt, self.moment(channel)));
    }

    fn tell_severity(&mut self, channel: &Channel<'_>, before: Option<MaybeKnown<Severity>>) {
        let now = MaybeKnown::<Severity>::read(&self.row.event.severity);
        let short = match (before.as_ref().and_then(MaybeKnown::known), now.known()) {
            (Some(before), Some(now)) if now > before => NewsWord::Graver.text(self.lang),
            (Some(before), Some(now)) if now < before => NewsWord::Lighter.text(self.lang),
            _ => NewsWord::OtherSeverity.text(self.lang),
        };
        let defect = self.defect();
        self.title = self.whose(&format!("{short}: {defect}"));
        self.paragraphs.push(NewsWord::SeverityLong.text(self.lang).to_owned());
        self.tell_where();
        for (word, severity) in [(NewsWord::SeverityBefore, before), (NewsWord::Severity, Some(now))] {
            self.facts.extend(severity.map(|it| (word, words::severity_words(self.lang, &it).into_owned())));
        }
        self.facts.push((NewsWord::At, self.moment(channel)));
    }

    fn tell_page(&mut self, channel: &Channel<'_>, short: NewsWord, long: NewsWord) {
        self.title = self.whose(short.text(self.lang));
        self.paragraphs.push(long.text(self.lang).to_owned());
        self.tell_where();
        self.facts.push((NewsWord::At, self.moment(channel)));
    }

    fn tell_finished(&mut self, run: &RunFinished) {
        let lang = self.lang;
        let turns = news::turns(lang, run.opened + run.reopened, run.closed);
        self.title = format!("{}: {turns}", NewsWord::RunFinished.text(lang));
        if let Some(name) = run.name.as_deref().filter(|name| !name.is_empty()) {
            self.facts.push((NewsWord::RunName, Visible::quoted(name).to_string()));
        }
        if let (Some(pages), Some(seen)) = (run.pages, run.seen) {
            self.facts.push((NewsWord::Coverage, news::part_and_share(lang, seen, pages)));
        } else {
            self.paragraphs.push(NewsWord::OwnPagesOnly.text(lang).to_owned());
        }
        let counts =
            [(NewsWord::Opened, run.opened), (NewsWord::Reopened, run.reopened), (NewsWord::ClosedCount, run.closed)];
        self.facts.extend(counts.map(|(word, count)| (word, words::number(lang, count))));
    }

    fn tell_held(&mut self, held: &RunHeld) {
        let lang = self.lang;
        NewsWord::RunHeld.text(lang).clone_into(&mut self.title);
        self.paragraphs.push(NewsWord::RunHeldLong.text(lang).to_owned());
        self.facts.push((NewsWord::ChangedPages, news::part_of(lang, held.changed, held.seen_before)));
        self.facts.push((NewsWord::MayChange, words::number(lang, held.bound)));
    }

    fn tell_where(&mut self) {
        let row = self.row;
        for (word, text) in [(NewsWord::Organization, &row.organization), (NewsWord::Municipality, &row.municipality)] {
            if !text.trim().is_empty() {
                self.facts.push((word, Visible::quoted(text).to_string()));
            }
        }
    }

    fn tell_since(&mut self, channel: &Channel<'_>, since: Option<Timestamp>) {
        if let Some(since) = since {
            self.facts.push((NewsWord::Since, words::date_time(self.lang, since, channel.time_zone)));
        }
    }

    fn moment(&self, channel: &Channel<'_>) -> String {
        words::date_time(self.lang, self.row.event.at, channel.time_zone)
    }

    /// The whole entry as HTML, with a few plain elements that every reader shows.
    pub(super) fn html(&self) -> String {
        let mut out = String::new();
        for text in &self.paragraphs {
            let _ = write!(out, "<p>{}</p>", escaped(text));
        }
        if let Some(remedy) = &self.remedy {
            let title = NewsWord::WhatToDo.text(self.lang);
            let _ = write!(out, "<p><strong>{title}:</strong> {}</p>", escaped(remedy));
        }
        if !self.facts.is_empty() {
            out.push_str("<ul>");
            for (word, text) in &self.facts {
                let _ = write!(out, "<li>{}: {}</li>", word.text(self.lang), escaped(text));
            }
            out.push_str("</ul>");
        }
        for (word, url) in &self.links {
            let _ = write!(out, "<p><a href=\"{}\">{}</a></p>", escaped(url), word.text(self.lang));
        }
        out
    }

    /// The whole entry as plain text.
    pub(super) fn text(&self) -> String {
        let mut lines = self.paragraphs.clone();
        lines.extend(self.remedy.iter().map(|remedy| format!("{}: {remedy}", NewsWord::WhatToDo.text(self.lang))));
        let facts = self.facts.iter().chain(&self.links);
        lines.extend(facts.map(|(word, text)| format!("{}: {text}", word.text(self.lang))));
        clean(&lines.join("\n")).into_owned()
    }
}

/// What the event is about, for readers that filter.
fn categories(lang: Lang, row: &EventRow) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let event = &row.event;
    let kind = event.kind.as_str();
    let words = listing::term(lang, Vocabulary::EventKind, kind).map_or_else(|| visible(kind), Cow::Borrowed);
    let mut all = vec![(visible(kind), words)];
    if !event.code.is_empty() {
        let words =
            Code::parse(&event.code).map_or_else(|| visible(&event.code), |code| words::code(lang, code).into());
        all.push((visible(&event.code), words));
    }
    if !event.severity.is_empty() {
        let severity = Severity::parse(&event.severity);
        let words = severity.map_or_else(|| visible(&event.severity), |known| words::severity(lang, known).into());
        all.push((visible(&event.severity), words));
    }
    all
}

/// The finding as the event has it; what is to be pasted depends on the registry and stands in the dashboard.
fn violation(row: &EventRow, opened: FindingOpened) -> Violation {
    let event = &row.event;
    Violation {
        code: MaybeKnown::read(&event.code),
        severity: MaybeKnown::read(&event.severity),
        form: Form::parse(&event.form),
        position: opened.position,
        field: (!event.field.is_empty()).then(|| event.field.clone().into()),
        observed: opened.observed,
        expected: opened.expected,
        account_of: None,
        remedy: Remedy::ByCode,
        clause: Arc::new(Clause { ru: String::new(), en: String::new() }),
    }
}
