//! Entity tags (RFC 9110, 13): the tag of a content, and the requests that name one.

use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use store::{digest_of, hex};

/// The tag of a content, with its quotes.
pub(crate) fn tag_of(content: &[u8]) -> String {
    format!("\"{}\"", hex(&digest_of(content)))
}

/// Whether one of the tags in a header is this one. For reading, weak comparison is right; for changes only a strong tag
/// counts.
pub(crate) fn has_tag(headers: &HeaderMap, name: &HeaderName, tag: &str, weakly: bool) -> bool {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim).any(|one| {
        let one = if weakly { one.strip_prefix("W/").unwrap_or(one) } else { one };
        one == "*" || one == tag
    })
}

/// Answers with nothing but the tag where the asker has the content already.
pub(super) async fn conditional(request: Request, next: Next) -> Response {
    let is_read = request.method() == Method::GET || request.method() == Method::HEAD;
    let wanted = request.headers().clone();
    let mut response = next.run(request).await;
    let tag = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
    if let Some(tag) = tag.filter(|_| is_read && response.status() == StatusCode::OK)
        && has_tag(&wanted, &IF_NONE_MATCH, &tag, true)
    {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = axum::body::Body::empty();
        response.headers_mut().remove(CONTENT_TYPE);
        response.headers_mut().remove(CONTENT_LENGTH);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn tags_are_compared_as_reading_and_changing_want() {
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, HeaderValue::from_static("\"a\", W/\"b\""));
        assert!(has_tag(&headers, &IF_NONE_MATCH, "\"a\"", false));
        assert!(has_tag(&headers, &IF_NONE_MATCH, "\"b\"", true) && !has_tag(&headers, &IF_NONE_MATCH, "\"b\"", false));
        assert!(!has_tag(&headers, &IF_NONE_MATCH, "\"c\"", true));
        assert_eq!(tag_of(b"").len(), 66);
    }
}
