//! How many rows a list has in all: counting takes longer than reading a part, so totals are kept while they hold.

use crate::State;
use crate::http::error::WebError;
use domain::findings::State as Stand;
use domain::model::Scope;
use store::{FindingQuery, PageQuery};

/// What is counted, without what makes no difference to the total.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Counted {
    /// Pages.
    Pages(PageQuery),
    /// Findings.
    Findings(FindingQuery),
}

impl State {
    /// How many pages a query finds, whatever its limit and its place in the list.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(crate) async fn total_pages(&self, query: &PageQuery) -> Result<u64, WebError> {
        let plain = PageQuery::within(Scope::everything());
        let (sort, descending, limit) = (plain.sort, plain.descending, plain.limit);
        let whole = PageQuery { sort, descending, limit, after: None, cursor: None, ..query.clone() };
        // names and failed looks change without leaving a mark
        if whole.search.is_some() || whole.unverified.is_some() || whole.with_unregistered {
            return Ok(self.store.count_pages(&whole).await?);
        }
        let (mark, store, asked) = (self.store.change_mark().await?, self.store.clone(), whole.clone());
        let count = || async move { store.count_pages(&asked).await };
        Ok(*self.totals.of(&Counted::Pages(whole), mark, count).await?)
    }

    /// The same of findings.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(crate) async fn total_findings(&self, query: &FindingQuery) -> Result<u64, WebError> {
        let plain = FindingQuery::within(Scope::everything());
        let (sort, descending, limit) = (plain.sort, plain.descending, plain.limit);
        let whole = FindingQuery { sort, descending, limit, after: None, cursor: None, ..query.clone() };
        // names change without leaving a mark, and so does what is not confirmed
        if whole.search.is_some() || whole.states != [Stand::Open] {
            return Ok(self.store.count_findings(&whole).await?);
        }
        let (mark, store, asked) = (self.store.change_mark().await?, self.store.clone(), whole.clone());
        let count = || async move { store.count_findings(&asked).await };
        Ok(*self.totals.of(&Counted::Findings(whole), mark, count).await?)
    }
}
