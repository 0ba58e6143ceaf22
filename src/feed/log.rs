//! The log of events as NDJSON, in the words of the command `events --format ndjson`: a program may read either. Knows no
//! route; the place to go on from is a number of its own, so that a line is nothing but an event.

use serde_json::{Map, Value};

use crate::report::listing::{Cell, List, ndjson_line};
use crate::store::{EventRow, FindingId, RunId};

/// The value of `Content-Type`.
pub const LOG_MEDIA_TYPE: &str = "application/x-ndjson";

/// A row of the list of events.
pub fn event_cells(row: &EventRow) -> [Cell; 5] {
    let event = &row.event;
    [
        Cell::Number(event.seq),
        Cell::Moment(event.at),
        Cell::from(event.kind.as_str()),
        if row.url.is_empty() { Cell::None } else { Cell::from(row.url.as_str()) },
        Cell::Json(event_detail(row)),
    ]
}

/// What is said of an event besides its kind, page and moment.
pub fn event_detail(row: &EventRow) -> Value {
    let event = &row.event;
    let mut all = Map::new();
    for (key, value) in
        [("code", &event.code), ("form", &event.form), ("field", &event.field), ("severity", &event.severity)]
    {
        if !value.is_empty() {
            all.insert(key.to_owned(), value.as_str().into());
        }
    }
    for (key, id) in [("run", event.run.map(RunId::get)), ("finding", event.finding.map(FindingId::get))] {
        if let Some(id) = id {
            all.insert(key.to_owned(), id.into());
        }
    }
    match serde_json::from_str(&event.detail) {
        Ok(Value::Object(said)) => all.extend(said),
        Ok(said) => _ = all.insert("detail".to_owned(), said),
        Err(_) => _ = all.insert("detail".to_owned(), event.detail.as_str().into()),
    }
    Value::Object(all)
}

/// The events as lines of NDJSON, each with its line end.
pub fn log_lines(rows: &[EventRow]) -> Vec<u8> {
    /// Most lines are shorter.
    const USUAL_LINE_BYTES: usize = 512;
    let mut out = Vec::with_capacity(rows.len() * USUAL_LINE_BYTES);
    for row in rows {
        // a `Vec` takes everything, and the cells are those of the columns
        let written = ndjson_line(List::Events.columns(), &event_cells(row), &mut out);
        debug_assert!(written.is_ok(), "{written:?}");
    }
    out
}

/// After which place of the log to go on once these events are read: the last of them, else where the question began.
pub fn next_cursor(after: i64, rows: &[EventRow]) -> i64 {
    rows.iter().map(|row| row.event.seq).fold(after, i64::max)
}
