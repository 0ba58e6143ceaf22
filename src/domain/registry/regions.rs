//! What a registry must know of the country's regions; the policy holds the knowledge.

use super::field::fold;
use crate::model::{Oktmo, RegionCode};
use crate::policy::Policy;

/// Which region codes there are, and which OKTMO codes lie in each.
pub trait Regions {
    /// Whether a region has this code.
    fn knows(&self, code: RegionCode) -> bool;

    /// Whether the municipality with this OKTMO lies in the region with this code.
    fn contains(&self, code: RegionCode, oktmo: Oktmo) -> bool;

    /// The region in which the municipality with this OKTMO lies, where that is certain.
    fn of(&self, _oktmo: Oktmo) -> Option<RegionCode> {
        None
    }

    /// The region with this name.
    fn named(&self, _name: &str) -> Option<RegionCode> {
        None
    }
}

impl Regions for Policy {
    fn knows(&self, code: RegionCode) -> bool {
        self.region(code).is_some()
    }

    fn contains(&self, code: RegionCode, oktmo: Oktmo) -> bool {
        self.region_contains(code, oktmo)
    }

    fn of(&self, oktmo: Oktmo) -> Option<RegionCode> {
        let mut found = self.regions().map(|(code, _)| code).filter(|code| self.region_contains(*code, oktmo));
        let first = found.next();
        // more than one: the policy does not tell them apart
        first.filter(|_| found.next().is_none())
    }

    fn named(&self, name: &str) -> Option<RegionCode> {
        let wanted = spelt_out(name);
        self.regions().find(|(_, region)| is_named(&spelt_out(&region.name), &wanted)).map(|(code, _)| code)
    }
}

/// A region's name without what people leave out or shorten.
fn spelt_out(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(' ').filter_map(|word| match word {
        "г" | "город" => None,
        "обл" => Some("область"),
        "респ" => Some("республика"),
        "ао" => Some("автономный округ"),
        other => Some(other),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether the whole name is the one that is wanted: itself, its first words («Кемеровская область» — Кузбасс), or without
/// «Республика».
fn is_named(whole: &str, wanted: &str) -> bool {
    let begins = |whole: &str| whole.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let without =
        |whole: &str| whole.strip_prefix("республика ").or(whole.strip_suffix(" республика")).map(ToOwned::to_owned);
    whole == wanted || (wanted.contains(' ') && begins(whole)) || without(whole).is_some_and(|short| short == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_known_by_its_name_as_people_write_it() {
        let policy = Policy::built_in().unwrap();
        for (name, code) in [
            ("Ульяновская область", "73"),
            ("ульяновская обл.", "73"),
            ("Кемеровская область", "32"),
            ("Кемеровская область - Кузбасс", "32"),
            ("Татарстан", "92"),
            ("Респ. Татарстан", "92"),
            ("Удмуртская Республика", "94"),
            ("Республика Саха", "98"),
            ("Ямало-Ненецкий АО", "7114"),
            ("г. Севастополь", "67"),
        ] {
            assert_eq!(policy.named(name).map(|code| code.to_string()).as_deref(), Some(code), "{name}");
        }
        for name in ["", "Республика", "Примерский район", "область", "край"] {
            assert_eq!(policy.named(name), None, "{name}");
        }
    }
}
