//! Why there is no usable configuration. The words are `words`'s.

use std::path::PathBuf;

use thiserror::Error;

use super::{
    problem::Problem,
    store_password::{PasswordError, PasswordPlace},
    tokens::{TokenError, TokenPlace},
};

/// Why there is no usable configuration.
#[derive(Debug, Error)]
#[error("{self:?}")]
pub enum ConfigError {
    /// A file cannot be read.
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file is too large to be what it should be.
    TooLarge { path: PathBuf },
    /// A folder has no policy file in it.
    NoPolicy {
        /// The folder.
        path: PathBuf,
    },
    /// Values that cannot be used, all of them.
    Invalid(Vec<Problem>),
    /// A token cannot be used.
    Token {
        /// Where it was to be found.
        place: TokenPlace,
        /// What is wrong with it.
        source: TokenError,
    },
    /// The password of the store cannot be used.
    StorePassword {
        /// Where it was to be found.
        place: PasswordPlace,
        /// What is wrong with it.
        source: PasswordError,
    },
    /// There is no token at all.
    NoTokens,
}
