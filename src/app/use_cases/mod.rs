//! What people do with the program, a file per use case: typed input, typed result, one enum of refusals. Each asks whether
//! its actor may do this, changes the store and writes the line of the journal in one transaction. The edges (command line,
//! API, dashboard) read what was sent, call one of these and say in their own words what came of it.
//!
//! | use case | form of the dashboard | API | command |
//! |---|---|---|---|
//! | [`check_page`] | `POST /check`, `POST /pages/{id}/check` | `POST /api/v1/audits` | |
//! | [`import_registry`] | `POST /registry/uploads/{id}` | | `registry import`; `serve`, which follows its file |
//! | [`undo_import`] | `POST /registry/imports/{id}/undo` | | |

mod actor;
mod check_page;
mod import_registry;
mod undo_import;

use domain::model::PageAddress;
use store::{PageId, Store, StoreError};

pub use actor::{Actor, Standing};
pub use check_page::{AskedFor, CheckRefused, CheckTerms, CheckedPage, check_page, check_quota, is_fresh};
pub use import_registry::{ImportRefused, RegistryFile, import_registry, registry_pages};
pub use undo_import::{UndoRefused, undo_import};

/// The page with this address: by the address itself, by the group's number, or by the short name VK gave it.
///
/// # Errors
/// The store cannot be read.
pub async fn find_page(store: &Store, address: &PageAddress) -> Result<Option<PageId>, StoreError> {
    if let Some(page) = store.find_page(address).await? {
        return Ok(Some(page));
    }
    match address.screen_name() {
        Some(name) => store.find_page_named(name).await,
        None => Ok(None),
    }
}
