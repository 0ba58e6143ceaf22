//! The audit of a page as confirmed findings make it: what reports and the dashboard show.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Grounds, MOST_FINDINGS, cells, why_unseen};
use domain::findings::State;
use domain::model::{
    Cause, GroupId, Organization, PageAudit, PageIdentity, Scope, Unverified, UnverifiedReason, Verdict, Violation,
};
use domain::policy::Policy;
use domain::rules;
use store::{FindingQuery, FindingRow, PageRow, StoreError};

impl Grounds<'_> {
    /// What is confirmed of a page, with what was seen of it; `policy` and `now` serve for pages of which nothing is kept.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn confirmed_audit(
        &mut self,
        page: &PageRow,
        organization: Option<&Arc<Organization>>,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<PageAudit, StoreError> {
        let at = page.seen_at.or(page.looked_at).unwrap_or(now);
        let unseen = |why: Unverified| rules::unverified(policy, &page.url, organization, why, at);
        let Some(verdict) = page.verdict.known() else {
            let cause = Cause::Text(page.verdict.to_string());
            return Ok(unseen(Unverified { reason: UnverifiedReason::LaterVersion, cause }));
        };
        if verdict == Verdict::Unverified {
            let reason =
                if page.seen_at.is_some() { UnverifiedReason::Unconfirmed } else { UnverifiedReason::NotSeenYet };
            return Ok(unseen(why_unseen(page).unwrap_or(Unverified::of(reason))));
        }
        let ground = match self.of_page(page).await {
            Ok(Some(ground)) => ground,
            Ok(None) => return Ok(unseen(Unverified::of(UnverifiedReason::NotSeenYet))),
            // what is confirmed is told though nobody can see any more what it was seen from
            Err(error) => {
                error.of_store(&page.url)?;
                let nothing_seen = unseen(Unverified::of(UnverifiedReason::NotSeenYet));
                let violations = self.confirmed(page, policy, &nothing_seen).await?;
                let page = PageIdentity {
                    group_id: page.group_id.and_then(|id| GroupId::new(u64::try_from(id).ok()?).ok()),
                    screen_name: page.screen_name.as_deref().map(Box::from),
                    name: page.name.as_deref().map(Box::from),
                    ..nothing_seen.page
                };
                return Ok(PageAudit { page, verdict, violations, unverified: None, ..nothing_seen });
            }
        };
        let violations = self.confirmed(page, &ground.policy, &ground.audit).await?;
        Ok(PageAudit { verdict, violations, unverified: None, ..ground.audit })
    }

    /// The open findings of a page, in the order of an audit; those the last look did not see come last.
    async fn confirmed(
        &self,
        page: &PageRow,
        policy: &Policy,
        audit: &PageAudit,
    ) -> Result<Vec<Violation>, StoreError> {
        if page.errors + page.warnings + page.notices == 0 {
            return Ok(Vec::new());
        }
        let query = FindingQuery {
            states: vec![State::Open],
            page: Some(page.id),
            limit: MOST_FINDINGS,
            ..FindingQuery::within(Scope::everything())
        };
        let open = self.store.findings(&query).await?;
        let place =
            |row: &FindingRow| audit.violations.iter().position(|one| cells::is_same(row, one)).unwrap_or(usize::MAX);
        let mut placed: Vec<_> = open.iter().map(|row| (place(row), row)).collect();
        placed.sort_by_key(|(place, row)| (*place, row.id));
        Ok(placed.into_iter().map(|(_, row)| cells::violation(row, Some(policy), Some(audit))).collect())
    }
}
