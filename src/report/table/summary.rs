//! The end of the terminal report: totals, what is wrong most, where, and what else a person should know.

use std::cmp::Reverse;
use std::io::{self, Write};

use domain::model::{RunFacts, Summary, Verdict};
use words::{self, Lang, Word, number, percent, visible};

use super::paint::{Color, Lead, Paint, fit};
use super::{ReportOptions, heading, verdict_mark};

/// How many codes and municipalities the summary lists.
const TOP: usize = 10;
/// How many rows of the registry are told one by one.
const ROWS_TOLD: usize = 20;
/// Columns for the name of a municipality.
const NAME_COLUMNS: usize = 40;
/// Columns for the words of a total.
const LABEL_COLUMNS: usize = 28;
const COUNT_COLUMNS: usize = 9;
const SHARE_COLUMNS: usize = 7;

/// Writes the whole end.
pub(super) fn write(
    out: &mut impl Write,
    paint: Paint,
    options: &ReportOptions,
    run: &RunFacts,
    summary: &Summary,
) -> io::Result<()> {
    let lang = options.lang;
    match summary.pages {
        0 => paint.paragraph(out, &Lead::blank(0), "", Word::NoPages.text(lang))?,
        // The page's own block has said everything.
        1 => {}
        _ => {
            totals(out, paint, lang, summary)?;
            codes(out, paint, lang, summary)?;
            municipalities(out, paint, lang, summary)?;
            reasons(out, paint, lang, summary)?;
        }
    }
    without_page(out, paint, lang, summary)?;
    registry(out, paint, lang, run)?;
    remarks(out, paint, lang, run)
}

fn totals(out: &mut impl Write, paint: Paint, lang: Lang, summary: &Summary) -> io::Result<()> {
    heading(out, paint, Word::Summary, lang)?;
    let row = |mark: &str, label: &str, count: u64| {
        let label = fit(label, LABEL_COLUMNS);
        let share = percent(lang, count, summary.pages);
        format!("{mark} {label}{:>COUNT_COLUMNS$}  {share:>SHARE_COLUMNS$}", number(lang, count))
    };
    writeln!(out, "  {}", row(" ", Word::AllPages.text(lang), summary.pages))?;
    writeln!(out, "  {}", row(" ", Word::CheckedPages.text(lang), summary.seen()))?;
    for verdict in Verdict::ALL {
        let (mark, color) = verdict_mark(verdict);
        let text = row(mark, words::verdict(lang, verdict), summary.count(verdict));
        let color = if summary.count(verdict) == 0 { Color::Plain } else { color };
        // The whole row is the lead: its columns must not be wrapped.
        paint.paragraph(out, &Lead { indent: 2, mark: &text, color }, "", "")?;
    }
    Ok(())
}

fn codes(out: &mut impl Write, paint: Paint, lang: Lang, summary: &Summary) -> io::Result<()> {
    let mut codes: Vec<_> = summary.codes.iter().collect();
    if codes.is_empty() {
        return Ok(());
    }
    heading(out, paint, Word::ByCode, lang)?;
    codes.sort_by_key(|(code, count)| (Reverse(**count), *code));
    for (code, count) in codes.iter().take(TOP) {
        let (words, code) = (words::code_words(lang, code), visible(code.as_str()));
        writeln!(out, "  {:>COUNT_COLUMNS$}  {words} [{code}]", number(lang, **count))?;
    }
    more(out, lang, codes.len(), TOP)
}

fn municipalities(out: &mut impl Write, paint: Paint, lang: Lang, summary: &Summary) -> io::Result<()> {
    let mut worst: Vec<_> = summary
        .municipalities
        .iter()
        .map(|(name, verdicts)| {
            let wrong = verdicts.get(&Verdict::Violations).copied().unwrap_or_default();
            (name, wrong, verdicts.values().sum::<u64>())
        })
        .filter(|(_, wrong, _)| *wrong > 0)
        .collect();
    if worst.is_empty() || summary.municipalities.len() < 2 {
        return Ok(());
    }
    heading(out, paint, Word::WorstMunicipalities, lang)?;
    worst.sort_by_key(|(name, wrong, _)| (Reverse(*wrong), *name));
    for (name, wrong, pages) in worst.iter().take(TOP) {
        let name = if name.is_empty() { Word::NoMunicipality.text(lang).into() } else { visible(name) };
        let counts = format!("{} / {}", number(lang, *wrong), number(lang, *pages));
        let share = percent(lang, *wrong, *pages);
        writeln!(out, "  {}{counts:>16}  {share:>SHARE_COLUMNS$}", fit(&name, NAME_COLUMNS))?;
    }
    more(out, lang, worst.len(), TOP)
}

/// Organisations without a page, by municipality: how many of all that it has.
fn without_page(out: &mut impl Write, paint: Paint, lang: Lang, summary: &Summary) -> io::Result<()> {
    if summary.without_page.is_empty() {
        return Ok(());
    }
    heading(out, paint, Word::WithoutPage, lang)?;
    writeln!(out, "  {}: {}", Word::Organizations.text(lang), number(lang, summary.all_without_page()))?;
    let mut most: Vec<_> = summary.without_page.iter().collect();
    most.sort_by_key(|(name, count)| (Reverse(**count), *name));
    for (name, count) in most.iter().take(TOP) {
        let pages: u64 = summary.municipalities.get(*name).map_or(0, |verdicts| verdicts.values().sum());
        let name = if name.is_empty() { Word::NoMunicipality.text(lang).into() } else { visible(name) };
        let counts = format!("{} / {}", number(lang, **count), number(lang, pages + **count));
        writeln!(out, "  {}{counts:>16}", fit(&name, NAME_COLUMNS))?;
    }
    more(out, lang, most.len(), TOP)
}

fn reasons(out: &mut impl Write, paint: Paint, lang: Lang, summary: &Summary) -> io::Result<()> {
    if summary.unverified.is_empty() {
        return Ok(());
    }
    heading(out, paint, Word::ByReason, lang)?;
    for (reason, count) in &summary.unverified {
        writeln!(
            out,
            "  {:>COUNT_COLUMNS$}  {} [{}]",
            number(lang, *count),
            words::reason(lang, *reason),
            reason.as_str()
        )?;
    }
    Ok(())
}

fn registry(out: &mut impl Write, paint: Paint, lang: Lang, run: &RunFacts) -> io::Result<()> {
    if run.rows_set_aside == 0 && run.problems.is_empty() {
        return Ok(());
    }
    heading(out, paint, Word::RegistryProblems, lang)?;
    writeln!(out, "  {}: {}", Word::RowsSetAside.text(lang), number(lang, run.rows_set_aside))?;
    for problem in run.problems.iter().take(ROWS_TOLD) {
        paint.paragraph(out, &Lead::plain(2, "•"), " ", &words::row_problem(lang, problem))?;
    }
    more(out, lang, run.problems.len(), ROWS_TOLD)
}

fn remarks(out: &mut impl Write, paint: Paint, lang: Lang, run: &RunFacts) -> io::Result<()> {
    if run.remarks.is_empty() && run.cut_short.is_none() {
        return Ok(());
    }
    heading(out, paint, Word::Remarks, lang)?;
    if let Some(end) = &run.cut_short {
        paint.paragraph(out, &Lead { indent: 2, mark: "!", color: Color::Red }, " ", &words::cut_short(lang, end))?;
    }
    for remark in run.remarks.iter().take(ROWS_TOLD) {
        paint.paragraph(out, &Lead::plain(2, "•"), " ", &words::remark(lang, remark))?;
    }
    more(out, lang, run.remarks.len(), ROWS_TOLD)
}

/// How many entries of a list were not shown.
fn more(out: &mut impl Write, lang: Lang, all: usize, shown: usize) -> io::Result<()> {
    match all.saturating_sub(shown) {
        0 => Ok(()),
        rest => writeln!(out, "  … {} {rest}", Word::AndMore.text(lang)),
    }
}
