//! Several processes on one PostgreSQL: work and tokens are shared, and none is lost when a process dies or freezes.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use mock_vk::server::{Token as MockToken, TokenKind as MockKind};
use mock_vk::{Server, ServerOptions};
use nix::sys::signal::Signal;
use vk_page_auditor::store::{NewRun, Pages, RunKind, RunQuery, RunState, Scope, Store};

use super::postgres::Database;
use super::process::{Place, until};
use super::stage::{ALL, import, kept_policy, region, store};

const PAGES: usize = 6_000;
const BATCH: usize = 100;
/// How long a dead process keeps its work and its token.
const LEASE: Duration = Duration::from_secs(2);

fn token(number: usize) -> String {
    format!("vk1.a.Canary-{number}-0123456789_abcdefghijklmnopqrstuvwxyz")
}

async fn begin(store: &Store) {
    let new = NewRun {
        name: "whole".to_owned(),
        kind: RunKind::Manual,
        pages: Pages::Registered(Scope::everything()),
        policy: kept_policy(),
        batch_size: BATCH,
        next_look_at: Timestamp::UNIX_EPOCH,
        due: None,
    };
    store.start_run(&new, Timestamp::UNIX_EPOCH).await.unwrap().unwrap();
}

async fn done_share(store: &Store) -> f64 {
    let queue = store.queue().await.unwrap();
    let batches = f64::from(u32::try_from(PAGES / BATCH + 1).unwrap());
    1.0 - f64::from(u32::try_from(queue.ready + queue.claimed).unwrap()) / batches
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_workers_one_killed_and_one_frozen_lose_nothing_and_keep_every_rate() {
    let region = region(PAGES, 21);
    let tokens: Vec<MockToken> =
        (0..3).map(|number| MockToken::new(&format!("t{number}"), MockKind::Service, &token(number))).collect();
    let server = Server::start(ServerOptions { tokens, ..ServerOptions::new(region.clone()) }).await.unwrap();
    let database = Database::new().await;
    let store = store(database.url()).await;
    import(&store, &region, Timestamp::UNIX_EPOCH).await;
    begin(&store).await;
    let more = format!("[worker]\nlease = \"{}s\"\n", LEASE.as_secs());
    let place = Place::new(&server.url(), &database.url(), &more);
    let text = std::fs::read_to_string(place.config()).unwrap();
    std::fs::write(place.config(), text.replace("[vk]\n", &format!("[vk]\nbatch_size = {BATCH}\n"))).unwrap();
    let all_tokens = (0..3).map(token).collect::<Vec<_>>().join(",");
    let mut workers: Vec<_> =
        (0..3).map(|number| place.start("worker", &all_tokens, &format!("{number}.log"))).collect();
    let shared = async || {
        store
            .figures()
            .await
            .unwrap()
            .tokens
            .iter()
            .map(|token| token.holder.clone())
            .collect::<std::collections::BTreeSet<_>>()
    };
    until("the tokens are shared out among the three", async || (shared().await.len() == 3).then_some(())).await;
    until("work has begun", async || (done_share(&store).await > 0.1).then_some(())).await;
    let frozen = workers.pop().unwrap();
    frozen.signal(Signal::SIGSTOP);
    workers.pop().unwrap().kill();
    // sleeps because the leases of both have to run out
    tokio::time::sleep(LEASE * 2).await;
    frozen.signal(Signal::SIGCONT);
    until("the run is over", async || {
        let query = RunQuery { states: vec![RunState::Finished], limit: ALL, ..RunQuery::default() };
        (!store.runs(&query).await.unwrap().is_empty()).then_some(())
    })
    .await;
    let runs = store.runs(&RunQuery { limit: ALL, ..RunQuery::default() }).await.unwrap();
    let run = &runs[0];
    assert_eq!(
        (run.state.known().unwrap(), run.pages, run.seen),
        (RunState::Finished, PAGES as u64, PAGES as u64),
        "{:?}",
        run.reasons
    );
    assert_eq!(store.check().await.unwrap(), []);
    let seen = server.stats();
    assert_eq!(seen.error_6, 0, "{seen:?}");
    let mut starts: BTreeMap<String, Vec<Duration>> = BTreeMap::new();
    for arrival in server.arrivals() {
        starts.entry(arrival.token).or_default().push(Duration::from_secs_f64(arrival.ms / 1_000.0));
    }
    assert_eq!(starts.len(), 3, "every token was used");
    for (token, mut starts) in starts {
        starts.sort();
        // VK counts by the second: never more than three in any
        for four in starts.windows(4) {
            assert!(four[3].saturating_sub(four[0]) >= Duration::from_secs(1), "{token}: {four:?}");
        }
    }
    for (worker, log) in [&workers[0], &frozen].into_iter().zip(["0.log", "2.log"]) {
        assert!(!worker.log().contains("Canary"), "{log}");
    }
    drop(workers);
    drop(frozen);
    store.close().await;
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_that_know_other_tokens_use_all_of_them_and_tell_their_health() {
    let region = region(10, 5);
    let tokens: Vec<MockToken> =
        (0..4).map(|number| MockToken::new(&format!("t{number}"), MockKind::Service, &token(number))).collect();
    let server = Server::start(ServerOptions { tokens, ..ServerOptions::new(region) }).await.unwrap();
    let database = Database::new().await;
    let store = store(database.url()).await;
    let place = Place::new(&server.url(), &database.url(), "[worker]\nlease = \"2s\"\nlisten = \"127.0.0.1:0\"\n");
    // one knows three that the other does not, and both know the fourth
    let of = |numbers: &[usize]| numbers.iter().map(|number| token(*number)).collect::<Vec<_>>().join(",");
    let mut many = place.start("worker", &of(&[0, 1, 2, 3]), "many.log");
    let holders = async || {
        let tokens = store.figures().await.unwrap().tokens;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for token in tokens {
            *counts.entry(token.holder).or_default() += 1;
        }
        let mut counts: Vec<usize> = counts.into_values().collect();
        counts.sort_unstable();
        counts
    };
    until("one alone has them all", async || (holders().await == [4]).then_some(())).await;
    let few = place.start("worker", &of(&[3]), "few.log");
    until("the other has the only one it knows", async || (holders().await == [1, 3]).then_some(())).await;
    let address = many.address().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(super::life::get_at(&address, path).await.0, 200, "{path}");
    }
    let (_, metrics) = super::life::get_at(&address, "/metrics").await;
    assert!(metrics.contains("vk_page_auditor_leads 0"), "{metrics}");
    few.kill();
    until("what a dead one had comes back", async || (holders().await == [4]).then_some(())).await;
    many.signal(Signal::SIGTERM);
    assert_eq!(many.ended().await, Some(0), "{}", many.log());
    assert!(holders().await.is_empty());
    store.close().await;
    database.drop().await;
}
