//! A store of its own for one case, a clock that is moved by hand, and a second way into the database. Judges nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, Row as _, SqliteConnection};
use tempfile::TempDir;
use url::Url;
use vk_page_auditor::clock::{Clock as _, MockClock};
use vk_page_auditor::store::{ConnectOptions, SettleRule, Store, StoreUrl};

/// When all stories begin.
const BEGINNING: &str = "2026-01-01T06:00:00Z";
/// How long work is leased; no story takes so long.
pub const LEASE: Duration = Duration::from_hours(24 * 400);

pub struct Stage {
    pub store: Store,
    pub rule: SettleRule,
    pub folder: TempDir,
    clock: MockClock,
    /// The PostgreSQL database to drop.
    database: Option<String>,
}

impl Stage {
    /// A new store in a file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = StoreUrl::Sqlite(folder.path().join("store.sqlite"));
        Self::open(url, folder, None).await
    }

    /// A new store in a PostgreSQL database.
    pub async fn postgres() -> Self {
        let (url, database) = new_database().await;
        Self::open(url, tempfile::tempdir().unwrap(), Some(database)).await
    }

    async fn open(url: StoreUrl, folder: TempDir, database: Option<String>) -> Self {
        let store = Store::open(&ConnectOptions::new(url).or_create()).await.unwrap();
        let clock = MockClock::at(BEGINNING.parse().unwrap());
        Self { store, rule: SettleRule::default(), folder, clock, database }
    }

    /// How this store is opened once more.
    pub fn options(&self) -> ConnectOptions {
        ConnectOptions::new(self.store.url().clone())
    }

    /// A path in the folder of this case.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn pass(&self, time: Duration) {
        self.clock.advance(SignedDuration::try_from(time).unwrap());
    }

    pub fn pass_a_day(&self) {
        self.pass(Duration::from_hours(24));
    }

    /// A second way into the database, past the store.
    pub async fn behind(&self) -> Behind {
        Behind::of(self.store.url()).await
    }

    /// Changes the database behind the store's back; tells how many rows that touched.
    pub async fn tamper(&self, text: &str) -> u64 {
        self.behind().await.execute(text).await
    }

    /// One number from the database.
    pub async fn number(&self, text: &str) -> i64 {
        self.behind().await.number(text).await
    }

    /// How many rows each table has.
    pub async fn rows(&self) -> BTreeMap<String, i64> {
        self.behind().await.rows().await
    }

    /// Makes sure that nothing in the store is as it must not be.
    #[track_caller]
    pub fn is_sound(&self) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            let faults = self.store.check().await.unwrap();
            assert!(faults.is_empty(), "at {caller}: {faults:?}");
        }
    }

    /// Closes the store; whatever the case was about, its store must be sound in the end.
    pub async fn end(self) {
        self.store.close().await;
        if let Some(database) = self.database {
            drop_database(&database).await;
        }
    }
}

fn server() -> Url {
    let url = std::env::var("TEST_POSTGRES_URL").unwrap_or_default();
    assert!(!url.is_empty(), "TEST_POSTGRES_URL is not set: run `tests/with-postgres cargo test --test store`");
    url.parse().unwrap()
}

/// A new, empty PostgreSQL database and its name.
pub async fn new_database() -> (StoreUrl, String) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("store_{}_{number}", std::process::id());
    let mut url = server();
    let mut admin = PgConnection::connect(url.as_str()).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await.unwrap();
    admin.close().await.unwrap();
    url.set_path(&name);
    (StoreUrl::Postgres(url.into()), name)
}

pub async fn drop_database(name: &str) {
    let mut admin = PgConnection::connect(server().as_str()).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).execute(&mut admin).await.unwrap();
    admin.close().await.unwrap();
}

/// A connection that knows nothing of the store.
pub enum Behind {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Behind {
    pub async fn close(self) {
        match self {
            Self::Sqlite(db) => db.close().await.unwrap(),
            Self::Postgres(db) => db.close().await.unwrap(),
        }
    }

    pub async fn of(url: &StoreUrl) -> Self {
        match url {
            StoreUrl::Sqlite(path) => {
                let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
                Self::Sqlite(options.connect().await.unwrap())
            }
            StoreUrl::Postgres(url) => Self::Postgres(PgConnection::connect(url).await.unwrap()),
        }
    }

    pub async fn execute(&mut self, text: &str) -> u64 {
        let query = AssertSqlSafe(text.to_owned());
        match self {
            Self::Sqlite(db) => sqlx::query(query).execute(db).await.unwrap().rows_affected(),
            Self::Postgres(db) => sqlx::query(query).execute(db).await.unwrap().rows_affected(),
        }
    }

    pub async fn number(&mut self, text: &str) -> i64 {
        let query = AssertSqlSafe(text.to_owned());
        match self {
            Self::Sqlite(db) => sqlx::query(query).fetch_one(db).await.unwrap().get(0),
            Self::Postgres(db) => sqlx::query(query).fetch_one(db).await.unwrap().get(0),
        }
    }

    /// The first column of a query, as texts.
    pub async fn texts(&mut self, text: &str) -> Vec<String> {
        let query = AssertSqlSafe(text.to_owned());
        match self {
            Self::Sqlite(db) => sqlx::query(query).fetch_all(db).await.unwrap().iter().map(|row| row.get(0)).collect(),
            Self::Postgres(db) => {
                sqlx::query(query).fetch_all(db).await.unwrap().iter().map(|row| row.get(0)).collect()
            }
        }
    }

    /// How many rows each table has.
    pub async fn rows(&mut self) -> BTreeMap<String, i64> {
        let tables = match self {
            Self::Sqlite(_) => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
                               AND name NOT LIKE 'page_search%'"
            }
            Self::Postgres(_) => "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'",
        };
        let mut rows = BTreeMap::new();
        for table in self.texts(tables).await {
            let count = self.number(&format!("SELECT COUNT(*) FROM {table}")).await;
            rows.insert(table, count);
        }
        rows
    }
}
