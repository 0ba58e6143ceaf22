//! What feeds, the log and badges read: that nothing is lost between parts, and that nobody learns of others' pages.

use std::collections::BTreeSet;
use std::sync::Arc;

use vk_page_auditor::feed::{self, BadgeCounts, LogQuery, News, NewsQuery};
use vk_page_auditor::model::{Code, Municipality, RegionCode, Scope, Severity};
use vk_page_auditor::store::{EventKind, NewRun, PageId, RunKind};

use crate::scene::{Entry, Seen, clean, school, violation, with};
use crate::stage::Stage;

on_both!(
    suspicions_and_empty_looks_are_no_news,
    a_violation_that_becomes_lighter_is_news,
    parts_of_a_feed_make_the_whole,
    a_narrow_scope_learns_of_its_own_pages_only,
    the_mark_moves_with_the_log,
    the_log_goes_on_from_its_cursor,
    badges_count_registered_pages_of_the_scope,
);

/// Four schools, two in each of two regions and of three municipalities.
async fn region(stage: &Stage) -> Vec<PageId> {
    let mut entries: Vec<Entry> = (1..=4).map(school).collect();
    for entry in &mut entries[2..] {
        entry.organization.region_code = RegionCode::parse("77").ok();
        entry.organization.municipality = Some(Arc::from("Другой округ"));
    }
    entries[3].organization.municipality = Some(Arc::from("Третий округ"));
    stage.import(&entries).await;
    stage.store.registered_pages(None, 10).await.unwrap().iter().map(|page| page.id).collect()
}

fn of_region(code: &str) -> Scope {
    Scope { regions: vec![RegionCode::parse(code).unwrap()], ..Scope::everything() }
}

fn of_municipality(name: &str) -> Scope {
    Scope { municipalities: vec![Municipality::from(name)], ..Scope::everything() }
}

async fn news(stage: &Stage, scope: Scope) -> News {
    feed::news(&stage.store, &NewsQuery::newest(scope)).await.unwrap()
}

/// The kinds and pages of news, the oldest first.
fn told(news: &News) -> Vec<(EventKind, Option<i64>)> {
    let told =
        |row: &vk_page_auditor::store::EventRow| (row.event.kind.known().unwrap(), row.event.page.map(PageId::get));
    news.rows.iter().rev().map(told).collect()
}

/// All parts of a feed, one after the other.
async fn parts(stage: &Stage, scope: &Scope, limit: usize) -> Vec<i64> {
    let mut query = NewsQuery { limit, ..NewsQuery::newest(scope.clone()) };
    let mut all = Vec::new();
    loop {
        let part = feed::news(&stage.store, &query).await.unwrap();
        assert!(part.rows.len() <= limit);
        all.extend(part.rows.iter().map(|row| row.event.seq));
        let Some(next) = part.next else { return all };
        assert!(query.before.is_none_or(|before| next < before), "it ends");
        query.before = Some(next);
    }
}

async fn look_often(stage: &Stage, kind: RunKind, page: PageId) {
    stage.pass_a_day();
    let new = NewRun { kind, ..stage.new_run("look", &[page]) };
    stage.store.start_run(&new, stage.now()).await.unwrap().unwrap();
    let look = stage.claim(1).await.remove(0);
    stage.finish(&look, &[crate::scene::result(page, &clean(), stage.now())]).await.unwrap();
    let settle = stage.claim(1).await.remove(0);
    stage.store.settle(&settle, &stage.rule, stage.now()).await.unwrap();
}

async fn suspicions_and_empty_looks_are_no_news(stage: &Stage) {
    let pages = region(stage).await;
    stage.day(&pages[..1], &clean()).await;
    stage.day(&pages[..1], &with(&[Code::MenuHidden])).await;
    let finished = (EventKind::RunFinished, None);
    assert_eq!(told(&news(stage, Scope::everything()).await), [finished, finished], "runs by hand are news");
    assert_eq!(news(stage, of_region("03")).await, News::default(), "nothing was confirmed");
    for _ in 0..3 {
        look_often(stage, RunKind::SecondLook, pages[1]).await;
    }
    let narrow = news(stage, Scope::everything()).await;
    assert_eq!(told(&narrow), [finished, finished], "looks between that change nothing are none");
    assert_eq!(narrow.next, None);
}

async fn a_violation_that_becomes_lighter_is_news(stage: &Stage) {
    let pages = region(stage).await;
    let seen = |severity| Seen::With(vec![violation(Code::TitleMismatch, severity, "as seen")]);
    for severity in [Severity::Error, Severity::Error, Severity::Warning, Severity::Warning] {
        stage.day(&pages[..1], &seen(severity)).await;
    }
    for scope in [Scope::everything(), of_region("03")] {
        let told = told(&news(stage, scope).await);
        let changed = (EventKind::FindingSeverityChanged, Some(1));
        assert_eq!(told.iter().filter(|one| **one == changed).count(), 1, "{told:?}");
    }
    assert_eq!(news(stage, of_region("77")).await, News::default());
}

async fn parts_of_a_feed_make_the_whole(stage: &Stage) {
    let pages = region(stage).await;
    for seen in [with(&[Code::MenuHidden, Code::TitleMismatch]), clean(), with(&[Code::PageNotFound]), clean()] {
        for _ in 0..2 {
            stage.day(&pages, &seen).await;
        }
        look_often(stage, RunKind::Recheck, pages[0]).await;
    }
    for scope in [Scope::everything(), of_region("77"), of_municipality("Третий округ")] {
        let whole = parts(stage, &scope, 200).await;
        assert!(whole.len() > 8 && whole.is_sorted_by(|newer, older| newer > older), "{whole:?}");
        for limit in [1, 2, 3, 7] {
            assert_eq!(parts(stage, &scope, limit).await, whole, "{limit} at a time");
        }
    }
}

async fn a_narrow_scope_learns_of_its_own_pages_only(stage: &Stage) {
    let pages = region(stage).await;
    for _ in 0..2 {
        stage.day(&pages, &with(&[Code::MenuHidden])).await;
    }
    let opened = |page: i64| (EventKind::FindingOpened, Some(page));
    let finished = (EventKind::RunFinished, None);
    assert_eq!(told(&news(stage, of_region("77")).await), [opened(3), opened(4), finished]);
    assert_eq!(told(&news(stage, of_municipality("Третий округ")).await), [opened(4), finished]);
    let whole = news(stage, Scope::everything()).await;
    assert!(whole.rows[0].event.detail.contains("\"pages\":4"), "{whole:?}");
    for (scope, count) in [(of_region("77"), 2), (of_municipality("Третий округ"), 1)] {
        let own = news(stage, scope).await;
        let event = &own.rows[0].event;
        assert_eq!(event.detail, format!("{{\"opened\":{count},\"reopened\":0,\"closed\":0}}"));
        assert_eq!(event.chain, [0; 32]);
    }
    // only the first page is mended: nobody else hears of that run
    let seen: Vec<(PageId, Seen)> = pages
        .iter()
        .enumerate()
        .map(|(place, page)| (*page, if place == 0 { clean() } else { with(&[Code::MenuHidden]) }))
        .collect();
    for _ in 0..2 {
        stage.pass_a_day();
        stage.run("daily", &seen).await;
    }
    assert_eq!(told(&news(stage, of_region("77")).await), [opened(3), opened(4), finished]);
    let own = told(&news(stage, of_region("03")).await);
    assert_eq!(own, [opened(1), opened(2), finished, (EventKind::FindingClosed, Some(1)), finished]);
    let nobody = news(stage, of_municipality("Нигде")).await;
    assert_eq!(nobody, News::default());
}

async fn the_mark_moves_with_the_log(stage: &Stage) {
    let empty = feed::log_mark(&stage.store).await.unwrap();
    assert_eq!((empty.newest, empty.newest_at, empty.oldest), (0, None, 0));
    let pages = region(stage).await;
    let mut before = feed::log_mark(&stage.store).await.unwrap();
    for seen in [with(&[Code::MenuHidden]), with(&[Code::MenuHidden]), clean()] {
        stage.day(&pages, &seen).await;
        let after = feed::log_mark(&stage.store).await.unwrap();
        assert!(after.newest > before.newest);
        before = after;
    }
    // a page that goes to another region leaves the feed of the first
    let mut entries: Vec<Entry> = (1..=4).map(school).collect();
    entries[0].organization.region_code = RegionCode::parse("50").ok();
    stage.import(&entries).await;
    assert!(feed::log_mark(&stage.store).await.unwrap().newest > before.newest);
    let log = stage.events().await;
    let mark = feed::log_mark(&stage.store).await.unwrap();
    assert_eq!((mark.oldest, mark.newest), (log[0].seq, log.last().unwrap().seq));
}

async fn the_log_goes_on_from_its_cursor(stage: &Stage) {
    let pages = region(stage).await;
    for _ in 0..2 {
        stage.day(&pages, &with(&[Code::MenuHidden])).await;
    }
    for scope in [Scope::everything(), of_region("77"), of_municipality("Нигде")] {
        let mut query = LogQuery { scope: scope.clone(), kinds: Vec::new(), after: 0, limit: 3 };
        let mut seen = BTreeSet::new();
        loop {
            let part = feed::log_page(&stage.store, &query).await.unwrap();
            assert!(part.rows.iter().all(|row| seen.insert(row.event.seq)), "no event comes twice");
            assert!(scope.is_everything() || part.rows.iter().all(|row| row.event.page.is_some()));
            query.after = part.cursor;
            if !part.has_more {
                break;
            }
        }
        assert_eq!(seen.is_empty(), scope == of_municipality("Нигде"));
        if scope.is_everything() {
            assert_eq!(seen.len(), stage.events().await.len());
        }
    }
}

async fn badges_count_registered_pages_of_the_scope(stage: &Stage) {
    let pages = region(stage).await;
    let seen = [clean(), with(&[Code::MenuHidden]), clean(), Seen::Nothing];
    let seen: Vec<(PageId, Seen)> = pages.iter().copied().zip(seen).collect();
    for _ in 0..2 {
        stage.pass_a_day();
        stage.run("daily", &seen).await;
    }
    let counts = |compliant, verified, pages| BadgeCounts { compliant, verified, pages };
    for (scope, expected) in [
        (Scope::everything(), counts(2, 3, 4)),
        (of_region("77"), counts(1, 1, 2)),
        (of_municipality("Третий округ"), counts(0, 0, 1)),
        (of_municipality("Нигде"), counts(0, 0, 0)),
    ] {
        assert_eq!(feed::badge_counts(&stage.store, &scope).await.unwrap(), expected);
    }
}
