//! What a verdict rests on: the kept look and the kept policy, judged again.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{HistoryError, PolicyTexts};
use crate::model::{Look, PageAudit};
use crate::policy::Policy;
use crate::run;
use crate::store::{Digest, KeptPolicy, PageRow, Store, look_from_json};

/// Reads grounds; policies are read once.
pub struct Grounds<'a> {
    pub(super) store: &'a Store,
    policies: HashMap<Digest, (Arc<Policy>, Arc<KeptPolicy>)>,
}

/// What the verdict of one page rests on.
pub struct Ground {
    /// What was seen.
    pub look: Look,
    /// The digest of its text.
    pub snapshot: Digest,
    /// The rules.
    pub policy: Arc<Policy>,
    /// The rules as they are kept.
    pub kept: Arc<KeptPolicy>,
    /// What follows from both.
    pub audit: PageAudit,
}

impl<'a> Grounds<'a> {
    /// Those of this store.
    pub fn of(store: &'a Store) -> Self {
        Self { store, policies: HashMap::new() }
    }

    /// What is known of a page judged again by the rules it was judged by; `None` when nothing is kept of it.
    ///
    /// # Errors
    /// The store cannot be read, or what it keeps cannot be read by this program.
    pub async fn of_page(&mut self, page: &PageRow) -> Result<Option<Ground>, HistoryError> {
        let (Some(snapshot), Some(digest)) = (page.snapshot, page.policy) else { return Ok(None) };
        let Some(json) = self.store.snapshot(page.id, &snapshot).await? else { return Ok(None) };
        let look = look_from_json(&json).map_err(HistoryError::Snapshot)?;
        let (policy, kept) = self.policy(&digest).await?;
        let at = page.seen_at.or(page.looked_at).unwrap_or(Timestamp::UNIX_EPOCH);
        let audit = run::replay(&policy, &look, at);
        Ok(Some(Ground { look, snapshot, policy, kept, audit }))
    }

    /// The kept policy with this digest.
    ///
    /// # Errors
    /// The store does not have it, or this program cannot read it.
    pub async fn policy(&mut self, digest: &Digest) -> Result<(Arc<Policy>, Arc<KeptPolicy>), HistoryError> {
        if let Some((policy, kept)) = self.policies.get(digest) {
            return Ok((Arc::clone(policy), Arc::clone(kept)));
        }
        let kept = self.store.policy(digest).await?;
        let kept = Arc::new(kept.ok_or(HistoryError::NoPolicy)?);
        let texts = PolicyTexts::of_body(&kept.body).map_err(HistoryError::PolicyBody)?;
        let policy = Arc::new(texts.policy().map_err(|error| HistoryError::Policy(Box::new(error)))?);
        self.policies.insert(*digest, (Arc::clone(&policy), Arc::clone(&kept)));
        Ok((policy, kept))
    }
}
