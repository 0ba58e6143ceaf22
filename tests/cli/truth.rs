//! Made-up regions: what the program finds is what was built into them.

use std::collections::BTreeMap;

use mock_vk::Region;
use serde_json::Value;

use super::program::Folder;
use super::schema::assert_pages;
use super::stand_in::{Judgement, Vk, approved_set, by_url, region, truth_with_covers, truth_without_covers};

#[track_caller]
fn assert_agrees(region: &Region, pages: &[Value]) {
    assert_pages(pages);
    let found = by_url(pages);
    let truth = truth_without_covers(region);
    assert_eq!(found.len(), truth.len());
    for (url, judgement) in &truth {
        assert_eq!(Judgement::of(found[url]), *judgement, "{url}");
    }
}

fn expected_code(region: &Region) -> i32 {
    i32::from(truth_without_covers(region).values().any(|page| page.verdict == "violations"))
}

#[track_caller]
fn assert_agrees_over_http(pages: usize, seed: u64, code: &str) {
    let region = region(pages, seed, code);
    let place = Folder::new();
    place.write("registry.csv", region.registry_csv());
    let vk = Vk::of(region.clone());
    let ended = place
        .run_against(&vk.url(), "run --registry registry.csv --no-covers --format ndjson --output -")
        .expect(expected_code(&region), &[]);
    assert_agrees(&region, &ended.pages());
    let stats = vk.server().stats();
    assert_eq!(stats.error_6, 0, "{stats:?}");
    assert_eq!(stats.cover_downloads, 0);
}

#[test]
fn the_demo_agrees_with_the_region_it_made_up_and_leaves_nothing_behind() {
    let place = Folder::new();
    let ended = place.run("demo --once --lang en").expect(0, &["1500/1500"]);
    assert!(ended.text().contains("1500"), "{}", ended.text());
    assert_eq!(place.names().len(), 0, "{:?}", place.names());
}

#[test]
fn the_demo_makes_up_what_it_is_asked_for_and_writes_reports() {
    let place = Folder::new();
    place.run("demo --once --pages 320 --seed 5 --output a.json --output b.xlsx").expect(0, &["320/320"]);
    assert_eq!(place.read_json("a.json")["summary"]["pages"], 320);
    assert_eq!(place.names().len(), 2, "{:?}", place.names());
}

#[test]
fn a_region_of_400_pages_agrees() {
    assert_agrees_over_http(400, 2, "03");
}

#[test]
fn autonomous_districts_and_the_regions_they_lie_in_agree() {
    for (seed, code) in (70..).zip(["111", "711", "7114", "11", "71"]) {
        assert_agrees_over_http(300, seed, code);
    }
}

#[test]
fn small_regions_agree() {
    for pages in [1, 2, 29, 120] {
        assert_agrees_over_http(pages, 1, "03");
    }
}

#[test]
fn a_region_of_more_than_one_call_agrees() {
    assert_agrees_over_http(700, 123_456, "45");
}

#[test]
fn a_region_whose_pictures_are_judged_agrees() {
    let region = region(300, 8, "03");
    let place = Folder::new();
    place.write("registry.csv", region.registry_csv());
    place.write("covers.set", approved_set());
    let vk = Vk::of(region.clone());
    let ended = place.run_against(&vk.url(), "run --registry registry.csv --format json").expect(1, &[]);
    let report = ended.json();
    assert_eq!(report["run"]["covers_checked"], true);
    let found = by_url(report["pages"].as_array().unwrap());
    for (url, judgement) in &truth_with_covers(&region) {
        assert_eq!(Judgement::of(found[url]), *judgement, "{url}");
    }
    let downloads = vk.server().stats().cover_downloads;
    assert!(downloads > 0);
    // the cache remembers what was judged: a second pass downloads nothing, and says the same
    let again = place.run_against(&vk.url(), "run --registry registry.csv --format json").expect(1, &[]).json();
    assert_eq!(again["summary"], report["summary"]);
    assert_eq!(vk.server().stats().cover_downloads, downloads, "an unchanged page costs no download");
}

#[test]
fn pictures_of_a_saved_answer_are_judged_without_any_call_to_vk() {
    let region = region(40, 8, "03");
    let place = Folder::new();
    place.write("vk-page-auditor.toml", "[covers]\nallow_loopback = true\n");
    place.write("registry.csv", region.registry_csv());
    place.write("covers.set", approved_set());
    let vk = Vk::of(region.clone());
    let mut saved = Vec::new();
    region.write_vk_json(&vk.url(), &mut saved).unwrap();
    place.write("vk.json", saved);
    let report = place.run("run --registry registry.csv --from-file vk.json --format json").expect(1, &[]).json();
    assert_eq!(report["run"]["covers_checked"], true);
    let found = by_url(report["pages"].as_array().unwrap());
    for (url, judgement) in truth_with_covers(&region) {
        let found = Judgement::of(found[&url]);
        assert!(found == judgement || found.verdict == "unverified", "{url}: {found:?}, {judgement:?}");
    }
    let stats = vk.server().stats();
    assert!(stats.cover_downloads > 0 && stats.calls == 0, "{stats:?}");
}

#[test]
fn a_saved_answer_gives_what_the_network_gives_but_for_pages_it_does_not_hold() {
    let region = region(400, 9, "73");
    let place = Folder::new();
    place.write("registry.csv", region.registry_csv());
    let mut saved = Vec::new();
    region.write_vk_json("https://sun9-1.userapi.com", &mut saved).unwrap();
    place.write("vk.json", saved);
    let line = "run --registry registry.csv --from-file vk.json --no-covers --format ndjson";
    let pages = place.run(line).expect(1, &[]).pages();
    let found = by_url(&pages);
    let truth = truth_without_covers(&region);
    let is_unknown = |page: &Judgement| page.defects.iter().any(|(code, ..)| code == "page.not_found");
    let (unknown, known): (BTreeMap<_, _>, BTreeMap<_, _>) = truth.iter().partition(|(_, page)| is_unknown(page));
    assert!(!unknown.is_empty() && !known.is_empty());
    for (url, judgement) in known {
        assert_eq!(Judgement::of(found[url]), *judgement, "{url}");
    }
    for url in unknown.into_keys() {
        let page = found[url];
        assert_eq!(
            (page["verdict"].as_str(), page["violations"].as_array().map(Vec::len)),
            (Some("unverified"), Some(0))
        );
        assert_eq!(page["unverified"]["reason"], "not_in_file", "{url}");
    }
    assert_eq!(found.len(), truth.len());
}
