//! A server with a made-up region that was looked at, and people of every role. Holds no test.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use mock_vk::{Server, ServerOptions};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use vk_page_auditor::access::{DisplayName, Login, Password, Rights, Role, Secret, SecretKind};
use vk_page_auditor::clock::{Clock, MockClock};
use vk_page_auditor::findings::HoldRule;
use vk_page_auditor::model::Scope;
use vk_page_auditor::run::{Worker, WorkerDeps, WorkerOptions};
use vk_page_auditor::store::{
    FindingId, FindingQuery, NewPerson, NewRun, NewToken, PageQuery, PageRow, Pages, PersonId, RunId, RunKind,
    RunState, SettleRule, Store, StoreUrl, Who,
};
use vk_page_auditor::web::{self, Live, Options};
use vk_page_auditor::words::Lang;

use crate::client::Client;
use crate::region::{import, kept_policy, policy, region, scenario, source, store};

const PAGES: usize = 120;
/// What everybody signs in with.
pub const PASSWORD: &str = "четыре слова с пробелами";

/// A running server.
pub struct Stage {
    pub store: Store,
    pub clock: Arc<MockClock>,
    pub worker: Arc<Worker>,
    pub base: String,
    /// The municipality whose people the tests are.
    pub own: String,
    /// Another.
    pub other: String,
    /// The run that looked at all pages.
    pub run: RunId,
    stop: CancellationToken,
    /// What stands in for VK.
    pub vk: Server,
    _folder: TempDir,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asker {
    Nobody,
    /// Of the own municipality.
    Viewer,
    /// Of the own municipality.
    Supervisor,
    /// Of the own municipality.
    LocalAdmin,
    /// Over everything.
    RegionSupervisor,
    /// Over everything.
    Admin,
}

impl Asker {
    pub const ALL: [Self; 6] =
        [Self::Nobody, Self::Viewer, Self::Supervisor, Self::LocalAdmin, Self::RegionSupervisor, Self::Admin];

    pub const fn login(self) -> Option<&'static str> {
        match self {
            Self::Nobody => None,
            Self::Viewer => Some("viewer"),
            Self::Supervisor => Some("supervisor"),
            Self::LocalAdmin => Some("local-admin"),
            Self::RegionSupervisor => Some("region"),
            Self::Admin => Some("admin"),
        }
    }

    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Nobody => None,
            Self::Viewer => Some(Role::Viewer),
            Self::Supervisor | Self::RegionSupervisor => Some(Role::Supervisor),
            Self::LocalAdmin | Self::Admin => Some(Role::Admin),
        }
    }

    /// Whether the asker sees the own municipality only.
    pub const fn is_narrow(self) -> bool {
        matches!(self, Self::Viewer | Self::Supervisor | Self::LocalAdmin)
    }
}

impl Stage {
    /// A server with people.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The same with other options.
    pub async fn start_with(change: impl FnOnce(&mut Options)) -> Self {
        let stage = Self::unpeopled(change).await;
        for asker in Asker::ALL {
            stage.add(asker).await;
        }
        stage
    }

    /// A server where nobody is registered yet.
    pub async fn unpeopled(change: impl FnOnce(&mut Options)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let start: Timestamp = "2026-03-02T09:00:00+03:00".parse().unwrap();
        let clock = Arc::new(MockClock::at(start));
        let region = region(PAGES, 42);
        let store = store(StoreUrl::Sqlite(folder.path().join("store.sqlite"))).await;
        import(&store, &region, start).await;
        let vk =
            Server::start(ServerOptions { limit: false, ..ServerOptions::new(Arc::clone(&region)) }).await.unwrap();
        let means = WorkerDeps {
            source: source(&vk.url()),
            policy: policy(),
            kept_policy: kept_policy(),
            covers: None,
            settle: SettleRule::default(),
            retired: CancellationToken::new(),
        };
        let as_clock: Arc<dyn Clock> = Arc::clone(&clock) as _;
        let options = WorkerOptions::new("web".to_owned(), "serve", Duration::from_hours(24), Duration::ZERO);
        let worker = Arc::new(Worker::new(store.clone(), Arc::clone(&as_clock), options, means));
        let mut options = Options {
            lang: Lang::Ru,
            time_zone: jiff::tz::TimeZone::get("Europe/Moscow").unwrap(),
            public_url: None,
            public_check: false,
            trusted_proxies: Vec::new(),
            sign_on_header: None,
            session_idle: Duration::from_hours(12),
            session_lasts: Duration::from_hours(14 * 24),
        };
        change(&mut options);
        let live = Live {
            policy: policy(),
            kept_policy: kept_policy(),
            covers: Arc::default(),
            passes: Vec::new(),
            second_look: Duration::from_mins(5),
            batch_size: 100,
            registry: web::RegistryRules::default(),
        };
        let state = web::AppState::new(store.clone(), Arc::clone(&worker), as_clock, Arc::new(|| true), options, live);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        tokio::spawn(web::serve(listener, web::router(state), 200, stop.clone()));
        let run = look_at_all(&store, &clock, &worker).await;
        let pages = store.pages(&PageQuery { limit: PAGES, ..PageQuery::within(Scope::everything()) }).await.unwrap();
        let own = pages.iter().map(|page| page.municipality.clone()).find(|name| !name.is_empty()).unwrap();
        let other = pages.iter().map(|page| &page.municipality).find(|name| !name.is_empty() && **name != own);
        let other = other.unwrap().clone();
        Self { store, clock, worker, base, own, other, run, stop, vk, _folder: folder }
    }

    async fn add(&self, asker: Asker) {
        let (Some(login), Some(role)) = (asker.login(), asker.role()) else { return };
        let login = Login::parse(login).unwrap();
        let password = Password::choose(PASSWORD, &login).unwrap().hash([7; 16]);
        let new = NewPerson {
            name: DisplayName::parse(login.as_str()).unwrap(),
            login,
            rights: Rights { role, scope: self.scope(asker) },
            password: Some(password),
            language: None,
        };
        self.store.create_person(&new, &Who::System, self.clock.now()).await.unwrap().unwrap();
    }

    /// Whose pages an asker sees.
    pub fn scope(&self, asker: Asker) -> Scope {
        if asker.is_narrow() {
            Scope { municipalities: vec![self.own.clone()], ..Scope::everything() }
        } else {
            Scope::everything()
        }
    }

    /// A browser in which the asker has signed in.
    pub async fn client(&self, asker: Asker) -> Client {
        let mut client = Client::new(&self.base);
        if let Some(login) = asker.login() {
            let answer = client.form("/sign-in", &[("login", login), ("password", PASSWORD)]).await;
            assert_eq!(answer.status, 303, "{login}: {}", answer.text);
        }
        client
    }

    /// A program with a token of the asker's.
    pub async fn program(&self, asker: Asker, kind: SecretKind) -> (Client, Secret) {
        let login = Login::parse(asker.login().unwrap()).unwrap();
        let person = self.store.person_by_login(&login).await.unwrap().unwrap();
        let secret = Secret::new(kind, vk_page_auditor::entropy::random().unwrap());
        let new = NewToken {
            name: DisplayName::parse("a program").unwrap(),
            owner: person.id,
            rights: person.rights.clone(),
            expires_at: None,
        };
        self.store.create_token(&new, &secret, &Who::System, self.clock.now()).await.unwrap().unwrap();
        let mut client = Client::new(&self.base);
        client.bearer = (kind == SecretKind::Api).then(|| secret.expose().to_owned());
        (client, secret)
    }

    /// The number of a person.
    pub async fn person(&self, asker: Asker) -> PersonId {
        let login = Login::parse(asker.login().unwrap()).unwrap();
        self.store.person_by_login(&login).await.unwrap().unwrap().id
    }

    /// The pages of a municipality.
    pub async fn pages(&self, municipality: &str) -> Vec<PageRow> {
        let scope = Scope { municipalities: vec![municipality.to_owned()], ..Scope::everything() };
        self.store.pages(&PageQuery { limit: PAGES, ..PageQuery::within(scope) }).await.unwrap()
    }

    /// A finding on a page of a municipality.
    pub async fn finding(&self, municipality: &str) -> FindingId {
        let scope = Scope { municipalities: vec![municipality.to_owned()], ..Scope::everything() };
        let query = FindingQuery { limit: 1, ..FindingQuery::within(scope) };
        self.store.findings(&query).await.unwrap()[0].id
    }

    /// A run that waits for a person: VK gave no menus of half the pages.
    pub async fn held_run(&self) -> RunId {
        self.vk.set_scenario(Some(scenario("menus-lost")));
        let hold = HoldRule { least: 0, share: 0.0, times: 0 };
        let settle = SettleRule { hold, ..SettleRule::default() };
        self.worker.change_means(WorkerDeps { settle, ..WorkerDeps::clone(&self.worker.means()) });
        let run = self.store.start_run(&whole(self.now()), self.now()).await.unwrap().unwrap();
        self.work().await;
        self.vk.set_scenario(None);
        assert_eq!(self.store.run(run).await.unwrap().unwrap().state, RunState::Held);
        run
    }

    /// Does the work that waits in the store.
    pub async fn work(&self) {
        while self.worker.step().await.unwrap() > 0 {}
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        self.clock.advance(SignedDuration::try_from(time).unwrap());
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Two whole looks, so that what is wrong is confirmed.
async fn look_at_all(store: &Store, clock: &MockClock, worker: &Arc<Worker>) -> RunId {
    let mut last = None;
    for _ in 0..2 {
        let now = clock.now();
        last = store.start_run(&whole(now), now).await.unwrap();
        while worker.step().await.unwrap() > 0 {}
        clock.advance(SignedDuration::from_hours(1));
    }
    last.unwrap()
}

/// A look at all pages.
fn whole(now: Timestamp) -> NewRun {
    NewRun {
        name: "whole".to_owned(),
        kind: RunKind::Manual,
        pages: Pages::Registered(Scope::everything()),
        policy: kept_policy(),
        batch_size: 100,
        next_look_at: now.saturating_add(SignedDuration::from_mins(5)).unwrap(),
        due: None,
    }
}
