//! Rows of an XLSX workbook. The sheet is read as a stream of filled cells: a single cell in the last corner of a sheet
//! must not cost the memory of the whole sheet.

use std::borrow::Cow;
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::cell::Cell;
use super::header::{Next, Table};
use super::{RegistryError, package};

/// What an error calls the format.
const NAME: &str = "XLSX";
/// Cells further to the right are notes, not fields.
pub(super) const MAX_COLUMNS: usize = 256;

/// Feeds the rows of the first sheet that has the header to the table.
///
/// # Errors
/// No workbook, one that unpacks to too much, or what the table finds wrong with the header.
pub(super) fn read(bytes: &[u8], table: &mut Table<'_, '_>) -> Result<(), RegistryError> {
    package::open(bytes, NAME)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    for name in workbook.sheet_names() {
        if table.begin_sheet(&name) {
            read_sheet(&mut workbook, &name, table)?;
        }
    }
    Ok(())
}

fn read_sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, table: &mut Table<'_, '_>) -> Result<(), RegistryError> {
    let mut stream = match workbook.worksheet_cells_reader(name) {
        Ok(stream) => stream,
        // a sheet of charts has no rows
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(error) => return Err(broken(&error)),
    };
    let mut cells: Vec<Cell<'_>> = Vec::new();
    let mut current = 0;
    while let Some(found) = stream.next_cell().map_err(|error| broken(&error))? {
        let (row, column) = found.get_position();
        if row != current {
            if table.offer(current.saturating_add(1), &mut cells)? == Next::Sheet {
                return Ok(());
            }
            cells.clear();
            current = row;
        }
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        let value = cell(found.get_value());
        if place >= MAX_COLUMNS || value == Cell::Empty {
            continue;
        }
        if cells.len() <= place {
            cells.resize(place + 1, Cell::Empty);
        }
        cells[place] = value;
    }
    table.offer(current.saturating_add(1), &mut cells).map(drop)
}

fn cell<'a>(value: &DataRef<'a>) -> Cell<'a> {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Integer(*number),
        DataRef::Float(number) => Cell::Float(*number),
        // digits that the spreadsheet shows as a date are digits still
        DataRef::DateTime(date) => Cell::Float(date.as_f64()),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::SharedString(text) => Cell::Text(Cow::Borrowed(text)),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cell::Text(Cow::Owned(text.clone()))
        }
        DataRef::Error(error) => Cell::Broken(error.to_string()),
    }
}

fn broken(error: &XlsxError) -> RegistryError {
    match error {
        XlsxError::Password => RegistryError::OldSpreadsheet,
        _ => RegistryError::NotSpreadsheet { expected: NAME, detail: error.to_string() },
    }
}
