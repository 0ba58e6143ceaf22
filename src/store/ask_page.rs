//! Pages that are asked for by their address, and the run over one of them: the page's row, the run and the line of the
//! journal are one transaction, so that of two who ask at the same time both get the same run.

use jiff::Timestamp;
use serde_json::json;

use super::access::journal;
use super::db::{Sql, StoreError, Tx};
use super::registry::{Entry, insert_pages};
use super::runs::{NewRun, RunKind, begin};
use super::{JournalAction, JournalNote, PageId, RunId, Store, Who, ids};
use domain::model::PageAddress;

#[derive(Debug, Clone, Copy)]
pub enum AskedPage<'a> {
    /// One that has a row.
    Known(PageId),
    /// One that gets a row with the run, unless somebody else has made it meanwhile.
    New(&'a PageAddress),
}

/// What came of asking for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageRun {
    /// The run was begun.
    Begun(PageId, RunId),
    /// A run over this page is under way.
    UnderWay(PageId, RunId),
    /// As many pages as may be asked for at a time are under way; nothing was changed.
    Full,
}

impl Store {
    /// The page with this address; makes one that is in no registry when there is none.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn page_of_address(&self, url: &str, address: &PageAddress) -> Result<PageId, StoreError> {
        if let Some(page) = self.find_page(address).await? {
            return Ok(page);
        }
        let mut tx = self.db.begin().await?;
        let page = page_in(&mut tx, url, address).await?;
        tx.commit().await?;
        Ok(page)
    }

    /// Begins a run over one page, or finds the one that is under way. `by` is noted in the journal when a run begins;
    /// without anybody there is no line. At most `most` runs that people asked for are under way at a time.
    ///
    /// # Errors
    /// The store cannot be written; then nothing is changed.
    pub async fn ask_for_page(
        &self,
        page: AskedPage<'_>,
        run_over: impl FnOnce(PageId) -> NewRun + Send,
        most: u64,
        by: Option<&Who>,
        now: Timestamp,
    ) -> Result<PageRun, StoreError> {
        let mut tx = self.db.begin().await?;
        let page = match page {
            AskedPage::Known(page) => page,
            AskedPage::New(address) => page_in(&mut tx, &address.to_string(), address).await?,
        };
        let new = run_over(page);
        // whoever else would begin a run waits from here on
        ids::take(&mut tx, "run", 0).await?;
        if let Some(run) = under_way(&mut tx, &new.name).await? {
            return Ok(PageRun::UnderWay(page, run));
        }
        let text = "SELECT COUNT(*) AS runs FROM run WHERE kind = ? AND state IN ('running', 'applying')";
        let count = tx.first(Sql::new(text).bind(RunKind::OnDemand.as_str())).await?;
        if count.map_or(Ok(0), |row| row.count("runs"))? >= most {
            return Ok(PageRun::Full);
        }
        let run = begin(&mut tx, &new, now).await?;
        let run = run.ok_or_else(|| StoreError::unreadable("a run over one page", "it has no page"))?;
        if let Some(by) = by {
            let address = tx.first(Sql::new("SELECT address FROM page WHERE id = ?").bind(page)).await?;
            let note = JournalNote {
                action: JournalAction::PageCheckAsked,
                object: address.map(|row| row.get("address")).transpose()?.unwrap_or_default(),
                detail: json!({ "run": run.get() }),
            };
            journal::append(&mut tx, by, note, now).await?;
        }
        tx.commit().await?;
        Ok(PageRun::Begun(page, run))
    }
}

/// The page with this address; makes one that is in no registry when there is none.
async fn page_in(tx: &mut Tx, url: &str, address: &PageAddress) -> Result<PageId, StoreError> {
    let id = ids::take(tx, "page", 1).await?;
    // somebody may have made it while this one waited for the number
    let made = Sql::new("SELECT id FROM page WHERE address = ?").bind(address.to_string());
    if let Some(row) = tx.first(made).await? {
        return Ok(PageId(row.get("id")?));
    }
    insert_pages(tx, &[(id, Entry::unregistered(url, address))], false).await?;
    Ok(PageId(id))
}

async fn under_way(tx: &mut Tx, name: &str) -> Result<Option<RunId>, StoreError> {
    let text = "SELECT id FROM run WHERE name = ? AND state IN ('running', 'applying')";
    tx.first(Sql::new(text).bind(name)).await?.map(|row| Ok(RunId(row.get("id")?))).transpose()
}
