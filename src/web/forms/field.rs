//! Fields of forms: each with its label, a hint, and what is wrong with what was typed into it.

use std::fmt::Write as _;

use words::Lang;
use words::web::form::Form;

#[derive(Debug, Clone, Default)]
pub struct Field {
    /// Its name in the form, and a part of its id.
    pub name: &'static str,
    pub label: &'static str,
    /// How to fill it in; may be empty.
    pub hint: String,
    pub value: String,
    pub wrong: Option<String>,
    /// The type of the input; empty for text.
    pub kind: &'static str,
    /// What browsers may fill in; empty for nothing.
    pub autocomplete: &'static str,
    pub is_required: bool,
    pub most: usize,
    /// What to choose from; empty where one types.
    pub choices: Vec<Choice>,
    /// Which rule the script looks at while one types; empty for none.
    pub rule: &'static str,
    /// What the script says, as attributes' names and values.
    pub says: Vec<(&'static str, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

const USUAL_MOST: usize = 200;

impl Field {
    pub fn text(name: &'static str, label: &'static str, value: impl Into<String>) -> Self {
        Self { name, label, value: value.into(), most: USUAL_MOST, ..Self::default() }
    }

    /// A field for a password, which is never filled in by us.
    pub fn password(name: &'static str, label: &'static str, autocomplete: &'static str) -> Self {
        Self { name, label, kind: "password", autocomplete, most: USUAL_MOST, ..Self::default() }
    }

    /// A list to choose one from: what is sent, and what is read.
    pub fn options<'a>(
        name: &'static str,
        label: &'static str,
        options: impl IntoIterator<Item = (&'a str, String)>,
        chosen: &str,
    ) -> Self {
        let choice =
            |(value, label): (&str, String)| Choice { value: value.to_owned(), label, is_chosen: value == chosen };
        Self::choice(name, label, options.into_iter().map(choice).collect())
    }

    pub fn choice(name: &'static str, label: &'static str, choices: Vec<Choice>) -> Self {
        Self { name, label, choices, ..Self::default() }
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    #[must_use]
    pub fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    #[must_use]
    pub fn wrong(self, wrong: Option<String>) -> Self {
        Self { wrong, ..self }
    }

    pub fn described_by(&self) -> String {
        let mut ids = String::new();
        if !self.hint.is_empty() {
            let _ = write!(ids, "hint-{}", self.name);
        }
        // the place where the script says what is wrong is always there
        if self.wrong.is_some() || !self.rule.is_empty() {
            let _ = write!(ids, "{}wrong-{}", if ids.is_empty() { "" } else { " " }, self.name);
        }
        ids
    }
}

/// What is wrong with a form, field by field.
#[derive(Debug, Clone, Default)]
pub struct Faults(Vec<(&'static str, String)>);

impl Faults {
    pub fn add(&mut self, field: &'static str, what: impl Into<String>) {
        self.0.push((field, what.into()));
    }

    /// Takes a value that may be none.
    pub fn take<T>(&mut self, field: &'static str, value: Result<T, String>) -> Option<T> {
        value.map_err(|what| self.add(field, what)).ok()
    }

    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    pub fn of(&self, field: &str) -> Option<String> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, what)| what.clone())
    }

    pub fn all(&self) -> &[(&'static str, String)] {
        &self.0
    }
}

/// A text that must not be empty.
///
/// # Errors
/// The words for an empty field.
pub fn filled(lang: Lang, text: &str) -> Result<&str, String> {
    let text = text.trim();
    if text.is_empty() { Err(Form::Required.text(lang).to_owned()) } else { Ok(text) }
}

/// What a form sent, in its order; a name may come more than once.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(transparent)]
pub struct Sent(Vec<(String, String)>);

impl Sent {
    /// The first value of this name; empty where there is none.
    pub fn one<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).next().unwrap_or_default()
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether the name was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }
}

impl FromIterator<(String, String)> for Sent {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_names_what_describes_it() {
        let field = Field::text("ogrn", "ОГРН", "");
        assert_eq!(field.described_by(), "");
        let field = field.hint("13 цифр").wrong(Some("нет".to_owned()));
        assert_eq!(field.described_by(), "hint-ogrn wrong-ogrn");
    }
}
