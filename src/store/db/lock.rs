//! An advisory lock of PostgreSQL on a connection of its own.

use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Connection as _, Row as _};

use super::StoreError;

/// Any number will do, as long as nobody else in the database uses it.
const LEAD: i64 = 0x766b_6c65_6164;

/// The lock; the server frees it when the connection ends.
#[derive(Debug)]
pub(crate) struct Lock(PgConnection);

impl Lock {
    /// Takes the lock unless another connection has it.
    pub(crate) async fn try_take(pool: &PgPool) -> Result<Option<Self>, StoreError> {
        let mut connection = pool.acquire().await?.detach();
        let row = sqlx::query("SELECT pg_try_advisory_lock($1)").bind(LEAD).fetch_one(&mut connection).await?;
        if row.try_get::<bool, _>(0)? { Ok(Some(Self(connection))) } else { Ok(None) }
    }

    /// Whether the connection, and with it the lock, is still there.
    pub(crate) async fn is_held(&mut self) -> bool {
        self.0.ping().await.is_ok()
    }
}
