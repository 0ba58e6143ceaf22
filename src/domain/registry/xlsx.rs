//! Rows of an XLSX workbook. The sheet is read as a stream of filled cells: a single cell in the last corner of a sheet
//! must not cost the memory of the whole sheet.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Cursor;

use calamine::{DataRef, Dimensions, Reader, SheetVisible, Xlsx, XlsxError, XlsxFormulaMetadata};

use super::cell::Cell;
use super::formula::link_of;
use super::header::{Line, Next, Table};
use super::merged::{Area, Merged};
use super::{RegistryError, package};

/// What an error calls the format.
const NAME: &str = "XLSX";
/// Cells further to the right are notes, not fields.
pub(super) const MAX_COLUMNS: usize = 256;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Feeds the rows of all visible sheets that have a header to the table.
///
/// # Errors
/// No workbook, one that unpacks to too much, or what the table finds wrong with the header.
pub(super) fn read(bytes: &[u8], table: &mut Table<'_, '_>) -> Result<(), RegistryError> {
    let (_, marks) = package::open(bytes, NAME)?;
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    for sheet in workbook.sheets_metadata().to_owned() {
        if !table.begin_sheet(&sheet.name, sheet.visible != SheetVisible::Visible) {
            continue;
        }
        let beside = Beside::of(&mut workbook, &sheet.name, marks)?;
        read_sheet(&mut workbook, &sheet.name, beside, table)?;
    }
    Ok(())
}

/// What a sheet says of its cells beside their values.
#[derive(Default)]
struct Beside {
    /// Merged cells, those that begin last first.
    areas: Vec<Area>,
    /// Links behind cells, by row and column.
    links: HashMap<(u32, u32), String>,
}

impl Beside {
    fn of(workbook: &mut Workbook<'_>, name: &str, marks: package::Marks) -> Result<Self, RegistryError> {
        let mut beside = Self::default();
        if marks.has_merged {
            let areas = workbook.merge_cells_by_sheet_name(name).map_err(|error| broken(&error))?;
            beside.areas = areas.into_iter().filter_map(area).collect();
            beside.areas.sort_unstable_by_key(|area| std::cmp::Reverse((area.rows.0, area.columns.0)));
        }
        if marks.has_links {
            let links = workbook.hyperlinks_by_sheet_name(name).map_err(|error| broken(&error))?;
            // a link over several cells is one for each, but addresses stand in single cells
            let linked = links.into_iter().filter_map(|link| Some((link.range.start, link.target?)));
            beside.links = linked.collect();
        }
        Ok(beside)
    }

    /// The areas that begin in this row; those above it are given up.
    fn begun(&mut self, row: u32) -> Vec<Area> {
        let mut begun = Vec::new();
        while let Some(area) = self.areas.pop_if(|area| area.rows.0 <= row) {
            if area.rows.0 == row {
                begun.push(area);
            }
        }
        begun
    }
}

fn area(dimensions: Dimensions) -> Option<Area> {
    let column = |column: u32| usize::try_from(column).unwrap_or(usize::MAX);
    let (first, last) = (column(dimensions.start.1), column(dimensions.end.1));
    let rows = (dimensions.start.0, dimensions.end.0);
    let is_area = rows.0 <= rows.1 && first <= last && first < MAX_COLUMNS;
    is_area.then_some(Area { rows, columns: (first, last.min(MAX_COLUMNS - 1)) })
}

/// The row being gathered.
struct Gathered<'c> {
    row: u32,
    cells: Vec<Cell<'c>>,
    merged: Merged,
}

impl Gathered<'_> {
    fn offer(&mut self, beside: &mut Beside, table: &mut Table<'_, '_>) -> Result<Next, RegistryError> {
        let begun = beside.begun(self.row);
        self.merged.fill(self.row, &mut self.cells, begun.into_iter());
        if self.merged.is_all_from_above(&self.cells) {
            return Ok(Next::Row);
        }
        let across = self.merged.across();
        table.offer(Line { row: self.row.saturating_add(1), cells: &mut self.cells, across })
    }
}

fn read_sheet(
    workbook: &mut Workbook<'_>,
    name: &str,
    mut beside: Beside,
    table: &mut Table<'_, '_>,
) -> Result<(), RegistryError> {
    let mut stream = match workbook.worksheet_cells_reader(name) {
        Ok(stream) => stream,
        // a sheet of charts has no rows
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(error) => return Err(broken(&error)),
    };
    let mut gathered = Gathered { row: 0, cells: Vec::new(), merged: Merged::default() };
    while let Some(found) = stream.next_cell_with_formula_metadata().map_err(|error| broken(&error))? {
        let (row, column) = found.pos;
        if row != gathered.row {
            if gathered.offer(&mut beside, table)? == Next::Sheet {
                return Ok(());
            }
            gathered.cells.clear();
            gathered.row = row;
        }
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        if place >= MAX_COLUMNS {
            continue;
        }
        let mut value = cell(found.value, found.formula.as_ref());
        if let Some(link) = beside.links.get(&(row, column)) {
            value = value.linked(link);
        }
        if value == Cell::Empty {
            continue;
        }
        if gathered.cells.len() <= place {
            gathered.cells.resize(place + 1, Cell::Empty);
        }
        gathered.cells[place] = value;
    }
    gathered.offer(&mut beside, table).map(drop)
}

fn cell<'a>(value: DataRef<'a>, formula: Option<&XlsxFormulaMetadata>) -> Cell<'a> {
    let value = match value {
        DataRef::Empty if formula.is_some() => Cell::NoResult,
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Integer(number),
        DataRef::Float(number) => Cell::Float(number),
        // digits that the spreadsheet shows as a date are digits still
        DataRef::DateTime(date) => Cell::Float(date.as_f64()),
        DataRef::Bool(value) => Cell::Bool(value),
        DataRef::SharedString(text) => Cell::Text(Cow::Borrowed(text)),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(Cow::Owned(text)),
        DataRef::Error(error) => Cell::Broken(error.to_string()),
    };
    let link = match formula {
        Some(XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. }) => link_of(formula),
        _ => None,
    };
    match link {
        Some(link) => value.linked(&link),
        None => value,
    }
}

fn broken(error: &XlsxError) -> RegistryError {
    match error {
        XlsxError::Password => RegistryError::OldSpreadsheet,
        _ => RegistryError::NotSpreadsheet { expected: NAME, detail: error.to_string() },
    }
}
