//! Which process may use a token: each token is leased to one at a time, so that its rate is one process's to keep.

use std::time::Duration;

use jiff::Timestamp;

use super::Store;
use super::db::{Sql, StoreError};

/// A token that a process would use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLease {
    /// A fingerprint from which the token cannot be had.
    pub token: String,
    /// The name that stands for it in logs.
    pub name: String,
}

impl Store {
    /// Leases a token, or makes the lease last longer; tells whether this process has it now. A lease that ran out is
    /// anybody's.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn lease_token(
        &self,
        token: &TokenLease,
        holder: &str,
        now: Timestamp,
        lease: Duration,
    ) -> Result<bool, StoreError> {
        let now = self.lease_now(now).await?;
        let until = now.saturating_add(lease).unwrap_or(Timestamp::MAX);
        let mut sql = Sql::new("INSERT INTO token_lease (token, name, holder, lease_until) VALUES ");
        sql.tuple(
            [token.token.as_str(), token.name.as_str(), holder]
                .map(super::db::Value::from)
                .into_iter()
                .chain([until.into()]),
        );
        sql.push(
            " ON CONFLICT (token) DO UPDATE SET name = excluded.name, holder = excluded.holder, \
             lease_until = excluded.lease_until WHERE token_lease.holder = excluded.holder OR token_lease.lease_until < ",
        );
        sql.value(now);
        Ok(self.db.execute(sql).await? > 0)
    }

    /// Gives the tokens of a process back.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn return_tokens(&self, holder: &str) -> Result<(), StoreError> {
        self.db.execute(Sql::new("DELETE FROM token_lease WHERE holder = ?").bind(holder)).await?;
        Ok(())
    }

    /// Notes that a process is alive.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn note_process(&self, holder: &str, kind: &str, now: Timestamp) -> Result<(), StoreError> {
        let text = "INSERT INTO process (holder, kind, started_at, seen_at) VALUES (?, ?, ?, ?) \
                    ON CONFLICT (holder) DO UPDATE SET seen_at = excluded.seen_at";
        self.db.execute(Sql::new(text).bind(holder).bind(kind).bind(now).bind(now)).await?;
        Ok(())
    }

    /// How many processes were heard of within this time.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn living_processes(&self, now: Timestamp, within: Duration) -> Result<u64, StoreError> {
        let since = now.saturating_sub(within).unwrap_or(Timestamp::MIN);
        let row = self.db.first(Sql::new("SELECT COUNT(*) FROM process WHERE seen_at >= ?").bind(since)).await?;
        row.map_or(Ok(0), |row| row.count(0))
    }

    /// Forgets a process that ends.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn forget_process(&self, holder: &str) -> Result<(), StoreError> {
        self.db.execute(Sql::new("DELETE FROM process WHERE holder = ?").bind(holder)).await?;
        Ok(())
    }
}
