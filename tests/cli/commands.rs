//! The commands beside `audit` and `run`: links, registry, config, completions, man, help.

use std::collections::BTreeSet;

use serde_json::Value;

use super::program::{CANARY, Folder};
use super::vectors::with_vectors;

const CYRILLIC: std::ops::RangeInclusive<char> = '\u{400}'..='\u{4ff}';
const COMMANDS: [&str; 19] = [
    "access",
    "audit",
    "run",
    "pages",
    "findings",
    "events",
    "runs",
    "explain",
    "rehearse",
    "evidence",
    "report",
    "store",
    "links",
    "registry",
    "covers",
    "config",
    "demo",
    "completions",
    "man",
];

#[test]
fn links_of_an_organisation_are_found_by_page_and_by_ogrn() {
    let place = with_vectors();
    let messages = "https://pos.gosuslugi.ru/form/?opaId=398426&utm_source=vk&utm_medium=03&utm_campaign=1043319783473";
    let polls = "https://pos.gosuslugi.ru/og/org-activities?reg_code=03&utm_source=vk1&utm_medium=03&utm_campaign=1043319783473";
    for which in ["official_200001008", "200001008", "https://m.vk.com/club200001008", "1043319783473"] {
        let table = place.run(&format!("links {which} --registry registry.csv"));
        if which.contains("200001008") && !which.contains("official") {
            // the registry names this page by its short name only
            table.expect(2, &["200001008"]);
            continue;
        }
        let table = table.expect(0, &[]);
        for text in [messages, polls, "Решаем вместе", "Сообщить о проблеме", "Высказать мнение", "1043319783473"]
        {
            assert!(table.text().contains(text), "{text} is not in {}", table.text());
        }
        let all = place.run(&format!("links {which} --registry registry.csv --format json")).expect(0, &[]).json();
        assert_eq!(all.as_array().unwrap().len(), 1);
        assert_eq!(all[0]["messages"]["url"], messages);
        assert_eq!(all[0]["polls"]["url"], polls);
        assert_eq!(all[0]["messages"]["position"], 1);
        assert_eq!(all[0]["polls"]["position"], 2);
    }
}

#[test]
fn links_of_an_organisation_that_is_not_connected_lead_to_the_body_above_it() {
    let place = with_vectors();
    let all = place.run("links club200001039 --registry registry.csv --format json").expect(0, &[]).json();
    let url = all[0]["messages"]["url"].as_str().unwrap();
    assert!(url.contains("opaId=153596&") && url.ends_with("utm_campaign=1078149726050"), "{url}");
}

#[test]
fn links_of_all_organisations_come_as_table_json_and_csv() {
    let place = with_vectors();
    let all = place.run("links --all --registry registry.csv --format json").expect(0, &[]).json();
    let entries = all.as_array().unwrap();
    assert_eq!(entries.len(), 300);
    let csv = place.run("links --all --registry registry.csv --format csv").expect(0, &[]);
    let text = csv.text().strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    let urls: BTreeSet<String> = reader.records().map(|record| record.unwrap()[7].to_owned()).collect();
    let expected = entries.iter().flat_map(|entry| [&entry["messages"]["url"], &entry["polls"]["url"]]);
    assert_eq!(urls, expected.map(|url| url.as_str().unwrap().to_owned()).collect());
    let table = place.run("links --all --registry registry.csv --lang en").expect(0, &[]);
    assert!(urls.iter().all(|url| table.text().contains(url.as_str())));
}

#[test]
fn links_tell_who_is_not_in_the_registry_and_what_is_no_page() {
    let place = with_vectors();
    place.run("links club1 --registry registry.csv").expect(2, &["club1"]);
    place.run("links 1027300001013 --registry registry.csv").expect(2, &["ОГРН", "1027300001013"]);
    place.run("links vk.com/id1 --registry registry.csv").expect(2, &["vk.com/id1"]);
    place.run("links --all").expect(2, &["--registry"]);
    place.run("links --all --registry registry.csv --format xlsx").expect(2, &["`json`, `csv`"]);
}

/// What a registry says, whatever the format: the links of everybody, and its own export.
fn meaning(place: &Folder, file: &str) -> (Value, String) {
    let links = place.run(&format!("links --all --registry {file} --format json")).expect(0, &[]).json();
    let csv = place.run(&format!("registry export - --registry {file} --lang en")).expect(0, &[]);
    (links, csv.text().to_owned())
}

#[test]
fn a_registry_is_the_same_after_being_exported_to_every_format_in_turn() {
    let place = with_vectors();
    place.run("registry check registry.csv").expect(0, &[]);
    let expected = meaning(&place, "registry.csv");
    let mut from = "registry.csv";
    for to in ["b.xlsx", "c.toml", "d.csv", "e.toml", "f.xlsx", "g.csv"] {
        place.run(&format!("registry export {to} --registry {from}")).expect(0, &[]);
        place.run(&format!("registry check {to}")).expect(0, &[]);
        assert_eq!(meaning(&place, to), expected, "{from} to {to}");
        from = to;
    }
    assert_eq!(place.read("d.csv"), place.read("g.csv"));
    assert!(place.names().iter().all(|name| !name.contains(".vk-page-auditor-")), "{:?}", place.names());
    place.run("registry export a.ods --registry registry.csv").expect(2, &["a.ods", ".xlsx"]);
    place.run("registry export nowhere/a.csv --registry registry.csv").expect(2, &["nowhere/a.csv"]);
}

#[test]
fn an_import_tells_what_changes_and_takes_the_file_over() {
    let place = with_vectors();
    let text = place.read_text("registry.csv");
    let line = "registry import new.csv --registry kept.csv --lang en";
    place.write("new.csv", &text);
    let dry = place.run(&format!("{line} --dry-run")).expect(0, &[]);
    assert!(dry.text().contains("added 300, changed 0, removed 0"), "{}", dry.text());
    assert!(!place.path("kept.csv").exists());
    place.run(line).expect(0, &[]);
    assert_eq!(meaning(&place, "kept.csv"), meaning(&place, "registry.csv"));
    // two gone, one renamed, one new
    let mut rows: Vec<_> = text.lines().map(ToOwned::to_owned).collect();
    let is_leaf = |row: &String| {
        let ogrn = row.split(';').nth(2).unwrap();
        text.matches(ogrn).count() == 1
    };
    for _ in 0..2 {
        let leaf = rows.iter().rposition(is_leaf).unwrap();
        rows.remove(leaf);
    }
    rows[1] = rows[1].replacen("Департамент", "Министерство", 1);
    rows.push("club5;Новый департамент;1020300000016;regional;03;;;7;да;".to_owned());
    place.write("new.csv", rows.join("\n"));
    let before = place.read("kept.csv");
    let dry = place.run(&format!("{line} --dry-run")).expect(0, &[]);
    assert!(dry.text().contains("added 1, changed 1, removed 2"), "{}", dry.text());
    assert_eq!(place.read("kept.csv"), before, "a dry run changes nothing");
    let taken = place.run(line).expect(0, &[]);
    assert!(taken.text().contains("added 1, changed 1, removed 2"));
    assert_eq!(meaning(&place, "kept.csv"), meaning(&place, "new.csv"));
    assert!(place.run(line).text().contains("added 0, changed 0, removed 0"));
}

#[test]
fn an_import_with_bad_rows_is_refused_unless_they_are_to_be_set_aside() {
    let place = with_vectors();
    place.write("kept.csv", "old");
    let text = place.read_text("registry.csv");
    place.write("kept.csv", &text);
    place.write("new.csv", format!("{text}club5;Плохая;1020300000017;regional;03;;;7;да;\n"));
    let refused = place.run("registry import new.csv --registry kept.csv").expect(2, &["--set-bad-aside"]);
    assert!(refused.text().contains("1020300000017"), "{}", refused.text());
    assert_eq!(place.read_text("kept.csv"), text);
    place.run("registry import new.csv --registry kept.csv --set-bad-aside").expect(0, &[]);
    assert_eq!(meaning(&place, "kept.csv"), meaning(&place, "registry.csv"));
    place.run("registry import new.csv").expect(2, &["--registry"]);
    place.run("registry import none.csv --registry kept.csv").expect(2, &["none.csv"]);
}

#[test]
fn a_fresh_configuration_is_written_once_and_is_right() {
    let place = Folder::new();
    place.run("config init").expect(0, &["vk-page-auditor.toml"]);
    let written = place.read("vk-page-auditor.toml");
    place.run("config show").expect(0, &[]);
    place.write("vk-page-auditor.toml", "# mine\n");
    place.run("config init").expect(2, &["--force"]);
    assert_eq!(place.read_text("vk-page-auditor.toml"), "# mine\n");
    place.run("config init --force").expect(0, &[]);
    assert_eq!(place.read("vk-page-auditor.toml"), written);
    assert_eq!(place.run("config init -").expect(0, &[]).out, written);
    place.run("config init nowhere/a.toml").expect(2, &["nowhere/a.toml"]);
}

#[test]
fn a_configuration_is_shown_with_its_origins_and_without_secrets() {
    let place = Folder::new();
    place.write("vk-page-auditor.toml", "[vk]\nretries = 3\n[[vk.tokens]]\nname = \"main\"\nfile = \"secret.token\"\n");
    place.write("secret.token", "vk1.a.letmein_letmein");
    let shown = place.run_against("http://127.0.0.1:9", "config show --lang en").expect(0, &[]);
    let text = shown.text();
    for part in ["retries = 3  # file", "VK_API_URL", "batch_size = 500  # default", "secret.token"] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
    assert!(!text.contains("letmein") && !text.contains(CANARY));
    place.write("again.toml", text);
    let again = place.run("config show --config again.toml").expect(0, &[]);
    assert!(again.text().contains("retries = 3"), "what is shown is a configuration");
}

#[test]
fn config_check_tries_everything_but_the_network() {
    let place = with_vectors();
    place.write("vk-page-auditor.toml", "[registry]\npath = \"registry.csv\"\n");
    let well = place.run_against("http://127.0.0.1:9", "config check").expect(0, &[]);
    for part in ["vk-page-auditor.toml", "registry.csv", "300", "env-1", "всё в порядке"] {
        assert!(well.text().contains(part), "{part} is not in:\n{}", well.text());
    }
    let registry = place.read_text("registry.csv");
    place.write("registry.csv", format!("{registry}id5;X;1;царь;;;;;;\n"));
    let bad = place.run_against("http://127.0.0.1:9", "config check").expect(2, &[]);
    assert!(bad.text().contains("Строка 302") && !bad.text().contains("всё в порядке"), "{}", bad.text());
}

#[test]
fn completions_for_every_shell_know_the_commands() {
    let place = Folder::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = place.run(&format!("completions {shell}")).expect(0, &[]);
        for command in COMMANDS {
            assert!(script.text().contains(command), "{shell}: {command}");
        }
        assert!(script.err.is_empty());
    }
}

#[test]
fn the_manual_names_every_command_and_option_in_both_languages() {
    let place = Folder::new();
    let (russian, english) = (place.run("man").expect(0, &[]), place.run("man --lang en").expect(0, &[]));
    for page in [russian.text(), english.text()] {
        assert!(page.starts_with(".ie") || page.contains(".TH vk-page-auditor"), "{}", &page[..200]);
        for command in COMMANDS {
            assert!(page.contains(command), "{command}");
        }
        for option in ["from\\-file", "set\\-bad\\-aside", "fail\\-on"] {
            assert!(page.contains(option), "{option}");
        }
    }
    assert!(russian.text().contains("Проверить страницы сейчас") && english.text().contains("Audit pages now"));
}

#[test]
fn help_names_every_command_in_both_languages() {
    let place = Folder::new();
    let (russian, english) = (place.run("--help").expect(0, &[]), place.run("--help --lang en").expect(0, &[]));
    for command in COMMANDS {
        let line = format!("\n  {command} ");
        assert!(russian.text().contains(&line) && english.text().contains(&line), "{command}");
    }
    assert!(russian.text().contains("Использование:") && english.text().contains("Usage:"));
    assert!(!english.text().contains(|c| CYRILLIC.contains(&c)));
    for command in COMMANDS {
        let russian = place.run(&format!("{command} --help")).expect(0, &[]);
        assert!(
            russian.text().contains("Использование:") && !russian.text().contains("Print help"),
            "{}",
            russian.text()
        );
        let english = place.run(&format!("{command} --help --lang en")).expect(0, &[]);
        assert!(!english.text().contains(|c| CYRILLIC.contains(&c)), "{}", english.text());
    }
    let names: Vec<_> =
        ["registry check", "registry import", "registry export", "config init", "config check", "config show"]
            .map(|name| place.run(&format!("{name} --help --lang=en")).expect(0, &[]).text().len())
            .into();
    assert!(names.iter().all(|length| *length > 0));
}

#[test]
fn the_version_is_that_of_the_package() {
    let place = Folder::new();
    let version = place.run("--version").expect(0, &[]);
    assert_eq!(version.text(), concat!("vk-page-auditor ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn usage_errors_are_told_in_the_language_asked_for_with_what_was_meant() {
    let place = Folder::new();
    place.run("audti club1").expect(2, &["ошибка", "audti", "audit"]);
    place.run("run --regsitry x").expect(2, &["ошибка", "--registry"]);
    place.run("run --fail-on sometimes").expect(2, &["ошибка", "sometimes", "warning"]);
    place.run("links --all club1").expect(2, &["ошибка"]);
    let english = place.run("audti club1 --lang en").expect(2, &["error", "audit"]);
    assert!(!english.err.contains(|c| CYRILLIC.contains(&c)), "{}", english.err);
}
