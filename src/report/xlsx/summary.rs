//! The first sheet of the workbook: totals, by municipality, by kind of defect, and the facts of the run. Its size
//! grows with municipalities and codes, not with pages, so it is made in memory at the end.

use std::cmp::Reverse;

use rust_xlsxwriter::{Color, Format, FormatAlign, Worksheet, XlsxError};

use domain::model::{RunFacts, Summary, Verdict};
use words::{self, Lang, Noun, Word, date_time};

use super::super::{ReportOptions, VERSION};
use super::sheet::{fitting, header};

/// How many rows of the registry are told one by one.
const ROWS_TOLD: usize = 1000;

/// Makes the sheet.
pub(super) fn sheet(options: &ReportOptions, run: &RunFacts, summary: &Summary) -> Result<Worksheet, XlsxError> {
    let lang = options.lang;
    let mut page = Page::new(lang)?;
    page.title(Word::ReportTitle.text(lang), Word::ReportSubtitle.text(lang))?;
    if let Some(end) = &run.cut_short {
        page.warning(&words::cut_short(lang, end))?;
    }
    page.totals(summary)?;
    page.codes(summary)?;
    page.municipalities(summary)?;
    page.reasons(summary)?;
    page.run(options, run)?;
    page.list(Word::Remarks, run.remarks.iter().map(|remark| words::remark(lang, remark)))?;
    page.list(Word::RegistryProblems, run.problems.iter().map(|problem| words::row_problem(lang, problem)))?;
    Ok(page.sheet)
}

/// The sheet and the row to write next.
struct Page {
    sheet: Worksheet,
    lang: Lang,
    row: u32,
    title: Format,
    note: Format,
    warning: Format,
    section: Format,
    header: Format,
    text: Format,
    number: Format,
    share: Format,
}

impl Page {
    fn new(lang: Lang) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(Word::Summary.text(lang))?;
        for (column, width) in (0..).zip([44, 16, 16, 16, 16, 16, 16, 16]) {
            sheet.set_column_width(column, width)?;
        }
        sheet.set_landscape().set_print_fit_to_pages(1, 0).set_active(true);
        Ok(Self {
            sheet,
            lang,
            row: 0,
            title: Format::new().set_bold().set_font_size(18),
            note: Format::new().set_font_color(Color::RGB(0x4B_55_63)),
            warning: Format::new().set_bold().set_font_color(Color::RGB(0x9B_1C_1C)),
            section: Format::new().set_bold().set_font_size(13),
            header: header(),
            text: Format::new().set_align(FormatAlign::Top),
            number: Format::new().set_num_format("#,##0"),
            share: Format::new().set_num_format("0.0%"),
        })
    }

    fn title(&mut self, title: &str, subtitle: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(0, 0, title, &self.title)?;
        self.sheet.write_string_with_format(1, 0, subtitle, &self.note)?;
        self.row = 3;
        Ok(())
    }

    fn warning(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, &*fitting(text, self.lang), &self.warning)?;
        self.row += 2;
        Ok(())
    }

    fn section(&mut self, title: Word, columns: &[&str]) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, title.text(self.lang), &self.section)?;
        self.row += 1;
        for (column, name) in (0..).zip(columns) {
            self.sheet.write_string_with_format(self.row, column, *name, &self.header)?;
        }
        self.row += u32::from(!columns.is_empty());
        Ok(())
    }

    fn text(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, column, &*fitting(text, self.lang), &self.text).map(drop)
    }

    fn number(&mut self, column: u16, number: u64) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(self.row, column, double(number), &self.number).map(drop)
    }

    /// Nothing where there is no whole.
    fn share(&mut self, column: u16, part: u64, whole: u64) -> Result<(), XlsxError> {
        if whole > 0 {
            let share = double(part) / double(whole);
            self.sheet.write_number_with_format(self.row, column, share, &self.share)?;
        }
        Ok(())
    }

    fn totals(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        let lang = self.lang;
        let columns = [Word::Indicator, Word::Value, Word::OfAll, Word::OfChecked].map(|word| word.text(lang));
        self.section(Word::Summary, &columns)?;
        self.text(0, Word::AllPages.text(lang))?;
        self.number(1, summary.pages)?;
        self.row += 1;
        self.text(0, Word::CheckedPages.text(lang))?;
        self.number(1, summary.seen())?;
        self.share(2, summary.seen(), summary.pages)?;
        self.row += 1;
        for verdict in Verdict::ALL {
            let count = summary.count(verdict);
            self.text(0, words::verdict(lang, verdict))?;
            self.number(1, count)?;
            self.share(2, count, summary.pages)?;
            if verdict != Verdict::Unverified {
                self.share(3, count, summary.seen())?;
            }
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    fn codes(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        let lang = self.lang;
        self.section(Word::ByCode, &[Word::Violations, Word::Count, Word::Code].map(|word| word.text(lang)))?;
        let mut codes: Vec<_> = summary.codes.iter().collect();
        codes.sort_by_key(|(code, count)| (Reverse(**count), *code));
        for (code, count) in codes {
            self.text(0, &words::code_words(lang, code))?;
            self.number(1, *count)?;
            self.text(2, code.as_str())?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    fn municipalities(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        let lang = self.lang;
        let columns = [
            Word::Municipality,
            Word::AllPages,
            Word::Compliant,
            Word::WithViolations,
            Word::ForReview,
            Word::Unverified,
            Word::CompliantShare,
        ];
        let has_absent = !summary.without_page.is_empty();
        let columns: Vec<_> = columns.into_iter().chain(has_absent.then_some(Word::WithoutPage)).collect();
        self.section(Word::ByMunicipality, &columns.iter().map(|word| word.text(lang)).collect::<Vec<_>>())?;
        for (name, verdicts) in &summary.municipalities {
            let of = |verdict| verdicts.get(&verdict).copied().unwrap_or_default();
            let all: u64 = verdicts.values().sum();
            self.text(0, if name.is_empty() { Word::NoMunicipality.text(lang) } else { name })?;
            self.number(1, all)?;
            for (column, verdict) in
                (2..).zip([Verdict::Compliant, Verdict::Violations, Verdict::Review, Verdict::Unverified])
            {
                self.number(column, of(verdict))?;
            }
            self.share(6, of(Verdict::Compliant), all - of(Verdict::Unverified))?;
            if has_absent {
                self.number(7, summary.without_page_in(name))?;
            }
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    fn reasons(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        if summary.unverified.is_empty() {
            return Ok(());
        }
        let lang = self.lang;
        self.section(Word::ByReason, &[Word::UnverifiedReason, Word::Count].map(|word| word.text(lang)))?;
        for (reason, count) in &summary.unverified {
            self.text(0, words::reason(lang, *reason))?;
            self.number(1, *count)?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    fn run(&mut self, options: &ReportOptions, run: &RunFacts) -> Result<(), XlsxError> {
        let lang = self.lang;
        self.section(Word::AboutRun, &[])?;
        let yes = if run.covers_checked { Word::Yes } else { Word::No };
        let facts = [
            (Word::Started, date_time(lang, run.started_at, &options.time_zone)),
            (Word::Finished, date_time(lang, run.finished_at, &options.time_zone)),
            (Word::Source, run.source.clone()),
            (Word::Policy, run.policy.clone()),
            (Word::Registry, run.registry.clone().unwrap_or_else(|| "—".to_owned())),
            (Word::RowsSetAside, words::count(lang, run.rows_set_aside, Noun::Row)),
            (Word::CoversChecked, yes.text(lang).to_owned()),
            (Word::Program, format!("vk-page-auditor {VERSION}")),
        ];
        for (word, fact) in facts {
            self.text(0, word.text(lang))?;
            self.text(1, &fact)?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    fn list(&mut self, title: Word, lines: impl ExactSizeIterator<Item = String>) -> Result<(), XlsxError> {
        let rest = lines.len().saturating_sub(ROWS_TOLD);
        if lines.len() == 0 {
            return Ok(());
        }
        self.section(title, &[])?;
        for line in lines.take(ROWS_TOLD) {
            self.text(0, &line)?;
            self.row += 1;
        }
        if rest > 0 {
            self.text(0, &format!("… {} {rest}", Word::AndMore.text(self.lang)))?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of pages stay far below 2^52")]
const fn double(number: u64) -> f64 {
    number as f64
}
