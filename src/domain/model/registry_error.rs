//! Why a file cannot be read as a registry at all, as typed data. `Display` is for logs and developers; what a person
//! reads is made in `words`. Problems of single rows are no errors; see [`super::RowProblem`].

use std::fmt;

use thiserror::Error;

/// Why a file cannot be read as a registry at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RegistryError {
    /// There is not one row with something in it.
    #[error("the registry is empty")]
    Empty,
    /// No row is a header: it must name the page, and the organisation or its OGRN.
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
    #[error("{}row {row}: the columns {first:?} and {second:?} both mean {field}", sheet_prefix(sheet.as_deref()))]
    DuplicateColumn {
        /// The sheet, where there are sheets.
        sheet: Option<String>,
        /// The row of the header.
        row: u32,
        /// The field's English header.
        field: &'static str,
        /// The first of the two columns as written.
        first: String,
        /// The second one as written.
        second: String,
        /// Both columns, counted from 0.
        columns: [u16; 2],
    },
    /// A text format was expected, and the bytes are no text.
    #[error("not a text file")]
    NotText {
        /// Whether it is a packed file, as spreadsheets are.
        packed: bool,
    },
    /// A workbook of Excel 97-2003, or one with a password.
    #[error("an old .xls workbook or one with a password")]
    OldSpreadsheet,
    /// The bytes are no spreadsheet of the kind the file's ending promises.
    #[error("not readable as {expected} ({detail})")]
    NotSpreadsheet {
        /// `XLSX` or `ODS`.
        expected: &'static str,
        /// What the reader said, in English.
        detail: String,
    },
    /// The file is larger than any registry.
    #[error("the file has {size} bytes, more than the {limit} that are read")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// Packed inside the spreadsheet there is more than any registry holds.
    #[error("{part:?} inside the spreadsheet unpacks to more than a registry can hold")]
    UnpacksTooLarge {
        /// The part of the package.
        part: String,
    },
    /// More rows than any registry has.
    #[error("more than {limit} rows")]
    TooManyRows { limit: u32 },
    /// The text is no valid TOML.
    #[error("line {line}: {message}")]
    Toml {
        /// The line, counted from 1.
        line: usize,
        /// What the reader said, in English.
        message: String,
    },
    /// A key that a registry in TOML does not have.
    #[error("line {line}: unknown key {key:?}")]
    UnknownKey {
        /// The line, counted from 1.
        line: usize,
        /// The key as written.
        key: String,
        /// The known key most like it.
        nearest: Option<&'static str>,
    },
    /// A value of a type that the key cannot have.
    #[error("line {line}: {key} is {found:?}, must be {expected:?}")]
    BadValue {
        /// The line, counted from 1.
        line: usize,
        key: &'static str,
        /// The type that stands there.
        found: TomlValue,
        /// What would be right.
        expected: TomlValue,
    },
    /// The region code given for all rows is none.
    #[error("region_code {value:?} for all rows is no region's code")]
    DefaultRegion {
        /// The code as given.
        value: String,
    },
}

/// A kind of value in TOML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TomlValue {
    /// A text, a number, true or false.
    Single,
    /// A list of single values.
    List,
    Table,
    /// A list of tables, each begun with `[[page]]`.
    Tables,
}

/// One column that a header lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingColumn {
    /// Its English header.
    pub field: &'static str,
    /// The header most like it.
    pub nearest: Option<String>,
}

impl fmt::Display for MissingColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.field)?;
        match &self.nearest {
            Some(header) => write!(f, " (nearest: {header:?})"),
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
