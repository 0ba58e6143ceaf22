//! Russian sentences for what is not a violation: rows of a registry, addresses.

use std::fmt::Write as _;

use crate::i18n::plain::Visible;
use crate::model::{AddressError, RowProblem, RowProblemKind};

use super::names;

pub fn row_problem(problem: &RowProblem) -> String {
    let mut out = String::new();
    let _ = match (problem.row, problem.column) {
        (Some(row), Some(column)) => write!(out, "Строка {row}, столбец «{}»: ", names::column(column)),
        (Some(row), None) => write!(out, "Строка {row}: "),
        (None, Some(column)) => write!(out, "Столбец «{}»: ", names::column(column)),
        (None, None) => write!(out, "Файл целиком: "),
    };
    push_kind(problem, &mut out);
    out
}

fn push_kind(problem: &RowProblem, out: &mut String) {
    let value = Visible::quoted(&problem.value);
    let _ = match &problem.kind {
        RowProblemKind::Required => write!(out, "поле пустое, а заполнить его обязательно."),
        RowProblemKind::RequiredFor { because } => {
            write!(out, "поле пустое, а оно обязательно, потому что {}.", Visible::quoted(because))
        }
        RowProblemKind::BadAddress(error) => write!(out, "«{value}»: {}", address_error(error)),
        RowProblemKind::NotDigits => write!(out, "в «{value}» есть не только цифры, а нужны одни цифры."),
        RowProblemKind::WrongLength { expected } => {
            write!(out, "в «{value}» неверное число цифр, нужно {}.", expected.replace(", ", " или "))
        }
        RowProblemKind::WrongCheckDigit { expected } => write!(
            out,
            "в ОГРН «{value}» последняя, контрольная цифра не сходится (сошлась бы {expected}); проверьте весь номер, в нём опечатка."
        ),
        RowProblemKind::OutOfRange => write!(out, "число «{value}» вне допустимых пределов."),
        RowProblemKind::UnknownWord { accepted } => write!(out, "«{value}» не подходит, допустимо: {accepted}."),
        RowProblemKind::UnknownRegion => write!(
            out,
            "региона с кодом «{value}» нет; нужны первые две цифры ОКАТО региона (или 111, 711, 7114 для автономных округов)."
        ),
        RowProblemKind::OtherRegion { region_code } => write!(
            out,
            "ОКТМО «{value}» относится к другому региону, а код региона в строке {}.",
            Visible::quoted(region_code)
        ),
        RowProblemKind::DuplicatePage { first_row } => {
            write!(out, "страница «{value}» уже есть в строке {first_row}; оставьте одну строку.")
        }
        RowProblemKind::Contradiction { first_row, other } => write!(
            out,
            "«{value}» противоречит строке {first_row} с тем же ОГРН, где «{}»; они должны совпадать.",
            Visible::quoted(other)
        ),
        RowProblemKind::UnknownParent => {
            write!(out, "вышестоящего органа с ОГРН «{value}» в реестре нет; добавьте его или исправьте номер.")
        }
        RowProblemKind::ParentCycle => {
            write!(
                out,
                "цепочка вышестоящих органов от «{value}» возвращается к этой же строке; исправьте подчинённость."
            )
        }
        RowProblemKind::NoConnectedAncestor => write!(
            out,
            "ни организация, ни один из вышестоящих органов не подключены к ПОС для сообщений; укажите «ID ЛКО ПОС» у одного из них."
        ),
        RowProblemKind::NoOktmo => write!(
            out,
            "ОКТМО не указан, и взять его неоткуда: его нет ни у вышестоящего органа, ни у муниципалитета; укажите 8 цифр."
        ),
        RowProblemKind::Unreadable { detail } => write!(out, "прочитать не удалось: {}.", Visible::quoted(detail)),
        RowProblemKind::BadEmail => write!(out, "«{value}» не похоже на адрес e-mail; нужен вид имя@домен."),
    };
}

pub fn address_error(error: &AddressError) -> String {
    match error {
        AddressError::Empty => "не указана страница; нужен адрес сообщества, например https://vk.com/club1.".to_owned(),
        AddressError::OtherSite { host } => {
            format!("это другой сайт ({}); нужен адрес сообщества на vk.com или vk.ru.", Visible::quoted(host))
        }
        AddressError::UserProfile => "это личная страница человека; нужен адрес сообщества.".to_owned(),
        AddressError::Object => {
            "это запись или другой материал страницы; нужен адрес самого сообщества, например https://vk.com/club1."
                .to_owned()
        }
        AddressError::App => "это приложение ВКонтакте; нужен адрес сообщества.".to_owned(),
        AddressError::Service => "это служебная страница ВКонтакте; нужен адрес сообщества.".to_owned(),
        AddressError::BadNumber => "это не номер сообщества; нужно положительное целое число.".to_owned(),
        AddressError::BadName { name } => format!(
            "«{}» не может быть коротким адресом: в нём бывают только латинские буквы, цифры, точка и «_», не больше 32 знаков.",
            Visible::quoted(name)
        ),
    }
}
