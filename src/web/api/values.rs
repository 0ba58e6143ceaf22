//! What one value of a parameter may be: how it is read, and what the description says of it. Numbers, words and codes have
//! one writing each.

use std::str::FromStr;

use jiff::Timestamp;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};

use super::query_params::{Unread, Value};
use crate::http::error::WebError;
use domain::access::{Login, SecretKind};
use domain::findings::State;
use domain::model::{Code, Form, Level, Ogrn, RegionCode, Severity, Verdict};
use store::{EventKind, FindingOrder, JournalAction, PageOrder, RunKind, RunState};
use words::Lang;
use words::web::api::ApiWord;

/// The longest text of a parameter, in characters.
const TEXT_MOST: usize = 300;
/// The longest cursor, in characters: it may hold the whole name by which a list is ordered, in Base64.
const CURSOR_MOST: usize = 800;
/// How many rows an answer has where nobody says, and how many it may have.
pub(super) const USUAL_ROWS: usize = 100;
const ROWS_MOST: usize = 500;
/// The longest wait for an audit, in seconds.
const WAIT_MOST: u64 = 30;

fn text_schema(pattern: &str) -> Schema {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).build().into()
}

fn words_schema(words: &[&str]) -> Schema {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.iter().copied())).build().into()
}

fn number_schema(from: usize, to: usize) -> Schema {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(from)).maximum(Some(to)).build().into()
}

/// Digits and nothing else: numbers are read in other writings too, which the description does not allow.
fn number(text: &str, from: u64, to: u64) -> Result<u64, Unread> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_plain.then(|| text.parse::<u64>().ok()).flatten();
    number.filter(|number| (from..=to).contains(number)).ok_or(Unread::Malformed)
}

/// Stable words as values.
macro_rules! words {
    ($($type:ty = $all:expr, $as_str:expr;)+) => {
        $(impl Value for $type {
            fn read(text: &str) -> Result<Self, Unread> {
                $all.iter().copied().find(|one| $as_str(*one) == text).ok_or(Unread::Malformed)
            }

            fn schema() -> Schema {
                let words: Vec<&str> = $all.iter().map(|one| $as_str(*one)).collect();
                words_schema(&words)
            }
        })+
    };
}

words! {
    Level = Level::ALL, Level::as_str;
    Verdict = Verdict::ALL, Verdict::as_str;
    Code = Code::ALL, Code::as_str;
    Severity = Severity::ALL, Severity::as_str;
    Form = Form::ALL, Form::as_str;
    State = State::ALL, State::as_str;
    EventKind = EventKind::ALL, EventKind::as_str;
    RunKind = RunKind::ALL, RunKind::as_str;
    RunState = RunState::ALL, RunState::as_str;
    PageOrder = PageOrder::ALL, PageOrder::as_str;
    FindingOrder = FindingOrder::ALL, FindingOrder::as_str;
    JournalAction = JournalAction::ALL, JournalAction::as_str;
    Language = Language::ALL, |one: Language| one.0.as_str();
    TokenKind = TokenKind::ALL, |one: TokenKind| one.0.as_str();
    Flag = Flag::ALL, |one: Flag| if one.0 { "true" } else { "false" };
}

/// A language of answers.
#[derive(Clone, Copy)]
pub(crate) struct Language(Lang);

impl Language {
    const ALL: [Self; 2] = [Self(Lang::Ru), Self(Lang::En)];
}

/// A kind of token that people have.
#[derive(Clone, Copy)]
pub(crate) struct TokenKind(pub(crate) SecretKind);

impl TokenKind {
    const ALL: [Self; 2] = [Self(SecretKind::Api), Self(SecretKind::Feed)];
}

/// Yes or no.
#[derive(Clone, Copy)]
pub(crate) struct Flag(pub(crate) bool);

impl Flag {
    const ALL: [Self; 2] = [Self(true), Self(false)];
}

impl Value for RegionCode {
    fn read(text: &str) -> Result<Self, Unread> {
        let is_form = (2..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_form { Self::parse(text).map_err(|_| Unread::Malformed) } else { Err(Unread::Malformed) }
    }

    fn schema() -> Schema {
        text_schema("^[0-9]{2,4}$")
    }
}

impl Value for Ogrn {
    fn read(text: &str) -> Result<Self, Unread> {
        if text.len() != Self::LENGTH || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Unread::Malformed);
        }
        Self::parse(text).map_err(|_| Unread::Wrong(ApiWord::WrongOgrn))
    }

    fn schema() -> Schema {
        text_schema("^[0-9]{13}$")
    }
}

impl Value for Timestamp {
    fn read(text: &str) -> Result<Self, Unread> {
        // RFC 3339 only: the crate reads more writings
        let is_form = text.len() >= 20 && text.as_bytes()[10].eq_ignore_ascii_case(&b't') && !text.contains('[');
        if is_form { text.parse().map_err(|_| Unread::Wrong(ApiWord::WrongMoment)) } else { Err(Unread::Malformed) }
    }

    fn schema() -> Schema {
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        ObjectBuilder::new().schema_type(Type::String).format(Some(format)).build().into()
    }
}

/// Any text of a sensible length.
pub(crate) struct Text(pub(crate) String);

impl Value for Text {
    fn read(text: &str) -> Result<Self, Unread> {
        let length = text.chars().count();
        if (1..=TEXT_MOST).contains(&length) { Ok(Self(text.to_owned())) } else { Err(Unread::Malformed) }
    }

    fn schema() -> Schema {
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.min_length(Some(1)).max_length(Some(TEXT_MOST)).build().into()
    }
}

/// The number of a row.
#[derive(Clone, Copy)]
pub(crate) struct Number(i64);

impl Number {
    /// As the number of such a row.
    pub(crate) fn of<T: FromStr>(self) -> Result<T, WebError> {
        self.0.to_string().parse().map_err(|_| WebError::NotFound)
    }
}

impl Value for Number {
    fn read(text: &str) -> Result<Self, Unread> {
        let number = number(text, 1, i64::MAX.unsigned_abs())?;
        i64::try_from(number).map(Self).map_err(|_| Unread::Malformed)
    }

    fn schema() -> Schema {
        let format = SchemaFormat::KnownFormat(KnownFormat::Int64);
        let number = ObjectBuilder::new().schema_type(Type::Integer).format(Some(format)).minimum(Some(1_usize));
        number.maximum(Some(i64::MAX)).build().into()
    }
}

/// A place in the log, or a count.
#[derive(Clone, Copy)]
pub(crate) struct Place(i64);

impl Place {
    pub(crate) const fn get(self) -> i64 {
        self.0
    }

    pub(crate) fn size(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl Value for Place {
    fn read(text: &str) -> Result<Self, Unread> {
        let number = number(text, 0, i64::MAX.unsigned_abs())?;
        i64::try_from(number).map(Self).map_err(|_| Unread::Malformed)
    }

    fn schema() -> Schema {
        number_schema(0, usize::MAX)
    }
}

/// How many rows an answer may have.
pub(crate) struct Limit(usize);

impl Value for Limit {
    fn read(text: &str) -> Result<Self, Unread> {
        let number = number(text, 1, ROWS_MOST as u64)?;
        usize::try_from(number).map(Self).map_err(|_| Unread::Malformed)
    }

    fn schema() -> Schema {
        number_schema(1, ROWS_MOST)
    }
}

/// How many rows are wished for.
pub(crate) fn rows(limit: Option<&Limit>) -> usize {
    limit.map_or(USUAL_ROWS, |limit| limit.0)
}

/// For how long an answer may be waited for, in seconds.
pub(crate) struct Wait(pub(crate) u64);

impl Value for Wait {
    fn read(text: &str) -> Result<Self, Unread> {
        number(text, 0, WAIT_MOST).map(Self)
    }

    fn schema() -> Schema {
        number_schema(0, usize::try_from(WAIT_MOST).unwrap_or_default())
    }
}

/// A place in a list, as an earlier answer told it.
pub(crate) struct Cursor(pub(crate) String);

impl Value for Cursor {
    fn read(text: &str) -> Result<Self, Unread> {
        let is_form = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let fits = (1..=CURSOR_MOST).contains(&text.len()) && text.bytes().all(is_form);
        if fits { Ok(Self(text.to_owned())) } else { Err(Unread::Malformed) }
    }

    fn schema() -> Schema {
        text_schema(&format!("^[A-Za-z0-9_-]{{1,{CURSOR_MOST}}}$"))
    }
}

/// A login in its one writing.
impl Value for Login {
    fn read(text: &str) -> Result<Self, Unread> {
        Self::parse(text).map_err(|_| Unread::Wrong(ApiWord::WrongLogin))
    }

    fn schema() -> Schema {
        Text::schema()
    }
}

/// Reads the number of a row from the path; what is none is not there.
pub(crate) fn row_id<T: FromStr>(text: &str) -> Result<T, WebError> {
    Number::read(text).map_err(|_| WebError::NotFound)?.of()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_one_writing() {
        for text in ["+5", " 5", "5.0", "0x5", "", "-1", "99999999999999999999"] {
            assert!(Limit::read(text).is_err() && Number::read(text).is_err(), "{text:?}");
        }
        assert!(row_id::<store::PageId>("7").is_ok());
        for text in ["0", "+7", "x"] {
            assert!(row_id::<store::PageId>(text).is_err());
        }
    }
}
