//! Lists in every format: what they say, that they keep their contract, that foreign text in them harms nobody.

use calamine::{Data, Reader};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::{Value, json};
use vk_page_auditor::report::listing::{
    Cell, Column, End, Heading, Kind, LIST_SCHEMA, LIST_SCHEMA_ID, List, ListingWriter,
};
use vk_page_auditor::report::{Format, ReportOptions, spreadsheet_cell};
use vk_page_auditor::words::Lang;
use vk_page_auditor::words::listing::{ListWord, Vocabulary};

use super::hostile::{ATTACKS, assert_no_hidden, assert_own_attributes_only, assert_own_tags_only, hostile_text};
use super::snapshots::{assert_snapshot, moscow};
use super::workbook::{open, strings};
use super::{Kept, options};

/// A column of every kind.
const EVERY_KIND: [Column; 10] = [
    column("page", ListWord::Page, Kind::Page),
    column("text", ListWord::Message, Kind::Text),
    column("url", ListWord::Observed, Kind::Url),
    column("term", ListWord::Verdict, Kind::Term(Vocabulary::Verdict)),
    column("json", ListWord::Detail, Kind::Json),
    column("id", ListWord::Id, Kind::Id),
    column("number", ListWord::Errors, Kind::Number),
    column("share", ListWord::Coverage, Kind::Share),
    column("moment", ListWord::At, Kind::Moment),
    column("flag", ListWord::Kind, Kind::Flag),
];

const fn column(key: &'static str, title: ListWord, kind: Kind) -> Column {
    Column { key, title, kind }
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_795_314_896 + minute * 60).unwrap()
}

fn written(
    format: Format,
    options: ReportOptions,
    list: List,
    columns: &[Column],
    rows: &[Vec<Cell>],
    end: &End,
) -> Vec<u8> {
    let kept = Kept::default();
    let heading = Heading { list, columns, made_at: at(0) };
    let mut writer = ListingWriter::new(format, &heading, options, Box::new(kept.clone())).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    writer.finish(end).unwrap();
    let bytes = kept.0.lock().unwrap();
    bytes.clone()
}

fn whole(format: Format, options: ReportOptions, list: List) -> String {
    let end = End { total: Some(1234), next: Some("eyJrIjoxfQ".to_owned()) };
    String::from_utf8(written(format, options, list, list.columns(), &rows(list), &end)).unwrap()
}

fn page(number: u64) -> [Cell; 3] {
    [
        Cell::Text(format!("https://vk.com/club{number}")),
        Cell::from("Школа № 12 <официальная>"),
        Cell::from("МБОУ «Школа № 12»; город"),
    ]
}

fn rows(list: List) -> Vec<Vec<Cell>> {
    match list {
        List::Pages => vec![page_row(1, "violations", None), page_row(2, "compliant", Some("network"))],
        List::Findings => vec![
            finding_row(1, "error", "url.param_mismatch", "open"),
            finding_row(2, "warning", "title.near_match", "suspected"),
        ],
        List::Events => vec![
            vec![
                Cell::Number(1_048_577),
                Cell::Moment(at(1)),
                Cell::from("finding.opened"),
                page(1)[0].clone(),
                Cell::Json(json!({ "code": "menu.missing", "form": null })),
            ],
            vec![Cell::Number(2), Cell::Moment(at(2)), Cell::from("run.unheard_of"), Cell::None, Cell::None],
        ],
        List::Runs => vec![run_row("finished", Some(at(9)), None), run_row("held", None, Some("menu.missing: 97 %"))],
        List::Rehearsal => vec![rehearsal_row(1, "violations"), rehearsal_row(2, "compliant")],
        List::Imports => vec![import_row(2), import_row(1)],
        List::People | List::Tokens | List::Journal => {
            // a value of its kind in every column
            let cell = |column: &Column| match column.kind {
                Kind::Moment => Cell::Moment(at(1)),
                Kind::Flag => Cell::Flag(true),
                Kind::Json => Cell::Json(json!({ "role": { "from": "viewer", "to": "admin" } })),
                Kind::Term(Vocabulary::Role) => Cell::from("admin"),
                Kind::Id => Cell::Number(7),
                _ => Cell::from("Иванова <b>"),
            };
            vec![list.columns().iter().map(cell).collect(), list.columns().iter().map(|_| Cell::None).collect()]
        }
    }
}

fn rehearsal_row(number: u64, after: &str) -> Vec<Cell> {
    let rest = [
        Cell::from("1027301172106"),
        Cell::from("Город Ульяновск"),
        Cell::from("compliant"),
        Cell::from(after),
        Cell::from("title.mismatch (messages), url.param_mismatch (polls mun_code)"),
        Cell::None,
    ];
    page(number).into_iter().chain(rest).collect()
}

fn import_row(number: i64) -> Vec<Cell> {
    let counts = [300, 2, 3, 0, 1].map(Cell::Number);
    let lead = [Cell::Number(number), Cell::Moment(at(number)), Cell::from("реестр.csv")];
    lead.into_iter().chain(counts).chain([Cell::from("ab04f855eb17f38c")]).collect()
}

fn page_row(number: u64, verdict: &str, unverified: Option<&str>) -> Vec<Cell> {
    let rest = [
        Cell::from("1027301172106"),
        Cell::from("Город Ульяновск"),
        Cell::from("73"),
        Cell::from("municipal"),
        Cell::Number(200_001_013),
        Cell::from(verdict),
        Cell::from(if unverified.is_some() { "unverified" } else { verdict }),
        unverified.map_or(Cell::None, Cell::from),
        unverified.map_or(Cell::None, |_| Cell::Moment(at(-60))),
        Cell::Moment(at(1)),
        Cell::Moment(at(1)),
        Cell::None,
        Cell::Moment(at(1440)),
        Cell::Number(3),
        Cell::Number(1_234_567),
        Cell::Number(0),
    ];
    page(number).into_iter().chain(rest).collect()
}

fn finding_row(number: u64, severity: &str, code: &str, state: &str) -> Vec<Cell> {
    let rest = [
        Cell::from("Город Ульяновск"),
        Cell::from(severity),
        Cell::from(code),
        Cell::from("В ссылке пункта 1 меню не то значение у параметра «utm_campaign»: «1», а должно быть «2»."),
        Cell::from("messages"),
        Cell::from("utm_campaign"),
        Cell::Number(1),
        Cell::from("1027301172107"),
        Cell::from("1027301172106"),
        Cell::from(state),
        Cell::Moment(at(1)),
        Cell::Moment(at(2)),
        Cell::None,
        Cell::Moment(at(3)),
        Cell::None,
        Cell::Number(1),
    ];
    page(number).into_iter().chain(rest).collect()
}

fn run_row(state: &str, finished_at: Option<Timestamp>, hold: Option<&str>) -> Vec<Cell> {
    let counts = [120, 110, 30].map(Cell::Number);
    let changes = [4, 7, 2].map(Cell::Number);
    let first = [
        Cell::from("0190f5a2"),
        Cell::from("ночная"),
        Cell::from("scheduled"),
        Cell::from(state),
        Cell::Moment(at(0)),
        Cell::from(finished_at),
        Cell::from("2026-11"),
        Cell::Number(250_000),
        Cell::Number(249_999),
        Cell::Share(0.999_996),
    ];
    let last = [Cell::Number(5), hold.map_or(Cell::None, Cell::from), Cell::Number(514)];
    first.into_iter().chain(counts).chain([last[0].clone()]).chain(changes).chain(last.into_iter().skip(1)).collect()
}

#[test]
fn lists_say_what_they_said() {
    for lang in Lang::ALL {
        for (format, ending) in [
            (Format::Table, "txt"),
            (Format::Json, "json"),
            (Format::Ndjson, "ndjson"),
            (Format::Csv, "csv"),
            (Format::Html, "html"),
        ] {
            let text = whole(format, moscow(lang), List::Findings);
            assert_snapshot(&format!("list.findings.{}.{ending}", lang.as_str()), &text);
        }
        for list in [List::Pages, List::Events, List::Runs] {
            for (format, ending) in [(Format::Table, "txt"), (Format::Csv, "csv")] {
                let text = whole(format, moscow(lang), list);
                assert_snapshot(&format!("list.{}.{}.{ending}", list.as_str(), lang.as_str()), &text);
            }
        }
    }
}

#[test]
fn a_list_that_fits_the_terminal_stands_in_columns_and_no_line_is_wider() {
    let chosen = [EVERY_KIND[3], EVERY_KIND[0], EVERY_KIND[1], EVERY_KIND[6]];
    let row =
        |name: &str, number| vec![Cell::from("violations"), page(7)[0].clone(), Cell::from(name), Cell::Number(number)];
    let rows = [row("Школа", 12_345), row(&"очень длинное название ".repeat(9), 7)];
    let options = ReportOptions { width: 80, ..moscow(Lang::Ru) };
    let end = End { total: Some(2), next: None };
    let text = String::from_utf8(written(Format::Table, options, List::Pages, &chosen, &rows, &end)).unwrap();
    assert_snapshot("list.columns.ru.txt", &text);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let narrow = ReportOptions { width: 50, ..moscow(Lang::Ru) };
    let text = String::from_utf8(written(Format::Table, narrow, List::Pages, &chosen, &rows[..1], &end)).unwrap();
    assert_eq!(
        text, "✗ есть нарушения  https://vk.com/club7\n  Что не так: Школа · Ошибок: 12\u{a0}345\n\nСтрок: 1 из 2\n",
        "where the columns do not fit, a row is a block"
    );
}

#[test]
fn a_long_table_is_written_as_it_comes() {
    let kept = Kept::default();
    let heading = Heading { list: List::Events, columns: List::Events.columns(), made_at: at(0) };
    let mut writer = ListingWriter::new(Format::Table, &heading, options(Lang::Ru), Box::new(kept.clone())).unwrap();
    let rows = rows(List::Events);
    for _ in 0..2000 {
        writer.row(&rows[0]).unwrap();
    }
    assert!(!kept.0.lock().unwrap().is_empty());
    writer.finish(&End::default()).unwrap();
    let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.matches("https://vk.com/club1").count(), 2000);
}

#[test]
fn a_row_of_another_length_is_refused() {
    for format in Format::ALL {
        let heading = Heading { list: List::Events, columns: List::Events.columns(), made_at: at(0) };
        let out = Box::new(Kept::default());
        let mut writer = ListingWriter::new(format, &heading, options(Lang::En), out).unwrap();
        assert!(writer.row(&[Cell::None]).unwrap_err().to_string().contains("1 cells"), "{format}");
    }
}

#[test]
fn an_empty_list_is_whole_in_every_format() {
    for format in Format::ALL {
        let bytes = written(format, options(Lang::Ru), List::Runs, List::Runs.columns(), &[], &End::default());
        assert_eq!(bytes.is_empty(), format == Format::Ndjson, "{format}");
        if format == Format::Table {
            assert_eq!(String::from_utf8(bytes).unwrap(), "Ничего нет.\n");
        }
    }
}

#[test]
fn json_lists_keep_their_schema() {
    let schema: Value = serde_json::from_str(LIST_SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for list in List::ALL {
        let text = whole(Format::Json, options(Lang::Ru), list);
        let value: Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<_> = validator.iter_errors(&value).map(|error| format!("{error}")).collect();
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!((&value["schema"], &value["list"]), (&json!(LIST_SCHEMA_ID), &json!(list.as_str())));
        assert_eq!((&value["total"], &value["next"]), (&json!(1234), &json!("eyJrIjoxfQ")));
        let keys: Vec<_> = list.columns().iter().map(|column| column.key).collect();
        let lines = whole(Format::Ndjson, options(Lang::Ru), list);
        for (line, row) in lines.lines().zip(value["rows"].as_array().unwrap()) {
            assert_eq!(serde_json::from_str::<Value>(line).unwrap(), *row);
            assert!(row.as_object().unwrap().keys().all(|key| keys.contains(&key.as_str())));
            let places: Vec<_> = keys.iter().map(|key| line.find(&format!("\"{key}\":")).unwrap()).collect();
            assert!(places.is_sorted(), "{line}");
        }
    }
    let runs: Value = serde_json::from_str(&whole(Format::Json, options(Lang::Ru), List::Runs)).unwrap();
    assert_eq!(runs["rows"][0]["coverage"], json!(0.9999));
    assert_eq!(runs["rows"][1]["finished_at"], Value::Null);
    assert_eq!(runs["rows"][0]["started_at"], json!(at(0).to_string()));
}

#[test]
fn a_workbook_has_typed_cells_a_header_and_no_formula() {
    let zone = ReportOptions { time_zone: TimeZone::get("Europe/Moscow").unwrap(), ..options(Lang::Ru) };
    let rows = rows(List::Runs);
    let bytes = written(Format::Xlsx, zone, List::Runs, List::Runs.columns(), &rows, &End::default());
    let mut book = open(&bytes);
    assert_eq!(book.sheet_names(), ["Проверки"]);
    let sheet = book.worksheet_range("Проверки").unwrap();
    let found: Vec<_> = sheet.rows().map(<[Data]>::to_vec).collect();
    assert_eq!(found.len(), 3);
    assert_eq!(found[0][0], Data::String("Номер".to_owned()));
    assert_eq!(found[1][2], Data::String("по расписанию".to_owned()));
    assert_eq!(found[1][7], Data::Float(250_000.0));
    assert_eq!(found[1][9], Data::Float(0.999_996));
    assert_eq!(found[2][5], Data::Empty);
    let Data::DateTime(started) = &found[1][4] else { panic!("{:?}", found[1][4]) };
    let (year, month, day, hour, minute, ..) = started.to_ymd_hms_milli();
    let shown = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}");
    assert_eq!(shown, "2026-11-22T05:34", "in the zone that was asked for");
    let events = written(
        Format::Xlsx,
        options(Lang::Ru),
        List::Events,
        List::Events.columns(),
        &self::rows(List::Events),
        &End::default(),
    );
    let sheet = open(&events).worksheet_range("События").unwrap();
    assert_eq!(sheet.get((1, 0)), Some(&Data::String("1048577".to_owned())), "a number that is a name stays one");
}

fn check_all(text: &str, lang: Lang) {
    let foreign = || Cell::from(text);
    let row = vec![
        foreign(),
        foreign(),
        foreign(),
        foreign(),
        Cell::Json(json!({ text: [text] })),
        foreign(),
        Cell::Number(-1),
        Cell::Share(f64::NAN),
        Cell::Moment(Timestamp::MAX),
        Cell::Flag(true),
    ];
    let rows = [row];
    let list = |format, width| {
        let options = ReportOptions { width, ..options(lang) };
        let end = End { total: None, next: Some(text.to_owned()) };
        written(format, options, List::Findings, &EVERY_KIND, &rows, &end)
    };
    let text_of = |format, width| String::from_utf8(list(format, width)).unwrap();
    for width in [40, 4000] {
        assert_no_hidden(&text_of(Format::Table, width), &['\n']);
    }
    for format in [Format::Json, Format::Ndjson] {
        let written = text_of(format, 80);
        assert_no_hidden(&written, &['\n']);
        let value: Value = serde_json::from_str(&written).unwrap();
        let row = if format == Format::Json { &value["rows"][0] } else { &value };
        assert_eq!((&row["text"], &row["json"][text][0]), (&json!(text), &json!(text)));
    }
    let html = text_of(Format::Html, 80);
    assert_no_hidden(&html, &['\n']);
    assert_own_tags_only(&html);
    assert_own_attributes_only(&html);
    let csv = text_of(Format::Csv, 80);
    assert_no_hidden(csv.strip_prefix('\u{feff}').unwrap(), &['\r', '\n']);
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(&csv.as_bytes()[3..]);
    let record = reader.records().next().unwrap().unwrap();
    for (place, cell) in record.iter().enumerate().filter(|(place, _)| *place != 6) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']), "{place}: {cell}");
    }
}

#[test]
fn every_known_attack_is_harmless_in_every_list() {
    for text in ATTACKS {
        for lang in Lang::ALL {
            check_all(text, lang);
        }
        let row: Vec<_> = EVERY_KIND.iter().map(|_| Cell::from(text)).collect();
        let bytes = written(Format::Xlsx, options(Lang::Ru), List::Findings, &EVERY_KIND, &[row], &End::default());
        for cell in strings(&bytes) {
            assert_no_hidden(&cell, &[]);
        }
        let mut book = open(&bytes);
        assert!(book.worksheet_formula("Нарушения на страницах").unwrap().is_empty());
    }
}

#[test]
fn an_html_list_has_a_strict_policy_and_no_script() {
    let html = whole(Format::Html, options(Lang::Ru), List::Findings);
    assert!(html.contains("content=\"default-src 'none'; style-src 'sha256-"));
    for word in ["<script", "<link", "<iframe", "style=\"", "javascript:", "<img"] {
        assert!(!html.contains(word), "{word}");
    }
    assert!(html.contains("<caption") && html.contains("scope=\"col\"") && html.contains("scope=\"row\""));
    assert!(html.contains("Школа № 12 &#60;официальная&#62;"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_text_is_harmless_in_every_list(text in hostile_text()) {
        check_all(&text, Lang::Ru);
    }

    #[test]
    fn a_csv_list_reads_back_as_it_was(texts in proptest::collection::vec(hostile_text(), 1..8), number in any::<i64>()) {
        let columns = [EVERY_KIND[6], EVERY_KIND[1]];
        let rows: Vec<_> = texts.iter().map(|text| vec![Cell::Number(number), Cell::from(text.as_str())]).collect();
        let bytes = written(Format::Csv, options(Lang::Ru), List::Pages, &columns, &rows, &End::default());
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(&bytes[3..]);
        prop_assert_eq!(reader.headers().unwrap(), vec!["number", "text"]);
        let found: Vec<_> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(found.len(), texts.len());
        for (record, text) in found.iter().zip(&texts) {
            prop_assert_eq!(record[0].parse::<i64>().unwrap(), number);
            prop_assert_eq!(&record[1], &*spreadsheet_cell(text));
        }
    }
}
