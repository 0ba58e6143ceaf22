//! A token while one call uses it.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{Slot, SlotState, Token, TokenPool, lock};
use domain::model::CallFailure;
use system::backoff::Backoff;

/// The right to one call with one token; giving it up makes room for the next.
#[derive(Debug)]
pub(crate) struct Lease {
    pub(super) pool: Arc<TokenPool>,
    pub(super) index: usize,
}

impl Lease {
    pub(crate) fn token(&self) -> &Token {
        &self.slot().token
    }

    /// The call was answered.
    pub(crate) fn succeeded(&self) {
        self.change(|state| state.rests_in_a_row = 0);
    }

    /// VK saw too many calls in a second: a pause, and a wider spacing from now on.
    pub(crate) fn slow_down(&self, pause: Duration) {
        self.change(|state| {
            state.pace.widen();
            state.rest_for(pause, false);
        });
    }

    /// Lets the token rest; each time in a row twice as long as before, up to the longest.
    pub(crate) fn rest(&self, first: Duration, longest: Duration, failure: &CallFailure) {
        self.change(|state| {
            let now = Instant::now();
            // calls that were under way together complain together, and count once
            if state.rest.is_none_or(|rest| rest.until <= now || !rest.long) {
                let pause = Backoff { first, longest }.pause(state.rests_in_a_row);
                state.rests_in_a_row = state.rests_in_a_row.saturating_add(1);
                state.rest_for(pause, true);
                state.complaint = Some(failure.clone());
            }
        });
    }

    /// Lets the token rest for as long as VK closes a method.
    pub(crate) fn close(&self, pause: Duration, failure: &CallFailure) {
        self.change(|state| {
            state.rest_for(pause, true);
            state.complaint = Some(failure.clone());
        });
    }

    /// Drops the token for good; in a service, which lives on, it rests for long instead: VK may have been wrong about it.
    pub(crate) fn discard(&self, second_chance: Option<Duration>, failure: &CallFailure) {
        if let Some(pause) = second_chance {
            tracing::warn!(token = self.token().name, ?failure, "VK refuses a token; it will be tried again later");
            return self.close(pause, failure);
        }
        // a pass that looks once tells it in its report
        tracing::debug!(token = self.token().name, ?failure, "a token is dropped");
        self.change(|state| {
            state.dropped = true;
            state.complaint = Some(failure.clone());
        });
    }

    fn slot(&self) -> &Slot {
        &self.pool.slots[self.index]
    }

    fn change(&self, change: impl FnOnce(&mut SlotState)) {
        change(&mut lock(&self.slot().state));
        self.pool.changed.notify_one();
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.change(|state| state.in_flight -= 1);
    }
}
