//! Finds the password of the store's database: a file or a systemd credential. No message here repeats any part of it.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use secrecy::SecretString;
use thiserror::Error;

use super::{env::Environment, error::ConfigError, load::Loaded};
use domain::decode;

/// The longest password `PostgreSQL` takes has a few thousand characters; more than this is a wrong file.
const LARGEST_PASSWORD_FILE: u64 = 4 * 1_024;

/// Where the password was to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordPlace {
    File(PathBuf),
    /// A systemd credential.
    Credential(String),
}

/// Why there is no usable password at a place.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// The file cannot be read.
    #[error("cannot be read")]
    Unreadable(#[source] std::io::Error),
    /// systemd gave no credentials.
    #[error("no credentials")]
    NoCredentials,
    /// There is nothing in it.
    #[error("empty")]
    Empty,
    /// There is more in it than one line of a password's length.
    #[error("not one line")]
    NotOneLine,
}

impl Loaded {
    /// Reads the password of the store's database, if the configuration names a place for it.
    ///
    /// # Errors
    /// The file or the credential cannot be read or holds no password.
    pub fn store_password(&self, environment: &Environment) -> Result<Option<SecretString>, ConfigError> {
        let store = &self.config.store;
        let (place, path) = match (&store.password_file, &store.password_credential) {
            (Some(path), _) => (PasswordPlace::File(path.clone()), Some(path.clone())),
            (None, Some(name)) => {
                let path = environment.credentials.as_ref().map(|folder| folder.join(name));
                (PasswordPlace::Credential(name.clone()), path)
            }
            (None, None) => return Ok(None),
        };
        let password = path.ok_or(PasswordError::NoCredentials).and_then(|path| read(&path));
        password.map(Some).map_err(|source| ConfigError::StorePassword { place, source })
    }
}

fn read(path: &Path) -> Result<SecretString, PasswordError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(PasswordError::Unreadable)?;
    file.take(LARGEST_PASSWORD_FILE + 1).read_to_end(&mut bytes).map_err(PasswordError::Unreadable)?;
    let text = decode::text(&bytes);
    // blanks may belong to the password, the line's end is the editor's
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(PasswordError::Empty);
    }
    if bytes.len() as u64 > LARGEST_PASSWORD_FILE || password.contains(['\r', '\n', '\0']) {
        return Err(PasswordError::NotOneLine);
    }
    Ok(password.into())
}
