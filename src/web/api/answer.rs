//! Answers in JSON with their entity tags, parts of lists with the way to the next.

use std::fmt::Display;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LINK, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use utoipa::ToSchema;

use super::values::Cursor;
use crate::http::caller::Caller;
use crate::http::entity_tag::tag_of;
use crate::http::error::{WebError, Wrong};
use words::Lang;
use words::web::api::ApiWord;

/// Answers are for the one who asked, and are asked for again each time.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// An answer in JSON with a strong tag of its content.
///
/// # Errors
/// The answer cannot be written as JSON.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Result<Response, WebError> {
    let bytes = serde_json::to_vec(body).map_err(|error| {
        tracing::error!("an answer cannot be written: {error}");
        WebError::Internal
    })?;
    let tag = HeaderValue::from_str(&tag_of(&bytes)).map_err(|_| WebError::Internal)?;
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("application/json")), (CACHE_CONTROL, PRIVATE), (ETAG, tag)];
    Ok((status, headers, bytes).into_response())
}

/// The same for what was made, with its address.
///
/// # Errors
/// The answer cannot be written as JSON.
pub(crate) fn made(status: StatusCode, address: &str, body: &impl Serialize) -> Result<Response, WebError> {
    let mut response = json(status, body)?;
    let address = HeaderValue::from_str(address).map_err(|_| WebError::Internal)?;
    response.headers_mut().insert(LOCATION, address);
    Ok(response)
}

/// Says when to ask again.
pub(crate) fn ask_again(mut response: Response, seconds: u64) -> Response {
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// A part of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListOf<T> {
    /// The rows of this part.
    rows: Vec<T>,
    /// How many rows there are in all; null where that is not counted.
    total: Option<u64>,
    /// The cursor of the next part; null when this is the last one.
    next: Option<String>,
}

/// A part of a list that was read with one row more than is wished for, to know whether there is more.
pub(crate) struct ListPart<'a, R> {
    pub(crate) list: &'a str,
    pub(crate) rows: Vec<R>,
    pub(crate) limit: usize,
    pub(crate) total: Option<u64>,
}

impl<R> ListPart<'_, R> {
    /// Writes the part, with the address of the next one in `Link` (RFC 8288).
    ///
    /// # Errors
    /// The answer cannot be written as JSON.
    pub(crate) fn answer<K: Display, T: Serialize>(
        mut self,
        caller: &Caller,
        key: impl Fn(&R) -> K,
        wire: impl Fn(&R) -> T,
    ) -> Result<Response, WebError> {
        let has_more = self.rows.len() > self.limit;
        self.rows.truncate(self.limit);
        let last = self.rows.last().filter(|_| has_more);
        let next = last.map(|row| write_cursor(self.list, key(row)));
        let link = next.as_deref().map(|next| format!("<{}>; rel=\"next\"", next_address(&caller.here, next)));
        let list = ListOf { rows: self.rows.iter().map(wire).collect(), total: self.total, next };
        let mut response = json(StatusCode::OK, &list)?;
        if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
            response.headers_mut().insert(LINK, link);
        }
        Ok(response)
    }
}

/// A place in a list: its name and the key of the row before, whatever that is.
fn write_cursor(list: &str, key: impl Display) -> String {
    URL_SAFE_NO_PAD.encode(format!("{list} {key}"))
}

/// Reads what [`write_cursor`] wrote for the same list.
///
/// # Errors
/// The text is no cursor of this list.
pub(crate) fn read_cursor(list: &str, cursor: Option<&Cursor>, lang: Lang) -> Result<Option<i64>, WebError> {
    read_place(list, cursor, lang, |key| key.parse().ok())
}

/// The same for lists that have other keys than numbers.
///
/// # Errors
/// The text is no cursor of this list, or its key is none.
pub(crate) fn read_place<K>(
    list: &str,
    cursor: Option<&Cursor>,
    lang: Lang,
    parse: impl Fn(&str) -> Option<K>,
) -> Result<Option<K>, WebError> {
    let Some(Cursor(text)) = cursor else { return Ok(None) };
    let key = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        parse(text.strip_prefix(list)?.strip_prefix(' ')?)
    };
    let wrong = || Wrong { field: "cursor", detail: ApiWord::WrongCursor.text(lang).to_owned() };
    key().map(Some).ok_or_else(|| WebError::Invalid(vec![wrong()]))
}

/// The address of the same list from another place on.
fn next_address(here: &str, next: &str) -> String {
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let kept = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "cursor");
    let mut written = url::form_urlencoded::Serializer::new(String::new());
    let query = written.extend_pairs(kept).append_pair("cursor", next).finish();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_in_its_own_list_only() {
        let cursor = Cursor(write_cursor("pages", 4_711));
        assert_eq!(read_cursor("pages", Some(&cursor), Lang::En).unwrap(), Some(4_711));
        for (list, text) in [("runs", cursor.0.as_str()), ("pages", "AAAA"), ("pages", "cGFnZXMg")] {
            let cursor = Cursor(text.to_owned());
            assert!(matches!(read_cursor(list, Some(&cursor), Lang::En), Err(WebError::Invalid(_))), "{list} {text}");
        }
    }

    #[test]
    fn the_next_part_is_asked_for_with_the_same_filters() {
        let here = "/api/v1/pages?search=%D0%B0%26b&cursor=old&region=73";
        assert_eq!(next_address(here, "new"), "/api/v1/pages?search=%D0%B0%26b&region=73&cursor=new");
        assert_eq!(next_address("/api/v1/runs", "x"), "/api/v1/runs?cursor=x");
    }
}
