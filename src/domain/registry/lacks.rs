//! Which values entries do not know; without them a page is checked, but not in full.

use super::Entry;
use super::field::Field;
use crate::model::{Level, Organization};

type Lacks = fn(&Organization) -> bool;

/// How many entries lack each field, those that no entry lacks left out.
pub(super) fn count(entries: &[Entry]) -> Vec<(&'static str, usize)> {
    let fields: [(Field, Lacks); 6] = [
        (Field::Ogrn, |one| one.ogrn.is_none()),
        (Field::Level, |one| one.level.is_none()),
        (Field::RegionCode, |one| one.region_code.is_none()),
        (Field::Municipality, |one| one.municipality.is_none() && is_of_a_municipality(one)),
        (Field::Oktmo, |one| one.oktmo.is_none() && is_of_a_municipality(one)),
        (Field::OpaId, |one| one.messages_opa_id.is_none()),
    ];
    let counted = fields.map(|(field, lacks)| {
        let count = entries.iter().filter(|entry| lacks(&entry.organization)).count();
        (field.english(), count)
    });
    counted.into_iter().filter(|(_, count)| *count > 0).collect()
}

fn is_of_a_municipality(organization: &Organization) -> bool {
    organization.level != Some(Level::Regional)
}
