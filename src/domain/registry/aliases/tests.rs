//! Tests: headers of real tables and the fields they mean.

use super::*;

#[test]
fn each_official_header_means_its_own_field_in_any_writing() {
    for field in Field::ALL {
        assert_eq!(Field::ALL[field.index()], field);
        for header in [field.english(), field.russian()] {
            let is_official = |text: &str| assert_eq!(find(text), Some((field, 0)), "{text}");
            is_official(header);
            is_official(&format!("\u{feff} {} *", header.to_uppercase()));
            is_official(&header.replace(' ', " \u{a0} "));
            is_official(&format!("7. {header} (обязательно)"));
        }
    }
}

#[test]
fn headers_of_real_tables_are_understood_and_strange_ones_are_not() {
    for (header, field) in [
        ("Регион", Field::RegionCode),
        ("Код ОКТМО", Field::Oktmo),
        ("Адрес страницы", Field::PageUrl),
        ("Ссылка на госпаблик ВК", Field::PageUrl),
        ("ID госпаблика", Field::GroupId),
        ("Наименование подведомственной организации", Field::Organization),
        ("Официальная страница не ведется на основании", Field::NoPageReason),
        ("Email ответственного", Field::ContactEmail),
        ("Подключена к ПОС: сообщения", Field::MessagesConnected),
    ] {
        assert_eq!(find(header).map(|(field, _)| field), Some(field), "{header}");
    }
    for header in ["", "ИНН", "Примечание", "ПОС", "ОГРНИП", "Сфера 1", "Статус", "№ п/п", "12", "(да/нет)"]
    {
        assert_eq!(find(header), None, "{header}");
    }
}

#[test]
fn no_header_means_two_fields_and_each_is_folded() {
    let mut count = 0;
    for (place, (field, aliases)) in ALIASES.into_iter().enumerate() {
        assert_eq!(field.index(), place);
        let official =
            [fold(field.english()), fold(field.russian())].into_iter().filter(|own| !aliases.contains(&&**own));
        count += official.count() + aliases.len();
        for alias in aliases {
            assert_eq!(fold(alias), *alias);
        }
    }
    assert_eq!(KNOWN.len(), count);
}

#[test]
fn a_misspelt_header_finds_its_nearest() {
    assert!(likeness(Field::Organization, "Наименованеи организации").is_some());
    assert!(has_words(Field::Ogrn, "ОГРН вышестоящего органа"));
    assert!(!has_words(Field::OpaId, "ID госпаблика"));
    assert!(likeness(Field::Ogrn, "Примечание").is_none());
    assert_eq!(Field::nearest_key("parent_orgn"), Some("parent_ogrn"));
    assert_eq!(Field::nearest_key("comment"), None);
}
