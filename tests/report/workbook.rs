//! The workbook, read back by another library.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use vk_page_auditor::report::Format;
use vk_page_auditor::words::Lang;

use super::{options, sample, written};

pub fn open(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

/// Every text of every sheet.
pub fn strings(bytes: &[u8]) -> Vec<String> {
    let mut book = open(bytes);
    let names = book.sheet_names();
    let mut strings = Vec::new();
    for name in names {
        for cell in book.worksheet_range(&name).unwrap().cells() {
            if let (_, _, Data::String(text)) = cell {
                strings.push(text.clone());
            }
        }
    }
    strings
}

fn rows(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
    open(bytes).worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn sheets_have_their_names_in_each_language() {
    for (lang, names) in [
        (Lang::Ru, ["Сводка", "Страницы", "Нарушения", "Что исправить"]),
        (Lang::En, ["Summary", "Pages", "Violations", "What to fix"]),
    ] {
        let bytes = written(Format::Xlsx, options(lang), &sample::mixed(), &sample::run());
        assert_eq!(open(&bytes).sheet_names(), names);
    }
}

#[test]
fn each_page_and_each_violation_has_its_row() {
    let pages = sample::mixed();
    let bytes = written(Format::Xlsx, options(Lang::Ru), &pages, &sample::run());
    let page_rows = rows(&bytes, "Страницы");
    assert_eq!(page_rows.len(), pages.len() + 1);
    assert_eq!(page_rows[0][0], Data::String("Итог".to_owned()));
    assert_eq!(page_rows[1][1], Data::String("https://vk.com/club1".to_owned()));
    assert_eq!(page_rows[1][5], Data::String("1027301172106".to_owned()));
    assert_eq!(page_rows[1][8], Data::Float(3.0));
    let violations: usize = pages.iter().map(|page| page.violations.len().max(1)).sum();
    assert_eq!(rows(&bytes, "Нарушения").len(), violations + 1);
}

#[test]
fn one_deed_that_mends_two_violations_is_one_row_to_fix() {
    let pages = [sample::with_violations(1)];
    let fixes = rows(&written(Format::Xlsx, options(Lang::Ru), &pages, &sample::run()), "Что исправить");
    assert_eq!(fixes.len(), 1 + 3);
    assert_eq!(fixes[1][5], Data::String(sample::MESSAGES_URL.to_owned()));
    assert_eq!(fixes[2][6], Data::String("Решаем вместе".to_owned()));
    let Data::String(mends) = &fixes[1][9] else { panic!("text expected") };
    assert!(mends.contains("лишний пробел") && mends.contains("utm_campaign"), "{mends}");
}

#[test]
fn the_summary_counts_by_verdict_and_municipality() {
    let bytes = written(Format::Xlsx, options(Lang::Ru), &sample::mixed(), &sample::run());
    let summary = rows(&bytes, "Сводка");
    let row = |name: &str| {
        let name = Data::String(name.to_owned());
        summary.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name}"))
    };
    assert_eq!(row("Всего страниц")[1], Data::Float(7.0));
    assert_eq!(row("есть нарушения")[1], Data::Float(2.0));
    assert_eq!(row("Город Ульяновск")[1], Data::Float(4.0));
    assert_eq!(row("Без муниципалитета")[2], Data::Float(1.0));
}

#[test]
fn what_looks_like_a_formula_stays_text() {
    for text in ["=1+1", "+1", "-1", "@a", "=HYPERLINK(\"http://a\")"] {
        let bytes = written(Format::Xlsx, options(Lang::Ru), &[sample::hostile(1, text)], &sample::run());
        let mut book = open(&bytes);
        for name in book.sheet_names() {
            assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
        }
        assert_eq!(rows(&bytes, "Страницы")[1][3], Data::String(text.to_owned()));
    }
}

#[test]
fn a_text_longer_than_a_cell_is_cut_and_the_rest_of_the_row_stays() {
    let long = "я".repeat(50_000);
    let bytes = written(Format::Xlsx, options(Lang::Ru), &[sample::hostile(1, &long)], &sample::run());
    let Data::String(name) = &rows(&bytes, "Страницы")[1][2] else { panic!("text expected") };
    assert!(name.ends_with("[обрезано]") && name.chars().count() == 32_767);
}
