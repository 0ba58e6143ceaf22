//! Everything a page's verdict rests on, as a file: the same as `evidence export` writes.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use super::one_page::row_of;
use crate::Context;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::PathParam;
use app::history::evidence::Evidence;

pub(super) async fn download(
    State(state): State<Context>,
    caller: Caller,
    PathParam(id): PathParam<String>,
) -> Result<Response, WebError> {
    let row = row_of(&state, &caller, &id).await?;
    let mut evidence = Evidence::of_page(&state.store, &row, state.clock.now()).await?;
    // years of a page's looks are some megabytes
    let bytes = tokio::task::spawn_blocking(move || evidence.to_file()).await;
    let bytes = bytes.map_err(|_| WebError::Internal)?.map_err(|error| {
        tracing::error!("evidence cannot be written: {error}");
        WebError::Internal
    })?;
    let name = format!("attachment; filename=\"evidence-{}.json\"", row.id);
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
