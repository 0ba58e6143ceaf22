//! What people see, word for word. After a wanted change: `UPDATE_SNAPSHOTS=1 cargo test --test report`, then read the
//! difference.

use std::path::Path;
use std::{env, fs};

use jiff::tz::TimeZone;
use vk_page_auditor::report::{Format, ReportOptions};
use vk_page_auditor::words::Lang;

use super::{options, sample, written_text};

pub fn assert_snapshot(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/report").join(name);
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    for (number, (now, before)) in (1..).zip(text.lines().zip(stored.lines())) {
        assert_eq!(now, before, "{name}, line {number}");
    }
    assert_eq!(text.len(), stored.len(), "{name} has another length");
}

pub fn moscow(lang: Lang) -> ReportOptions {
    ReportOptions { time_zone: TimeZone::get("Europe/Moscow").unwrap(), ..options(lang) }
}

#[test]
fn text_formats_say_what_they_said() {
    for lang in Lang::ALL {
        for (format, ending) in [
            (Format::Table, "txt"),
            (Format::Json, "json"),
            (Format::Ndjson, "ndjson"),
            (Format::Csv, "csv"),
            (Format::Html, "html"),
        ] {
            let options = ReportOptions { pages_expected: Some(7), ..moscow(lang) };
            let text = written_text(format, options, &sample::mixed(), &sample::run());
            // The version is the only part that a release changes.
            let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
            assert_snapshot(&format!("mixed.{}.{ending}", lang.as_str()), &text);
        }
    }
}

#[test]
fn one_page_is_told_without_a_summary() {
    let pages = [sample::with_violations(1)];
    let mut run = sample::run();
    run.rows_set_aside = 0;
    run.problems.clear();
    run.remarks.clear();
    let options = ReportOptions { pages_expected: Some(1), width: 80, ..moscow(Lang::Ru) };
    assert_snapshot("one.ru.txt", &written_text(Format::Table, options, &pages, &run));
}

#[test]
fn many_compliant_pages_are_only_counted_in_the_table() {
    let pages: Vec<_> = (1..=40).map(sample::compliant).collect();
    let options = ReportOptions { pages_expected: Some(40), ..moscow(Lang::Ru) };
    let table = written_text(Format::Table, options.clone(), &pages, &sample::run());
    assert!(!table.contains("club17"), "{table}");
    let verbose = ReportOptions { verbose: true, ..options };
    assert!(written_text(Format::Table, verbose, &pages, &sample::run()).contains("club17"));
}

#[test]
fn a_stopped_run_says_so_in_every_format_for_people() {
    let run = sample::hostile_run("captcha");
    for format in [Format::Table, Format::Html] {
        let text = written_text(format, options(Lang::Ru), &sample::mixed(), &run);
        assert!(text.contains("Проверка остановлена до конца"), "{format}");
    }
}

#[test]
fn many_compliant_pages_are_a_folded_list_in_html() {
    let pages: Vec<_> = (1..=40).map(sample::compliant).chain([sample::with_violations(41)]).collect();
    let html = written_text(Format::Html, moscow(Lang::Ru), &pages, &sample::run());
    assert_eq!(html.matches("<article").count(), 1);
    assert_eq!(html.matches("<li><a href=\"https://vk.com/club").count(), 40);
    assert!(html.contains("<details><summary>40\u{a0}страниц</summary>"));
}
