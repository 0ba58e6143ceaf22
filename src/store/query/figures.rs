//! The figures that tell whether the service does its work: for `/metrics`, `/readyz` and the dashboard.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::db::{Sql, StoreError};
use crate::{HeldBackImport, RunKind, RunQuery, RunState, Store};

/// A run that saw so many of a hundred pages is a good one.
const GOOD_PERCENT: i64 = 95;

/// All of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StoreFigures {
    /// Registered pages by verdict.
    pub verdicts: BTreeMap<String, u64>,
    /// Registered pages that the last look could not see, by reason.
    pub unverified: BTreeMap<String, u64>,
    /// Findings by state.
    pub findings: BTreeMap<String, u64>,
    /// The place of the newest event.
    pub last_event: i64,
    /// The last finished whole run of each name.
    pub last_runs: Vec<LastRun>,
    /// Runs that wait for a person.
    pub held_runs: u64,
    /// The registry that waits for a person, since it would remove too many pages.
    pub held_back_import: Option<HeldBackImport>,
    /// Work that waits or is done.
    pub queue: QueueState,
    /// Leased tokens.
    pub tokens: Vec<TokenState>,
    /// Processes that work on the store.
    pub processes: Vec<ProcessState>,
}

/// The last finished run of a name.
#[derive(Debug, Clone, PartialEq)]
pub struct LastRun {
    pub name: String,
    /// When it ended.
    pub finished_at: Timestamp,
    /// The share of its pages that could be seen, from 0 to 1.
    pub coverage: f64,
    /// When the last run ended that saw nearly all of its pages.
    pub last_good_at: Option<Timestamp>,
}

/// Work that waits or is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueState {
    /// Batches that wait.
    pub ready: u64,
    /// Batches that somebody works on.
    pub claimed: u64,
    /// Runs under way.
    pub runs: u64,
}

/// A leased token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenState {
    /// The name that stands for it.
    pub name: String,
    /// Which process may use it.
    pub holder: String,
    /// Until when.
    pub lease_until: Timestamp,
}

/// A process that works on the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessState {
    /// Its name.
    pub holder: String,
    /// `serve` or `worker`.
    pub kind: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was last alive.
    pub seen_at: Timestamp,
}

impl Store {
    /// Reads all figures.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn figures(&self) -> Result<StoreFigures, StoreError> {
        let by_verdict =
            Sql::new("SELECT verdict AS name, COUNT(*) AS count FROM page WHERE registered = ? GROUP BY verdict")
                .bind(true);
        let by_reason = Sql::new(
            "SELECT unverified_reason AS name, COUNT(*) AS count FROM page WHERE unverified_reason IS NOT NULL AND registered = ? \
             GROUP BY unverified_reason",
        )
        .bind(true);
        let last_event = self.db.first(Sql::new("SELECT value FROM counter WHERE name = 'event'")).await?;
        Ok(StoreFigures {
            verdicts: self.counts(by_verdict).await?,
            unverified: self.counts(by_reason).await?,
            findings: self
                .counts(Sql::new("SELECT state AS name, COUNT(*) AS count FROM finding GROUP BY state"))
                .await?,
            last_event: last_event.map_or(Ok(0), |row| row.get("value"))?,
            last_runs: self.last_runs().await?,
            held_runs: self.one_count(Sql::new("SELECT COUNT(*) AS count FROM run WHERE state = 'held'")).await?,
            held_back_import: self.held_back_import().await?,
            queue: self.queue().await?,
            tokens: self.tokens().await?,
            processes: self.processes().await?,
        })
    }

    /// Work that waits or is done.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn queue(&self) -> Result<QueueState, StoreError> {
        let states = self.counts(Sql::new("SELECT state AS name, COUNT(*) AS count FROM batch GROUP BY state")).await?;
        let count = |state: &str| states.get(state).copied().unwrap_or_default();
        let runs = Sql::new("SELECT COUNT(*) AS count FROM run WHERE state IN ('running', 'applying')");
        Ok(QueueState { ready: count("ready"), claimed: count("claimed"), runs: self.one_count(runs).await? })
    }

    async fn last_runs(&self) -> Result<Vec<LastRun>, StoreError> {
        /// Many more than any region has passes in its schedule.
        const NAMES: usize = 200;
        let names = Sql::new(
            "SELECT name FROM run WHERE state = 'finished' AND kind IN ('scheduled', 'manual') GROUP BY name \
             ORDER BY name LIMIT ?",
        )
        .bind(NAMES);
        let mut last = Vec::new();
        for row in self.db.all(names).await? {
            let query = RunQuery {
                name: Some(row.get("name")?),
                kinds: vec![RunKind::Scheduled, RunKind::Manual],
                states: vec![RunState::Finished],
                limit: 1,
                ..RunQuery::default()
            };
            for run in self.runs(&query).await? {
                let coverage = run.coverage().unwrap_or_default();
                let good = "SELECT MAX(finished_at) AS finished_at FROM run WHERE name = ? AND state = 'finished' AND seen * 100 >= pages * ?";
                let good = self.db.first(Sql::new(good).bind(run.name.as_str()).bind(GOOD_PERCENT)).await?;
                let last_good_at = good.map(|row| row.moment("finished_at")).transpose()?.flatten();
                last.push(LastRun {
                    last_good_at,
                    name: run.name,
                    finished_at: run.finished_at.unwrap_or_default(),
                    coverage,
                });
            }
        }
        Ok(last)
    }

    async fn tokens(&self) -> Result<Vec<TokenState>, StoreError> {
        let rows =
            self.db.all(Sql::new("SELECT name, holder, lease_until FROM token_lease ORDER BY name, token")).await?;
        let token = |row: &crate::db::Row| {
            Ok(TokenState {
                name: row.get("name")?,
                holder: row.get("holder")?,
                lease_until: row.moment("lease_until")?.unwrap_or_default(),
            })
        };
        rows.iter().map(token).collect()
    }

    async fn processes(&self) -> Result<Vec<ProcessState>, StoreError> {
        let rows =
            self.db.all(Sql::new("SELECT holder, kind, started_at, seen_at FROM process ORDER BY holder")).await?;
        let process = |row: &crate::db::Row| {
            Ok(ProcessState {
                holder: row.get("holder")?,
                kind: row.get("kind")?,
                started_at: row.moment("started_at")?.unwrap_or_default(),
                seen_at: row.moment("seen_at")?.unwrap_or_default(),
            })
        };
        rows.iter().map(process).collect()
    }

    async fn counts(&self, sql: Sql) -> Result<BTreeMap<String, u64>, StoreError> {
        self.db.all(sql).await?.iter().map(|row| Ok((row.get("name")?, row.count("count")?))).collect()
    }

    async fn one_count(&self, sql: Sql) -> Result<u64, StoreError> {
        self.db.first(sql).await?.map_or(Ok(0), |row| row.count("count"))
    }
}
