//! kill -9 at any moment, again and again: in the end every page is audited, and nothing is missing or doubled.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use mock_vk::server::{Rate, Token as MockToken, TokenKind as MockKind};
use mock_vk::{Server, ServerOptions};
use vk_page_auditor::findings::State;
use vk_page_auditor::store::{
    EventKind, EventQuery, NewRun, PageQuery, Pages, Run, RunKind, RunQuery, RunState, Scope, Store, StoreUrl,
};

use super::postgres::Database;
use super::process::{CANARY, Place, until};
use super::stage::{ALL, defects, difference, findings, import, kept_policy, region, soak, store};

/// Pages of the region.
fn pages() -> usize {
    soak(6_000, 20_000)
}
/// How often the daemon is killed at the least.
fn kills_wanted() -> usize {
    soak(30, 100)
}
/// Small batches make many moments at which something is half done.
pub const BATCH: usize = 100;

/// Kills the daemon until both the run and enough kills are over.
async fn crash(url: StoreUrl, lease: Duration, longest_life: Duration) {
    let region = region(pages(), 7);
    let truth = defects(&region.truth().collect::<Vec<_>>());
    let token = MockToken::new("only", MockKind::Service, CANARY).with_rate(Rate::Unlimited);
    let server =
        Server::start(ServerOptions { tokens: vec![token], ..ServerOptions::new(region.clone()) }).await.unwrap();
    let more = format!(
        "[findings]\nsecond_look = \"1s\"\n[schedule]\nrecheck = \"0s\"\n[worker]\nlease = \"{}ms\"\n",
        lease.as_millis()
    );
    let place = Place::new(&server.url(), &url, &more);
    let text = std::fs::read_to_string(place.config()).unwrap();
    // slow enough for many lives, quick enough for a test
    std::fs::write(
        place.config(),
        text.replace("[vk]\n", &format!("[vk]\nbatch_size = {BATCH}\nspacing = \"10ms\"\n")),
    )
    .unwrap();
    let store = store(url).await;
    import(&store, &region, Timestamp::UNIX_EPOCH).await;
    begin(&store).await;
    let mut random = fastrand::Rng::with_seed(11);
    let (mut kills, wanted) = (0, kills_wanted());
    while kills < wanted || !is_done(&store).await {
        if is_done(&store).await {
            // the run was quicker than the killer: another one has the same to prove
            begin(&store).await;
        }
        let daemon = place.start("serve", CANARY, "serve.log");
        let life = Duration::from_millis(random.u64(1..u64::try_from(longest_life.as_millis()).unwrap()));
        // sleeps because the moment of the kill must be any
        tokio::time::sleep(life).await;
        if kills < wanted {
            daemon.kill();
            kills += 1;
        } else {
            until("the last daemon finishes what was begun", async || is_done(&store).await.then_some(())).await;
            daemon.kill();
        }
    }
    assert_whole(&store, pages()).await;
    assert_eq!(difference(&findings(&store, State::Open).await, &truth), std::collections::BTreeMap::new());
    assert_eq!(findings(&store, State::Suspected).await, BTreeSet::new());
    store.close().await;
}

pub async fn begin(store: &Store) {
    let now: Timestamp = Timestamp::UNIX_EPOCH;
    let new = NewRun {
        name: "whole".to_owned(),
        kind: RunKind::Manual,
        pages: Pages::Registered(Scope::everything()),
        policy: kept_policy(),
        batch_size: BATCH,
        next_look_at: now,
        due: None,
    };
    store.start_run(&new, now).await.unwrap().unwrap();
}

pub async fn runs(store: &Store, states: Vec<RunState>) -> Vec<Run> {
    store.runs(&RunQuery { states, limit: ALL, ..RunQuery::default() }).await.unwrap()
}

/// Nothing is under way, and nothing waits for a second look.
pub async fn is_done(store: &Store) -> bool {
    runs(store, vec![RunState::Running, RunState::Applying]).await.is_empty()
        && store.next_look_at().await.unwrap().is_none()
}

/// Every run counted each of its pages once, every event is there once.
pub async fn assert_whole(store: &Store, pages: usize) {
    assert_eq!(store.check().await.unwrap(), []);
    for run in runs(store, vec![RunState::Finished]).await {
        assert_eq!(run.seen + run.unverified, run.pages, "run {} of {}", run.id, run.name);
        assert_eq!(run.unverified, 0, "run {}: {:?}", run.id, run.reasons);
    }
    assert!(runs(store, vec![RunState::Held]).await.is_empty());
    let rows = store.pages(&PageQuery { limit: ALL, ..PageQuery::within(Scope::everything()) }).await.unwrap();
    assert_eq!(rows.len(), pages);
    assert!(rows.iter().all(|page| page.seen_at.is_some()), "every page was seen");
    let kinds = vec![EventKind::FindingOpened, EventKind::FindingClosed, EventKind::FindingReopened];
    let events =
        store.events(&EventQuery { kinds, limit: ALL, ..EventQuery::within(Scope::everything()) }).await.unwrap();
    let mut opened = BTreeSet::new();
    for event in &events {
        assert_eq!(event.event.kind, EventKind::FindingOpened, "nothing was mended: {event:?}");
        assert!(opened.insert(event.event.finding), "opened twice: {event:?}");
    }
    assert_eq!(opened.len(), findings(store, State::Open).await.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_daemon_on_sqlite_that_is_killed_again_and_again_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let url = StoreUrl::Sqlite(folder.path().join("crash.sqlite"));
    crash(url, Duration::from_secs(30), Duration::from_millis(500)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_daemon_on_postgresql_that_is_killed_again_and_again_loses_and_doubles_nothing() {
    let database = Database::new().await;
    // a token stays with a killed process until its lease ends
    crash(database.url(), Duration::from_secs(1), Duration::from_millis(2_200)).await;
    database.drop().await;
}
