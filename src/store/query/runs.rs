//! Runs, the newest first.

use jiff::Timestamp;

use crate::db::{Sql, StoreError, Value};
use crate::runs::{COLUMNS, run_of};
use crate::{Run, RunId, RunKind, RunState, Store};

/// Which runs are asked for. What is empty asks for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunQuery {
    pub name: Option<String>,
    pub kinds: Vec<RunKind>,
    pub states: Vec<RunState>,
    /// Those asked for since then.
    pub since: Option<Timestamp>,
    pub before: Option<RunId>,
    /// So many at the most.
    pub limit: usize,
}

impl Store {
    /// Runs, the newest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn runs(&self, query: &RunQuery) -> Result<Vec<Run>, StoreError> {
        let mut sql = Sql::new(&format!("SELECT {COLUMNS} FROM run WHERE id < "));
        sql.value(query.before.map_or(i64::MAX, RunId::get));
        if let Some(name) = &query.name {
            sql.push(" AND name = ").value(name.as_str());
        }
        if !query.kinds.is_empty() {
            sql.push(" AND kind IN ").tuple(query.kinds.iter().map(|kind| Value::from(kind.as_str())));
        }
        if !query.states.is_empty() {
            sql.push(" AND state IN ").tuple(query.states.iter().map(|state| Value::from(state.as_str())));
        }
        if let Some(since) = query.since {
            sql.push(" AND created_at >= ").value(since);
        }
        sql.push(" ORDER BY id DESC LIMIT ").value(query.limit);
        self.db.all(sql).await?.iter().map(run_of).collect()
    }
}
