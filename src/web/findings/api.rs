//! Findings: the list, and one with its remedy.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::Context;
use crate::api::answer::{ListOf, ListPart, json, read_place};
use crate::api::query_params::{Nothing, QueryParams, query_params};
use crate::api::rows::{FindingRow, Row};
use crate::api::shown::{narrowed, page};
use crate::api::values::{Cursor, Limit, Number, Text, row_id, rows};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::PathParam as Piece;
use crate::http::routes::{Admit, Routes};
use crate::lists::totals::Totals;
use app::history::{Grounds, WireFinding, cells};
use domain::access::Action;
use domain::findings::State as Stand;
use domain::model::{Code, Form, Ogrn, RegionCode, Severity};
use report::listing::List;
use store::{self, FindingCursor, FindingId, FindingOrder, FindingQuery, FindingSort};

pub(super) fn routes() -> Routes {
    let may = Admit::May(Action::SeeFindings);
    Routes::new().operation(may, routes!(list)).operation(may, routes!(one))
}

query_params! {
    /// Which findings.
    FindingsAsked {
        region: Vec<RegionCode> = "On pages of these regions.",
        municipality: Vec<Text> = "On pages of these municipalities, named as in the registry, or as `CODE:NAME`.",
        organization: Vec<Ogrn> = "On pages of the organisations with these OGRNs.",
        page: Option<Number> = "On the page with this number.",
        state: Vec<Stand> = "In one of these states; open ones where nothing is said, closed ones with `closed_since`.",
        code: Vec<Code> = "Of one of these codes.",
        severity: Vec<Severity> = "Of one of these severities.",
        form: Option<Form> = "Of this form.",
        opened_since: Option<Timestamp> = "Confirmed since then.",
        closed_since: Option<Timestamp> = "Mended since then.",
        search: Option<Text> = "On pages with these words in name, organisation, municipality, OGRN or address.",
        sort: Option<FindingOrder> = "The order, that of their numbers where nothing is said; with `-` from the last to the first.",
        limit: Option<Limit> = "How many rows at the most.",
        cursor: Option<Cursor> = "`next` of the answer before.",
    }
}

const FINDINGS: &str = "findings";

/// Findings, in the order that is asked for.
#[utoipa::path(get, path = "/api/v1/findings", tag = "findings", params(FindingsAsked),
    responses((status = 200, description = "A part of the list.", body = ListOf<FindingRow>)))]
async fn list(
    State(state): State<Context>,
    State(totals): State<Totals>,
    caller: Caller,
    QueryParams(asked): QueryParams<FindingsAsked>,
) -> Result<Response, WebError> {
    let limit = rows(asked.limit.as_ref());
    let (sort, descending) = asked.sort.map_or((FindingSort::Number, false), |order| (order.sort, order.descending));
    // a place in one order is none in another
    let list = asked.sort.map_or_else(|| FINDINGS.to_owned(), |order| format!("{FINDINGS} {}", order.as_str()));
    let cursor = read_place(&list, asked.cursor.as_ref(), caller.lang, |key| FindingCursor::parse(sort, key))?;
    let scope = narrowed(&state, &caller, &asked.region, &asked.municipality, &asked.organization).await?;
    let states = match (asked.state.is_empty(), asked.closed_since) {
        (false, _) => asked.state,
        // what was mended is not open any more
        (true, Some(_)) => vec![Stand::Closed],
        (true, None) => vec![Stand::Open],
    };
    let (found, total) = match scope {
        None => (Vec::new(), 0),
        Some(scope) => {
            let query = FindingQuery {
                scope,
                states,
                codes: asked.code,
                severities: asked.severity,
                form: asked.form,
                page: asked.page.map(Number::of).transpose()?,
                opened_since: asked.opened_since,
                closed_since: asked.closed_since,
                search: asked.search.map(|Text(text)| text),
                sort,
                descending,
                after: None,
                cursor,
                limit: limit + 1,
            };
            (state.store.findings(&query).await?, totals.findings(&query).await?)
        }
    };
    let row = |finding: &store::FindingRow| Row {
        numbers: vec![("id", Some(finding.id.get())), ("page", Some(finding.page.get()))],
        list: List::Findings,
        cells: cells::of_finding(caller.lang, finding).into(),
    };
    let place = |finding: &store::FindingRow| FindingCursor::of(finding, sort);
    ListPart { list: &list, rows: found, limit, total: Some(total) }.answer(&caller, place, row)
}

/// A finding with its page.
#[derive(Serialize, ToSchema)]
pub(super) struct FindingInFull<'a> {
    /// The number of the page.
    page: i64,
    /// Its address.
    page_url: &'a str,
    /// Whose page; may be empty.
    organization: &'a str,
    /// The finding.
    finding: WireFinding<'a>,
}

/// One finding with what to do about it.
#[utoipa::path(get, path = "/api/v1/findings/{id}", tag = "findings", params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The finding.", body = FindingInFull<'static>)))]
async fn one(
    State(state): State<Context>,
    caller: Caller,
    QueryParams(Nothing): QueryParams<Nothing>,
    Piece(id): Piece<String>,
) -> Result<Response, WebError> {
    let scope = caller.scope()?;
    let id = row_id::<FindingId>(&id)?;
    let query = FindingQuery {
        after: (id.get() - 1).to_string().parse().ok(),
        limit: 1,
        ..FindingQuery::within(scope.clone())
    };
    let found = state.store.findings(&query).await?.pop().filter(|row| row.id == id).ok_or(WebError::NotFound)?;
    let page = page(&state, scope, found.page).await?;
    let ground = Grounds::of(&state.store).of_page_if_readable(&page).await?;
    let (policy, audit) = (ground.as_ref().map(|it| &*it.policy), ground.as_ref().map(|it| &it.audit));
    let violation = cells::violation(&found, policy, audit);
    let answer = FindingInFull {
        page: found.page.get(),
        page_url: &found.url,
        organization: &found.organization,
        finding: WireFinding::new(caller.lang, &found, &violation),
    };
    json(StatusCode::OK, &answer)
}
