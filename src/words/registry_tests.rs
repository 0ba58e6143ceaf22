//! Tests: every problem and remark of a registry, every file that is none and every address that is none has words.

use std::collections::HashSet;

use super::*;
use domain::model::{
    AcceptedWords, GroupId, MissingColumn, OtherNumber, PageObject, RegionCode, RegistryRemarkKind, RowPlace,
    RowProblemKind, RowRef, TomlValue,
};

#[test]
fn every_row_problem_says_where_what_and_what_would_be_right() {
    let there = || RowRef { sheet: Some("РОИВ".into()), row: 2 };
    let region = || RegionCode::parse("73").unwrap();
    let kinds = [
        RowProblemKind::Nameless,
        RowProblemKind::BadAddress(AddressError::UserProfile),
        RowProblemKind::SeveralPages { other: "vk.com/b".to_owned() },
        RowProblemKind::NotDigits,
        RowProblemKind::WrongLength { expected: &[8, 11] },
        RowProblemKind::OtherNumber(OtherNumber::Entrepreneur),
        RowProblemKind::OtherNumber(OtherNumber::Taxpayer),
        RowProblemKind::Shortened,
        RowProblemKind::WrongCheckDigit { expected: 6 },
        RowProblemKind::OutOfRange,
        RowProblemKind::UnknownWord(AcceptedWords::YesNo),
        RowProblemKind::UnknownWord(AcceptedWords::PollsOf),
        RowProblemKind::UnknownRegion,
        RowProblemKind::OtherRegion { region_code: region(), right: None },
        RowProblemKind::OtherRegion { region_code: region(), right: Some(region()) },
        RowProblemKind::DuplicatePage { other: there() },
        RowProblemKind::SameGroup { others: vec![there(), there()], group_id: GroupId::new(1).unwrap() },
        RowProblemKind::Contradiction { first: there(), other: "b".to_owned() },
        RowProblemKind::TwoOktmo { other: there(), oktmo: "73701000".to_owned() },
        RowProblemKind::UnknownParent,
        RowProblemKind::ParentCycle,
        RowProblemKind::ParentInOtherRegion { own: region(), parents: region() },
        RowProblemKind::NotConnected,
        RowProblemKind::TooManyCells { found: 3, expected: 2 },
        RowProblemKind::CellError,
        RowProblemKind::NoResult,
    ];
    let place = |cell| RowPlace { sheet: None, row: Some(12), column: Some("ogrn"), cell };
    for lang in Lang::ALL {
        let mut seen = HashSet::new();
        for kind in kinds.clone() {
            let problem = RowProblem { place: place(None), value: "1\u{1b}".to_owned(), kind };
            let text = super::row_problem(lang, &problem);
            assert!(text.contains("12") && text.contains(super::column(lang, "ogrn")), "{text}");
            assert!(text.ends_with('.') && !text.contains('\u{1b}'), "{text}");
            assert!(seen.insert(text));
        }
    }
    let mut problem = RowProblem {
        place: place(Some(4)),
        value: "123".to_owned(),
        kind: RowProblemKind::WrongLength { expected: &[8, 11] },
    };
    let words = "в «123» неверное число цифр, нужно 8 или 11.";
    problem.place.sheet = Some("Лист1".into());
    assert_eq!(
        super::row_problem(Lang::Ru, &problem),
        format!("Лист «Лист1», строка 12, ячейка E12 («ОГРН»): {words}")
    );
    problem.place = RowPlace { column: Some("oktmo"), sheet: None, ..place(None) };
    assert_eq!(super::row_problem(Lang::Ru, &problem), format!("Строка 12, столбец «ОКТМО»: {words}"));
    let kind = RowProblemKind::Contradiction { first: there(), other: "municipal".to_owned() };
    let level = RowPlace { column: Some("level"), ..place(None) };
    let text = super::row_problem(Lang::Ru, &RowProblem { place: level, value: "regional".to_owned(), kind });
    assert!(!text.chars().any(|c| c.is_ascii_alphabetic()), "{text}");
    assert!(text.contains("строке 2 листа «РОИВ»"), "{text}");
}

#[test]
fn every_remark_about_a_registry_is_a_sentence_of_its_own() {
    let nearest = || Some("Код".to_owned());
    let kinds = [
        RegistryRemarkKind::HiddenSheet,
        RegistryRemarkKind::SheetWithoutHeader,
        RegistryRemarkKind::MissingColumn { nearest: None },
        RegistryRemarkKind::MissingColumn { nearest: nearest() },
        RegistryRemarkKind::SecondColumn { read: "b".to_owned() },
        RegistryRemarkKind::NoOrganization,
        RegistryRemarkKind::UnknownLevel,
        RegistryRemarkKind::UnknownRegionName,
        RegistryRemarkKind::UnknownFounder,
        RegistryRemarkKind::AmbiguousFounder,
        RegistryRemarkKind::OtherLink { link: "vk.com/b".to_owned() },
        RegistryRemarkKind::OtherGroup { id: "5".to_owned() },
        RegistryRemarkKind::PageAndReason,
        RegistryRemarkKind::BadEmail,
    ];
    let place = RowPlace { sheet: Some("Лист1".into()), row: Some(7), column: Some("oktmo"), cell: Some(0) };
    for lang in Lang::ALL {
        let mut seen = HashSet::new();
        for kind in kinds.clone() {
            let remark = RegistryRemark { place: place.clone(), value: "x\u{1b}".to_owned(), rows: 2, kind };
            let text = super::registry_remark(lang, &remark);
            assert!(text.contains("Лист1") && text.ends_with('.') && !text.contains('\u{1b}'), "{text}");
            assert!(text.starts_with(char::is_uppercase), "{text}");
            assert!(seen.insert(text));
        }
    }
}

#[test]
fn every_way_a_registry_file_fails_is_told_in_the_readers_language() {
    let text = || "x\u{1b}".to_owned();
    let missing = vec![MissingColumn { field: "organization", nearest: Some(text()) }];
    let errors = [
        RegistryError::Empty,
        RegistryError::MissingColumns { sheet: Some(text()), row: 1, missing },
        RegistryError::DuplicateColumn {
            sheet: Some(text()),
            row: 1,
            field: "ogrn",
            first: text(),
            second: text(),
            columns: [2, 10],
        },
        RegistryError::NotText { packed: true },
        RegistryError::NotText { packed: false },
        RegistryError::OldSpreadsheet,
        RegistryError::NotSpreadsheet { expected: "XLSX", detail: "invalid Zip archive".to_owned() },
        RegistryError::TooLarge { size: 2, limit: 1 },
        RegistryError::UnpacksTooLarge { part: text() },
        RegistryError::TooManyRows { limit: 1 },
        RegistryError::Toml { line: 1, message: "invalid key".to_owned() },
        RegistryError::UnknownKey { line: 1, key: text(), nearest: Some("ogrn") },
        RegistryError::BadValue { line: 1, key: "ogrn", found: TomlValue::List, expected: TomlValue::Single },
        RegistryError::DefaultRegion { value: text() },
    ];
    for lang in Lang::ALL {
        let mut seen = HashSet::new();
        for error in &errors {
            let words = super::registry_error(lang, error);
            assert!(words.ends_with(['.', '?']) && !words.contains('\u{1b}'), "{words}");
            assert!(lang == Lang::En || !words.contains("invalid"), "{words}");
            assert!(seen.insert(words));
        }
    }
}

#[test]
fn every_address_that_is_none_is_called_what_it_is() {
    let host = || "vk.cc".to_owned();
    let mut errors = vec![
        AddressError::Empty,
        AddressError::OtherSite { host: host() },
        AddressError::ShortLink { host: host() },
        AddressError::UserProfile,
        AddressError::App,
        AddressError::Service,
        AddressError::BadNumber,
        AddressError::CyrillicLetters { name: "aб".to_owned(), letters: "б".to_owned(), latin: None },
        AddressError::CyrillicLetters {
            name: "bа".to_owned(), letters: "а".to_owned(), latin: Some("ba".to_owned())
        },
        AddressError::BadName { name: "a b".to_owned() },
    ];
    errors.extend(PageObject::ALL.map(AddressError::Object));
    for lang in Lang::ALL {
        let mut seen = HashSet::new();
        for error in &errors {
            let text = super::address_error(lang, error);
            assert!(text.ends_with('.'), "{text}");
            assert!(seen.insert(text));
        }
    }
}
