//! Scopes that somebody names: one that means nothing in the registry, or two things, is refused with what would be right.

use std::sync::Arc;

use vk_page_auditor::model::{NamedPlace, Ogrn, RegionCode, Scope, ScopeFault};
use vk_page_auditor::store::ScopeError;

use crate::scene::{Entry, ogrn, school};
use crate::stage::Stage;

on_both!(
    what_the_registry_has_is_taken,
    what_the_registry_does_not_have_is_refused,
    a_name_of_two_regions_wants_its_region,
    a_store_without_pages_refuses_blanks_only,
);

fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

fn scope(regions: &[&str], municipalities: &[&str]) -> Scope {
    Scope {
        regions: regions.iter().map(|code| region(code)).collect(),
        municipalities: municipalities.iter().map(|name| (*name).to_owned()).collect(),
        ..Scope::everything()
    }
}

fn at(code: &str, name: &str) -> NamedPlace {
    NamedPlace { region: Some(region(code)), municipality: name.to_owned() }
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

async fn refusal(stage: &Stage, asked: &Scope, viewer: &Scope) -> Option<ScopeFault> {
    match stage.store.check_scope(asked, viewer).await {
        Ok(()) => None,
        Err(ScopeError::Refused(fault)) => Some(fault),
        Err(ScopeError::Store(error)) => panic!("{error}"),
    }
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
    let unknown = |name: &str, like: Vec<NamedPlace>| ScopeFault::UnknownMunicipality { name: name.to_owned(), like };
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
    ] {
        assert_eq!(refusal(stage, &asked, &viewer).await, Some(unknown(leninsky[0], places)), "{asked:?}");
    }
    let wrong_region = scope(&["77"], &["Ёлкинский округ"]);
    assert!(matches!(refusal(stage, &wrong_region, &all).await, Some(ScopeFault::UnknownMunicipality { .. })));
    let stranger = Ogrn::parse("1027700132195").unwrap();
    let asked = Scope { organizations: vec![ogrn(1), stranger], ..Scope::everything() };
    assert_eq!(refusal(stage, &asked, &all).await, Some(ScopeFault::UnknownOrganization { ogrn: stranger }));
    assert_eq!(refusal(stage, &scope(&[], &[" \u{200b}"]), &all).await, Some(ScopeFault::BlankMunicipality));
}

async fn a_name_of_two_regions_wants_its_region(stage: &Stage) {
    imported(stage).await;
    let asked = scope(&[], &["Ленинский район"]);
    let regions = vec![region("03"), region("77")];
    let fault = ScopeFault::AmbiguousMunicipality { name: "Ленинский район".to_owned(), regions };
    assert_eq!(refusal(stage, &asked, &Scope::everything()).await, Some(fault));
    // of the two this person sees one
    assert_eq!(refusal(stage, &asked, &scope(&["77"], &[])).await, None);
    assert_eq!(refusal(stage, &scope(&["03", "77"], &["Ленинский район"]), &Scope::everything()).await, None);
}

async fn a_store_without_pages_refuses_blanks_only(stage: &Stage) {
    assert_eq!(refusal(stage, &scope(&["73"], &["город Ульяновск"]), &Scope::everything()).await, None);
    let blank = refusal(stage, &scope(&[], &[""]), &Scope::everything()).await;
    assert_eq!(blank, Some(ScopeFault::BlankMunicipality));
}
