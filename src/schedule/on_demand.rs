//! Runs that a person asks for, from the command line, the dashboard or the API: the same work under the same names.

use std::time::Duration;

use jiff::Timestamp;

use crate::store::{KeptPolicy, NewRun, PageId, Pages, RunKind, Scope};

/// The name of runs over all pages that a person asks for.
const WHOLE: &str = "whole";
/// The name of runs over single pages.
const PAGES: &str = "pages";
/// The name of runs over one page: whoever asks for it while it is looked at waits for the same look.
const PAGE: &str = "page";

/// What the service makes of every run that a person asks for.
#[derive(Debug, Clone)]
pub struct OnDemand<'a> {
    /// The policy in force.
    pub policy: &'a KeptPolicy,
    /// How many pages make one batch.
    pub batch_size: usize,
    /// How long until a suspicious page is looked at again.
    pub second_look: Duration,
}

impl OnDemand<'_> {
    /// A run over one page.
    pub fn page(&self, page: PageId, now: Timestamp) -> NewRun {
        self.run(page_name(page), RunKind::OnDemand, Pages::These(vec![page]), now)
    }

    /// A run over these pages; many people may ask for theirs at the same time.
    pub fn pages(&self, pages: Vec<PageId>, now: Timestamp) -> NewRun {
        self.run(format!("{PAGES}-{}", now.as_millisecond()), RunKind::OnDemand, Pages::These(pages), now)
    }

    /// A run over all registered pages of a scope.
    pub fn whole(&self, scope: Scope, now: Timestamp) -> NewRun {
        self.run(whole_name(&scope), RunKind::Manual, Pages::Registered(scope), now)
    }

    fn run(&self, name: String, kind: RunKind, pages: Pages, now: Timestamp) -> NewRun {
        NewRun {
            name,
            kind,
            pages,
            policy: self.policy.clone(),
            batch_size: self.batch_size,
            next_look_at: now.saturating_add(self.second_look).unwrap_or(now),
            due: None,
        }
    }
}

/// The name of the run over one page.
pub fn page_name(page: PageId) -> String {
    format!("{PAGE}-{page}")
}

/// The name of the run over a scope. A run over a part is another run than that over everything: it neither waits for it
/// nor takes its place.
pub fn whole_name(scope: &Scope) -> String {
    let regions = scope.regions.iter().map(ToString::to_string);
    let organizations = scope.organizations.iter().map(ToString::to_string);
    let parts: Vec<String> = regions.chain(scope.municipalities.iter().cloned()).chain(organizations).collect();
    if parts.is_empty() { WHOLE.to_owned() } else { format!("{WHOLE}: {}", parts.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RegionCode;

    #[test]
    fn a_run_over_a_part_has_another_name_than_that_over_everything() {
        let scope = Scope {
            regions: vec![RegionCode::parse("73").unwrap()],
            municipalities: vec!["город Ульяновск".to_owned()],
            ..Scope::everything()
        };
        assert_eq!(whole_name(&Scope::everything()), "whole");
        assert_eq!(whole_name(&scope), "whole: 73, город Ульяновск");
    }

    #[test]
    fn one_page_asked_for_twice_is_the_same_run_and_is_not_due_before_the_second_look() {
        let policy = KeptPolicy::new("pos", "{}".to_owned());
        let orders = OnDemand { policy: &policy, batch_size: 5, second_look: Duration::from_mins(5) };
        let page: PageId = "7".parse().unwrap();
        let (first, later) = (Timestamp::UNIX_EPOCH, Timestamp::from_second(60).unwrap());
        assert_eq!(orders.page(page, first).name, orders.page(page, later).name);
        assert_ne!(orders.pages(vec![page], first).name, orders.pages(vec![page], later).name);
        assert_eq!(orders.page(page, first).next_look_at, Timestamp::from_second(300).unwrap());
        assert_eq!(orders.whole(Scope::everything(), first).kind, RunKind::Manual);
    }
}
