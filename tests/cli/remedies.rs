//! The links the program gives mend the pages it found wrong.

use std::collections::HashMap;
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::program::Folder;
use super::stand_in::{Judgement, by_url};
use super::vectors::{folder, with_vectors};

/// Few cases: each is a run of the program over all pages.
const CASES: u32 = 6;

/// The right links of each page by the address the registry gives.
fn links(place: &Folder) -> HashMap<String, [String; 2]> {
    let all = place.run("links --all --registry registry.csv --format json").expect(0, &[]).json();
    let url = |form: &Value| form["url"].as_str().unwrap().to_owned();
    let entry =
        |one: &Value| (one["page_url"].as_str().unwrap().to_owned(), [url(&one["messages"]), url(&one["polls"])]);
    all.as_array().unwrap().iter().map(entry).collect()
}

fn saved() -> Value {
    serde_json::from_slice(&fs::read(folder().join("vk.json")).unwrap()).unwrap()
}

fn audit(place: &Folder, answer: &Value) -> Vec<Value> {
    place.write("vk.json", answer.to_string());
    place.run("run --registry registry.csv --from-file vk.json --no-covers --format ndjson").pages()
}

/// The groups of an answer that can be written to, by number.
fn groups(answer: &mut Value) -> HashMap<u64, &mut Value> {
    let groups = answer["response"]["groups"].as_array_mut().unwrap();
    groups.iter_mut().map(|group| (group["id"].as_u64().unwrap(), group)).collect()
}

/// Puts the given links into the items that stand for the forms, as a page's administrator would.
fn paste_links(answer: &mut Value, pages: &[Value], links: &HashMap<String, [String; 2]>) -> usize {
    let mut groups = groups(answer);
    let mut pasted = 0;
    for page in pages {
        let Some(id) = page["page"]["group_id"].as_u64() else { continue };
        let right = &links[page["page"]["url"].as_str().unwrap()];
        for (place, item) in page["menu"].as_array().unwrap().iter().enumerate() {
            let url = match item["form"].as_str() {
                Some("messages") => &right[0],
                Some("polls") => &right[1],
                _ => continue,
            };
            groups.get_mut(&id).unwrap()["menu"]["items"][place]["url"] = json!(url);
            pasted += 1;
        }
    }
    pasted
}

#[track_caller]
fn assert_no_link_is_wrong(pages: &[Value]) {
    for (url, page) in by_url(pages) {
        let wrong: Vec<_> =
            Judgement::of(page).defects.into_iter().filter(|(code, ..)| code.starts_with("url.")).collect();
        assert!(wrong.is_empty(), "{url}: {wrong:?}\n{}", page["menu"]);
    }
}

#[test]
fn pasting_the_generated_links_leaves_no_violation_of_links() {
    let place = with_vectors();
    let mut answer = saved();
    let before = audit(&place, &answer);
    let wrong =
        before.iter().filter(|page| Judgement::of(page).defects.iter().any(|(code, ..)| code.starts_with("url.")));
    assert!(wrong.count() > 50);
    let pasted = paste_links(&mut answer, &before, &links(&place));
    assert!(pasted > 400, "{pasted} links");
    assert_no_link_is_wrong(&audit(&place, &answer));
}

#[test]
fn a_page_with_nothing_but_what_the_report_asks_for_is_compliant() {
    let place = with_vectors();
    let mut answer = saved();
    let pages = audit(&place, &answer);
    let mut groups = groups(&mut answer);
    for page in &pages {
        let Some(group) = page["page"]["group_id"].as_u64().and_then(|id| groups.remove(&id)) else { continue };
        let item = |form: &Value| {
            let cover = [json!({ "url": "https://sun9-1.userapi.com/a.jpg", "width": 376, "height": 256 })];
            json!({ "title": form["titles"][0], "url": form["url"], "type": "url", "cover": cover })
        };
        let expected = &page["expected"];
        group["menu"] = json!({ "items": [item(&expected["messages"]), item(&expected["polls"])] });
        group["is_closed"] = json!(0);
        group.as_object_mut().unwrap().remove("deactivated");
    }
    drop(groups);
    for page in audit(&place, &answer) {
        let found = Judgement::of(&page);
        assert!(["compliant", "unverified"].contains(&found.verdict.as_str()), "{}: {found:?}", page["page"]["url"]);
        let only_unofficial = found.defects.iter().all(|(code, ..)| code == "page.unofficial");
        assert!(only_unofficial, "{}: {found:?}", page["page"]["url"]);
    }
}

/// One thing people do to a menu.
#[derive(Debug, Clone)]
enum Mishap {
    Cut(usize),
    Insert(usize, String),
    Replace(&'static str, &'static str),
    Swap,
    Double,
    Upper,
}

fn mishap() -> impl Strategy<Value = Mishap> {
    let replacements = [
        ("https://", "http://"),
        ("&", "&amp;"),
        ("utm_medium", "utm_mediu m"),
        ("opaId", "opaid"),
        ("pos.gosuslugi.ru", "www.pos.gosuslugi.ru"),
        ("https://", "https://vk.com/away.php?to=https%3A%2F%2F"),
        ("=", "%3D"),
        ("/?", "?"),
        ("utm_campaign=", "utm_campaign=OGRN"),
        ("", " "),
    ];
    prop_oneof![
        (0_usize..160).prop_map(Mishap::Cut),
        (0_usize..160, "[ -~а-яё\u{200b}]{1,4}").prop_map(|(at, text)| Mishap::Insert(at, text)),
        prop::sample::select(replacements.to_vec()).prop_map(|(from, to)| Mishap::Replace(from, to)),
        Just(Mishap::Swap),
        Just(Mishap::Double),
        Just(Mishap::Upper),
    ]
}

fn spoil(group: &mut Value, mishap: &Mishap) {
    let Some(items) = group["menu"]["items"].as_array_mut() else { return };
    match mishap {
        Mishap::Swap => items.reverse(),
        Mishap::Double => items.extend(items.clone()),
        _ => {
            for item in items {
                let Some(url) = item["url"].as_str() else { continue };
                let at = |place: usize| url.char_indices().nth(place).map_or(url.len(), |(at, _)| at);
                let spoilt = match mishap {
                    Mishap::Cut(place) => url[..at(*place)].to_owned(),
                    Mishap::Insert(place, text) => format!("{}{text}{}", &url[..at(*place)], &url[at(*place)..]),
                    Mishap::Replace(from, to) => url.replacen(from, to, 1),
                    Mishap::Upper => url.to_uppercase(),
                    Mishap::Swap | Mishap::Double => unreachable!("handled above"),
                };
                item["url"] = json!(spoilt);
            }
        }
    }
}

#[test]
fn the_generated_links_mend_whatever_people_did_to_the_menu() {
    let place = with_vectors();
    let links = links(&place);
    let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
    let mishaps = prop::collection::vec(mishap(), 1..40);
    runner
        .run(&mishaps, |mishaps| {
            let mut answer = saved();
            let groups = answer["response"]["groups"].as_array_mut().unwrap();
            for (number, group) in groups.iter_mut().enumerate() {
                // each page suffers one or two of them
                spoil(group, &mishaps[number % mishaps.len()]);
                if number % 3 == 0 {
                    spoil(group, &mishaps[(number / 3) % mishaps.len()]);
                }
            }
            let pages = audit(&place, &answer);
            prop_assert_eq!(pages.len(), 300);
            paste_links(&mut answer, &pages, &links);
            assert_no_link_is_wrong(&audit(&place, &answer));
            Ok(())
        })
        .unwrap();
}
