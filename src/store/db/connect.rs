//! From a URL to a connected database.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
use thiserror::Error;

use super::{Db, StoreError, StoreTrouble, only_read};

/// How long another process may hold an `SQLite` file before this one gives up, unless told otherwise.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How many rows of an index are looked at to tell how it is filled (what its documentation advises).
const ROWS_ANALYZED: u32 = 400;
/// What the connection that writes keeps of an `SQLite` file while it works, in KiB: with less it reads the same pages of the
/// file again and again. Given back when a run is over.
const WRITER_CACHE_KIB: u32 = 32 * 1024;
/// What each connection that reads keeps of it.
const READER_CACHE_KIB: u32 = 4 * 1024;
/// After how many pages the write-ahead log is folded into the file: pages that change often are then written once.
const CHECKPOINT_PAGES: u32 = 4_000;
/// How many prepared statements each connection keeps: one that inserts some hundred rows takes several hundred KB, and
/// those that are asked again and again are few.
const STATEMENTS_KEPT: usize = 16;
/// What the write-ahead log's file may keep of the disk: the import of a whole registry makes it many times as large.
const LOG_BYTES_KEPT: u64 = 64 << 20;
/// What `SQLite` files grow by.
const PAGE_BYTES: u64 = 4096;
/// After how long a file that is being made is tried again.
const RETRY_AFTER: Duration = Duration::from_millis(20);
/// How long a connection is waited for.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections that read an `SQLite` file.
pub(super) const READERS: u32 = 4;
/// Connections of one process to a PostgreSQL server.
const POSTGRES_CONNECTIONS: u32 = 8;

/// Which database a store is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// An `SQLite` file.
    Sqlite(PathBuf),
    /// A PostgreSQL database, as its URL without a password.
    Postgres(String),
}

/// A text that names no store.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` names no store")]
pub struct StoreUrlError(String);

impl FromStr for StoreUrl {
    type Err = StoreUrlError;

    fn from_str(text: &str) -> Result<Self, StoreUrlError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if !path.is_empty() {
                return Ok(Self::Sqlite(path.into()));
            }
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(StoreUrlError(text.to_owned()))
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => f.write_str(url),
        }
    }
}

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct ConnectOptions {
    /// Where it is.
    pub url: StoreUrl,
    /// The password of the PostgreSQL user.
    pub password: Option<SecretString>,
    /// Whether an `SQLite` file that is not there is made.
    pub create: bool,
    /// Whether it is only read; then it may be where nothing can be written.
    pub only_read: bool,
    /// How long another process may hold an `SQLite` file before this one gives up.
    pub busy_timeout: Duration,
    /// How many bytes an `SQLite` file may have; then it is as if its disk were full. `None`: as many as fit the disk.
    pub max_bytes: Option<u64>,
}

impl ConnectOptions {
    /// A store that is there, without a password, with the usual limits.
    pub const fn new(url: StoreUrl) -> Self {
        Self { url, password: None, create: false, only_read: false, busy_timeout: BUSY_TIMEOUT, max_bytes: None }
    }

    /// The same, and a file that is not there is made.
    #[must_use]
    pub const fn or_create(mut self) -> Self {
        self.create = true;
        self
    }

    /// The same, only to be read.
    #[must_use]
    pub const fn to_read(mut self) -> Self {
        self.only_read = true;
        self
    }
}

impl Db {
    /// Connects.
    ///
    /// # Errors
    /// The database cannot be reached, opened or made.
    pub(crate) async fn connect(options: &ConnectOptions) -> Result<Self, StoreError> {
        match &options.url {
            StoreUrl::Sqlite(path) if options.only_read => only_read::open(path, options.busy_timeout).await,
            StoreUrl::Sqlite(path) => Self::sqlite(path, options).await,
            StoreUrl::Postgres(url) => {
                let mut connect = PgConnectOptions::from_str(url)?.application_name("vk-page-auditor");
                if let Some(password) = &options.password {
                    connect = connect.password(password.expose_secret());
                }
                // a plan made once for all values would take the wrong index for the rare ones
                let connect = connect.options([("plan_cache_mode", "force_custom_plan")]).disable_statement_logging();
                // a pool would go on trying for a long time where nobody listens
                let first = tokio::time::timeout(CONNECT_TIMEOUT, connect.connect()).await;
                first.map_err(|_| sqlx::Error::PoolTimedOut)??.close().await?;
                let pool = PgPoolOptions::new()
                    .max_connections(POSTGRES_CONNECTIONS)
                    .acquire_timeout(CONNECT_TIMEOUT)
                    .connect_with(connect)
                    .await?;
                Ok(Self::Postgres(pool))
            }
        }
    }

    /// An `SQLite` database that lasts as long as it is held.
    pub(crate) async fn in_memory() -> Result<Self, StoreError> {
        // each connection would have a database of its own
        let pool = SqlitePoolOptions::new().max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = pool.connect_with(SqliteConnectOptions::new().in_memory(true)).await?;
        Ok(Self::Sqlite { write: pool.clone(), read: pool })
    }

    async fn sqlite(path: &Path, options: &ConnectOptions) -> Result<Self, StoreError> {
        let create = options.create;
        if path.is_dir() || !create && !path.is_file() {
            return Err(only_read::missing(path));
        }
        if let Some(folder) = path.parent().filter(|folder| create && !folder.as_os_str().is_empty()) {
            tokio::fs::create_dir_all(folder).await.map_err(|error| {
                let trouble = match error.kind() {
                    std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                        StoreTrouble::ReadOnly
                    }
                    _ => StoreTrouble::Missing,
                };
                StoreError::new(trouble, format!("folder {} cannot be made: {error}", folder.display()))
                    .of_path(folder, &error)
            })?;
        }
        let busy_timeout = options.busy_timeout;
        let max_bytes = options.max_bytes;
        let mut options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            // what was told to a reader of the events must still be there after a loss of power; commits are few
            .synchronous(SqliteSynchronous::Full)
            .analysis_limit(ROWS_ANALYZED)
            .busy_timeout(busy_timeout)
            .statement_cache_capacity(STATEMENTS_KEPT)
            .pragma("journal_size_limit", LOG_BYTES_KEPT.to_string())
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES.to_string())
            .disable_statement_logging();
        if let Some(bytes) = max_bytes {
            options = options.pragma("max_page_count", (bytes / PAGE_BYTES).max(1).to_string());
        }
        let pool = |most: u32| {
            SqlitePoolOptions::new()
                .max_connections(most)
                .min_connections(1)
                .idle_timeout(None)
                .max_lifetime(None)
                .acquire_timeout((busy_timeout * 3).max(CONNECT_TIMEOUT))
        };
        // SQLite does not tell a file that may not be opened from one that is not there
        let refused = |error: sqlx::Error| match StoreError::of_file(error) {
            error if error.trouble() == StoreTrouble::Missing => error.turned(StoreTrouble::ReadOnly),
            error => error,
        };
        // a new file becomes one with a write-ahead log without waiting for others who do the same
        let begun = tokio::time::Instant::now();
        let write = loop {
            match pool(1).connect_with(with_cache(options.clone(), WRITER_CACHE_KIB)).await.map_err(refused) {
                Err(error) if error.trouble() == StoreTrouble::Locked && begun.elapsed() < busy_timeout => {
                    tokio::time::sleep(RETRY_AFTER).await;
                }
                connected => break connected?,
            }
        };
        let read = with_cache(options.read_only(true), READER_CACHE_KIB);
        let read = pool(READERS).connect_with(read).await.map_err(refused)?;
        Ok(Self::Sqlite { write, read })
    }
}

/// A negative size is one in KiB (`SQLite`'s documentation of `PRAGMA cache_size`).
fn with_cache(options: SqliteConnectOptions, kib: u32) -> SqliteConnectOptions {
    options.pragma("cache_size", format!("-{kib}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_file_or_a_server() {
        let sqlite = |path: &str| Ok(StoreUrl::Sqlite(path.into()));
        assert_eq!("sqlite:a/b.sqlite".parse(), sqlite("a/b.sqlite"));
        assert_eq!("sqlite:///var/lib/x.sqlite".parse(), sqlite("/var/lib/x.sqlite"));
        let server = "postgres://me@db.example/audit";
        assert_eq!(server.parse(), Ok(StoreUrl::Postgres(server.to_owned())));
        for text in ["", "sqlite:", "mysql://x", "/var/lib/x.sqlite"] {
            assert!(text.parse::<StoreUrl>().is_err(), "{text}");
        }
    }
}
