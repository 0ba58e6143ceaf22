//! Which formats there are, how they are named, and the writer of each.

use std::ffi::OsStr;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

use thiserror::Error;

use super::{ReportOptions, ReportWriter, csv, html, json, ndjson, table, xlsx};

/// Where a report goes.
pub type Output = Box<dyn Write + Send>;

/// A format of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Text for a terminal.
    Table,
    /// One JSON document.
    Json,
    /// One JSON object a line for each page, as pages finish.
    Ndjson,
    /// A row per violation, for spreadsheets.
    Csv,
    /// One self-contained page for a browser and for printing.
    Html,
    /// A workbook with a summary and what to fix.
    Xlsx,
}

/// A name or file ending that stands for no format.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no report format is named `{0}`, use one of table (.txt), json, ndjson, csv, html, xlsx")]
pub struct FormatError(String);

impl Format {
    /// All formats.
    pub const ALL: [Self; 6] = [Self::Table, Self::Json, Self::Ndjson, Self::Csv, Self::Html, Self::Xlsx];

    /// The stable name, as in `--format`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
        }
    }

    /// The media type, for a response that carries the report.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Table => "text/plain; charset=utf-8",
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The format a file's ending stands for, in any case.
    ///
    /// # Errors
    /// An unknown ending, or none.
    ///
    /// ```
    /// use vk_page_auditor_report::Format;
    /// assert_eq!(Format::from_path("out/Report.XLSX".as_ref()), Ok(Format::Xlsx));
    /// assert!(Format::from_path("report".as_ref()).is_err());
    /// ```
    pub fn from_path(path: &Path) -> Result<Self, FormatError> {
        let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            "txt" => Ok(Self::Table),
            "json" => Ok(Self::Json),
            "ndjson" | "jsonl" => Ok(Self::Ndjson),
            "csv" => Ok(Self::Csv),
            "html" | "htm" => Ok(Self::Html),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(FormatError(path.display().to_string())),
        }
    }

    /// Begins a report.
    ///
    /// # Errors
    /// What the output answers to the first bytes, or the system to a temporary file.
    pub fn writer(self, out: Output, options: ReportOptions) -> io::Result<Box<dyn ReportWriter>> {
        Ok(match self {
            Self::Table => Box::new(table::TableWriter::new(out, options)),
            Self::Json => Box::new(json::JsonWriter::new(out, options.lang)),
            Self::Ndjson => Box::new(ndjson::NdjsonWriter::new(out, options.lang)),
            Self::Csv => Box::new(csv::CsvWriter::new(out, options.lang)?),
            Self::Html => Box::new(html::HtmlWriter::new(out, options)),
            Self::Xlsx => Box::new(xlsx::XlsxWriter::new(out, options)?),
        })
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(name: &str) -> Result<Self, FormatError> {
        Self::ALL.into_iter().find(|format| format.as_str() == name).ok_or_else(|| FormatError(name.to_owned()))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_is_found_by_its_name_and_its_endings() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse(), Ok(format));
        }
        for (path, format) in [
            ("a.txt", Format::Table),
            ("a.b.JSON", Format::Json),
            ("/tmp/a.jsonl", Format::Ndjson),
            ("a.ndjson", Format::Ndjson),
            ("отчёт.csv", Format::Csv),
            ("a.htm", Format::Html),
            ("a.xlsx", Format::Xlsx),
        ] {
            assert_eq!(Format::from_path(path.as_ref()), Ok(format), "{path}");
        }
        assert!(Format::from_path("a.xls".as_ref()).unwrap_err().to_string().contains("a.xls"));
        assert!("Excel".parse::<Format>().is_err());
    }
}
