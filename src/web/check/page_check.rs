//! The check of one page, as every way of asking for it calls it.

use std::time::Duration;

use crate::State;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use app::use_cases::{AskedFor, CheckRefused, CheckTerms, CheckedPage, check_page};
use domain::model::Scope;

/// When to ask again where there is no room now.
const WHEN_FULL: Duration = Duration::from_secs(30);

impl State {
    /// Has a page looked at now; whether the caller may is part of it.
    ///
    /// # Errors
    /// See [`CheckRefused`].
    pub(crate) async fn check(&self, caller: &Caller, page: AskedFor<'_>) -> Result<CheckedPage, CheckRefused> {
        let terms = CheckTerms {
            by_hand: self.live().by_hand(),
            is_open: self.options.public_check,
            quota: &self.check_quota,
            address: caller.address,
        };
        let checked = check_page(&self.store, page, &caller.actor(), terms, self.clock.now()).await?;
        self.worker.wake();
        Ok(checked)
    }

    /// Whose pages the caller may have looked at.
    ///
    /// # Errors
    /// Nobody's.
    pub(super) fn checked_scope(&self, caller: &Caller) -> Result<Scope, WebError> {
        CheckTerms::scope(self.options.public_check, &caller.actor()).ok_or(WebError::Forbidden)
    }

    /// Why a page is not looked at, where there are no other words for it.
    pub(crate) fn check_refused(&self, refused: CheckRefused) -> WebError {
        match refused {
            CheckRefused::Forbidden => WebError::Forbidden,
            CheckRefused::NotYours => WebError::NotFound,
            CheckRefused::QuotaUsedUp(until) => {
                WebError::TooMany(until.duration_since(self.clock.now()).try_into().unwrap_or_default())
            }
            CheckRefused::QueueFull => WebError::TooMany(WHEN_FULL),
            CheckRefused::Store(error) => error.into(),
        }
    }
}
