//! A PostgreSQL database for a test, gone with it. Holds no test.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};
use url::Url;
use vk_page_auditor::store::StoreUrl;

/// A database of its own.
pub struct Database {
    name: String,
    url: Url,
}

fn server() -> Url {
    let url = std::env::var("TEST_POSTGRES_URL").unwrap_or_default();
    assert!(!url.is_empty(), "TEST_POSTGRES_URL is not set: run `tests/with-postgres cargo test --test service`");
    url.parse().unwrap()
}

impl Database {
    /// A new, empty database.
    pub async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("service_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut url = server();
        let mut admin = PgConnection::connect(url.as_str()).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await.unwrap();
        admin.close().await.unwrap();
        url.set_path(&name);
        Self { name, url }
    }

    /// Where it is.
    pub fn url(&self) -> StoreUrl {
        StoreUrl::Postgres(self.url.to_string())
    }

    /// Cuts every connection to it.
    pub async fn cut(&self) {
        let mut admin = PgConnection::connect(server().as_str()).await.unwrap();
        sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1")
            .bind(&self.name)
            .execute(&mut admin)
            .await
            .unwrap();
        admin.close().await.unwrap();
    }

    /// Refuses new connections, or lets them in again.
    pub async fn open(&self, is_open: bool) {
        let mut admin = PgConnection::connect(server().as_str()).await.unwrap();
        let sql = format!("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {is_open}", self.name);
        sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
        admin.close().await.unwrap();
    }

    /// Removes it.
    pub async fn drop(self) {
        let mut admin = PgConnection::connect(server().as_str()).await.unwrap();
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
        admin.close().await.unwrap();
    }
}
