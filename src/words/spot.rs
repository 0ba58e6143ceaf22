//! Finds the one spot that is wrong in a link which was seen, so that a message can name it: the invisible character, the
//! sign that stands for another. Knows no language.

use domain::model::is_blank;

/// One run of white space, control or invisible characters in a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank<'a> {
    /// A space as typed.
    Space,
    /// `+`, which stands for a space.
    Plus,
    /// A percent-encoded one, as it stands there (`%20`, `%C2%A0`, `%2520`), and the character that it is.
    Encoded(&'a str, char),
    LineBreak(char),
    /// Another character that shows nothing.
    Unseen(char),
}

/// The first blank of a link that is not raw white space at one of its ends, and the byte it begins at.
pub fn blank(link: &str) -> Option<(usize, Blank<'_>)> {
    let is_unseen = |character: char| is_blank(character) || character.is_control();
    let inner = link.trim_matches(is_unseen);
    let start = link.find(inner).unwrap_or_default();
    for (at, character) in inner.char_indices() {
        let found = match character {
            ' ' => Blank::Space,
            '+' => Blank::Plus,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => Blank::LineBreak(character),
            '%' => match encoded_blank(&inner[at..]) {
                Some((text, character)) => Blank::Encoded(text, character),
                None => continue,
            },
            other if is_unseen(other) => Blank::Unseen(other),
            _ => continue,
        };
        return Some((start + at, found));
    }
    None
}

/// The percent-encoded blank at the start of a text.
fn encoded_blank(text: &str) -> Option<(&str, char)> {
    const MOST_BYTES: usize = 4;
    let mut end = 1;
    while text.get(end..end + 2) == Some("25") {
        end += 2;
    }
    let codes = format!("%{}", &text[end..]);
    let mut bytes = Vec::new();
    for chunk in codes.as_bytes().chunks(3).take(MOST_BYTES) {
        let [b'%', digits @ ..] = chunk else { return None };
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok().filter(|_| digits.len() == 2)?);
        if let Ok(decoded) = std::str::from_utf8(&bytes) {
            let character = decoded.chars().next()?;
            let length = end + bytes.len() * 3 - 1;
            return (is_blank(character) || character.is_control()).then(|| (&text[..length], character));
        }
    }
    None
}

/// The first escape in a link: the byte it begins at, its text, and the sign it stands for.
pub fn escape(link: &str) -> Option<(usize, &str, char)> {
    const CODES: [(&str, char); 5] = [("3a", ':'), ("2f", '/'), ("3f", '?'), ("26", '&'), ("3d", '=')];
    for (at, character) in link.char_indices() {
        let rest = &link[at..];
        match character {
            '&' => {
                let body = &rest[1..];
                let entity = ["amp;", "amp", "#38;", "#038;", "#x26;"]
                    .into_iter()
                    .find(|entity| body.get(..entity.len()).is_some_and(|head| head.eq_ignore_ascii_case(entity)));
                if let Some(entity) = entity {
                    let mut end = 1 + entity.len();
                    // `&amp;amp;`: written as an entity more often than once
                    while rest.get(end..end + 4).is_some_and(|further| further.eq_ignore_ascii_case("amp;")) {
                        end += 4;
                    }
                    return Some((at, &rest[..end], '&'));
                }
            }
            '%' => {
                let inner = rest[1..].trim_start_matches("25");
                let length = rest.len() - inner.len() + 2;
                let code = inner.get(..2).map(str::to_ascii_lowercase);
                if let Some((_, sign)) = CODES.iter().find(|(known, _)| code.as_deref() == Some(known)) {
                    return Some((at, &rest[..length], *sign));
                }
            }
            '\\' => {
                if let Some(sign) = rest[1..].chars().next().filter(|next| "_&-=?.#:".contains(*next)) {
                    return Some((at, &rest[..2], sign));
                }
            }
            _ => {}
        }
    }
    None
}

/// A sign of a link that is lost, or for which another stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator<'a> {
    /// This sign is lost.
    Lost(char),
    /// The first stands for the second.
    Instead(&'a str, char),
}

/// The parameters of the forms' links, by which a lost sign is found.
const PARAMETERS: [&str; 6] = ["opaId", "utm_source", "utm_medium", "utm_campaign", "reg_code", "mun_code"];

/// The first sign of a link that is lost or replaced, and the byte at which that shows.
pub fn separator(link: &str) -> Option<(usize, Separator<'_>)> {
    const WIDE: [(&str, char); 3] = [("？", '?'), ("＆", '&'), ("＝", '=')];
    let path = link.find("://").map_or(0, |at| at + 3);
    let path = link[path..].find('/').map_or(link.len(), |at| path + at);
    let mut is_first = true;
    for (at, _) in link.char_indices().filter(|(at, _)| *at >= path) {
        let rest = &link[at..];
        if let Some((wide, narrow)) = WIDE.iter().find(|(wide, _)| rest.starts_with(wide)) {
            return Some((at, Separator::Instead(&rest[..wide.len()], *narrow)));
        }
        let Some(length) = PARAMETERS.iter().find_map(|name| name_length(rest, name)) else { continue };
        let right = if is_first { '?' } else { '&' };
        let before = &link[path..at];
        let signs = before.len() - before.trim_end_matches(['?', '&', ';', ',', '#', '/', ' ']).len();
        let found = &before[before.len() - signs..];
        let found = if is_first { found.trim_start_matches('/') } else { found };
        is_first = false;
        if found.is_empty() {
            return Some((at, Separator::Lost(right)));
        }
        if found.trim() != right.to_string() && !(right == '?' && found == "?&") && !found.trim().is_empty() {
            return Some((at - found.len(), Separator::Instead(found, right)));
        }
        if let Some(found) = equals(&rest[length..]) {
            let place = if found == Separator::Lost('=') { at } else { at + length };
            return Some((place, found));
        }
    }
    None
}

/// How much of the beginning of a text is this name, with the blanks inside it and those that stand for its `_`.
fn name_length(text: &str, name: &str) -> Option<usize> {
    let mut rest = text;
    for (index, wanted) in name.char_indices() {
        let bare = if index == 0 { rest } else { without_blank(rest) };
        rest = match bare.chars().next() {
            Some(given) if given.eq_ignore_ascii_case(&wanted) => &bare[given.len_utf8()..],
            _ if wanted == '_' && bare.len() < rest.len() => bare,
            _ => return None,
        };
    }
    Some(text.len() - rest.len())
}

/// A text without the blanks it begins with.
fn without_blank(text: &str) -> &str {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '%' => encoded_blank(rest).map(|(blank, _)| blank.len()),
            '+' => Some(1),
            other => (is_blank(other) || other.is_control()).then(|| other.len_utf8()),
        };
        let Some(length) = length else { break };
        rest = &rest[length..];
    }
    rest
}

/// What is wrong with the `=` that belongs at the beginning of what follows a name.
fn equals(behind: &str) -> Option<Separator<'_>> {
    const WORDS: [&str; 4] = ["ID", "REGCODE", "MUNCODE", "OGRN"];
    let is_value = |text: &str| {
        let word = text.split('&').next().unwrap_or_default().replace(|it: char| !it.is_ascii_alphanumeric(), "");
        let is_source = text.get(..2).is_some_and(|it| it.eq_ignore_ascii_case("vk"));
        is_source
            || text.starts_with(|it: char| it.is_ascii_digit())
            || WORDS.iter().any(|it| it.eq_ignore_ascii_case(&word))
    };
    if is_value(behind) {
        return Some(Separator::Lost('='));
    }
    let value = behind.trim_start_matches([':', '-', '–', '—', '~', '.', ';', ',', '#']);
    let sign = &behind[..behind.len() - value.len()];
    (!sign.is_empty() && is_value(without_blank(value))).then_some(Separator::Instead(sign, '='))
}

/// In what a link is written otherwise than it must be, though it leads to the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// Large letters before `://`.
    CapitalScheme,
    /// Large letters in the host.
    CapitalHost,
    /// A port that need not be named.
    Port,
    /// A dot behind the host.
    HostDot,
    /// No `/` before `?`.
    NoSlash,
    /// A `/` too many before `?`.
    ExtraSlash,
    /// `&&`, `?&` or a `&` at the end.
    ExtraAmpersand,
    /// `#` and what follows.
    Fragment,
    /// The parameters in another order.
    Order,
    /// Letters or digits as codes.
    Encoded,
    /// Something else.
    Other,
}

/// The first thing in which the writing of a link differs. `right` is how it must be written, where that is known.
pub fn writing(link: &str, right: Option<&str>) -> Writing {
    let link = link.trim();
    let (scheme, rest) = link.split_once("://").unwrap_or(("", link));
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (host, tail) = rest.split_at(end);
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    let has_capitals = |text: &str| text.bytes().any(|byte| byte.is_ascii_uppercase());
    if has_capitals(scheme) {
        return Writing::CapitalScheme;
    }
    if has_capitals(host) {
        return Writing::CapitalHost;
    }
    if host.contains(':') {
        return Writing::Port;
    }
    if host.ends_with('.') {
        return Writing::HostDot;
    }
    if link.contains('#') {
        return Writing::Fragment;
    }
    if query.starts_with('&') || query.ends_with('&') || query.contains("&&") {
        return Writing::ExtraAmpersand;
    }
    if tail.contains('%') {
        return Writing::Encoded;
    }
    let right_tail = right.and_then(|right| right.split_once("://")?.1.split_once('/')).map(|(_, tail)| tail);
    let right_path = right_tail.map(|tail| tail.split('?').next().unwrap_or_default());
    match (path.trim_start_matches('/'), right_path) {
        (own, Some(right)) if own != right && own.trim_end_matches('/') == right.trim_end_matches('/') => {
            return if own.len() < right.len() { Writing::NoSlash } else { Writing::ExtraSlash };
        }
        ("form", None) => return Writing::NoSlash,
        (own, None) if own.ends_with("activities/") => return Writing::ExtraSlash,
        _ => {}
    }
    let names = |query: &str| {
        let mut names: Vec<_> =
            query.split('&').map(|pair| pair.split('=').next().unwrap_or_default().to_owned()).collect();
        names.sort_unstable();
        names
    };
    match right.and_then(|right| right.split_once('?')).map(|(_, query)| query) {
        Some(right) if right != query && names(right) == names(query) => Writing::Order,
        None if !query.is_empty() => Writing::Order,
        _ => Writing::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blank_is_named_as_it_stands_there() {
        for (link, expected) in [
            ("https://a/?utm_mediu m=1", Some(Blank::Space)),
            ("https://a/?utm_mediu%20m=1", Some(Blank::Encoded("%20", ' '))),
            ("https://a/?utm_mediu%2520m=1", Some(Blank::Encoded("%2520", ' '))),
            ("https://a/?utm_mediu%C2%A0m=1%20", Some(Blank::Encoded("%C2%A0", '\u{a0}'))),
            ("https://a/?x+y", Some(Blank::Plus)),
            ("https://a/\u{7}x", Some(Blank::Unseen('\u{7}'))),
            ("https://a/\u{200e}x", Some(Blank::Unseen('\u{200e}'))),
            ("https://a/\nx", Some(Blank::LineBreak('\n'))),
            (" https://a/%D0%B0 ", None),
            ("https://a/%", None),
        ] {
            assert_eq!(blank(link).map(|(_, blank)| blank), expected, "{link}");
        }
    }

    #[test]
    fn the_escape_is_named_as_it_stands_there() {
        for (link, expected) in [
            ("a?b&amp;c", Some((3, "&amp;", '&'))),
            ("a?b&amp;amp;c", Some((3, "&amp;amp;", '&'))),
            ("a?b&ampc", Some((3, "&amp", '&'))),
            ("a%3Fb", Some((1, "%3F", '?'))),
            ("a%253db", Some((1, "%253d", '='))),
            ("utm\\_source", Some((3, "\\_", '_'))),
            ("a?b&c%41", None),
        ] {
            assert_eq!(escape(link), expected, "{link}");
        }
    }

    #[test]
    fn the_sign_that_is_lost_or_replaced_is_named() {
        for (link, expected) in [
            ("https://a/form/?opaId=1;utm_source=vk", Some((23, Separator::Instead(";", '&')))),
            ("https://a/form/#?opaId=1", Some((15, Separator::Instead("#?", '?')))),
            ("https://a/form/?opaId=1utm_source=vk", Some((23, Separator::Lost('&')))),
            ("https://a/form/?opaId1&utm_source=vk", Some((16, Separator::Lost('=')))),
            ("https://a/form/?opaId=1&utm_sourcevk", Some((24, Separator::Lost('=')))),
            ("https://a/form/?opaId=1&utm_mediu%20m10", Some((24, Separator::Lost('=')))),
            ("https://a/form/?opaId=1&utm_mediumREG-CODE", Some((24, Separator::Lost('=')))),
            ("https://a/form/?opaId=1&utm_medium:10", Some((34, Separator::Instead(":", '=')))),
            ("https://a/form/?opaId=1;utm_mediu%20m=10", Some((23, Separator::Instead(";", '&')))),
            ("https://a/formopaId=1", Some((14, Separator::Lost('?')))),
            ("https://a/form/opaId=1", Some((15, Separator::Lost('?')))),
            ("https://a/form/?opaId=1&utm_source＝vk", Some((34, Separator::Instead("＝", '=')))),
            ("https://a/form/?opaId=1&utm_source=vk", None),
        ] {
            assert_eq!(separator(link), expected, "{link}");
        }
    }

    #[test]
    fn the_writing_of_a_link_is_named_by_its_first_difference() {
        let right = "https://pos.gosuslugi.ru/form/?opaId=1&utm_source=vk";
        for (link, expected) in [
            ("HTTPS://pos.gosuslugi.ru/form/?opaId=1&utm_source=vk", Writing::CapitalScheme),
            ("https://POS.gosuslugi.ru/form/?opaId=1&utm_source=vk", Writing::CapitalHost),
            ("https://pos.gosuslugi.ru:443/form/?opaId=1&utm_source=vk", Writing::Port),
            ("https://pos.gosuslugi.ru./form/?opaId=1&utm_source=vk", Writing::HostDot),
            ("https://pos.gosuslugi.ru/form?opaId=1&utm_source=vk", Writing::NoSlash),
            ("https://pos.gosuslugi.ru/form/?opaId=1&utm_source=vk&", Writing::ExtraAmpersand),
            ("https://pos.gosuslugi.ru/form/?opaId=1&utm_source=vk#", Writing::Fragment),
            ("https://pos.gosuslugi.ru/form/?utm_source=vk&opaId=1", Writing::Order),
            ("https://pos.gosuslugi.ru/form/?opaId=%31&utm_source=vk", Writing::Encoded),
        ] {
            assert_eq!(writing(link, Some(right)), expected, "{link}");
        }
    }
}
