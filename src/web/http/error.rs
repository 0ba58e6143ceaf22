//! Why a request is not answered: one type for all handlers, shown as a page, as problem details (RFC 9457) or as a line
//! of text, as its route asks. Texts never repeat what a stranger sent.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use app::use_cases::RevokeRefused;
use store::{StoreError, StoreTrouble};
use system::entropy::EntropyError;
use words::Lang;
use words::web::frame::Frame;

#[derive(Debug, Clone)]
pub enum WebError {
    /// There is no such thing, or it is not for this caller: nobody learns which.
    NotFound,
    SignIn,
    Forbidden,
    /// The request cannot be understood; the words say what is wrong with it.
    Bad(String),
    /// Fields of a form or document that cannot be taken.
    Invalid(Vec<Wrong>),
    /// It cannot be done now; the words say why.
    Conflict(String),
    /// The thing has changed since the caller looked at it.
    Changed,
    TooLarge,
    Unsupported,
    /// Too much was asked in a short time; it may be asked again after that.
    TooMany(Duration),
    Method,
    Late,
    Away,
    /// Something is wrong with the program; the log says what.
    Internal,
}

/// A field that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Wrong {
    /// Which one.
    pub field: &'static str,
    /// What is wrong with it and what would be right, in the caller's language.
    pub detail: String,
}

/// Problem details, RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "<[Wrong]>::is_empty")]
    errors: Vec<Wrong>,
}

impl WebError {
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Bad(_) => StatusCode::BAD_REQUEST,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Changed => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Late => StatusCode::GATEWAY_TIMEOUT,
            Self::Away => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable name of the kind of trouble.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::SignIn => "sign-in",
            Self::Forbidden => "forbidden",
            Self::Bad(_) => "bad-request",
            Self::Invalid(_) => "invalid",
            Self::Conflict(_) => "conflict",
            Self::Changed => "changed",
            Self::TooLarge => "too-large",
            Self::Unsupported => "unsupported",
            Self::TooMany(_) => "too-many",
            Self::Method => "method",
            Self::Late => "late",
            Self::Away => "store-away",
            Self::Internal => "internal",
        }
    }

    /// What happened, in a few words.
    pub const fn title(&self, lang: Lang) -> &'static str {
        let word = match self {
            Self::NotFound => Frame::NotFound,
            Self::SignIn => Frame::MustSignIn,
            Self::Forbidden => Frame::Forbidden,
            Self::Bad(_) => Frame::BadRequest,
            Self::Invalid(_) => Frame::InvalidFields,
            Self::Conflict(_) => Frame::Conflict,
            Self::Changed => Frame::Changed,
            Self::TooLarge => Frame::TooLarge,
            Self::Unsupported => Frame::Unsupported,
            Self::TooMany(_) => Frame::TooMany,
            Self::Method => Frame::MethodNotAllowed,
            Self::Late => Frame::Late,
            Self::Away => Frame::StoreAway,
            Self::Internal => Frame::Internal,
        };
        word.text(lang)
    }

    pub fn advice(&self, lang: Lang) -> String {
        let word = match self {
            Self::Bad(detail) | Self::Conflict(detail) => return detail.clone(),
            Self::Invalid(wrong) => {
                return wrong.iter().map(|one| one.detail.as_str()).collect::<Vec<_>>().join(" ");
            }
            Self::NotFound => Frame::NotFoundAdvice,
            Self::SignIn => Frame::MustSignInAdvice,
            Self::Forbidden => Frame::ForbiddenAdvice,
            Self::Changed => Frame::ChangedAdvice,
            Self::TooLarge => Frame::TooLargeAdvice,
            Self::Unsupported => Frame::UnsupportedAdvice,
            Self::TooMany(_) => Frame::TooManyAdvice,
            Self::Method => Frame::MethodNotAllowedAdvice,
            Self::Late => Frame::LateAdvice,
            Self::Away => Frame::StoreAwayAdvice,
            Self::Internal => Frame::InternalAdvice,
        };
        word.text(lang).to_owned()
    }

    pub(crate) fn problem(&self, lang: Lang) -> Problem {
        Problem {
            kind: format!("urn:vk-page-auditor:problem:{}", self.name()),
            title: self.title(lang),
            status: self.status().as_u16(),
            detail: Some(self.advice(lang)),
            errors: if let Self::Invalid(wrong) = self { wrong.clone() } else { Vec::new() },
        }
    }
}

/// A bare answer that carries the error in its extensions: the gate renders it for the area of the route.
impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        match error.trouble() {
            StoreTrouble::NotFound => Self::NotFound,
            StoreTrouble::Unreachable | StoreTrouble::Locked => {
                tracing::warn!("a request found the store away: {error}");
                Self::Away
            }
            _ => {
                tracing::error!("a request failed in the store: {error}");
                Self::Internal
            }
        }
    }
}

impl From<RevokeRefused> for WebError {
    fn from(refused: RevokeRefused) -> Self {
        match refused {
            RevokeRefused::NoSuchToken => Self::NotFound,
            RevokeRefused::Store(error) => error.into(),
        }
    }
}

impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> Self {
        tracing::error!("a page cannot be written: {error}");
        Self::Internal
    }
}

impl From<EntropyError> for WebError {
    fn from(error: EntropyError) -> Self {
        tracing::error!("a request failed: {error}");
        Self::Internal
    }
}
