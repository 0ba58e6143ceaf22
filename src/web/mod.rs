//! The HTTP side of the service: whether it lives, whether it is ready, and its figures. Never calls VK, judges nothing.
//!
//! - `health.rs`: `/healthz`, `/readyz`
//! - `metrics.rs`: `/metrics` in the `OpenMetrics` text format

mod health;
mod metrics;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::run::Worker;
use crate::store::Store;

/// How long open requests are waited for when the service stops.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

/// What the pages are made of.
pub struct State {
    /// The store.
    pub store: Store,
    /// The worker of this process.
    pub worker: Arc<Worker>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Whether this process follows the schedule at the moment.
    pub leads: Box<dyn Fn() -> bool + Send + Sync>,
}

/// All routes.
pub fn router(state: Arc<State>) -> Router {
    health_router(state)
}

/// The routes of a process that only works: its health and its figures.
pub fn health_router(state: Arc<State>) -> Router {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::metrics))
        .fallback(async || plain(StatusCode::NOT_FOUND, "not found\n"))
        .with_state(state)
}

/// Serves until `stop` is called.
///
/// # Errors
/// The socket cannot be used any more.
pub async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) -> std::io::Result<()> {
    let ended = stop.clone();
    let serving = axum::serve(listener, router).with_graceful_shutdown(ended.cancelled_owned());
    let late = async {
        stop.cancelled().await;
        tokio::time::sleep(LAST_REQUESTS).await;
    };
    tokio::select! {
        served = serving => served,
        () = late => Ok(()),
    }
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
