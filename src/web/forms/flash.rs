//! After a form was sent: the way back to a page, with a word of what was done. The word travels as its name, so that no
//! text of somebody else's making is ever shown as ours.

use std::fmt::Debug;

use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

/// The part of a query that names what was done.
#[derive(Debug, Default, Deserialize)]
pub struct Flash {
    #[serde(default)]
    done: String,
}

impl Flash {
    /// The word of these that has this name.
    pub fn word<W: Copy + Debug>(&self, words: &[W]) -> Option<W> {
        words.iter().copied().find(|word| format!("{word:?}") == self.done)
    }
}

/// Back to a page of ours, which says this word.
pub fn done(path: &str, word: impl Debug) -> Response {
    Redirect::to(&format!("{path}?done={word:?}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::web::form::Form;

    #[test]
    fn only_our_own_words_are_said() {
        let said = |done: &str| Flash { done: done.to_owned() }.word(Form::ALL);
        assert_eq!(said("Save"), Some(Form::Save));
        assert_eq!(said("<b>"), None);
        assert_eq!(said(""), None);
    }
}
