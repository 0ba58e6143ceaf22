//! Which pages are asked for next, and together with which others. Asks nothing itself.

use std::collections::VecDeque;

use super::doubt::Companion;
use super::matching::Page;
use crate::Patience;

/// How many companions a call holds at least; where it has room for more, it holds more.
const LEAST_COMPANIONS: usize = 5;

/// Pages to ask for in one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) pages: Vec<Page>,
    /// Pages asked for besides, which VK showed before: that it shows them again makes its silence about others tell.
    pub(super) companions: Vec<Companion>,
    pub(super) kind: Kind,
    pub(super) patience: Patience,
}

/// Why pages are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// To see them, together with others.
    Batch,
    /// One answer is not enough to believe what it said of them: to see whether a second says the same.
    Again,
    /// To see the page, alone.
    Single,
    /// Answers contradict each other about the page, or there are no others to ask for with it: to see it alone.
    Alone,
    /// VK says that the page does not exist, and no answer left it out: to see whether something has its address.
    Resolve,
    /// To see whether VK is in reach.
    Probe,
}

impl Job {
    fn new(pages: Vec<Page>, kind: Kind, patience: Patience) -> Self {
        let kind = if kind == Kind::Batch && pages.len() == 1 { Kind::Single } else { kind };
        Self { pages, companions: Vec::new(), kind, patience }
    }

    /// All pages the call holds.
    pub(super) fn all_pages(&self) -> impl Iterator<Item = Page> {
        self.pages.iter().copied().chain(self.companions.iter().map(|companion| companion.page))
    }
}

/// The calls that are still to make.
#[derive(Debug)]
pub(super) struct Plan {
    batch_size: usize,
    /// Pages never asked for.
    fresh: VecDeque<Page>,
    /// What came up on the way; the last goes first, so that a failed batch is looked into before more of them fail.
    urgent: Vec<Job>,
    /// A page to ask for before anything else.
    probe: Option<Job>,
    /// Pages to ask for again once all others were asked for.
    doubted: Vec<Page>,
}

impl Plan {
    /// A plan to ask for all these pages.
    pub(super) fn new(pages: Vec<Page>, batch_size: usize) -> Self {
        Self {
            batch_size: batch_size.max(1),
            fresh: pages.into(),
            urgent: Vec::new(),
            probe: None,
            doubted: Vec::new(),
        }
    }

    /// The next call; `None` when there is nothing to ask for now.
    pub(super) fn next(&mut self) -> Option<Job> {
        if let Some(job) = self.probe.take() {
            return Some(job);
        }
        if let Some(job) = self.urgent.pop() {
            return Some(job);
        }
        if self.fresh.is_empty() {
            return None;
        }
        let count = self.batch_size.min(self.fresh.len());
        let pages: Vec<Page> = self.fresh.drain(..count).collect();
        Some(Job::new(pages, Kind::Batch, Patience::Whole))
    }

    /// How many pages one call may hold besides companions.
    pub(super) fn room(&self, companions: &[Companion]) -> usize {
        self.batch_size.saturating_sub(companions.len().min(LEAST_COMPANIONS)).max(1)
    }

    /// Takes back pages of which one answer is not enough.
    pub(super) fn doubted(&mut self, pages: impl IntoIterator<Item = Page>) {
        self.doubted.extend(pages);
    }

    /// The pages taken back so far, in the order asked.
    pub(super) fn take_doubted(&mut self) -> Vec<Page> {
        let mut doubted = std::mem::take(&mut self.doubted);
        doubted.sort_unstable();
        doubted
    }

    /// Asks for these pages again, in as few calls of equal size as there can be with companions in each.
    pub(super) fn again(&mut self, pages: &[Page], companions: &[Companion]) {
        let calls = pages.len().div_ceil(self.room(companions));
        let size = pages.len().div_ceil(calls.max(1)).max(1);
        let job = |pages: &[Page]| {
            let others = companions.iter().filter(|companion| !pages.contains(&companion.page)).copied();
            let companions = others.take(self.batch_size - pages.len()).collect();
            Job { companions, ..Job::new(pages.to_vec(), Kind::Again, Patience::Whole) }
        };
        self.urgent.extend(pages.chunks(size).rev().map(job));
    }

    /// Asks for this page alone.
    pub(super) fn alone(&mut self, page: Page) {
        self.urgent.push(Job::new(vec![page], Kind::Alone, Patience::Whole));
    }

    /// Asks what has the address of this page.
    pub(super) fn resolve(&mut self, page: Page) {
        self.urgent.push(Job::new(vec![page], Kind::Resolve, Patience::Part));
    }

    /// Asks for the two halves of a call that failed, the left one first. Of pages asked for again, a half of one page is
    /// asked for alone.
    pub(super) fn halve(&mut self, job: Job) {
        let Job { mut pages, companions, kind, .. } = job;
        let right = pages.split_off(pages.len().div_ceil(2));
        let halves = [right, pages].into_iter().filter(|half| !half.is_empty());
        self.urgent.extend(halves.map(|half| {
            if kind == Kind::Again && half.len() == 1 {
                return Job::new(half, Kind::Alone, Patience::Part);
            }
            Job { companions: companions.clone(), ..Job::new(half, kind, Patience::Part) }
        }));
    }

    /// Asks once more, as it was.
    pub(super) fn put_back(&mut self, job: Job) {
        self.urgent.push(job);
    }

    /// Asks for a page, before anything else, to see whether VK is in reach.
    pub(super) fn probe(&mut self, page: Page, patience: Patience) {
        self.probe = Some(Job::new(vec![page], Kind::Probe, patience));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(job: Option<Job>) -> Vec<Page> {
        job.map(|job| job.pages).unwrap_or_default()
    }

    fn companions(pages: std::ops::Range<Page>) -> Vec<Companion> {
        pages.map(|page| Companion { page, has_menu: true }).collect()
    }

    #[test]
    fn pages_are_cut_into_batches_and_a_lone_one_is_asked_alone() {
        let mut plan = Plan::new((0..7).collect(), 3);
        assert_eq!(pages(plan.next()), [0, 1, 2]);
        assert_eq!(pages(plan.next()), [3, 4, 5]);
        let last = plan.next().unwrap();
        assert_eq!((last.pages, last.kind, last.patience), (vec![6], Kind::Single, Patience::Whole));
        assert_eq!(plan.next(), None);
    }

    #[test]
    fn halves_of_a_failed_batch_go_before_fresh_pages_the_left_one_first() {
        let mut plan = Plan::new((0..10).collect(), 5);
        let job = plan.next().unwrap();
        plan.halve(job);
        let left = plan.next().unwrap();
        assert_eq!((left.pages.as_slice(), left.patience), ([0, 1, 2].as_slice(), Patience::Part));
        assert_eq!(pages(plan.next()), [3, 4]);
        plan.halve(left);
        assert_eq!(pages(plan.next()), [0, 1]);
        assert_eq!(plan.next().unwrap().kind, Kind::Single);
        assert_eq!(pages(plan.next()), [5, 6, 7, 8, 9]);
    }

    #[test]
    fn doubted_pages_wait_until_they_are_asked_for_again_in_as_few_calls_as_can_be() {
        let mut plan = Plan::new((0..20).collect(), 10);
        plan.next().unwrap();
        plan.doubted([7, 1, 5, 3]);
        assert_eq!(plan.next().unwrap().kind, Kind::Batch);
        plan.doubted(11..16);
        assert_eq!(plan.next(), None);
        let doubted = plan.take_doubted();
        plan.again(&doubted, &companions(0..9));
        let first = plan.next().unwrap();
        assert_eq!((first.pages.as_slice(), first.kind), ([1, 3, 5, 7, 11].as_slice(), Kind::Again));
        let others: Vec<Page> = first.companions.iter().map(|companion| companion.page).collect();
        assert_eq!(others, [0, 2, 4, 6, 8], "what is in doubt itself is no companion");
        let second = plan.next().unwrap();
        assert_eq!((second.pages.as_slice(), second.companions), ([12, 13, 14, 15].as_slice(), companions(0..6)));
        assert_eq!(plan.next(), None);
    }

    #[test]
    fn halves_keep_their_companions_and_one_page_is_asked_alone() {
        let mut plan = Plan::new(Vec::new(), 10);
        plan.again(&[4, 5, 6], &companions(0..2));
        let job = plan.next().unwrap();
        plan.halve(job);
        let left = plan.next().unwrap();
        assert_eq!((left.pages.as_slice(), left.kind), ([4, 5].as_slice(), Kind::Again));
        assert_eq!(left.all_pages().collect::<Vec<_>>(), [4, 5, 0, 1]);
        let right = plan.next().unwrap();
        assert_eq!((right.all_pages().collect::<Vec<_>>(), right.kind), (vec![6], Kind::Alone));
    }
}
