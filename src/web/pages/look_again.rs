//! Has a page looked at now.

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::check::page_check::Checks;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::PathParam;
use app::schedule::name_of_page;
use app::use_cases::AskedFor;
use store::{PageId, Run, RunQuery, RunState, Store};

pub(crate) async fn ask(
    State(checks): State<Checks>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, WebError> {
    let id: PageId = id.parse().map_err(|_| WebError::NotFound)?;
    let checked = checks.run(&caller, AskedFor::Page(id)).await.map_err(|why| checks.refused(why))?;
    let to = match checked.run {
        Some(run) => format!("/pages/{id}?run={run}"),
        None => format!("/pages/{id}"),
    };
    Ok(Redirect::to(&to).into_response())
}

/// The look at this page that somebody asked for and that is not over.
pub(crate) async fn under_way(store: &Store, page: PageId) -> Result<Option<Run>, WebError> {
    let query = RunQuery {
        name: Some(name_of_page(page)),
        states: vec![RunState::Running, RunState::Applying],
        limit: 1,
        ..RunQuery::default()
    };
    Ok(store.runs(&query).await?.pop())
}
