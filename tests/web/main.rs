//! The dashboard, the API and the feeds as their clients use them: a real server on a store that knows a made-up region.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that fails")]

mod api;
mod client;
mod foreign;
mod frame;
mod golden;
mod hostile_clients;
mod lists;
mod matrix;
mod places;
#[expect(dead_code, reason = "shared with the tests of the service, which use the rest")]
#[path = "../service/stage.rs"]
mod region;
mod sign_in;
mod stage;
mod streams;
mod use_cases;
mod work;
