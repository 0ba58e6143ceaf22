//! What all routes share.
//!
//! - `routes.rs`: the table of routes, each with whom it admits; `gate.rs` stands before each; `caller.rs`: who asks;
//!   `context.rs`: what nearly every handler needs
//! - `error.rs`: why a request is not answered; `extract.rs`: what a request says, as types
//! - `entity_tag.rs`: entity tags and conditional requests
//! - `security_headers.rs`: headers and limits around everything; `listen.rs`: the socket

pub(crate) mod caller;
pub(crate) mod context;
pub(crate) mod entity_tag;
pub(crate) mod error;
pub(crate) mod extract;
pub(crate) mod gate;
pub(crate) mod listen;
pub(crate) mod routes;
pub(crate) mod security_headers;
