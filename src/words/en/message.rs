//! What is wrong and where, in English, for each code.

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
        Code::FormMissing => {
            let _ = match v.form {
                Some(missing) => write!(
                    out,
                    "The form «{}» ({}) is missing from the menu",
                    form(missing),
                    form_purpose(Lang::En, missing)
                ),
                None => write!(out, "A form of the feedback platform is missing from the menu"),
            };
            match (&v.remedy, v.form) {
                (Remedy::AddItem { instead_of: Some(position), .. }, Some(missing)) => {
                    write!(out, ": item {position} has the link of the form «{}» a second time.", form(missing.other()))
                }
                _ => write!(out, "."),
            }
        }
        Code::FormMisplaced => {
            if v.form.is_some() {
                push_form(v, out);
                let _ = match v.position {
                    Some(position) => write!(out, " stands in position {position} of the menu"),
                    None => write!(out, " stands in the wrong position of the menu"),
                };
                match (&v.remedy, v.expected.as_deref()) {
                    (Remedy::MoveTo { position }, _) => write!(out, "; it belongs in position {position}."),
                    (_, Some(expected)) => write!(out, "; its position is {}.", Visible::quoted(expected)),
                    (_, None) => write!(out, "; it belongs in another."),
                }
            } else {
                let _ = write!(out, "Another item stands before the forms in the menu");
                if let Some(places) = observed {
                    let _ = write!(out, ": they are in positions {} now", Visible::quoted(places));
                }
                write!(out, "; they must be the first two from the left.")
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
            push_form(v, out);
            write!(out, " is in the menu, but its item is hidden from visitors.")
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
            let title = observed.unwrap_or_default();
            let _ = write!(out, " has the title “{}”, which is not written exactly", Visible::quoted(title));
            push_right(v, out);
            let accepted = v.expected.as_deref().unwrap_or_default().split(" / ");
            // what was seen, with its ends: a sign or a blank there is what may be wrong
            let _ = match title_slip(v.observed.as_deref().unwrap_or_default(), accepted) {
                TitleSlip::LookAlike(letter) => write!(out, ": the letter “{letter}” is Latin"),
                TitleSlip::Unseen(unseen) => {
                    let name = link::character(unseen);
                    write!(out, ": there is an invisible character U+{:04X} ({name})", u32::from(unseen))
                }
                TitleSlip::Yo => write!(out, ": the letters «е» and «ё» are confused"),
                TitleSlip::Case => write!(out, ": large and small letters are confused"),
                TitleSlip::Quotes => write!(out, ": the quotation marks do not belong there"),
                TitleSlip::Sign(sign) => {
                    write!(out, ": the sign “{}” at its end does not belong there", Visible::quoted(&sign.to_string()))
                }
                TitleSlip::Other => Ok(()),
            };
            write!(out, ".")
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
        Code::UrlWhitespace => link::push_blank(v, out),
        Code::UrlPlaceholder => {
            push_place("The link of item", v, out);
            match (&v.field, observed) {
                (Some(_), word) => {
                    let _ = match word {
                        Some(word) => {
                            write!(out, " has the sample's word “{}” in place of a value", Visible::quoted(word))
                        }
                        None => write!(out, " has a word of the sample in place of a value"),
                    };
                    push_field(": parameter ", v, out);
                    push_right(v, out);
                    write!(out, ".")
                }
                (None, Some(words)) => {
                    write!(out, " has words of the sample in place of values: {}.", Visible::quoted(words))
                }
                (None, None) => write!(out, " is the example of the instruction: another organisation's link."),
            }
        }
        Code::UrlEscaped => link::push_escape(v, out),
        Code::UrlScheme => link::push_scheme(v, out),
        Code::UrlHost => link::push_host(v, out),
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
            match (&v.field, v.expected.as_deref()) {
                (Some(_), _) => {
                    push_field(" lacks the parameter ", v, out);
                    push_right(v, out);
                    write!(out, ".")
                }
                (None, Some(names)) => write!(out, " lacks the parameters {}.", Visible::quoted(names)),
                (None, None) => write!(out, " has no parameter of the template at all."),
            }
        }
        Code::UrlParamMalformed => {
            push_place("The link of item", v, out);
            push_field(" has a malformed value of the parameter ", v, out);
            let _ = match observed {
                Some(value) => write!(out, ": “{}”", Visible::quoted(value)),
                None => write!(out, ": it is empty"),
            };
            push_right(v, out);
            link::push_foreign(observed.unwrap_or_default(), out);
            write!(out, ".")
        }
        Code::UrlParamMismatch => {
            push_place("The link of item", v, out);
            push_field(" has the wrong value of the parameter ", v, out);
            if let Some(value) = observed {
                let _ = write!(out, ": “{}”", Visible::quoted(value));
            }
            push_right(v, out);
            link::push_foreign(observed.unwrap_or_default(), out);
            push_account(v, out);
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
            if v.field.is_none() {
                let _ = write!(out, " holds more than one address");
                let _ = match observed {
                    Some(text) => write!(out, ": “{}”.", Visible::quoted(text)),
                    None => write!(out, "."),
                };
                return;
            }
            push_field(" gives more than once the parameter ", v, out);
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
            match v.form {
                Some(_) => push_place("The link of item", v, out),
                None => out.push_str("The links of the two forms"),
            }
            match v.form {
                Some(_) => push_field(" contradicts itself in the parameter ", v, out),
                None => push_field(" differ in the parameter ", v, out),
            }
            if let Some(value) = observed {
                let _ = write!(out, ": “{}”", Visible::quoted(value));
            }
            if let Some(other) = &v.expected {
                let _ = write!(out, ", by the others it would be “{}”", Visible::quoted(other));
            }
            write!(out, ". The registry does not have the right value, so nobody can say which is wrong.")
        }
        Code::UrlSeparator => link::push_separator(v, out),
        Code::UrlOtherLevel => {
            push_place("Item", v, out);
            let _ = match observed {
                Some("reg_code") => write!(out, " has the region's polls link where the municipality's is due"),
                Some("mun_code") => write!(out, " has the municipality's polls link where the region's is due"),
                _ => write!(out, " has a polls link of the other level"),
            };
            match (observed, v.expected.as_deref()) {
                (Some(given), Some(right)) => write!(
                    out,
                    ": its parameter is “{}”, it must be “{}”.",
                    Visible::quoted(given),
                    Visible::quoted(right)
                ),
                _ => write!(out, "."),
            }
        }
        Code::UrlOtherOrganization => {
            push_place("Item", v, out);
            match observed {
                Some(whose) => {
                    write!(out, " has the link of another organisation of the registry: “{}”.", Visible::quoted(whose))
                }
                None => write!(out, " has the link of another organisation of the registry."),
            }
        }
        Code::UrlParamMisspelt => link::push_misspelt(v, out),
        Code::UrlNotCanonical => link::push_writing(v, out),
    };
}
