//! What stands before every route: who asks, in which language, whether the route admits them; and how a refusal is
//! rendered for the area of the route. A handler is reached by nobody whom its row of the table does not admit.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::caller::Caller;
use super::error::WebError;
use super::routes::{Admit, Area};
use crate::layout::trouble_page;
use crate::{Context, plain};
use domain::access::Action;

const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Lets a request through to its route, or refuses it.
pub(super) async fn gate(
    State((state, area, admits)): State<(Context, Area, Admit)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let caller = if area == Area::Plain && admits == Admit::Everybody {
        // who asks is not looked at: health must be told while the store, which knows the people, is away
        Ok(Caller::stranger(&state, &parts))
    } else {
        Caller::of(&state, &parts, area).await
    };
    let is_read = parts.method == Method::GET || parts.method == Method::HEAD;
    let (answer, caller) = match caller {
        Ok(caller) => match admit(&state, &caller, admits) {
            Ok(()) => {
                parts.extensions.insert(caller.clone());
                (next.run(Request::from_parts(parts, body)).await, caller)
            }
            Err(WebError::SignIn) if area == Area::Page => {
                // a form that was sent is not sent again by itself
                let to = if is_read { caller.here.as_str() } else { "/" };
                let to: String = url::form_urlencoded::byte_serialize(to.as_bytes()).collect();
                return Redirect::to(&format!("/sign-in?to={to}")).into_response();
            }
            Err(trouble) => (trouble.into_response(), caller),
        },
        Err((trouble, caller)) => (trouble.into_response(), caller),
    };
    render_error(answer, &state, area, &caller)
}

fn admit(state: &Context, caller: &Caller, admit: Admit) -> Result<(), WebError> {
    let may = |action: Action| {
        if caller.may(action) {
            Ok(())
        } else if caller.is_nobody() {
            Err(WebError::SignIn)
        } else {
            Err(WebError::Forbidden)
        }
    };
    match admit {
        Admit::Checkers if !state.options.public_check => may(Action::CheckPage),
        Admit::Guests if !state.options.public_check && caller.is_nobody() => Err(WebError::SignIn),
        Admit::Known if caller.is_nobody() => Err(WebError::SignIn),
        Admit::Everybody | Admit::Bearer | Admit::Checkers | Admit::Guests | Admit::Known => Ok(()),
        Admit::May(action) => may(action),
    }
}

/// Gives a refusal the form that whoever asked can read; other answers pass as they are.
pub(super) fn render_error(answer: Response, state: &Context, area: Area, caller: &Caller) -> Response {
    let trouble = match answer.extensions().get::<Arc<WebError>>() {
        Some(trouble) => Arc::clone(trouble),
        None => return answer,
    };
    let lang = caller.lang;
    let mut response = match area {
        Area::Api => {
            let mut response = (trouble.status(), Json(trouble.problem(lang))).into_response();
            response.headers_mut().insert(header::CONTENT_TYPE, PROBLEM);
            response
        }
        Area::Plain => plain(trouble.status(), format!("{}\n", trouble.title(lang))),
        Area::Page => trouble_page(state, caller, &trouble),
    };
    // what the refusal itself said, as `Allow`
    for (name, value) in answer.headers() {
        if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
            response.headers_mut().insert(name, value.clone());
        }
    }
    match *trouble {
        WebError::TooMany(pause) => {
            let seconds = HeaderValue::from(pause.as_secs().max(1));
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        WebError::SignIn if area == Area::Api => {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        _ => {}
    }
    if area != Area::Plain {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// The fallback of unknown paths.
pub(crate) async fn nowhere(State(state): State<Context>, request: Request) -> Response {
    refuse(&state, &request.into_parts().0, WebError::NotFound).await
}

/// The fallback of methods that a path does not take.
pub(crate) async fn no_method(State(state): State<Context>, request: Request) -> Response {
    refuse(&state, &request.into_parts().0, WebError::Method).await
}

async fn refuse(state: &Context, request: &Parts, trouble: WebError) -> Response {
    let path = request.uri.path();
    let area = if path.starts_with("/api/v1") {
        Area::Api
    } else if path.starts_with("/feeds/") || path.starts_with("/badges/") {
        Area::Plain
    } else {
        Area::Page
    };
    let caller = Caller::of(state, request, area).await.unwrap_or_else(|(_, caller)| caller);
    render_error(trouble.into_response(), state, area, &caller)
}

/// The answer to a request that a layer below refused without saying how: too large, too slow.
pub(super) fn refused_by_layer(response: &Response) -> Option<WebError> {
    if response.extensions().get::<Arc<WebError>>().is_some() || response.headers().contains_key(header::CONTENT_TYPE) {
        return None;
    }
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Some(WebError::TooLarge),
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Some(WebError::Late),
        _ => None,
    }
}
