//! What to do about a violation, in Russian, with the exact text or URL to paste at the end.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::plain::Visible;
use crate::{COVERS_ARCHIVE, Lang, form, unknown_values};
use domain::model::{Code, ExpectedForm, Form, Remedy, Violation};

use super::phrases::push_place;

/// Where the menu is edited (official instruction, steps 1 to 3).
const OPEN_MENU: &str = "Откройте «Управление» → «Настройки» → «Меню»";

/// Appends the remedy of a violation.
pub fn push(code: Code, violation: &Violation, out: &mut String) {
    let _ = match &violation.remedy {
        Remedy::ByCode => {
            push_by_code(code, violation, out);
            Ok(())
        }
        Remedy::PasteUrl { url } => {
            let _ = write!(out, "{OPEN_MENU}, ");
            push_place("выберите пункт", violation, out);
            write!(out, " и замените всё, что стоит в поле «Ссылка», на {}", Visible::whole(url))
        }
        Remedy::SetTitle { titles } => {
            let _ = write!(out, "{OPEN_MENU}, ");
            push_place("выберите пункт", violation, out);
            out.push_str(" и впишите в поле «Название»: ");
            push_titles(titles, out);
            Ok(())
        }
        Remedy::LearnValues { unknown } => {
            let _ =
                write!(out, "Составить верную ссылку нельзя, в реестре нет: {}. ", unknown_values(Lang::Ru, unknown));
            out.push_str("Узнайте и впишите в ссылку. ");
            push_by_code(code, violation, out);
            Ok(())
        }
        Remedy::AddItem { item, instead_of: Some(position) } => {
            let _ = write!(out, "{OPEN_MENU}, выберите пункт {position}, ");
            push_item(violation.form, item, out);
            Ok(())
        }
        Remedy::AddItem { item, instead_of: None } => {
            let _ = write!(
                out,
                "{OPEN_MENU}, нажмите «Новая ссылка», поставьте новый пункт на {}-е место слева, ",
                item.position
            );
            push_item(violation.form, item, out);
            Ok(())
        }
        Remedy::PlaceForms { items } => {
            push_by_code(code, violation, out);
            for (form, item) in items {
                let _ = write!(out, " Пункт {}: ", item.position);
                push_item(Some(*form), item, out);
                // nothing behind a URL: it would be pasted with it
                out.push_str(if item.url.is_none() { "." } else { "" });
            }
            Ok(())
        }
        Remedy::MoveTo { position } => {
            let _ = write!(out, "{OPEN_MENU} и перетащите ");
            match violation.form {
                Some(own) => write!(out, "форму «{}» на {position}-е место слева.", form(own)),
                None => write!(
                    out,
                    "обе формы в начало: «{}» первой слева, «{}» второй.",
                    form(Form::Messages),
                    form(Form::Polls)
                ),
            }
        }
    };
}

/// Cover, title and link of one item; the link comes last.
fn push_item(own: Option<Form>, item: &ExpectedForm, out: &mut String) {
    out.push_str("загрузите обложку");
    if let Some(own) = own {
        let _ = write!(out, " «{}»", form(own));
    }
    let _ = write!(out, " из набора Минцифры ({COVERS_ARCHIVE}), в поле «Название» впишите ");
    push_titles(&item.titles, out);
    let _ = match (&item.url, item.unknown.as_slice()) {
        (Some(url), _) => write!(out, ", в поле «Ссылка» вставьте {}", Visible::whole(url)),
        (None, []) => write!(
            out,
            ". Ссылку для поля «Ссылка» запросите у центра управления регионом: годной строки о ней в реестре нет, поэтому здесь её составить нельзя"
        ),
        (None, unknown) => write!(
            out,
            ". Составить ссылку для поля «Ссылка» нельзя, в реестре нет: {}",
            unknown_values(Lang::Ru, unknown)
        ),
    };
}

/// Which values disagree, and what is to be found out.
fn push_inconsistent(violation: &Violation, out: &mut String) {
    let what = match violation.field.as_deref() {
        Some("utm_campaign") => "ОГРН организации (его показывает выписка из ЕГРЮЛ)",
        Some("utm_medium") => "код региона (первые две цифры ОКАТО)",
        Some("reg_code") => {
            let code = "код региона (первые две цифры ОКАТО)";
            let _ =
                write!(out, "Узнайте {code} и впишите его в ссылку на опросы в оба параметра: reg_code и utm_medium.");
            return;
        }
        Some("mun_code") => "код ОКТМО муниципалитета (он начинается с цифр своего региона)",
        _ => "верное значение",
    };
    let _ = write!(out, "Узнайте {what} и впишите его в ссылки обеих форм.");
}

/// The preferred title, and the others in brackets.
fn push_titles(titles: &[Arc<str>], out: &mut String) {
    for (index, title) in titles.iter().enumerate() {
        let _ = match index {
            0 => write!(out, "«{}»", Visible::whole(title)),
            1 => write!(out, " (или «{}»", Visible::whole(title)),
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
            "Откройте свою страницу в браузере, скопируйте адрес из адресной строки и передайте его тому, кто ведёт реестр. Если страницы больше нет, заведите новую."
        ),
        Code::PageDeactivated if v.observed.as_deref() == Some("banned") => write!(
            out,
            "Откройте страницу под учётной записью администратора, прочтите причину блокировки и напишите в Поддержку ВКонтакте: https://vk.com/support"
        ),
        Code::PageDeactivated => write!(
            out,
            "Владелец может восстановить страницу, открыв её под своей учётной записью. Если это невозможно, заведите новую и передайте её адрес тому, кто ведёт реестр."
        ),
        Code::PageClosed => write!(
            out,
            "Откройте «Управление» → «Настройки» → «Основная информация» и в поле «Тип группы» выберите «Открытая»."
        ),
        Code::PageUnofficial => write!(
            out,
            "Подтвердите страницу через Госуслуги в разделе «Управление»: после этого ВКонтакте поставит отметку «Госорганизация». Порядок подскажет центр управления регионом."
        ),
        Code::MenuMissing => {
            write!(out, "{OPEN_MENU}, включите меню и добавьте в него обе формы ПОС кнопкой «Новая ссылка».")
        }
        Code::MenuHidden => write!(out, "{OPEN_MENU} и включите показ меню посетителям."),
        Code::FormMissing => {
            write!(out, "{OPEN_MENU}, нажмите «Новая ссылка» и добавьте форму по официальной инструкции.")
        }
        Code::FormMisplaced => {
            write!(out, "{OPEN_MENU} и перетащите форму на её место: обе формы стоят первыми слева.")
        }
        Code::FormSwapped => write!(
            out,
            "{OPEN_MENU} и поменяйте эти два пункта местами: «Сообщить о проблеме» первой слева, «Высказать мнение» второй."
        ),
        Code::FormDuplicate => {
            write!(out, "{OPEN_MENU}, оставьте один пункт с этой формой, на её месте, а остальные удалите.")
        }
        Code::FormHidden => {
            let _ = write!(out, "{OPEN_MENU}, ");
            push_place("выберите пункт", v, out);
            write!(out, " и включите его показ.")
        }
        Code::TitleMismatch => write!(out, "{OPEN_MENU} и исправьте поле «Название» этого пункта."),
        Code::TitleNearMatch => write!(out, "{OPEN_MENU} и наберите поле «Название» этого пункта заново."),
        Code::CoverMissing | Code::CoverNotApproved | Code::CoverOtherForm => {
            let _ = write!(out, "{OPEN_MENU}, ");
            push_place("выберите пункт", v, out);
            let _ = match code {
                Code::CoverMissing => write!(out, " и загрузите обложку"),
                Code::CoverOtherForm => write!(out, " и поменяйте обложку на"),
                _ => write!(out, " и замените обложку на"),
            };
            if let Some(own) = v.form {
                let _ = write!(out, " «{}»", form(own));
            }
            write!(out, " из набора Минцифры (цвет любой): {COVERS_ARCHIVE}")
        }
        Code::CoverReview => {
            let _ = write!(
                out,
                "Сравните обложку с набором Минцифры: если это она, делать ничего не нужно; если нет, замените её на"
            );
            if let Some(own) = v.form {
                let _ = write!(out, " «{}»", form(own));
            }
            write!(out, " из набора: {COVERS_ARCHIVE}")
        }
        Code::UrlWhitespace => write!(out, "{OPEN_MENU} и уберите из поля «Ссылка» все пробелы."),
        Code::UrlPlaceholder => {
            write!(out, "{OPEN_MENU} и впишите в ссылку настоящее значение вместо слова из образца.")
        }
        Code::UrlEscaped => {
            write!(out, "{OPEN_MENU} и наберите в ссылке сами знаки «&», «?» и «=» вместо их кодов.")
        }
        Code::UrlScheme => write!(out, "{OPEN_MENU} и начните ссылку с «https://»."),
        Code::UrlHost => write!(
            out,
            "{OPEN_MENU} и вставьте в поле «Ссылка» ссылку на форму ПОС: она начинается с https://pos.gosuslugi.ru/"
        ),
        Code::UrlRedirect => {
            write!(out, "{OPEN_MENU} и вставьте в поле «Ссылка» прямую ссылку на форму, без сокращений.")
        }
        Code::UrlPath => {
            write!(out, "{OPEN_MENU} и вставьте в поле «Ссылка» ссылку на форму по образцу из инструкции.")
        }
        Code::UrlParamMissing => write!(out, "{OPEN_MENU} и допишите в ссылку недостающий параметр."),
        Code::UrlParamMalformed => write!(out, "{OPEN_MENU} и исправьте в ссылке значение этого параметра."),
        Code::UrlParamMismatch => write!(out, "{OPEN_MENU} и поставьте в ссылку значение вашей организации."),
        Code::UrlParamCase => {
            write!(out, "{OPEN_MENU} и напишите имя параметра в ссылке теми же буквами, что в образце.")
        }
        Code::UrlParamDuplicate => write!(out, "{OPEN_MENU} и оставьте в ссылке этот параметр один раз."),
        Code::UrlParamUnknown => write!(out, "{OPEN_MENU} и удалите из ссылки лишний параметр."),
        Code::UrlInconsistent => {
            push_inconsistent(v, out);
            Ok(())
        }
        Code::UrlSeparator => {
            write!(
                out,
                "{OPEN_MENU} и поставьте в ссылке знаки как в образце: «?» после адреса, «&» между параметрами, «=» перед значением."
            )
        }
        Code::UrlOtherLevel => {
            write!(
                out,
                "{OPEN_MENU} и вставьте в поле «Ссылка» ссылку на опросы своего уровня по образцу из инструкции."
            )
        }
        Code::UrlOtherOrganization => {
            write!(out, "{OPEN_MENU} и вставьте в поле «Ссылка» ссылку своей организации.")
        }
        Code::UrlParamMisspelt => {
            write!(out, "{OPEN_MENU} и напишите имя параметра в ссылке как в образце.")
        }
        Code::UrlNotCanonical => write!(out, "{OPEN_MENU} и перепишите ссылку точно по образцу из инструкции."),
    };
}
