//! The Russian catalogue: plain words for a school secretary who keeps the page beside other work.

pub(super) mod message;
pub(super) mod names;
pub(super) mod problem;
pub(super) mod remedy;
