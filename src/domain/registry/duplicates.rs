//! Pages that several rows name. Whose such a page is nobody can tell, unless the rows are the same organisation's.

use std::collections::HashMap;

use super::bodies::Bodies;
use super::draft::DraftPage;
use super::drafts::Drafts;
use super::field::fold;
use crate::model::PageAddress;

/// A row whose page another row names too.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Duplicate {
    /// The draft.
    pub place: usize,
    /// The other one.
    pub other: usize,
}

/// The rows to be set aside for a page that another good row has: of one organisation all but the first, else all.
pub(super) fn find(drafts: &Drafts, bodies: &Bodies) -> Vec<Duplicate> {
    let mut firsts: HashMap<&PageAddress, usize> = HashMap::with_capacity(drafts.len());
    // the few pages named more than once, in the order of the file
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of: HashMap<usize, usize> = HashMap::new();
    for (place, draft) in drafts.iter().enumerate() {
        let DraftPage::Is(address) = &draft.page else { continue };
        if draft.is_bad {
            continue;
        }
        let first = *firsts.entry(address).or_insert(place);
        if first != place {
            let group = *group_of.entry(first).or_insert_with(|| {
                groups.push(vec![first]);
                groups.len() - 1
            });
            groups[group].push(place);
        }
    }
    let mut found = Vec::new();
    for group in groups {
        let first = group[0];
        let is_same = |place: &usize| is_same_organization(drafts, bodies, first, *place);
        let stays = usize::from(group.iter().all(is_same));
        let other = |place: usize| if place == first { group[1] } else { first };
        found.extend(group.iter().skip(stays).map(|place| Duplicate { place: *place, other: other(*place) }));
    }
    found
}

fn is_same_organization(drafts: &Drafts, bodies: &Bodies, one: usize, other: usize) -> bool {
    let (first, second) = (&drafts[one], &drafts[other]);
    if first.ogrn.good().is_some() && second.ogrn.good().is_some() {
        return bodies.id_of(one) == bodies.id_of(other);
    }
    fold(&first.name) == fold(&second.name)
        && agree(first.opa_id.good(), second.opa_id.good())
        && agree(first.oktmo.good(), second.oktmo.good())
}

/// Whether two values may be the same organisation's: what is not given contradicts nothing.
fn agree<T: PartialEq + Copy>(one: Option<T>, other: Option<T>) -> bool {
    one.is_none() || other.is_none() || one == other
}
