//! The pages on which something is done: a page is checked, links are made, runs are begun and settled, the registry is
//! imported, people are let in.
//!
//! - `check.rs`, `check_result.rs`: one page is looked at now
//! - `links.rs`, `ids.rs`: the right links of an organisation
//! - `runs.rs`, `run.rs`: runs, one run
//! - `registry.rs`, `registry_file.rs`: imports, the registry as a file; `upload.rs`, `uploads.rs`, `dry_run.rs`,
//!   `unreadable.rs`: a registry is sent, compared and taken over; `import.rs`: one import, taken back
//! - `people.rs`, `person.rs`, `tokens.rs`, `sessions.rs`: who may sign in; `account.rs`, `keys.rs`, `badges.rs`: one's own
//!   account; `secrets.rs`: passwords and what is shown once; `scope_form.rs`: a scope to choose; `journal.rs`
//! - `field.rs`: fields of forms; `flash.rs`: what is said after a form was sent; `status_style.rs`: signs and colours

mod account;
mod badges;
mod check;
mod check_result;
mod dry_run;
mod field;
mod flash;
mod ids;
mod import;
mod journal;
mod keys;
mod links;
mod people;
mod person;
mod registry;
mod registry_file;
mod run;
mod runs;
mod scope_form;
mod secrets;
mod sessions;
mod status_style;
mod tokens;
mod unreadable;
mod upload;
mod uploads;

pub(super) use journal::query_of as journal_query;
pub(super) use runs::run_name;
pub(super) use uploads::Uploads;

use super::routes::Routes;

/// The pages on which something is done.
pub(super) fn routes() -> Routes {
    Routes::new()
        .and(check::routes())
        .and(links::routes())
        .and(runs::routes())
        .and(run::routes())
        .and(registry::routes())
        .and(registry_file::routes())
        .and(upload::routes())
        .and(import::routes())
        .and(people::routes())
        .and(person::routes())
        .and(tokens::routes())
        .and(account::routes())
        .and(keys::routes())
        .and(badges::routes())
        .and(journal::routes())
}
