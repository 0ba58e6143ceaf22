//! Events: the list, one event in words.

pub(crate) mod api;
pub(crate) mod list;
mod news;

use crate::http::routes::{Admit, Routes};
use domain::access::Action;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/events", Admit::May(Action::SeeEvents), list::show).and(api::routes())
}
