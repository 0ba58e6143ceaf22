//! `evidence export`: everything a page's verdict rests on, in one file that can be checked without the store.

use std::io::{self, Write as _};
use std::path::Path;

use super::{InLanguage as _, page_row};
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::outputs::write_whole;
use app::history::evidence::Evidence;
use words::history::Tell;

/// `evidence export`.
///
/// # Errors
/// The store cannot be read, it has no such page, or the file cannot be written.
pub async fn export(context: &CommandContext, page: &str, file: Option<&Path>) -> anyhow::Result<Exit> {
    let store = context.store_to_read().await?;
    let row = page_row(context, &store, page).await?;
    let mut evidence = Evidence::of_page(&store, &row, context.clock.now()).await.told(context)?;
    let bytes = evidence.to_file()?;
    let lang = context.lang;
    match file.filter(|file| file.as_os_str() != "-") {
        None => io::stdout().write_all(&bytes)?,
        Some(file) => {
            write_whole(file, &bytes, lang)?;
            writeln!(io::stderr(), "{}: {}", Tell::EvidenceWritten.text(lang), file.display())?;
        }
    }
    if context.verbosity >= 0 {
        writeln!(io::stderr(), "{}: {}", Tell::EvidenceDigest.text(lang), evidence.digest)?;
    }
    Ok(Exit::Clean)
}
