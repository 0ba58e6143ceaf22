//! Which OKTMO the rows of a municipality agree on, for the rows of it that give none.

use std::collections::HashMap;

use super::drafts::Drafts;
use crate::model::{Level, Oktmo, RegionCode};

/// What the rows of one municipality say of its OKTMO.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreed {
    /// All the same.
    On(Oktmo),
    /// Several codes; which is right is not for a program to guess.
    OnNothing,
}

impl Agreed {
    fn with(known: Option<Self>, oktmo: Oktmo) -> Self {
        match known {
            None => Self::On(oktmo),
            Some(Self::On(other)) if other == oktmo => Self::On(oktmo),
            Some(_) => Self::OnNothing,
        }
    }
}

/// The municipalities by region and name.
pub(super) struct Territory {
    /// What the bodies of each level say, the one to believe most first.
    by_name: HashMap<(RegionCode, u32), [Option<Agreed>; 3]>,
}

impl Territory {
    /// Gathers the codes that the rows give themselves.
    pub fn gather(drafts: &Drafts) -> Self {
        let mut by_name: HashMap<_, [Option<Agreed>; 3]> = HashMap::new();
        for draft in drafts.iter() {
            let (Some(region), Some(name), Some(oktmo)) = (draft.region, &draft.municipality, draft.oktmo.good())
            else {
                continue;
            };
            // the OKTMO beside a regional body may be the whole region's
            let trust = match draft.level {
                Some(Level::Municipal) => 0,
                Some(Level::Subordinate) | None => 1,
                Some(Level::Regional) => 2,
            };
            let agreed = &mut by_name.entry((region, name.key)).or_default()[trust];
            *agreed = Some(Agreed::with(*agreed, oktmo));
        }
        Self { by_name }
    }

    /// The OKTMO of a municipality; what its municipal bodies say goes before what others say.
    pub fn oktmo(&self, region: RegionCode, municipality: u32) -> Option<Agreed> {
        self.by_name.get(&(region, municipality))?.iter().find_map(|agreed| *agreed)
    }
}
