//! A list as one JSON document or as NDJSON, a row a line. The contract: the keys are those of the columns, in their
//! order; a cell without anything is `null`, a moment RFC 3339 in UTC.

use std::io::{self, BufWriter, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::shown::four_decimals;
use super::{Cell, Column, End, Heading, LIST_SCHEMA_ID, Rows};
use crate::Output;
use crate::ndjson::{buffered, write_foreign_json, write_json};
use crate::wire::rfc3339;

/// Writes one document.
pub(super) struct JsonRows {
    out: BufWriter<Output>,
    columns: Vec<Column>,
    is_first: bool,
}

impl JsonRows {
    pub(super) fn new(heading: &Heading<'_>, out: Output) -> io::Result<Self> {
        let mut out = buffered(out);
        let (list, made_at) = (heading.list.as_str(), rfc3339(heading.made_at));
        write!(out, "{{\"schema\":\"{LIST_SCHEMA_ID}\",\"list\":\"{list}\",\"made_at\":\"{made_at}\",\n\"rows\":[")?;
        Ok(Self { out, columns: heading.columns.to_vec(), is_first: true })
    }
}

impl Rows for JsonRows {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.out.write_all(if self.is_first { b"\n" } else { b",\n" })?;
        self.is_first = false;
        write_foreign_json(&RowJson { columns: &self.columns, cells }, &mut self.out)
    }

    fn finish(mut self: Box<Self>, _: u64, end: &End) -> io::Result<()> {
        self.out.write_all(b"\n],\n\"total\":")?;
        write_json(&end.total, &mut self.out)?;
        self.out.write_all(b",\"next\":")?;
        write_json(&end.next, &mut self.out)?;
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }
}

/// Writes a line for each row.
pub(super) struct Lines {
    out: BufWriter<Output>,
    columns: Vec<Column>,
}

impl Lines {
    pub(super) fn new(heading: &Heading<'_>, out: Output) -> Self {
        Self { out: buffered(out), columns: heading.columns.to_vec() }
    }
}

impl Rows for Lines {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        line(&self.columns, cells, &mut self.out)
    }

    fn finish(mut self: Box<Self>, _: u64, _: &End) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes one row as a line.
pub(super) fn line(columns: &[Column], cells: &[Cell], mut out: impl Write) -> io::Result<()> {
    write_foreign_json(&RowJson { columns, cells }, &mut out)?;
    out.write_all(b"\n")
}

/// A row as an object: the keys of the columns with what the cells hold.
pub struct RowJson<'a> {
    pub columns: &'a [Column],
    /// A cell for each.
    pub cells: &'a [Cell],
}

impl Serialize for RowJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for (column, cell) in self.columns.iter().zip(self.cells) {
            map.serialize_entry(column.key, &WireCell(cell))?;
        }
        map.end()
    }
}

struct WireCell<'a>(&'a Cell);

impl Serialize for WireCell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Cell::None => serializer.serialize_none(),
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Number(number) => serializer.serialize_i64(*number),
            Cell::Share(share) => four_decimals(*share).serialize(serializer),
            Cell::Moment(at) => serializer.serialize_str(&rfc3339(*at)),
            Cell::Flag(flag) => serializer.serialize_bool(*flag),
            Cell::Json(value) => value.serialize(serializer),
        }
    }
}
