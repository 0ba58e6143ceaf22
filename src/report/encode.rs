//! Encodes the pages of reports as JSON: the same text as [`super::write_json`] makes, several times as fast, since each
//! string is looked at once and many bytes at a time, and names of fields not at all. Knows no page.

use serde::Serialize;
use serde::ser::{
    Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::Error;

use words::plain_length;

/// Appends a value as compact JSON in which no character steers a terminal or hides.
///
/// # Errors
/// The value has a map whose keys are no texts, or an error of its own.
pub(super) fn append(value: &impl Serialize, out: &mut Vec<u8>) -> Result<(), Error> {
    value.serialize(Encoder { out })
}

/// Appends to a buffer.
struct Encoder<'a> {
    out: &'a mut Vec<u8>,
}

/// A list or an object under way.
struct Compound<'a> {
    out: &'a mut Vec<u8>,
    is_first: bool,
    /// What ends it.
    end: &'static [u8],
}

impl<'a> Encoder<'a> {
    fn open(self, start: &[u8], end: &'static [u8]) -> Compound<'a> {
        self.out.extend_from_slice(start);
        Compound { out: self.out, is_first: true, end }
    }

    /// A list or an object as the only field of another.
    fn open_variant(self, variant: &str, start: &[u8], end: &'static [u8]) -> Compound<'a> {
        self.out.push(b'{');
        push_text(variant, self.out);
        self.out.push(b':');
        self.open(start, end)
    }

    /// What is no text, as the library writes it.
    fn plain(self, value: impl Serialize) -> Result<(), Error> {
        serde_json::to_writer(self.out, &value)
    }
}

impl Compound<'_> {
    fn element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Error> {
        self.part();
        value.serialize(Encoder { out: self.out })
    }

    fn field<T: ?Sized + Serialize>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.part();
        // our own words: nothing in them needs an escape
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        value.serialize(Encoder { out: self.out })
    }

    fn part(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(b',');
        }
    }

    fn close(self) {
        self.out.extend_from_slice(self.end);
    }
}

/// Appends a text in quotes.
fn push_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text;
    loop {
        let plain = plain_length(rest, |byte| u8::from(byte == b'"') | u8::from(byte == b'\\'));
        out.extend_from_slice(&rest.as_bytes()[..plain]);
        rest = &rest[plain..];
        let Some(special) = rest.chars().next() else { break };
        push_escape(special, out);
        rest = &rest[special.len_utf8()..];
    }
    out.push(b'"');
}

fn push_escape(special: char, out: &mut Vec<u8>) {
    /// Four bits as a digit.
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let short = match special {
        '"' | '\\' => special,
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{c}' => 'f',
        '\r' => 'r',
        _ => {
            for unit in special.encode_utf16(&mut [0; 2]) {
                out.extend_from_slice(b"\\u");
                out.extend([12, 8, 4, 0].map(|shift| DIGITS[usize::from(*unit >> shift) % DIGITS.len()]));
            }
            return;
        }
    };
    out.push(b'\\');
    out.extend_from_slice(short.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Functions that hand a value of each of these types on as it is.
macro_rules! plain {
    ($($function:ident: $kind:ty,)*) => {
        $(fn $function(self, value: $kind) -> Result<(), Error> {
            self.plain(value)
        })*
    };
}

impl<'a> Serializer for Encoder<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Compound<'a>;
    type SerializeTuple = Compound<'a>;
    type SerializeTupleStruct = Compound<'a>;
    type SerializeTupleVariant = Compound<'a>;
    type SerializeMap = Compound<'a>;
    type SerializeStruct = Compound<'a>;
    type SerializeStructVariant = Compound<'a>;

    plain! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_f32: f32,
        serialize_f64: f64,
        serialize_bytes: &[u8],
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        push_text(value, self.out);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.out.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let mut object = self.open(b"{", b"}");
        object.field(variant, value)?;
        object.close();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound<'a>, Error> {
        Ok(self.open(b"[", b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound<'a>, Error> {
        Ok(self.open(b"[", b"]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Compound<'a>, Error> {
        Ok(self.open(b"[", b"]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'a>, Error> {
        Ok(self.open_variant(variant, b"[", b"]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound<'a>, Error> {
        Ok(self.open(b"{", b"}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Compound<'a>, Error> {
        Ok(self.open(b"{", b"}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'a>, Error> {
        Ok(self.open_variant(variant, b"{", b"}}"))
    }
}

impl SerializeMap for Compound<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), Error> {
        self.part();
        let start = self.out.len();
        key.serialize(Encoder { out: self.out })?;
        if self.out.get(start) == Some(&b'"') { Ok(()) } else { Err(Error::custom("key must be a string")) }
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Error> {
        self.out.push(b':');
        value.serialize(Encoder { out: self.out })
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

/// Lists of all kinds.
macro_rules! list {
    ($($kind:ident, $function:ident;)*) => {
        $(impl $kind for Compound<'_> {
            type Ok = ();
            type Error = Error;

            fn $function<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Error> {
                self.element(value)
            }

            fn end(self) -> Result<(), Error> {
                self.close();
                Ok(())
            }
        })*
    };
}

list! {
    SerializeSeq, serialize_element;
    SerializeTuple, serialize_element;
    SerializeTupleStruct, serialize_field;
    SerializeTupleVariant, serialize_field;
}

/// Objects whose fields have names of our own.
macro_rules! object {
    ($($kind:ident;)*) => {
        $(impl $kind for Compound<'_> {
            type Ok = ();
            type Error = Error;

            fn serialize_field<T: ?Sized + Serialize>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
                self.field(name, value)
            }

            fn end(self) -> Result<(), Error> {
                self.close();
                Ok(())
            }
        })*
    };
}

object! {
    SerializeStruct;
    SerializeStructVariant;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::write_json;

    /// One value of every kind.
    #[derive(Serialize)]
    struct Everything<'a> {
        text: &'a str,
        letter: char,
        flags: [bool; 2],
        numbers: (i8, i64, u64, f64, f32),
        nothing: Option<u8>,
        something: Option<&'a str>,
        unit: (),
        empty: Vec<u8>,
        map: BTreeMap<&'a str, Vec<Kind<'a>>>,
        no_number: f64,
    }

    #[derive(Serialize)]
    enum Kind<'a> {
        Bare,
        Wrapped(&'a str),
        Pair(u8, &'a str),
        Named { text: &'a str, more: Unit },
    }

    #[derive(Serialize)]
    struct Unit;

    #[derive(Serialize)]
    struct Newtype<'a>(&'a str);

    fn everything(text: &str) -> Everything<'_> {
        let kinds = || vec![Kind::Bare, Kind::Wrapped(text), Kind::Pair(1, text), Kind::Named { text, more: Unit }];
        Everything {
            text,
            letter: text.chars().next().unwrap_or('"'),
            flags: [true, false],
            numbers: (-1, i64::MIN, u64::MAX, 0.42, 1e-7),
            nothing: None,
            something: Some(text),
            unit: (),
            empty: Vec::new(),
            map: [("a", kinds()), ("b", Vec::new())].into(),
            no_number: f64::NAN,
        }
    }

    fn both(value: &impl Serialize) -> [String; 2] {
        let (mut quick, mut slow) = (Vec::new(), Vec::new());
        append(value, &mut quick).unwrap();
        write_json(value, &mut slow).unwrap();
        [quick, slow].map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn every_kind_of_value_and_every_escape_is_written_as_the_library_does() {
        let all: String = (0..=0x3000).chain([0xfeff, 0xe0001, 0x1f600]).filter_map(char::from_u32).collect();
        let [quick, slow] = both(&(everything(&all), Newtype("a\\\"b")));
        assert_eq!(quick, slow);
    }

    #[test]
    fn a_key_that_is_no_text_is_an_error() {
        assert!(append(&BTreeMap::from([(1, 2)]), &mut Vec::new()).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_written_as_the_library_does(text in any::<String>(), plain in "[a-я«»—\"\\\\ ]{0,200}") {
            for text in [text, plain] {
                let [quick, slow] = both(&everything(&text));
                prop_assert_eq!(quick, slow);
            }
        }
    }
}
