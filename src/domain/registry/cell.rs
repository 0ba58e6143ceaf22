//! One cell as a file gives it. How a number is read from it, whatever people and spreadsheets did to it, is in
//! `digits.rs`.

use std::borrow::Cow;

/// The content of one cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Cell<'a> {
    #[default]
    Empty,
    Text(Cow<'a, str>),
    /// A text with links behind it.
    Linked {
        text: Cow<'a, str>,
        /// One a line.
        links: Box<str>,
    },
    Integer(i64),
    Float(f64),
    Bool(bool),
    /// A cell that holds an error (`#N/A`, ...) instead of a value.
    Broken(String),
    /// A formula whose result the file does not hold.
    NoResult,
}

/// Below this every whole `f64` is exact (2^53).
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Cell<'_> {
    /// Whether a person sees nothing in the cell.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => trim(text).is_empty(),
            Self::Linked { text, links } => trim(text).is_empty() && links.is_empty(),
            _ => false,
        }
    }

    /// The content as text without blanks at its ends and without line breaks; a whole number as its exact digits.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty | Self::NoResult => Cow::Borrowed(""),
            Self::Text(text) | Self::Linked { text, .. } => single_line(trim(text)),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Float(number) => Cow::Owned(float_digits(*number)),
            Self::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Broken(text) => Cow::Borrowed(text),
        }
    }

    /// The content with its line breaks: several addresses in a cell stand in lines.
    pub fn lines(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Linked { text, .. } => Cow::Borrowed(trim(text)),
            _ => self.text(),
        }
    }

    /// The links behind the text, one a line.
    pub fn links(&self) -> &str {
        if let Self::Linked { links, .. } = self { links } else { "" }
    }

    /// Puts a link behind the text.
    pub fn linked(self, link: &str) -> Self {
        let both = |links: Box<str>| if links.is_empty() { link.into() } else { format!("{links}\n{link}").into() };
        match self {
            Self::Linked { text, links } => Self::Linked { text, links: both(links) },
            Self::Text(text) => Self::Linked { text, links: link.into() },
            Self::Empty | Self::NoResult => Self::Linked { text: Cow::Borrowed(""), links: link.into() },
            other => other,
        }
    }

    /// The same without anything borrowed.
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Self::Linked { text, links } => Cell::Linked { text: Cow::Owned(text.into_owned()), links },
            Self::Integer(number) => Cell::Integer(number),
            Self::Float(number) => Cell::Float(number),
            Self::Bool(value) => Cell::Bool(value),
            Self::Broken(error) => Cell::Broken(error),
            Self::NoResult => Cell::NoResult,
        }
    }
}

fn float_digits(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < EXACT { format!("{number:.0}") } else { number.to_string() }
}

/// Cuts off white space and the invisible marks that copying leaves at the ends.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|character: char| {
        character.is_whitespace()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\0'..='\x1f')
    })
}

/// A wrapped cell as one line: any run of line breaks and control characters becomes one space. They carry no meaning in
/// a name, and could forge lines in logs and letters.
fn single_line(text: &str) -> Cow<'_, str> {
    let breaks = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    if !text.contains(breaks) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split(breaks).map(trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_float_gives_back_the_exact_digits_of_an_ogrn() {
        assert_eq!(Cell::Float(1.027_301_172_106e12).text(), "1027301172106");
        assert_eq!(Cell::Float(0.5).text(), "0.5");
        assert_eq!(Cell::Float(f64::NAN).text(), "NaN");
    }

    #[test]
    fn a_wrapped_name_becomes_one_line() {
        assert_eq!(Cell::Text(" Школа\r\n № 1\u{200b}\n".into()).text(), "Школа № 1");
        assert_eq!(Cell::Text("Школа  № 1".into()).text(), "Школа  № 1");
        assert!(Cell::Text("\u{feff}\n\u{a0}".into()).is_blank());
    }
}
