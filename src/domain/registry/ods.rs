//! Rows of an ODS spreadsheet, read as a stream. A general reader would first unfold "repeated a million times" into
//! memory; here a repetition costs nothing.

mod element;

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::RegistryError;
use super::cell::Cell;
use super::formula::link_of;
use super::header::{Line, Next, Table};
use super::merged::{Area, Merged};
use super::package;
use super::xlsx::MAX_COLUMNS;
use element::{attribute, number, referred, value};

/// What an error calls the format.
const NAME: &str = "ODS";
/// How many of equal rows that the file holds as "one row, repeated" are told as duplicates of the first.
const MAX_REPEATED_ROWS: u32 = 100;
/// Spaces that one `text:s` may stand for.
const MAX_SPACES: usize = 100;
/// The longest text of a cell, as in spreadsheets.
const MAX_CELL_BYTES: usize = 32_767 * 4;

/// Feeds the rows of all visible sheets that have a header to the table.
///
/// # Errors
/// No spreadsheet, one with a password, one that unpacks to too much, or what the table finds wrong with the header.
pub(super) fn read(bytes: &[u8], table: &mut Table<'_, '_>) -> Result<(), RegistryError> {
    let (mut parts, _) = package::open(bytes, NAME)?;
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
    /// Links of the text and of a formula, one a line.
    links: String,
    /// How many rows and columns it covers.
    spanned: (u32, u32),
    /// Whether another cell covers it: nobody sees what is in it.
    is_covered: bool,
}

/// Where in the document the reader stands.
struct Sheets<'t, 'i, 'r> {
    table: &'t mut Table<'i, 'r>,
    /// Tables can stand inside cells; only the outermost are sheets.
    depth: usize,
    wanted: bool,
    /// The style being read, and those of sheets that are hidden.
    style: Option<String>,
    hidden_styles: HashSet<String>,
    merged: Merged,
    /// The areas of merged cells that begin in the row.
    begun: Vec<Area>,
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
    fn new(table: &'t mut Table<'i, 'r>) -> Self {
        Self {
            table,
            depth: 0,
            wanted: false,
            style: None,
            hidden_styles: HashSet::new(),
            merged: Merged::default(),
            begun: Vec::new(),
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
                Event::GeneralRef(reference) => {
                    if let Some(character) = referred(&reference) {
                        self.text(character.encode_utf8(&mut [0; 4]));
                    }
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), RegistryError> {
        match element.name().as_ref() {
            "style:style" => self.style = attribute(element, "style:name")?,
            "style:table-properties" if attribute(element, "table:display")?.as_deref() == Some("false") => {
                self.hidden_styles.extend(self.style.take());
            }
            "table:table" => {
                self.depth += 1;
                if self.depth == 1 {
                    let name = attribute(element, "table:name")?.unwrap_or_default();
                    let style = attribute(element, "table:style-name")?;
                    let is_hidden = style.is_some_and(|style| self.hidden_styles.contains(&style));
                    self.wanted = self.table.begin_sheet(&name, is_hidden);
                    self.row = 0;
                    self.merged.clear();
                }
            }
            "table:table-row" if self.depth == 1 => {
                self.rows_repeated = number(element, "table:number-rows-repeated")?;
                self.cells.clear();
                self.begun.clear();
                self.column = 0;
            }
            name @ ("table:table-cell" | "table:covered-table-cell") if self.depth == 1 => {
                let rows = number(element, "table:number-rows-spanned")?;
                let columns = number(element, "table:number-columns-spanned")?;
                let link = attribute(element, "table:formula")?.and_then(|formula| link_of(&formula));
                self.open = Some(Open {
                    value: value(element)?,
                    repeated: usize::try_from(number(element, "table:number-columns-repeated")?).unwrap_or(usize::MAX),
                    links: link.unwrap_or_default(),
                    spanned: (rows.max(1), columns.max(1)),
                    is_covered: name == "table:covered-table-cell",
                    ..Open::default()
                });
                self.aside = 0;
            }
            "text:a" if self.aside == 0 && self.depth == 1 => {
                if let (Some(open), Some(link)) = (&mut self.open, attribute(element, "xlink:href")?)
                    && open.links.len() < MAX_CELL_BYTES
                {
                    if !open.links.is_empty() {
                        open.links.push('\n');
                    }
                    open.links.push_str(&link);
                }
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
        let end = self.column.saturating_add(open.repeated).min(MAX_COLUMNS);
        let mut cell =
            open.value.unwrap_or_else(|| if open.text.is_empty() { Cell::Empty } else { Cell::Text(open.text.into()) });
        if !open.links.is_empty() {
            cell = cell.linked(&open.links);
        }
        if !cell.is_blank() && !open.is_covered {
            self.cells.resize(self.column.min(MAX_COLUMNS), Cell::Empty);
            self.cells.resize(end, cell);
        }
        let (rows, columns) = open.spanned;
        if (rows > 1 || columns > 1) && self.column < MAX_COLUMNS {
            let columns = usize::try_from(columns).unwrap_or(MAX_COLUMNS);
            let last = self.column.saturating_add(columns).min(MAX_COLUMNS) - 1;
            let rows = (self.row, self.row.saturating_add(rows - 1));
            self.begun.push(Area { rows, columns: (self.column, last) });
        }
        self.column = end;
    }

    fn end_row(&mut self) -> Result<(), RegistryError> {
        let first = self.row;
        self.row = self.row.saturating_add(self.rows_repeated);
        if !self.wanted {
            return Ok(());
        }
        self.merged.fill(first, &mut self.cells, self.begun.drain(..));
        if self.cells.is_empty() || self.merged.is_all_from_above(&self.cells) {
            return Ok(());
        }
        for repeat in 0..self.rows_repeated.min(MAX_REPEATED_ROWS) {
            let mut cells = self.cells.clone();
            let row = first.saturating_add(repeat).saturating_add(1);
            if self.table.offer(Line { row, cells: &mut cells, across: self.merged.across() })? == Next::Sheet {
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
}

#[cfg(test)]
mod tests;
