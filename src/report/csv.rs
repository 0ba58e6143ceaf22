//! CSV for spreadsheets: a row per violation and a row per page without any. `;` and a BOM, because office programs
//! set to Russian open that with a double click; column names are stable and English.

use std::borrow::Cow;
use std::io::{self, Write};

use domain::model::{Form, Level, PageAudit, RunFacts, Summary, Violation};
use words::{self, Lang, visible};

use super::wire::rfc3339;
use super::{Output, ReportWriter};

/// The columns, named as in JSON.
const COLUMNS: [&str; 22] = [
    "verdict",
    "page_url",
    "group_id",
    "page_name",
    "organization",
    "ogrn",
    "level",
    "region_code",
    "municipality",
    "checked_at",
    "severity",
    "code",
    "form",
    "position",
    "field",
    "observed",
    "expected",
    "message",
    "remedy",
    "clause",
    "unverified_reason",
    "unverified_detail",
];

/// By this mark office programs know UTF-8.
pub const BOM: &[u8] = "\u{feff}".as_bytes();

/// Writes rows as pages come.
pub(super) struct CsvWriter {
    rows: csv::Writer<Output>,
    lang: Lang,
}

impl CsvWriter {
    pub(super) fn new(mut out: Output, lang: Lang) -> io::Result<Self> {
        out.write_all(BOM)?;
        let mut rows = writer(out);
        rows.write_record(COLUMNS)?;
        Ok(Self { rows, lang })
    }

    fn row(&mut self, audit: &PageAudit, violation: Option<&Violation>) -> io::Result<()> {
        let organization = audit.organization.as_deref();
        let unverified = audit.unverified.as_ref();
        let detail = unverified.map(|unverified| words::cause(self.lang, &unverified.cause));
        let words = violation.map(|violation| words::violation(self.lang, violation));
        let numbers = [
            audit.page.group_id.map(|id| id.to_string()),
            organization.and_then(|organization| organization.ogrn).map(|ogrn| ogrn.to_string()),
            organization.and_then(|organization| organization.region_code).map(|code| code.to_string()),
            violation.and_then(|violation| violation.position).map(|position| position.to_string()),
        ];
        let [group_id, ogrn, region_code, position] = &numbers;
        let text = |text: Option<&'_ str>| cell(text.unwrap_or_default()).into_owned();
        let number = |number: &Option<String>| number.clone().unwrap_or_default();
        let record: [String; COLUMNS.len()] = [
            audit.verdict.as_str().to_owned(),
            text(Some(&audit.page.url)),
            number(group_id),
            text(audit.page.name.as_deref()),
            text(organization.map(|organization| &*organization.name)),
            number(ogrn),
            text(organization.and_then(|organization| organization.level).map(Level::as_str)),
            number(region_code),
            text(organization.and_then(|organization| organization.municipality.as_deref())),
            rfc3339(audit.checked_at),
            text(violation.map(|violation| violation.severity.as_str())),
            text(violation.map(|violation| violation.code.as_str())),
            text(violation.and_then(|violation| violation.form).map(Form::as_str)),
            number(position),
            text(violation.and_then(|violation| violation.field.as_deref())),
            text(violation.and_then(|violation| violation.observed.as_deref())),
            text(violation.and_then(|violation| violation.expected.as_deref())),
            text(words.as_ref().map(|words| &*words.message)),
            text(words.as_ref().map(|words| &*words.remedy)),
            text(violation.map(|violation| words::clause(self.lang, &violation.clause))),
            text(unverified.map(|unverified| unverified.reason.as_str())),
            text(detail.as_deref()),
        ];
        self.rows.write_record(&record)?;
        Ok(())
    }
}

impl ReportWriter for CsvWriter {
    fn page(&mut self, audit: &PageAudit) -> io::Result<()> {
        if audit.violations.is_empty() {
            return self.row(audit, None);
        }
        audit.violations.iter().try_for_each(|violation| self.row(audit, Some(violation)))
    }

    fn finish(mut self: Box<Self>, _: &RunFacts, _: &Summary) -> io::Result<()> {
        self.rows.flush()
    }
}

/// Writes records as office programs set to Russian open them.
pub(super) fn writer(out: Output) -> csv::Writer<Output> {
    csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(out)
}

/// A text as no spreadsheet runs it: one that begins like a formula (also with the full-width signs that some
/// programs accept) gets an apostrophe in front; hidden characters become visible.
pub fn cell(text: &str) -> Cow<'_, str> {
    let shown = visible(text);
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{shown}"))
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_begins_like_a_formula_gets_an_apostrophe() {
        for (text, shown) in [
            ("=1+1", "'=1+1"),
            ("+7 495", "'+7 495"),
            ("-1", "'-1"),
            ("@name", "'@name"),
            ("\t=1", "'\\u{9}=1"),
            ("＝1", "'＝1"),
            ("a=1", "a=1"),
            ("a\r\nb", "a\\u{d}\\u{a}b"),
            ("", ""),
        ] {
            assert_eq!(cell(text), shown);
        }
    }
}
