//! The check of one page, as every way of asking for it calls it.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::Context;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use app::run::Worker;
use app::use_cases::{AskedFor, CheckRefused, CheckTerms, CheckedPage, check_page, check_quota};
use domain::access::Quota;
use domain::model::Scope;

/// When to ask again where there is no room now.
const WHEN_FULL: Duration = Duration::from_secs(30);

/// What a check of one page needs.
#[derive(Clone)]
pub(crate) struct Checks {
    context: Context,
    worker: Arc<Worker>,
    /// What strangers have used of their quota.
    quota: Arc<Mutex<Quota>>,
}

impl Checks {
    pub(crate) fn new(context: &Context, worker: &Arc<Worker>) -> Self {
        let quota = Arc::new(Mutex::new(check_quota()));
        Self { context: context.clone(), worker: Arc::clone(worker), quota }
    }

    /// Has a page looked at now; whether the caller may is part of it.
    pub(crate) async fn run(&self, caller: &Caller, page: AskedFor<'_>) -> Result<CheckedPage, CheckRefused> {
        let terms = CheckTerms {
            by_hand: self.context.live().by_hand(),
            is_open: self.context.options.public_check,
            quota: &self.quota,
            address: caller.address,
        };
        let checked = check_page(&self.context.store, page, &caller.actor(), terms, self.context.clock.now()).await?;
        self.worker.wake();
        Ok(checked)
    }

    /// Whose pages the caller may have looked at.
    pub(super) fn scope(&self, caller: &Caller) -> Result<Scope, WebError> {
        CheckTerms::scope(self.context.options.public_check, &caller.actor()).ok_or(WebError::Forbidden)
    }

    /// Why a page is not looked at, where there are no other words for it.
    pub(crate) fn refused(&self, refused: CheckRefused) -> WebError {
        match refused {
            CheckRefused::Forbidden => WebError::Forbidden,
            CheckRefused::NotYours => WebError::NotFound,
            CheckRefused::QuotaUsedUp(until) => {
                WebError::TooMany(until.duration_since(self.context.clock.now()).try_into().unwrap_or_default())
            }
            CheckRefused::QueueFull => WebError::TooMany(WHEN_FULL),
            CheckRefused::Store(error) => error.into(),
        }
    }
}
