//! A sheet of rows that go to a file as they come, continued on a further sheet where the format's limit is reached.
//! Knows cells, not audits.

use std::borrow::Cow;
use std::io;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet, XlsxError};

use domain::model::{MaybeKnown, Severity, Verdict};
use words::{Lang, Word, visible};

/// The rows one sheet can have (ECMA-376 as Excel implements it).
const ROWS_A_SHEET: u32 = 1_048_576;
/// The UTF-16 units one cell can have (Excel's specification).
const UNITS_A_CELL: usize = 32_767;
/// Each link stays in memory until the workbook is saved (some 700 bytes), and Excel refuses a sheet with more than
/// 65,530. A region has no more pages than this; further addresses are plain text.
const LINKS_A_SHEET: u32 = 10_000;

/// A column: its title and its width in characters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column<T = &'static str>(pub(crate) T, pub(crate) u16);

pub(crate) fn titled(columns: &[Column<Word>], lang: Lang) -> Vec<Column> {
    columns.iter().map(|Column(title, width)| Column(title.text(lang), *width)).collect()
}

/// What a marked cell says by colour, beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatusStyle {
    /// All is well.
    Good,
    /// An error.
    Bad,
    /// To be looked at.
    Doubtful,
    /// Not known, or only worth knowing.
    Neutral,
}

impl StatusStyle {
    pub(crate) const fn of_verdict(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Compliant => Self::Good,
            Verdict::Violations => Self::Bad,
            Verdict::Review => Self::Doubtful,
            Verdict::Unverified => Self::Neutral,
        }
    }

    pub(crate) const fn of_severity(severity: &MaybeKnown<Severity>) -> Self {
        match severity.known() {
            Some(Severity::Error) => Self::Bad,
            Some(Severity::Warning) | None => Self::Doubtful,
            Some(Severity::Notice) => Self::Neutral,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell<'a> {
    /// Foreign or own text, always as a string.
    Text(&'a str),
    /// An own word with a tone.
    Marked(&'a str, StatusStyle),
    /// Text with the address it opens.
    Link(&'a str, Option<&'a str>),
    /// A quantity.
    Number(i64),
    /// A part of a whole, from 0 to 1.
    Share(f64),
    /// A date and time, as spreadsheets count them.
    Moment(f64),
}

/// The formats of cells, made once.
pub(crate) struct Styles {
    header: Format,
    text: Format,
    link: Format,
    moment: Format,
    share: Format,
    good: Format,
    bad: Format,
    doubtful: Format,
    neutral: Format,
}

impl Styles {
    pub(crate) fn new() -> Self {
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let tone =
            |ink: u32, paper: u32| text.clone().set_font_color(Color::RGB(ink)).set_background_color(Color::RGB(paper));
        Self {
            header: header(),
            link: text.clone().set_hyperlink(),
            moment: text.clone().set_num_format("dd.mm.yyyy hh:mm"),
            share: text.clone().set_num_format("0.0%"),
            good: tone(0x0B_5C_2E, 0xE3_F4_E8),
            bad: tone(0x9B_1C_1C, 0xFC_E8_E8),
            doubtful: tone(0x7A_4A_00, 0xFF_F3_D6),
            neutral: tone(0x37_41_51, 0xEE_F0_F3),
            text,
        }
    }

    const fn tone(&self, tone: StatusStyle) -> &Format {
        match tone {
            StatusStyle::Good => &self.good,
            StatusStyle::Bad => &self.bad,
            StatusStyle::Doubtful => &self.doubtful,
            StatusStyle::Neutral => &self.neutral,
        }
    }
}

/// The style of column titles.
pub(crate) fn header() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_font_color(Color::White)
        .set_background_color(Color::RGB(0x1F_3A_5F))
        .set_border_bottom(FormatBorder::Thin)
}

/// Rows of one kind, over as many sheets as they need.
pub(crate) struct Rows {
    name: &'static str,
    columns: Vec<Column>,
    lang: Lang,
    styles: Styles,
    parts: Vec<Worksheet>,
    next_row: u32,
    links: u32,
    row_limit: u32,
}

impl Rows {
    pub(crate) fn new(
        workbook: &mut Workbook,
        name: &'static str,
        columns: Vec<Column>,
        lang: Lang,
    ) -> io::Result<Self> {
        let styles = Styles::new();
        let mut rows =
            Self { name, columns, lang, styles, parts: Vec::new(), next_row: 0, links: 0, row_limit: ROWS_A_SHEET };
        rows.begin_part(workbook).map_err(failed)?;
        Ok(rows)
    }

    /// Adds a row, on a further sheet if this one is full.
    pub(crate) fn add(&mut self, workbook: &mut Workbook, cells: &[Cell<'_>]) -> io::Result<()> {
        if self.next_row >= self.row_limit {
            self.begin_part(workbook).map_err(failed)?;
        }
        self.write(cells).map_err(failed)
    }

    fn begin_part(&mut self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        if let Some(full) = self.parts.last_mut() {
            close(full, &self.columns, self.next_row)?;
        }
        let mut sheet = workbook.new_worksheet_with_constant_memory()?;
        let number = self.parts.len() + 1;
        sheet.set_name(if number == 1 { self.name.to_owned() } else { format!("{} {number}", self.name) })?;
        sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?.set_landscape();
        sheet.set_print_fit_to_pages(1, 0);
        for (index, Column(title, width)) in (0..).zip(&self.columns) {
            sheet.set_column_width(index, *width)?;
            sheet.write_string_with_format(0, index, *title, &self.styles.header)?;
        }
        self.parts.push(sheet);
        self.next_row = 1;
        self.links = 0;
        Ok(())
    }

    fn write(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        let row = self.next_row;
        let Some(sheet) = self.parts.last_mut() else { return Ok(()) };
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text("") => continue,
                Cell::Marked(word, tone) => {
                    sheet.write_string_with_format(row, column, *word, self.styles.tone(*tone))?
                }
                Cell::Link(text, Some(url)) if self.links < LINKS_A_SHEET => {
                    self.links += 1;
                    let url = Url::new(*url).set_text(&*fitting(text, self.lang));
                    sheet.write_url_with_format(row, column, url, &self.styles.link)?
                }
                Cell::Text(text) | Cell::Link(text, _) => {
                    sheet.write_string_with_format(row, column, &*fitting(text, self.lang), &self.styles.text)?
                }
                #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
                Cell::Number(number) => {
                    sheet.write_number_with_format(row, column, *number as f64, &self.styles.text)?
                }
                Cell::Share(share) => sheet.write_number_with_format(row, column, *share, &self.styles.share)?,
                Cell::Moment(serial) => sheet.write_number_with_format(row, column, *serial, &self.styles.moment)?,
            };
        }
        self.next_row += 1;
        Ok(())
    }

    /// Puts the sheets into the workbook.
    pub(crate) fn finish(mut self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        if let Some(last) = self.parts.last_mut() {
            close(last, &self.columns, self.next_row)?;
        }
        for part in self.parts {
            workbook.push_worksheet(part);
        }
        Ok(())
    }
}

/// The filter spans the rows, so it is set when they are all there.
fn close(sheet: &mut Worksheet, columns: &[Column], next_row: u32) -> Result<(), XlsxError> {
    let last_column = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, next_row.saturating_sub(1), last_column).map(drop)
}

/// The text as a cell can hold it: hidden characters visible, visibly cut where it is longer than a cell.
pub(crate) fn fitting(text: &str, lang: Lang) -> Cow<'_, str> {
    let shown = visible(text);
    // Bytes first: no text has more UTF-16 units than bytes.
    if shown.len() <= UNITS_A_CELL || shown.encode_utf16().count() <= UNITS_A_CELL {
        return shown;
    }
    let mark = format!("… {}", Word::Truncated.text(lang));
    let room = UNITS_A_CELL - mark.encode_utf16().count();
    let mut units = 0;
    let kept = shown.chars().take_while(|character| {
        units += character.len_utf16();
        units <= room
    });
    Cow::Owned(kept.chain(mark.chars()).collect())
}

/// The workbook's errors as those of its output.
pub(crate) fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column<Word>; 2] = [Column(Word::PageUrl, 10), Column(Word::Errors, 10)];

    #[test]
    fn a_full_sheet_is_continued_on_the_next() {
        let mut workbook = Workbook::new();
        let mut rows = Rows::new(&mut workbook, "Нарушения", titled(&COLUMNS, Lang::Ru), Lang::Ru).unwrap();
        rows.row_limit = 4;
        for number in 0..7 {
            rows.add(&mut workbook, &[Cell::Text("=1+1"), Cell::Number(number)]).unwrap();
        }
        let names: Vec<_> = rows.parts.iter().map(Worksheet::name).collect();
        assert_eq!(names, ["Нарушения", "Нарушения 2", "Нарушения 3"]);
        rows.finish(&mut workbook).unwrap();
        assert!(!workbook.save_to_buffer().unwrap().is_empty());
    }

    #[test]
    fn a_text_longer_than_a_cell_is_cut_visibly() {
        for long in ["я".repeat(40_000), "🏫".repeat(20_000)] {
            let cut = fitting(&long, Lang::Ru);
            assert!(cut.encode_utf16().count() <= UNITS_A_CELL && cut.ends_with("… [обрезано]"));
        }
        let whole = "я".repeat(UNITS_A_CELL);
        assert_eq!(fitting(&whole, Lang::Ru), whole);
    }
}
