//! Reads a call of a method: parameters from query and form, the token from header or parameter. Judges nothing.

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};

/// A call of a method.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) method: String,
    /// In the order they were sent, without the token.
    pub(super) params: Vec<(String, String)>,
    pub(super) token: String,
}

impl Call {
    pub(super) fn read(method: &str, query: &str, headers: &HeaderMap, body: &[u8]) -> Self {
        let mut call = Self { method: method.to_owned(), ..Self::default() };
        call.take(pairs(query.as_bytes()));
        let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        match kind.split_once("boundary=") {
            Some((_, boundary)) if kind.starts_with("multipart/form-data") => {
                call.take(multipart(boundary.trim_matches('"'), body));
            }
            _ => call.take(pairs(body)),
        }
        let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        if let Some(token) = bearer.and_then(|value| value.strip_prefix("Bearer ")) {
            token.trim().clone_into(&mut call.token);
        }
        call
    }

    fn take(&mut self, pairs: Vec<(String, String)>) {
        for (name, value) in pairs {
            if name == "access_token" {
                self.token = value;
            } else {
                self.params.push((name, value));
            }
        }
    }

    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().rev().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    /// The ids asked for; `None` when neither parameter is there or they are empty.
    pub(super) fn ids(&self) -> Option<Vec<&str>> {
        let list = self.param("group_ids").or_else(|| self.param("group_id"))?;
        let ids: Vec<&str> = list.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
        (!ids.is_empty()).then_some(ids)
    }
}

/// The pairs of a form body or a query.
fn pairs(text: &[u8]) -> Vec<(String, String)> {
    text.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let mut half = || decoded(halves.next().unwrap_or(b""));
            (half(), half())
        })
        .collect()
}

fn decoded(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    let digit = |at: usize| {
        text.get(at).and_then(|byte| char::from(*byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok())
    };
    while let Some(byte) = text.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high * 16 + low);
                at += 2;
            }
            (b'+', _, _) => out.push(b' '),
            _ => out.push(*byte),
        }
        at += 1;
    }
    String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The text fields of a multipart body; enough for the simple fields clients send.
fn multipart(boundary: &str, body: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(body);
    text.split(&format!("--{boundary}"))
        .filter_map(|part| {
            let (head, value) = part.split_once("\r\n\r\n")?;
            let name = head.split("name=\"").nth(1)?.split('"').next()?;
            Some((name.to_owned(), value.strip_suffix("\r\n").unwrap_or(value).to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_form_and_header_make_one_call_and_the_token_is_no_parameter() {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, "Bearer T1".parse().unwrap());
        let call = Call::read("groups.getById", "v=5.199&lang=ru", &headers, b"group_ids=1%2Cclub2,+x&fields=menu");
        assert_eq!(call.token, "T1");
        assert_eq!(call.ids().unwrap(), ["1", "club2", "x"]);
        assert_eq!(call.param("v"), Some("5.199"));
        let form = Call::read("m", "", &HeaderMap::new(), b"access_token=T2&v=5");
        assert_eq!((form.token.as_str(), form.params.len()), ("T2", 1));
    }

    #[test]
    fn multipart_fields_are_read() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, "multipart/form-data; boundary=XX".parse().unwrap());
        let body = b"--XX\r\nContent-Disposition: form-data; name=\"v\"\r\n\r\n5.131\r\n--XX--\r\n";
        assert_eq!(Call::read("m", "", &headers, body).param("v"), Some("5.131"));
    }
}
