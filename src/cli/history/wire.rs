//! What the answers from the store look like in JSON, beside lists and reports.

use std::io::{self, Write as _};

use anyhow::Context as _;
use jiff::Timestamp;
use serde::Serialize;

use crate::cli::setup::Setup;
use crate::i18n;
use crate::model::Violation;
use crate::report;
use crate::store::{EventRow, FindingRow};

/// Seconds are enough for people and for comparison with reports.
const SECONDS: &str = "%Y-%m-%dT%H:%M:%SZ";

/// A moment as in reports.
pub fn rfc3339(at: Timestamp) -> String {
    at.strftime(SECONDS).to_string()
}

/// A moment for people.
pub fn shown(setup: &Setup, at: Timestamp) -> String {
    i18n::date_time(setup.lang, at, &setup.config().report.time_zone)
}

/// Writes one document to standard output.
///
/// # Errors
/// Standard output is closed.
pub fn print(document: &impl Serialize) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    report::write_json(document, &mut out)?;
    writeln!(out)?;
    out.flush().context("stdout")
}

/// A finding.
#[derive(Serialize)]
pub struct WireFinding<'a> {
    id: i64,
    state: &'static str,
    code: &'static str,
    severity: &'static str,
    form: Option<&'static str>,
    field: Option<&'a str>,
    position: Option<u32>,
    observed: Option<&'a str>,
    expected: Option<&'a str>,
    message: String,
    remedy: String,
    clause: &'a str,
    first_seen_at: String,
    opened_at: String,
    confirmed_at: Option<String>,
    last_seen_at: Option<String>,
    closed_at: Option<String>,
    times_opened: u64,
}

impl<'a> WireFinding<'a> {
    /// A finding with the violation it is.
    pub fn new(setup: &Setup, row: &'a FindingRow, violation: &'a Violation) -> Self {
        let words = i18n::violation(setup.lang, violation);
        Self {
            id: row.id.get(),
            state: row.state.as_str(),
            code: row.code.as_str(),
            severity: row.severity.as_str(),
            form: row.form.map(crate::model::Form::as_str),
            field: row.field.as_deref(),
            position: row.position,
            observed: row.observed.as_deref(),
            expected: row.expected.as_deref(),
            message: words.message,
            remedy: words.remedy,
            clause: i18n::clause(setup.lang, &violation.clause),
            first_seen_at: rfc3339(row.first_seen_at),
            opened_at: rfc3339(row.opened_at),
            confirmed_at: row.confirmed_at.map(rfc3339),
            last_seen_at: row.last_seen_at.map(rfc3339),
            closed_at: row.closed_at.map(rfc3339),
            times_opened: row.times_opened,
        }
    }
}

/// An event.
#[derive(Serialize)]
pub struct WireEvent {
    seq: i64,
    at: String,
    kind: &'static str,
    run: Option<i64>,
    detail: serde_json::Value,
}

impl WireEvent {
    /// An event with what is said of it.
    pub fn new(row: &EventRow) -> Self {
        Self {
            seq: row.event.seq,
            at: rfc3339(row.event.at),
            kind: row.event.kind.as_str(),
            run: row.event.run.map(crate::store::RunId::get),
            detail: super::cells::detail(row),
        }
    }
}
