//! Looks at pages: batches, halving, names to ids; gives a stream of observations, one per asked page, whatever
//! happens. Knows no rule and gives no verdict.

mod absent;
mod api;
mod doubt;
mod egress;
mod matching;
mod pictures;
mod plan;

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::Stream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{Batch, CallCounts, LookEnd, Observation, PageSource};
use domain::model::{Cause, CutShort, PageAddress, Remark, SavedError};

pub use api::ApiSource;
pub use egress::Egress;
pub use pictures::{PictureOptions, Pictures, needed_size, picture_key};

/// How many batches may wait for a slow reader before the look itself waits.
const BATCHES_AHEAD: usize = 1;
/// How many pages nobody looked at are told in one batch.
const REST_BATCH: usize = 500;

/// Looks at all asked pages in a task of its own.
///
/// Every asked page comes out exactly once, also when `cancel` is called, when VK stops the run, when no token is left
/// or when the source fails; dropping the result ends the look.
pub fn observe(source: Arc<dyn PageSource>, asked: Arc<[PageAddress]>, cancel: &CancellationToken) -> Crawl {
    let cancel = cancel.child_token();
    let (out, batches) = mpsc::channel(BATCHES_AHEAD);
    let guard = cancel.clone().drop_guard();
    let task = tokio::spawn(deliver_each_once(source, asked, out, cancel));
    Crawl { batches, task, _guard: guard }
}

/// The observations of one look, as they come.
#[derive(Debug)]
pub struct Crawl {
    batches: mpsc::Receiver<Batch>,
    task: JoinHandle<Result<CrawlEnd, SavedError>>,
    _guard: DropGuard,
}

/// How a look over all asked pages ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrawlEnd {
    /// Why it ended before its time; `None` when it came to its end.
    pub cut_short: Option<CutShort>,
    /// What became of the tokens.
    pub remarks: Vec<Remark>,
    /// How many calls were made to VK, by outcome.
    pub calls: CallCounts,
}

impl Crawl {
    /// The next observations; `None` when every page has come out.
    pub async fn next(&mut self) -> Option<Batch> {
        self.batches.recv().await
    }

    /// How it ended. Observations that were not taken before are let go.
    ///
    /// # Errors
    /// The file of saved answers cannot be used; of the pages it did not give nothing came out.
    pub async fn end(self) -> Result<CrawlEnd, SavedError> {
        let Self { batches, task, _guard } = self;
        drop(batches);
        match task.await {
            Ok(end) => end,
            Err(error) => {
                tracing::error!(%error, "the task that looks at pages failed");
                Ok(CrawlEnd { cut_short: Some(CutShort::Stopped { cause: Cause::Fault }), ..CrawlEnd::default() })
            }
        }
    }
}

impl Stream for Crawl {
    type Item = Batch;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Batch>> {
        self.batches.poll_recv(context)
    }
}

/// Passes on what the source sends, each page once, then tells the pages it said nothing about.
async fn deliver_each_once(
    source: Arc<dyn PageSource>,
    asked: Arc<[PageAddress]>,
    out: mpsc::Sender<Batch>,
    cancel: CancellationToken,
) -> Result<CrawlEnd, SavedError> {
    let mut told = vec![false; asked.len()];
    let (sender, mut batches) = mpsc::channel::<Batch>(BATCHES_AHEAD);
    let look = tokio::spawn(source.look(asked, sender, cancel.clone()));
    let mut reader_is_gone = false;
    while let Some(mut batch) = batches.recv().await {
        batch.retain(|seen| told.get_mut(seen.index).is_some_and(|told| !std::mem::replace(told, true)));
        if !batch.is_empty() && out.send(batch).await.is_err() {
            reader_is_gone = true;
            cancel.cancel();
            break;
        }
    }
    drop(batches);
    let end = look.await.unwrap_or_else(|error| {
        tracing::error!(%error, "looking at pages failed");
        LookEnd::failed()
    });
    // Where the file cannot be used at all, there is nothing to report of its pages.
    if !reader_is_gone && end.failure.is_none() {
        let rest: Vec<usize> = told.iter().enumerate().filter(|(_, told)| !**told).map(|(index, _)| index).collect();
        for indices in rest.chunks(REST_BATCH) {
            let unseen = |index: &usize| Observation { index: *index, sight: Err(end.rest.clone()), renamed_to: None };
            if out.send(indices.iter().map(unseen).collect()).await.is_err() {
                break;
            }
        }
    }
    match end.failure {
        Some(failure) => Err(failure),
        None => Ok(CrawlEnd { cut_short: end.cut_short, remarks: end.remarks, calls: end.calls }),
    }
}
