//! The memory: registry, runs, what is known of each page, findings, events, snapshots, the cache of covers, people. In one
//! `SQLite` file or in PostgreSQL, with the same tables and the same statements. Judges no page and knows no wire format
//! of VK's.
//!
//! - `db/`: one way to talk to both databases; `migrate.rs` and `migrations/`: the tables
//! - `registry.rs`: imports and what they changed
//! - `runs.rs`: runs and their batches; `work.rs`: batches are claimed, kept and given back; `leases.rs`: tokens;
//!   `lead.rs`: which process follows the schedule
//! - `looks.rs`: results of a batch; `settle.rs`: a finished run counts, or is held; `apply.rs`: looks become findings
//! - `access/`: people, sessions, tokens, keys, and the journal of who did what
//! - `events.rs`: the log; `snapshots.rs`: what VK said; `pictures.rs`: the cache of covers
//! - `query/`: what is read, always within a [`Scope`]; `upkeep.rs`: backup, check, prune
//!
//! A run's results change nothing that anybody is told until the run is over and believed: they are staged, and a batch
//! is finished in the same transaction that stages its results. So a crash at any moment loses at most looks that are
//! then made again.

mod access;
mod apply;
mod db;
mod events;
mod ids;
mod lead;
mod leases;
mod looks;
mod migrate;
mod pictures;
mod policies;
mod query;
mod registry;
mod runs;
mod scope;
mod settle;
mod snapshots;
mod stored;
mod timetable;
mod upkeep;
mod work;

use db::Db;

pub use access::{
    AccessToken, Changed, JournalAction, JournalEntry, JournalNote, JournalQuery, NewPerson, NewSession, NewToken,
    Person, PersonChange, PersonQuery, Session, SignedIn, TokenQuery, TokenUse, Who, journal_link,
};
pub use db::{ConnectOptions, StoreError, StoreTrouble, StoreUrl, StoreUrlError};
pub use events::{Event, EventKind, chain_link};
pub use ids::{AccessTokenId, BatchId, FindingId, PageId, PersonId, RunId};
pub use lead::Lead;
pub use leases::TokenLease;
pub use looks::{LookResult, Outcome};
pub use pictures::{KeptJudgement, PictureCache};
pub use policies::KeptPolicy;
pub use query::{
    EventQuery, EventRow, FindingQuery, FindingRow, LastRun, PageQuery, PageRow, ProcessState, QueueState, RunProgress,
    RunQuery, RunTurns, StoreFigures, TokenState,
};
pub use registry::{ImportedPage, RegistryImport, RegistryPage};
pub use runs::{NewRun, Pages, Run, RunKind, RunState};
pub use settle::{SettleRule, Settled};
pub use stored::{Digest, LookError, digest_of, hex, look_from_json, look_json};
pub use timetable::KeptTimetable;
pub use upkeep::{Fault, Kept, Pruned};
pub use work::{BatchKind, Claim};

pub use crate::model::Scope;

/// A store that is open.
#[derive(Debug, Clone)]
pub struct Store {
    db: Db,
    url: StoreUrl,
}

impl Store {
    /// Opens a store and brings it to the newest version; makes an `SQLite` file that is not there if asked.
    ///
    /// # Errors
    /// The database cannot be reached, opened or made, is damaged, or was made by a later program.
    pub async fn open(options: &ConnectOptions) -> Result<Self, StoreError> {
        let of_store = |error: StoreError| error.of(&options.url);
        let db = Db::connect(options).await.map_err(of_store)?;
        if !options.create && migrate::current(&db).await.map_err(of_store)?.is_none() {
            // whoever only reads must not turn a foreign database into a store
            let text = format!("{} holds no store yet", options.url);
            return Err(StoreError::new(StoreTrouble::Missing, text));
        }
        migrate::migrate(&db, &migrate::STEPS).await.map_err(of_store)?;
        Ok(Self { db, url: options.url.clone() })
    }

    /// Where it is, without a password.
    pub const fn url(&self) -> &StoreUrl {
        &self.url
    }

    /// Whether several processes on several machines may work on it.
    pub const fn is_shared(&self) -> bool {
        matches!(self.url, StoreUrl::Postgres(_))
    }

    /// Closes it.
    pub async fn close(&self) {
        self.db.close().await;
    }
}
