//! Imports are taken back; and what a held run would change, and where work stands in the queue, as people are shown it.

use vk_page_auditor::model::{Code, Municipality, Verdict};
use vk_page_auditor::store::{BatchKind, ChangeKind, RegistryImport, RunKind, Scope, StagedTurn, Undone, Who};

use crate::scene::{Entry, clean, school, with};
use crate::stage::Stage;

on_both!(
    an_import_taken_back_leaves_the_registry_as_it_was,
    what_changed_again_since_stays_as_it_is,
    the_first_import_and_one_that_changed_nothing_are_not_taken_back,
    taking_back_can_itself_be_taken_back,
    a_page_that_comes_back_is_looked_at_soon,
    what_one_import_changed_is_told_in_parts,
    a_held_run_tells_what_it_would_change,
    work_that_waits_has_a_place_in_the_queue,
);

fn renamed(number: u64, name: &str) -> Entry {
    let mut entry = school(number);
    entry.organization.name = name.into();
    entry
}

async fn names(stage: &Stage) -> Vec<String> {
    let registered = stage.store.registered_pages(None, 100).await.unwrap();
    registered.into_iter().map(|page| page.organization.unwrap().name.to_string()).collect()
}

async fn undo(stage: &Stage, import: i64) -> (RegistryImport, u64) {
    stage.pass_a_day();
    match stage.store.undo_import(import, &Who::System, stage.now()).await.unwrap() {
        Undone::Made { import, overtaken } => (import, overtaken),
        other => panic!("{other:?}"),
    }
}

async fn an_import_taken_back_leaves_the_registry_as_it_was(stage: &Stage) {
    stage.import(&[school(1), school(2), school(3)]).await;
    let before = names(stage).await;
    let bad = stage.import(&[renamed(1, "Не та школа"), school(2), school(4)]).await;
    assert_ne!(names(stage).await, before);
    let (import, overtaken) = undo(stage, bad.id).await;
    assert_eq!((import.pages, import.added, import.changed, import.removed, overtaken), (3, 1, 1, 1, 0));
    assert_eq!(import.undoes(), Some(bad.id));
    assert_eq!(names(stage).await, before);
    assert_eq!(stage.store.registry_imports(1).await.unwrap(), [import]);
    stage.is_sound().await;
}

async fn what_changed_again_since_stays_as_it_is(stage: &Stage) {
    stage.import(&[school(1), school(2)]).await;
    let bad = stage.import(&[renamed(1, "Раз"), renamed(2, "Два")]).await;
    stage.import(&[renamed(1, "Три"), renamed(2, "Два")]).await;
    let (import, overtaken) = undo(stage, bad.id).await;
    assert_eq!((import.changed, overtaken), (1, 1));
    assert_eq!(names(stage).await, ["Три", "Школа № 2"]);
    stage.is_sound().await;
}

async fn the_first_import_and_one_that_changed_nothing_are_not_taken_back(stage: &Stage) {
    let first = stage.import(&[school(1)]).await;
    assert_eq!(stage.store.undo_import(first.id, &Who::System, stage.now()).await.unwrap(), Undone::Nothing);
    assert_eq!(stage.store.undo_import(first.id + 100, &Who::System, stage.now()).await.unwrap(), Undone::NoSuchImport);
    assert_eq!(stage.store.registry_imports(10).await.unwrap(), [first]);
    assert_eq!(names(stage).await, ["Школа № 1"]);
    stage.is_sound().await;
}

async fn taking_back_can_itself_be_taken_back(stage: &Stage) {
    stage.import(&[school(1), school(2)]).await;
    let import = stage.import(&[school(1), renamed(3, "Новая")]).await;
    let (back, _) = undo(stage, import.id).await;
    assert_eq!(names(stage).await, ["Школа № 1", "Школа № 2"]);
    undo(stage, back.id).await;
    assert_eq!(names(stage).await, ["Школа № 1", "Новая"]);
    assert_eq!(stage.store.undo_import(back.id, &Who::System, stage.now()).await.unwrap(), Undone::Nothing);
    stage.is_sound().await;
}

async fn a_page_that_comes_back_is_looked_at_soon(stage: &Stage) {
    let pages = stage.schools(2).await;
    let seen = with(&[Code::MenuMissing]);
    stage.day(&pages, &seen).await;
    stage.day(&pages, &seen).await;
    let bad = stage.import(&[school(1)]).await;
    let gone = stage.page(pages[1]).await;
    assert_eq!((gone.registered, gone.errors, gone.next_look_at), (false, 0, None));
    undo(stage, bad.id).await;
    let back = stage.page(pages[1]).await;
    assert_eq!(
        (back.registered, back.verdict.known().unwrap(), back.next_look_at),
        (true, Verdict::Unverified, Some(stage.now()))
    );
    stage.is_sound().await;
}

async fn what_one_import_changed_is_told_in_parts(stage: &Stage) {
    let first = stage.import(&[school(1), school(2), school(3)]).await;
    assert_eq!(stage.store.registry_changes(first.id, None, 10).await.unwrap(), []);
    let import = stage.import(&[renamed(1, "Лицей"), school(3), school(4)]).await;
    let part = stage.store.registry_changes(import.id, None, 2).await.unwrap();
    let rest = stage.store.registry_changes(import.id, Some(part[1].page), 10).await.unwrap();
    let told: Vec<_> = part.iter().chain(&rest).map(|change| change.kind.known().unwrap()).collect();
    assert_eq!(told, [ChangeKind::Changed, ChangeKind::Removed, ChangeKind::Added]);
    let name = |organization: &Option<vk_page_auditor::model::Organization>| {
        organization.as_ref().map(|organization| organization.name.to_string())
    };
    assert_eq!((name(&part[0].before), name(&part[0].after)), (Some("Школа № 1".into()), Some("Лицей".into())));
    assert_eq!((name(&part[1].before), name(&part[1].after)), (Some("Школа № 2".into()), None));
    assert_eq!((name(&rest[0].before), name(&rest[0].after)), (None, Some("Школа № 4".into())));
    assert_eq!(stage.store.registry_import(import.id).await.unwrap(), Some(import));
}

async fn a_held_run_tells_what_it_would_change(stage: &Stage) {
    let pages = stage.schools(50).await;
    stage.day(&pages, &clean()).await;
    stage.pass_a_day();
    let seen: Vec<_> = pages.iter().map(|page| (*page, with(&[Code::MenuMissing]))).collect();
    let (run, _) = stage.run("daily", &seen).await;
    let everything = Scope::everything();
    let turns = stage.store.staged_turns(run, &everything).await.unwrap();
    let turn = StagedTurn { before: Verdict::Compliant.into(), after: Verdict::Violations.into(), pages: 50 };
    assert_eq!(turns, [turn]);
    let changes = stage.store.staged_changes(run, &everything, Some(pages[47]), 10).await.unwrap();
    assert_eq!(changes.iter().map(|change| change.page).collect::<Vec<_>>(), pages[48..]);
    let elsewhere =
        Scope { municipalities: vec![Municipality::from("Другой округ")], ..Scope::everything() };
    assert_eq!(stage.store.staged_turns(run, &elsewhere).await.unwrap(), []);
    assert_eq!(stage.store.staged_changes(run, &elsewhere, None, 10).await.unwrap(), []);
}

async fn work_that_waits_has_a_place_in_the_queue(stage: &Stage) {
    let pages = stage.schools(3).await;
    let start = async |name: &str, kind, page| {
        let new = vk_page_auditor::store::NewRun { kind, ..stage.new_run(name, &pages[page..=page]) };
        stage.store.start_run(&new, stage.now()).await.unwrap().unwrap()
    };
    let scheduled = start("daily", RunKind::Scheduled, 0).await;
    let first = start("a", RunKind::OnDemand, 1).await;
    let second = start("b", RunKind::OnDemand, 2).await;
    let before = async |run| stage.store.place_in_queue(run, stage.now()).await.unwrap().map(|place| place.before);
    assert_eq!((before(first).await, before(second).await, before(scheduled).await), (Some(0), Some(1), Some(2)));
    let claim = stage.claim_one(BatchKind::Look).await;
    assert_eq!(claim.run, first);
    assert_eq!((before(first).await, before(second).await), (None, Some(1)));
}
