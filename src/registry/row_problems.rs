//! Tests: what is told of bad rows, and which rows are set aside. Each kind of problem has one.

use super::sample::read_csv;
use super::{Registry, words};
use crate::model::{AddressError, RowProblem, RowProblemKind as Kind};

const HEADER: &str = "page_url;organization;ogrn;level;region_code;municipality;oktmo;opa_id;messages_connected;parent_ogrn;contact_email";

/// The OGRN of a made-up organisation.
fn ogrn(number: u64) -> String {
    let body = 102_030_000_000 + number;
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
    problems.map(|problem| (problem.row.unwrap(), problem.column.unwrap_or("-"), problem.kind)).collect()
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

#[test]
fn a_good_row_gives_no_problem() {
    assert_eq!(told_of(school(3, "", 2)), []);
}

#[test]
fn three_defects_of_a_row_are_three_problems() {
    let third = format!("https://ok.ru/x;Школа;1020300000033;школа;03;Город А;;;нет;{};", ogrn(2));
    assert_eq!(
        told_of(third),
        [
            ("page_url", Kind::BadAddress(AddressError::OtherSite { host: "ok.ru".to_owned() })),
            ("ogrn", Kind::WrongCheckDigit { expected: 8 }),
            ("level", Kind::UnknownWord { accepted: words::LEVELS }),
        ]
    );
}

#[test]
fn an_empty_required_cell_is_required() {
    let told = told_of(";;;;;;;;;;".to_owned() + "a@b");
    let because = "messages_connected=false".to_owned();
    assert_eq!(
        told,
        [
            ("page_url", Kind::Required),
            ("organization", Kind::Required),
            ("ogrn", Kind::Required),
            ("level", Kind::Required),
            ("region_code", Kind::Required),
            ("parent_ogrn", Kind::RequiredFor { because }),
        ]
    );
}

#[test]
fn what_another_field_makes_required_says_so() {
    let required = |because: &str| Kind::RequiredFor { because: because.to_owned() };
    assert_eq!(told_of(row(3, "municipal;03;;03701000;5;;;")), [("municipality", required("level=municipal"))]);
    assert_eq!(told_of(row(3, "subordinate;03;;;5;;;")), [("municipality", required("level=subordinate"))]);
    assert_eq!(told_of(row(3, "regional;03;;;;да;;")), [("opa_id", required("messages_connected=true"))]);
    assert_eq!(told_of(row(3, "regional;03;;;;;;")), [("parent_ogrn", required("messages_connected=false"))]);
}

#[test]
fn numbers_tell_what_is_wrong_with_them() {
    let school = |oktmo: &str, opa: &str| row(3, &format!("subordinate;03;Город А;{oktmo};{opa};;;"));
    assert_eq!(told_of(school("0370100x", "5")), [("oktmo", Kind::NotDigits)]);
    assert_eq!(told_of(school("3701000", "5")), [("oktmo", Kind::WrongLength { expected: "8, 11" })]);
    assert_eq!(told_of(school("", "0")), [("opa_id", Kind::OutOfRange)]);
    assert_eq!(told_of(row(3, "regional;3;;;5;;;")), [("region_code", Kind::WrongLength { expected: "2, 3, 4" })]);
    let long = format!("club3;Школа;{}0;regional;03;;;5;;;", ogrn(3));
    assert_eq!(told_of(long), [("ogrn", Kind::WrongLength { expected: "13" })]);
}

#[test]
fn words_that_are_none_tell_the_accepted_ones() {
    let kind = Kind::UnknownWord { accepted: words::BOOLEANS };
    assert_eq!(told_of(row(3, "regional;03;;;5;может быть;;")), [("messages_connected", kind)]);
}

#[test]
fn regions_and_their_municipalities_are_checked() {
    assert_eq!(told_of(row(3, "regional;99;;;5;;;")), [("region_code", Kind::UnknownRegion)]);
    let kind = Kind::OtherRegion { region_code: "03".to_owned() };
    assert_eq!(told_of(row(3, "municipal;03;Город Б;73701000;5;;;")), [("oktmo", kind.clone())]);
    // inherited from a parent in another region
    assert_eq!(told(&[row(1, "municipal;73;Город А;73701000;5;;;"), school(2, "", 1)]), [(3, "oktmo", kind)]);
}

#[test]
fn a_page_named_twice_belongs_to_the_first_row() {
    let again = format!("https://vk.ru/public2?w=1;Школа;{};regional;03;;;5;;;", ogrn(3));
    assert_eq!(told_of(again), [("page_url", Kind::DuplicatePage { first_row: 3 })]);
}

#[test]
fn an_organisation_may_have_two_pages_but_not_two_truths() {
    let second_page = |rest: &str| format!("club9;Организация 2;{};{rest}", ogrn(2));
    assert_eq!(told_of(second_page(&format!("municipal;03;Город А;03701000;102;;{};", ogrn(1)))), []);
    let contradiction = |other: &str| Kind::Contradiction { first_row: 3, other: other.to_owned() };
    assert_eq!(told_of(second_page("regional;03;Город А;;102;;;")), [("level", contradiction("municipal"))]);
    assert_eq!(told_of(second_page("municipal;03;Город А;03701000;103;;;")), [("opa_id", contradiction("102"))]);
    assert_eq!(
        told_of(second_page(&format!("municipal;03;Город А;03701000;102;нет;{};", ogrn(1)))),
        [("messages_connected", contradiction("true"))]
    );
    let third = row(3, &format!("municipal;03;Город А;03701000;102;;{};", ogrn(1)));
    let other_parent = format!("club9;Организация 3;{};municipal;03;Город А;03701000;102;;{};", ogrn(3), ogrn(2));
    assert_eq!(
        told(&[ministry(), administration(), third, other_parent]),
        [(5, "parent_ogrn", Kind::Contradiction { first_row: 4, other: ogrn(1) })]
    );
}

#[test]
fn an_unknown_parent_is_told_and_nothing_that_follows_from_it() {
    assert_eq!(told_of(school(3, "", 9)), [("parent_ogrn", Kind::UnknownParent)]);
    assert_eq!(told_of(row(3, &format!("regional;03;;;5;;{};", ogrn(9)))), [("parent_ogrn", Kind::UnknownParent)]);
}

#[test]
fn each_row_of_a_cycle_is_told_once_and_a_row_below_it_only_if_it_needs_the_chain() {
    let rows = [
        school(1, "03701000", 2),
        school(2, "03701000", 3),
        school(3, "03701000", 1),
        school(4, "03701000", 1),
        row(5, &format!("subordinate;03;Город А;03701000;105;;{};", ogrn(1))),
        school(6, "03701000", 6),
    ];
    assert_eq!(
        told(&rows),
        [
            (2, "parent_ogrn", Kind::ParentCycle),
            (3, "parent_ogrn", Kind::ParentCycle),
            (4, "parent_ogrn", Kind::ParentCycle),
            (5, "parent_ogrn", Kind::NoConnectedAncestor),
            (7, "parent_ogrn", Kind::ParentCycle),
        ]
    );
    assert_eq!(kept(&rows), [6]);
}

#[test]
fn a_chain_without_a_connected_body_is_told_of_all_who_need_it() {
    let rows = [school(1, "03701000", 2), school(2, "03701000", 3), row(3, "regional;03;;;;нет;;")];
    let because = "messages_connected=false".to_owned();
    assert_eq!(
        told(&rows),
        [
            (2, "parent_ogrn", Kind::NoConnectedAncestor),
            (3, "parent_ogrn", Kind::NoConnectedAncestor),
            (4, "parent_ogrn", Kind::RequiredFor { because }),
        ]
    );
}

#[test]
fn no_oktmo_is_told_where_none_can_be_inherited() {
    assert_eq!(told_of(row(3, "municipal;03;Город Б;;5;;;")), [("oktmo", Kind::NoOktmo)]);
    assert_eq!(told_of(row(3, "subordinate;03;Город Б;;5;;;")), [("oktmo", Kind::NoOktmo)]);
    // a regional parent's OKTMO is not a municipal body's
    let rows = [row(1, "regional;03;;03000000;101;;;"), row(2, &format!("municipal;03;Город А;;5;;{};", ogrn(1)))];
    assert_eq!(told(&rows), [(3, "oktmo", Kind::NoOktmo)]);
}

#[test]
fn an_email_without_its_sign_is_told() {
    assert_eq!(told_of(row(3, "regional;03;;;5;;;press.example.ru")), [("contact_email", Kind::BadEmail)]);
}

#[test]
fn a_row_with_a_cell_too_many_is_unreadable_as_a_whole() {
    let detail = "12 cells, the header has 11".to_owned();
    assert_eq!(told_of(row(3, "Отдел;regional;03;;;5;;;a@b")), [("-", Kind::Unreadable { detail })]);
    assert_eq!(told_of(row(3, "regional;03;;;5;;;;;")), [], "empty cells at the end are nothing");
    let (registry, _) = read(&[ministry(), row(3, "Отдел;regional;03;;;5;;;a@b")]);
    assert_eq!((registry.len(), registry.set_aside()), (1, 1));
}

#[test]
fn a_parent_that_is_set_aside_still_serves_its_children() {
    let ministry = format!("https://ok.ru/x;Министерство;{};regional;03;;;101;;;", ogrn(1));
    let rows = [ministry, school(2, "03701000", 1)];
    let (registry, problems) = read(&rows);
    assert_eq!(problems.len(), 1);
    assert_eq!(registry.entries()[0].organization.messages_opa_id.unwrap().to_string(), "101");
}

#[test]
fn an_account_that_cannot_be_read_is_not_replaced_by_one_further_up() {
    let broken = row(2, &format!("municipal;03;Город А;03701000;10x;да;{};", ogrn(1)));
    assert_eq!(
        told(&[ministry(), broken, school(3, "", 2)]),
        [(3, "opa_id", Kind::NotDigits), (4, "parent_ogrn", Kind::NoConnectedAncestor)]
    );
}

/// The OKTMO that the last row comes to.
fn inherited(rows: &[String]) -> Option<String> {
    let (registry, _) = read(rows);
    let last = registry.entries().iter().find(|entry| entry.row as usize == rows.len() + 1)?;
    last.organization.oktmo.map(|oktmo| oktmo.to_string())
}

#[test]
fn oktmo_comes_from_the_row_then_the_chain_then_the_municipality() {
    let below = |oktmo: &str, municipality: &str, parent: u64| {
        row(8, &format!("subordinate;03;{municipality};{oktmo};5;;{};", ogrn(parent)))
    };
    let base = [
        ministry(),
        administration(),
        school(3, "03702000", 2),
        row(4, "subordinate;03;Город Б;03703000;5;;;"),
        row(5, "municipal;03;Город Б;03704000;5;;;"),
    ];
    let with = |last: String| inherited(&[&base[..], &[last]].concat());
    assert_eq!(with(below("03709000101", "Город А", 2)).as_deref(), Some("03709000"), "its own, cut to eight digits");
    assert_eq!(with(below("", "Город А", 3)).as_deref(), Some("03702000"), "the nearest ancestor's");
    assert_eq!(with(below("", "ГОРОД  Б", 1)).as_deref(), Some("03704000"), "the municipal body's before the school's");
    assert_eq!(with(below("", "Город Б", 2)).as_deref(), Some("03704000"), "its municipality's, not the parent's");
    assert_eq!(with(below("", "г. А", 2)).as_deref(), Some("03701000"), "the parent's under another name");
}

#[test]
fn municipal_bodies_that_disagree_leave_nothing_to_inherit() {
    let rows = [
        row(1, "municipal;03;Город А;03701000;5;;;"),
        row(2, "municipal;03;Город А;03702000;5;;;"),
        row(3, "subordinate;03;Город А;;5;;;"),
    ];
    assert_eq!(told(&rows), [(4, "oktmo", Kind::NoOktmo)]);
}

#[test]
fn problems_come_by_row_and_column() {
    let rows = [row(1, "regional;03;;;5;;;x"), school(2, "1", 9), row(1, "regional;99;;;5;;;")];
    let told: Vec<_> = told(&rows).into_iter().map(|(row, column, _)| (row, column)).collect();
    assert_eq!(told, [(2, "contact_email"), (3, "oktmo"), (3, "parent_ogrn"), (4, "page_url"), (4, "region_code")]);
}
