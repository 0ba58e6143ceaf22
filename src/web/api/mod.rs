//! The API: `/api/v1`, its description (`OpenAPI` 3.1) and the page that shows it.
//!
//! - `describe.rs`: the description, made of the handlers; `docs.rs`: the same as a page
//! - `query_params.rs`, `values.rs`: parameters; `answer.rs`: answers, entity tags, parts of lists; `rows.rs`: rows of lists;
//!   `scoped.rs`: scopes in JSON; `shown.rs`: what is told to whom
//! - the others: a resource each

mod answer;
mod audits;
mod describe;
mod docs;
mod events;
mod findings;
mod journal;
mod links;
mod me;
mod overview;
mod pages;
mod people;
pub(super) mod query_params;
mod registry;
mod rows;
mod runs;
mod scoped;
mod shown;
mod tokens;
pub(super) mod values;

use std::sync::Arc;

use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn;

use super::State;
use super::routes::{Admit, Routes};
use domain::access::Action;

pub(super) use answer::has_tag;
pub(super) use overview::Counts;
pub(super) use query_params::{QueryParams, query_params};
pub(super) use shown::RunsSeen;
pub(super) use values::{Place, Text};

/// The routes of the API.
pub(super) fn routes() -> Routes {
    let may = Admit::May;
    let routes = Routes::new().page("/api", Admit::Known, docs::show).page("/api/types", Admit::Known, docs::types);
    let routes = read(routes, "/api/v1/openapi.json", Admit::Known, describe::show);
    let routes = read(routes, "/api/v1/overview", may(Action::SeePages), overview::show);
    let routes = read(routes, "/api/v1/pages", may(Action::SeePages), pages::list);
    let routes = read(routes, "/api/v1/pages/{id}", may(Action::SeePages), pages::one);
    let routes = read(routes, "/api/v1/pages/{id}/events", may(Action::SeeEvents), pages::events);
    let routes = read(routes, "/api/v1/findings", may(Action::SeeFindings), findings::list);
    let routes = read(routes, "/api/v1/findings/{id}", may(Action::SeeFindings), findings::one);
    let routes = read(routes, "/api/v1/events", may(Action::SeeEvents), events::list);
    let routes = read(routes, "/api/v1/runs", may(Action::SeeRuns), runs::list);
    let routes = read(routes, "/api/v1/runs/{id}", may(Action::SeeRuns), runs::one);
    let routes = read(routes, "/api/v1/audits/{job}", Admit::Checkers, audits::one);
    let routes = read(routes, "/api/v1/links", may(Action::SeePages), links::registered);
    let routes = read(routes, "/api/v1/registry", may(Action::ManageRegistry), registry::entries);
    let routes = read(routes, "/api/v1/registry/imports", may(Action::ManageRegistry), registry::imports);
    let routes = read(routes, "/api/v1/people", may(Action::ManagePeople), people::list);
    let routes = read(routes, "/api/v1/people/{id}", may(Action::ManagePeople), people::one);
    let routes = read(routes, "/api/v1/tokens", Admit::Known, tokens::list);
    let routes = read(routes, "/api/v1/journal", may(Action::SeeJournal), journal::list);
    let routes = read(routes, "/api/v1/me", Admit::Known, me::show);
    routes
        .api(&Method::POST, "/api/v1/runs", may(Action::StartRuns), runs::start)
        .api(&Method::POST, "/api/v1/runs/{id}/release", may(Action::SettleRuns), runs::release)
        .api(&Method::POST, "/api/v1/runs/{id}/discard", may(Action::SettleRuns), runs::discard)
        .api(&Method::POST, "/api/v1/audits", Admit::Checkers, audits::ask)
        .api(&Method::POST, "/api/v1/links", may(Action::SeePages), links::typed)
        .api(&Method::POST, "/api/v1/people", may(Action::ManagePeople), people::create)
        .api(&Method::PATCH, "/api/v1/people/{id}", may(Action::ManagePeople), people::change)
        .api(&Method::POST, "/api/v1/tokens", Admit::Known, tokens::create)
        .api(&Method::DELETE, "/api/v1/tokens/{id}", Admit::Known, tokens::revoke)
}

/// Adds a call that is read, and answered without content to whoever has it already.
fn read<H: Handler<T, Arc<State>>, T: 'static>(routes: Routes, path: &'static str, admit: Admit, handler: H) -> Routes {
    routes.api(&Method::GET, path, admit, handler.layer(from_fn(answer::conditional)))
}
