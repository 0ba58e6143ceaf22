//! Runs: those that were made, one of them, a new one, and what a person says of a held one.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use utoipa_axum::routes;

use crate::Context;
use crate::api::answer::{ListOf, ListPart, json, made, read_cursor};
use crate::api::query_params::{Nothing, QueryParams, query_params};
use crate::api::rows::{Row, RunRow};
use crate::api::shown::RunsSeen;
use crate::api::values::{Cursor, Limit, Text, row_id, rows};
use crate::http::caller::Caller;
use crate::http::error::{WebError, Wrong};
use crate::http::extract::{JsonBody, PathParam as Piece};
use crate::http::routes::{Admit, Routes};
use crate::scope::checked::resolve_scope;
use crate::scope::json::ScopeBody;
use app::history::WireRun;
use app::run::Worker;
use app::use_cases::{ReviewRefused, RunAsked, StartRefused, discard_run, release_run, start_run};
use domain::access::Action;
use report::listing::List;
use store::{Run, RunId, RunKind, RunQuery, RunState};
use words::Lang;
use words::web::api::ApiWord;

pub(super) fn routes() -> Routes {
    Routes::new()
        .operation(Admit::May(Action::SeeRuns), routes!(list))
        .operation(Admit::May(Action::SeeRuns), routes!(one))
        .operation(Admit::May(Action::StartRuns), routes!(start))
        .operation(Admit::May(Action::SettleRuns), routes!(release))
        .operation(Admit::May(Action::SettleRuns), routes!(discard))
}

query_params! {
    /// Which runs.
    RunsAsked {
        name: Option<Text> = "Of this name.",
        kind: Vec<RunKind> = "Of one of these kinds.",
        state: Vec<RunState> = "In one of these states.",
        since: Option<Timestamp> = "Asked for since then.",
        limit: Option<Limit> = "How many rows at the most.",
        cursor: Option<Cursor> = "`next` of the answer before.",
    }
}

const RUNS: &str = "runs";

/// Runs, the newest first. Figures are null for those who do not see all pages, and so is what others asked for.
#[utoipa::path(get, path = "/api/v1/runs", tag = "runs", params(RunsAsked),
    responses((status = 200, description = "A part of the list.", body = ListOf<RunRow>)))]
async fn list(
    State(state): State<Context>,
    caller: Caller,
    QueryParams(asked): QueryParams<RunsAsked>,
) -> Result<Response, WebError> {
    let limit = rows(asked.limit.as_ref());
    let seen = RunsSeen::of(&caller)?;
    let kinds = seen.kinds(asked.kind);
    let mut before = read_cursor(RUNS, asked.cursor.as_ref(), caller.lang)?;
    let mut found: Vec<Run> = Vec::new();
    // some are passed over, so it may take more than one look
    while let Some(kinds) = kinds.as_ref().filter(|_| found.len() <= limit) {
        let query = RunQuery {
            name: asked.name.as_ref().map(|Text(name)| name.clone()),
            kinds: kinds.clone(),
            states: asked.state.clone(),
            since: asked.since,
            before: before.and_then(|before| before.to_string().parse().ok()),
            limit: limit + 1,
        };
        let read = state.store.runs(&query).await?;
        let is_all = read.len() <= limit;
        before = read.last().map(|run| run.id.get());
        found.extend(read.into_iter().filter(|run| seen.sees(run)));
        if is_all {
            break;
        }
    }
    found.truncate(limit + 1);
    let row = |run: &Run| Row { numbers: Vec::new(), list: List::Runs, cells: seen.cells(caller.lang, run) };
    ListPart { list: RUNS, rows: found, limit, total: None }.answer(&caller, |run| run.id.get(), row)
}

/// A run that the caller may learn of.
async fn found(state: &Context, caller: &Caller, id: &str) -> Result<(Run, bool), WebError> {
    let run = state.store.run(row_id::<RunId>(id)?).await?.ok_or(WebError::NotFound)?;
    let seen = RunsSeen::of(caller)?;
    let figures = seen.sees_figures(&run);
    if seen.sees(&run) { Ok((run, figures)) } else { Err(WebError::NotFound) }
}

fn wire(lang: Lang, run: &Run, figures: bool) -> WireRun<'_> {
    if figures { WireRun::new(lang, run) } else { WireRun::without_figures(run) }
}

/// One run.
#[utoipa::path(get, path = "/api/v1/runs/{id}", tag = "runs", params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The run.", body = WireRun<'static>)))]
async fn one(
    State(state): State<Context>,
    caller: Caller,
    QueryParams(Nothing): QueryParams<Nothing>,
    Piece(id): Piece<String>,
) -> Result<Response, WebError> {
    let (run, figures) = found(&state, &caller, &id).await?;
    json(StatusCode::OK, &wire(caller.lang, &run, figures))
}

/// Starts a run over the registered pages of a scope; the empty scope is all that the caller sees.
#[utoipa::path(post, path = "/api/v1/runs", tag = "runs", request_body = ScopeBody,
    responses((status = 201, description = "The run, which has begun.", body = WireRun<'static>)))]
async fn start(
    State(state): State<Context>,
    State(worker): State<Arc<Worker>>,
    caller: Caller,
    QueryParams(Nothing): QueryParams<Nothing>,
    JsonBody(asked): JsonBody<ScopeBody>,
) -> Result<Response, WebError> {
    let (lang, now) = (caller.lang, state.clock.now());
    let asked = asked.read("scope", lang)?;
    let asked = resolve_scope(&state, &asked, caller.scope()?, Some("scope"), lang).await?;
    let none = || WebError::Invalid(vec![Wrong { field: "scope", detail: ApiWord::NoPages.text(lang).to_owned() }]);
    let (by_hand, by) = (state.live().by_hand(), caller.actor());
    let started = start_run(&state.store, RunAsked::Scope(asked), by_hand, &by, now).await;
    let id = started.map_err(|refused| match refused {
        StartRefused::Forbidden => WebError::Forbidden,
        StartRefused::NoPages => none(),
        StartRefused::UnderWay(_) => WebError::Conflict(ApiWord::UnderWay.text(lang).to_owned()),
        StartRefused::Store(error) => error.into(),
    })?;
    worker.wake();
    let run = state.store.run(id).await?.ok_or(WebError::NotFound)?;
    // whoever started it knows which pages it has
    made(StatusCode::CREATED, &format!("/api/v1/runs/{id}"), &wire(lang, &run, true))
}

/// Lets a held run count.
#[utoipa::path(post, path = "/api/v1/runs/{id}/release", tag = "runs", params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The run, whose results are being taken over.", body = WireRun<'static>)))]
async fn release(
    State(state): State<Context>,
    State(worker): State<Arc<Worker>>,
    caller: Caller,
    QueryParams(Nothing): QueryParams<Nothing>,
    Piece(id): Piece<String>,
) -> Result<Response, WebError> {
    let id = row_id::<RunId>(&id)?;
    let released = release_run(&state.store, id, &caller.actor(), state.clock.now()).await;
    released.map_err(|why| not_decided(why, caller.lang))?;
    worker.settle_soon(id);
    // whoever decides about runs sees all figures
    let run = state.store.run(id).await?.ok_or(WebError::NotFound)?;
    json(StatusCode::OK, &wire(caller.lang, &run, true))
}

/// Ends a run, under way or held, whose results shall not count.
#[utoipa::path(post, path = "/api/v1/runs/{id}/discard", tag = "runs", params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The run, which does not count.", body = WireRun<'static>)))]
async fn discard(
    State(state): State<Context>,
    caller: Caller,
    QueryParams(Nothing): QueryParams<Nothing>,
    Piece(id): Piece<String>,
) -> Result<Response, WebError> {
    let id = row_id::<RunId>(&id)?;
    let discarded = discard_run(&state.store, id, &caller.actor(), state.clock.now()).await;
    discarded.map_err(|why| not_decided(why, caller.lang))?;
    let run = state.store.run(id).await?.ok_or(WebError::NotFound)?;
    json(StatusCode::OK, &wire(caller.lang, &run, true))
}

fn not_decided(why: ReviewRefused, lang: Lang) -> WebError {
    match why {
        ReviewRefused::Forbidden => WebError::Forbidden,
        ReviewRefused::NoSuchRun => WebError::NotFound,
        ReviewRefused::NotNow(_) => WebError::Conflict(ApiWord::NotHeld.text(lang).to_owned()),
        ReviewRefused::Store(error) => error.into(),
    }
}
