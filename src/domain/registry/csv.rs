//! Text with `;`, `,` or tabs between cells. Kept apart from the header and the fields: it only gives rows of cells.
//!
//! Written for what people's files really hold, where a general CSV reader goes wrong in silence: line numbers are those
//! an editor shows, a quote that is never closed spoils its own cell and not the rest of the file, and quotes inside a
//! name (`"Школа" № 1`) stay.

use std::borrow::Cow;

use super::RegistryError;
use super::cell::{Cell, trim};
use super::columns::known_headers;
use super::formula;
use super::header::{Line, Next, Table};

/// The signs that may part cells, the most usual in Russian files first.
const DELIMITERS: [u8; 3] = *b";\t,";
/// How many rows are looked at to tell which sign parts the cells.
const PROBED_ROWS: usize = 20;
/// Up to here a text is not worth giving up by halves.
const LITTLE_BYTES: usize = 1024 * 1024;
/// The longest text in quotes, as in spreadsheets (32,767 characters of at most four bytes).
const LONGEST_QUOTED_BYTES: usize = 32_767 * 4;
/// Signs by which a spreadsheet takes a text for a formula, or for a cell's end.
const FORMULA_SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Feeds all rows of the text to the table. What has been read is given up on the way: beside the text of a whole country
/// its rows would not fit.
///
/// # Errors
/// What the table finds wrong with the header.
pub(super) fn read(mut text: String, table: &mut Table<'_, '_>) -> Result<(), RegistryError> {
    let delimiter = delimiter(&text);
    let mut line = 1;
    while let Some((read, next_line)) = read_part(Records { line, ..Records::new(&text, delimiter) }, table)? {
        text.drain(..read);
        text.shrink_to_fit();
        line = next_line;
    }
    Ok(())
}

/// Reads the first half of the text, or all where there is little; gives the byte and the line where it ended, unless that
/// is the end of what is to be read.
fn read_part(mut records: Records<'_>, table: &mut Table<'_, '_>) -> Result<Option<(usize, u32)>, RegistryError> {
    let length = records.text.len();
    let enough = if length > LITTLE_BYTES { length / 2 } else { length };
    let mut cells = Vec::new();
    while records.position < enough
        && let Some(row) = records.next(&mut cells)
    {
        if table.offer(Line { row, cells: &mut cells, across: &[] })? == Next::Sheet {
            return Ok(None);
        }
    }
    Ok((records.position < length).then_some((records.position, records.line)))
}

/// The sign that makes the most headers known.
fn delimiter(text: &str) -> u8 {
    let score = |delimiter: u8| {
        let mut records = Records::new(text, delimiter);
        let mut cells = Vec::new();
        let rows = std::iter::from_fn(|| {
            records.next(&mut cells)?;
            Some((known_headers(&cells), cells.len()))
        });
        rows.take(PROBED_ROWS).max().unwrap_or_default()
    };
    // on equal terms the first of the list
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| score(*delimiter)).unwrap_or(DELIMITERS[0])
}

/// Text that no spreadsheet runs as a formula; [`unguarded`] undoes it exactly.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if is_risky(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(text)
}

/// Apostrophes before the sign count too, else a text that has one of its own would lose it on reading.
fn is_risky(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA_SIGNS)
}

/// The rows of a text.
struct Records<'a> {
    text: &'a str,
    position: usize,
    line: u32,
    delimiter: u8,
}

impl<'a> Records<'a> {
    const fn new(text: &'a str, delimiter: u8) -> Self {
        Self { text, position: 0, line: 1, delimiter }
    }

    /// Reads one row into `cells`; gives the number of the line where it begins.
    fn next(&mut self, cells: &mut Vec<Cell<'a>>) -> Option<u32> {
        cells.clear();
        if self.position >= self.text.len() {
            return None;
        }
        let row = self.line;
        loop {
            let content = self.quoted().unwrap_or_else(|| self.plain());
            cells.push(cell(content));
            match self.text.as_bytes().get(self.position) {
                Some(byte) if *byte == self.delimiter => self.position += 1,
                _ => break,
            }
        }
        self.end_line();
        Some(row)
    }

    /// Skips one line end: `\n`, `\r\n`, or a lone `\r` as in old Mac files.
    fn end_line(&mut self) {
        let bytes = self.text.as_bytes();
        if bytes.get(self.position) == Some(&b'\r') {
            self.position += 1;
            if bytes.get(self.position) == Some(&b'\n') {
                self.position += 1;
            }
        } else if self.position < bytes.len() {
            self.position += 1;
        }
        self.line += 1;
    }

    fn ends_cell(&self, byte: u8) -> bool {
        byte == self.delimiter || byte == b'\n' || byte == b'\r'
    }

    fn plain(&mut self) -> Cow<'a, str> {
        let start = self.position;
        let rest = &self.text.as_bytes()[start..];
        self.position = start + rest.iter().position(|byte| self.ends_cell(*byte)).unwrap_or(rest.len());
        Cow::Borrowed(&self.text[start..self.position])
    }

    /// A cell in quotes that are properly closed before the cell's end.
    fn quoted(&mut self) -> Option<Cow<'a, str>> {
        let bytes = self.text.as_bytes();
        let skip_blanks = |from: usize| {
            from + bytes[from..].iter().take_while(|byte| **byte == b' ' && self.delimiter != b' ').count()
        };
        let open = skip_blanks(self.position);
        if bytes.get(open) != Some(&b'"') {
            return None;
        }
        let start = open + 1;
        let mut has_doubled = false;
        let mut position = start;
        let close = loop {
            let far = bytes.len().min(start + LONGEST_QUOTED_BYTES);
            position += bytes.get(position..far)?.iter().position(|byte| *byte == b'"')?;
            if bytes.get(position + 1) != Some(&b'"') {
                break position;
            }
            has_doubled = true;
            position += 2;
        };
        let end = skip_blanks(close + 1);
        if bytes.get(end).is_some_and(|byte| !self.ends_cell(*byte)) {
            return None;
        }
        let content = &self.text[start..close];
        self.line += line_ends(content.as_bytes());
        self.position = end;
        Some(if has_doubled { Cow::Owned(content.replace("\"\"", "\"")) } else { Cow::Borrowed(content) })
    }
}

/// A guarded text is no formula.
fn cell(content: Cow<'_, str>) -> Cell<'_> {
    let trimmed = match content {
        Cow::Borrowed(text) => Cow::Borrowed(trim(text)),
        Cow::Owned(text) => Cow::Owned(trim(&text).to_owned()),
    };
    if trimmed.starts_with('=') {
        return formula::of_text(trimmed);
    }
    Cell::Text(match trimmed {
        Cow::Borrowed(text) => Cow::Borrowed(unguarded(text)),
        Cow::Owned(text) => Cow::Owned(unguarded(&text).to_owned()),
    })
}

fn line_ends(bytes: &[u8]) -> u32 {
    let ends = |(place, byte): (usize, &u8)| *byte == b'\n' || (*byte == b'\r' && bytes.get(place + 1) != Some(&b'\n'));
    u32::try_from(bytes.iter().enumerate().filter(|pair| ends(*pair)).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::registry::sample;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let mut records = Records::new(text, b';');
        let mut cells = Vec::new();
        let mut rows = Vec::new();
        while let Some(row) = records.next(&mut cells) {
            rows.push((row, cells.iter().map(|cell| cell.text().into_owned()).collect()));
        }
        rows
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn line_numbers_are_those_of_an_editor() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a;b", "", "\"x", "y\";1", "c;d"].join(end);
            let expected = [row(1, &["a", "b"]), row(2, &[""]), row(3, &["x y", "1"]), row(5, &["c", "d"])];
            assert_eq!(rows(&text), expected, "{end:?}");
        }
    }

    #[test]
    fn quotes_inside_a_name_stay_and_an_open_one_spoils_only_its_cell() {
        assert_eq!(rows("\"Школа\" № 1;2"), [row(1, &["\"Школа\" № 1", "2"])]);
        assert_eq!(rows("МБОУ \"Школа\";2"), [row(1, &["МБОУ \"Школа\"", "2"])]);
        assert_eq!(rows("\"МБОУ \"\"Школа\"\"\" ; \"a;b\""), [row(1, &["МБОУ \"Школа\"", "a;b"])]);
        assert_eq!(rows("\"Школа;2\nДетсад;3\n"), [row(1, &["\"Школа", "2"]), row(2, &["Детсад", "3"])]);
    }

    #[test]
    fn the_parting_sign_is_seen_from_the_header() {
        for (text, expected) in [
            ("ogrn;level,x;oktmo", b';'),
            ("ogrn,level;x,oktmo", b','),
            ("ogrn\tlevel\toktmo", b'\t'),
            ("Реестр, 2026\nОГРН;Уровень", b';'),
            ("", b';'),
        ] {
            assert_eq!(delimiter(text), expected, "{text}");
        }
    }

    #[test]
    fn a_long_text_is_read_by_halves_as_if_it_were_whole() {
        let mut text = "page_url;organization;ogrn;level;region_code;opa_id\r\n".to_owned();
        let mut rows = 0_u32;
        while text.len() < 3 * LITTLE_BYTES {
            rows += 1;
            // a name over two lines, so that the number of a row is not that of its line
            text +=
                &["vk.com/page_", &rows.to_string(), ";\"Дума\r\nгорода\";1027301172106;regional;73;5\r\n"].concat();
        }
        let (registry, problems) = sample::read_csv(&text);
        assert_eq!(problems, []);
        let lines: Vec<u32> = registry.iter().map(|entry| entry.row).collect();
        assert_eq!(lines, (0..rows).map(|number| 2 + 2 * number).collect::<Vec<_>>());
        assert!(registry.iter().all(|entry| &*entry.organization.name == "Дума города"));
    }

    #[test]
    fn a_guard_is_written_only_where_a_spreadsheet_would_run_the_text() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("@page"), "'@page");
        assert_eq!(guarded("'=1"), "''=1");
        assert_eq!(guarded("Школа-1"), "Школа-1");
        assert_eq!(guarded("'Школа'"), "'Школа'");
    }

    proptest! {
        #[test]
        fn a_guard_comes_off_exactly(text in "['=+@a\\-]{0,6}") {
            let written = guarded(&text);
            prop_assert_eq!(unguarded(&written), text.as_str());
        }

        #[test]
        fn no_text_is_lost_between_plain_cells(cells in proptest::collection::vec("[a-zа-я\" ]{0,5}x", 1..5)) {
            // the closing `x` leaves no quote before a cell's end, so no cell is a quoted one
            let read = rows(&cells.join(";"));
            let expected: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
            prop_assert_eq!(read, vec![(1, expected)]);
        }
    }
}
