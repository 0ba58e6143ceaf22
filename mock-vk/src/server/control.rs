//! The control API under `/_mock`: truth, registry, journal, scenario, mending. For tests; VK has nothing of the kind.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State as Shared};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse as _;
use futures_util::stream;
use serde::{Deserialize, Serialize};

use crate::scenario::Scenario;
use crate::wire::{Fields, Writer};

use super::journal::{Arrival, Stats};
use super::method::covers_base;
use super::state::State;

/// Pages written at a time when a whole region is streamed.
const PAGES_AT_A_TIME: usize = 200;

type Answer = Response<Body>;

/// Which pages to make right and which to make wrong.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MendOrder {
    /// Pages to make right: addresses as in the registry, numbers or short names.
    #[serde(default)]
    pub fix: Vec<String>,
    /// Pages to make wrong in a new way.
    #[serde(default, rename = "break")]
    pub spoil: Vec<String>,
    /// The share of wrong pages to make right.
    #[serde(default)]
    pub fix_share: f64,
    /// The share of right pages to make wrong.
    #[serde(default)]
    pub break_share: f64,
}

/// What mending changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MendReport {
    /// Pages made right.
    pub fixed: usize,
    /// Pages made wrong.
    pub broken: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MendQuery {
    share: Option<f64>,
}

fn text(kind: &'static str, body: impl Into<Body>) -> Answer {
    ([(CONTENT_TYPE, kind)], body.into()).into_response()
}

pub(super) async fn truth(Shared(state): Shared<Arc<State>>) -> Answer {
    let lines = in_pieces(state, |state, place, out| {
        if let Some(truth) = state.truth_at(place)
            && serde_json::to_writer(&mut *out, &truth).is_ok()
        {
            out.push(b'\n');
        }
    });
    text("application/x-ndjson; charset=utf-8", Body::from_stream(lines))
}

pub(super) async fn registry(Shared(state): Shared<Arc<State>>) -> Answer {
    text("text/csv; charset=utf-8", state.region.registry_csv())
}

pub(super) async fn vk_json(Shared(state): Shared<Arc<State>>, headers: HeaderMap) -> Answer {
    let covers = covers_base(&state, &headers);
    let groups = in_pieces(state, move |state, place, out| saved_group(state, place, &covers, out));
    text("application/json; charset=utf-8", Body::from_stream(groups))
}

/// One group of the saved answer, with what stands before and after it; valid JSON in any cut of the region.
fn saved_group(state: &State, place: usize, covers: &str, out: &mut Vec<u8>) {
    if place == 0 {
        out.extend_from_slice(b"{\"response\":{\"groups\":[");
    }
    let first = (0..place).all(|before| state.with_page(before, |page| !page.state.exists()).unwrap_or(true));
    state.with_page(place, |page| {
        if page.state.exists() {
            out.extend_from_slice(if first { b"\n" } else { b",\n" });
            let fields = Fields::for_audit();
            Writer::new(state.region.world(), covers, fields).group(place, page, None, out);
        }
    });
    if place + 1 == state.region.pages().len() {
        out.extend_from_slice(b"\n],\"profiles\":[]}}\n");
    }
}

/// Streams what `write` makes of each page, some pages at a time, so that no whole region stands in memory.
fn in_pieces(
    state: Arc<State>,
    write: impl Fn(&State, usize, &mut Vec<u8>) + Send + 'static,
) -> impl stream::Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static {
    let pages = state.region.pages().len();
    stream::iter((0..pages).step_by(PAGES_AT_A_TIME).map(move |from| {
        let mut out = Vec::new();
        for place in from..(from + PAGES_AT_A_TIME).min(pages) {
            write(&state, place, &mut out);
        }
        Ok(Bytes::from(out))
    }))
}

pub(super) async fn arrivals(Shared(state): Shared<Arc<State>>) -> Json<Vec<Arrival>> {
    Json(state.journal().arrivals())
}

pub(super) async fn stats(Shared(state): Shared<Arc<State>>) -> Json<Stats> {
    Json(state.journal().stats())
}

pub(super) async fn reset(Shared(state): Shared<Arc<State>>) -> StatusCode {
    state.journal().clear();
    StatusCode::NO_CONTENT
}

pub(super) async fn set_faults(Shared(state): Shared<Arc<State>>, body: String) -> Answer {
    match Scenario::parse(&body, "the posted scenario") {
        Ok(scenario) => {
            state.set_scenario(Some(scenario));
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
}

pub(super) async fn clear_faults(Shared(state): Shared<Arc<State>>) -> StatusCode {
    state.set_scenario(None);
    StatusCode::NO_CONTENT
}

pub(super) async fn mend(Shared(state): Shared<Arc<State>>, Query(query): Query<MendQuery>, body: Bytes) -> Answer {
    let parsed = if body.is_empty() { Ok(MendOrder::default()) } else { serde_json::from_slice(&body) };
    let mut order: MendOrder = match parsed {
        Ok(order) => order,
        Err(error) => return (StatusCode::BAD_REQUEST, format!("mend: {error}")).into_response(),
    };
    if let Some(share) = query.share {
        // Fixing outruns breaking, so that the picture of a month of tests gets better.
        order.fix_share = share;
        order.break_share = share / 3.0;
    }
    match state.mend(&order) {
        Ok(report) => Json(report).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
}
