//! The overview: the figures of all pages of a scope, the first page of the dashboard.

pub(crate) mod api;
mod chart;
mod html;
pub(crate) mod summary;

use crate::http::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().and(html::routes()).and(api::routes())
}
