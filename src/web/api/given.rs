//! The parameters of an address, as types. One list of them serves both the handler and the description: what is not in
//! it is refused by name, and what stands in it is read as the description says. Knows no store.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Required};

use crate::access::{Login, SecretKind};
use crate::findings::State;
use crate::i18n::web::api::ApiWord;
use crate::i18n::{Lang, visible};
use crate::model::{Code, Form, Level, Ogrn, RegionCode, Severity, Verdict};
use crate::store::{EventKind, JournalAction, RunKind, RunState};
use crate::web::ask::LONGEST_QUERY;
use crate::web::caller::Caller;
use crate::web::trouble::{Trouble, Wrong};

/// How many values one parameter may have.
const VALUES_MOST: usize = 100;
/// How many characters of an unknown name are told back.
const NAME_TOLD: usize = 60;
/// The longest text of a parameter, in characters.
const TEXT_MOST: usize = 300;
/// The longest cursor, in characters.
const CURSOR_MOST: usize = 400;
/// How many rows an answer has where nobody says, and how many it may have.
const USUAL_ROWS: usize = 100;
const ROWS_MOST: usize = 500;
/// The longest wait for an audit, in seconds.
const WAIT_MOST: u64 = 30;

/// What stands behind the `?` of an address.
pub(in crate::web) struct Given {
    pairs: Vec<(String, String)>,
    pub(super) lang: Lang,
}

impl Given {
    fn of(query: Option<&str>, lang: Lang) -> Result<Self, Trouble> {
        let query = query.unwrap_or_default();
        if query.len() > LONGEST_QUERY {
            return Err(Trouble::Bad(ApiWord::QueryTooLong.text(lang).to_owned()));
        }
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Ok(Self { pairs, lang })
    }

    fn take(&mut self, name: &str) -> Vec<String> {
        let taken = self.pairs.extract_if(.., |(key, _)| key == name);
        taken.map(|(_, value)| value).collect()
    }

    /// What cannot be read as the description says.
    fn malformed(&self, name: &str) -> Trouble {
        Trouble::Bad(format!("{}: {name}", ApiWord::BadParameter.text(self.lang)))
    }

    fn one<T: Value>(&mut self, name: &'static str) -> Result<Option<T>, Trouble> {
        let values = self.take(name);
        match values.as_slice() {
            [] => Ok(None),
            [value] => self.read(name, value).map(Some),
            _ => Err(Trouble::Bad(format!("{}: {name}", ApiWord::RepeatedParameter.text(self.lang)))),
        }
    }

    fn all<T: Value>(&mut self, name: &'static str) -> Result<Vec<T>, Trouble> {
        let values = self.take(name);
        if values.len() > VALUES_MOST {
            return Err(self.malformed(name));
        }
        values.iter().map(|value| self.read(name, value)).collect()
    }

    fn read<T: Value>(&self, name: &'static str, text: &str) -> Result<T, Trouble> {
        T::read(text).map_err(|why| match why {
            Unread::Malformed => self.malformed(name),
            Unread::Wrong(word) => {
                Trouble::Invalid(vec![Wrong { field: name, detail: word.text(self.lang).to_owned() }])
            }
        })
    }

    /// Nothing may be left that nobody reads: a misspelt filter would show everything.
    fn finish(&self) -> Result<(), Trouble> {
        let Some((name, _)) = self.pairs.first() else { return Ok(()) };
        let told: String = visible(name).to_string().chars().take(NAME_TOLD).collect();
        Err(Trouble::Bad(format!("{}: {told}", ApiWord::UnknownParameter.text(self.lang))))
    }
}

/// Why a value is not taken.
pub(in crate::web) enum Unread {
    /// It is not of the form that the description asks for.
    Malformed,
    /// It has the form and yet is no such thing.
    Wrong(ApiWord),
}

/// What one value of a parameter may be.
pub(in crate::web) trait Value: Sized {
    fn read(text: &str) -> Result<Self, Unread>;
    fn schema() -> Schema;
}

/// A parameter with its values.
pub(in crate::web) trait Values: Sized {
    fn take_from(given: &mut Given, name: &'static str) -> Result<Self, Trouble>;
    fn describe(parameter: ParameterBuilder) -> ParameterBuilder;
}

impl<T: Value> Values for Option<T> {
    fn take_from(given: &mut Given, name: &'static str) -> Result<Self, Trouble> {
        given.one(name)
    }

    fn describe(parameter: ParameterBuilder) -> ParameterBuilder {
        parameter.schema(Some(T::schema()))
    }
}

impl<T: Value> Values for Vec<T> {
    fn take_from(given: &mut Given, name: &'static str) -> Result<Self, Trouble> {
        given.all(name)
    }

    fn describe(parameter: ParameterBuilder) -> ParameterBuilder {
        let items = ArrayBuilder::new().items(RefOr::T(T::schema())).max_items(Some(VALUES_MOST));
        parameter.schema(Some(Schema::from(items.build()))).style(Some(ParameterStyle::Form)).explode(Some(true))
    }
}

/// All parameters of one kind of request.
pub(in crate::web) trait Asked: Sized {
    fn read(given: &mut Given) -> Result<Self, Trouble>;
}

/// The parameters of a request.
pub(in crate::web) struct Asking<T>(pub(in crate::web) T);

impl<T: Asked, S: Send + Sync> FromRequestParts<S> for Asking<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        let lang = parts.extensions.get::<Caller>().map(|caller| caller.lang).unwrap_or_default();
        let mut given = Given::of(parts.uri.query(), lang)?;
        // the gate has looked at it already, but would not refuse a wrong one
        given.one::<Language>("lang")?;
        let asked = T::read(&mut given)?;
        given.finish()?;
        Ok(Self(asked))
    }
}

/// Nothing but the language is asked for.
pub(super) struct Nothing;

impl Asked for Nothing {
    fn read(_: &mut Given) -> Result<Self, Trouble> {
        Ok(Self)
    }
}

/// One parameter for the description.
pub(in crate::web) fn parameter<T: Values>(name: &str, description: &str) -> Parameter {
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query).required(Required::False);
    T::describe(parameter.description(Some(description))).build()
}

/// The language, which every request may ask for.
pub(super) fn language() -> Parameter {
    parameter::<Option<Language>>("lang", "The language of messages, remedies and clauses.")
}

/// Parameters of a request: their types, and what the description says of each.
macro_rules! asked {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty = $text:literal,)+ }) => {
        $(#[$doc])*
        pub(in crate::web) struct $name { $($field: $type,)+ }

        impl $crate::web::api::given::Asked for $name {
            fn read(given: &mut $crate::web::api::given::Given) -> Result<Self, $crate::web::trouble::Trouble> {
                use $crate::web::api::given::Values as _;
                Ok(Self { $($field: <$type>::take_from(given, stringify!($field))?,)+ })
            }
        }

        impl utoipa::IntoParams for $name {
            fn into_params(
                _: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                vec![$($crate::web::api::given::parameter::<$type>(stringify!($field), $text),)+]
            }
        }
    };
}
pub(in crate::web) use asked;

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
    JournalAction = JournalAction::ALL, JournalAction::as_str;
    Language = Language::ALL, |one: Language| one.0.as_str();
    TokenKind = TokenKind::ALL, |one: TokenKind| one.0.as_str();
    Flag = Flag::ALL, |one: Flag| if one.0 { "true" } else { "false" };
}

/// A language of answers.
#[derive(Clone, Copy)]
pub(super) struct Language(Lang);

impl Language {
    const ALL: [Self; 2] = [Self(Lang::Ru), Self(Lang::En)];
}

/// A kind of token that people have.
#[derive(Clone, Copy)]
pub(super) struct TokenKind(pub(super) SecretKind);

impl TokenKind {
    const ALL: [Self; 2] = [Self(SecretKind::Api), Self(SecretKind::Feed)];
}

/// Yes or no.
#[derive(Clone, Copy)]
pub(super) struct Flag(pub(super) bool);

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
pub(in crate::web) struct Text(pub(in crate::web) String);

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
pub(super) struct Number(i64);

impl Number {
    /// As the number of such a row.
    pub(super) fn of<T: std::str::FromStr>(self) -> Result<T, Trouble> {
        self.0.to_string().parse().map_err(|_| Trouble::NotFound)
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
pub(in crate::web) struct Place(i64);

impl Place {
    pub(in crate::web) const fn get(self) -> i64 {
        self.0
    }

    pub(in crate::web) fn size(self) -> usize {
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
pub(super) struct Limit(usize);

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
pub(super) fn rows(limit: Option<&Limit>) -> usize {
    limit.map_or(USUAL_ROWS, |limit| limit.0)
}

/// For how long an answer may be waited for, in seconds.
pub(super) struct Wait(pub(super) u64);

impl Value for Wait {
    fn read(text: &str) -> Result<Self, Unread> {
        number(text, 0, WAIT_MOST).map(Self)
    }

    fn schema() -> Schema {
        number_schema(0, usize::try_from(WAIT_MOST).unwrap_or_default())
    }
}

/// A place in a list, as an earlier answer told it.
pub(super) struct Cursor(pub(super) String);

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
pub(super) fn row_id<T: std::str::FromStr>(text: &str) -> Result<T, Trouble> {
    Number::read(text).map_err(|_| Trouble::NotFound)?.of()
}

#[cfg(test)]
mod tests {
    use super::*;

    asked! {
        /// For these tests.
        Few {
            limit: Option<Limit> = "",
            region: Vec<RegionCode> = "",
            organization: Option<Ogrn> = "",
            since: Option<Timestamp> = "",
        }
    }

    fn read(query: &str) -> Result<Few, Trouble> {
        let mut given = Given::of(Some(query), Lang::En)?;
        let asked = Few::read(&mut given)?;
        given.finish()?;
        Ok(asked)
    }

    fn trouble(query: &str) -> Trouble {
        read(query).map(|_| ()).unwrap_err()
    }

    #[test]
    fn what_is_described_is_read() {
        let asked = read("region=73&limit=7&region=16&since=2026-11-20T00:00:00Z&organization=1027301172106").unwrap();
        assert_eq!((rows(asked.limit.as_ref()), asked.region.len()), (7, 2));
        assert!(asked.since.is_some() && asked.organization.is_some());
        assert_eq!(rows(read("").unwrap().limit.as_ref()), USUAL_ROWS);
    }

    #[test]
    fn a_refusal_names_the_parameter_and_never_its_value() {
        for (query, name) in [
            ("regoin=secret", "regoin"),
            ("limit=secret", "limit"),
            ("limit=1&limit=2", "limit"),
            ("limit=501", "limit"),
        ] {
            let Trouble::Bad(text) = trouble(query) else { panic!("{query}") };
            assert!(text.contains(name) && !text.contains("secret"), "{query}: {text}");
        }
        let Trouble::Bad(text) = trouble("a%0d%0a%E2%80%AEb=1") else { panic!() };
        assert!(!text.contains(['\r', '\n', '\u{202e}']), "{text:?}");
    }

    #[test]
    fn what_has_the_form_and_is_no_such_thing_is_told_by_field() {
        let Trouble::Invalid(wrong) = trouble("organization=1027301172107") else { panic!() };
        assert_eq!(wrong[0].field, "organization");
    }

    #[test]
    fn numbers_are_read_in_one_writing() {
        for text in ["+5", " 5", "5.0", "0x5", "", "-1", "99999999999999999999"] {
            assert!(Limit::read(text).is_err() && Number::read(text).is_err(), "{text:?}");
        }
        assert!(row_id::<crate::store::PageId>("7").is_ok());
        for text in ["0", "+7", "x"] {
            assert!(row_id::<crate::store::PageId>(text).is_err());
        }
    }

    #[test]
    fn too_long_queries_and_too_many_values_are_refused() {
        assert!(matches!(trouble(&"a".repeat(LONGEST_QUERY + 1)), Trouble::Bad(_)));
        assert!(matches!(trouble(&"region=73&".repeat(VALUES_MOST + 1)), Trouble::Bad(_)));
    }
}
