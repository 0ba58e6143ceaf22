//! Parts of sentences that the messages of several codes share.

use std::fmt::Write as _;

use crate::form;
use crate::plain::Visible;
use domain::model::Violation;

use super::names;

pub(super) fn push_form(violation: &Violation, out: &mut String) {
    match violation.form {
        Some(own) => {
            let _ = write!(out, "The form «{}»", form(own));
        }
        None => out.push_str("The form"),
    }
}

/// The item after a word: "Item 1 of the menu (form «...»)".
pub(super) fn push_place(word: &str, violation: &Violation, out: &mut String) {
    let _ = match (violation.position, violation.form) {
        (Some(position), Some(own)) => write!(out, "{word} {position} of the menu (form «{}»)", form(own)),
        (Some(position), None) => write!(out, "{word} {position} of the menu"),
        (None, Some(own)) => write!(out, "{word} of the menu with the form «{}»", form(own)),
        (None, None) => write!(out, "{word} of the menu"),
    };
}

/// The parameter with what it means.
pub(super) fn push_field(words: &str, violation: &Violation, out: &mut String) {
    let field = violation.field.as_deref().unwrap_or("?");
    let _ = write!(out, "{words}“{}”", Visible::quoted(field));
    if let Some(meaning) = names::parameter(field) {
        let _ = write!(out, " ({meaning})");
    }
}

/// "; it should be “...”"; several accepted texts are parted by ` / `.
pub(super) fn push_right(violation: &Violation, out: &mut String) {
    if let Some(expected) = violation.expected.as_deref().filter(|expected| !expected.is_empty()) {
        for (index, accepted) in expected.split(" / ").enumerate() {
            out.push_str(if index == 0 { "; it should be “" } else { " or “" });
            let _ = write!(out, "{}”", Visible::quoted(accepted));
        }
    }
}

/// Whose account is right, where it is another body's.
pub(super) fn push_account(violation: &Violation, out: &mut String) {
    if let Some(whose) = &violation.account_of {
        let _ = write!(
            out,
            ". The organisation is not connected for messages, so the account of the body above it is due: “{}”",
            Visible::quoted(whose)
        );
    }
}
