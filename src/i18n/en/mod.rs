//! The English catalogue; names that stand on the pages themselves stay Russian.

pub(super) mod message;
pub(super) mod names;
pub(super) mod problem;
pub(super) mod remedy;
