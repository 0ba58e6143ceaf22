//! Pages that the registry names twice without anybody seeing it: by a short name and by the number of the same community.
//! VK's answer shows it, from either side: it gives the number of a name and the name of a number. So no page waits for
//! another.

use std::collections::{HashMap, HashSet};

use super::Plan;
use crate::model::{Cause, GroupId, PageAddress, PageSnapshot, Sight, Unverified, UnverifiedReason};
use crate::vk::Observation;

/// A community that several rows of the registry name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameGroup {
    /// Its number.
    pub group_id: GroupId,
    /// The addresses that the rows have.
    pub addresses: Vec<PageAddress>,
    /// The same as the rows write them.
    urls: Vec<String>,
}

impl SameGroup {
    /// Why none of its pages can be judged. The cause is addresses alone, which need no language.
    pub(super) fn unverified(&self) -> Unverified {
        let address = PageAddress::from(self.group_id);
        let cause = Cause::Text(format!("{address}: {}", self.urls.join(", ")));
        Unverified { reason: UnverifiedReason::Registry, cause }
    }
}

/// The pages of a batch whose communities other rows of the registry name too, by their places among the targets.
pub(super) async fn find(plan: &Plan, batch: &[Observation]) -> HashMap<usize, SameGroup> {
    let Some(directory) = &plan.directory else { return HashMap::new() };
    let mut names = Vec::with_capacity(batch.len());
    for seen in batch {
        if let (Ok(Sight::Seen(page)), Some(target)) = (&seen.sight, plan.targets.get(seen.index)) {
            names.push((seen.index, page.group_id, names_of(page, &target.address)));
        }
    }
    // who has one name alone has no twin
    names.retain(|(_, _, names)| names.len() > 1);
    let asked: HashSet<PageAddress> = names.iter().flat_map(|(_, _, names)| names.iter().cloned()).collect();
    if asked.is_empty() {
        return HashMap::new();
    }
    let asked: Vec<PageAddress> = asked.into_iter().collect();
    let registered: HashMap<PageAddress, String> = directory.registered(&asked).await.into_iter().collect();
    let twins = names.into_iter().filter_map(|(index, group_id, names)| {
        let mut addresses: Vec<_> = names.into_iter().filter(|name| registered.contains_key(name)).collect();
        addresses.sort();
        let urls = addresses.iter().filter_map(|name| registered.get(name).cloned()).collect();
        (addresses.len() > 1).then_some((index, SameGroup { group_id, addresses, urls }))
    });
    twins.collect()
}

/// Every address by which a registry may name the community: the one asked for, its number, its short name.
fn names_of(page: &PageSnapshot, asked: &PageAddress) -> Vec<PageAddress> {
    let mut names = vec![asked.clone()];
    let screen_name = page.screen_name.as_deref().and_then(|name| PageAddress::parse(name).ok());
    for name in [Some(PageAddress::from(page.group_id)), screen_name].into_iter().flatten() {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
