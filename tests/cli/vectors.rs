//! The 300 hand-checked pages: a saved answer of VK, their registry, and what must be said of each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::program::{Ended, Folder};
use super::schema::{assert_pages, assert_report};
use super::stand_in::{Judgement, by_url};

/// The folder of the vectors.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vectors")
}

/// A folder with the vectors in it.
pub fn with_vectors() -> Folder {
    let place = Folder::new();
    place.copy(&folder().join("registry.csv"));
    place.copy(&folder().join("vk.json"));
    place
}

/// What must be said of each page.
pub fn expected() -> BTreeMap<String, Judgement> {
    let text = std::fs::read_to_string(folder().join("expected.ndjson")).unwrap();
    let line = |line: &str| {
        let page: Value = serde_json::from_str(line).unwrap();
        let word = |value: &Value| value.as_str().map(ToOwned::to_owned);
        let defects = page["violations"].as_array().unwrap().iter();
        let defects = defects.map(|one| (word(&one[0]).unwrap(), word(&one[1]), word(&one[2]))).collect();
        (word(&page["url"]).unwrap(), Judgement { verdict: word(&page["verdict"]).unwrap(), defects })
    };
    text.lines().map(line).collect()
}

#[track_caller]
fn assert_as_expected(pages: &[Value]) {
    let expected = expected();
    assert_eq!(expected.len(), 300);
    let found: BTreeMap<String, Judgement> =
        by_url(pages).into_iter().map(|(url, page)| (url, Judgement::of(page))).collect();
    let different: Vec<_> = expected
        .iter()
        .filter(|(url, judgement)| found.get(*url) != Some(judgement))
        .map(|(url, judgement)| format!("{url}\n  expected {judgement:?}\n  found    {:?}", found.get(url)))
        .collect();
    assert!(different.is_empty(), "{} pages differ:\n{}", different.len(), different.join("\n"));
    assert_eq!(found.len(), expected.len());
}

fn audited(place: &Folder, more: &str) -> Ended {
    place.run(&format!("run --registry registry.csv --from-file vk.json --no-covers {more}"))
}

#[test]
fn every_page_of_the_vectors_is_judged_as_expected() {
    let ended = audited(&with_vectors(), "--format ndjson --output -").expect(1, &[]);
    let pages = ended.pages();
    assert_pages(&pages);
    assert_as_expected(&pages);
}

#[test]
fn language_and_format_change_nothing_of_the_judgement() {
    let place = with_vectors();
    let ended = audited(&place, "--format json --lang en").expect(1, &[]);
    let report = ended.json();
    assert_report(&report);
    assert_as_expected(report["pages"].as_array().unwrap());
    assert_eq!(report["run"]["complete"], true);
    assert_eq!(report["run"]["covers_checked"], false);
    assert_eq!(report["summary"]["pages"], 300);
    let expected = expected();
    for verdict in ["compliant", "violations"] {
        let count = expected.values().filter(|page| page.verdict == verdict).count();
        assert_eq!(report["summary"]["verdicts"][verdict], count, "{verdict}");
    }
}

#[test]
fn an_answer_that_was_saved_without_menus_accuses_nobody_of_having_none() {
    let place = with_vectors();
    let mut answer: Value = serde_json::from_slice(&place.read("vk.json")).unwrap();
    for group in answer["response"]["groups"].as_array_mut().unwrap() {
        group.as_object_mut().unwrap().remove("menu");
    }
    place.write("vk.json", answer.to_string());
    let report = audited(&place, "--format json").json();
    assert_eq!(report["summary"]["codes"]["menu.missing"], Value::Null);
    assert!(report["summary"]["unverified"]["bad_answer"].as_u64() > Some(200), "{}", report["summary"]);
    // one page alone says nothing of all the others
    let one = place.run("audit club200001013 --registry registry.csv --from-file vk.json --format json").expect(1, &[]);
    assert_eq!(one.json()["summary"]["codes"]["menu.missing"], 1);
}
