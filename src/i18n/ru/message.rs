//! What is wrong and where, in Russian, for each code.

use std::fmt::Write as _;

use crate::i18n::plain::{AroundBlank, Visible};
use crate::i18n::{Lang, form, form_purpose};
use crate::model::{Code, Remedy, Violation};

use super::names;

/// Appends the message of a violation.
#[expect(clippy::too_many_lines, reason = "one arm per code; the exhaustive match is the parity check")]
pub fn push(violation: &Violation, out: &mut String) {
    let v = violation;
    let observed = v.observed.as_deref().map(str::trim).filter(|text| !text.is_empty());
    // Writing to a String cannot fail.
    let _ = match v.code {
        Code::PageNotFound => write!(out, "Страница не найдена: во ВКонтакте нет сообщества с таким адресом."),
        Code::PageDeactivated => match observed {
            Some("deleted") => write!(out, "Страница удалена: посетители её не видят."),
            Some("banned") => write!(out, "Страница заблокирована ВКонтакте: посетители её не видят."),
            Some(word) => write!(out, "Страница отключена, ВКонтакте сообщает о ней: «{}».", Visible::quoted(word)),
            None => write!(out, "Страница отключена: посетители её не видят."),
        },
        Code::PageClosed => match observed {
            Some("private") => write!(
                out,
                "Страница частная: попасть на неё можно только по приглашению, а официальная страница должна быть открыта для всех."
            ),
            _ => write!(
                out,
                "Страница закрытая: её видят только принятые участники, а официальная страница должна быть открыта для всех."
            ),
        },
        Code::PageUnofficial => {
            write!(out, "У страницы нет отметки государственной организации («Госорганизация») во ВКонтакте.")
        }
        Code::MenuMissing => {
            write!(out, "На странице нет меню или в нём нет ни одного пункта, поэтому нет и обеих форм ПОС.")
        }
        Code::MenuHidden => write!(out, "Меню страницы скрыто: посетители не видят форм ПОС."),
        Code::FormMissing => match v.form {
            Some(missing) => {
                write!(out, "В меню нет формы «{}» ({}).", form(missing), form_purpose(Lang::Ru, missing))
            }
            None => write!(out, "В меню нет формы ПОС."),
        },
        Code::FormMisplaced => {
            push_form(v, out);
            let _ = match v.position {
                Some(position) => write!(out, " стоит в меню на {position}-м месте слева"),
                None => write!(out, " стоит в меню не на своём месте"),
            };
            match (&v.remedy, v.expected.as_deref()) {
                (Remedy::MoveTo { position } | Remedy::AddItem { position, .. }, _) => {
                    write!(out, ", а должна стоять на {position}-м.")
                }
                (_, Some(expected)) => write!(out, ", а нужное место: {}.", Visible::quoted(expected)),
                (_, None) => write!(out, ", а должна стоять на другом."),
            }
        }
        Code::FormSwapped => {
            write!(out, "Формы «Сообщить о проблеме» и «Высказать мнение» стоят в меню на местах друг друга.")
        }
        Code::FormDuplicate => {
            push_form(v, out);
            match observed {
                Some(positions) => {
                    write!(out, " встречается в меню больше одного раза, места: {}.", Visible::quoted(positions))
                }
                None => write!(out, " встречается в меню больше одного раза."),
            }
        }
        Code::FormHidden => {
            push_place("Пункт", v, out);
            write!(out, " скрыт от посетителей.")
        }
        Code::TitleMismatch => {
            push_place("В пункте", v, out);
            let _ = match observed {
                Some(title) => write!(out, " неверное название «{}»", Visible::quoted(title)),
                None => write!(out, " нет названия"),
            };
            push_right(v, out);
            write!(out, ".")
        }
        Code::TitleNearMatch => {
            push_place("В пункте", v, out);
            let _ = write!(out, " название «{}» написано неточно", Visible::quoted(observed.unwrap_or_default()));
            push_right(v, out);
            write!(
                out,
                ". Отличие в мелочи: большая или малая буква, латинская буква вместо русской, «е» вместо «ё», кавычки или знак с краю."
            )
        }
        Code::CoverMissing => {
            push_place("У пункта", v, out);
            write!(out, " нет обложки.")
        }
        Code::CoverNotApproved => {
            push_place("В пункте", v, out);
            write!(out, " обложка не из утверждённого набора Минцифры России.")
        }
        Code::CoverOtherForm => {
            push_place("В пункте", v, out);
            match v.form {
                Some(own) => write!(out, " стоит обложка другой формы, «{}».", form(own.other())),
                None => write!(out, " стоит обложка другой формы."),
            }
        }
        Code::CoverReview => {
            push_place("В пункте", v, out);
            write!(out, " обложка похожа на утверждённую, но программа не уверена: её должен посмотреть человек.")
        }
        Code::UrlWhitespace => {
            push_place("В ссылке пункта", v, out);
            match observed {
                Some(text) => write!(out, " есть лишний пробел: «{}».", AroundBlank(text)),
                None => write!(out, " есть лишний пробел."),
            }
        }
        Code::UrlPlaceholder => {
            push_place("В ссылке пункта", v, out);
            let _ = match observed {
                Some(word) => write!(out, " вместо значения осталось слово из образца «{}»", Visible::quoted(word)),
                None => write!(out, " вместо значения осталось слово из образца"),
            };
            push_field(": параметр ", v, out);
            push_right(v, out);
            write!(out, ".")
        }
        Code::UrlEscaped => {
            push_place("Ссылка пункта", v, out);
            write!(
                out,
                " испорчена при копировании: вместо знаков «&», «?» или «=» в ней стоят их коды, например «&amp;»."
            )
        }
        Code::UrlScheme => {
            push_place("Ссылка пункта", v, out);
            write!(out, " начинается не с «https://».")
        }
        Code::UrlHost => {
            push_place("Ссылка пункта", v, out);
            match observed {
                Some(host) => write!(out, " ведёт на другой сайт вместо формы ПОС: «{}».", Visible::quoted(host)),
                None => write!(out, " ведёт на другой сайт вместо формы ПОС."),
            }
        }
        Code::UrlRedirect => {
            push_place("Ссылка пункта", v, out);
            match observed {
                Some(url) => write!(
                    out,
                    " ведёт на форму не напрямую, а через сокращение или переадресацию: «{}».",
                    Visible::quoted(url)
                ),
                None => write!(out, " ведёт на форму не напрямую, а через сокращение или переадресацию."),
            }
        }
        Code::UrlPath => {
            push_place("Ссылка пункта", v, out);
            match observed {
                Some(path) => {
                    write!(out, " ведёт на нужный сайт, но не на ту его страницу: «{}».", Visible::quoted(path))
                }
                None => write!(out, " ведёт на нужный сайт, но не на ту его страницу."),
            }
        }
        Code::UrlParamMissing => {
            push_place("В ссылке пункта", v, out);
            push_field(" не хватает параметра ", v, out);
            push_right(v, out);
            write!(out, ".")
        }
        Code::UrlParamMalformed => {
            push_place("В ссылке пункта", v, out);
            push_field(" с ошибкой записан параметр ", v, out);
            let _ = match observed {
                Some(value) => write!(out, ": «{}»", Visible::quoted(value)),
                None => write!(out, ": он пуст"),
            };
            push_right(v, out);
            write!(out, ".")
        }
        Code::UrlParamMismatch => {
            push_place("В ссылке пункта", v, out);
            push_field(" не то значение у параметра ", v, out);
            if let Some(value) = observed {
                let _ = write!(out, ": «{}»", Visible::quoted(value));
            }
            push_right(v, out);
            write!(out, ".")
        }
        Code::UrlParamCase => {
            push_place("В ссылке пункта", v, out);
            push_field(" неверно написано имя параметра ", v, out);
            if let Some(name) = observed {
                let _ = write!(out, ": сейчас «{}»", Visible::quoted(name));
            }
            write!(out, ". Большие и малые буквы в нём различаются.")
        }
        Code::UrlParamDuplicate => {
            push_place("В ссылке пункта", v, out);
            push_field(" больше одного раза указан параметр ", v, out);
            if let Some(values) = observed {
                let _ = write!(out, ": «{}»", Visible::quoted(values));
            }
            write!(out, ".")
        }
        Code::UrlParamUnknown => {
            push_place("В ссылке пункта", v, out);
            push_field(" есть лишний параметр ", v, out);
            write!(out, ": в образце ссылки такого нет.")
        }
        Code::UrlInconsistent => {
            push_place("В ссылке пункта", v, out);
            push_field(" значение спорит с остальными у параметра ", v, out);
            if let Some(value) = observed {
                let _ = write!(out, ": «{}»", Visible::quoted(value));
            }
            if let Some(other) = &v.expected {
                let _ = write!(out, ", а по остальным должно быть «{}»", Visible::quoted(other));
            }
            write!(out, ". Организации нет в реестре, поэтому неизвестно, какое из них верное.")
        }
        Code::UrlNotCanonical => {
            push_place("Ссылка пункта", v, out);
            write!(
                out,
                " ведёт куда нужно, но записана не как в образце: другой порядок параметров, нет «/» перед «?», большие буквы или лишние знаки."
            )
        }
    };
}

/// "Форма «...»".
fn push_form(violation: &Violation, out: &mut String) {
    match violation.form {
        Some(own) => {
            let _ = write!(out, "Форма «{}»", form(own));
        }
        None => out.push_str("Форма ПОС"),
    }
}

/// The item after a word in the case the sentence needs: "В пункте 1 меню (форма «...»)".
pub(super) fn push_place(word: &str, violation: &Violation, out: &mut String) {
    let _ = match (violation.position, violation.form) {
        (Some(position), Some(own)) => write!(out, "{word} {position} меню (форма «{}»)", form(own)),
        (Some(position), None) => write!(out, "{word} {position} меню"),
        (None, Some(own)) => write!(out, "{word} меню с формой «{}»", form(own)),
        (None, None) => write!(out, "{word} меню"),
    };
}

/// The parameter with what it means.
fn push_field(words: &str, violation: &Violation, out: &mut String) {
    let field = violation.field.as_deref().unwrap_or("?");
    let _ = write!(out, "{words}«{}»", Visible::quoted(field));
    if let Some(meaning) = names::parameter(field) {
        let _ = write!(out, " ({meaning})");
    }
}

/// ", а должно быть «...»"; several accepted texts are parted by ` / `.
fn push_right(violation: &Violation, out: &mut String) {
    if let Some(expected) = violation.expected.as_deref().filter(|expected| !expected.is_empty()) {
        for (index, accepted) in expected.split(" / ").enumerate() {
            out.push_str(if index == 0 { ", а должно быть «" } else { " или «" });
            let _ = write!(out, "{}»", Visible::quoted(accepted));
        }
    }
}
