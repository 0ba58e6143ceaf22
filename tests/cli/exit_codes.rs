//! Exit codes, and how `audit` finds the organisation of a page.

use serde_json::json;

use super::program::Folder;
use super::stand_in::{Judgement, Vk, region};
use super::vectors::{expected, with_vectors};

/// A page of the vectors of which this holds.
fn page_where(holds: impl Fn(&Judgement) -> bool) -> String {
    expected().into_iter().find(|(_, judgement)| holds(judgement)).expect("there is such a page").0
}

fn faultless() -> String {
    page_where(|page| page.defects.is_empty())
}

fn with_warnings_only() -> String {
    page_where(|page| page.verdict == "compliant" && page.defects.iter().any(|(code, ..)| code == "title.near_match"))
}

fn wrong() -> String {
    page_where(|page| page.verdict == "violations")
}

fn audit(page: &str, more: &str) -> i32 {
    let place = with_vectors();
    let line = format!("audit {page} --registry registry.csv --from-file vk.json --no-covers {more}");
    place.run(&line).code()
}

#[test]
fn a_faultless_page_ends_with_0() {
    assert_eq!(audit(&faultless(), ""), 0);
    assert_eq!(audit(&faultless(), "--fail-on warning"), 0);
}

#[test]
fn violations_end_with_1_unless_they_are_never_to_fail() {
    assert_eq!(audit(&wrong(), ""), 1);
    assert_eq!(audit(&wrong(), "--fail-on error"), 1);
    assert_eq!(audit(&wrong(), "--fail-on warning"), 1);
    assert_eq!(audit(&wrong(), "--fail-on never"), 0);
}

#[test]
fn warnings_end_with_1_only_when_asked() {
    assert_eq!(audit(&with_warnings_only(), ""), 0);
    assert_eq!(audit(&with_warnings_only(), "--fail-on warning"), 1);
    assert_eq!(audit(&with_warnings_only(), "--fail-on never"), 0);
}

#[test]
fn the_configuration_says_what_fails_unless_the_command_line_does() {
    let place = with_vectors();
    place.write("vk-page-auditor.toml", "[report]\nfail_on = \"never\"\n");
    let line = format!("audit {} --registry registry.csv --from-file vk.json", wrong());
    place.run(&line).expect(0, &[]);
    place.run(&format!("{line} --fail-on error")).expect(1, &[]);
}

#[test]
fn a_page_that_could_not_be_seen_ends_with_3_and_violations_go_first() {
    assert_eq!(audit("club1", ""), 3);
    assert_eq!(audit(&format!("club1 {}", faultless()), ""), 3);
    assert_eq!(audit(&format!("club1 {}", wrong()), ""), 1);
}

#[test]
fn a_row_set_aside_ends_a_run_with_3() {
    let place = with_vectors();
    let registry = place.read_text("registry.csv");
    let mut rows = registry.lines();
    let (header, regional) = (rows.next().unwrap(), rows.next().unwrap());
    assert!(regional.contains(";regional;"), "the first row stands on its own");
    place.write("good.csv", format!("{header}\n{regional}\n"));
    place.write("bad.csv", format!("{header}\n{regional}\nhttps://vk.com/id5;X;1;regional;03;;;1;да;\n"));
    let line = "run --from-file vk.json --no-covers --format json --registry";
    place.run(&format!("{line} good.csv")).expect(0, &[]);
    let ended = place.run(&format!("{line} bad.csv")).expect(3, &[]);
    let report = ended.json();
    assert_eq!(report["run"]["rows_set_aside"], 1);
    let columns: Vec<_> = report["run"]["problems"].as_array().unwrap().iter().map(|one| &one["column"]).collect();
    assert!(columns.contains(&&json!("page_url")) && columns.contains(&&json!("ogrn")), "{columns:?}");
}

#[test]
fn a_captcha_ends_with_3_and_says_so() {
    let place = Folder::new();
    let region = region(20, 3, "03");
    place.write("registry.csv", region.registry_csv());
    let captcha =
        "title = \"captcha\"\n[[fault]]\nmatch = { method = \"groups.getById\" }\ndo = { error = { code = 14 } }";
    let vk = Vk::misbehaving(region.into(), mock_vk::Scenario::parse(captcha, "captcha").unwrap());
    let ended = place.run_against(&vk.url(), "run --registry registry.csv --no-covers --format json").expect(3, &[]);
    let report = ended.json();
    assert_eq!(report["run"]["complete"], false);
    assert_eq!(report["run"]["cut_short"]["reason"], "stopped");
    assert_eq!(report["summary"]["verdicts"]["unverified"], 20);
    assert_eq!(vk.server().stats().calls, 1, "an unattended program must not go on asking");
}

#[test]
fn a_wrong_command_line_ends_with_2_and_prints_nothing_to_standard_output() {
    let place = Folder::new();
    for line in [
        "",
        "audit",
        "audti club1",
        "run --no-such-option",
        "run --format docx",
        "run --fail-on sometimes",
        "run --lang de",
        "audit id1 --from-file vk.json",
        "links",
        "links --all club1",
        "completions tcsh",
        "demo --pages 0",
        "run",
    ] {
        let ended = place.run(line).expect(2, &[]);
        assert!(ended.out.is_empty() && !ended.err.is_empty(), "{line}");
    }
}

#[test]
fn a_page_finds_its_organisation_however_it_is_named() {
    let place = with_vectors();
    let registry = place.read_text("registry.csv");
    // one page that the registry names by its short name, one that it names by its number
    for word in ["/official_", "/club"] {
        let row = registry.lines().find(|row| row.contains(word)).unwrap();
        let cells: Vec<_> = row.split(';').collect();
        let number: String = cells[0].chars().filter(char::is_ascii_digit).collect();
        for page in [
            format!("club{number}"),
            format!("public{number}"),
            number.clone(),
            format!("official_{number}"),
            format!("@Official_{number}"),
            format!("https://m.vk.ru/official_{number}/?from=search#x"),
            format!("vk.com/club{number}"),
        ] {
            let line = format!("audit {page} --registry registry.csv --from-file vk.json --format json");
            let report = place.run(&line).json();
            let audited = &report["pages"][0];
            assert_eq!(audited["organization"]["ogrn"], cells[2], "{page}");
            assert_eq!(audited["page"]["url"], page);
            assert!(!audited["expected"].is_null(), "{page}");
        }
    }
}

#[test]
fn the_same_page_named_twice_is_audited_once() {
    let place = with_vectors();
    let line =
        "audit club200001013 200001013 @club200001013 --registry registry.csv --from-file vk.json --format ndjson";
    assert_eq!(place.run(line).pages().len(), 1);
}

/// A saved answer with one page whose forms belong to different regions.
fn contradicting() -> String {
    let item = |title: &str, url: &str| json!({ "title": title, "url": url, "type": "url", "cover": [] });
    let host = "https://pos.gosuslugi.ru";
    let items = [
        item("Решаем вместе", &format!("{host}/form/?opaId=12&utm_source=vk&utm_medium=73&utm_campaign=1027300001013")),
        item(
            "Высказать мнение",
            &format!("{host}/og/org-activities?reg_code=03&utm_source=vk1&utm_medium=03&utm_campaign=1027300001013"),
        ),
    ];
    let group = json!({
        "id": 77, "name": "Министерство", "screen_name": "minobr", "is_closed": 0, "type": "page",
        "menu": { "items": items },
    });
    json!({ "response": { "groups": [group], "profiles": [] } }).to_string()
}

#[test]
fn without_a_registry_a_page_is_checked_for_contradictions() {
    let place = Folder::new();
    place.write("vk.json", contradicting());
    let report = place.run("audit minobr --from-file vk.json --format json").expect(1, &[]).json();
    let page = &report["pages"][0];
    assert!(page["organization"].is_null() && report["run"]["registry"].is_null());
    let found: Vec<_> =
        page["violations"].as_array().unwrap().iter().map(|one| (&one["code"], &one["field"])).collect();
    assert!(found.contains(&(&json!("url.inconsistent"), &json!("utm_medium"))), "{found:?}");
}

#[test]
fn a_page_the_registry_does_not_know_is_checked_as_without_one() {
    let place = with_vectors();
    place.write("other.json", contradicting());
    let report =
        place.run("audit minobr --registry registry.csv --from-file other.json --format json").expect(1, &[]).json();
    assert!(report["pages"][0]["organization"].is_null());
    assert!(report["summary"]["codes"]["url.inconsistent"].as_u64() > Some(0), "{}", report["summary"]["codes"]);
}
