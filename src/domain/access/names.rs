//! What people are called: logins and names to show. What is held is always well-formed.

use std::fmt;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

/// The most characters of a login.
pub const LOGIN_MOST: usize = 64;
/// The most characters of a name.
const NAME_MOST: usize = 200;
/// Words that stand for no person in the journal.
const RESERVED: [&str; 2] = ["cli", "system"];

/// Why a text is no login or no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameError {
    /// There is no text.
    #[error("empty: write at least one character")]
    Empty,
    /// It has too many characters.
    #[error("too long: at most {most} characters")]
    TooLong {
        /// The most there may be.
        most: usize,
    },
    /// A character is in it that must not be.
    #[error("the character U+{:04X} must not be in it", u32::from(*.character))]
    Character {
        /// The first such character.
        character: char,
    },
    /// Latin and Russian letters are mixed, which look alike.
    #[error("Latin and Russian letters are mixed: use either")]
    Mixed,
    /// The word stands for no person.
    #[error("the word is reserved: choose another")]
    Reserved,
}

/// What a person signs in with: Latin or Russian letters, digits, `.`, `-`, `_`, `@`, in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Login(Box<str>);

impl Login {
    /// Reads a login as people type it: blanks around it and capital letters do not matter.
    ///
    /// # Errors
    /// What is wrong with the text.
    ///
    /// ```
    /// use vk_page_auditor_domain::access::Login;
    /// assert_eq!(Login::parse(" Ivanov@Region.ru ").unwrap().as_str(), "ivanov@region.ru");
    /// assert!(Login::parse("ivanov petrov").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        // strangers send logins: what is surely too long is not folded first
        if text.len() > LOGIN_MOST * 16 {
            return Err(NameError::TooLong { most: LOGIN_MOST });
        }
        let text: String = text.nfc().flat_map(char::to_lowercase).collect();
        let (mut latin, mut russian) = (false, false);
        for character in text.chars() {
            match character {
                'a'..='z' => latin = true,
                'а'..='я' | 'ё' => russian = true,
                '0'..='9' | '.' | '-' | '_' | '@' => {}
                character => return Err(NameError::Character { character }),
            }
        }
        if text.is_empty() {
            Err(NameError::Empty)
        } else if text.chars().count() > LOGIN_MOST {
            Err(NameError::TooLong { most: LOGIN_MOST })
        } else if latin && russian {
            Err(NameError::Mixed)
        } else if RESERVED.contains(&text.as_str()) {
            Err(NameError::Reserved)
        } else {
            Ok(Self(text.into()))
        }
    }

    /// The login.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a person or a token, for people to read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DisplayName(Box<str>);

impl DisplayName {
    /// Reads a name; blanks around it do not matter.
    ///
    /// # Errors
    /// What is wrong with the text: nothing in it, too much, or characters that steer a terminal or turn the text.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        if text.len() > NAME_MOST * 16 {
            return Err(NameError::TooLong { most: NAME_MOST });
        }
        let text: String = text.nfc().collect();
        let is_shown = |character: &char| {
            !matches!(
                character.general_category(),
                GeneralCategory::Control
                    | GeneralCategory::Format
                    | GeneralCategory::LineSeparator
                    | GeneralCategory::ParagraphSeparator
                    | GeneralCategory::PrivateUse
                    | GeneralCategory::Unassigned
            )
        };
        if let Some(character) = text.chars().find(|character| !is_shown(character)) {
            return Err(NameError::Character { character });
        }
        match text.chars().count() {
            0 => Err(NameError::Empty),
            count if count > NAME_MOST => Err(NameError::TooLong { most: NAME_MOST }),
            _ => Ok(Self(text.into())),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&Login> for DisplayName {
    /// A person without another name is called by the login.
    fn from(login: &Login) -> Self {
        Self(login.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn logins_are_folded_and_checked() {
        for (text, login) in [
            ("  Admin ", Ok("admin")),
            ("ИВАНОВ.Ё-1", Ok("иванов.ё-1")),
            ("a", Ok("a")),
            ("", Err(NameError::Empty)),
            ("  ", Err(NameError::Empty)),
            ("a b", Err(NameError::Character { character: ' ' })),
            ("a\u{202e}", Err(NameError::Character { character: '\u{202e}' })),
            ("<script>", Err(NameError::Character { character: '<' })),
            // the first letter is Russian
            ("\u{430}dmin", Err(NameError::Mixed)),
            ("System", Err(NameError::Reserved)),
        ] {
            assert_eq!(Login::parse(text).as_ref().map(Login::as_str).map_err(|error| *error), login, "{text:?}");
        }
        assert!(Login::parse(&"a".repeat(64)).is_ok());
        assert_eq!(Login::parse(&"a".repeat(65)), Err(NameError::TooLong { most: 64 }));
        assert_eq!(Login::parse(&"ы".repeat(1_000_000)), Err(NameError::TooLong { most: 64 }));
    }

    #[test]
    fn names_hold_nothing_that_steers_or_hides() {
        assert_eq!(DisplayName::parse(" Иванова Мария ").unwrap().as_str(), "Иванова Мария");
        for text in ["", " ", "a\nb", "a\u{1b}[31m", "a\u{202e}b", "a\u{200b}b", "a\u{2028}b", "\0"] {
            assert!(DisplayName::parse(text).is_err(), "{text:?}");
        }
        assert!(DisplayName::parse(&"я".repeat(200)).is_ok());
        assert_eq!(DisplayName::parse(&"я".repeat(201)), Err(NameError::TooLong { most: 200 }));
    }

    proptest! {
        #[test]
        fn what_is_read_reads_back(text in ".{0,80}") {
            if let Ok(login) = Login::parse(&text) {
                prop_assert_eq!(Login::parse(login.as_str()), Ok(login));
            }
            if let Ok(name) = DisplayName::parse(&text) {
                prop_assert_eq!(DisplayName::parse(name.as_str()), Ok(name));
            }
        }
    }
}
