//! What to do about a violation, in English, with the exact text or URL to paste at the end.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::plain::Visible;
use crate::{COVERS_ARCHIVE, Lang, form, unknown_values};
use domain::model::{Code, ExpectedForm, Form, Remedy, Violation};

use super::phrases::push_place;

/// Where the menu is edited (official instruction, steps 1 to 3), with the words VK shows.
const OPEN_MENU: &str = "Open «Управление» → «Настройки» → «Меню» (Manage → Settings → Menu)";

/// Appends the remedy of a violation.
pub fn push(code: Code, violation: &Violation, out: &mut String) {
    let _ = match &violation.remedy {
        Remedy::ByCode => {
            push_by_code(code, violation, out);
            Ok(())
        }
        Remedy::PasteUrl { url } => {
            let _ = write!(out, "{OPEN_MENU}, ");
            push_place("choose item", violation, out);
            write!(out, " and replace everything in the field «Ссылка» (Link) with {}", Visible::whole(url))
        }
        Remedy::SetTitle { titles } => {
            let _ = write!(out, "{OPEN_MENU}, ");
            push_place("choose item", violation, out);
            out.push_str(" and write into the field «Название» (Title): ");
            push_titles(titles, out);
            Ok(())
        }
        Remedy::LearnValues { unknown } => {
            let _ = write!(
                out,
                "The right link cannot be composed, the registry lacks: {}. ",
                unknown_values(Lang::En, unknown)
            );
            out.push_str("Find it out and put it into the link. ");
            push_by_code(code, violation, out);
            Ok(())
        }
        Remedy::AddItem { item, instead_of: Some(position) } => {
            let _ = write!(out, "{OPEN_MENU}, choose item {position}, ");
            push_item(violation.form, item, out);
            Ok(())
        }
        Remedy::AddItem { item, instead_of: None } => {
            let _ = write!(
                out,
                "{OPEN_MENU}, press «Новая ссылка» (New link), put the new item in position {} from the left, ",
                item.position
            );
            push_item(violation.form, item, out);
            Ok(())
        }
        Remedy::PlaceForms { items } => {
            push_by_code(code, violation, out);
            for (form, item) in items {
                let _ = write!(out, " Item {}: ", item.position);
                push_item(Some(*form), item, out);
                // nothing behind a URL: it would be pasted with it
                out.push_str(if item.url.is_none() { "." } else { "" });
            }
            Ok(())
        }
        Remedy::MoveTo { position } => {
            let _ = write!(out, "{OPEN_MENU} and drag ");
            match violation.form {
                Some(own) => write!(out, "the form «{}» to position {position} from the left.", form(own)),
                None => write!(
                    out,
                    "both forms to the front: «{}» first from the left, «{}» second.",
                    form(Form::Messages),
                    form(Form::Polls)
                ),
            }
        }
    };
}

/// Cover, title and link of one item; the link comes last.
fn push_item(own: Option<Form>, item: &ExpectedForm, out: &mut String) {
    out.push_str("upload the cover");
    if let Some(own) = own {
        let _ = write!(out, " «{}»", form(own));
    }
    let _ = write!(out, " of the ministry's set ({COVERS_ARCHIVE}), write into the field «Название» (Title) ");
    push_titles(&item.titles, out);
    let _ = match (&item.url, item.unknown.as_slice()) {
        (Some(url), _) => write!(out, ", and into the field «Ссылка» (Link) paste {}", Visible::whole(url)),
        (None, []) => write!(
            out,
            ". Ask the regional control centre for the link: the registry has no usable row of the organisation, so it cannot be composed here"
        ),
        (None, unknown) => {
            write!(out, ". The link cannot be composed, the registry lacks: {}", unknown_values(Lang::En, unknown))
        }
    };
}

/// Which values disagree, and what is to be found out.
fn push_inconsistent(violation: &Violation, out: &mut String) {
    let what = match violation.field.as_deref() {
        Some("utm_campaign") => "the organisation's OGRN (shown by the register of legal entities)",
        Some("utm_medium") => "the region's code (the first two digits of OKATO)",
        Some("reg_code") => {
            let code = "the region's code (the first two digits of OKATO)";
            let _ = write!(
                out,
                "Find out {code} and put it into both parameters of the polls link: reg_code and utm_medium."
            );
            return;
        }
        Some("mun_code") => "the municipality's OKTMO code (it begins with the digits of its region)",
        _ => "the right value",
    };
    let _ = write!(out, "Find out {what} and put it into the links of both forms.");
}

/// The preferred title, and the others in brackets.
fn push_titles(titles: &[Arc<str>], out: &mut String) {
    for (index, title) in titles.iter().enumerate() {
        let _ = match index {
            0 => write!(out, "«{}»", Visible::whole(title)),
            1 => write!(out, " (or «{}»", Visible::whole(title)),
            _ => write!(out, ", «{}»", Visible::whole(title)),
        };
    }
    if titles.len() > 1 {
        out.push(')');
    }
}

#[expect(clippy::too_many_lines, reason = "one arm per code; the exhaustive match is the parity check")]
fn push_by_code(code: Code, violation: &Violation, out: &mut String) {
    let v = violation;
    let _ = match code {
        Code::PageNotFound => write!(
            out,
            "Open your page in a browser, copy the address and give it to whoever keeps the registry. If the page is gone, create a new one."
        ),
        Code::PageDeactivated if v.observed.as_deref() == Some("banned") => write!(
            out,
            "Open the page as its administrator, read why it was banned and write to VK Support: https://vk.com/support"
        ),
        Code::PageDeactivated => write!(
            out,
            "The owner can restore the page by opening it while logged in. If that fails, create a new one and give its address to whoever keeps the registry."
        ),
        Code::PageClosed => write!(
            out,
            "Open «Управление» → «Настройки» → «Основная информация» and set «Тип группы» (group type) to «Открытая» (open)."
        ),
        Code::PageUnofficial => write!(
            out,
            "Confirm the page through Gosuslugi in the section «Управление»: VK then marks it as «Госорганизация». The regional control centre knows the procedure."
        ),
        Code::MenuMissing => {
            write!(out, "{OPEN_MENU}, switch the menu on and add both forms with «Новая ссылка» (New link).")
        }
        Code::MenuHidden => write!(out, "{OPEN_MENU} and make the menu visible to visitors."),
        Code::FormMissing => {
            write!(out, "{OPEN_MENU}, press «Новая ссылка» (New link) and add the form as the instruction says.")
        }
        Code::FormMisplaced => {
            write!(out, "{OPEN_MENU} and drag the form to its position: both forms are the first from the left.")
        }
        Code::FormSwapped => write!(
            out,
            "{OPEN_MENU} and exchange the two items: «Сообщить о проблеме» first from the left, «Высказать мнение» second."
        ),
        Code::FormDuplicate => {
            write!(out, "{OPEN_MENU}, keep one item with this form, in its position, and delete the others.")
        }
        Code::FormHidden => {
            let _ = write!(out, "{OPEN_MENU}, ");
            push_place("choose item", v, out);
            write!(out, " and make it visible.")
        }
        Code::TitleMismatch => write!(out, "{OPEN_MENU} and correct the field «Название» (Title) of the item."),
        Code::TitleNearMatch => write!(out, "{OPEN_MENU} and type the field «Название» (Title) of the item anew."),
        Code::CoverMissing | Code::CoverNotApproved | Code::CoverOtherForm => {
            let _ = write!(out, "{OPEN_MENU}, ");
            push_place("choose item", v, out);
            let _ = match code {
                Code::CoverMissing => write!(out, " and upload the cover"),
                Code::CoverOtherForm => write!(out, " and exchange its cover for"),
                _ => write!(out, " and replace its cover with"),
            };
            if let Some(own) = v.form {
                let _ = write!(out, " «{}»", form(own));
            }
            write!(out, " of the ministry's set (any colour): {COVERS_ARCHIVE}")
        }
        Code::CoverReview => {
            let _ = write!(
                out,
                "Compare the cover with the ministry's set: if it is one of them, nothing is to be done; if not, replace it with"
            );
            if let Some(own) = v.form {
                let _ = write!(out, " «{}»", form(own));
            }
            write!(out, " of the set: {COVERS_ARCHIVE}")
        }
        Code::UrlWhitespace => write!(out, "{OPEN_MENU} and remove all spaces from the field «Ссылка» (Link)."),
        Code::UrlPlaceholder => {
            write!(out, "{OPEN_MENU} and put the real value into the link in place of the template's word.")
        }
        Code::UrlEscaped => {
            write!(out, "{OPEN_MENU} and type the signs “&”, “?” and “=” themselves in place of their codes.")
        }
        Code::UrlScheme => write!(out, "{OPEN_MENU} and begin the link with “https://”."),
        Code::UrlHost => write!(
            out,
            "{OPEN_MENU} and paste into the field «Ссылка» (Link) the link to the form: it begins with https://pos.gosuslugi.ru/"
        ),
        Code::UrlRedirect => {
            write!(out, "{OPEN_MENU} and paste the direct link to the form, not a shortened one.")
        }
        Code::UrlPath => write!(out, "{OPEN_MENU} and paste the link to the form as the instruction shows it."),
        Code::UrlParamMissing => write!(out, "{OPEN_MENU} and add the missing parameter to the link."),
        Code::UrlParamMalformed => write!(out, "{OPEN_MENU} and correct the value of this parameter in the link."),
        Code::UrlParamMismatch => write!(out, "{OPEN_MENU} and put your organisation's value into the link."),
        Code::UrlParamCase => {
            write!(
                out,
                "{OPEN_MENU} and write the parameter's name in the link with the same letters as in the template."
            )
        }
        Code::UrlParamDuplicate => write!(out, "{OPEN_MENU} and keep this parameter in the link only once."),
        Code::UrlParamUnknown => write!(out, "{OPEN_MENU} and delete the needless parameter from the link."),
        Code::UrlInconsistent => {
            push_inconsistent(v, out);
            Ok(())
        }
        Code::UrlSeparator => {
            write!(
                out,
                "{OPEN_MENU} and put the signs of the link as in the template: “?” behind the address, “&” between parameters, “=” before values."
            )
        }
        Code::UrlOtherLevel => {
            write!(
                out,
                "{OPEN_MENU} and paste into the field «Ссылка» (Link) the polls link of your own level, as in the instruction."
            )
        }
        Code::UrlOtherOrganization => {
            write!(out, "{OPEN_MENU} and paste into the field «Ссылка» (Link) the link of your own organisation.")
        }
        Code::UrlParamMisspelt => {
            write!(out, "{OPEN_MENU} and write the name of the parameter as in the template.")
        }
        Code::UrlNotCanonical => write!(out, "{OPEN_MENU} and rewrite the link exactly as the instruction shows it."),
    };
}
