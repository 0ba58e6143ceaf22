//! The HTTP side of the service: dashboard, API, feeds, health and metrics. Reads the store and puts work into it; never
//! calls VK, judges nothing.
//!
//! A folder per resource holds its routes, its pages with their templates, and its operations of the API (`api.rs`):
//!
//! - `overview/`, `pages/`, `findings/`, `events/`, `journal/`, `exports/`: what is read
//! - `check/`, `links/`, `runs/`, `registry/`: what is done; `live/`: what goes on now
//! - `people/`, `tokens/`, `account/`, `sign_in/`: who may, and who does
//! - `feeds.rs`, `badges/`: for whoever has their address; `service/`: for those who run the service
//!
//! What they share:
//!
//! - `http/`: the table of routes, the gate before each, who asks, errors, extractors, headers, the socket
//! - `layout/`: the frame of the pages and their files; `forms/`, `lists/`: what forms and lists share; `scope/`: scopes as
//!   they are named
//! - `api/`: parameters, answers and rows of the API; `api_docs/`: its description
//! - `figure_cache.rs`: figures that take long to count

mod account;
mod api;
mod api_docs;
mod badges;
mod check;
mod events;
mod exports;
mod feeds;
mod figure_cache;
mod findings;
mod forms;
mod http;
mod journal;
mod layout;
mod links;
mod lists;
mod live;
mod options;
mod overview;
mod pages;
mod people;
mod registry;
mod runs;
mod scope;
mod service;
mod sign_in;
mod tokens;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio_util::sync::CancellationToken;

use app::run::Worker;
use http::context::Context;
use store::Store;
use system::clock::Clock;

pub use http::listen::serve;
pub use http::routes::{Admit, Area, Route, Routes};
pub use options::{Live, Options, RegistryRules};
pub use service::health::Vitals;

/// What the service is made of; each handler takes the parts it needs. A clone shares everything with the original.
#[derive(Clone, FromRef)]
pub struct AppState {
    context: Context,
    store: Store,
    worker: Arc<Worker>,
    vitals: Vitals,
    /// Ends what would go on for long when the service stops.
    stop: CancellationToken,
    checks: check::page_check::Checks,
    exports: exports::Exports,
    figures: overview::summary::Figures,
    listeners: live::Listeners,
    passwords: sign_in::passwords::Passwords,
    places: lists::places::KnownPlaces,
    registry_files: registry::uploads::RegistryFiles,
    totals: lists::totals::Totals,
}

impl AppState {
    pub fn new(
        store: Store,
        worker: Arc<Worker>,
        clock: Arc<dyn Clock>,
        leads: Arc<dyn Fn() -> bool + Send + Sync>,
        options: Options,
        live: Live,
    ) -> Self {
        let context = Context::new(store.clone(), Arc::clone(&clock), options, live);
        Self {
            vitals: Vitals { store: store.clone(), worker: Arc::clone(&worker), clock, leads },
            stop: CancellationToken::new(),
            checks: check::page_check::Checks::new(&context, &worker),
            exports: exports::Exports::default(),
            figures: overview::summary::Figures::new(&context),
            listeners: live::Listeners::default(),
            passwords: sign_in::passwords::Passwords::default(),
            places: lists::places::KnownPlaces::new(&context),
            registry_files: registry::uploads::RegistryFiles::default(),
            totals: lists::totals::Totals::new(&store),
            context,
            store,
            worker,
        }
    }

    /// The same, which ends together with the service.
    #[must_use]
    pub fn stopped_by(mut self, stop: CancellationToken) -> Self {
        self.stop = stop;
        self
    }

    /// Puts other settings in the place of those that a reload changes.
    pub fn change_live(&self, live: Live) {
        self.context.change_live(live);
    }
}

pub fn routes() -> Routes {
    Routes::new()
        .and(service::routes())
        .and(layout::assets::routes())
        .and(sign_in::routes())
        .and(overview::routes())
        .and(pages::routes())
        .and(findings::routes())
        .and(events::routes())
        .and(exports::routes())
        .and(check::routes())
        .and(links::routes())
        .and(runs::routes())
        .and(registry::routes())
        .and(people::routes())
        .and(tokens::routes())
        .and(account::routes())
        .and(journal::routes())
        .and(api_docs::routes())
        .and(feeds::routes())
        .and(badges::routes())
        .and(live::routes())
}

pub fn router(state: AppState) -> Router {
    let router =
        routes().router(&state).fallback(http::gate::nowhere).method_not_allowed_fallback(http::gate::no_method);
    http::security_headers::shielded(router, &state.context).with_state(state)
}

/// The routes of a process that only works: its health and its figures.
pub fn health_router(vitals: Vitals) -> Router {
    Router::new()
        .route("/healthz", get(service::health::healthz))
        .route("/readyz", get(service::health::readyz))
        .route("/metrics", get(service::metrics::metrics))
        .fallback(async || plain(StatusCode::NOT_FOUND, "not found\n"))
        .with_state(vitals)
}

/// A short answer that no browser takes for anything but text.
fn plain(status: StatusCode, text: impl Into<String>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, text.into()).into_response()
}
