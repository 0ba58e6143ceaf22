//! Tests: tables as offices keep them, each with what must come of it in its `expected.txt`.

use super::{Layout, Registry, RegistryError, RegistryFormat, RegistryOptions};
use crate::model::{
    AddressError, Level, OtherNumber, PageObject, RegionCode, RegistryRemarkKind as Remark, RowProblem,
    RowProblemKind as Kind,
};
use crate::policy::Policy;

fn result(path: &str, region: Option<&str>) -> Result<(Registry, Vec<RowProblem>), RegistryError> {
    let bytes = std::fs::read(format!("{}/../../tests/fixtures/cases/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let options = RegistryOptions { region_code: region.map(|code| RegionCode::parse(code).unwrap()) };
    let policy = Policy::built_in().unwrap();
    let format = RegistryFormat::detect(path, &bytes);
    Registry::read(bytes, format, &options, &policy)
}

fn read(path: &str) -> (Registry, Vec<RowProblem>) {
    result(path, None).unwrap()
}

/// The good rows of a file of which nothing is told.
fn good(path: &str) -> Vec<u32> {
    let (registry, problems) = read(path);
    assert_eq!(problems, [], "{path}");
    rows(&registry)
}

fn rows(registry: &Registry) -> Vec<u32> {
    registry.iter().map(|entry| entry.row).collect()
}

/// Row, column and kind of each problem.
fn told(problems: &[RowProblem]) -> Vec<(u32, &str, Kind)> {
    let one =
        |problem: &'_ RowProblem| (problem.place.row.unwrap(), problem.place.column.unwrap(), problem.kind.clone());
    problems.iter().map(one).collect()
}

fn remarks(registry: &Registry) -> Vec<&Remark> {
    let is_column = |kind: &&Remark| !matches!(kind, Remark::MissingColumn { .. });
    registry.remarks().iter().map(|remark| &remark.kind).filter(is_column).collect()
}

fn columns(layout: &Layout) -> Vec<(String, Option<&'static str>)> {
    layout.columns.iter().map(|column| (column.header.clone(), column.field)).collect()
}

#[test]
fn two_rows_of_one_page_are_told_before_vk_is_asked() {
    let (registry, problems) = read("01-two-rows-one-group/registry.csv");
    assert_eq!(rows(&registry), [3]);
    assert_eq!(problems.iter().map(|problem| problem.place.row).collect::<Vec<_>>(), [Some(2), Some(4)]);
}

#[test]
fn a_bad_row_does_not_take_its_corrected_twin_with_it() {
    let (registry, problems) = read("02-bad-row-kills-good/registry.csv");
    assert_eq!(rows(&registry), [3]);
    assert_eq!(told(&problems), [(2, "ogrn", Kind::WrongCheckDigit { expected: 0 })]);
}

#[test]
fn every_visible_sheet_with_a_header_is_read() {
    let (registry, problems) = read("03-second-sheet/registry.xlsx");
    let found: Vec<_> = registry.iter().map(|entry| (entry.sheet.as_deref().unwrap(), entry.row)).collect();
    assert_eq!((found, problems), (vec![("РОИВ", 2), ("РОИВ", 3), ("ОМСУ", 2)], Vec::new()));
    let (registry, problems) = read("04-hidden-sheet/registry.xlsx");
    assert_eq!((registry.len(), problems.len()), (1, 0));
    assert_eq!(registry.entries()[0].organization.name.as_ref(), "Орг 1");
    assert_eq!(remarks(&registry), [&Remark::HiddenSheet]);
    assert_eq!(registry.remarks()[0].place.sheet.as_deref(), Some("Скрытый"));
}

#[test]
fn the_oktmo_of_an_autonomous_district_lies_in_it_alone() {
    let (registry, problems) = read("05-okrug-region/registry.csv");
    assert!(registry.is_empty());
    let code = |text: &str| RegionCode::parse(text).unwrap();
    let kind = Kind::OtherRegion { region_code: code("71"), right: Some(code("7114")) };
    assert_eq!(told(&problems), [(2, "oktmo", kind)]);
}

#[test]
fn a_row_that_is_set_aside_is_found_by_its_page_and_its_ogrn() {
    let (registry, problems) = read("12-set-aside-not-unknown/registry.csv");
    assert_eq!(rows(&registry), [2, 3]);
    assert!(problems.iter().all(|problem| problem.place.row == Some(4)));
    let address = crate::model::PageAddress::parse("vk.com/club900000003").unwrap();
    assert_eq!(registry.set_aside_at(&address).map(|aside| aside.row).collect::<Vec<_>>(), [4]);
    let ogrn = registry.entries()[0].organization.ogrn.unwrap();
    assert_eq!(registry.set_aside_of(ogrn).map(|aside| aside.row).collect::<Vec<_>>(), [4]);
}

#[test]
fn files_that_cannot_be_read_are_told_apart() {
    let error = |name: &str| result(&format!("13-russian-errors/{name}"), None).unwrap_err();
    assert_eq!(error("empty.csv"), RegistryError::Empty);
    let RegistryError::DuplicateColumn { sheet, row, field, columns, .. } = error("headdup.xlsx") else { panic!() };
    assert_eq!((sheet.as_deref(), row, field, columns), (Some("Л"), 1, "ogrn", [2, 10]));
    assert!(matches!(error("notxlsx.xlsx"), RegistryError::NotSpreadsheet { expected: "XLSX", .. }));
    assert_eq!(error("old.xls"), RegistryError::OldSpreadsheet);
    assert_eq!(result("18-russian-errors-2/y05.xls", None).unwrap_err(), RegistryError::OldSpreadsheet);
    // a page and a name are enough to begin with
    let (registry, problems) = read("13-russian-errors/headmiss.xlsx");
    assert_eq!((registry.len(), problems), (2, Vec::new()));
    let missing = registry.remarks().iter().find(|remark| remark.place.column == Some("ogrn")).unwrap();
    assert_eq!(missing.kind, Remark::MissingColumn { nearest: Some("ОГРН вышестоящего органа".to_owned()) });
}

#[test]
fn titles_column_numbers_empty_rows_totals_two_row_headers_and_merged_cells_are_everyday() {
    let (registry, problems) = read("14-xlsx-everyday/title2.xlsx");
    assert_eq!((rows(&registry), problems), (vec![4, 6], Vec::new()));
    assert_eq!(remarks(&registry), [&Remark::NoOrganization]);
    assert_eq!(good("14-xlsx-everyday/twohead.xlsx"), [3]);
    let (registry, problems) = read("14-xlsx-everyday/merged.xlsx");
    assert_eq!((rows(&registry), problems), (vec![2, 3], Vec::new()));
    for entry in &registry {
        assert_eq!(entry.organization.municipality.as_deref(), Some("Город А"));
        assert_eq!(entry.organization.region_code.unwrap().to_string(), "73");
    }
}

#[test]
fn numbers_are_read_however_excel_holds_them_and_never_wrongly() {
    let (registry, problems) = read("14-xlsx-everyday/num.xlsx");
    assert_eq!(rows(&registry), [2, 3, 4, 8, 9, 10, 11, 12, 13, 15, 16, 17, 21, 22, 23]);
    let of_row = |row: u32| &registry.iter().find(|entry| entry.row == row).unwrap().organization;
    assert_eq!(of_row(4).region_code.unwrap().to_string(), "03");
    assert_eq!(of_row(4).oktmo.unwrap().to_string(), "03799000");
    for entry in &registry {
        let ogrn = entry.organization.ogrn.unwrap().to_string();
        assert_eq!(ogrn[..12], format!("102109900{:03}", entry.row - 1), "row {}", entry.row);
    }
    assert_eq!(of_row(13).opa_id.unwrap().to_string(), "1012");
    let address = |row: u32| registry.iter().find(|entry| entry.row == row).unwrap().address.to_string();
    assert_eq!([22, 23].map(address), ["https://vk.com/club900000021", "https://vk.com/club900000022"]);
    assert_eq!(
        told(&problems),
        [
            (5, "ogrn", Kind::Shortened),
            (6, "ogrn", Kind::Shortened),
            (7, "ogrn", Kind::Shortened),
            (14, "opa_id", Kind::NotDigits),
            (18, "ogrn", Kind::NoResult),
            (19, "ogrn", Kind::CellError),
            (19, "opa_id", Kind::CellError),
            (20, "ogrn", Kind::OtherNumber(OtherNumber::Entrepreneur)),
        ]
    );
    assert_eq!(problems[7].place.cell_name().as_deref(), Some("C20"));
}

#[test]
fn dos_text_lost_zeros_and_error_cells_are_read_or_told() {
    assert_eq!(good("18-russian-errors-2/c05_cp866.csv"), [2, 3, 4]);
    assert_eq!(good("19-leading-zero/c11_zero.csv"), [2, 3]);
    assert_eq!(good("19-leading-zero/x03_leading_zero.xlsx"), [2, 3, 4]);
    let (registry, problems) = read("18-russian-errors-2/y09_err.xlsx");
    assert_eq!(rows(&registry), [3, 4]);
    assert_eq!(told(&problems), [(2, "ogrn", Kind::CellError)]);
}

#[test]
fn of_several_links_in_a_cell_vks_is_the_page() {
    assert_eq!(good("20-many-links/x06_many_links.xlsx"), [2, 3, 4]);
}

#[test]
fn every_way_to_write_an_address_is_read_or_called_what_it_is() {
    let (registry, problems) = read("20-many-links/c17_addr.csv");
    let bad: Vec<_> = problems
        .iter()
        .map(|problem| match &problem.kind {
            Kind::BadAddress(error) => (problem.place.row.unwrap() + 95, error.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    let object = AddressError::Object;
    let short = |host: &str| AddressError::ShortLink { host: host.to_owned() };
    let expected = [
        (108, short("vk.link")),
        (109, object(PageObject::Message)),
        (121, object(PageObject::Post)),
        (122, object(PageObject::Topic)),
        (123, AddressError::BadName { name: "primer_sch-123".to_owned() }),
        (126, AddressError::Service),
        (127, AddressError::BadNumber),
        (128, object(PageObject::Album)),
        (129, object(PageObject::Market)),
        (130, object(PageObject::Message)),
        (131, object(PageObject::Message)),
        (132, object(PageObject::Post)),
        (133, short("vk.cc")),
        (134, AddressError::Service),
        (135, object(PageObject::Video)),
        (136, object(PageObject::Message)),
        (
            140,
            AddressError::CyrillicLetters {
                name: "primer_сch_cyr140".to_owned(),
                letters: "с".to_owned(),
                latin: Some("primer_cch_cyr140".to_owned()),
            },
        ),
    ];
    assert_eq!(bad, expected);
    assert_eq!(registry.len() + bad.len(), 44);
    for entry in registry.iter().skip(3) {
        let number = (entry.row + 95).to_string();
        assert!(entry.address.to_string().ends_with(&number), "{} is read as {}", entry.url, entry.address);
    }
}

#[test]
fn the_table_of_a_regional_centre_is_read_with_its_own_columns() {
    let (registry, problems) = result("21-real-registry-headers/x08_dialog_headers.xlsx", Some("10")).unwrap();
    assert_eq!((rows(&registry), problems), (vec![2, 3], Vec::new()));
    let layout = &registry.layouts()[0];
    assert_eq!((layout.sheet.as_deref(), layout.row), (Some("Лист1"), 1));
    let columns = columns(layout);
    for (header, field) in [
        ("Уровень", Some("level")),
        ("Учредитель", Some("founder")),
        ("Наименование подведомственной организации", Some("organization")),
        ("Официальная страница не ведется на основании", Some("no_page_reason")),
        ("ОГРН", Some("ogrn")),
        ("ID госпаблика", Some("group_id")),
        ("Ссылка на госпаблик ВК", Some("page_url")),
        ("Сфера 1", None),
        ("Подключение к компоненту «Госпаблики» (да/нет)", None),
    ] {
        assert!(columns.contains(&(header.to_owned(), field)), "{header}: {columns:?}");
    }
    let museum = &registry.entries()[0].organization;
    assert_eq!((museum.level, museum.body_level), (Some(Level::Subordinate), Some(Level::Regional)));
    assert_eq!(museum.region_code.unwrap().to_string(), "10");
    let school = &registry.entries()[1].organization;
    assert_eq!((school.level, school.body_level), (Some(Level::Subordinate), Some(Level::Municipal)));
    let [absent] = registry.without_page() else { panic!() };
    assert_eq!((absent.row, absent.reason.as_deref()), (4, Some("пункт 5")));
    assert_eq!(registry.lacks(), [("municipality", 2), ("oktmo", 2), ("opa_id", 2)]);
    // without the configuration the region is asked for
    let (registry, problems) = read("21-real-registry-headers/x08_dialog_headers.xlsx");
    assert_eq!((registry.len(), problems), (2, Vec::new()));
    assert!(registry.remarks().iter().any(|remark| remark.place.column == Some("region_code")));
}

#[test]
fn a_name_and_a_link_are_a_registry() {
    let (registry, problems) = read("21-real-registry-headers/x09b_miac.xlsx");
    assert_eq!((rows(&registry), problems), (vec![2, 3], Vec::new()));
    let missing = registry.remarks().iter().filter(|remark| matches!(remark.kind, Remark::MissingColumn { .. }));
    let missing: Vec<_> = missing.filter_map(|remark| remark.place.column).collect();
    assert_eq!(missing, ["ogrn", "level", "region_code", "municipality", "oktmo", "opa_id"]);
}

#[test]
fn a_footer_is_a_remark() {
    let (registry, problems) = read("22-footer-rows/x04_titles_footer.xlsx");
    assert_eq!((rows(&registry), problems), (vec![5, 6, 7], Vec::new()));
    let told: Vec<_> = registry.remarks().iter().map(|remark| (remark.place.row, remark.value.as_str())).collect();
    let signature = "Исполнитель: отдел цифрового развития, тел. 00-00-00";
    assert_eq!(told, [(Some(9), "Итого: 3"), (Some(10), signature)]);
    assert_eq!(remarks(&registry), [&Remark::NoOrganization; 2]);
}

#[test]
fn organisations_without_a_page_are_kept_apart() {
    let (registry, problems) = read("23-organisation-without-page/x07_no_page.xlsx");
    assert_eq!((rows(&registry), problems), (vec![2, 3, 4], Vec::new()));
    assert_eq!(registry.without_page().iter().map(|absent| absent.row).collect::<Vec<_>>(), [5, 6, 7, 8, 9, 10, 11]);
    let of_municipality =
        |absent: &&super::Absent| absent.organization.municipality.as_deref() == Some("Примерский округ");
    assert_eq!(registry.without_page().iter().filter(of_municipality).count(), 7);
}

#[test]
fn an_ogrn_kept_as_a_text_is_read_and_one_that_was_shortened_is_told() {
    assert_eq!(good("25-ogrn-as-text/c10_eqquote.csv"), [2, 3, 4]);
    assert_eq!(good("25-ogrn-as-text/x15_ogrn_text.xlsx"), [2, 3, 4]);
    let (registry, problems) = read("25-ogrn-as-text/c08_sci.csv");
    assert!(registry.is_empty());
    let expected =
        [(2, "ogrn", Kind::Shortened), (3, "ogrn", Kind::Shortened), (4, "parent_ogrn", Kind::UnknownParent)];
    assert_eq!(told(&problems), expected);
}
