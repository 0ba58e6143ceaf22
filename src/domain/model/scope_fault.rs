//! Why a scope that somebody names is refused: it would hold nothing, or more than is meant. Knows no database.

use super::{Municipality, Ogrn, RegionCode};

/// Names that are no more alike than that are not offered.
const ALIKE: f64 = 0.82;
/// The most names that are offered.
const OFFERED: usize = 5;
/// Shorter words of a name («район», «город») are in too many others.
const TELLING: usize = 6;

/// Why a scope is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScopeFault {
    /// A municipality is named by blanks.
    BlankMunicipality,
    /// No page is of this region.
    UnknownRegion {
        code: RegionCode,
        /// Those that have pages.
        known: Vec<RegionCode>,
    },
    /// No page is of this municipality, in the regions of the scope where it names any.
    UnknownMunicipality {
        municipality: Municipality,
        /// Those with a like name.
        like: Vec<Municipality>,
    },
    /// Several municipalities have this name.
    AmbiguousMunicipality {
        name: String,
        /// Those whose region is known.
        places: Vec<Municipality>,
    },
    /// The municipality is of another region than the scope names.
    OutsideRegions { municipality: Municipality, regions: Vec<RegionCode> },
    /// No page is of this organisation.
    UnknownOrganization {
        /// The organisation.
        ogrn: Ogrn,
    },
}

/// The municipalities whose names are most like this one, the likest first.
pub fn like_places(name: &str, places: Vec<Municipality>) -> Vec<Municipality> {
    let fold = |text: &str| text.to_lowercase().replace('ё', "е");
    let sought = fold(name.trim());
    let words: Vec<&str> = sought.split_whitespace().filter(|word| word.chars().count() >= TELLING).collect();
    let likeness = |place: &Municipality| {
        let known = fold(&place.name);
        let is_part = !sought.is_empty() && (known.contains(&sought) || words.iter().any(|word| known.contains(word)));
        f64::from(u8::from(is_part)) + strsim::jaro_winkler(&sought, &known)
    };
    let mut like: Vec<(f64, Municipality)> = places.into_iter().map(|place| (likeness(&place), place)).collect();
    like.retain(|(likeness, place)| *likeness >= ALIKE && !place.name.is_empty());
    like.sort_by(|(one, first), (other, second)| other.total_cmp(one).then_with(|| first.cmp(second)));
    like.into_iter().take(OFFERED).map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_the_same_word_or_a_slip_are_offered() {
        let place = |region: &str, name: &str| Municipality {
            region: Some(RegionCode::parse(region).unwrap()),
            name: name.to_owned(),
        };
        let known =
            || vec![place("73", "город Ульяновск"), place("16", "город Казань"), place("73", "Мелекесский район")];
        assert_eq!(like_places("Ульяновск", known()), [place("73", "город Ульяновск")]);
        assert_eq!(like_places("мелекеский район", known()), [place("73", "Мелекесский район")]);
        assert_eq!(like_places("Якутск", known()), []);
        assert_eq!(like_places(" ", known()), []);
    }
}
