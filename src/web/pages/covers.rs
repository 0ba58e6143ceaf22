//! The approved covers, as files to look at and to take. The ministry publishes them, so everybody may have them.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use crate::State;
use crate::ask::Part;
use crate::trouble::Trouble;
use domain::model::Form;

/// Where they are.
pub(super) const PATH: &str = "/covers";
/// The set changes once in years; a browser may keep its covers for an hour.
const KEPT: &str = "public, max-age=3600";

pub(super) async fn show(
    Shared(state): Shared<Arc<State>>,
    Part((form, file)): Part<(String, String)>,
) -> Result<Response, Trouble> {
    let form = Form::parse(&form).ok_or(Trouble::NotFound)?;
    let scheme = file.strip_suffix(".png").ok_or(Trouble::NotFound)?;
    let live = state.live();
    let cover = live.covers.iter().find(|cover| cover.form == form && &*cover.scheme == scheme);
    let png = cover.map(|cover| cover.png.clone()).ok_or(Trouble::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, KEPT)], png).into_response())
}
