//! What keeps claims and tokens this process's own, and lets go of them in time when it cannot.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Worker;
use super::shares::share_of;
use store::{BatchId, StoreError, TokenLease};
use vk::Term;

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
            *self.beat.lock() = Instant::now();
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

    /// Renews claims and tokens once. Of the tokens this process takes its share only; what it held beyond that it lets
    /// run out.
    pub(super) async fn renew(&self) -> Result<(), StoreError> {
        let (holder, lease) = (&self.options.holder, self.options.lease);
        let source = Arc::clone(&self.means().source);
        let was_permitted = source.is_permitted();
        let tokens = source.tokens();
        let now = self.store.lease_now(self.clock.now()).await?;
        self.store.note_process(holder, self.options.kind, now).await?;
        // a token that is of no use here may be of use elsewhere
        let useful = tokens.iter().filter(|token| token.state != "dropped").map(|token| token.fingerprint.as_str());
        self.store.wish_for_tokens(holder, &useful.collect::<Vec<_>>()).await?;
        let share = share_of(holder, &self.store.token_wishes(now, lease * LEASES_TO_LIVE).await?);
        let margin = (lease / MARGIN).max(LEAST_MARGIN.min(lease / 2));
        for token in tokens {
            if !share.contains(&token.fingerprint) {
                source.permit(&token.fingerprint, None);
                continue;
            }
            // measured before the store is asked: the lease there ends later, never earlier
            let term = Term::of(lease.saturating_sub(margin), Arc::clone(&self.clock));
            let wanted = TokenLease { token: token.fingerprint.clone(), name: token.name };
            let is_ours = self.store.lease_token(&wanted, holder, self.clock.now(), lease).await?;
            source.permit(&token.fingerprint, Some(&term).filter(|_| is_ours));
        }
        self.keep_batches().await?;
        if !was_permitted && source.is_permitted() {
            self.wake();
        }
        Ok(())
    }

    /// Renews the claims of what is worked on, and stops the work on what another process has taken meanwhile.
    async fn keep_batches(&self) -> Result<(), StoreError> {
        let under_way = |worker: &Self| worker.under_way.lock().clone();
        let before = under_way(self);
        let batches: Vec<BatchId> = before.keys().copied().collect();
        let kept = self.store.keep_claims(&self.options.holder, &batches, self.clock.now(), self.options.lease).await?;
        for (_, lost) in before.iter().filter(|(batch, _)| !kept.contains(batch)) {
            lost.cancel();
        }
        Ok(())
    }
}
