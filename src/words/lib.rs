//! Every word a person reads, in Russian and English, made from the model's typed data. Knows nothing of where the
//! words are shown; each language is an exhaustive match, so a code without words does not compile.
//!
//! Three kinds of words, each with its place:
//! - words for typed data (violations, verdicts, row problems, ...): `ru/` and `en/`, file by file alike, reached
//!   through the functions of this module;
//! - fixed words of the interface (column titles, headings): [`Word`] in `interface.rs`, one line per word with both
//!   languages; a part of the program that needs many words of its own gets its own enum, made with the same `words!`
//!   in a file of its own beside `interface.rs`;
//! - numbers, plural forms, dates: `quantity.rs`.

// First, so that its `words!` can be used in the modules below.
#[macro_use]
mod interface;

pub mod access;
pub mod cli;
mod en;
mod foreign;
pub mod help;
pub mod history;
pub mod listing;
pub mod news;
mod plain;
mod quantity;
mod ru;
mod scope;
mod slip;
mod spot;
pub mod web;

use std::path::Path;

use config::{ConfigError, Origin, Problem};
use covers::{ArchiveError, IgnoredReason, SetError};
use domain::model::{
    AddressError, CallFailure, Cause, Clause, ClientError, Code, CoverFault, CoverJudgement, CronError, CutShort,
    FileFault, Form, JsonFault, Level, PictureError, PollsOf, RegistryError, RegistryRemark, Remark, RowProblem,
    SavedError, Severity, StoreDefect, StoreFault, Unverified, UnverifiedReason, Verdict, Violation,
};
use domain::policy::PolicyError;

pub use foreign::{code_words, severity_words};
pub use interface::Word;
pub use plain::{Visible, find_hidden, is_hidden, plain_length, push_visible, visible};
pub use quantity::{Noun, count, date, date_time, decimal, due_moment, minute, number, percent, zone_name};
pub use scope::{municipality, scope_fault};

/// Where the ministry publishes the approved covers (official instruction, third paragraph from its figures).
pub const COVERS_ARCHIVE: &str = "https://pos.gosuslugi.ru/docs/docs/oblojki-electronnikh-form-pos.7z";

/// A language the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Russian, the default.
    #[default]
    Ru,
    /// English.
    En,
}

impl Lang {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Ru, Self::En];

    /// The ISO 639-1 code, as in `--lang` and in the `lang` attribute of HTML.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// Reads what [`Lang::as_str`] gives.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.as_str() == text)
    }

    /// Of two wordings the one in this language.
    pub const fn pick<T: Copy>(self, ru: T, en: T) -> T {
        match self {
            Self::Ru => ru,
            Self::En => en,
        }
    }
}

/// What is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What is wrong and where, in one sentence or two.
    pub message: String,
    /// What to do, in one or two sentences, with the exact text or URL to paste.
    pub remedy: String,
}

/// Room for the usual message: most have fewer bytes, so most are written with one allocation.
const USUAL_MESSAGE_BYTES: usize = 320;
/// Room for the usual remedy, which may hold a whole URL.
const USUAL_REMEDY_BYTES: usize = 480;

/// Calls the function of the same name in the language's catalogue.
macro_rules! in_language {
    ($lang:expr, $($path:ident)::+ ($($argument:expr),*)) => {
        match $lang {
            Lang::Ru => ru::$($path)::+($($argument),*),
            Lang::En => en::$($path)::+($($argument),*),
        }
    };
}

pub fn violation(lang: Lang, violation: &Violation) -> Words {
    let mut words = Words {
        message: String::with_capacity(USUAL_MESSAGE_BYTES),
        remedy: String::with_capacity(USUAL_REMEDY_BYTES),
    };
    push_message(lang, violation, &mut words.message);
    push_remedy(lang, violation, &mut words.remedy);
    words
}

/// Appends what is wrong and where.
pub fn push_message(lang: Lang, violation: &Violation, out: &mut String) {
    match violation.code.known() {
        Some(code) => in_language!(lang, message::push(code, violation, out)),
        None => foreign::push_message(lang, violation, out),
    }
}

/// Appends what to do about a violation.
pub fn push_remedy(lang: Lang, violation: &Violation, out: &mut String) {
    match violation.code.known() {
        Some(code) => in_language!(lang, remedy::push(code, violation, out)),
        None => foreign::push_remedy(lang, out),
    }
}

/// The document and item a rule comes from.
pub fn clause(lang: Lang, clause: &Clause) -> &str {
    lang.pick(&clause.ru, &clause.en)
}

/// A few words for a kind of defect, for lists that count by it.
pub const fn code(lang: Lang, code: Code) -> &'static str {
    in_language!(lang, names::code(code))
}

/// The word for how grave a violation is.
pub const fn severity(lang: Lang, severity: Severity) -> &'static str {
    in_language!(lang, names::severity(severity))
}

/// The words for what is said of a page as a whole.
pub const fn verdict(lang: Lang, verdict: Verdict) -> &'static str {
    in_language!(lang, names::verdict(verdict))
}

/// The words for a kind of body.
pub const fn level(lang: Lang, level: Level) -> &'static str {
    in_language!(lang, names::level(level))
}

/// Whose polls form an organisation shows, in a word.
pub const fn polls_of(lang: Lang, whose: PollsOf) -> &'static str {
    match (lang, whose) {
        (Lang::Ru, PollsOf::Municipality) => "муниципалитет",
        (Lang::Ru, PollsOf::Region) => "регион",
        (Lang::En, _) => whose.as_str(),
    }
}

/// Which values of a link are unknown and where each is found; empty where all are known.
pub fn unknown_values(lang: Lang, fields: &[&'static str]) -> String {
    let mut text = String::new();
    for field in fields {
        text.push_str(if text.is_empty() { "" } else { "; " });
        text.push_str(in_language!(lang, names::where_found(field)));
    }
    text
}

/// The name people know a form by: the text on its cover, which is Russian in both languages.
pub const fn form(form: Form) -> &'static str {
    match form {
        Form::Messages => "Сообщить о проблеме",
        Form::Polls => "Высказать мнение",
    }
}

/// What a form is for.
pub const fn form_purpose(lang: Lang, form: Form) -> &'static str {
    in_language!(lang, names::form_purpose(form))
}

/// What a parameter of a form's URL means to the organisation; `None` for one that the forms do not have.
pub fn parameter(lang: Lang, name: &str) -> Option<&'static str> {
    in_language!(lang, names::parameter(name))
}

/// The words for what a cover was judged to be.
pub const fn cover(lang: Lang, judgement: CoverJudgement) -> &'static str {
    in_language!(lang, names::cover(judgement))
}

/// A few words for why pages could not be seen, for lists that count by it.
pub const fn reason(lang: Lang, reason: UnverifiedReason) -> &'static str {
    in_language!(lang, names::reason(reason))
}

/// Why a page could not be seen, and what to do about that.
pub fn unverified(lang: Lang, unverified: &Unverified) -> Words {
    in_language!(lang, cause::unverified(unverified))
}

/// What exactly kept the auditor from seeing a page, as a part of a sentence; empty where there is nothing to be said.
pub fn cause(lang: Lang, cause: &Cause) -> String {
    in_language!(lang, cause::cause(cause))
}

/// Why a call to VK brought no answer, as a part of a sentence.
pub fn call_failure(lang: Lang, failure: &CallFailure) -> String {
    in_language!(lang, cause::call_failure(failure))
}

/// How calls to VK ended, from the name under which they are counted.
pub fn call_outcome(lang: Lang, name: &str) -> String {
    in_language!(lang, cause::call_outcome(name))
}

/// Why the system does not do what it was asked with a file, a folder or an address, as a part of a sentence.
pub fn file_fault(lang: Lang, fault: FileFault) -> String {
    in_language!(lang, file::file_fault(fault))
}

/// Where a text is no JSON, as a part of a sentence.
pub fn json_fault(lang: Lang, fault: JsonFault) -> String {
    in_language!(lang, cause::json_fault(fault))
}

/// Why a file of saved answers of VK cannot be used, and what to do.
pub fn saved_error(lang: Lang, error: &SavedError) -> String {
    in_language!(lang, file::saved_error(error))
}

/// Why a text is no cron expression.
pub fn cron_error(lang: Lang, error: &CronError) -> String {
    in_language!(lang, file::cron_error(error))
}

/// Why no client of VK's API can be made of the settings.
pub fn client_error(lang: Lang, error: &ClientError) -> String {
    in_language!(lang, file::client_error(error))
}

/// Why a cover could not be looked at, as a part of a sentence.
pub fn cover_fault(lang: Lang, fault: &CoverFault) -> String {
    in_language!(lang, cover::cover_fault(fault))
}

/// Why a file cannot be read as a picture, as a part of a sentence.
pub fn picture_error(lang: Lang, error: &PictureError) -> String {
    in_language!(lang, cover::picture_error(error))
}

/// Why an archive cannot be read, and what to do.
pub fn archive_error(lang: Lang, error: &ArchiveError) -> String {
    in_language!(lang, cover::archive_error(error))
}

/// Why a set of covers cannot be used, and what to do.
pub fn set_error(lang: Lang, error: &SetError) -> String {
    in_language!(lang, cover::set_error(error))
}

/// Why a file was left out of a set of covers, as a part of a sentence.
pub fn ignored_reason(lang: Lang, reason: &IgnoredReason) -> String {
    in_language!(lang, cover::ignored_reason(reason))
}

/// What is wrong with a policy file: where, what, and what would be right.
pub fn policy_error(lang: Lang, error: &PolicyError) -> String {
    in_language!(lang, policy::policy_error(error))
}

/// Why there is no usable configuration: what, where, and what to do. May have several lines.
pub fn config_error(lang: Lang, error: &ConfigError) -> String {
    in_language!(lang, config::config_error(error))
}

/// One problem of the configuration on one line.
pub fn config_problem(lang: Lang, problem: &Problem) -> String {
    in_language!(lang, config::config_problem(problem))
}

/// Where a value of the configuration came from, for a comment beside it.
pub fn config_origin(lang: Lang, origin: Origin, file: Option<&Path>) -> String {
    in_language!(lang, config::origin(origin, file))
}

/// What exactly keeps a store from doing what was asked; empty where the kind of trouble says it all.
pub fn store_fault(lang: Lang, fault: &StoreFault) -> String {
    in_language!(lang, store::store_fault(fault))
}

/// Something in a store that must not be.
pub fn store_defect(lang: Lang, defect: &StoreDefect) -> String {
    in_language!(lang, store::store_defect(defect))
}

/// The title of a registry column, by its English header; an unknown one stays as it is.
pub fn column(lang: Lang, header: &'static str) -> &'static str {
    in_language!(lang, names::column(header))
}

/// What is wrong with a row of the registry, where, and what would be right.
pub fn row_problem(lang: Lang, problem: &RowProblem) -> String {
    in_language!(lang, registry::row_problem(problem))
}

/// What a person should know of a registry that takes no row out of it.
pub fn registry_remark(lang: Lang, remark: &RegistryRemark) -> String {
    in_language!(lang, registry::registry_remark(remark))
}

/// Why a file cannot be read as a registry at all, and what to do: a fragment to follow the file's name and a colon.
pub fn registry_error(lang: Lang, error: &RegistryError) -> String {
    in_language!(lang, registry::registry_error(error))
}

/// Why a text is not the address of a community, and what would be one: a fragment to follow the quoted text and a
/// colon.
pub fn address_error(lang: Lang, error: &AddressError) -> String {
    in_language!(lang, registry::address_error(error))
}

/// The sentence for something a person should know that is no violation.
pub fn remark(lang: Lang, remark: &Remark) -> String {
    in_language!(lang, cause::remark(remark))
}

/// Why a pass ended before its time, in a sentence.
pub fn cut_short(lang: Lang, cut_short: &CutShort) -> String {
    in_language!(lang, cause::cut_short(cut_short))
}

#[cfg(test)]
mod registry_tests;
#[cfg(any(test, feature = "samples"))]
pub mod samples;
#[cfg(test)]
#[path = "../../tests/language/spans.rs"]
mod spans;
#[cfg(test)]
mod tests;
