//! The commands over the store: lists in both languages and every format, one page, one run, other rules, evidence,
//! upkeep.

use std::collections::BTreeSet;

use serde_json::Value;
use vk_page_auditor::report::listing::LIST_SCHEMA;

use super::program::Folder;
use super::schema::assert_report;
use super::stored::{FILE, execute, start_run, with_store};
use super::vectors::with_vectors;

/// A page with three confirmed errors.
const WRONG: &str = "club200001017";
/// A page that is as it must be; VK knows it by this short name, the registry by its number.
const RIGHT: &str = "official_200001039";
const FORMATS: [&str; 6] = ["table", "json", "ndjson", "csv", "html", "xlsx"];

#[track_caller]
fn rows(place: &Folder, line: &str) -> Vec<Value> {
    let list = place.run(&format!("{line} --format json -q")).expect(0, &[]).json();
    list["rows"].as_array().unwrap().clone()
}

#[track_caller]
fn assert_list(list: &Value) {
    let schema = serde_json::from_str(LIST_SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(list).map(|error| format!("{error}")).take(5).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn every_list_comes_in_every_format_and_both_languages() {
    let place = with_store();
    let lists = [
        ("pages", "соответствует", "compliant"),
        ("findings", "Что не так", "What is wrong"),
        ("events --limit 50", "открыто нарушение", "violation opened"),
        ("runs", "придержана", "held back"),
        ("runs list", "придержана", "held back"),
        ("registry history", "Файл", "File"),
    ];
    for (line, russian, english) in lists {
        let told = place.run(line).expect(0, &[]);
        assert!(told.text().contains(russian), "{line}: {}", told.text());
        let told = place.run(&format!("{line} --lang en")).expect(0, &[]);
        assert!(told.text().contains(english), "{line}: {}", told.text());
        let json = place.run(&format!("{line} --format json")).expect(0, &[]).json();
        assert_list(&json);
        let count = json["rows"].as_array().unwrap().len();
        assert!(count > 0);
        for format in FORMATS {
            let name = format!("list.{}", if format == "table" { "txt" } else { format });
            let more = if format == "xlsx" { "--lang en" } else { "" };
            place.run(&format!("{line} -o {name} {more}")).expect(0, &[]);
            let bytes = place.read(&name);
            match format {
                "xlsx" => assert!(bytes.starts_with(b"PK")),
                "csv" | "ndjson" => {
                    let lines = String::from_utf8(bytes).unwrap().lines().count();
                    assert_eq!(lines, count + usize::from(format == "csv"), "{line} {format}");
                }
                _ => assert!(!bytes.is_empty()),
            }
        }
    }
}

#[test]
fn a_list_goes_on_where_the_part_before_ended() {
    let place = with_store();
    for (line, key, option, all) in [
        ("pages", "page_url", "--after", 300),
        ("pages --sort name", "page_url", "--after", 300),
        ("pages --sort -gravity", "page_url", "--after", 300),
        ("events", "seq", "--after", 338),
        ("events --newest-first", "seq", "--after", 338),
        ("runs", "id", "--before", 3),
    ] {
        let (mut seen, mut next) = (BTreeSet::new(), None::<String>);
        loop {
            let limit = (all / 2).max(1);
            let more = next.map(|next| format!("{option} {next}")).unwrap_or_default();
            let part = place.run(&format!("{line} --limit {limit} --format json {more} --lang en"));
            let part = part.expect(0, &[]);
            let json = part.json();
            for row in json["rows"].as_array().unwrap() {
                assert!(seen.insert(row[key].to_string()), "{line}: {} comes twice", row[key]);
            }
            next = json["next"].as_str().map(ToOwned::to_owned);
            let Some(next) = &next else { break };
            assert!(part.err.contains(&format!("{option} {next}")), "{}", part.err);
        }
        assert_eq!(seen.len(), all, "{line}");
    }
    let part = place.run("findings --limit 2 --format json").expect(0, &["--after 2"]).json();
    assert_eq!((&part["total"], &part["next"]), (&334.into(), &"2".into()));
    assert_eq!(rows(&place, "findings --after 333").len(), 1);
}

#[test]
fn lists_come_in_the_order_that_is_asked_for() {
    let place = with_store();
    let worst = rows(&place, "pages --sort -gravity");
    let errors: Vec<i64> = worst.iter().map(|page| page["errors"].as_i64().unwrap()).collect();
    assert!(errors[0] > 0 && errors.is_sorted_by(|one, next| one >= next), "{errors:?}");
    let mut best = rows(&place, "pages --sort gravity");
    best.reverse();
    assert_eq!(best, worst);
    // all were opened by the same look, so their numbers decide
    let usual = rows(&place, "findings");
    assert_eq!(rows(&place, "findings --sort opened"), usual);
    let first = place.run("findings --sort=-opened --limit 300 --format json").expect(0, &["--after"]).json();
    let rest = format!("findings --sort -opened --after {}", first["next"].as_str().unwrap());
    let mut newest = first["rows"].as_array().unwrap().clone();
    newest.extend(rows(&place, &rest));
    newest.reverse();
    assert_eq!(newest, usual);
}

#[test]
fn lists_are_narrowed_by_what_is_asked_for() {
    let place = with_store();
    let count = |line: &str| rows(&place, line).len();
    assert_eq!((count("pages --verdict violations"), count("pages --verdict unverified")), (166, 2));
    let unseen = rows(&place, "pages --unverified");
    assert!(unseen.len() == 2 && unseen.iter().all(|page| page["unverified_reason"] == "network"));
    assert!(rows(&place, "pages --level regional").iter().all(|page| page["level"] == "regional"));
    let swapped = rows(&place, "pages --code form.swapped");
    assert!(!swapped.is_empty() && swapped.len() == count("findings --code form.swapped"));
    let one = rows(&place, "pages --ogrn 1157800353336");
    assert!(one.len() == 1 && one[0]["page_url"] == "https://vk.com/club200001017");
    let municipality = one[0]["municipality"].as_str().unwrap();
    let words = ["pages", "--municipality", municipality, "--format", "json"];
    let of_municipality = place.run_words(&words).expect(0, &[]).json();
    let of_municipality = of_municipality["rows"].as_array().unwrap();
    assert!(of_municipality.len() > 1 && of_municipality.iter().all(|page| page["municipality"] == municipality));
    let region = one[0]["region_code"].as_str().unwrap();
    assert!(count(&format!("pages --region {region}")) > 1);
    let paired = format!("{region}:{municipality}");
    let words = ["pages", "--municipality", &paired, "--format", "json"];
    assert_eq!(place.run_words(&words).expect(0, &[]).json()["rows"].as_array().unwrap(), of_municipality);
    let outside = format!("73:{municipality}");
    place.run_words(&["pages", "--region", region, "--municipality", &outside]).expect(2, &[&outside, region]);
    place.run_words(&["pages", "--municipality", &outside]).expect(2, &[&format!("«{municipality}» ({region})")]);
    for list in ["pages", "events", "findings"] {
        place.run(&format!("{list} --region 73")).expect(2, &["с кодом 73", region]);
        place.run(&format!("{list} --ogrn 1027301172106 --lang en")).expect(2, &["no organisation", "1027301172106"]);
        place.run_words(&[list, "--municipality", ""]).expect(2, &["пустое"]);
        let part = municipality.rsplit(' ').next().unwrap();
        place.run_words(&[list, "--municipality", part]).expect(2, &[&format!("«{municipality}» ({region})")]);
    }
    assert_eq!(rows(&place, "pages --search 1157800353336"), one);
    assert_eq!(count(&format!("findings --page {WRONG}")), 3);
    assert_eq!(count("findings --page club200001017 --severity warning"), 0);
    assert!(rows(&place, "findings --form polls --severity error").iter().all(|row| row["form"] == "polls"));
    assert_eq!(count("findings --state suspected --state closed"), 0);
    assert_eq!(count("findings --opened-since 2026-11-20T02:00:00Z"), 334);
    assert_eq!(count("findings --opened-since 2026-11-20T02:00:01Z"), 0);
    assert_eq!(count("findings --opened-since 2026-11-21"), 0);
    assert_eq!(count("findings --closed-since 100w"), 0);
    assert_eq!(count("events --kind run.held --kind run.finished"), 3);
    assert_eq!(count(&format!("events --page {WRONG}")), 3);
    assert_eq!(count("events --run 2 --kind run.finished"), 1);
    assert_eq!(count("events --since 2026-11-20T03:00:00Z"), 1);
    assert_eq!(count("events --until 2026-11-20T03:00:00Z"), 337);
    assert_eq!((count("runs --state held"), count("runs --kind manual"), count("runs --name nightly")), (1, 0, 3));
}

#[test]
fn a_finding_is_told_in_the_words_of_reports() {
    let place = with_store();
    let finding = rows(&place, "findings --code form.swapped --limit 1").remove(0);
    let page = finding["page_url"].as_str().unwrap();
    let shown = place.run(&format!("pages show {page} --format json")).expect(0, &[]).json();
    assert!(finding["page_name"].is_string() && finding["page_name"] == shown["page"]["name"], "{finding}");
    assert!(finding["message"].as_str().unwrap().contains("стоят в меню на местах друг друга"));
    let finding = rows(&place, "findings --code form.swapped --limit 1 --lang en").remove(0);
    assert!(finding["message"].as_str().unwrap().contains("each other's position"), "{finding}");
}

#[test]
fn one_page_is_shown_with_what_is_wrong_and_what_happened() {
    let place = with_store();
    let shown = place.run(&format!("pages show {WRONG}")).expect(0, &[]);
    for text in ["есть нарушения, с 20 ноября 2026 г., 05:00", "[form.swapped]", "подтверждено", "Последние события"]
    {
        assert!(shown.text().contains(text), "{text} is not in:\n{}", shown.text());
    }
    let shown = place.run(&format!("pages show vk.com/{WRONG} --format json --lang en")).expect(0, &[]).json();
    assert_eq!(shown["schema"], "vk-page-auditor/page/1");
    assert_eq!((&shown["page"]["verdict"], shown["open"].as_array().unwrap().len()), (&"violations".into(), 3));
    assert_eq!(shown["page"]["verdict_since"], "2026-11-20T02:00:00Z");
    assert_eq!(shown["open"][0]["times_opened"], 1);
    let unseen = rows(&place, "pages --unverified").remove(0);
    let unseen = place.run(&format!("pages show {}", unseen["page_url"].as_str().unwrap())).expect(0, &[]);
    for text in ["ещё ни разу не удалось проверить", "HTTP 502", "Не удаётся проверить с"]
    {
        assert!(unseen.text().contains(text), "{text} is not in:\n{}", unseen.text());
    }
}

#[test]
fn a_verdict_is_explained_with_its_ground() {
    let place = with_store();
    let told = place.run(&format!("explain {WRONG}")).expect(0, &[]);
    let digest = place.run(&format!("explain {WRONG} --format json")).expect(0, &[]).json();
    assert_eq!(digest["schema"], "vk-page-auditor/explanation/1");
    let ground = &digest["ground"];
    assert_eq!((&ground["replay_agrees"], &ground["policy"]["in_force"]), (&true.into(), &true.into()));
    let snapshot = ground["snapshot"].as_str().unwrap();
    for text in
        [snapshot, "Что сделать: Откройте «Управление»", "Основание: Инструкция", "pos-vk-2023", "дал то же самое"]
    {
        assert!(told.text().contains(text), "{text} is not in:\n{}", told.text());
    }
    let codes: Vec<&str> = digest["open"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["menu.hidden", "form.swapped", "title.mismatch"]);
    assert!(digest["open"][2]["remedy"].as_str().unwrap().contains("«Название»"));
    // the registry has this page by its number, VK by its name
    let right = place.run(&format!("explain https://vk.com/{RIGHT} --lang en")).expect(0, &[]);
    for text in ["Verdict: compliant", "No confirmed violations.", "1. Решаем вместе", "gave the same"] {
        assert!(right.text().contains(text), "{text} is not in:\n{}", right.text());
    }
    let unseen = rows(&place, "pages --unverified").remove(0);
    let unseen = place.run(&format!("explain {} --format json", unseen["page_url"].as_str().unwrap()));
    assert_eq!(unseen.expect(0, &[]).json()["ground"], Value::Null);
    place.write("region.toml", "[codes.\"page.unofficial\"]\nseverity = \"error\"\n");
    place.write("other.toml", format!("[store]\nurl = \"sqlite:{FILE}\"\n[policy]\noverrides = [\"region.toml\"]\n"));
    let other = place.run(&format!("explain {WRONG} --config other.toml --lang en")).expect(0, &[]);
    assert!(other.text().contains("other rules are in force now"), "{}", other.text());
}

#[test]
fn a_held_run_is_explained_and_released_at_once_when_nothing_else_waits() {
    let place = with_store();
    let told = place.run("runs show 3").expect(0, &[]);
    for text in ["придержана", "Охват: 99,3", "сбой сети: 2", "50 из 298", "не больше: 29", "runs release"]
    {
        assert!(told.text().replace('\u{a0}', " ").contains(text), "{text} is not in:\n{}", told.text());
    }
    let run = place.run("runs show 3 --format json --lang en").expect(0, &[]).json();
    assert_eq!((&run["state"], &run["hold"]["bound"], &run["calls"]["ok"]), (&"held".into(), &29.into(), &1.into()));
    let released = place.run("runs release 3").expect(0, &[]);
    assert!(released.text().contains("её итоги действуют"), "{}", released.text());
    assert_eq!(place.run("runs show 3 --format json").json()["state"], "finished");
    assert_eq!(rows(&place, "findings --state suspected --code page.not_found").len(), 118);
    let told = place.run("explain official_200001008").expect(0, &[]);
    for text in ["Замечено, но ещё не подтверждено", "ВКонтакте не знает такой страницы"]
    {
        assert!(told.text().contains(text), "{text} is not in:\n{}", told.text());
    }
    place.run("runs release 3").expect(2, &["сейчас это невозможно", "завершена"]);
    place.run("store check").expect(0, &[]);
}

#[test]
fn a_released_run_counts_at_once_also_when_other_work_waits() {
    let place = with_store();
    start_run(&place.path(FILE), "other");
    let released = place.run("runs release 3 --lang en").expect(0, &[]);
    assert!(released.text().contains("the run counts now"), "{}", released.text());
    assert_eq!(place.run("runs show 3 --format json").json()["state"], "finished");
    let info = place.run("store info --format json").expect(0, &[]).json();
    assert_eq!((&info["batches_ready"], &info["batches_claimed"]), (&2.into(), &0.into()), "other work is left alone");
}

#[test]
fn a_held_run_can_be_discarded() {
    let place = with_store();
    place.run("runs discard 3").expect(0, &[]);
    assert_eq!(place.run("runs show 3 --format json").json()["state"], "discarded");
    place.run("runs discard 3 --lang en").expect(2, &["cannot be done now"]);
    for command in ["show", "release", "discard"] {
        place.run(&format!("runs {command} 77")).expect(2, &["77", "нет такой проверки"]);
    }
}

#[test]
fn other_rules_are_rehearsed_on_what_is_kept() {
    let place = with_store();
    place.write("region.toml", "[forms.messages]\ntitles = [\"Другое название\"]\n");
    let told = place.run("rehearse --override region.toml --format json --lang en");
    let told = told.expect(0, &["Pages judged again: 298", "with another verdict: "]);
    let list = told.json();
    assert_list(&list);
    let rows = list["rows"].as_array().unwrap();
    let flips = rows.iter().filter(|row| row["verdict_before"] != row["verdict_after"]).count();
    assert!(flips > 50 && told.err.contains(&format!("with another verdict: {flips}")), "{flips}: {}", told.err);
    let flipped = rows.iter().find(|row| row["verdict_before"] == "compliant").unwrap();
    assert_eq!(
        (&flipped["verdict_after"], &flipped["appear"]),
        (&"violations".into(), &"title.mismatch (messages)".into())
    );
    place.run("rehearse --override region.toml --region 73").expect(2, &["с кодом 73"]);
    let policy =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/config/policy/pos-vk-2023.toml")).unwrap();
    place.write("future.toml", policy.replace("effective = 2022-12-01", "effective = 2999-12-01"));
    let same = place.run("rehearse --policy future.toml --format json").expect(0, &["Изменятся: 0"]).json();
    assert_eq!(same["rows"].as_array().unwrap().len(), 0);
    for format in FORMATS {
        let ended = place.run(&format!("rehearse --override region.toml --format {format}")).expect(0, &[]);
        assert!(!ended.out.is_empty());
    }
    place.run("rehearse").expect(2, &["--policy"]);
    place.run("rehearse --policy none.toml").expect(2, &["none.toml"]);
    place.write("bad.toml", "id = 7");
    place.run("rehearse --policy bad.toml").expect(2, &["правила не читаются", "bad.toml"]);
    let untouched = place.run("store info --format json").json();
    assert_eq!(untouched["last_event"], 338, "a rehearsal changes nothing");
}

#[test]
fn evidence_is_exported_and_verified_without_the_store() {
    let place = with_store();
    place.run(&format!("evidence export {WRONG} -o evidence.json")).expect(0, &["evidence.json", "SHA-256"]);
    let other = Folder::new();
    let text = place.read_text("evidence.json");
    other.write("evidence.json", &text);
    let intact = other.run("evidence verify evidence.json").expect(0, &[]);
    assert!(intact.text().contains("всё цело"), "{}", intact.text());
    let evidence: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(evidence["schema"], "vk-page-auditor/evidence/1");
    assert_eq!(evidence["events"].as_array().unwrap().len(), 3);
    assert_eq!(evidence["organization"]["ogrn"], "1157800353336");
    assert!(intact.text().contains(evidence["digest"].as_str().unwrap()));
    for (at, to, what) in [
        ("/page/verdict", "compliant", "confirmed verdict"),
        ("/page/look_verdict", "compliant", "the verdict does not follow"),
        ("/events/1/code", "form.missing", "chain of events breaks"),
        ("/policies/0/body", "{}", "the rules do not fit"),
        ("/snapshots/0/json", "{}", "what is kept of the page does not fit"),
        ("/organization/ogrn", "1027301172106", "the organisation is not"),
        ("/made_at", "2026-11-20T00:00:00Z", "the file as a whole"),
    ] {
        let mut changed = evidence.clone();
        *changed.pointer_mut(at).unwrap() = to.into();
        other.write("changed.json", changed.to_string());
        let told = other.run("evidence verify changed.json --lang en").expect(1, &[]);
        let told = told.text();
        assert!(told.contains("changed after it was written") && told.contains(what), "{at}: {told}");
    }
    for body in ["", "{}", "not json", "\u{feff}[]"] {
        other.write("bad.json", body);
        other.run("evidence verify bad.json").expect(2, &["bad.json", "не файл доказательств"]);
    }
    other.run("evidence verify none.json").expect(2, &["none.json"]);
    let printed = place.run(&format!("evidence export {RIGHT} -q")).expect(0, &[]);
    assert_eq!(printed.json()["page"]["verdict"], "compliant");
    assert!(printed.err.is_empty(), "{}", printed.err);
    place.write("printed.json", &printed.out);
    place.run("evidence verify printed.json").expect(0, &[]);
}

#[test]
fn the_report_tells_what_is_confirmed_and_who_was_not_seen() {
    let place = with_store();
    let report = place.run("report --format json").expect(0, &[]).json();
    assert_report(&report);
    let verdicts = &report["summary"]["verdicts"];
    assert_eq!(
        (&verdicts["compliant"], &verdicts["violations"], &verdicts["unverified"]),
        (&132.into(), &166.into(), &2.into())
    );
    let pages = report["pages"].as_array().unwrap();
    let violations: usize = pages.iter().map(|page| page["violations"].as_array().unwrap().len()).sum();
    assert_eq!(violations, 334);
    let unseen: Vec<_> = pages.iter().filter(|page| page["verdict"] == "unverified").collect();
    assert!(unseen.iter().all(|page| page["unverified"]["reason"] == "network" && page["organization"].is_object()));
    assert_eq!(report["run"]["finished_at"], "2026-11-20T02:00:00Z");
    assert_eq!(report["run"]["registry"], "registry.csv");
    place.run("report -o report.xlsx -o report.html -o report.csv -o report.txt --lang en").expect(0, &[]);
    assert!(place.read("report.xlsx").starts_with(b"PK"));
    assert!(place.read_text("report.html").contains("Check of VK pages"));
    let one = place.run("report --ogrn 1157800353336 --format ndjson").expect(0, &[]).pages();
    assert_eq!(one.len(), 1);
    // after a first look of pages that were never seen before nobody is accused yet
    place.run("runs release 3").expect(0, &[]);
    let after = place.run("report --format json").expect(0, &[]).json();
    assert_eq!(&after["summary"]["verdicts"], verdicts, "one look changes no verdict");
}

#[test]
fn pages_that_nobody_looked_at_are_reported_as_such() {
    let place = with_vectors();
    place.run("registry import registry.csv --store sqlite:new.sqlite").expect(0, &[]);
    let report = place.run("report --store sqlite:new.sqlite --format json").expect(0, &[]).json();
    assert_report(&report);
    assert_eq!(report["summary"]["unverified"]["not_seen_yet"], 300);
}

#[test]
fn the_store_is_told_of_checked_backed_up_and_pruned() {
    let place = with_store();
    let info = place.run("store info").expect(0, &[]);
    for text in ["sqlite:audit.sqlite", "Страниц реестра: 300", "Придержанных проверок: 1", "registry.csv"]
    {
        assert!(info.text().contains(text), "{text} is not in:\n{}", info.text());
    }
    let info = place.run("store info --format json --lang en").expect(0, &[]).json();
    assert_eq!((&info["pages"]["violations"], &info["findings"]["open"]), (&166.into(), &334.into()));
    place.run("store backup copy.sqlite").expect(0, &[]);
    place.run("store backup copy.sqlite").expect(2, &["copy.sqlite"]);
    place.run("store backup nowhere/copy.sqlite").expect(2, &["nowhere"]);
    assert_eq!(rows(&place, "pages --store sqlite:copy.sqlite"), rows(&place, "pages"));
    assert!(place.names().iter().all(|name| !name.ends_with("-wal")), "{:?}", place.names());
    let pruned = place.run("store prune --lang en").expect(0, &[]);
    assert!(pruned.text().contains("events 0, closed violations 0, runs 0"), "{}", pruned.text());
    assert!(place.run("store check").expect(0, &[]).text().contains("всё в порядке"));
    execute(&place.path(FILE), "UPDATE event SET detail = '{}' WHERE seq = 5");
    let faults = place.run("store check --lang en").expect(1, &[]);
    assert!(faults.text().contains("faults were found") && faults.text().contains("event 5"), "{}", faults.text());
}

#[test]
fn a_registry_is_imported_into_the_store_and_its_history_is_listed() {
    let place = with_vectors();
    let line = "registry import registry.csv --store sqlite:data/new.sqlite --lang en";
    place.run(&format!("{line} --dry-run")).expect(0, &[]);
    assert!(!place.path("data").exists());
    let told = place.run(line).expect(0, &[]);
    assert!(told.text().contains("sqlite:data/new.sqlite, added 300, changed 0, removed 0"), "{}", told.text());
    let text = place.read_text("registry.csv").replacen("Департамент", "Министерство", 1);
    place.write("registry.csv", text);
    place.run(&format!("{line} --registry kept.csv")).expect(0, &[]);
    assert!(place.path("kept.csv").exists());
    let history = rows(&place, "registry history --store sqlite:data/new.sqlite");
    let counts = |row: &Value| (row["added"].clone(), row["changed"].clone(), row["source"].clone());
    assert_eq!(history.len(), 2);
    assert_eq!(counts(&history[0]), (0.into(), 1.into(), "registry.csv".into()));
    assert_eq!(counts(&history[1]), (300.into(), 0.into(), "registry.csv".into()));
    assert_ne!(history[0]["digest"], history[1]["digest"]);
    assert_eq!(rows(&place, "registry history --limit 1 --store sqlite:data/new.sqlite").len(), 1);
}

#[test]
fn the_registry_in_the_store_is_exported_as_it_was_imported() {
    let place = with_vectors();
    let import = "registry import registry.csv --store sqlite:new.sqlite";
    place.run(import).expect(0, &[]);
    place.run("registry export from-file.csv --registry registry.csv").expect(0, &[]);
    place.run("registry export from-store.csv --store sqlite:new.sqlite").expect(0, &[]);
    assert_eq!(place.read("from-store.csv"), place.read("from-file.csv"));
    place.write("vk-page-auditor.toml", "[store]\nurl = \"sqlite:new.sqlite\"\n[registry]\npath = \"none.csv\"\n");
    let printed = place.run("registry export - --from-store").expect(0, &[]);
    assert_eq!(printed.out, place.read("from-file.csv"));
    place.run("registry export x.csv").expect(2, &["none.csv"]);
    place.run("registry export x.csv --from-store --registry registry.csv").expect(2, &["--registry"]);
    place.run("registry export x.csv --store sqlite:none.sqlite").expect(2, &["none.sqlite"]);
}

#[test]
fn a_registry_from_which_most_pages_are_gone_is_taken_over_only_when_that_is_accepted() {
    let place = with_vectors();
    let line = "registry import registry.csv --registry kept.csv --store sqlite:new.sqlite --lang en";
    place.run(line).expect(0, &[]);
    let kept = place.read("kept.csv");
    let header_and_rows = |text: &str| text.lines().take(150).collect::<Vec<_>>().join("\n");
    place.write("registry.csv", header_and_rows(&place.read_text("registry.csv")));
    // either place alone has to ask too
    let store_only = "registry import registry.csv --set-bad-aside --store sqlite:new.sqlite --lang en";
    let file_only = "registry import registry.csv --set-bad-aside --registry kept.csv --lang en";
    for line in [&format!("{line} --set-bad-aside"), store_only, file_only, &format!("{store_only} --dry-run")] {
        let told = place.run(line).expect(2, &["of 300", "unasked at most 60", "--accept-removals"]);
        assert!(!told.text().contains("taken over"), "{}", told.text());
    }
    assert_eq!(place.read("kept.csv"), kept);
    assert_eq!(rows(&place, "pages --store sqlite:new.sqlite").len(), 300);
    let dry = place.run(&format!("{line} --set-bad-aside --accept-removals --dry-run")).expect(0, &[]);
    assert!(dry.text().contains("kept.csv: added 0") && dry.text().contains("new.sqlite: added 0"), "{}", dry.text());
    place.run(&format!("{line} --set-bad-aside --accept-removals")).expect(0, &[]);
    assert_ne!(place.read("kept.csv"), kept);
    assert!(rows(&place, "pages --store sqlite:new.sqlite").len() < 150);
}

#[test]
fn a_store_that_cannot_be_used_is_told_with_what_to_do() {
    let place = with_store();
    let empty = Folder::new();
    for line in ["pages", "findings", "events", "runs", "explain club1", "report", "store info", "registry history"] {
        empty.run(line).expect(2, &["[store]", "VK_PAGE_AUDITOR_STORE", "--store"]);
        let none = empty.run(&format!("{line} --store sqlite:none.sqlite --lang en"));
        none.expect(2, &["none.sqlite", "is not there", "registry import"]);
    }
    assert!(!empty.path("none.sqlite").exists(), "a reading command makes no store");
    empty.run("pages --store mysql://x").expect(2, &["--store"]);
    empty
        .write("text.sqlite", "this is no database, only a text that is long enough to be looked at as one".repeat(20));
    empty.run("pages --store sqlite:text.sqlite").expect(2, &["файл другой программы", "проверьте адрес"]);
    execute(&place.path(FILE), "UPDATE store_version SET version = 99");
    place.run("pages").expect(2, &["более новой версией", "99"]);
    place.run("pages --lang en").expect(2, &["a later version of the program"]);
}

#[test]
fn what_the_store_does_not_have_and_what_makes_no_sense_is_a_clear_error() {
    let place = with_store();
    for line in ["pages show", "explain", "findings --page", "events --page", "evidence export"] {
        place.run(&format!("{line} club999")).expect(2, &["club999", "нет этой страницы"]);
        place.run(&format!("{line} https://vk.com/id5 --lang en")).expect(2, &["id5"]);
    }
    for (line, texts) in [
        ("events --since yesterday", ["yesterday", "7d"]),
        ("findings --opened-since 20.11.2026", ["20.11.2026", "2026-11-22"]),
        ("findings --code form.unheard", ["form.unheard", "form.missing"]),
        ("pages --verdict bad", ["bad", "compliant"]),
        ("pages --region ab", ["ab", "73"]),
        ("pages --ogrn 1157800353337", ["1157800353337", "1027301172106"]),
        ("pages --limit 0", ["0", "--limit"]),
        ("runs --state open", ["open", "held"]),
        ("events --kind finding", ["finding", "finding.opened"]),
        ("runs show one", ["one", "`1`, `2`, `3`"]),
        ("runs release 0", ["«0»", "`1`, `2`, `3`"]),
        ("runs discard 99999999999999999999", ["99999999999999999999", "`1`, `2`, `3`"]),
        ("events --run 2.5", ["2.5", "`1`, `2`, `3`"]),
        ("pages --after club5", ["club5", "`1`, `2`, `3`"]),
        ("pages --sort worst", ["worst", "-gravity"]),
        ("findings --sort name", ["name", "-opened"]),
        ("findings --sort opened --after 7", ["--after", "--sort"]),
        ("pages --after Ny4x", ["--after", "--sort"]),
        ("pages --format pdf", ["pdf", "xlsx"]),
        ("pages -o list.pdf", ["list.pdf", ".xlsx"]),
    ] {
        place.run(line).expect(2, &texts);
    }
}

#[test]
fn places_of_the_schedule_are_compared_with_the_registry_of_the_store() {
    let place = with_store();
    let config = place.read_text("vk-page-auditor.toml");
    let known = rows(&place, "pages --ogrn 1157800353336")[0]["municipality"].as_str().unwrap().to_owned();
    let pass = |municipality: &str| {
        let pass = format!(
            "\n[[schedule.passes]]\nname = \"nightly\"\ncron = \"@daily\"\nmunicipalities = [\"{municipality}\"]\n"
        );
        place.write("vk-page-auditor.toml", format!("{config}{pass}"));
        place.run_against("http://127.0.0.1:9", "config check").expect(0, &[])
    };
    assert!(pass(&known).text().contains("всё в порядке"));
    let doubted = pass(&known[2..]);
    for part in ["[[schedule.passes]] nightly", "в реестре нет муниципалитета", &known] {
        assert!(doubted.text().contains(part), "{part} is not in:\n{}", doubted.text());
    }
    assert!(!doubted.text().contains("всё в порядке"));
}
