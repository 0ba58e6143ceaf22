//! Whether the process lives and whether it can do its work.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::metrics;
use crate::http::routes::{Admit, Routes};
use crate::plain;
use app::run::Worker;
use store::Store;
use system::clock::Clock;

/// How long the store may take to answer; a probe of a service manager waits no longer.
const LONGEST_ANSWER: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub struct Vitals {
    pub store: Store,
    pub worker: Arc<Worker>,
    pub clock: Arc<dyn Clock>,
    /// Whether this process follows the schedule at the moment.
    pub leads: Arc<dyn Fn() -> bool + Send + Sync>,
}

pub(crate) fn routes() -> Routes {
    Routes::new().plain("/healthz", Admit::Everybody, healthz).plain("/readyz", Admit::Everybody, readyz).plain(
        "/metrics",
        Admit::Everybody,
        metrics::metrics,
    )
}

/// The process answers, and its loops turn.
pub(crate) async fn healthz(State(state): State<Vitals>) -> Response {
    if state.worker.is_alive() {
        plain(StatusCode::OK, "ok\n")
    } else {
        plain(StatusCode::SERVICE_UNAVAILABLE, "the worker stands still\n")
    }
}

/// The store answers, and VK has not refused every token.
pub(crate) async fn readyz(State(state): State<Vitals>) -> Response {
    let queue = tokio::time::timeout(LONGEST_ANSWER, state.store.queue()).await;
    match queue {
        Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE, "the store does not answer in time\n"),
        // what a database says may name hosts and users: that is for the log
        Ok(Err(error)) => {
            tracing::warn!("not ready: {error}");
            plain(StatusCode::SERVICE_UNAVAILABLE, "the store cannot be used\n")
        }
        Ok(Ok(_)) if state.worker.means().source.tokens().iter().all(|token| is_refused(token.state)) => {
            plain(StatusCode::SERVICE_UNAVAILABLE, "VK refuses every token\n")
        }
        Ok(Ok(_)) => plain(StatusCode::OK, "ready\n"),
    }
}

fn is_refused(state: &str) -> bool {
    matches!(state, "dropped" | "resting")
}
