//! A list as a workbook of one sheet (more where it is full): typed cells, a header that stays, a filter. Every foreign
//! text is a string cell, never a formula.

use std::io;

use rust_xlsxwriter::Workbook;

use super::shown::{StatusStyle, target, text, tone, word};
use super::{Cell, Column, End, Heading, Kind, Rows};
use crate::xlsx::sheet::{self, Cell as SheetCell, Rows as SheetRows, StatusStyle as SheetTone};
use crate::xlsx::{save, serial};
use crate::{Output, ReportOptions};

/// Writes rows to a file as they come, and the workbook at the end.
pub(super) struct XlsxRows {
    out: Output,
    options: ReportOptions,
    columns: Vec<Column>,
    made_at: jiff::Timestamp,
    title: &'static str,
    workbook: Workbook,
    rows: SheetRows,
}

impl XlsxRows {
    pub(super) fn new(heading: &Heading<'_>, options: ReportOptions, out: Output) -> io::Result<Self> {
        let lang = options.lang;
        let mut workbook = Workbook::new();
        let titles = heading.columns.iter().map(|column| sheet::Column(column.title.text(lang), width(column.kind)));
        let title = heading.list.title(lang);
        let rows = SheetRows::new(&mut workbook, title, titles.collect(), lang)?;
        Ok(Self { out, options, columns: heading.columns.to_vec(), made_at: heading.made_at, title, workbook, rows })
    }
}

impl Rows for XlsxRows {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let pairs = || cells.iter().zip(&self.columns);
        let shown: Vec<_> = pairs()
            .map(|(cell, column)| match cell {
                // the sheet shows hidden characters itself
                Cell::Text(text) => word(text, column, self.options.lang).unwrap_or(text).into(),
                _ => text(cell, column, &self.options),
            })
            .collect();
        let targets: Vec<_> = pairs().map(|(cell, column)| target(cell, column)).collect();
        let row: Vec<_> = pairs()
            .zip(&shown)
            .zip(&targets)
            .map(|(((cell, column), shown), target)| match cell {
                Cell::Number(number) if column.kind != Kind::Id => SheetCell::Number(*number),
                Cell::Share(share) if share.is_finite() => SheetCell::Share(*share),
                Cell::Moment(at) => SheetCell::Moment(serial(*at, &self.options.time_zone)),
                _ => match tone(cell, column) {
                    Some((tone, _)) => SheetCell::Marked(shown, sheet_tone(tone)),
                    None if target.is_some() => SheetCell::Link(shown, target.as_deref()),
                    None => SheetCell::Text(shown),
                },
            })
            .collect();
        self.rows.add(&mut self.workbook, &row)
    }

    fn finish(mut self: Box<Self>, _: u64, _: &End) -> io::Result<()> {
        self.rows.finish(&mut self.workbook).map_err(sheet::failed)?;
        save(self.workbook, self.title, self.made_at, self.out)
    }
}

const fn sheet_tone(tone: StatusStyle) -> SheetTone {
    match tone {
        StatusStyle::Good => SheetTone::Good,
        StatusStyle::Bad => SheetTone::Bad,
        StatusStyle::Doubt => SheetTone::Doubtful,
        StatusStyle::None => SheetTone::Neutral,
    }
}

/// In characters.
const fn width(kind: Kind) -> u16 {
    match kind {
        Kind::Text | Kind::Page | Kind::Url => 34,
        Kind::Json => 60,
        Kind::Term(_) => 24,
        Kind::Id | Kind::Moment => 18,
        Kind::Number | Kind::Share | Kind::Flag => 14,
    }
}
