//! `[policy]`: by which rules the pages are judged.

use std::path::PathBuf;

use crate::{
    codecs::{File, List, Maybe},
    keys::{Keys, Section},
};

/// Settings of the `[policy]` section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicySection {
    /// A policy file, or a folder of them; absent: the rules built in.
    pub path: Option<PathBuf>,
    /// Files that change single rules of the policy, in this order.
    pub overrides: Vec<PathBuf>,
}

impl Section for PolicySection {
    fn visit(&mut self, keys: &mut impl Keys) {
        keys.key("path", &mut self.path, Maybe(File));
        keys.key("overrides", &mut self.overrides, List(File));
    }
}
