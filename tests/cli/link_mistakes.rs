//! Mistakes in a link: how many violations they give, and what is said of each in both languages.

use vk_page_auditor::model::MenuItem;
use vk_page_auditor::words::{self, Lang};

use super::mistakes::{audited, found, right_menu};

/// The example of the official instruction.
const SAMPLE: &str =
    "https://pos.gosuslugi.ru/form/?opaId=215120&utm_source=vk&utm_medium=73&utm_campaign=1027301172106";

/// The right menu of a municipal body with another link for one form, 0 or 1.
fn menu(form: usize, change: impl Fn(&str) -> String) -> Vec<MenuItem> {
    let mut items = right_menu("municipal");
    let changed = change(&items[form].url);
    assert_ne!(*changed, *items[form].url, "nothing was changed");
    items[form].url = changed.into();
    items
}

fn put(from: &'static str, to: &'static str) -> impl Fn(&str) -> String {
    move |url| url.replacen(from, to, 1)
}

#[track_caller]
fn expect(kind: &str, items: Vec<MenuItem>, expected: &[&str]) {
    let url = items.iter().map(|item| &*item.url).collect::<Vec<_>>().join("\n");
    let mut expected: Vec<String> = expected.iter().map(|it| (*it).to_owned()).collect();
    expected.sort();
    assert_eq!(found(kind, items), expected, "{kind}: {url}");
}

#[test]
fn the_sample_link_is_told_of_whomever_the_page_is() {
    for kind in ["none", "municipal", "subordinate"] {
        let mut items = right_menu(if kind == "none" { "municipal" } else { kind });
        items[0].url = SAMPLE.into();
        expect(kind, items.clone(), &["url.placeholder messages -"]);
        items.pop();
        expect(kind, items, &["form.missing polls -", "url.placeholder messages -"]);
    }
}

#[test]
fn two_mistakes_in_a_link_give_exactly_two_violations() {
    let (blank, separator) = ("url.whitespace messages -", "url.separator messages -");
    let placeholder = "url.placeholder messages utm_medium";
    for (from, to, expected) in [
        ("utm_medium=", "utm_mediu%20m", [blank, separator]),
        ("&utm_medium=", ";utm_mediu%20m=", [blank, separator]),
        ("utm_medium=10", "utm_mediumREG-CODE", [separator, placeholder]),
        ("utm_medium=10", "utm_medium=%20REG-CODE", [blank, placeholder]),
    ] {
        expect("municipal", menu(0, put(from, to)), &expected);
    }
}

#[test]
fn one_mistake_in_a_link_gives_exactly_one_violation() {
    for (from, to, expected) in [
        ("/?opaId", "opaId", "url.separator messages -"),
        ("utm_medium=", "utm_medium:", "url.separator messages -"),
        ("utm_medium=", "utm_medium-", "url.separator messages -"),
        ("utm_source=", "utm_source", "url.separator messages -"),
        ("utm_medium=10", "utm_medium=REG CODE", "url.placeholder messages utm_medium"),
        ("https://", "Ссылка: https://", "url.scheme messages -"),
        ("https://", "https://https://", "url.scheme messages -"),
    ] {
        expect("municipal", menu(0, put(from, to)), &[expected]);
    }
    for (before, behind) in [("«", "»"), ("\"", "\""), ("<", ">"), ("(", ")."), ("[Решаем вместе](", ")")]
    {
        expect("municipal", menu(0, |url| format!("{before}{url}{behind}")), &["url.scheme messages -"]);
    }
    expect("municipal", menu(0, |url| format!("[{url}]({url})")), &["url.param_duplicate messages -"]);
    for kind in ["municipal", "none"] {
        let items = menu(1, put("?", "?reg_code=10&"));
        expect(kind, items, &["url.param_unknown polls reg_code"]);
    }
}

/// The message of the one violation with this code, and its remedy.
#[track_caller]
fn told(lang: Lang, kind: &str, items: Vec<MenuItem>, code: &str) -> (String, String) {
    let audit = audited(kind, items);
    let mut of_code = audit.violations.iter().filter(|violation| violation.code.to_string() == code);
    let violation = of_code.next().unwrap_or_else(|| panic!("no {code} in {:?}", audit.violations));
    let words = words::violation(lang, violation);
    (words.message, words.remedy)
}

/// Both languages' messages have their words.
#[track_caller]
fn says(items: &[MenuItem], code: &str, russian: &str, english: &str) {
    for (lang, words) in [(Lang::Ru, russian), (Lang::En, english)] {
        let (message, _) = told(lang, "municipal", items.to_vec(), code);
        assert!(message.contains(words), "{code} lacks {words}: {message}");
    }
}

fn redirected(url: &str) -> String {
    let encoded = [("%", "%25"), (":", "%3A"), ("/", "%2F"), ("?", "%3F"), ("&", "%26"), ("=", "%3D"), (";", "%3B")];
    let carried = encoded.iter().fold(url.to_owned(), |text, (sign, code)| text.replace(sign, code));
    format!("https://vk.com/away.php?to={carried}")
}

#[test]
fn what_is_said_of_a_link_is_true() {
    let empty = menu(0, |_| String::new());
    says(&empty, "url.host", "нет ссылки", "has no link");
    says(&menu(0, |_| "не ссылка".into()), "url.host", "не адрес формы ПОС: «не ссылка»", "“не ссылка”");
    let quoted = menu(0, |url| format!("\"{url}\""));
    says(&quoted, "url.scheme", "начинается с «\"https://»", "begins with “\"https://”");
    let twice = menu(0, put("https://", "https://https://"));
    says(&twice, "url.scheme", "начинается с «https://https://»", "“https://https://”");
    let cyrillic = menu(0, put("https", "httрs"));
    says(&cyrillic, "url.scheme", "Буква «р» здесь не латинская", "“р” is not Latin");
    let escaped = menu(0, |url| redirected(&url.replace('&', "&amp;")));
    says(&escaped, "url.escaped", "вместо «&» в ней стоит «&amp;»", "“&amp;” stands in place of “&”");
    let scheme = menu(0, |url| redirected(&url.replace("https", "http")));
    says(&scheme, "url.scheme", "через переадресацию на адрес, который начинается с «http://pos.", "redirects to");
    let other = "https://pos.gosuslugi.ru/form/?utm_source=vk&opaId=900101&utm_medium=10&utm_campaign=1021070000115";
    let other = menu(0, |_| other.to_owned());
    says(&other, "url.other_organization", "Министерство", "Министерство");
    says(&other, "url.not_canonical", "записана не как в образце: параметры", "is not written as in the template: the");
    says(&menu(0, |url| url.replace('&', "&amp;amp;")), "url.escaped", "«&amp;amp;»", "“&amp;amp;”");
}

#[test]
fn values_are_shown_as_the_page_has_them() {
    let parted = menu(0, put("utm_medium=10", "utm_medium=REG CODE"));
    says(&parted, "url.placeholder", "«REG CODE»", "“REG CODE”");
    let spaced = menu(0, |url| format!("{}102 1070000555", url.trim_end_matches(|it: char| it.is_ascii_digit())));
    says(&spaced, "url.param_mismatch", "«102 1070000555»", "“102 1070000555”");
    let encoded = menu(0, put("utm_medium=10", "utm_medium=%7BREG-CODE%7D"));
    says(&encoded, "url.placeholder", "«%7BREG-CODE%7D»", "“%7BREG-CODE%7D”");
}

#[test]
fn the_one_thing_that_was_found_is_named() {
    let change = |from, to| menu(0, put(from, to));
    let lost = change("utm_source=", "utm_source");
    says(&lost, "url.separator", "потерян знак «=»: «…", "has lost a “=”: “…");
    let colon = change("utm_medium=", "utm_medium:");
    says(&colon, "url.separator", "вместо знака «=» стоит «:»", "“:” in place of “=”");
    let small = change("opaId", "opald");
    let russian = "«l» (строчная латинская L), а должно быть «I» (заглавная латинская i)";
    says(&small, "url.param_misspelt", russian, "“l” (small Latin L) where “I” (capital Latin i) must be");
    let host = change("gosuslugi", "gоsuslugi");
    says(&host, "url.host", "Буква «о» здесь не латинская", "“о” is not Latin");
    let value = menu(1, put("vk2", "vк2"));
    says(&value, "url.param_mismatch", "Буква «к» здесь не латинская", "“к” is not Latin");
    let name = menu(1, put("mun_code", "mun_соde"));
    says(&name, "url.param_misspelt", "Буквы «с», «о» здесь не латинские", "“с”, “о” are not Latin");
    says(&change(".ru/", ".ru./"), "url.not_canonical", "после имени сайта стоит лишняя точка", "a dot follows");
    let line = change("utm_medium", "utm_\nmedium");
    says(&line, "url.whitespace", "перенос строки (знак U+000A): «…", "line break (U+000A): “…");
    says(&line, "url.whitespace", "utm_[U+000A]medium", "utm_[U+000A]medium");
    let no_break = change("utm_medium", "utm_%C2%A0medium");
    says(&no_break, "url.whitespace", "U+00A0 (неразрывный пробел)", "U+00A0 (no-break space)");
    let sample = "https://pos.gosuslugi.ru/og/org-activities?mun_code=MUN-CODE&utm_source=vk2&utm_medium=REG-CODE&utm_campaign=REG-CODE";
    let sample = menu(1, |_| sample.to_owned());
    says(&sample, "url.placeholder", ": MUN-CODE, REG-CODE.", ": MUN-CODE, REG-CODE.");
    let mut thrice = right_menu("municipal");
    thrice.push(thrice[0].clone());
    says(&thrice, "form.duplicate", "места: 1, 3.", "1, 3");
}

#[test]
fn a_remedy_for_values_that_disagree_is_a_sentence() {
    let items = menu(1, |url| {
        let (head, tail) = url.split_once('?').unwrap();
        let tail = tail.split_once("&utm_medium").unwrap().1;
        format!("{head}?reg_code=12&utm_source=vk1&utm_medium{tail}")
    });
    for (lang, words) in [
        (Lang::Ru, "впишите его в ссылку на опросы в оба параметра: reg_code и utm_medium."),
        (Lang::En, "put it into both parameters of the polls link: reg_code and utm_medium."),
    ] {
        let (_, remedy) = told(lang, "none", items.clone(), "url.inconsistent");
        assert!(remedy.ends_with(words), "{remedy}");
    }
}
