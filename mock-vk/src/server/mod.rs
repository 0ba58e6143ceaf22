//! The HTTP server of the stand-in and its handle. Knows no rules.

mod control;
mod get_by_id;
mod journal;
mod listener;
mod method;
mod pictures;
mod request;
mod respond;
mod state;
mod token;
mod vk_error;
mod window;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::{any, get, post};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use control::{MendOrder, MendReport};
pub use get_by_id::UnknownInBatch;
pub use journal::{Arrival, Stats};
pub use token::{Token, TokenKind};
pub use window::Rate;

use crate::MockError;
use crate::region::{Region, Truth};
use crate::scenario::Scenario;

use listener::{Fuse, FusedListener};
use respond::Reply;
use state::State;

/// How long open connections may take to end after a shutdown.
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(2);

/// What to serve, to whom, and how badly.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// Where to listen; port 0 for a free one.
    pub addr: SocketAddr,
    /// The pages.
    pub region: Arc<Region>,
    /// The tokens; when there are none, any token will do, at the rate of a service key.
    pub tokens: Vec<Token>,
    /// Whether rates are enforced at all.
    pub limit: bool,
    /// The misbehaviour to begin with.
    pub scenario: Option<Scenario>,
    /// What happens to unknown ids among known ones.
    pub unknown_in_batch: UnknownInBatch,
    /// The base of the pictures' addresses, instead of the host the client called.
    pub cover_base: Option<String>,
}

impl ServerOptions {
    /// A well-behaved server of this region on a free port of this machine.
    pub fn new(region: Arc<Region>) -> Self {
        Self {
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            region,
            tokens: Vec::new(),
            limit: true,
            scenario: None,
            unknown_in_batch: UnknownInBatch::default(),
            cover_base: None,
        }
    }
}

/// A running server. Dropping the handle ends it without waiting; [`Server::shutdown`] waits.
#[derive(Debug)]
pub struct Server {
    addr: SocketAddr,
    state: Arc<State>,
    closing: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts serving in a task of its own.
    ///
    /// # Errors
    ///
    /// [`MockError::Listen`] when the address cannot be listened on.
    pub async fn start(options: ServerOptions) -> Result<Self, MockError> {
        let wanted = options.addr;
        let failed = |source| MockError::Listen { addr: wanted, source };
        let listener = TcpListener::bind(wanted).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let (closing, watch) = watch::channel(false);
        let state = Arc::new(State::new(options, watch.clone()));
        let service = router(Arc::clone(&state)).into_make_service_with_connect_info::<Fuse>();
        let mut ends = watch;
        let task = tokio::spawn(async move {
            let until = async move { respond::until_closing(&mut ends).await };
            // The listener never fails for good, so there is no error to tell.
            let _ = axum::serve(FusedListener(listener), service).with_graceful_shutdown(until).await;
        });
        Ok(Self { addr, state, closing, task: Some(task) })
    }

    /// The base URL, `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The address it listens on.
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The region it serves, as it was at the start.
    pub fn region(&self) -> &Region {
        &self.state.region
    }

    /// What an auditor must say of each page now, in the order of the registry.
    pub fn truth(&self) -> Vec<Truth> {
        (0..self.state.region.pages().len()).filter_map(|place| self.state.truth_at(place)).collect()
    }

    /// Everything that arrived since the start or the last reset.
    pub fn arrivals(&self) -> Vec<Arrival> {
        self.state.journal().arrivals()
    }

    /// Sums over what arrived.
    pub fn stats(&self) -> Stats {
        self.state.journal().stats()
    }

    /// Forgets what arrived.
    pub fn reset(&self) {
        self.state.journal().clear();
    }

    /// Replaces the misbehaviour; `None` for good behaviour. Counts begin anew.
    pub fn set_scenario(&self, scenario: Option<Scenario>) {
        self.state.set_scenario(scenario);
    }

    /// Makes some pages right and others wrong.
    ///
    /// # Errors
    ///
    /// [`MockError::Mend`] when a page is not in the region.
    pub fn mend(&self, order: &MendOrder) -> Result<MendReport, MockError> {
        self.state.mend(order)
    }

    /// Ends the server and waits for its connections, for a short while at most.
    pub async fn shutdown(mut self) {
        self.closing.send_replace(true);
        if let Some(mut task) = self.task.take()
            && tokio::time::timeout(SHUTDOWN_PATIENCE, &mut task).await.is_err()
        {
            task.abort();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.closing.send_replace(true);
    }
}

fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/method/{name}", any(method::method))
        .route("/impf/{hash}/{file}", get(pictures::picture))
        .route("/{server}/{volume}/{hash}/{file}", get(pictures::picture))
        .route("/_mock/truth", get(control::truth))
        .route("/_mock/registry.csv", get(control::registry))
        .route("/_mock/vk.json", get(control::vk_json))
        .route("/_mock/arrivals", get(control::arrivals))
        .route("/_mock/stats", get(control::stats))
        .route("/_mock/faults", post(control::set_faults).delete(control::clear_faults))
        .route("/_mock/mend", post(control::mend))
        .route("/_mock/reset", post(control::reset))
        .fallback(|| async {
            let reply = Reply::nginx(404);
            (axum::http::StatusCode::NOT_FOUND, axum::response::Html(reply.body))
        })
        .with_state(state)
}
