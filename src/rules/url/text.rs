//! The raw text of a link: white space and escapes that a paste left in it (`url.whitespace`, `url.escaped`).

use std::borrow::Cow;

use crate::model::{Code, is_blank};
use crate::rules::finding::Finding;

/// A text after a repair, and whether there was something to repair.
pub(super) struct Repaired<'a> {
    pub text: Cow<'a, str>,
    pub found: bool,
}

/// The raw text's own defects.
pub(super) fn check(raw: &str, whitespace: bool, escaped: bool) -> impl Iterator<Item = Finding> {
    let codes = [whitespace.then_some(Code::UrlWhitespace), escaped.then_some(Code::UrlEscaped)];
    codes.into_iter().flatten().map(move |code| Finding::new(code).observed(raw))
}

/// Takes out white space in every writing: any Unicode space, zero-width characters, `+`, and percent-encoded ones.
/// At the two ends it is no defect: VK itself trims there.
pub(super) fn without_whitespace(raw: &str) -> Repaired<'_> {
    if raw.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'+' && byte != b'%') {
        return Repaired { text: Cow::Borrowed(raw), found: false };
    }
    let mut text = String::with_capacity(raw.len());
    let (mut pending, mut found) = (false, false);
    let mut rest = raw;
    while let Some(character) = rest.chars().next() {
        if let Some(length) = blank_length(rest, character) {
            pending = true;
            rest = &rest[length..];
            continue;
        }
        found |= pending && !text.is_empty();
        pending = false;
        text.push(character);
        rest = &rest[character.len_utf8()..];
    }
    Repaired { text: Cow::Owned(text), found }
}

/// How many bytes of blank the text begins with, in whichever writing.
fn blank_length(text: &str, first: char) -> Option<usize> {
    match first {
        '+' => Some(1),
        '%' => encoded_blank(text),
        character if is_blank(character) => Some(character.len_utf8()),
        _ => None,
    }
}

/// The length of a percent-encoded blank, once (`%20`) or more often (`%2520`).
fn encoded_blank(text: &str) -> Option<usize> {
    let inner = text[1..].trim_start_matches("25");
    let repeated = text.len() - 1 - inner.len();
    let once =
        |text: &str| encoded_character(text).and_then(|(character, length)| is_blank(character).then_some(length));
    once(text).or_else(|| once(&["%", inner].concat()).filter(|_| repeated > 0).map(|length| length + repeated))
}

/// The character that the percent-encoded bytes at the start of a text stand for, and how long they are.
fn encoded_character(text: &str) -> Option<(char, usize)> {
    const LONGEST: usize = 4;
    const ENCODED_BYTE: usize = 3;
    let mut bytes = [0; LONGEST];
    for (count, chunk) in text.as_bytes().chunks(ENCODED_BYTE).take(LONGEST).enumerate() {
        let [b'%', high, low] = chunk else { return None };
        bytes[count] = u8::try_from(hex(*high)? * 16 + hex(*low)?).ok()?;
        if let Ok(decoded) = std::str::from_utf8(&bytes[..=count]) {
            return decoded.chars().next().map(|character| (character, (count + 1) * ENCODED_BYTE));
        }
    }
    None
}

fn hex(digit: u8) -> Option<u32> {
    char::from(digit).to_digit(16)
}

/// Puts `&` where HTML writes it as an entity, however often it was escaped.
pub(super) fn without_entities(text: &str) -> Repaired<'_> {
    const ENTITIES: [&str; 4] = ["amp;", "#38;", "#038;", "#x26;"];
    let is_entity =
        |(at, _): &(usize, &str)| ENTITIES.iter().any(|entity| begins_with_ignoring_case(&text[at + 1..], entity));
    let Some((first, _)) = text.match_indices('&').find(is_entity) else {
        return Repaired { text: Cow::Borrowed(text), found: false };
    };
    let mut repaired = text[..first].to_owned();
    let mut found = false;
    let mut rest = &text[first..];
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        repaired.push(character);
        while character == '&'
            && let Some(entity) = ENTITIES.iter().find(|entity| begins_with_ignoring_case(rest, entity))
        {
            found = true;
            rest = &rest[entity.len()..];
        }
    }
    Repaired { text: Cow::Owned(repaired), found }
}

/// Decodes the marks that part a link when they were percent-encoded (once or more often), and with them the others
/// that such an encoding touches.
pub(super) fn without_escapes(text: &str) -> Repaired<'_> {
    /// The marks whose encoding breaks a link.
    const BREAKING: [&str; 3] = ["3f", "26", "3d"];
    /// All marks that are decoded once a breaking one is there.
    const MARKS: [(&str, char); 7] =
        [("3b", ';'), ("3f", '?'), ("26", '&'), ("3d", '='), ("3a", ':'), ("2f", '/'), ("23", '#')];
    let codes = |text: &str| {
        let after = text.strip_prefix('%')?;
        let code = after.trim_start_matches("25");
        Some((code.get(..2)?.to_ascii_lowercase(), text.len() - code.len() + 2))
    };
    let breaking =
        |(at, _): (usize, &str)| codes(&text[at..]).is_some_and(|(code, _)| BREAKING.contains(&code.as_str()));
    let wholly = text.get(..text.find('%').unwrap_or(0)).is_some_and(|scheme| {
        matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https")
            && codes(&text[scheme.len()..]).is_some_and(|(code, _)| code == "3a")
    });
    if !wholly && !text.match_indices('%').any(breaking) {
        return Repaired { text: Cow::Borrowed(text), found: false };
    }
    let mut repaired = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let mark = codes(rest).and_then(|(code, length)| {
            MARKS.iter().find(|(encoded, _)| *encoded == code).map(|(_, mark)| (*mark, length))
        });
        let (decoded, length) = mark.unwrap_or((character, character.len_utf8()));
        repaired.push(decoded);
        rest = &rest[length..];
    }
    Repaired { text: Cow::Owned(repaired), found: true }
}

fn begins_with_ignoring_case(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
}
