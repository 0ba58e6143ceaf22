//! A file's bytes with its BOM taken off, and UTF-16 turned into UTF-8 on the way. Knows no JSON.

use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How much UTF-16 is read at once.
const CHUNK: usize = 256 * 1024;
/// How many bytes tell the encoding.
const HEAD: usize = 3;

/// A stream that is UTF-8, or another superset of ASCII, whatever the file is.
pub(super) struct Decoded<R> {
    source: R,
    utf_16: Option<Decoder>,
    /// Bytes ready to be given, and how many of them have been.
    ready: Vec<u8>,
    given: usize,
    is_at_end: bool,
}

impl<R: Read> Decoded<R> {
    /// Reads the first bytes to learn the encoding.
    pub(super) fn new(mut source: R) -> io::Result<Self> {
        let mut head = Vec::with_capacity(HEAD);
        source.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let bom = Encoding::for_bom(&head);
        let encoding = match (bom, head.as_slice()) {
            (Some((encoding, _)), _) => encoding,
            // JSON begins with ASCII, which in UTF-16 has a zero beside it
            (None, [0, other, ..]) if *other != 0 => UTF_16BE,
            (None, [other, 0, ..]) if *other != 0 => UTF_16LE,
            (None, _) => UTF_8,
        };
        head.drain(..bom.map_or(0, |(_, length)| length));
        let utf_16 = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        let mut this = Self { source, utf_16, ready: Vec::new(), given: 0, is_at_end: false };
        this.make_ready(head);
        Ok(this)
    }

    fn make_ready(&mut self, bytes: Vec<u8>) {
        self.given = 0;
        let Some(decoder) = &mut self.utf_16 else {
            self.ready = bytes;
            return;
        };
        let longest = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(usize::MAX);
        self.ready.resize(longest, 0);
        let (_, _, written, _) = decoder.decode_to_utf8(&bytes, &mut self.ready, self.is_at_end);
        self.ready.truncate(written);
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.is_at_end {
            if self.utf_16.is_none() {
                return self.source.read(out);
            }
            let mut bytes = Vec::with_capacity(CHUNK);
            self.is_at_end = self.source.by_ref().take(CHUNK as u64).read_to_end(&mut bytes)? == 0;
            self.make_ready(bytes);
        }
        let rest = &self.ready[self.given..];
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        let mut text = String::new();
        Decoded::new(bytes).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn utf_16_is_read_with_and_without_bom_however_long() {
        let text = format!("[\"{}\"]", "Решаем вместе 🙂 ".repeat(50_000));
        for marked in [format!("\u{feff}{text}"), text.clone()] {
            assert_eq!(read(&utf_16(&marked, u16::to_le_bytes)), text);
            assert_eq!(read(&utf_16(&marked, u16::to_be_bytes)), text);
        }
    }

    #[test]
    fn utf_8_loses_its_bom_and_nothing_else() {
        assert_eq!(read("\u{feff}[\"я\"]".as_bytes()), "[\"я\"]");
        for text in ["", "[", "[]", "{\"id\":1}"] {
            assert_eq!(read(text.as_bytes()), text);
        }
    }
}
