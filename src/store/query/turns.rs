//! What runs changed on the pages of a scope, for those who may not see the sums over all pages.

use std::collections::BTreeMap;

use crate::db::{Sql, StoreError, Value};
use crate::events::{COLUMNS, event_of};
use crate::scope::Narrow as _;
use crate::{Event, EventKind, RunId, Scope, Store};

/// A finished run with what it changed on the pages of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunTurns {
    /// That it finished; what stands in its detail is over all pages.
    pub finished: Event,
    /// Findings that were confirmed by it on pages of the scope.
    pub opened: u64,
    /// Findings that came back on pages of the scope.
    pub reopened: u64,
    /// Findings that are mended on pages of the scope.
    pub closed: u64,
}

impl Store {
    /// Those of these runs that are finished, the newest first, with what each changed on the pages of a scope.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn run_turns(&self, scope: &Scope, runs: &[RunId]) -> Result<Vec<RunTurns>, StoreError> {
        if runs.is_empty() {
            return Ok(Vec::new());
        }
        // the calculation keeps the index of kinds out: a run has few events of its own, a kind has many
        let mut sql = Sql::new(&format!("SELECT {COLUMNS} FROM event e WHERE e.kind || '' = "));
        sql.value(EventKind::RunFinished.as_str()).push(" AND e.run IN ").tuple(runs.iter().copied());
        sql.push(" ORDER BY e.seq DESC");
        let finished = self.db.all(sql).await?.iter().map(event_of).collect::<Result<Vec<_>, _>>()?;
        let counts = self.turns_of(scope, runs).await?;
        let of = |event: &Event, kind: EventKind| {
            event.run.and_then(|run| counts.get(&(run, kind.as_str().to_owned()))).copied().unwrap_or_default()
        };
        let turns = |finished: Event| RunTurns {
            opened: of(&finished, EventKind::FindingOpened),
            reopened: of(&finished, EventKind::FindingReopened),
            closed: of(&finished, EventKind::FindingClosed),
            finished,
        };
        Ok(finished.into_iter().map(turns).collect())
    }

    async fn turns_of(&self, scope: &Scope, runs: &[RunId]) -> Result<BTreeMap<(RunId, String), u64>, StoreError> {
        const KINDS: [EventKind; 3] = [EventKind::FindingOpened, EventKind::FindingReopened, EventKind::FindingClosed];
        // SQLite reads the tables of a CROSS JOIN in their order; the calculations keep other indexes out
        let (tables, number) =
            if scope.is_narrow() { ("page p CROSS JOIN event e", " + 0") } else { ("event e CROSS JOIN page p", "") };
        let text =
            format!("SELECT e.run, e.kind, COUNT(*) AS events FROM {tables} WHERE e.page = p.id AND e.kind || '' IN ");
        let mut sql = Sql::new(&text);
        sql.tuple(KINDS.iter().map(|kind| Value::from(kind.as_str())));
        sql.push(&format!(" AND e.run{number} IN ")).tuple(runs.iter().copied());
        scope.narrow(&mut sql);
        sql.push(" GROUP BY e.run, e.kind");
        let rows = self.db.all(sql).await?;
        rows.iter().map(|row| Ok(((RunId(row.get("run")?), row.get("kind")?), row.count("events")?))).collect()
    }
}
