//! Upkeep: a backup while the service runs, and forgetting what is too old.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::db::{ConnectOptions, Db, Dialect, Row, Sql, StoreError, StoreTrouble, StoreUrl, Value};
use super::{Store, access, events, migrate};
use domain::model::StoreFault;

/// How long things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    pub events: Duration,
    /// Findings that are mended.
    pub closed: Duration,
    /// Runs that are over.
    pub runs: Duration,
    /// Snapshots that a later one took the place of.
    pub snapshots: Duration,
}

/// How much was forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    pub events: u64,
    pub findings: u64,
    pub runs: u64,
    pub snapshots: u64,
    /// Processes that are gone without a word.
    pub processes: u64,
    /// Sessions that ended by themselves.
    pub sessions: u64,
    /// Tokens that opened nothing for long.
    pub tokens: u64,
}

/// How the value of a column is read and written again in the other database.
#[derive(Debug, Clone, Copy)]
enum ColumnKind {
    Int,
    Text,
    Bytes,
    Real,
    Flag,
}

/// The table that no backup holds.
const SESSIONS: &str = "session";
/// Rows read at a time where whole tables are read.
const ROWS_READ: i64 = 5_000;

impl Store {
    /// Writes the whole store to a new `SQLite` file, whichever database it is in; the file is a store of its own. Only
    /// sessions are left out, so that nobody is signed in where the copy is put to use. It holds the hashes of passwords,
    /// the digests of tokens and the keys that sign: it is to be guarded like the store itself.
    ///
    /// # Errors
    /// The file is there already or cannot be written, or the store cannot be read.
    pub async fn backup(&self, file: &Path) -> Result<(), StoreError> {
        if file.exists() {
            let text = format!("{} is there already: name a new file", file.display());
            let fault = StoreFault::FileExists { path: file.display().to_string() };
            return Err(StoreError::new(StoreTrouble::Conflict, text).because(fault));
        }
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
            let path = folder.display().to_string();
            let error = StoreError::new(StoreTrouble::Missing, format!("there is no folder {path}"));
            return Err(error.because(StoreFault::NoFolder { path }));
        }
        // under another name until it is whole
        let mut part = file.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let moved = |error: std::io::Error| {
            StoreError::new(StoreTrouble::ReadOnly, format!("{}: {error}", part.display())).of_path(&part, &error)
        };
        if part.exists() {
            tokio::fs::remove_file(&part).await.map_err(moved)?;
        }
        match self.db.dialect() {
            Dialect::Sqlite => {
                // a connection that reads will do, and lets others write meanwhile
                self.db.all(Sql::new("VACUUM INTO ?").bind(part.display().to_string())).await?;
                without_sessions(&part).await?;
            }
            Dialect::Postgres => self.copy_to(&part).await?,
        }
        // neither database has made the copy last: a loss of power must not leave half of it under the final name
        let whole = tokio::fs::File::options().write(true).open(&part).await.map_err(moved)?;
        whole.sync_all().await.map_err(moved)?;
        tokio::fs::rename(&part, file).await.map_err(moved)
    }

    async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        let options = ConnectOptions::new(StoreUrl::Sqlite(file.to_owned())).or_create();
        let target = Db::connect(&options).await?;
        migrate::migrate(&target, &migrate::STEPS).await?;
        // one snapshot of everything, whatever is written meanwhile
        let mut source = self.db.begin().await?;
        source.execute(Sql::new("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")).await?;
        let mut tx = target.begin().await?;
        tx.execute(Sql::new("DELETE FROM counter")).await?;
        for (table, columns, key) in tables(&target).await? {
            if table == SESSIONS {
                continue;
            }
            let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
            let names = names.join(", ");
            let mut offset = 0_i64;
            loop {
                let text = format!("SELECT {names} FROM {table} ORDER BY {key} LIMIT ? OFFSET ?");
                let rows = source.all(Sql::new(&text).bind(ROWS_READ).bind(offset)).await?;
                let values = rows.iter().map(|row| values(row, &columns)).collect::<Result<Vec<_>, _>>()?;
                tx.insert(&format!("INSERT INTO {table} ({names})"), &values, "", Clone::clone).await?;
                offset += ROWS_READ;
                if rows.len() < usize::try_from(ROWS_READ).unwrap_or_default() {
                    break;
                }
            }
        }
        tx.commit().await?;
        target.close().await;
        Ok(())
    }

    /// Forgets what is older than it is to be kept. What is open, held or under way is never forgotten.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn prune(&self, kept: &Retention, now: Timestamp) -> Result<Pruned, StoreError> {
        let before = |age: Duration| now.saturating_sub(age).unwrap_or(Timestamp::MIN);
        let mut tx = self.db.begin().await?;
        let mut pruned = Pruned::default();
        // only the beginning of the log may go, so that it stays without gaps
        let text = "DELETE FROM event WHERE seq < (SELECT COALESCE(MIN(seq), 0) FROM event WHERE at >= ?)";
        pruned.events = tx.execute(Sql::new(text).bind(before(kept.events))).await?;
        let text = "DELETE FROM event_span WHERE (id + 1) * ? <= (SELECT COALESCE(MIN(seq), 0) FROM event)";
        tx.execute(Sql::new(text).bind(events::SPAN)).await?;
        let text = "DELETE FROM verdict_change WHERE at < ?";
        tx.execute(Sql::new(text).bind(before(kept.events))).await?;
        let text = "UPDATE counter SET value = value + ? WHERE name = 'forgotten'";
        tx.execute(Sql::new(text).bind(pruned.events)).await?;
        let text = "DELETE FROM finding WHERE state = 'closed' AND closed_at < ?";
        pruned.findings = tx.execute(Sql::new(text).bind(before(kept.closed))).await?;
        let text = "DELETE FROM run WHERE state IN ('finished', 'discarded', 'superseded') AND created_at < ?";
        pruned.runs = tx.execute(Sql::new(text).bind(before(kept.runs))).await?;
        let text = "DELETE FROM snapshot WHERE kept_at < ? \
                    AND NOT EXISTS (SELECT 1 FROM page p WHERE p.id = snapshot.page AND p.snapshot = snapshot.digest) \
                    AND digest NOT IN (SELECT snapshot FROM staged)";
        pruned.snapshots = tx.execute(Sql::new(text).bind(before(kept.snapshots))).await?;
        let text = "DELETE FROM process WHERE seen_at < ?";
        pruned.processes = tx.execute(Sql::new(text).bind(before(Duration::from_hours(24)))).await?;
        pruned.sessions = access::forget_ended_sessions(&mut tx, now).await?;
        pruned.tokens = access::forget_ended_tokens(&mut tx, now).await?;
        tx.execute(Sql::new("DELETE FROM token_wish WHERE holder NOT IN (SELECT holder FROM process)")).await?;
        tx.commit().await?;
        Ok(pruned)
    }
}

/// Takes the sessions out of a copy; their place in the file is filled with zeros.
async fn without_sessions(file: &Path) -> Result<(), StoreError> {
    let copy = Db::connect(&ConnectOptions::new(StoreUrl::Sqlite(file.to_owned()))).await?;
    // one connection writes, so both statements are its own
    copy.execute(Sql::new("PRAGMA secure_delete = ON")).await?;
    copy.execute(Sql::new(&format!("DELETE FROM {SESSIONS}"))).await?;
    copy.close().await;
    Ok(())
}

type Table = (String, Vec<(String, ColumnKind)>, String);

/// The tables of a store with their columns and what they are ordered by, as an `SQLite` store describes them.
async fn tables(db: &Db) -> Result<Vec<Table>, StoreError> {
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'store_version' AND name NOT LIKE 'sqlite%' \
                 AND name NOT LIKE 'page_search%' ORDER BY name";
    let mut tables = Vec::new();
    for row in db.all(Sql::new(names)).await? {
        let table: String = row.get("name")?;
        let (mut columns, mut key) = (Vec::new(), Vec::new());
        let described = "SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid";
        for column in db.all(Sql::new(described).bind(table.as_str())).await? {
            let (name, kind): (String, String) = (column.get("name")?, column.get("type")?);
            if column.get::<i64>("pk")? > 0 {
                key.push(name.clone());
            }
            let kind = match kind.as_str() {
                "TEXT" => ColumnKind::Text,
                "BLOB" => ColumnKind::Bytes,
                "BOOLEAN" => ColumnKind::Flag,
                "DOUBLE PRECISION" => ColumnKind::Real,
                _ => ColumnKind::Int,
            };
            columns.push((name, kind));
        }
        tables.push((table, columns, key.join(", ")));
    }
    Ok(tables)
}

fn values(row: &Row, columns: &[(String, ColumnKind)]) -> Result<Vec<Value>, StoreError> {
    let value = |(name, kind): &(String, ColumnKind)| {
        Ok(match kind {
            ColumnKind::Int => Value::Int(row.get(name)?),
            ColumnKind::Text => Value::Text(row.get(name)?),
            ColumnKind::Bytes => Value::Bytes(row.get(name)?),
            ColumnKind::Real => Value::Real(row.get(name)?),
            ColumnKind::Flag => Value::Flag(row.get(name)?),
        })
    };
    columns.iter().map(value).collect()
}
