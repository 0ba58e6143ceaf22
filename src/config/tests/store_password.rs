//! Tests of `store_password.rs` with the words its errors are told in.

use secrecy::ExposeSecret;

use std::path::Path;

use vk_page_auditor_config::*;
use words::{self, Lang};

const PASSWORD: &str = "let me in, пароль";

fn load(folder: &Path, text: &str, variable: Option<&str>, option: Option<&str>) -> Result<Loaded, ConfigError> {
    let file = folder.join("a.toml");
    std::fs::write(&file, text).unwrap();
    let environment =
        Environment::from_lookup(|name| variable.filter(|_| name == "VK_PAGE_AUDITOR_STORE").map(Into::into));
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
            [words::config_error(Lang::Ru, &error), words::config_error(Lang::En, &error), format!("{error:?}")];
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
    let credentials = Environment::from_lookup(|name| (name == "CREDENTIALS_DIRECTORY").then(|| folder.path().into()));
    assert_eq!(own("", &nothing).unwrap(), None);
    assert_eq!(own("[store]\npassword_file = \"db\"", &nothing).unwrap().as_deref(), Some(PASSWORD));
    let credential = "[store]\npassword_credential = \"db\"";
    assert_eq!(own(credential, &credentials).unwrap().as_deref(), Some(PASSWORD));
    let error = own(credential, &nothing).unwrap_err();
    assert!(words::config_error(Lang::Ru, &error).contains("LoadCredential="), "{error}");
    let error = own("[store]\npassword_file = \"none\"", &nothing).unwrap_err();
    assert!(words::config_error(Lang::En, &error).starts_with("password of the store, file "), "{error}");
    for wrong in ["\n", "a\nb\n", &"a".repeat(5_000)] {
        std::fs::write(folder.path().join("db"), wrong).unwrap();
        assert!(own("[store]\npassword_file = \"db\"", &nothing).is_err());
    }
}

#[test]
fn password_has_one_place_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[store]\npassword_file = \"a\"\npassword_credential = \"b\"";
    let error = words::config_error(Lang::En, &load(folder.path(), text, None, None).unwrap_err());
    assert!(
        error.ends_with(":2:1: store.password_file: the keys password_file and password_credential exclude each other"),
        "{error}"
    );
}
