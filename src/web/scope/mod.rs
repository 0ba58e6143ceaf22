//! Scopes as somebody names them: in a form, in JSON, compared with the registry.

pub(crate) mod checked;
pub(crate) mod form;
pub(crate) mod json;
