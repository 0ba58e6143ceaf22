//! What is wrong at one spot of a link, named as the page shows it, in Russian.

use std::fmt::Write as _;

use crate::plain::{Around, Visible};
use crate::slip::{foreign_letters, look_alike};
use crate::spot::{Blank, Separator, Writing, blank, escape, separator, writing};
use domain::model::Violation;

use super::phrases::{push_field, push_place};

/// What a character that shows nothing is called.
pub(super) fn character(unseen: char) -> &'static str {
    match unseen {
        '\t' => "табуляция",
        '\n' => "перенос строки",
        '\r' => "возврат каретки",
        '\u{a0}' => "неразрывный пробел",
        '\u{ad}' => "мягкий перенос",
        '\u{200b}' => "пробел нулевой ширины",
        '\u{200c}' | '\u{200d}' => "соединитель букв",
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "знак направления письма"
        }
        '\u{2028}' => "разделитель строк",
        '\u{2029}' => "разделитель абзацев",
        '\u{2060}' => "соединитель слов",
        '\u{feff}' => "метка порядка байтов",
        other if other.is_control() => "управляющий знак",
        other if other.is_whitespace() => "пробел особой ширины",
        _ => "знак без начертания",
    }
}

/// ". Буква «к» в нём не латинская": for a text that should be Latin.
pub(super) fn push_foreign(text: &str, out: &mut String) {
    let letters = foreign_letters(text);
    for (index, letter) in letters.iter().enumerate() {
        out.push_str(match (index, letters.len()) {
            (0, 1) => ". Буква «",
            (0, _) => ". Буквы «",
            _ => "», «",
        });
        out.push(*letter);
    }
    out.push_str(match letters.len() {
        0 => "",
        1 => "» здесь не латинская",
        _ => "» здесь не латинские",
    });
}

/// A letter or digit that looks like another.
const fn look(letter: char) -> &'static str {
    match letter {
        'l' => "строчная латинская L",
        'I' => "заглавная латинская i",
        '1' | '0' => "цифра",
        'O' => "заглавная латинская o",
        'o' => "строчная латинская o",
        _ => "знак",
    }
}

pub(super) fn push_blank(v: &Violation, out: &mut String) -> std::fmt::Result {
    push_place("В ссылке пункта", v, out);
    // with its ends: what stands there is trimmed by nobody when it is encoded
    let Some((text, (at, found))) = v.observed.as_deref().and_then(|text| Some((text, blank(text)?))) else {
        return write!(out, " есть лишний пробел.");
    };
    match found {
        Blank::Space => write!(out, " есть лишний пробел"),
        Blank::Plus => write!(out, " есть лишний «+», он означает пробел"),
        Blank::Encoded(code, ' ') => write!(out, " есть лишний пробел, записанный кодом «{code}»"),
        Blank::Encoded(code, unseen) => {
            let name = character(unseen);
            write!(out, " есть невидимый знак U+{:04X} ({name}), записанный кодом «{code}»", u32::from(unseen))
        }
        Blank::LineBreak(line_break) => write!(out, " есть перенос строки (знак U+{:04X})", u32::from(line_break)),
        Blank::Unseen(unseen) => {
            write!(out, " есть невидимый знак U+{:04X} ({})", u32::from(unseen), character(unseen))
        }
    }?;
    write!(out, ": «{}».", Around { text, at })
}

pub(super) fn push_escape(v: &Violation, out: &mut String) -> std::fmt::Result {
    push_place("Ссылка пункта", v, out);
    let text = v.observed.as_deref().unwrap_or_default();
    match escape(text) {
        Some((at, code, sign)) => {
            write!(out, " испорчена при копировании: вместо «{sign}» в ней стоит «{code}»: «{}».", Around { text, at })
        }
        None => write!(out, " испорчена при копировании: вместо знаков «&», «?» или «=» в ней стоят их коды."),
    }
}

pub(super) fn push_scheme(v: &Violation, out: &mut String) -> std::fmt::Result {
    push_place("Ссылка пункта", v, out);
    match v.observed.as_deref().filter(|observed| !observed.is_empty()) {
        Some(address) if is_with_host(address) => {
            write!(
                out,
                " ведёт через переадресацию на адрес, который начинается с «{}», а должен с «https://».",
                Visible::quoted(address)
            )
        }
        Some(scheme) => {
            write!(out, " начинается с «{}», а должна сразу с «https://»", Visible::quoted(scheme))?;
            if !scheme.to_ascii_lowercase().contains("http") {
                push_foreign(scheme, out);
            }
            write!(out, ".")
        }
        None => write!(out, " начинается не с «https://»."),
    }
}

/// Whether a beginning of an address reaches to its host.
fn is_with_host(beginning: &str) -> bool {
    beginning.contains('.') && !beginning.ends_with(['/', ':', '\\'])
}

pub(super) fn push_host(v: &Violation, out: &mut String) -> std::fmt::Result {
    let Some(observed) = v.observed.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
        push_place("В пункте", v, out);
        return write!(out, " нет ссылки: поле «Ссылка» пустое.");
    };
    let is_site = observed.contains('.') && !observed.contains([' ', '/', '"', '<', '>', '?']);
    if !is_site {
        push_place("В поле «Ссылка» пункта", v, out);
        return write!(out, " стоит не адрес формы ПОС: «{}».", Visible::quoted(observed));
    }
    push_place("Ссылка пункта", v, out);
    write!(out, " ведёт на другой сайт вместо формы ПОС: «{}»", Visible::quoted(observed))?;
    push_foreign(observed, out);
    write!(out, ".")
}

pub(super) fn push_separator(v: &Violation, out: &mut String) -> std::fmt::Result {
    push_place("В ссылке пункта", v, out);
    let text = v.observed.as_deref().unwrap_or_default().trim();
    let Some((at, found)) = separator(text) else {
        return write!(out, " знаки между параметрами стоят не так, как в образце: «{}».", Visible::quoted(text));
    };
    match found {
        Separator::Lost(sign) => write!(out, " потерян знак «{sign}»"),
        Separator::Instead(other, sign) => write!(out, " вместо знака «{sign}» стоит «{}»", Visible::quoted(other)),
    }?;
    write!(out, ": «{}».", Around { text, at })
}

pub(super) fn push_misspelt(v: &Violation, out: &mut String) -> std::fmt::Result {
    push_place("В ссылке пункта", v, out);
    let names = v.observed.as_deref().unwrap_or_default();
    let right = v.expected.as_deref();
    if v.field.is_none() {
        write!(out, " в именах параметров нет знака «_» или стоит другой: {}", Visible::quoted(names))?;
        return match right {
            Some(right) => write!(out, ", а должно быть {}.", Visible::quoted(right)),
            None => write!(out, "."),
        };
    }
    write!(out, " опечатка в имени параметра: «{}» вместо ", Visible::quoted(names))?;
    push_field("", v, out);
    push_foreign(names, out);
    if let Some((given, wanted)) = right.and_then(|right| look_alike(names, right)) {
        write!(out, ": в нём «{given}» ({}), а должно быть «{wanted}» ({})", look(given), look(wanted))?;
    }
    write!(out, ".")
}

pub(super) fn push_writing(v: &Violation, out: &mut String) -> std::fmt::Result {
    push_place("Ссылка пункта", v, out);
    write!(out, " записана не как в образце: ")?;
    out.push_str(match writing(v.observed.as_deref().unwrap_or_default(), v.expected.as_deref()) {
        Writing::CapitalScheme => "«https» написано большими буквами",
        Writing::CapitalHost => "имя сайта написано большими буквами",
        Writing::Port => "после имени сайта указан порт",
        Writing::HostDot => "после имени сайта стоит лишняя точка",
        Writing::NoSlash => "перед «?» нет «/»",
        Writing::ExtraSlash => "перед «?» лишний «/»",
        Writing::ExtraAmpersand => "в ней лишний знак «&»",
        Writing::Fragment => "в ней лишний знак «#»",
        Writing::Order => "параметры стоят в другом порядке",
        Writing::Encoded => "буквы или цифры записаны кодами через «%»",
        Writing::Other => "в ней есть лишние знаки",
    });
    write!(out, ".")
}
