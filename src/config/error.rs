//! Why there is no usable configuration. The words, in both languages, are in `words.rs`.

use std::path::PathBuf;

use thiserror::Error;

use super::{
    problem::Problem,
    sections::Language,
    store_password::{PasswordError, PasswordPlace},
    tokens::{TokenError, TokenPlace},
    words,
};

/// Why there is no usable configuration.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("{}", words::error(self, Language::English))]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file is too large to be what it should be.
    #[error("{}", words::error(self, Language::English))]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A folder has no policy file in it.
    #[error("{}", words::error(self, Language::English))]
    NoPolicy {
        /// The folder.
        path: PathBuf,
    },
    /// Values that cannot be used, all of them.
    #[error("{}", words::error(self, Language::English))]
    Invalid(Vec<Problem>),
    /// A token cannot be used.
    #[error("{}", words::error(self, Language::English))]
    Token {
        /// Where it was to be found.
        place: TokenPlace,
        /// What is wrong with it.
        source: TokenError,
    },
    /// The password of the store cannot be used.
    #[error("{}", words::error(self, Language::English))]
    StorePassword {
        /// Where it was to be found.
        place: PasswordPlace,
        /// What is wrong with it.
        source: PasswordError,
    },
    /// There is no token at all.
    #[error("{}", words::error(self, Language::English))]
    NoTokens,
}

impl ConfigError {
    /// The error in the words of a language: what, where, and what to do. May have several lines.
    pub fn text(&self, language: Language) -> String {
        words::error(self, language)
    }
}
