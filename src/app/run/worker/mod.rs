//! A process that takes batches from a store, looks at their pages and hands the results back. Knows no schedule.
//!
//! - `carry_out.rs`: one batch, from its pages to its results
//! - `source.rs`: VK's API as a place that processes share
//! - `retry.rs`: repeats what the store could not do
//! - `leases.rs`: what keeps claims and tokens this process's own; `shares.rs`: which tokens are for which process

mod carry_out;
mod leases;
mod retry;
mod shares;
mod source;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::CoverLook;
use domain::policy::Policy;
use store::{BatchId, Claim, KeptPolicy, RunId, SettleRule, Store, StoreError, StoreTrouble};
use system::clock::Clock;
use vk::{PageSource, Term, TokenFacts};

/// How often a worker looks for work that another process put into the store.
const LOOK_FOR_WORK: Duration = Duration::from_secs(1);
/// How often a batch that VK kept from being looked at is tried before its pages count as not seen.
const ATTEMPTS: u32 = 4;
/// The pause before such a batch is tried again; it grows from one to the next.
const PAUSE_FIRST: Duration = Duration::from_mins(1);

/// How long a process that ends waits for a store that does not answer.
const LAST_WORDS: Duration = Duration::from_secs(10);
/// How long the end of a worker may take beyond its grace: batches are given back, then leases.
pub const LONGEST_END: Duration = Duration::from_secs(2 * LAST_WORDS.as_secs());
/// How many leases may pass without a renewal before the process counts as standing still.
const BEATS_MISSED: u32 = 2;
/// A renewal may wait so long for a store that does not answer.
const LONGEST_RENEWAL: Duration = Duration::from_mins(1);

/// Where pages are seen, with tokens that processes may share.
pub trait SharedSource: PageSource {
    /// The tokens and how they are.
    fn tokens(&self) -> Vec<TokenFacts>;

    /// Lets this process use a token for a time, or no longer.
    fn permit(&self, fingerprint: &str, term: Option<&Term>);

    /// Whether any token may be used now.
    fn is_permitted(&self) -> bool;

    /// How many batches it is worth looking at together.
    fn parallel_batches(&self) -> usize;
}

/// What a worker works with; a reload puts another in its place.
#[derive(Clone)]
pub struct WorkerDeps {
    /// Where pages are seen.
    pub source: Arc<dyn SharedSource>,
    pub policy: Arc<Policy>,
    /// The rules as they are kept.
    pub kept_policy: KeptPolicy,
    /// Looks at covers; without it no picture is judged.
    pub covers: Option<Arc<CoverLook>>,
    /// When findings open and close, and when a run is held.
    pub settle: SettleRule,
    /// Called when the source may not be used any more: batches under way are given back.
    pub retired: CancellationToken,
}

/// What does not change while a worker lives.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// The name of the process among those that work on the store.
    pub holder: String,
    /// `serve` or `worker`.
    pub kind: &'static str,
    /// How long work and tokens stay with a process that is not heard of.
    pub lease: Duration,
    /// How long a soft stop may take before unfinished batches are given back.
    pub grace: Duration,
    /// The pause before a batch that VK kept from being looked at is tried again.
    pub pause_first: Duration,
}

impl WorkerOptions {
    /// Options with the usual pauses.
    pub fn new(holder: String, kind: &'static str, lease: Duration, grace: Duration) -> Self {
        Self { holder, kind, lease, grace, pause_first: PAUSE_FIRST }
    }
}

pub struct Worker {
    store: Store,
    clock: Arc<dyn Clock>,
    options: WorkerOptions,
    means: RwLock<Arc<WorkerDeps>>,
    /// Somebody of this process put work into the store, or the means changed.
    wake: Notify,
    /// Calls to VK by outcome since the process began.
    calls: Mutex<BTreeMap<String, u64>>,
    /// The batches that a task of this process works on, whose leases are renewed; called when another process has one.
    under_way: Mutex<BTreeMap<BatchId, CancellationToken>>,
    /// When leases were last renewed, or tried to.
    beat: Mutex<Instant>,
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Its results are in the store.
    Stored,
    /// Its run is over.
    Settled,
    /// It waits for a better moment.
    GivenBack,
    /// Another process has it.
    Lost,
}

impl Worker {
    pub fn new(store: Store, clock: Arc<dyn Clock>, options: WorkerOptions, means: WorkerDeps) -> Self {
        Self {
            store,
            clock,
            options,
            means: RwLock::new(Arc::new(means)),
            wake: Notify::new(),
            calls: Mutex::default(),
            under_way: Mutex::default(),
            beat: Mutex::new(Instant::now()),
        }
    }

    /// The means of the moment.
    pub fn means(&self) -> Arc<WorkerDeps> {
        Arc::clone(&self.means.read())
    }

    /// Puts other means in place; batches under way end with the old ones.
    pub fn change_means(&self, means: WorkerDeps) {
        *self.means.write() = Arc::new(means);
        self.wake.notify_one();
    }

    /// Whether its loops turn.
    pub fn is_alive(&self) -> bool {
        let beat = *self.beat.lock();
        beat.elapsed() < self.options.lease * BEATS_MISSED + LONGEST_RENEWAL
    }

    /// There is work in the store.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Calls to VK by outcome since the process began.
    pub fn calls(&self) -> BTreeMap<String, u64> {
        self.calls.lock().clone()
    }

    /// Works until `stop` is called, then finishes what is under way within the grace, and gives back what is left.
    pub async fn run(self: &Arc<Self>, stop: &CancellationToken) {
        let hard = CancellationToken::new();
        let keeper = tokio::spawn(Arc::clone(self).keep_leases(hard.clone()));
        let mut tasks = JoinSet::new();
        while !stop.is_cancelled() {
            while let Some(done) = tasks.try_join_next() {
                told(done);
            }
            let most = self.means().source.parallel_batches().max(1).saturating_sub(tasks.len());
            match self.claim(most).await {
                Ok(claims) => {
                    let is_idle = claims.is_empty();
                    for claim in claims {
                        let (worker, hard) = (Arc::clone(self), hard.clone());
                        tasks.spawn(async move { worker.carry_out(claim, &hard).await });
                    }
                    if is_idle {
                        self.rest(&mut tasks, stop).await;
                    }
                }
                Err(error) => {
                    tracing::warn!("{error}");
                    self.rest(&mut tasks, stop).await;
                }
            }
        }
        let given_up = async |tasks: &mut JoinSet<Done>| {
            // a store that hangs must not keep the process from ending
            tasks.abort_all();
            while tasks.join_next().await.is_some() {}
        };
        let in_time = async {
            while let Some(done) = tasks.join_next().await {
                told(done);
            }
        };
        if tokio::time::timeout(self.options.grace, in_time).await.is_err() {
            tracing::warn!("batches under way are given back: the grace of {:?} is over", self.options.grace);
            hard.cancel();
            let rest = async {
                while let Some(done) = tasks.join_next().await {
                    told(done);
                }
            };
            if tokio::time::timeout(LAST_WORDS, rest).await.is_err() {
                given_up(&mut tasks).await;
            }
        }
        hard.cancel();
        match tokio::time::timeout(LAST_WORDS, keeper).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the keeper of leases failed"),
            Err(_) => {
                tracing::warn!("leases are not given back, the store does not answer: they run out by themselves");
            }
        }
    }

    /// Claims what is ready and carries it out; tells how many batches that were. For those who drive the time themselves.
    ///
    /// # Errors
    /// The store cannot be used.
    pub async fn step(self: &Arc<Self>) -> Result<usize, StoreError> {
        let hard = CancellationToken::new();
        self.renew().await?;
        let claims = self.claim(self.means().source.parallel_batches().max(1)).await?;
        let mut tasks = JoinSet::new();
        let count = claims.len();
        for claim in claims {
            let (worker, hard) = (Arc::clone(self), hard.clone());
            tasks.spawn(async move { worker.carry_out(claim, &hard).await });
        }
        while let Some(done) = tasks.join_next().await {
            told(done);
        }
        Ok(count)
    }

    /// Takes the results of a released run over at once, unless somebody already does: that needs no token, and waits for no
    /// other work.
    pub fn settle_soon(self: &Arc<Self>, run: RunId) {
        let worker = Arc::clone(self);
        tokio::spawn(async move {
            let options = &worker.options;
            match worker.store.claim_settle(run, &options.holder, worker.clock.now(), options.lease).await {
                Ok(Some(claim)) => {
                    worker.carry_out(claim, &CancellationToken::new()).await;
                }
                Ok(None) => {}
                // it stays to be done, and is claimed like other work
                Err(error) => tracing::warn!("{error}"),
            }
        });
    }

    async fn claim(&self, most: usize) -> Result<Vec<Claim>, StoreError> {
        if most == 0 || !self.means().source.is_permitted() {
            return Ok(Vec::new());
        }
        self.store.claim(&self.options.holder, most, self.clock.now(), self.options.lease).await
    }

    /// Waits for a task to end, for work, or for a while.
    async fn rest(&self, tasks: &mut JoinSet<Done>, stop: &CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.wake.notified() => {}
            Some(done) = tasks.join_next() => told(done),
            () = tokio::time::sleep(LOOK_FOR_WORK) => {}
        }
    }

    fn count(&self, calls: &BTreeMap<String, u64>) {
        let mut sums = self.calls.lock();
        for (outcome, count) in calls {
            *sums.entry(outcome.clone()).or_default() += count;
        }
    }
}

fn told(done: Result<Done, tokio::task::JoinError>) {
    if let Err(error) = done {
        // its lease runs out, and the batch is claimed again
        tracing::error!(%error, "a batch failed inside the auditor");
    }
}

/// Whether another process has taken the batch.
fn is_lost(error: &StoreError) -> bool {
    error.trouble() == StoreTrouble::LeaseLost
}
