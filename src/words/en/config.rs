//! English words for what is wrong with the configuration, and for where its values come from.

use std::path::Path;

use config::{ConfigError, Kind, Origin, PasswordError, PasswordPlace, Problem, Source, TokenError, TokenPlace, Why};
use domain::model::FileFault;

use super::file::{file_fault, toml_fault};

/// Why there is no usable configuration: what, where, and what to do. May have several lines.
pub fn config_error(error: &ConfigError) -> String {
    match error {
        ConfigError::Unreadable { path, source } => {
            format!("cannot read {}: {}", path.display(), file_fault(FileFault::of(source)))
        }
        ConfigError::TooLarge { path } => {
            format!("{}: too large for a configuration file; check that it is the right one", path.display())
        }
        ConfigError::NoPolicy { path } => format!("folder {} has no policy file (*.toml)", path.display()),
        ConfigError::Invalid(problems) => problems.iter().map(config_problem).collect::<Vec<_>>().join("\n"),
        ConfigError::Token { place, source } => format!("{}: {}", token_place(place), token_error(source)),
        ConfigError::StorePassword { place, source } => {
            format!("{}: {}", password_place(place), password_error(source))
        }
        ConfigError::NoTokens => {
            "there is no VK token: set the variable VK_TOKEN or VK_TOKEN_FILE, or a section [[vk.tokens]] in the configuration file"
                .to_owned()
        }
    }
}

/// One problem on one line: `file:line:column: key = value: what is wrong; for example key = right value`.
pub fn config_problem(problem: &Problem) -> String {
    let mut text = match &problem.source {
        Source::File(path) => path.display().to_string(),
        Source::Variable(name) | Source::Option(name) => (*name).to_owned(),
    };
    if let Some(place) = problem.place {
        text = format!("{text}:{}:{}", place.line, place.column);
    }
    if !problem.key.is_empty() && !problem.key.contains('.') {
        text = format!("{text}: [{}]", problem.key);
    } else if !problem.key.is_empty() {
        text = format!("{text}: {}", problem.key);
    }
    if let Some(found) = &problem.found {
        text = format!("{text} = {found}");
    }
    text = format!("{text}: {}", why(&problem.why));
    if let Some(example) = &problem.example {
        text = format!("{text}; for example: {example}");
    }
    text
}

fn why(why: &Why) -> String {
    match why {
        Why::Syntax(fault) => format!("not TOML: {}", toml_fault(fault)),
        Why::UnknownSection { nearest: Some(nearest) } => format!("unknown section; perhaps [{nearest}]"),
        Why::UnknownSection { nearest: None } => {
            "unknown section; `vk-page-auditor config init` shows all sections".to_owned()
        }
        Why::UnknownKey { nearest: Some(nearest), .. } => format!("unknown key; perhaps {nearest}"),
        Why::UnknownKey { elsewhere: Some(section), .. } => {
            format!("unknown key here; it belongs to section [{section}]")
        }
        Why::UnknownKey { .. } => "unknown key; `vk-page-auditor config init` shows all keys".to_owned(),
        Why::TokenInside => "a token must not be kept in the configuration file: put it into a file of its own and \
                             name that with file = \"path\" or credential = \"name\" in [[vk.tokens]]"
            .to_owned(),
        Why::WrongKind(kind) => format!("{} does not fit here", self::kind(*kind)),
        Why::OutOfRange { least, greatest } => format!("must be from {least} to {greatest}"),
        Why::Duration => {
            "must be a duration with a unit, in quotes: \"370ms\", \"60s\", \"1h 30m\", \"400d\"".to_owned()
        }
        Why::Size => "must be a size: a whole number of bytes, or \"500 KB\", \"5 MB\"".to_owned(),
        Why::Url => "must be an address like https://api.vk.ru: with its scheme, without password and query".to_owned(),
        Why::Host => "must be the name of a site without scheme and path: \"userapi.com\"".to_owned(),
        Why::PlainHttp => {
            "without encryption tokens can be read on the way: use https:// (or allow_plain_http = true in \
                           [vk], on a network of your own)"
                .to_owned()
        }
        Why::TimeZone => "unknown time zone; an IANA name is needed, for instance \"Europe/Samara\"".to_owned(),
        Why::RegionCode => {
            "must be the code of a region in quotes: the first two digits of OKATO, or 111, 711, 7114".to_owned()
        }
        Why::ApiVersion => "must be a version of the API in quotes, for instance \"5.199\"".to_owned(),
        Why::Choice(words) => format!("must be one of: {}", words.join(", ")),
        Why::Ending(words) => {
            format!("the name's ending tells no report format; it must be one of: .{}", words.join(", ."))
        }
        Why::Empty => "the value is empty".to_owned(),
        Why::Name => "a name has only letters, digits, dots, hyphens and underscores".to_owned(),
        Why::Missing => "this key is required".to_owned(),
        Why::OneOf(first, second) => format!("exactly one of the keys {first} and {second} is needed"),
        Why::Repeated => "two entries have the same name; names must differ".to_owned(),
        Why::Exceeds(other) => format!("the value is greater than {other}"),
        Why::NotMost(other) => format!("must be more than half of {other}"),
        Why::NotBoth(first, second) => format!("the keys {first} and {second} exclude each other"),
        Why::StoreUrl => "must be a store like \"sqlite:auditor.db\" or \"postgres://user@host/database\"".to_owned(),
        Why::PasswordInside => "a password must not be kept in an address or in the configuration file: put it into a \
                                file of its own and name that with password_file = \"path\" or \
                                password_credential = \"name\" in [store]"
            .to_owned(),
        Why::Header => "must be the name of a header that the proxy sets: \"x-remote-user\"".to_owned(),
        Why::Net => "must be an address or a network: \"10.0.0.7\" or \"10.0.0.0/8\"".to_owned(),
        Why::Listen => "must be an address with a port: \"127.0.0.1:8480\"".to_owned(),
        Why::Cron => "must be a cron expression of five fields (minute hour day month weekday), for instance \
                      \"0 3 * * *\", or @daily, @weekly, @monthly"
            .to_owned(),
    }
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text in quotes",
        Kind::Whole => "a whole number",
        Kind::Fraction => "a number with a fraction",
        Kind::Flag => "true or false",
        Kind::Date => "a date",
        Kind::List => "a list",
        Kind::Section => "a section",
    }
}

fn token_place(place: &TokenPlace) -> String {
    match place {
        TokenPlace::Variable(number) => format!("VK_TOKEN, token {number}"),
        TokenPlace::VariableFile(path, number) => {
            format!("VK_TOKEN_FILE, file {}, token {number}", path.display())
        }
        TokenPlace::File { name, path } => format!("token {name}, file {}", path.display()),
        TokenPlace::Credential { name, credential } => format!("token {name}, systemd credential {credential}"),
    }
}

fn token_error(error: &TokenError) -> String {
    match error {
        TokenError::Unreadable(error) => format!("cannot be read: {}", file_fault(FileFault::of(error))),
        TokenError::NoCredentials => NO_CREDENTIALS.to_owned(),
        TokenError::Empty => "there is no token in it".to_owned(),
        TokenError::Several => {
            "there are several tokens in it; one is needed, each in its own [[vk.tokens]]".to_owned()
        }
        TokenError::Character(at) => format!(
            "character {at} cannot be in a token (only Latin letters, digits, dot, hyphen, underscore); \
             copy the token anew, without quotes and spaces"
        ),
        TokenError::Length(length) => format!("{length} characters do not make a token; copy the whole token"),
    }
}

fn password_place(place: &PasswordPlace) -> String {
    match place {
        PasswordPlace::File(path) => format!("password of the store, file {}", path.display()),
        PasswordPlace::Credential(name) => format!("password of the store, systemd credential {name}"),
    }
}

fn password_error(error: &PasswordError) -> String {
    match error {
        PasswordError::Unreadable(error) => format!("cannot be read: {}", file_fault(FileFault::of(error))),
        PasswordError::NoCredentials => NO_CREDENTIALS.to_owned(),
        PasswordError::Empty => "there is no password in it".to_owned(),
        PasswordError::NotOneLine => "there is more than one line with a password in it".to_owned(),
    }
}

const NO_CREDENTIALS: &str = "systemd gave no credentials (no CREDENTIALS_DIRECTORY); add LoadCredential= to the unit";

/// Where a value came from, for a comment beside it.
pub fn origin(origin: Origin, file: Option<&Path>) -> String {
    match origin {
        Origin::Default => "default".to_owned(),
        Origin::File => {
            let file = file.map(|file| file.display().to_string()).unwrap_or_default();
            format!("file {file}")
        }
        Origin::Variable(name) => format!("variable {name}"),
        Origin::Option(name) => format!("option {name}"),
        Origin::LoopbackApi => "because the VK API is on this machine".to_owned(),
    }
}
