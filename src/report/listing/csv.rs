//! A list as CSV, exactly as reports are written: `;`, a BOM, stable English headers, no cell that begins a formula.

use std::borrow::Cow;
use std::io::{self, Write};

use super::shown::{four_decimals, json};
use super::{Cell, Column, End, Heading, Rows};
use crate::Output;
use crate::csv::{BOM, cell as harmless, writer};
use crate::wire::rfc3339;

/// Writes rows as they come.
pub(super) struct CsvRows {
    rows: csv::Writer<Output>,
}

impl CsvRows {
    pub(super) fn new(heading: &Heading<'_>, mut out: Output) -> io::Result<Self> {
        out.write_all(BOM)?;
        let mut rows = writer(out);
        rows.write_record(heading.columns.iter().map(|Column { key, .. }| key))?;
        Ok(Self { rows })
    }
}

impl Rows for CsvRows {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        for cell in cells {
            self.rows.write_field(text(cell).as_bytes())?;
        }
        self.rows.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, _: u64, _: &End) -> io::Result<()> {
        self.rows.flush()
    }
}

fn text(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::None => Cow::Borrowed(""),
        Cell::Text(text) => harmless(text),
        Cell::Number(number) => number.to_string().into(),
        Cell::Share(share) => four_decimals(*share).map(|share| share.to_string()).unwrap_or_default().into(),
        Cell::Moment(at) => rfc3339(*at).into(),
        Cell::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        Cell::Json(value) => harmless(&json(value)).into_owned().into(),
    }
}
