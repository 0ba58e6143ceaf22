//! Scopes that somebody names: one that means nothing in the registry, or two things, is refused with what would be right.

use std::sync::Arc;

use vk_page_auditor::model::{Municipality, Ogrn, RegionCode, Scope, ScopeFault};
use vk_page_auditor::store::{PageQuery, ScopeError};

use crate::scene::{Entry, ogrn, school};
use crate::stage::Stage;

on_both!(
    what_the_registry_has_is_taken,
    what_the_registry_does_not_have_is_refused,
    a_name_of_two_regions_wants_its_region,
    a_municipality_holds_the_pages_of_its_region,
    what_left_the_registry_is_still_asked_for,
    store_and_model_agree_on_the_pages_of_every_scope,
    a_store_without_pages_refuses_blanks_only,
);

fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

fn scope(regions: &[&str], municipalities: &[&str]) -> Scope {
    Scope {
        regions: regions.iter().map(|code| region(code)).collect(),
        municipalities: municipalities.iter().map(|text| Municipality::from(*text)).collect(),
        ..Scope::everything()
    }
}

fn at(code: &str, name: &str) -> Municipality {
    Municipality { region: Some(region(code)), name: name.to_owned() }
}

/// Two schools of one municipality of region 03, one of another there, and one of its namesake in region 77.
async fn imported(stage: &Stage) {
    let mut entries: Vec<Entry> = (1..=4).map(school).collect();
    for entry in entries.iter_mut().skip(2) {
        entry.organization.municipality = Some(Arc::from("Ленинский район"));
    }
    entries[3].organization.region_code = Some(region("77"));
    stage.import(&entries).await;
}

async fn resolved(stage: &Stage, asked: &Scope, viewer: &Scope) -> Result<Scope, ScopeFault> {
    stage.store.resolve_scope(asked, viewer).await.map_err(|error| match error {
        ScopeError::Refused(fault) => fault,
        ScopeError::Store(error) => panic!("{error}"),
    })
}

async fn refusal(stage: &Stage, asked: &Scope, viewer: &Scope) -> Option<ScopeFault> {
    resolved(stage, asked, viewer).await.err()
}

async fn what_the_registry_has_is_taken(stage: &Stage) {
    imported(stage).await;
    let all = Scope::everything();
    for asked in [
        all.clone(),
        scope(&["03", "77"], &[]),
        scope(&[], &["Ёлкинский округ"]),
        scope(&["77"], &["Ленинский район"]),
        Scope { organizations: vec![ogrn(2)], ..Scope::everything() },
    ] {
        assert_eq!(refusal(stage, &asked, &all).await, None, "{asked:?}");
    }
}

async fn what_the_registry_does_not_have_is_refused(stage: &Stage) {
    imported(stage).await;
    let all = Scope::everything();
    let unknown = |name: &str, like: Vec<Municipality>| {
        let municipality = Municipality::from(name);
        ScopeFault::UnknownMunicipality { municipality, like }
    };
    let known = vec![region("03"), region("77")];
    let fault = ScopeFault::UnknownRegion { code: region("16"), known };
    assert_eq!(refusal(stage, &scope(&["03", "16"], &[]), &all).await, Some(fault));
    let like = vec![at("03", "Ёлкинский округ")];
    assert_eq!(refusal(stage, &scope(&[], &["елкинский"]), &all).await, Some(unknown("елкинский", like.clone())));
    // what is offered lies in the region that is named, and where whoever asks may look
    let leninsky = ["ленинский район"];
    let offered = |places: &[&str]| places.iter().map(|code| at(code, "Ленинский район")).collect::<Vec<_>>();
    for (asked, viewer, places) in [
        (scope(&[], &leninsky), all.clone(), offered(&["03", "77"])),
        (scope(&["77"], &leninsky), all.clone(), offered(&["77"])),
        (scope(&[], &leninsky), scope(&["03"], &[]), offered(&["03"])),
        (scope(&[], &["77:ленинский район"]), all.clone(), offered(&["77"])),
    ] {
        let named = asked.municipalities[0].to_string();
        assert_eq!(refusal(stage, &asked, &viewer).await, Some(unknown(&named, places)), "{asked:?}");
    }
    let outside = ScopeFault::OutsideRegions {
        municipality: at("77", "Ленинский район"), regions: vec![region("03")]
    };
    assert_eq!(refusal(stage, &scope(&["03"], &["77:Ленинский район"]), &all).await, Some(outside));
    assert!(refusal(stage, &scope(&[], &["16:Ленинский район"]), &all).await.is_some());
    assert!(refusal(stage, &scope(&[], &["77:Ёлкинский округ"]), &all).await.is_some());
    let wrong_region = scope(&["77"], &["Ёлкинский округ"]);
    assert!(matches!(refusal(stage, &wrong_region, &all).await, Some(ScopeFault::UnknownMunicipality { .. })));
    let stranger = Ogrn::parse("1027700132195").unwrap();
    let asked = Scope { organizations: vec![ogrn(1), stranger], ..Scope::everything() };
    assert_eq!(refusal(stage, &asked, &all).await, Some(ScopeFault::UnknownOrganization { ogrn: stranger }));
    assert_eq!(refusal(stage, &scope(&[], &[" \u{200b}"]), &all).await, Some(ScopeFault::BlankMunicipality));
}

async fn a_name_of_two_regions_wants_its_region(stage: &Stage) {
    imported(stage).await;
    let all = Scope::everything();
    let asked = scope(&[], &["Ленинский район"]);
    let places = vec![at("03", "Ленинский район"), at("77", "Ленинский район")];
    let fault = ScopeFault::AmbiguousMunicipality { name: "Ленинский район".to_owned(), places };
    assert_eq!(resolved(stage, &asked, &all).await, Err(fault.clone()));
    assert_eq!(resolved(stage, &scope(&["03", "77"], &["Ленинский район"]), &all).await, Err(fault.clone()));
    // one that an older version kept sees both
    assert_eq!(resolved(stage, &asked, &asked).await, Err(fault));
    for (asked, viewer, meant) in [
        (scope(&["77"], &["Ленинский район"]), all.clone(), scope(&["77"], &["77:Ленинский район"])),
        (scope(&[], &["77:Ленинский район"]), all.clone(), scope(&[], &["77:Ленинский район"])),
        (scope(&[], &["Ёлкинский округ"]), all.clone(), scope(&[], &["03:Ёлкинский округ"])),
        // of the two these people see one
        (asked.clone(), scope(&["77"], &[]), scope(&[], &["77:Ленинский район"])),
        (asked.clone(), scope(&[], &["03:Ленинский район"]), scope(&[], &["03:Ленинский район"])),
        (asked.clone(), Scope { organizations: vec![ogrn(4)], ..all.clone() }, scope(&[], &["77:Ленинский район"])),
    ] {
        assert_eq!(resolved(stage, &asked, &viewer).await, Ok(meant), "{asked:?} {viewer:?}");
    }
    // what others see is no question to whoever does not see it, and holds nothing of theirs
    let viewer = scope(&[], &["03:Ёлкинский округ"]);
    assert_eq!(viewer.intersect(&resolved(stage, &asked, &viewer).await.unwrap()), None);
}

async fn a_municipality_holds_the_pages_of_its_region(stage: &Stage) {
    imported(stage).await;
    for (scope, numbers) in [
        (scope(&[], &["03:Ленинский район"]), vec![3]),
        (scope(&[], &["77:Ленинский район"]), vec![4]),
        (scope(&[], &["Ленинский район"]), vec![3, 4]),
        (scope(&["03", "77"], &["77:Ленинский район"]), vec![4]),
        (scope(&["77"], &["03:Ленинский район", "Ленинский район"]), vec![4]),
        (scope(&["77"], &["03:Ленинский район"]), vec![]),
        (scope(&[], &["03:Ёлкинский округ", "77:Ленинский район"]), vec![1, 2, 4]),
        (scope(&[], &["77:Ёлкинский округ", "03:Ленинский район"]), vec![3]),
        (scope(&[], &["Ёлкинский округ", "77:Ленинский район", "77:Ёлкинский округ"]), vec![1, 2, 4]),
        (Scope { organizations: vec![ogrn(3)], ..scope(&[], &["77:Ленинский район"]) }, vec![]),
    ] {
        let pages = stage.store.pages(&PageQuery { limit: 10, ..PageQuery::within(scope.clone()) }).await.unwrap();
        let found: Vec<i64> = pages.iter().map(|page| page.id.get()).collect();
        assert_eq!(found, numbers, "{scope:?}");
    }
}

/// Every scope of up to two regions and any of these municipalities, and what it has in common with some others.
async fn store_and_model_agree_on_the_pages_of_every_scope(stage: &Stage) {
    imported(stage).await;
    let all = PageQuery { limit: 10, ..PageQuery::within(Scope::everything()) };
    let all = stage.store.pages(&all).await.unwrap();
    let texts =
        ["Ленинский район", "03:Ленинский район", "77:Ленинский район", "03:Ёлкинский округ", "77:Ёлкинский округ"];
    let viewers = [Scope::everything(), scope(&["77"], &[]), scope(&[], &["03:Ленинский район", "Ёлкинский округ"])];
    let mut seen = 0;
    for regions in [&[][..], &["03"], &["77"], &["03", "77"]] {
        for chosen in 0..1_usize << texts.len() {
            let named: Vec<&str> =
                texts.iter().enumerate().filter(|(place, _)| chosen >> place & 1 == 1).map(|(_, text)| *text).collect();
            let asked = scope(regions, &named);
            for viewer in &viewers {
                let Some(common) = asked.intersect(viewer) else { continue };
                let query = PageQuery { limit: 10, ..PageQuery::within(common.clone()) };
                let found: Vec<_> = stage.store.pages(&query).await.unwrap().into_iter().map(|page| page.id).collect();
                let admitted = all.iter().filter(|page| {
                    let region = RegionCode::parse(&page.region_code).ok();
                    [&asked, viewer].iter().all(|scope| scope.admits(region, Some(&page.municipality), None))
                });
                assert_eq!(found, admitted.map(|page| page.id).collect::<Vec<_>>(), "{common:?}");
                seen += found.len();
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

async fn what_left_the_registry_is_still_asked_for(stage: &Stage) {
    imported(stage).await;
    let mut left: Vec<Entry> = vec![school(1)];
    left[0].organization.municipality = Some(Arc::from("Ленинский район"));
    stage.import(&left).await;
    let named = |text| scope(&[], &[text]);
    let all = Scope::everything();
    // what is there comes before what was
    assert_eq!(resolved(stage, &named("Ленинский район"), &all).await, Ok(named("03:Ленинский район")));
    assert_eq!(resolved(stage, &named("77:Ленинский район"), &all).await, Ok(named("77:Ленинский район")));
    assert_eq!(resolved(stage, &named("Ёлкинский округ"), &all).await, Ok(named("03:Ёлкинский округ")));
}

async fn a_store_without_pages_refuses_blanks_only(stage: &Stage) {
    assert_eq!(refusal(stage, &scope(&["73"], &["город Ульяновск"]), &Scope::everything()).await, None);
    let blank = refusal(stage, &scope(&[], &[""]), &Scope::everything()).await;
    assert_eq!(blank, Some(ScopeFault::BlankMunicipality));
}
