//! The English catalogue; names that stand on the pages themselves stay Russian.

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
