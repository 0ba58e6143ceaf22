//! A workbook: the summary, every page, every violation, and what to fix, one deed a row. Rows go to files as pages
//! come; only the summary is made at the end. Every foreign text is a string cell, never a formula.

pub(super) mod sheet;
mod summary;

use std::io::{self, Seek, SeekFrom};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use domain::model::{Form, MaybeKnown, Organization, PageAudit, RunFacts, Severity, Summary, Violation};
use words::{self, Lang, Word};

use super::remedies::deeds;
use super::{Output, ReportOptions, ReportWriter, link};
use sheet::{Cell, Column, Rows, StatusStyle, failed, titled};

/// Writes rows as pages come.
pub(super) struct XlsxWriter {
    out: Output,
    options: ReportOptions,
    workbook: Workbook,
    pages: Rows,
    violations: Rows,
    fixes: Rows,
}

const PAGE_COLUMNS: [Column<Word>; 16] = [
    Column(Word::Verdict, 24),
    Column(Word::PageUrl, 34),
    Column(Word::PageName, 34),
    Column(Word::Organization, 44),
    Column(Word::Municipality, 26),
    Column(Word::Ogrn, 16),
    Column(Word::Level, 30),
    Column(Word::RegionCode, 12),
    Column(Word::Errors, 10),
    Column(Word::Warnings, 16),
    Column(Word::Notices, 12),
    Column(Word::CheckedAt, 17),
    Column(Word::UnverifiedReason, 26),
    Column(Word::UnverifiedDetail, 34),
    Column(Word::Contact, 26),
    Column(Word::GroupId, 18),
];

const VIOLATION_COLUMNS: [Column<Word>; 15] = [
    Column(Word::Verdict, 24),
    Column(Word::PageUrl, 34),
    Column(Word::Organization, 44),
    Column(Word::Municipality, 26),
    Column(Word::Ogrn, 16),
    Column(Word::Severity, 17),
    Column(Word::Message, 60),
    Column(Word::Remedy, 60),
    Column(Word::Form, 24),
    Column(Word::Position, 14),
    Column(Word::Field, 15),
    Column(Word::Observed, 44),
    Column(Word::Expected, 44),
    Column(Word::Code, 22),
    Column(Word::Clause, 44),
];

const FIX_COLUMNS: [Column<Word>; 11] = [
    Column(Word::Municipality, 26),
    Column(Word::Organization, 44),
    Column(Word::PageUrl, 34),
    Column(Word::Severity, 17),
    Column(Word::Remedy, 70),
    Column(Word::PasteUrl, 60),
    Column(Word::PasteTitle, 26),
    Column(Word::Form, 24),
    Column(Word::Position, 14),
    Column(Word::Fixes, 60),
    Column(Word::Contact, 26),
];

impl XlsxWriter {
    pub(super) fn new(out: Output, options: ReportOptions) -> io::Result<Self> {
        let mut workbook = Workbook::new();
        let lang = options.lang;
        let pages = Rows::new(&mut workbook, Word::Pages.text(lang), titled(&PAGE_COLUMNS, lang), lang)?;
        let violations = Rows::new(&mut workbook, Word::Violations.text(lang), titled(&VIOLATION_COLUMNS, lang), lang)?;
        let fixes = Rows::new(&mut workbook, Word::WhatToFix.text(lang), titled(&FIX_COLUMNS, lang), lang)?;
        Ok(Self { out, options, workbook, pages, violations, fixes })
    }

    fn page_row(&mut self, audit: &PageAudit) -> io::Result<()> {
        let lang = self.options.lang;
        let whose = audit.organization.as_deref();
        let count = |severity: Severity| {
            let number = audit.violations.iter().filter(|violation| violation.severity == severity).count();
            Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
        };
        let link = link::page(&audit.page);
        let unverified = audit.unverified.as_ref();
        let detail = unverified.map(|unverified| words::cause(lang, &unverified.cause)).unwrap_or_default();
        let group_id = audit.page.group_id.map(|id| id.to_string());
        let ogrn = whose.and_then(|whose| whose.ogrn).map(|ogrn| ogrn.to_string());
        let region = whose.and_then(|whose| whose.region_code).map(|code| code.to_string());
        self.pages.add(
            &mut self.workbook,
            &[
                Cell::Marked(words::verdict(lang, audit.verdict), StatusStyle::of_verdict(audit.verdict)),
                Cell::Link(&audit.page.url, link.as_deref()),
                Cell::Text(audit.page.name.as_deref().unwrap_or_default()),
                organization(whose),
                municipality(whose),
                Cell::Text(ogrn.as_deref().unwrap_or_default()),
                Cell::Text(
                    whose.and_then(|whose| whose.level).map(|level| words::level(lang, level)).unwrap_or_default(),
                ),
                Cell::Text(region.as_deref().unwrap_or_default()),
                count(Severity::Error),
                count(Severity::Warning),
                count(Severity::Notice),
                Cell::Moment(serial(audit.checked_at, &self.options.time_zone)),
                Cell::Text(unverified.map(|unverified| words::reason(lang, unverified.reason)).unwrap_or_default()),
                Cell::Text(&detail),
                contact(whose),
                // As text: a community's number is a name, not a quantity.
                Cell::Text(group_id.as_deref().unwrap_or_default()),
            ],
        )
    }

    fn violation_row(&mut self, audit: &PageAudit, violation: Option<&Violation>) -> io::Result<()> {
        let lang = self.options.lang;
        let whose = audit.organization.as_deref();
        let words = violation.map(|violation| words::violation(lang, violation));
        let ogrn = whose.and_then(|whose| whose.ogrn).map(|ogrn| ogrn.to_string());
        self.violations.add(
            &mut self.workbook,
            &[
                Cell::Marked(words::verdict(lang, audit.verdict), StatusStyle::of_verdict(audit.verdict)),
                Cell::Text(&audit.page.url),
                organization(whose),
                municipality(whose),
                Cell::Text(ogrn.as_deref().unwrap_or_default()),
                violation.map_or(Cell::Text(""), |violation| severity(lang, &violation.severity)),
                Cell::Text(words.as_ref().map(|words| &*words.message).unwrap_or_default()),
                Cell::Text(words.as_ref().map(|words| &*words.remedy).unwrap_or_default()),
                Cell::Text(violation.and_then(|violation| violation.form).map(words::form).unwrap_or_default()),
                position(violation),
                Cell::Text(violation.and_then(|violation| violation.field.as_deref()).unwrap_or_default()),
                Cell::Text(violation.and_then(|violation| violation.observed.as_deref()).unwrap_or_default()),
                Cell::Text(violation.and_then(|violation| violation.expected.as_deref()).unwrap_or_default()),
                Cell::Text(violation.map(|violation| violation.code.as_str()).unwrap_or_default()),
                Cell::Text(violation.map(|violation| words::clause(lang, &violation.clause)).unwrap_or_default()),
            ],
        )
    }

    fn fix_rows(&mut self, audit: &PageAudit) -> io::Result<()> {
        let lang = self.options.lang;
        let whose = audit.organization.as_deref();
        let link = link::page(&audit.page);
        for deed in deeds(audit, lang) {
            let first = deed.mends.first().copied();
            let worst = deed.mends.iter().map(|violation| &violation.severity).max();
            let form: Option<Form> = first.and_then(|violation| violation.form);
            let mut mends = String::new();
            for violation in &deed.mends {
                if !mends.is_empty() {
                    mends.push(' ');
                }
                words::push_message(lang, violation, &mut mends);
            }
            self.fixes.add(
                &mut self.workbook,
                &[
                    municipality(whose),
                    organization(whose),
                    Cell::Link(&audit.page.url, link.as_deref()),
                    worst.map_or(Cell::Text(""), |worst| severity(lang, worst)),
                    Cell::Text(&deed.words),
                    Cell::Text(deed.url().unwrap_or_default()),
                    Cell::Text(deed.title().unwrap_or_default()),
                    Cell::Text(form.map(words::form).unwrap_or_default()),
                    position(first),
                    Cell::Text(&mends),
                    contact(whose),
                ],
            )?;
        }
        Ok(())
    }
}

impl ReportWriter for XlsxWriter {
    fn page(&mut self, audit: &PageAudit) -> io::Result<()> {
        self.page_row(audit)?;
        if audit.violations.is_empty() {
            self.violation_row(audit, None)?;
        }
        for violation in &audit.violations {
            self.violation_row(audit, Some(violation))?;
        }
        self.fix_rows(audit)
    }

    fn finish(self: Box<Self>, run: &RunFacts, summary: &Summary) -> io::Result<()> {
        let mut workbook = self.workbook;
        workbook.push_worksheet(summary::sheet(&self.options, run, summary).map_err(failed)?);
        for rows in [self.pages, self.violations, self.fixes] {
            rows.finish(&mut workbook).map_err(failed)?;
        }
        save(workbook, Word::ReportTitle.text(self.options.lang), run.finished_at, self.out)
    }
}

/// Writes the workbook out. Its own date would be read from the system's clock.
pub(super) fn save(mut workbook: Workbook, title: &str, made_at: Timestamp, mut out: Output) -> io::Result<()> {
    let mut properties = DocProperties::new().set_title(title);
    if let Ok(created) = ExcelDateTime::from_timestamp(made_at.as_second()) {
        properties = properties.set_creation_datetime(&created);
    }
    workbook.set_properties(&properties);
    // The archive's directory is written last and needs seeking, which a pipe cannot do.
    let mut file = tempfile::tempfile()?;
    workbook.save_to_writer(&mut file).map_err(failed)?;
    file.seek(SeekFrom::Start(0))?;
    io::copy(&mut file, &mut out)?;
    out.flush()
}

fn organization(whose: Option<&Organization>) -> Cell<'_> {
    Cell::Text(whose.map(|whose| &*whose.name).unwrap_or_default())
}

fn municipality(whose: Option<&Organization>) -> Cell<'_> {
    Cell::Text(whose.and_then(|whose| whose.municipality.as_deref()).unwrap_or_default())
}

fn contact(whose: Option<&Organization>) -> Cell<'_> {
    Cell::Text(whose.and_then(|whose| whose.contact_email.as_deref()).unwrap_or_default())
}

fn position(violation: Option<&Violation>) -> Cell<'_> {
    violation.and_then(|violation| violation.position).map_or(Cell::Text(""), |position| Cell::Number(position.into()))
}

fn severity(lang: Lang, severity: &MaybeKnown<Severity>) -> Cell<'_> {
    let words = severity.known().map_or(severity.as_str(), |known| words::severity(lang, known));
    Cell::Marked(words, StatusStyle::of_severity(severity))
}

/// A moment as spreadsheets count: days since the end of 1899, in the given zone's wall time.
pub(super) fn serial(at: Timestamp, zone: &TimeZone) -> f64 {
    const SECONDS_A_DAY: f64 = 86_400.0;
    /// From the spreadsheets' day 0 to the Unix epoch.
    const EPOCH_DAYS: f64 = 25_569.0;
    let offset = zone.to_offset(at).seconds();
    #[expect(clippy::cast_precision_loss, reason = "seconds of any date jiff knows fit a double exactly")]
    let seconds = (at.as_second() + i64::from(offset)) as f64;
    seconds / SECONDS_A_DAY + EPOCH_DAYS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_become_the_days_spreadsheets_count() {
        let at: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        assert!((serial(at, &TimeZone::UTC) - 46_348.5).abs() < 1e-9);
        assert!((serial(at, &TimeZone::get("Europe/Moscow").unwrap()) - 46_348.625).abs() < 1e-9);
    }
}
