//! What is known of a page's links.

use std::sync::Arc;

use crate::model::{ExpectedForms, Organization};

/// What a page's links must say, as far as the registry knows.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Truth<'a> {
    /// Whose page it is.
    pub organization: &'a Organization,
    /// What must be on it.
    pub expected: &'a ExpectedForms,
    /// Whose links may stand on it by mistake.
    pub others: &'a [Arc<Organization>],
}
