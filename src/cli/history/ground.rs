//! What a verdict rests on: the kept look and the kept policy, judged again.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context as _;
use jiff::Timestamp;

use super::InLanguage as _;
use crate::cli::kept_policy::PolicyTexts;
use crate::cli::setup::Setup;
use crate::i18n::history::StoreSay;
use crate::model::{Look, PageAudit};
use crate::policy::Policy;
use crate::run;
use crate::store::{Digest, KeptPolicy, PageRow, Store, look_from_json};

/// Reads grounds; policies are read once.
pub struct Grounds<'a> {
    setup: &'a Setup,
    store: &'a Store,
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
    pub fn of(setup: &'a Setup, store: &'a Store) -> Self {
        Self { setup, store, policies: HashMap::new() }
    }

    /// What is known of a page judged again by the rules it was judged by; `None` when nothing is kept of it.
    ///
    /// # Errors
    /// The store cannot be read, or what it keeps cannot be read by this program.
    pub async fn of_page(&mut self, page: &PageRow) -> anyhow::Result<Option<Ground>> {
        let (Some(snapshot), Some(digest)) = (page.snapshot, page.policy) else { return Ok(None) };
        let Some(json) = self.store.snapshot(page.id, &snapshot).await.told(self.setup)? else { return Ok(None) };
        let look = look_from_json(&json).context(StoreSay::BadSnapshot.text(self.setup.lang))?;
        let (policy, kept) = self.policy(&digest).await?;
        let at = page.seen_at.or(page.looked_at).unwrap_or(Timestamp::UNIX_EPOCH);
        let audit = run::replay(&policy, &look, at);
        Ok(Some(Ground { look, snapshot, policy, kept, audit }))
    }

    /// The kept policy with this digest.
    ///
    /// # Errors
    /// The store does not have it, or this program cannot read it.
    pub async fn policy(&mut self, digest: &Digest) -> anyhow::Result<(Arc<Policy>, Arc<KeptPolicy>)> {
        if let Some((policy, kept)) = self.policies.get(digest) {
            return Ok((Arc::clone(policy), Arc::clone(kept)));
        }
        let lang = self.setup.lang;
        let kept = self.store.policy(digest).await.told(self.setup)?;
        let kept = Arc::new(kept.context(StoreSay::NoSuchPolicy.text(lang))?);
        let texts = PolicyTexts::of_body(&kept.body).context(StoreSay::BadPolicy.text(lang))?;
        let policy = Arc::new(texts.policy().context(StoreSay::BadPolicy.text(lang))?);
        self.policies.insert(*digest, (Arc::clone(&policy), Arc::clone(&kept)));
        Ok((policy, kept))
    }
}
