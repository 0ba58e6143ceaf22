//! How a run begins: its row, its pages in batches, and what settles it in the end.

use jiff::Timestamp;

use super::{NewRun, Pages, RunKind, RunState};
use crate::db::{ROWS_AT_ONCE, Sql, StoreError, StoreTrouble, Tx, Value};
use crate::scope::Narrow as _;
use crate::{PageId, RunId, ids, policies};
use domain::model::StoreFault;

/// Puts a run and its batches into the store; without a page it is none.
pub(crate) async fn begin(tx: &mut Tx, new: &NewRun, now: Timestamp) -> Result<Option<RunId>, StoreError> {
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

pub(crate) async fn insert_settle_batch(tx: &mut Tx, id: i64, run: RunId, kind: RunKind) -> Result<(), StoreError> {
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
pub(crate) async fn clear_work(tx: &mut Tx, run: RunId) -> Result<(), StoreError> {
    tx.execute(Sql::new("DELETE FROM batch WHERE run = ?").bind(run)).await?;
    tx.execute(Sql::new("DELETE FROM staged WHERE run = ?").bind(run)).await?;
    Ok(())
}
