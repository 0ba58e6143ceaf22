//! The violations of one audit as kept JSON, with no word of any language in it.

use serde::{Deserialize, Serialize};

use super::{Digest, digest_of, short};
use crate::StoreError;
use crate::db::without_nul;
use domain::model::{Code, MaybeKnown, PageAudit, Severity, Violation};

/// One violation: what makes it the same finding, and what was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredViolation {
    #[serde(with = "super::as_text")]
    pub code: MaybeKnown<Code>,
    #[serde(with = "super::as_text")]
    pub severity: MaybeKnown<Severity>,
    /// Empty when it concerns no form.
    pub form: String,
    /// Empty when it concerns no field.
    pub field: String,
    pub position: Option<u32>,
    pub observed: Option<String>,
    pub expected: Option<String>,
}

impl StoredViolation {
    fn of(violation: &Violation) -> Self {
        Self {
            code: violation.code.clone(),
            severity: violation.severity.clone(),
            form: violation.form.map(|form| form.as_str().to_owned()).unwrap_or_default(),
            // as they come back from the database, so that a finding is known again and the chain is over what is kept
            field: short(without_nul(violation.field.as_deref().unwrap_or_default().to_owned())),
            position: violation.position,
            observed: violation.observed.clone().map(without_nul),
            expected: violation.expected.clone().map(without_nul),
        }
    }

    /// Whether it is the same finding of a page.
    pub(crate) fn is_same_defect(&self, other: &Self) -> bool {
        (&self.code, &self.form, &self.field) == (&other.code, &other.form, &other.field)
    }

    /// The same number for all findings in which the same is wrong in the same way, on whichever page.
    pub(crate) fn cause(&self) -> i64 {
        // texts always become JSON, which parts them
        let parts =
            serde_json::to_vec(&(self.code.as_str(), &self.form, &self.field, &self.observed)).unwrap_or_default();
        i64::from_be_bytes(*digest_of(&parts).first_chunk().unwrap_or(&[0; 8]))
    }
}

/// The violations of an audit, and a digest of its whole outcome.
pub(crate) fn violations_json(audit: &PageAudit) -> (String, Digest) {
    let violations: Vec<StoredViolation> = audit.violations.iter().map(StoredViolation::of).collect();
    // texts and numbers always become JSON
    let json = serde_json::to_string(&violations).unwrap_or_default();
    let digest = digest_of(format!("{}\n{json}", audit.verdict).as_bytes());
    (json, digest)
}

/// Reads them back.
pub(crate) fn violations_from_json(json: &str) -> Result<Vec<StoredViolation>, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::unreadable("the violations of a look", error))
}
