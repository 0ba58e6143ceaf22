//! What a verdict rests on: everything the audit of a page follows from besides the policy. Judges nothing.

use std::sync::Arc;

use super::{CoverSight, Organization, Sight};

/// What was seen of a page, kept so that the page can be judged again without being looked at again.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The address as the registry or the command line gave it.
    pub url: Box<str>,
    /// Whose page it had to be, where that was known.
    pub organization: Option<Arc<Organization>>,
    /// The organisations whose links were found on it by mistake.
    pub others: Vec<Arc<Organization>>,
    /// What VK showed.
    pub sight: Sight,
    /// What came of looking at covers, by index of the menu item; `None` and indexes beyond the end: nobody looked.
    pub covers: Vec<Option<CoverSight>>,
}
