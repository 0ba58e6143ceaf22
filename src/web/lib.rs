//! The HTTP side of the service: dashboard, API, feeds, health and metrics. Reads the store and puts work into it; never
//! calls VK, judges nothing.
//!
//! - `routes.rs`: the table of routes, each with whom it admits; `gate.rs` stands before each; `caller.rs`: who asks
//! - `error.rs`: why a request is not answered; `extract.rs`: what a request says, as types
//! - `security_headers.rs`: headers and limits around everything; `listen.rs`: the socket
//! - `layout.rs`, `assets.rs`, `templates/`: the frame of the pages and their files
//! - `summary.rs`: the figures of the overview; `totals.rs`: how long lists are; `figure_cache.rs`: figures that take long to count
//! - `feeds.rs`, `badges.rs`: for whoever has their address; `live.rs`: what goes on now
//! - `pages/`: the pages that are read; `work/`: those on which something is done; `api/`: the API
//! - `sign_in.rs`: sessions; `passwords.rs`: few hashed at a time; `health.rs`, `metrics.rs`: for those who run the service

mod api;
mod assets;
mod badges;
mod caller;
mod checked_scope;
mod checks;
mod error;
mod extract;
mod feeds;
mod figure_cache;
mod gate;
mod health;
mod layout;
mod listen;
mod live;
mod metrics;
mod options;
mod pages;
mod passwords;
mod routes;
mod security_headers;
mod sign_in;
mod summary;
mod totals;
mod work;

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

pub use health::Vitals;
pub use listen::serve;
pub use options::{Live, Options, RegistryRules};
pub use routes::{Admit, Area, Route, Routes};

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
    uploads: Mutex<work::Uploads>,
    /// The turn of whoever reads a registry: it takes memory.
    reading: Semaphore,
    /// Checks that strangers ask for.
    check_quota: Mutex<Quota>,
    /// Turns of those who verify passwords.
    hashing: Arc<Semaphore>,
    /// Turns of those who export lists.
    exporting: Arc<Semaphore>,
    /// Where the registered pages are, which changes seldom.
    places: pages::KnownPlaces,
    /// What the overview shows.
    summaries: FigureCache<Scope, summary::Summary>,
    /// What the API tells of it.
    counts: FigureCache<Scope, api::Counts>,
    /// How long lists are.
    totals: FigureCache<totals::Counted, u64>,
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
            hashing: Arc::new(Semaphore::new(passwords::AT_ONCE)),
            exporting: Arc::new(Semaphore::new(pages::EXPORTS_AT_ONCE)),
            places: pages::KnownPlaces::default(),
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
        .and(health::routes())
        .and(assets::routes())
        .and(sign_in::routes())
        .and(pages::routes())
        .and(work::routes())
        .and(api::routes())
        .and(feeds::routes())
        .and(badges::routes())
        .and(live::routes())
}

/// Serves all routes.
pub fn router(state: Arc<State>) -> Router {
    let router = routes().router(&state).fallback(gate::nowhere).method_not_allowed_fallback(gate::no_method);
    security_headers::shielded(router, &state).with_state(state)
}

/// The routes of a process that only works: its health and its figures.
pub fn health_router(vitals: Vitals) -> Router {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::metrics))
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
