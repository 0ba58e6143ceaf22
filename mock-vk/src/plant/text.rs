//! Titles, accepted, wrong and nearly right, and hostile texts. Knows no layout.

use std::borrow::Cow;

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use crate::region::Form;

use super::defect::Near;

pub(super) const SOLVE: &str = "Решаем вместе";
pub(super) const OPINION: &str = "Высказать мнение";

/// Share of polls items called by the words of their cover: 8 of 176 in the field, the others are called as messages are.
const OPINION_SHARE: f64 = 0.045;

// The words of the cover in place of the title are the usual mistake.
const WRONG_FOR_MESSAGES: [&str; 6] =
    ["Сообщить о проблеме", "Сообщить о проблеме", "Высказать мнение", "Госуслуги", "Написать нам", "Обращения"];
const WRONG_FOR_POLLS: [&str; 5] = ["Сообщить о проблеме", "Напишите нам", "Госуслуги", "Опросы", "Голосование"];

/// Texts that must not get through to a terminal, a page or a spreadsheet as anything but text.
pub(super) const HOSTILE: [&str; 9] = [
    "\u{1b}[31mКрасное\u{1b}[0m\u{1b}[2J",
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "=HYPERLINK(\"http://example.com\";\"Нажмите\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "Нулевой\u{0}знак\u{7}и\u{8}табуляция\tстрока\r\nдругая",
    "\u{202e}етсемв мешаеР\u{202c}",
    "\u{202e}\u{2066}gpj.exe\u{2069}",
    "{{7*7}} ${jndi:ldap://example.com/a} %s%n \\u0000 ' OR 1=1 --",
    "𝕽𝖊𝖘𝖍𝖆𝖊𝖒 👩‍👩‍👧‍👦 \u{301}\u{301}\u{301}\u{301} ﷽",
];

/// An accepted title of the form; now and then with white space that is no defect.
pub(super) fn accepted(form: Form, rng: &mut ChaCha8Rng) -> Cow<'static, str> {
    let plain = match form {
        Form::Polls if rng.random_bool(OPINION_SHARE) => OPINION,
        _ => SOLVE,
    };
    match rng.random_range(0..200) {
        0 => Cow::Owned(format!("  {}", plain.replace(' ', "  "))),
        1 => Cow::Owned(format!("{} ", plain.replace(' ', "\u{a0}"))),
        _ => Cow::Borrowed(plain),
    }
}

/// A title that is none of the accepted ones and near none of them.
pub(super) fn wrong(form: Form, rng: &mut ChaCha8Rng) -> Cow<'static, str> {
    let list: &[&str] = match form {
        Form::Messages => &WRONG_FOR_MESSAGES,
        Form::Polls => &WRONG_FOR_POLLS,
    };
    Cow::Borrowed(list.choose(rng).copied().unwrap_or("Госуслуги"))
}

/// A title that differs from an accepted one in one way that a reader hardly sees.
pub(super) fn near(form: Form, how: Near, rng: &mut ChaCha8Rng) -> String {
    let plain = match form {
        Form::Polls if how != Near::Yo && rng.random_bool(0.5) => OPINION,
        _ => SOLVE,
    };
    match how {
        Near::Case if rng.random_bool(0.5) => plain.to_uppercase(),
        Near::Case => plain.to_lowercase(),
        Near::LookAlike => plain.replace('а', "a").replace('е', "e").replace('Р', "P").replace('В', "B"),
        Near::Yo => plain.replacen("Решае", "Решаё", 1),
        Near::Quotes if rng.random_bool(0.5) => format!("«{plain}»"),
        Near::Quotes => format!("\"{plain}\""),
        Near::Invisible => plain.replacen(' ', "\u{200b} ", 1),
        Near::Punctuation => format!("{plain}{}", ["!", ".", "…", ":"].choose(rng).copied().unwrap_or("!")),
    }
}
