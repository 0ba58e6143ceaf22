//! Tokens of the API and of feeds.

pub(crate) mod api;
pub(crate) mod list;

pub(crate) use list::routes;
