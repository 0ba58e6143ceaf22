//! What a dashboard shows above its lists: how municipalities stand, what is wrong most, and how that went on.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::standing::{MunicipalityStanding, VerdictCounts};
use crate::db::{Row, Sql, StoreError, Value};
use crate::registry::sorted_name;
use crate::scope::Narrow as _;
use crate::{EventKind, FindingId, Scope, Store};
use domain::model::{Code, Form, MaybeKnown, RegionCode};

/// Moments are counted by the quarter of an hour: no time zone's days begin in between.
const QUARTER_MILLIS: i64 = 15 * 60 * 1_000;

/// How many open findings of a code a municipality has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeCount {
    pub region_code: String,
    /// Its name; empty for pages of regional bodies.
    pub municipality: String,
    /// What is wrong.
    pub code: MaybeKnown<Code>,
    /// How often.
    pub findings: u64,
}

/// What the findings of a day did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayChanges {
    pub day: Date,
    /// Confirmed.
    pub opened: u64,
    /// Came back.
    pub reopened: u64,
    /// Mended, or gone otherwise.
    pub closed: u64,
}

/// How pages stood when a day ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayVerdicts {
    pub day: Date,
    /// Registered pages by verdict.
    pub verdicts: VerdictCounts,
}

/// The same wrong in the same way on several pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What is wrong.
    pub code: MaybeKnown<Code>,
    /// In which form.
    pub form: Option<Form>,
    /// In which URL parameter.
    pub field: Option<String>,
    /// What was seen.
    pub observed: Option<String>,
    /// On how many pages.
    pub pages: u64,
    pub example: FindingId,
}

/// How far the store has come: while it stays the same, so does what is counted of pages and findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeMark {
    /// The number of the last event.
    pub event: i64,
    /// When a page last got another verdict, in milliseconds.
    pub verdict: i64,
}

impl Store {
    /// How far the store has come.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn change_mark(&self) -> Result<ChangeMark, StoreError> {
        let sql = "SELECT (SELECT COALESCE(MAX(seq), 0) FROM event) AS event, (SELECT COALESCE(MAX(at), 0) FROM verdict_change) AS verdict";
        let row = self.db.first(Sql::new(sql)).await?.ok_or_else(|| StoreError::unreadable("the log", ""))?;
        Ok(ChangeMark { event: row.get("event")?, verdict: row.get("verdict")? })
    }

    /// How the municipalities of a scope stand, by region and name.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn municipality_standings(&self, scope: &Scope) -> Result<Vec<MunicipalityStanding>, StoreError> {
        // few pages are found by their own index, and not by the one that has all in the order of the groups
        let region = if scope.is_narrow() { "p.region_code || ''" } else { "p.region_code" };
        let mut sql = Sql::new(&format!(
            "SELECT {region} AS region_code, p.municipality, p.verdict, COUNT(*) AS pages FROM page p WHERE p.registered = ?"
        ))
        .bind(true);
        scope.narrow(&mut sql);
        sql.push(&format!(" GROUP BY {region}, p.municipality, p.verdict"));
        let mut standings: BTreeMap<(String, String), VerdictCounts> = BTreeMap::new();
        for row in self.db.all(sql).await? {
            let verdicts = standings.entry((row.get("region_code")?, row.get("municipality")?)).or_default();
            verdicts.add(&row.get::<String>("verdict")?, row.count("pages")?);
        }
        let standing =
            |((region_code, municipality), verdicts)| MunicipalityStanding { region_code, municipality, verdicts };
        let mut standings: Vec<_> = standings.into_iter().map(standing).collect();
        standings.sort_by_cached_key(|one| (one.region_code.clone(), sorted_name(&one.municipality)));
        Ok(standings)
    }

    /// The open findings of a scope by municipality and code.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn findings_by_code(&self, scope: &Scope) -> Result<Vec<CodeCount>, StoreError> {
        let mut sql = Sql::new("SELECT f.region_code, f.municipality, f.code, COUNT(*) AS findings FROM ");
        open_findings(&mut sql, scope);
        sql.push(" GROUP BY f.region_code, f.municipality, f.code");
        let count = |row: &Row| {
            Ok(CodeCount {
                region_code: row.get("region_code")?,
                municipality: row.get("municipality")?,
                code: MaybeKnown::read(&row.get::<String>("code")?),
                findings: row.count("findings")?,
            })
        };
        let mut counts: Vec<CodeCount> =
            self.db.all(sql).await?.iter().map(count).collect::<Result<_, StoreError>>()?;
        counts
            .sort_by_cached_key(|one| (one.region_code.clone(), sorted_name(&one.municipality), one.code.to_string()));
        Ok(counts)
    }

    /// What is wrong in the same way on at least so many pages of a scope, the most frequent first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn causes(&self, scope: &Scope, least_pages: u64, limit: usize) -> Result<Vec<Cause>, StoreError> {
        // what is of a scope is found by its index, and not by that of all causes
        let cause = if scope.is_everything() { "f.cause" } else { "f.cause + 0" };
        let mut sql = Sql::new(&format!("SELECT {cause} AS cause, COUNT(*) AS pages, MIN(f.id) AS example FROM "));
        open_findings(&mut sql, scope);
        sql.push(&format!(" GROUP BY {cause} HAVING COUNT(*) >= ")).value(least_pages);
        sql.push(" ORDER BY COUNT(*) DESC, MIN(f.id) LIMIT ").value(limit);
        let mut found = Vec::new();
        for row in self.db.all(sql).await? {
            found.push((row.count("pages")?, row.get::<i64>("example")?));
        }
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("SELECT id, code, form, field, observed FROM finding WHERE id IN ");
        sql.tuple(found.iter().map(|(_, id)| *id));
        let mut examples: BTreeMap<i64, Row> = BTreeMap::new();
        for row in self.db.all(sql).await? {
            examples.insert(row.get("id")?, row);
        }
        let cause = |(pages, id): (u64, i64)| {
            // a finding that is gone meanwhile is no example
            examples.get(&id).map(|row| {
                Ok(Cause {
                    code: MaybeKnown::read(&row.get::<String>("code")?),
                    form: Form::parse(&row.get::<String>("form")?),
                    field: row.get::<Option<String>>("field")?.filter(|field| !field.is_empty()),
                    observed: row.get("observed")?,
                    pages,
                    example: FindingId(id),
                })
            })
        };
        found.into_iter().filter_map(cause).collect()
    }

    /// What the findings of a scope did on each day since then, by the events of the log; days without any are left out.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn daily_changes(
        &self,
        scope: &Scope,
        since: Timestamp,
        zone: &TimeZone,
    ) -> Result<Vec<DayChanges>, StoreError> {
        let (tables, at) = if scope.is_everything() {
            ("event e WHERE 1 = 1", "e.at")
        } else {
            ("page p CROSS JOIN event e WHERE e.page = p.id", "e.at + 0")
        };
        // all kinds are counted by the index of moments: to ask for some would take another
        let mut sql =
            Sql::new(&format!("SELECT e.at / {QUARTER_MILLIS} AS quarter, e.kind, COUNT(*) AS events FROM {tables}"));
        narrow_all(&mut sql, scope);
        sql.push(&format!(" AND {at} >= ")).value(since);
        sql.push(&format!(" GROUP BY e.at / {QUARTER_MILLIS}, e.kind"));
        let mut days: BTreeMap<Date, DayChanges> = BTreeMap::new();
        for row in self.db.all(sql).await? {
            let kind = EventKind::parse(&row.get::<String>("kind")?);
            let day = day_of(row.get("quarter")?, zone);
            let none = DayChanges { day, opened: 0, reopened: 0, closed: 0 };
            let count = match kind {
                Some(EventKind::FindingOpened) => &mut days.entry(day).or_insert(none).opened,
                Some(EventKind::FindingReopened) => &mut days.entry(day).or_insert(none).reopened,
                Some(EventKind::FindingClosed) => &mut days.entry(day).or_insert(none).closed,
                _ => continue,
            };
            *count += row.count("events")?;
        }
        Ok(days.into_values().collect())
    }

    /// How the registered pages of a scope stood at the end of each day from that of `since` to that of `now`. A page
    /// counts for the region and the municipality it has now.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn verdict_trend(
        &self,
        scope: &Scope,
        since: Timestamp,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Vec<DayVerdicts>, StoreError> {
        // the same here: the index of all verdicts knows no scope
        let verdict = if scope.is_everything() { "p.verdict" } else { "p.verdict || ''" };
        let mut sql =
            Sql::new(&format!("SELECT {verdict} AS verdict, COUNT(*) AS pages FROM page p WHERE p.registered = ?"))
                .bind(true);
        scope.narrow(&mut sql);
        sql.push(&format!(" GROUP BY {verdict}"));
        let mut verdicts = VerdictCounts::default();
        for row in self.db.all(sql).await? {
            verdicts.add(&row.get::<String>("verdict")?, row.count("pages")?);
        }
        let mut changes = self.verdict_changes(scope, since, zone).await?;
        let (first, mut day) = (zone.to_datetime(since).date(), zone.to_datetime(now).date());
        let mut days = Vec::new();
        // back from today, taking away what each day changed
        while day >= first {
            // clocks differ: what was changed later than now is not of another day
            let later: Vec<Change> = changes.split_off(&day.saturating_add(1.day())).into_values().flatten().collect();
            take_back(&mut verdicts, &later);
            days.push(DayVerdicts { day, verdicts });
            day = day.saturating_sub(1.day());
        }
        days.reverse();
        Ok(days)
    }

    /// How the municipalities of a scope stood at a moment, by region and name, counted back from how they stand.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn municipality_standings_at(
        &self,
        scope: &Scope,
        at: Timestamp,
    ) -> Result<BTreeMap<(String, String), VerdictCounts>, StoreError> {
        let mut sql = Sql::new(
            "SELECT p.region_code, p.municipality, c.before, c.after, COUNT(*) AS pages FROM verdict_change c \
             JOIN page p ON p.id = c.page WHERE c.at >= ",
        );
        sql.value(at);
        scope.narrow(&mut sql);
        sql.push(" GROUP BY p.region_code, p.municipality, c.before, c.after");
        let mut changes: BTreeMap<(String, String), Vec<Change>> = BTreeMap::new();
        for row in self.db.all(sql).await? {
            let change = Change { before: row.get("before")?, after: row.get("after")?, pages: row.count("pages")? };
            changes.entry((row.get("region_code")?, row.get("municipality")?)).or_default().push(change);
        }
        let now = self.municipality_standings(scope).await?;
        let then = |one: MunicipalityStanding| {
            let key = (one.region_code, one.municipality);
            let mut verdicts = one.verdicts;
            take_back(&mut verdicts, changes.get(&key).map_or(&[][..], Vec::as_slice));
            (key, verdicts)
        };
        Ok(now.into_iter().map(then).collect())
    }

    async fn verdict_changes(
        &self,
        scope: &Scope,
        since: Timestamp,
        zone: &TimeZone,
    ) -> Result<BTreeMap<Date, Vec<Change>>, StoreError> {
        let (tables, at) = if scope.is_everything() {
            ("verdict_change c WHERE 1 = 1", "c.at")
        } else {
            ("page p CROSS JOIN verdict_change c WHERE c.page = p.id", "c.at + 0")
        };
        let text =
            format!("SELECT c.at / {QUARTER_MILLIS} AS quarter, c.before, c.after, COUNT(*) AS pages FROM {tables}");
        let mut sql = Sql::new(&text);
        narrow_all(&mut sql, scope);
        sql.push(&format!(" AND {at} >= ")).value(since);
        sql.push(&format!(" GROUP BY c.at / {QUARTER_MILLIS}, c.before, c.after"));
        let mut days: BTreeMap<Date, Vec<Change>> = BTreeMap::new();
        for row in self.db.all(sql).await? {
            let change = Change { before: row.get("before")?, after: row.get("after")?, pages: row.count("pages")? };
            days.entry(day_of(row.get("quarter")?, zone)).or_default().push(change);
        }
        Ok(days)
    }
}

/// So many pages went from one verdict to another.
struct Change {
    before: String,
    after: String,
    pages: u64,
}

fn take_back(verdicts: &mut VerdictCounts, changes: &[Change]) {
    // first all that comes back, so that no count is below nothing in between
    for change in changes {
        verdicts.add(&change.before, change.pages);
    }
    for change in changes {
        verdicts.take(&change.after, change.pages);
    }
}

/// Pages of a scope, whether registered or not. Named so, both kinds are found by the index of the region.
pub(super) fn narrow_all(sql: &mut Sql, scope: &Scope) {
    if !scope.is_everything() {
        sql.push(" AND p.registered IN ").tuple([true, false]);
    }
    scope.narrow(sql);
}

/// The open findings `f` of a scope: the end of a query up to its WHERE.
fn open_findings(sql: &mut Sql, scope: &Scope) {
    if scope.is_narrow() {
        sql.push("page p CROSS JOIN finding f WHERE f.page = p.id AND f.state || '' = 'open'");
        scope.narrow(sql);
        return;
    }
    sql.push("finding f WHERE f.state = 'open'");
    if !scope.regions.is_empty() {
        let regions = scope.regions.iter().map(|region: &RegionCode| Value::from(region.to_string()));
        sql.push(" AND f.region_code IN ").tuple(regions);
    }
}

fn day_of(quarter: i64, zone: &TimeZone) -> Date {
    let at = Timestamp::from_millisecond(quarter.saturating_mul(QUARTER_MILLIS)).unwrap_or(Timestamp::MIN);
    zone.to_datetime(at).date()
}
