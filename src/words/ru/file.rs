//! Russian words for files that cannot be read, written or understood, and for what is written in them.

use crate::Lang::Ru;
use crate::number;
use crate::plain::Visible;
use domain::model::{
    ClientError, CronError, CronField, FileFault, SavedDefect, SavedError, SavedProblem, TomlFault, Wanted,
};

use super::cause::{call_failure, connection};
use domain::model::CallFailure;

/// Why the system does not do what it was asked with a file, a folder or an address.
pub fn file_fault(fault: FileFault) -> String {
    match fault {
        FileFault::Missing => "такого файла или папки нет",
        FileFault::Denied => "нет прав; проверьте, кому разрешено читать и менять",
        FileFault::IsFolder => "это папка, а нужен файл",
        FileFault::NotAFolder => "это файл, а нужна папка",
        FileFault::Exists => "такой файл уже есть",
        FileFault::ReadOnly => "диск только для чтения",
        FileFault::Full => "на диске нет места или файл слишком велик",
        FileFault::Busy => "файл занят другой программой",
        FileFault::BadName => "такого имени у файла быть не может",
        FileFault::Damaged => "содержимое повреждено или это не текст в известной кодировке",
        FileFault::CutOff => "файл обрывается раньше конца",
        FileFault::Closed => "тот, кому это пишется, больше не читает",
        FileFault::AddressInUse => "этот адрес и порт уже заняты другой программой",
        FileFault::AddressElsewhere => "такого адреса нет у этого компьютера",
        FileFault::Refused => "по этому адресу никто не отвечает",
        FileFault::Broken => "соединение прервалось",
        FileFault::Timeout => "ответа не было слишком долго",
        FileFault::Other(Some(number)) => return format!("система отказала, её ошибка {number}"),
        FileFault::Other(None) => "система отказала",
    }
    .to_owned()
}

/// Why a text is no TOML.
pub fn toml_fault(fault: &TomlFault) -> &'static str {
    match fault {
        TomlFault::Duplicate => "такой ключ или раздел здесь уже есть, оставьте один",
        TomlFault::OpenText => {
            "текст в кавычках записан неверно: закройте кавычки в той же строке, а «\\» пишите дважды или возьмите одинарные кавычки"
        }
        TomlFault::OpenBracket => "скобка открыта, но не закрыта",
        TomlFault::Comma => "лишняя или пропущенная запятая",
        TomlFault::NoEquals => "после ключа нужен знак = и значение",
        TomlFault::NoValue => "после знака = нет значения",
        TomlFault::BadValue => {
            "значение записано неверно: текст берётся в кавычки, число пишется без них и без нулей впереди"
        }
        TomlFault::Other(_) => "строка не закончена или в ней лишний знак",
    }
}

/// Why a file of saved answers cannot be used: the file, what is wrong, and what to do.
pub fn saved_error(error: &SavedError) -> String {
    const SAVE_AGAIN: &str = "сохраните ответ `groups.getById` заново";
    let what = match &error.problem {
        SavedProblem::Unreadable(fault) => format!("не читается: {}", file_fault(*fault)),
        SavedProblem::Broken { line, offset, defect } => format!(
            "в строке {} (байт {}) это уже не JSON: {}; {SAVE_AGAIN}",
            number(Ru, *line),
            number(Ru, *offset),
            saved_defect(defect)
        ),
        SavedProblem::Truncated { line, offset } => {
            format!("ответ обрывается в строке {} (байт {}); {SAVE_AGAIN}", number(Ru, *line), number(Ru, *offset))
        }
        SavedProblem::Vk(error) => {
            format!("вместо страниц там ошибка: {}; {SAVE_AGAIN}", call_failure(&CallFailure::Vk(error.clone())))
        }
        SavedProblem::NoAnswer => {
            format!("это не ответ `groups.getById`: в нём нет ни `response`, ни списка сообществ; {SAVE_AGAIN}")
        }
    };
    if error.file.is_empty() { what } else { format!("{}: {what}", Visible::whole(&error.file)) }
}

fn saved_defect(defect: &SavedDefect) -> String {
    match defect {
        SavedDefect::Found { wanted, byte } => {
            format!("нужно {}, а стоит {}", self::wanted(*wanted), byte_shown(*byte))
        }
        SavedDefect::TooLong { limit } => {
            format!("значение длиннее {} байт, таких у ВКонтакте не бывает", number(Ru, *limit as u64))
        }
        SavedDefect::NotUtf8 => "дальше текст не в UTF-8, хотя до этого был в ней".to_owned(),
        SavedDefect::Syntax => "в сведениях о сообществе лишний или пропущенный знак".to_owned(),
    }
}

fn wanted(wanted: Wanted) -> String {
    match wanted {
        Wanted::Byte(byte) => byte_shown(byte),
        Wanted::CommaOr(byte) => format!("`,` или {}", byte_shown(byte)),
        Wanted::Name => "имя поля в кавычках".to_owned(),
        Wanted::Value => "значение".to_owned(),
        Wanted::Answer => "начало ответа, `{` или `[`".to_owned(),
    }
}

fn byte_shown(byte: u8) -> String {
    if byte.is_ascii_graphic() { format!("`{}`", char::from(byte)) } else { format!("байт {byte}") }
}

/// Why a text is no cron expression.
pub fn cron_error(error: &CronError) -> String {
    match error {
        CronError::Empty => "выражение пустое; нужны пять полей, например `0 3 * * *`".to_owned(),
        CronError::TooLong { most } => format!("в выражении больше {} знаков", number(Ru, *most as u64)),
        CronError::Fields(count) => format!(
            "в выражении полей: {count}, а нужно пять: минута, час, день, месяц, день недели (без секунд и года)"
        ),
        CronError::Nickname(name) => format!(
            "нет такого сокращения: `{}`; есть `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@hourly`",
            Visible::quoted(name)
        ),
        CronError::Character { field, found } => format!(
            "в поле «{}» не может быть знака «{}»; там бывает {}",
            cron_field(*field),
            Visible::whole(&found.to_string()),
            cron_limits(*field)
        ),
        CronError::Word { field, found } | CronError::Field { field, found } => format!(
            "в поле «{}» не годится «{}»; там бывает {}",
            cron_field(*field),
            Visible::quoted(found),
            cron_limits(*field)
        ),
    }
}

const fn cron_field(field: CronField) -> &'static str {
    match field {
        CronField::Minute => "минута",
        CronField::Hour => "час",
        CronField::Day => "день месяца",
        CronField::Month => "месяц",
        CronField::Weekday => "день недели",
    }
}

const fn cron_limits(field: CronField) -> &'static str {
    match field {
        CronField::Minute => "от 0 до 59",
        CronField::Hour => "от 0 до 23",
        CronField::Day => "от 1 до 31",
        CronField::Month => "от 1 до 12 или от `JAN` до `DEC`",
        CronField::Weekday => "от 0 до 7 или от `SUN` до `SAT`",
    }
}

/// Why no client of VK's API can be made of the settings.
pub fn client_error(error: &ClientError) -> String {
    match error {
        ClientError::BadUrl { url } => format!(
            "«{}» — не адрес API ВКонтакте; нужны схема и имя сервера, например https://api.vk.ru",
            Visible::quoted(url)
        ),
        ClientError::PlainHttp { url } => format!(
            "адрес API ВКонтакте «{}» начинается не с https: ключи доступа были бы видны в сети",
            Visible::quoted(url)
        ),
        ClientError::NoTokens => "нет ни одного токена VK: задайте переменную VK_TOKEN или VK_TOKEN_FILE".to_owned(),
        ClientError::BadToken { name } => {
            format!("токен VK «{}» пуст или в нём есть знаки, которых в токенах не бывает", Visible::quoted(name))
        }
        ClientError::SetUp(fault) => format!(
            "зашифрованные соединения не настраиваются ({}); проверьте корневые сертификаты этого компьютера",
            connection(fault)
        ),
    }
}
