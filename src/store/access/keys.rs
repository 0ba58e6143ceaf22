//! Keys that sign addresses; each is made when it is first asked for.

use jiff::Timestamp;

use super::journal::{self, JournalAction, JournalNote, Who};
use crate::Store;
use crate::db::{Sql, StoreError, StoreTrouble};
use domain::access::SigningKey;

/// The name of the key that signs addresses of badges.
pub const BADGE_KEY: &str = "badge";

impl Store {
    /// The key of this name. When there is none yet, `fresh` becomes it; of two processes that ask at once both get the
    /// same.
    ///
    /// # Errors
    /// The store cannot be read or written.
    pub async fn signing_key(&self, name: &str, fresh: &SigningKey, now: Timestamp) -> Result<SigningKey, StoreError> {
        if let Some(key) = self.kept_key(name).await? {
            return Ok(key);
        }
        let text = "INSERT INTO signing_key (name, key, created_at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING";
        self.db.execute(Sql::new(text).bind(name).bind(fresh.expose()).bind(now)).await?;
        let key = self.kept_key(name).await?;
        key.ok_or_else(|| StoreError::new(StoreTrouble::Conflict, format!("the key `{name}` was removed meanwhile")))
    }

    /// Puts another key in the place of the one with this name: what that signed opens nothing any more.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn rotate_signing_key(
        &self,
        name: &str,
        fresh: &SigningKey,
        who: &Who,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let text = "INSERT INTO signing_key (name, key, created_at) VALUES (?, ?, ?) \
                    ON CONFLICT (name) DO UPDATE SET key = excluded.key, created_at = excluded.created_at";
        tx.execute(Sql::new(text).bind(name).bind(fresh.expose()).bind(now)).await?;
        let note =
            JournalNote { action: JournalAction::KeyRotated, object: name.to_owned(), detail: serde_json::json!({}) };
        journal::append(&mut tx, who, note, now).await?;
        tx.commit().await
    }

    async fn kept_key(&self, name: &str) -> Result<Option<SigningKey>, StoreError> {
        let row = self.db.first(Sql::new("SELECT key FROM signing_key WHERE name = ?").bind(name)).await?;
        let Some(row) = row else { return Ok(None) };
        // half a key must never sign
        let key = row.digest("key")?.ok_or_else(|| StoreError::unreadable("a signing key", name))?;
        Ok(Some(SigningKey::new(key)))
    }
}
