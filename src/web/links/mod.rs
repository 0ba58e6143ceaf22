//! The correct links of an organisation's forms.

pub(crate) mod api;
mod form;

pub(crate) use form::routes;
