//! The log of events, page by page of it.

use jiff::Timestamp;

use super::overview::narrow_all;
use crate::db::{Sql, StoreError, Value};
use crate::events::{COLUMNS, SPAN, event_of};
use crate::{Event, EventKind, PageId, RunId, Scope, Store};

/// Which events are asked for. What is empty asks for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventQuery {
    /// Whose pages may be seen; events of no page are seen only by those who may see everything.
    pub scope: Scope,
    pub kinds: Vec<EventKind>,
    pub page: Option<PageId>,
    pub run: Option<RunId>,
    /// Those since then.
    pub since: Option<Timestamp>,
    /// Those before then.
    pub until: Option<Timestamp>,
    /// Those after this place of the log; before it when the newest come first.
    pub after: Option<i64>,
    pub newest_first: bool,
    /// So many at the most.
    pub limit: usize,
}

impl EventQuery {
    /// All events of a scope, and none of them yet: the limit is 0.
    pub fn within(scope: Scope) -> Self {
        Self {
            scope,
            kinds: Vec::new(),
            page: None,
            run: None,
            since: None,
            until: None,
            after: None,
            newest_first: false,
            limit: 0,
        }
    }
}

/// An event with the page it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    pub event: Event,
    /// The page's address; empty for events of no page.
    pub url: String,
    /// Whose page; may be empty.
    pub organization: String,
    /// May be empty.
    pub municipality: String,
}

impl Store {
    /// Events in the order of the log, or the other way round.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn events(&self, query: &EventQuery) -> Result<Vec<EventRow>, StoreError> {
        let columns = format!(
            "SELECT {COLUMNS}, COALESCE(p.url, '') AS url, COALESCE(p.organization_name, '') AS organization, \
             COALESCE(p.municipality, '') AS municipality \
             FROM event e LEFT JOIN page p ON p.id = e.page"
        );
        let order = if query.newest_first { " ORDER BY e.seq DESC" } else { " ORDER BY e.seq" };
        let mut sql = Sql::new(&columns);
        if query.scope.is_everything() {
            sql.push(" WHERE 1 = 1");
            narrow(&mut sql, query, "", "");
            sql.push(order).push(" LIMIT ").value(query.limit);
        } else {
            // the events of each page, by an index that holds all that is mostly asked for, before their texts are read;
            // SQLite reads the tables of a CROSS JOIN in their order, and the calculations keep other indexes out
            sql.push(" WHERE e.seq IN (SELECT e.seq FROM page p CROSS JOIN event e WHERE e.page = p.id");
            narrow_all(&mut sql, &query.scope);
            narrow(&mut sql, query, " || ''", " + 0");
            sql.push(order).push(" LIMIT ").value(query.limit).push(")").push(order);
        }
        let rows = self.db.all(sql).await?;
        rows.iter()
            .map(|row| {
                Ok(EventRow {
                    event: event_of(row)?,
                    url: row.get("url")?,
                    organization: row.get("organization")?,
                    municipality: row.get("municipality")?,
                })
            })
            .collect()
    }
}

fn narrow(sql: &mut Sql, query: &EventQuery, text: &str, number: &str) {
    if !query.kinds.is_empty() {
        sql.push(&format!(" AND e.kind{text} IN ")).tuple(query.kinds.iter().map(|kind| Value::from(kind.as_str())));
    }
    if let Some(page) = query.page {
        sql.push(" AND e.page = ").value(page);
    }
    if let Some(run) = query.run {
        sql.push(&format!(" AND e.run{number} = ")).value(run);
    }
    if let Some(since) = query.since {
        // in the order of the log and not of the moments, which are nearly the same: `+ 0` keeps their index out
        sql.push(" AND e.at + 0 >= ").value(since);
        sql.push(&format!(" AND e.seq{number} >= (SELECT MIN(s.id) FROM event_span s WHERE s.last_at >= "))
            .value(since);
        sql.push(") * ").value(SPAN);
    }
    if let Some(until) = query.until {
        sql.push(" AND e.at + 0 < ").value(until);
        sql.push(&format!(" AND e.seq{number} < (SELECT MAX(s.id) + 1 FROM event_span s WHERE s.first_at < "));
        sql.value(until).push(") * ").value(SPAN);
    }
    if let Some(after) = query.after {
        let way = if query.newest_first { "<" } else { ">" };
        sql.push(&format!(" AND e.seq{number} {way} ")).value(after);
    }
}
