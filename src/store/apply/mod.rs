//! Looks of a run that counts become findings and events, some hundred pages at a time, each time in one transaction.

mod rows;

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde_json::json;

use super::db::{ROWS_AT_ONCE, Sql, StoreError, Tx, Value};
use super::look_notes::note_looks;
use super::search_text::folded;
use super::settle::SettleRule;
use super::stored::{Digest, hex};
use super::verdicts::{self, VerdictChange, gravity};
use super::{Claim, Event, EventKind, FindingId, PageId, RunId, Store, events, ids};
use domain::findings::{ConfirmRule, ConfirmationState, State, Transition};
use domain::model::{Code, Severity, Verdict};
use rows::{
    Finding, Foreign, KnownFindings, Staged, Timeliness, is_known_severity, known_findings, staged, write_findings,
    write_pages,
};

/// How many pages one transaction takes over: enough to be quick, few enough that others need not wait long.
const PAGES_AT_ONCE: i64 = 1_000;
/// Under these nothing else of a page can be seen, so what is not seen then may still be there.
const HIDES_THE_REST: [Code; 4] = [Code::PageNotFound, Code::PageDeactivated, Code::PageClosed, Code::MenuMissing];
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

    /// Takes one look in.
    fn take(&mut self, one: Staged, known: KnownFindings, next_look_at: Timestamp) {
        let KnownFindings { own: known, foreign } = known;
        // a page that is in no registry is looked at because somebody asked: that accuses nobody and is told to nobody
        let registered = one.known.registered;
        let of_page = if registered { self.turned(&one, known, &foreign) } else { known };
        let open = |finding: &&Finding| finding.trace.state() == State::Open;
        let others = || foreign.iter().filter(|other| other.state == State::Open).map(|other| &other.violation);
        let all_open = || of_page.iter().filter(open).map(|finding| &finding.violation).chain(others());
        let count = |severity: Severity| all_open().filter(|one| one.severity == severity.as_str()).count();
        let [errors, warnings, notices] = [Severity::Error, Severity::Warning, Severity::Notice].map(count);
        let waits = |finding: &Finding| finding.trace.state() != State::Open && finding.trace.needs_look();
        let may_break = |finding: &Finding| {
            waits(finding) && (finding.violation.is_error() || finding.violation.code == Code::CoverReview.as_str())
        };
        let may_be_broken =
            || of_page.iter().any(may_break) || foreign.iter().any(|other| other.waits() && other.violation.is_error());
        let verdict = if errors > 0 {
            Verdict::Violations.as_str()
        } else if !registered {
            Verdict::Unverified.as_str()
        } else if all_open().any(|one| !is_known_severity(one)) {
            // whoever knows how grave that is has said so
            one.known.verdict.as_str()
        } else if all_open().any(|one| one.code == Code::CoverReview.as_str()) {
            Verdict::Review.as_str()
        } else if is_undecided(&one.known.verdict) && may_be_broken() {
            // neither accused nor acquitted before the second look
            one.known.verdict.as_str()
        } else {
            Verdict::Compliant.as_str()
        }
        .to_owned();
        let needs_look = registered && of_page.iter().any(|finding| finding.trace.needs_look());
        // nobody goes by a page's last look alone while another version has something to say of it
        let steady = foreign.is_empty() && of_page.iter().all(|finding| finding.trace.is_steady(self.confirm));
        let may_be_lost = one.known.is_lost && foreign.iter().any(|other| is_one_of(&other.violation.code, &LOST));
        let is_lost = may_be_lost || all_open().any(|one| is_one_of(&one.code, &LOST));
        if registered {
            self.tell_page(&one, is_lost);
        }
        self.chains.insert(one.page, one.known.chain);
        self.looks.push((one.page, one.looked_at, Some(one.looked_at)));
        if registered && one.known.verdict != verdict {
            self.verdicts.push(VerdictChange {
                page: one.page,
                at: self.now,
                before: one.known.verdict.clone(),
                after: verdict.clone(),
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
            verdict.into(),
            one.verdict.into(),
            errors.into(),
            warnings.into(),
            notices.into(),
            gravity([errors, warnings, notices].map(|count| count as u64)).into(),
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
        let kind = turn.and_then(|turn| match turn {
            Transition::Opened => Some(EventKind::FindingOpened),
            Transition::Reopened => Some(EventKind::FindingReopened),
            Transition::Closed => Some(EventKind::FindingClosed),
            Transition::Dropped => None,
        });
        if let (Some(kind), Some(turn)) = (kind, turn) {
            *self.turns.entry(turn).or_default() += 1;
            let violation = &finding.violation;
            let mut detail = json!({
                "opened_at": finding.opened_at.to_string(), "snapshot": hex(&one.snapshot), "policy": hex(&one.policy),
            });
            if turn == Transition::Closed {
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

/// Whether nothing is said of a page yet, as far as this version knows.
fn is_undecided(verdict: &str) -> bool {
    Verdict::parse(verdict).is_none_or(|verdict| verdict == Verdict::Unverified)
}

fn is_one_of(code: &str, codes: &[Code]) -> bool {
    codes.iter().any(|one| one.as_str() == code)
}
