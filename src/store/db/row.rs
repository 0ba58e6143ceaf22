//! A row of either database, read by the names of its columns.

use jiff::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Postgres, Row as _, Sqlite, Type};

use super::StoreError;

/// What both databases can give: `i64`, `f64`, `bool`, `String`, `Vec<u8>`, and their options.
pub(crate) trait Column:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl<T> Column for T where T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres> {}

/// A row of either database.
#[derive(Debug)]
pub(crate) enum Row {
    /// Of `SQLite`.
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// The value of a column.
    pub(crate) fn get<T: Column>(&self, name: &str) -> Result<T, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(name)?,
            Self::Postgres(row) => row.try_get(name)?,
        })
    }

    pub(crate) fn count(&self, name: &str) -> Result<u64, StoreError> {
        Ok(u64::try_from(self.get::<Option<i64>>(name)?.unwrap_or_default()).unwrap_or_default())
    }

    pub(crate) fn moment(&self, name: &str) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.get::<Option<i64>>(name)?.and_then(|millis| Timestamp::from_millisecond(millis).ok()))
    }

    /// A SHA-256.
    pub(crate) fn digest(&self, name: &str) -> Result<Option<[u8; 32]>, StoreError> {
        Ok(self.get::<Option<Vec<u8>>>(name)?.and_then(|bytes| bytes.try_into().ok()))
    }
}
