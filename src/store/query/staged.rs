//! What a run would change that waits for a person: its looks are staged, and nobody is told of them yet.

use crate::db::{Sql, StoreError};
use crate::scope::Narrow as _;
use crate::{PageId, RunId, Scope, Store};
use domain::model::{MaybeKnown, Verdict};

/// How many pages would turn from one verdict to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedTurn {
    /// What the last look that counts said.
    pub before: MaybeKnown<Verdict>,
    /// What the look that waits says.
    pub after: MaybeKnown<Verdict>,
    /// How many pages.
    pub pages: u64,
}

/// A page that would turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedChange {
    pub page: PageId,
    /// Its address as the registry gives it.
    pub url: String,
    /// Whose page; may be empty.
    pub organization: String,
    /// What the last look that counts said.
    pub before: MaybeKnown<Verdict>,
    /// What the look that waits says.
    pub after: MaybeKnown<Verdict>,
}

const TURNED: &str = "FROM staged s JOIN page p ON p.id = s.page WHERE s.run = ? AND p.look_verdict IS NOT NULL \
                      AND p.look_verdict <> s.verdict";

impl Store {
    /// How many pages of a scope a run that is not taken over would turn, by verdict before and after.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn staged_turns(&self, run: RunId, scope: &Scope) -> Result<Vec<StagedTurn>, StoreError> {
        let mut sql =
            Sql::new(&format!("SELECT p.look_verdict AS before, s.verdict AS after, COUNT(*) AS pages {TURNED}"))
                .bind(run);
        scope.narrow(&mut sql);
        sql.push(" GROUP BY p.look_verdict, s.verdict ORDER BY 3 DESC, 1, 2");
        let turn = |row: &crate::db::Row| {
            Ok(StagedTurn {
                before: MaybeKnown::read(&row.get::<String>("before")?),
                after: MaybeKnown::read(&row.get::<String>("after")?),
                pages: row.count("pages")?,
            })
        };
        self.db.all(sql).await?.iter().map(turn).collect()
    }

    /// The pages of a scope that such a run would turn, in the order of their numbers.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn staged_changes(
        &self,
        run: RunId,
        scope: &Scope,
        after: Option<PageId>,
        limit: usize,
    ) -> Result<Vec<StagedChange>, StoreError> {
        let text = format!(
            "SELECT p.id, p.url, p.organization_name, p.look_verdict AS before, s.verdict AS after {TURNED} AND s.page > ?"
        );
        let mut sql = Sql::new(&text).bind(run).bind(after.map_or(0, PageId::get));
        scope.narrow(&mut sql);
        sql.push(" ORDER BY s.page LIMIT ").value(limit);
        let change = |row: &crate::db::Row| {
            Ok(StagedChange {
                page: PageId(row.get("id")?),
                url: row.get("url")?,
                organization: row.get("organization_name")?,
                before: MaybeKnown::read(&row.get::<String>("before")?),
                after: MaybeKnown::read(&row.get::<String>("after")?),
            })
        };
        self.db.all(sql).await?.iter().map(change).collect()
    }
}
