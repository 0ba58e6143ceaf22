//! Badges: pictures that anybody may see who has their signed address. Tells nothing but the one figure.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

use crate::Context;
use crate::api::{QueryParams, Text, query_params};
use crate::http::caller::Caller;
use crate::http::entity_tag::has_tag;
use crate::http::error::WebError;
use crate::http::extract::PathParam;
use crate::http::routes::{Admit, Routes};
use app::feed::{BADGE_MEDIA_TYPE, Badge, badge_counts, content_etag};
use domain::access::{self, SigningKey};
use domain::model::{Municipality, Ogrn, RegionCode, Scope};
use store::BADGE_KEY;
use system::entropy::random;

/// The figure that badges show: the share of pages without violations.
pub(super) const FIGURE: &str = "share";
/// How long whoever shows a badge may keep it.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// What its words depend on.
const LOOKER: HeaderValue = HeaderValue::from_static("accept-language, cookie");
/// A picture runs no script, whatever is in it.
const NOTHING_RUNS: HeaderValue = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");

query_params! {
    /// Whose badge.
    BadgeAsked {
        region: Vec<RegionCode> = "Of these regions.",
        municipality: Vec<Text> = "Of these municipalities.",
        organization: Vec<Ogrn> = "Of these organisations.",
    }
}

pub(crate) fn routes() -> Routes {
    Routes::new().plain("/badges/{signature}/badge.svg", Admit::Bearer, badge)
}

async fn badge(
    State(state): State<Context>,
    caller: Caller,
    headers: HeaderMap,
    PathParam(signature): PathParam<String>,
    asked: Result<QueryParams<BadgeAsked>, WebError>,
) -> Result<Response, WebError> {
    // what is not signed tells nothing, not even what is wrong with it
    let QueryParams(asked) = asked.map_err(|_| WebError::NotFound)?;
    let scope = Scope {
        regions: asked.region,
        municipalities: asked.municipality.iter().map(|Text(text)| Municipality::from(text)).collect(),
        organizations: asked.organization,
    };
    let fresh = SigningKey::new(random()?);
    let key = state.store.signing_key(BADGE_KEY, &fresh, state.clock.now()).await?;
    if !(access::Badge { figure: FIGURE, scope: &scope }).is_signed(&key, &signature) {
        return Err(WebError::NotFound);
    }
    let counts = badge_counts(&state.store, &scope).await?;
    let subject = scope.municipalities.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ");
    let subject = Some(subject.as_str()).filter(|subject| !subject.is_empty());
    let svg = Badge { subject, counts, lang: caller.lang }.svg();
    let tag = content_etag(svg.as_bytes());
    let is_known = has_tag(&headers, &IF_NONE_MATCH, &tag, true);
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { svg.into_response() };
    let told = response.headers_mut();
    told.insert(CONTENT_TYPE, HeaderValue::from_static(BADGE_MEDIA_TYPE));
    told.insert(CACHE_CONTROL, KEPT);
    // its words are in the language of whoever looks
    told.insert(VARY, LOOKER);
    told.insert(ETAG, HeaderValue::from_str(&tag).map_err(|_| WebError::Internal)?);
    told.insert("content-security-policy", NOTHING_RUNS);
    // other sites show it
    told.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    Ok(response)
}
