//! Finds where JSON values begin and end in a stream of bytes, in bounded memory. Knows no field and does not prove that
//! a value is well-formed inside.

use std::io::{self, Read};

use memchr::{memchr_iter, memchr2};

use domain::model::{SavedDefect, Wanted};

/// How much is read at once: little enough to be in the caches while it is scanned.
const CHUNK: usize = 256 * 1024;
/// How long the name of a field may be that the stream's frame is made of.
const LONGEST_KEY: usize = 256;

/// Where in the stream something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Counted from 1.
    pub(super) line: u64,
    /// Bytes before it.
    pub(super) offset: u64,
}

/// Why scanning cannot go on.
#[derive(Debug)]
pub(super) enum ScanError {
    /// The stream cannot be read.
    Io(io::Error),
    /// It ended inside a value.
    Truncated(Place),
    /// Something else stands where a value, a name or a comma must.
    Broken(Place, SavedDefect),
}

/// A stream of bytes, looked at value by value.
pub(super) struct Scanner<R> {
    source: R,
    /// What was read and not yet taken lies between `position` and `filled`; what lies behind is room.
    buffer: Vec<u8>,
    position: usize,
    filled: usize,
    place: Place,
    is_at_end: bool,
}

impl<R: Read> Scanner<R> {
    pub(super) fn new(source: R) -> Self {
        let place = Place { line: 1, offset: 0 };
        Self { source, buffer: Vec::new(), position: 0, filled: 0, place, is_at_end: false }
    }

    /// What was read and not yet taken.
    fn rest(&self) -> &[u8] {
        &self.buffer[self.position..self.filled]
    }

    /// Where the next byte is.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// The next byte that is not white space; `None` at the end.
    pub(super) fn peek(&mut self) -> Result<Option<u8>, ScanError> {
        loop {
            let rest = self.rest();
            let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let next = rest.get(blank).copied();
            self.take(blank);
            if next.is_some() || !self.read_more()? {
                return Ok(next);
            }
        }
    }

    /// The next byte, where there must be one.
    pub(super) fn peek_inside(&mut self) -> Result<u8, ScanError> {
        self.peek()?.ok_or(ScanError::Truncated(self.place))
    }

    /// Takes the next byte, which must be this one.
    pub(super) fn expect(&mut self, byte: u8) -> Result<(), ScanError> {
        let found = self.peek_inside()?;
        if found == byte {
            self.take(1);
            Ok(())
        } else {
            Err(self.broken(Wanted::Byte(byte), found))
        }
    }

    /// Takes the comma between two values, or the byte that ends the list or object; tells whether a value follows.
    pub(super) fn another(&mut self, is_first: bool, end: u8) -> Result<bool, ScanError> {
        match self.peek_inside()? {
            byte if byte == end => {
                self.take(1);
                Ok(false)
            }
            b',' if !is_first => {
                self.take(1);
                Ok(true)
            }
            _ if is_first => Ok(true),
            found => Err(self.broken(Wanted::CommaOr(end), found)),
        }
    }

    /// Takes the name of a field and the colon after it.
    pub(super) fn key(&mut self) -> Result<Vec<u8>, ScanError> {
        let found = self.peek_inside()?;
        if found != b'"' {
            return Err(self.broken(Wanted::Name, found));
        }
        let key = self.value(LONGEST_KEY)?.trim_ascii().to_vec();
        self.expect(b':')?;
        Ok(key)
    }

    /// Whether the object that begins here has this as its first field.
    pub(super) fn begins_with_key(&mut self, key: &[u8]) -> Result<bool, ScanError> {
        self.peek()?;
        while self.rest().len() < LONGEST_KEY && self.read_more()? {}
        let rest = self.rest();
        let inside = rest.strip_prefix(b"{").unwrap_or(rest).trim_ascii_start();
        Ok(inside.starts_with(key))
    }

    /// Takes one value whole.
    pub(super) fn value(&mut self, limit: usize) -> Result<&[u8], ScanError> {
        let start = self.place;
        let mut inside = Inside::default();
        let mut seen = 0;
        self.expect_value()?;
        loop {
            if let Some(end) = inside.advance(&self.rest()[seen..]) {
                let length = seen + end;
                self.take(length);
                return Ok(&self.buffer[self.position - length..self.position]);
            }
            seen = self.rest().len();
            if seen > limit {
                return Err(ScanError::Broken(start, SavedDefect::TooLong { limit }));
            }
            if !self.read_more()? {
                return self.last_value(&inside, seen);
            }
        }
    }

    /// A number that the stream ends with is whole; anything else is not.
    fn last_value(&mut self, inside: &Inside, length: usize) -> Result<&[u8], ScanError> {
        self.take(length);
        if inside.is_bare {
            Ok(&self.buffer[self.position - length..self.position])
        } else {
            Err(ScanError::Truncated(self.place))
        }
    }

    /// Takes one value without keeping it, however long it is.
    pub(super) fn skip(&mut self) -> Result<(), ScanError> {
        let mut inside = Inside::default();
        self.expect_value()?;
        loop {
            let rest = self.rest();
            let length = rest.len();
            if let Some(end) = inside.advance(rest) {
                self.take(end);
                return Ok(());
            }
            self.take(length);
            if !self.read_more()? {
                return if inside.is_bare { Ok(()) } else { Err(ScanError::Truncated(self.place)) };
            }
        }
    }

    fn expect_value(&mut self) -> Result<(), ScanError> {
        match self.peek_inside()? {
            b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => Ok(()),
            found => Err(self.broken(Wanted::Value, found)),
        }
    }

    /// What to say of a byte that stands where something else must.
    pub(super) fn broken(&self, wanted: Wanted, byte: u8) -> ScanError {
        ScanError::Broken(self.place, SavedDefect::Found { wanted, byte })
    }

    fn take(&mut self, length: usize) {
        let taken = &self.buffer[self.position..self.position + length];
        self.place.line += memchr_iter(b'\n', taken).count() as u64;
        self.place.offset += length as u64;
        self.position += length;
    }

    /// Reads a further piece; what was taken is forgotten. Tells whether there was one.
    fn read_more(&mut self) -> Result<bool, ScanError> {
        if self.is_at_end {
            return Ok(false);
        }
        self.buffer.copy_within(self.position..self.filled, 0);
        self.filled -= self.position;
        self.position = 0;
        if self.buffer.len() < self.filled + CHUNK {
            self.buffer.resize(self.filled + 2 * CHUNK, 0);
        }
        let room = &mut self.buffer[self.filled..][..CHUNK];
        let read = loop {
            match self.source.read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let count = read.map_err(ScanError::Io)?;
        self.filled += count;
        self.is_at_end = count == 0;
        Ok(!self.is_at_end)
    }
}

/// How far into a value scanning is.
#[derive(Debug, Default)]
struct Inside {
    depth: u32,
    is_in_text: bool,
    is_after_backslash: bool,
    /// A number or a word, which ends only where something else begins.
    is_bare: bool,
}

impl Inside {
    /// Goes on over these bytes; tells how many of them belong to the value when it ends among them.
    fn advance(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if self.is_in_text {
                at = self.end_of_text(bytes, at)?;
                if self.depth == 0 {
                    return Some(at);
                }
                continue;
            }
            match bytes[at] {
                b'"' | b'{' | b'[' | b'}' | b']' if self.is_bare => return Some(at),
                b'"' => self.is_in_text = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth == 0 => return Some(at),
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                byte if self.depth == 0 => {
                    if byte == b',' || byte.is_ascii_whitespace() {
                        return Some(at);
                    }
                    self.is_bare = true;
                }
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// The place after the closing quote; `None` when it lies further on.
    fn end_of_text(&mut self, bytes: &[u8], mut at: usize) -> Option<usize> {
        if std::mem::take(&mut self.is_after_backslash) {
            at += 1;
        }
        loop {
            at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
            if bytes[at] == b'"' {
                self.is_in_text = false;
                return Some(at + 1);
            }
            if at + 1 == bytes.len() {
                self.is_after_backslash = true;
                return None;
            }
            at += 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives a text in pieces of one size, as a slow disk or a pipe would.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(self.1).min(out.len());
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i32>().prop_map(Into::into),
            "[\"\\\\{}\\[\\],\\n a-я]{0,12}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
                prop::collection::btree_map("[\"\\\\{a-z]{0,5}", inner, 0..4)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_value_ends_where_it_ends_in_whatever_pieces_it_comes(value in json(), piece in 1_usize..9) {
            let text = format!(" {value} ,");
            let mut scanner = Scanner::new(Pieces(text.as_bytes(), piece));
            let taken = scanner.value(1 << 20).unwrap();
            prop_assert_eq!(std::str::from_utf8(taken).unwrap(), value.to_string());
            prop_assert_eq!(scanner.peek().unwrap(), Some(b','));
            let mut scanner = Scanner::new(Pieces(text.as_bytes(), piece));
            scanner.skip().unwrap();
            prop_assert_eq!(scanner.peek().unwrap(), Some(b','));
            prop_assert_eq!(scanner.place().offset, text.len() as u64 - 1);
        }

        #[test]
        fn scanning_ends_on_any_text(text in "[\"\\\\{}\\[\\],:a0 \n]{0,40}", piece in 1_usize..9) {
            let mut scanner = Scanner::new(Pieces(text.as_bytes(), piece));
            while scanner.value(16).is_ok() {}
            prop_assert!(scanner.place().offset <= text.len() as u64);
        }
    }

    #[test]
    fn a_value_too_long_to_hold_is_refused_and_can_be_skipped() {
        let text = format!("[{}]", "1,".repeat(2 * CHUNK));
        assert!(matches!(Scanner::new(text.as_bytes()).value(CHUNK), Err(ScanError::Broken(..))));
        assert!(Scanner::new(text.as_bytes()).skip().is_ok());
    }

    #[test]
    fn places_are_told_by_line_and_byte() {
        let mut scanner = Scanner::new("1\n\n {".as_bytes());
        scanner.skip().unwrap();
        assert_eq!(scanner.peek().unwrap(), Some(b'{'));
        assert_eq!(scanner.place(), Place { line: 3, offset: 4 });
        assert!(matches!(scanner.value(9), Err(ScanError::Truncated(Place { line: 3, offset: 5 }))));
    }
}
