//! What a person decides about a run: it counts, or it does not. The decision and the line of the journal that tells whose it
//! was are one transaction.

use jiff::Timestamp;
use serde_json::json;

use super::access::journal;
use super::db::{Sql, StoreError, StoreTrouble, Tx};
use super::runs::{RunKind, clear_work, insert_settle_batch};
use super::{
    Event, EventDetail, JournalAction, JournalNote, RunDiscarded, RunId, RunReleased, Store, Who, events, ids,
};
use domain::model::StoreFault;

impl Store {
    /// Ends a run whose results shall not count, whether it is under way or held.
    ///
    /// # Errors
    /// There is no such run, or it is over; or the store cannot be written.
    pub async fn discard_run(&self, id: RunId, by: &Who, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let text = "UPDATE run SET state = 'discarded', finished_at = COALESCE(finished_at, ?) \
                    WHERE id = ? AND state IN ('running', 'held') RETURNING name";
        let Some(row) = tx.first(Sql::new(text).bind(now).bind(id)).await? else {
            return Err(self.not_held(tx, id).await?);
        };
        clear_work(&mut tx, id).await?;
        let event = Event::new(now, &EventDetail::RunDiscarded(RunDiscarded { reason: "person".to_owned(), by: None }))
            .of_run(id);
        events::append_to_pages(&mut tx, vec![event]).await?;
        journal::append(&mut tx, by, note(JournalAction::RunDiscarded, id, &row.get::<String>("name")?), now).await?;
        tx.commit().await
    }

    /// Lets a held run count: its results are taken over by whoever claims that work next.
    ///
    /// # Errors
    /// There is no such run, or it is not held; or the store cannot be written.
    pub async fn release_run(&self, id: RunId, by: &Who, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let text = "UPDATE run SET state = 'applying' WHERE id = ? AND state = 'held' RETURNING name";
        let Some(row) = tx.first(Sql::new(text).bind(id)).await? else {
            return Err(self.not_held(tx, id).await?);
        };
        let batch = ids::take(&mut tx, "batch", 1).await?;
        insert_settle_batch(&mut tx, batch, id, RunKind::OnDemand).await?;
        let event = Event::new(now, &EventDetail::RunReleased(RunReleased {})).of_run(id);
        events::append_to_pages(&mut tx, vec![event]).await?;
        journal::append(&mut tx, by, note(JournalAction::RunReleased, id, &row.get::<String>("name")?), now).await?;
        tx.commit().await
    }

    /// Why nothing can be decided about a run; what was begun is undone.
    async fn not_held(&self, tx: Tx, id: RunId) -> Result<StoreError, StoreError> {
        drop(tx);
        Ok(match self.run(id).await? {
            Some(run) => {
                let state = run.state.to_string();
                let error = StoreError::new(StoreTrouble::Conflict, format!("run {id} is {state}"));
                error.because(StoreFault::RunIs { run: id.get(), state })
            }
            None => StoreError::new(StoreTrouble::NotFound, format!("there is no run {id}"))
                .because(StoreFault::NoRun { run: id.get() }),
        })
    }
}

fn note(action: JournalAction, run: RunId, name: &str) -> JournalNote {
    JournalNote { action, object: run.to_string(), detail: json!({ "name": name }) }
}
