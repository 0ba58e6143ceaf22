//! Russian words for what is wrong with the configuration, and for where its values come from.

use std::path::Path;

use config::{ConfigError, Kind, Origin, PasswordError, PasswordPlace, Problem, Source, TokenError, TokenPlace, Why};
use domain::model::FileFault;

use super::file::{file_fault, toml_fault};

/// Why there is no usable configuration: what, where, and what to do. May have several lines.
pub fn config_error(error: &ConfigError) -> String {
    match error {
        ConfigError::Unreadable { path, source } => {
            format!("не удалось прочитать {}: {}", path.display(), file_fault(FileFault::of(source)))
        }
        ConfigError::TooLarge { path } => {
            format!("{}: файл слишком велик для файла настроек; проверьте, тот ли это файл", path.display())
        }
        ConfigError::NoPolicy { path } => format!("в папке {} нет ни одного файла правил (*.toml)", path.display()),
        ConfigError::Invalid(problems) => problems.iter().map(config_problem).collect::<Vec<_>>().join("\n"),
        ConfigError::Token { place, source } => format!("{}: {}", token_place(place), token_error(source)),
        ConfigError::StorePassword { place, source } => {
            format!("{}: {}", password_place(place), password_error(source))
        }
        ConfigError::NoTokens => {
            "нет ни одного токена VK: задайте переменную VK_TOKEN или VK_TOKEN_FILE либо раздел [[vk.tokens]] в файле настроек"
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
        text = format!("{text}; например: `{example}`");
    }
    text
}

fn why(why: &Why) -> String {
    match why {
        Why::Syntax(fault) => format!("это не TOML: {}", toml_fault(fault)),
        Why::UnknownSection { nearest: Some(nearest) } => format!("такого раздела нет; возможно, [{nearest}]"),
        Why::UnknownSection { nearest: None } => {
            "такого раздела нет; все разделы показывает `vk-page-auditor config init`".to_owned()
        }
        Why::UnknownKey { nearest: Some(nearest), .. } => format!("такого ключа здесь нет; возможно, `{nearest}`"),
        Why::UnknownKey { elsewhere: Some(section), .. } => {
            format!("такого ключа здесь нет; он относится к разделу [{section}]")
        }
        Why::UnknownKey { .. } => {
            "такого ключа здесь нет; все ключи показывает `vk-page-auditor config init`".to_owned()
        }
        Why::TokenInside => "токен нельзя хранить в файле настроек: положите его в отдельный файл и укажите \
                             `file = \"путь\"` или `credential = \"имя\"` в [[vk.tokens]]"
            .to_owned(),
        Why::WrongKind(kind) => format!("здесь не подходит {}", self::kind(*kind)),
        Why::OutOfRange { least, greatest } => format!("допустимо от `{least}` до `{greatest}`"),
        Why::Duration => {
            "нужна длительность с единицей в кавычках: \"370ms\", \"60s\", \"1h 30m\", \"400d\"".to_owned()
        }
        Why::Size => "нужен размер: целое число байт или \"500 KB\", \"5 MB\"".to_owned(),
        Why::Url => "нужен адрес вида https://api.vk.ru: со схемой, без пароля и без параметров".to_owned(),
        Why::Host => "нужно имя сайта без схемы и пути: \"userapi.com\"".to_owned(),
        Why::PlainHttp => {
            "без шифрования токены видны в сети: нужен https:// (или `allow_plain_http = true` в [vk], если сеть своя)"
                .to_owned()
        }
        Why::TimeZone => "такого часового пояса нет; нужно имя из базы IANA, например \"Europe/Samara\"".to_owned(),
        Why::RegionCode => "нужен код региона в кавычках: две первые цифры ОКАТО либо 111, 711, 7114".to_owned(),
        Why::ApiVersion => "нужна версия API в кавычках, например \"5.199\"".to_owned(),
        Why::Choice(words) => format!("допустимо: {}", codes(words, "")),
        Why::Ending(words) => format!("по окончанию имени не понять формат отчёта; допустимо: {}", codes(words, ".")),
        Why::Empty => "значение пустое".to_owned(),
        Why::Name => "имя может состоять из букв, цифр, точки, дефиса и подчёркивания".to_owned(),
        Why::Missing => "этот ключ обязателен".to_owned(),
        Why::OneOf(first, second) => format!("нужен ровно один из ключей `{first}` и `{second}`"),
        Why::Repeated => "две записи с одним именем; имена должны различаться".to_owned(),
        Why::Exceeds(other) => format!("значение больше, чем `{other}`"),
        Why::NotMost(other) => format!("значение должно быть больше половины `{other}`"),
        Why::NotBoth(first, second) => format!("ключи `{first}` и `{second}` исключают друг друга"),
        Why::StoreUrl => {
            "нужно хранилище вида \"sqlite:auditor.db\" или \"postgres://пользователь@сервер/база\"".to_owned()
        }
        Why::PasswordInside => "пароль нельзя хранить в адресе и в файле настроек: положите его в отдельный файл и \
                                укажите `password_file = \"путь\"` или `password_credential = \"имя\"` в [store]"
            .to_owned(),
        Why::Header => "нужно название заголовка, который ставит прокси: \"x-remote-user\"".to_owned(),
        Why::Net => "нужен адрес или сеть: \"10.0.0.7\" или \"10.0.0.0/8\"".to_owned(),
        Why::Listen => "нужен адрес с портом: \"127.0.0.1:8480\"".to_owned(),
        Why::Cron => "нужно выражение cron из пяти полей (минута час день месяц день_недели), например \
                      \"0 3 * * *\", или `@daily`, `@weekly`, `@monthly`"
            .to_owned(),
    }
}

fn codes(words: &[&str], before: &str) -> String {
    words.iter().map(|word| format!("`{before}{word}`")).collect::<Vec<_>>().join(", ")
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "текст в кавычках",
        Kind::Whole => "целое число",
        Kind::Fraction => "дробное число",
        Kind::Flag => "`true` или `false`",
        Kind::Date => "дата",
        Kind::List => "список",
        Kind::Section => "раздел",
    }
}

fn token_place(place: &TokenPlace) -> String {
    match place {
        TokenPlace::Variable(number) => format!("VK_TOKEN, токен {number}"),
        TokenPlace::VariableFile(path, number) => {
            format!("VK_TOKEN_FILE, файл {}, токен {number}", path.display())
        }
        TokenPlace::File { name, path } => format!("токен «{name}», файл {}", path.display()),
        TokenPlace::Credential { name, credential } => format!("токен «{name}», секрет systemd «{credential}»"),
    }
}

fn token_error(error: &TokenError) -> String {
    match error {
        TokenError::Unreadable(error) => format!("не удалось прочитать: {}", file_fault(FileFault::of(error))),
        TokenError::NoCredentials => NO_CREDENTIALS.to_owned(),
        TokenError::Empty => "токена там нет".to_owned(),
        TokenError::Several => "там несколько токенов; нужен один, для каждого свой раздел [[vk.tokens]]".to_owned(),
        TokenError::Character(at) => format!(
            "знак {at} не может быть в токене (только латинские буквы, цифры, точка, дефис, подчёркивание); \
             скопируйте токен заново, без кавычек и пробелов"
        ),
        TokenError::Length(length) => {
            format!("токен не может быть такой длины, знаков в нём {length}; скопируйте токен целиком")
        }
    }
}

fn password_place(place: &PasswordPlace) -> String {
    match place {
        PasswordPlace::File(path) => format!("пароль хранилища, файл {}", path.display()),
        PasswordPlace::Credential(name) => format!("пароль хранилища, секрет systemd «{name}»"),
    }
}

fn password_error(error: &PasswordError) -> String {
    match error {
        PasswordError::Unreadable(error) => format!("не удалось прочитать: {}", file_fault(FileFault::of(error))),
        PasswordError::NoCredentials => NO_CREDENTIALS.to_owned(),
        PasswordError::Empty => "пароля там нет".to_owned(),
        PasswordError::NotOneLine => "там не одна строка с паролем".to_owned(),
    }
}

const NO_CREDENTIALS: &str =
    "systemd не передал секретов (нет CREDENTIALS_DIRECTORY); добавьте `LoadCredential=` в описание службы";

/// Where a value came from, for a comment beside it.
pub fn origin(origin: Origin, file: Option<&Path>) -> String {
    match origin {
        Origin::Default => "по умолчанию".to_owned(),
        Origin::File => {
            let file = file.map(|file| file.display().to_string()).unwrap_or_default();
            format!("файл {file}")
        }
        Origin::Variable(name) => format!("переменная {name}"),
        Origin::Option(name) => format!("ключ {name}"),
        Origin::LoopbackApi => "сам, потому что VK API на этом же компьютере".to_owned(),
    }
}
