//! Which pages are asked for next, and together with which others. Asks nothing itself.

use std::collections::VecDeque;

use super::matching::Page;
use crate::vk::Patience;

/// Up to how many pages that answers left out are asked one by one without asking for them together first.
const FEW: usize = 3;

/// Pages to ask for in one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) pages: Vec<Page>,
    pub(super) kind: Kind,
    pub(super) patience: Patience,
}

/// Why pages are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// To see them, together with others.
    Batch,
    /// An answer left them out: to see whether it was by chance.
    Again,
    /// To see the page, alone.
    Single,
    /// An answer for others left the page out: to see whether it does not exist.
    LeftOut,
    /// VK says that the page does not exist, and no answer left it out: to see whether something has its address.
    Resolve,
    /// To see whether VK is in reach.
    Probe,
}

impl Job {
    fn new(pages: Vec<Page>, kind: Kind, patience: Patience) -> Self {
        let kind = match kind {
            Kind::Batch if pages.len() == 1 => Kind::Single,
            Kind::Again if pages.len() == 1 => Kind::LeftOut,
            kind => kind,
        };
        Self { pages, kind, patience }
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
    /// Pages that answers left out, kept until they fill a batch.
    left_out: Vec<Page>,
}

impl Plan {
    /// A plan to ask for all these pages.
    pub(super) fn new(pages: Vec<Page>, batch_size: usize) -> Self {
        Self {
            batch_size: batch_size.max(1),
            fresh: pages.into(),
            urgent: Vec::new(),
            probe: None,
            left_out: Vec::new(),
        }
    }

    /// The next call; `None` when there is nothing to ask for now. `is_idle`: no call is under way whose answer could
    /// leave out further pages.
    pub(super) fn next(&mut self, is_idle: bool) -> Option<Job> {
        if let Some(job) = self.probe.take() {
            return Some(job);
        }
        if let Some(job) = self.urgent.pop() {
            return Some(job);
        }
        if !self.fresh.is_empty() {
            let count = self.batch_size.min(self.fresh.len());
            let pages: Vec<Page> = self.fresh.drain(..count).collect();
            return Some(Job::new(pages, Kind::Batch, Patience::Whole));
        }
        if is_idle && !self.left_out.is_empty() {
            let pages = std::mem::take(&mut self.left_out);
            self.again(pages);
            return self.urgent.pop();
        }
        None
    }

    /// Takes back pages that an answer left out.
    pub(super) fn left_out(&mut self, pages: Vec<Page>, kind: Kind) {
        if kind == Kind::Again {
            self.singly(pages);
            return;
        }
        self.left_out.extend(pages);
        while self.left_out.len() >= self.batch_size {
            let pages = self.left_out.drain(..self.batch_size).collect();
            self.again(pages);
        }
    }

    /// Asks what has the address of this page.
    pub(super) fn resolve(&mut self, page: Page) {
        self.urgent.push(Job::new(vec![page], Kind::Resolve, Patience::Part));
    }

    /// Asks for each of these pages, which answers left out, alone.
    pub(super) fn singly(&mut self, pages: Vec<Page>) {
        self.urgent.extend(pages.into_iter().rev().map(|page| Job::new(vec![page], Kind::LeftOut, Patience::Whole)));
    }

    /// Asks for the two halves of a call that failed, the left one first.
    pub(super) fn halve(&mut self, job: Job) {
        let Job { mut pages, kind, .. } = job;
        let right = pages.split_off(pages.len().div_ceil(2));
        let halves = [right, pages].into_iter().filter(|half| !half.is_empty());
        self.urgent.extend(halves.map(|half| Job::new(half, kind, Patience::Part)));
    }

    /// Asks once more, as it was.
    pub(super) fn put_back(&mut self, job: Job) {
        self.urgent.push(job);
    }

    /// Asks for a page, before anything else, to see whether VK is in reach.
    pub(super) fn probe(&mut self, page: Page, patience: Patience) {
        self.probe = Some(Job::new(vec![page], Kind::Probe, patience));
    }

    fn again(&mut self, pages: Vec<Page>) {
        if pages.len() <= FEW {
            self.singly(pages);
        } else {
            self.urgent.push(Job::new(pages, Kind::Again, Patience::Whole));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(job: Option<Job>) -> Vec<Page> {
        job.map(|job| job.pages).unwrap_or_default()
    }

    #[test]
    fn pages_are_cut_into_batches_and_a_lone_one_is_asked_alone() {
        let mut plan = Plan::new((0..7).collect(), 3);
        assert_eq!(pages(plan.next(true)), [0, 1, 2]);
        assert_eq!(pages(plan.next(false)), [3, 4, 5]);
        let last = plan.next(false).unwrap();
        assert_eq!((last.pages, last.kind, last.patience), (vec![6], Kind::Single, Patience::Whole));
        assert_eq!(plan.next(true), None);
    }

    #[test]
    fn halves_of_a_failed_batch_go_before_fresh_pages_the_left_one_first() {
        let mut plan = Plan::new((0..10).collect(), 5);
        let job = plan.next(true).unwrap();
        plan.halve(job);
        let left = plan.next(false).unwrap();
        assert_eq!((left.pages.as_slice(), left.patience), ([0, 1, 2].as_slice(), Patience::Part));
        assert_eq!(pages(plan.next(false)), [3, 4]);
        plan.halve(left);
        assert_eq!(pages(plan.next(false)), [0, 1]);
        assert_eq!(plan.next(false).unwrap().kind, Kind::Single);
        assert_eq!(pages(plan.next(false)), [5, 6, 7, 8, 9]);
    }

    #[test]
    fn left_out_pages_are_asked_together_once_and_then_alone() {
        let mut plan = Plan::new((0..10).collect(), 10);
        plan.next(true).unwrap();
        plan.left_out(vec![1, 3, 5, 7], Kind::Batch);
        assert_eq!(plan.next(false), None, "an answer under way may leave out more");
        let again = plan.next(true).unwrap();
        assert_eq!((again.pages.as_slice(), again.kind), ([1, 3, 5, 7].as_slice(), Kind::Again));
        plan.left_out(vec![3, 7], Kind::Again);
        assert_eq!(pages(plan.next(false)), [3]);
        assert_eq!(pages(plan.next(false)), [7]);
        assert_eq!(plan.next(true), None);
    }

    #[test]
    fn a_few_left_out_pages_are_asked_alone_at_once() {
        let mut plan = Plan::new((0..10).collect(), 10);
        plan.next(true).unwrap();
        plan.left_out(vec![1, 3], Kind::Batch);
        assert!(plan.next(true).is_some_and(|job| job.kind == Kind::LeftOut));
    }
}
