//! Entries of the registry of which something is not known: they are kept so, and nobody sees their pages but who sees
//! everything.

use std::sync::Arc;

use vk_page_auditor::model::{Code, Level, Municipality, Organization, RegionCode, Scope};
use vk_page_auditor::store::{EventQuery, FindingQuery, PageQuery, VerdictCounts, Who};

use crate::scene::{Entry, school, with};
use crate::stage::Stage;

on_both!(
    what_is_not_known_of_an_entry_reads_back_so,
    a_page_of_no_known_region_is_in_no_scope_but_everything,
    what_becomes_known_of_an_entry_changes_it,
);

/// The first school is known, of the second nothing but its name, of the third no municipality, of the fourth no region.
fn entries() -> Vec<Entry> {
    let with = |number: u64, organization: Organization| Entry { organization, ..school(number) };
    let known = |number: u64| school(number).organization;
    vec![
        school(1),
        with(2, Organization { name: "Школа".into(), ..Organization::default() }),
        with(3, Organization { municipality: None, ..known(3) }),
        with(4, Organization { region_code: None, ..known(4) }),
    ]
}

fn scopes() -> [(Scope, Vec<i64>); 5] {
    let region = RegionCode::parse("03").unwrap();
    let municipality = "Ёлкинский округ".to_owned();
    let own = school(4).organization.ogrn.unwrap();
    [
        (Scope::everything(), vec![1, 2, 3, 4]),
        (Scope { regions: vec![region], ..Scope::everything() }, vec![1, 3]),
        (Scope { municipalities: vec![Municipality::from(&municipality)], ..Scope::everything() }, vec![1, 4]),
        (
            Scope {
                regions: vec![region],
                municipalities: vec![Municipality::from(&municipality)],
                ..Scope::everything()
            },
            vec![1],
        ),
        (Scope { organizations: vec![own], ..Scope::everything() }, vec![4]),
    ]
}

async fn what_is_not_known_of_an_entry_reads_back_so(stage: &Stage) {
    let entries = entries();
    stage.import(&entries).await;
    let kept = stage.store.registered_pages(None, 10).await.unwrap();
    let organizations: Vec<_> = kept.into_iter().map(|page| page.organization.unwrap()).collect();
    assert_eq!(organizations, entries.iter().map(|entry| entry.organization.clone()).collect::<Vec<_>>());
    let row = &stage.store.pages(&PageQuery { limit: 10, ..PageQuery::within(Scope::everything()) }).await.unwrap()[1];
    assert_eq!(row.organization, "Школа");
    for text in [&row.ogrn, &row.level, &row.region_code, &row.municipality] {
        assert_eq!(text, "");
    }
    let levels = async |level| {
        let query = PageQuery { level: Some(level), limit: 10, ..PageQuery::within(Scope::everything()) };
        stage.store.pages(&query).await.unwrap().len()
    };
    assert_eq!((levels(Level::Municipal).await, levels(Level::Subordinate).await), (3, 0));
    stage.is_sound().await;
}

async fn a_page_of_no_known_region_is_in_no_scope_but_everything(stage: &Stage) {
    stage.import(&entries()).await;
    let pages = stage.store.registered_pages(None, 10).await.unwrap();
    let ids: Vec<_> = pages.iter().map(|page| page.id).collect();
    for _ in 0..2 {
        stage.day(&ids, &with(&[Code::MenuHidden])).await;
    }
    for (scope, expected) in scopes() {
        let of_scope = || scope.clone();
        let query = PageQuery { limit: 10, ..PageQuery::within(of_scope()) };
        let found: Vec<i64> = stage.store.pages(&query).await.unwrap().iter().map(|page| page.id.get()).collect();
        assert_eq!(found, expected, "pages of {scope:?}");
        assert_eq!(stage.store.count_pages(&query).await.unwrap(), expected.len() as u64);
        let query = FindingQuery { limit: 10, ..FindingQuery::within(of_scope()) };
        let found = stage.store.findings(&query).await.unwrap();
        assert_eq!(found.iter().map(|row| row.page.get()).collect::<Vec<_>>(), expected, "findings of {scope:?}");
        let query = EventQuery { limit: 100, ..EventQuery::within(of_scope()) };
        let found = stage.store.events(&query).await.unwrap();
        let told: Vec<i64> = found.iter().filter_map(|row| Some(row.event.page?.get())).collect();
        assert_eq!(told, expected, "events of {scope:?}");
        let standings = stage.store.municipality_standings(&scope).await.unwrap();
        assert_eq!(standings.iter().map(|one| one.verdicts.violations).sum::<u64>(), expected.len() as u64);
        let codes = stage.store.findings_by_code(&scope).await.unwrap();
        assert_eq!(codes.iter().map(|one| one.findings).sum::<u64>(), expected.len() as u64);
    }
    let standings = stage.store.municipality_standings(&Scope::everything()).await.unwrap();
    let nowhere = standings.iter().find(|one| one.region_code.is_empty() && one.municipality.is_empty()).unwrap();
    assert_eq!(nowhere.verdicts, VerdictCounts { violations: 1, ..VerdictCounts::default() });
    stage.is_sound().await;
}

async fn what_becomes_known_of_an_entry_changes_it(stage: &Stage) {
    let mut entries = entries();
    stage.import(&entries).await;
    entries[1].organization.municipality = Some(Arc::from("Другой округ"));
    let import = stage.import(&entries).await;
    assert_eq!((import.added, import.changed, import.removed), (0, 1, 0));
    let change = stage.store.registry_changes(import.id, None, 10).await.unwrap().remove(0);
    assert_eq!(change.before.unwrap().municipality, None);
    assert_eq!(change.after.unwrap().municipality.as_deref(), Some("Другой округ"));
    stage.store.undo_import(import.id, &Who::System, stage.now()).await.unwrap();
    assert_eq!(stage.page(change.page).await.municipality, "");
    stage.is_sound().await;
}
