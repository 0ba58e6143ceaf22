//! Pages: the list, one page with what its verdict rests on, what happened to it.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Context;
use crate::api::answer::{ListOf, ListPart, json, read_cursor, read_place};
use crate::api::query_params::{Nothing, QueryParams, query_params};
use crate::api::rows::{EventRow, PageRow, Row};
use crate::api::shown::{narrowed, page};
use crate::api::values::{Cursor, Flag, Limit, Text, row_id, rows};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::PathParam as Piece;
use crate::http::routes::{Admit, Routes};
use crate::lists::totals::Totals;
use app::history::{Grounds, PageTimeline, Violations, WireEvent, WireFinding, WireGround};
use app::history::{WireLinks, WirePage, cells};
use domain::access::Action;
use domain::model::{Code, Level, Ogrn, RegionCode, Verdict};
use report::listing::List;
use store::{self, EventQuery, PageCursor, PageId, PageOrder, PageQuery, PageSort};

pub(super) fn routes() -> Routes {
    Routes::new()
        .operation(Admit::May(Action::SeePages), routes!(list))
        .operation(Admit::May(Action::SeePages), routes!(one))
        .operation(Admit::May(Action::SeeEvents), routes!(events))
}

query_params! {
    /// Which pages.
    PagesAsked {
        region: Vec<RegionCode> = "Pages of these regions.",
        municipality: Vec<Text> = "Pages of these municipalities, named as in the registry, or as `CODE:NAME`.",
        organization: Vec<Ogrn> = "Pages of the organisations with these OGRNs.",
        level: Option<Level> = "Pages of bodies of this level.",
        verdict: Option<Verdict> = "Pages with this verdict.",
        code: Option<Code> = "Pages with an open finding of this code.",
        search: Option<Text> = "Pages with these words in name, organisation, municipality, OGRN or address.",
        unverified: Option<Flag> = "Pages that the last look could not see, or those that it could.",
        unregistered: Option<Flag> = "Also pages that are in the registry no more, or never were.",
        sort: Option<PageOrder> = "The order, that of their numbers where nothing is said; with `-` from the last to the first.",
        limit: Option<Limit> = "How many rows at the most.",
        cursor: Option<Cursor> = "`next` of the answer before.",
    }
}

const PAGES: &str = "pages";
const EVENTS: &str = "events";

/// Pages, in the order that is asked for.
#[utoipa::path(get, path = "/api/v1/pages", tag = "pages", params(PagesAsked),
    responses((status = 200, description = "A part of the list.", body = ListOf<PageRow>)))]
async fn list(
    State(state): State<Context>,
    State(totals): State<Totals>,
    caller: Caller,
    QueryParams(asked): QueryParams<PagesAsked>,
) -> Result<Response, WebError> {
    let limit = rows(asked.limit.as_ref());
    let (sort, descending) = asked.sort.map_or((PageSort::Number, false), |order| (order.sort, order.descending));
    // a place in one order is none in another
    let list = asked.sort.map_or_else(|| PAGES.to_owned(), |order| format!("{PAGES} {}", order.as_str()));
    let cursor = read_place(&list, asked.cursor.as_ref(), caller.lang, |key| PageCursor::parse(sort, key))?;
    let scope = narrowed(&state, &caller, &asked.region, &asked.municipality, &asked.organization).await?;
    let (found, total) = match scope {
        None => (Vec::new(), 0),
        Some(scope) => {
            let query = PageQuery {
                verdict: asked.verdict,
                unverified: asked.unverified.map(|Flag(flag)| flag),
                level: asked.level,
                code: asked.code,
                search: asked.search.map(|Text(text)| text),
                with_unregistered: asked.unregistered.is_some_and(|Flag(flag)| flag),
                sort,
                descending,
                cursor,
                limit: limit + 1,
                ..PageQuery::within(scope)
            };
            (state.store.pages(&query).await?, totals.pages(&query).await?)
        }
    };
    let row = |page: &store::PageRow| Row {
        numbers: vec![("id", Some(page.id.get()))],
        list: List::Pages,
        cells: cells::of_page(page).into(),
    };
    let place = |page: &store::PageRow| PageCursor::of(page, sort);
    ListPart { list: &list, rows: found, limit, total: Some(total) }.answer(&caller, place, row)
}

/// A page with everything that is told of it.
#[derive(Serialize, ToSchema)]
pub(super) struct PageInFull<'a> {
    /// The page as it stands.
    page: WirePage<'a>,
    /// What is confirmed.
    open: Vec<WireFinding<'a>>,
    /// What was seen and is not confirmed yet.
    unconfirmed: Vec<WireFinding<'a>>,
    /// The last events, the newest first.
    events: Vec<WireEvent>,
    /// What was seen when the page was last seen; null when nothing is kept of it.
    ground: Option<WireGround<'a>>,
    /// What must stand in its menu; null for pages of no organisation.
    links: Option<WireLinks<'a>>,
}

/// One page: its findings with remedies, what its verdict rests on, the links it must have.
#[utoipa::path(get, path = "/api/v1/pages/{id}", tag = "pages", params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The page.", body = PageInFull<'static>)))]
async fn one(
    State(state): State<Context>,
    caller: Caller,
    QueryParams(Nothing): QueryParams<Nothing>,
    Piece(id): Piece<String>,
) -> Result<Response, WebError> {
    let row = page(&state, caller.scope()?, row_id::<PageId>(&id)?).await?;
    let live = state.live();
    let story = PageTimeline::read(&state.store, row).await?;
    let ground = Grounds::of(&state.store).of_page_if_readable(&story.row).await?;
    let (policy, audit) = (ground.as_ref().map(|it| &*it.policy), ground.as_ref().map(|it| &it.audit));
    let violations = Violations::of(&story, policy, audit);
    let entry = state.store.imported_pages(&[story.row.id]).await?.pop();
    let organization = entry.as_ref().filter(|_| story.row.registered).and_then(|entry| entry.organization.as_ref());
    let answer = PageInFull {
        page: WirePage::new(caller.lang, &story),
        open: violations.wire_open(caller.lang, &story),
        unconfirmed: violations.wire_waiting(caller.lang, &story),
        events: story.events.iter().map(WireEvent::new).collect(),
        ground: ground.as_ref().map(|ground| WireGround::new(&story, ground, live.kept_policy.digest)),
        links: organization.map(|it| WireLinks::new(caller.lang, &live.policy, Some(&story.row.url), it)),
    };
    json(axum::http::StatusCode::OK, &answer)
}

query_params! {
    /// Which part of a page's events.
    PageEventsAsked {
        newest_first: Option<Flag> = "The newest first.",
        limit: Option<Limit> = "How many rows at the most.",
        cursor: Option<Cursor> = "`next` of the answer before.",
    }
}

/// What happened to a page, in the order of the log.
#[utoipa::path(get, path = "/api/v1/pages/{id}/events", tag = "pages",
    params(("id" = i64, Path, minimum = 1), PageEventsAsked),
    responses((status = 200, description = "A part of its events.", body = ListOf<EventRow>)))]
async fn events(
    State(state): State<Context>,
    caller: Caller,
    QueryParams(asked): QueryParams<PageEventsAsked>,
    Piece(id): Piece<String>,
) -> Result<Response, WebError> {
    let limit = rows(asked.limit.as_ref());
    let scope = caller.scope()?;
    let page = page(&state, scope, row_id::<PageId>(&id)?).await?;
    let query = EventQuery {
        page: Some(page.id),
        after: read_cursor(EVENTS, asked.cursor.as_ref(), caller.lang)?,
        newest_first: asked.newest_first.is_some_and(|Flag(flag)| flag),
        limit: limit + 1,
        ..EventQuery::within(scope.clone())
    };
    let found = state.store.events(&query).await?;
    ListPart { list: EVENTS, rows: found, limit, total: None }.answer(
        &caller,
        |row| row.event.seq,
        crate::events::api::row,
    )
}
