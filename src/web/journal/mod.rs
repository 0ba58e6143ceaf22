//! The journal: who did what.

pub(crate) mod api;
pub(crate) mod list;

pub(crate) use list::routes;
