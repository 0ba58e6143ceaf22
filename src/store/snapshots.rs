//! What VK said of a page and what its pictures were judged to be, kept once per change under the page and the digest
//! of its text.

use super::db::{Sql, StoreError};
use super::stored::{Digest, inflate};
use super::{PageId, Store};

impl Store {
    /// The JSON of a snapshot of a page, as [`super::look_json`] made it; its SHA-256 is the digest.
    ///
    /// # Errors
    /// The store cannot be read, or the snapshot is damaged.
    pub async fn snapshot(&self, page: PageId, digest: &Digest) -> Result<Option<String>, StoreError> {
        let text = "SELECT body FROM snapshot WHERE page = ? AND digest = ?";
        let row = self.db.first(Sql::new(text).bind(page).bind(digest)).await?;
        let Some(row) = row else { return Ok(None) };
        let body = inflate(&row.get::<Vec<u8>>("body")?)?;
        if super::digest_of(body.as_bytes()) != *digest {
            return Err(StoreError::unreadable("a snapshot", "its text does not have its digest"));
        }
        Ok(Some(body))
    }

    /// The newest snapshots of a page, the newest first, with the moments since when they are kept.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn snapshots_of(&self, page: PageId) -> Result<Vec<(Digest, jiff::Timestamp)>, StoreError> {
        let text = "SELECT digest, kept_at FROM snapshot WHERE page = ? ORDER BY kept_at DESC";
        let rows = self.db.all(Sql::new(text).bind(page)).await?;
        rows.iter()
            .map(|row| Ok((row.digest("digest")?.unwrap_or_default(), row.moment("kept_at")?.unwrap_or_default())))
            .collect()
    }
}
