//! Samples of what is wrong with configurations and policies.

use std::io;
use std::path::PathBuf;

use config::{
    ConfigError, Kind, Origin, PasswordError, PasswordPlace, Place, Problem, Source, TokenError, TokenPlace, Why,
};
use domain::model::{Code, Form, Level, TomlFault};
use domain::policy::{PolicyError, PolicyProblem};

use super::{FOREIGN, toml_faults};

pub fn policy_errors() -> Vec<PolicyError> {
    use PolicyProblem as F;
    let (form, code) = (Form::Messages, Code::UrlHost);
    let found = || "nonsense".to_owned();
    let nearest = || Some("url.host".to_owned());
    let mut problems = every!(PolicyProblem:
        F::Toml(_) => F::Toml(TomlFault::Duplicate);
        F::UnknownKey { .. } => F::UnknownKey { key: "titel".to_owned(), nearest: Some("title".to_owned()) };
        F::MissingKey { .. } => F::MissingKey { key: "title".to_owned() };
        F::WrongKind { .. } => F::WrongKind { key: "position".to_owned(), said: FOREIGN.to_owned() };
        F::NoDay { .. } => F::NoDay { found: found() };
        F::UnknownCode { .. } => F::UnknownCode { found: "url.hots".to_owned(), nearest: nearest() };
        F::UnknownSeverity { .. } => F::UnknownSeverity { code, found: "grave".to_owned() };
        F::NoTitles { .. } => F::NoTitles { form };
        F::ParameterValue { .. } => F::ParameterValue { key: "forms.polls.templates".to_owned(), found: "{orgn}".to_owned() };
        F::UnknownLevel { .. } => F::UnknownLevel { form, found: found() };
        F::PositionZero { .. } => F::PositionZero { form };
        F::BadPath { .. } => F::BadPath { form, found: "form".to_owned(), root: "/form".to_owned() };
        F::LevelTemplates { .. } => F::LevelTemplates { form, level: Level::Regional };
        F::UnknownClause { .. } => F::UnknownClause { code, found: "opne".to_owned(), nearest: Some("open".to_owned()) };
        F::CodeOff { .. } => F::CodeOff { code }; F::SubordinatesOfMessages => F::SubordinatesOfMessages;
        F::UnknownRegion { .. } => F::UnknownRegion { found: "99".to_owned() };
        F::UnknownSubordinates { .. } => F::UnknownSubordinates { found: found() };
        F::Format { .. } => F::Format { found: 3, greatest: 2 };
        F::BadRegion { .. } => F::BadRegion { found: "7x".to_owned() };
        F::SamePosition { .. } => F::SamePosition { position: 1 };
    );
    problems.extend(toml_faults().into_iter().map(F::Toml));
    problems.push(F::UnknownCode { found: found(), nearest: None });
    let error = |problem| PolicyError { file: "region.toml".to_owned(), line: 3, column: 1, problem };
    problems.into_iter().map(error).collect()
}

fn whys() -> Vec<Why> {
    use Why as F;
    let kinds = every!(Kind:
        Kind::Text => Kind::Text; Kind::Whole => Kind::Whole; Kind::Fraction => Kind::Fraction; Kind::Flag => Kind::Flag;
        Kind::Date => Kind::Date; Kind::List => Kind::List; Kind::Section => Kind::Section;
    );
    let mut all = every!(Why:
        F::Syntax(_) => F::Syntax(TomlFault::NoEquals);
        F::UnknownSection { .. } => F::UnknownSection { nearest: None }, F::UnknownSection { nearest: Some("report".to_owned()) };
        F::UnknownKey { .. } => F::UnknownKey { nearest: None, elsewhere: None },
            F::UnknownKey { nearest: Some("host".to_owned()), elsewhere: None },
            F::UnknownKey { nearest: None, elsewhere: Some("report") };
        F::TokenInside => F::TokenInside; F::WrongKind(_) => F::WrongKind(Kind::Text);
        F::OutOfRange { .. } => F::OutOfRange { least: "1s".to_owned(), greatest: "1h 30m".to_owned() };
        F::Duration => F::Duration; F::Size => F::Size; F::Url => F::Url; F::StoreUrl => F::StoreUrl;
        F::PasswordInside => F::PasswordInside; F::Listen => F::Listen; F::Header => F::Header; F::Net => F::Net;
        F::Cron => F::Cron; F::Host => F::Host; F::PlainHttp => F::PlainHttp; F::TimeZone => F::TimeZone;
        F::RegionCode => F::RegionCode; F::ApiVersion => F::ApiVersion;
        F::Choice(_) => F::Choice(vec!["off", "error", "warn"]); F::Ending(_) => F::Ending(vec!["json", "html"]);
        F::Empty => F::Empty; F::Name => F::Name; F::Missing => F::Missing;
        F::OneOf(..) => F::OneOf("file", "credential"); F::NotBoth(..) => F::NotBoth("file", "credential");
        F::Repeated => F::Repeated; F::Exceeds(_) => F::Exceeds("of"); F::NotMost(_) => F::NotMost("of");
    );
    all.extend(toml_faults().into_iter().map(F::Syntax));
    all.extend(kinds.into_iter().map(F::WrongKind));
    all
}

pub fn config_problems() -> Vec<Problem> {
    let file = || Source::File(PathBuf::from("/etc/vk-page-auditor/config.toml"));
    let sources = every!(Source:
        Source::File(_) => file(); Source::Variable(_) => Source::Variable("VK_API_URL");
        Source::Option(_) => Source::Option("--store");
    );
    let problem = |source, why| Problem {
        source,
        place: Some(Place { line: 4, column: 1 }),
        key: "vk.batch_size".to_owned(),
        found: Some("\"five\"".to_owned()),
        why,
        example: Some("batch_size = 500".to_owned()),
    };
    let bare =
        |source| Problem { place: None, key: String::new(), found: None, example: None, ..problem(source, Why::Url) };
    let whole = whys().into_iter().map(|why| problem(file(), why));
    whole.chain(sources.into_iter().map(bare)).collect()
}

pub fn config_errors() -> Vec<ConfigError> {
    let path = || PathBuf::from("/run/secrets/vk.token");
    let denied = || io::Error::from(io::ErrorKind::PermissionDenied);
    let tokens = || {
        every!(TokenError:
            TokenError::Unreadable(_) => TokenError::Unreadable(denied());
            TokenError::NoCredentials => TokenError::NoCredentials; TokenError::Empty => TokenError::Empty;
            TokenError::Several => TokenError::Several; TokenError::Character(_) => TokenError::Character(5);
            TokenError::Length(_) => TokenError::Length(3);
        )
    };
    let places = every!(TokenPlace:
        TokenPlace::Variable(_) => TokenPlace::Variable(2);
        TokenPlace::VariableFile(..) => TokenPlace::VariableFile(path(), 1);
        TokenPlace::File { .. } => TokenPlace::File { name: "main".to_owned(), path: path() };
        TokenPlace::Credential { .. } => TokenPlace::Credential { name: "main".to_owned(), credential: "vk-main".to_owned() };
    );
    let passwords = every!(PasswordError:
        PasswordError::Unreadable(_) => PasswordError::Unreadable(denied());
        PasswordError::NoCredentials => PasswordError::NoCredentials; PasswordError::Empty => PasswordError::Empty;
        PasswordError::NotOneLine => PasswordError::NotOneLine;
    );
    let password_places = every!(PasswordPlace:
        PasswordPlace::File(_) => PasswordPlace::File(path());
        PasswordPlace::Credential(_) => PasswordPlace::Credential("db".to_owned());
    );
    let mut all = every!(ConfigError:
        ConfigError::Unreadable { .. } => ConfigError::Unreadable { path: path(), source: denied() };
        ConfigError::TooLarge { .. } => ConfigError::TooLarge { path: path() };
        ConfigError::NoPolicy { .. } => ConfigError::NoPolicy { path: path() };
        ConfigError::Invalid(_) => ConfigError::Invalid(config_problems());
        ConfigError::Token { .. } => ConfigError::Token { place: TokenPlace::Variable(1), source: TokenError::Empty };
        ConfigError::StorePassword { .. } =>
            ConfigError::StorePassword { place: PasswordPlace::File(path()), source: PasswordError::Empty };
        ConfigError::NoTokens => ConfigError::NoTokens;
    );
    for place in places {
        all.extend(tokens().into_iter().map(|source| ConfigError::Token { place: place.clone(), source }));
    }
    let of_file =
        passwords.into_iter().map(|source| ConfigError::StorePassword { place: PasswordPlace::File(path()), source });
    all.extend(of_file);
    let empty = |place| ConfigError::StorePassword { place, source: PasswordError::Empty };
    all.extend(password_places.into_iter().map(empty));
    all
}

pub fn origins() -> Vec<Origin> {
    every!(Origin:
        Origin::Default => Origin::Default; Origin::File => Origin::File;
        Origin::Variable(_) => Origin::Variable("VK_API_URL"); Origin::Option(_) => Origin::Option("--lang");
        Origin::LoopbackApi => Origin::LoopbackApi;
    )
}
