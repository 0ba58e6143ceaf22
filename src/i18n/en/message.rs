//! What is wrong and where, in English, for each code.

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
        Code::PageNotFound => write!(out, "The page was not found: VK has no community at this address."),
        Code::PageDeactivated => match observed {
            Some("deleted") => write!(out, "The page is deleted: visitors do not see it."),
            Some("banned") => write!(out, "VK has banned the page: visitors do not see it."),
            Some(word) => write!(out, "The page is switched off; VK says “{}” of it.", Visible::quoted(word)),
            None => write!(out, "The page is switched off: visitors do not see it."),
        },
        Code::PageClosed => match observed {
            Some("private") => {
                write!(out, "The page is private, by invitation only; an official page must be open to everyone.")
            }
            _ => write!(out, "The page is closed, only members see it; an official page must be open to everyone."),
        },
        Code::PageUnofficial => write!(out, "VK does not mark the page as a government organisation's."),
        Code::MenuMissing => {
            write!(out, "The page has no menu, or nothing in it, and so neither form of the feedback platform.")
        }
        Code::MenuHidden => write!(out, "The menu of the page is hidden: visitors do not see the forms."),
        Code::FormMissing => match v.form {
            Some(missing) => write!(
                out,
                "The form «{}» ({}) is missing from the menu.",
                form(missing),
                form_purpose(Lang::En, missing)
            ),
            None => write!(out, "A form of the feedback platform is missing from the menu."),
        },
        Code::FormMisplaced => {
            push_form(v, out);
            let _ = match v.position {
                Some(position) => write!(out, " stands in position {position} of the menu"),
                None => write!(out, " stands in the wrong position of the menu"),
            };
            match (&v.remedy, v.expected.as_deref()) {
                (Remedy::MoveTo { position } | Remedy::AddItem { position, .. }, _) => {
                    write!(out, "; it belongs in position {position}.")
                }
                (_, Some(expected)) => write!(out, "; its position is {}.", Visible::quoted(expected)),
                (_, None) => write!(out, "; it belongs in another."),
            }
        }
        Code::FormSwapped => {
            write!(out, "The forms «Сообщить о проблеме» and «Высказать мнение» stand in each other's position.")
        }
        Code::FormDuplicate => {
            push_form(v, out);
            match observed {
                Some(positions) => {
                    write!(out, " is in the menu more than once, positions: {}.", Visible::quoted(positions))
                }
                None => write!(out, " is in the menu more than once."),
            }
        }
        Code::FormHidden => {
            push_place("Item", v, out);
            write!(out, " is hidden from visitors.")
        }
        Code::TitleMismatch => {
            push_place("Item", v, out);
            let _ = match observed {
                Some(title) => write!(out, " has the wrong title “{}”", Visible::quoted(title)),
                None => write!(out, " has no title"),
            };
            push_right(v, out);
            write!(out, ".")
        }
        Code::TitleNearMatch => {
            push_place("Item", v, out);
            let _ =
                write!(out, " has its title written inexactly: “{}”", Visible::quoted(observed.unwrap_or_default()));
            push_right(v, out);
            write!(
                out,
                ". The difference is small: letter case, a Latin letter for a Russian one, «е» for «ё», quotes, or a mark at an end."
            )
        }
        Code::CoverMissing => {
            push_place("Item", v, out);
            write!(out, " has no cover.")
        }
        Code::CoverNotApproved => {
            push_place("Item", v, out);
            write!(out, " has a cover that is not in the ministry's approved set.")
        }
        Code::CoverOtherForm => {
            push_place("Item", v, out);
            match v.form {
                Some(own) => write!(out, " has the cover of the other form, «{}».", form(own.other())),
                None => write!(out, " has the cover of the other form."),
            }
        }
        Code::CoverReview => {
            push_place("Item", v, out);
            write!(out, " has a cover that resembles an approved one, but not for certain: a person should look.")
        }
        Code::UrlWhitespace => {
            push_place("The link of item", v, out);
            match observed {
                Some(text) => write!(out, " has a space inside: “{}”.", AroundBlank(text)),
                None => write!(out, " has a space inside."),
            }
        }
        Code::UrlPlaceholder => {
            push_place("The link of item", v, out);
            let _ = match observed {
                Some(word) => write!(out, " still has the template's word “{}”", Visible::quoted(word)),
                None => write!(out, " still has a word of the template"),
            };
            push_field(" in place of the value of ", v, out);
            push_right(v, out);
            write!(out, ".")
        }
        Code::UrlEscaped => {
            push_place("The link of item", v, out);
            write!(out, " was spoilt in copying: it has codes, such as “&amp;”, in place of the characters &, ? or =.")
        }
        Code::UrlScheme => {
            push_place("The link of item", v, out);
            write!(out, " does not begin with “https://”.")
        }
        Code::UrlHost => {
            push_place("The link of item", v, out);
            match observed {
                Some(host) => write!(out, " leads to another site and not to the form: “{}”.", Visible::quoted(host)),
                None => write!(out, " leads to another site and not to the form."),
            }
        }
        Code::UrlRedirect => {
            push_place("The link of item", v, out);
            match observed {
                Some(url) => {
                    write!(out, " goes through a shortener or redirector: “{}”.", Visible::quoted(url))
                }
                None => write!(out, " goes through a shortener or redirector."),
            }
        }
        Code::UrlPath => {
            push_place("The link of item", v, out);
            match observed {
                Some(path) => {
                    write!(out, " leads to the right site, but to the wrong page of it: “{}”.", Visible::quoted(path))
                }
                None => write!(out, " leads to the right site, but to the wrong page of it."),
            }
        }
        Code::UrlParamMissing => {
            push_place("The link of item", v, out);
            push_field(" lacks the parameter ", v, out);
            push_right(v, out);
            write!(out, ".")
        }
        Code::UrlParamMalformed => {
            push_place("The link of item", v, out);
            push_field(" has a malformed value of the parameter ", v, out);
            let _ = match observed {
                Some(value) => write!(out, ": “{}”", Visible::quoted(value)),
                None => write!(out, ": it is empty"),
            };
            push_right(v, out);
            write!(out, ".")
        }
        Code::UrlParamMismatch => {
            push_place("The link of item", v, out);
            push_field(" has the wrong value of the parameter ", v, out);
            if let Some(value) = observed {
                let _ = write!(out, ": “{}”", Visible::quoted(value));
            }
            push_right(v, out);
            write!(out, ".")
        }
        Code::UrlParamCase => {
            push_place("The link of item", v, out);
            push_field(" has the wrong letter case in the name of the parameter ", v, out);
            if let Some(name) = observed {
                let _ = write!(out, ": now “{}”", Visible::quoted(name));
            }
            write!(out, ". Capital and small letters differ in it.")
        }
        Code::UrlParamDuplicate => {
            push_place("The link of item", v, out);
            push_field(" has the parameter ", v, out);
            out.push_str(" more than once");
            if let Some(values) = observed {
                let _ = write!(out, ": “{}”", Visible::quoted(values));
            }
            write!(out, ".")
        }
        Code::UrlParamUnknown => {
            push_place("The link of item", v, out);
            push_field(" has the parameter ", v, out);
            write!(out, ", which the template does not have.")
        }
        Code::UrlInconsistent => {
            push_place("The link of item", v, out);
            push_field(" contradicts the rest in the parameter ", v, out);
            if let Some(value) = observed {
                let _ = write!(out, ": “{}”", Visible::quoted(value));
            }
            if let Some(other) = &v.expected {
                let _ = write!(out, ", while the rest asks for “{}”", Visible::quoted(other));
            }
            write!(out, ". The organisation is not in the registry, so it is not known which is right.")
        }
        Code::UrlNotCanonical => {
            push_place("The link of item", v, out);
            write!(
                out,
                " leads where it should, but is not written as in the template: other order of parameters, no / before ?, capital letters or needless characters."
            )
        }
    };
}

/// "The form «...»".
fn push_form(violation: &Violation, out: &mut String) {
    match violation.form {
        Some(own) => {
            let _ = write!(out, "The form «{}»", form(own));
        }
        None => out.push_str("The form"),
    }
}

/// The item after a word: "Item 1 of the menu (form «...»)".
pub(super) fn push_place(word: &str, violation: &Violation, out: &mut String) {
    let _ = match (violation.position, violation.form) {
        (Some(position), Some(own)) => write!(out, "{word} {position} of the menu (form «{}»)", form(own)),
        (Some(position), None) => write!(out, "{word} {position} of the menu"),
        (None, Some(own)) => write!(out, "{word} of the menu with the form «{}»", form(own)),
        (None, None) => write!(out, "{word} of the menu"),
    };
}

/// The parameter with what it means.
fn push_field(words: &str, violation: &Violation, out: &mut String) {
    let field = violation.field.as_deref().unwrap_or("?");
    let _ = write!(out, "{words}“{}”", Visible::quoted(field));
    if let Some(meaning) = names::parameter(field) {
        let _ = write!(out, " ({meaning})");
    }
}

/// "; it should be “...”"; several accepted texts are parted by ` / `.
fn push_right(violation: &Violation, out: &mut String) {
    if let Some(expected) = violation.expected.as_deref().filter(|expected| !expected.is_empty()) {
        for (index, accepted) in expected.split(" / ").enumerate() {
            out.push_str(if index == 0 { "; it should be “" } else { " or “" });
            let _ = write!(out, "{}”", Visible::quoted(accepted));
        }
    }
}
