//! Small cases from life: what must be said of each page, and how.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::program::Folder;

fn folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cases").join(case)
}

/// The pages of a report on a case, by number.
fn audited(case: &str) -> BTreeMap<u64, Value> {
    let (place, from) = (Folder::new(), folder(case));
    place.copy(&from.join("vk.json"));
    let has_registry = from.join("registry.csv").exists();
    let line = if has_registry {
        place.copy(&from.join("registry.csv"));
        "run --registry registry.csv".to_owned()
    } else {
        let answer: Value = serde_json::from_slice(&fs::read(from.join("vk.json")).unwrap()).unwrap();
        let groups = answer["response"]["groups"].as_array().unwrap().iter();
        let pages: Vec<_> = groups.map(|group| format!("club{}", group["id"])).collect();
        format!("audit {}", pages.join(" "))
    };
    let ended = place.run(&format!("{line} --from-file vk.json --no-covers --format ndjson"));
    ended.pages().into_iter().map(|page| (page["page"]["group_id"].as_u64().unwrap(), page)).collect()
}

/// `code form field` of each violation of a page, and all its messages.
fn told(page: &Value) -> (Vec<String>, String) {
    let violations = page["violations"].as_array().unwrap();
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let codes =
        violations.iter().map(|one| format!("{} {} {}", word(&one["code"]), word(&one["form"]), word(&one["field"])));
    let messages = violations.iter().map(|one| word(&one["message"])).collect::<Vec<_>>().join("\n");
    (codes.collect(), messages)
}

#[track_caller]
fn expect(case: &str, page: u64, codes: &[&str], words: &[&str]) {
    let pages = audited(case);
    let (found, messages) = told(&pages[&page]);
    assert_eq!(found, codes, "{case} {page}");
    for word in words {
        assert!(messages.contains(word), "{case} {page} lacks {word}: {messages}");
    }
}

#[test]
fn an_okrugs_oktmo_contradicts_the_code_of_another_region() {
    for page in 1..=3 {
        expect("06-okrug-no-registry", 900_000_000 + page, &["url.inconsistent polls mun_code"], &["mun_code"]);
    }
}

#[test]
fn hidden_items_have_no_position() {
    for page in 1..=3 {
        expect("07-hidden-item-before-forms", 900_000_000 + page, &[], &[]);
    }
}

#[test]
fn a_control_character_is_named_and_a_host_with_two_dots_is_another_one() {
    expect("08-control-character", 900_000_001, &["url.whitespace messages -"], &["U+0007"]);
    expect("08-control-character", 900_000_002, &["url.host messages -"], &["pos.gosuslugi.ru.."]);
}

#[test]
fn one_mistake_is_one_violation() {
    for (page, code, word) in [
        (1, "url.other_level polls -", "mun_code"),
        (2, "url.path polls -", "/og/widgets/view"),
        (3, "url.param_misspelt messages utm_medium", "utm_medum"),
        (4, "url.separator messages -", "#?"),
        (5, "url.separator messages -", "«;»"),
        (6, "url.escaped messages -", "&amp"),
        (7, "url.escaped messages -", "\\_"),
        (8, "form.misplaced - -", "2, 3"),
    ] {
        expect("09-one-defect-many-violations", 900_000_000 + page, &[code], &[word]);
    }
}

#[test]
fn the_place_and_the_name_of_what_nobody_sees_are_shown() {
    expect("10-whitespace-shown", 900_000_001, &["url.whitespace messages -"], &["U+200E", "utm_mediu"]);
    expect("10-whitespace-shown", 900_000_002, &["url.whitespace messages -"], &["%2520", "utm_mediu"]);
}

#[test]
fn encoded_spaces_at_the_ends_reach_the_site() {
    let both = ["url.whitespace messages -", "url.whitespace polls -"];
    expect("11-encoded-space-at-end", 900_000_001, &both, &["%20", "%0A"]);
    expect("11-encoded-space-at-end", 900_000_002, &both, &["«+»", "%E2%80%8B"]);
}

#[test]
fn lost_underscores_are_one_violation() {
    for (part, code, words) in [
        ("a-as-space", "url.whitespace messages -", ["utm%20source", "%20"]),
        ("b-gone", "url.param_misspelt polls -", ["muncode, utmsource", "mun_code"]),
        ("c-split-more", "url.whitespace messages -", ["utm%20source", "%20"]),
    ] {
        expect(&format!("15-underscore-lost/{part}"), 900_001_002, &[code], &words);
    }
}

#[test]
fn what_used_to_give_two_violations_gives_one() {
    for (part, code, word) in [
        ("a-opald", "url.param_misspelt messages opaId", "opald"),
        ("b-lost-amp", "url.separator polls -", "«&»"),
        ("c-path-space", "url.whitespace polls -", "org%20activities"),
        ("d-cyrillic-name", "url.param_misspelt messages utm_campaign", "не латинск"),
    ] {
        expect(&format!("16-two-for-one/{part}"), 900_001_002, &[code], &[word]);
    }
}

#[test]
fn both_hosts_of_vks_redirector_are_unwrapped() {
    for part in ["a-away.vk.com", "b-away.vk.ru"] {
        let codes = ["url.redirect messages -", "url.param_mismatch messages utm_campaign"];
        expect(&format!("17-away-hosts/{part}"), 900_001_002, &codes, &[]);
    }
}
