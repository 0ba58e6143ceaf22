//! Imports of the registry: what is new, another, gone, the same; and pages by their addresses.

use std::sync::Arc;

use vk_page_auditor::model::{Code, GroupId, Municipality, PageAddress, Verdict};
use vk_page_auditor::store::{
    EventKind, HeldBackImport, ImportTerms, Imported, ImportedFile, PageQuery, RegistryChange, Removals, RunKind, Scope,
};

use crate::scene::{Entry, clean, school, with};
use crate::stage::Stage;

on_both!(
    the_first_import_is_one_event,
    an_import_tells_what_is_new_another_and_gone,
    the_same_file_again_changes_nothing,
    another_file_of_the_same_pages_is_kept_without_changes,
    a_page_that_is_named_twice_is_taken_once,
    three_thousand_pages_are_imported_and_changed,
    a_registry_from_which_most_pages_are_gone_is_held_back,
    what_an_import_would_change_is_told_without_changing_it,
    two_imports_at_once_make_each_page_once,
    a_page_that_left_the_registry_has_no_open_findings,
    a_page_that_comes_back_is_the_same_page,
    a_changed_organisation_is_looked_at_soon,
    pages_are_found_by_their_addresses,
    a_page_is_made_once_for_an_address,
    organisations_come_back_as_they_were,
);

async fn the_first_import_is_one_event(stage: &Stage) {
    let import = stage.import(&[school(1), school(2)]).await;
    assert_eq!((import.pages, import.added, import.changed, import.removed), (2, 2, 0, 0));
    let events = stage.events().await;
    assert_eq!(
        events.iter().map(|event| event.kind.known().unwrap()).collect::<Vec<_>>(),
        [EventKind::RegistryImported]
    );
    assert_eq!(stage.store.registry_imports(10).await.unwrap(), [import]);
    stage.is_sound().await;
}

async fn an_import_tells_what_is_new_another_and_gone(stage: &Stage) {
    stage.import(&[school(1), school(2), school(3)]).await;
    let mut renamed = school(2);
    renamed.organization.name = "Лицей № 2".into();
    let import = stage.import(&[school(1), renamed, school(4), school(5)]).await;
    assert_eq!((import.pages, import.added, import.changed, import.removed), (4, 2, 1, 1));
    let mut changes = stage.changes().await;
    changes.sort_unstable();
    assert_eq!(changes, ["page.added", "page.added", "page.changed", "page.removed"]);
    let registered = stage.store.registered_pages(None, 10).await.unwrap();
    let names: Vec<_> = registered.iter().map(|page| page.organization.as_ref().unwrap().name.to_string()).collect();
    assert_eq!(names, ["Школа № 1", "Лицей № 2", "Школа № 4", "Школа № 5"]);
    let before = "SELECT COUNT(*) FROM registry_change WHERE before IS NOT NULL";
    let after = "SELECT COUNT(*) FROM registry_change WHERE after IS NOT NULL";
    assert_eq!((stage.number(before).await, stage.number(after).await), (2, 3));
    stage.is_sound().await;
}

async fn the_same_file_again_changes_nothing(stage: &Stage) {
    let first = stage.import(&[school(1), school(2)]).await;
    let before = stage.rows().await;
    stage.pass_a_day();
    let again = stage.import(&[school(1), school(2)]).await;
    assert_eq!((again.id, again.pages, again.added), (first.id, 2, 0));
    assert_eq!(stage.rows().await, before);
}

async fn another_file_of_the_same_pages_is_kept_without_changes(stage: &Stage) {
    stage.import(&[school(1), school(2)]).await;
    let again = stage.import(&[school(2), school(1)]).await;
    assert_eq!((again.id, again.pages, again.added, again.changed, again.removed), (2, 2, 0, 0, 0));
    assert!(stage.changes().await.is_empty());
}

async fn a_page_that_is_named_twice_is_taken_once(stage: &Stage) {
    let mut second = school(1);
    second.organization.name = "Другая".into();
    let import = stage.import(&[school(1), second.clone(), school(2)]).await;
    assert_eq!((import.pages, import.added), (2, 2));
    let again = stage.import(&[school(1), second, school(2), school(2)]).await;
    assert_eq!((again.pages, again.added, again.changed), (2, 0, 0));
    let page = &stage.store.registered_pages(None, 1).await.unwrap()[0];
    assert_eq!(&*page.organization.as_ref().unwrap().name, "Школа № 1");
}

async fn three_thousand_pages_are_imported_and_changed(stage: &Stage) {
    const PAGES: u64 = 3_000;
    let mut entries: Vec<Entry> = (1..=PAGES).map(school).collect();
    assert_eq!(stage.import(&entries).await.added, PAGES);
    for entry in &mut entries {
        entry.organization.contact_email = Some("mail@example.ru".into());
    }
    entries.truncate(2_000);
    let import = stage.import(&entries).await;
    assert_eq!((import.added, import.changed, import.removed), (0, 2_000, 1_000));
    assert_eq!(stage.store.registered_pages(None, usize::MAX).await.unwrap().len(), 2_000);
    stage.is_sound().await;
}

async fn a_registry_from_which_most_pages_are_gone_is_held_back(stage: &Stage) {
    let pages = stage.schools(700).await;
    stage.day(&pages[..3], &with(&[Code::MenuHidden])).await;
    stage.day(&pages[..3], &with(&[Code::MenuHidden])).await;
    let before = stage.rows().await;
    // more new pages than are written at once, so that some were before the end of the list was known
    let entries: Vec<Entry> = (600..=1_800).map(school).collect();
    let file = ImportedFile { source: "cut.csv", digest: [7; 32], set_aside: 0 };
    let limit = Removals::AtMost { share: 0.2, least: 20 };
    let import = async |removals| {
        let pages = crate::scene::registry_pages(&entries);
        let terms = ImportTerms { removals, compared_with: None, by: None };
        stage.store.import_registry_on(file, pages, terms, stage.now()).await.unwrap()
    };
    let change = RegistryChange { registered: 700, pages: 1_201, added: 1_100, changed: 0, removed: 599 };
    assert_eq!(import(limit).await, Imported::HeldBack(change));
    assert_eq!(stage.rows().await, before, "nothing was changed");
    assert_eq!(stage.page(pages[0]).await.verdict, Verdict::Violations);
    let held = HeldBackImport {
        digest: file.digest,
        at: stage.now(),
        source: "cut.csv".to_owned(),
        registered: 700,
        removed: 599,
    };
    stage.store.keep_held_back(&held).await.unwrap();
    stage.store.keep_held_back(&held).await.unwrap();
    assert_eq!(stage.store.figures().await.unwrap().held_back_import, Some(held.clone()));
    stage.store.forget_held_back().await.unwrap();
    assert_eq!(stage.store.held_back_import().await.unwrap(), None);
    stage.store.keep_held_back(&held).await.unwrap();
    assert!(matches!(import(Removals::Any).await, Imported::Made(made) if (made.added, made.removed) == (1_100, 599)));
    assert_eq!(stage.store.held_back_import().await.unwrap(), None, "what is taken over waits no more");
    stage.is_sound().await;
}

async fn what_an_import_would_change_is_told_without_changing_it(stage: &Stage) {
    stage.schools(5).await;
    let before = stage.rows().await;
    let mut entries: Vec<Entry> = (3..=9).map(school).collect();
    entries[0].organization.name = "Лицей № 3".into();
    entries.push(school(9));
    let pages = crate::scene::registry_pages(&entries);
    let change = stage.store.compare_registry(pages).await.unwrap();
    assert_eq!(change, RegistryChange { registered: 5, pages: 7, added: 4, changed: 1, removed: 2 });
    assert_eq!(stage.rows().await, before);
}

async fn two_imports_at_once_make_each_page_once(stage: &Stage) {
    let entries: Vec<Entry> = (1..=300).map(school).collect();
    tokio::join!(stage.import(&entries), stage.import(&entries));
    assert_eq!(stage.number("SELECT COUNT(*) FROM page").await, 300);
    assert_eq!(stage.count_events(EventKind::RegistryImported).await, 1);
    stage.is_sound().await;
}

async fn a_page_that_left_the_registry_has_no_open_findings(stage: &Stage) {
    let pages = stage.schools(2).await;
    stage.day(&pages, &with(&[Code::MenuHidden])).await;
    stage.day(&pages, &with(&[Code::MenuHidden, Code::FormHidden])).await;
    assert_eq!(stage.page(pages[1]).await.verdict, Verdict::Violations);
    stage.import(&[school(1)]).await;
    let row = stage.page(pages[1]).await;
    assert_eq!(
        (row.registered, row.verdict.known().unwrap(), row.errors, row.next_look_at),
        (false, Verdict::Unverified, 0, None)
    );
    let closed = stage.events().await;
    let closed: Vec<_> = closed.iter().filter(|event| event.kind == EventKind::FindingClosed).collect();
    assert_eq!(closed.len(), 1);
    assert_eq!((closed[0].page, closed[0].code.as_str()), (Some(pages[1]), "menu.hidden"));
    assert!(closed[0].detail.contains("page_removed"), "{}", closed[0].detail);
    stage.is_sound().await;
}

async fn a_page_that_comes_back_is_the_same_page(stage: &Stage) {
    let pages = stage.schools(2).await;
    stage.day(&pages, &with(&[Code::MenuHidden])).await;
    stage.day(&pages, &with(&[Code::MenuHidden])).await;
    stage.import(&[school(1)]).await;
    let import = stage.import(&[school(1), school(2)]).await;
    assert_eq!((import.added, import.removed), (1, 0));
    assert!(stage.page(pages[1]).await.registered);
    stage.day(&pages, &with(&[Code::MenuHidden])).await;
    assert_eq!(stage.page(pages[1]).await.verdict, Verdict::Unverified);
    stage.day(&pages, &with(&[Code::MenuHidden])).await;
    assert_eq!(stage.page(pages[1]).await.verdict, Verdict::Violations);
    assert_eq!(stage.count_events(EventKind::FindingReopened).await, 1);
    stage.is_sound().await;
}

async fn a_changed_organisation_is_looked_at_soon(stage: &Stage) {
    let pages = stage.schools(2).await;
    stage.day(&pages, &clean()).await;
    let mut changed = school(2);
    changed.organization.municipality = Some(Arc::from("Другой округ"));
    stage.import(&[school(1), changed]).await;
    let run = vk_page_auditor::store::NewRun {
        kind: RunKind::SecondLook,
        pages: vk_page_auditor::store::Pages::Due,
        ..stage.new_run("second-look", &[])
    };
    stage.store.start_run(&run, stage.now()).await.unwrap().unwrap();
    assert_eq!(stage.claim(1).await[0].pages, [pages[1]]);
}

async fn pages_are_found_by_their_addresses(stage: &Stage) {
    let pages = stage.schools(2).await;
    stage.day(&pages, &clean()).await;
    let find = async |text: &str| stage.store.find_page(&PageAddress::parse(text).unwrap()).await.unwrap();
    assert_eq!(find("m.vk.ru/School_2?from=x").await, Some(pages[1]));
    assert_eq!(find("https://vk.com/school_9").await, None);
    // once it was seen its number leads to it too
    let group = stage.page(pages[1]).await.group_id.unwrap();
    assert_eq!(find(&format!("club{group}")).await, Some(pages[1]));
    assert_eq!(find("club77").await, None);
}

async fn a_page_is_made_once_for_an_address(stage: &Stage) {
    let address = PageAddress::from(GroupId::new(5).unwrap());
    let make = || stage.store.page_of_address("https://vk.com/club5", &address);
    let (one, two) = tokio::join!(make(), make());
    assert_eq!(one.unwrap(), two.unwrap());
    assert_eq!(stage.number("SELECT COUNT(*) FROM page").await, 1);
    // it is in no registry until one names it
    assert!(stage.store.registered_pages(None, 10).await.unwrap().is_empty());
    let entry = Entry { url: "https://vk.com/public5".to_owned(), address, ..school(1) };
    assert_eq!(stage.import(&[entry]).await.added, 1);
    assert_eq!(stage.number("SELECT COUNT(*) FROM page").await, 1);
    stage.is_sound().await;
}

async fn organisations_come_back_as_they_were(stage: &Stage) {
    let mut entry = school(7);
    entry.organization.parent_ogrn = Some(crate::scene::ogrn(3));
    entry.organization.polls_connected = Some(false);
    let noise: String = (0..9_000_u32).map(|n| char::from_u32(0x4e00 + n * 7_919 % 20_000).unwrap()).collect();
    entry.organization.municipality = Some(noise.clone().into());
    entry.organization.contact_email = Some(noise.into());
    entry.organization.name = "«Школа» 'с' \"кавычками\" \\ и 𝒳 \u{1f600}".into();
    stage.import(std::slice::from_ref(&entry)).await;
    let page = stage.store.registered_pages(None, 1).await.unwrap().remove(0);
    assert_eq!(
        (page.url, page.address, page.organization),
        (entry.url, entry.address, Some(entry.organization.clone()))
    );
    assert_eq!(stage.store.imported_pages(&[page.id]).await.unwrap()[0].id, page.id);
    // a municipality whose name no index can hold is found all the same
    let municipality = entry.organization.municipality.unwrap().to_string();
    let scope = Scope { municipalities: vec![Municipality::from(&municipality)], ..Scope::everything() };
    assert_eq!(stage.store.count_pages(&PageQuery::within(scope)).await.unwrap(), 1);
}
