//! What a request says, as types: like axum's own extractors, but whatever cannot be read becomes a [`WebError`] in the
//! reader's words, with nothing of what a stranger sent.

use axum::Json;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::extract::{Form, FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::caller::Caller;
use super::error::WebError;
use words::Lang;
use words::web::frame::Frame;

/// The longest query that is read, in bytes.
pub(crate) const LONGEST_QUERY: usize = 8 * 1024;

/// The query of the address; a key may stand in it more than once.
pub(crate) struct Query<T>(pub(crate) T);

/// A part of the path. What is no such part is not there.
pub(crate) struct PathParam<T>(pub(crate) T);

pub(crate) struct FormBody<T>(pub(crate) T);

pub(crate) struct JsonBody<T>(pub(crate) T);

fn lang(parts: &Parts) -> Lang {
    parts.extensions.get::<Caller>().map(|caller| caller.lang).unwrap_or_default()
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        let bad = || WebError::Bad(Frame::BadQuery.text(lang(parts)).to_owned());
        if parts.uri.query().is_some_and(|query| query.len() > LONGEST_QUERY) {
            return Err(bad());
        }
        let bad = bad();
        match axum_extra::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum_extra::extract::Query(query)) => Ok(Self(query)),
            Err(_) => Err(bad),
        }
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathParam<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        Path::<T>::from_request_parts(parts, state).await.map(|Path(part)| Self(part)).map_err(|_| WebError::NotFound)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for FormBody<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let lang = request.extensions().get::<Caller>().map(|caller| caller.lang).unwrap_or_default();
        Form::<T>::from_request(request, state).await.map(|Form(form)| Self(form)).map_err(
            |rejection| match rejection {
                FormRejection::InvalidFormContentType(_) => WebError::Unsupported,
                FormRejection::BytesRejection(rejection) => of_body(rejection.status(), lang),
                _ => WebError::Bad(Frame::BadBody.text(lang).to_owned()),
            },
        )
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let lang = request.extensions().get::<Caller>().map(|caller| caller.lang).unwrap_or_default();
        Json::<T>::from_request(request, state).await.map(|Json(document)| Self(document)).map_err(|rejection| {
            match rejection {
                JsonRejection::MissingJsonContentType(_) => WebError::Unsupported,
                JsonRejection::BytesRejection(rejection) => of_body(rejection.status(), lang),
                _ => WebError::Bad(Frame::BadBody.text(lang).to_owned()),
            }
        })
    }
}

/// Why the bytes of a request did not come.
fn of_body(status: StatusCode, lang: Lang) -> WebError {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
        _ => WebError::Bad(Frame::BadBody.text(lang).to_owned()),
    }
}
