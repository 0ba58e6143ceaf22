//! One way to talk to both databases: the same SQL text with `?` for values, the same rows. The only place that knows
//! sqlx; knows no table.

mod connect;
mod error;
mod lock;
mod only_read;
mod row;
mod sql;

use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use sqlx::{Postgres, Sqlite, Transaction};

pub use connect::{ConnectOptions, StoreUrl, StoreUrlError};
pub use error::{StoreError, StoreTrouble};
pub(crate) use lock::Lock;
pub(crate) use only_read::{Holds, holds};
pub(crate) use row::Row;
pub(crate) use sql::{ROWS_AT_ONCE, Sql, Value, without_nul};

/// A connected database.
#[derive(Debug, Clone)]
pub(crate) enum Db {
    /// One file; a single connection writes, some read.
    Sqlite {
        /// The connection that writes.
        write: SqlitePool,
        /// Connections that read.
        read: SqlitePool,
    },
    /// A server.
    Postgres(PgPool),
}

/// Which database it is, for the few statements that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `SQLite`.
    Sqlite,
    Postgres,
}

impl Dialect {
    /// What locks selected rows for the transaction; `SQLite` has one writer anyway.
    pub(crate) const fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// The function of a text and a shorter one that tells where the one holds the other, 0 for nowhere. It is quicker
    /// than LIKE and knows no wildcards.
    pub(crate) const fn place_in(self) -> &'static str {
        match self {
            Self::Sqlite => "instr",
            Self::Postgres => "strpos",
        }
    }

    /// What locks selected rows and passes over those that another transaction locked.
    pub(crate) const fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }
}

/// A transaction that writes; dropping it rolls it back.
pub(crate) enum Tx {
    /// In `SQLite`.
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    pub(crate) const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Begins a transaction that writes. In `SQLite` it takes the file's write lock at once, so that it cannot fail later
    /// because another process wrote in between.
    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { write, .. } => {
                Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await.map_err(StoreError::of_file)?)
            }
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// All rows of a query.
    pub(crate) async fn all(&self, sql: Sql) -> Result<Vec<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite { read, .. } => sql.sqlite().fetch_all(read).await?.into_iter().map(Row::Sqlite).collect(),
            Self::Postgres(pool) => sql.postgres().fetch_all(pool).await?.into_iter().map(Row::Postgres).collect(),
        })
    }

    /// The first row of a query.
    pub(crate) async fn first(&self, sql: Sql) -> Result<Option<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite { read, .. } => sql.sqlite().fetch_optional(read).await?.map(Row::Sqlite),
            Self::Postgres(pool) => sql.postgres().fetch_optional(pool).await?.map(Row::Postgres),
        })
    }

    /// Carries out one statement outside a transaction and tells how many rows it touched.
    pub(crate) async fn execute(&self, sql: Sql) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Sqlite { write, .. } => {
                sql.sqlite().execute(write).await.map_err(StoreError::of_file)?.rows_affected()
            }
            Self::Postgres(pool) => sql.postgres().execute(pool).await?.rows_affected(),
        })
    }

    /// Lets `SQLite` look at some rows of each index, so that it chooses the right one; a server does so by itself. After
    /// so much work it also gives its memory back.
    pub(crate) async fn analyze(&self) -> Result<(), StoreError> {
        if self.dialect() == Dialect::Sqlite {
            self.execute(Sql::new("ANALYZE")).await?;
            self.execute(Sql::new("PRAGMA shrink_memory")).await?;
        }
        Ok(())
    }

    /// Closes all connections; `SQLite` then folds its write-ahead log into the file.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    pub(crate) const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// All rows of a query.
    pub(crate) async fn all(&mut self, sql: Sql) -> Result<Vec<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite(tx) => sql.sqlite().fetch_all(&mut **tx).await?.into_iter().map(Row::Sqlite).collect(),
            Self::Postgres(tx) => sql.postgres().fetch_all(&mut **tx).await?.into_iter().map(Row::Postgres).collect(),
        })
    }

    /// The first row of a query.
    pub(crate) async fn first(&mut self, sql: Sql) -> Result<Option<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite(tx) => sql.sqlite().fetch_optional(&mut **tx).await?.map(Row::Sqlite),
            Self::Postgres(tx) => sql.postgres().fetch_optional(&mut **tx).await?.map(Row::Postgres),
        })
    }

    /// Carries out one statement and tells how many rows it touched.
    pub(crate) async fn execute(&mut self, sql: Sql) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Sqlite(tx) => sql.sqlite().execute(&mut **tx).await?.rows_affected(),
            Self::Postgres(tx) => sql.postgres().execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Inserts rows, some hundred at a time: `insert` goes before `VALUES`, `conflict` after the rows.
    pub(crate) async fn insert<T>(
        &mut self,
        insert: &str,
        rows: &[T],
        conflict: &str,
        values: impl Fn(&T) -> Vec<Value>,
    ) -> Result<(), StoreError> {
        for chunk in rows.chunks(ROWS_AT_ONCE) {
            let mut sql = Sql::new(insert);
            sql.push(" VALUES ");
            for (place, row) in chunk.iter().enumerate() {
                sql.push(if place == 0 { "" } else { "," });
                sql.tuple(values(row));
            }
            sql.push(" ");
            sql.push(conflict);
            self.execute(sql).await?;
        }
        Ok(())
    }

    /// Makes it all last.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
