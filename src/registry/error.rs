//! Why a file cannot be read as a registry at all. Problems of single rows are no errors; see `RowProblem`.

use std::fmt;

use thiserror::Error;

/// Why a file cannot be read as a registry at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RegistryError {
    /// There is not one row with something in it.
    #[error(
        "the registry is empty; its first row must hold the headers: page_url (Ссылка на страницу), organization (Наименование организации), ogrn (ОГРН), level (Уровень), ..."
    )]
    Empty,
    /// The header lacks columns that every registry needs.
    #[error("{}row {row}: the header lacks {}", sheet_prefix(sheet.as_deref()), join(missing))]
    MissingColumns {
        /// The sheet, where there are sheets.
        sheet: Option<String>,
        /// The row that looks most like a header.
        row: u32,
        /// What is not there.
        missing: Vec<MissingColumn>,
    },
    /// Two columns of the header mean the same field.
    #[error(
        "{}row {row}: the columns {first:?} and {second:?} both mean {english} ({russian}); leave one of them",
        sheet_prefix(sheet.as_deref())
    )]
    DuplicateColumn {
        /// The sheet, where there are sheets.
        sheet: Option<String>,
        /// The row of the header.
        row: u32,
        /// The field's English header.
        english: &'static str,
        /// The field's Russian header.
        russian: &'static str,
        /// The first of the two columns as written.
        first: String,
        /// The second one as written.
        second: String,
    },
    /// A text format was expected, and the bytes are no text.
    #[error("this is not a text file ({found}); give the file its right ending (.csv, .xlsx, .ods, .toml)")]
    NotText {
        /// What it seems to be.
        found: &'static str,
    },
    /// A workbook of Excel 97-2003, or one with a password.
    #[error("this is an old .xls workbook or one with a password; save it as .xlsx without a password")]
    OldSpreadsheet,
    /// The bytes are no spreadsheet of the kind the file's ending promises.
    #[error("this cannot be read as {expected} ({detail}); save it anew from the spreadsheet program, or as .csv")]
    NotSpreadsheet {
        /// `XLSX` or `ODS`.
        expected: &'static str,
        /// What the reader said.
        detail: String,
    },
    /// The file is larger than any registry.
    #[error("the file has {size} bytes, more than the {limit} that are read; split it by region")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// Packed inside the spreadsheet there is more than any registry holds.
    #[error(
        "{part:?} inside the spreadsheet unpacks to more than a registry can hold; save only the registry's sheet to a new file"
    )]
    UnpacksTooLarge {
        /// The part of the package.
        part: String,
    },
    /// More rows than any registry has.
    #[error("more than {limit} rows; split the registry by region")]
    TooManyRows {
        /// The limit.
        limit: u32,
    },
    /// The text is no valid TOML.
    #[error("line {line}: {message}")]
    Toml {
        /// The line, counted from 1.
        line: usize,
        /// What the reader said.
        message: String,
    },
    /// A key that a registry in TOML does not have.
    #[error("line {line}: unknown key {key:?}{}", suggestion(*nearest))]
    UnknownKey {
        /// The line, counted from 1.
        line: usize,
        /// The key as written.
        key: String,
        /// The known key most like it.
        nearest: Option<&'static str>,
    },
    /// A value of a type that the key cannot have.
    #[error("line {line}: {key} is {found}, must be {expected}")]
    BadValue {
        /// The line, counted from 1.
        line: usize,
        /// The key.
        key: &'static str,
        /// The type that stands there.
        found: &'static str,
        /// What would be right.
        expected: &'static str,
    },
    /// The region code given for all rows is none.
    #[error(
        "region_code {value:?} for all rows is no region's code; it is the first two digits of OKATO, or 111, 711, 7114"
    )]
    DefaultRegion {
        /// The code as given.
        value: String,
    },
}

/// One column that the header lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingColumn {
    /// Its English header.
    pub english: &'static str,
    /// Its Russian header.
    pub russian: &'static str,
    /// An unknown header that may be a misspelling of it.
    pub perhaps: Option<String>,
}

impl fmt::Display for MissingColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.english, self.russian)?;
        match &self.perhaps {
            Some(header) => write!(f, ", perhaps written as {header:?}"),
            None => Ok(()),
        }
    }
}

fn join(missing: &[MissingColumn]) -> String {
    missing.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn sheet_prefix(sheet: Option<&str>) -> String {
    sheet.map(|name| format!("sheet {name:?}, ")).unwrap_or_default()
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map(|key| format!("; {key:?} is meant?")).unwrap_or_default()
}
