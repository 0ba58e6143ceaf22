//! Runs: the list, one run, which is begun, released or discarded.

mod api;
pub(crate) mod list;
mod run;

use crate::http::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().and(list::routes()).and(run::routes()).and(api::routes())
}
