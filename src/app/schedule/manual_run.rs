//! Runs that a person asks for, so that every way of asking makes the same of them. Reads no clock.

use std::time::Duration;

use jiff::Timestamp;

use domain::model::Scope;
use store::{KeptPolicy, NewRun, PageId, Pages, RunKind};

/// The name of runs over all pages.
pub const WHOLE: &str = "whole";
/// The name of runs over single pages.
const PAGES: &str = "pages";
/// What the name of a run over one page begins with.
const PAGE: &str = "page";

/// What every run needs, whoever asks for it.
#[derive(Debug, Clone)]
pub struct ByHand {
    /// The policy in force.
    pub policy: KeptPolicy,
    /// How many pages a batch has at the most.
    pub batch_size: usize,
    /// How long after a suspicious look the next one comes.
    pub second_look: Duration,
}

impl ByHand {
    /// A run over the registered pages of a scope.
    pub fn whole(self, scope: Scope, now: Timestamp) -> NewRun {
        self.run(name_of_scope(&scope), RunKind::Manual, Pages::Registered(scope), now)
    }

    /// A run over these pages. Many people may ask for theirs at the same time.
    pub fn pages(self, pages: Vec<PageId>, now: Timestamp) -> NewRun {
        self.run(format!("{PAGES}-{}", now.as_millisecond()), RunKind::OnDemand, Pages::These(pages), now)
    }

    /// A run over one page. While one is under way the store begins no other for it.
    pub fn page(self, page: PageId, now: Timestamp) -> NewRun {
        self.run(name_of_page(page), RunKind::OnDemand, Pages::These(vec![page]), now)
    }

    fn run(self, name: String, kind: RunKind, pages: Pages, now: Timestamp) -> NewRun {
        NewRun {
            name,
            kind,
            pages,
            policy: self.policy,
            batch_size: self.batch_size,
            next_look_at: now.saturating_add(self.second_look).unwrap_or(now),
            due: None,
        }
    }
}

/// The name of the runs over one page.
pub fn name_of_page(page: PageId) -> String {
    format!("{PAGE}-{page}")
}

/// The name of the runs over a scope. A run over a part is another run than that over everything: it neither waits for it
/// nor takes its place.
pub fn name_of_scope(scope: &Scope) -> String {
    let is_paired = !scope.municipalities.is_empty() && scope.municipalities.iter().all(|it| it.region.is_some());
    // whoever asks, by the region or as one who sees this municipality alone, asks for the same run
    let regions = scope.regions.iter().filter(|_| !is_paired).map(ToString::to_string);
    let organizations = scope.organizations.iter().map(ToString::to_string);
    let parts: Vec<String> =
        regions.chain(scope.municipalities.iter().map(ToString::to_string)).chain(organizations).collect();
    if parts.is_empty() { WHOLE.to_owned() } else { format!("{WHOLE}: {}", parts.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::model::{Municipality, RegionCode};

    fn by_hand() -> ByHand {
        let policy = KeptPolicy { digest: [0; 32], id: "pos".to_owned(), body: String::new() };
        ByHand { policy, batch_size: 500, second_look: Duration::from_mins(30) }
    }

    #[test]
    fn runs_over_parts_have_names_of_their_own() {
        let region = RegionCode::parse("73").unwrap();
        let of = |regions: &[RegionCode], town: &str| Scope {
            regions: regions.to_vec(),
            municipalities: vec![Municipality::from(town)],
            ..Scope::everything()
        };
        let parts = [Scope::everything(), of(&[], "а"), of(&[region], "а"), of(&[], "73:а"), of(&[region], "73:а")];
        let names = parts.map(|scope| by_hand().whole(scope, Timestamp::UNIX_EPOCH).name);
        assert_eq!(names, ["whole", "whole: а", "whole: 73, а", "whole: 73:а", "whole: 73:а"]);
    }

    #[test]
    fn the_same_page_is_asked_for_under_the_same_name() {
        let page: PageId = "7".parse().unwrap();
        let run = by_hand().page(page, Timestamp::UNIX_EPOCH);
        assert_eq!((run.name, run.kind), (name_of_page(page), RunKind::OnDemand));
        assert_eq!(run.next_look_at, Timestamp::from_second(1800).unwrap());
    }
}
