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

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, RwLock};

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use app::run::Worker;
use app::use_cases::check_quota;
use domain::access::{Quota, Throttle};
use domain::model::Scope;
use figure_cache::FigureCache;
use store::Store;
use system::clock::Clock;

pub use http::listen::serve;
pub use http::routes::{Admit, Area, Route, Routes};
pub use options::{Live, Options, RegistryRules};
pub use service::health::Vitals;

/// What the pages are made of.
pub struct State {
    /// The store.
    pub store: Store,
    /// The worker of this process.
    pub worker: Arc<Worker>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Whether this process follows the schedule at the moment.
    pub leads: Arc<dyn Fn() -> bool + Send + Sync>,
    /// What stays the same while the service runs.
    pub options: Options,
    /// What a reload changes.
    pub live: RwLock<Arc<Live>>,
    /// Called when the service stops: what would go on for long ends then.
    pub stop: CancellationToken,
    has_people: AtomicBool,
    sign_in_throttle: Mutex<Throttle>,
    /// Registries that were sent and wait for a word.
    uploads: Mutex<registry::uploads::Uploads>,
    /// The turn of whoever reads a registry: it takes memory.
    reading: Semaphore,
    /// Checks that strangers ask for.
    check_quota: Mutex<Quota>,
    /// Turns of those who verify passwords.
    hashing: Arc<Semaphore>,
    /// Turns of those who export lists.
    exporting: Arc<Semaphore>,
    /// Where the registered pages are, which changes seldom.
    places: lists::places::KnownPlaces,
    /// What the overview shows.
    summaries: FigureCache<Scope, overview::summary::Summary>,
    /// What the API tells of it.
    counts: FigureCache<Scope, overview::api::Counts>,
    /// How long lists are.
    totals: FigureCache<lists::totals::Counted, u64>,
    /// Who listens to what goes on.
    listeners: live::Listeners,
}

impl State {
    /// The parts put together.
    pub fn new(
        store: Store,
        worker: Arc<Worker>,
        clock: Arc<dyn Clock>,
        leads: Arc<dyn Fn() -> bool + Send + Sync>,
        options: Options,
        live: Live,
    ) -> Self {
        Self {
            store,
            worker,
            clock,
            leads,
            options,
            live: RwLock::new(Arc::new(live)),
            stop: CancellationToken::new(),
            has_people: AtomicBool::new(false),
            sign_in_throttle: Mutex::new(Throttle::default()),
            uploads: Mutex::default(),
            reading: Semaphore::new(1),
            check_quota: Mutex::new(check_quota()),
            hashing: Arc::new(Semaphore::new(sign_in::passwords::AT_ONCE)),
            exporting: Arc::new(Semaphore::new(exports::EXPORTS_AT_ONCE)),
            places: lists::places::KnownPlaces::default(),
            summaries: FigureCache::default(),
            counts: FigureCache::default(),
            totals: FigureCache::default(),
            listeners: live::Listeners::default(),
        }
    }

    /// The same, which ends together with the service.
    #[must_use]
    pub fn stopped_by(mut self, stop: CancellationToken) -> Self {
        self.stop = stop;
        self
    }

    /// Tries to give a password.
    fn sign_in_throttle(&self) -> std::sync::MutexGuard<'_, Throttle> {
        self.sign_in_throttle.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// What a reload changes, as it is now.
    pub fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Puts another in its place.
    pub fn change_live(&self, live: Live) {
        *self.live.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(live);
    }
}

/// All routes, with whom each admits.
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

/// Serves all routes.
pub fn router(state: Arc<State>) -> Router {
    let router =
        routes().router(&state).fallback(http::gate::nowhere).method_not_allowed_fallback(http::gate::no_method);
    http::security_headers::shielded(router, &state).with_state(state)
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
