//! Looks of a run that counts become findings and events, some hundred pages at a time, each time in one transaction.

mod rows;

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::db::{ROWS_AT_ONCE, Sql, StoreError, Tx, Value};
use super::look_notes::note_looks;
use super::search_text::folded;
use super::settle::SettleRule;
use super::stored::{Digest, hex};
use super::verdicts::{self, VerdictChange, gravity};
use super::{
    Claim, ClosedReason, Event, EventDetail, FindingClosed, FindingId, FindingOpened, PageChanged, PageId, PageSeen,
    RunId, SeverityChanged, Store, events, ids,
};
use domain::findings::{
    ConfirmRule, ConfirmationState, FindingStanding, PageBefore, PageState, State, Transition, hides_the_rest,
    page_state,
};
use domain::model::{Code, MaybeKnown, Severity};
use rows::{Finding, Foreign, KnownFindings, Staged, Timeliness, known_findings, staged, write_findings, write_pages};

/// How many pages one transaction takes over: enough to be quick, few enough that others need not wait long.
const PAGES_AT_ONCE: i64 = 1_000;

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
        let staged = staged(&mut tx, claim.run, PAGES_AT_ONCE).await?;
        if staged.is_empty() {
            return Ok(false);
        }
        let pages: Vec<PageId> = staged.iter().map(|one| one.page).collect();
        let mut findings = known_findings(&mut tx, &pages).await?;
        let mut taken = ChangeSet { run: claim.run, now, confirm: rule.confirm, ..ChangeSet::new() };
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

/// What some looks change.
struct ChangeSet {
    run: RunId,
    now: Timestamp,
    confirm: ConfirmRule,
    findings: Vec<Finding>,
    dropped: Vec<i64>,
    pages: Vec<(PageId, Vec<Value>)>,
    looks: Vec<(PageId, Timestamp, Option<Timestamp>)>,
    /// Events with the place in `findings` of the one they concern.
    events: Vec<(Event, Option<usize>)>,
    chains: HashMap<PageId, Digest>,
    verdicts: Vec<VerdictChange>,
    turns: BTreeMap<Transition, i64>,
}

impl ChangeSet {
    fn new() -> Self {
        Self {
            run: RunId(0),
            now: Timestamp::UNIX_EPOCH,
            confirm: ConfirmRule::default(),
            findings: Vec::new(),
            dropped: Vec::new(),
            pages: Vec::new(),
            looks: Vec::new(),
            events: Vec::new(),
            chains: HashMap::new(),
            verdicts: Vec::new(),
            turns: BTreeMap::new(),
        }
    }

    fn take(&mut self, one: Staged, known: KnownFindings, next_look_at: Timestamp) {
        let KnownFindings { own: known, foreign } = known;
        // a page that is in no registry is looked at because somebody asked: that accuses nobody and is told to nobody
        let registered = one.known.registered;
        let of_page = if registered { self.turned(&one, known, &foreign) } else { known };
        let states: Vec<MaybeKnown<State>> = of_page.iter().map(|finding| finding.trace.state().into()).collect();
        let own = of_page.iter().zip(&states).map(|(finding, state)| FindingStanding {
            code: &finding.violation.code,
            severity: &finding.violation.severity,
            state,
        });
        let before = PageBefore { registered, verdict: &one.known.verdict, is_lost: one.known.is_lost };
        let PageState { verdict, counts, is_lost } =
            page_state(before, own.chain(foreign.iter().map(Foreign::standing)));
        let needs_look = registered && of_page.iter().any(|finding| finding.trace.needs_look());
        // nobody goes by a page's last look alone while another version has something to say of it
        let steady = foreign.is_empty() && of_page.iter().all(|finding| finding.trace.is_steady(self.confirm));
        if registered {
            self.tell_page(&one, is_lost);
        }
        self.chains.insert(one.page, one.known.chain);
        self.looks.push((one.page, one.looked_at, Some(one.looked_at)));
        if registered && one.known.verdict != verdict {
            self.verdicts.push(VerdictChange {
                page: one.page,
                at: self.now,
                before: one.known.verdict.to_string(),
                after: verdict.to_string(),
            });
        }
        let changes = one.known.verdict != verdict || one.known.snapshot != Some(one.snapshot);
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
                &one.known.municipality,
            ])
            .into(),
            verdict.as_str().into(),
            one.verdict.into(),
            counts[0].into(),
            counts[1].into(),
            counts[2].into(),
            gravity(counts).into(),
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
    fn turned(&mut self, one: &Staged, known: Vec<Finding>, foreign: &[Foreign]) -> Vec<Finding> {
        let reason = Gone::of(one);
        let mut of_page = Vec::with_capacity(known.len() + one.violations.len());
        for mut finding in known {
            let violation = one.violations.iter().find(|seen| seen.is_same_defect(&finding.violation));
            let (trace, turn) = finding.trace.look(violation.is_some(), self.confirm);
            let was_open = finding.trace.state() == State::Open;
            let severity_before = finding.violation.severity.clone();
            let is_as_before = trace == finding.trace && violation.is_none_or(|now| *now == finding.violation);
            finding.look(one, violation, trace, turn);
            if turn == Some(Transition::Dropped) {
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
            let is_kept = of_page.iter().any(|finding: &Finding| finding.violation.is_same_defect(violation))
                || foreign.iter().any(|other| other.violation.is_same_defect(violation));
            if is_kept {
                continue;
            }
            let (trace, turn) = ConfirmationState::first(self.confirm);
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
                region_code: one.known.region_code.clone(),
                municipality: one.known.municipality.clone(),
            };
            finding.turn(one.looked_at, turn);
            self.keep(one, &finding, turn, reason);
            of_page.push(finding);
        }
        of_page
    }

    fn keep(&mut self, one: &Staged, finding: &Finding, turn: Option<Transition>, reason: Gone) {
        let opened_at = Some(finding.opened_at);
        let (snapshot, policy) = (Some(hex(&one.snapshot)), Some(hex(&one.policy)));
        let opened = |finding: &Finding| FindingOpened {
            opened_at,
            snapshot: snapshot.clone(),
            policy: policy.clone(),
            position: finding.violation.position,
            observed: finding.violation.observed.clone(),
            expected: finding.violation.expected.clone(),
        };
        let detail = turn.and_then(|turn| match turn {
            Transition::Opened => Some(EventDetail::FindingOpened(opened(finding))),
            Transition::Reopened => Some(EventDetail::FindingReopened(opened(finding))),
            Transition::Closed => {
                let reason = Some(reason.of_code(&finding.violation.code).into());
                let (snapshot, policy) = (snapshot.clone(), policy.clone());
                Some(EventDetail::FindingClosed(FindingClosed { reason, opened_at, snapshot, policy }))
            }
            Transition::Dropped => None,
        });
        if let (Some(detail), Some(turn)) = (detail, turn) {
            *self.turns.entry(turn).or_default() += 1;
            self.events.push((self.event(one, finding, &detail), Some(self.findings.len())));
        }
        self.findings.push(finding.clone());
    }

    fn event(&self, one: &Staged, finding: &Finding, detail: &EventDetail) -> Event {
        let violation = &finding.violation;
        Event {
            code: violation.code.to_string(),
            form: violation.form.clone(),
            field: violation.field.clone(),
            severity: violation.severity.to_string(),
            ..Event::new(one.looked_at, detail).of_page(one.page).of_run(self.run)
        }
    }

    /// Without this event nobody could tell from the log why a page's verdict changed. The finding is kept next.
    fn tell_severity(&mut self, one: &Staged, finding: &Finding, before: &MaybeKnown<Severity>) {
        let changed = SeverityChanged {
            from: Some(before.clone()),
            to: Some(finding.violation.severity.clone()),
            snapshot: Some(hex(&one.snapshot)),
            policy: Some(hex(&one.policy)),
        };
        let event = self.event(one, finding, &EventDetail::FindingSeverityChanged(changed));
        self.events.push((event, Some(self.findings.len())));
    }

    /// The events of the page itself.
    fn tell_page(&mut self, one: &Staged, is_lost: bool) {
        let known = &one.known;
        let mut tell = |detail: EventDetail| {
            let event = Event::new(one.looked_at, &detail).of_page(one.page).of_run(self.run);
            self.events.push((event, None));
        };
        if is_lost != known.is_lost {
            let seen = PageSeen { snapshot: Some(hex(&one.snapshot)) };
            tell(if is_lost { EventDetail::PageLost(seen) } else { EventDetail::PageAppeared(seen) });
        }
        let moved_to = one.group_id.filter(|id| known.group_id.is_some_and(|known| known != *id));
        if moved_to.is_some() && moved_to != known.moved_to {
            tell(EventDetail::PageMoved(PageChanged { from: known.group_id, to: moved_to }));
        }
        if moved_to.is_none()
            && let (Some(from), Some(to)) = (&known.screen_name, &one.screen_name)
            && from != to
        {
            tell(EventDetail::PageRenamed(PageChanged { from: Some(from.clone()), to: Some(to.clone()) }));
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
        verdicts::note(tx, &self.verdicts).await?;
        note_looks(tx, &self.looks).await?;
        let count = |turn: Transition| self.turns.get(&turn).copied().unwrap_or_default();
        let text = "UPDATE run SET opened = opened + ?, reopened = reopened + ?, closed = closed + ? WHERE id = ?";
        let sql = Sql::new(text)
            .bind(count(Transition::Opened))
            .bind(count(Transition::Reopened))
            .bind(count(Transition::Closed))
            .bind(self.run);
        tx.execute(sql).await?;
        Ok(())
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
            hides_the_rest: one.violations.iter().any(|seen| hides_the_rest(&seen.code)),
            same_policy: one.known.policy.is_none_or(|policy| policy == one.policy),
        }
    }

    fn of_code(self, code: &MaybeKnown<Code>) -> ClosedReason {
        if self.hides_the_rest && !hides_the_rest(code) {
            ClosedReason::Obscured
        } else if self.same_policy {
            ClosedReason::Fixed
        } else {
            ClosedReason::Policy
        }
    }
}
