//! What a place to see pages in promises, whichever place it is. Knows no rule and no verdict.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use domain::model::{Cause, CutShort, PageAddress, Remark, SavedError, Sight, Unverified, UnverifiedReason};

/// What was seen of one asked page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// Which of the asked pages, counted from 0.
    pub index: usize,
    /// What was seen, or why nothing could be.
    pub sight: Result<Sight, Unverified>,
    /// The screen name VK gives now, where the page was asked by another one.
    pub renamed_to: Option<Box<str>>,
}

/// Some observations, in no particular order.
pub type Batch = Vec<Observation>;

/// A place where pages can be seen: VK's API, or a file of saved answers.
pub trait PageSource: Send + Sync + 'static {
    /// Where the pages are seen, for a report: the API host, or the name of the file.
    fn name(&self) -> String;

    /// Looks at all asked pages and sends what it sees. Pages it sends nothing about are told by
    /// [`LookEnd::rest`]; when the receiver is gone, it ends.
    fn look(
        self: Arc<Self>,
        asked: Arc<[PageAddress]>,
        out: mpsc::Sender<Batch>,
        cancel: CancellationToken,
    ) -> BoxFuture<'static, LookEnd>;
}

/// How a look over all asked pages ended.
#[derive(Debug)]
pub struct LookEnd {
    /// Why the pages about which nothing was sent could not be seen.
    pub rest: Unverified,
    /// Why it ended before its time; `None` when it came to its end.
    pub cut_short: Option<CutShort>,
    /// What became of the tokens.
    pub remarks: Vec<Remark>,
    /// How many calls were made, by outcome.
    pub calls: CallCounts,
    /// Set when the source as such cannot be read: a usage error, not a page's.
    pub failure: Option<SavedError>,
}

impl LookEnd {
    /// The end of a look that met a fault of the auditor itself, which the log tells.
    pub fn failed() -> Self {
        Self {
            rest: Unverified { reason: UnverifiedReason::Internal, cause: Cause::Fault },
            cut_short: Some(CutShort::Stopped { cause: Cause::Fault }),
            remarks: Vec::new(),
            calls: CallCounts::default(),
            failure: None,
        }
    }
}

/// How many calls were made to VK, by outcome: `ok`, `vk_6`, `http_502`, `timeout`, ...
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallCounts(BTreeMap<String, u64>);

impl CallCounts {
    /// Counts one call in.
    pub fn add(&mut self, outcome: &str) {
        if let Some(count) = self.0.get_mut(outcome) {
            *count += 1;
        } else {
            self.0.insert(outcome.to_owned(), 1);
        }
    }

    /// How many calls had this outcome.
    pub fn get(&self, outcome: &str) -> u64 {
        self.0.get(outcome).copied().unwrap_or_default()
    }

    /// How many calls were made.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// All outcomes with their counts, in alphabetic order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(outcome, count)| (outcome.as_str(), *count))
    }
}
