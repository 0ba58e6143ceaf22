//! Tests: what is told of bad rows, and which rows are set aside. Each kind of problem has one.

use super::Registry;
use super::sample::read_csv;
use crate::model::{
    AcceptedWords, AddressError, OtherNumber, RegionCode, RegistryRemarkKind as Remark, RowProblem,
    RowProblemKind as Kind, RowRef,
};

const HEADER: &str = "page_url;organization;ogrn;level;region_code;municipality;oktmo;opa_id;messages_connected;parent_ogrn;contact_email";

/// The OGRN of a made-up organisation.
fn ogrn(number: u64) -> String {
    let body = 102_030_012_300 + number;
    format!("{body}{}", body % 11 % 10)
}

/// A row; the page is numbered as the organisation.
fn row(number: u64, rest: &str) -> String {
    format!("club{number};Организация {number};{};{rest}", ogrn(number))
}

fn read(rows: &[String]) -> (Registry, Vec<RowProblem>) {
    read_csv(&format!("{HEADER}\n{}\n", rows.join("\n")))
}

/// Row, column and kind of each problem.
fn told(rows: &[String]) -> Vec<(u32, &'static str, Kind)> {
    let problems = read(rows).1.into_iter();
    problems.map(|problem| (problem.place.row.unwrap(), problem.place.column.unwrap_or("-"), problem.kind)).collect()
}

/// The rows that became entries.
fn kept(rows: &[String]) -> Vec<u32> {
    read(rows).0.iter().map(|entry| entry.row).collect()
}

/// What is told of one row below a ministry (organisation 1) and an administration (organisation 2).
fn told_of(third: String) -> Vec<(&'static str, Kind)> {
    let told = told(&[ministry(), administration(), third]).into_iter();
    told.map(|(row, column, kind)| {
        assert_eq!(row, 4);
        (column, kind)
    })
    .collect()
}

fn ministry() -> String {
    row(1, "regional;03;;;101;;;")
}

fn administration() -> String {
    row(2, &format!("municipal;03;Город А;03701000;102;;{};", ogrn(1)))
}

fn school(number: u64, oktmo: &str, parent: u64) -> String {
    row(number, &format!("subordinate;03;Город А;{oktmo};;нет;{};", ogrn(parent)))
}

fn here(row: u32) -> RowRef {
    RowRef { sheet: None, row }
}

fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

#[test]
fn a_good_row_gives_no_problem() {
    assert_eq!(told_of(school(3, "", 2)), []);
}

#[test]
fn three_defects_of_a_row_are_three_problems() {
    let third = format!("https://school.ru/x;Школа;1020300000033;подвед;99;Город А;;;нет;{};", ogrn(2));
    assert_eq!(
        told_of(third),
        [
            ("page_url", Kind::BadAddress(AddressError::OtherSite { host: "school.ru".to_owned() })),
            ("ogrn", Kind::WrongCheckDigit { expected: 8 }),
            ("region_code", Kind::UnknownRegion),
        ]
    );
}

#[test]
fn a_page_without_a_name_and_an_ogrn_is_nobodys() {
    assert_eq!(told_of("club3;;;;;;;;;;a@b".to_owned()), [("organization", Kind::Nameless)]);
    assert_eq!(told_of(format!("club3;;{};;;;;;;;", ogrn(3))), []);
    assert_eq!(told_of("club3;Школа;;;;;;;;;".to_owned()), []);
}

#[test]
fn two_pages_in_a_cell_are_told() {
    let third = format!("vk.com/a vk.com/b;Школа;{};;;;;;;;", ogrn(3));
    assert_eq!(told_of(third), [("page_url", Kind::SeveralPages { other: "vk.com/b".to_owned() })]);
}

#[test]
fn numbers_tell_what_is_wrong_with_them() {
    let school = |oktmo: &str, opa: &str| row(3, &format!("subordinate;03;Город А;{oktmo};{opa};;;"));
    assert_eq!(told_of(school("0370100x", "5")), [("oktmo", Kind::NotDigits)]);
    assert_eq!(told_of(school("370100", "5")), [("oktmo", Kind::WrongLength { expected: &[8, 11] })]);
    assert_eq!(told_of(school("7370100", "5")), [("oktmo", Kind::WrongLength { expected: &[8, 11] })]);
    assert_eq!(told_of(school("3701000", "5")), []);
    assert_eq!(told_of(school("", "0")), [("opa_id", Kind::OutOfRange)]);
    assert_eq!(told_of(school("", "1001.5")), [("opa_id", Kind::NotDigits)]);
    assert_eq!(told_of(row(3, "regional;12345;;;5;;;")), [("region_code", Kind::WrongLength { expected: &[2, 3, 4] })]);
    let with_ogrn = |ogrn: &str| told_of(format!("club3;Школа;{ogrn};regional;03;;;5;;;"));
    assert_eq!(with_ogrn(&(ogrn(3) + "0")), [("ogrn", Kind::WrongLength { expected: &[13] })]);
    assert_eq!(with_ogrn("304109900000012"), [("ogrn", Kind::OtherNumber(OtherNumber::Entrepreneur))]);
    assert_eq!(with_ogrn("0317000000"), [("ogrn", Kind::OtherNumber(OtherNumber::Taxpayer))]);
    for shortened in ["1,0273E+12", "1.0273E12", "1027300000000"] {
        assert_eq!(with_ogrn(shortened), [("ogrn", Kind::Shortened)], "{shortened}");
    }
    assert_eq!(with_ogrn("#Н/Д"), [("ogrn", Kind::CellError)]);
}

#[test]
fn words_that_are_none_are_told() {
    let kind = Kind::UnknownWord(AcceptedWords::YesNo);
    assert_eq!(told_of(row(3, "regional;03;;;5;может быть;;")), [("messages_connected", kind)]);
    let (_, problems) = read_csv("page_url;organization;polls_of\nclub1;Школа;область\nclub2;Музей;регион\n");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].kind, Kind::UnknownWord(AcceptedWords::PollsOf));
}

#[test]
fn regions_and_their_municipalities_are_checked() {
    assert_eq!(told_of(row(3, "regional;99;;;5;;;")), [("region_code", Kind::UnknownRegion)]);
    let kind = Kind::OtherRegion { region_code: region("03"), right: Some(region("73")) };
    assert_eq!(told_of(row(3, "municipal;03;Город Б;73701000;5;;;")), [("oktmo", kind)]);
    let kind = Kind::ParentInOtherRegion { own: region("03"), parents: region("73") };
    assert_eq!(told(&[row(1, "municipal;73;Город А;73701000;5;;;"), school(2, "", 1)]), [(3, "parent_ogrn", kind)]);
}

#[test]
fn a_page_that_two_organisations_name_is_neithers() {
    let again = format!("https://vk.ru/public2?w=1;Школа;{};regional;03;;;5;;;", ogrn(3));
    let rows = [ministry(), administration(), again];
    let duplicate = |row| Kind::DuplicatePage { other: here(row) };
    assert_eq!(told(&rows), [(3, "page_url", duplicate(4)), (4, "page_url", duplicate(3))]);
    assert_eq!(kept(&rows), [2]);
}

#[test]
fn a_page_that_one_organisation_names_twice_is_its_own() {
    let again = [ministry(), ministry()];
    assert_eq!(told(&again), [(3, "page_url", Kind::DuplicatePage { other: here(2) })]);
    assert_eq!(kept(&again), [2]);
    let without_ogrn = |opa: &str| format!("club7;Школа;;;;;;{opa};;;");
    assert_eq!(kept(&[without_ogrn(""), without_ogrn("5")]), [2]);
    assert_eq!(kept(&[without_ogrn("6"), without_ogrn("5")]), Vec::<u32>::new());
}

#[test]
fn a_row_that_is_set_aside_takes_no_good_row_of_its_page_with_it() {
    let rows = [format!("club3;Школа;{};regional;99;;;5;;;", ogrn(3)), row(3, "regional;03;;;5;;;")];
    assert_eq!(told(&rows), [(2, "region_code", Kind::UnknownRegion)]);
    assert_eq!(kept(&rows), [3]);
}

#[test]
fn an_organisation_may_have_two_pages_but_not_two_truths() {
    let second_page = |rest: &str| format!("club9;Организация 2;{};{rest}", ogrn(2));
    assert_eq!(told_of(second_page(&format!("municipal;03;Город А;03701000;102;;{};", ogrn(1)))), []);
    assert_eq!(told_of(second_page(";;;;;;;")), [], "who says nothing contradicts nobody");
    let contradiction = |other: &str| Kind::Contradiction { first: here(3), other: other.to_owned() };
    assert_eq!(told_of(second_page("regional;03;Город А;;102;;;")), [("level", contradiction("municipal"))]);
    assert_eq!(told_of(second_page("municipal;03;Город А;03701000;103;;;")), [("opa_id", contradiction("102"))]);
    assert_eq!(
        told_of(second_page(&format!("municipal;03;Город А;03701000;;нет;{};", ogrn(1)))),
        [("messages_connected", contradiction("true"))]
    );
    let third = row(3, &format!("municipal;03;Город А;03701000;102;;{};", ogrn(1)));
    let other_parent = format!("club9;Организация 3;{};municipal;03;Город А;03701000;102;;{};", ogrn(3), ogrn(2));
    let kind = Kind::Contradiction { first: here(4), other: ogrn(1) };
    assert_eq!(told(&[ministry(), administration(), third, other_parent]), [(5, "parent_ogrn", kind)]);
}

#[test]
fn an_account_of_an_organisation_that_is_not_connected_is_told() {
    assert_eq!(told_of(row(3, "regional;03;;;5;нет;;")), [("opa_id", Kind::NotConnected)]);
}

#[test]
fn an_unknown_parent_is_told_and_nothing_that_follows_from_it() {
    assert_eq!(told_of(school(3, "", 9)), [("parent_ogrn", Kind::UnknownParent)]);
    assert_eq!(told_of(row(3, &format!("regional;03;;;5;;{};", ogrn(9)))), [("parent_ogrn", Kind::UnknownParent)]);
}

#[test]
fn each_row_of_a_cycle_is_told_once_and_no_row_below_it() {
    let rows = [
        school(1, "03701000", 2),
        school(2, "03701000", 3),
        school(3, "03701000", 1),
        school(4, "03701000", 1),
        row(5, &format!("subordinate;03;Город А;03701000;105;;{};", ogrn(1))),
        school(6, "03701000", 6),
    ];
    let cycle = |row| (row, "parent_ogrn", Kind::ParentCycle);
    assert_eq!(told(&rows), [2, 3, 4, 7].map(cycle));
    assert_eq!(kept(&rows), [5, 6]);
}

#[test]
fn a_municipality_with_two_oktmo_is_told_of_those_who_differ() {
    let municipal = |number, oktmo: &str| row(number, &format!("municipal;03;Город А;{oktmo};5;;;"));
    let two = |row, oktmo: &str| Kind::TwoOktmo { other: here(row), oktmo: oktmo.to_owned() };
    let rows = [municipal(1, "03701000"), municipal(2, "03702000"), row(3, "subordinate;03;Город А;;5;;;")];
    assert_eq!(told(&rows), [(2, "oktmo", two(3, "03702000")), (3, "oktmo", two(2, "03701000"))]);
    assert_eq!(kept(&rows), [4], "which is right nobody knows, so the school's is unknown");
    // the municipal body is believed, then the many
    let other = row(9, "subordinate;03;Город А;03702000;5;;;");
    assert_eq!(told(&[municipal(1, "03701000"), other.clone()]), [(3, "oktmo", two(2, "03701000"))]);
    let many = [municipal(1, "03701000"), municipal(2, "03702000"), other];
    assert_eq!(told(&many), [(2, "oktmo", two(3, "03702000"))]);
    // a settlement in it may be written under its name
    assert_eq!(told(&[municipal(1, "03701000"), municipal(2, "03701402"), municipal(3, "03701405")]), []);
}

#[test]
fn a_row_with_a_cell_too_many_is_unreadable_as_a_whole() {
    let kind = Kind::TooManyCells { found: 12, expected: 11 };
    assert_eq!(told_of(row(3, "Отдел;regional;03;;;5;;;a@b")), [("-", kind)]);
    assert_eq!(told_of(row(3, "regional;03;;;5;;;;;")), [], "empty cells at the end are nothing");
    let (registry, _) = read(&[ministry(), row(3, "Отдел;regional;03;;;5;;;a@b")]);
    assert_eq!((registry.len(), registry.set_aside()), (1, 1));
}

#[test]
fn a_parent_that_is_set_aside_still_serves_its_children() {
    let ministry = format!("https://school.ru/x;Министерство;{};regional;03;;;101;;;", ogrn(1));
    let (registry, problems) = read(&[ministry, school(2, "03701000", 1)]);
    assert_eq!(problems.len(), 1);
    let school = &registry.entries()[0].organization;
    assert_eq!(school.messages_opa_id.unwrap().to_string(), "101");
    assert_eq!(school.messages_from.as_deref(), Some("Министерство"));
}

#[test]
fn problems_come_by_row_and_column() {
    let rows = [row(1, "regional;03;;;x;;;"), school(2, "1", 9), row(1, "regional;99;;;5;;;")];
    let told: Vec<_> = told(&rows).into_iter().map(|(row, column, _)| (row, column)).collect();
    assert_eq!(told, [(2, "opa_id"), (3, "oktmo"), (3, "parent_ogrn"), (4, "region_code")]);
}

#[test]
fn what_is_doubtful_is_a_remark_and_takes_no_row_out() {
    let remarks = |row: String| -> Vec<(&str, Remark)> {
        let (registry, problems) = read(&[ministry(), administration(), row]);
        assert_eq!((registry.len(), problems), (3, Vec::new()));
        registry.remarks().iter().map(|remark| (remark.place.column.unwrap_or("-"), remark.kind.clone())).collect()
    };
    assert_eq!(remarks(row(3, "regional;03;;;5;;;-")), []);
    assert_eq!(remarks(row(3, "regional;03;;;5;;;press.example.ru")), [("contact_email", Remark::BadEmail)]);
    assert_eq!(remarks(row(3, "школа;03;;;5;;;")), [("level", Remark::UnknownLevel)]);
    assert_eq!(remarks(row(3, "regional;Примерия;;;5;;;")), [("region_code", Remark::UnknownRegionName)]);
    assert_eq!(remarks("club3;Школа;;;;;;;;;\nИтого: 3;;;;;;;;;;".to_owned()), [("-", Remark::NoOrganization)]);
}
