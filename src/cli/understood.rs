//! How a registry was understood, for a person: counts, columns, what rows lack, remarks, problems.

use std::io::{self, Write};

use super::context::ReadRegistry;
use domain::model::column_letters;
use domain::registry::{Layout, ReadColumn};
use words::cli::Say;
use words::{self, Lang};

/// Tells the counts and everything that is wrong.
///
/// # Errors
/// What the writer says.
pub fn tell(out: &mut impl Write, lang: Lang, read: &ReadRegistry) -> io::Result<()> {
    counts(out, lang, read)?;
    problems(out, lang, read)
}

/// Tells all: also how each column was understood, what rows lack, and remarks.
///
/// # Errors
/// What the writer says.
pub fn tell_all(out: &mut impl Write, lang: Lang, read: &ReadRegistry) -> io::Result<()> {
    counts(out, lang, read)?;
    for layout in read.registry.layouts() {
        columns(out, lang, layout)?;
    }
    let lacks = read.registry.lacks();
    if !lacks.is_empty() {
        writeln!(out, "{}:", Say::RowsLack.text(lang))?;
        for (field, count) in lacks {
            writeln!(out, "  {}: {}", words::column(lang, field), words::number(lang, count as u64))?;
        }
    }
    let remarks = read.registry.remarks();
    if !remarks.is_empty() {
        writeln!(out, "{}:", Say::RegistryRemarks.text(lang))?;
        for remark in remarks {
            writeln!(out, "  {}", words::registry_remark(lang, remark))?;
        }
    }
    if !read.problems.is_empty() {
        writeln!(out, "{}:", Say::RegistryProblems.text(lang))?;
    }
    problems(out, lang, read)
}

fn counts(out: &mut impl Write, lang: Lang, read: &ReadRegistry) -> io::Result<()> {
    let [rows, aside, without] = [Say::GoodRows, Say::SetAside, Say::WithoutPage].map(|word| word.text(lang));
    let (good, bad) = (read.registry.len(), read.registry.set_aside());
    write!(out, "{}: {rows} {good}, {aside} {bad}", read.path.display())?;
    match read.registry.without_page().len() {
        0 => writeln!(out),
        count => writeln!(out, ", {without} {count}"),
    }
}

fn problems(out: &mut impl Write, lang: Lang, read: &ReadRegistry) -> io::Result<()> {
    for problem in &read.problems {
        writeln!(out, "  {}", words::row_problem(lang, problem))?;
    }
    Ok(())
}

fn columns(out: &mut impl Write, lang: Lang, layout: &Layout) -> io::Result<()> {
    if layout.columns.is_empty() {
        return Ok(());
    }
    let (columns, row) = (Say::Columns.text(lang), Say::HeaderRow.text(lang));
    match &layout.sheet {
        Some(sheet) => {
            writeln!(out, "{columns} ({} «{}», {row} {}):", Say::Sheet.text(lang), words::visible(sheet), layout.row)?;
        }
        None => writeln!(out, "{columns} ({row} {}):", layout.row)?,
    }
    for ReadColumn { place, header, field } in &layout.columns {
        let meaning = field.map_or(Say::NotRead.text(lang), |field| words::column(lang, field));
        let letters = layout.sheet.as_ref().map(|_| format!("{} ", column_letters(*place))).unwrap_or_default();
        writeln!(out, "  {letters}«{}» → {meaning}", words::visible(header))?;
    }
    Ok(())
}
