//! The Russian catalogue: plain words for a school secretary who keeps the page beside other work.

pub(super) mod cause;
pub(super) mod config;
pub(super) mod cover;
pub(super) mod file;
mod link;
pub(super) mod message;
pub(super) mod names;
mod phrases;
pub(super) mod policy;
pub(super) mod registry;
pub(super) mod remedy;
pub(super) mod store;
pub(super) mod vk_error;
