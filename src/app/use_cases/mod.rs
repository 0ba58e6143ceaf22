//! What people do with the program, a file per use case: typed input, typed result, one enum of refusals. Each asks whether
//! its actor may do this, changes the store and writes the line of the journal in one transaction. The edges (command line,
//! API, dashboard) read what was sent, call one of these and say in their own words what came of it.
//!
//! | use case | form of the dashboard | API | command |
//! |---|---|---|---|
//! | [`check_page()`] | `POST /check`, `POST /pages/{id}/check` | `POST /api/v1/audits` | |
//! | [`import_registry()`] | `POST /registry/uploads/{id}` | | `registry import`; `serve`, which follows its file |
//! | [`undo_import()`] | `POST /registry/imports/{id}/undo` | | |
//! | [`invite_person()`] | `POST /access/new` | `POST /api/v1/people` | `access create-admin`, `access add` |
//! | [`change_person()`] | `POST /access/people/{id}`, `…/disable`, `…/enable`, `…/password`; `POST /account` | `PATCH /api/v1/people/{id}` | `access change`, `access disable`, `access enable`, `access password` |
//! | [`set_own_password()`] | `POST /account/password` | | |
//! | [`create_token()`] | `POST /account/tokens`, `POST /account/feeds` | `POST /api/v1/tokens` | `access token create` |
//! | [`revoke_token()`] | `POST /access/tokens/{id}/revoke`, `POST /account/tokens/{id}/revoke` | `DELETE /api/v1/tokens/{id}` | `access token revoke` |
//! | [`start_run()`] | `POST /runs` | `POST /api/v1/runs` | `runs start` |
//! | [`release_run()`] | `POST /runs/{id}/release` | `POST /api/v1/runs/{id}/release` | `runs release` |
//! | [`discard_run()`] | `POST /runs/{id}/discard` | `POST /api/v1/runs/{id}/discard` | `runs discard` |
//!
//! Sessions that are ended, the key of badges and their addresses are the store's own functions still, each with its line of
//! the journal; `registry import` also writes the followed file, which has no journal.

mod actor;
mod change_person;
mod check_page;
mod create_token;
mod import_registry;
mod invite_person;
mod review_run;
mod start_run;
mod undo_import;

use domain::model::PageAddress;
use store::{PageId, Store, StoreError};

pub use actor::{Actor, Standing};
pub use change_person::{ChangeRefused, PasswordChange, PersonEdits, change_person, set_own_password};
pub use check_page::{AskedFor, CheckRefused, CheckTerms, CheckedPage, check_page, check_quota, is_fresh};
pub use create_token::{RevokeRefused, TokenAsked, TokenRefused, create_token, revoke_token};
pub use import_registry::{ImportRefused, RegistryFile, import_registry, registry_pages};
pub use invite_person::{InviteRefused, invite_person};
pub use review_run::{ReviewRefused, discard_run, release_run};
pub use start_run::{RunAsked, StartRefused, start_run};
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
