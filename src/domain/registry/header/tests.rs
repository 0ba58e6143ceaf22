//! Tests: headers of all kinds, in text and in sheets.

use crate::model::{RegionCode, RegistryRemark, RegistryRemarkKind as Remark};
use crate::registry::sample::{self, AllRegions};
use crate::registry::{Registry, RegistryError, RegistryFormat, RegistryOptions};

fn read(text: &str) -> Result<Registry, RegistryError> {
    let result = Registry::read(text.as_bytes(), RegistryFormat::Csv, &RegistryOptions::default(), &AllRegions);
    result.map(|(registry, problems)| {
        assert_eq!(problems, []);
        registry
    })
}

fn error(text: &str) -> RegistryError {
    read(text).unwrap_err()
}

/// Fields whose columns are missing, with the nearest header.
fn missing(remarks: &[RegistryRemark]) -> Vec<(&'static str, Option<&str>)> {
    let of_column = |remark: &'_ RegistryRemark| match &remark.kind {
        Remark::MissingColumn { .. } => remark.place.column,
        _ => None,
    };
    let nearest = |remark: &'_ RegistryRemark| match &remark.kind {
        Remark::MissingColumn { nearest } => nearest.clone(),
        _ => None,
    };
    let found = remarks.iter().filter_map(|remark| Some((of_column(remark)?, nearest(remark))));
    found.map(|(field, nearest)| (field, nearest.map(|text| &*text.leak()))).collect()
}

fn rows(registry: &Registry) -> Vec<u32> {
    registry.iter().map(|entry| entry.row).collect()
}

#[test]
fn a_page_and_a_name_make_a_header_and_what_else_is_wanted_is_told() {
    let registry = read("Ссылка;Наименование\nclub1;Школа\n").unwrap();
    assert_eq!(rows(&registry), [2]);
    let wanted = ["ogrn", "level", "region_code", "municipality", "oktmo", "opa_id"];
    assert_eq!(missing(registry.remarks()), wanted.map(|field| (field, None)));
    assert_eq!(registry.lacks(), wanted.map(|field| (field, 1)));
}

#[test]
fn what_keeps_a_row_from_being_a_header_is_told_with_the_nearest_headers() {
    assert_eq!(
        error("Сылка на страницу;Наименованеи организации;Уровень;ИНН\nclub1;Школа;РОИВ;1\n").to_string(),
        "row 1: the header lacks page_url (nearest: \"Сылка на страницу\"); organization (nearest: \"Наименованеи \
         организации\")"
    );
    let registry = read("Ссылка;Наименование;ОГРН вышестоящего органа;Код ОКТМО;Ококтмо\nclub1;Школа;;;\n").unwrap();
    let nearest = missing(registry.remarks()).into_iter().find(|(field, _)| *field == "ogrn");
    assert_eq!(nearest, Some(("ogrn", Some("ОГРН вышестоящего органа"))));
}

#[test]
fn two_official_columns_for_one_field_are_an_error_and_a_usual_one_yields() {
    let text = "page_url;Организация;ОГРН;\"Ссылка\nна страницу\"\n";
    assert_eq!(
        error(text).to_string(),
        "row 1: the columns \"page_url\" and \"Ссылка на страницу\" both mean page_url"
    );
    let registry = read("url;Ссылка на страницу;Организация\nclub1;club2;Школа\n").unwrap();
    assert_eq!(registry.entries()[0].url.as_ref(), "club2");
    let second = registry.remarks().iter().find(|remark| matches!(remark.kind, Remark::SecondColumn { .. })).unwrap();
    assert_eq!((second.value.as_str(), second.place.column), ("url", Some("page_url")));
}

#[test]
fn a_file_without_any_row_is_empty() {
    for text in ["", "\u{feff}", "\r\n\r\n", ";;;\n;;"] {
        assert_eq!(error(text), RegistryError::Empty, "{text:?}");
    }
}

#[test]
fn titles_above_the_header_are_passed_over_and_every_column_is_told() {
    let text = "Реестр страниц;;;;;;\n\nСсылка;Организация;ОГРН;Уровень;Регион;ID ЛКО ПОС;Примечание\n\
                club1;Дума;1027301172106;РОИВ;73;5;;\n";
    let registry = read(text).unwrap();
    assert_eq!((rows(&registry), registry.unknown_columns()), (vec![4], vec!["Примечание"]));
    let layout = &registry.layouts()[0];
    assert_eq!((layout.row, layout.sheet.as_deref()), (3, None));
    let read_as: Vec<_> = layout.columns.iter().map(|column| (column.header.as_str(), column.field)).collect();
    assert_eq!(read_as[4..], [("Регион", Some("region_code")), ("ID ЛКО ПОС", Some("opa_id")), ("Примечание", None)]);
}

#[test]
fn a_header_may_have_two_rows_a_row_of_numbers_below_it_and_stand_again_on_each_page() {
    let header = "Ссылка;Организация;;Подключена к ПОС;\n;Наименование;ОГРН;сообщения;опросы\n";
    let text = format!("{header}1;2;3;4;5\nclub1;Дума;1027301172106;да;нет\n{header}club2;Суд;1020300000038;;да\n");
    // of a header that stands again its second row is no organisation either
    let registry = read(&text).unwrap();
    assert_eq!(rows(&registry), [4, 7]);
    let duma = &registry.entries()[0].organization;
    assert_eq!((duma.messages_connected, duma.polls_connected), (Some(true), Some(false)));
}

#[test]
fn a_region_for_all_rows_makes_its_column_needless_and_yields_to_a_rows_own() {
    let options = RegistryOptions { region_code: RegionCode::parse("73").ok() };
    let read = |text: &str| Registry::read(text.as_bytes(), RegistryFormat::Csv, &options, &AllRegions).unwrap().0;
    let region = |text: &str| read(text).entries()[0].organization.region_code.map(|code| code.to_string());
    let text = "url,organization,ogrn,level,opa_id,region\nclub1,Дума,1027301172106,РОИВ,5,03\n";
    assert_eq!(region(text).as_deref(), Some("03"));
    let text = "url,organization,ogrn,level,opa_id\nclub1,Дума,1027301172106,РОИВ,5\n";
    assert_eq!(region(text).as_deref(), Some("73"));
    assert!(!missing(read(text).remarks()).iter().any(|(field, _)| *field == "region_code"));
    let unknown = RegistryOptions { region_code: RegionCode::parse("99").ok() };
    let result = Registry::read(b"", RegistryFormat::Csv, &unknown, &AllRegions);
    assert_eq!(result.unwrap_err(), RegistryError::DefaultRegion { value: "99".to_owned() });
}

#[test]
fn a_spreadsheet_without_a_header_names_the_sheet_that_looks_most_like_a_registry() {
    let bytes =
        sample::ods("<table:table-row><table:table-cell><text:p>ОГРН</text:p></table:table-cell></table:table-row>");
    let result = Registry::read(&*bytes, RegistryFormat::Ods, &RegistryOptions::default(), &AllRegions);
    assert_eq!(result.unwrap_err().to_string(), "sheet \"Лист1\", row 1: the header lacks page_url");
}
