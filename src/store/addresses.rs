//! Which addresses the registry in force has.

use super::db::{ROWS_AT_ONCE, Sql};
use super::{Store, StoreError};
use domain::model::PageAddress;

impl Store {
    /// Which of these addresses registered pages have, each as the registry writes it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn registered_addresses(
        &self,
        addresses: &[PageAddress],
    ) -> Result<Vec<(PageAddress, String)>, StoreError> {
        let mut found = Vec::new();
        for chunk in addresses.chunks(ROWS_AT_ONCE) {
            let mut sql = Sql::new("SELECT address, url FROM page WHERE address IN ");
            sql.tuple(chunk.iter().map(ToString::to_string))
                .push(" AND registered = ")
                .value(true)
                .push(" ORDER BY id");
            for row in self.db.all(sql).await? {
                let address: String = row.get("address")?;
                let read = PageAddress::parse(&address).map_err(|error| StoreError::unreadable("an address", error))?;
                found.push((read, row.get("url")?));
            }
        }
        Ok(found)
    }
}
