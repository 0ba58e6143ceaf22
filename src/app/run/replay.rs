//! Judges what was seen of a page, at once or later on; looks at nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;

use domain::model::{Cause, Look, PageAudit, Unverified, UnverifiedReason};
use domain::policy::Policy;
use domain::rules::{self, Subject};

/// Judges a kept look again, by the same or by another policy, as if the page had just been seen so.
pub fn replay(policy: &Policy, look: &Look, at: Timestamp) -> PageAudit {
    let organization = look.organization.as_ref();
    let sight = look.sight.clone();
    audit(policy, Subject { url: &look.url, organization, sight, others: &look.others, covers: &look.covers }, at)
}

/// A panic in the audit of one page is a fault to be told with that page; it must not end the pass for the others.
pub(super) fn audit(policy: &Policy, subject: Subject<'_>, at: Timestamp) -> PageAudit {
    let Subject { url, organization, .. } = subject;
    catch_unwind(AssertUnwindSafe(|| rules::audit(policy, subject, at))).unwrap_or_else(|_| {
        tracing::error!(page = url, "the audit of {url} failed inside the auditor");
        let internal = Unverified { reason: UnverifiedReason::Internal, cause: Cause::Fault };
        rules::unverified(policy, url, organization, internal, at)
    })
}
