//! Made-up pages whose truth is known by construction: exactly these violations, each once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::program::Folder;
use super::stand_in::by_url;

/// Code, form and field of a violation.
type Defect = (String, Option<String>, Option<String>);

/// The folder of the vectors.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rules")
}

fn word(value: &Value) -> Option<String> {
    value.as_str().map(ToOwned::to_owned)
}

/// What must be said of each page; `None` of one whose row is set aside.
fn expected(name: &str) -> BTreeMap<String, Option<(String, Vec<Defect>)>> {
    let text = fs::read_to_string(folder().join(name)).unwrap();
    let line = |line: &str| {
        let page: Value = serde_json::from_str(line).unwrap();
        let url = word(&page["url"]).unwrap();
        if page["set_aside"] == true {
            return (url, None);
        }
        let violations = page["violations"].as_array().unwrap().iter();
        let mut defects: Vec<Defect> =
            violations.map(|one| (word(&one[0]).unwrap(), word(&one[1]), word(&one[2]))).collect();
        defects.sort();
        (url, Some((word(&page["verdict"]).unwrap(), defects)))
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(line).collect()
}

#[track_caller]
fn assert_exactly(pages: &[Value], expected: &BTreeMap<String, Option<(String, Vec<Defect>)>>) {
    let mut found = by_url(pages);
    let mut wrong = Vec::new();
    for (url, truth) in expected {
        let page = found.remove(url.as_str());
        let said = page.map(|page| {
            let violations = page["violations"].as_array().unwrap().iter();
            let mut defects: Vec<Defect> =
                violations.map(|one| (word(&one["code"]).unwrap(), word(&one["form"]), word(&one["field"]))).collect();
            defects.sort();
            (word(&page["verdict"]).unwrap(), defects)
        });
        let is_right = match (truth, &said) {
            (None, said) => {
                said.as_ref().is_none_or(|(verdict, defects)| verdict == "unverified" && defects.is_empty())
            }
            (Some(truth), said) => said.as_ref() == Some(truth),
        };
        if !is_right {
            wrong.push(format!("{url}\n  expected {truth:?}\n  found    {said:?}"));
        }
    }
    wrong.extend(found.into_keys().map(|url| format!("{url}: nobody expects this page")));
    assert!(wrong.is_empty(), "{} of {} pages differ:\n{}", wrong.len(), expected.len(), wrong.join("\n"));
}

#[test]
fn each_planted_mistake_gives_its_one_violation_and_nothing_else() {
    let place = Folder::new();
    for name in ["registry.csv", "vk.json"] {
        place.copy(&folder().join(name));
    }
    let ended = place.run("run --registry registry.csv --from-file vk.json --no-covers --format ndjson --output -");
    assert_exactly(&ended.pages(), &expected("expected.ndjson"));
}

#[test]
fn without_a_registry_only_what_the_links_themselves_say_is_told() {
    let place = Folder::new();
    place.copy(&folder().join("noreg-vk.json"));
    let pages = fs::read_to_string(folder().join("noreg-pages.txt")).unwrap();
    let pages = pages.split_whitespace().collect::<Vec<_>>().join(" ");
    let ended = place.run(&format!("audit {pages} --from-file noreg-vk.json --no-covers --format ndjson --output -"));
    assert_exactly(&ended.pages(), &expected("noreg-expected.ndjson"));
}
