//! Looks of a run that counts become findings and events, some hundred pages at a time, each time in one transaction.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::db::{ROWS_AT_ONCE, Row, Sql, StoreError, Tx, Value};
use super::looks::note_looks;
use super::registry::folded;
use super::settle::SettleRule;
use super::stored::{Digest, StoredViolation, hex, violations_from_json};
use super::{Claim, Event, EventKind, FindingId, PageId, RunId, Store, events, ids};
use crate::findings::{ConfirmRule, State, Trace, Turn};
use crate::model::{Code, Severity, Verdict};

/// How many pages one transaction takes over: enough to be quick, few enough that others need not wait long.
const PAGES_AT_ONCE: i64 = 1_000;
/// Under these nothing else of a page can be seen, so what is not seen then may still be there.
const HIDES_THE_REST: [Code; 4] = [Code::PageNotFound, Code::PageDeactivated, Code::PageClosed, Code::MenuMissing];
/// Clocks of machines differ by less.
const CLOCK_WAS_WRONG: SignedDuration = SignedDuration::from_hours(24);
/// VK shows the page to nobody.
const LOST: [Code; 2] = [Code::PageNotFound, Code::PageDeactivated];

impl Store {
    /// Takes the next staged looks of a run over; tells whether there may be more.
    pub(super) async fn apply_some(
        &self,
        claim: &Claim,
        rule: &SettleRule,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        tx.hold(claim).await?;
        let staged = staged(&mut tx, claim.run).await?;
        if staged.is_empty() {
            return Ok(false);
        }
        let pages: Vec<PageId> = staged.iter().map(|one| one.page).collect();
        let mut findings = known_findings(&mut tx, &pages).await?;
        let mut taken = Taken { run: claim.run, confirm: rule.confirm, ..Taken::new() };
        let next_look_at = now.saturating_add(rule.second_look).unwrap_or(Timestamp::MAX);
        let mut too_soon = Vec::new();
        for one in staged {
            match one.timeliness(rule.least_gap, now) {
                Timeliness::Counts => {
                    let known = findings.remove(&one.page).unwrap_or_default();
                    taken.take(one, known, next_look_at);
                }
                Timeliness::TooSoon => too_soon.push(one.page),
                Timeliness::Older => {}
            }
        }
        taken.write(&mut tx).await?;
        // what such a look saw may be right: the page is looked at again when a look counts
        for chunk in too_soon.chunks(ROWS_AT_ONCE) {
            let mut sql =
                Sql::new("UPDATE page SET next_look_at = COALESCE(next_look_at, ?) WHERE registered = ? AND id IN ");
            sql = sql.bind(next_look_at).bind(true);
            sql.tuple(chunk.iter().copied());
            tx.execute(sql).await?;
        }
        for chunk in pages.chunks(ROWS_AT_ONCE) {
            let mut sql = Sql::new("DELETE FROM staged WHERE run = ? AND page IN ").bind(claim.run);
            sql.tuple(chunk.iter().copied());
            tx.execute(sql).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}

/// A staged look with what is known of its page.
struct Staged {
    page: PageId,
    looked_at: Timestamp,
    verdict: String,
    audit_digest: Digest,
    look_digest: Digest,
    snapshot: Digest,
    policy: Digest,
    group_id: Option<i64>,
    screen_name: Option<String>,
    name: Option<String>,
    violations: Vec<StoredViolation>,
    seen_at: Option<Timestamp>,
    known: KnownPage,
}

/// Whether a look counts.
enum Timeliness {
    Counts,
    /// The look before was made a moment ago.
    TooSoon,
    /// A later look counts already.
    Older,
}

impl Staged {
    fn timeliness(&self, least_gap: Duration, now: Timestamp) -> Timeliness {
        // what was seen further ahead than a day was noted by a clock that was wrong
        let believable = |seen_at: &Timestamp| seen_at.duration_since(now) <= CLOCK_WAS_WRONG;
        let Some(seen_at) = self.seen_at.filter(believable) else { return Timeliness::Counts };
        let gap = self.looked_at.duration_since(seen_at);
        if gap <= SignedDuration::ZERO {
            Timeliness::Older
        } else if gap < SignedDuration::try_from(least_gap).unwrap_or(SignedDuration::ZERO) {
            Timeliness::TooSoon
        } else {
            Timeliness::Counts
        }
    }
}

struct KnownPage {
    verdict: String,
    group_id: Option<i64>,
    moved_to: Option<i64>,
    screen_name: Option<String>,
    name: Option<String>,
    is_lost: bool,
    policy: Option<Digest>,
    snapshot: Option<Digest>,
    chain: Digest,
    organization_name: String,
    ogrn: String,
    url: String,
    registered: bool,
}

async fn staged(tx: &mut Tx, run: RunId) -> Result<Vec<Staged>, StoreError> {
    let lock = if tx.dialect().for_update().is_empty() { "" } else { " FOR UPDATE OF p" };
    let text = format!(
        "SELECT s.page, s.looked_at, s.verdict, s.audit_digest, s.look_digest, s.snapshot, s.policy, s.group_id, \
         s.screen_name, s.name, s.violations, l.seen_at, p.verdict, p.group_id, p.moved_to, p.screen_name, p.name, p.is_lost, \
         p.policy, p.snapshot, p.chain, p.organization_name, p.ogrn, p.url, p.registered \
         FROM staged s JOIN page p ON p.id = s.page LEFT JOIN page_look l ON l.page = s.page \
         WHERE s.run = ? ORDER BY s.page LIMIT ?{lock}"
    );
    tx.all(Sql::new(&text).bind(run).bind(PAGES_AT_ONCE)).await?.iter().map(staged_of).collect()
}

fn staged_of(row: &Row) -> Result<Staged, StoreError> {
    Ok(Staged {
        page: PageId(row.get(0)?),
        looked_at: row.moment(1)?.unwrap_or_default(),
        verdict: row.get(2)?,
        audit_digest: row.digest(3)?.unwrap_or_default(),
        look_digest: row.digest(4)?.unwrap_or_default(),
        snapshot: row.digest(5)?.unwrap_or_default(),
        policy: row.digest(6)?.unwrap_or_default(),
        group_id: row.get(7)?,
        screen_name: row.get(8)?,
        name: row.get(9)?,
        violations: violations_from_json(&row.get::<String>(10)?)?,
        seen_at: row.moment(11)?,
        known: KnownPage {
            verdict: row.get(12)?,
            group_id: row.get(13)?,
            moved_to: row.get(14)?,
            screen_name: row.get(15)?,
            name: row.get(16)?,
            is_lost: row.get(17)?,
            policy: row.digest(18)?,
            snapshot: row.digest(19)?,
            chain: row.digest(20)?.unwrap_or_default(),
            organization_name: row.get(21)?,
            ogrn: row.get(22)?,
            url: row.get(23)?,
            registered: row.get(24)?,
        },
    })
}

/// A finding of a page.
#[derive(Debug, Clone)]
struct Finding {
    /// 0 until it has a number.
    id: i64,
    page: PageId,
    violation: StoredViolation,
    trace: Trace,
    first_seen_at: Timestamp,
    opened_at: Timestamp,
    confirmed_at: Option<Timestamp>,
    last_seen_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
    times_opened: i64,
}

async fn known_findings(tx: &mut Tx, pages: &[PageId]) -> Result<HashMap<PageId, Vec<Finding>>, StoreError> {
    let mut found: HashMap<PageId, Vec<Finding>> = HashMap::new();
    for chunk in pages.chunks(ROWS_AT_ONCE) {
        let mut sql = Sql::new(
            "SELECT id, page, code, form, field, severity, position, observed, expected, state, seen, looks, first_seen_at, \
             opened_at, confirmed_at, last_seen_at, closed_at, times_opened FROM finding WHERE page IN ",
        );
        sql.tuple(chunk.iter().copied()).push(" ORDER BY id");
        for row in tx.all(sql).await? {
            let finding = finding_of(&row)?;
            found.entry(finding.page).or_default().push(finding);
        }
    }
    Ok(found)
}

fn finding_of(row: &Row) -> Result<Finding, StoreError> {
    let state: String = row.get(9)?;
    let state = State::parse(&state).ok_or_else(|| StoreError::unreadable("a finding", &state))?;
    let bits = |place: usize| row.count(place).map(|bits| u32::try_from(bits).unwrap_or_default());
    Ok(Finding {
        id: row.get(0)?,
        page: PageId(row.get(1)?),
        violation: StoredViolation {
            code: row.get(2)?,
            form: row.get(3)?,
            field: row.get(4)?,
            severity: row.get(5)?,
            position: row.get::<Option<i64>>(6)?.and_then(|position| u32::try_from(position).ok()),
            observed: row.get(7)?,
            expected: row.get(8)?,
        },
        trace: Trace::of(state, bits(10)?, bits(11)?),
        first_seen_at: row.moment(12)?.unwrap_or_default(),
        opened_at: row.moment(13)?.unwrap_or_default(),
        confirmed_at: row.moment(14)?,
        last_seen_at: row.moment(15)?,
        closed_at: row.moment(16)?,
        times_opened: row.get(17)?,
    })
}

/// What some looks change.
struct Taken {
    run: RunId,
    confirm: ConfirmRule,
    findings: Vec<Finding>,
    dropped: Vec<i64>,
    pages: Vec<(PageId, Vec<Value>)>,
    looks: Vec<(PageId, Timestamp, Option<Timestamp>)>,
    /// Events with the place in `findings` of the one they concern.
    events: Vec<(Event, Option<usize>)>,
    chains: HashMap<PageId, Digest>,
    turns: BTreeMap<Turn, i64>,
}

impl Taken {
    fn new() -> Self {
        Self {
            run: RunId(0),
            confirm: ConfirmRule::default(),
            findings: Vec::new(),
            dropped: Vec::new(),
            pages: Vec::new(),
            looks: Vec::new(),
            events: Vec::new(),
            chains: HashMap::new(),
            turns: BTreeMap::new(),
        }
    }

    /// Takes one look in.
    fn take(&mut self, one: Staged, known: Vec<Finding>, next_look_at: Timestamp) {
        let of_page = self.turned(&one, known);
        let open = |finding: &&Finding| finding.trace.state() == State::Open;
        let count = |severity: Severity| {
            of_page.iter().filter(open).filter(|finding| finding.violation.severity == severity.as_str()).count()
        };
        let [errors, warnings, notices] = [Severity::Error, Severity::Warning, Severity::Notice].map(count);
        let waits = |finding: &Finding| finding.trace.state() != State::Open && finding.trace.needs_look();
        let may_break = |finding: &Finding| {
            waits(finding) && (finding.violation.is_error() || finding.violation.code == Code::CoverReview.as_str())
        };
        let verdict = if errors > 0 {
            Verdict::Violations
        } else if of_page.iter().filter(open).any(|finding| finding.violation.code == Code::CoverReview.as_str()) {
            Verdict::Review
        } else if one.known.verdict == Verdict::Unverified.as_str() && of_page.iter().any(may_break) {
            // neither accused nor acquitted before the second look
            Verdict::Unverified
        } else {
            Verdict::Compliant
        };
        let needs_look = one.known.registered && of_page.iter().any(|finding| finding.trace.needs_look());
        let steady = of_page.iter().all(|finding| finding.trace.is_steady(self.confirm));
        let is_lost = of_page.iter().filter(open).any(|finding| is_one_of(&finding.violation.code, &LOST));
        self.tell_page(&one, is_lost);
        self.chains.insert(one.page, one.known.chain);
        self.looks.push((one.page, one.looked_at, Some(one.looked_at)));
        let changes = one.known.verdict != verdict.as_str() || one.known.snapshot != Some(one.snapshot);
        let moved_to = one.group_id.filter(|id| one.known.group_id.is_some_and(|known| known != *id));
        let name = one.name.or(one.known.name);
        let row = vec![
            Value::from(one.page),
            one.known.group_id.or(one.group_id).into(),
            moved_to.into(),
            one.screen_name.or(one.known.screen_name).into(),
            name.as_deref().into(),
            folded(&[
                &one.known.organization_name,
                &one.known.ogrn,
                &one.known.url,
                name.as_deref().unwrap_or_default(),
            ])
            .into(),
            verdict.as_str().into(),
            one.verdict.into(),
            errors.into(),
            warnings.into(),
            notices.into(),
            changes.then_some(one.looked_at).into(),
            needs_look.then_some(next_look_at).into(),
            steady.into(),
            is_lost.into(),
            (&one.audit_digest).into(),
            (&one.look_digest).into(),
            (&one.snapshot).into(),
            (&one.policy).into(),
        ];
        self.pages.push((one.page, row));
    }

    /// The findings of a page after one more look. What changes is kept for writing, with the events it makes.
    fn turned(&mut self, one: &Staged, known: Vec<Finding>) -> Vec<Finding> {
        let reason = Gone::of(one);
        let mut of_page = Vec::with_capacity(known.len() + one.violations.len());
        for mut finding in known {
            let violation = one.violations.iter().find(|seen| seen.is_same_defect(&finding.violation));
            let (trace, turn) = finding.trace.look(violation.is_some(), self.confirm);
            let was_open = finding.trace.state() == State::Open;
            let severity_before = finding.violation.severity.clone();
            let is_as_before = trace == finding.trace && violation.is_none_or(|now| *now == finding.violation);
            finding.look(one, violation, trace, turn);
            if turn == Some(Turn::Dropped) {
                self.dropped.push(finding.id);
                continue;
            }
            if was_open && turn.is_none() && finding.violation.severity != severity_before {
                self.tell_severity(one, &finding, &severity_before);
            }
            if !is_as_before {
                self.keep(one, &finding, turn, reason);
            }
            of_page.push(finding);
        }
        // in the order of the audit, so that numbers and events are the same on every machine
        for violation in &one.violations {
            if of_page.iter().any(|finding: &Finding| finding.violation.is_same_defect(violation)) {
                continue;
            }
            let (trace, turn) = Trace::first(self.confirm);
            let mut finding = Finding {
                id: 0,
                page: one.page,
                violation: violation.clone(),
                trace,
                first_seen_at: one.looked_at,
                opened_at: one.looked_at,
                confirmed_at: None,
                last_seen_at: None,
                closed_at: None,
                times_opened: 0,
            };
            finding.turn(one.looked_at, turn);
            self.keep(one, &finding, turn, reason);
            of_page.push(finding);
        }
        of_page
    }

    fn keep(&mut self, one: &Staged, finding: &Finding, turn: Option<Turn>, reason: Gone) {
        let kind = turn.and_then(|turn| match turn {
            Turn::Opened => Some(EventKind::FindingOpened),
            Turn::Reopened => Some(EventKind::FindingReopened),
            Turn::Closed => Some(EventKind::FindingClosed),
            Turn::Dropped => None,
        });
        if let (Some(kind), Some(turn)) = (kind, turn) {
            *self.turns.entry(turn).or_default() += 1;
            let violation = &finding.violation;
            let mut detail = json!({
                "opened_at": finding.opened_at.to_string(), "snapshot": hex(&one.snapshot), "policy": hex(&one.policy),
            });
            if turn == Turn::Closed {
                detail["reason"] = reason.of_code(&violation.code).into();
            } else {
                detail["position"] = violation.position.into();
                detail["observed"] = violation.observed.as_deref().into();
                detail["expected"] = violation.expected.as_deref().into();
            }
            let event = Event {
                code: violation.code.clone(),
                form: violation.form.clone(),
                field: violation.field.clone(),
                severity: violation.severity.clone(),
                ..Event::new(one.looked_at, kind, &detail).of_page(one.page).of_run(self.run)
            };
            self.events.push((event, Some(self.findings.len())));
        }
        self.findings.push(finding.clone());
    }

    /// Without this event nobody could tell from the log why a page's verdict changed. The finding is kept next.
    fn tell_severity(&mut self, one: &Staged, finding: &Finding, before: &str) {
        let violation = &finding.violation;
        let detail = json!({
            "from": before, "to": violation.severity, "snapshot": hex(&one.snapshot), "policy": hex(&one.policy),
        });
        let event = Event {
            code: violation.code.clone(),
            form: violation.form.clone(),
            field: violation.field.clone(),
            severity: violation.severity.clone(),
            ..Event::new(one.looked_at, EventKind::FindingSeverityChanged, &detail).of_page(one.page).of_run(self.run)
        };
        self.events.push((event, Some(self.findings.len())));
    }

    /// The events of the page itself.
    fn tell_page(&mut self, one: &Staged, is_lost: bool) {
        let known = &one.known;
        let mut tell = |kind: EventKind, detail: serde_json::Value| {
            let event = Event::new(one.looked_at, kind, &detail).of_page(one.page).of_run(self.run);
            self.events.push((event, None));
        };
        if is_lost != known.is_lost {
            let kind = if is_lost { EventKind::PageLost } else { EventKind::PageAppeared };
            tell(kind, json!({ "snapshot": hex(&one.snapshot) }));
        }
        let moved_to = one.group_id.filter(|id| known.group_id.is_some_and(|known| known != *id));
        if moved_to.is_some() && moved_to != known.moved_to {
            tell(EventKind::PageMoved, json!({ "from": known.group_id, "to": moved_to }));
        }
        if moved_to.is_none()
            && let (Some(from), Some(to)) = (&known.screen_name, &one.screen_name)
            && from != to
        {
            tell(EventKind::PageRenamed, json!({ "from": from, "to": to }));
        }
    }

    async fn write(mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let fresh = self.findings.iter().filter(|finding| finding.id == 0).count();
        if fresh > 0 {
            let first = ids::take(tx, "finding", fresh).await?;
            for (id, finding) in (first..).zip(self.findings.iter_mut().filter(|finding| finding.id == 0)) {
                finding.id = id;
            }
        }
        let named = |(event, place): (Event, Option<usize>)| {
            let finding = place.and_then(|place| self.findings.get(place)).map(|finding| FindingId(finding.id));
            Event { finding, ..event }
        };
        let events: Vec<Event> = std::mem::take(&mut self.events).into_iter().map(named).collect();
        events::append(tx, events, &mut self.chains).await?;
        write_findings(tx, &self.findings).await?;
        for chunk in self.dropped.chunks(ROWS_AT_ONCE) {
            let mut sql = Sql::new("DELETE FROM finding WHERE id IN ");
            sql.tuple(chunk.iter().copied());
            tx.execute(sql).await?;
        }
        write_pages(tx, &self.pages, &self.chains).await?;
        note_looks(tx, &self.looks).await?;
        let count = |turn: Turn| self.turns.get(&turn).copied().unwrap_or_default();
        let text = "UPDATE run SET opened = opened + ?, reopened = reopened + ?, closed = closed + ? WHERE id = ?";
        let sql = Sql::new(text)
            .bind(count(Turn::Opened))
            .bind(count(Turn::Reopened))
            .bind(count(Turn::Closed))
            .bind(self.run);
        tx.execute(sql).await?;
        Ok(())
    }
}

impl Finding {
    /// One more look at the page was made.
    fn look(&mut self, one: &Staged, violation: Option<&StoredViolation>, trace: Trace, turn: Option<Turn>) {
        let was_seen = self.trace.state() != State::Closed && self.trace.is_seen();
        if let Some(violation) = violation {
            self.violation = violation.clone();
            if trace.state() == State::Returning && self.trace.state() == State::Closed {
                // the first look of what may become a new episode
                self.last_seen_at = Some(one.looked_at);
            }
        } else if was_seen && self.trace.state() != State::Returning {
            self.last_seen_at = one.seen_at.or(self.last_seen_at);
        }
        if matches!(trace.state(), State::Suspected | State::Open) && trace.is_seen() && turn != Some(Turn::Reopened) {
            self.last_seen_at = None;
        }
        self.trace = trace;
        self.turn(one.looked_at, turn);
    }

    fn turn(&mut self, at: Timestamp, turn: Option<Turn>) {
        match turn {
            Some(Turn::Opened) => {
                self.confirmed_at = Some(at);
                self.times_opened += 1;
            }
            Some(Turn::Reopened) => {
                self.opened_at = self.last_seen_at.unwrap_or(at);
                self.confirmed_at = Some(at);
                self.last_seen_at = None;
                self.closed_at = None;
                self.times_opened += 1;
            }
            Some(Turn::Closed) => self.closed_at = Some(at),
            Some(Turn::Dropped) | None => {}
        }
    }
}

/// Why a finding that is no longer seen may be gone.
#[derive(Debug, Clone, Copy)]
struct Gone {
    hides_the_rest: bool,
    same_policy: bool,
}

impl Gone {
    fn of(one: &Staged) -> Self {
        Self {
            hides_the_rest: one.violations.iter().any(|seen| is_one_of(&seen.code, &HIDES_THE_REST)),
            same_policy: one.known.policy.is_none_or(|policy| policy == one.policy),
        }
    }

    fn of_code(self, code: &str) -> &'static str {
        if self.hides_the_rest && !is_one_of(code, &HIDES_THE_REST) {
            "obscured"
        } else if self.same_policy {
            "fixed"
        } else {
            "policy"
        }
    }
}

fn is_one_of(code: &str, codes: &[Code]) -> bool {
    codes.iter().any(|one| one.as_str() == code)
}

async fn write_findings(tx: &mut Tx, findings: &[Finding]) -> Result<(), StoreError> {
    let insert = "INSERT INTO finding (id, page, code, form, field, severity, position, observed, expected, state, seen, \
                  looks, first_seen_at, opened_at, confirmed_at, last_seen_at, closed_at, times_opened)";
    let conflict = "ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, position = excluded.position, \
        observed = excluded.observed, expected = excluded.expected, state = excluded.state, seen = excluded.seen, \
        looks = excluded.looks, opened_at = excluded.opened_at, confirmed_at = excluded.confirmed_at, \
        last_seen_at = excluded.last_seen_at, closed_at = excluded.closed_at, times_opened = excluded.times_opened";
    tx.insert(insert, findings, conflict, |finding| {
        let violation = &finding.violation;
        vec![
            Value::from(finding.id),
            finding.page.into(),
            violation.code.as_str().into(),
            violation.form.as_str().into(),
            violation.field.as_str().into(),
            violation.severity.as_str().into(),
            violation.position.map(i64::from).into(),
            violation.observed.as_deref().into(),
            violation.expected.as_deref().into(),
            finding.trace.state().as_str().into(),
            finding.trace.seen().into(),
            finding.trace.looks().into(),
            finding.first_seen_at.into(),
            finding.opened_at.into(),
            finding.confirmed_at.into(),
            finding.last_seen_at.into(),
            finding.closed_at.into(),
            finding.times_opened.into(),
        ]
    })
    .await
}

async fn write_pages(
    tx: &mut Tx,
    pages: &[(PageId, Vec<Value>)],
    chains: &HashMap<PageId, Digest>,
) -> Result<(), StoreError> {
    for chunk in pages.chunks(ROWS_AT_ONCE) {
        let mut sql = Sql::new(
            "UPDATE page SET group_id = v.column2, moved_to = v.column3, screen_name = v.column4, name = v.column5, \
             folded = v.column6, verdict = v.column7, look_verdict = v.column8, errors = v.column9, warnings = v.column10, \
             notices = v.column11, changed_at = COALESCE(v.column12, page.changed_at), next_look_at = v.column13, \
             steady = v.column14, is_lost = v.column15, audit_digest = v.column16, look_digest = v.column17, \
             snapshot = v.column18, policy = v.column19, chain = v.column20 FROM (VALUES ",
        );
        for (place, (page, row)) in chunk.iter().enumerate() {
            sql.push(if place == 0 { "" } else { "," });
            let chain = chains.get(page).copied().unwrap_or_default();
            sql.tuple(row.iter().cloned().chain([Value::from(&chain)]));
        }
        sql.push(") AS v WHERE page.id = v.column1");
        tx.execute(sql).await?;
    }
    Ok(())
}
