//! Staged looks, pages and findings as they are read for taking looks over, and written afterwards. Decides nothing but how
//! one more look changes a finding's moments.

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::db::{ROWS_AT_ONCE, Row, Sql, StoreError, Tx, Value};
use crate::stored::{Digest, StoredViolation, violations_from_json};
use crate::{PageId, RunId};
use domain::findings::{ConfirmationState, FindingStanding, State, Transition};
use domain::model::{MaybeKnown, Verdict};

/// Clocks of machines differ by less.
const CLOCK_WAS_WRONG: SignedDuration = SignedDuration::from_hours(24);

/// A staged look with what is known of its page.
pub(super) struct Staged {
    pub page: PageId,
    pub looked_at: Timestamp,
    pub verdict: String,
    pub audit_digest: Digest,
    pub look_digest: Digest,
    pub snapshot: Digest,
    pub policy: Digest,
    pub group_id: Option<i64>,
    pub screen_name: Option<String>,
    pub name: Option<String>,
    pub violations: Vec<StoredViolation>,
    pub seen_at: Option<Timestamp>,
    pub known: KnownPage,
}

/// Whether a look counts.
pub(super) enum Timeliness {
    Counts,
    /// The look before was made a moment ago.
    TooSoon,
    /// A later look counts already.
    Older,
}

impl Staged {
    pub(super) fn timeliness(&self, least_gap: Duration, now: Timestamp) -> Timeliness {
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

pub(super) struct KnownPage {
    pub verdict: MaybeKnown<Verdict>,
    pub group_id: Option<i64>,
    pub moved_to: Option<i64>,
    pub screen_name: Option<String>,
    pub name: Option<String>,
    pub is_lost: bool,
    pub policy: Option<Digest>,
    pub snapshot: Option<Digest>,
    pub chain: Digest,
    pub organization_name: String,
    pub ogrn: String,
    pub url: String,
    pub registered: bool,
    pub region_code: String,
    pub municipality: String,
}

pub(super) async fn staged(tx: &mut Tx, run: RunId, most: i64) -> Result<Vec<Staged>, StoreError> {
    let lock = if tx.dialect().for_update().is_empty() { "" } else { " FOR UPDATE OF p" };
    let text = format!(
        "SELECT s.page, s.looked_at, s.verdict, s.audit_digest, s.look_digest, s.snapshot, s.policy, s.group_id, \
         s.screen_name, s.name, s.violations, l.seen_at, p.verdict AS known_verdict, p.group_id AS known_group_id, \
         p.moved_to, p.screen_name AS known_screen_name, p.name AS known_name, p.is_lost, \
         p.policy AS known_policy, p.snapshot AS known_snapshot, p.chain, p.organization_name, p.ogrn, p.url, \
         p.registered, p.region_code, p.municipality \
         FROM staged s JOIN page p ON p.id = s.page LEFT JOIN page_look l ON l.page = s.page \
         WHERE s.run = ? ORDER BY s.page LIMIT ?{lock}"
    );
    tx.all(Sql::new(&text).bind(run).bind(most)).await?.iter().map(staged_of).collect()
}

fn staged_of(row: &Row) -> Result<Staged, StoreError> {
    Ok(Staged {
        page: PageId(row.get("page")?),
        looked_at: row.moment("looked_at")?.unwrap_or_default(),
        verdict: row.get("verdict")?,
        audit_digest: row.digest("audit_digest")?.unwrap_or_default(),
        look_digest: row.digest("look_digest")?.unwrap_or_default(),
        snapshot: row.digest("snapshot")?.unwrap_or_default(),
        policy: row.digest("policy")?.unwrap_or_default(),
        group_id: row.get("group_id")?,
        screen_name: row.get("screen_name")?,
        name: row.get("name")?,
        violations: violations_from_json(&row.get::<String>("violations")?)?,
        seen_at: row.moment("seen_at")?,
        known: KnownPage {
            verdict: MaybeKnown::read(&row.get::<String>("known_verdict")?),
            group_id: row.get("known_group_id")?,
            moved_to: row.get("moved_to")?,
            screen_name: row.get("known_screen_name")?,
            name: row.get("known_name")?,
            is_lost: row.get("is_lost")?,
            policy: row.digest("known_policy")?,
            snapshot: row.digest("known_snapshot")?,
            chain: row.digest("chain")?.unwrap_or_default(),
            organization_name: row.get("organization_name")?,
            ogrn: row.get("ogrn")?,
            url: row.get("url")?,
            registered: row.get("registered")?,
            region_code: row.get("region_code")?,
            municipality: row.get("municipality")?,
        },
    })
}

/// A finding of a page.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    /// 0 until it has a number.
    pub id: i64,
    pub page: PageId,
    pub violation: StoredViolation,
    pub trace: ConfirmationState,
    pub first_seen_at: Timestamp,
    pub opened_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
    pub last_seen_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub times_opened: i64,
    pub region_code: String,
    pub municipality: String,
}

/// A finding that only a later version can confirm or close: its looks alone see such a code, or say what such a state
/// means. It stays as it is, and no finding is made beside it.
#[derive(Debug, Clone)]
pub(super) struct Foreign {
    pub violation: StoredViolation,
    pub state: MaybeKnown<State>,
}

impl Foreign {
    /// The finding as one of a later version; `None` when this version knows its code and its state.
    fn of(violation: &StoredViolation, state: &str) -> Option<Self> {
        let state = MaybeKnown::read(state);
        let is_foreign = state.is_unknown() || violation.code.is_unknown();
        is_foreign.then(|| Self { violation: violation.clone(), state })
    }

    pub(super) fn standing(&self) -> FindingStanding<'_> {
        FindingStanding { code: &self.violation.code, severity: &self.violation.severity, state: &self.state }
    }
}

/// The findings of a page.
#[derive(Debug, Default)]
pub(super) struct KnownFindings {
    /// Those this version deals with.
    pub own: Vec<Finding>,
    /// Those it leaves as they are.
    pub foreign: Vec<Foreign>,
}

pub(super) async fn known_findings(
    tx: &mut Tx,
    pages: &[PageId],
) -> Result<HashMap<PageId, KnownFindings>, StoreError> {
    let mut found: HashMap<PageId, KnownFindings> = HashMap::new();
    for chunk in pages.chunks(ROWS_AT_ONCE) {
        let mut sql = Sql::new(
            "SELECT id, page, code, form, field, severity, position, observed, expected, state, seen, looks, first_seen_at, \
             opened_at, confirmed_at, last_seen_at, closed_at, times_opened, region_code, municipality FROM finding WHERE page IN ",
        );
        sql.tuple(chunk.iter().copied()).push(" ORDER BY id");
        for row in tx.all(sql).await? {
            let of_page = found.entry(PageId(row.get("page")?)).or_default();
            let (violation, state) = (violation_of(&row)?, row.get::<String>("state")?);
            match (Foreign::of(&violation, &state), State::parse(&state)) {
                (None, Some(state)) => of_page.own.push(finding_of(&row, violation, state)?),
                (foreign, _) => of_page.foreign.extend(foreign),
            }
        }
    }
    Ok(found)
}

fn violation_of(row: &Row) -> Result<StoredViolation, StoreError> {
    Ok(StoredViolation {
        code: MaybeKnown::read(&row.get::<String>("code")?),
        form: row.get("form")?,
        field: row.get("field")?,
        severity: MaybeKnown::read(&row.get::<String>("severity")?),
        position: row.get::<Option<i64>>("position")?.and_then(|position| u32::try_from(position).ok()),
        observed: row.get("observed")?,
        expected: row.get("expected")?,
    })
}

fn finding_of(row: &Row, violation: StoredViolation, state: State) -> Result<Finding, StoreError> {
    let bits = |name: &str| row.count(name).map(|bits| u32::try_from(bits).unwrap_or_default());
    Ok(Finding {
        id: row.get("id")?,
        page: PageId(row.get("page")?),
        violation,
        trace: ConfirmationState::of(state, bits("seen")?, bits("looks")?),
        first_seen_at: row.moment("first_seen_at")?.unwrap_or_default(),
        opened_at: row.moment("opened_at")?.unwrap_or_default(),
        confirmed_at: row.moment("confirmed_at")?,
        last_seen_at: row.moment("last_seen_at")?,
        closed_at: row.moment("closed_at")?,
        times_opened: row.get("times_opened")?,
        region_code: row.get("region_code")?,
        municipality: row.get("municipality")?,
    })
}

impl Finding {
    /// One more look at the page was made.
    pub(super) fn look(
        &mut self,
        one: &Staged,
        violation: Option<&StoredViolation>,
        trace: ConfirmationState,
        turn: Option<Transition>,
    ) {
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
        if matches!(trace.state(), State::Suspected | State::Open)
            && trace.is_seen()
            && turn != Some(Transition::Reopened)
        {
            self.last_seen_at = None;
        }
        self.trace = trace;
        self.turn(one.looked_at, turn);
    }

    pub(super) fn turn(&mut self, at: Timestamp, turn: Option<Transition>) {
        match turn {
            Some(Transition::Opened) => {
                self.confirmed_at = Some(at);
                self.times_opened += 1;
            }
            Some(Transition::Reopened) => {
                self.opened_at = self.last_seen_at.unwrap_or(at);
                self.confirmed_at = Some(at);
                self.last_seen_at = None;
                self.closed_at = None;
                self.times_opened += 1;
            }
            Some(Transition::Closed) => self.closed_at = Some(at),
            Some(Transition::Dropped) | None => {}
        }
    }
}

pub(super) async fn write_findings(tx: &mut Tx, findings: &[Finding]) -> Result<(), StoreError> {
    let insert = "INSERT INTO finding (id, page, code, form, field, severity, position, observed, expected, state, seen, \
                  looks, first_seen_at, opened_at, confirmed_at, last_seen_at, closed_at, times_opened, region_code, \
                  municipality, cause)";
    let conflict = "ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, position = excluded.position, \
        observed = excluded.observed, expected = excluded.expected, state = excluded.state, seen = excluded.seen, \
        looks = excluded.looks, opened_at = excluded.opened_at, confirmed_at = excluded.confirmed_at, \
        last_seen_at = excluded.last_seen_at, closed_at = excluded.closed_at, times_opened = excluded.times_opened, \
        cause = excluded.cause";
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
            finding.region_code.as_str().into(),
            finding.municipality.as_str().into(),
            violation.cause().into(),
        ]
    })
    .await
}

pub(super) async fn write_pages(
    tx: &mut Tx,
    pages: &[(PageId, Vec<Value>)],
    chains: &HashMap<PageId, Digest>,
) -> Result<(), StoreError> {
    for chunk in pages.chunks(ROWS_AT_ONCE) {
        let mut sql = Sql::new(
            "UPDATE page SET group_id = v.column2, moved_to = v.column3, screen_name = v.column4, name = v.column5, \
             folded = v.column6, verdict = v.column7, look_verdict = v.column8, errors = v.column9, warnings = v.column10, \
             notices = v.column11, gravity = v.column12, changed_at = COALESCE(v.column13, page.changed_at), \
             next_look_at = v.column14, steady = v.column15, is_lost = v.column16, audit_digest = v.column17, \
             look_digest = v.column18, snapshot = v.column19, policy = v.column20, chain = v.column21 FROM (VALUES ",
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
