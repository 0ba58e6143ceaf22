//! A look at pages through VK's API: cuts them into batches, asks again for those an answer left out, halves batches that
//! fail, and knows when to stop. Knows no HTTP and no error code.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::matching::{Page, match_batch, match_single};
use super::plan::{Job, Kind, Plan};
use crate::model::{Cause, CutShort, PageAddress, Sight, Unverified, UnverifiedReason};
use crate::vk::{
    AskError, Batch, CallCounts, GroupAnswer, Groups, LookEnd, Observation, PageSource, Patience, Question, Resolved,
};

/// How many pages are asked for alone, one after the other, to see whether VK is in reach when none was seen yet.
const CANDIDATES: usize = 3;

/// VK's API as a place where pages can be seen.
#[derive(Debug)]
pub struct ApiSource<G> {
    groups: Arc<G>,
}

impl<G: Groups> ApiSource<G> {
    /// Looks at pages through this client.
    pub fn new(groups: Arc<G>) -> Self {
        Self { groups }
    }

    /// The client.
    pub const fn groups(&self) -> &Arc<G> {
        &self.groups
    }
}

impl<G: Groups> PageSource for ApiSource<G> {
    fn name(&self) -> String {
        self.groups.name()
    }

    fn look(
        self: Arc<Self>,
        asked: Arc<[PageAddress]>,
        out: mpsc::Sender<Batch>,
        cancel: CancellationToken,
    ) -> BoxFuture<'static, LookEnd> {
        let groups: Arc<dyn Groups> = Arc::clone(&self.groups) as _;
        async move { Look::new(groups, asked, out).run(cancel).await }.boxed()
    }
}

/// What ends a pass before its time.
enum Stop {
    Cancelled,
    /// The pages not yet seen are unverified for this.
    Because(Unverified),
    ReaderGone,
}

/// One look over all asked pages.
struct Look {
    groups: Arc<dyn Groups>,
    asked: Arc<[PageAddress]>,
    /// Later places of pages that are asked more than once.
    repeats: HashMap<Page, Vec<Page>>,
    plan: Plan,
    out: mpsc::Sender<Batch>,
    counts: Arc<Mutex<CallCounts>>,
    failures_in_a_row: u32,
    /// Pages that, asked alone, tell a bad page from a VK that is out of reach: one that VK showed in this pass, or else
    /// some that it did not show yet.
    probes: Probes,
    /// Whether such a page is being asked for; until it is answered, nothing else is.
    is_probing: bool,
}

enum Probes {
    Good(Page),
    Candidates(Vec<Page>),
}

/// What a call that was answered brought.
enum Brought {
    Groups(Vec<GroupAnswer>),
    Resolved(Resolved),
}

type Answered = (Job, Result<Brought, AskError>);

impl Look {
    fn new(groups: Arc<dyn Groups>, asked: Arc<[PageAddress]>, out: mpsc::Sender<Batch>) -> Self {
        let (distinct, repeats) = distinct(&asked);
        let candidates = (0..CANDIDATES).filter_map(|part| distinct.get(part * distinct.len() / CANDIDATES).copied());
        Self {
            probes: Probes::Candidates(candidates.collect()),
            plan: Plan::new(distinct, groups.batch_size()),
            groups,
            asked,
            repeats,
            out,
            counts: Arc::default(),
            failures_in_a_row: 0,
            is_probing: false,
        }
    }

    async fn run(mut self, cancel: CancellationToken) -> LookEnd {
        let mut calls = JoinSet::new();
        let stop = loop {
            while calls.len() < self.groups.parallel_calls()
                && !self.is_probing
                && let Some(job) = self.plan.next(calls.is_empty())
            {
                self.is_probing = job.kind == Kind::Probe;
                calls.spawn(ask(Arc::clone(&self.groups), Arc::clone(&self.asked), job, Arc::clone(&self.counts)));
            }
            let answered = tokio::select! {
                biased;
                () = cancel.cancelled() => break Some(Stop::Cancelled),
                answered = calls.join_next() => answered,
            };
            match answered {
                None => break None,
                Some(Ok(answered)) => {
                    if let Err(stop) = self.take(answered).await {
                        break Some(stop);
                    }
                }
                Some(Err(error)) => {
                    tracing::error!(%error, "a call ended in a fault of the auditor");
                }
            }
        };
        // what was answered before the end is not thrown away
        while !matches!(stop, Some(Stop::ReaderGone))
            && let Some(answered) = calls.try_join_next()
        {
            if let Ok(answered @ (_, Ok(_))) = answered
                && self.take(answered).await.is_err()
            {
                break;
            }
        }
        calls.shutdown().await;
        self.end(stop)
    }

    /// Takes in what one call brought.
    async fn take(&mut self, (job, answer): Answered) -> Result<(), Stop> {
        if job.kind == Kind::Probe {
            self.is_probing = false;
        }
        match answer {
            Err(AskError::Split(unverified)) => return self.failed(job, unverified).await,
            Err(AskError::Stop(unverified)) => return Err(Stop::Because(unverified)),
            Ok(_) | Err(AskError::NoneExists) => self.failures_in_a_row = 0,
        }
        match (job.kind, answer) {
            (Kind::Batch | Kind::Again, Ok(Brought::Groups(answers))) => {
                let matched = match_batch(&self.asked, &job.pages, answers);
                self.plan.left_out(matched.unmatched, job.kind);
                let observation = |(index, sight)| Observation { index, sight, renamed_to: None };
                self.tell(matched.seen.into_iter().map(observation).collect()).await
            }
            (Kind::Single | Kind::LeftOut, Ok(Brought::Groups(answers))) => {
                let index = job.pages[0];
                let (sight, renamed_to) = match_single(&self.asked[index], answers);
                self.tell(vec![Observation { index, sight, renamed_to }]).await
            }
            (Kind::Batch, _) => {
                self.plan.halve(job);
                Ok(())
            }
            // two answers agree already that these do not exist, so halving would only ask more often
            (Kind::Again, _) => {
                self.plan.singly(job.pages);
                Ok(())
            }
            (Kind::Single, _) => {
                self.plan.resolve(job.pages[0]);
                Ok(())
            }
            (Kind::Resolve, Ok(Brought::Resolved(Resolved::Community))) => {
                let refused = Unverified { reason: UnverifiedReason::VkError, cause: Cause::Contradiction };
                self.tell_one(job.pages[0], Err(refused)).await
            }
            (Kind::LeftOut | Kind::Resolve, _) => self.tell_one(job.pages[0], Ok(Sight::NotFound)).await,
            (Kind::Probe, _) => Ok(()),
        }
    }

    /// A call failed with all its repetitions: its parts may do better, unless VK is out of reach.
    async fn failed(&mut self, job: Job, unverified: Unverified) -> Result<(), Stop> {
        if job.kind == Kind::Probe {
            let Probes::Candidates(candidates) = &mut self.probes else { return Err(Stop::Because(unverified)) };
            candidates.retain(|page| *page != job.pages[0]);
            let next = candidates.first().copied();
            return next.map(|page| self.plan.probe(page, Patience::Part)).ok_or(Stop::Because(unverified));
        }
        self.failures_in_a_row += 1;
        let limit = self.groups.failures_to_stop();
        if self.failures_in_a_row >= limit {
            // whatever comes of the probe, this call tells nothing of its pages
            self.plan.put_back(job);
            if self.failures_in_a_row == limit {
                match &self.probes {
                    Probes::Good(page) => self.plan.probe(*page, Patience::Probe),
                    Probes::Candidates(candidates) => match candidates.first() {
                        Some(page) => self.plan.probe(*page, Patience::Part),
                        None => return Err(Stop::Because(unverified)),
                    },
                }
            }
            return Ok(());
        }
        if job.pages.len() == 1 {
            self.tell_one(job.pages[0], Err(unverified)).await
        } else {
            self.plan.halve(job);
            Ok(())
        }
    }

    async fn tell_one(&mut self, index: Page, sight: Result<Sight, Unverified>) -> Result<(), Stop> {
        self.tell(vec![Observation { index, sight, renamed_to: None }]).await
    }

    /// Sends observations, each also for the later places of its page.
    async fn tell(&mut self, mut batch: Batch) -> Result<(), Stop> {
        if let Some(seen) = batch.iter().find(|seen| matches!(seen.sight, Ok(Sight::Seen(_)))) {
            self.probes = Probes::Good(seen.index);
        }
        if !self.repeats.is_empty() {
            let again = |seen: &Observation| {
                let places = self.repeats.get(&seen.index).cloned().unwrap_or_default();
                let seen = seen.clone();
                places.into_iter().map(move |index| Observation { index, ..seen.clone() })
            };
            let repeated: Batch = batch.iter().flat_map(again).collect();
            batch.extend(repeated);
        }
        if batch.is_empty() {
            return Ok(());
        }
        self.out.send(batch).await.map_err(|_| Stop::ReaderGone)
    }

    fn end(self, stop: Option<Stop>) -> LookEnd {
        let (rest, cut_short) = match stop {
            None => (Unverified { reason: UnverifiedReason::Internal, cause: Cause::Fault }, None),
            Some(Stop::Cancelled | Stop::ReaderGone) => {
                (Unverified::of(UnverifiedReason::Interrupted), Some(CutShort::Interrupted))
            }
            Some(Stop::Because(rest)) => {
                let cause = rest.cause.clone();
                (rest, Some(CutShort::Stopped { cause }))
            }
        };
        let calls = self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        LookEnd { rest, cut_short, remarks: self.groups.remarks(), calls, failure: None }
    }
}

async fn ask(groups: Arc<dyn Groups>, asked: Arc<[PageAddress]>, job: Job, counts: Arc<Mutex<CallCounts>>) -> Answered {
    let answer = if job.kind == Kind::Resolve {
        groups.resolve(&asked[job.pages[0]], &counts).await.map(Brought::Resolved)
    } else {
        let pages = job.pages.iter().map(|page| asked[*page].clone()).collect();
        let question = Question { pages, patience: job.patience };
        groups.ask(&question, &counts).await.map(Brought::Groups)
    };
    (job, answer)
}

/// The first place of each page, and the later places of those that are asked more than once.
fn distinct(asked: &[PageAddress]) -> (Vec<Page>, HashMap<Page, Vec<Page>>) {
    let mut first_places = HashMap::with_capacity(asked.len());
    let (mut distinct, mut repeats) = (Vec::with_capacity(asked.len()), HashMap::<Page, Vec<Page>>::new());
    for (place, address) in asked.iter().enumerate() {
        let first = *first_places.entry(address).or_insert(place);
        if first == place {
            distinct.push(place);
        } else {
            repeats.entry(first).or_default().push(place);
        }
    }
    (distinct, repeats)
}

#[cfg(test)]
mod tests;
