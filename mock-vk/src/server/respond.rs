//! Makes HTTP answers look like VK's: headers, gzip, pages of nginx, bodies that dribble or break. Knows no pages of VK.

use std::io::Write as _;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, SERVER, STRICT_TRANSPORT_SECURITY, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{StreamExt as _, stream};
use tokio::sync::watch;

use super::listener::Fuse;

/// Answers below this size are not worth packing.
const LEAST_GZIP_BYTES: usize = 1_024;
/// Time for the first part of a body to leave before the connection is reset.
const PAUSE_BEFORE_RESET: Duration = Duration::from_millis(30);

pub(super) const JSON: &str = "application/json; charset=utf-8";
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// An answer before it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
    pub(super) outcome: String,
}

impl Reply {
    pub(super) fn json(body: Vec<u8>, outcome: impl Into<String>) -> Self {
        Self { status: 200, content_type: JSON.to_owned(), body, outcome: outcome.into() }
    }

    /// The page nginx shows for a status.
    pub(super) fn nginx(status: u16) -> Self {
        let reason = StatusCode::from_u16(status).ok().and_then(|code| code.canonical_reason()).unwrap_or("Error");
        let body = format!(
            "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n<center><h1>{status} {reason}</h1></center>\r\n\
             <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
        );
        let outcome = format!("http {status}");
        Self { status, content_type: "text/html".to_owned(), body: body.into_bytes(), outcome }
    }
}

/// How the body leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delivery {
    Whole,
    Dribble { chunk: usize, pause: Duration },
    StallAfter(usize),
    ResetAfter(usize),
}

/// The answer with VK's headers, packed when the client takes gzip.
pub(super) fn send(
    reply: Reply,
    delivery: Delivery,
    asked: &HeaderMap,
    fuse: &Fuse,
    closing: &watch::Receiver<bool>,
) -> Response<Body> {
    let takes_gzip = asked
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| coding.trim().split(';').next() == Some("gzip"));
    let packed = if takes_gzip && reply.body.len() >= LEAST_GZIP_BYTES { gzip(&reply.body) } else { None };
    let is_packed = packed.is_some();
    let body = Bytes::from(packed.unwrap_or(reply.body));
    let body = match delivery {
        Delivery::Whole => Body::from(body),
        Delivery::Dribble { chunk, pause } => dribble(body, chunk, pause),
        Delivery::StallAfter(bytes) => stall(&body, bytes, closing.clone()),
        Delivery::ResetAfter(bytes) => reset(&body, bytes, fuse.clone()),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&reply.content_type) {
        headers.insert(CONTENT_TYPE, value);
    }
    vk_headers(headers);
    if is_packed {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn vk_headers(headers: &mut HeaderMap) {
    headers.insert(SERVER, HeaderValue::from_static("kittenx"));
    headers.insert(HeaderName::from_static("x-powered-by"), HeaderValue::from_static("KPHP/7.4.128123"));
    headers.insert(HeaderName::from_static("x-frontend"), HeaderValue::from_static("front600123"));
    headers.insert(HeaderName::from_static("access-control-expose-headers"), HeaderValue::from_static("X-Frontend"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=15768000"));
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
}

fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 6), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

fn dribble(body: Bytes, chunk: usize, pause: Duration) -> Body {
    Body::from_stream(stream::unfold(body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let piece = rest.split_to(chunk.min(rest.len()));
        Some((Ok::<_, std::io::Error>(piece), rest))
    }))
}

fn stall(body: &Bytes, bytes: usize, mut closing: watch::Receiver<bool>) -> Body {
    let first = body.slice(..bytes.min(body.len()));
    let stalled = async move {
        until_closing(&mut closing).await;
        Err(std::io::ErrorKind::ConnectionAborted.into())
    };
    Body::from_stream(stream::iter([Ok::<_, std::io::Error>(first)]).chain(stream::once(stalled)))
}

fn reset(body: &Bytes, bytes: usize, fuse: Fuse) -> Body {
    let first = body.slice(..bytes.min(body.len()));
    let broken = async move {
        tokio::time::sleep(PAUSE_BEFORE_RESET).await;
        fuse.blow();
        Err(std::io::ErrorKind::ConnectionReset.into())
    };
    Body::from_stream(stream::iter([Ok::<_, std::io::Error>(first)]).chain(stream::once(broken)))
}

/// Ends when the server closes; a client that leaves ends the whole connection before.
pub(super) async fn until_closing(closing: &mut watch::Receiver<bool>) {
    // An error means that the server is gone, which is closing too.
    let _ = closing.wait_for(|closing| *closing).await;
}
