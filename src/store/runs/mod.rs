//! Runs: what is looked at together, and what came of it.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use crate::access::journal;
use crate::db::{Row, Sql, StoreError};
use crate::stored::remark_of;
use crate::{JournalNote, KeptPolicy, PageId, RunId, Scope, Store, Who};
use domain::model::{MaybeKnown, Remark, named};

mod beginning;

pub(crate) use beginning::{begin, clear_work, insert_settle_batch};

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
    pub id: RunId,
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

pub(crate) const COLUMNS: &str = "id, name, kind, state, created_at, started_at, finished_at, policy_id, pages, seen, \
    compliant, violations, review, unverified, seen_before, changed, opened, reopened, closed, reasons, calls, hold, remarks";

pub(crate) fn run_of(row: &Row) -> Result<Run, StoreError> {
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
    /// [`StoreTrouble::Conflict`](crate::StoreTrouble::Conflict) when a run of this name is under way; or the store cannot be
    /// written.
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
