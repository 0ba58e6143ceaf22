//! Backup, check and forgetting.

use std::time::Duration;

use vk_page_auditor::model::{Code, Scope};
use vk_page_auditor::store::{
    ConnectOptions, EventKind, EventQuery, PageId, Pruned, Retention, Store, StoreTrouble, StoreUrl, Who,
};

use crate::scene::{Seen, clean, violation, with};
use crate::stage::{Behind, Stage};

on_both!(
    a_backup_is_a_store_with_the_same_rows,
    a_backup_overwrites_nothing,
    planted_damage_is_found,
    what_is_old_is_forgotten_and_the_log_has_no_gap,
    what_is_open_or_held_is_never_forgotten,
    a_snapshot_that_is_in_use_stays,
);

/// A store with something in every table that a story can fill.
async fn lived_in(stage: &Stage) -> Vec<PageId> {
    let pages = stage.schools(4).await;
    let hostile = vk_page_auditor::model::Severity::Error;
    let text = Seen::With(vec![violation(Code::TitleMismatch, hostile, "\0 \u{1f600} 'ы'")]);
    for seen in [clean(), text.clone(), text.clone(), clean(), clean(), text] {
        stage.day(&pages, &seen).await;
    }
    stage.import(&[crate::scene::school(1), crate::scene::school(2), crate::scene::school(9)]).await;
    stage.store.timetable("daily", stage.now()).await.unwrap();
    stage.store.note_process("one", "serve", stage.now()).await.unwrap();
    stage.store.wish_for_tokens("one", &["t"]).await.unwrap();
    let held = vk_page_auditor::store::HeldBackImport {
        digest: [3; 32],
        at: stage.now(),
        source: "cut.csv".to_owned(),
        registered: 3,
        removed: 2,
    };
    stage.store.keep_held_back(&held).await.unwrap();
    let token = vk_page_auditor::store::TokenLease { token: "t".to_owned(), name: "n".to_owned() };
    stage.store.lease_token(&token, "one", stage.now(), Duration::from_mins(1)).await.unwrap();
    let cache = vk_page_auditor::store::PictureCache::of(&stage.store, 1_000_000);
    cache.keep_address("/a", &[1; 32], stage.now()).await.unwrap();
    let kept = vk_page_auditor::store::KeptJudgement {
        judgement: vk_page_auditor::model::CoverJudgement::Approved,
        form: None,
        scheme: None,
        score: Some(0.25),
    };
    cache.keep_judgement(&[1; 32], &[2; 32], vk_page_auditor::model::Form::Messages, &kept).await.unwrap();
    stage.look("under way", &[(pages[0], with(&[Code::MenuHidden]))]).await;
    crate::access::people_of_all_kinds(stage).await;
    pages
}

async fn a_backup_is_a_store_with_the_same_rows(stage: &Stage) {
    let pages = lived_in(stage).await;
    let mut rows = stage.rows().await;
    for (table, count) in &rows {
        assert!(*count > 0, "nothing is in {table}, so its backup is not proved");
    }
    let file = stage.path("backup.sqlite");
    stage.store.backup(&file).await.unwrap();
    assert!(!stage.path("backup.sqlite.part").exists());
    let url = StoreUrl::Sqlite(file);
    let copy = Store::open(&ConnectOptions::new(url.clone())).await.unwrap();
    assert_eq!(copy.check().await.unwrap(), []);
    // whoever puts a backup to use has nobody signed in
    rows.insert("session".to_owned(), 0);
    assert_eq!(Behind::of(&url).await.rows().await, rows);
    assert_eq!(crate::scene::page_of(&copy, pages[0]).await, stage.page(pages[0]).await);
    let query = EventQuery { limit: 1_000, ..EventQuery::within(Scope::everything()) };
    assert_eq!(copy.events(&query).await.unwrap(), stage.store.events(&query).await.unwrap());
    let cache = vk_page_auditor::store::PictureCache::of(&copy, 1_000_000);
    assert_eq!(cache.content_at("/a").await.unwrap(), Some([1; 32]));
    // it is a store of its own: work goes on in it
    let address = vk_page_auditor::model::PageAddress::parse("club99").unwrap();
    copy.page_of_address("club99", &address).await.unwrap();
    copy.close().await;
}

async fn a_backup_overwrites_nothing(stage: &Stage) {
    let file = stage.path("backup.sqlite");
    std::fs::write(&file, "precious").unwrap();
    let error = stage.store.backup(&file).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::Conflict);
    assert!(error.to_string().contains("backup.sqlite"), "{error}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "precious");
    let error = stage.store.backup(&stage.path("nowhere/backup.sqlite")).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::Missing);
    // what is left of a backup that was interrupted is no obstacle
    std::fs::write(stage.path("second.sqlite.part"), "half").unwrap();
    stage.store.backup(&stage.path("second.sqlite")).await.unwrap();
}

async fn planted_damage_is_found(stage: &Stage) {
    lived_in(stage).await;
    let damages = [
        ("DELETE FROM event WHERE seq = 4", "LogGap"),
        ("DELETE FROM event WHERE seq = 1", "LogBegins { first: 2"),
        ("DELETE FROM event WHERE seq > 5", "LogEnds { last: 5"),
        ("DELETE FROM event", "LogEnds { last: 0"),
        ("UPDATE event SET detail = '{}' WHERE kind = 'finding.opened'", "LogChain"),
        ("UPDATE event SET at = at + 1 WHERE seq = 2", "LogChain { event: 2 }"),
        ("UPDATE event SET code = 'menu.hidden' WHERE kind = 'finding.opened'", "LogChain"),
        ("UPDATE finding SET page = 12345 WHERE id = 1", "FindingOfNoPage, id: 1"),
        ("UPDATE finding SET closed_at = NULL WHERE state = 'closed'", "ClosedWithoutEnd"),
        ("UPDATE finding SET state = 'open', confirmed_at = NULL WHERE id = 2", "OpenUnconfirmed, id: 2"),
        ("UPDATE page SET verdict = 'violations' WHERE id = 1", "VerdictNotOfFindings, id: 1"),
        ("DELETE FROM snapshot", "PageWithoutSnapshot"),
        ("DELETE FROM policy", "PageWithoutPolicy"),
        ("UPDATE snapshot SET body = SUBSTR(body, 1, 20)", "Snapshot { digest"),
        ("UPDATE batch SET run = 777", "WorkOfEndedRun"),
        ("UPDATE staged SET run = 777", "ResultsOfEndedRun"),
        ("DELETE FROM batch", "RunWithoutWork"),
    ];
    stage.is_sound().await;
    let whole = stage.path("whole.sqlite");
    stage.store.backup(&whole).await.unwrap();
    for (number, (damage, told)) in damages.into_iter().enumerate() {
        // each damage is done to a store of its own; for PostgreSQL to the store and taken back
        let faults = if stage.store.is_shared() {
            let mut behind = stage.behind().await;
            let saved: Vec<String> =
                ["event", "finding", "page", "snapshot", "policy", "batch", "staged"].map(str::to_owned).to_vec();
            for table in &saved {
                behind.execute(&format!("CREATE TABLE saved_{table} AS SELECT * FROM {table}")).await;
            }
            assert!(behind.execute(damage).await > 0, "{damage}");
            let faults = stage.store.check().await.unwrap();
            for table in &saved {
                behind.execute(&format!("DELETE FROM {table}")).await;
                behind.execute(&format!("INSERT INTO {table} SELECT * FROM saved_{table}")).await;
                behind.execute(&format!("DROP TABLE saved_{table}")).await;
            }
            faults
        } else {
            let file = stage.path(&format!("damaged-{number}.sqlite"));
            std::fs::copy(&whole, &file).unwrap();
            let url = StoreUrl::Sqlite(file);
            assert!(Behind::of(&url).await.execute(damage).await > 0, "{damage}");
            let store = Store::open(&ConnectOptions::new(url)).await.unwrap();
            let faults = store.check().await.unwrap();
            store.close().await;
            faults
        };
        assert!(faults.iter().any(|fault| format!("{fault:?}").contains(told)), "{damage}: {faults:?}");
        assert!(faults.len() <= 60, "{damage}: {} faults are told", faults.len());
    }
    stage.is_sound().await;
}

const NOTHING: Duration = Duration::ZERO;
const AGES: Duration = Duration::from_hours(24 * 10_000);

async fn what_is_old_is_forgotten_and_the_log_has_no_gap(stage: &Stage) {
    let pages = stage.schools(3).await;
    for seen in [with(&[Code::MenuHidden]), with(&[Code::MenuHidden]), clean(), clean(), clean()] {
        stage.day(&pages, &seen).await;
    }
    let forever = Retention { events: AGES, closed: AGES, runs: AGES, snapshots: AGES };
    stage.store.note_process("gone", "worker", stage.now()).await.unwrap();
    assert_eq!(stage.store.prune(&forever, stage.now()).await.unwrap(), Pruned::default());
    stage.pass(Duration::from_hours(25));
    let before = stage.events().await;
    let day = Duration::from_hours(24);
    let kept = Retention { events: day * 3, closed: day, runs: day * 2, snapshots: day };
    let pruned = stage.store.prune(&kept, stage.now()).await.unwrap();
    assert_eq!((pruned.findings, pruned.runs, pruned.snapshots, pruned.processes), (3, 4, 3, 1));
    assert!(pruned.events > 0);
    let after = stage.events().await;
    assert_eq!(after, before[before.len() - after.len()..]);
    assert_eq!(after[0].seq, i64::try_from(pruned.events).unwrap() + 1);
    stage.is_sound().await;
    // what follows is chained to what was forgotten
    stage.day(&pages, &with(&[Code::MenuHidden])).await;
    stage.day(&pages, &with(&[Code::MenuHidden])).await;
    assert_eq!(stage.count_events(EventKind::FindingOpened).await, 3);
    stage.is_sound().await;
    // an event that somebody deletes from the beginning is missed
    stage.tamper(&format!("DELETE FROM event WHERE seq = {}", after[0].seq)).await;
    assert_eq!(stage.store.check().await.unwrap().len(), 1);
}

async fn what_is_open_or_held_is_never_forgotten(stage: &Stage) {
    let pages = stage.schools(30).await;
    for seen in [with(&[Code::MenuHidden]), with(&[Code::MenuHidden])] {
        stage.day(&pages, &seen).await;
    }
    stage.pass_a_day();
    let seen: Vec<_> = pages.iter().map(|page| (*page, clean())).collect();
    let (held, settled) = stage.run("daily", &seen).await;
    assert_eq!(settled, vk_page_auditor::store::Settled::Held);
    stage.start("under way", &pages[..1]).await;
    stage.pass(AGES);
    let all = Retention { events: NOTHING, closed: NOTHING, runs: NOTHING, snapshots: NOTHING };
    let pruned = stage.store.prune(&all, stage.now()).await.unwrap();
    assert_eq!((pruned.findings, pruned.runs, pruned.snapshots), (0, 2, 0));
    stage.is_sound().await;
    stage.store.release_run(held, &Who::System, stage.now()).await.unwrap();
    loop {
        let claim = stage.claim(1).await.remove(0);
        if claim.run == held {
            stage.store.settle(&claim, &stage.rule, stage.now()).await.unwrap();
            break;
        }
    }
    stage.is_sound().await;
}

async fn a_snapshot_that_is_in_use_stays(stage: &Stage) {
    let pages = stage.schools(1).await;
    for seen in [clean(), with(&[Code::MenuHidden]), clean()] {
        stage.day(&pages, &seen).await;
    }
    stage.pass_a_day();
    let all = Retention { events: AGES, closed: AGES, runs: AGES, snapshots: NOTHING };
    assert_eq!(stage.store.prune(&all, stage.now()).await.unwrap().snapshots, 1);
    let digest = stage.page(pages[0]).await.snapshot.unwrap();
    assert!(stage.store.snapshot(pages[0], &digest).await.unwrap().is_some());
    stage.is_sound().await;
}
