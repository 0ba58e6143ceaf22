//! What keeps claims and tokens this process's own, and lets go of them in time when it cannot.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Worker;
use crate::store::{StoreError, TokenLease};

/// Leases are renewed so many times before they run out.
const RENEWALS: u32 = 3;
/// A token is laid down this part of the lease before it runs out: calls under way end, and clocks may run apart.
const MARGIN: u32 = 4;

impl Worker {
    /// Renews until `end` is called, then gives everything back.
    pub(super) async fn keep_leases(self: Arc<Self>, end: CancellationToken) {
        let mut until = BTreeMap::new();
        loop {
            if let Err(error) = self.renew(&mut until).await {
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

    /// Renews claims and tokens once.
    pub(super) async fn renew(&self, until: &mut BTreeMap<String, Instant>) -> Result<(), StoreError> {
        let (holder, lease) = (&self.options.holder, self.options.lease);
        let source = Arc::clone(&self.means().source);
        let was_permitted = source.is_permitted();
        for token in source.tokens() {
            // measured before the store is asked: the lease there ends later, never earlier
            let begun = Instant::now();
            let wanted = TokenLease { token: token.fingerprint.clone(), name: token.name };
            let is_ours = self.store.lease_token(&wanted, holder, self.clock.now(), lease).await?;
            let end = is_ours.then(|| begun + (lease - lease / MARGIN));
            if let Some(end) = end {
                until.insert(token.fingerprint.clone(), end);
            } else {
                until.remove(&token.fingerprint);
            }
            source.permit(&token.fingerprint, end);
        }
        self.store.keep_claims(holder, self.clock.now(), lease).await?;
        self.store.note_process(holder, self.options.kind, self.clock.now()).await?;
        if !was_permitted && source.is_permitted() {
            self.wake();
        }
        Ok(())
    }
}
