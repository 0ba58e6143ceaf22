//! Runs that change too much wait for a person.

use vk_page_auditor::access::Role;
use vk_page_auditor::model::{Code, Verdict};
use vk_page_auditor::store::{
    BatchKind, EventKind, JournalAction, JournalNote, NewRun, PageId, RunId, RunKind, RunState, Settled, StoreTrouble,
    Who,
};

use crate::access::{create, journal, rights};
use crate::scene::{Seen, clean, kinds, result, with};
use crate::stage::Stage;

on_both!(
    a_mass_change_is_held_and_nothing_else_is_told,
    a_second_look_is_never_held,
    a_released_run_counts,
    a_discarded_run_never_was,
    a_later_run_takes_the_place_of_a_held_one,
    only_held_runs_are_released,
    a_released_run_does_not_undo_what_was_seen_since,
    what_a_person_decides_is_noted_once_with_the_decision,
    what_cannot_be_noted_is_not_done,
);

/// Pages that were clean, and a run in which all of them are not.
async fn held(stage: &Stage) -> (Vec<PageId>, RunId) {
    let pages = stage.schools(50).await;
    stage.day(&pages, &clean()).await;
    stage.day(&pages, &clean()).await;
    stage.pass_a_day();
    let (run, settled) = stage.run("daily", &all(&pages, &with(&[Code::MenuMissing]))).await;
    assert_eq!(settled, Settled::Held);
    stage.is_sound().await;
    (pages, run)
}

fn all(pages: &[PageId], seen: &Seen) -> Vec<(PageId, Seen)> {
    pages.iter().map(|page| (*page, seen.clone())).collect()
}

async fn settle(stage: &Stage) -> Settled {
    let claim = stage.claim_one(BatchKind::Settle).await;
    stage.store.settle(&claim, &stage.rule, stage.now()).await.unwrap()
}

async fn a_mass_change_is_held_and_nothing_else_is_told(stage: &Stage) {
    let (pages, run) = held(stage).await;
    let events = stage.events().await;
    assert_eq!(kinds(&events), ["registry.imported", "run.finished", "run.finished", "run.held"]);
    assert_eq!(events[3].run, Some(run));
    let kept = stage.kept_run(run).await;
    assert_eq!(
        (kept.state.known().unwrap(), kept.seen_before, kept.changed, kept.finished_at),
        (RunState::Held, 50, 50, Some(stage.now()))
    );
    let hold: serde_json::Value = serde_json::from_str(&kept.hold.unwrap()).unwrap();
    assert_eq!((hold["changed"].as_u64(), hold["bound"].as_u64()), (Some(50), Some(20)));
    let row = stage.page(pages[0]).await;
    assert_eq!((row.verdict.known().unwrap(), row.look_verdict.as_deref()), (Verdict::Compliant, Some("compliant")));
    assert_eq!(stage.number("SELECT COUNT(*) FROM finding").await, 0);
    assert_eq!(stage.number("SELECT COUNT(*) FROM batch").await, 0);
    assert_eq!(stage.store.figures().await.unwrap().held_runs, 1);
}

async fn a_second_look_is_never_held(stage: &Stage) {
    let pages = stage.schools(50).await;
    stage.day(&pages, &clean()).await;
    stage.pass_a_day();
    let new = NewRun { kind: RunKind::SecondLook, ..stage.new_run("second-look", &pages) };
    let run = stage.store.start_run(&new, stage.now()).await.unwrap().unwrap();
    let claim = stage.claim_one(BatchKind::Look).await;
    let seen = with(&[Code::MenuMissing]);
    let results: Vec<_> = claim.pages.iter().map(|page| result(*page, &seen, stage.now())).collect();
    stage.finish(&claim, &results).await.unwrap();
    assert_eq!(settle(stage).await, Settled::Finished);
    assert_eq!(stage.kept_run(run).await.changed, 50);
}

async fn a_released_run_counts(stage: &Stage) {
    let (pages, run) = held(stage).await;
    stage.store.release_run(run, &Who::System, stage.now()).await.unwrap();
    assert_eq!(settle(stage).await, Settled::Finished);
    assert_eq!(stage.kept_run(run).await.state, RunState::Finished);
    assert_eq!(stage.page(pages[0]).await.look_verdict.as_deref(), Some("violations"));
    assert_eq!(stage.number("SELECT COUNT(*) FROM finding WHERE state = 'suspected'").await, 50);
    // the same again confirms it, and is no mass change any more
    stage.day(&pages, &with(&[Code::MenuMissing])).await;
    assert_eq!(stage.count_events(EventKind::FindingOpened).await, 50);
    assert_eq!(stage.count_events(EventKind::RunReleased).await, 1);
    stage.is_sound().await;
}

async fn a_discarded_run_never_was(stage: &Stage) {
    let (pages, run) = held(stage).await;
    let before = stage.page(pages[0]).await;
    stage.store.discard_run(run, &Who::System, stage.now()).await.unwrap();
    assert_eq!(stage.page(pages[0]).await, before);
    assert_eq!(stage.kept_run(run).await.state, RunState::Discarded);
    assert_eq!(kinds(&stage.events().await).last(), Some(&"run.discarded"));
    assert_eq!(stage.number("SELECT COUNT(*) FROM staged").await, 0);
    assert!(stage.claim(1).await.is_empty());
    stage.day(&pages, &clean()).await;
    assert!(stage.changes().await.is_empty());
    stage.is_sound().await;
}

async fn a_later_run_takes_the_place_of_a_held_one(stage: &Stage) {
    let (pages, run) = held(stage).await;
    // a run of another name does not
    stage.run("other", &all(&pages[..1], &clean())).await;
    assert_eq!(stage.kept_run(run).await.state, RunState::Held);
    let later = stage.day(&pages, &clean()).await;
    assert_eq!(stage.kept_run(run).await.state, RunState::Superseded);
    let events = stage.events().await;
    let discarded = events.iter().find(|event| event.kind == EventKind::RunDiscarded).unwrap();
    assert_eq!(discarded.run, Some(run));
    assert!(discarded.detail.contains("superseded") && discarded.detail.contains(&later.to_string()));
    let error = stage.store.release_run(run, &Who::System, stage.now()).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::Conflict);
    assert!(error.to_string().contains("superseded"), "{error}");
    stage.is_sound().await;
}

async fn only_held_runs_are_released(stage: &Stage) {
    let pages = stage.schools(1).await;
    let run = stage.start("daily", &pages).await;
    let error = stage.store.release_run(run, &Who::System, stage.now()).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::Conflict);
    let error = stage.store.release_run("99".parse().unwrap(), &Who::System, stage.now()).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::NotFound);
    assert!(error.to_string().contains("99"), "{error}");
}

async fn a_released_run_does_not_undo_what_was_seen_since(stage: &Stage) {
    let (pages, run) = held(stage).await;
    stage.pass_a_day();
    stage.run("asked", &all(&pages[..1], &clean())).await;
    let seen_at = stage.now();
    stage.store.release_run(run, &Who::System, stage.now()).await.unwrap();
    assert_eq!(settle(stage).await, Settled::Finished);
    let row = stage.page(pages[0]).await;
    assert_eq!((row.look_verdict.as_deref(), row.seen_at), (Some("compliant"), Some(seen_at)));
    assert_eq!(stage.page(pages[1]).await.look_verdict.as_deref(), Some("violations"));
    stage.is_sound().await;
}

async fn what_a_person_decides_is_noted_once_with_the_decision(stage: &Stage) {
    let (_, run) = held(stage).await;
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    let by = Who::person(&admin, "192.0.2.1");
    stage.store.release_run(run, &by, stage.now()).await.unwrap();
    // whoever comes second decides nothing
    assert_eq!(stage.store.release_run(run, &by, stage.now()).await.unwrap_err().trouble(), StoreTrouble::Conflict);
    assert_eq!(stage.store.discard_run(run, &by, stage.now()).await.unwrap_err().trouble(), StoreTrouble::Conflict);
    assert_eq!(settle(stage).await, Settled::Finished);
    let pages = stage.schools(1).await;
    let new = stage.new_run("asked", &pages);
    let asked = stage.store.start_run_by(&new, &by, started, stage.now()).await.unwrap().unwrap();
    let error = stage.store.start_run_by(&new, &by, started, stage.now()).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::Conflict);
    let empty = stage.new_run("empty", &[]);
    assert_eq!(stage.store.start_run_by(&empty, &by, started, stage.now()).await.unwrap(), None);
    stage.store.discard_run(asked, &by, stage.now()).await.unwrap();
    let entries = journal(stage).await;
    let told: Vec<_> = entries[1..]
        .iter()
        .map(|entry| (entry.who.as_str(), entry.action.as_str(), entry.object.clone(), entry.detail.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("admin", "run.released", run.to_string(), r#"{"name":"daily"}"#),
            ("admin", "run.started", asked.to_string(), "{}"),
            ("admin", "run.discarded", asked.to_string(), r#"{"name":"asked"}"#),
        ]
    );
    stage.is_sound().await;
}

async fn what_cannot_be_noted_is_not_done(stage: &Stage) {
    let (pages, run) = held(stage).await;
    let (rows, events) = (stage.rows().await, stage.events().await);
    stage.tamper("ALTER TABLE journal RENAME TO journal_away").await;
    stage.store.release_run(run, &Who::System, stage.now()).await.unwrap_err();
    stage.store.discard_run(run, &Who::System, stage.now()).await.unwrap_err();
    let new = stage.new_run("asked", &pages);
    stage.store.start_run_by(&new, &Who::System, started, stage.now()).await.unwrap_err();
    stage.tamper("ALTER TABLE journal_away RENAME TO journal").await;
    assert_eq!((stage.rows().await, stage.events().await), (rows, events));
    assert_eq!(stage.kept_run(run).await.state, RunState::Held);
    stage.store.release_run(run, &Who::System, stage.now()).await.unwrap();
    assert_eq!(settle(stage).await, Settled::Finished);
    stage.is_sound().await;
}

fn started(run: RunId) -> JournalNote {
    JournalNote { action: JournalAction::RunStarted, object: run.to_string(), detail: serde_json::json!({}) }
}
