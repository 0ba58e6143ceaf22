//! A store that an earlier version wrote is served by this one: the API and the feeds answer what they answered then.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use vk_page_auditor::access::{DisplayName, Login, Secret, SecretKind};
use vk_page_auditor::clock::{Clock, MockClock};
use vk_page_auditor::history::{PolicyText, PolicyTexts};
use vk_page_auditor::run::{Worker, WorkerDeps, WorkerOptions};
use vk_page_auditor::store::{NewToken, SettleRule, Store, StoreUrl, Who};
use vk_page_auditor::web::{self, Live, Options};
use vk_page_auditor::words::Lang;

use crate::client::Client;
use crate::region::{source, store};

#[path = "../cli/golden/compare.rs"]
mod compare;
#[expect(dead_code, reason = "shared with the tests of the command line, which use the rest")]
#[path = "../cli/golden/kept.rs"]
mod kept;

use compare::Answers;
use kept::{Release, releases, rows, table};

/// When the questions are asked: before anything more than that version knew would be due.
const NOW: &str = "2026-03-09T18:00:00Z";

/// Serves a store under the policy its last looks were judged by; gives the address.
async fn serve(store: &Store, release: &Release, stop: &CancellationToken) -> String {
    let read = |name: &str| String::from_utf8(release.read(&format!("policy/{name}"))).unwrap();
    let text = |name: &str| PolicyText::new(name, &read(name));
    let texts = PolicyTexts::new(text("pos-vk-2023.toml"), vec![text("region.toml")]);
    let policy = Arc::new(texts.policy().unwrap());
    let kept_policy = texts.kept(&policy.id);
    let clock: Arc<dyn Clock> = Arc::new(MockClock::at(NOW.parse().unwrap()));
    let means = WorkerDeps {
        source: source("http://127.0.0.1:9"),
        policy: Arc::clone(&policy),
        kept_policy: kept_policy.clone(),
        covers: None,
        settle: SettleRule::default(),
        retired: CancellationToken::new(),
    };
    let options = WorkerOptions::new("web".to_owned(), "serve", Duration::from_hours(24), Duration::ZERO);
    let worker = Arc::new(Worker::new(store.clone(), Arc::clone(&clock), options, means));
    let options = Options {
        lang: Lang::Ru,
        time_zone: jiff::tz::TimeZone::get("Europe/Moscow").unwrap(),
        public_url: Some("https://audit.example".parse().unwrap()),
        public_check: false,
        trusted_proxies: Vec::new(),
        sign_on_header: None,
        session_idle: Duration::from_hours(12),
        session_lasts: Duration::from_hours(14 * 24),
    };
    let live = Live {
        policy,
        kept_policy,
        covers: Arc::default(),
        passes: Vec::new(),
        second_look: Duration::from_mins(5),
        batch_size: 100,
        registry: web::RegistryRules::default(),
    };
    let state = web::AppState::new(store.clone(), worker, clock, Arc::new(|| true), options, live);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(web::serve(listener, web::router(state), 200, stop.clone()));
    base
}

/// A token of the administrator of the store.
async fn token(store: &Store, kind: SecretKind) -> Secret {
    let person = store.person_by_login(&Login::parse("admin").unwrap()).await.unwrap().unwrap();
    let secret = Secret::new(kind, vk_page_auditor::entropy::random().unwrap());
    let new = NewToken {
        name: DisplayName::parse("вопросы").unwrap(),
        owner: person.id,
        rights: person.rights.clone(),
        expires_at: None,
    };
    store.create_token(&new, &secret, &Who::System, NOW.parse().unwrap()).await.unwrap().unwrap();
    secret
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_store_is_served_as_it_was_then() {
    for release in releases() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        std::fs::write(&path, release.store()).unwrap();
        let store = store(StoreUrl::Sqlite(path)).await;
        let stop = CancellationToken::new();
        let mut client = Client::new(&serve(&store, &release, &stop).await);
        client.bearer = Some(token(&store, SecretKind::Api).await.expose().to_owned());
        let feed = token(&store, SecretKind::Feed).await;
        let mut answers = Answers::of(&release);
        let asked = release.files("answers");
        for (name, cells) in rows(&table("routes")) {
            if !asked.iter().any(|path| path.ends_with(&name)) {
                continue;
            }
            let answer = client.get(&cells[0].replace("{token}", feed.expose())).await;
            assert_eq!(answer.status, 200, "{name}: {}", answer.text);
            answers.compare(&name, &answer.text);
        }
        stop.cancel();
        store.close().await;
        answers.end();
    }
}
