//! The journal: who did what.

mod api;
pub(crate) mod list;

use crate::http::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().and(list::routes()).and(api::routes())
}
