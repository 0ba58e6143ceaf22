//! The registry: its imports, the registry as a file, and a file that is sent.
//!
//! - `page.rs`: the registry and its imports; `file.rs`: the registry as a file; `import.rs`: one import, taken back
//! - `upload.rs`, `uploads.rs`, `dry_run.rs`, `unreadable.rs`: a registry is sent, compared and taken over

mod api;
mod dry_run;
mod file;
mod import;
mod page;
mod unreadable;
mod upload;
pub(crate) mod uploads;

use crate::http::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().and(page::routes()).and(file::routes()).and(upload::routes()).and(import::routes()).and(api::routes())
}
