//! The handler of `/method/...`: token, rate, fault, answer. Knows no pages.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Path, Request, State as Shared};
use axum::http::header::HOST;
use axum::http::{HeaderMap, Method, Response};

use crate::scenario::{Action, Seen};

use super::get_by_id::answer;
use super::listener::Fuse;
use super::request::Call;
use super::respond::{Delivery, HTML, Reply, send, until_closing};
use super::state::{Caller, State};
use super::vk_error::VkError;

/// The longest path and query nginx takes in VK's usual set-up.
pub(super) const MOST_URL_BYTES: usize = 8 * 1024;
/// The largest body taken; 500 long short names are some 16 KB.
pub(super) const MOST_BODY_BYTES: usize = 256 * 1024;

pub(super) async fn method(
    Shared(state): Shared<Arc<State>>,
    ConnectInfo(fuse): ConnectInfo<Fuse>,
    Path(name): Path<String>,
    request: Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let answered = |reply| send(reply, Delivery::Whole, &head.headers, &fuse, &state.closing);
    let now = state.now();
    if head.uri.path_and_query().is_some_and(|text| text.as_str().len() > MOST_URL_BYTES) {
        note(&state, now, "none", &name, 0, "http 414");
        return answered(Reply::nginx(414));
    }
    let Ok(body) = to_bytes(body, MOST_BODY_BYTES).await else {
        note(&state, now, "none", &name, 0, "http 413");
        return answered(Reply::nginx(413));
    };
    let call = Call::read(&name, head.uri.query().unwrap_or(""), &head.headers, &body);
    let caller = state.caller(&call.token);
    let ids = call.ids().unwrap_or_default();
    let now = state.now();
    let place = state.journal().note(now, caller.name.clone(), &name, ids.len());
    let ended = |outcome: &str| state.journal().ended(place, outcome.to_owned());
    if !matches!(head.method, Method::GET | Method::POST) {
        ended("error 9999");
        return answered(Reply::json(VkError::new(9999).envelope(&call), "error 9999"));
    }
    if let Err(error) = let_in(&state, &caller, &call, now) {
        let outcome = format!("error {}", error.code);
        ended(&outcome);
        return answered(Reply::json(error.envelope(&call), outcome));
    }
    let fault = state.fault(Seen { method: &name, token: &caller.name, ids: &ids });
    let covers = covers_base(&state, &head.headers);
    match fault {
        None => {
            let reply = reply(&state, &call, &caller, &covers, None);
            ended(&reply.outcome);
            answered(reply)
        }
        Some(fault) => {
            ended(&fault.outcome());
            let reply = reply_with(&state, &call, &caller, &covers, &fault).await;
            let delivery = match fault {
                Action::ResetHead => {
                    fuse.blow();
                    Delivery::Whole
                }
                Action::SlowBody { chunk_bytes, pause_ms } => {
                    Delivery::Dribble { chunk: chunk_bytes, pause: Duration::from_millis(pause_ms) }
                }
                Action::StallBody { after_bytes } => Delivery::StallAfter(after_bytes),
                Action::ResetBody { after_bytes } => Delivery::ResetAfter(after_bytes),
                _ => Delivery::Whole,
            };
            send(reply, delivery, &head.headers, &fuse, &state.closing)
        }
    }
}

fn note(state: &State, now: Duration, token: &str, method: &str, ids: usize, outcome: &str) {
    let mut journal = state.journal();
    let place = journal.note(now, token.to_owned(), method, ids);
    journal.ended(place, outcome.to_owned());
}

fn let_in(state: &State, caller: &Caller, call: &Call, now: Duration) -> Result<(), VkError> {
    if call.token.is_empty() {
        return Err(VkError::with_tail(5, "no access_token passed."));
    }
    if !caller.known {
        return Err(VkError::with_tail(5, "invalid access_token (4)."));
    }
    if !state.admit(caller, now) {
        return Err(VkError::new(6));
    }
    Ok(())
}

fn reply(state: &State, call: &Call, caller: &Caller, covers: &str, fault: Option<&Action>) -> Reply {
    match answer(state, call, caller.kind, covers, fault) {
        Ok(body) => Reply::json(body, "ok"),
        Err(error) => Reply::json(error.envelope(call), format!("error {}", error.code)),
    }
}

async fn reply_with(state: &State, call: &Call, caller: &Caller, covers: &str, fault: &Action) -> Reply {
    let right = || reply(state, call, caller, covers, Some(fault));
    match fault {
        Action::Error { code, tail, subcode } => {
            let mut error = tail.as_ref().map_or_else(|| VkError::new(*code), |tail| VkError::with_tail(*code, tail));
            error.subcode = *subcode;
            Reply::json(error.envelope(call), format!("error {code}"))
        }
        Action::Http { status } => Reply::nginx(*status),
        Action::Html { status, text } => html(*status, text),
        Action::Truncated { share } => {
            let mut reply = right();
            reply.body.truncate(cut(reply.body.len(), *share));
            reply
        }
        Action::TrailingComma => {
            let mut reply = right();
            let last = reply.body.iter().rposition(|byte| *byte == b']').unwrap_or(0);
            reply.body.insert(last, b',');
            reply
        }
        Action::ContentType { value } => Reply { content_type: value.clone(), ..right() },
        Action::EmptyBody | Action::ResetHead | Action::HugePicture => Reply { body: Vec::new(), ..right() },
        Action::SlowHead { pause_ms } => {
            tokio::time::sleep(Duration::from_millis(*pause_ms)).await;
            right()
        }
        Action::StallHead => {
            until_closing(&mut state.closing.clone()).await;
            Reply::nginx(503)
        }
        _ => right(),
    }
}

/// A page of HTML in place of JSON.
pub(super) fn html(status: u16, text: &str) -> Reply {
    let body = format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{text}</title></head>\n<body><h1>{text}</h1></body></html>\n"
    );
    Reply { status, content_type: HTML.to_owned(), body: body.into_bytes(), outcome: format!("html {status}") }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of a length"
)]
pub(super) fn cut(length: usize, share: f64) -> usize {
    (length as f64 * share) as usize
}

/// The server of the pictures: the configured base, or the host the client called.
pub(super) fn covers_base(state: &State, headers: &HeaderMap) -> String {
    if let Some(base) = &state.options.cover_base {
        return base.clone();
    }
    let host = headers.get(HOST).and_then(|value| value.to_str().ok());
    let host = host.filter(|host| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:-[]".contains(&byte)));
    format!("http://{}", host.unwrap_or("127.0.0.1"))
}
