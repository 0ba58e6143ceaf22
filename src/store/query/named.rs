//! A page by the short name VK gave it, which the registry may not know it by.

use crate::db::{Sql, StoreError};
use crate::{PageId, Store};

impl Store {
    /// The page that had this short name when it was last seen; a registered one goes first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn find_page_named(&self, screen_name: &str) -> Result<Option<PageId>, StoreError> {
        let text = "SELECT id FROM page WHERE LOWER(screen_name) = ? ORDER BY registered DESC, id LIMIT 1";
        let row = self.db.first(Sql::new(text).bind(screen_name.to_ascii_lowercase())).await?;
        row.map(|row| Ok(PageId(row.get("id")?))).transpose()
    }
}
