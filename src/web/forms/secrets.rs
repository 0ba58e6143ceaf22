//! Passwords that people choose or the program makes, hashed in their turn; and the page that shows a secret once.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};

use crate::Context;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::layout::Layout;
use domain::access::{Login, Password};
use system::entropy::random;
use words::Lang;
use words::access::password_error;
use words::web::access::{Access, Account};
use words::web::frame::Frame;

/// Letters of a password that the program makes, but for those that look like others: five bits each.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// How many of them: 80 bits, more than anybody can try.
const LENGTH: usize = 16;
/// They stand in groups of so many.
const GROUP: usize = 4;

/// A password that nobody has chosen.
pub fn made_up() -> Result<String, WebError> {
    let mut text = String::with_capacity(LENGTH + LENGTH / GROUP);
    for (place, byte) in random::<LENGTH>()?.into_iter().enumerate() {
        if place > 0 && place % GROUP == 0 {
            text.push('-');
        }
        text.push(char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
    }
    Ok(text)
}

/// Takes a password that somebody chose.
///
/// # Errors
/// Why it may not be chosen, in the reader's words.
pub fn chosen(lang: Lang, text: &str, login: &Login) -> Result<Password, String> {
    Password::choose(text, login)
        .map_err(|error| format!("{}: {}.", Access::BadPassword.text(lang), password_error(lang, error)))
}

#[derive(Template)]
#[template(path = "forms/secret.html")]
pub struct SecretView {
    pub layout: Layout,
    pub title: &'static str,
    pub lead: &'static str,
    /// What is shown: what it is, and the text.
    pub secrets: Vec<(String, String)>,
    /// A picture of ours, and what it shows.
    pub picture: Option<(String, String)>,
    pub next: String,
}

impl SecretView {
    /// The page in the frame of a section.
    pub fn new(state: &Context, caller: &Caller, section: &str, next: impl Into<String>) -> Self {
        Self {
            layout: Layout::new(state, caller, section),
            title: "",
            lead: "",
            secrets: Vec::new(),
            picture: None,
            next: next.into(),
        }
    }

    pub fn answer(&self) -> Result<Response, WebError> {
        Ok((StatusCode::OK, Html(self.render()?)).into_response())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_passwords_may_be_chosen_and_differ() {
        let login = Login::parse("admin").unwrap();
        let (one, other) = (made_up().unwrap(), made_up().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), LENGTH + LENGTH / GROUP - 1);
        assert!(chosen(Lang::Ru, &one, &login).is_ok());
        assert!(chosen(Lang::En, "short", &login).unwrap_err().contains("10"));
    }
}
