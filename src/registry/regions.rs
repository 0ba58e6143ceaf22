//! What a registry must know of the country's regions; the policy holds the knowledge.

use crate::model::{Oktmo, RegionCode};
use crate::policy::Policy;

/// Which region codes there are, and which OKTMO codes lie in each.
pub trait Regions {
    /// Whether a region has this code.
    fn knows(&self, code: RegionCode) -> bool;

    /// Whether the municipality with this OKTMO lies in the region with this code.
    fn contains(&self, code: RegionCode, oktmo: Oktmo) -> bool;
}

impl Regions for Policy {
    fn knows(&self, code: RegionCode) -> bool {
        self.region(code).is_some()
    }

    fn contains(&self, code: RegionCode, oktmo: Oktmo) -> bool {
        self.region_contains(code, oktmo)
    }
}
