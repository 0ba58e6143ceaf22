//! The approved covers, as files to look at and to take. The ministry publishes them, so everybody may have them.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use crate::Context;
use crate::http::error::WebError;
use crate::http::extract::PathParam;
use domain::model::Form;

pub(crate) const PATH: &str = "/covers";
/// The set changes once in years; a browser may keep its covers for an hour.
const KEPT: &str = "public, max-age=3600";

pub(crate) async fn show(
    State(state): State<Context>,
    PathParam((form, file)): PathParam<(String, String)>,
) -> Result<Response, WebError> {
    let form = Form::parse(&form).ok_or(WebError::NotFound)?;
    let scheme = file.strip_suffix(".png").ok_or(WebError::NotFound)?;
    let live = state.live();
    let cover = live.covers.iter().find(|cover| cover.form == form && &*cover.scheme == scheme);
    let png = cover.map(|cover| cover.png.clone()).ok_or(WebError::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, KEPT)], png).into_response())
}
