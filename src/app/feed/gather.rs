//! Reads what feeds, the log and badges are made of, always within a scope. Makes no text.

use jiff::Timestamp;

use super::validators::LogMark;
use super::{BadgeCounts, News};
use domain::model::{Scope, Verdict};
use store::{
    EventDetail, EventKind, EventQuery, EventRow, PageQuery, RunFinished, RunId, RunKind, RunTurns, Store, StoreError,
};

/// What of a page is news. What is only suspected is none.
const OF_PAGES: [EventKind; 6] = [
    EventKind::FindingOpened,
    EventKind::FindingReopened,
    EventKind::FindingClosed,
    EventKind::FindingSeverityChanged,
    EventKind::PageAppeared,
    EventKind::PageLost,
];
/// The same and what of runs is news.
const OF_ALL: [EventKind; 8] = [
    EventKind::FindingOpened,
    EventKind::FindingReopened,
    EventKind::FindingClosed,
    EventKind::FindingSeverityChanged,
    EventKind::PageAppeared,
    EventKind::PageLost,
    EventKind::RunFinished,
    EventKind::RunHeld,
];
/// How many parts of the log are looked through for one part of a feed before it ends early: runs that changed nothing are
/// many and no news.
const LOOKED_THROUGH: usize = 8;

/// Which part of a feed is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewsQuery {
    /// Whose pages may be seen.
    pub scope: Scope,
    /// Only what stands before this place of the log.
    pub before: Option<i64>,
    /// How many entries are wished for.
    pub limit: usize,
}

impl NewsQuery {
    /// How many entries a feed has where nobody says.
    pub const USUAL_LIMIT: usize = 50;
    /// The most entries of one part.
    pub const MOST: usize = 200;

    /// The newest part of a scope's feed.
    pub const fn newest(scope: Scope) -> Self {
        Self { scope, before: None, limit: Self::USUAL_LIMIT }
    }

    /// How many entries there will be at the most.
    pub(super) fn rows(&self) -> usize {
        self.limit.clamp(1, Self::MOST)
    }
}

/// Which part of the log is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogQuery {
    /// Whose pages may be seen; events of no page are seen only by those who may see everything.
    pub scope: Scope,
    /// Those of one of these kinds; of all when empty.
    pub kinds: Vec<EventKind>,
    /// Only what stands after this place; 0 for the beginning.
    pub after: i64,
    /// How many events are wished for.
    pub limit: usize,
}

impl LogQuery {
    /// How many events a part has where nobody says.
    pub const USUAL_LIMIT: usize = 500;
    /// The most events of one part.
    pub const MOST: usize = 5_000;
}

/// A part of the log, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPage {
    pub rows: Vec<EventRow>,
    /// After which place to go on.
    pub cursor: i64,
    /// Whether there is more already.
    pub has_more: bool,
}

/// Reads a part of a feed.
///
/// Who may see everything sees what runs came to as a whole. Who may see less sees only runs that changed something on
/// pages of the scope, with what they changed there; neither how many pages a run had nor what is held is told.
///
/// # Errors
/// The store cannot be read.
pub async fn news(store: &Store, query: &NewsQuery) -> Result<News, StoreError> {
    if query.scope.is_everything() { whole(store, query).await } else { narrow(store, query).await }
}

async fn whole(store: &Store, query: &NewsQuery) -> Result<News, StoreError> {
    let limit = query.rows();
    let mut rows: Vec<EventRow> = Vec::with_capacity(limit);
    let mut after = query.before;
    for _ in 0..LOOKED_THROUGH {
        let read = events(store, query, &OF_ALL, after).await?;
        let is_all = read.len() <= limit;
        for row in read {
            let seq = row.event.seq;
            if is_news(&row) {
                if rows.len() == limit {
                    return Ok(News { next: rows.last().map(|row| row.event.seq), rows });
                }
                rows.push(row);
            }
            after = Some(seq);
        }
        if is_all {
            return Ok(News { rows, next: None });
        }
    }
    Ok(News { rows, next: after })
}

async fn narrow(store: &Store, query: &NewsQuery) -> Result<News, StoreError> {
    let limit = query.rows();
    // one more than is shown, to know whether there is more and which runs end beside it
    let mut rows = events(store, query, &OF_PAGES, query.before).await?;
    let mut runs: Vec<RunId> = rows.iter().filter_map(|row| row.event.run).collect();
    runs.sort_unstable();
    runs.dedup();
    let turns = store.run_turns(&query.scope, &runs).await?;
    let is_here = |turns: &RunTurns| query.before.is_none_or(|before| turns.finished.seq < before);
    rows.extend(turns.into_iter().filter(is_here).filter_map(own_summary));
    rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.event.seq));
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    Ok(News { next: rows.last().filter(|_| has_more).map(|row| row.event.seq), rows })
}

async fn events(
    store: &Store,
    query: &NewsQuery,
    kinds: &[EventKind],
    after: Option<i64>,
) -> Result<Vec<EventRow>, StoreError> {
    let query = EventQuery {
        kinds: kinds.to_vec(),
        after,
        newest_first: true,
        limit: query.rows() + 1,
        ..EventQuery::within(query.scope.clone())
    };
    store.events(&query).await
}

/// A run that was asked for by the schedule or by a person is news whatever it found; one of the many looks between only
/// when it changed something.
fn is_news(row: &EventRow) -> bool {
    let EventDetail::RunFinished(run) = row.event.said() else { return row.event.kind != EventKind::RunFinished };
    let is_asked_for = run.kind.is_some_and(|kind| kind == RunKind::Scheduled || kind == RunKind::Manual);
    is_asked_for || run.opened + run.reopened + run.closed > 0
}

/// What a run came to on the pages of a scope, as an event whose detail says nothing of other pages. `None` when that is
/// nothing.
fn own_summary(turns: RunTurns) -> Option<EventRow> {
    let RunTurns { mut finished, opened, reopened, closed } = turns;
    if opened + reopened + closed == 0 {
        return None;
    }
    let own = RunFinished { opened, reopened, closed, ..RunFinished::default() };
    // numbers always become JSON
    finished.detail = serde_json::to_string(&own).unwrap_or_default();
    // the link of the chain would prove another detail
    finished.chain = [0; 32];
    Some(EventRow { event: finished, url: String::new(), organization: String::new(), municipality: String::new() })
}

/// Reads how far the log has come, for [`super::Validators`].
///
/// # Errors
/// The store cannot be read.
pub async fn log_mark(store: &Store) -> Result<LogMark, StoreError> {
    let end = async |newest_first: bool| -> Result<Option<(i64, Timestamp)>, StoreError> {
        let query = EventQuery { newest_first, limit: 1, ..EventQuery::within(Scope::everything()) };
        Ok(store.events(&query).await?.first().map(|row| (row.event.seq, row.event.at)))
    };
    let (newest, oldest) = (end(true).await?, end(false).await?);
    Ok(LogMark {
        newest: newest.map_or(0, |(seq, _)| seq),
        newest_at: newest.map(|(_, at)| at),
        oldest: oldest.map_or(0, |(seq, _)| seq),
    })
}

/// Reads a part of the log.
///
/// # Errors
/// The store cannot be read.
pub async fn log_page(store: &Store, query: &LogQuery) -> Result<LogPage, StoreError> {
    let limit = query.limit.clamp(1, LogQuery::MOST);
    let events = EventQuery {
        kinds: query.kinds.clone(),
        after: Some(query.after),
        limit: limit + 1,
        ..EventQuery::within(query.scope.clone())
    };
    let mut rows = store.events(&events).await?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    Ok(LogPage { cursor: super::next_cursor(query.after, &rows), rows, has_more })
}

/// Counts the registered pages of a scope for its badge.
///
/// # Errors
/// The store cannot be read.
pub async fn badge_counts(store: &Store, scope: &Scope) -> Result<BadgeCounts, StoreError> {
    let count = async |verdict: Option<Verdict>| {
        store.count_pages(&PageQuery { verdict, ..PageQuery::within(scope.clone()) }).await
    };
    let pages = count(None).await?;
    let compliant = count(Some(Verdict::Compliant)).await?;
    let (violations, review) = (count(Some(Verdict::Violations)).await?, count(Some(Verdict::Review)).await?);
    // several questions, between which a run may end; of a verdict that this version does not know nothing follows
    Ok(BadgeCounts { compliant, verified: compliant + violations + review, pages })
}
