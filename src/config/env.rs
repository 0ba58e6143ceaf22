//! The one place that reads environment variables, and the list of all of them. Other code is given an [`Environment`].

use std::{ffi::OsString, fmt, path::PathBuf};

use secrecy::SecretString;

/// A variable the program looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    pub name: &'static str,
    /// What it does, in Russian.
    pub russian: &'static str,
    /// What it does, in English.
    pub english: &'static str,
}

macro_rules! variables {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $russian:literal, $english:literal;)+) => {
        $($(#[$doc])* pub const $constant: &str = $name;)+

        /// All variables the program looks at, for its help.
        pub const VARIABLES: &[Variable] =
            &[$(Variable { name: $constant, russian: $russian, english: $english },)+];
    };
}

variables! {
    /// Tokens of VK, parted by commas.
    VK_TOKEN = "VK_TOKEN", "токены VK через запятую", "VK tokens, parted by commas";
    /// A file with tokens of VK.
    VK_TOKEN_FILE = "VK_TOKEN_FILE", "файл с токенами VK, по одному в строке", "file with VK tokens, one a line";
    VK_API_URL = "VK_API_URL", "адрес VK API вместо https://api.vk.ru", "address of the VK API instead of https://api.vk.ru";
    CONFIG = "VK_PAGE_AUDITOR_CONFIG", "файл настроек, если нет --config", "configuration file, unless --config is given";
    STORE = "VK_PAGE_AUDITOR_STORE", "хранилище вместо url раздела [store], без пароля",
        "the store instead of url of section [store], without a password";
    /// Any value but the empty one turns colours off.
    NO_COLOR = "NO_COLOR", "если задана, вывод без цвета", "if set, output without colours";
    /// What is logged.
    RUST_LOG = "RUST_LOG", "что писать в журнал, например info,vk_page_auditor=debug",
        "what to log, for instance info,vk_page_auditor=debug";
    /// The proxy on the way to VK; the HTTP client reads it itself.
    HTTPS_PROXY = "HTTPS_PROXY", "прокси на пути к VK, если system_proxy = true", "proxy on the way to VK, with system_proxy = true";
    /// Hosts that need no proxy; the HTTP client reads it itself.
    NO_PROXY = "NO_PROXY", "сайты, к которым ходить без прокси", "hosts that are reached without the proxy";
    /// The folder with the credentials systemd hands over.
    CREDENTIALS_DIRECTORY = "CREDENTIALS_DIRECTORY", "папка секретов systemd (LoadCredential=)",
        "folder of systemd credentials (LoadCredential=)";
    /// The cache folder systemd makes.
    CACHE_DIRECTORY = "CACHE_DIRECTORY", "папка кэша systemd (CacheDirectory=)", "cache folder of systemd (CacheDirectory=)";
    /// The user's folder of settings.
    XDG_CONFIG_HOME = "XDG_CONFIG_HOME", "папка настроек пользователя", "the user's folder of settings";
    /// The user's cache folder.
    XDG_CACHE_HOME = "XDG_CACHE_HOME", "папка кэша пользователя", "the user's cache folder";
    /// Who became another user to run the program.
    SUDO_USER = "SUDO_USER", "кто запустил программу через sudo, для журнала действий", "who ran the program through sudo, for the journal";
    USER = "USER", "кто запустил программу, для журнала действий", "who ran the program, for the journal";
    /// The user, on Windows.
    USERNAME = "USERNAME", "то же в Windows", "the same on Windows";
    /// The user's home, for the two folders above when they are not set.
    HOME = "HOME", "домашняя папка", "home folder";
}

/// The folder below the user's settings and caches that is this program's.
const OWN_FOLDER: &str = "vk-page-auditor";

/// What the environment says; empty variables count as not set.
#[derive(Clone, Default)]
pub struct Environment {
    pub(super) tokens: Option<SecretString>,
    pub(super) token_file: Option<PathBuf>,
    pub(super) api_url: Option<String>,
    pub(super) config: Option<PathBuf>,
    pub(super) store: Option<String>,
    pub(super) credentials: Option<PathBuf>,
    pub(super) config_folder: Option<PathBuf>,
    /// Whether colours are not wanted.
    pub no_color: bool,
    /// The log filter of `RUST_LOG`.
    pub log_filter: Option<String>,
    /// The system's name of whoever runs the program, as far as it says.
    pub user: Option<String>,
    /// Where this program may keep caches.
    pub cache_folder: Option<PathBuf>,
}

impl Environment {
    /// What the environment of this process says.
    pub fn of_process() -> Self {
        Self::from_lookup(|name| std::env::var_os(name))
    }

    /// What an environment says that is looked up by this function.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let get = |name| lookup(name).filter(|value| !value.is_empty());
        // what is not UTF-8 is told by the check of the value: no token and no address has such characters
        let text = |name| get(name).map(|value| value.to_string_lossy().into_owned());
        let path = |name| get(name).map(PathBuf::from);
        let user_folder = |name, below_home: &str| {
            // a relative XDG path is to be ignored (XDG Base Directory Specification)
            let base = path(name).filter(|folder| folder.is_absolute());
            base.or_else(|| path(HOME).map(|home| home.join(below_home))).map(|base| base.join(OWN_FOLDER))
        };
        Self {
            tokens: text(VK_TOKEN).map(SecretString::from),
            token_file: path(VK_TOKEN_FILE),
            api_url: text(VK_API_URL),
            config: path(CONFIG),
            store: text(STORE),
            credentials: path(CREDENTIALS_DIRECTORY),
            config_folder: user_folder(XDG_CONFIG_HOME, ".config"),
            no_color: get(NO_COLOR).is_some(),
            log_filter: text(RUST_LOG),
            user: text(SUDO_USER).or_else(|| text(USER)).or_else(|| text(USERNAME)),
            cache_folder: path(CACHE_DIRECTORY).or_else(|| user_folder(XDG_CACHE_HOME, ".cache")),
        }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("tokens", &self.tokens.as_ref().map(|_| "***"))
            .field("token_file", &self.token_file)
            .field("api_url", &self.api_url)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &'static [(&str, &str)]) -> Environment {
        Environment::from_lookup(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).into()))
    }

    #[test]
    fn empty_variables_count_as_not_set() {
        let environment = environment(&[("NO_COLOR", ""), ("VK_TOKEN", ""), ("VK_API_URL", "")]);
        assert!(!environment.no_color && environment.tokens.is_none() && environment.api_url.is_none());
    }

    #[test]
    fn folders_of_the_user_follow_xdg_then_home() {
        let own = environment(&[("XDG_CONFIG_HOME", "/x"), ("HOME", "/home/u")]);
        assert_eq!(own.config_folder, Some("/x/vk-page-auditor".into()));
        assert_eq!(own.cache_folder, Some("/home/u/.cache/vk-page-auditor".into()));
        let relative = environment(&[("XDG_CONFIG_HOME", "x"), ("HOME", "/home/u")]);
        assert_eq!(relative.config_folder, Some("/home/u/.config/vk-page-auditor".into()));
    }

    #[test]
    fn debug_masks_tokens() {
        let shown = format!("{:?}", environment(&[("VK_TOKEN", "vk1.a.letmein")]));
        assert!(shown.contains("***") && !shown.contains("letmein"), "{shown}");
    }

    #[test]
    fn every_variable_is_listed_once() {
        let mut names: Vec<_> = VARIABLES.iter().map(|variable| variable.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), VARIABLES.len());
    }
}
