//! Findings with the pages they are on.

use jiff::Timestamp;

use super::search::{FEW, SearchFilter};
use super::sort::{FindingCursor, FindingSort};
use crate::db::{Dialect, Row, Sql, StoreError, Value};
use crate::scope::Narrow as _;
use crate::{FindingId, PageId, Scope, Store};
use domain::findings::State;
use domain::model::{Code, Form, MaybeKnown, Severity};

/// Which findings are asked for. What is empty asks for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingQuery {
    /// Whose pages may be seen at all.
    pub scope: Scope,
    pub states: Vec<State>,
    /// Those with one of these codes.
    pub codes: Vec<Code>,
    pub severities: Vec<Severity>,
    pub form: Option<Form>,
    pub page: Option<PageId>,
    /// Those confirmed since then.
    pub opened_since: Option<Timestamp>,
    /// Those mended since then.
    pub closed_since: Option<Timestamp>,
    /// Those of pages that a search for these words finds.
    pub search: Option<String>,
    /// What they are ordered by.
    pub sort: FindingSort,
    /// From the last to the first of that order.
    pub descending: bool,
    /// Those after this one, in the order of their numbers.
    pub after: Option<FindingId>,
    /// Those after this place in the order that is asked for; a place in another order is none.
    pub cursor: Option<FindingCursor>,
    /// So many at the most.
    pub limit: usize,
}

impl FindingQuery {
    /// All findings of a scope, and none of them yet: the limit is 0.
    pub fn within(scope: Scope) -> Self {
        Self {
            scope,
            states: Vec::new(),
            codes: Vec::new(),
            severities: Vec::new(),
            form: None,
            page: None,
            opened_since: None,
            closed_since: None,
            search: None,
            sort: FindingSort::default(),
            descending: false,
            after: None,
            cursor: None,
            limit: 0,
        }
    }
}

/// A finding with its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRow {
    pub id: FindingId,
    pub page: PageId,
    /// The page's address as the registry gives it.
    pub url: String,
    /// The page's name in VK.
    pub name: Option<String>,
    /// Whose page; may be empty.
    pub organization: String,
    /// May be empty.
    pub ogrn: String,
    /// May be empty.
    pub municipality: String,
    /// What kind of defect.
    pub code: MaybeKnown<Code>,
    /// Which form it concerns.
    pub form: Option<Form>,
    /// Which URL parameter it concerns.
    pub field: Option<String>,
    /// How grave.
    pub severity: MaybeKnown<Severity>,
    /// Where in the menu it was last seen.
    pub position: Option<u32>,
    /// What was last seen.
    pub observed: Option<String>,
    /// What would be right.
    pub expected: Option<String>,
    /// Where it stands.
    pub state: MaybeKnown<State>,
    /// The first look ever that saw it.
    pub first_seen_at: Timestamp,
    /// The first look of this episode.
    pub opened_at: Timestamp,
    /// The look that confirmed it.
    pub confirmed_at: Option<Timestamp>,
    /// The last look that saw it.
    pub last_seen_at: Option<Timestamp>,
    /// The look that confirmed that it is mended.
    pub closed_at: Option<Timestamp>,
    /// How often it was confirmed.
    pub times_opened: u64,
}

const COLUMNS: &str = "f.id, f.page, p.url, p.organization_name, p.ogrn, p.municipality, f.code, f.form, f.field, f.severity, \
    f.position, f.observed, f.expected, f.state, f.first_seen_at, f.opened_at, f.confirmed_at, \
    COALESCE(f.last_seen_at, l.seen_at) AS last_seen_at, f.closed_at, f.times_opened, p.name";

impl Store {
    /// Findings, in the order that is asked for; those alike in it in the order of their numbers, the same way round.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn findings(&self, query: &FindingQuery) -> Result<Vec<FindingRow>, StoreError> {
        let sought = self.sought(query.search.as_deref(), None, &query.scope).await?;
        let mut way = AccessPath::of(query, &sought);
        if way == AccessPath::Findings && self.few_are_since(query).await? {
            way = AccessPath::Moments;
        }
        if way == AccessPath::Findings && query.sort == FindingSort::OpenedAt {
            way = if self.few_have_codes(query).await? { AccessPath::Codes } else { AccessPath::Episodes };
        }
        let states = self.states(query, way).await?;
        let sql = match query.sort {
            FindingSort::Number => by_number(query, way, &states, &sought, self.db.dialect()),
            FindingSort::OpenedAt => by_opening(query, way, &states, &sought, self.db.dialect()),
        };
        self.db.all(sql).await?.iter().map(finding_of).collect()
    }

    /// How many findings a query finds, whatever its limit.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn count_findings(&self, query: &FindingQuery) -> Result<u64, StoreError> {
        let sought = self.sought(query.search.as_deref(), None, &query.scope).await?;
        let way = AccessPath::of(query, &sought);
        let mut sql = if way != AccessPath::Pages && sought.is_empty() {
            Sql::new("SELECT COUNT(*) AS count FROM finding f WHERE 1 = 1")
        } else {
            Sql::new(&format!("SELECT COUNT(*) AS count FROM {} WHERE p.id = f.page", way.tables()))
        };
        narrow(&mut sql, query, way, &self.states(query, way).await?, &sought, self.db.dialect());
        self.db.first(sql).await?.map_or(Ok(0), |row| row.count("count"))
    }
}

impl Store {
    /// Whether few findings were opened or closed since the moment that is asked for.
    async fn few_are_since(&self, query: &FindingQuery) -> Result<bool, StoreError> {
        for (column, since) in [("closed_at", query.closed_since), ("confirmed_at", query.opened_since)] {
            let Some(since) = since else { continue };
            let text = format!("SELECT id FROM finding WHERE {column} >= ? LIMIT ?");
            if self.gives_few(Sql::new(&text).bind(since).bind(FEW + 1)).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether few findings have the codes that are asked for.
    async fn few_have_codes(&self, query: &FindingQuery) -> Result<bool, StoreError> {
        if query.codes.is_empty() {
            return Ok(false);
        }
        let mut sql = Sql::new("SELECT id FROM finding WHERE code IN ");
        sql.tuple(query.codes.iter().map(|it| Value::from(it.as_str()))).push(" AND state IN ");
        let states = State::ALL.into_iter().filter(|state| query.states.is_empty() || query.states.contains(state));
        sql.tuple(states.map(|it| Value::from(it.as_str()))).push(" LIMIT ").value(FEW + 1);
        self.gives_few(sql).await
    }

    /// The states that are asked for, each once; none where that is no question. Where all are asked for and the way goes
    /// state by state, those that only a later version knows are among them.
    async fn states(&self, query: &FindingQuery, way: AccessPath) -> Result<Vec<String>, StoreError> {
        let asked = |state: &State| query.states.contains(state);
        let mut states: Vec<String> =
            State::ALL.into_iter().filter(asked).map(|state| state.as_str().to_owned()).collect();
        if states.is_empty() && matches!(way, AccessPath::Episodes | AccessPath::Regions) {
            // from each to the next by the index that begins with them, however many findings there are
            let mut last = String::new();
            loop {
                let next = Sql::new("SELECT MIN(state) AS state FROM finding WHERE state > ?").bind(last.as_str());
                let Some(state) =
                    self.db.first(next).await?.map_or(Ok(None), |row| row.get::<Option<String>>("state"))?
                else {
                    break;
                };
                last.clone_from(&state);
                states.push(state);
            }
            if states.is_empty() {
                states.push(State::Open.as_str().to_owned());
            }
        }
        Ok(states)
    }
}

fn by_number(query: &FindingQuery, way: AccessPath, states: &[String], sought: &SearchFilter, dialect: Dialect) -> Sql {
    // few findings are rather sorted than all gone through in their order: `+ 0` keeps the index of numbers out
    let id = if matches!(way, AccessPath::Pages | AccessPath::Moments) { "f.id + 0" } else { "f.id" };
    let mut sql = Sql::new(&format!(
        "SELECT {COLUMNS} FROM {} LEFT JOIN page_look l ON l.page = f.page WHERE p.id = f.page AND {id} > ",
        way.tables(),
    ));
    sql.value(query.after.map_or(0, FindingId::get));
    go_on(&mut sql, query, None, id);
    narrow(&mut sql, query, way, states, sought, dialect);
    let order = if query.descending { " DESC" } else { "" };
    sql.push(&format!(" ORDER BY {id}{order} LIMIT ")).value(query.limit);
    sql
}

/// Their numbers are found first, by indexes that hold all that is mostly asked for, before all that is known of them is
/// read.
fn by_opening(
    query: &FindingQuery,
    way: AccessPath,
    states: &[String],
    sought: &SearchFilter,
    dialect: Dialect,
) -> Sql {
    let mut sql = Sql::new(&format!(
        "SELECT {COLUMNS} FROM finding f CROSS JOIN page p LEFT JOIN page_look l ON l.page = f.page \
         WHERE p.id = f.page AND f.id IN (SELECT id FROM ("
    ));
    if way == AccessPath::Episodes {
        // the findings of each state have an index in this order
        for (place, state) in states.iter().enumerate() {
            sql.push(if place == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
            first_by_opening(&mut sql, query, way, std::slice::from_ref(state), sought, dialect);
            sql.push(") AS of_state");
        }
    } else {
        first_by_opening(&mut sql, query, way, states, sought, dialect);
    }
    let order = if query.descending { " DESC" } else { "" };
    sql.push(&format!(") AS found ORDER BY opened_at{order}, id{order} LIMIT ")).value(query.limit);
    // the calculations keep out indexes in whose order all findings would be gone through
    sql.push(&format!(") ORDER BY f.opened_at + 0{order}, f.id + 0{order}"));
    sql
}

fn first_by_opening(
    sql: &mut Sql,
    query: &FindingQuery,
    way: AccessPath,
    states: &[String],
    sought: &SearchFilter,
    dialect: Dialect,
) {
    let (key, id) = if way == AccessPath::Episodes { ("f.opened_at", "f.id") } else { ("f.opened_at + 0", "f.id + 0") };
    let (tables, join) = if way == AccessPath::Pages || !sought.is_empty() {
        (way.tables(), "p.id = f.page")
    } else {
        ("finding f", "1 = 1")
    };
    sql.push(&format!("SELECT f.opened_at, f.id FROM {tables} WHERE {join}"));
    if let Some(after) = query.after {
        sql.push(" AND f.id + 0 > ").value(after);
    }
    go_on(sql, query, Some(key), id);
    narrow(sql, query, way, states, sought, dialect);
    let order = if query.descending { " DESC" } else { "" };
    sql.push(&format!(" ORDER BY {key}{order}, {id}{order} LIMIT ")).value(query.limit);
}

fn go_on(sql: &mut Sql, query: &FindingQuery, key: Option<&str>, id: &str) {
    if let Some(cursor) = query.cursor.as_ref().filter(|cursor| cursor.is_of(query.sort)) {
        cursor.go_on(sql, key, id, query.descending);
    }
}

/// What a question begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AccessPath {
    /// The pages, of which few are meant.
    Pages,
    /// The findings of some regions.
    Regions,
    /// The findings that were opened or closed since some moment, of which there are few.
    Moments,
    /// The findings with some codes, of which there are few.
    Codes,
    /// The findings in the order of their episodes.
    Episodes,
    Findings,
}

impl AccessPath {
    const fn of(query: &FindingQuery, sought: &SearchFilter) -> Self {
        if query.scope.is_narrow() || query.page.is_some() || sought.is_narrow() {
            Self::Pages
        } else if query.scope.is_everything() {
            Self::Findings
        } else {
            Self::Regions
        }
    }

    /// `SQLite` reads the tables of a CROSS JOIN in their order.
    const fn tables(self) -> &'static str {
        match self {
            Self::Pages => "page p CROSS JOIN finding f",
            Self::Regions | Self::Moments | Self::Codes | Self::Episodes | Self::Findings => {
                "finding f CROSS JOIN page p"
            }
        }
    }
}

fn narrow(
    sql: &mut Sql,
    query: &FindingQuery,
    way: AccessPath,
    states: &[String],
    sought: &SearchFilter,
    dialect: Dialect,
) {
    // what goes by pages finds findings by their page, and so on: the calculations keep all other indexes out
    let (state, text, moment) = match way {
        AccessPath::Pages => (" || ''", " || ''", " + 0"),
        AccessPath::Regions | AccessPath::Episodes => ("", " || ''", " + 0"),
        AccessPath::Moments => (" || ''", " || ''", ""),
        AccessPath::Codes => (" || ''", "", " + 0"),
        AccessPath::Findings => ("", "", ""),
    };
    let states: Vec<Value> = states.iter().map(|it| it.as_str().into()).collect();
    if way == AccessPath::Regions {
        let regions = query.scope.regions.iter().map(|region| Value::from(region.to_string()));
        sql.push(" AND f.region_code IN ").tuple(regions);
    } else {
        query.scope.narrow(sql);
    }
    let lists: [(&str, &str, Vec<Value>); 3] = [
        ("f.state", state, states),
        ("f.code", text, query.codes.iter().map(|it| it.as_str().into()).collect()),
        // which no index begins with
        ("f.severity", "", query.severities.iter().map(|it| it.as_str().into()).collect()),
    ];
    for (column, calculation, values) in lists {
        if !values.is_empty() {
            sql.push(&format!(" AND {column}{calculation} IN ")).tuple(values);
        }
    }
    if let Some(form) = query.form {
        sql.push(" AND f.form = ").value(form.as_str());
    }
    if let Some(page) = query.page {
        sql.push(" AND p.id = ").value(page);
    }
    if let Some(since) = query.opened_since {
        sql.push(&format!(" AND f.confirmed_at{moment} >= ")).value(since);
    }
    if let Some(since) = query.closed_since {
        sql.push(&format!(" AND f.closed_at{moment} >= ")).value(since);
    }
    sought.narrow(sql, dialect);
}

fn finding_of(row: &Row) -> Result<FindingRow, StoreError> {
    let (code, form, severity, state): (String, String, String, String) =
        (row.get("code")?, row.get("form")?, row.get("severity")?, row.get("state")?);
    Ok(FindingRow {
        id: FindingId(row.get("id")?),
        page: PageId(row.get("page")?),
        url: row.get("url")?,
        name: row.get("name")?,
        organization: row.get("organization_name")?,
        ogrn: row.get("ogrn")?,
        municipality: row.get("municipality")?,
        code: MaybeKnown::read(&code),
        form: Form::parse(&form),
        field: row.get::<Option<String>>("field")?.filter(|field| !field.is_empty()),
        severity: MaybeKnown::read(&severity),
        position: row.get::<Option<i64>>("position")?.and_then(|position| u32::try_from(position).ok()),
        observed: row.get("observed")?,
        expected: row.get("expected")?,
        state: MaybeKnown::read(&state),
        first_seen_at: row.moment("first_seen_at")?.unwrap_or_default(),
        opened_at: row.moment("opened_at")?.unwrap_or_default(),
        confirmed_at: row.moment("confirmed_at")?,
        last_seen_at: row.moment("last_seen_at")?,
        closed_at: row.moment("closed_at")?,
        times_opened: row.count("times_opened")?,
    })
}
