//! Where reports go: formats, standard output, files that appear whole or not at all.

use std::fs;
use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use serde_json::Value;

use super::program::{Ended, Folder};
use super::schema::{assert_pages, assert_report};
use super::vectors::with_vectors;

const RUN: &str = "run --registry registry.csv --from-file vk.json --no-covers";
const CYRILLIC: std::ops::RangeInclusive<char> = '\u{400}'..='\u{4ff}';

fn run(place: &Folder, more: &str) -> Ended {
    place.run(&format!("{RUN} {more}"))
}

fn sheets(bytes: Vec<u8>) -> Vec<String> {
    Xlsx::new(Cursor::new(bytes)).unwrap().sheet_names()
}

/// The words of a report that the program says, not the pages.
fn said(report: &Value) -> String {
    let pages = report["pages"].as_array().unwrap().iter();
    let violations = pages.flat_map(|page| page["violations"].as_array().unwrap());
    violations.map(|one| one["message"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

/// A sentence without what it quotes, which stays in its own language.
fn without_quotes(line: &str) -> String {
    let mut depth = 0_u32;
    let mut own = String::new();
    for character in line.chars() {
        match character {
            '«' | '“' => depth += 1,
            '»' | '”' => depth = depth.saturating_sub(1),
            _ if depth == 0 => own.push(character),
            _ => {}
        }
    }
    own
}

#[test]
fn one_run_writes_every_format_by_the_files_ending() {
    let place = with_vectors();
    let ended = run(
        &place,
        "--output a.json --output b.ndjson --output c.csv --output d.html --output e.xlsx --output f.txt --output G.JSONL",
    )
    .expect(1, &[]);
    assert!(ended.out.is_empty(), "files only: nothing on standard output");
    let report = place.read_json("a.json");
    assert_report(&report);
    let lines: Vec<Value> =
        place.read_text("b.ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_pages(&lines);
    assert_eq!(lines.len(), 300);
    assert_eq!(place.read_text("G.JSONL").lines().count(), 300);
    let csv = place.read_text("c.csv");
    assert!(csv.starts_with('\u{feff}') && csv.lines().count() > 300);
    let html = place.read_text("d.html");
    assert!(html.to_lowercase().starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"));
    assert_eq!(sheets(place.read("e.xlsx")), ["Сводка", "Страницы", "Нарушения", "Что исправить"]);
    assert!(place.read_text("f.txt").contains("300"));
    let written: Vec<_> = place.names().into_iter().collect();
    assert_eq!(written.len(), 9, "seven reports and two inputs, no temporary file: {written:?}");
}

#[test]
fn standard_output_and_files_are_written_together() {
    let place = with_vectors();
    let ended = run(&place, "--format ndjson --output - --output a.json").expect(1, &[]);
    assert_eq!(ended.pages().len(), 300);
    assert_eq!(place.read_json("a.json")["pages"].as_array().unwrap().len(), 300);
    // a format with files is meant for standard output
    let ended = run(&place, "--format json --output b.csv").expect(1, &[]);
    assert_report(&ended.json());
    assert!(place.read_text("b.csv").starts_with('\u{feff}'));
}

#[test]
fn a_dash_is_standard_output_in_the_format_asked_for() {
    let place = with_vectors();
    assert_report(&run(&place, "--format json --output -").json());
    assert_eq!(sheets(run(&place, "--format xlsx --output -").out).len(), 4);
    assert!(run(&place, "--output -").text().contains("Сводка"), "a table unless another format is asked for");
    assert!(run(&place, "--format csv").text().starts_with('\u{feff}'));
    assert!(run(&place, "--format html").text().to_lowercase().starts_with("<!doctype html>"));
}

#[test]
fn standard_output_carries_the_report_and_nothing_else() {
    let place = with_vectors();
    let ended = run(&place, "--format json -vv").expect(1, &["DEBUG"]);
    assert_report(&ended.json());
    let quiet = run(&place, "--format json -q").expect(1, &[]);
    assert_report(&quiet.json());
    assert!(quiet.err.is_empty(), "{}", quiet.err);
}

#[test]
fn configured_outputs_are_written_unless_the_command_line_names_others() {
    let place = with_vectors();
    place.write("vk-page-auditor.toml", "[report]\noutputs = [\"daily.json\"]\n");
    assert!(run(&place, "").expect(1, &[]).out.is_empty());
    assert_report(&place.read_json("daily.json"));
    fs::remove_file(place.path("daily.json")).unwrap();
    run(&place, "--output other.csv").expect(1, &[]);
    assert!(place.path("other.csv").exists() && !place.path("daily.json").exists());
}

#[test]
fn a_target_that_cannot_be_written_is_told_before_any_work_and_nothing_is_written() {
    let place = with_vectors();
    fs::create_dir(place.path("folder.json")).unwrap();
    let before = place.names();
    for (target, words) in [
        ("report.docx", ".xlsx"),
        ("report", "--format"),
        ("nowhere/report.json", "nowhere/report.json"),
        ("folder.json", "папка"),
        ("vk.json/report.json", "vk.json/report.json"),
    ] {
        let ended = run(&place, &format!("--output good.csv --output {target}")).expect(2, &[target, words]);
        assert!(ended.out.is_empty(), "{target}");
        assert_eq!(place.names(), before, "{target}");
    }
}

#[test]
fn an_unknown_ending_takes_the_format_that_is_asked_for() {
    let place = with_vectors();
    run(&place, "--format json --output report.out").expect(1, &[]);
    assert_report(&place.read_json("report.out"));
}

#[test]
fn an_old_report_is_replaced_whole() {
    let place = with_vectors();
    place.write("a.json", vec![b'x'; 8_000_000]);
    run(&place, "--output a.json").expect(1, &[]);
    assert_report(&place.read_json("a.json"));
}

#[test]
fn an_old_report_stays_when_no_new_one_can_be_made() {
    let place = with_vectors();
    place.write("a.json", "old");
    place.write("broken.json", "{\"response\":{\"groups\":[{\"id\":200001008},");
    let before = place.names();
    place.run("run --registry registry.csv --from-file broken.json --output a.json").expect(2, &["broken.json"]);
    place.run("run --registry none.csv --from-file vk.json --output a.json").expect(2, &["none.csv"]);
    assert_eq!(place.read_text("a.json"), "old");
    assert_eq!(place.names(), before);
}

#[test]
fn one_report_written_twice_in_a_run_is_whole() {
    let place = with_vectors();
    run(&place, "--output a.json --output a.json").expect(1, &[]);
    assert_report(&place.read_json("a.json"));
}

#[cfg(unix)]
#[test]
fn a_report_may_be_read_by_whom_the_mask_allows_and_a_link_is_followed_or_replaced_whole() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let place = with_vectors();
    place.write("target.json", "old");
    symlink(place.path("target.json"), place.path("link.json")).unwrap();
    run(&place, "--output a.json --output link.json").expect(1, &[]);
    let mode = fs::metadata(place.path("a.json")).unwrap().permissions().mode();
    // like any new file of this tester
    let plain = fs::metadata(place.write("plain", "")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, plain & 0o777);
    assert_report(&place.read_json("link.json"));
}

#[test]
fn russian_is_the_language_unless_english_is_asked_for() {
    let place = with_vectors();
    let russian = run(&place, "--format json").json();
    assert!(said(&russian).lines().all(|line| line.contains(|c| CYRILLIC.contains(&c))));
    assert_eq!(russian["run"]["lang"], "ru");
    let english = run(&place, "--format json --lang en").json();
    assert_eq!(english["run"]["lang"], "en");
    for line in said(&english).lines() {
        let own = without_quotes(line);
        assert!(!own.contains(|c| CYRILLIC.contains(&c)), "{line}");
    }
    assert_eq!(sheets(run(&place, "--format xlsx --lang en").out)[0], "Summary");
    place.run("run --lang en").expect(2, &["error: no registry is named"]);
    place.run("run").expect(2, &["ошибка: реестр не указан"]);
}

#[test]
fn the_configured_language_holds_for_reports_and_for_errors() {
    let place = with_vectors();
    place.write("vk-page-auditor.toml", "[report]\nlang = \"en\"\n");
    assert_eq!(run(&place, "--format json").json()["run"]["lang"], "en");
    assert_eq!(run(&place, "--format json --lang ru").json()["run"]["lang"], "ru");
    place.run("run").expect(2, &["error: no registry is named"]);
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let place = with_vectors();
    for format in ["ndjson", "json", "csv", "table", "html", "xlsx"] {
        let words: Vec<_> = RUN.split(' ').chain(["--format", format]).collect();
        let mut child = place.command(&words).spawn().unwrap();
        drop(child.stdout.take());
        let ended = place.wait(child);
        assert!(!ended.err.contains("ошибка"), "{format}: {}", ended.err);
    }
    for line in ["--help", "man", "completions bash", "links --all --registry registry.csv", "config init -"] {
        let mut child = place.command(&line.split(' ').collect::<Vec<_>>()).spawn().unwrap();
        drop(child.stdout.take());
        let ended = place.wait(child);
        assert!(!ended.err.contains("ошибка"), "{line}: {}", ended.err);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_no_panic() {
    let place = with_vectors();
    for format in ["ndjson", "json", "csv", "table", "html", "xlsx"] {
        run(&place, &format!("--format {format} --output /dev/full")).expect(2, &["ошибка: /dev/full"]);
        let words: Vec<_> = RUN.split(' ').chain(["--format", format]).collect();
        let mut command = place.command(&words);
        command.stdout(fs::File::options().write(true).open("/dev/full").unwrap());
        place.finish(command).expect(2, &["ошибка: стандартный вывод"]);
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_with_a_name_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt as _;
    let place = with_vectors();
    let pipe = place.path("pipe.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    let words: Vec<_> = RUN.split(' ').chain(["--output", "pipe.json"]).collect();
    let status = place.command(&words).status().unwrap();
    assert_eq!(status.code(), Some(1));
    assert_report(&serde_json::from_slice(&reader.join().unwrap()).unwrap());
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    fs::remove_file(pipe).unwrap();
}
