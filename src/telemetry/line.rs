//! What a log line may hold: no secret by its shape or its place, and nothing that steers a terminal. Text in, text out.

use std::fmt::Write as _;

use super::LineFormat;

/// What stands in place of a secret.
pub(super) const MASK: &str = "***";
/// How tokens of VK's present form begin.
const TOKEN_PREFIX: &str = "vk1.";
/// What stands before a token in a header, with only a blank between.
const BEARER: &str = "bearer";
/// Words after which a secret stands, in URLs, in JSON and in headers.
const SECRET_NAMES: [&str; 5] = ["refresh_token", "access_token", "client_secret", "secure_key", BEARER];
/// Plain, bold, dim, italic, and the colours of levels: the codes the formatter uses.
const OWN_COLORS: [&str; 9] = ["0", "1", "2", "3", "31", "32", "33", "34", "35"];

/// The text without values that stand where secrets stand, or look like a token.
pub(super) fn mask_by_shape(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = secret_start(rest) {
        let (before, value) = rest.split_at(start);
        clean.push_str(before);
        clean.push_str(MASK);
        rest = value.trim_start_matches(is_token_char);
    }
    clean.push_str(rest);
    clean
}

fn secret_start(text: &str) -> Option<usize> {
    // ASCII letters keep their length in lower case, so the places stay the same
    let lower = text.to_ascii_lowercase();
    let named = SECRET_NAMES.iter().filter_map(|name| {
        lower.match_indices(name).find_map(|(at, _)| {
            let end = at + name.len();
            let length = separator_length(&text[end..])?;
            let value = end + length;
            // VK's own words go on after the name: "access_token has expired"
            let parted = *name == BEARER || text[end..value].contains(['=', ':']);
            (parted && text[value..].starts_with(is_token_char)).then_some(value)
        })
    });
    named.chain(lower.find(TOKEN_PREFIX)).min()
}

/// How long the separator is that stands between a name and its value: `=`, `": "`, a space, and VK's
/// `","value":"`, with the colours of the log between them.
fn separator_length(text: &str) -> Option<usize> {
    let mut rest = text;
    loop {
        if let Some(color) = rest.strip_prefix("\u{1b}[") {
            rest = color.split_once('m').map_or("", |(_, after)| after);
        } else if let Some(after) = rest.strip_prefix("value") {
            rest = after;
        } else if rest.starts_with(['=', ':', '"', '\'', '\\', ',', ' ', '(']) {
            rest = &rest[1..];
        } else {
            break;
        }
    }
    let length = text.len() - rest.len();
    (length > 0).then_some(length)
}

/// The characters VK's tokens are made of.
fn is_token_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '%' | '-')
}

/// The line with each character written out that could end it, move the cursor, or turn the direction of the text. Only
/// the formatter's own colours stay: it does not write out escape sequences in all kinds of value by itself.
pub(super) fn harmless(line: &str, format: LineFormat, color: bool) -> String {
    let mut clean = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let own_color = if color && format == LineFormat::Text { color_length(rest) } else { None };
        let (piece, after) = rest.split_at(own_color.unwrap_or(character.len_utf8()));
        rest = after;
        if own_color.is_some() || !(character.is_control() || turns_text(character)) {
            clean.push_str(piece);
        } else {
            let code = u32::from(character);
            let written = match format {
                LineFormat::Text => write!(clean, "\\u{{{code:x}}}"),
                LineFormat::Json => write!(clean, "\\u{code:04x}"),
            };
            debug_assert!(written.is_ok(), "writing to a string does not fail");
        }
    }
    clean
}

/// How long the colour code is that the text begins with, if it is one the formatter uses.
fn color_length(text: &str) -> Option<usize> {
    let code = text.strip_prefix("\u{1b}[")?;
    let length = code.find('m')?;
    OWN_COLORS.contains(&&code[..length]).then_some(text.len() - code.len() + length + 1)
}

/// Marks of direction, line and paragraph separators, and zero-width characters (Unicode, general categories Cf, Zl, Zp).
fn turns_text(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn colours_stay_only_where_the_formatter_may_put_them() {
        let line = "\u{1b}[32mINFO\u{1b}[0m \u{1b}[8mhidden\u{1b}[2J";
        assert_eq!(harmless(line, LineFormat::Text, true), "\u{1b}[32mINFO\u{1b}[0m \\u{1b}[8mhidden\\u{1b}[2J");
        assert!(!harmless(line, LineFormat::Text, false).contains('\u{1b}'));
        assert!(!harmless(line, LineFormat::Json, true).contains('\u{1b}'));
    }

    #[test]
    fn words_of_vk_about_tokens_stay_readable() {
        for text in [
            "User authorization failed: access_token has expired.",
            "User authorization failed: invalid access_token (4).",
            "access_token was given to another ip address",
        ] {
            assert_eq!(mask_by_shape(text), text);
        }
    }

    proptest! {
        #[test]
        fn plain_words_stay_as_they_are(text in "[а-яА-Я ,.:=0-9]{0,60}") {
            prop_assert_eq!(mask_by_shape(&text), text);
        }
    }
}
