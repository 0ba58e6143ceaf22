//! What people's hands and programs leave around an address: quotes, a full stop, a scheme typed wrongly or twice. And
//! Cyrillic letters that look like Latin ones.

use super::super::is_blank;

/// The longest misspelling of `https`.
const LONGEST_SCHEME: usize = 8;

/// The text without blanks, quotes, brackets and the punctuation of a sentence around it; none of them is part of an
/// address.
pub(super) fn bared(text: &str) -> &str {
    let around = |c: char| is_blank(c) || matches!(c, '"' | '\'' | '`' | '«' | '»' | '“' | '”' | '„' | '‘' | '’');
    let before = |c: char| around(c) || matches!(c, '(' | '[' | '<' | '{');
    let after = |c: char| around(c) || matches!(c, ')' | ']' | '>' | '}' | '.' | ',' | ';' | ':' | '!' | '\\');
    text.trim_start_matches(before).trim_end_matches(after)
}

/// What an address begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    None,
    /// `http` or `https`, also misspelt, with lost signs or twice.
    Web,
    /// Something else: `ftp`, `mailto`.
    Other,
}

/// Parts the scheme from the rest.
pub(super) fn split_scheme(text: &str) -> (Scheme, &str) {
    let (mut scheme, mut rest) = (Scheme::None, text);
    while let Some(after) = after_web_scheme(rest) {
        (scheme, rest) = (Scheme::Web, after);
    }
    if scheme == Scheme::None {
        if let Some((other, after)) = text.split_once("://")
            && !other.contains(['/', '?', '#'])
        {
            return (Scheme::Other, after);
        }
        rest = text.strip_prefix("//").unwrap_or(text);
    }
    (scheme, rest)
}

/// What stands behind `https://`, `http:/`, `https//`, `htpps://`, ...
fn after_web_scheme(text: &str) -> Option<&str> {
    let is_scheme_letter = |byte: &u8| matches!(byte.to_ascii_lowercase(), b'h' | b't' | b'p' | b's');
    let letters = text.bytes().take_while(is_scheme_letter).count();
    let word = text.get(..letters)?.to_ascii_lowercase();
    // `h` may be lost from the front, but `tp` must be somewhere in what stands for `http`
    let is_like_http = (3..=LONGEST_SCHEME).contains(&letters) && word.contains('t') && word.contains('p');
    let rest = &text[letters..];
    let signs = rest.bytes().take_while(|byte| matches!(byte, b':' | b'/' | b' ')).count();
    let has_slash_or_colon = rest[..signs].contains([':', '/']);
    // `tps/x` is no scheme, `https/x` is one that has lost its signs
    let is_parted = rest[..signs].contains(':') || rest[..signs].contains("//") || word.starts_with("http");
    (is_like_http && has_slash_or_colon && is_parted).then(|| &rest[signs..])
}

/// Whether the character is a Cyrillic letter.
pub(super) const fn is_cyrillic(character: char) -> bool {
    matches!(character, '\u{400}'..='\u{52f}')
}

/// The Latin letter that looks the same.
pub(super) const fn latin_twin(letter: char) -> Option<char> {
    Some(match letter {
        'а' | 'А' => 'a',
        'в' | 'В' => 'b',
        'с' | 'С' => 'c',
        'е' | 'Е' | 'ё' | 'Ё' => 'e',
        'н' | 'Н' => 'h',
        'і' | 'І' => 'i',
        'ј' | 'Ј' => 'j',
        'к' | 'К' => 'k',
        'м' | 'М' => 'm',
        'о' | 'О' => 'o',
        'р' | 'Р' => 'p',
        'ѕ' | 'Ѕ' => 's',
        'т' | 'Т' => 't',
        'х' | 'Х' => 'x',
        'у' | 'У' => 'y',
        _ => return None,
    })
}
