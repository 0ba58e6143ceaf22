//! Finds the header among the first rows of each sheet, then hands every further row on with its cells by field.

use std::sync::Arc;

use super::RegistryError;
use super::cell::Cell;
use super::columns::{Columns, are_numbers};
use super::field::Field;
use super::intake::Intake;
use super::layout::Layout;
use super::loose::{Loose, is_anchored, is_header_again};
use crate::model::{RegistryRemarkKind, RowPlace};

/// A header may stand below a title and other words, but not further down than this many filled rows.
const SEARCHED_ROWS: u32 = 30;
/// The most rows that are read, in any format; the whole country has about 200,000 pages.
pub(super) const MAX_ROWS: u32 = 1_000_000;

/// A row as a format gives it.
pub(super) struct Line<'l, 'c> {
    /// Its number as a person sees it.
    pub row: u32,
    pub cells: &'l mut [Cell<'c>],
    /// Columns whose cells are merged with those to the right: the first and the last.
    pub across: &'l [(usize, usize)],
}

/// What the table wants next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The following row.
    Row,
    /// Another sheet: no header is in this one.
    Sheet,
}

/// Where in a sheet the reading is.
enum State {
    /// No header was found so far.
    Search {
        /// How many filled rows were looked at.
        searched: u32,
        /// The row before, which may be the upper one of a header of two.
        upper: Option<Upper>,
    },
    /// The header was found, and the next row may be a part of it.
    Header(Upper),
    Rows(Columns),
}

/// A row that is a header or the upper part of one.
struct Upper {
    row: u32,
    columns: Columns,
    across: Vec<(usize, usize)>,
}

impl Upper {
    fn new(line: &Line<'_, '_>) -> Self {
        Self { row: line.row, columns: Columns::by_row(line), across: line.across.to_vec() }
    }

    fn with_lower(&self, line: &Line<'_, '_>) -> Option<Self> {
        let columns = self.columns.by_two_rows(&self.across, line)?;
        Some(Self { row: line.row, columns, across: line.across.to_vec() })
    }
}

impl State {
    const START: Self = Self::Search { searched: 0, upper: None };
}

/// A table being read from top to bottom, sheet by sheet.
pub(super) struct Table<'i, 'r> {
    intake: &'i mut Intake<'r>,
    /// Whether a cell beyond the header's last one spoils the row: in text it means a stray parting sign, in a sheet a
    /// note in the margin.
    strict_width: bool,
    sheet: Option<Arc<str>>,
    state: State,
    rows: u32,
    has_header: bool,
    /// The row most like a header so far, with its sheet and number.
    best: Option<(Columns, Option<Arc<str>>, u32)>,
}

impl<'i, 'r> Table<'i, 'r> {
    /// A table of text.
    pub fn of_text(intake: &'i mut Intake<'r>) -> Self {
        Self { intake, strict_width: true, sheet: None, state: State::START, rows: 0, has_header: false, best: None }
    }

    /// The tables of a spreadsheet, one after the other.
    pub fn of_sheets(intake: &'i mut Intake<'r>) -> Self {
        Self { strict_width: false, ..Self::of_text(intake) }
    }

    /// Begins another sheet; tells whether it is to be read.
    pub fn begin_sheet(&mut self, name: &str, is_hidden: bool) -> bool {
        self.end_sheet();
        self.sheet = Some(name.into());
        if is_hidden {
            self.remark_sheet(RegistryRemarkKind::HiddenSheet);
        }
        !is_hidden
    }

    /// Ends the sheet being read.
    fn end_sheet(&mut self) {
        match std::mem::replace(&mut self.state, State::START) {
            State::Search { searched: 0, .. } => {}
            State::Search { .. } => self.remark_sheet(RegistryRemarkKind::SheetWithoutHeader),
            State::Header(upper) => {
                self.begin_rows(&upper);
                self.intake.end_table();
            }
            State::Rows(_) => self.intake.end_table(),
        }
        self.sheet = None;
    }

    fn remark_sheet(&mut self, kind: RegistryRemarkKind) {
        if let Some(sheet) = &self.sheet {
            let place = RowPlace { sheet: Some(Arc::clone(sheet)), ..RowPlace::default() };
            self.intake.remarks.add(place, String::new(), kind);
        }
    }

    /// Takes the next row.
    ///
    /// # Errors
    /// A header with two columns for one field, and too many rows.
    pub fn offer(&mut self, mut line: Line<'_, '_>) -> Result<Next, RegistryError> {
        if line.cells.iter().all(Cell::is_blank) {
            return Ok(Next::Row);
        }
        match std::mem::replace(&mut self.state, State::START) {
            State::Search { searched, upper } => return self.search(&line, searched, upper),
            State::Header(upper) => {
                if let Some(both) = upper.with_lower(&line) {
                    return self.found(both);
                }
                self.begin_rows(&upper);
                self.state = State::Rows(upper.columns);
                if are_numbers(line.cells) {
                    return Ok(Next::Row);
                }
            }
            rows @ State::Rows(_) => self.state = rows,
        }
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return Err(RegistryError::TooManyRows { limit: MAX_ROWS });
        }
        self.row(&mut line);
        Ok(Next::Row)
    }

    fn row(&mut self, line: &mut Line<'_, '_>) {
        let State::Rows(columns) = &self.state else { return };
        if self.strict_width && line.cells.iter().skip(columns.width()).any(|cell| !cell.is_blank()) {
            self.intake.too_wide(line.row, line.cells.len(), columns.width());
            return;
        }
        let cell = |field: Field| line.cells.get(usize::from(columns.place(field)?));
        if is_header_again(cell) {
            return;
        }
        let loose = (!is_anchored(cell)).then(|| Loose::of(line.cells, columns.known()));
        let mut by_field: [Cell<'_>; Field::COUNT] = Default::default();
        for (cell, place) in by_field.iter_mut().zip(columns.places()) {
            if let Some(found) = place.and_then(|place| line.cells.get_mut(usize::from(place))) {
                *cell = std::mem::take(found);
            }
        }
        self.intake.row(line.row, by_field, loose);
    }

    fn search(&mut self, line: &Line<'_, '_>, searched: u32, before: Option<Upper>) -> Result<Next, RegistryError> {
        let one = Upper::new(line);
        let both = before.and_then(|before| before.with_lower(line));
        let better = match both {
            Some(both) if both.columns.known() > one.columns.known() => both,
            _ => Upper::new(line),
        };
        if better.columns.is_header() {
            return self.found(better);
        }
        if self.best.as_ref().is_none_or(|(best, ..)| best.known() < better.columns.known()) {
            self.best = Some((better.columns, self.sheet.clone(), line.row));
        }
        let searched = searched + 1;
        self.state = State::Search { searched, upper: Some(one) };
        Ok(if searched < SEARCHED_ROWS { Next::Row } else { Next::Sheet })
    }

    fn found(&mut self, upper: Upper) -> Result<Next, RegistryError> {
        if let Some(twice) = upper.columns.twice() {
            let [first, second] = twice.columns.map(|place| upper.columns.text(place).to_owned());
            return Err(RegistryError::DuplicateColumn {
                sheet: self.sheet.as_deref().map(ToOwned::to_owned),
                row: upper.row,
                field: twice.field.english(),
                first,
                second,
                columns: twice.columns,
            });
        }
        self.has_header = true;
        self.state = State::Header(upper);
        Ok(Next::Row)
    }

    fn begin_rows(&mut self, upper: &Upper) {
        let columns = &upper.columns;
        let layout = Layout::of(self.sheet.clone(), upper.row, columns, !self.strict_width);
        for (field, missing) in columns.wanted(self.intake.has_default_region()) {
            let kind = RegistryRemarkKind::MissingColumn { nearest: missing.nearest };
            self.intake.remarks.add(layout.header_cell(None, field), String::new(), kind);
        }
        for (field, place) in columns.second() {
            let read = columns.place(field).map(|place| columns.text(place).to_owned()).unwrap_or_default();
            let (place, text) = (layout.header_cell(Some(place), field), columns.text(place).to_owned());
            self.intake.remarks.add(place, text, RegistryRemarkKind::SecondColumn { read });
        }
        self.intake.begin_table(layout);
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// No row was a header.
    pub fn finish(mut self) -> Result<(), RegistryError> {
        self.end_sheet();
        match self.best {
            _ if self.has_header => Ok(()),
            Some((best, sheet, row)) => Err(RegistryError::MissingColumns {
                sheet: sheet.as_deref().map(ToOwned::to_owned),
                row,
                missing: best.missing(),
            }),
            None => Err(RegistryError::Empty),
        }
    }
}

#[cfg(test)]
mod tests;
