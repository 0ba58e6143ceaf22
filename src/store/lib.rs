//! The memory: registry, runs, what is known of each page, findings, events, snapshots, the cache of covers, people. In one
//! `SQLite` file or in PostgreSQL, with the same tables and the same statements. Judges no page and knows no wire format
//! of VK's.
//!
//! - `db/`: one way to talk to both databases; `migrate.rs` and `migrations/`: the tables
//! - `registry.rs`: imports and what they changed; `undo.rs`: what one changed, and taking it back; `compare.rs`: what they would change, and whether they may
//! - `runs.rs`: runs and their batches; `work.rs`: batches are claimed, kept and given back; `leases.rs`: tokens;
//!   `leader_lock.rs`: which process follows the schedule
//! - `batch_results.rs`: results of a batch; `settle.rs`: a finished run counts, or is held; `run_review.rs`: what a person says of it; `apply/`: looks become findings
//! - `access/`: people, sessions, tokens, keys, and the journal of who did what
//! - `foreign.rs`: words that only a later version of the program knows
//! - `events.rs`: the log; `verdicts.rs`: when pages changed their verdicts; `snapshots.rs`: what VK said; `pictures.rs`: the cache of covers
//! - `query/`: what is read, always within a [`Scope`]; `scope_check.rs`: whether one that somebody names means anything; `search_text.rs`: texts as words; `upkeep.rs`: backup, check, prune
//!
//! A run's results change nothing that anybody is told until the run is over and believed: they are staged, and a batch
//! is finished in the same transaction that stages its results. So a crash at any moment loses at most looks that are
//! then made again.

mod access;
mod addresses;
mod apply;
mod ask_page;
mod batch_results;
mod check;
mod compare;
mod db;
mod event_detail;
mod events;
mod foreign;
mod ids;
mod leader_lock;
mod leases;
mod look_notes;
mod migrate;
mod pictures;
mod policies;
mod query;
mod registry;
mod run_review;
mod runs;
mod scope;
mod scope_check;
mod search_text;
mod settle;
mod snapshots;
mod stored;
mod timetable;
mod undo;
mod upkeep;
mod verdicts;
mod work;

use db::Db;

pub use access::{
    AccessToken, BADGE_KEY, Edited, ForeignRights, JournalAction, JournalEntry, JournalNote, JournalQuery, NewPerson,
    NewSession, NewToken, PasswordEdit, Person, PersonChange, PersonEdit, PersonQuery, Session, SignedIn, TokenQuery,
    TokenUse, Who, journal_link,
};
pub use ask_page::{AskedPage, PageRun};
pub use batch_results::{LookResult, Outcome};
pub use compare::{HeldBackImport, RegistryChange, Removals};
pub use db::{ConnectOptions, StoreError, StoreTrouble, StoreUrl, StoreUrlError};
pub use event_detail::{
    ClosedReason, EntryChanged, EventDetail, EventKind, FindingClosed, FindingOpened, PageChanged, PageSeen,
    PolicyChanged, RegistryImported, RunDiscarded, RunFinished, RunHeld, RunReleased, SeverityChanged,
};
pub use events::{Event, chain_link};
pub use foreign::ForeignWord;
pub use ids::{AccessTokenId, BatchId, FindingId, PageId, PersonId, RunId};
pub use leader_lock::Lead;
pub use leases::{TokenLease, TokenWish};
pub use pictures::{KeptJudgement, PictureCache};
pub use policies::KeptPolicy;
pub use query::{
    Cause, ChangeMark, CodeCount, Cursor, DayChanges, DayVerdicts, EventQuery, EventRow, FindingCursor, FindingOrder,
    FindingQuery, FindingRow, FindingSort, LastRun, MunicipalityStanding, PageCursor, PageOrder, PageQuery, PageRow,
    PageSort, ProcessState, QueueState, RunProgress, RunQuery, RunTurns, StagedChange, StagedTurn, StoreFigures,
    TokenState, VerdictCounts,
};
pub use registry::{ImportTerms, Imported, ImportedFile, ImportedPage, RegistryImport, RegistryPage, registry_digest};
pub use runs::{NewRun, Pages, Run, RunKind, RunState};
pub use scope_check::ScopeError;
pub use settle::{SettleRule, Settled};
pub use stored::{Digest, LookError, cause_of, cause_text, digest_of, hex, look_from_json, look_json};
pub use timetable::KeptTimetable;
pub use undo::{ChangeKind, PageChange, Undone};
pub use upkeep::{Pruned, Retention};
pub use work::{BatchKind, Claim, QueuePlace};

use domain::model::StoreFault;

pub use domain::model::Scope;

/// A store that is open.
#[derive(Debug, Clone)]
pub struct Store {
    db: Db,
    url: StoreUrl,
}

impl Store {
    /// Opens a store and brings it to the newest version; makes an `SQLite` file that is not there if asked. One that is
    /// only to be read may be where nothing can be written.
    ///
    /// # Errors
    /// The database cannot be reached, opened or made, is damaged, is another program's, or was made by a later program;
    /// or by an earlier one, where it cannot be changed.
    pub async fn open(options: &ConnectOptions) -> Result<Self, StoreError> {
        Self::opened(options).await.map_err(|error| error.of(&options.url))
    }

    async fn opened(options: &ConnectOptions) -> Result<Self, StoreError> {
        if let StoreUrl::Sqlite(path) = &options.url
            && db::holds(path, options.busy_timeout).await? == db::Holds::Foreign
        {
            let text = format!("{} is a database of another program: name another file", path.display());
            return Err(StoreError::new(StoreTrouble::Foreign, text));
        }
        let db = Db::connect(options).await?;
        let version = if options.create { None } else { migrate::current(&db).await? };
        if !options.create && version.is_none() {
            // whoever only reads must not turn a foreign database into a store
            let text = format!("{} holds no store yet", options.url);
            return Err(StoreError::new(StoreTrouble::Missing, text));
        }
        if options.only_read && version != Some(migrate::STEPS.len() as u64) {
            db.close().await;
            return Self::brought_up(options, version.unwrap_or_default()).await;
        }
        migrate::migrate(&db, &migrate::STEPS).await?;
        Ok(Self { db, url: options.url.clone() })
    }

    /// Opens a store of an earlier program, which has to be changed before it can be read.
    async fn brought_up(options: &ConnectOptions, version: u64) -> Result<Self, StoreError> {
        let options = ConnectOptions { only_read: false, ..options.clone() };
        let migrated = async {
            let db = Db::connect(&options).await?;
            migrate::migrate(&db, &migrate::STEPS).await?;
            Ok(Self { db, url: options.url.clone() })
        };
        migrated.await.map_err(|error: StoreError| match error.trouble() {
            StoreTrouble::ReadOnly | StoreTrouble::Refused => {
                let text = format!(
                    "the store has version {version}, older than the program's {}: run `store info` once where it may be written \
                     ({error})",
                    migrate::STEPS.len()
                );
                let fault = StoreFault::Older { store: version, needed: migrate::STEPS.len() as u64 };
                StoreError::new(StoreTrouble::Older, text).because(fault)
            }
            _ => error,
        })
    }

    /// Where it is, without a password.
    pub const fn url(&self) -> &StoreUrl {
        &self.url
    }

    /// Whether several processes on several machines may work on it.
    pub const fn is_shared(&self) -> bool {
        matches!(self.url, StoreUrl::Postgres(_))
    }

    pub async fn close(&self) {
        self.db.close().await;
    }
}
