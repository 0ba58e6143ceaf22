//! The pages on which something is done: a page is checked, links are made, runs are begun and settled, the registry is
//! imported, people are let in.
//!
//! - `check.rs`, `check_result.rs`: one page is looked at now
//! - `links.rs`, `ids.rs`: the right links of an organisation
//! - `runs.rs`, `run.rs`: runs, one run
//! - `field.rs`: fields of forms; `said.rs`: what is said after a form was sent; `tone.rs`: signs and colours

mod check;
mod check_result;
mod field;
mod ids;
mod links;
mod run;
mod runs;
mod said;
mod tone;

pub(super) use check::quota as check_quota;

use super::routes::Routes;

/// The pages on which something is done.
pub(super) fn routes() -> Routes {
    Routes::new().and(check::routes()).and(links::routes()).and(runs::routes()).and(run::routes())
}
