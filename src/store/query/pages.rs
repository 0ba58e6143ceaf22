//! Pages with what is known of each.

use jiff::Timestamp;

use super::search::SearchFilter;
use super::sort::{PageCursor, PageSort};
use crate::db::{Dialect, Row, Sql, StoreError};
use crate::scope::Narrow as _;
use crate::{Digest, PageId, Scope, Store};
use domain::model::{Code, Level, MaybeKnown, Verdict};

/// Which pages are asked for. What is empty asks for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageQuery {
    /// Whose pages may be seen at all.
    pub scope: Scope,
    /// Those with this verdict.
    pub verdict: Option<Verdict>,
    /// Those that the last look could not see, or those that it could.
    pub unverified: Option<bool>,
    pub level: Option<Level>,
    /// Those with an open finding of this code.
    pub code: Option<Code>,
    /// Those with words that begin so, whatever their endings, in their name, organisation, OGRN, municipality or address;
    /// a number of few digits is meant whole.
    pub search: Option<String>,
    /// Also pages that are in the registry no more, or never were.
    pub with_unregistered: bool,
    /// This page only.
    pub page: Option<PageId>,
    /// What they are ordered by.
    pub sort: PageSort,
    /// From the last to the first of that order.
    pub descending: bool,
    /// Those after this one, in the order of their numbers.
    pub after: Option<PageId>,
    /// Those after this place in the order that is asked for; a place in another order is none.
    pub cursor: Option<PageCursor>,
    /// So many at the most.
    pub limit: usize,
}

impl PageQuery {
    /// All pages of a scope, and none of them yet: the limit is 0.
    pub fn within(scope: Scope) -> Self {
        Self {
            scope,
            verdict: None,
            unverified: None,
            level: None,
            code: None,
            search: None,
            with_unregistered: false,
            page: None,
            sort: PageSort::default(),
            descending: false,
            after: None,
            cursor: None,
            limit: 0,
        }
    }
}

/// A page with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRow {
    pub id: PageId,
    /// The address as the registry gives it.
    pub url: String,
    /// The address in its one writing.
    pub address: String,
    /// Whether it is in the registry.
    pub registered: bool,
    /// Whose page it must be; may be empty.
    pub organization: String,
    /// May be empty.
    pub ogrn: String,
    /// May be empty.
    pub level: String,
    /// May be empty.
    pub region_code: String,
    /// May be empty.
    pub municipality: String,
    /// VK's number of it, once known.
    pub group_id: Option<i64>,
    /// Where the address leads now, when that is not the community it led to first.
    pub moved_to: Option<i64>,
    /// Its short name, once known.
    pub screen_name: Option<String>,
    /// Its name, once known.
    pub name: Option<String>,
    /// By confirmed findings; [`Verdict::Unverified`] until it was seen often enough to say.
    pub verdict: MaybeKnown<Verdict>,
    /// By the last look that saw it.
    pub look_verdict: Option<String>,
    /// Open findings by severity.
    pub errors: u64,
    /// Open findings by severity.
    pub warnings: u64,
    /// Open findings by severity.
    pub notices: u64,
    /// Why the last look saw nothing.
    pub unverified_reason: Option<String>,
    /// The same, for a person.
    pub unverified_detail: Option<String>,
    /// Since when no look saw it.
    pub unverified_since: Option<Timestamp>,
    /// The last look.
    pub looked_at: Option<Timestamp>,
    /// The last look that saw it.
    pub seen_at: Option<Timestamp>,
    /// When what is known of it last became something else.
    pub changed_at: Option<Timestamp>,
    /// When it will be looked at again before its time.
    pub next_look_at: Option<Timestamp>,
    /// What its verdict rests on.
    pub snapshot: Option<Digest>,
    /// The policy it was judged by.
    pub policy: Option<Digest>,
}

const COLUMNS: &str = "p.id, p.url, p.address, p.registered, p.organization_name, p.ogrn, p.level, p.region_code, \
    p.municipality, p.group_id, p.moved_to, p.screen_name, p.name, p.verdict, p.look_verdict, p.errors, p.warnings, p.notices, \
    p.unverified_reason, p.unverified_detail, p.unverified_since, l.looked_at, l.seen_at, p.changed_at, p.next_look_at, \
    p.snapshot, p.policy";

impl Store {
    /// Pages, in the order that is asked for; those alike in it in the order of their numbers, the same way round.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn pages(&self, query: &PageQuery) -> Result<Vec<PageRow>, StoreError> {
        let sought = self.sought(query.search.as_deref(), query.code, &query.scope).await?;
        let is_narrow = query.scope.is_narrow() || sought.is_narrow();
        // few pages are rather sorted than all pages gone through in their order: a calculation keeps its index out
        let id = if is_narrow || !query.scope.is_everything() { "p.id + 0" } else { "p.id" };
        let key = query.sort.key(is_narrow, query.scope.regions.len());
        // sorted before all that is known of them is read
        let mut sql = Sql::new(&format!(
            "SELECT {COLUMNS} FROM page p LEFT JOIN page_look l ON l.page = p.id WHERE p.id IN (SELECT p.id FROM page p{} \
             WHERE {id} > ",
            if query.sort == PageSort::LookedAt { " LEFT JOIN page_look l ON l.page = p.id" } else { "" }
        ));
        sql.value(query.after.map_or(0, PageId::get));
        if let Some(cursor) = query.cursor.as_ref().filter(|cursor| cursor.is_of(query.sort)) {
            cursor.go_on(&mut sql, key, id, query.descending);
        }
        narrow(&mut sql, query, &sought, self.db.dialect());
        let order = |key: Option<&str>, id: &str| {
            let way = if query.descending { " DESC" } else { "" };
            let key = key.map(|key| format!("{key}{way}, ")).unwrap_or_default();
            format!(" ORDER BY {key}{id}{way}")
        };
        sql.push(&order(key, id)).push(" LIMIT ").value(query.limit).push(")").push(&order(key, id));
        self.db.all(sql).await?.iter().map(page_of).collect()
    }

    /// How many pages a query finds, whatever its limit.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn count_pages(&self, query: &PageQuery) -> Result<u64, StoreError> {
        let mut sql = Sql::new("SELECT COUNT(*) AS count FROM page p WHERE 1 = 1");
        let sought = self.sought(query.search.as_deref(), None, &query.scope).await?;
        narrow(&mut sql, query, &sought, self.db.dialect());
        if let Some(code) = query.code {
            // all of them are needed
            sql.push(" AND p.id IN (SELECT f.page FROM finding f WHERE f.state = 'open' AND f.code = ");
            sql.value(code.as_str()).push(")");
        }
        self.db.first(sql).await?.map_or(Ok(0), |row| row.count("count"))
    }
}

fn narrow(sql: &mut Sql, query: &PageQuery, sought: &SearchFilter, dialect: Dialect) {
    query.scope.narrow(sql);
    if !query.with_unregistered {
        sql.push(" AND p.registered = ").value(true);
    }
    if let Some(verdict) = query.verdict {
        sql.push(" AND p.verdict = ").value(verdict.as_str());
    }
    match query.unverified {
        Some(true) => _ = sql.push(" AND p.unverified_reason IS NOT NULL"),
        Some(false) => _ = sql.push(" AND p.unverified_reason IS NULL"),
        None => {}
    }
    if let Some(level) = query.level {
        sql.push(" AND p.level = ").value(level.as_str());
    }
    sought.narrow(sql, dialect);
    if let Some(page) = query.page {
        sql.push(" AND p.id = ").value(page);
    }
}

fn page_of(row: &Row) -> Result<PageRow, StoreError> {
    let verdict: String = row.get("verdict")?;
    Ok(PageRow {
        id: PageId(row.get("id")?),
        url: row.get("url")?,
        address: row.get("address")?,
        registered: row.get("registered")?,
        organization: row.get("organization_name")?,
        ogrn: row.get("ogrn")?,
        level: row.get("level")?,
        region_code: row.get("region_code")?,
        municipality: row.get("municipality")?,
        group_id: row.get("group_id")?,
        moved_to: row.get("moved_to")?,
        screen_name: row.get("screen_name")?,
        name: row.get("name")?,
        verdict: MaybeKnown::read(&verdict),
        look_verdict: row.get("look_verdict")?,
        errors: row.count("errors")?,
        warnings: row.count("warnings")?,
        notices: row.count("notices")?,
        unverified_reason: row.get("unverified_reason")?,
        unverified_detail: row.get("unverified_detail")?,
        unverified_since: row.moment("unverified_since")?,
        looked_at: row.moment("looked_at")?,
        seen_at: row.moment("seen_at")?,
        changed_at: row.moment("changed_at")?,
        next_look_at: row.moment("next_look_at")?,
        snapshot: row.digest("snapshot")?,
        policy: row.digest("policy")?,
    })
}
