//! Pages: the list, one page, and what belongs to it.
//!
//! - `list.rs`: the list; `one_page.rs`: one page; `look_again.rs`: has it looked at now; `evidence.rs`, `covers.rs`:
//!   files that belong to it

mod api;
mod covers;
mod evidence;
pub(crate) mod list;
mod look_again;
mod one_page;

use crate::http::routes::{Admit, Routes};
use domain::access::Action;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/pages", Admit::May(Action::SeePages), list::show)
        .page("/pages/{id}", Admit::May(Action::SeePages), one_page::show)
        .form("/pages/{id}/check", Admit::May(Action::CheckPage), look_again::ask)
        .page("/pages/{id}/evidence", Admit::May(Action::SeePages), evidence::download)
        .plain("/covers/{form}/{file}", Admit::Everybody, covers::show)
        .and(api::routes())
}
