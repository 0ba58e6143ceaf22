//! The handler of pictures, and what can go wrong with them. Knows no menu.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::http::Response;

use crate::covers::CoverName;
use crate::scenario::{Action, Seen};

use super::listener::Fuse;
use super::method::{cut, html};
use super::respond::{Delivery, Reply, send, until_closing};
use super::state::State;

pub(super) async fn picture(
    Shared(state): Shared<Arc<State>>,
    ConnectInfo(fuse): ConnectInfo<Fuse>,
    request: Request,
) -> Response<Body> {
    state.journal().cover();
    let address = request.uri().path_and_query().map_or("", |text| text.as_str().trim_start_matches('/'));
    let fault = state.fault(Seen { method: "covers", token: "", ids: &[address] });
    let mut reply = match CoverName::parse(address) {
        Some((name, width, height)) => {
            let drawer = Arc::clone(&state);
            // Drawing takes milliseconds, too long for the threads that answer calls.
            let drawn = tokio::task::spawn_blocking(move || drawer.studio.jpeg(name, width, height)).await;
            let body = drawn.map(|bytes| bytes.to_vec()).unwrap_or_default();
            Reply { status: 200, content_type: "image/jpeg".to_owned(), body, outcome: String::new() }
        }
        None => Reply::nginx(404),
    };
    let mut delivery = Delivery::Whole;
    match fault {
        Some(Action::Http { status }) => reply = Reply::nginx(status),
        Some(Action::Html { status, text }) => reply = html(status, &text),
        Some(Action::Truncated { share }) => reply.body.truncate(cut(reply.body.len(), share)),
        Some(Action::ContentType { value }) => reply.content_type = value,
        Some(Action::EmptyBody) => reply.body.clear(),
        Some(Action::HugePicture) => reply.body = huge(),
        Some(Action::SlowHead { pause_ms }) => tokio::time::sleep(Duration::from_millis(pause_ms)).await,
        Some(Action::StallHead) => until_closing(&mut state.closing.clone()).await,
        Some(Action::ResetHead) => fuse.blow(),
        Some(Action::SlowBody { chunk_bytes, pause_ms }) => {
            delivery = Delivery::Dribble { chunk: chunk_bytes, pause: Duration::from_millis(pause_ms) };
        }
        Some(Action::StallBody { after_bytes }) => delivery = Delivery::StallAfter(after_bytes),
        Some(Action::ResetBody { after_bytes }) => delivery = Delivery::ResetAfter(after_bytes),
        _ => {}
    }
    let mut headers = request.headers().clone();
    // Pictures are packed already; VK's picture hosts never pack them again.
    headers.remove(axum::http::header::ACCEPT_ENCODING);
    send(reply, delivery, &headers, &fuse, &state.closing)
}

/// The head of a JPEG of 65,500 by 65,500 pixels: some 12 GB if anyone believed it.
fn huge() -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10];
    out.extend_from_slice(b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    out.extend_from_slice(&[0xFF, 0xC0, 0x00, 0x11, 0x08, 0xFF, 0xDC, 0xFF, 0xDC, 0x03]);
    out.extend_from_slice(&[0x01, 0x22, 0x00, 0x02, 0x11, 0x01, 0x03, 0x11, 0x01]);
    out.extend_from_slice(&[0xFF, 0xD9]);
    out
}
