//! Registries as offices keep them: the files of `tests/fixtures/cases`, each with what the program must say of it in its
//! `expected.txt`.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::program::{Ended, Folder};

fn case(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cases").join(name)
}

/// A folder with the files of a case in it.
fn with(name: &str) -> Folder {
    let place = Folder::new();
    for file in fs::read_dir(case(name)).unwrap() {
        place.copy(&file.unwrap().path());
    }
    place
}

/// Both outputs as one text.
fn all(ended: &Ended) -> String {
    format!("{}{}", ended.text(), ended.err)
}

/// What `registry check` says of a file, which ends so.
#[track_caller]
fn check(place: &Folder, file: &str, code: i32) -> String {
    let ended = place.run(&format!("registry check {file}"));
    let said = all(&ended);
    ended.expect(code, &[]);
    said
}

#[track_caller]
fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

/// Words that no name, header, address or abbreviation has: whole English words in a Russian text.
#[track_caller]
fn is_russian(text: &str) {
    const KNOWN: [&str; 17] = [
        "Excel",
        "XLSX",
        "OGRN",
        "https",
        "http",
        "xlsx",
        "ods",
        "toml",
        "csv",
        "xls",
        "registry",
        "region_code",
        "check",
        "mail",
        "config",
        "vk",
        "com",
    ];
    for line in text.lines() {
        // what stands in quotes is the file's own
        let mut outside = String::new();
        let mut depth = 0;
        for c in line.chars() {
            match c {
                '«' => depth += 1,
                '»' => depth -= 1,
                _ if depth == 0 => outside.push(c),
                _ => {}
            }
        }
        // names of files and columns are nobody's language
        let own = outside.split_whitespace().filter(|word| !word.contains(".csv") && !word.contains(".xls"));
        let words = own.flat_map(|word| word.split(|c: char| !c.is_ascii_alphabetic() && c != '_'));
        let foreign: Vec<&str> = words.filter(|word| word.len() > 3 && !KNOWN.contains(word)).collect();
        assert!(foreign.is_empty(), "{foreign:?} in:\n{line}");
    }
}

fn run(place: &Folder, more: &str) -> Ended {
    place.run(&format!("run --from-file vk.json --no-covers --format json {more}"))
}

fn verdicts(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of = |page: &Value| (text(&page["page"]["url"]), text(&page["verdict"]));
    report["pages"].as_array().unwrap().iter().map(of).collect()
}

#[test]
fn two_rows_that_vk_shows_to_be_one_group_accuse_nobody() {
    let place = with("01-two-rows-one-group");
    let said = check(&place, "registry.csv", 2);
    holds(
        &said,
        &["Строка 2, столбец «Ссылка на страницу»", "записана и в строке 4", "Строка 4", "записана и в строке 2"],
    );
    assert!(!said.contains("Строка 3"), "{said}");
    let ended = run(&place, "--registry registry.csv");
    let report = ended.json();
    ended.expect(3, &[]);
    let page = &report["pages"][0];
    assert_eq!(report["pages"].as_array().unwrap().len(), 1);
    assert_eq!(
        (page["verdict"].as_str(), page["unverified"]["reason"].as_str()),
        (Some("unverified"), Some("registry"))
    );
    assert_eq!(
        (page["page"]["group_id"].as_u64(), page["violations"].as_array().map(Vec::len)),
        (Some(900_000_007), Some(0))
    );
    let told: Vec<_> = report["run"]["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["message"].as_str().unwrap())
        .collect();
    for row in [2, 3, 4] {
        let of_row =
            told.iter().any(|message| message.contains(&format!("Строка {row},")) && message.contains("club900000007"));
        assert!(of_row, "row {row}: {told:?}");
    }
    // the same of single pages, whichever way they are named
    for page in ["vk.com/primer_name", "club900000007"] {
        let line = format!("audit {page} --registry registry.csv --from-file vk.json --no-covers --format json");
        let report = place.run(&line).json();
        assert_eq!(report["pages"][0]["unverified"]["reason"], "registry", "{page}");
    }
}

#[test]
fn a_name_and_a_number_of_one_group_are_found_in_good_rows() {
    let place = with("01-two-rows-one-group");
    let registry = place.read_text("registry.csv");
    place.write("registry.csv", registry.lines().take(3).collect::<Vec<_>>().join("\n"));
    check(&place, "registry.csv", 0);
    let ended = run(&place, "--registry registry.csv");
    let report = ended.json();
    ended.expect(3, &[]);
    let expected = [("https://vk.com/primer_name", "unverified"), ("https://vk.com/public900000007", "unverified")];
    assert_eq!(verdicts(&report), expected.map(|(url, verdict)| (url.to_owned(), verdict.to_owned())));
    assert_eq!(report["run"]["problems"].as_array().map(Vec::len), Some(2));
    let detail = report["pages"][0]["unverified"]["detail"].as_str().unwrap();
    holds(detail, &["club900000007", "https://vk.com/primer_name", "https://vk.com/public900000007"]);
}

#[test]
fn a_bad_row_beside_its_corrected_twin_takes_nothing_with_it() {
    let place = with("02-bad-row-kills-good");
    let said = check(&place, "registry.csv", 2);
    holds(&said, &["годных строк 1, отложено 1", "Строка 2, столбец «ОГРН»"]);
    assert!(!said.contains("Строка 3"), "{said}");
}

#[test]
fn sheets_are_read_or_named() {
    let said = check(&with("03-second-sheet"), "registry.xlsx", 0);
    holds(
        &said,
        &[
            "годных строк 3",
            "лист «РОИВ», строка заголовков 1",
            "лист «ОМСУ»",
            "A «Ссылка на страницу» → Ссылка на страницу",
        ],
    );
    let said = check(&with("04-hidden-sheet"), "registry.xlsx", 0);
    holds(&said, &["годных строк 1", "Лист «Скрытый» скрыт"]);
}

#[test]
fn the_right_region_of_an_oktmo_is_named() {
    let place = with("05-okrug-region");
    let said = check(&place, "registry.csv", 2);
    holds(&said, &["Строка 2, столбец «ОКТМО»", "к другому региону", "верен код 7114"]);
    let ended = run(&place, "--registry registry.csv").expect(2, &["нет ни одной годной строки"]);
    assert!(ended.out.is_empty());
}

#[test]
fn a_row_that_is_set_aside_is_not_unknown() {
    let place = with("12-set-aside-not-unknown");
    let why = ["отложена", "Строка 4, столбец «ID ЛКО ПОС»", "противоречит строке 2"];
    let ended = place.run("links vk.com/club900000003 --registry registry.csv").expect(2, &why);
    assert!(!ended.err.contains("нет этой страницы"), "{}", ended.err);
    place.write("vk.json", r#"{"response":{"groups":[{"id":900000003,"name":"X","screen_name":"club900000003","is_closed":0,"type":"page"}]}}"#);
    let line = "audit vk.com/club900000003 --registry registry.csv --from-file vk.json --no-covers --format json";
    let ended = place.run(line);
    holds(&ended.err, &why);
    let run = &ended.json()["run"];
    assert_eq!(run["rows_set_aside"], 1);
    holds(run["problems"][0]["message"].as_str().unwrap(), &["Строка 4"]);
}

#[test]
fn a_file_that_cannot_be_read_is_told_in_russian() {
    let place = with("13-russian-errors");
    for (file, code, words) in [
        ("empty.csv", 2, &["нет ни одной строки"][..]),
        ("headdup.xlsx", 2, &["лист «Л», строка 1", "столбцы «ОГРН» и «ОГРН» (C и K)"]),
        ("headmiss.xlsx", 0, &["нет столбца «ОГРН»", "ближайший заголовок — «ОГРН вышестоящего органа»"]),
        ("notxlsx.xlsx", 2, &["не читается как таблица"]),
        ("old.xls", 2, &["старая книга .xls или книга с паролем", ".xlsx"]),
    ] {
        let said = check(&place, file, code);
        holds(&said, words);
        is_russian(&said);
    }
    place.run("registry check old.xls --lang en").expect(2, &["old .xls workbook"]);
    let place = with("18-russian-errors-2");
    holds(&check(&place, "c05_cp866.csv", 0), &["годных строк 3"]);
    is_russian(&check(&place, "empty.csv", 2));
    is_russian(&check(&place, "y05.xls", 2));
    let said = check(&place, "y09_err.xlsx", 2);
    holds(&said, &["годных строк 2, отложено 1", "лист «Лист1»", "ячейка C2 («ОГРН»)", "#N/A"]);
    is_russian(&said);
}

#[test]
fn everyday_workbooks_are_read() {
    let place = with("14-xlsx-everyday");
    holds(&check(&place, "merged.xlsx", 0), &["годных строк 2, отложено 0"]);
    holds(&check(&place, "title2.xlsx", 0), &["годных строк 2, отложено 0", "«Итого: 2»: это не организация"]);
    holds(&check(&place, "twohead.xlsx", 0), &["годных строк 1, отложено 0"]);
    let said = check(&place, "num.xlsx", 2);
    holds(&said, &["годных строк 15, отложено 7", "Excel сократил число до «1,0273E+12»", "столбец текстовым"]);
    for (cell, words) in [
        ("C5", "Excel сократил"),
        ("C6", "Excel сократил"),
        ("C7", "Excel сократил"),
        ("H14", "«1001.5»"),
        ("C18", "формула"),
        ("C19", "#N/A"),
        ("H19", "#REF!"),
        ("C20", "номер предпринимателя"),
    ] {
        let line = said.lines().find(|line| line.contains(&format!("ячейка {cell} "))).unwrap_or_default();
        assert!(line.contains(words), "{cell}: {said}");
    }
    is_russian(&said);
}

#[test]
fn zeros_links_and_texts_are_put_right() {
    let place = with("19-leading-zero");
    holds(&check(&place, "c11_zero.csv", 0), &["годных строк 2"]);
    holds(&check(&place, "x03_leading_zero.xlsx", 0), &["годных строк 3"]);
    let place = with("20-many-links");
    holds(&check(&place, "x06_many_links.xlsx", 0), &["годных строк 3"]);
    let said = check(&place, "c17_addr.csv", 2);
    let vk = said.lines().filter(|line| line.contains("://vk.com") || line.contains("vk.ru/"));
    assert!(vk.clone().count() > 5 && vk.clone().all(|line| !line.contains("другой сайт")), "{said}");
    holds(&said, &["запись на стене", "обсуждение", "альбом", "товар", "переписка", "русские буквы: «с»"]);
    let place = with("25-ogrn-as-text");
    holds(&check(&place, "c10_eqquote.csv", 0), &["годных строк 3"]);
    holds(&check(&place, "x15_ogrn_text.xlsx", 0), &["годных строк 3"]);
    let said = check(&place, "c08_sci.csv", 2);
    holds(&said, &["годных строк 0, отложено 3", "Excel сократил число до «1,0228E+12»", "столбец текстовым"]);
}

#[test]
fn the_table_of_a_regional_centre_is_understood() {
    let place = with("21-real-registry-headers");
    let said = check(&place, "x08_dialog_headers.xlsx", 0);
    holds(
        &said,
        &[
            "годных строк 2, отложено 0, без страницы 1",
            "«Ссылка на госпаблик ВК» → Ссылка на страницу",
            "«Учредитель» → Учредитель",
            "«Сфера 1» → не читается",
            "нет столбца «Код региона»",
            "region_code",
            "Чего не хватает, строк",
            "ID ЛКО ПОС: 2",
        ],
    );
    place.write("my.toml", "[registry]\nregion_code = \"10\"\n");
    let said = place.run("registry check x08_dialog_headers.xlsx --config my.toml").expect(0, &[]).text().to_owned();
    assert!(!said.contains("нет столбца «Код региона»"), "{said}");
    let said = check(&place, "x09b_miac.xlsx", 0);
    holds(&said, &["годных строк 2", "нет столбца «ОГРН»", "нет столбца «Уровень»"]);
    is_russian(&said);
}

#[test]
fn footers_are_remarks_and_the_pages_are_judged() {
    let place = with("22-footer-rows");
    let said = check(&place, "x04_titles_footer.xlsx", 0);
    holds(&said, &["годных строк 3, отложено 0", "строка 9: «Итого: 3»", "строка 10: «Исполнитель"]);
    let line = "run --registry x04_titles_footer.xlsx --from-file three_ok.json --no-covers --format json";
    let report = place.run(line).expect(0, &[]).json();
    assert_eq!(report["summary"]["verdicts"]["compliant"], 3);
}

#[test]
fn organisations_without_a_page_are_counted_apart() {
    let place = with("23-organisation-without-page");
    holds(&check(&place, "x07_no_page.xlsx", 0), &["годных строк 3, отложено 0, без страницы 7"]);
    let line = "run --registry x07_no_page.xlsx --from-file three_ok.json --no-covers";
    let report = place.run(&format!("{line} --format json")).expect(0, &[]).json();
    assert_eq!((report["summary"]["pages"].as_u64(), report["summary"]["without_page"].as_u64()), (Some(3), Some(7)));
    let municipalities = report["summary"]["municipalities"].as_array().unwrap();
    let district = municipalities.iter().find(|one| one["name"] == "Примерский округ").unwrap();
    assert_eq!((district["pages"].as_u64(), district["without_page"].as_u64()), (Some(2), Some(7)));
    let table = place.run(line).expect(0, &[]);
    holds(table.text(), &["Нет страницы", "Примерский округ", "7 / 9"]);
    place.run(&format!("{line} --output report.html --output report.xlsx")).expect(0, &[]);
    assert!(place.read_text("report.html").contains("Нет страницы"));
    // they are kept when the registry is written, in every format
    for file in ["again.csv", "again.xlsx", "again.toml"] {
        place.run(&format!("registry export {file} --registry x07_no_page.xlsx")).expect(0, &[]);
        holds(&check(&place, file, 0), &["годных строк 3, отложено 0, без страницы 7"]);
    }
}

#[test]
fn an_ending_that_is_not_written_is_refused() {
    let place = with("22-footer-rows");
    for file in ["again.json", "again.ods", "again.xls"] {
        let line = format!("registry export {file} --registry x04_titles_footer.xlsx");
        place.run(&line).expect(2, &[file, ".csv", ".xlsx", ".toml"]);
        assert!(!place.path(file).exists());
    }
}

#[test]
fn every_time_of_a_schedule_names_its_zone() {
    let place = with("24-schedule-zone");
    place.write("reg.csv", "Ссылка;Организация\nclub1;Школа\n");
    for (words, lead) in [("", "по расписанию"), (" --lang en", "by the schedule")] {
        let said = all(&place.run_against("http://127.0.0.1:9", &format!("config check --config cfg.toml{words}")));
        let next: Vec<&str> = said.lines().filter(|line| line.contains("02:30")).collect();
        assert!(!next.is_empty(), "no next run in:\n{said}");
        for line in next {
            holds(line, &["01:30 (Asia/Yakutsk, UTC+9)", lead, "02:30 (Asia/Vladivostok, UTC+10)"]);
        }
    }
}
