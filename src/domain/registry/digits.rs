//! A number as people and spreadsheets write it, brought to its digits: `1 021 099…`, `'1021…`, `="1021…"`, `1021….0`,
//! «ОГРН 1021…», full-width digits, a zero lost in front. Knows no identifier; whether the digits are one is for others.

use std::borrow::Cow;

use super::cell::Cell;
use super::field::fold;
use crate::model::is_blank;

/// What a cell gives where a number belongs.
#[derive(Debug, PartialEq)]
pub(super) enum Digits<'c> {
    /// Digits, or a text that is none, as it stands there.
    Text(Cow<'c, str>),
    /// The spreadsheet program has kept only the first digits.
    Shortened(Cow<'c, str>),
}

/// Words before a number that say what it is.
const LABELS: [&str; 12] = ["", "огрн", "огрнип", "октмо", "окато", "инн", "id", "ид", "код", "номер", "n", "opaid"];
/// So many zeros at its end, and a number of a register was shortened: it would be the first of its kind in its region and
/// year, or the tenth of them with a check digit that is wrong.
const ZEROS_OF_SHORTENED: usize = 7;

/// Reads the digits. A number that is one digit short of one of `widths` gets back the leading zero that spreadsheets
/// drop.
pub(super) fn read<'c>(cell: &'c Cell<'_>, widths: &[usize]) -> Digits<'c> {
    let text = cell.text();
    let digits = if is_digits(&text) {
        text
    } else {
        match bare(&text) {
            Bare::Digits(digits) => Cow::Owned(digits),
            Bare::Shortened => return Digits::Shortened(text),
            Bare::None => return Digits::Text(text),
        }
    };
    if widths.contains(&(digits.len() + 1)) {
        return Digits::Text(Cow::Owned(format!("0{digits}")));
    }
    Digits::Text(digits)
}

/// Whether these 13 digits are what is left of a number that was shortened to `1,0273E+12`.
pub(super) fn is_shortened(digits: &str, has_wrong_check_digit: bool) -> bool {
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    zeros >= ZEROS_OF_SHORTENED || (has_wrong_check_digit && zeros + 2 >= ZEROS_OF_SHORTENED)
}

/// Who writes so many places after the point has left out zeros only; spreadsheets show five at the most.
const EXACT_PLACES: usize = 9;

enum Bare {
    Digits(String),
    Shortened,
    None,
}

fn bare(text: &str) -> Bare {
    let quoted = text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let text = quoted.trim_start_matches(['\'', '’', '`', '´']);
    let mut plain = String::with_capacity(text.len());
    plain.extend(text.chars().filter(|c| !is_blank(*c)).map(ascii_digit));
    let number = without_label(&plain);
    let whole = number
        .split_once(['.', ','])
        .filter(|(_, zeros)| !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0'))
        .map_or(number, |(whole, _)| whole);
    if is_digits(whole) { Bare::Digits(whole.to_owned()) } else { scientific(number) }
}

/// Full-width digits, as Asian input methods give them.
fn ascii_digit(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' => char::from_u32(c as u32 - 0xff10 + 0x30).unwrap_or(c),
        _ => c,
    }
}

fn without_label(text: &str) -> &str {
    let label = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    // a sign before a number is no label
    if text[..label].contains(['-', '+', '−', '–']) {
        return text;
    }
    if LABELS.contains(&fold(&text[..label].replace('№', " ")).as_str()) { &text[label..] } else { text }
}

/// `1,0273E+12`: all its digits, if all are there.
fn scientific(text: &str) -> Bare {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E', 'е', 'Е']) else { return Bare::None };
    let (whole, part) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let exponent = exponent.trim_start_matches('+');
    let is_number = whole.len() == 1 && is_digits(whole) && (part.is_empty() || is_digits(part));
    let Some(places) = exponent.parse::<usize>().ok().filter(|places| is_number && (1..=18).contains(places)) else {
        return Bare::None;
    };
    if part.len() > places {
        Bare::None
    } else if part.len() == places || part.len() >= EXACT_PLACES {
        Bare::Digits(format!("{whole}{part:0<places$}"))
    } else {
        Bare::Shortened
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> String {
        match read(&Cell::Text(text.into()), &[2, 8, 11]) {
            Digits::Text(text) => text.into_owned(),
            Digits::Shortened(text) => format!("shortened {text}"),
        }
    }

    #[test]
    fn all_writings_of_a_number_give_its_digits() {
        for text in [
            "1021099000010",
            "1 021 099\u{a0}000\u{202f}010",
            "'1021099000010",
            "=\"1021099000010\"",
            "1021099000010.0",
            "1021099000010,00",
            "ОГРН 1021099000010",
            "ОГРН: 1021099000010",
            "№1021099000010",
            "１０２１０９９００００１０",
            "1.02109900001E+12",
            "1.021099000010E12",
        ] {
            assert_eq!(digits(text), "1021099000010", "{text}");
        }
        for text in ["1,0273E+12", "1.0273E+12", "1E+12", "1,0273е+12"] {
            assert_eq!(digits(text), format!("shortened {text}"));
        }
    }

    #[test]
    fn a_number_gets_its_leading_zero_back() {
        assert_eq!(digits("3698000"), "03698000");
        assert_eq!(digits("3698000101"), "03698000101");
        assert_eq!(digits("3"), "03");
        assert_eq!(digits("111"), "111");
        assert_eq!(read(&Cell::Float(3_698_000.0), &[8]), Digits::Text("03698000".into()));
    }

    #[test]
    fn what_is_no_number_stays_as_it_stands_there() {
        for text in ["", "0370100x", "-3", "1001.5", "школа 5", "12 и 13", "E", "1e", "2e99", "1021099000010 (новый)"]
        {
            assert_eq!(digits(text), text);
        }
    }

    #[test]
    fn many_zeros_at_the_end_betray_a_number_that_was_shortened() {
        assert!(is_shortened("1027300000000", false));
        assert!(is_shortened("1027312300000", true));
        assert!(!is_shortened("1027312300000", false));
        assert!(!is_shortened("1027301172106", true));
    }
}
