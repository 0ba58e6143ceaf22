//! Lists (pages, findings, events, runs) in every format of reports, a row at a time: what a person or a program asks of
//! the history. Knows columns and cells, not where they come from; none but the first rows of a table stay in memory.

pub mod columns;
mod csv;
mod html;
mod json;
mod shown;
mod table;
mod xlsx;

use std::io;

use jiff::Timestamp;
use serde_json::Value;

use super::{Format, Output, ReportOptions};
use words::Lang;
use words::listing::{ListWord, Vocabulary};

pub use json::RowJson;

/// The name of the JSON contract of lists, also in each JSON list.
pub const LIST_SCHEMA_ID: &str = "vk-page-auditor/list/1";

/// The JSON Schema (2020-12) of JSON lists; a line of NDJSON is its `#/$defs/row`.
pub const LIST_SCHEMA: &str = include_str!("../list.schema.json");

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum List {
    /// Pages as they stand.
    Pages,
    /// What is or was wrong on pages.
    Findings,
    /// What happened.
    Events,
    /// Runs over pages.
    Runs,
    /// What another policy would change.
    Rehearsal,
    /// Imports of the registry.
    Imports,
    /// People who may sign in.
    People,
    /// Tokens of the API and of feeds.
    Tokens,
    /// Who did what.
    Journal,
}

impl List {
    /// All lists.
    pub const ALL: [Self; 9] = [
        Self::Pages,
        Self::Findings,
        Self::Events,
        Self::Runs,
        Self::Rehearsal,
        Self::Imports,
        Self::People,
        Self::Tokens,
        Self::Journal,
    ];

    /// The stable name, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Findings => "findings",
            Self::Events => "events",
            Self::Runs => "runs",
            Self::Rehearsal => "rehearsal",
            Self::Imports => "imports",
            Self::People => "people",
            Self::Tokens => "tokens",
            Self::Journal => "journal",
        }
    }

    /// Its columns, all of them.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Pages => &columns::PAGES,
            Self::Findings => &columns::FINDINGS,
            Self::Events => &columns::EVENTS,
            Self::Runs => &columns::RUNS,
            Self::Rehearsal => &columns::REHEARSAL,
            Self::Imports => &columns::IMPORTS,
            Self::People => &columns::PEOPLE,
            Self::Tokens => &columns::TOKENS,
            Self::Journal => &columns::JOURNAL,
        }
    }

    const fn title(self, lang: Lang) -> &'static str {
        let word = match self {
            Self::Pages => ListWord::Pages,
            Self::Findings => ListWord::Findings,
            Self::Events => ListWord::Events,
            Self::Runs => ListWord::Runs,
            Self::Rehearsal => ListWord::Rehearsal,
            Self::Imports => ListWord::Imports,
            Self::People => ListWord::People,
            Self::Tokens => ListWord::Tokens,
            Self::Journal => ListWord::Journal,
        };
        word.text(lang)
    }
}

/// How the cells of a column are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Any text.
    Text,
    /// A quantity.
    Number,
    /// A number or code that names a thing, and is no quantity.
    Id,
    /// A part of a whole.
    Share,
    Moment,
    /// Yes or no.
    Flag,
    /// The address of a page, which opens it.
    Page,
    /// A web address, which opens where it is harmless.
    Url,
    /// Stable texts, for which people read words.
    Term(Vocabulary),
    /// Whatever has a structure of its own.
    Json,
}

/// A column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The key in JSON and the header in CSV; stable and English.
    pub key: &'static str,
    /// The title people read.
    pub title: ListWord,
    /// How its cells are to be read.
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    None,
    /// Any text; foreign text is made harmless by each format.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A part of a whole, from 0 to 1.
    Share(f64),
    Moment(Timestamp),
    /// Yes or no.
    Flag(bool),
    /// Whatever has a structure of its own.
    Json(Value),
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::None, Self::Text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Option<Timestamp>> for Cell {
    fn from(at: Option<Timestamp>) -> Self {
        at.map_or(Self::None, Self::Moment)
    }
}

impl From<Option<i64>> for Cell {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::None, Self::Number)
    }
}

/// What a list says besides its rows.
#[derive(Debug, Clone, Copy)]
pub struct Heading<'a> {
    /// What is listed.
    pub list: List,
    /// Its columns, from the left.
    pub columns: &'a [Column],
    /// When the rows were read.
    pub made_at: Timestamp,
}

/// What is known when the last row was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct End {
    /// How many rows there are, these and all others.
    pub total: Option<u64>,
    /// What to ask for to get the rows that follow; `None` when there are none.
    pub next: Option<String>,
}

/// Writes a list row by row.
pub struct ListingWriter {
    rows: Box<dyn Rows>,
    columns: usize,
    written: u64,
}

impl ListingWriter {
    /// Begins a list.
    ///
    /// # Errors
    /// What the output answers to the first bytes, or the system to a temporary file.
    pub fn new(format: Format, heading: &Heading<'_>, options: ReportOptions, out: Output) -> io::Result<Self> {
        let rows: Box<dyn Rows> = match format {
            Format::Table => Box::new(table::TableRows::new(heading, options, out)),
            Format::Json => Box::new(json::JsonRows::new(heading, out)?),
            Format::Ndjson => Box::new(json::Lines::new(heading, out)),
            Format::Csv => Box::new(csv::CsvRows::new(heading, out)?),
            Format::Html => Box::new(html::HtmlRows::new(heading, options, out)?),
            Format::Xlsx => Box::new(xlsx::XlsxRows::new(heading, options, out)?),
        };
        Ok(Self { rows, columns: heading.columns.len(), written: 0 })
    }

    /// Adds a row, a cell for each column.
    ///
    /// # Errors
    /// What the output answers; another number of cells than of columns.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        fit(self.columns, cells)?;
        self.written += 1;
        self.rows.row(cells)
    }

    /// Writes what needs the whole, and flushes.
    ///
    /// # Errors
    /// What the output answers, or the system to a temporary file.
    pub fn finish(self, end: &End) -> io::Result<()> {
        self.rows.finish(self.written, end)
    }
}

/// Appends one row as a line of NDJSON with its line end, exactly as [`ListingWriter`] writes it.
///
/// # Errors
/// Another number of cells than of columns.
pub fn ndjson_line(columns: &[Column], cells: &[Cell], out: &mut Vec<u8>) -> io::Result<()> {
    fit(columns.len(), cells)?;
    json::line(columns, cells, out)
}

fn fit(columns: usize, cells: &[Cell]) -> io::Result<()> {
    if cells.len() == columns {
        return Ok(());
    }
    let detail = format!("a row of {} cells in a list of {columns} columns", cells.len());
    Err(io::Error::new(io::ErrorKind::InvalidInput, detail))
}

/// The rows of one format; the constructor has written what comes first.
trait Rows: Send {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()>;

    fn finish(self: Box<Self>, written: u64, end: &End) -> io::Result<()>;
}
