//! The words of everything that `config` tells, in both languages.

use std::path::Path;

use super::{
    error::ConfigError,
    load::Origin,
    problem::{Kind, Problem, Source, Why},
    sections::Language,
    store_password::{PasswordError, PasswordPlace},
    tokens::{TokenError, TokenPlace},
};

/// Picks the text of the language.
fn either<T>(language: Language, russian: T, english: T) -> T {
    match language {
        Language::Russian => russian,
        Language::English => english,
    }
}

pub(super) fn error(error: &ConfigError, language: Language) -> String {
    match error {
        ConfigError::Unreadable { path, source } => {
            let path = path.display();
            either(language, format!("не удалось прочитать {path}: {source}"), format!("cannot read {path}: {source}"))
        }
        ConfigError::TooLarge { path } => {
            let path = path.display();
            let russian = format!("{path}: файл слишком велик для файла настроек; проверьте, тот ли это файл");
            either(language, russian, format!("{path}: too large for a configuration file; check that it is the right one"))
        }
        ConfigError::NoPolicy { path } => {
            let path = path.display();
            let russian = format!("в папке {path} нет ни одного файла правил (*.toml)");
            either(language, russian, format!("folder {path} has no policy file (*.toml)"))
        }
        ConfigError::Invalid(problems) => {
            problems.iter().map(|entry| problem(entry, language)).collect::<Vec<_>>().join("\n")
        }
        ConfigError::Token { place, source } => token(place, source, language),
        ConfigError::StorePassword { place, source } => password(place, source, language),
        ConfigError::NoTokens => either(
            language,
            "нет ни одного токена VK: задайте переменную VK_TOKEN или VK_TOKEN_FILE либо раздел [[vk.tokens]] в файле настроек",
            "there is no VK token: set the variable VK_TOKEN or VK_TOKEN_FILE, or a section [[vk.tokens]] in the configuration file",
        )
        .to_owned(),
    }
}

/// One problem on one line: `file:line:column: key = value: what is wrong; for example key = right value`.
pub(super) fn problem(problem: &Problem, language: Language) -> String {
    let mut text = match &problem.source {
        Source::File(path) => path.display().to_string(),
        Source::Variable(name) | Source::Option(name) => (*name).to_owned(),
    };
    if let Some(place) = problem.place {
        text = format!("{text}:{}:{}", place.line, place.column);
    }
    if !problem.key.is_empty() {
        text = format!("{text}: {}", problem.key);
    }
    if let Some(found) = &problem.found {
        text = format!("{text} = {found}");
    }
    text = format!("{text}: {}", why(&problem.why, language));
    if let Some(example) = &problem.example {
        text = format!("{text}; {} {example}", either(language, "например:", "for example:"));
    }
    text
}

fn why(why: &Why, language: Language) -> String {
    match language {
        Language::Russian => why_in_russian(why),
        Language::English => why_in_english(why),
    }
}

fn why_in_russian(why: &Why) -> String {
    match why {
        Why::Syntax(message) => format!("это не TOML: {message}"),
        Why::UnknownSection { nearest: Some(nearest) } => format!("такого раздела нет; возможно, [{nearest}]"),
        Why::UnknownSection { nearest: None } => {
            "такого раздела нет; все разделы показывает `vk-page-auditor config init`".to_owned()
        }
        Why::UnknownKey { nearest: Some(nearest), .. } => format!("такого ключа здесь нет; возможно, {nearest}"),
        Why::UnknownKey { elsewhere: Some(section), .. } => {
            format!("такого ключа здесь нет; он относится к разделу [{section}]")
        }
        Why::UnknownKey { .. } => {
            "такого ключа здесь нет; все ключи показывает `vk-page-auditor config init`".to_owned()
        }
        Why::TokenInside => "токен нельзя хранить в файле настроек: положите его в отдельный файл и укажите \
                             file = \"путь\" или credential = \"имя\" в [[vk.tokens]]"
            .to_owned(),
        Why::WrongKind(kind) => format!("здесь не подходит {}", kind_in_russian(*kind)),
        Why::OutOfRange { least, greatest } => format!("допустимо от {least} до {greatest}"),
        Why::Duration => {
            "нужна длительность с единицей в кавычках: \"370ms\", \"60s\", \"1h 30m\", \"400d\"".to_owned()
        }
        Why::Size => "нужен размер: целое число байт или \"500 KB\", \"5 MB\"".to_owned(),
        Why::Url => "нужен адрес вида https://api.vk.ru: со схемой, без пароля и без параметров".to_owned(),
        Why::Host => "нужно имя сайта без схемы и пути: \"userapi.com\"".to_owned(),
        Why::PlainHttp => {
            "без шифрования токены видны в сети: нужен https:// (или allow_plain_http = true в [vk], если сеть своя)"
                .to_owned()
        }
        Why::TimeZone => "такого часового пояса нет; нужно имя IANA, например \"Europe/Samara\"".to_owned(),
        Why::RegionCode => "нужен код региона в кавычках: две первые цифры ОКАТО либо 111, 711, 7114".to_owned(),
        Why::ApiVersion => "нужна версия API в кавычках, например \"5.199\"".to_owned(),
        Why::Choice(words) => format!("допустимо: {}", words.join(", ")),
        Why::Ending(words) => format!("по окончанию имени не понять формат отчёта; допустимо: .{}", words.join(", .")),
        Why::Empty => "значение пустое".to_owned(),
        Why::Name => "имя может состоять из букв, цифр, точки, дефиса и подчёркивания".to_owned(),
        Why::Missing => "этот ключ обязателен".to_owned(),
        Why::OneOf(first, second) => format!("нужен ровно один из ключей {first} и {second}"),
        Why::Repeated => "две записи с одним именем; имена должны различаться".to_owned(),
        Why::Exceeds(other) => format!("значение больше, чем {other}"),
        Why::NotMost(other) => format!("значение должно быть больше половины {other}"),
        Why::NotBoth(first, second) => format!("ключи {first} и {second} исключают друг друга"),
        Why::StoreUrl => {
            "нужно хранилище вида \"sqlite:auditor.db\" или \"postgres://пользователь@сервер/база\"".to_owned()
        }
        Why::PasswordInside => "пароль нельзя хранить в адресе и в файле настроек: положите его в отдельный файл и \
                                укажите password_file = \"путь\" или password_credential = \"имя\" в [store]"
            .to_owned(),
        Why::Header => "нужно название заголовка, который ставит прокси: \"x-remote-user\"".to_owned(),
        Why::Net => "нужен адрес или сеть: \"10.0.0.7\" или \"10.0.0.0/8\"".to_owned(),
        Why::Listen => "нужен адрес с портом: \"127.0.0.1:8480\"".to_owned(),
        Why::Cron => "нужно выражение cron из пяти полей (минута час день месяц день_недели), например \
                      \"0 3 * * *\", или @daily, @weekly, @monthly"
            .to_owned(),
    }
}

fn why_in_english(why: &Why) -> String {
    match why {
        Why::Syntax(message) => format!("not TOML: {message}"),
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
        Why::WrongKind(kind) => format!("{} does not fit here", kind_in_english(*kind)),
        Why::OutOfRange { least, greatest } => format!("must be from {least} to {greatest}"),
        Why::Duration => {
            "must be a duration with a unit, in quotes: \"370ms\", \"60s\", \"1h 30m\", \"400d\"".to_owned()
        }
        Why::Size => "must be a size: a whole number of bytes, or \"500 KB\", \"5 MB\"".to_owned(),
        Why::Url => "must be an address like https://api.vk.ru: with its scheme, without password and query".to_owned(),
        Why::Host => "must be the name of a site without scheme and path: \"userapi.com\"".to_owned(),
        Why::PlainHttp => {
            "without encryption tokens can be read on the way: use https:// (or allow_plain_http = true in [vk], \
                           on a network of your own)"
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

const fn kind_in_russian(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "текст в кавычках",
        Kind::Whole => "целое число",
        Kind::Fraction => "дробное число",
        Kind::Flag => "true или false",
        Kind::Date => "дата",
        Kind::List => "список",
        Kind::Section => "раздел",
    }
}

const fn kind_in_english(kind: Kind) -> &'static str {
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

fn token(place: &TokenPlace, error: &TokenError, language: Language) -> String {
    let place = match place {
        TokenPlace::Variable(number) => {
            either(language, format!("VK_TOKEN, токен {number}"), format!("VK_TOKEN, token {number}"))
        }
        TokenPlace::VariableFile(path, number) => {
            let path = path.display();
            either(
                language,
                format!("VK_TOKEN_FILE, файл {path}, токен {number}"),
                format!("VK_TOKEN_FILE, file {path}, token {number}"),
            )
        }
        TokenPlace::File { name, path } => {
            let path = path.display();
            either(language, format!("токен {name}, файл {path}"), format!("token {name}, file {path}"))
        }
        TokenPlace::Credential { name, credential } => either(
            language,
            format!("токен {name}, секрет systemd {credential}"),
            format!("token {name}, systemd credential {credential}"),
        ),
    };
    let what = match (error, language) {
        (TokenError::Unreadable(error), Language::Russian) => format!("не удалось прочитать: {error}"),
        (TokenError::Unreadable(error), Language::English) => format!("cannot be read: {error}"),
        (TokenError::NoCredentials, _) => no_credentials(language).to_owned(),
        (TokenError::Empty, Language::Russian) => "токена там нет".to_owned(),
        (TokenError::Empty, Language::English) => "there is no token in it".to_owned(),
        (TokenError::Several, Language::Russian) => {
            "там несколько токенов; нужен один, для каждого свой раздел [[vk.tokens]]".to_owned()
        }
        (TokenError::Several, Language::English) => {
            "there are several tokens in it; one is needed, each in its own [[vk.tokens]]".to_owned()
        }
        (TokenError::Character(at), Language::Russian) => format!(
            "символ {at} не может быть в токене (только латинские буквы, цифры, точка, дефис, подчёркивание); \
             скопируйте токен заново, без кавычек и пробелов"
        ),
        (TokenError::Character(at), Language::English) => format!(
            "character {at} cannot be in a token (only Latin letters, digits, dot, hyphen, underscore); \
             copy the token anew, without quotes and spaces"
        ),
        (TokenError::Length(length), Language::Russian) => {
            format!("{length} симв. не похоже на токен; скопируйте токен целиком")
        }
        (TokenError::Length(length), Language::English) => {
            format!("{length} characters do not make a token; copy the whole token")
        }
    };
    format!("{place}: {what}")
}

fn password(place: &PasswordPlace, error: &PasswordError, language: Language) -> String {
    let place = match place {
        PasswordPlace::File(path) => {
            let path = path.display();
            either(language, format!("пароль хранилища, файл {path}"), format!("password of the store, file {path}"))
        }
        PasswordPlace::Credential(name) => either(
            language,
            format!("пароль хранилища, секрет systemd {name}"),
            format!("password of the store, systemd credential {name}"),
        ),
    };
    let what = match error {
        PasswordError::Unreadable(error) => {
            either(language, format!("не удалось прочитать: {error}"), format!("cannot be read: {error}"))
        }
        PasswordError::NoCredentials => no_credentials(language).to_owned(),
        PasswordError::Empty => either(language, "пароля там нет", "there is no password in it").to_owned(),
        PasswordError::NotOneLine => {
            either(language, "там не одна строка с паролем", "there is more than one line with a password in it")
                .to_owned()
        }
    };
    format!("{place}: {what}")
}

fn no_credentials(language: Language) -> &'static str {
    either(
        language,
        "systemd не передал секретов (нет CREDENTIALS_DIRECTORY); добавьте LoadCredential= в описание службы",
        "systemd gave no credentials (no CREDENTIALS_DIRECTORY); add LoadCredential= to the unit",
    )
}

/// Where a value came from, for a comment beside it.
pub(super) fn origin(origin: Origin, file: Option<&Path>, language: Language) -> String {
    match origin {
        Origin::Default => either(language, "по умолчанию", "default").to_owned(),
        Origin::File => {
            let file = file.map(|file| file.display().to_string()).unwrap_or_default();
            either(language, format!("файл {file}"), format!("file {file}"))
        }
        Origin::Variable(name) => either(language, format!("переменная {name}"), format!("variable {name}")),
        Origin::Option(name) => either(language, format!("ключ {name}"), format!("option {name}")),
        Origin::LoopbackApi => {
            either(language, "сам, потому что VK API на этом же компьютере", "because the VK API is on this machine")
                .to_owned()
        }
    }
}
