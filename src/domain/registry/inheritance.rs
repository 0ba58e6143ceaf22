//! Tests: what an organisation has from its file, from those above it and from its municipality; and what stays unknown.

use super::sample::read_csv;
use super::{Entry, Registry};
use crate::model::{Level, Organization, RegistryRemarkKind as Remark};

const HEADER: &str = "page_url;organization;ogrn;level;region_code;municipality;oktmo;opa_id;messages_connected;polls_connected;parent_ogrn;founder";

fn ogrn(number: u64) -> String {
    let body = 102_030_012_300 + number;
    format!("{body}{}", body % 11 % 10)
}

/// A row of organisation `number`: everything after the OGRN as it stands.
fn row(number: u64, rest: &str) -> String {
    format!("club{number};Организация {number};{};{rest}", ogrn(number))
}

fn read(rows: &[String]) -> Registry {
    let (registry, problems) = read_csv(&format!("{HEADER}\n{}\n", rows.join("\n")));
    assert_eq!(problems, []);
    registry
}

/// The organisation of the last row.
fn last(rows: &[String]) -> Organization {
    let registry = read(rows);
    let last = |entry: &&Entry| entry.row as usize == rows.len() + 1;
    (*registry.iter().find(last).unwrap().organization).clone()
}

fn oktmo(rows: &[String]) -> Option<String> {
    last(rows).oktmo.map(|oktmo| oktmo.to_string())
}

fn ministry() -> String {
    row(1, "РОИВ;03;Столица;03799000;101;;;;")
}

fn administration() -> String {
    row(2, &format!("ОМСУ;03;Город А;03701000;102;;нет;{};", ogrn(1)))
}

#[test]
fn what_nothing_tells_is_unknown() {
    let alone = last(&["club3;Школа;;;;;;;;;;".to_owned()]);
    assert_eq!(alone, Organization { name: "Школа".into(), ..Organization::default() });
    let connected = last(&[row(3, "Подвед;;;;;да;;;")]);
    assert_eq!((connected.messages_connected, connected.messages_opa_id), (Some(true), None));
    let not_connected = last(&[row(3, "Подвед;;;;;нет;;;")]);
    assert_eq!((not_connected.messages_connected, not_connected.messages_opa_id), (Some(false), None));
}

#[test]
fn the_region_is_that_of_the_row_or_of_the_body_above_or_of_its_oktmo() {
    let region = |rows: &[String]| last(rows).region_code.map(|code| code.to_string());
    assert_eq!(region(&[ministry(), row(3, &format!(";;;;;;;{};", ogrn(1)))]).as_deref(), Some("03"));
    assert_eq!(region(&[row(3, ";;;73701000;;;;;")]).as_deref(), Some("73"));
    assert_eq!(region(&[row(3, ";;;;;;;;")]), None);
}

#[test]
fn oktmo_comes_from_the_row_then_the_chain_then_the_municipality() {
    let below = |oktmo: &str, municipality: &str, parent: u64| {
        row(8, &format!("Подвед;03;{municipality};{oktmo};5;;;{};", ogrn(parent)))
    };
    let base = [
        ministry(),
        administration(),
        row(3, &format!("Подвед;03;Город А;03701402;5;;;{};", ogrn(2))),
        row(4, "Подвед;03;Город Б;03704405;5;;;;"),
        row(5, "ОМСУ;03;Город Б;03704000;5;;;;"),
    ];
    let with = |last: String| oktmo(&[&base[..], &[last]].concat());
    assert_eq!(with(below("03701000101", "Город А", 2)).as_deref(), Some("03701000"), "its own, cut to eight digits");
    assert_eq!(with(below("", "Город А", 3)).as_deref(), Some("03701402"), "the nearest ancestor's");
    assert_eq!(with(below("", "", 2)).as_deref(), Some("03701000"), "the parent's, whatever the municipality");
    assert_eq!(with(below("", "ГОРОД  Б", 1)).as_deref(), Some("03704000"), "the municipal body's before the school's");
    assert_eq!(with(below("", "Город Б", 2)).as_deref(), Some("03704000"), "its municipality's, not the parent's");
    assert_eq!(with(below("", "г. А", 2)).as_deref(), Some("03701000"), "the parent's under another name");
    assert_eq!(with(below("", "", 1)), None, "a regional body's are all over the region");
    assert_eq!(with(below("", "Столица", 1)).as_deref(), Some("03799000"), "unless it is where the body is");
}

#[test]
fn a_regional_bodys_oktmo_is_no_municipal_bodys() {
    assert_eq!(oktmo(&[ministry(), row(3, &format!("ОМСУ;03;Город Б;;5;;;{};", ogrn(1)))]), None);
}

#[test]
fn the_municipality_comes_from_the_parent_or_by_oktmo() {
    let municipality = |rows: &[String]| last(rows).municipality.map(|name| name.to_string());
    let base = [ministry(), administration()];
    let with = |last: String| municipality(&[&base[..], &[last]].concat());
    assert_eq!(with(row(3, &format!("Подвед;;;;;;;{};", ogrn(2)))).as_deref(), Some("Город А"));
    assert_eq!(with(row(3, "Подвед;03;;03701000;;;;;")).as_deref(), Some("Город А"));
    assert_eq!(with(row(3, &format!("Подвед;;;;;;;{};", ogrn(1)))), None);
    assert_eq!(with(row(3, "Подвед;03;;03702000;;;;;")), None);
}

#[test]
fn the_account_is_its_own_or_that_of_the_nearest_connected_body() {
    let base = [ministry(), administration()];
    let with = |rest: &str| last(&[&base[..], &[row(3, rest)]].concat());
    let told = |one: &Organization| {
        (one.messages_connected, one.messages_opa_id.map(|id| id.to_string()), one.messages_from.clone())
    };
    let of_administration = (Some(false), Some("102".to_owned()), Some("Организация 2".into()));
    assert_eq!(told(&with(&format!("Подвед;;;;;нет;;{};", ogrn(2)))), of_administration);
    assert_eq!(told(&with(&format!("Подвед;;;;;;;{};", ogrn(2)))), of_administration, "a body above has one");
    assert_eq!(told(&with(&format!("Подвед;;;;7;;;{};", ogrn(2)))), (Some(true), Some("7".to_owned()), None));
    assert_eq!(told(&with("Подвед;;;;;;;;")), (None, None, None));
    // an account that is not given is not passed over for one further up
    let rows = [
        ministry(),
        row(2, &format!("ОМСУ;03;Город А;;;да;;{};", ogrn(1))),
        row(3, &format!("Подвед;;;;;;;{};", ogrn(2))),
    ];
    assert_eq!(told(&last(&rows)), (Some(false), None, Some("Организация 2".into())));
}

#[test]
fn below_a_municipal_body_the_polls_are_the_municipalitys_whatever_the_level() {
    let with = |level: &str, parent: u64| {
        let one = last(&[ministry(), administration(), row(3, &format!("{level};;;;;;;{};", ogrn(parent)))]);
        (one.level, one.body_level)
    };
    assert_eq!(with("", 2), (None, Some(Level::Municipal)));
    assert_eq!(with("Узкоспециальные", 2), (None, Some(Level::Municipal)));
    assert_eq!(with("", 1), (None, None), "a municipality may stand below a region as well");
}

#[test]
fn polls_are_what_the_row_says_or_its_municipality() {
    let with = |rest: &str| last(&[ministry(), administration(), row(3, rest)]).polls_connected;
    assert_eq!(with(&format!("Подвед;;;;;;;{};", ogrn(2))), Some(false), "the municipality is not connected");
    assert_eq!(with(&format!("Подвед;;;;;;да;{};", ogrn(2))), Some(true), "what the row says goes before");
    assert_eq!(with(&format!("Подвед;;;;;;нет;{};", ogrn(1))), Some(false));
    assert_eq!(with(&format!("Подвед;;;;;;;{};", ogrn(1))), None);
    assert_eq!(with("Подвед;;;;;;нет;;"), Some(false));
    assert_eq!(with("ОМСУ;;;;;;да;;"), Some(true));
}

#[test]
fn the_body_above_is_known_by_its_name_too() {
    let school = last(&[ministry(), administration(), row(3, "Подвед;;;;;;;;ОРГАНИЗАЦИЯ «2»")]);
    assert_eq!(school.parent_ogrn.map(|ogrn| ogrn.to_string()), Some(ogrn(2)));
    assert_eq!((school.municipality.as_deref(), school.body_level), (Some("Город А"), Some(Level::Municipal)));
    let remarks = |founder: &str| {
        let rows = [
            ministry(),
            administration(),
            row(3, &format!("Подвед;;;;;;;;{founder}")),
            row(4, &format!(";;;;;;;;{founder}")),
        ];
        read(&rows).remarks().iter().map(|remark| (remark.kind.clone(), remark.rows)).collect::<Vec<_>>()
    };
    assert_eq!(remarks("Управление"), [(Remark::UnknownFounder, 2)]);
    assert_eq!(remarks("-"), []);
    let twins = ["club5;Отдел;;;;;;;;;;", "club6;Отдел;;;;;;;;;;", "club7;Школа;;;;;;;;;;отдел"].map(ToOwned::to_owned);
    assert_eq!(read(&twins).remarks()[0].kind, Remark::AmbiguousFounder);
    // an OGRN in place of the name, and who names itself
    let by_ogrn = last(&[ministry(), administration(), row(3, &format!("Подвед;;;;;;;;{}", ogrn(2)))]);
    assert_eq!(by_ogrn.parent_ogrn.map(|ogrn| ogrn.to_string()), Some(ogrn(2)));
    assert_eq!(last(&[row(3, ";;;;;;;;Организация 3")]).parent_ogrn, None);
}

#[test]
fn a_word_for_the_body_is_the_organisations_own_level_only_where_none_is_above_it() {
    let levels = |rows: &[String]| {
        let one = last(rows);
        (one.level, one.body_level)
    };
    let below = |level| (Some(Level::Subordinate), Some(level));
    assert_eq!(levels(&[row(3, "Министерство;;;;;;;;")]), (Some(Level::Regional), None));
    assert_eq!(levels(&[row(3, "МО;;;;;;;;")]), (Some(Level::Municipal), None));
    assert_eq!(levels(&[row(3, "Министерство;;;;;;;;Министерство культуры")]), below(Level::Regional));
    assert_eq!(levels(&[row(3, "МО;;;;;;;;Администрация")]), below(Level::Municipal));
    assert_eq!(levels(&[row(3, "МО;;;;;;;;Организация 3")]), (Some(Level::Municipal), None), "it names itself");
    assert_eq!(levels(&[row(3, "Подвед ОМСУ;;;;;;;;")]), below(Level::Municipal));
    // a branch below it makes an institution no body
    let rows = [row(4, ";;;;;;;;Организация 3"), row(3, "Ведомство;;;;;;;;Правительство")];
    assert_eq!(levels(&rows), below(Level::Regional));
    // in a table of subordinate organisations a body is one that others name
    let text = "Ссылка;Наименование подведомственной организации;Уровень;Учредитель\nclub1;Музей;Ведомство;\n\
                club2;Министерство;Министерство;\nclub3;Театр;Министерство;Министерство\n";
    let (registry, _) = read_csv(text);
    let found: Vec<_> = registry.iter().map(|entry| entry.organization.level.unwrap()).collect();
    assert_eq!(found, [Level::Subordinate, Level::Regional, Level::Subordinate]);
}
