//! Looks in any order: the store says of every page and finding what a naive model says that remembers every look.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use vk_page_auditor::findings::{ConfirmRule, HoldRule, State};
use vk_page_auditor::model::{Code, Scope, Severity};
use vk_page_auditor::store::{EventKind, FindingQuery, PageId, SettleRule};

use crate::scene::{Seen, violation};
use crate::stage::Stage;

const CODES: [(Code, Severity); 4] = [
    (Code::MenuHidden, Severity::Error),
    (Code::TitleNearMatch, Severity::Warning),
    (Code::FormHidden, Severity::Error),
    (Code::UrlNotCanonical, Severity::Notice),
];
const PAGES: usize = 4;

/// What a run saw of each page: `None`: it did not look; an empty list of codes: clean.
type Run = Vec<Option<Option<BTreeSet<usize>>>>;

fn any_run() -> impl Strategy<Value = Run> {
    let codes = prop::collection::btree_set(0..CODES.len(), 0..3);
    let seen = prop_oneof![4 => codes.prop_map(Some), 1 => Just(None)];
    prop::collection::vec(prop::option::weighted(0.8, seen), PAGES)
}

fn any_story() -> impl Strategy<Value = ((u32, u32), Vec<Run>)> {
    let rule = prop_oneof![Just((2, 2)), Just((2, 3)), Just((1, 1)), Just((3, 5))];
    (rule, prop::collection::vec(any_run(), 1..12))
}

/// A finding of the model: every look at its page since the one that made it suspicious, and what came of them.
#[derive(Default)]
struct Naive {
    /// Since it was first seen, or seen again after it had closed.
    looks: Vec<bool>,
    is_open: bool,
    was_open: bool,
    told: Vec<EventKind>,
}

impl Naive {
    fn look(&mut self, seen: bool, (confirm, of): (u32, u32)) {
        if self.looks.is_empty() && !seen {
            return;
        }
        self.looks.push(seen);
        let last: Vec<bool> = self.looks.iter().rev().take(of as usize).copied().collect();
        let sights = last.iter().filter(|seen| **seen).count();
        if !self.is_open && sights >= confirm as usize {
            self.told.push(if self.was_open { EventKind::FindingReopened } else { EventKind::FindingOpened });
            (self.is_open, self.was_open) = (true, true);
        } else if last.len() - sights >= confirm as usize {
            if self.is_open {
                self.told.push(EventKind::FindingClosed);
            }
            self.is_open = false;
            self.looks.clear();
        }
    }
}

async fn tell(stage: &Stage, rule: (u32, u32), story: &[Run]) -> Result<(), TestCaseError> {
    let pages = stage.schools(PAGES as u64).await;
    let settle = SettleRule {
        confirm: ConfirmRule::new(rule.0, rule.1).unwrap(),
        hold: HoldRule { least: 1_000, ..HoldRule::default() },
        ..stage.rule
    };
    let mut model: BTreeMap<(PageId, usize), Naive> = BTreeMap::new();
    for run in story {
        stage.pass_a_day();
        let mut seen = Vec::new();
        for (page, look) in pages.iter().zip(run) {
            let Some(look) = look else { continue };
            let Some(codes) = look else {
                seen.push((*page, Seen::Nothing));
                continue;
            };
            let violations = codes.iter().map(|code| violation(CODES[*code].0, CODES[*code].1, "as seen"));
            seen.push((*page, Seen::With(violations.collect())));
            for code in 0..CODES.len() {
                model.entry((*page, code)).or_default().look(codes.contains(&code), rule);
            }
        }
        if !seen.is_empty() {
            let (_, claim) = stage.look("daily", &seen).await;
            stage.store.settle(&claim, &settle, stage.now()).await.unwrap();
        }
    }
    let events = stage.events().await;
    let open = FindingQuery { states: vec![State::Open], limit: 1_000, ..FindingQuery::within(Scope::everything()) };
    let open = stage.store.findings(&open).await.unwrap();
    for ((page, code), naive) in &model {
        let code = CODES[*code].0;
        let told: Vec<EventKind> = events
            .iter()
            .filter(|event| event.page == Some(*page) && event.code == code.as_str())
            .map(|event| event.kind.known().unwrap())
            .collect();
        prop_assert_eq!(&told, &naive.told, "{} {}", page, code);
        let is_open = open.iter().any(|finding| finding.page == *page && finding.code == code);
        prop_assert_eq!(is_open, naive.is_open, "{} {}", page, code);
    }
    prop_assert_eq!(stage.store.check().await.unwrap(), vec![]);
    Ok(())
}

fn stories(cases: u32, stage: impl AsyncFn() -> Stage) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let told = runner.run(&any_story(), |(rule, story)| {
        runtime.block_on(async {
            let stage = stage().await;
            let told = tell(&stage, rule, &story).await;
            stage.end().await;
            told
        })
    });
    if let Err(failure) = told {
        panic!("{failure}");
    }
}

#[test]
fn any_looks_are_taken_as_the_model_says_in_sqlite() {
    stories(40, Stage::sqlite);
}

#[test]
fn any_looks_are_taken_as_the_model_says_in_postgresql() {
    stories(10, Stage::postgres);
}
