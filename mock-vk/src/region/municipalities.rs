//! Makes the municipalities of a region: districts, okrugs, cities, rural settlements. Knows no organisations.

use super::codes::oktmo_beginning;
use super::names::{CITIES, DISTRICTS, RURAL, transliterate};
use super::world::Municipality;

/// Pages to a municipality before another one is added: a district has some thirty to two hundred official pages.
const PAGES_PER_MUNICIPALITY: usize = 36;
/// A region of fewer pages has no rural settlements.
const PAGES_FOR_SETTLEMENTS: usize = 250;

/// What kind of municipality it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    District,
    City,
    /// A part of a district, with bodies and an OKTMO of its own.
    Settlement,
}

/// A municipality with the words that its institutions are named by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) kind: Kind,
    /// «Каменский», as colleges are called.
    pub(crate) adjective: String,
    /// «Каменская районная», as hospitals are called.
    pub(crate) feminine: String,
    pub(crate) municipality: Municipality,
}

/// The municipalities of a region of so many pages. With `gaps` some have no OKTMO in the registry.
pub(crate) fn municipalities(region_code: &str, pages: usize, gaps: bool) -> Vec<Place> {
    let wanted = (pages / PAGES_PER_MUNICIPALITY).clamp(2, DISTRICTS.len() + CITIES.len());
    let cities = (wanted / 4).min(CITIES.len());
    let districts = (wanted - cities).min(DISTRICTS.len());
    let mut out = Vec::with_capacity(wanted + districts / 4);
    for (place, (stem, ending)) in DISTRICTS.iter().take(districts).enumerate() {
        let okrug = place % 3 == 2;
        let (long, short) = if okrug {
            ("муниципальный округ", "муниципального округа")
        } else {
            ("район", "района")
        };
        let beginning = oktmo_beginning(region_code, if okrug { '5' } else { '6' });
        let genitive = format!("{stem}ого {short}");
        let oktmo = format!("{beginning}{:02}000", 3 + place);
        let rural = RURAL.get(place / 4).filter(|_| place % 4 == 1 && !okrug && pages >= PAGES_FOR_SETTLEMENTS);
        let settlement = rural.map(|rural| Place {
            kind: Kind::Settlement,
            adjective: format!("{rural}ий"),
            feminine: format!("{rural}ая участковая"),
            municipality: municipality(
                format!("{rural}ое сельское поселение"),
                format!("{rural}ого сельского поселения {genitive}"),
                format!("{}4{:02}", &oktmo[..5], 2 + place % 30),
                format!("{}_sp", transliterate(rural)),
            ),
        });
        out.push(Place {
            kind: Kind::District,
            adjective: format!("{stem}{ending}"),
            feminine: format!("{stem}ая {}", if okrug { "окружная" } else { "районная" }),
            municipality: municipality(format!("{stem}{ending} {long}"), genitive, oktmo, transliterate(stem)),
        });
        out.extend(settlement);
    }
    for (place, city) in CITIES.iter().take(cities).enumerate() {
        out.push(Place {
            kind: Kind::City,
            adjective: format!("{city}ий"),
            feminine: format!("{city}ая городская"),
            municipality: municipality(
                format!("город {city}"),
                format!("города {city}а"),
                format!("{}{:02}000", oktmo_beginning(region_code, '7'), 50 + place),
                transliterate(city),
            ),
        });
    }
    for (place, one) in out.iter_mut().enumerate() {
        one.municipality.oktmo_told = !(gaps && place % 6 == 4);
        one.municipality.polls_connected = place % 8 != 6;
    }
    out
}

fn municipality(name: String, genitive: String, oktmo: String, slug: String) -> Municipality {
    Municipality { name, genitive, oktmo, oktmo_told: true, polls_connected: true, slug }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_municipality_has_a_name_and_an_oktmo_of_its_own() {
        for code in ["03", "11", "111", "71", "711", "7114"] {
            let all = municipalities(code, 250_000, true);
            let names: HashSet<&str> = all.iter().map(|one| one.municipality.name.as_str()).collect();
            let codes: HashSet<&str> = all.iter().map(|one| one.municipality.oktmo.as_str()).collect();
            assert_eq!((names.len(), codes.len()), (all.len(), all.len()), "{code}");
            assert!(codes.iter().all(|code| code.len() == 8));
            assert!(all.iter().any(|one| one.kind == Kind::Settlement));
        }
    }
}
