//! Foreign text made harmless to look at: characters that steer a terminal, turn the direction of text or hide in it
//! are shown as visible escapes. Knows no output format; each format escapes further by its own rules.

use std::borrow::Cow;
use std::fmt;

use domain::model::is_blank;

/// Whether a character must not reach a reader's screen as it is: control characters (C0, DEL, C1), separators that
/// act as line ends, marks that reorder text, blanks without width, and the invisible tag characters.
/// Joiners stay: emoji and several scripts need them.
pub const fn is_hidden(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with every hidden character shown as `\u{1b}`; borrowed when there is none.
///
/// ```
/// use vk_page_auditor_words::visible;
/// assert_eq!(visible("Школа № 1"), "Школа № 1");
/// assert_eq!(visible("a\u{1b}[2J"), "a\\u{1b}[2J");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if find_hidden(text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    push_visible(text, &mut out);
    Cow::Owned(out)
}

/// Appends the text as [`visible`] shows it.
pub fn push_visible(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((start, hidden)) = find_hidden(rest) {
        out.push_str(&rest[..start]);
        out.extend(hidden.escape_unicode());
        rest = &rest[start + hidden.len_utf8()..];
    }
    out.push_str(rest);
}

/// The first hidden character and the byte it begins at.
pub fn find_hidden(text: &str) -> Option<(usize, char)> {
    let at = plain_length(text, |_| 0);
    text[at..].chars().next().map(|hidden| (at, hidden))
}

/// How many bytes of the text come before its first hidden character or ASCII byte that is special: for which the function
/// gives another number than 0. Looks at bytes first: a hidden character begins with one of a few, and nearly all text has
/// none of them.
pub fn plain_length(text: &str, special: impl Fn(u8) -> u8 + Copy) -> usize {
    let bytes = text.as_bytes();
    let may_end = |first: u8, second: u8, third: u8| special(first) | begins_hidden(first, second, third);
    let may_hold_end = |chunk: &[u8; CHUNK_BYTES]| {
        let mut found = 0;
        for at in 0..CHUNK_BYTES - BYTES_LOOKED_AHEAD {
            found |= may_end(chunk[at], chunk[at + 1], chunk[at + 2]);
        }
        found != 0
    };
    let mut from = 0;
    loop {
        // whole chunks without such a byte are passed over at once, by code that needs no branch per byte
        while let Some(chunk) = bytes.get(from..).and_then(<[u8]>::first_chunk)
            && !may_hold_end(chunk)
        {
            from += CHUNK_BYTES - BYTES_LOOKED_AHEAD;
        }
        let rest = bytes.get(from..).unwrap_or_default();
        if rest.len() <= CHUNK_BYTES - BYTES_LOOKED_AHEAD && !may_hold_end(&padded(rest)) {
            return text.len();
        }
        let byte = |at: usize| rest.get(at).copied().unwrap_or_default();
        let Some(at) = (0..rest.len()).find(|at| may_end(byte(*at), byte(at + 1), byte(at + 2)) != 0) else {
            return text.len();
        };
        from += at;
        let Some(character) = text[from..].chars().next() else { return text.len() };
        if is_hidden(character) || special(bytes[from]) != 0 {
            return from;
        }
        from += character.len_utf8();
    }
}

/// Some vector registers of common processors, and the bytes that the last of theirs may go on with.
const CHUNK_BYTES: usize = 32 + BYTES_LOOKED_AHEAD;
const BYTES_LOOKED_AHEAD: usize = 2;

/// The end of a text as a chunk.
fn padded(rest: &[u8]) -> [u8; CHUNK_BYTES] {
    let mut chunk = [b' '; CHUNK_BYTES];
    chunk[..rest.len()].copy_from_slice(rest);
    chunk
}

/// Other than 0 where a hidden character may begin with these bytes. Of the bytes that begin hidden ones, those of quotation
/// marks and dashes are frequent, so those after them are looked at too. Without branches, so that many are looked at
/// together.
fn begins_hidden(first: u8, second: u8, third: u8) -> u8 {
    let is = <u8 as From<bool>>::from;
    let control = is(first < 0x20) | is(first == 0x7f);
    let latin = is(first == 0xc2) & (is(second < 0xa0) | is(second == 0xad));
    let mark = is(second == 0x80) & (is(third.wrapping_sub(0x8b) < 5) | is(third.wrapping_sub(0xa8) < 7));
    let punctuation = is(first == 0xe2) & (mark | is(second == 0x81));
    control | latin | punctuation | is(first == 0xd8) | is(first == 0xef) | is(first == 0xf3)
}

/// Displays a text as [`visible`] shows it, optionally cut to a number of characters.
#[derive(Debug, Clone, Copy)]
pub struct Visible<'a> {
    text: &'a str,
    limit: usize,
}

/// How much of a foreign text a sentence repeats; reports have the whole text beside the sentence.
const QUOTED_CHARS: usize = 160;

impl<'a> Visible<'a> {
    pub const fn whole(text: &'a str) -> Self {
        Self { text, limit: usize::MAX }
    }

    /// As much of the text as a sentence should repeat.
    pub const fn quoted(text: &'a str) -> Self {
        Self { text, limit: QUOTED_CHARS }
    }
}

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Bytes first: most texts have fewer of them than the limit, and so fewer characters too.
        let is_short = self.text.len() <= self.limit;
        let cut = if is_short { None } else { self.text.char_indices().nth(self.limit).map(|(at, _)| at) };
        f.write_str(&visible(&self.text[..cut.unwrap_or(self.text.len())]))?;
        if cut.is_some() { f.write_str("…") } else { Ok(()) }
    }
}

/// How much of a link is shown on either side of the spot that is wrong.
const AROUND_CHARS: usize = 24;

/// Displays the surroundings of a spot in a link, spaces as `␣`, other characters that show nothing by
/// their numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) text: &'a str,
    /// The byte at which the spot begins.
    pub(super) at: usize,
}

impl fmt::Display for Around<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, at } = *self;
        let start = text[..at].char_indices().rev().take(AROUND_CHARS).last().map_or(at, |(start, _)| start);
        let end = text[at..].char_indices().nth(AROUND_CHARS).map_or(text.len(), |(offset, _)| at + offset);
        if start > 0 {
            f.write_str("…")?;
        }
        for character in text[start..end].chars() {
            match character {
                ' ' => f.write_str("␣")?,
                unseen if is_hidden(unseen) || is_blank(unseen) => write!(f, "[U+{:04X}]", u32::from(unseen))?,
                plain => write!(f, "{plain}")?,
            }
        }
        if end < text.len() { f.write_str("…") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_hidden_characters_change() {
        assert_eq!(visible("№ «а» — … 👩\u{200d}🏫"), "№ «а» — … 👩\u{200d}🏫");
        assert_eq!(visible("\u{9b}a\u{202e}b\u{feff}\r\n"), "\\u{9b}a\\u{202e}b\\u{feff}\\u{d}\\u{a}");
    }

    #[test]
    fn a_spot_of_a_link_is_shown_with_its_surroundings() {
        let url = "https://pos.gosuslugi.ru/form/?opaId=1&utm_source=vk&utm_mediu m=73&utm_campaign=1027301172106";
        let around = |text: &str, at: usize| Around { text, at }.to_string();
        assert_eq!(around(url, url.find(' ').unwrap()), "…&utm_source=vk&utm_mediu␣m=73&utm_campaign=10273…");
        assert_eq!(around("a%20b", 1), "a%20b");
        assert_eq!(around("a\u{200b}b\u{1b}", 1), "a[U+200B]b[U+001B]");
        assert_eq!(around("", 0), "");
    }

    #[test]
    fn a_long_quotation_is_cut_with_an_ellipsis() {
        let long = "я".repeat(QUOTED_CHARS + 1);
        assert_eq!(Visible::quoted(&long).to_string(), format!("{}…", "я".repeat(QUOTED_CHARS)));
        let whole = "я".repeat(QUOTED_CHARS);
        assert_eq!(Visible::quoted(&whole).to_string(), whole);
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left_and_the_rest_stays(text in any::<String>()) {
            let shown = visible(&text);
            prop_assert!(!shown.chars().any(is_hidden));
            if !text.chars().any(is_hidden) {
                prop_assert_eq!(&*shown, &*text);
            }
        }
    }

    #[test]
    fn a_hidden_character_is_found_wherever_it_stands() {
        for before in 0..3 * CHUNK_BYTES {
            for filler in ["a", "я", "«"] {
                let text = format!("{}\u{9b}{}", filler.repeat(before), "я".repeat(CHUNK_BYTES));
                assert_eq!(find_hidden(&text), Some((before * filler.len(), '\u{9b}')));
            }
        }
    }

    #[test]
    fn quotation_marks_and_dashes_are_passed_over() {
        for shown in ["«", "»", "—", "…", "“", "№", " ", "я", "Ё"] {
            let mut bytes = [0; 4];
            bytes[..shown.len()].copy_from_slice(shown.as_bytes());
            assert_eq!(begins_hidden(bytes[0], bytes[1], bytes[2]), 0, "{shown}");
        }
    }

    #[test]
    fn the_byte_filter_misses_no_hidden_character() {
        for character in (0..=0x10_ffff).filter_map(char::from_u32).filter(|character| is_hidden(*character)) {
            let mut bytes = [0; 4];
            character.encode_utf8(&mut bytes);
            assert_ne!(begins_hidden(bytes[0], bytes[1], bytes[2]), 0, "{:x}", character as u32);
        }
    }
}
