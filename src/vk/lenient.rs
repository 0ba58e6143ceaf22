//! JSON values whose type VK does not keep to: numbers as texts, flags as numbers, empty lists in place of objects.
//! Knows no field by name.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A JSON value that is neither an object nor a list.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) enum Scalar<'a> {
    /// `null`, or no value at all.
    #[default]
    Absent,
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(i64),
    Text(Cow<'a, str>),
}

impl<'a> Scalar<'a> {
    /// The number, also where it is written as a text.
    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Absent | Self::Flag(_) => None,
        }
    }

    /// The flag, also where it is written as 0 or 1.
    pub(super) fn flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            _ => match self.number() {
                Some(0) => Some(false),
                Some(1) => Some(true),
                _ => None,
            },
        }
    }

    /// The text; numbers are written out, an absent value and `false` are no text.
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(number) => Some(number.to_string().into()),
            Self::Flag(true) => Some("true".into()),
            Self::Absent | Self::Flag(false) => None,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;

        impl<'de> Visitor<'de> for ScalarVisitor {
            type Value = Scalar<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a whole number, a flag or null")
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Scalar::Absent)
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
                Ok(Scalar::Flag(value))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
                Ok(Scalar::Number(value))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
                i64::try_from(value).map(Scalar::Number).map_err(|_| E::custom("number out of range"))
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
                Ok(Scalar::Text(Cow::Owned(value.to_owned())))
            }

            fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
                Ok(Scalar::Text(Cow::Borrowed(value)))
            }
        }

        deserializer.deserialize_any(ScalarVisitor)
    }
}

/// An object that may be absent: `null`, `false` and the empty list (as PHP writes an empty object) stand for none.
#[derive(Debug)]
pub(super) struct Maybe<T>(pub(super) Option<T>);

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MaybeVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for MaybeVisitor<T> {
            type Value = Maybe<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object or null")
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Maybe(None))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
                if value { Err(E::custom("true in place of an object")) } else { Ok(Maybe(None)) }
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                match seq.next_element::<IgnoredAny>()? {
                    None => Ok(Maybe(None)),
                    Some(_) => Err(A::Error::custom("a list in place of an object")),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(|value| Maybe(Some(value)))
            }
        }

        deserializer.deserialize_any(MaybeVisitor(PhantomData))
    }
}

/// A list that may be absent: `null` and `false` stand for none.
#[derive(Debug)]
pub(super) struct Several<T>(pub(super) Vec<T>);

impl<T> Default for Several<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SeveralVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for SeveralVisitor<T> {
            type Value = Several<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list or null")
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Several(Vec::new()))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
                if value { Err(E::custom("true in place of a list")) } else { Ok(Several(Vec::new())) }
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = seq.next_element()? {
                    values.push(value);
                }
                Ok(Several(values))
            }
        }

        deserializer.deserialize_any(SeveralVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(json: &str) -> Option<Scalar<'_>> {
        serde_json::from_str(json).ok()
    }

    #[test]
    fn numbers_and_flags_are_read_in_any_dress() {
        for json in ["1", r#""1""#, r#"" 1 ""#] {
            assert_eq!(scalar(json).unwrap().number(), Some(1), "{json}");
            assert_eq!(scalar(json).unwrap().flag(), Some(true), "{json}");
        }
        assert_eq!(scalar("false").unwrap().flag(), Some(false));
        assert_eq!(scalar("null").unwrap().flag(), None);
        assert_eq!(scalar("7").unwrap().flag(), None);
        assert_eq!(scalar("2024").unwrap().text().as_deref(), Some("2024"));
    }

    #[test]
    fn objects_lists_and_fractions_are_no_scalars() {
        for json in ["{}", "[]", "[1]", "1.5", "18446744073709551615"] {
            assert_eq!(scalar(json), None, "{json}");
        }
    }

    #[test]
    fn an_empty_list_is_an_absent_object_and_a_full_one_is_an_error() {
        assert!(serde_json::from_str::<Maybe<IgnoredAny>>("[]").unwrap().0.is_none());
        assert!(serde_json::from_str::<Maybe<IgnoredAny>>("false").unwrap().0.is_none());
        assert!(serde_json::from_str::<Maybe<IgnoredAny>>("{}").unwrap().0.is_some());
        assert!(serde_json::from_str::<Maybe<IgnoredAny>>("[1]").is_err());
        assert!(serde_json::from_str::<Maybe<IgnoredAny>>("true").is_err());
    }

    #[test]
    fn an_object_is_no_list() {
        assert_eq!(serde_json::from_str::<Several<u8>>("[5,7]").unwrap().0, [5, 7]);
        assert!(serde_json::from_str::<Several<u8>>("null").unwrap().0.is_empty());
        assert!(serde_json::from_str::<Several<u8>>(r#"{"0":5}"#).is_err());
        assert!(serde_json::from_str::<Several<u8>>("true").is_err());
    }
}
