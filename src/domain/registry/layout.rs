//! How each column of a file was understood, and the names of its cells.

use std::sync::Arc;

use super::aliases;
use super::columns::Columns;
use super::field::Field;
use crate::model::{RowPlace, RowRef};

/// How the header of a file, or of one of its sheets, was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// The sheet, in a spreadsheet.
    pub sheet: Option<Arc<str>>,
    /// The last row of the header.
    pub row: u32,
    /// Every column with a header, from left to right.
    pub columns: Vec<ReadColumn>,
    /// Where each field stands.
    places: [Option<u16>; Field::COUNT],
    /// Whether cells have names.
    is_sheet: bool,
    /// Whether all organisations are subordinate ones.
    pub(super) names_subordinates: bool,
}

/// One column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadColumn {
    /// Counted from 0.
    pub place: u16,
    /// Its header as written.
    pub header: String,
    /// The English header of the field it is; `None`: it is not read.
    pub field: Option<&'static str>,
}

impl Layout {
    pub(super) fn of(sheet: Option<Arc<str>>, row: u32, columns: &Columns, is_sheet: bool) -> Self {
        let read = |(place, header, field): (u16, &str, Option<Field>)| ReadColumn {
            place,
            header: header.to_owned(),
            field: field.map(Field::english),
        };
        let names = columns.place(Field::Organization).map(|place| columns.text(place));
        Self {
            sheet,
            row,
            columns: columns.all().map(read).collect(),
            places: *columns.places(),
            is_sheet,
            names_subordinates: names.is_some_and(aliases::names_subordinates),
        }
    }

    /// The place of a field in a row.
    pub(super) fn place(&self, row: u32, field: Option<Field>) -> RowPlace {
        RowPlace {
            sheet: self.sheet.clone(),
            row: Some(row),
            column: field.map(Field::english),
            cell: field.and_then(|field| self.places[field.index()]).filter(|_| self.is_sheet),
        }
    }

    /// The place of a column of the header.
    pub(super) fn header_cell(&self, column: Option<u16>, field: Field) -> RowPlace {
        let cell = column.filter(|_| self.is_sheet);
        RowPlace { sheet: self.sheet.clone(), row: Some(self.row), column: Some(field.english()), cell }
    }

    /// Another row, as a problem of a row of this sheet names it.
    pub(super) fn refer(&self, other: &Self, row: u32) -> RowRef {
        RowRef { sheet: other.sheet.clone().filter(|_| other.sheet != self.sheet), row }
    }
}
