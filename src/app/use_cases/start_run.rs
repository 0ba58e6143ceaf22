//! Somebody asks for a run.

use jiff::Timestamp;
use serde_json::json;

use super::{Actor, find_page};
use crate::schedule::ByHand;
use domain::access::Action;
use domain::model::{PageAddress, Scope};
use store::{JournalAction, JournalNote, RunId, Store, StoreError, StoreTrouble};

/// What a run goes over.
#[derive(Debug, Clone)]
pub enum RunAsked {
    /// The registered pages of a scope, as far as the actor sees them.
    Scope(Scope),
    /// These pages, registered or not.
    Pages(Vec<PageAddress>),
}

/// Why no run is begun.
#[derive(Debug, thiserror::Error)]
pub enum StartRefused {
    /// The actor may start no such run.
    #[error("the actor may start no such run")]
    Forbidden,
    /// No registered page is meant.
    #[error("there is no page to look at")]
    NoPages,
    /// Such a run is under way; the store says which.
    #[error(transparent)]
    UnderWay(StoreError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for StartRefused {
    fn from(error: StoreError) -> Self {
        if error.trouble() == StoreTrouble::Conflict { Self::UnderWay(error) } else { Self::Store(error) }
    }
}

/// Begins a run.
///
/// # Errors
/// See [`StartRefused`]; then no run is begun.
pub async fn start_run(
    store: &Store,
    asked: RunAsked,
    by_hand: ByHand,
    by: &Actor,
    now: Timestamp,
) -> Result<RunId, StartRefused> {
    let rights = by.rights.as_ref().filter(|rights| rights.may(Action::StartRuns)).ok_or(StartRefused::Forbidden)?;
    let (new, scope) = match asked {
        RunAsked::Scope(scope) => {
            // in one order, so that a run over the same pages has the same name whoever asks
            let scope = rights.scope.intersect(&scope).ok_or(StartRefused::NoPages)?.sorted();
            (by_hand.whole(scope.clone(), now), scope)
        }
        RunAsked::Pages(_) if !rights.scope.is_everything() => return Err(StartRefused::Forbidden),
        RunAsked::Pages(addresses) => {
            let mut pages = Vec::with_capacity(addresses.len());
            for address in &addresses {
                pages.push(match find_page(store, address).await? {
                    Some(page) => page,
                    None => store.page_of_address(&address.to_string(), address).await?,
                });
            }
            (by_hand.pages(pages, now), Scope::everything())
        }
    };
    let note = |run: RunId| JournalNote {
        action: JournalAction::RunStarted,
        object: run.to_string(),
        detail: json!({ "name": new.name, "scope": {
            "regions": scope.regions.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "municipalities": scope.municipalities.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "organizations": scope.organizations.iter().map(ToString::to_string).collect::<Vec<_>>(),
        } }),
    };
    store.start_run_by(&new, &by.who, note, now).await?.ok_or(StartRefused::NoPages)
}
