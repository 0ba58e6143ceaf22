//! A made-up region as others see it: registry, truth, saved answer. Starts no server.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeSet, HashMap, HashSet};

use mock_vk::region::{Code, Form, Level, Param, Verdict};
use mock_vk::{Region, RegionOptions};

fn region(seed: u64, pages: usize) -> Region {
    Region::generate(&RegionOptions { seed, pages, ..RegionOptions::default() }).unwrap()
}

fn saved(region: &Region) -> serde_json::Value {
    let mut out = Vec::new();
    region.write_vk_json("http://127.0.0.1:1", &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn the_same_seed_makes_the_same_region_and_another_seed_another() {
    let (one, two, other) = (region(7, 500), region(7, 500), region(8, 500));
    assert_eq!(one.registry_csv(), two.registry_csv());
    assert!(one.truth().eq(two.truth()));
    assert_eq!(saved(&one), saved(&two));
    assert_ne!(one.registry_csv(), other.registry_csv());
    assert!(!one.truth().eq(other.truth()));
}

#[test]
fn every_code_is_planted_from_three_hundred_pages_on() {
    for (seed, pages) in [(1, 300), (2, 300), (3, 301), (4, 350), (5, 600), (6, 1_500), (7, 300), (8, 300)] {
        let planted: HashSet<(Code, Option<Form>, Option<Param>)> = region(seed, pages)
            .truth()
            .flat_map(|truth| truth.violations)
            .map(|one| (one.code, one.form, one.field))
            .collect();
        let codes: HashSet<Code> = planted.iter().map(|(code, _, _)| *code).collect();
        let missing: Vec<_> = Code::ALL.into_iter().filter(|code| !codes.contains(code)).collect();
        assert!(missing.is_empty(), "seed {seed}, {pages} pages: {missing:?}");
        let of_params = [
            Code::UrlParamMissing,
            Code::UrlParamMalformed,
            Code::UrlParamMismatch,
            Code::UrlParamCase,
            Code::UrlParamDuplicate,
        ];
        for code in of_params {
            for (form, first) in
                [(Form::Messages, &[Param::OpaId][..]), (Form::Polls, &[Param::RegCode, Param::MunCode][..])]
            {
                for field in first.iter().copied().chain([Param::UtmSource, Param::UtmMedium, Param::UtmCampaign]) {
                    let wanted = (code, Some(form), Some(field));
                    assert!(planted.contains(&wanted), "seed {seed}, {pages} pages: {wanted:?}");
                }
            }
        }
    }
}

#[test]
fn the_share_of_correct_pages_is_the_one_asked_for() {
    for (share, expected) in [(0.0, 0), (0.45, 450), (1.0, 1_000)] {
        let options = RegionOptions { pages: 1_000, correct_share: share, ..RegionOptions::default() };
        let clean = Region::generate(&options).unwrap().truth().filter(|truth| truth.violations.is_empty()).count();
        assert_eq!(clean, expected);
    }
}

#[test]
fn verdict_follows_from_errors_alone_and_pictures_are_told_only_by_those_who_see_them() {
    for truth in region(1, 1_500).truth() {
        let wrong = truth.violations.iter().any(|one| one.code.is_error());
        assert_eq!(truth.verdict == Verdict::Violations, wrong);
        let wrong_blind = truth.violations_without_covers.iter().any(|one| one.code.is_error());
        assert_eq!(truth.verdict_without_covers == Verdict::Violations, wrong_blind);
        assert!(truth.violations_without_covers.iter().all(|one| !one.code.needs_picture()));
        let distinct: HashSet<_> = truth.violations.iter().collect();
        assert_eq!(distinct.len(), truth.violations.len(), "{}", truth.url);
        assert_eq!(truth.group_id.is_none(), truth.violations.iter().any(|one| one.code == Code::PageNotFound));
    }
}

#[test]
fn the_registry_is_one_an_auditor_takes_without_a_problem() {
    let region = region(3, 2_000);
    let mut addresses = HashSet::new();
    let mut rows: HashMap<String, Vec<String>> = HashMap::new();
    for line in region.registry_csv().lines().skip(1) {
        // Names hold no `;` and no straight quotes, so a plain split reads the cells.
        let cells: Vec<String> = line.split(';').map(str::to_owned).collect();
        assert_eq!(cells.len(), 12, "{line}");
        assert!(addresses.insert(cells[0].to_lowercase()), "{line}");
        let ogrn: u64 = cells[2].parse().unwrap();
        assert_eq!(cells[2].len(), 13);
        assert_eq!(ogrn / 10 % 11 % 10, ogrn % 10, "{line}");
        assert!(rows.insert(cells[2].clone(), cells).is_none(), "{line}");
    }
    assert_eq!(rows.len(), 2_000);
    for cells in rows.values() {
        let connected = match cells[8].as_str() {
            "" => !cells[7].is_empty(),
            word => matches!(word, "да" | "true" | "1"),
        };
        let parent = &cells[10];
        assert!(parent.is_empty() || rows.contains_key(parent));
        assert!(!connected || !cells[7].is_empty());
        assert!(connected || !parent.is_empty(), "{cells:?}");
        let municipal = !matches!(cells[3].as_str(), "regional" | "РОИВ");
        assert_eq!(municipal, !cells[5].is_empty());
        let oktmo_may_be_empty = matches!(cells[3].as_str(), "subordinate" | "Подвед" | "regional" | "РОИВ");
        assert!(matches!(cells[6].len(), 8 | 11) || (cells[6].is_empty() && oktmo_may_be_empty), "{cells:?}");
    }
}

#[test]
fn the_saved_answer_holds_every_page_but_the_unknown_ones_each_once() {
    let region = region(2, 900);
    let saved = saved(&region);
    let groups = saved["response"]["groups"].as_array().unwrap();
    let ids: BTreeSet<u64> = groups.iter().map(|group| group["id"].as_u64().unwrap()).collect();
    let expected: BTreeSet<u64> = region.truth().filter_map(|truth| truth.group_id).collect();
    assert_eq!(ids, expected);
    assert_eq!(ids.len(), groups.len());
    let names: HashSet<String> =
        groups.iter().map(|group| group["screen_name"].as_str().unwrap().to_lowercase()).collect();
    assert_eq!(names.len(), groups.len());
}

#[test]
fn every_address_of_the_registry_leads_to_its_page() {
    let region = region(4, 1_000);
    for (truth, page) in region.truth().zip(region.pages()) {
        let address = truth.url.split(['?', '#']).next().unwrap().trim_end_matches('/');
        let last = address.rsplit('/').next().unwrap().trim_start_matches('@');
        let found = region.find(last).unwrap();
        assert_eq!(region.pages()[found].id, page.id, "{}", truth.url);
    }
}

#[test]
fn an_unconnected_organisation_shows_the_account_of_its_nearest_connected_ancestor() {
    let region = region(1, 1_500);
    let world = region.world();
    let mut deep = 0;
    for (place, organization) in world.organizations.iter().enumerate().filter(|(_, one)| !one.connected) {
        let mut at = organization;
        let mut steps = 0;
        while !at.connected {
            at = &world.organizations[usize::try_from(at.parent.unwrap()).unwrap()];
            steps += 1;
        }
        deep = deep.max(steps);
        let url = world.correct_url(place, Form::Messages);
        assert!(url.contains(&format!("opaId={}&", at.opa_id.unwrap())), "{url}");
        assert!(url.ends_with(&format!("utm_campaign={}", organization.ogrn)));
    }
    assert!(deep >= 2, "trees are deeper than one step");
    assert!(world.organizations.iter().any(|one| !one.connected && one.opa_id.is_some()));
}

#[test]
fn polls_links_differ_by_level() {
    let region = region(1, 600);
    for (place, organization) in region.world().organizations.iter().enumerate() {
        let url = region.world().correct_url(place, Form::Polls);
        assert_eq!(url.contains("reg_code=03&utm_source=vk1&"), organization.level == Level::Regional, "{url}");
        assert_eq!(url.contains("mun_code=03"), organization.level != Level::Regional, "{url}");
    }
}

#[test]
fn regions_of_any_size_and_code_are_made_and_wrong_ones_refused() {
    for pages in [0, 1, 2, 5, 29, 299] {
        assert_eq!(region(1, pages).pages().len(), pages);
    }
    for code in ["111", "711", "7114", "73", "01"] {
        let options = RegionOptions { pages: 400, region_code: code.to_owned(), ..RegionOptions::default() };
        let region = Region::generate(&options).unwrap();
        assert!(region.world().municipalities.iter().all(|one| one.oktmo.len() == 8));
    }
    let wrong = RegionOptions { region_code: "00".to_owned(), ..RegionOptions::default() };
    assert!(Region::generate(&wrong).unwrap_err().to_string().contains("00"));
}

#[test]
fn hostile_text_stands_in_names_and_titles_only_when_wanted() {
    let hostile = |wanted| {
        let options = RegionOptions { pages: 2_000, hostile: wanted, ..RegionOptions::default() };
        let region = Region::generate(&options).unwrap();
        let mut saved = Vec::new();
        region.write_vk_json("http://127.0.0.1:1", &mut saved).unwrap();
        let names = region.pages().iter().filter(|page| page.name.contains(['\u{1b}', '<', '='])).count();
        (names > 0, String::from_utf8(saved).unwrap().contains("<script>"), region.registry_csv().contains("<script>"))
    };
    assert_eq!(hostile(true), (true, true, false));
    assert_eq!(hostile(false), (false, false, false));
}
