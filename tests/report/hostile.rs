//! What strangers write into names, titles and addresses reaches nobody's terminal, browser or spreadsheet as an order.

use proptest::prelude::*;
use vk_page_auditor::model::{UnverifiedReason, Verdict};
use vk_page_auditor::report::{Format, ReportOptions};
use vk_page_auditor::words::{Lang, is_hidden};

use super::workbook::strings;
use super::{options, sample, written, written_text};

/// Texts that have hurt programs of this kind: terminal escapes, HTML, formulas, text direction, line ends.
pub const ATTACKS: [&str; 16] = [
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\u{9b}31mred",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</style></title></textarea><svg/onload=alert(1)>",
    "javascript:alert(document.domain)",
    "https://vk.com/\"onfocus=\"alert(1)\" autofocus",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r\n;injected;row",
    "\u{202e}gpj.exe\u{2066}\u{feff}",
    "{{7*7}}{% raw %}\u{2028}",
];

pub fn hostile_text() -> impl Strategy<Value = String> {
    let attack = proptest::sample::select(&ATTACKS[..]);
    prop_oneof![
        attack.clone().prop_map(str::to_owned),
        (attack, any::<String>()).prop_map(|(attack, rest)| format!("{attack}{rest}")),
        any::<String>(),
        "[=+@\\-\\t\\r<>&\"'\\x1b\\x9b\\u{202e}\\u{2028}\\u{feff}a1 ;]{0,20}",
    ]
}

pub fn assert_no_hidden(text: &str, own: &[char]) {
    let bad = text.chars().find(|character| is_hidden(*character) && !own.contains(character));
    assert_eq!(bad, None);
}

/// Every `<` of the document begins one of the tags that the templates have.
pub fn assert_own_tags_only(html: &str) {
    const TAGS: [&str; 50] = [
        "!doctype", "html", "head", "meta", "title", "style", "body", "header", "div", "h1", "h2", "h3", "p", "main",
        "section", "ul", "ol", "li", "b", "span", "small", "svg", "rect", "table", "caption", "thead", "tbody", "tr",
        "th", "td", "code", "article", "a", "time", "details", "summary", "colgroup", "col", "mark", "img", "br",
        "footer", "dl", "dt", "dd", "h4", "i", "em", "strong", "nav",
    ];
    for (at, _) in html.match_indices('<') {
        let rest = html[at + 1..].trim_start_matches('/');
        let name: String = rest.chars().take_while(|next| next.is_ascii_alphanumeric() || *next == '!').collect();
        assert!(TAGS.contains(&name.as_str()), "<{name}");
    }
}

/// No attribute of the document is one that the templates do not write.
pub fn assert_own_attributes_only(html: &str) {
    for (at, _) in html.match_indices('<') {
        let tag = &html[at..html[at..].find('>').map_or(html.len(), |end| at + end)];
        // Between quotes is foreign; outside only our names may stand.
        let outside: String = tag.split('"').step_by(2).collect();
        for word in outside.split_whitespace() {
            let name = word.trim_end_matches(['=', '/']);
            assert!(!name.to_ascii_lowercase().starts_with("on"), "{tag}");
            assert!(!name.contains(['\'', '=']), "{tag}");
        }
    }
    for (at, _) in html.match_indices("href=\"") {
        let target = &html[at + 6..];
        assert!(
            ["https://", "http://", "HTTPS://", "HTTP://", "#"].iter().any(|start| target.starts_with(start))
                || target[..8].eq_ignore_ascii_case("https://")
                || target[..7].eq_ignore_ascii_case("http://"),
            "{}",
            target.chars().take(40).collect::<String>()
        );
    }
    for (at, _) in html.match_indices("src=\"") {
        assert!(html[at + 5..].to_ascii_lowercase().starts_with("https://"));
    }
}

fn check_all(text: &str, lang: Lang) {
    let mut fine = sample::hostile(2, text);
    fine.verdict = Verdict::Compliant;
    fine.violations.clear();
    let pages =
        [sample::hostile(1, text), fine, sample::unverified(3, UnverifiedReason::VkError, sample::told_by_vk(text))];
    let run = sample::hostile_run(text);
    for few in [None, Some(2)] {
        let options = ReportOptions { pages_expected: few, ..options(lang) };
        let table = written_text(Format::Table, options.clone(), &pages, &run);
        assert_no_hidden(&table, &['\n']);
        let html = written_text(Format::Html, options, &pages, &run);
        assert_no_hidden(&html, &['\n']);
        assert_own_tags_only(&html);
        assert_own_attributes_only(&html);
    }
    for format in [Format::Json, Format::Ndjson] {
        assert_no_hidden(&written_text(format, options(lang), &pages, &run), &['\n']);
    }
    let csv = written_text(Format::Csv, options(lang), &pages, &run);
    let csv = csv.strip_prefix('\u{feff}').unwrap();
    assert_no_hidden(csv, &['\r', '\n']);
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(csv.as_bytes());
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), pages[0].violations.len() + 2);
    for cell in records.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']), "{cell}");
    }
}

#[test]
fn every_known_attack_is_harmless_in_every_format_and_language() {
    for text in ATTACKS {
        for lang in Lang::ALL {
            check_all(text, lang);
        }
        let pages = [sample::hostile(1, text)];
        let bytes = written(Format::Xlsx, options(Lang::Ru), &pages, &sample::hostile_run(text));
        for cell in strings(&bytes) {
            assert_no_hidden(&cell, &[]);
        }
    }
}

#[test]
fn colours_are_the_only_escapes_of_a_coloured_table() {
    let options = ReportOptions { color: true, ..options(Lang::Ru) };
    let pages = [sample::hostile(1, ATTACKS[0]), sample::for_review(2)];
    let table = written_text(Format::Table, options, &pages, &sample::hostile_run(ATTACKS[1]));
    assert!(table.contains("\u{1b}[1;31m"));
    let mut rest = table;
    for code in ["0", "1", "32", "1;31", "33", "36"] {
        rest = rest.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_no_hidden(&rest, &['\n']);
}

#[test]
fn the_html_report_has_a_strict_policy_and_no_script() {
    let html = written_text(Format::Html, options(Lang::Ru), &sample::mixed(), &sample::run());
    assert!(html.contains("content=\"default-src 'none'; img-src https: data:; style-src 'sha256-"));
    for word in ["<script", "<link", "<iframe", "style=\"", "javascript:"] {
        assert!(!html.contains(word), "{word}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn any_text_is_harmless_in_every_format(text in hostile_text()) {
        check_all(&text, Lang::Ru);
    }
}
