//! The parameters of an address, as types. One list of them serves both the handler and the description: what is not in
//! it is refused by name, and what stands in it is read as the description says. Knows no store.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ArrayBuilder, Schema};
use utoipa::openapi::{RefOr, Required};

use super::values::Language;
use crate::http::caller::Caller;
use crate::http::error::{WebError, Wrong};
use crate::http::extract::LONGEST_QUERY;
use words::web::api::ApiWord;
use words::{Lang, visible};

const VALUES_MOST: usize = 100;
/// How many characters of an unknown name are told back.
const NAME_TOLD: usize = 60;
/// What stands behind the `?` of an address.
pub(crate) struct RawQuery {
    pairs: Vec<(String, String)>,
    pub(crate) lang: Lang,
}

impl RawQuery {
    fn of(query: Option<&str>, lang: Lang) -> Result<Self, WebError> {
        let query = query.unwrap_or_default();
        if query.len() > LONGEST_QUERY {
            return Err(WebError::Bad(ApiWord::QueryTooLong.text(lang).to_owned()));
        }
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Ok(Self { pairs, lang })
    }

    fn take(&mut self, name: &str) -> Vec<String> {
        let taken = self.pairs.extract_if(.., |(key, _)| key == name);
        taken.map(|(_, value)| value).collect()
    }

    /// What cannot be read as the description says.
    fn malformed(&self, name: &str) -> WebError {
        WebError::Bad(format!("{}: {name}", ApiWord::BadParameter.text(self.lang)))
    }

    fn one<T: Value>(&mut self, name: &'static str) -> Result<Option<T>, WebError> {
        let values = self.take(name);
        match values.as_slice() {
            [] => Ok(None),
            [value] => self.read(name, value).map(Some),
            _ => Err(WebError::Bad(format!("{}: {name}", ApiWord::RepeatedParameter.text(self.lang)))),
        }
    }

    fn all<T: Value>(&mut self, name: &'static str) -> Result<Vec<T>, WebError> {
        let values = self.take(name);
        if values.len() > VALUES_MOST {
            return Err(self.malformed(name));
        }
        values.iter().map(|value| self.read(name, value)).collect()
    }

    fn read<T: Value>(&self, name: &'static str, text: &str) -> Result<T, WebError> {
        T::read(text).map_err(|why| match why {
            Unread::Malformed => self.malformed(name),
            Unread::Wrong(word) => {
                WebError::Invalid(vec![Wrong { field: name, detail: word.text(self.lang).to_owned() }])
            }
        })
    }

    /// Nothing may be left that nobody reads: a misspelt filter would show everything.
    fn finish(&self) -> Result<(), WebError> {
        let Some((name, _)) = self.pairs.first() else { return Ok(()) };
        let told: String = visible(name).to_string().chars().take(NAME_TOLD).collect();
        Err(WebError::Bad(format!("{}: {told}", ApiWord::UnknownParameter.text(self.lang))))
    }
}

pub(crate) enum Unread {
    /// It is not of the form that the description asks for.
    Malformed,
    /// It has the form and yet is no such thing.
    Wrong(ApiWord),
}

/// What one value of a parameter may be.
pub(crate) trait Value: Sized {
    fn read(text: &str) -> Result<Self, Unread>;
    fn schema() -> Schema;
}

/// A parameter with its values.
pub(crate) trait Values: Sized {
    fn take_from(given: &mut RawQuery, name: &'static str) -> Result<Self, WebError>;
    fn describe(parameter: ParameterBuilder) -> ParameterBuilder;
}

impl<T: Value> Values for Option<T> {
    fn take_from(given: &mut RawQuery, name: &'static str) -> Result<Self, WebError> {
        given.one(name)
    }

    fn describe(parameter: ParameterBuilder) -> ParameterBuilder {
        parameter.schema(Some(T::schema()))
    }
}

impl<T: Value> Values for Vec<T> {
    fn take_from(given: &mut RawQuery, name: &'static str) -> Result<Self, WebError> {
        given.all(name)
    }

    fn describe(parameter: ParameterBuilder) -> ParameterBuilder {
        let items = ArrayBuilder::new().items(RefOr::T(T::schema())).max_items(Some(VALUES_MOST));
        parameter.schema(Some(Schema::from(items.build()))).style(Some(ParameterStyle::Form)).explode(Some(true))
    }
}

pub(crate) trait FromQuery: Sized {
    fn read(given: &mut RawQuery) -> Result<Self, WebError>;
}

pub(crate) struct QueryParams<T>(pub(crate) T);

impl<T: FromQuery, S: Send + Sync> FromRequestParts<S> for QueryParams<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        let lang = parts.extensions.get::<Caller>().map(|caller| caller.lang).unwrap_or_default();
        let mut given = RawQuery::of(parts.uri.query(), lang)?;
        // the gate has looked at it already, but would not refuse a wrong one
        given.one::<Language>("lang")?;
        let asked = T::read(&mut given)?;
        given.finish()?;
        Ok(Self(asked))
    }
}

/// Nothing but the language is asked for.
pub(crate) struct Nothing;

impl FromQuery for Nothing {
    fn read(_: &mut RawQuery) -> Result<Self, WebError> {
        Ok(Self)
    }
}

pub(crate) fn parameter<T: Values>(name: &str, description: &str) -> Parameter {
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query).required(Required::False);
    T::describe(parameter.description(Some(description))).build()
}

/// The language, which every request may ask for.
pub(crate) fn language() -> Parameter {
    parameter::<Option<Language>>("lang", "The language of messages, remedies and clauses.")
}

/// Parameters of a request: their types, and what the description says of each.
macro_rules! query_params {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty = $text:literal,)+ }) => {
        $(#[$doc])*
        pub(crate) struct $name { $($field: $type,)+ }

        impl $crate::api::query_params::FromQuery for $name {
            fn read(given: &mut $crate::api::query_params::RawQuery) -> Result<Self, $crate::http::error::WebError> {
                use $crate::api::query_params::Values as _;
                Ok(Self { $($field: <$type>::take_from(given, stringify!($field))?,)+ })
            }
        }

        impl utoipa::IntoParams for $name {
            fn into_params(
                _: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                vec![$($crate::api::query_params::parameter::<$type>(stringify!($field), $text),)+]
            }
        }
    };
}
pub(crate) use query_params;

#[cfg(test)]
mod tests {
    use super::super::values::{Limit, USUAL_ROWS, rows};
    use super::*;
    use domain::model::{Ogrn, RegionCode};

    query_params! {
        /// For these tests.
        Few {
            limit: Option<Limit> = "",
            region: Vec<RegionCode> = "",
            organization: Option<Ogrn> = "",
            since: Option<jiff::Timestamp> = "",
        }
    }

    fn read(query: &str) -> Result<Few, WebError> {
        let mut given = RawQuery::of(Some(query), Lang::En)?;
        let asked = Few::read(&mut given)?;
        given.finish()?;
        Ok(asked)
    }

    fn trouble(query: &str) -> WebError {
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
            let WebError::Bad(text) = trouble(query) else { panic!("{query}") };
            assert!(text.contains(name) && !text.contains("secret"), "{query}: {text}");
        }
        let WebError::Bad(text) = trouble("a%0d%0a%E2%80%AEb=1") else { panic!() };
        assert!(!text.contains(['\r', '\n', '\u{202e}']), "{text:?}");
    }

    #[test]
    fn what_has_the_form_and_is_no_such_thing_is_told_by_field() {
        let WebError::Invalid(wrong) = trouble("organization=1027301172107") else { panic!() };
        assert_eq!(wrong[0].field, "organization");
    }

    #[test]
    fn too_long_queries_and_too_many_values_are_refused() {
        assert!(matches!(trouble(&"a".repeat(LONGEST_QUERY + 1)), WebError::Bad(_)));
        assert!(matches!(trouble(&"region=73&".repeat(VALUES_MOST + 1)), WebError::Bad(_)));
    }
}
