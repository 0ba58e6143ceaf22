//! Paragraphs for a terminal: wrapped by the width their characters take there, coloured only when told. Takes text
//! that is already harmless; the only escapes written are its own.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// A colour or weight, by its terminal code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Color {
    /// As the terminal writes.
    Plain,
    /// Heavier.
    Bold,
    /// For what is right.
    Green,
    /// For errors.
    Red,
    /// For warnings.
    Yellow,
    /// For notices.
    Cyan,
}

impl Color {
    /// The parameter of the "select graphic rendition" sequence (ECMA-48).
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Bold => Some("1"),
            Self::Green => Some("32"),
            Self::Red => Some("1;31"),
            Self::Yellow => Some("33"),
            Self::Cyan => Some("36"),
        }
    }
}

/// What stands before a paragraph's text.
pub(crate) struct Lead<'a> {
    /// Columns to the left of the whole paragraph.
    pub(crate) indent: usize,
    /// The mark or word the paragraph begins with.
    pub(crate) mark: &'a str,
    /// Of the mark only.
    pub(crate) color: Color,
}

impl Lead<'_> {
    /// No mark.
    pub(crate) const fn blank(indent: usize) -> Self {
        Self { indent, mark: "", color: Color::Plain }
    }
}

impl<'a> Lead<'a> {
    /// A mark without colour.
    pub(crate) const fn plain(indent: usize, mark: &'a str) -> Self {
        Self { indent, mark, color: Color::Plain }
    }
}

/// How paragraphs are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    /// Whether colours are written.
    pub(crate) color: bool,
    /// The columns a line may fill.
    pub(crate) width: usize,
}

impl Paint {
    /// Writes the lead, the gap and the text; further lines hang two columns right of the indent. A word longer than
    /// a line (a URL to copy) stays whole.
    pub(crate) fn paragraph(self, out: &mut impl Write, lead: &Lead<'_>, gap: &str, text: &str) -> io::Result<()> {
        const HANG: usize = 2;
        write!(out, "{:1$}", "", lead.indent)?;
        self.word(out, lead.mark, lead.color)?;
        let mut column = lead.indent + lead.mark.width();
        let mut gap = gap;
        for word in text.split(' ') {
            let wide = word.width();
            if column + gap.width() + wide > self.width && column > lead.indent + HANG {
                write!(out, "\n{:1$}", "", lead.indent + HANG)?;
                column = lead.indent + HANG;
            } else {
                out.write_all(gap.as_bytes())?;
                column += gap.width();
            }
            out.write_all(word.as_bytes())?;
            column += wide;
            gap = " ";
        }
        out.write_all(b"\n")
    }

    /// Writes a word in its colour, where colours are written.
    pub(crate) fn word(self, out: &mut impl Write, word: &str, color: Color) -> io::Result<()> {
        match color.code().filter(|_| self.color) {
            Some(code) => write!(out, "\u{1b}[{code}m{word}\u{1b}[0m"),
            None => out.write_all(word.as_bytes()),
        }
    }
}

/// The text with blanks up to so many columns; a longer one is cut with an ellipsis.
pub(crate) fn fit(text: &str, columns: usize) -> String {
    let mut out = String::new();
    let mut taken = 0;
    let is_long = text.width() > columns;
    let room = if is_long { columns.saturating_sub(1) } else { columns };
    for character in text.chars() {
        let mut buffer = [0; 4];
        let wide = character.encode_utf8(&mut buffer).width();
        if taken + wide > room {
            break;
        }
        out.push(character);
        taken += wide;
    }
    if is_long {
        out.push('…');
        taken += 1;
    }
    out.extend(std::iter::repeat_n(' ', columns.saturating_sub(taken)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(paint: Paint, lead: &Lead<'_>, text: &str) -> String {
        let mut out = Vec::new();
        paint.paragraph(&mut out, lead, " ", text).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn text_wraps_at_the_width_and_a_url_stays_whole() {
        let paint = Paint { color: false, width: 20 };
        let text = "один два три https://pos.gosuslugi.ru/form/ четыре";
        assert_eq!(
            written(paint, &Lead::plain(2, "→"), text),
            "  → один два три\n    https://pos.gosuslugi.ru/form/\n    четыре\n"
        );
    }

    #[test]
    fn colour_is_written_only_when_told_and_takes_no_columns() {
        let lead = Lead { indent: 0, mark: "✗", color: Color::Red };
        assert_eq!(written(Paint { color: false, width: 40 }, &lead, "а"), "✗ а\n");
        assert_eq!(written(Paint { color: true, width: 3 }, &lead, "а"), "\u{1b}[1;31m✗\u{1b}[0m а\n");
    }

    #[test]
    fn a_cell_is_cut_by_what_the_terminal_shows() {
        assert_eq!(fit("город", 7), "город  ");
        assert_eq!(fit("городской", 5), "горо…");
        assert_eq!(fit("日本語", 5), "日本…");
    }
}
