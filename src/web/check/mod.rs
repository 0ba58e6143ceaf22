//! The check of a single page that somebody asks for (`/check`, `/api/v1/audits`).

mod api;
mod form;
pub(crate) mod page_check;
pub(crate) mod result;

use crate::http::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().and(form::routes()).and(api::routes())
}
