//! One batch: its pages are looked at and audited, and the results go to the store with the batch's end.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::retry::{FOR_THE_STORE, repeat};
use super::{ATTEMPTS, Done, Worker, WorkerDeps, is_lost};
use crate::run::{Ended, Pass, Plan, Target};
use domain::model::{Cause, CutShort, Remark, UnverifiedReason};
use store::{BatchId, BatchKind, Claim, LookResult, Outcome, PageId, Settled, StoreError};
use system::backoff::Backoff;
use vk::PageSource;

/// The longest pause before a batch is tried again.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// Marks a batch as worked on, until the task ends in whatever way.
struct UnderWay<'a> {
    worker: &'a Worker,
    batch: BatchId,
    /// Called when another process has it.
    lost: CancellationToken,
}

impl<'a> UnderWay<'a> {
    fn begin(worker: &'a Worker, batch: BatchId) -> Self {
        let lost = CancellationToken::new();
        worker.under_way.lock().insert(batch, lost.clone());
        Self { worker, batch, lost }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.worker.under_way.lock().remove(&self.batch);
    }
}

/// The results of a batch.
struct Looked {
    results: Vec<LookResult>,
    ended: Ended,
}

impl Looked {
    /// Why most of its pages could not be seen, when that is no fault of theirs and may pass.
    fn obstacle(&self) -> Option<Cause> {
        if let Some(CutShort::Stopped { cause }) = &self.ended.cut_short {
            return Some(cause.clone());
        }
        let passing = |reason| {
            matches!(reason, UnverifiedReason::Network | UnverifiedReason::TokensExhausted | UnverifiedReason::Stopped)
        };
        let unseen = self.results.iter().filter_map(|one| one.audit.unverified.as_ref());
        let mut obstacles = unseen.filter(|why| passing(why.reason));
        let first = obstacles.next()?;
        let is_most = (1 + obstacles.count()) * 2 > self.results.len();
        is_most.then(|| first.cause.clone())
    }
}

impl Worker {
    /// Carries a batch out, whatever happens.
    pub(super) async fn carry_out(self: Arc<Self>, claim: Claim, hard: &CancellationToken) -> Done {
        let under_way = UnderWay::begin(&self, claim.batch);
        let done = match claim.kind {
            BatchKind::Look => self.look(&claim, hard, &under_way.lost).await,
            BatchKind::Settle => self.settle(&claim, hard).await,
        };
        match done {
            Ok(done) => done,
            Err(error) if is_lost(&error) => {
                tracing::warn!("{error}");
                Done::Lost
            }
            Err(error) => {
                tracing::error!("batch {} of run {}: {error}", claim.batch, claim.run);
                self.give_back(&claim, true).await
            }
        }
    }

    async fn settle(&self, claim: &Claim, hard: &CancellationToken) -> Result<Done, StoreError> {
        let rule = self.means().settle;
        let settled = repeat(FOR_THE_STORE, hard, || self.store.settle(claim, &rule, self.clock.now())).await?;
        match settled {
            Settled::Finished => tracing::info!("run {} is over", claim.run),
            Settled::Held => {
                tracing::warn!(
                    "run {} changes too much to be believed and is held: look at it with `runs show {}`, then `runs release` or \
                     `runs discard`",
                    claim.run,
                    claim.run
                );
            }
            Settled::Gone => tracing::info!("run {} was discarded", claim.run),
        }
        if let Some(covers) = &self.means().covers {
            covers.rest();
        }
        Ok(Done::Settled)
    }

    async fn look(
        &self,
        claim: &Claim,
        hard: &CancellationToken,
        lost: &CancellationToken,
    ) -> Result<Done, StoreError> {
        let means = self.means();
        let (targets, pages) = repeat(FOR_THE_STORE, hard, || self.targets(claim)).await?;
        let plan = self.plan(&means, targets, claim);
        let looked = Self::look_at(plan, &pages, [hard, lost, &means.retired]).await;
        self.count(&looked.ended.calls.iter().map(|(outcome, count)| (outcome.to_owned(), count)).collect());
        if looked.ended.cut_short == Some(CutShort::Interrupted) {
            if lost.is_cancelled() {
                tracing::warn!("batch {} of run {} was taken by another process", claim.batch, claim.run);
                return Ok(Done::Lost);
            }
            return Ok(self.give_back(claim, false).await);
        }
        if let Some(obstacle) = looked.obstacle().filter(|_| claim.attempts + 1 < ATTEMPTS) {
            tracing::warn!("batch {} of run {} will be tried again: {obstacle:?}", claim.batch, claim.run);
            return Ok(self.give_back(claim, true).await);
        }
        let outcome = Outcome {
            calls: looked.ended.calls.iter().map(|(outcome, count)| (outcome.to_owned(), count)).collect(),
            remarks: looked.ended.remarks.into_iter().filter(is_of_the_run).collect(),
        };
        let results = looked.results;
        let finish = || self.store.finish_looks(claim, &means.kept_policy, &results, &outcome, self.clock.now());
        repeat(FOR_THE_STORE, hard, finish).await?;
        Ok(Done::Stored)
    }

    /// The pages to look at, and which of them count; witnesses are only looked at.
    async fn targets(&self, claim: &Claim) -> Result<(Vec<Target>, Vec<Option<PageId>>), StoreError> {
        let mut wanted = claim.pages.clone();
        wanted.extend(claim.witnesses.iter().filter(|page| !claim.pages.contains(page)));
        let (mut targets, mut pages) = (Vec::with_capacity(wanted.len()), Vec::with_capacity(wanted.len()));
        for page in self.store.imported_pages(&wanted).await? {
            pages.push(claim.pages.binary_search(&page.id).is_ok().then_some(page.id));
            targets.push(Target {
                url: page.url.into(),
                address: page.address,
                organization: page.organization.map(Arc::new),
            });
        }
        Ok((targets, pages))
    }

    fn plan(&self, means: &WorkerDeps, targets: Vec<Target>, claim: &Claim) -> Plan {
        let source: Arc<dyn PageSource> = Arc::clone(&means.source) as _;
        Plan {
            policy: Arc::clone(&means.policy),
            targets: targets.into(),
            registry: None,
            directory: Some(Arc::new(self.store.clone())),
            source,
            covers: means.covers.clone(),
            clock: Arc::clone(&self.clock),
            keep_looks: true,
            expects_menu: !claim.witnesses.is_empty(),
        }
    }

    /// Looks until all is seen or one of these ends it.
    async fn look_at(plan: Plan, pages: &[Option<PageId>], ends: [&CancellationToken; 3]) -> Looked {
        let [hard, lost, retired] = ends;
        let cancel = hard.child_token();
        let mut pass = Pass::start(plan, &cancel);
        let mut results = Vec::with_capacity(pages.len());
        loop {
            let audited = tokio::select! {
                audited = pass.next() => audited,
                () = async { tokio::select! { () = lost.cancelled() => {}, () = retired.cancelled() => {} } },
                    if !cancel.is_cancelled() =>
                {
                    cancel.cancel();
                    continue;
                }
            };
            let Some(audited) = audited else { break };
            results.extend(audited.into_iter().filter_map(|one| {
                let page = pages.get(one.index).copied().flatten()?;
                Some(LookResult { page, audit: one.audit, look: one.look })
            }));
        }
        let ended = pass.end().await.unwrap_or_else(|error| Ended {
            cut_short: Some(CutShort::Stopped { cause: Cause::Saved(error) }),
            ..Ended::default()
        });
        Looked { results, ended }
    }

    /// Gives a batch back; one that failed waits longer each time.
    async fn give_back(&self, claim: &Claim, failed: bool) -> Done {
        // leases and pauses are measured by the store's clock, where it has one
        let now = self.store.lease_now(self.clock.now()).await.unwrap_or_else(|_| self.clock.now());
        let pause = Backoff { first: self.options.pause_first, longest: LONGEST_PAUSE }.pause(claim.attempts);
        let not_before = if failed { now.saturating_add(pause).unwrap_or(Timestamp::MAX) } else { now };
        let cancel = CancellationToken::new();
        let given = repeat(FOR_THE_STORE, &cancel, || self.store.give_back(claim, not_before, failed));
        // a store that is away must not keep the process from ending: the lease runs out by itself
        match tokio::time::timeout(self.options.lease, given).await {
            Ok(Ok(())) => Done::GivenBack,
            Ok(Err(error)) => {
                tracing::warn!("batch {} stays claimed until its lease ends: {error}", claim.batch);
                Done::Lost
            }
            Err(_) => Done::Lost,
        }
    }
}

/// Whether a remark is told of the run; of other names of pages the store tells by the page.
const fn is_of_the_run(remark: &Remark) -> bool {
    match remark {
        Remark::Token { .. } | Remark::Text(_) => true,
        Remark::Renamed { .. } => false,
    }
}
