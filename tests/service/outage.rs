//! The database server is really stopped in the middle of a pass and stays away: the run goes on when it is there again, and
//! nothing is missing or doubled.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use mock_vk::server::{Rate, Token as MockToken, TokenKind as MockKind};
use mock_vk::{Server, ServerOptions};
use nix::sys::signal::Signal;
use vk_page_auditor::findings::State;
use vk_page_auditor::store::{RunState, Store};

use super::crash::{BATCH, assert_whole, begin, is_done, runs};
use super::life::get_at;
use super::own_postgres::OwnServer;
use super::process::{CANARY, Place, until};
use super::stage::{defects, difference, findings, import, region, store};

/// How long the server stays away while pages are looked at.
const AWAY: Duration = Duration::from_mins(1);
/// How long it stays away while results are taken over.
const AWAY_AGAIN: Duration = Duration::from_secs(5);
/// How soon the service must say that it is not ready.
const UNTIL_NOT_READY: Duration = Duration::from_secs(10);
/// How often a probe asks.
const PROBE: Duration = Duration::from_secs(1);

const PAGES: usize = 20_000;

async fn batches_left(store: &Store) -> usize {
    let queue = store.queue().await.unwrap();
    usize::try_from(queue.ready + queue.claimed).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_stopped_for_a_minute_in_the_middle_of_a_pass_costs_time_and_nothing_else() {
    let region = region(PAGES, 7);
    let truth = defects(&region.truth().collect::<Vec<_>>());
    let token = MockToken::new("only", MockKind::Service, CANARY).with_rate(Rate::Unlimited);
    let vk = Server::start(ServerOptions { tokens: vec![token], ..ServerOptions::new(region.clone()) }).await.unwrap();
    let database = OwnServer::start();
    let more = "[findings]\nsecond_look = \"1s\"\n[schedule]\nrecheck = \"0s\"\n[worker]\nlease = \"5s\"\n";
    let place = Place::new(&vk.url(), &database.url(), more);
    let text = std::fs::read_to_string(place.config()).unwrap();
    let slower = format!("[vk]\nbatch_size = {BATCH}\nspacing = \"20ms\"\n");
    std::fs::write(place.config(), text.replace("[vk]\n", &slower)).unwrap();
    let behind = store(database.url()).await;
    import(&behind, &region, Timestamp::UNIX_EPOCH).await;
    begin(&behind).await;
    let mut daemon = place.start("serve --lang en", CANARY, "serve.log");
    let address = daemon.address().await;
    let ready = async || get_at(&address, "/readyz").await;
    until("a third of the pages is looked at", async || {
        (batches_left(&behind).await < PAGES / BATCH * 2 / 3).then_some(())
    })
    .await;
    assert_eq!(ready().await, (200, "ready\n".to_owned()));

    let left = batches_left(&behind).await;
    database.stop("immediate");
    assert!(left > PAGES / BATCH / 3, "in the middle of the pass: {left} batches are left");
    let stopped = Instant::now();
    until("it says that it is not ready", async || (ready().await.0 == 503).then_some(())).await;
    assert!(stopped.elapsed() < UNTIL_NOT_READY, "{:?}", stopped.elapsed());
    while stopped.elapsed() < AWAY {
        let (status, body) = ready().await;
        assert_eq!(status, 503, "{body}");
        assert_eq!(get_at(&address, "/healthz").await.0, 200, "to start it anew would mend nothing");
        // sleeps because the server has to be away for so long
        tokio::time::sleep(PROBE).await;
    }
    database.start_again();
    until("it is ready again", async || (ready().await.0 == 200).then_some(())).await;

    until("results are taken over", async || {
        (!runs(&behind, vec![RunState::Applying, RunState::Finished]).await.is_empty()).then_some(())
    })
    .await;
    database.stop("fast");
    // sleeps because the server has to be away for so long
    tokio::time::sleep(AWAY_AGAIN).await;
    database.start_again();
    until("everything is done", async || is_done(&behind).await.then_some(())).await;
    assert_whole(&behind, PAGES).await;
    assert_eq!(difference(&findings(&behind, State::Open).await, &truth), BTreeMap::new());
    assert_eq!(findings(&behind, State::Suspected).await, BTreeSet::new());
    let (code, text) = place.run("store check --lang en");
    assert_eq!(code, Some(0), "{text}");

    daemon.signal(Signal::SIGTERM);
    assert_eq!(daemon.ended().await, Some(0), "{}", daemon.log());
    let log = daemon.log();
    assert!(log.contains("the store cannot be used, the next try is in"), "{log}");
    assert!(!log.contains("Canary"), "{log}");
    assert!(!log.contains("ERROR"), "a server that comes back is no error: {log}");
    behind.close().await;
}
