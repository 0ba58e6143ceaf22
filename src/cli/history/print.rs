//! What the commands over the store print besides lists and reports.

use std::io::{self, Write as _};

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::context::CommandContext;

/// A moment for people.
pub fn shown(context: &CommandContext, at: Timestamp) -> String {
    words::date_time(context.lang, at, &context.config().report.time_zone)
}

/// Writes one document to standard output.
///
/// # Errors
/// Standard output is closed.
pub fn print(document: &impl Serialize) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    report::write_json(document, &mut out)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}
