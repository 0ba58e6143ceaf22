//! Pages that the registry names twice without anybody seeing it: by a short name and by the number of the same community.
//! VK's answer shows it, from either side: it gives the number of a name and the name of a number. So no page waits for
//! another.

use std::collections::HashMap;

use super::Plan;
use domain::model::{Cause, GroupId, PageAddress, PageSnapshot, Sight, Unverified, UnverifiedReason};
use vk::Observation;

/// A community that several rows of the registry name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameGroup {
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
    let (mut pages, mut asked) = (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
    for seen in batch {
        if let (Ok(Sight::Seen(page)), Some(target)) = (&seen.sight, plan.targets.get(seen.index)) {
            let others = other_names(page, &target.address);
            asked.extend(others.iter().flatten().cloned());
            pages.push((seen.index, page.group_id, &target.address, others));
        }
    }
    if asked.is_empty() {
        return HashMap::new();
    }
    // nearly no page has another name in the registry
    let mut registered: HashMap<PageAddress, String> = directory.registered(&asked).await.into_iter().collect();
    pages.retain(|(.., others)| others.iter().flatten().any(|name| registered.contains_key(name)));
    if pages.is_empty() {
        return HashMap::new();
    }
    let own: Vec<PageAddress> = pages.iter().map(|(_, _, own, _)| (*own).clone()).collect();
    registered.extend(directory.registered(&own).await);
    let twins = pages.into_iter().filter_map(|(index, group_id, own, others)| {
        let names = others.into_iter().flatten().chain([own.clone()]);
        let mut addresses: Vec<_> = names.filter(|name| registered.contains_key(name)).collect();
        addresses.sort();
        let urls = addresses.iter().filter_map(|name| registered.get(name).cloned()).collect();
        (addresses.len() > 1).then_some((index, SameGroup { group_id, addresses, urls }))
    });
    twins.collect()
}

/// The addresses by which a registry may name the community besides the one asked for: its number, its short name.
fn other_names(page: &PageSnapshot, asked: &PageAddress) -> [Option<PageAddress>; 2] {
    let number = PageAddress::from(page.group_id);
    let screen_name = page.screen_name.as_deref().and_then(|name| PageAddress::parse(name).ok());
    let screen_name = screen_name.filter(|name| *name != number);
    [Some(number), screen_name].map(|name| name.filter(|name| name != asked))
}
