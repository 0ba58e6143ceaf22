//! Has a page looked at now.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde_json::json;

use super::one_page::row_of;
use crate::State;
use crate::caller::Caller;
use crate::error::WebError;
use crate::extract::PathParam;
use app::schedule::{ByHand, name_of_page};
use store::{JournalAction, JournalNote, PageId, Run, RunId, RunQuery, RunState, StoreTrouble};

pub(super) async fn ask(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, WebError> {
    let row = row_of(&state, &caller, &id).await?;
    let (live, now) = (state.live(), state.clock.now());
    let by_hand =
        ByHand { policy: live.kept_policy.clone(), batch_size: live.batch_size, second_look: live.second_look };
    let note = |run: RunId| JournalNote {
        action: JournalAction::PageCheckAsked,
        object: row.address.clone(),
        detail: json!({ "run": run.get() }),
    };
    let run = match state.store.start_run_by(&by_hand.page(row.id, now), &caller.who(), note, now).await {
        Ok(Some(run)) => {
            state.worker.wake();
            Some(run)
        }
        Ok(None) => return Err(WebError::NotFound),
        // somebody asked a moment ago: that look is as good
        Err(error) if error.trouble() == StoreTrouble::Conflict => under_way(&state, row.id).await?.map(|run| run.id),
        Err(error) => return Err(error.into()),
    };
    let to = match run {
        Some(run) => format!("/pages/{}?run={run}", row.id),
        None => format!("/pages/{}", row.id),
    };
    Ok(Redirect::to(&to).into_response())
}

/// The look at this page that somebody asked for and that is not over.
pub(super) async fn under_way(state: &State, page: PageId) -> Result<Option<Run>, WebError> {
    let query = RunQuery {
        name: Some(name_of_page(page)),
        states: vec![RunState::Running, RunState::Applying],
        limit: 1,
        ..RunQuery::default()
    };
    Ok(state.store.runs(&query).await?.pop())
}
