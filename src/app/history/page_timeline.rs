//! One page with everything that is told of it: what is wrong, since when, what happened.

use jiff::Timestamp;

use super::wire::WireFinding;
use super::{ROWS_AT_ONCE, cells};
use domain::findings::{FindingStanding, PageBefore, State, page_state};
use domain::model::{
    Cause, Code, MaybeKnown, PageAudit, Scope, Severity, Unverified, UnverifiedReason, Verdict, Violation,
};
use domain::policy::Policy;
use store::{
    Event, EventKind, EventQuery, EventRow, FindingQuery, FindingRow, PageId, PageRow, Store, StoreError, cause_of,
};
use words::Lang;

/// How many events are shown with a page.
const EVENTS_SHOWN: usize = 20;
/// No page has more defects at a time than there are codes for each of its forms and fields.
pub const MOST_FINDINGS: usize = 1_000;

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
pub struct PageTimeline {
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

impl PageTimeline {
    /// Reads what is told of this page.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn read(store: &Store, row: PageRow) -> Result<Self, StoreError> {
        let of_state = |states: &[State]| FindingQuery {
            states: states.to_vec(),
            page: Some(row.id),
            limit: MOST_FINDINGS,
            ..FindingQuery::within(Scope::everything())
        };
        let open = store.findings(&of_state(&[State::Open])).await?;
        let waiting = store.findings(&of_state(&[State::Suspected, State::Returning])).await?;
        let mut events = all_events(store, row.id).await?;
        let first_kept = store.snapshots_of(row.id).await?.last().map(|(_, kept_at)| *kept_at);
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
pub async fn all_events(store: &Store, page: PageId) -> Result<Vec<EventRow>, StoreError> {
    let mut all: Vec<EventRow> = Vec::new();
    loop {
        let after = all.last().map(|row| row.event.seq);
        let query =
            EventQuery { page: Some(page), after, limit: ROWS_AT_ONCE, ..EventQuery::within(Scope::everything()) };
        let rows = store.events(&query).await?;
        let is_last = rows.len() < ROWS_AT_ONCE;
        all.extend(rows);
        if is_last {
            return Ok(all);
        }
    }
}

/// The verdict that confirmed findings make, step by step through a page's events.
pub fn confirmed<'a>(events: impl Iterator<Item = &'a Event>) -> (Verdict, Option<Timestamp>) {
    let open_state = MaybeKnown::Known(State::Open);
    let mut open: Vec<(&Event, MaybeKnown<Code>, MaybeKnown<Severity>)> = Vec::new();
    let (mut verdict, mut since) = (Verdict::Compliant, None);
    for event in events {
        let is_same =
            |known: &Event| (&known.code, &known.form, &known.field) == (&event.code, &event.form, &event.field);
        let is_open = match event.kind.known() {
            Some(EventKind::FindingOpened | EventKind::FindingReopened) => true,
            Some(EventKind::FindingSeverityChanged) => open.iter().any(|(known, ..)| is_same(known)),
            Some(EventKind::FindingClosed) => false,
            _ => continue,
        };
        open.retain(|(known, ..)| !is_same(known));
        if is_open {
            open.push((event, MaybeKnown::read(&event.code), MaybeKnown::read(&event.severity)));
        }
        let before = PageBefore { registered: true, verdict: &Verdict::Compliant.into(), is_lost: false };
        let standing = open.iter().map(|(_, code, severity)| FindingStanding { code, severity, state: &open_state });
        let now = page_state(before, standing).verdict.known().unwrap_or(Verdict::Compliant);
        if now != verdict {
            (verdict, since) = (now, Some(event.at));
        }
    }
    (verdict, since)
}

fn since(row: &PageRow, events: &[EventRow], first_kept: Option<Timestamp>) -> Since {
    if row.verdict == Verdict::Unverified {
        return Since::Never;
    }
    let earliest = first_kept.or(row.changed_at).or(row.seen_at);
    match confirmed(events.iter().map(|row| &row.event)) {
        (verdict, Some(since)) if row.verdict == verdict => Since::Exactly(since),
        (verdict, None) if row.verdict == verdict => earliest.map_or(Since::Never, Since::NotLater),
        // events that made it were forgotten, or a rule changed how grave a finding is
        _ => row.changed_at.map_or(Since::Never, Since::NotLater),
    }
}

/// The findings of a page as violations.
pub struct Violations {
    /// The confirmed ones.
    pub open: Vec<Violation>,
    /// Those that wait for confirmation.
    pub waiting: Vec<Violation>,
}

impl Violations {
    /// With remedies and clauses as far as audit and policy tell them.
    pub fn of(story: &PageTimeline, policy: Option<&Policy>, audit: Option<&PageAudit>) -> Self {
        let all = |rows: &[FindingRow]| rows.iter().map(|row| cells::violation(row, policy, audit)).collect();
        Self { open: all(&story.open), waiting: all(&story.waiting) }
    }

    /// The confirmed ones.
    pub fn wire_open<'a>(&'a self, lang: Lang, story: &'a PageTimeline) -> Vec<WireFinding<'a>> {
        story.open.iter().zip(&self.open).map(|(row, violation)| WireFinding::new(lang, row, violation)).collect()
    }

    /// Those that wait for confirmation.
    pub fn wire_waiting<'a>(&'a self, lang: Lang, story: &'a PageTimeline) -> Vec<WireFinding<'a>> {
        story.waiting.iter().zip(&self.waiting).map(|(row, violation)| WireFinding::new(lang, row, violation)).collect()
    }
}

/// Why the last look saw nothing.
pub fn why_unseen(row: &PageRow) -> Option<Unverified> {
    let text = row.unverified_reason.as_deref()?;
    let said = row.unverified_detail.clone().unwrap_or_default();
    Some(match UnverifiedReason::parse(text) {
        Some(reason) => Unverified { reason, cause: cause_of(&said) },
        // its own words follow, as they stand
        None if said.is_empty() => {
            Unverified { reason: UnverifiedReason::LaterVersion, cause: Cause::Text(text.to_owned()) }
        }
        None => Unverified { reason: UnverifiedReason::LaterVersion, cause: Cause::Text(format!("{text}: {said}")) },
    })
}
