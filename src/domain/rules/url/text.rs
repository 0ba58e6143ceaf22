//! The raw text of a link: what a paste left in it. White space in every writing becomes a single marker that later steps
//! resolve by what must stand there; escapes become the signs they stand for.

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::is_blank;

/// What stands for a run of white space, however it was written.
pub(super) const BLANK: char = ' ';

/// A text after a repair, and whether there was something to repair.
pub(super) struct Repaired<'a> {
    pub text: Cow<'a, str>,
    pub found: bool,
}

impl<'a> Repaired<'a> {
    const fn untouched(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), found: false }
    }
}

/// Whether a character shows nothing, or steers what shows it: no link has one.
fn is_unseen(character: char) -> bool {
    is_blank(character) || character.is_control()
}

/// Without raw white space at the two ends: VK itself trims there.
pub(super) fn trimmed(raw: &str) -> &str {
    raw.trim_matches(is_unseen)
}

/// Puts one [`BLANK`] for each run of white space, control and invisible characters, raw or percent-encoded (once or more
/// often), and of `+`.
pub(super) fn with_blanks(raw: &str) -> Cow<'_, str> {
    if raw.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'+' && byte != b'%') {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(character) = rest.chars().next() {
        let length = if let Some(length) = blank_length(rest, character) {
            if !text.ends_with(BLANK) {
                text.push(BLANK);
            }
            length
        } else {
            text.push(character);
            character.len_utf8()
        };
        rest = &rest[length..];
    }
    Cow::Owned(text)
}

/// Without any [`BLANK`].
pub(super) fn without_blanks(text: &str) -> Cow<'_, str> {
    if text.contains(BLANK) { Cow::Owned(text.replace(BLANK, "")) } else { Cow::Borrowed(text) }
}

/// How many bytes of blank the text begins with, in whichever writing.
fn blank_length(text: &str, first: char) -> Option<usize> {
    match first {
        '+' => Some(1),
        '%' => encoded_blank(text),
        character if is_unseen(character) => Some(character.len_utf8()),
        _ => None,
    }
}

/// The length of a percent-encoded blank, once (`%20`) or more often (`%2520`).
fn encoded_blank(text: &str) -> Option<usize> {
    let inner = text[1..].trim_start_matches("25");
    let repeated = text.len() - 1 - inner.len();
    let once =
        |text: &str| encoded_character(text).and_then(|(character, length)| is_unseen(character).then_some(length));
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

/// The signs that part a link, and whose encoding breaks it.
const SIGNS: [char; 5] = [':', '/', '?', '&', '='];

/// Puts the signs that part a link where they stand escaped: as HTML writes them (`&amp;`, `&#38;`, however often), percent
/// encoded (once or more often), or behind the backslash of Markdown. `names` are the links' parameters: by one that
/// follows, `&amp` is known without its `;`.
pub(super) fn without_escapes<'a>(text: &'a str, names: &[Arc<str>]) -> Repaired<'a> {
    if !text.contains(['&', '%', '\\']) {
        return Repaired::untouched(text);
    }
    let mut repaired = Repaired::untouched(text);
    // one escape may hide another: `%26amp%3B`
    for _ in 0..4 {
        let decoded = without_percent(&repaired.text);
        let decoded = decoded.as_deref().unwrap_or(&repaired.text);
        let plain = without_entities(decoded, names);
        let plain = plain.as_deref().unwrap_or(decoded);
        let bare = without_backslashes(plain);
        let bare = bare.as_deref().unwrap_or(plain);
        if bare == repaired.text {
            break;
        }
        repaired = Repaired { text: Cow::Owned(bare.to_owned()), found: true };
    }
    repaired
}

/// Decodes percent-encoded signs, and with them the others that such an encoding touches; `None` where there are none.
fn without_percent(text: &str) -> Option<String> {
    const COMPANIONS: [char; 2] = [';', '#'];
    let sign = |text: &str| {
        let after = text.strip_prefix('%')?;
        let code = after.trim_start_matches("25");
        let [high, low] = *code.as_bytes().first_chunk()?;
        let decoded = char::from(u8::try_from(hex(high)? * 16 + hex(low)?).ok()?);
        Some((decoded, text.len() - code.len() + 2))
    };
    let is_sign = |(at, _): (usize, &str)| sign(&text[at..]).is_some_and(|(decoded, _)| SIGNS.contains(&decoded));
    if !text.match_indices('%').any(is_sign) {
        return None;
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let found = sign(rest).filter(|(sign, _)| SIGNS.contains(sign) || COMPANIONS.contains(sign));
        let (character, length) = found.unwrap_or((character, character.len_utf8()));
        decoded.push(character);
        rest = &rest[length..];
    }
    Some(decoded)
}

/// Puts signs where HTML writes them as entities; `None` where it does not.
fn without_entities(text: &str, names: &[Arc<str>]) -> Option<String> {
    let (mut plain, mut found, mut rest) = (String::with_capacity(text.len()), false, text);
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((sign, length)) = entity(rest, names) {
            plain.push(sign);
            rest = &rest[length..];
            found = true;
            // `&amp;amp;`: written as an entity more often than once
            while sign == '&'
                && let Some(further) = entity_behind(rest, names)
            {
                rest = &rest[further..];
            }
        } else {
            plain.push('&');
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    found.then_some(plain)
}

/// The sign that the entity at the start of a text stands for, and how long it is.
fn entity(text: &str, names: &[Arc<str>]) -> Option<(char, usize)> {
    let body = text.strip_prefix('&')?;
    if let Some(length) = entity_behind(body, names) {
        return Some(('&', length + 1));
    }
    let digits = body.strip_prefix('#')?;
    let (radix, digits) = digits.strip_prefix(['x', 'X']).map_or((10, digits), |digits| (16, digits));
    let count = digits.chars().take_while(|digit| digit.is_digit(radix)).count();
    let sign = u32::from_str_radix(&digits[..count], radix).ok().and_then(char::from_u32)?;
    let length = text.len() - digits.len() + count;
    let length = length + usize::from(text[length..].starts_with(';'));
    SIGNS.contains(&sign).then_some((sign, length))
}

/// The length of `amp;`, or of `amp` before a parameter of the links.
fn entity_behind(text: &str, names: &[Arc<str>]) -> Option<usize> {
    /// So much of a name tells that a parameter follows, also a misspelt one.
    const TELLING: usize = 3;
    const NAME: usize = "amp".len();
    let rest = text.get(NAME..).filter(|_| text[..NAME].eq_ignore_ascii_case("amp"))?;
    if rest.starts_with(';') {
        return Some(NAME + 1);
    }
    let begins = |name: &Arc<str>| {
        rest.get(..TELLING).is_some_and(|head| name.get(..TELLING).is_some_and(|own| own.eq_ignore_ascii_case(head)))
    };
    (names.iter().any(begins) || entity_behind(rest, names).is_some()).then_some(NAME)
}

/// Takes away the backslashes that Markdown writes before signs; `None` where there are none.
fn without_backslashes(text: &str) -> Option<String> {
    const ESCAPED: [char; 9] = ['_', '&', '-', '=', '?', '.', '#', ':', '~'];
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' || !characters.peek().is_some_and(|next| ESCAPED.contains(next)) {
            plain.push(character);
        }
    }
    (plain.len() != text.len()).then_some(plain)
}

/// What is written before the address of a link that stands in quotation marks or brackets or behind a label, and the
/// address without the sign that closes what was opened; `None` where the link is the address alone.
pub(super) fn unwrapped(raw: &str) -> Option<(&str, &str)> {
    const AROUND: [(char, char); 10] = [
        ('"', '"'),
        ('\'', '\''),
        ('«', '»'),
        ('“', '”'),
        ('„', '“'),
        ('‘', '’'),
        ('<', '>'),
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
    ];
    let at = raw.char_indices().map(|(at, _)| at).find(|at| begins_as_address(&raw[*at..])).filter(|at| *at > 0)?;
    let (before, address) = raw.split_at(at);
    let last = before.chars().next_back()?;
    let is_label = !before.contains(['/', '\\', '?', '=', '&', '#', '%', '+'])
        && !last.is_alphanumeric()
        && before.contains(|it| !is_unseen(it))
        && !has_inner_dot(before);
    if !is_label {
        return None;
    }
    let closing = AROUND.iter().find(|(opening, _)| *opening == last).map(|(_, closing)| *closing);
    let trimmed = address.trim_end_matches(['.', ',', ';']);
    Some((before, closing.and_then(|closing| trimmed.strip_suffix(closing)).unwrap_or(address)))
}

/// Whether a text may hold a host: a dot between letters.
fn has_inner_dot(text: &str) -> bool {
    text.split('.').skip(1).any(|part| part.starts_with(char::is_alphanumeric))
}

/// Whether an address begins here.
pub(super) fn begins_as_address(text: &str) -> bool {
    SCHEMES.iter().any(|scheme| text.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme)))
}

const SCHEMES: [&str; 2] = ["https://", "http://"];

/// The part of a raw link that reads as this text once it is repaired, with the blanks and codes that stand there. Behind
/// `=` first: that is where values stand.
pub(super) fn as_written<'r>(raw: &'r str, repaired: &str) -> Option<&'r str> {
    if repaired.is_empty() {
        return None;
    }
    let places = || {
        let found = |(at, _)| written_length(&raw[at..], repaired).map(|length| (at, &raw[at..at + length]));
        raw.char_indices().filter_map(found)
    };
    let is_value = |at: usize| {
        let before = raw[..at].trim_end_matches(is_unseen);
        ["=", "%3D", "%3d"].into_iter().any(|sign| before.ends_with(sign))
    };
    places().find(|(at, _)| is_value(*at)).or_else(|| places().next()).map(|(_, written)| written)
}

/// How long the writing of a repaired text is that a raw one begins with.
fn written_length(raw: &str, repaired: &str) -> Option<usize> {
    let mut rest = raw;
    for (index, wanted) in repaired.char_indices() {
        loop {
            let first = rest.chars().next()?;
            if first == wanted {
                rest = &rest[first.len_utf8()..];
                break;
            }
            if let Some((_, length)) = encoded_character(rest).filter(|(decoded, _)| *decoded == wanted) {
                rest = &rest[length..];
                break;
            }
            let skipped = blank_length(rest, first).or_else(|| (first == '\\').then_some(1)).filter(|_| index > 0)?;
            rest = &rest[skipped..];
            // a blank may stand for the sign itself
            let next = rest.chars().next()?;
            if matches!(wanted, '_' | '-') && next != wanted && blank_length(rest, next).is_none() && first != '\\' {
                break;
            }
        }
    }
    Some(raw.len() - rest.len())
}

/// The first of several addresses that stand in one field, and whether others follow.
pub(super) fn first_address(raw: &str) -> (&str, bool) {
    // only what comes behind a host is a further address: `https://https://` is one whose scheme stands twice
    let after_host = raw.find('.').unwrap_or(raw.len());
    let further =
        raw[after_host..].char_indices().map(|(at, _)| after_host + at).find(|at| begins_as_address(&raw[*at..]));
    match further {
        // a redirector carries an address, and rightly so
        Some(at) if !raw[..at].ends_with('=') => {
            let first =
                raw[..at].trim_end_matches(|it: char| is_unseen(it) || matches!(it, ',' | ';' | '|' | ']' | '('));
            (first, true)
        }
        _ => (raw, false),
    }
}
