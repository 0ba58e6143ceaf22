//! The log of events.

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use utoipa_axum::routes;

use crate::Context;
use crate::api::answer::{ListOf, ListPart, read_cursor};
use crate::api::query_params::{QueryParams, query_params};
use crate::api::rows::{EventRow, Row};
use crate::api::shown::narrowed;
use crate::api::values::{Cursor, Flag, Limit, Number, Text, rows};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::routes::{Admit, Routes};
use app::history::cells;
use domain::access::Action;
use domain::model::{Ogrn, RegionCode};
use report::listing::List;
use store::{self, EventKind, EventQuery};

pub(super) fn routes() -> Routes {
    Routes::new().operation(Admit::May(Action::SeeEvents), routes!(list))
}

query_params! {
    /// Which events.
    EventsAsked {
        region: Vec<RegionCode> = "Of pages of these regions.",
        municipality: Vec<Text> = "Of pages of these municipalities, named as in the registry, or as `CODE:NAME`.",
        organization: Vec<Ogrn> = "Of pages of the organisations with these OGRNs.",
        kind: Vec<EventKind> = "Of one of these kinds.",
        page: Option<Number> = "Of the page with this number.",
        run: Option<Number> = "Of the run with this number.",
        since: Option<Timestamp> = "Since then.",
        until: Option<Timestamp> = "Before then.",
        newest_first: Option<Flag> = "The newest first.",
        limit: Option<Limit> = "How many rows at the most.",
        cursor: Option<Cursor> = "`next` of the answer before.",
    }
}

const EVENTS: &str = "events";

/// A row of the list.
pub(crate) fn row(row: &store::EventRow) -> Row {
    let event = &row.event;
    Row {
        numbers: vec![
            ("page", event.page.map(store::PageId::get)),
            ("finding", event.finding.map(store::FindingId::get)),
            ("run", event.run.map(store::RunId::get)),
        ],
        list: List::Events,
        cells: cells::of_event(row).into(),
    }
}

/// Events, in the order of the log. Events of no page are seen by those who may see all pages.
#[utoipa::path(get, path = "/api/v1/events", tag = "events", params(EventsAsked),
    responses((status = 200, description = "A part of the log.", body = ListOf<EventRow>)))]
async fn list(
    State(state): State<Context>,
    caller: Caller,
    QueryParams(asked): QueryParams<EventsAsked>,
) -> Result<Response, WebError> {
    let limit = rows(asked.limit.as_ref());
    let after = read_cursor(EVENTS, asked.cursor.as_ref(), caller.lang)?;
    let scope = narrowed(&state, &caller, &asked.region, &asked.municipality, &asked.organization).await?;
    let found = match scope {
        None => Vec::new(),
        Some(scope) => {
            let query = EventQuery {
                scope,
                kinds: asked.kind,
                page: asked.page.map(Number::of).transpose()?,
                run: asked.run.map(Number::of).transpose()?,
                since: asked.since,
                until: asked.until,
                after,
                newest_first: asked.newest_first.is_some_and(|Flag(flag)| flag),
                limit: limit + 1,
            };
            state.store.events(&query).await?
        }
    };
    ListPart { list: EVENTS, rows: found, limit, total: None }.answer(&caller, |row| row.event.seq, row)
}
