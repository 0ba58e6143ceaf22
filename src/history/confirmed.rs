//! The audit of a page as confirmed findings make it: what reports and the dashboard show.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Grounds, HistoryError, MOST_FINDINGS, cells, why_unseen};
use crate::findings::State;
use crate::i18n::visible;
use crate::model::{Organization, PageAudit, Unverified, UnverifiedReason, Verdict, Violation};
use crate::policy::Policy;
use crate::rules;
use crate::store::{FindingQuery, FindingRow, PageRow, StoreError};

impl Grounds<'_> {
    /// What is confirmed of a page, with what was seen of it; `policy` and `now` serve for pages of which nothing is kept.
    ///
    /// # Errors
    /// The store cannot be read. A page whose own records are damaged is told as one that could not be checked.
    pub async fn confirmed_audit(
        &mut self,
        page: &PageRow,
        organization: Option<&Arc<Organization>>,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<PageAudit, HistoryError> {
        let at = page.seen_at.or(page.looked_at).unwrap_or(now);
        let unseen = |why: Unverified| rules::unverified(policy, &page.url, organization, why, at);
        if page.verdict == Verdict::Unverified {
            let reason =
                if page.seen_at.is_some() { UnverifiedReason::Unconfirmed } else { UnverifiedReason::NotSeenYet };
            return Ok(unseen(why_unseen(page).unwrap_or(Unverified::of(reason))));
        }
        let ground = match self.of_page(page).await {
            Ok(Some(ground)) => ground,
            Ok(None) => return Ok(unseen(Unverified::of(UnverifiedReason::NotSeenYet))),
            Err(HistoryError::Store(error)) => return Err(error.into()),
            // one damaged page must not end the report for the others
            Err(error) => {
                tracing::warn!("{}: {error}", visible(&page.url));
                return Ok(unseen(Unverified { reason: UnverifiedReason::Internal, cause: error.cause() }));
            }
        };
        let violations = self.confirmed(page, &ground.policy, &ground.audit).await?;
        Ok(PageAudit { verdict: page.verdict, violations, unverified: None, ..ground.audit })
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
            ..FindingQuery::default()
        };
        let open = self.store.findings(&query).await?;
        let place =
            |row: &FindingRow| audit.violations.iter().position(|one| cells::is_same(row, one)).unwrap_or(usize::MAX);
        let mut placed: Vec<_> = open.iter().map(|row| (place(row), row)).collect();
        placed.sort_by_key(|(place, row)| (*place, row.id));
        Ok(placed.into_iter().map(|(_, row)| cells::violation(row, Some(policy), Some(audit))).collect())
    }
}
