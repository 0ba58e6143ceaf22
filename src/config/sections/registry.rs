//! `[registry]`: which organisations are audited.

use std::path::PathBuf;

use crate::{
    config::{
        codecs::{File, Maybe, Region},
        keys::{Keys, Section},
    },
    model::RegionCode,
};

/// Settings of the `[registry]` section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RegistrySection {
    /// The registry: CSV, XLSX, ODS or TOML.
    pub path: Option<PathBuf>,
    /// The region of rows that name none.
    pub region_code: Option<RegionCode>,
}

impl Section for RegistrySection {
    fn visit(&mut self, keys: &mut impl Keys) {
        keys.key("path", &mut self.path, Maybe(File));
        keys.key("region_code", &mut self.region_code, Maybe(Region));
    }
}
