//! What a verdict rests on: the kept look and the kept policy, judged again.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{HistoryError, PolicyTexts};
use crate::run;
use domain::model::{Look, PageAudit};
use domain::policy::Policy;
use store::{Digest, KeptPolicy, PageRow, Store, StoreError, look_from_json};

/// Reads grounds; policies are read once.
pub struct Grounds<'a> {
    pub(super) store: &'a Store,
    policies: HashMap<Digest, Known>,
}

/// A kept policy that was read.
#[derive(Clone)]
struct Known {
    policy: Arc<Policy>,
    kept: Arc<KeptPolicy>,
    has_own_rules: bool,
}

/// What the verdict of one page rests on.
pub struct VerdictBasis {
    /// What was seen.
    pub look: Look,
    /// The digest of its text.
    pub snapshot: Digest,
    pub policy: Arc<Policy>,
    /// The rules as they are kept.
    pub kept: Arc<KeptPolicy>,
    /// Whether the page was judged by the rules of this version; by others the same look may give another audit.
    pub has_own_rules: bool,
    /// What follows from both.
    pub audit: PageAudit,
}

impl<'a> Grounds<'a> {
    pub fn of(store: &'a Store) -> Self {
        Self { store, policies: HashMap::new() }
    }

    /// What is known of a page judged again by the rules it was judged by; `None` when nothing is kept of it.
    ///
    /// # Errors
    /// The store cannot be read, or what it keeps cannot be read by this program.
    pub async fn of_page(&mut self, page: &PageRow) -> Result<Option<VerdictBasis>, HistoryError> {
        let (Some(snapshot), Some(digest)) = (page.snapshot, page.policy) else { return Ok(None) };
        let Some(json) = self.store.snapshot(page.id, &snapshot).await? else { return Ok(None) };
        let look = look_from_json(&json).map_err(HistoryError::Snapshot)?;
        let Known { policy, kept, has_own_rules } = self.policy(&digest).await?;
        let at = page.seen_at.or(page.looked_at).unwrap_or(Timestamp::UNIX_EPOCH);
        let audit = run::replay(&policy, &look, at);
        Ok(Some(VerdictBasis { look, snapshot, policy, kept, has_own_rules, audit }))
    }

    /// The same as far as this version can read what is kept; what it cannot is logged, and is none.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn of_page_if_readable(&mut self, page: &PageRow) -> Result<Option<VerdictBasis>, StoreError> {
        match self.of_page(page).await {
            Ok(ground) => Ok(ground),
            Err(error) => error.of_store(&page.url).map(|()| None),
        }
    }

    /// The kept policy with this digest.
    ///
    /// # Errors
    /// The store does not have it, or this program cannot read it.
    async fn policy(&mut self, digest: &Digest) -> Result<Known, HistoryError> {
        if let Some(known) = self.policies.get(digest) {
            return Ok(known.clone());
        }
        let kept = self.store.policy(digest).await?;
        let kept = Arc::new(kept.ok_or(HistoryError::NoPolicy)?);
        let texts = PolicyTexts::of_body(&kept.body).map_err(HistoryError::PolicyBody)?;
        let policy = Arc::new(texts.policy().map_err(|error| HistoryError::Policy(Box::new(error)))?);
        let known = Known { policy, kept, has_own_rules: texts.has_own_rules() };
        self.policies.insert(*digest, known.clone());
        Ok(known)
    }
}
