//! The correct links of an organisation's forms.

mod api;
mod form;

use crate::http::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().and(form::routes()).and(api::routes())
}
