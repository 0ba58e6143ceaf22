//! Somebody says whether a run counts.

use jiff::Timestamp;

use super::Actor;
use domain::access::Action;
use store::{RunId, Store, StoreError, StoreTrouble};

/// Why nothing is decided about a run.
#[derive(Debug, thiserror::Error)]
pub enum ReviewRefused {
    /// The actor may decide about no run.
    #[error("the actor may decide about no run")]
    Forbidden,
    /// There is no such run.
    #[error("there is no such run")]
    NoSuchRun,
    /// The run is in a state in which nobody decides that; the store says in which.
    #[error(transparent)]
    NotNow(StoreError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ReviewRefused {
    fn from(error: StoreError) -> Self {
        match error.trouble() {
            StoreTrouble::Conflict => Self::NotNow(error),
            StoreTrouble::NotFound => Self::NoSuchRun,
            _ => Self::Store(error),
        }
    }
}

/// Lets a held run count. Its results are then to be taken over, by a worker or by whoever calls.
///
/// # Errors
/// See [`ReviewRefused`]; then nothing is changed.
pub async fn release_run(store: &Store, id: RunId, by: &Actor, now: Timestamp) -> Result<(), ReviewRefused> {
    if !by.may(Action::SettleRuns) {
        return Err(ReviewRefused::Forbidden);
    }
    Ok(store.release_run(id, &by.who, now).await?)
}

/// Ends a run, under way or held, whose results shall not count.
///
/// # Errors
/// See [`ReviewRefused`]; then nothing is changed.
pub async fn discard_run(store: &Store, id: RunId, by: &Actor, now: Timestamp) -> Result<(), ReviewRefused> {
    if !by.may(Action::SettleRuns) {
        return Err(ReviewRefused::Forbidden);
    }
    Ok(store.discard_run(id, &by.who, now).await?)
}
