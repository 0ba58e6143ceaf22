//! How many rows a list has in all: counting takes longer than reading a part, so totals are kept while they hold.

use std::sync::Arc;

use crate::figure_cache::FigureCache;
use crate::http::error::WebError;
use domain::findings::State as Stand;
use domain::model::Scope;
use store::{FindingQuery, PageQuery, Store};

/// What is counted, without what makes no difference to the total.
#[derive(Clone, PartialEq, Eq)]
enum Counted {
    Pages(PageQuery),
    Findings(FindingQuery),
}

#[derive(Clone)]
pub(crate) struct Totals {
    store: Store,
    known: Arc<FigureCache<Counted, u64>>,
}

impl Totals {
    pub(crate) fn new(store: &Store) -> Self {
        Self { store: store.clone(), known: Arc::default() }
    }

    /// How many pages a query finds, whatever its limit and its place in the list.
    pub(crate) async fn pages(&self, query: &PageQuery) -> Result<u64, WebError> {
        let plain = PageQuery::within(Scope::everything());
        let (sort, descending, limit) = (plain.sort, plain.descending, plain.limit);
        let whole = PageQuery { sort, descending, limit, after: None, cursor: None, ..query.clone() };
        // names and failed looks change without leaving a mark
        if whole.search.is_some() || whole.unverified.is_some() || whole.with_unregistered {
            return Ok(self.store.count_pages(&whole).await?);
        }
        let (mark, store, asked) = (self.store.change_mark().await?, self.store.clone(), whole.clone());
        let count = || async move { store.count_pages(&asked).await };
        Ok(*self.known.of(&Counted::Pages(whole), mark, count).await?)
    }

    /// The same of findings.
    pub(crate) async fn findings(&self, query: &FindingQuery) -> Result<u64, WebError> {
        let plain = FindingQuery::within(Scope::everything());
        let (sort, descending, limit) = (plain.sort, plain.descending, plain.limit);
        let whole = FindingQuery { sort, descending, limit, after: None, cursor: None, ..query.clone() };
        // names change without leaving a mark, and so does what is not confirmed
        if whole.search.is_some() || whole.states != [Stand::Open] {
            return Ok(self.store.count_findings(&whole).await?);
        }
        let (mark, store, asked) = (self.store.change_mark().await?, self.store.clone(), whole.clone());
        let count = || async move { store.count_findings(&asked).await };
        Ok(*self.known.of(&Counted::Findings(whole), mark, count).await?)
    }
}
