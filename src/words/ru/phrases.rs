//! Parts of sentences that the messages of several codes share.

use std::fmt::Write as _;

use crate::form;
use crate::plain::Visible;
use domain::model::Violation;

use super::names;

/// "Форма «...»".
pub(super) fn push_form(violation: &Violation, out: &mut String) {
    match violation.form {
        Some(own) => {
            let _ = write!(out, "Форма «{}»", form(own));
        }
        None => out.push_str("Форма ПОС"),
    }
}

/// The item after a word in the case the sentence needs: "В пункте 1 меню (форма «...»)".
pub(super) fn push_place(word: &str, violation: &Violation, out: &mut String) {
    let _ = match (violation.position, violation.form) {
        (Some(position), Some(own)) => write!(out, "{word} {position} меню (форма «{}»)", form(own)),
        (Some(position), None) => write!(out, "{word} {position} меню"),
        (None, Some(own)) => write!(out, "{word} меню с формой «{}»", form(own)),
        (None, None) => write!(out, "{word} меню"),
    };
}

/// The parameter with what it means.
pub(super) fn push_field(words: &str, violation: &Violation, out: &mut String) {
    let field = violation.field.as_deref().unwrap_or("?");
    let _ = write!(out, "{words}«{}»", Visible::quoted(field));
    if let Some(meaning) = names::parameter(field) {
        let _ = write!(out, " ({meaning})");
    }
}

/// ", а должно быть «...»"; several accepted texts are parted by ` / `.
pub(super) fn push_right(violation: &Violation, out: &mut String) {
    if let Some(expected) = violation.expected.as_deref().filter(|expected| !expected.is_empty()) {
        for (index, accepted) in expected.split(" / ").enumerate() {
            out.push_str(if index == 0 { ", а должно быть «" } else { " или «" });
            let _ = write!(out, "{}»", Visible::quoted(accepted));
        }
    }
}

/// Whose account is right, where it is another body's.
pub(super) fn push_account(violation: &Violation, out: &mut String) {
    if let Some(whose) = &violation.account_of {
        let _ = write!(
            out,
            ". Организация не подключена к приёму сообщений в ПОС, поэтому стоит номер вышестоящего органа: «{}»",
            Visible::quoted(whose)
        );
    }
}
