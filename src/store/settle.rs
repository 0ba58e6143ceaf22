//! The end of a run: it is believed and counts, or it waits for a person.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::batch_results::Counts;
use super::db::{Sql, StoreError, StoreTrouble, Tx};
use super::runs::{RunKind, RunState, clear_work};
use super::{Claim, Event, EventDetail, Run, RunDiscarded, RunFinished, RunHeld, RunId, Store, events};
use domain::findings::{ConfirmRule, HoldRule, RunChange, must_hold};
use domain::model::MaybeKnown;

/// With how many earlier runs of its name a run is compared.
const RUNS_COMPARED: i64 = 10;

/// When findings open and close, and when a run is held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SettleRule {
    /// How many looks have to agree.
    pub confirm: ConfirmRule,
    /// When a run is held.
    pub hold: HoldRule,
    /// After how long suspicious pages are looked at again.
    pub second_look: Duration,
    /// A look so soon after the one before counts for nothing: two at the same bad moment of VK's prove no more than one.
    pub least_gap: Duration,
}

impl Default for SettleRule {
    fn default() -> Self {
        Self {
            confirm: ConfirmRule::default(),
            hold: HoldRule::default(),
            second_look: Duration::from_mins(5),
            least_gap: Duration::ZERO,
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It counts.
    Finished,
    /// It waits for a person.
    Held,
    /// It had been discarded meanwhile.
    Gone,
}

impl Store {
    /// Ends the run of a claimed [`super::BatchKind::Settle`]. After a crash it goes on where it stopped; where all was done
    /// already it tells how that ended.
    ///
    /// # Errors
    /// [`super::StoreTrouble::LeaseLost`] when another process has taken it over; or the store cannot be written.
    pub async fn settle(&self, claim: &Claim, rule: &SettleRule, now: Timestamp) -> Result<Settled, StoreError> {
        let Some(run) = self.run(claim.run).await? else { return Ok(Settled::Gone) };
        match run.state.known() {
            Some(RunState::Running) => {
                if self.judge(claim, &run, rule, now).await? == Settled::Held {
                    return Ok(Settled::Held);
                }
            }
            Some(RunState::Applying) => {}
            // done before, and only the answer was lost on the way
            Some(RunState::Held) => return Ok(Settled::Held),
            Some(RunState::Finished) => return Ok(Settled::Finished),
            Some(RunState::Discarded | RunState::Superseded) => return Ok(Settled::Gone),
            None => {
                let text = format!("run {} is {}, which only a later version of the program ends", run.id, run.state);
                return Err(StoreError::new(StoreTrouble::Conflict, text));
            }
        }
        while self.apply_some(claim, rule, now).await? {}
        self.finish_run(claim, now).await?;
        self.db.analyze().await?;
        Ok(Settled::Finished)
    }

    /// Sums the batches up and decides whether the run counts.
    async fn judge(&self, claim: &Claim, run: &Run, rule: &SettleRule, now: Timestamp) -> Result<Settled, StoreError> {
        let mut tx = self.db.begin().await?;
        tx.hold(claim).await?;
        let counts = sum(&mut tx, claim.run).await?;
        let change = RunChange { seen: counts.seen_before, changed: counts.changed };
        let earlier = earlier(&mut tx, run).await?;
        // a second look or a recheck takes back what a bad moment of VK's made suspicious; to hold it would keep that
        let may_be_held = matches!(run.kind.known(), Some(RunKind::Scheduled | RunKind::Manual));
        let bound = must_hold(rule.hold, change, &earlier).filter(|_| may_be_held);
        write_counts(&mut tx, claim.run, &counts).await?;
        supersede(&mut tx, run, now).await?;
        let Some(bound) = bound else {
            tx.execute(Sql::new("UPDATE run SET state = 'applying' WHERE id = ?").bind(claim.run)).await?;
            tx.commit().await?;
            return Ok(Settled::Finished);
        };
        let hold = EventDetail::RunHeld(RunHeld {
            changed: change.changed,
            seen_before: change.seen,
            bound,
            share: rule.hold.share,
            times: rule.hold.times,
            least: rule.hold.least,
        });
        let event = Event::new(now, &hold).of_run(claim.run);
        let text = "UPDATE run SET state = 'held', finished_at = ?, hold = ? WHERE id = ?";
        tx.execute(Sql::new(text).bind(now).bind(event.detail.as_str()).bind(claim.run)).await?;
        tx.execute(Sql::new("DELETE FROM batch WHERE run = ?").bind(claim.run)).await?;
        events::append_to_pages(&mut tx, vec![event]).await?;
        tx.commit().await?;
        Ok(Settled::Held)
    }

    async fn finish_run(&self, claim: &Claim, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.hold(claim).await?;
        let text = "UPDATE run SET state = 'finished', finished_at = COALESCE(finished_at, ?) WHERE id = ? \
                    RETURNING name, kind, pages, seen, opened, reopened, closed";
        let row = tx.first(Sql::new(text).bind(now).bind(claim.run)).await?;
        clear_work(&mut tx, claim.run).await?;
        if let Some(row) = row {
            let finished = RunFinished {
                name: row.get("name")?,
                kind: Some(MaybeKnown::read(&row.get::<String>("kind")?)),
                pages: Some(row.count("pages")?),
                seen: Some(row.count("seen")?),
                opened: row.count("opened")?,
                reopened: row.count("reopened")?,
                closed: row.count("closed")?,
            };
            let event = Event::new(now, &EventDetail::RunFinished(finished)).of_run(claim.run);
            events::append_to_pages(&mut tx, vec![event]).await?;
        }
        tx.commit().await
    }
}

async fn sum(tx: &mut Tx, run: RunId) -> Result<Counts, StoreError> {
    let mut counts = Counts::default();
    let text = "SELECT outcome FROM batch WHERE run = ? AND kind = 'look' ORDER BY id";
    for row in tx.all(Sql::new(text).bind(run)).await? {
        if let Some(json) = row.get::<Option<String>>("outcome")? {
            counts.add(serde_json::from_str(&json).map_err(|error| StoreError::unreadable("a batch", error))?);
        }
    }
    Ok(counts)
}

async fn write_counts(tx: &mut Tx, run: RunId, counts: &Counts) -> Result<(), StoreError> {
    let json = |value: serde_json::Value| value.to_string();
    let text = "UPDATE run SET seen = ?, compliant = ?, violations = ?, review = ?, unverified = ?, seen_before = ?, \
                changed = ?, reasons = ?, calls = ?, remarks = ? WHERE id = ?";
    let sql = Sql::new(text)
        .bind(counts.seen())
        .bind(counts.compliant)
        .bind(counts.violations)
        .bind(counts.review)
        .bind(counts.unverified)
        .bind(counts.seen_before)
        .bind(counts.changed)
        .bind(json(json!(counts.reasons)))
        .bind(json(json!(counts.calls)))
        .bind(json(json!(counts.remarks)))
        .bind(run);
    tx.execute(sql).await?;
    Ok(())
}

/// How much the last runs of this name changed.
async fn earlier(tx: &mut Tx, run: &Run) -> Result<Vec<RunChange>, StoreError> {
    let text = "SELECT seen_before, changed FROM run WHERE name = ? AND state = 'finished' AND id < ? ORDER BY id DESC LIMIT ?";
    let rows = tx.all(Sql::new(text).bind(run.name.as_str()).bind(run.id).bind(RUNS_COMPARED)).await?;
    rows.iter().map(|row| Ok(RunChange { seen: row.count("seen_before")?, changed: row.count("changed")? })).collect()
}

/// A held run of the same name has had its day once a later one is over: its looks are out of date.
async fn supersede(tx: &mut Tx, run: &Run, now: Timestamp) -> Result<(), StoreError> {
    let text = "UPDATE run SET state = 'superseded' WHERE name = ? AND state = 'held' AND id < ? RETURNING id";
    let rows = tx.all(Sql::new(text).bind(run.name.as_str()).bind(run.id)).await?;
    let mut superseded = Vec::with_capacity(rows.len());
    for row in rows {
        let id = RunId(row.get("id")?);
        clear_work(tx, id).await?;
        let discarded = RunDiscarded { reason: "superseded".to_owned(), by: Some(run.id.get()) };
        superseded.push(Event::new(now, &EventDetail::RunDiscarded(discarded)).of_run(id));
    }
    events::append_to_pages(tx, superseded).await
}
