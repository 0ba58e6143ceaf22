//! Which process may use a token: each token is leased to one at a time, so that its rate is one process's to keep.

use std::time::Duration;

use jiff::Timestamp;

use super::Store;
use super::db::{Row, Sql, StoreError};

/// A token that a process would use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLease {
    /// A fingerprint from which the token cannot be had.
    pub token: String,
    /// The name that stands for it in logs.
    pub name: String,
}

/// A token that a living process knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenWish {
    /// The fingerprint.
    pub token: String,
    /// The process.
    pub holder: String,
    /// Whether the process has it now.
    pub is_held: bool,
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

    /// Notes which tokens a process knows and would use.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn wish_for_tokens(&self, holder: &str, tokens: &[&str]) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let mut forget = Sql::new("DELETE FROM token_wish WHERE holder = ?").bind(holder);
        if !tokens.is_empty() {
            forget.push(" AND token NOT IN ").tuple(tokens.iter().copied());
        }
        tx.execute(forget).await?;
        let insert = "INSERT INTO token_wish (holder, token)";
        tx.insert(insert, tokens, "ON CONFLICT (holder, token) DO NOTHING", |token| {
            vec![holder.into(), (*token).into()]
        })
        .await?;
        tx.commit().await
    }

    /// Which tokens are wanted by the processes that were heard of within this time, and which of them they hold.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn token_wishes(&self, now: Timestamp, within: Duration) -> Result<Vec<TokenWish>, StoreError> {
        let since = now.saturating_sub(within).unwrap_or(Timestamp::MIN);
        let text = "SELECT w.token, w.holder, l.holder AS held_by FROM token_wish w \
                    JOIN process p ON p.holder = w.holder \
                    LEFT JOIN token_lease l ON l.token = w.token AND l.lease_until >= ? WHERE p.seen_at >= ? \
                    ORDER BY w.token, w.holder";
        let rows = self.db.all(Sql::new(text).bind(now).bind(since)).await?;
        let wish = |row: &Row| {
            let (token, holder, held_by): (_, String, Option<String>) =
                (row.get("token")?, row.get("holder")?, row.get("held_by")?);
            Ok(TokenWish { token, is_held: held_by.is_some_and(|held_by| held_by == holder), holder })
        };
        rows.iter().map(wish).collect()
    }

    /// Forgets a process that ends.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn forget_process(&self, holder: &str) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.execute(Sql::new("DELETE FROM process WHERE holder = ?").bind(holder)).await?;
        tx.execute(Sql::new("DELETE FROM token_wish WHERE holder = ?").bind(holder)).await?;
        tx.commit().await
    }
}
