//! The files of the dashboard: style, scripts, the icon. They are part of the program; the address of each holds a digest
//! of its content, so browsers keep them for good.

use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::http::error::WebError;
use crate::http::routes::{Admit, Routes};
use store::{digest_of, hex};

/// How many letters of the digest stand in the address.
const LETTERS: usize = 12;
/// A year: the address changes when the content does.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// Name, media type and content of each file.
const FILES: [(&str, &str, &str); 3] = [
    ("site.css", "text/css; charset=utf-8", include_str!("assets/site.css")),
    ("site.js", "text/javascript; charset=utf-8", include_str!("assets/site.js")),
    ("icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
];

/// Their addresses, in the order of [`FILES`].
fn addresses() -> &'static [String; FILES.len()] {
    static ADDRESSES: OnceLock<[String; FILES.len()]> = OnceLock::new();
    ADDRESSES.get_or_init(|| {
        FILES.map(|(name, _, content)| format!("/assets/{}-{name}", &hex(&digest_of(content.as_bytes()))[..LETTERS]))
    })
}

pub(crate) fn address(name: &str) -> String {
    let place = FILES.iter().position(|(file, ..)| *file == name);
    place.map_or_else(String::new, |place| addresses()[place].clone())
}

pub(crate) fn routes() -> Routes {
    Routes::new().plain("/assets/{name}", Admit::Everybody, asset)
}

async fn asset(Path(name): Path<String>) -> Result<Response, WebError> {
    let place = addresses().iter().position(|address| address.strip_prefix("/assets/") == Some(&name));
    let (_, kind, content) = FILES[place.ok_or(WebError::NotFound)?];
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, FOR_GOOD)], content).into_response())
}
