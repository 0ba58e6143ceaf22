//! What operations of the API (`/api/v1`) share, and their routes.
//!
//! - `query_params.rs`, `values.rs`: parameters; `answer.rs`: answers, entity tags, parts of lists; `rows.rs`: rows of lists;
//!   `shown.rs`: what is told to whom

pub(crate) mod answer;
pub(crate) mod query_params;
pub(crate) mod rows;
pub(crate) mod shown;
pub(crate) mod values;

use std::sync::Arc;

use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn;

use crate::State;
use crate::api_docs::{describe, docs};
use crate::http::routes::{Admit, Routes};
use crate::{account, check, events, findings, journal, links, overview, pages, people, registry, runs, tokens};
use domain::access::Action;

pub(crate) use answer::has_tag;
pub(crate) use query_params::{QueryParams, query_params};
pub(crate) use shown::RunsSeen;
pub(crate) use values::{Place, Text};

/// The routes of the API.
pub(crate) fn routes() -> Routes {
    let may = Admit::May;
    let routes = Routes::new().page("/api", Admit::Known, docs::show).page("/api/types", Admit::Known, docs::types);
    let routes = read(routes, "/api/v1/openapi.json", Admit::Known, describe::show);
    let routes = read(routes, "/api/v1/overview", may(Action::SeePages), overview::api::show);
    let routes = read(routes, "/api/v1/pages", may(Action::SeePages), pages::api::list);
    let routes = read(routes, "/api/v1/pages/{id}", may(Action::SeePages), pages::api::one);
    let routes = read(routes, "/api/v1/pages/{id}/events", may(Action::SeeEvents), pages::api::events);
    let routes = read(routes, "/api/v1/findings", may(Action::SeeFindings), findings::api::list);
    let routes = read(routes, "/api/v1/findings/{id}", may(Action::SeeFindings), findings::api::one);
    let routes = read(routes, "/api/v1/events", may(Action::SeeEvents), events::api::list);
    let routes = read(routes, "/api/v1/runs", may(Action::SeeRuns), runs::api::list);
    let routes = read(routes, "/api/v1/runs/{id}", may(Action::SeeRuns), runs::api::one);
    let routes = read(routes, "/api/v1/audits/{job}", Admit::Checkers, check::api::one);
    let routes = read(routes, "/api/v1/links", may(Action::SeePages), links::api::registered);
    let routes = read(routes, "/api/v1/registry", may(Action::ManageRegistry), registry::api::entries);
    let routes = read(routes, "/api/v1/registry/imports", may(Action::ManageRegistry), registry::api::imports);
    let routes = read(routes, "/api/v1/people", may(Action::ManagePeople), people::api::list);
    let routes = read(routes, "/api/v1/people/{id}", may(Action::ManagePeople), people::api::one);
    let routes = read(routes, "/api/v1/tokens", Admit::Known, tokens::api::list);
    let routes = read(routes, "/api/v1/journal", may(Action::SeeJournal), journal::api::list);
    let routes = read(routes, "/api/v1/me", Admit::Known, account::api::show);
    routes
        .api(&Method::POST, "/api/v1/runs", may(Action::StartRuns), runs::api::start)
        .api(&Method::POST, "/api/v1/runs/{id}/release", may(Action::SettleRuns), runs::api::release)
        .api(&Method::POST, "/api/v1/runs/{id}/discard", may(Action::SettleRuns), runs::api::discard)
        .api(&Method::POST, "/api/v1/audits", Admit::Checkers, check::api::ask)
        .api(&Method::POST, "/api/v1/links", may(Action::SeePages), links::api::typed)
        .api(&Method::POST, "/api/v1/people", may(Action::ManagePeople), people::api::create)
        .api(&Method::PATCH, "/api/v1/people/{id}", may(Action::ManagePeople), people::api::change)
        .api(&Method::POST, "/api/v1/tokens", Admit::Known, tokens::api::create)
        .api(&Method::DELETE, "/api/v1/tokens/{id}", Admit::Known, tokens::api::revoke)
}

/// Adds a call that is read, and answered without content to whoever has it already.
fn read<H: Handler<T, Arc<State>>, T: 'static>(routes: Routes, path: &'static str, admit: Admit, handler: H) -> Routes {
    routes.api(&Method::GET, path, admit, handler.layer(from_fn(answer::conditional)))
}
