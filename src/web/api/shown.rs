//! Whose pages a request is about: what the caller may see, narrowed to what is asked for. Also what is told of runs to
//! those who may not see all pages, since the figures of a run are over all of them.

use super::values::Text;
use crate::Context;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::scope::checked::resolve_scope;
use app::schedule::name_of_scope;
use domain::model::{Municipality, Ogrn, RegionCode, Scope};
use report::listing::{Cell, Kind, List};
use store::{PageId, PageQuery, PageRow, Run, RunKind};
use words::Lang;

/// The caller's scope narrowed to these lists; `None` when no page can be in both.
///
/// # Errors
/// A stranger sees nothing; a list names what the registry does not have, or two things at once; or the store cannot be
/// read.
pub(crate) async fn narrowed(
    state: &Context,
    caller: &Caller,
    regions: &[RegionCode],
    municipalities: &[Text],
    organizations: &[Ogrn],
) -> Result<Option<Scope>, WebError> {
    let asked = Scope {
        regions: regions.to_vec(),
        municipalities: municipalities.iter().map(|Text(text)| Municipality::from(text)).collect(),
        organizations: organizations.to_vec(),
    };
    let own = caller.scope()?;
    let asked = resolve_scope(state, &asked, own, None, caller.lang).await?;
    Ok(own.intersect(&asked).map(Scope::sorted))
}

/// The page with this number, if it lies in the scope.
///
/// # Errors
/// There is no such page, or it is outside; or the store cannot be read.
pub(crate) async fn page(state: &Context, scope: &Scope, page: PageId) -> Result<PageRow, WebError> {
    let query = PageQuery { page: Some(page), with_unregistered: true, limit: 1, ..PageQuery::within(scope.clone()) };
    state.store.pages(&query).await?.pop().ok_or(WebError::NotFound)
}

/// Columns of runs that are not for whoever sees a part of the pages, besides all figures.
const HIDDEN: [&str; 2] = ["name", "hold_reason"];

/// Whose runs somebody sees.
pub(crate) struct RunsSeen {
    sees_all: bool,
    /// The name of the runs over just the caller's pages.
    own: String,
}

impl RunsSeen {
    pub(crate) fn of(caller: &Caller) -> Result<Self, WebError> {
        let scope = caller.scope()?;
        let own = name_of_scope(&scope.clone().sorted());
        Ok(Self { sees_all: scope.is_everything(), own })
    }

    /// Which kinds of runs are asked for, an empty list for all of them; `None` when none of them is for the caller. What
    /// other people asked for is theirs.
    pub(crate) fn kinds(&self, asked: Vec<RunKind>) -> Option<Vec<RunKind>> {
        if self.sees_all {
            return Some(asked);
        }
        let asked = if asked.is_empty() { RunKind::ALL.to_vec() } else { asked };
        let own: Vec<RunKind> = asked.into_iter().filter(|kind| *kind != RunKind::OnDemand).collect();
        (!own.is_empty()).then_some(own)
    }

    /// Whether the caller learns of this run.
    pub(crate) fn sees(&self, run: &Run) -> bool {
        // a run over all pages goes over the caller's too
        let is_shared = || run.name == self.own || run.name == name_of_scope(&Scope::everything());
        self.sees_all
            || match run.kind.known() {
                Some(RunKind::Manual) => is_shared(),
                Some(RunKind::SecondLook | RunKind::Recheck | RunKind::Scheduled) => true,
                // for whom a later version makes it nobody knows here
                Some(RunKind::OnDemand) | None => false,
            }
    }

    /// Whether the caller learns how many pages it had and what came of them.
    pub(crate) fn sees_figures(&self, run: &Run) -> bool {
        self.sees_all || run.kind == RunKind::Manual && run.name == self.own
    }

    /// The cells of a run's row, without what is not for the caller.
    pub(crate) fn cells(&self, lang: Lang, run: &Run) -> Vec<Cell> {
        let cells = app::history::cells::of_run(lang, run).into_iter().zip(List::Runs.columns());
        // the name of a run over a part of the pages tells of which
        let is_told = |kind: Kind, key: &str| matches!(kind, Kind::Number | Kind::Share) || HIDDEN.contains(&key);
        let hides = !self.sees_figures(run);
        cells.map(|(cell, column)| if hides && is_told(column.kind, column.key) { Cell::None } else { cell }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(kind: RunKind, name: &str) -> Run {
        Run {
            id: "1".parse().unwrap(),
            name: name.to_owned(),
            kind: kind.into(),
            state: store::RunState::Finished.into(),
            created_at: jiff::Timestamp::UNIX_EPOCH,
            started_at: None,
            finished_at: Some(jiff::Timestamp::UNIX_EPOCH),
            policy: "p".to_owned(),
            pages: 12_345,
            seen: 12_340,
            compliant: 1,
            violations: 2,
            review: 3,
            unverified: 4,
            seen_before: 5,
            changed: 6,
            opened: 7,
            reopened: 8,
            closed: 9,
            reasons: std::collections::BTreeMap::new(),
            calls: std::collections::BTreeMap::new(),
            hold: Some("{\"changed\":1}".to_owned()),
            remarks: Vec::new(),
        }
    }

    #[test]
    fn whoever_sees_some_pages_learns_no_figures_over_others() {
        let narrow = RunsSeen { sees_all: false, own: "whole: 73".to_owned() };
        let nightly = run(RunKind::Scheduled, "nightly");
        assert!(narrow.sees(&nightly) && !narrow.sees_figures(&nightly));
        assert!(!narrow.sees(&run(RunKind::OnDemand, "page-7")) && !narrow.sees(&run(RunKind::Manual, "whole: 16")));
        let own = run(RunKind::Manual, "whole: 73");
        assert!(narrow.sees(&own) && narrow.sees_figures(&own));
        let text = format!("{:?}", narrow.cells(Lang::En, &nightly));
        assert!(!text.contains("12345") && !text.contains("12340") && !text.contains("nightly"), "{text}");
        assert!(!text.contains("Share"), "{text}");
        assert_eq!(narrow.kinds(vec![RunKind::OnDemand]), None);
    }

    #[test]
    fn whoever_sees_everything_learns_all_of_it() {
        let all = RunsSeen { sees_all: true, own: "whole".to_owned() };
        let page = run(RunKind::OnDemand, "page-7");
        assert!(all.sees(&page) && all.sees_figures(&page));
        assert_eq!(all.kinds(Vec::new()), Some(Vec::new()));
        let later = Run { kind: domain::model::MaybeKnown::read("of_tomorrow"), ..page.clone() };
        let narrow = RunsSeen { sees_all: false, own: "whole: 73".to_owned() };
        assert!(all.sees(&later) && !narrow.sees(&later));
        assert!(format!("{:?}", all.cells(Lang::En, &page)).contains("12345"));
    }
}
