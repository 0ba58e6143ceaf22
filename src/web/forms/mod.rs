//! What forms share: fields and what is wrong with them, numbers of organisations as people type them, what is said after
//! a form was sent, secrets that are shown once.

pub(crate) mod field;
pub(crate) mod flash;
pub(crate) mod ids;
pub(crate) mod secrets;
