//! Which OKTMO a municipality has, by what its rows say, and which municipality an OKTMO is.

use std::collections::HashMap;

use super::drafts::Drafts;
use crate::model::{Level, Oktmo, RegionCode};

/// How the codes of whole municipalities end; others are of settlements inside them, which may be written with the name of
/// either.
const WHOLE: &str = "000";

/// What the rows of one municipality say of its OKTMO.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreed {
    /// All the same.
    On(Oktmo),
    /// Several codes; which is right is not for a program to guess.
    OnNothing,
}

/// A code that rows give to a municipality.
#[derive(Debug)]
struct Said {
    oktmo: Oktmo,
    /// The draft that said it first.
    first: usize,
    /// How many rows say it, by how much they are to be believed: municipal bodies, others, regional bodies. The OKTMO
    /// beside the last may be the whole region's.
    rows: [u32; 3],
}

impl Said {
    /// Whether another code of this kind cannot be the same municipality's.
    fn is_whole(&self) -> bool {
        self.oktmo.to_string().ends_with(WHOLE) && self.rows[0] + self.rows[1] > 0
    }
}

type Key = (Option<RegionCode>, u32);

/// The municipalities by region and name.
pub(super) struct Territory {
    by_name: HashMap<Key, Vec<Said>>,
    /// The name of each municipality; `None` where rows disagree.
    by_oktmo: HashMap<Oktmo, Option<u32>>,
}

impl Territory {
    /// Gathers the codes that the rows give themselves; `region` and `level` are those of a draft.
    pub fn gather(
        drafts: &Drafts,
        region: impl Fn(usize) -> Option<RegionCode>,
        level: impl Fn(usize) -> Option<Level>,
    ) -> Self {
        let mut territory = Self { by_name: HashMap::new(), by_oktmo: HashMap::new() };
        for (place, draft) in drafts.iter().enumerate() {
            let (Some(name), Some(oktmo)) = (&draft.municipality, draft.oktmo.good()) else { continue };
            let trust = match level(place) {
                Some(Level::Municipal) => 0,
                Some(Level::Subordinate) | None => 1,
                Some(Level::Regional) => 2,
            };
            let codes = territory.by_name.entry((region(place), name.key)).or_default();
            if let Some(said) = codes.iter_mut().find(|said| said.oktmo == oktmo) {
                said.rows[trust] += 1;
            } else {
                let mut rows = [0; 3];
                rows[trust] = 1;
                codes.push(Said { oktmo, first: place, rows });
            }
            if trust < 2 {
                let known = territory.by_oktmo.entry(oktmo).or_insert(Some(name.key));
                *known = known.filter(|key| *key == name.key);
            }
        }
        territory
    }

    /// The OKTMO of a municipality; what its municipal bodies say goes before what others say.
    pub fn oktmo(&self, region: Option<RegionCode>, municipality: u32) -> Option<Agreed> {
        let codes = self.by_name.get(&(region, municipality))?;
        (0..3).find_map(|trust| {
            let mut said = codes.iter().filter(|said| said.rows[trust] > 0);
            let first = said.next()?;
            Some(if said.next().is_none() { Agreed::On(first.oktmo) } else { Agreed::OnNothing })
        })
    }

    /// The municipality's name, by its number.
    pub fn name(&self, oktmo: Oktmo) -> Option<u32> {
        self.by_oktmo.get(&oktmo).copied().flatten()
    }

    /// Whether this code is not the one that the municipality has by its other rows: the code and the draft that speak
    /// against it. Municipal bodies are believed first, then the many; where neither decides, every code is doubtful.
    pub fn against(&self, region: Option<RegionCode>, municipality: u32, oktmo: Oktmo) -> Option<(Oktmo, usize)> {
        let codes = self.by_name.get(&(region, municipality)).filter(|codes| codes.len() > 1)?;
        let whole = || codes.iter().filter(|said| said.is_whole());
        if !whole().any(|said| said.oktmo == oktmo) {
            return None;
        }
        let mut municipal = whole().filter(|said| said.rows[0] > 0);
        let most = whole().map(|said| said.rows[0] + said.rows[1]).max()?;
        let mut many = whole().filter(|said| said.rows[0] + said.rows[1] == most);
        let right = match (municipal.next(), municipal.next(), many.next(), many.next()) {
            (Some(only), None, ..) | (_, _, Some(only), None) => Some(only),
            _ => None,
        };
        let other = match right {
            Some(right) => Some(right).filter(|right| right.oktmo != oktmo),
            None => whole().find(|said| said.oktmo != oktmo),
        };
        other.map(|said| (said.oktmo, said.first))
    }
}
