//! How the pages of a place stand, by verdict.

use crate::verdicts::NOT_REGISTERED;
use domain::model::Verdict;

/// How the registered pages of a municipality stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MunicipalityStanding {
    pub region_code: String,
    /// Its name; empty for pages of regional bodies.
    pub municipality: String,
    /// Pages by verdict.
    pub verdicts: VerdictCounts,
}

/// Pages by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VerdictCounts {
    /// Without violations.
    pub compliant: u64,
    /// With violations.
    pub violations: u64,
    /// A person should look.
    pub review: u64,
    /// Not seen often enough to say, or of a verdict that only a later version knows.
    pub unverified: u64,
}

impl VerdictCounts {
    pub const fn pages(&self) -> u64 {
        self.compliant + self.violations + self.review + self.unverified
    }

    pub(super) fn of(&mut self, verdict: &str) -> Option<&mut u64> {
        if verdict == NOT_REGISTERED {
            return None;
        }
        Some(match Verdict::parse(verdict) {
            Some(Verdict::Compliant) => &mut self.compliant,
            Some(Verdict::Violations) => &mut self.violations,
            Some(Verdict::Review) => &mut self.review,
            Some(Verdict::Unverified) | None => &mut self.unverified,
        })
    }

    pub(super) fn add(&mut self, verdict: &str, pages: u64) {
        if let Some(count) = self.of(verdict) {
            *count += pages;
        }
    }

    pub(super) fn take(&mut self, verdict: &str, pages: u64) {
        if let Some(count) = self.of(verdict) {
            *count = count.saturating_sub(pages);
        }
    }
}
