//! Finds words of the other language in what people read: in a Russian text Latin words, in an English one Cyrillic ones,
//! both outside the places where they may stand (code, names, quotations, addresses). Shared by the unit tests of the
//! catalogue and by the tests of the command line.

use std::collections::BTreeSet;

/// Names of products, formats and keys of the keyboard that Russian texts write in Latin letters. Each was looked at: what
/// has a usual Russian word does not belong here.
const NAMES: &[&str] = &[
    "API",
    "Atom",
    "AVIF",
    "BMP",
    "cron",
    "CSV",
    "Ctrl-C",
    "DNS",
    "E-mail",
    "e-mail",
    "Excel",
    "GIF",
    "HEIC",
    "HTML",
    "HTTP",
    "https",
    "HTTPS",
    "IANA",
    "ID",
    "IP",
    "JPEG",
    "JSON",
    "NDJSON",
    "ODS",
    "OpenAPI",
    "PDF",
    "PNG",
    "PostgreSQL",
    "RFC",
    "RSS",
    "SHA-256",
    "SQLite",
    "SVG",
    "systemd",
    "TIFF",
    "TLS",
    "TOML",
    "URL",
    "UTC",
    "UTF-8",
    "VK",
    "vk-page-auditor",
    "WebP",
    "XL",
    "XLSX",
    "XML",
];
/// Quotation marks that open and close foreign texts, names and code.
const QUOTES: [(char, char); 4] = [('«', '»'), ('“', '”'), ('`', '`'), ('"', '"')];

/// The Latin words of a Russian text that may not stand there.
pub fn latin_words(text: &str) -> Vec<String> {
    words_of(text, |letter| letter.is_ascii_alphabetic(), NAMES)
}

/// The Cyrillic words of an English text that may not stand there.
pub fn cyrillic_words(text: &str) -> Vec<String> {
    words_of(text, |letter| matches!(letter, '\u{400}'..='\u{4ff}'), &[])
}

fn words_of(text: &str, is_foreign: impl Fn(char) -> bool + Copy, names: &[&str]) -> Vec<String> {
    let mut found = BTreeSet::new();
    for token in without_quotations(text).split_whitespace().filter(|token| !is_code(token)) {
        for word in token.split(|c: char| !(c.is_alphanumeric() || c == '-')) {
            let word = word.trim_matches('-');
            let foreign = word.chars().filter(|letter| is_foreign(*letter)).count();
            // `IP-адрес` is a name with a word behind it
            let is_name = names.contains(&word)
                || word.split('-').all(|part| names.contains(&part) || !part.chars().any(is_foreign));
            if foreign >= 2 && !is_name {
                found.insert(word.to_owned());
            }
        }
    }
    found.into_iter().collect()
}

/// The text with what stands in quotation marks taken out; a mark without its fellow opens nothing.
fn without_quotations(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        let end =
            QUOTES.iter().find(|(open, _)| *open == first).and_then(|(open, close)| closing(after, *open, *close));
        if let Some(end) = end {
            out.push_str(" … ");
            rest = &after[end..];
        } else {
            out.push(first);
            rest = after;
        }
    }
    out
}

/// Where the quotation ends, with its closing mark; quotations may stand in one another. Those whose marks are a pair may
/// be broken over the lines of a paragraph, code ends with its line.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let line_end = if open == close { "\n" } else { "\n\n" };
    let end = text.find(line_end).unwrap_or(text.len());
    let mut depth = 0;
    for (at, letter) in text[..end].char_indices() {
        if letter == close {
            if depth == 0 {
                return Some(at + letter.len_utf8());
            }
            depth -= 1;
        } else if letter == open {
            depth += 1;
        }
    }
    None
}

/// Whether a token is code, a name or an address by its looks: a flag, a section, a variable, a path, a key of several
/// parts, an address of the web, a number with letters.
fn is_code(token: &str) -> bool {
    let core = token.trim_matches(|c: char| matches!(c, '(' | ')' | ',' | ';' | ':' | '.' | '…' | '!' | '?'));
    let is_variable = core.contains('_') || core.contains('=');
    let is_section = token.contains('[') && token.contains(']');
    let is_address = core.contains("://") || core.contains(":\\") || core.starts_with("sqlite:") || core.contains('@');
    let is_path = core.contains('/') || core.contains('\\') || token.trim_start_matches('(').starts_with('.');
    let is_flag = core.starts_with('-') && core.len() > 1;
    // `vk.retries`, `registry.csv`, `my.toml:4:1`, `api.vk.ru`
    let is_dotted = core.split('.').filter(|part| !part.is_empty()).count() > 1;
    // `club1`, `env-1`, `opa7`
    let is_numbered = core.chars().any(|c| c.is_ascii_digit()) && core.chars().any(|c| c.is_ascii_alphabetic());
    is_variable || is_section || is_address || is_path || is_flag || is_dotted || is_numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_other_language_are_found_outside_code_and_quotations() {
        for text in [
            "файл registry.csv не читается: такого файла нет",
            "ошибка 5 («User authorization failed: invalid access_token (4).»)",
            "нужен ключ `host` в разделе [vk] или --store, см. https://api.vk.ru/method и VK_TOKEN",
            "my.toml:4:1: vk.hots = \"five\": такого ключа нет; возможно, `host`",
            "сохраните как JPEG или PNG; club1, env-1",
            "«а «b c» d»",
        ] {
            assert_eq!(latin_words(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(latin_words("ошибка: connection refused (os error 111)"), ["connection", "error", "os", "refused"]);
        assert_eq!(latin_words("«незакрытая кавычка and words"), ["and", "words"]);
        assert_eq!(cyrillic_words("the form «Решаем вместе» — слово"), ["слово"]);
        assert!(cyrillic_words("the key “Решаем”, `путь`").is_empty());
    }
}
