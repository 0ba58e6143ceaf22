//! A list for a terminal: in columns where they fit its width, else a block for each row. The first rows are held back
//! until the widths are known; the others follow at once.

use std::io::{self, BufWriter, Write};

use unicode_width::UnicodeWidthStr;

use super::shown::{StatusStyle, text, tone};
use super::{Cell, Column, End, Heading, Kind, Rows};
use crate::ndjson::buffered;
use crate::table::LEAST_WIDTH;
use crate::table::paint::{Color, Lead, Paint, fit};
use crate::{Output, ReportOptions};
use words::listing::ListWord;
use words::{Lang, number};

/// So many rows decide how wide the columns are.
const ROWS_MEASURED: usize = 200;
/// Texts are cut to no less than so many columns of the terminal; where that is not enough, rows become blocks.
const LEAST_TEXT: usize = 16;
/// Between columns.
const GAP: &str = "  ";

/// Writes rows once the widths are known.
pub(super) struct TableRows {
    out: BufWriter<Output>,
    columns: Vec<Column>,
    options: ReportOptions,
    paint: Paint,
    layout: Layout,
}

enum Layout {
    /// The first rows wait.
    Unknown(Vec<Vec<Shown>>),
    Columns(Vec<usize>),
    Blocks,
}

struct Shown {
    text: String,
    color: Color,
}

impl TableRows {
    pub(super) fn new(heading: &Heading<'_>, options: ReportOptions, out: Output) -> Self {
        let paint = Paint { color: options.color, width: options.width.max(LEAST_WIDTH) };
        let (columns, layout) = (heading.columns.to_vec(), Layout::Unknown(Vec::new()));
        Self { out: buffered(out), columns, options, paint, layout }
    }

    fn shown(&self, cells: &[Cell]) -> Vec<Shown> {
        let shown = |(cell, column): (&Cell, &Column)| {
            let text = text(cell, column, &self.options);
            match tone(cell, column) {
                Some((tone, mark)) => Shown { text: format!("{mark} {text}"), color: color(tone) },
                None => Shown { text: text.into_owned(), color: Color::Plain },
            }
        };
        cells.iter().zip(&self.columns).map(shown).collect()
    }

    /// Decides how rows are written, and writes those that waited.
    fn lay_out(&mut self) -> io::Result<()> {
        let Layout::Unknown(waiting) = &mut self.layout else { return Ok(()) };
        let waiting = std::mem::take(waiting);
        let lang = self.options.lang;
        let titles: Vec<_> = self.columns.iter().map(|column| column.title.text(lang)).collect();
        let widest = |index: usize, title: &str| {
            waiting.iter().map(|row| row[index].text.width()).chain([title.width()]).max().unwrap_or_default()
        };
        let natural: Vec<_> = titles.iter().enumerate().map(|(index, title)| widest(index, title)).collect();
        self.layout = fitted(natural, &self.columns, self.paint.width).map_or(Layout::Blocks, Layout::Columns);
        if matches!(self.layout, Layout::Columns(_)) && !waiting.is_empty() {
            let title = |title: &&str| Shown { text: (*title).to_owned(), color: Color::Bold };
            self.write(&titles.iter().map(title).collect::<Vec<_>>())?;
        }
        waiting.iter().try_for_each(|row| self.write(row))
    }

    fn write(&mut self, row: &[Shown]) -> io::Result<()> {
        match &self.layout {
            Layout::Unknown(_) => Ok(()),
            Layout::Columns(widths) => {
                // the last column needs no blanks behind it
                let last = row.iter().rposition(|cell| !cell.text.is_empty()).unwrap_or_default();
                for (index, ((cell, width), column)) in row.iter().zip(widths).zip(&self.columns).enumerate() {
                    if index > last {
                        break;
                    }
                    let words = if is_cut(column.kind) { fit(&cell.text, *width) } else { cell.text.clone() };
                    let words = words.trim_end();
                    let blanks = width.saturating_sub(words.width());
                    let (before, after) = if is_right(column.kind) { (blanks, 0) } else { (0, blanks) };
                    let after = if index == last { 0 } else { after };
                    let gap = if index == 0 { "" } else { GAP };
                    write!(self.out, "{gap}{:before$}", "")?;
                    self.paint.word(&mut self.out, words, cell.color)?;
                    write!(self.out, "{:after$}", "")?;
                }
                writeln!(self.out)
            }
            Layout::Blocks => self.block(row),
        }
    }

    /// What is marked, what it is about, and everything else with its title.
    fn block(&mut self, row: &[Shown]) -> io::Result<()> {
        let lang = self.options.lang;
        let marked = row.iter().position(|cell| cell.color != Color::Plain);
        let first = usize::from(marked == Some(0));
        let head = row.get(first).map(|cell| cell.text.as_str()).unwrap_or_default();
        let bold = (Lead { indent: 0, mark: head, color: Color::Bold }, "");
        let (lead, text) = marked.map_or(bold, |index| {
            let Shown { text, color } = &row[index];
            (Lead { indent: 0, mark: text, color: *color }, head)
        });
        self.paint.paragraph(&mut self.out, &lead, if text.is_empty() { "" } else { GAP }, text)?;
        let rest = row.iter().zip(&self.columns).enumerate();
        let rest = rest.filter(|(index, (cell, _))| *index != first && Some(*index) != marked && !cell.text.is_empty());
        let parts: Vec<_> =
            rest.map(|(_, (cell, column))| format!("{}: {}", column.title.text(lang), cell.text)).collect();
        if !parts.is_empty() {
            self.paint.paragraph(&mut self.out, &Lead::blank(2), "", &parts.join(" · "))?;
        }
        writeln!(self.out)
    }
}

impl Rows for TableRows {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let row = self.shown(cells);
        if let Layout::Unknown(waiting) = &mut self.layout {
            waiting.push(row);
            return if waiting.len() < ROWS_MEASURED { Ok(()) } else { self.lay_out() };
        }
        self.write(&row)
    }

    fn finish(mut self: Box<Self>, written: u64, end: &End) -> io::Result<()> {
        self.lay_out()?;
        let lang = self.options.lang;
        if written == 0 {
            writeln!(self.out, "{}", ListWord::NoRows.text(lang))?;
            return self.out.flush();
        }
        if matches!(self.layout, Layout::Columns(_)) {
            writeln!(self.out)?;
        }
        let zone = zone_words(&self.columns, &self.options).map(|zone| format!(" · {zone}")).unwrap_or_default();
        writeln!(self.out, "{}{zone}", count_words(lang, written, end))?;
        self.out.flush()
    }
}

/// How many rows there are: "Rows: 50 of 1,234".
pub(super) fn count_words(lang: Lang, written: u64, end: &End) -> String {
    let mut words = format!("{}: {}", ListWord::Rows.text(lang), number(lang, written));
    if let Some(total) = end.total.filter(|total| *total != written) {
        words.push(' ');
        words.push_str(ListWord::Of.text(lang));
        words.push(' ');
        words.push_str(&number(lang, total));
    }
    words
}

/// In which time zone moments are told; `None` where there are none, or the zone has no name.
pub(super) fn zone_words(columns: &[Column], options: &ReportOptions) -> Option<String> {
    let zone = columns.iter().any(|column| column.kind == Kind::Moment).then(|| options.time_zone.iana_name())??;
    Some(format!("{}: {zone}", ListWord::TimeZone.text(options.lang)))
}

/// The widths that fit the terminal, texts cut where they must; `None` where even that is not enough.
fn fitted(mut widths: Vec<usize>, columns: &[Column], room: usize) -> Option<Vec<usize>> {
    let room = room.checked_sub(GAP.len() * columns.len().saturating_sub(1))?;
    while widths.iter().sum::<usize>() > room {
        let can_shrink = |(width, column): &(&mut usize, &Column)| is_cut(column.kind) && **width > LEAST_TEXT;
        let widest = widths.iter_mut().zip(columns).filter(can_shrink).max_by_key(|(width, _)| **width);
        *widest?.0 -= 1;
    }
    Some(widths)
}

/// Addresses, numbers and moments are no use in part.
const fn is_cut(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Term(_) | Kind::Json)
}

const fn is_right(kind: Kind) -> bool {
    matches!(kind, Kind::Number | Kind::Share)
}

const fn color(tone: StatusStyle) -> Color {
    match tone {
        StatusStyle::Good => Color::Green,
        StatusStyle::Bad => Color::Red,
        StatusStyle::Doubt => Color::Yellow,
        StatusStyle::None => Color::Cyan,
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns;
    use super::*;

    #[test]
    fn texts_give_way_before_addresses_and_numbers() {
        let list = [columns::PAGES[0], columns::PAGES[1], columns::PAGES[16]];
        assert_eq!(fitted(vec![30, 60, 6], &list, 80), Some(vec![30, 40, 6]));
        assert_eq!(fitted(vec![30, 60, 6], &list, 56), Some(vec![30, 16, 6]));
        assert_eq!(fitted(vec![30, 60, 6], &list, 55), None);
        assert_eq!(fitted(vec![10, 5, 6], &list, 40), Some(vec![10, 5, 6]));
    }
}
