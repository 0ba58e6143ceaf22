//! Russian sentences for registries: files that cannot be read, problems of rows, remarks, addresses.

use std::fmt::Write as _;

use crate::plain::Visible;
use domain::model::{
    AcceptedWords, AddressError, Level, MissingColumn, OtherNumber, PageObject, RegistryError, RegistryRemark,
    RegistryRemarkKind, RowPlace, RowProblem, RowProblemKind, RowRef, TomlValue, column_letters,
};

use super::names;

pub fn row_problem(problem: &RowProblem) -> String {
    let mut out = place(&problem.place);
    push_kind(problem, &mut out);
    out
}

/// Where something stands, up to the colon.
fn place(place: &RowPlace) -> String {
    let mut parts = Vec::new();
    if let Some(sheet) = &place.sheet {
        parts.push(format!("лист «{}»", Visible::quoted(sheet)));
    }
    if let Some(row) = place.row {
        parts.push(format!("строка {row}"));
    }
    let column = place.column.map(names::column);
    match (place.cell_name(), column) {
        (Some(cell), Some(column)) => parts.push(format!("ячейка {cell} («{column}»)")),
        (Some(cell), None) => parts.push(format!("ячейка {cell}")),
        (None, Some(column)) => parts.push(format!("столбец «{column}»")),
        (None, None) => {}
    }
    if parts.is_empty() {
        return "Файл целиком: ".to_owned();
    }
    capital(&parts.join(", ")) + ": "
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// «строке 4» or «строке 4 листа «РОИВ»», after «в».
fn in_row(row: &RowRef) -> String {
    match &row.sheet {
        Some(sheet) => format!("строке {} листа «{}»", row.row, Visible::quoted(sheet)),
        None => format!("строке {}", row.row),
    }
}

/// A value of a field with few values, as tables write it.
fn said(column: Option<&str>, value: &str) -> String {
    match (column, value) {
        (Some("level"), value) => {
            Level::parse(value).map_or_else(|| value.to_owned(), |level| names::level(level).to_owned())
        }
        (Some("messages_connected" | "polls_connected"), "true") => "да".to_owned(),
        (Some("messages_connected" | "polls_connected"), "false") => "нет".to_owned(),
        _ => Visible::quoted(value).to_string(),
    }
}

fn push_kind(problem: &RowProblem, out: &mut String) {
    let column = problem.place.column;
    let value = Visible::quoted(&problem.value);
    let _ = match &problem.kind {
        RowProblemKind::Nameless => {
            write!(out, "не сказано, чья это страница; впишите наименование организации или её ОГРН.")
        }
        RowProblemKind::BadAddress(error) => write!(out, "«{value}»: {}", address_error(error)),
        RowProblemKind::SeveralPages { other } => write!(
            out,
            "в «{value}» названы две страницы ВКонтакте, вторая — {}; оставьте одну, для другой добавьте строку.",
            Visible::quoted(other)
        ),
        RowProblemKind::NotDigits => write!(out, "в «{value}» есть не только цифры, а нужны одни цифры."),
        RowProblemKind::WrongLength { expected } => {
            let expected = expected.iter().map(ToString::to_string).collect::<Vec<_>>().join(" или ");
            write!(out, "в «{value}» неверное число цифр, нужно {expected}.")
        }
        RowProblemKind::OtherNumber(OtherNumber::Entrepreneur) => {
            write!(out, "«{value}» — 15 цифр, это номер предпринимателя (ОГРНИП); нужен ОГРН организации, 13 цифр.")
        }
        RowProblemKind::OtherNumber(OtherNumber::Taxpayer) => {
            write!(out, "«{value}» похоже на ИНН; нужен ОГРН организации, 13 цифр.")
        }
        RowProblemKind::Shortened => write!(
            out,
            "Excel сократил число до «{value}», и остальные его цифры потеряны; сделайте столбец текстовым и впишите номер заново."
        ),
        RowProblemKind::WrongCheckDigit { expected } => write!(
            out,
            "в ОГРН «{value}» последняя, контрольная цифра не сходится (сошлась бы {expected}); проверьте весь номер, в нём опечатка."
        ),
        RowProblemKind::OutOfRange => write!(out, "число «{value}» вне допустимых пределов."),
        RowProblemKind::UnknownWord(AcceptedWords::YesNo) => {
            write!(out, "«{value}» непонятно; впишите «да» или «нет».")
        }
        RowProblemKind::UnknownWord(AcceptedWords::PollsOf) => {
            write!(out, "«{value}» непонятно; впишите «муниципалитет» или «регион».")
        }
        RowProblemKind::UnknownRegion => write!(
            out,
            "региона с кодом «{value}» нет; нужны первые две цифры ОКАТО региона (или 111, 711, 7114 для автономных округов)."
        ),
        RowProblemKind::OtherRegion { region_code, right } => {
            let _ = write!(out, "ОКТМО «{value}» относится к другому региону, а код региона в строке {region_code}");
            match right {
                Some(right) => write!(out, "; для этого ОКТМО верен код {right}."),
                None => write!(out, "."),
            }
        }
        RowProblemKind::DuplicatePage { other } => {
            write!(out, "страница «{value}» записана и в {}; оставьте одну строку.", in_row(other))
        }
        RowProblemKind::SameGroup { others, group_id } => write!(
            out,
            "страница «{value}» — то же сообщество ВКонтакте (club{group_id}), что и в {}; чья она, непонятно, поэтому она не проверена: оставьте одну строку.",
            others.iter().map(in_row).collect::<Vec<_>>().join(" и ")
        ),
        RowProblemKind::Contradiction { first, other } => write!(
            out,
            "«{}» противоречит {} с тем же ОГРН, где «{}»; они должны совпадать.",
            said(column, &problem.value),
            in_row(first),
            said(column, other)
        ),
        RowProblemKind::TwoOktmo { other, oktmo } => write!(
            out,
            "ОКТМО «{value}», а в {} у того же муниципалитета ОКТМО {}; верен один из них.",
            in_row(other),
            Visible::quoted(oktmo)
        ),
        RowProblemKind::UnknownParent => {
            write!(out, "вышестоящего органа с ОГРН «{value}» в реестре нет; добавьте его или исправьте номер.")
        }
        RowProblemKind::ParentCycle => write!(
            out,
            "цепочка вышестоящих органов от «{value}» возвращается к этой же строке; исправьте подчинённость."
        ),
        RowProblemKind::ParentInOtherRegion { own, parents } => write!(
            out,
            "вышестоящий орган «{value}» в другом регионе: код региона у него {parents}, а в строке {own}; исправьте одно из двух."
        ),
        RowProblemKind::NotConnected => write!(
            out,
            "указан ID ЛКО ПОС «{value}», но сказано, что организация не подключена к ПОС для сообщений; исправьте одно из двух."
        ),
        RowProblemKind::TooManyCells { found, expected } => write!(
            out,
            "ячеек {found}, а столбцов в заголовке {expected}; наверное, в тексте стоит знак, который разделяет ячейки: возьмите этот текст в кавычки."
        ),
        RowProblemKind::CellError => {
            write!(out, "в ячейке ошибка «{value}» вместо значения; исправьте формулу или впишите значение.")
        }
        RowProblemKind::NoResult => write!(
            out,
            "в ячейке формула, а её результата в файле нет; откройте файл в программе таблиц, пересчитайте и сохраните или впишите значение."
        ),
    };
}

pub fn registry_remark(remark: &RegistryRemark) -> String {
    let value = Visible::quoted(&remark.value);
    let mut out = match remark.kind {
        RegistryRemarkKind::HiddenSheet | RegistryRemarkKind::SheetWithoutHeader => String::new(),
        // a row of the header is no place of what is not in it
        RegistryRemarkKind::MissingColumn { .. } => {
            remark.place.sheet.as_ref().map(|sheet| format!("Лист «{}»: ", Visible::quoted(sheet))).unwrap_or_default()
        }
        _ => place(&remark.place),
    };
    let sheet = Visible::quoted(remark.place.sheet.as_deref().unwrap_or_default());
    let column = remark.place.column.map(names::column).unwrap_or_default();
    let _ = match &remark.kind {
        RegistryRemarkKind::HiddenSheet => write!(out, "Лист «{sheet}» скрыт и не прочитан."),
        RegistryRemarkKind::SheetWithoutHeader => write!(
            out,
            "Лист «{sheet}» не прочитан: в нём нет строки заголовков со ссылкой на страницу и наименованием или ОГРН."
        ),
        RegistryRemarkKind::MissingColumn { nearest } => {
            let _ = write!(out, "нет столбца «{column}»{}", wanted_for(remark.place.column));
            match nearest {
                Some(header) => write!(out, "; ближайший заголовок — «{}».", Visible::quoted(header)),
                None => write!(out, "."),
            }
        }
        RegistryRemarkKind::SecondColumn { read } => {
            write!(out, "столбец «{value}» не прочитан: то же говорит столбец «{}».", Visible::quoted(read))
        }
        RegistryRemarkKind::NoOrganization => {
            write!(out, "«{value}»: это не организация (нет ни адреса страницы, ни ОГРН), строка пропущена.")
        }
        RegistryRemarkKind::UnknownLevel => write!(
            out,
            "уровень «{value}» непонятен и считается неизвестным; понятны РОИВ, ОМСУ, Подвед, Министерство, Ведомство, Регион, МО."
        ),
        RegistryRemarkKind::UnknownRegionName => {
            write!(out, "«{value}» — не название региона, код региона из него не взят.")
        }
        RegistryRemarkKind::UnknownFounder => write!(
            out,
            "организации с наименованием «{value}» в файле нет; вышестоящий орган неизвестен. Если он нужен, впишите его ОГРН."
        ),
        RegistryRemarkKind::AmbiguousFounder => write!(
            out,
            "организаций с наименованием «{value}» в файле несколько; чтобы указать одну, впишите ОГРН вышестоящего органа."
        ),
        RegistryRemarkKind::OtherLink { link } => write!(
            out,
            "в ячейке написано «{value}», а ссылка под текстом ведёт на {}; взято то, что написано.",
            Visible::quoted(link)
        ),
        RegistryRemarkKind::OtherGroup { id } => {
            write!(out, "номер сообщества {} не тот, что в адресе «{value}»; взят адрес.", Visible::quoted(id))
        }
        RegistryRemarkKind::PageAndReason => {
            write!(out, "указаны и страница, и почему её нет («{value}»); страница проверяется.")
        }
        RegistryRemarkKind::BadEmail => write!(out, "«{value}» не похоже на адрес e-mail и не учтено."),
    };
    if remark.rows > 1 {
        let _ = write!(out, " Таких строк: {}.", remark.rows);
    }
    capital(&out)
}

/// What an absent column would be needed for.
fn wanted_for(column: Option<&str>) -> &'static str {
    match column {
        Some("ogrn") => ": без ОГРН не проверить, той ли организации ссылки на странице",
        Some("level") => ": без уровня не решить, чьи опросы должны быть на странице",
        Some("region_code") => {
            ": код региона можно указать сразу для всех строк, ключом region_code в разделе [registry] настроек"
        }
        Some("municipality") => ": без него отчёт не разделить по муниципалитетам",
        Some("oktmo") => ": без ОКТМО не проверить код муниципалитета в ссылке опросов",
        Some("opa_id") => {
            ": без него не проверить номер кабинета в ссылке сообщений; он есть в настройках личного кабинета ПОС"
        }
        _ => "",
    }
}

pub fn registry_error(error: &RegistryError) -> String {
    match error {
        RegistryError::Empty => {
            "в файле нет ни одной строки с данными; в первой строке должны стоять заголовки столбцов: «Ссылка на страницу», «Наименование организации», «ОГРН», «Уровень» и другие.".to_owned()
        }
        RegistryError::MissingColumns { sheet, row, missing } => format!(
            "{}: не найдена строка заголовков. Больше всего на неё похожа строка {row}, но в ней нет: {}. Дайте столбцам заголовки, по которым их можно узнать: образец — в config/registry.example.csv.",
            sheet.as_deref().map_or_else(|| "файл".to_owned(), |sheet| format!("лист «{}»", Visible::quoted(sheet))),
            missing.iter().map(missing_column).collect::<Vec<_>>().join("; ")
        ),
        RegistryError::DuplicateColumn { sheet, row, field, first, second, columns } => {
            let letters = sheet.as_ref().map(|_| columns.map(column_letters));
            let letters = letters.map(|[first, second]| format!(" ({first} и {second})")).unwrap_or_default();
            format!(
                "{}строка {row}: столбцы «{}» и «{}»{letters} значат одно и то же — «{}»; оставьте один из них.",
                in_sheet(sheet.as_deref()),
                Visible::quoted(first),
                Visible::quoted(second),
                names::column(field)
            )
        }
        RegistryError::NotText { packed: true } => {
            "это не текст, а таблица или другой упакованный файл; дайте ему верное окончание имени: .xlsx или .ods.".to_owned()
        }
        RegistryError::NotText { packed: false } => {
            "это не текстовый файл; нужен файл .csv, .xlsx, .ods или .toml.".to_owned()
        }
        RegistryError::OldSpreadsheet => {
            "это старая книга .xls или книга с паролем; откройте её в программе таблиц и сохраните как .xlsx без пароля.".to_owned()
        }
        RegistryError::NotSpreadsheet { expected, .. } => format!(
            "файл не читается как таблица {expected}: он повреждён или другого вида; сохраните его заново из программы таблиц или как .csv."
        ),
        RegistryError::TooLarge { size, limit } => {
            format!("в файле {size} байт, а читается не больше {limit}; разделите его по регионам.")
        }
        RegistryError::UnpacksTooLarge { part } => format!(
            "внутри таблицы слишком много данных (часть «{}»); сохраните в новый файл только лист реестра.",
            Visible::quoted(part)
        ),
        RegistryError::TooManyRows { limit } => format!("строк больше {limit}; разделите реестр по регионам."),
        RegistryError::Toml { line, .. } => {
            format!("строка {line}: это не TOML; проверьте кавычки, скобки и знак «=».")
        }
        RegistryError::UnknownKey { line, key, nearest } => {
            let meant = nearest.map_or_else(|| ".".to_owned(), |key| format!("; может быть, «{key}»?"));
            format!("строка {line}: ключ «{}» не известен{meant}", Visible::quoted(key))
        }
        RegistryError::BadValue { line, key, found, expected } => {
            format!("строка {line}: у ключа «{key}» {}, а нужно {}.", toml_value(*found), toml_value(*expected))
        }
        RegistryError::DefaultRegion { value } => format!(
            "код региона для всех строк «{}» не годится; нужны первые две цифры ОКАТО региона (или 111, 711, 7114 для автономных округов).",
            Visible::quoted(value)
        ),
    }
}

fn in_sheet(sheet: Option<&str>) -> String {
    sheet.map(|sheet| format!("лист «{}», ", Visible::quoted(sheet))).unwrap_or_default()
}

fn missing_column(missing: &MissingColumn) -> String {
    let name = match missing.field {
        "organization" => "столбца «Наименование организации» или «ОГРН»".to_owned(),
        field => format!("столбца «{}»", names::column(field)),
    };
    match &missing.nearest {
        Some(header) => format!("{name} (ближайший заголовок — «{}»)", Visible::quoted(header)),
        None => name,
    }
}

const fn toml_value(value: TomlValue) -> &'static str {
    match value {
        TomlValue::Single => "одно значение: текст, число, true или false",
        TomlValue::List => "список",
        TomlValue::Table => "таблица",
        TomlValue::Tables => "таблицы, каждая начата с [[page]]",
    }
}

pub fn address_error(error: &AddressError) -> String {
    match error {
        AddressError::Empty => "не указана страница; нужен адрес сообщества, например https://vk.com/club1.".to_owned(),
        AddressError::OtherSite { host } => {
            format!("это другой сайт ({}); нужен адрес сообщества на vk.com или vk.ru.", Visible::quoted(host))
        }
        AddressError::ShortLink { host } => format!(
            "это сокращённая ссылка ({}), по ней не видно, куда она ведёт; откройте её и впишите адрес сообщества.",
            Visible::quoted(host)
        ),
        AddressError::UserProfile => "это личная страница человека; нужен адрес сообщества.".to_owned(),
        AddressError::Object(object) => format!(
            "это {}, а не сообщество; нужен адрес самого сообщества, например https://vk.com/club1.",
            page_object(*object)
        ),
        AddressError::App => "это приложение ВКонтакте; нужен адрес сообщества.".to_owned(),
        AddressError::Service => "это служебная страница ВКонтакте; нужен адрес сообщества.".to_owned(),
        AddressError::BadNumber => "это не номер сообщества; нужно положительное целое число.".to_owned(),
        AddressError::CyrillicLetters { name, letters, latin } => {
            let mut text = format!(
                "в коротком адресе «{}» есть русские буквы: {}",
                Visible::quoted(name),
                letters.chars().map(|letter| format!("«{letter}»")).collect::<Vec<_>>().join(", ")
            );
            let _ = match latin {
                Some(latin) => write!(text, "; латинскими он был бы «{}», проверьте его.", Visible::quoted(latin)),
                None => write!(text, "; короткие адреса пишутся латинскими буквами."),
            };
            text
        }
        AddressError::BadName { name } => format!(
            "«{}» не может быть коротким адресом: в нём бывают только латинские буквы, цифры, точка и «_», не больше 32 знаков.",
            Visible::quoted(name)
        ),
    }
}

const fn page_object(object: PageObject) -> &'static str {
    match object {
        PageObject::Post => "запись на стене",
        PageObject::Topic => "обсуждение",
        PageObject::Photo => "фотография",
        PageObject::Album => "альбом",
        PageObject::Video => "видео",
        PageObject::Audio => "аудиозапись или подкаст",
        PageObject::Document => "документ",
        PageObject::Market => "товар или список товаров",
        PageObject::Message => "переписка с сообществом",
        PageObject::Article => "статья",
        PageObject::PageTimeline => "история",
        PageObject::Other => "материал на странице",
    }
}
