//! Finds the password of the store's database: a file or a systemd credential. No message here repeats any part of it.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use secrecy::SecretString;
use thiserror::Error;

use super::{env::Environment, error::ConfigError, load::Loaded};
use crate::decode;

/// The longest password `PostgreSQL` takes has a few thousand characters; more than this is a wrong file.
const LARGEST_PASSWORD_FILE: u64 = 4 * 1_024;

/// Where the password was to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordPlace {
    /// A file.
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

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::config::{Config, LoadRequest, Origin, Overrides};
    use crate::i18n::{self, Lang};

    const PASSWORD: &str = "let me in, пароль";

    fn load(folder: &Path, text: &str, variable: Option<&str>, option: Option<&str>) -> Result<Loaded, ConfigError> {
        let file = folder.join("a.toml");
        std::fs::write(&file, text).unwrap();
        let environment = Environment { store: variable.map(str::to_owned), ..Environment::default() };
        let overrides = Overrides { store: option.map(str::to_owned), ..Overrides::default() };
        Config::load(&LoadRequest::new(Some(file), overrides, &environment))
    }

    #[test]
    fn option_goes_before_variable_before_file() {
        let folder = tempfile::tempdir().unwrap();
        let text = "[store]\nurl = \"sqlite:a.db\"";
        let loaded = load(folder.path(), text, None, None).unwrap();
        assert_eq!(loaded.config.store.url, Some(format!("sqlite:{}", folder.path().join("a.db").display())));
        let loaded = load(folder.path(), text, Some("sqlite:b.db"), None).unwrap();
        assert_eq!(loaded.config.store.url.as_deref(), Some("sqlite:b.db"));
        assert_eq!(loaded.origin("store.url"), Origin::Variable("VK_PAGE_AUDITOR_STORE"));
        let loaded = load(folder.path(), text, Some("sqlite:b.db"), Some("postgres://u@h/d")).unwrap();
        assert_eq!(loaded.config.store.url.as_deref(), Some("postgres://u@h/d"));
        assert_eq!(loaded.origin("store.url"), Origin::Option("--store"));
    }

    #[test]
    fn a_password_in_an_address_is_refused_without_being_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let told = |text: &str, variable: Option<&str>, option: Option<&str>| {
            let error = load(folder.path(), text, variable, option).unwrap_err();
            let texts =
                [i18n::config_error(Lang::Ru, &error), i18n::config_error(Lang::En, &error), format!("{error:?}")];
            assert!(texts.iter().all(|text| !text.contains("letmein")), "{texts:?}");
            assert!(texts[1].contains("password_file"), "{texts:?}");
        };
        for url in ["postgres://u:letmein@h/d", "postgres://h/d?password=letmein"] {
            told(&format!("[store]\nurl = \"{url}\""), None, None);
            told("", Some(url), None);
            told("", None, Some(url));
        }
        told("[store]\npassword = \"letmein\"", None, None);
        let wrong = load(folder.path(), "[store]\nurl = \"postgre://h/d?password=letmein\"", None, None).unwrap_err();
        assert!(!wrong.to_string().contains("letmein"), "{wrong}");
    }

    #[test]
    fn password_is_read_from_its_file_or_credential() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("db"), format!("{PASSWORD}\r\n")).unwrap();
        let own = |text: &str, environment: &Environment| {
            let loaded = load(folder.path(), text, None, None).unwrap();
            loaded.store_password(environment).map(|found| found.map(|found| found.expose_secret().to_owned()))
        };
        let nothing = Environment::default();
        let credentials = Environment { credentials: Some(folder.path().to_owned()), ..Environment::default() };
        assert_eq!(own("", &nothing).unwrap(), None);
        assert_eq!(own("[store]\npassword_file = \"db\"", &nothing).unwrap().as_deref(), Some(PASSWORD));
        let credential = "[store]\npassword_credential = \"db\"";
        assert_eq!(own(credential, &credentials).unwrap().as_deref(), Some(PASSWORD));
        let error = own(credential, &nothing).unwrap_err();
        assert!(i18n::config_error(Lang::Ru, &error).contains("LoadCredential="), "{error}");
        let error = own("[store]\npassword_file = \"none\"", &nothing).unwrap_err();
        assert!(i18n::config_error(Lang::En, &error).starts_with("password of the store, file "), "{error}");
        for wrong in ["\n", "a\nb\n", &"a".repeat(5_000)] {
            std::fs::write(folder.path().join("db"), wrong).unwrap();
            assert!(own("[store]\npassword_file = \"db\"", &nothing).is_err());
        }
    }

    #[test]
    fn password_has_one_place_at_most() {
        let folder = tempfile::tempdir().unwrap();
        let text = "[store]\npassword_file = \"a\"\npassword_credential = \"b\"";
        let error = i18n::config_error(Lang::En, &load(folder.path(), text, None, None).unwrap_err());
        assert!(
            error.ends_with(
                ":2:1: store.password_file: the keys password_file and password_credential exclude each other"
            ),
            "{error}"
        );
    }
}
