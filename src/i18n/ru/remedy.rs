//! What to do about a violation, in Russian, with the exact text or URL to paste at the end.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::i18n::plain::Visible;
use crate::i18n::{COVERS_ARCHIVE, form};
use crate::model::{Code, Remedy, Violation};

use super::message::push_place;

/// Where the menu is edited (official instruction, steps 1 to 3).
const OPEN_MENU: &str = "Откройте «Управление» → «Настройки» → «Меню»";

/// Appends the remedy of a violation.
pub fn push(violation: &Violation, out: &mut String) {
    let _ = match &violation.remedy {
        Remedy::ByCode => {
            push_by_code(violation, out);
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
        Remedy::AddItem { position, titles, url } => {
            let _ = write!(out, "{OPEN_MENU}, нажмите «Новая ссылка», загрузите обложку");
            if let Some(own) = violation.form {
                let _ = write!(out, " «{}»", form(own));
            }
            let _ = write!(out, " из набора Минцифры ({COVERS_ARCHIVE}), впишите в поле «Название» ");
            push_titles(titles, out);
            let _ = write!(out, " и поставьте новый пункт на {position}-е место слева. ");
            match url {
                Some(url) => write!(out, "В поле «Ссылка» вставьте {}", Visible::whole(url)),
                None => write!(
                    out,
                    "Ссылку для поля «Ссылка» запросите у центра управления регионом: организации нет в реестре, поэтому здесь её составить нельзя."
                ),
            }
        }
        Remedy::MoveTo { position } => {
            let _ = write!(out, "{OPEN_MENU} и перетащите ");
            match violation.form {
                Some(own) => write!(out, "форму «{}» на {position}-е место слева.", form(own)),
                None => write!(out, "форму на {position}-е место слева."),
            }
        }
    };
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
fn push_by_code(violation: &Violation, out: &mut String) {
    let v = violation;
    let _ = match v.code {
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
            let _ = match v.code {
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
            write!(
                out,
                "{OPEN_MENU} и впишите в ссылку сами знаки: вместо «&amp;» и «%26» знак «&», вместо «%3F» знак «?», вместо «%3D» знак «=»."
            )
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
            write!(
                out,
                "Проверьте ОГРН организации, код региона и код муниципалитета и впишите верные в ссылки обеих форм."
            )
        }
        Code::UrlNotCanonical => write!(out, "{OPEN_MENU} и перепишите ссылку точно по образцу из инструкции."),
    };
}
