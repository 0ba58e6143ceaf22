//! What is wrong and where, in Russian, for each code.

use std::fmt::Write as _;

use crate::plain::Visible;
use crate::slip::{TitleSlip, title_slip};
use crate::{Lang, form, form_purpose};
use domain::model::{Code, Remedy, Violation};

use super::link;
use super::phrases::{push_account, push_field, push_form, push_place, push_right};

/// Appends the message of a violation.
#[expect(clippy::too_many_lines, reason = "one arm per code; the exhaustive match is the parity check")]
pub fn push(code: Code, violation: &Violation, out: &mut String) {
    let v = violation;
    let observed = v.observed.as_deref().map(str::trim).filter(|text| !text.is_empty());
    // Writing to a String cannot fail.
    let _ = match code {
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
        Code::FormMissing => {
            let _ = match v.form {
                Some(missing) => {
                    write!(out, "В меню нет формы «{}» ({})", form(missing), form_purpose(Lang::Ru, missing))
                }
                None => write!(out, "В меню нет формы ПОС"),
            };
            match (&v.remedy, v.form) {
                (Remedy::AddItem { instead_of: Some(position), .. }, Some(missing)) => {
                    write!(out, ": в пункте {position} второй раз стоит ссылка формы «{}».", form(missing.other()))
                }
                _ => write!(out, "."),
            }
        }
        Code::FormMisplaced => {
            if v.form.is_some() {
                push_form(v, out);
                let _ = match v.position {
                    Some(position) => write!(out, " стоит в меню на {position}-м месте слева"),
                    None => write!(out, " стоит в меню не на своём месте"),
                };
                match (&v.remedy, v.expected.as_deref()) {
                    (Remedy::MoveTo { position }, _) => write!(out, ", а должна стоять на {position}-м."),
                    (_, Some(expected)) => write!(out, ", а нужное место: {}.", Visible::quoted(expected)),
                    (_, None) => write!(out, ", а должна стоять на другом."),
                }
            } else {
                let _ = write!(out, "Перед формами ПОС в меню стоит другой пункт");
                if let Some(places) = observed {
                    let _ = write!(out, ": сейчас формы на местах {}", Visible::quoted(places));
                }
                write!(out, ", а должны стоять первыми слева.")
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
            push_form(v, out);
            write!(out, " есть в меню, но её пункт скрыт от посетителей.")
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
            let title = observed.unwrap_or_default();
            let _ = write!(out, " название «{}» написано неточно", Visible::quoted(title));
            push_right(v, out);
            let accepted = v.expected.as_deref().unwrap_or_default().split(" / ");
            // what was seen, with its ends: a sign or a blank there is what may be wrong
            let _ = match title_slip(v.observed.as_deref().unwrap_or_default(), accepted) {
                TitleSlip::LookAlike(letter) => write!(out, ": буква «{letter}» латинская"),
                TitleSlip::Unseen(unseen) => {
                    write!(out, ": в нём есть невидимый знак U+{:04X} ({})", u32::from(unseen), link::character(unseen))
                }
                TitleSlip::Yo => write!(out, ": перепутаны буквы «е» и «ё»"),
                TitleSlip::Case => write!(out, ": перепутаны большие и малые буквы"),
                TitleSlip::Quotes => write!(out, ": кавычки лишние"),
                TitleSlip::Sign(sign) => write!(out, ": знак «{}» с краю лишний", Visible::quoted(&sign.to_string())),
                TitleSlip::Other => Ok(()),
            };
            write!(out, ".")
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
        Code::UrlWhitespace => link::push_blank(v, out),
        Code::UrlPlaceholder => {
            push_place("В ссылке пункта", v, out);
            match (&v.field, observed) {
                (Some(_), word) => {
                    let _ = match word {
                        Some(word) => {
                            write!(out, " вместо значения осталось слово из образца «{}»", Visible::quoted(word))
                        }
                        None => write!(out, " вместо значения осталось слово из образца"),
                    };
                    push_field(": параметр ", v, out);
                    push_right(v, out);
                    write!(out, ".")
                }
                (None, Some(words)) => {
                    write!(out, " вместо значений остались слова из образца: {}.", Visible::quoted(words))
                }
                (None, None) => write!(out, " остался пример из инструкции: это ссылка другой организации."),
            }
        }
        Code::UrlEscaped => link::push_escape(v, out),
        Code::UrlScheme => link::push_scheme(v, out),
        Code::UrlHost => link::push_host(v, out),
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
            match (&v.field, v.expected.as_deref()) {
                (Some(_), _) => {
                    push_field(" не хватает параметра ", v, out);
                    push_right(v, out);
                    write!(out, ".")
                }
                (None, Some(names)) => write!(out, " нет параметров {}.", Visible::quoted(names)),
                (None, None) => write!(out, " нет ни одного параметра из образца."),
            }
        }
        Code::UrlParamMalformed => {
            push_place("В ссылке пункта", v, out);
            push_field(" с ошибкой записан параметр ", v, out);
            let _ = match observed {
                Some(value) => write!(out, ": «{}»", Visible::quoted(value)),
                None => write!(out, ": он пуст"),
            };
            push_right(v, out);
            link::push_foreign(observed.unwrap_or_default(), out);
            write!(out, ".")
        }
        Code::UrlParamMismatch => {
            push_place("В ссылке пункта", v, out);
            push_field(" не то значение у параметра ", v, out);
            if let Some(value) = observed {
                let _ = write!(out, ": «{}»", Visible::quoted(value));
            }
            push_right(v, out);
            link::push_foreign(observed.unwrap_or_default(), out);
            push_account(v, out);
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
            if v.field.is_none() {
                let _ = write!(out, " стоит больше одного адреса");
                let _ = match observed {
                    Some(text) => write!(out, ": «{}».", Visible::quoted(text)),
                    None => write!(out, "."),
                };
                return;
            }
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
            match v.form {
                Some(_) => push_place("В ссылке пункта", v, out),
                None => out.push_str("В ссылках двух форм"),
            }
            match v.form {
                Some(_) => push_field(" значение спорит с остальными у параметра ", v, out),
                None => push_field(" разные значения у параметра ", v, out),
            }
            if let Some(value) = observed {
                let _ = write!(out, ": «{}»", Visible::quoted(value));
            }
            if let Some(other) = &v.expected {
                let _ = write!(out, ", а по остальным выходит «{}»", Visible::quoted(other));
            }
            write!(out, ". Верного значения в реестре нет, поэтому неизвестно, где ошибка.")
        }
        Code::UrlSeparator => link::push_separator(v, out),
        Code::UrlOtherLevel => {
            push_place("В пункте", v, out);
            let _ = match observed {
                Some("reg_code") => write!(out, " стоит ссылка на опросы региона, а нужна на опросы муниципалитета"),
                Some("mun_code") => write!(out, " стоит ссылка на опросы муниципалитета, а нужна на опросы региона"),
                _ => write!(out, " стоит ссылка на опросы другого уровня"),
            };
            match (observed, v.expected.as_deref()) {
                (Some(given), Some(right)) => write!(
                    out,
                    ": в ней параметр «{}», а должен быть «{}».",
                    Visible::quoted(given),
                    Visible::quoted(right)
                ),
                _ => write!(out, "."),
            }
        }
        Code::UrlOtherOrganization => {
            push_place("В пункте", v, out);
            match observed {
                Some(whose) => write!(out, " стоит ссылка другой организации реестра: «{}».", Visible::quoted(whose)),
                None => write!(out, " стоит ссылка другой организации реестра."),
            }
        }
        Code::UrlParamMisspelt => link::push_misspelt(v, out),
        Code::UrlNotCanonical => link::push_writing(v, out),
    };
}
