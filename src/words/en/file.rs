//! English words for files that cannot be read, written or understood, and for what is written in them.

use crate::Lang::En;
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
        FileFault::Missing => "there is no such file or folder",
        FileFault::Denied => "no permission; see who may read and change it",
        FileFault::IsFolder => "this is a folder, a file is needed",
        FileFault::NotAFolder => "this is a file, a folder is needed",
        FileFault::Exists => "there is such a file already",
        FileFault::ReadOnly => "the disk takes no changes",
        FileFault::Full => "the disk is full, or the file is too large",
        FileFault::Busy => "another program holds the file",
        FileFault::BadName => "no file can have such a name",
        FileFault::Damaged => "what is in it is damaged, or is no text in a known encoding",
        FileFault::CutOff => "the file ends too early",
        FileFault::Closed => "nobody reads what is written there any more",
        FileFault::AddressInUse => "another program listens on this address and port",
        FileFault::AddressElsewhere => "this address is none of this machine's",
        FileFault::Refused => "nobody answers at this address",
        FileFault::Broken => "the connection broke",
        FileFault::Timeout => "nothing came for too long",
        FileFault::Other(Some(number)) => return format!("the system refuses with its error {number}"),
        FileFault::Other(None) => "the system refuses",
    }
    .to_owned()
}

/// Why a text is no TOML.
pub fn toml_fault(fault: &TomlFault) -> String {
    match fault {
        TomlFault::Duplicate => "this key or section is there already, keep one",
        TomlFault::OpenText => {
            "the text in quotes is written wrongly: close the quotes on the same line, and write \\ twice or take single quotes"
        }
        TomlFault::OpenBracket => "a bracket is opened and not closed",
        TomlFault::Comma => "a comma too many or too few",
        TomlFault::NoEquals => "a key needs = and a value after it",
        TomlFault::NoValue => "there is no value after =",
        TomlFault::BadValue => {
            "the value is written wrongly: a text stands in quotes, a number without them and without leading zeros"
        }
        TomlFault::Other(said) => return format!("“{}”", Visible::quoted(said)),
    }
    .to_owned()
}

/// Why a file of saved answers cannot be used: the file, what is wrong, and what to do.
pub fn saved_error(error: &SavedError) -> String {
    const SAVE_AGAIN: &str = "save the answer of `groups.getById` again";
    let what = match &error.problem {
        SavedProblem::Unreadable(fault) => format!("cannot be read: {}", file_fault(*fault)),
        SavedProblem::Broken { line, offset, defect } => format!(
            "broken JSON at line {} (byte {}): {}; {SAVE_AGAIN}",
            number(En, *line),
            number(En, *offset),
            saved_defect(defect)
        ),
        SavedProblem::Truncated { line, offset } => format!(
            "ends in the middle of an answer, at line {} (byte {}); {SAVE_AGAIN}",
            number(En, *line),
            number(En, *offset)
        ),
        SavedProblem::Vk(error) => format!(
            "holds an error in place of an answer: {}; {SAVE_AGAIN}",
            call_failure(&CallFailure::Vk(error.clone()))
        ),
        SavedProblem::NoAnswer => format!(
            "no answer of `groups.getById`: it has neither a `response` nor a list of communities; {SAVE_AGAIN}"
        ),
    };
    if error.file.is_empty() { what } else { format!("{}: {what}", Visible::whole(&error.file)) }
}

fn saved_defect(defect: &SavedDefect) -> String {
    match defect {
        SavedDefect::Found { wanted, byte } => {
            format!("{} is needed, {} found", self::wanted(*wanted), byte_shown(*byte))
        }
        SavedDefect::TooLong { limit } => {
            format!("a value of more than {} bytes, which VK does not give", number(En, *limit as u64))
        }
        SavedDefect::NotUtf8 => "the text is not UTF-8, as the text before it is".to_owned(),
        SavedDefect::Syntax => "what is said of a community has a character too many or too few".to_owned(),
    }
}

fn wanted(wanted: Wanted) -> String {
    match wanted {
        Wanted::Byte(byte) => byte_shown(byte),
        Wanted::CommaOr(byte) => format!("`,` or {}", byte_shown(byte)),
        Wanted::Name => "the name of a field in quotes".to_owned(),
        Wanted::Value => "a value".to_owned(),
        Wanted::Answer => "the beginning of an answer, `{` or `[`,".to_owned(),
    }
}

fn byte_shown(byte: u8) -> String {
    if byte.is_ascii_graphic() { format!("`{}`", char::from(byte)) } else { format!("byte {byte}") }
}

/// Why a text is no cron expression.
pub fn cron_error(error: &CronError) -> String {
    match error {
        CronError::Empty => "the expression is empty; five fields are needed, for instance `0 3 * * *`".to_owned(),
        CronError::TooLong { most } => {
            format!("the expression has more than {} characters", number(En, *most as u64))
        }
        CronError::Fields(count) => format!(
            "the expression has {count} fields; it needs five: minute, hour, day, month, weekday (no seconds, no year)"
        ),
        CronError::Nickname(name) => format!(
            "there is no nickname `{}`; there are `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@hourly`",
            Visible::quoted(name)
        ),
        CronError::Character { field, found } => format!(
            "the character “{}” cannot stand in the {}; it takes {}",
            Visible::whole(&found.to_string()),
            cron_field(*field),
            cron_limits(*field)
        ),
        CronError::Word { field, found } | CronError::Field { field, found } => format!(
            "“{}” cannot stand in the {}; it takes {}",
            Visible::quoted(found),
            cron_field(*field),
            cron_limits(*field)
        ),
    }
}

const fn cron_field(field: CronField) -> &'static str {
    match field {
        CronField::Minute => "minute",
        CronField::Hour => "hour",
        CronField::Day => "day of the month",
        CronField::Month => "month",
        CronField::Weekday => "day of the week",
    }
}

const fn cron_limits(field: CronField) -> &'static str {
    match field {
        CronField::Minute => "0 to 59",
        CronField::Hour => "0 to 23",
        CronField::Day => "1 to 31",
        CronField::Month => "1 to 12 or `JAN` to `DEC`",
        CronField::Weekday => "0 to 7 or `SUN` to `SAT`",
    }
}

/// Why no client of VK's API can be made of the settings.
pub fn client_error(error: &ClientError) -> String {
    match error {
        ClientError::BadUrl { url } => format!(
            "“{}” is no address of the VK API; give scheme and host, such as https://api.vk.ru",
            Visible::quoted(url)
        ),
        ClientError::PlainHttp { url } => format!(
            "the address of the VK API “{}” is not https: access tokens could be read in the network",
            Visible::quoted(url)
        ),
        ClientError::NoTokens => "there is no VK token: set the variable VK_TOKEN or VK_TOKEN_FILE".to_owned(),
        ClientError::BadToken { name } => {
            format!("the VK token “{}” is empty or holds characters that no token has", Visible::quoted(name))
        }
        ClientError::SetUp(fault) => format!(
            "encrypted connections cannot be set up ({}); see the root certificates of this machine",
            connection(fault)
        ),
    }
}
