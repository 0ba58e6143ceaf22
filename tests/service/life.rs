//! The service as a process: it starts, answers, reads its configuration again, stops softly, and says what is wrong.

use std::time::Duration;

use mock_vk::{Server, ServerOptions};
use nix::sys::signal::Signal;
use vk_page_auditor::model::Scope;
use vk_page_auditor::store::{EventQuery, JournalQuery, RunQuery, RunState, Store, StoreUrl};

use super::postgres::Database;
use super::process::{CANARY, Place, Process, until};
use super::stage::{ALL, region, store};

const EVERY_MINUTE: &str = "[[schedule.passes]]\nname = \"each\"\ncron = \"* * * * *\"\n";

async fn get(process: &Process, path: &str) -> (u16, String) {
    get_at(&process.address().await, path).await
}

pub async fn get_at(address: &str, path: &str) -> (u16, String) {
    // another test may have chosen the provider already, and it is the same
    let _ = rustls::crypto::ring::default_provider().install_default();
    let answer = reqwest::get(format!("http://{address}{path}")).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn vk(pages: usize) -> (Server, String) {
    let region = region(pages, 3);
    let csv = region.registry_csv();
    (Server::start(ServerOptions { limit: false, ..ServerOptions::new(region) }).await.unwrap(), csv)
}

fn sqlite(folder: &tempfile::TempDir) -> StoreUrl {
    StoreUrl::Sqlite(folder.path().join("store.sqlite"))
}

async fn finished(store: &Store) -> usize {
    let states = vec![RunState::Finished];
    store.runs(&RunQuery { states, limit: ALL, ..RunQuery::default() }).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_imports_the_registry_answers_and_stops_softly_without_a_token_anywhere() {
    let (server, csv) = vk(300).await;
    let folder = tempfile::tempdir().unwrap();
    let place =
        Place::new(&server.url(), &sqlite(&folder), "[registry]\npath = \"registry.csv\"\n[log]\nformat = \"json\"\n");
    std::fs::write(place.folder.path().join("registry.csv"), csv).unwrap();
    let mut daemon = place.start("serve", CANARY, "serve.log");
    daemon.logs("300", 1).await;
    let address = until("the address", async || {
        let log = daemon.log();
        let line = log.lines().find(|line| line.contains("\"address\""))?.to_owned();
        let json: serde_json::Value = serde_json::from_str(&line).ok()?;
        json["address"].as_str().map(ToOwned::to_owned)
    })
    .await;
    let (code, text) = place.run(&format!("runs start --store {}", sqlite(&folder)));
    assert_eq!(code, Some(0), "{text}");
    let behind = store(sqlite(&folder)).await;
    until("the run is over", async || (finished(&behind).await > 0).then_some(())).await;
    let mut bodies = String::new();
    for (path, status) in [("/healthz", 200), ("/readyz", 200), ("/metrics", 200), ("/nothing", 404)] {
        let (answered, body) = get_at(&address, path).await;
        assert_eq!(answered, status, "{path}");
        bodies += &body;
    }
    for figure in [
        "vk_page_auditor_run_coverage_ratio{name=\"whole\"} 1.0",
        "vk_page_auditor_run_last_good_age_seconds{name=\"whole\"}",
        "vk_page_auditor_vk_calls_total{outcome=\"ok\"}",
        "vk_page_auditor_token_state{name=\"env-1\",state=\"ready\"} 1",
        "vk_page_auditor_batches{state=\"ready\"}",
        "vk_page_auditor_leads 1",
        "# EOF",
    ] {
        assert!(bodies.contains(figure), "{figure}:\n{bodies}");
    }
    daemon.signal(Signal::SIGTERM);
    assert_eq!(daemon.ended().await, Some(0), "{}", daemon.log());
    let log = daemon.log();
    assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{log}");
    assert!(!(log + &bodies).contains("Canary"));
    assert_eq!(behind.queue().await.unwrap().claimed, 0, "nothing stays claimed");
    assert!(behind.figures().await.unwrap().tokens.is_empty(), "no token stays leased");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registry_from_which_most_pages_are_gone_waits_for_a_person() {
    let (server, csv) = vk(300).await;
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(&server.url(), &sqlite(&folder), "[registry]\npath = \"registry.csv\"\n");
    let file = place.folder.path().join("registry.csv");
    std::fs::write(&file, &csv).unwrap();
    let mut daemon = place.start("serve --lang en", CANARY, "serve.log");
    daemon.logs("taken over", 1).await;
    let short: Vec<&str> = csv.lines().take(100).collect();
    std::fs::write(&file, short.join("\n")).unwrap();
    let log = daemon.logs("--accept-removals", 1).await;
    assert!(log.contains("ERROR") && log.contains("registry.csv") && log.contains("of 300"), "{log}");
    let behind = store(sqlite(&folder)).await;
    let registered = async || behind.registered_pages(None, ALL).await.unwrap().len();
    assert_eq!(registered().await, 300, "the former registry holds");
    let (_, metrics) = get(&daemon, "/metrics").await;
    let figure = metrics.lines().find(|line| line.starts_with("vk_page_auditor_registry_held_back_removals ")).unwrap();
    assert!(figure.split(' ').next_back().unwrap().parse::<u64>().unwrap() > 150, "{figure}");
    let (_, info) = place.run("store info --lang en");
    assert!(info.contains("Registry not taken over"), "{info}");
    let (code, text) = place.run("registry import registry.csv --accept-removals --set-bad-aside --lang en");
    assert_eq!(code, Some(0), "{text}");
    assert!(registered().await <= 99);
    until("nothing waits", async || behind.held_back_import().await.unwrap().is_none().then_some(())).await;
    assert!(!place.run("store info --lang en").1.contains("Registry not taken over"));
    // both imports stand in the journal: that of the program itself and that of whoever ran the command
    let journal = behind.journal(&JournalQuery { limit: ALL, ..JournalQuery::default() }).await.unwrap();
    let lines = journal.iter().map(|entry| (entry.who.as_str(), entry.action.as_str())).collect::<Vec<_>>();
    assert_eq!(lines, [("system", "registry.imported"), ("cli", "registry.imported")]);
    daemon.signal(Signal::SIGTERM);
    assert_eq!(daemon.ended().await, Some(0));
    assert_eq!(daemon.log().matches("--accept-removals").count(), 1, "it is told once: {}", daemon.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_daemon_on_the_same_file_is_refused() {
    let (server, _) = vk(10).await;
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(&server.url(), &sqlite(&folder), "");
    let daemon = place.start("serve", CANARY, "first.log");
    daemon.address().await;
    let mut second = place.start("serve --lang en", CANARY, "second.log");
    assert_eq!(second.ended().await, Some(2));
    assert!(second.log().contains("another `serve`"), "{}", second.log());
    assert_eq!(get(&daemon, "/readyz").await, (200, "ready\n".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reload_takes_a_good_configuration_and_keeps_the_old_one_instead_of_a_bad_one() {
    let (server, _) = vk(10).await;
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(&server.url(), &sqlite(&folder), "");
    let mut daemon = place.start("serve --lang en", CANARY, "serve.log");
    daemon.address().await;
    place.configure(&server.url(), &sqlite(&folder), "[[schedule.passes]]\nname = \"bad\"\ncron = \"99 * * * *\"\n");
    daemon.signal(Signal::SIGHUP);
    let log = daemon.logs("the former holds", 1).await;
    assert!(log.contains("bad"), "{log}");
    place.configure(&server.url(), &sqlite(&folder), EVERY_MINUTE);
    daemon.signal(Signal::SIGHUP);
    daemon.logs("read again", 1).await;
    daemon.signal(Signal::SIGTERM);
    assert_eq!(daemon.ended().await, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_in_the_middle_of_a_slow_call_gives_the_batch_back_in_time() {
    let (server, csv) = vk(300).await;
    server.set_scenario(Some(super::stage::scenario("head-stalled")));
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(&server.url(), &sqlite(&folder), "[registry]\npath = \"registry.csv\"\n");
    std::fs::write(place.folder.path().join("registry.csv"), csv).unwrap();
    let mut daemon = place.start("serve", CANARY, "serve.log");
    daemon.logs("300", 1).await;
    assert_eq!(place.run("runs start").0, Some(0));
    let behind = store(sqlite(&folder)).await;
    until("a batch is claimed", async || (behind.queue().await.unwrap().claimed > 0).then_some(())).await;
    daemon.signal(Signal::SIGTERM);
    let begun = std::time::Instant::now();
    assert_eq!(daemon.ended().await, Some(0), "{}", daemon.log());
    assert!(begun.elapsed() < Duration::from_secs(30), "the grace is three seconds");
    let queue = behind.queue().await.unwrap();
    assert_eq!((queue.claimed, queue.runs), (0, 1), "the run goes on with the next start");
    assert!(
        behind.events(&EventQuery { limit: ALL, ..EventQuery::within(Scope::everything()) }).await.unwrap().len() <= 1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_away_at_first_and_again_in_the_middle_costs_time_and_nothing_else() {
    let (server, csv) = vk(2_000).await;
    let database = Database::new().await;
    database.open(false).await;
    let more = "[registry]\npath = \"registry.csv\"\n[worker]\nlease = \"2s\"\n";
    let place = Place::new(&server.url(), &database.url(), more);
    std::fs::write(place.folder.path().join("registry.csv"), csv).unwrap();
    let mut daemon = place.start("serve --lang en", CANARY, "serve.log");
    daemon.logs("trying again", 1).await;
    database.open(true).await;
    daemon.logs("2000", 1).await;
    assert_eq!(place.run("runs start").0, Some(0));
    // the connections break several times while the run goes on
    for _ in 0..5 {
        database.cut().await;
        super::process::pause().await;
    }
    let behind = store(database.url()).await;
    until("the run is over", async || (finished(&behind).await > 0).then_some(())).await;
    let runs = behind.runs(&RunQuery { limit: ALL, ..RunQuery::default() }).await.unwrap();
    assert_eq!((runs.last().unwrap().seen, runs.last().unwrap().pages), (2_000, 2_000));
    assert_eq!(behind.check().await.unwrap(), []);
    assert_eq!(get(&daemon, "/healthz").await.0, 200);
    daemon.signal(Signal::SIGTERM);
    assert_eq!(daemon.ended().await, Some(0), "{}", daemon.log());
    behind.close().await;
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_needs_a_store_that_can_be_shared() {
    let (server, _) = vk(10).await;
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(&server.url(), &sqlite(&folder), "");
    let mut worker = place.start("worker --lang en", CANARY, "worker.log");
    assert_eq!(worker.ended().await, Some(2));
    assert!(worker.log().contains("PostgreSQL"), "{}", worker.log());
}
