//! Has a page looked at now.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::State;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::PathParam;
use app::schedule::name_of_page;
use app::use_cases::AskedFor;
use store::{PageId, Run, RunQuery, RunState};

pub(crate) async fn ask(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, WebError> {
    let id: PageId = id.parse().map_err(|_| WebError::NotFound)?;
    let checked = state.check(&caller, AskedFor::Page(id)).await.map_err(|why| state.check_refused(why))?;
    let to = match checked.run {
        Some(run) => format!("/pages/{id}?run={run}"),
        None => format!("/pages/{id}"),
    };
    Ok(Redirect::to(&to).into_response())
}

/// The look at this page that somebody asked for and that is not over.
pub(crate) async fn under_way(state: &State, page: PageId) -> Result<Option<Run>, WebError> {
    let query = RunQuery {
        name: Some(name_of_page(page)),
        states: vec![RunState::Running, RunState::Applying],
        limit: 1,
        ..RunQuery::default()
    };
    Ok(state.store.runs(&query).await?.pop())
}
