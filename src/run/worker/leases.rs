//! What keeps claims and tokens this process's own, and lets go of them in time when it cannot.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Worker;
use crate::store::{BatchId, StoreError, TokenLease};

/// Leases are renewed so many times before they run out.
const RENEWALS: u32 = 3;
/// A token is laid down this part of the lease before it runs out: calls under way end, and clocks may run apart.
const MARGIN: u32 = 4;
/// And at least so long before, so that the next process does not call within the spacing of any kind of token.
const LEAST_MARGIN: Duration = Duration::from_millis(400);
/// A process that was not heard of for so many leases is gone.
const LEASES_TO_LIVE: u32 = 2;

impl Worker {
    /// Renews until `end` is called, then gives everything back.
    pub(super) async fn keep_leases(self: Arc<Self>, end: CancellationToken) {
        loop {
            if let Err(error) = self.renew().await {
                // tokens whose lease could not be renewed fall silent by themselves
                tracing::warn!("leases cannot be renewed: {error}");
            }
            *self.beat.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
            tokio::select! {
                () = end.cancelled() => break,
                () = tokio::time::sleep(self.options.lease / RENEWALS) => {}
            }
        }
        let holder = &self.options.holder;
        for token in self.means().source.tokens() {
            self.means().source.permit(&token.fingerprint, None);
        }
        let returned = self.store.return_tokens(holder).await;
        if let Err(error) = returned.and(self.store.forget_process(holder).await) {
            tracing::warn!("leases cannot be given back, they run out by themselves: {error}");
        }
    }

    /// Renews claims and tokens once. Of the tokens this process takes its fair share of the living processes' only; what
    /// it held beyond that it lets run out.
    pub(super) async fn renew(&self) -> Result<(), StoreError> {
        let (holder, lease) = (&self.options.holder, self.options.lease);
        let source = Arc::clone(&self.means().source);
        let was_permitted = source.is_permitted();
        let now = self.store.lease_now(self.clock.now()).await?;
        self.store.note_process(holder, self.options.kind, now).await?;
        let living = self.store.living_processes(now, lease * LEASES_TO_LIVE).await?.max(1);
        let mut tokens = source.tokens();
        let share = tokens.len().div_ceil(usize::try_from(living).unwrap_or(usize::MAX));
        // those that it has already come first, so that tokens do not wander
        tokens.sort_by_key(|token| !token.is_permitted);
        let mut held = 0;
        for token in tokens {
            if held >= share {
                source.permit(&token.fingerprint, None);
                continue;
            }
            // measured before the store is asked: the lease there ends later, never earlier
            let begun = Instant::now();
            let wanted = TokenLease { token: token.fingerprint.clone(), name: token.name };
            let is_ours = self.store.lease_token(&wanted, holder, self.clock.now(), lease).await?;
            let margin = (lease / MARGIN).max(LEAST_MARGIN.min(lease / 2));
            source.permit(&token.fingerprint, is_ours.then(|| begun + lease.saturating_sub(margin)));
            held += usize::from(is_ours);
        }
        let under_way: Vec<BatchId> =
            self.under_way.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect();
        self.store.keep_claims(holder, &under_way, self.clock.now(), lease).await?;
        if !was_permitted && source.is_permitted() {
            self.wake();
        }
        Ok(())
    }
}
