//! Runs: what is looked at together, and what came of it.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::access::journal;
use super::db::{ROWS_AT_ONCE, Row, Sql, StoreError, StoreTrouble, Tx, Value};
use super::scope::Narrow as _;
use super::stored::remark_of;
use super::{JournalNote, KeptPolicy, PageId, RunId, Scope, Store, Who, ids, policies};
use domain::model::{MaybeKnown, Remark, StoreFault, named};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// Finds the one with this stable text.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}

words! {
    /// Why a run is made. Earlier ones go first.
    RunKind {
        /// A person asked for pages.
        OnDemand = "on_demand",
        /// Suspicious pages are looked at again.
        SecondLook = "second_look",
        /// A person asked for a whole run.
        Manual = "manual",
        /// Pages with open findings are looked at more often.
        Recheck = "recheck",
        /// The schedule says so.
        Scheduled = "scheduled",
    }
}

named!(RunKind, RunState);

words! {
    /// Where a run stands.
    RunState {
        /// Its pages are being looked at.
        Running = "running",
        /// All pages were looked at, and it changes too much: a person must say.
        Held = "held",
        /// Its results are being taken over.
        Applying = "applying",
        /// It is over and counts.
        Finished = "finished",
        /// A person said that it does not count.
        Discarded = "discarded",
        /// A later run took its place before a person said anything.
        Superseded = "superseded",
    }
}

/// Which pages a run looks at.
#[derive(Debug, Clone)]
pub enum Pages {
    /// All registered pages of a scope.
    Registered(Scope),
    /// Those whose next look is due.
    Due,
    /// Registered pages with open errors that nobody looked at for so long.
    Violating(Duration),
    /// These.
    These(Vec<PageId>),
}

/// A run to begin.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// The name it is asked for again: the schedule's pass, or another word. Only one run of a name is under way.
    pub name: String,
    /// Why it is made.
    pub kind: RunKind,
    /// Which pages it looks at.
    pub pages: Pages,
    /// The policy in force.
    pub policy: KeptPolicy,
    /// How many pages make one batch.
    pub batch_size: usize,
    /// Until when the pages of a second look are not due again.
    pub next_look_at: Timestamp,
    /// The moment of the schedule it is begun for; remembered with it.
    pub due: Option<Timestamp>,
}

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// Its name.
    pub name: String,
    /// Why it was made.
    pub kind: MaybeKnown<RunKind>,
    /// Where it stands; in a state that this version does not know it is left alone.
    pub state: MaybeKnown<RunState>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When its first batch was begun.
    pub started_at: Option<Timestamp>,
    /// When it was over, and counted or was held.
    pub finished_at: Option<Timestamp>,
    /// The id of the policy it judged by.
    pub policy: String,
    /// How many pages it looks at.
    pub pages: u64,
    /// How many of them could be seen.
    pub seen: u64,
    /// Pages by verdict of this run's looks.
    pub compliant: u64,
    /// Pages by verdict of this run's looks.
    pub violations: u64,
    /// Pages by verdict of this run's looks.
    pub review: u64,
    /// Pages that could not be seen.
    pub unverified: u64,
    /// Pages that were seen in an earlier run too.
    pub seen_before: u64,
    /// Those among them whose verdict is another.
    pub changed: u64,
    /// Findings that were confirmed by it.
    pub opened: u64,
    /// Findings that came back.
    pub reopened: u64,
    /// Findings that are mended.
    pub closed: u64,
    /// Why pages could not be seen, and how many.
    pub reasons: BTreeMap<String, u64>,
    /// Calls to VK by outcome.
    pub calls: BTreeMap<String, u64>,
    /// Why it is held, a JSON object.
    pub hold: Option<String>,
    /// What a person should know besides.
    pub remarks: Vec<Remark>,
}

impl Run {
    /// The share of its pages that could be seen, from 0 to 1; a run that is not over has none.
    #[expect(clippy::cast_precision_loss, reason = "there are some 200,000 pages")]
    pub fn coverage(&self) -> Option<f64> {
        (self.finished_at.is_some() && self.pages > 0).then(|| self.seen as f64 / self.pages as f64)
    }
}

pub(super) const COLUMNS: &str = "id, name, kind, state, created_at, started_at, finished_at, policy_id, pages, seen, \
    compliant, violations, review, unverified, seen_before, changed, opened, reopened, closed, reasons, calls, hold, remarks";

pub(super) fn run_of(row: &Row) -> Result<Run, StoreError> {
    let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
    let object = |name: &str| -> Result<BTreeMap<String, u64>, StoreError> {
        serde_json::from_str(&row.get::<String>(name)?).map_err(|error| StoreError::unreadable("a run", error))
    };
    Ok(Run {
        id: RunId(row.get("id")?),
        name: row.get("name")?,
        kind: MaybeKnown::read(&kind),
        state: MaybeKnown::read(&state),
        created_at: row.moment("created_at")?.unwrap_or_default(),
        started_at: row.moment("started_at")?,
        finished_at: row.moment("finished_at")?,
        policy: row.get("policy_id")?,
        pages: row.count("pages")?,
        seen: row.count("seen")?,
        compliant: row.count("compliant")?,
        violations: row.count("violations")?,
        review: row.count("review")?,
        unverified: row.count("unverified")?,
        seen_before: row.count("seen_before")?,
        changed: row.count("changed")?,
        opened: row.count("opened")?,
        reopened: row.count("reopened")?,
        closed: row.count("closed")?,
        reasons: object("reasons")?,
        calls: object("calls")?,
        hold: row.get("hold")?,
        remarks: serde_json::from_str::<Vec<String>>(&row.get::<String>("remarks")?)
            .map_err(|error| StoreError::unreadable("a run", error))?
            .iter()
            .map(|text| remark_of(text))
            .collect(),
    })
}

impl Store {
    /// Begins a run: its batches are there to be claimed. `None` when it has no page.
    ///
    /// # Errors
    /// [`StoreTrouble::Conflict`] when a run of this name is under way; or the store cannot be written.
    pub async fn start_run(&self, new: &NewRun, now: Timestamp) -> Result<Option<RunId>, StoreError> {
        let mut tx = self.db.begin().await?;
        let run = begin(&mut tx, new, now).await?;
        if run.is_some() {
            tx.commit().await?;
        }
        Ok(run)
    }

    /// Begins a run that somebody asks for, and notes that in the journal with the same stroke.
    ///
    /// # Errors
    /// As [`Self::start_run`]; then nothing is noted.
    pub async fn start_run_by(
        &self,
        new: &NewRun,
        by: &Who,
        note: impl FnOnce(RunId) -> JournalNote + Send,
        now: Timestamp,
    ) -> Result<Option<RunId>, StoreError> {
        let mut tx = self.db.begin().await?;
        let Some(run) = begin(&mut tx, new, now).await? else { return Ok(None) };
        journal::append(&mut tx, by, note(run), now).await?;
        tx.commit().await?;
        Ok(Some(run))
    }

    /// When the next page is to be looked at before its time.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn next_look_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let row = self
            .db
            .first(Sql::new("SELECT MIN(next_look_at) AS next_look_at FROM page WHERE next_look_at IS NOT NULL"))
            .await?;
        Ok(row.map(|row| row.moment("next_look_at")).transpose()?.flatten())
    }

    /// One run.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn run(&self, id: RunId) -> Result<Option<Run>, StoreError> {
        let row = self.db.first(Sql::new(&format!("SELECT {COLUMNS} FROM run WHERE id = ?")).bind(id)).await?;
        row.as_ref().map(run_of).transpose()
    }
}

/// Puts a run and its batches into the store; without a page it is none.
pub(super) async fn begin(tx: &mut Tx, new: &NewRun, now: Timestamp) -> Result<Option<RunId>, StoreError> {
    // two processes that would begin the same run wait here for each other
    let id = RunId(ids::take(tx, "run", 1).await?);
    let under_way = Sql::new("SELECT id FROM run WHERE name = ? AND state IN ('running', 'applying')");
    if let Some(row) = tx.first(under_way.bind(new.name.as_str())).await? {
        let run = row.get::<i64>("id")?;
        let fault = StoreFault::RunUnderWay { run, name: new.name.clone() };
        let text = format!("run {run} of `{}` is under way", new.name);
        return Err(StoreError::new(StoreTrouble::Conflict, text).because(fault));
    }
    let pages = chosen(tx, &new.pages, now).await?;
    if pages.is_empty() {
        return Ok(None);
    }
    policies::keep(tx, &new.policy, now).await?;
    if let Some(due) = new.due {
        let text = "UPDATE timetable SET last_due = ? WHERE name = ? AND (last_due IS NULL OR last_due < ?)";
        if tx.execute(Sql::new(text).bind(due).bind(new.name.as_str()).bind(due)).await? == 0 {
            let text = format!("the run of `{}` due at {due} was begun already", new.name);
            let fault = StoreFault::RunBegun { name: new.name.clone() };
            return Err(StoreError::new(StoreTrouble::Conflict, text).because(fault));
        }
    }
    let import = tx.first(Sql::new("SELECT id, set_aside FROM registry_import ORDER BY id DESC LIMIT 1")).await?;
    let (import, set_aside) = match import {
        Some(row) => (Some(row.get::<i64>("id")?), row.get::<i64>("set_aside")?),
        None => (None, 0),
    };
    let mut insert = Sql::new(
        "INSERT INTO run (id, name, kind, state, created_at, policy, policy_id, pages, registry_import, set_aside, seen, \
         compliant, violations, review, unverified, seen_before, changed, opened, reopened, closed, reasons, calls, remarks) \
         VALUES ",
    );
    let zero = || Value::from(0_i64);
    insert.tuple([
        Value::from(id),
        new.name.as_str().into(),
        new.kind.as_str().into(),
        RunState::Running.as_str().into(),
        now.into(),
        (&new.policy.digest).into(),
        new.policy.id.as_str().into(),
        pages.len().into(),
        import.into(),
        set_aside.into(),
        zero(),
        zero(),
        zero(),
        zero(),
        zero(),
        zero(),
        zero(),
        zero(),
        zero(),
        zero(),
        "{}".into(),
        "{}".into(),
        "[]".into(),
    ]);
    tx.execute(insert).await?;
    if matches!(new.kind, RunKind::SecondLook | RunKind::OnDemand) {
        for chunk in pages.chunks(ROWS_AT_ONCE) {
            let text = "UPDATE page SET next_look_at = ? WHERE next_look_at IS NOT NULL AND id IN ";
            let mut sql = Sql::new(text).bind(new.next_look_at);
            tx.execute(sql.tuple(chunk.iter().copied()).clone()).await?;
        }
    }
    let witnesses = witnesses(tx).await?;
    insert_batches(tx, id, new, &pages, &witnesses).await?;
    Ok(Some(id))
}

async fn chosen(tx: &mut Tx, pages: &Pages, now: Timestamp) -> Result<Vec<PageId>, StoreError> {
    let mut sql = match pages {
        Pages::These(pages) => {
            let mut pages = pages.clone();
            pages.sort_unstable();
            pages.dedup();
            return Ok(pages);
        }
        Pages::Registered(scope) => {
            let mut sql = Sql::new("SELECT p.id FROM page p WHERE p.registered = ?").bind(true);
            scope.narrow(&mut sql);
            sql
        }
        Pages::Due => Sql::new("SELECT p.id FROM page p WHERE p.next_look_at <= ?").bind(now),
        Pages::Violating(age) => {
            let before = now.saturating_sub(*age).unwrap_or(Timestamp::MIN);
            let text = "SELECT p.id FROM page p JOIN page_look l ON l.page = p.id \
                        WHERE p.registered = ? AND p.verdict = 'violations' AND l.looked_at <= ?";
            Sql::new(text).bind(true).bind(before)
        }
    };
    sql.push(" ORDER BY p.id");
    tx.all(sql).await?.iter().map(|row| Ok(PageId(row.get("id")?))).collect()
}

/// Some pages that had a menu when last seen. Asked for together with others, they tell whether VK gives menus at all.
async fn witnesses(tx: &mut Tx) -> Result<Vec<PageId>, StoreError> {
    /// A single one may have lost its menu meanwhile.
    const WITNESSES: i64 = 3;
    let text = "SELECT p.id FROM page p WHERE p.registered = ? AND p.snapshot IS NOT NULL AND p.unverified_reason IS NULL \
                AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.page = p.id AND f.state <> 'closed' AND f.code IN \
                ('page.not_found', 'page.deactivated', 'page.closed', 'menu.missing', 'menu.hidden')) \
                ORDER BY p.id LIMIT ?";
    let rows = tx.all(Sql::new(text).bind(true).bind(WITNESSES)).await?;
    rows.iter().map(|row| Ok(PageId(row.get("id")?))).collect()
}

/// Batches of equal size: a small one at the end would be too few pages to see through a VK that gives no menus.
async fn insert_batches(
    tx: &mut Tx,
    run: RunId,
    new: &NewRun,
    pages: &[PageId],
    witnesses: &[PageId],
) -> Result<(), StoreError> {
    let batches = pages.len().div_ceil(new.batch_size.max(1)).max(1);
    let chunks: Vec<&[PageId]> = pages.chunks(pages.len().div_ceil(batches).max(1)).collect();
    let first = ids::take(tx, "batch", chunks.len() + 1).await?;
    let rows: Vec<(i64, &[PageId])> = (first..).zip(chunks).collect();
    let priority = priority(new.kind);
    tx.insert(BATCH_COLUMNS, &rows, "", |(id, pages)| {
        // a full call has no room for them, nor need of them
        let has_room = pages.len() + witnesses.len() <= new.batch_size;
        let witnesses = if has_room { ids_json(witnesses) } else { "[]".to_owned() };
        batch_values(*id, run, "look", priority, ids_json(pages), witnesses)
    })
    .await?;
    let settle = first + i64::try_from(rows.len()).unwrap_or_default();
    insert_settle_batch(tx, settle, run, new.kind).await
}

pub(super) async fn insert_settle_batch(tx: &mut Tx, id: i64, run: RunId, kind: RunKind) -> Result<(), StoreError> {
    tx.insert(BATCH_COLUMNS, &[id], "", |id| {
        batch_values(*id, run, "settle", priority(kind), "[]".to_owned(), "[]".to_owned())
    })
    .await
}

const BATCH_COLUMNS: &str = "INSERT INTO batch (id, run, kind, priority, state, pages, witnesses, fence, lease_until, \
                             not_before, attempts)";

fn batch_values(id: i64, run: RunId, kind: &str, priority: i64, pages: String, witnesses: String) -> Vec<Value> {
    vec![
        Value::from(id),
        run.into(),
        kind.into(),
        priority.into(),
        "ready".into(),
        pages.into(),
        witnesses.into(),
        0_i64.into(),
        0_i64.into(),
        0_i64.into(),
        0_i64.into(),
    ]
}

fn priority(kind: RunKind) -> i64 {
    RunKind::ALL.iter().position(|one| *one == kind).and_then(|place| i64::try_from(place).ok()).unwrap_or_default()
}

fn ids_json(pages: &[PageId]) -> String {
    let ids: Vec<i64> = pages.iter().map(|page| page.get()).collect();
    serde_json::Value::from(ids).to_string()
}

/// Removes what is left to do of a run, and results that do not count.
pub(super) async fn clear_work(tx: &mut Tx, run: RunId) -> Result<(), StoreError> {
    tx.execute(Sql::new("DELETE FROM batch WHERE run = ?").bind(run)).await?;
    tx.execute(Sql::new("DELETE FROM staged WHERE run = ?").bind(run)).await?;
    Ok(())
}
