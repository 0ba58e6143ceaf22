//! Findings: the list.

mod api;
pub(crate) mod list;

use crate::http::routes::{Admit, Routes};
use domain::access::Action;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/findings", Admit::May(Action::SeeFindings), list::show).and(api::routes())
}
