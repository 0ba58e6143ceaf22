//! The pages of the dashboard. All read the store within the caller's scope.
//!
//! - `asked.rs`: what the address of a list asks for; `frame.rs`: what stands around every list; `places.rs`: regions and
//!   municipalities to choose from
//! - `overview.rs`, `chart.rs`: the first page
//! - `pages.rs`, `findings.rs`, `events.rs`: the lists; `news.rs`: an event in words
//! - `one_page.rs`: one page; `look_again.rs`: has it looked at now; `evidence.rs`, `covers.rs`: files that belong to it
//! - `exports.rs`, `pipe.rs`: the lists as files, in bounded memory

mod asked;
mod chart;
mod covers;
mod events;
mod evidence;
mod exports;
mod findings;
mod frame;
mod look_again;
mod news;
mod one_page;
mod overview;
#[expect(clippy::module_inception, reason = "the list of pages is one of the pages")]
mod pages;
mod pipe;
mod places;

use super::routes::{Admit, Routes};
use domain::access::Action;

pub(super) use exports::EXPORTS_AT_ONCE;
pub(super) use places::KnownPlaces;

/// How many rows of a list stand on one page.
const ROWS: usize = 50;

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/pages", Admit::May(Action::SeePages), pages::show)
        .page("/pages/{id}", Admit::May(Action::SeePages), one_page::show)
        .form("/pages/{id}/check", Admit::May(Action::CheckPage), look_again::ask)
        .page("/pages/{id}/evidence", Admit::May(Action::SeePages), evidence::download)
        .page("/findings", Admit::May(Action::SeeFindings), findings::show)
        .page("/events", Admit::May(Action::SeeEvents), events::show)
        .plain("/covers/{form}/{file}", Admit::Everybody, covers::show)
        .and(overview::routes())
        .and(exports::routes())
}
