//! One page as it stands: `pages show`, and what `explain` shows before the ground.

use std::io::{self, Write};

use jiff::Timestamp;
use serde::Serialize;

use super::wire::{WireEvent, WireFinding, print, rfc3339, shown};
use super::{InLanguage as _, ROWS_AT_ONCE, cells, page_row};
use crate::cli::exit::Exit;
use crate::cli::setup::Setup;
use crate::cli::store_args::ShowPageArgs;
use crate::findings::State;
use crate::i18n::history::Tell;
use crate::i18n::listing::{Vocabulary, term};
use crate::i18n::{self, Visible, Word, visible};
use crate::model::{Code, PageAudit, Severity, Unverified, UnverifiedReason, Verdict};
use crate::policy::Policy;
use crate::store::{EventKind, EventQuery, EventRow, FindingQuery, FindingRow, PageId, PageRow, Store};

/// The name of the JSON contract.
const SCHEMA_ID: &str = "vk-page-auditor/page/1";
/// How many events are shown with a page; `events --page` lists all.
const EVENTS_SHOWN: usize = 20;
/// No page has more defects at a time than there are codes for each of its forms and fields.
const MOST_FINDINGS: usize = 1_000;

/// Since when a page has its verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Since this look.
    Exactly(Timestamp),
    /// Since this look or an earlier one, of which nothing is kept any more.
    NotLater(Timestamp),
    /// It has none.
    Never,
}

/// A page with everything that is told of it.
pub struct Story {
    /// What is known of it.
    pub row: PageRow,
    /// Confirmed.
    pub open: Vec<FindingRow>,
    /// Seen, but not confirmed, for the first time or again.
    pub waiting: Vec<FindingRow>,
    /// The last events, the newest first.
    pub events: Vec<EventRow>,
    /// Since when it has its verdict.
    pub since: Since,
}

impl Story {
    /// Reads what is told of this page.
    ///
    /// # Errors
    /// The store cannot be read, or it has no such page.
    pub async fn read(setup: &Setup, store: &Store, page: &str) -> anyhow::Result<Self> {
        let row = page_row(setup, store, page).await?;
        let of_state = |states: &[State]| FindingQuery {
            states: states.to_vec(),
            page: Some(row.id),
            limit: MOST_FINDINGS,
            ..FindingQuery::default()
        };
        let open = store.findings(&of_state(&[State::Open])).await.told(setup)?;
        let waiting = store.findings(&of_state(&[State::Suspected, State::Returning])).await.told(setup)?;
        let mut events = all_events(setup, store, row.id).await?;
        let first_kept = store.snapshots_of(row.id).await.told(setup)?.last().map(|(_, kept_at)| *kept_at);
        let since = since(&row, &events, first_kept);
        events.reverse();
        events.truncate(EVENTS_SHOWN);
        Ok(Self { row, open, waiting, events, since })
    }
}

/// All events of a page, in their order.
///
/// # Errors
/// The store cannot be read.
pub async fn all_events(setup: &Setup, store: &Store, page: PageId) -> anyhow::Result<Vec<EventRow>> {
    let mut all: Vec<EventRow> = Vec::new();
    loop {
        let after = all.last().map(|row| row.event.seq);
        let query = EventQuery { page: Some(page), after, limit: ROWS_AT_ONCE, ..EventQuery::default() };
        let rows = store.events(&query).await.told(setup)?;
        let is_last = rows.len() < ROWS_AT_ONCE;
        all.extend(rows);
        if is_last {
            return Ok(all);
        }
    }
}

/// The verdict that confirmed findings make, step by step through a page's events.
pub fn confirmed<'a>(events: impl Iterator<Item = &'a crate::store::Event>) -> (Verdict, Option<Timestamp>) {
    let mut open: Vec<(&str, &str, &str, &str)> = Vec::new();
    let (mut verdict, mut since) = (Verdict::Compliant, None);
    for event in events {
        let key = (event.code.as_str(), event.form.as_str(), event.field.as_str());
        match event.kind {
            EventKind::FindingOpened | EventKind::FindingReopened => {
                open.push((key.0, key.1, key.2, event.severity.as_str()));
            }
            EventKind::FindingClosed => open.retain(|(code, form, field, _)| (*code, *form, *field) != key),
            EventKind::FindingSeverityChanged => {
                for known in open.iter_mut().filter(|(code, form, field, _)| (*code, *form, *field) == key) {
                    known.3 = &event.severity;
                }
            }
            _ => continue,
        }
        let now = verdict_of(open.iter().map(|(code, _, _, severity)| (*code, *severity)));
        if now != verdict {
            (verdict, since) = (now, Some(event.at));
        }
    }
    (verdict, since)
}

/// The verdict that confirmed findings make, by code and severity.
pub fn verdict_of<'a>(open: impl Iterator<Item = (&'a str, &'a str)>) -> Verdict {
    let mut verdict = Verdict::Compliant;
    for (code, severity) in open {
        if severity == Severity::Error.as_str() {
            return Verdict::Violations;
        }
        if code == Code::CoverReview.as_str() {
            verdict = Verdict::Review;
        }
    }
    verdict
}

fn since(row: &PageRow, events: &[EventRow], first_kept: Option<Timestamp>) -> Since {
    if row.verdict == Verdict::Unverified {
        return Since::Never;
    }
    let earliest = first_kept.or(row.changed_at).or(row.seen_at);
    match confirmed(events.iter().map(|row| &row.event)) {
        (verdict, Some(since)) if verdict == row.verdict => Since::Exactly(since),
        (verdict, None) if verdict == row.verdict => earliest.map_or(Since::Never, Since::NotLater),
        // events that made it were forgotten, or a rule changed how grave a finding is
        _ => row.changed_at.map_or(Since::Never, Since::NotLater),
    }
}

/// `pages show`.
///
/// # Errors
/// The store cannot be read, or it has no such page.
pub async fn show(setup: &Setup, args: &ShowPageArgs) -> anyhow::Result<Exit> {
    let opened = setup.store_to_read().await?;
    let story = Story::read(setup, &opened, &args.page).await?;
    let violations = Violations::of(&story, None, None);
    if args.shape == "json" {
        let wire = WireShow {
            schema: SCHEMA_ID,
            page: WirePage::new(&story),
            open: violations.wire_open(setup, &story),
            unconfirmed: violations.wire_waiting(setup, &story),
            events: story.events.iter().map(WireEvent::new).collect(),
        };
        print(&wire)?;
        return Ok(Exit::Clean);
    }
    let mut out = io::stdout().lock();
    write_head(setup, &story, &mut out)?;
    violations.write(setup, &story, &mut out)?;
    write_events(setup, &story.events, &mut out)?;
    out.flush()?;
    Ok(Exit::Clean)
}

/// The findings of a page as violations.
pub struct Violations {
    open: Vec<crate::model::Violation>,
    waiting: Vec<crate::model::Violation>,
}

impl Violations {
    /// With remedies and clauses as far as audit and policy tell them.
    pub fn of(story: &Story, policy: Option<&Policy>, audit: Option<&PageAudit>) -> Self {
        let all = |rows: &[FindingRow]| rows.iter().map(|row| cells::violation(row, policy, audit)).collect();
        Self { open: all(&story.open), waiting: all(&story.waiting) }
    }

    /// The confirmed ones.
    pub fn wire_open<'a>(&'a self, setup: &Setup, story: &'a Story) -> Vec<WireFinding<'a>> {
        story.open.iter().zip(&self.open).map(|(row, violation)| WireFinding::new(setup, row, violation)).collect()
    }

    /// Those that wait for confirmation.
    pub fn wire_waiting<'a>(&'a self, setup: &Setup, story: &'a Story) -> Vec<WireFinding<'a>> {
        story
            .waiting
            .iter()
            .zip(&self.waiting)
            .map(|(row, violation)| WireFinding::new(setup, row, violation))
            .collect()
    }

    /// For people.
    ///
    /// # Errors
    /// What the output answers.
    pub fn write(&self, setup: &Setup, story: &Story, out: &mut impl Write) -> io::Result<()> {
        let lang = setup.lang;
        if story.open.is_empty() && matches!(story.row.verdict, Verdict::Compliant | Verdict::Review) {
            writeln!(out, "\n{}", Tell::NothingOpen.text(lang))?;
        }
        for (title, rows, violations) in
            [(Tell::OpenFindings, &story.open, &self.open), (Tell::SuspectedFindings, &story.waiting, &self.waiting)]
        {
            if rows.is_empty() {
                continue;
            }
            writeln!(out, "\n{}:", title.text(lang))?;
            for (row, violation) in rows.iter().zip(violations) {
                write_finding(setup, row, violation, out)?;
            }
        }
        Ok(())
    }
}

fn write_finding(
    setup: &Setup,
    row: &FindingRow,
    violation: &crate::model::Violation,
    out: &mut impl Write,
) -> io::Result<()> {
    let lang = setup.lang;
    let words = i18n::violation(lang, violation);
    let mark = match row.severity {
        Severity::Error => "✗",
        Severity::Warning => "!",
        Severity::Notice => "i",
    };
    writeln!(out, "  {mark} {} [{}]", words.message, row.code)?;
    writeln!(out, "      {}: {}", Tell::WhatToDo.text(lang), words.remedy)?;
    let clause = i18n::clause(lang, &violation.clause);
    if !clause.is_empty() {
        writeln!(out, "      {}: {}", Tell::Rule.text(lang), visible(clause))?;
    }
    let mut times = vec![format!("{} {}", Tell::FirstSeen.text(lang), shown(setup, row.opened_at))];
    if let Some(at) = row.confirmed_at {
        times.push(format!("{} {}", Tell::Confirmed.text(lang), shown(setup, at)));
    }
    if let Some(at) = row.last_seen_at {
        times.push(format!("{} {}", Tell::SeenLast.text(lang), shown(setup, at)));
    }
    if row.times_opened > 1 {
        times.push(format!("{}: {}", Tell::TimesOpened.text(lang), i18n::number(lang, row.times_opened)));
    }
    writeln!(out, "      {}", times.join("; "))
}

/// Which page, whose, its verdict and since when, and when it was looked at.
///
/// # Errors
/// What the output answers.
pub fn write_head(setup: &Setup, story: &Story, out: &mut impl Write) -> io::Result<()> {
    let (lang, row) = (setup.lang, &story.row);
    writeln!(out, "{}: {}", Tell::Page.text(lang), visible(&row.url))?;
    if let Some(name) = &row.name {
        writeln!(out, "{}: {}", Tell::PageName.text(lang), visible(name))?;
    }
    if row.registered {
        let parts = [row.organization.as_str(), row.municipality.as_str()];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).map(visible).collect();
        let ogrn = Word::Ogrn.text(lang);
        writeln!(out, "{}: {}, {ogrn} {}", Tell::Organization.text(lang), parts.join(", "), visible(&row.ogrn))?;
    } else {
        writeln!(out, "{}: {}", Tell::Organization.text(lang), Tell::NotInRegistry.text(lang))?;
    }
    let since = match story.since {
        Since::Exactly(at) => format!(", {} {}", Tell::Since.text(lang), shown(setup, at)),
        Since::NotLater(at) => {
            format!(", {} ({}) {}", Tell::Since.text(lang), Tell::NotLater.text(lang), shown(setup, at))
        }
        Since::Never if row.seen_at.is_none() => format!(": {}", Tell::NeverSeen.text(lang)),
        Since::Never => format!(": {}", Tell::WaitsForSecondLook.text(lang)),
    };
    writeln!(out, "{}: {}{since}", Tell::Verdict.text(lang), i18n::verdict(lang, row.verdict))?;
    for (title, at) in [
        (Tell::LastSeen, row.seen_at),
        (Tell::LastAttempt, row.looked_at.filter(|at| Some(*at) != row.seen_at)),
        (Tell::NextLook, row.next_look_at),
        (Tell::NotSeenSince, row.unverified_since),
    ] {
        if let Some(at) = at {
            writeln!(out, "{}: {}", title.text(lang), shown(setup, at))?;
        }
    }
    if let Some(why) = why_unseen(row) {
        let words = i18n::unverified(lang, &why);
        writeln!(out, "  {} {}", words.message, words.remedy)?;
    }
    if let Some(to) = row.moved_to {
        writeln!(out, "{}: {to}", Tell::MovedTo.text(lang))?;
    }
    Ok(())
}

/// Why the last look saw nothing.
pub fn why_unseen(row: &PageRow) -> Option<Unverified> {
    let text = row.unverified_reason.as_deref()?;
    let reason = UnverifiedReason::ALL.into_iter().find(|reason| reason.as_str() == text);
    let detail = row.unverified_detail.clone().unwrap_or_default();
    Some(Unverified { reason: reason.unwrap_or(UnverifiedReason::Internal), detail })
}

/// The last events for people.
///
/// # Errors
/// What the output answers.
pub fn write_events(setup: &Setup, events: &[EventRow], out: &mut impl Write) -> io::Result<()> {
    let lang = setup.lang;
    if events.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}:", Tell::LastEvents.text(lang))?;
    for row in events {
        let event = &row.event;
        let kind = event.kind.as_str();
        let words = term(lang, Vocabulary::EventKind, kind).unwrap_or(kind);
        let about = [event.code.as_str(), event.form.as_str(), event.field.as_str()];
        let about: Vec<&str> = about.into_iter().filter(|part| !part.is_empty()).collect();
        let about = if about.is_empty() { String::new() } else { format!(" [{}]", about.join(" ")) };
        writeln!(out, "  {}  {words}{}", shown(setup, event.at), Visible::quoted(&about))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct WireShow<'a> {
    schema: &'static str,
    page: WirePage<'a>,
    open: Vec<WireFinding<'a>>,
    unconfirmed: Vec<WireFinding<'a>>,
    events: Vec<WireEvent>,
}

/// A page in JSON.
#[derive(Serialize)]
pub struct WirePage<'a> {
    id: i64,
    url: &'a str,
    group_id: Option<i64>,
    moved_to: Option<i64>,
    screen_name: Option<&'a str>,
    name: Option<&'a str>,
    registered: bool,
    organization: Option<&'a str>,
    ogrn: Option<&'a str>,
    level: Option<&'a str>,
    region_code: Option<&'a str>,
    municipality: Option<&'a str>,
    verdict: &'static str,
    /// Since when; null when nobody can say.
    verdict_since: Option<String>,
    /// Whether that look brought the verdict about; else it may be older.
    verdict_since_is_exact: bool,
    look_verdict: Option<&'a str>,
    looked_at: Option<String>,
    seen_at: Option<String>,
    changed_at: Option<String>,
    next_look_at: Option<String>,
    unverified: Option<WireUnverified<'a>>,
}

#[derive(Serialize)]
struct WireUnverified<'a> {
    reason: &'a str,
    detail: &'a str,
    since: Option<String>,
}

impl<'a> WirePage<'a> {
    /// A page with since when it has its verdict.
    pub fn new(story: &'a Story) -> Self {
        let row = &story.row;
        let filled = |text: &'a str| Some(text).filter(|text| !text.is_empty());
        let (since, is_exact) = match story.since {
            Since::Exactly(at) => (Some(at), true),
            Since::NotLater(at) => (Some(at), false),
            Since::Never => (None, false),
        };
        Self {
            id: row.id.get(),
            url: &row.url,
            group_id: row.group_id,
            moved_to: row.moved_to,
            screen_name: row.screen_name.as_deref(),
            name: row.name.as_deref(),
            registered: row.registered,
            organization: filled(&row.organization),
            ogrn: filled(&row.ogrn),
            level: filled(&row.level),
            region_code: filled(&row.region_code),
            municipality: filled(&row.municipality),
            verdict: row.verdict.as_str(),
            verdict_since: since.map(rfc3339),
            verdict_since_is_exact: is_exact,
            look_verdict: row.look_verdict.as_deref(),
            looked_at: row.looked_at.map(rfc3339),
            seen_at: row.seen_at.map(rfc3339),
            changed_at: row.changed_at.map(rfc3339),
            next_look_at: row.next_look_at.map(rfc3339),
            unverified: row.unverified_reason.as_deref().map(|reason| WireUnverified {
                reason,
                detail: row.unverified_detail.as_deref().unwrap_or_default(),
                since: row.unverified_since.map(rfc3339),
            }),
        }
    }
}
