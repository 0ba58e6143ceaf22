//! Rows of an ODS spreadsheet, read as a stream. A general reader would first unfold "repeated a million times" into
//! memory; here a repetition costs nothing.

use std::io::{BufRead, BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::RegistryError;
use super::cell::Cell;
use super::header::{Next, Table};
use super::package;
use super::xlsx::MAX_COLUMNS;

/// What an error calls the format.
const NAME: &str = "ODS";
/// How many of equal rows that the file holds as "one row, repeated" are told as duplicates of the first.
const MAX_REPEATED_ROWS: u32 = 100;
/// Spaces that one `text:s` may stand for.
const MAX_SPACES: usize = 100;
/// The longest text of a cell, as in spreadsheets.
const MAX_CELL_BYTES: usize = 32_767 * 4;

/// Feeds the rows of the first sheet that has the header to the table.
///
/// # Errors
/// No spreadsheet, one with a password, one that unpacks to too much, or what the table finds wrong with the header.
pub(super) fn read(bytes: &[u8], table: &mut Table<'_, '_>) -> Result<(), RegistryError> {
    let mut parts = package::open(bytes, NAME)?;
    let mut manifest = Vec::new();
    if let Ok(part) = parts.by_name("META-INF/manifest.xml")
        && part.take(1024 * 1024).read_to_end(&mut manifest).is_ok()
        && manifest.windows(ENCRYPTED.len()).any(|window| window == ENCRYPTED)
    {
        return Err(RegistryError::OldSpreadsheet);
    }
    let content = parts.by_name("content.xml").map_err(|error| broken(error.to_string()))?;
    Sheets::new(table).read(BufReader::new(content))
}

/// The mark of a part with a password in the package's list of parts.
const ENCRYPTED: &[u8] = b"encryption-data";

fn broken(detail: String) -> RegistryError {
    RegistryError::NotSpreadsheet { expected: NAME, detail }
}

/// The cell that is being read.
#[derive(Default)]
struct Open {
    value: Option<Cell<'static>>,
    text: String,
    paragraphs: usize,
    repeated: usize,
}

/// Where in the document the reader stands.
struct Sheets<'t, 'i, 'r> {
    table: &'t mut Table<'i, 'r>,
    /// Tables can stand inside cells; only the outermost are sheets.
    depth: usize,
    wanted: bool,
    row: u32,
    rows_repeated: u32,
    cells: Vec<Cell<'static>>,
    column: usize,
    open: Option<Open>,
    /// Depth inside a note or a drawing of a cell, whose paragraphs are not the cell's text.
    aside: usize,
    in_paragraph: bool,
}

impl<'t, 'i, 'r> Sheets<'t, 'i, 'r> {
    const fn new(table: &'t mut Table<'i, 'r>) -> Self {
        Self {
            table,
            depth: 0,
            wanted: false,
            row: 0,
            rows_repeated: 1,
            cells: Vec::new(),
            column: 0,
            open: None,
            aside: 0,
            in_paragraph: false,
        }
    }

    fn read(mut self, content: impl BufRead) -> Result<(), RegistryError> {
        let mut reader = Reader::from_reader(content);
        reader.config_mut().expand_empty_elements = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|error| broken(error.to_string()))? {
                Event::Start(element) => self.start(&element)?,
                Event::End(element) => self.end(element.name().as_ref())?,
                Event::Text(text) => self.text(&text.xml10_content()),
                Event::CData(text) => self.text(&text.xml10_content()),
                Event::GeneralRef(reference) => self.reference(&reference),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), RegistryError> {
        match element.name().as_ref() {
            "table:table" => {
                self.depth += 1;
                if self.depth == 1 {
                    let name = attribute(element, "table:name")?.unwrap_or_default();
                    self.wanted = self.table.begin_sheet(&name);
                    self.row = 0;
                }
            }
            "table:table-row" if self.depth == 1 => {
                self.rows_repeated = number(element, "table:number-rows-repeated")?;
                self.cells.clear();
                self.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" if self.depth == 1 => {
                self.open = Some(Open {
                    value: value(element)?,
                    repeated: usize::try_from(number(element, "table:number-columns-repeated")?).unwrap_or(usize::MAX),
                    ..Open::default()
                });
                self.aside = 0;
            }
            "office:annotation" | "draw:frame" | "draw:custom-shape" => self.aside += 1,
            "text:p" if self.aside == 0 && self.depth == 1 => {
                self.in_paragraph = true;
                if let Some(open) = &mut self.open {
                    if open.paragraphs > 0 {
                        open.text.push('\n');
                    }
                    open.paragraphs += 1;
                }
            }
            "text:s" => {
                let count = usize::try_from(number(element, "text:c")?).unwrap_or(MAX_SPACES).min(MAX_SPACES);
                self.text(&" ".repeat(count));
            }
            "text:tab" => self.text("\t"),
            "text:line-break" => self.text("\n"),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), RegistryError> {
        match name {
            "table:table" => self.depth = self.depth.saturating_sub(1),
            "table:table-row" if self.depth == 1 => self.end_row()?,
            "table:table-cell" | "table:covered-table-cell" if self.depth == 1 => {
                if let Some(open) = self.open.take() {
                    self.end_cell(open);
                }
            }
            "office:annotation" | "draw:frame" | "draw:custom-shape" => self.aside = self.aside.saturating_sub(1),
            "text:p" if self.aside == 0 => self.in_paragraph = false,
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self, open: Open) {
        let cell =
            open.value.unwrap_or_else(|| if open.text.is_empty() { Cell::Empty } else { Cell::Text(open.text.into()) });
        let end = self.column.saturating_add(open.repeated).min(MAX_COLUMNS);
        if !cell.is_blank() {
            self.cells.resize(self.column.min(MAX_COLUMNS), Cell::Empty);
            self.cells.resize(end, cell);
        }
        self.column = end;
    }

    fn end_row(&mut self) -> Result<(), RegistryError> {
        let first = self.row.saturating_add(1);
        self.row = self.row.saturating_add(self.rows_repeated);
        if !self.wanted || self.cells.is_empty() {
            return Ok(());
        }
        for repeat in 0..self.rows_repeated.min(MAX_REPEATED_ROWS) {
            let mut cells = self.cells.clone();
            if self.table.offer(first.saturating_add(repeat), &mut cells)? == Next::Sheet {
                self.wanted = false;
                break;
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(open) = &mut self.open
            && self.in_paragraph
            && self.aside == 0
            && open.text.len() < MAX_CELL_BYTES
        {
            open.text.push_str(text);
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) {
        let character = match reference.as_ref() {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => reference.resolve_char_ref().ok().flatten(),
        };
        if let Some(character) = character {
            self.text(character.encode_utf8(&mut [0; 4]));
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, RegistryError> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| broken(error.to_string()))?;
        if attribute.key.as_ref() == name {
            let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| broken(error.to_string()))?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// A count that is 1 where none stands.
fn number(element: &BytesStart<'_>, name: &str) -> Result<u32, RegistryError> {
    let Some(text) = attribute(element, name)? else { return Ok(1) };
    text.trim().parse().map_err(|_| broken(format!("{name} is {text:?}")))
}

/// The typed value of a cell; `None` where its text is its value.
fn value(element: &BytesStart<'_>) -> Result<Option<Cell<'static>>, RegistryError> {
    let kind = attribute(element, "office:value-type")?;
    Ok(match kind.as_deref() {
        Some("float" | "percentage" | "currency") => {
            let text = attribute(element, "office:value")?;
            text.and_then(|text| text.trim().parse().ok()).map(Cell::Float)
        }
        Some("boolean") => attribute(element, "office:boolean-value")?.map(|text| Cell::Bool(text.trim() == "true")),
        Some("string") => attribute(element, "office:string-value")?.map(|text| Cell::Text(text.into())),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::sample::{self, AllRegions};
    use crate::registry::{Registry, RegistryFormat, RegistryOptions};

    fn read(rows: &str) -> Result<(Registry, Vec<crate::model::RowProblem>), RegistryError> {
        let file = sample::ods(rows);
        Registry::read(&*file, RegistryFormat::Ods, &RegistryOptions::default(), &AllRegions)
    }

    fn cells(texts: &[&str]) -> String {
        let cell = |text: &&str| ["<table:table-cell><text:p>", text, "</text:p></table:table-cell>"].concat();
        texts.iter().map(cell).collect()
    }

    const HEADER: [&str; 6] = ["page_url", "organization", "ogrn", "level", "region_code", "opa_id"];
    const DATA: [&str; 6] = ["club1", "A<text:s/>B &amp; C", "1027301172106", "regional", "73", "5"];

    #[test]
    fn a_repetition_of_a_million_rows_moves_only_the_row_number() {
        let rows = format!(
            "<table:table-row>{}</table:table-row>\
             <table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
             <table:table-row>{}</table:table-row>",
            cells(&HEADER),
            cells(&DATA)
        );
        let (registry, problems) = read(&rows).unwrap();
        assert_eq!(problems, []);
        assert_eq!(registry.entries()[0].row, 1_000_002);
        assert_eq!(registry.entries()[0].organization.name.as_ref(), "A B & C");
    }

    #[test]
    fn a_note_on_a_cell_is_not_its_text() {
        let note = "<office:annotation><text:p>проверить!</text:p></office:annotation>";
        let header = cells(&HEADER).replacen("<text:p>", &format!("{note}<text:p>"), 1);
        let rows =
            format!("<table:table-row>{header}</table:table-row><table:table-row>{}</table:table-row>", cells(&DATA));
        assert_eq!(read(&rows).unwrap().0.len(), 1);
    }

    #[test]
    fn a_document_that_ends_in_the_middle_is_no_endless_loop() {
        let whole = format!("<table:table-row>{}</table:table-row>", cells(&HEADER));
        let content = sample::ods_content(&whole);
        let cut = &content[..content.find("</table:table>").unwrap()];
        let bytes = sample::ods_with_content(cut);
        let result = Registry::read(&*bytes, RegistryFormat::Ods, &RegistryOptions::default(), &AllRegions);
        assert!(result.is_ok_and(|(registry, _)| registry.is_empty()));
    }
}
