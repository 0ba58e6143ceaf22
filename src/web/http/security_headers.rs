//! What every answer carries so that a browser runs nothing but our own files, and what every request is held to.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tokio::time::timeout;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use super::caller::Caller;
use super::error::WebError;
use super::gate::{refused_by_layer, render_error};
use super::routes::Area;
use crate::{AppState, Context};

/// The most a request may send; routes that take files say so themselves.
const BODY_MOST: usize = 256 * 1024;
/// How long an answer may take to begin: the longest wait for an audit, and some.
const ANSWER_WITHIN: Duration = Duration::from_secs(45);
/// The same where files are sent, read and taken over: with a slow line a registry takes minutes.
const REGISTRY_WITHIN: Duration = Duration::from_mins(15);
const REGISTRY: &str = "/registry/";
/// How long a client may be silent while it sends.
const SILENCE_MOST: Duration = Duration::from_secs(15);
/// Shorter answers are not worth compressing.
const COMPRESSED_FROM: u64 = 1_024;

/// Only our own files; nothing inline, no frames, no other site.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same, and pictures from where VK keeps the covers of menus.
pub(crate) const POLICY_WITH_COVERS: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: \
    https://*.userapi.com https://*.vkuserphoto.ru https://*.vkuser.net https://*.okcdn.ru https://*.vk.com https://*.vk.ru; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Answers within bounds. What changes something is carried through even if the client hangs up or has to be told that it
/// takes too long: it is neither half done nor does it give its turn away while it still works.
async fn carried_through(request: Request, next: Next) -> Response {
    let within = if request.uri().path().starts_with(REGISTRY) { REGISTRY_WITHIN } else { ANSWER_WITHIN };
    let late = |_| StatusCode::GATEWAY_TIMEOUT.into_response();
    if request.method().is_safe() {
        return timeout(within, next.run(request)).await.unwrap_or_else(late);
    }
    let carried = tokio::spawn(next.run(request));
    match timeout(within, carried).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => WebError::Internal.into_response(),
        Err(elapsed) => late(elapsed),
    }
}

pub(crate) fn shielded(router: Router<AppState>, state: &Context) -> Router<AppState> {
    let compressed = SizeAbove::new(COMPRESSED_FROM)
        .and(NotForContentType::new("text/event-stream"))
        .and(NotForContentType::new("application/vnd.openxmlformats"));
    router
        .layer(DefaultBodyLimit::max(BODY_MOST))
        .layer(RequestBodyTimeoutLayer::new(SILENCE_MOST))
        .layer(from_fn(carried_through))
        .layer(CatchPanicLayer::custom(|_| WebError::Internal.into_response()))
        .layer(CsrfLayer::new().with_rejection_response(|_| WebError::Forbidden.into_response()))
        .layer(from_fn_with_state(state.clone(), add_security_headers))
        .layer(CompressionLayer::new().compress_when(compressed))
}

/// Adds the headers of every answer, and renders what the layers refused before a route was reached.
async fn add_security_headers(State(state): State<Context>, request: Request, next: Next) -> Response {
    let area = if request.uri().path().starts_with("/api/v1") { Area::Api } else { Area::Page };
    let (parts, body) = request.into_parts();
    let stranger = Caller::stranger(&state, &parts);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(trouble) = refused_by_layer(&response) {
        response = trouble.into_response();
    }
    if !response.headers().contains_key(axum::http::header::CONTENT_TYPE) {
        response = render_error(response, &state, area, &stranger);
    }
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    add(CONTENT_SECURITY_POLICY, POLICY);
    add(X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(X_FRAME_OPTIONS, "DENY");
    add(REFERRER_POLICY, "same-origin");
    add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    add(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    add(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    add(CACHE_CONTROL, "no-store");
    if state.options.is_https() {
        add(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}
