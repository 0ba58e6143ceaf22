//! Errors in the reader's language. On their way up they are typed; what each says is put into words here, and only here.

use std::error::Error;
use std::io;

use crate::telemetry::TelemetryError;
use covers::{ArchiveError, SetError};
use domain::findings::ConfirmRuleError;
use domain::model::{ClientError, CoverFault, CronError, FetchFault, FileFault, JsonFault, SavedError};
use domain::policy::PolicyError;
use domain::registry::RegistryError;
use store::StoreUrlError;
use system::entropy::EntropyError;
use words::cli::Say;
use words::{self, Lang, Visible};

/// An error for a person: each circumstance on a line of its own, the outermost first.
pub fn text(lang: Lang, error: &anyhow::Error) -> String {
    lines(lang, error).join("\n  ")
}

/// The same on one line, for the log.
pub fn line(lang: Lang, error: &anyhow::Error) -> String {
    lines(lang, error).join(": ")
}

fn lines(lang: Lang, error: &anyhow::Error) -> Vec<String> {
    let mut lines = Vec::new();
    for cause in error.chain() {
        if let Some(words) = words_of(lang, cause) {
            // whatever stands behind is a library's, and says the same in its own words
            lines.push(words);
            break;
        }
        lines.push(own(lang, &cause.to_string()));
    }
    lines
}

/// The words for an error that is a type; `None` for one that is words already.
fn words_of(lang: Lang, error: &(dyn Error + 'static)) -> Option<String> {
    macro_rules! first_of {
        ($($type:ty => $words:expr),+ $(,)?) => {
            $(if let Some(error) = error.downcast_ref::<$type>() {
                let words: fn(Lang, &$type) -> String = $words;
                return Some(words(lang, error));
            })+
        };
    }
    first_of! {
        io::Error => system,
        csv::Error => |lang, error| match error.kind() {
            csv::ErrorKind::Io(error) => system(lang, error),
            _ => Say::CannotBeWritten.text(lang).to_owned(),
        },
        serde_json::Error => |lang, error| words::json_fault(lang, JsonFault {
            defect: if error.is_eof() { domain::model::JsonDefect::CutOff } else { domain::model::JsonDefect::Syntax },
            line: error.line(),
            column: error.column(),
        }),
        PolicyError => words::policy_error,
        SetError => words::set_error,
        ArchiveError => words::archive_error,
        SavedError => words::saved_error,
        ClientError => words::client_error,
        CronError => words::cron_error,
        FetchFault => |lang, fault| words::cover_fault(lang, &CoverFault::Fetch(fault.clone())),
        StoreUrlError => |lang, _| Say::BadStoreUrl.text(lang).to_owned(),
        ConfirmRuleError => |lang, _| Say::BadConfirmRule.text(lang).to_owned(),
        EntropyError => |lang, _| Say::NoEntropy.text(lang).to_owned(),
        TelemetryError => |lang, error| match error {
            TelemetryError::Filter(_) => Say::BadLogFilter.text(lang).to_owned(),
            TelemetryError::Twice(_) => Say::InternalError.text(lang).to_owned(),
        },
        tokio::task::JoinError => |lang, _| Say::InternalError.text(lang).to_owned(),
        RegistryError => words::registry_error,
    }
    None
}

/// What the system says, or the error that a writer carries inside of the system's.
fn system(lang: Lang, error: &io::Error) -> String {
    let inside = error.get_ref().and_then(|inside| words_of(lang, inside as &(dyn Error + 'static)));
    inside.unwrap_or_else(|| words::file_fault(lang, FileFault::of(error)))
}

/// Words of the program's own as they stand, or the name of a file; what is neither is foreign, and is quoted.
fn own(lang: Lang, text: &str) -> String {
    let is_russian = text.chars().any(|letter| matches!(letter, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'));
    if lang == Lang::En || is_russian || !text.contains(char::is_whitespace) {
        return text.to_owned();
    }
    format!("«{}»", Visible::whole(text))
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn typed_errors_become_words_and_the_librarys_own_are_left_out() {
        let error: anyhow::Result<()> =
            Err(io::Error::from(io::ErrorKind::NotFound)).context("реестр не читается: a.csv");
        let error = error.unwrap_err();
        assert_eq!(text(Lang::Ru, &error), "реестр не читается: a.csv\n  такого файла или папки нет");
        assert_eq!(line(Lang::En, &error), "реестр не читается: a.csv: there is no such file or folder");
        let wrapped = io::Error::other(SetError::NotASet);
        let error = anyhow::Error::new(wrapped).context("a.set");
        assert_eq!(text(Lang::Ru, &error), "a.set\n  это не принятый набор обложек: примите его (`covers import`)");
    }

    #[test]
    fn what_is_neither_typed_nor_ours_is_quoted() {
        let error = anyhow::anyhow!("some words of a library").context("reports/a b.csv");
        assert_eq!(text(Lang::Ru, &error), "«reports/a b.csv»\n  «some words of a library»");
        assert_eq!(text(Lang::En, &error), "reports/a b.csv\n  some words of a library");
    }
}
