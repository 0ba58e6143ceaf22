//! A look at pages through VK's API: cuts them into batches, asks again for those of which one answer is not enough, halves
//! batches that fail, and knows when to stop. Knows no HTTP and no error code.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use parking_lot::Mutex;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::absent::KnownAbsent;
use super::doubt::{Doubt, Doubts, Judged, contradictory};
use super::matching::{Page, distinct, match_batch, match_single};
use super::plan::{Job, Kind, Plan};
use crate::{
    AskError, Batch, CallCounts, GroupAnswer, Groups, LookEnd, Observation, PageSource, Patience, Question, Resolved,
};

use domain::model::{Cause, CutShort, PageAddress, Sight, Unverified, UnverifiedReason};

/// How many pages are asked for alone, one after the other, to see whether VK is in reach when none was seen yet.
const CANDIDATES: usize = 3;

/// VK's API as a place where pages can be seen.
#[derive(Debug)]
pub struct ApiSource<G> {
    groups: Arc<G>,
    asks_again_for_menus: bool,
    absent: Arc<KnownAbsent>,
}

impl<G: Groups> ApiSource<G> {
    /// Looks at pages through this client.
    pub fn new(groups: Arc<G>) -> Self {
        Self { groups, asks_again_for_menus: false, absent: Arc::default() }
    }

    /// Open pages that are shown without a menu are asked for once more at the end of each look, all together: for those
    /// who will not look at them another time.
    #[must_use]
    pub fn asking_again_for_menus(self) -> Self {
        Self { asks_again_for_menus: true, ..self }
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
        let look = Look::new(&self, asked, out);
        async move { look.run(cancel).await }.boxed()
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
    doubts: Doubts,
    absent: Arc<KnownAbsent>,
    /// Whether pages were asked for again to see a menu, when none had been seen.
    was_asked_for_menus: bool,
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
    fn new<G: Groups>(source: &ApiSource<G>, asked: Arc<[PageAddress]>, out: mpsc::Sender<Batch>) -> Self {
        let groups: Arc<dyn Groups> = Arc::clone(&source.groups) as _;
        let (distinct, repeats) = distinct(&asked);
        let candidates = (0..CANDIDATES).filter_map(|part| distinct.get(part * distinct.len() / CANDIDATES).copied());
        Self {
            probes: Probes::Candidates(candidates.collect()),
            plan: Plan::new(distinct, groups.batch_size()),
            doubts: Doubts::new(source.asks_again_for_menus, groups.batch_size()),
            absent: Arc::clone(&source.absent),
            was_asked_for_menus: false,
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
                && let Some(job) = self.plan.next()
            {
                self.is_probing = job.kind == Kind::Probe;
                calls.spawn(ask(Arc::clone(&self.groups), Arc::clone(&self.asked), job, Arc::clone(&self.counts)));
            }
            if calls.is_empty() {
                // no call is under way whose answer could put further pages in doubt
                match self.ask_again().await {
                    Ok(true) => continue,
                    Ok(false) => break None,
                    Err(stop) => break Some(stop),
                }
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
            (Kind::Batch, Ok(Brought::Groups(answers))) => {
                let mut matched = match_batch(&self.asked, &job.pages, answers);
                self.absent.settle(&self.asked, &mut matched);
                let doubted = self.doubts.sift(&mut matched);
                self.plan.doubted(doubted);
                self.tell_all(matched.seen).await
            }
            (Kind::Again, Ok(Brought::Groups(answers))) => {
                let all: Vec<Page> = job.all_pages().collect();
                let matched = match_batch(&self.asked, &all, answers);
                let Judged { settled, again, alone, in_parts } =
                    self.doubts.judge(&self.asked, &job.companions, matched);
                self.plan.doubted(again);
                for page in alone {
                    self.plan.alone(page);
                }
                self.plan.halve(Job { pages: in_parts, ..job });
                self.tell_all(settled).await
            }
            (Kind::Single | Kind::Alone, Ok(Brought::Groups(answers))) => self.take_alone(job.pages[0], answers).await,
            (Kind::Batch | Kind::Again, _) => {
                self.plan.halve(job);
                Ok(())
            }
            (Kind::Alone, _) => self.take_alone(job.pages[0], Vec::new()).await,
            (Kind::Single, _) => {
                self.plan.resolve(job.pages[0]);
                Ok(())
            }
            (Kind::Resolve, Ok(Brought::Resolved(Resolved::Community))) => {
                let refused = Unverified { reason: UnverifiedReason::VkError, cause: Cause::Contradiction };
                self.tell_one(job.pages[0], Err(refused)).await
            }
            (Kind::Resolve, _) => self.tell_one(job.pages[0], Ok(Sight::NotFound)).await,
            (Kind::Probe, _) => Ok(()),
        }
    }

    /// Takes in what a call for this page alone brought.
    async fn take_alone(&mut self, page: Page, answers: Vec<GroupAnswer>) -> Result<(), Stop> {
        let (sight, renamed_to) = match_single(&self.asked[page], answers);
        if renamed_to.is_none() {
            self.doubts.learn([(page, &sight)]);
        }
        let before = self.doubts.of(page);
        let doubt = match &sight {
            Ok(Sight::NotFound) if before != Some(Doubt::LeftOut) => Some(Doubt::LeftOut),
            sight if before != Some(Doubt::NoMenu) && self.doubts.is_doubtful(sight) => Some(Doubt::NoMenu),
            _ => None,
        };
        let Some(doubt) = doubt else {
            self.doubts.settle(page);
            return self.tell(vec![Observation { index: page, sight, renamed_to }]).await;
        };
        if self.doubts.put(page, doubt) {
            self.doubts.settle(page);
            return self.tell_one(page, Err(contradictory())).await;
        }
        if renamed_to.is_some() {
            // among others it would not be known
            self.plan.alone(page);
        } else {
            self.plan.doubted([page]);
        }
        Ok(())
    }

    /// Plans the calls that look again at what is in doubt; tells whether there are any.
    async fn ask_again(&mut self) -> Result<bool, Stop> {
        let mut doubted = self.plan.take_doubted();
        if !self.doubts.is_menu_seen() {
            doubted = self.without_hopeless_menus(doubted).await?;
        }
        let Some(first) = doubted.first().copied() else { return Ok(false) };
        let companions = self.doubts.companions();
        if companions.is_empty() {
            // nothing was shown yet that could be asked for with them; once one of them is, the rest need not be alone
            self.plan.doubted(doubted.drain(1..));
            self.plan.alone(first);
        } else {
            self.plan.again(&doubted, companions);
        }
        Ok(true)
    }

    /// Where VK has shown no menu at all, one call is enough to see whether it does now; that it gives none is no reason to
    /// ask for every page twice.
    async fn without_hopeless_menus(&mut self, doubted: Vec<Page>) -> Result<Vec<Page>, Stop> {
        let is_no_menu = |page: &Page| self.doubts.of(*page) == Some(Doubt::NoMenu);
        let (mut no_menu, mut doubted): (Vec<_>, Vec<_>) = doubted.into_iter().partition(is_no_menu);
        if no_menu.is_empty() {
            return Ok(doubted);
        }
        if std::mem::replace(&mut self.was_asked_for_menus, true) {
            let cause = Cause::NoMenus { pages: no_menu.len() };
            let unseen = Unverified { reason: UnverifiedReason::BadAnswer, cause };
            for page in &no_menu {
                self.doubts.settle(*page);
            }
            self.tell_all(no_menu.into_iter().map(|page| (page, Err(unseen.clone()))).collect()).await?;
        } else {
            let room = self.plan.room(self.doubts.companions());
            self.plan.doubted(no_menu.split_off(no_menu.len().min(room)));
            doubted.extend(no_menu);
        }
        Ok(doubted)
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
        match job.pages[..] {
            [page] if job.companions.is_empty() => return self.tell_one(page, Err(unverified)).await,
            // it may be for a companion that the call fails
            [page] => self.plan.alone(page),
            _ => self.plan.halve(job),
        }
        Ok(())
    }

    async fn tell_all(&mut self, seen: Vec<(Page, Result<Sight, Unverified>)>) -> Result<(), Stop> {
        let observation = |(index, sight)| Observation { index, sight, renamed_to: None };
        self.tell(seen.into_iter().map(observation).collect()).await
    }

    async fn tell_one(&mut self, index: Page, sight: Result<Sight, Unverified>) -> Result<(), Stop> {
        self.tell(vec![Observation { index, sight, renamed_to: None }]).await
    }

    /// Sends observations, each also for the later places of its page.
    async fn tell(&mut self, mut batch: Batch) -> Result<(), Stop> {
        if let Some(seen) = batch.iter().find(|seen| matches!(seen.sight, Ok(Sight::Seen(_)))) {
            self.probes = Probes::Good(seen.index);
        }
        self.absent.learn(&self.asked, &batch);
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
        let calls = self.counts.lock().clone();
        LookEnd { rest, cut_short, remarks: self.groups.remarks(), calls, failure: None }
    }
}

async fn ask(groups: Arc<dyn Groups>, asked: Arc<[PageAddress]>, job: Job, counts: Arc<Mutex<CallCounts>>) -> Answered {
    let answer = if job.kind == Kind::Resolve {
        groups.resolve(&asked[job.pages[0]], &counts).await.map(Brought::Resolved)
    } else {
        let pages = job.all_pages().map(|page| asked[page].clone()).collect();
        let question = Question { pages, patience: job.patience };
        groups.ask(&question, &counts).await.map(Brought::Groups)
    };
    (job, answer)
}

#[cfg(test)]
mod tests;
