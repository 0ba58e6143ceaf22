//! NDJSON: one page a line, written as pages finish. Also the JSON writer all formats share, which escapes what could
//! steer a terminal.

use std::io::{self, BufWriter, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use domain::model::{PageAudit, RunFacts, Summary};
use words::{Lang, find_hidden};

use super::wire::WirePage;
use super::{Output, ReportWriter, encode};

/// Appends one page as a line of NDJSON with its line end; lines may be rendered in parallel and written in any order.
///
/// # Errors
/// None in practice: serde's signature has one.
pub fn line(audit: &PageAudit, lang: Lang, out: &mut Vec<u8>) -> io::Result<()> {
    encode::append(&WirePage::new(audit, lang), out)?;
    out.push(b'\n');
    Ok(())
}

/// Writes compact JSON in which no character steers a terminal, reorders text or hides: those are `\u` escapes, which
/// read back as the same text.
///
/// # Errors
/// What the output answers.
pub fn write_json(value: &impl Serialize, out: impl Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, HarmlessFormatter::default())).map_err(io::Error::from)
}

/// The same where keys may be foreign text too.
///
/// # Errors
/// What the output answers.
pub fn write_foreign_json(value: &impl Serialize, out: impl Write) -> io::Result<()> {
    let formatter = HarmlessFormatter { foreign_keys: true, ..HarmlessFormatter::default() };
    value.serialize(&mut Serializer::with_formatter(out, formatter)).map_err(io::Error::from)
}

/// Writes each page as it comes.
pub(super) struct NdjsonWriter {
    out: Output,
    lang: Lang,
    buffer: Vec<u8>,
}

impl NdjsonWriter {
    pub(super) fn new(out: Output, lang: Lang) -> Self {
        Self { out, lang, buffer: Vec::new() }
    }
}

impl ReportWriter for NdjsonWriter {
    fn page(&mut self, audit: &PageAudit) -> io::Result<()> {
        self.buffer.clear();
        line(audit, self.lang, &mut self.buffer)?;
        // A line at once: whoever reads along never sees half of one.
        self.out.write_all(&self.buffer)
    }

    fn takes_lines(&self) -> bool {
        true
    }

    fn lines(&mut self, lines: &[u8]) -> io::Result<()> {
        self.out.write_all(lines)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(mut self: Box<Self>, _: &RunFacts, _: &Summary) -> io::Result<()> {
        self.out.flush()
    }
}

/// `serde_json`'s compact writing, with more escapes in strings.
#[derive(Default)]
struct HarmlessFormatter {
    /// Keys of reports are the contract's own words; they are half of all strings and need no look.
    is_key: bool,
    /// Whether keys are looked at all the same.
    foreign_keys: bool,
}

impl Formatter for HarmlessFormatter {
    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.is_key = !self.foreign_keys;
        CompactFormatter.begin_object_key(writer, first)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.is_key = false;
        CompactFormatter.end_object_key(writer)
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if self.is_key {
            return CompactFormatter.write_string_fragment(writer, fragment);
        }
        let mut rest = fragment;
        while let Some((at, hidden)) = find_hidden(rest) {
            writer.write_all(&rest.as_bytes()[..at])?;
            let mut units = [0; 2];
            for unit in hidden.encode_utf16(&mut units) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + hidden.len_utf8()..];
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
}

/// Gathers small writes of a format that makes many.
pub(super) fn buffered(out: Output) -> BufWriter<Output> {
    const BUFFER_BYTES: usize = 64 * 1024;
    BufWriter::with_capacity(BUFFER_BYTES, out)
}
