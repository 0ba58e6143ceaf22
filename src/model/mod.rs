//! The field's words as types: ids, pages, organisations, violations, verdicts. Knows no I/O, no language, no time.

mod form;

pub use form::Form;
