//! Brings a database to the schema of this program, step by step from wherever it is. Knows no table but its own.

use super::db::{Db, Dialect, ROWS_AT_ONCE, Sql, StoreError, StoreTrouble, Tx, Value};
use super::search_text::folded;
use domain::model::StoreFault;

/// The steps in their order; the version of a store is how many of them it has seen. A step that was published is never
/// changed.
pub(super) const STEPS: [&str; 4] = [
    include_str!("migrations/0001_history.sql"),
    include_str!("migrations/0002_pictures.sql"),
    include_str!("migrations/0003_access.sql"),
    include_str!("migrations/0004_search.sql"),
];

/// The statement of a step that no database understands: [`fold_pages`] carries it out.
const FOLD_PAGES: &str = "FOLD_PAGES";

/// Any number will do, as long as nobody else in the database uses it.
const ADVISORY_LOCK: i64 = 0x766b_7061_6765;

/// Brings the database to the newest version. Two processes may do so at once: one waits for the other.
///
/// # Errors
/// The store is of a later version than this program knows, or a step fails; then nothing is changed.
pub(super) async fn migrate(db: &Db, steps: &[&str]) -> Result<(), StoreError> {
    if current(db).await? == Some(steps.len() as u64) {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    if tx.dialect() == Dialect::Postgres {
        tx.first(Sql::new("SELECT 1 FROM (SELECT pg_advisory_xact_lock(?)) AS held").bind(ADVISORY_LOCK)).await?;
    }
    tx.execute(Sql::new("CREATE TABLE IF NOT EXISTS store_version (version BIGINT NOT NULL)")).await?;
    let version = version_in(&mut tx).await?;
    check(version, steps)?;
    for step in steps.iter().skip(usize::try_from(version).unwrap_or(usize::MAX)) {
        for statement in statements(step, tx.dialect()) {
            if statement == FOLD_PAGES {
                fold_pages(&mut tx).await?;
            } else {
                tx.execute(Sql::new(&statement)).await?;
            }
        }
    }
    tx.execute(Sql::new("DELETE FROM store_version")).await?;
    tx.execute(Sql::new("INSERT INTO store_version (version) VALUES (?)").bind(steps.len())).await?;
    tx.commit().await
}

/// Makes words of the texts by which pages were found.
async fn fold_pages(tx: &mut Tx) -> Result<(), StoreError> {
    let mut last = 0_i64;
    loop {
        let text = "SELECT id, folded, municipality FROM page WHERE id > ? ORDER BY id LIMIT ?";
        let rows = tx.all(Sql::new(text).bind(last).bind(ROWS_AT_ONCE)).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new("UPDATE page SET folded = v.column2 FROM (VALUES ");
        for (place, row) in rows.iter().enumerate() {
            last = row.get("id")?;
            let (texts, municipality): (String, String) = (row.get("folded")?, row.get("municipality")?);
            sql.push(if place == 0 { "" } else { "," });
            sql.tuple([Value::from(last), folded(&[&texts, &municipality]).into()]);
        }
        sql.push(") AS v WHERE page.id = v.column1");
        tx.execute(sql).await?;
    }
}

/// Makes the tables of the cache of covers in a file that is nothing else.
///
/// # Errors
/// The file cannot be written.
pub(super) async fn only_pictures(db: &Db) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    for statement in statements(STEPS[1], tx.dialect()) {
        tx.execute(Sql::new(&statement)).await?;
    }
    tx.commit().await
}

/// The version of a store that is there; `None` when there is none yet.
///
/// # Errors
/// The store is of a later version than this program knows, or cannot be read.
pub(super) async fn current(db: &Db) -> Result<Option<u64>, StoreError> {
    let known = match db.dialect() {
        Dialect::Sqlite => "SELECT COUNT(*) AS count FROM sqlite_master WHERE name = 'store_version'",
        Dialect::Postgres => {
            "SELECT COUNT(*) AS count FROM information_schema.tables WHERE table_name = 'store_version' AND table_schema = current_schema()"
        }
    };
    let row = db.first(Sql::new(known)).await?;
    if row.map_or(Ok(0), |row| row.count("count"))? == 0 {
        return Ok(None);
    }
    let row = db.first(Sql::new("SELECT MAX(version) AS version FROM store_version")).await?;
    let version = row.map_or(Ok(0), |row| row.count("version"))?;
    check(version, &STEPS)?;
    Ok(Some(version))
}

async fn version_in(tx: &mut Tx) -> Result<u64, StoreError> {
    let row = tx.first(Sql::new("SELECT MAX(version) AS version FROM store_version")).await?;
    row.map_or(Ok(0), |row| row.count("version"))
}

fn check(version: u64, steps: &[&str]) -> Result<(), StoreError> {
    let known = steps.len() as u64;
    if version > known {
        let text = format!("the store has version {version}, this program knows up to {known}: use a newer program");
        let fault = StoreFault::Newer { store: version, known };
        return Err(StoreError::new(StoreTrouble::Newer, text).because(fault));
    }
    Ok(())
}

/// The statements of a step as this database wants them.
fn statements(step: &str, dialect: Dialect) -> Vec<String> {
    let (bytes, id, without_rowid, bytewise) = match dialect {
        Dialect::Sqlite => ("BLOB", "INTEGER PRIMARY KEY", "WITHOUT ROWID", ""),
        Dialect::Postgres => ("BYTEA", "BIGINT PRIMARY KEY", "", "COLLATE \"C\""),
    };
    let lines: Vec<&str> = step.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    let words = |statement: &str| {
        let with_bytes = statement.replace("BYTES", bytes).replace("WITHOUT_ROWID", without_rowid);
        with_bytes.replace("BYTEWISE", bytewise).replace(" ID,", &format!(" {id},"))
    };
    let mut statements: Vec<String> = Vec::new();
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        match statements.last_mut() {
            // triggers have statements inside
            Some(statement) if line.starts_with([' ', ')']) => {
                statement.push('\n');
                statement.push_str(line);
            }
            _ => statements.push((*line).to_owned()),
        }
    }
    let of_dialect = |statement: &str| {
        let only = [("SQLITE_ONLY ", Dialect::Sqlite), ("POSTGRES_ONLY ", Dialect::Postgres)];
        let found = only.iter().find_map(|(mark, only)| statement.strip_prefix(mark).map(|rest| (rest, *only)));
        match found {
            Some((rest, only)) => (dialect == only).then(|| words(rest)),
            None => Some(words(statement)),
        }
    };
    statements.iter().filter_map(|statement| of_dialect(statement.trim_end_matches(';'))).collect()
}
