//! The log of events: without gaps, chained, in order, each transition once, whoever writes at the same time.

use std::collections::HashMap;
use std::time::Duration;

use vk_page_auditor::model::Code;
use vk_page_auditor::store::{Event, EventKind, NewRun, PageId, SettleRule, Settled, chain_link};

use crate::scene::{Seen, clean, result, with};
use crate::stage::{LEASE, Stage};

on_both!(
    events_are_numbered_and_chained,
    runs_that_are_settled_at_once_leave_no_gap_and_no_double,
    results_and_imports_at_once_do_not_block_each_other,
);

fn is_chained(events: &[Event]) {
    let mut chains: HashMap<Option<PageId>, [u8; 32]> = HashMap::new();
    for (number, event) in (1..).zip(events) {
        assert_eq!(event.seq, number);
        let before = chains.entry(event.page).or_default();
        *before = chain_link(before, event);
        assert_eq!(event.chain, *before, "event {number}");
    }
}

async fn events_are_numbered_and_chained(stage: &Stage) {
    let pages = stage.schools(5).await;
    for seen in [with(&[Code::MenuHidden]), with(&[Code::MenuHidden]), clean(), clean()] {
        stage.day(&pages, &seen).await;
    }
    let events = stage.events().await;
    assert_eq!(events.len(), 1 + 4 + 5 + 5);
    is_chained(&events);
    assert!(events.iter().filter(|event| event.page.is_some()).all(|event| event.run.is_some()));
    stage.is_sound().await;
}

async fn runs_that_are_settled_at_once_leave_no_gap_and_no_double(stage: &Stage) {
    const RUNS: usize = 6;
    let pages = stage.schools(300).await;
    let seen = |page: &PageId| (*page, with(&[Code::MenuHidden]));
    let mut claims = Vec::new();
    for round in 0..2 {
        stage.pass_a_day();
        for number in 0..RUNS {
            // each run shares half of its pages with the next
            let mine: Vec<(PageId, Seen)> = pages.iter().cycle().skip(number * 50).take(100).map(seen).collect();
            claims.push(stage.look(&format!("run {number} of {round}"), &mine).await.1);
            stage.pass(Duration::from_secs(1));
        }
    }
    let rule =
        SettleRule { hold: vk_page_auditor::findings::HoldRule { least: 10_000, ..stage.rule.hold }, ..stage.rule };
    let settled = claims.iter().map(|claim| async {
        loop {
            match stage.store.settle(claim, &rule, stage.now()).await {
                Err(error) if error.is_passing() => {}
                settled => break settled.unwrap(),
            }
        }
    });
    let settled = futures_util::future::join_all(settled).await;
    assert!(settled.iter().all(|settled| *settled == Settled::Finished));
    let events = stage.events().await;
    is_chained(&events);
    let mut opened: Vec<_> =
        events.iter().filter(|event| event.kind == EventKind::FindingOpened).map(|event| event.page).collect();
    let all = opened.len();
    opened.sort_unstable();
    opened.dedup();
    assert_eq!(opened.len(), all, "each finding opened once");
    assert_eq!(stage.count_events(EventKind::RunFinished).await, 2 * RUNS);
    stage.is_sound().await;
}

async fn results_and_imports_at_once_do_not_block_each_other(stage: &Stage) {
    let pages = stage.schools(200).await;
    let mut backwards = pages.clone();
    backwards.reverse();
    for (number, order) in [pages.clone(), backwards, pages.clone()].into_iter().enumerate() {
        let run = NewRun { batch_size: 200, ..stage.new_run(&format!("run {number}"), &order) };
        stage.store.start_run(&run, stage.now()).await.unwrap();
    }
    let claims: Vec<_> = stage.store.claim("me", 10, stage.now(), LEASE).await.unwrap();
    assert_eq!(claims.len(), 3);
    let finish = claims.iter().enumerate().map(|(number, claim)| {
        let mut results: Vec<_> = claim.pages.iter().map(|page| result(*page, &clean(), stage.now())).collect();
        if number == 1 {
            results.reverse();
        }
        async move { stage.finish(claim, &results).await }
    });
    let mut entries: Vec<_> = (1..=200).rev().map(crate::scene::school).collect();
    for entry in &mut entries {
        entry.organization.messages_connected = Some(false);
    }
    let (finished, import) = tokio::join!(futures_util::future::join_all(finish), stage.import(&entries));
    for finished in finished {
        finished.unwrap();
    }
    assert_eq!(import.changed, 200);
    while let [claim, ..] = stage.claim(1).await.as_slice() {
        stage.store.settle(claim, &stage.rule, stage.now()).await.unwrap();
    }
    is_chained(&stage.events().await);
    stage.is_sound().await;
}
