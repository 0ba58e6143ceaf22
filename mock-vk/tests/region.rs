//! A made-up region as others see it: registry, truth, saved answer. Starts no server.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeSet, HashMap, HashSet};

use mock_vk::region::{Code, Form, Level, Param, Verdict};
use mock_vk::{Region, RegionOptions};

fn region(seed: u64, pages: usize) -> Region {
    Region::generate(&RegionOptions { seed, pages, gaps: true, ..RegionOptions::default() }).unwrap()
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
        let missing: Vec<_> = Code::ALL.iter().filter(|code| !codes.contains(code)).collect();
        assert!(missing.is_empty(), "seed {seed}, {pages} pages: {missing:?}");
        let of_params = [
            Code::UrlParamMissing,
            Code::UrlParamMalformed,
            Code::UrlParamMismatch,
            Code::UrlParamCase,
            Code::UrlParamDuplicate,
            Code::UrlParamMisspelt,
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

/// The rows of a registry by their cells. Names hold no `;` and no straight quotes, so a plain split reads them.
fn rows(region: &Region) -> Vec<Vec<String>> {
    let csv = region.registry_csv();
    let rows: Vec<Vec<String>> = csv.lines().skip(1).map(|line| line.split(';').map(str::to_owned).collect()).collect();
    assert!(rows.iter().all(|cells| cells.len() == 14), "every row has all cells");
    rows
}

#[test]
fn the_registry_is_one_an_auditor_takes_without_a_problem() {
    let region = region(3, 2_000);
    let rows = rows(&region);
    let mut addresses = HashSet::new();
    let mut by_ogrn: HashMap<&str, &Vec<String>> = HashMap::new();
    for cells in &rows {
        let has_page = !matches!(cells[0].as_str(), "нет" | "-" | "") && !cells[0].contains("ok.ru");
        assert!(!has_page || cells[0].contains("t.me") || addresses.insert(cells[0].to_lowercase()), "{cells:?}");
        if !cells[2].is_empty() {
            let ogrn: u64 = cells[2].parse().unwrap();
            assert_eq!(cells[2].len(), 13);
            assert_eq!(ogrn / 10 % 11 % 10, ogrn % 10, "{cells:?}");
            assert!(by_ogrn.insert(&cells[2], cells).is_none(), "{cells:?}");
        }
    }
    assert_eq!(addresses.len(), 2_000);
    let mut oktmo_of: HashMap<&str, HashSet<&str>> = HashMap::new();
    for cells in &rows {
        assert!(cells[10].is_empty() || by_ogrn.contains_key(cells[10].as_str()), "{cells:?}");
        assert!(matches!(cells[6].len(), 0 | 8 | 11), "{cells:?}");
        assert!(cells[6].is_empty() || cells[6].starts_with("03"), "{cells:?}");
        if !cells[5].is_empty() && !cells[6].is_empty() {
            oktmo_of.entry(&cells[5]).or_default().insert(&cells[6][..8]);
        }
    }
    assert!(oktmo_of.values().all(|codes| codes.len() == 1), "a municipality has one OKTMO");
}

#[test]
fn rows_lack_what_offices_do_not_know_and_some_organisations_have_no_page() {
    let rows = rows(&region(3, 2_000));
    let lack = |column: usize| rows.iter().filter(|cells| cells[column].is_empty()).count();
    assert!((20..200).contains(&lack(2)), "{} rows lack an OGRN", lack(2));
    assert!(lack(7) > 1_000, "{} rows lack an account", lack(7));
    assert!(lack(6) > 300, "{} rows lack an OKTMO", lack(6));
    let yes_without_number =
        |cells: &&Vec<String>| cells[7].is_empty() && matches!(cells[8].as_str(), "да" | "true" | "1");
    assert!(rows.iter().filter(yes_without_number).count() > 10);
    assert_eq!(rows.len() - 2_000, 2_000 / 25);
    assert!(rows.iter().filter(|cells| !cells[13].is_empty()).count() > 20);
    let options = RegionOptions { pages: 500, gaps: false, ..RegionOptions::default() };
    let whole = Region::generate(&options).unwrap();
    assert!(whole.world().without_page.is_empty());
    assert!(whole.world().organizations.iter().all(|one| one.ogrn_told && one.opa_id_told));
    assert!(whole.world().municipalities.iter().all(|one| one.oktmo_told));
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
fn polls_links_differ_by_level_and_subordinates_of_the_region_mostly_show_the_regions() {
    let region = region(1, 3_000);
    let world = region.world();
    let (mut of_region, mut all) = (0, 0);
    for (place, organization) in world.organizations.iter().enumerate() {
        let url = world.correct_url(place, Form::Polls);
        let is_regions = url.contains("reg_code=03&utm_source=vk1&");
        assert_ne!(is_regions, url.contains("mun_code=03") && url.contains("&utm_source=vk2&"), "{url}");
        let parent = organization.parent.map(|at| &world.organizations[usize::try_from(at).unwrap()]);
        match (organization.level, parent.map(|parent| parent.level)) {
            (Level::Regional, _) => assert!(is_regions),
            (Level::Municipal, _) | (Level::Subordinate, Some(Level::Municipal)) => assert!(!is_regions),
            (Level::Subordinate, Some(Level::Regional)) => {
                all += 1;
                of_region += usize::from(is_regions);
            }
            (Level::Subordinate, _) => {}
        }
    }
    assert!(all > 500 && (75..90).contains(&(100 * of_region / all)), "{of_region} of {all}");
}

#[test]
fn one_account_stands_on_the_pages_of_many_organisations() {
    let region = region(1, 1_500);
    let mut pages: HashMap<String, usize> = HashMap::new();
    for place in 0..region.pages().len() {
        let url = region.world().correct_url(place, Form::Messages);
        *pages.entry(url.split(['=', '&']).nth(1).unwrap().to_owned()).or_default() += 1;
    }
    let mut counts: Vec<usize> = pages.into_values().collect();
    counts.sort_unstable_by(|one, other| other.cmp(one));
    assert!(counts[0] >= 60 && counts[9] >= 10, "{:?}", &counts[..10]);
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
