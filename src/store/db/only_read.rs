//! `SQLite` files that are only read: what one holds is found out without touching it, and one that nobody here may write
//! is read all the same.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{ConnectOptions as _, Connection as _};

use super::connect::{CONNECT_TIMEOUT, READERS};
use super::{Db, StoreError, StoreTrouble};
use domain::model::StoreFault;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// No table.
    Nothing,
    /// A store, of whatever version.
    Store,
    /// Tables of another program.
    Foreign,
    /// That cannot be told without touching it.
    Unknown,
}

/// Looks what a file holds, and leaves nothing beside it.
///
/// # Errors
/// The file is no `SQLite` database.
pub(crate) async fn holds(path: &Path, busy_timeout: Duration) -> Result<Holds, StoreError> {
    if !path.is_file() {
        return Ok(Holds::Nothing);
    }
    let options = options(path, busy_timeout).read_only(true);
    // a connection that minds the log of a file would make one beside it where there is none
    let options = if has_log(path) { options } else { options.immutable(true) };
    let looked = async {
        let mut connection = options.connect().await?;
        let text = "SELECT COUNT(*), COUNT(CASE WHEN name = 'store_version' THEN 1 END) FROM sqlite_master";
        let counts: (i64, i64) = sqlx::query_as(text).fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok::<_, sqlx::Error>(counts)
    };
    match looked.await.map_err(StoreError::of_file) {
        Ok((0, _)) => Ok(Holds::Nothing),
        Ok((_, 0)) => Ok(Holds::Foreign),
        Ok(_) => Ok(Holds::Store),
        Err(error) if matches!(error.trouble(), StoreTrouble::Corrupt | StoreTrouble::Foreign) => Err(error),
        Err(_) => Ok(Holds::Unknown),
    }
}

/// Opens a file for reading alone.
///
/// # Errors
/// The file is not there, is no database, or cannot be read.
pub(super) async fn open(path: &Path, busy_timeout: Duration) -> Result<Db, StoreError> {
    if !path.is_file() {
        return Err(missing(path));
    }
    let plain = options(path, busy_timeout);
    let mut ways = Vec::new();
    // who may write removes the log when the last one leaves; who may not leaves an empty one behind
    if std::fs::OpenOptions::new().write(true).open(path).is_ok() {
        ways.push(plain.clone());
    }
    ways.push(plain.clone().read_only(true));
    if !has_log(path) {
        // whoever writes has a log there: nobody does
        ways.push(plain.read_only(true).immutable(true));
    }
    let mut refused = None;
    for way in ways {
        match connect(way, busy_timeout).await {
            Err(error) if matches!(error.trouble(), StoreTrouble::ReadOnly | StoreTrouble::Missing) => {
                refused = Some(error);
            }
            connected => return connected,
        }
    }
    let why = refused.map(|error| error.to_string()).unwrap_or_default();
    let text = format!(
        "the file cannot be read, or its log {} cannot be used here: copy both together to where they may be written ({why})",
        log_of(path).display()
    );
    let fault = StoreFault::Log { path: log_of(path).display().to_string() };
    Err(StoreError::new(StoreTrouble::ReadOnly, text).because(fault))
}

async fn connect(options: SqliteConnectOptions, busy_timeout: Duration) -> Result<Db, StoreError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(READERS)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout((busy_timeout * 3).max(CONNECT_TIMEOUT));
    let pool = pool.connect_with(options).await.map_err(StoreError::of_file)?;
    // a file is only really opened when something is read
    sqlx::query("SELECT COUNT(*) FROM sqlite_master").fetch_one(&pool).await.map_err(StoreError::of_file)?;
    Ok(Db::Sqlite { write: pool.clone(), read: pool })
}

/// The file is not there.
pub(super) fn missing(path: &Path) -> StoreError {
    let text = format!("there is no file {}: create the store first, or name another", path.display());
    StoreError::new(StoreTrouble::Missing, text)
}

fn options(path: &Path, busy_timeout: Duration) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).busy_timeout(busy_timeout).disable_statement_logging()
}

/// Whether a write-ahead log with something in it lies beside the file.
fn has_log(path: &Path) -> bool {
    std::fs::metadata(log_of(path)).is_ok_and(|log| log.len() > 0)
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push("-wal");
    name.into()
}
