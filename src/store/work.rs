//! Work is claimed with a lease and a fence: whoever holds the newest fence of a batch may finish it, nobody else.

use std::time::Duration;

use jiff::Timestamp;

use super::db::{Row, Sql, StoreError, StoreTrouble, Tx};
use super::{BatchId, PageId, RunId, Store};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchKind {
    /// Pages are to be looked at.
    Look,
    /// All pages of the run were looked at: it is to be judged whether it counts.
    Settle,
}

/// A run is judged after all its looks.
/// What only a later version of the program can do, and what is of a run it holds on to, is left to it.
const IS_READY: &str = "(b.kind = 'look' OR (b.kind = 'settle' AND NOT EXISTS \
    (SELECT 1 FROM batch o WHERE o.run = b.run AND o.kind <> 'settle' AND o.state IN ('ready', 'claimed')))) \
    AND b.run IN (SELECT r.id FROM run r WHERE r.state IN ('running', 'applying'))";

/// A batch that this process may work on until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which.
    pub batch: BatchId,
    /// Of which run.
    pub run: RunId,
    /// What is to be done.
    pub kind: BatchKind,
    /// The pages to look at.
    pub pages: Vec<PageId>,
    /// Pages to look at besides, known to have a menu, so that a VK that gives no menus is seen through.
    pub witnesses: Vec<PageId>,
    /// How often it was tried before.
    pub attempts: u32,
    pub(super) fence: i64,
}

impl Store {
    /// The moment by which leases are measured: the server's where there is one, since the clocks of machines differ.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn lease_now(&self, now: Timestamp) -> Result<Timestamp, StoreError> {
        if !self.is_shared() {
            return Ok(now);
        }
        let text = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now";
        let row = self.db.first(Sql::new(text)).await?;
        Ok(row.map(|row| row.moment("now")).transpose()?.flatten().unwrap_or(now))
    }

    /// Claims up to so many batches: those that go first, are ready, or whose lease ran out.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn claim(
        &self,
        holder: &str,
        most: usize,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Vec<Claim>, StoreError> {
        self.claim_of(None, holder, most, now, lease).await
    }

    /// Claims the settling of this run, whatever else waits; `None` when it is not to be settled now, or somebody does.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn claim_settle(
        &self,
        run: RunId,
        holder: &str,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Option<Claim>, StoreError> {
        Ok(self.claim_of(Some(run), holder, 1, now, lease).await?.pop())
    }

    async fn claim_of(
        &self,
        settle_of: Option<RunId>,
        holder: &str,
        most: usize,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Vec<Claim>, StoreError> {
        let now = self.lease_now(now).await?;
        let mut tx = self.db.begin().await?;
        let until = now.saturating_add(lease).unwrap_or(Timestamp::MAX);
        let locked = tx.dialect().skip_locked();
        let mut sql = Sql::new(
            "WITH chosen AS MATERIALIZED (SELECT b.id FROM batch b WHERE (b.state = 'ready' OR (b.state = 'claimed' AND b.lease_until < ?)) \
             AND b.not_before <= ?",
        )
        .bind(now)
        .bind(now);
        if let Some(run) = settle_of {
            sql.push(" AND b.kind = 'settle' AND b.run = ").value(run);
        }
        sql.push(&format!(
            " AND {IS_READY} ORDER BY b.priority, b.id LIMIT ?{locked}) \
             UPDATE batch SET state = 'claimed', holder = ?, lease_until = ?, fence = fence + 1, attempts = attempts + 1 \
             WHERE id IN (SELECT id FROM chosen) RETURNING id, run, kind, pages, witnesses, attempts, fence"
        ));
        let sql = sql.bind(most).bind(holder).bind(until);
        let mut claims: Vec<Claim> = tx.all(sql).await?.iter().map(claim_of).collect::<Result<_, _>>()?;
        let mut runs: Vec<RunId> = claims.iter().map(|claim| claim.run).collect();
        runs.sort_unstable();
        runs.dedup();
        for run in runs {
            let text = "UPDATE run SET started_at = ? WHERE id = ? AND started_at IS NULL";
            tx.execute(Sql::new(text).bind(now).bind(run)).await?;
        }
        tx.commit().await?;
        claims.sort_by_key(|claim| claim.batch);
        Ok(claims)
    }

    /// Makes the leases of these batches last longer, as far as they are still this process's, and tells which are. Only
    /// what is really worked on may be named: a batch that was lost on the way has to run out.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn keep_claims(
        &self,
        holder: &str,
        batches: &[BatchId],
        now: Timestamp,
        lease: Duration,
    ) -> Result<Vec<BatchId>, StoreError> {
        if batches.is_empty() {
            return Ok(Vec::new());
        }
        let now = self.lease_now(now).await?;
        let until = now.saturating_add(lease).unwrap_or(Timestamp::MAX);
        let text = "UPDATE batch SET lease_until = ? WHERE holder = ? AND state = 'claimed' AND id IN ";
        let mut sql = Sql::new(text).bind(until).bind(holder);
        sql.tuple(batches.iter().copied()).push(" RETURNING id");
        let mut tx = self.db.begin().await?;
        let kept = tx.all(sql).await?.iter().map(|row| Ok(BatchId(row.get("id")?))).collect();
        tx.commit().await?;
        kept
    }

    /// Gives a batch back unfinished, not to be begun again before a moment.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn give_back(&self, claim: &Claim, not_before: Timestamp, counts: bool) -> Result<(), StoreError> {
        let text = "UPDATE batch SET state = 'ready', holder = NULL, not_before = ?, attempts = attempts - ? \
                    WHERE id = ? AND fence = ? AND state = 'claimed'";
        let uncounted = i64::from(!counts);
        let sql = Sql::new(text).bind(not_before).bind(uncounted).bind(claim.batch).bind(claim.fence);
        self.db.execute(sql).await?;
        Ok(())
    }

    /// Frees whatever a process that is known to be dead had claimed; `None`: any process.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn free_claims(&self, holder: Option<&str>) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let mut batches = Sql::new(
            "UPDATE batch SET state = 'ready', holder = NULL, attempts = attempts - 1 WHERE state = 'claimed'",
        );
        let mut tokens = Sql::new("DELETE FROM token_lease WHERE 1 = 1");
        if let Some(holder) = holder {
            batches.push(" AND holder = ").value(holder);
            tokens.push(" AND holder = ").value(holder);
        }
        tx.execute(batches).await?;
        tx.execute(tokens).await?;
        tx.commit().await
    }

    /// When the next batch that waits may be begun.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn next_work_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let text = format!(
            "SELECT MIN(CASE WHEN b.state = 'claimed' THEN b.lease_until ELSE b.not_before END) AS next_at FROM batch b \
             WHERE b.state IN ('ready', 'claimed') AND {IS_READY}"
        );
        let row = self.db.first(Sql::new(&text)).await?;
        Ok(row.map(|row| row.moment("next_at")).transpose()?.flatten())
    }
}

/// Where the first look of a run stands in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueuePlace {
    /// How many batches are looked at before it.
    pub before: u64,
    /// When it may be begun.
    pub not_before: Timestamp,
}

impl Store {
    /// Where the first look of a run that is not done stands in the queue; `None` when somebody works on it, or all is done.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn place_in_queue(&self, run: RunId, now: Timestamp) -> Result<Option<QueuePlace>, StoreError> {
        let text = "SELECT (SELECT COUNT(*) FROM batch b WHERE b.state IN ('ready', 'claimed') AND b.kind = 'look' \
                    AND b.not_before <= ? AND (b.priority < m.priority OR (b.priority = m.priority AND b.id < m.id))) AS before, \
                    m.not_before FROM batch m WHERE m.run = ? AND m.kind = 'look' AND m.state = 'ready' ORDER BY m.id LIMIT 1";
        let Some(row) = self.db.first(Sql::new(text).bind(now).bind(run)).await? else { return Ok(None) };
        Ok(Some(QueuePlace { before: row.count("before")?, not_before: row.moment("not_before")?.unwrap_or_default() }))
    }
}

impl Tx {
    /// Makes sure, to the end of the transaction, that the batch is still this process's.
    pub(super) async fn hold(&mut self, claim: &Claim) -> Result<(), StoreError> {
        let text = "UPDATE batch SET fence = fence WHERE id = ? AND fence = ? AND state = 'claimed'";
        if self.execute(Sql::new(text).bind(claim.batch).bind(claim.fence)).await? == 0 {
            return Err(lease_lost(claim));
        }
        Ok(())
    }
}

pub(super) fn lease_lost(claim: &Claim) -> StoreError {
    let text = format!("the lease of batch {} ran out: its results come from another process", claim.batch);
    StoreError::new(StoreTrouble::LeaseLost, text)
}

fn claim_of(row: &Row) -> Result<Claim, StoreError> {
    let pages = |name: &str| -> Result<Vec<PageId>, StoreError> {
        let ids: Vec<i64> = serde_json::from_str(&row.get::<String>(name)?)
            .map_err(|error| StoreError::unreadable("a batch", error))?;
        Ok(ids.into_iter().map(PageId).collect())
    };
    Ok(Claim {
        batch: BatchId(row.get("id")?),
        run: RunId(row.get("run")?),
        kind: if row.get::<String>("kind")? == "settle" { BatchKind::Settle } else { BatchKind::Look },
        pages: pages("pages")?,
        witnesses: pages("witnesses")?,
        attempts: u32::try_from(row.get::<i64>("attempts")? - 1).unwrap_or_default(),
        fence: row.get("fence")?,
    })
}
