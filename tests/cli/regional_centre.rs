//! The table a regional centre keeps: its own columns, no account, no OKTMO, no region. All its pages are audited on the
//! first day, and nobody is accused of what the table does not know.

use std::collections::BTreeMap;

use rust_xlsxwriter::Workbook;

use super::program::Folder;
use super::stand_in::{Judgement, Vk, by_url, region, truth_without_covers};

/// The columns of such a table.
const HEADERS: [&str; 16] = [
    "Уровень",
    "Учредитель",
    "Наименование подведомственной организации",
    "Официальная страница не ведется на основании",
    "ОГРН",
    "Сфера 1",
    "Сфера 2",
    "Сфера 3",
    "Статус",
    "ID госпаблика",
    "Ссылка на госпаблик ВК",
    "Адрес, указанный в настройках страницы",
    "Подключение к компоненту «Госпаблики» (да/нет)",
    "Госметка (да/нет)",
    "Оформление (%)",
    "Виджеты (0/1/2)",
];

/// A page of the region as its registry has it.
struct Row {
    url: String,
    name: String,
    ogrn: String,
    level: String,
    parent: String,
    /// Whether its body is connected for polls, which the table does not tell either.
    has_polls: bool,
}

fn rows(registry: &str) -> Vec<Row> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').from_reader(registry.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().unwrap().clone();
    let place = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let names = [
        "Ссылка на страницу",
        "Наименование организации",
        "ОГРН",
        "Уровень",
        "ОГРН вышестоящего органа",
        "Подключена к ПОС (опросы)",
    ];
    let places = names.map(place);
    let row = |record: csv::StringRecord| {
        let [url, name, ogrn, level, parent, polls] = places.map(|place| record[place].to_owned());
        Row { url, name, ogrn, level, parent, has_polls: !matches!(polls.as_str(), "нет" | "false" | "0") }
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// The table: titles above the header, numbers below it, organisations without a page, a footer.
fn table(rows: &[Row]) -> Vec<u8> {
    let names: BTreeMap<&str, &Row> = rows.iter().map(|row| (row.ogrn.as_str(), row)).collect();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Мониторинг официальных страниц").unwrap();
    for (column, header) in (0..).zip(HEADERS) {
        sheet.write(2, column, header).unwrap();
        sheet.write(3, column, column + 1).unwrap();
    }
    let mut line = 4;
    for row in rows {
        let parent = names.get(row.parent.as_str());
        // the word for the body that it is or belongs to, however many are between
        let is_below = |row: &&Row| ["Подвед", "subordinate"].contains(&row.level.as_str());
        let mut above = Some(row);
        while let Some(found) = above.filter(is_below) {
            above = names.get(found.parent.as_str()).copied();
        }
        let level = match above.map_or("", |body| body.level.as_str()) {
            "" => "",
            "РОИВ" | "regional" => "Министерство",
            _ => "МО",
        };
        sheet.write(line, 0, level).unwrap();
        sheet.write(line, 1, parent.map_or("", |parent| parent.name.as_str())).unwrap();
        sheet.write(line, 2, row.name.as_str()).unwrap();
        sheet.write(line, 4, row.ogrn.parse::<f64>().unwrap()).unwrap();
        sheet.write(line, 8, "Ведётся").unwrap();
        sheet.write(line, 10, row.url.as_str()).unwrap();
        line += 1;
    }
    for number in 0..5 {
        sheet.write(line, 0, "Узкоспециальные").unwrap();
        sheet.write(line, 2, format!("Организация без страницы № {number}")).unwrap();
        sheet.write(line, 3, "распоряжение, пункт 5").unwrap();
        sheet.write(line, 9, 0).unwrap();
        sheet.write(line, 10, "нет").unwrap();
        line += 1;
    }
    sheet.write(line + 1, 0, "Итого:").unwrap();
    sheet.write(line + 1, 2, "всего").unwrap();
    sheet.write(line + 2, 0, "Исполнитель: отдел мониторинга").unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn every_page_is_audited_and_nobody_is_accused_of_what_the_table_does_not_know() {
    let region = region(300, 17, "73");
    let truth = truth_without_covers(&region);
    let rows = rows(&region.registry_csv());
    let place = Folder::new();
    place.write("мониторинг.xlsx", table(&rows));
    place.write("my.toml", "[registry]\nregion_code = \"73\"\n");
    let check = place.run("registry check мониторинг.xlsx --config my.toml").expect(0, &[]);
    let counts = format!("годных строк {}, отложено 0, без страницы 5", rows.len());
    assert!(check.text().contains(&counts), "{}", check.text());

    let vk = Vk::of(region);
    let line = "run --registry мониторинг.xlsx --config my.toml --no-covers --format json";
    let report = place.run_against(&vk.url(), line).expect(1, &[]).json();
    assert_eq!(report["run"]["rows_set_aside"], 0);
    assert_eq!(report["summary"]["without_page"], 5);
    let pages = by_url(report["pages"].as_array().unwrap());
    assert_eq!(pages.len(), rows.len());
    let (mut right, mut wrong) = (0, 0);
    for (url, page) in pages {
        let (found, truth) = (Judgement::of(page), &truth[&url]);
        if rows.iter().any(|row| row.url == url && !row.has_polls) {
            continue;
        }
        assert_ne!(found.verdict, "unverified", "{url}");
        if truth.defects.is_empty() {
            right += 1;
            assert_eq!(found.defects, truth.defects, "{url} is accused falsely");
        }
        // what needs no value of the table is found as ever
        let needs_no_value = |code: &str| !code.starts_with("url.");
        let of = |judgement: &Judgement| -> Vec<_> {
            judgement.defects.iter().filter(|(code, ..)| needs_no_value(code)).cloned().collect()
        };
        assert_eq!(of(&found), of(truth), "{url}");
        wrong += usize::from(!of(truth).is_empty());
    }
    assert!(right > 140 && wrong > 40, "{right} right, {wrong} wrong");
}
