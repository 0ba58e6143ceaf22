//! `[registry]`: which organisations are audited.

use std::path::PathBuf;

use crate::{
    codecs::{File, Maybe, Region, Share, Whole},
    keys::{Keys, Section},
};
use domain::model::RegionCode;

const MOST_PAGES: u32 = 1_000_000;

/// Settings of the `[registry]` section.
///
/// A registry that would remove more pages than the greater of `removed_least` and of `removed_share` of those registered
/// is not taken over until a person accepts that.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistrySection {
    /// The registry: CSV, XLSX, ODS or TOML.
    pub path: Option<PathBuf>,
    /// The region of rows that name none.
    pub region_code: Option<RegionCode>,
    /// The share of the registered pages.
    pub removed_share: f64,
    /// The number of pages.
    pub removed_least: u32,
}

impl Default for RegistrySection {
    fn default() -> Self {
        Self { path: None, region_code: None, removed_share: 0.2, removed_least: 20 }
    }
}

impl Section for RegistrySection {
    fn visit(&mut self, keys: &mut impl Keys) {
        keys.key("path", &mut self.path, Maybe(File));
        keys.key("region_code", &mut self.region_code, Maybe(Region));
        keys.key("removed_share", &mut self.removed_share, Share(0.0..=1.0));
        keys.key("removed_least", &mut self.removed_least, Whole(0..=MOST_PAGES));
    }
}
