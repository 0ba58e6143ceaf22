//! `evidence export`: everything a page's verdict rests on, in one file that can be checked without the store.

use std::io::{self, Write as _};
use std::path::Path;

use super::{InLanguage as _, page_row};
use crate::cli::exit::Exit;
use crate::cli::outputs::write_whole;
use crate::cli::setup::Setup;
use app::history::evidence::Evidence;
use words::history::Tell;

/// `evidence export`.
///
/// # Errors
/// The store cannot be read, it has no such page, or the file cannot be written.
pub async fn export(setup: &Setup, page: &str, file: Option<&Path>) -> anyhow::Result<Exit> {
    let store = setup.store_to_read().await?;
    let row = page_row(setup, &store, page).await?;
    let mut evidence = Evidence::of_page(&store, &row, setup.clock.now()).await.told(setup)?;
    let bytes = evidence.to_file()?;
    let lang = setup.lang;
    match file.filter(|file| file.as_os_str() != "-") {
        None => io::stdout().write_all(&bytes)?,
        Some(file) => {
            write_whole(file, &bytes, lang)?;
            writeln!(io::stderr(), "{}: {}", Tell::EvidenceWritten.text(lang), file.display())?;
        }
    }
    if setup.verbosity >= 0 {
        writeln!(io::stderr(), "{}: {}", Tell::EvidenceDigest.text(lang), evidence.digest)?;
    }
    Ok(Exit::Clean)
}
