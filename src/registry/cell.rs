//! One cell as a file gives it: text, or a number that a spreadsheet may have robbed of its leading zero.

use std::borrow::Cow;

/// The content of one cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Cell<'a> {
    #[default]
    Empty,
    Text(Cow<'a, str>),
    Integer(i64),
    Float(f64),
    Bool(bool),
    /// A cell that holds an error (`#N/A`, ...) instead of a value.
    Broken(String),
}

/// Below this every whole `f64` is exact (2^53).
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Cell<'_> {
    /// Whether a person sees nothing in the cell.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => trim(text).is_empty(),
            _ => false,
        }
    }

    /// The content as text without blanks at its ends and without line breaks; a whole number as its exact digits.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => single_line(trim(text)),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Float(number) => Cow::Owned(float_digits(*number)),
            Self::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Broken(text) => Cow::Borrowed(text),
        }
    }

    /// The content as digits. A number (never a text) that is one digit short of one of `widths` gets back the leading
    /// zero that spreadsheets drop.
    pub fn digits(&self, widths: &[usize]) -> Cow<'_, str> {
        let text = self.text();
        let is_number = matches!(self, Self::Integer(0..) | Self::Float(_));
        if is_number && text.bytes().all(|byte| byte.is_ascii_digit()) && widths.contains(&(text.len() + 1)) {
            Cow::Owned(format!("0{text}"))
        } else {
            text
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
        assert_eq!(Cell::Float(1.027_301_172_106e12).digits(&[]), "1027301172106");
        assert_eq!(Cell::Float(0.5).digits(&[2]), "0.5");
        assert_eq!(Cell::Float(f64::NAN).digits(&[2]), "NaN");
    }

    #[test]
    fn only_a_number_gets_its_leading_zero_back() {
        assert_eq!(Cell::Float(3_698_000.0).digits(&[8, 11]), "03698000");
        assert_eq!(Cell::Integer(3_698_000_101).digits(&[8, 11]), "03698000101");
        assert_eq!(Cell::Integer(3).digits(&[2]), "03");
        assert_eq!(Cell::Integer(111).digits(&[2]), "111");
        assert_eq!(Cell::Text("3698000".into()).digits(&[8, 11]), "3698000");
        assert_eq!(Cell::Integer(-3).digits(&[3]), "-3");
    }

    #[test]
    fn a_wrapped_name_becomes_one_line() {
        assert_eq!(Cell::Text(" Школа\r\n № 1\u{200b}\n".into()).text(), "Школа № 1");
        assert_eq!(Cell::Text("Школа  № 1".into()).text(), "Школа  № 1");
        assert!(Cell::Text("\u{feff}\n\u{a0}".into()).is_blank());
    }
}
