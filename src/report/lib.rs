//! Reports: what a pass found, written for people and programs, page by page as audits finish. Each format is a
//! [`ReportWriter`] over any `impl Write`; none keeps pages in memory, so a report of 200,000 pages needs as much as
//! one of two. Knows neither rules nor VK nor where the report goes.

mod csv;
mod encode;
mod format;
mod html;
mod json;
pub mod link;
pub mod listing;
pub mod ndjson;
pub mod remedies;
mod spool;
mod table;
mod wire;
mod xlsx;

use std::io;
use std::sync::Arc;

use jiff::tz::TimeZone;

use domain::model::{Form, ItemCover, PageAudit, RunFacts, Summary};
use words::Lang;

pub use csv::{BOM, cell as spreadsheet_cell};
pub use format::{Format, FormatError, Output};
pub use html::{PageFragment, StatusStyle};
pub use ndjson::write_json;
pub use wire::{WireUnverified, WireViolation, rfc3339};

/// The name of the JSON contract, also in each JSON report.
pub const SCHEMA_ID: &str = "vk-page-auditor/report/1";

/// The JSON Schema (2020-12) of JSON reports; a line of NDJSON is its `#/$defs/page`.
pub const SCHEMA: &str = include_str!("report.schema.json");

/// The version of the program, as reports tell it.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Up to so many pages a report for reading shows every page in full.
const FEW_PAGES: u64 = 30;

/// Writes a report page by page; the constructor has written what comes first.
pub trait ReportWriter: Send {
    /// Adds a page, in whatever order pages finish.
    ///
    /// # Errors
    /// What the output or the file for intermediate results answers.
    fn page(&mut self, audit: &PageAudit) -> io::Result<()>;

    /// Whether pages may also come as their lines of NDJSON ([`ndjson::line`]), which other cores can make ahead.
    fn takes_lines(&self) -> bool {
        false
    }

    /// Adds pages by their lines, in the language of the report; only for formats that take lines.
    ///
    /// # Errors
    /// What the output or the file for intermediate results answers; that the format takes none.
    fn lines(&mut self, _lines: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Hands on what was written so far, for those who follow the report as it grows.
    ///
    /// # Errors
    /// What the output answers.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Writes what needs the whole, and flushes.
    ///
    /// # Errors
    /// What the output or the file for intermediate results answers.
    fn finish(self: Box<Self>, run: &RunFacts, summary: &Summary) -> io::Result<()>;
}

/// How a report is to be written; each format uses what concerns it.
#[derive(Debug, Clone)]
pub struct ReportOptions {
    /// The language of messages and headings; keys and codes stay English.
    pub lang: Lang,
    /// Whether the table may colour its words.
    pub color: bool,
    /// How many columns the table may fill.
    pub width: usize,
    /// How many pages will come, where that is known: few are shown in full, compliant ones too.
    pub pages_expected: Option<u64>,
    /// Whether the table lists compliant pages however many there are.
    pub verbose: bool,
    /// The approved covers, to be shown beside what was found; may be empty.
    pub approved_covers: Arc<[ApprovedCover]>,
    /// The time zone of dates written for people; JSON, NDJSON and CSV are always in UTC.
    pub time_zone: TimeZone,
}

/// An approved cover as a report shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedCover {
    /// The form it is approved for.
    pub form: Form,
    /// The name of its colour scheme.
    pub scheme: Arc<str>,
    /// The picture, a small PNG.
    pub png: Vec<u8>,
}

impl Default for ReportOptions {
    fn default() -> Self {
        Self {
            lang: Lang::default(),
            color: false,
            width: 100,
            pages_expected: None,
            verbose: false,
            approved_covers: Arc::default(),
            time_zone: TimeZone::UTC,
        }
    }
}

impl ReportOptions {
    /// The approved cover to show beside what was found: of the form, and where it can be of the same scheme.
    fn approved_cover(&self, form: Form, found: Option<&ItemCover>) -> Option<(usize, &ApprovedCover)> {
        let scheme = found.filter(|found| found.form == Some(form)).and_then(|found| found.scheme.as_deref());
        let of_form = || self.approved_covers.iter().enumerate().filter(|(_, cover)| cover.form == form);
        of_form().find(|(_, cover)| Some(&*cover.scheme) == scheme).or_else(|| of_form().next())
    }

    /// Whether so few pages come that each can be shown in full.
    fn few_pages(&self) -> bool {
        self.pages_expected.is_some_and(|pages| pages <= FEW_PAGES)
    }
}
