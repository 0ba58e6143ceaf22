//! The log of events as NDJSON, in the words of the command `events --format ndjson`: a program may read either. Knows no
//! route; the place to go on from is a number of its own, so that a line is nothing but an event.

use crate::history::cells;
use report::listing::{List, ndjson_line};
use store::EventRow;

/// The value of `Content-Type`.
pub const LOG_MEDIA_TYPE: &str = "application/x-ndjson";

/// The events as lines of NDJSON, each with its line end.
pub fn log_lines(rows: &[EventRow]) -> Vec<u8> {
    /// Most lines are shorter.
    const USUAL_LINE_BYTES: usize = 512;
    let mut out = Vec::with_capacity(rows.len() * USUAL_LINE_BYTES);
    for row in rows {
        // a `Vec` takes everything, and the cells are those of the columns
        let written = ndjson_line(List::Events.columns(), &cells::of_event(row), &mut out);
        debug_assert!(written.is_ok(), "{written:?}");
    }
    out
}

/// After which place of the log to go on once these events are read: the last of them, else where the question began.
pub fn next_cursor(after: i64, rows: &[EventRow]) -> i64 {
    rows.iter().map(|row| row.event.seq).fold(after, i64::max)
}
