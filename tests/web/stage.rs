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
use vk_page_auditor::model::{Municipality, Ogrn, RegionCode, Scope};
use vk_page_auditor::run::{Worker, WorkerDeps, WorkerOptions};
use vk_page_auditor::store::{
    FindingId, FindingQuery, NewPerson, NewRun, NewToken, PageQuery, PageRow, Pages, PersonId, RegistryPage, RunId,
    RunKind, RunState, SettleRule, Store, StoreUrl, Who, digest_of,
};
use vk_page_auditor::web::{self, Live, Options};
use vk_page_auditor::words::Lang;

use crate::client::Client;
use crate::region::{import, kept_policy, policy, region, scenario, source, store};

const PAGES: usize = 120;
/// Where the namesake of the own municipality is.
const TWIN_REGION: &str = "34";
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
    /// The region of both.
    pub home: RegionCode,
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
    /// A supervisor of the home region; the people from here on are of [`Stage::of_two_regions`].
    Home,
    /// A supervisor of one organisation of the own municipality.
    Organization,
    /// A supervisor of the municipality of another region that has the name of the own one.
    Twin,
}

impl Asker {
    /// The people of every stage.
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
            Self::Home => Some("home"),
            Self::Organization => Some("organization"),
            Self::Twin => Some("twin"),
        }
    }

    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Nobody => None,
            Self::Viewer => Some(Role::Viewer),
            Self::Supervisor | Self::RegionSupervisor | Self::Home | Self::Organization | Self::Twin => {
                Some(Role::Supervisor)
            }
            Self::LocalAdmin | Self::Admin => Some(Role::Admin),
        }
    }

    /// The people who see a part of the pages, where two municipalities have one name.
    pub const NARROW: [Self; 6] =
        [Self::Viewer, Self::Supervisor, Self::LocalAdmin, Self::Home, Self::Organization, Self::Twin];

    /// Whether the asker sees a part of the pages only.
    pub const fn is_narrow(self) -> bool {
        !matches!(self, Self::Nobody | Self::RegionSupervisor | Self::Admin)
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
        let home = RegionCode::parse(&pages[0].region_code).unwrap();
        Self { store, clock, worker, base, own, other, home, run, stop, vk, _folder: folder }
    }

    /// The same with a second region, where a municipality has the name of the own one, and its people.
    pub async fn of_two_regions() -> Self {
        let stage = Self::start().await;
        let mut registered = stage.store.registered_pages(None, PAGES).await.unwrap();
        let is_left = |name: &str| name != stage.own && name != stage.other;
        let moved = registered.iter().filter_map(|page| page.organization.as_ref()?.municipality.clone());
        let moved = moved.into_iter().find(|name| is_left(name)).unwrap();
        for organization in registered.iter_mut().filter_map(|page| page.organization.as_mut()) {
            if organization.municipality.as_ref() == Some(&moved) {
                organization.region_code = RegionCode::parse(TWIN_REGION).ok();
                organization.municipality = Some(stage.own.as_str().into());
            }
        }
        let entries = registered.iter().filter_map(|page| {
            Some(RegistryPage { url: &page.url, address: &page.address, organization: page.organization.as_ref()? })
        });
        stage.store.import_registry("two regions", digest_of(b"two"), 0, entries, stage.now()).await.unwrap();
        for asker in [Asker::Home, Asker::Organization, Asker::Twin] {
            stage.add(asker).await;
        }
        stage
    }

    /// A municipality of the home region.
    pub fn at_home(&self, name: &str) -> Municipality {
        Municipality { region: Some(self.home), name: name.to_owned() }
    }

    /// The namesake of the own municipality.
    pub fn twin(&self) -> Municipality {
        Municipality { region: RegionCode::parse(TWIN_REGION).ok(), name: self.own.clone() }
    }

    async fn add(&self, asker: Asker) {
        let (Some(login), Some(role)) = (asker.login(), asker.role()) else { return };
        let login = Login::parse(login).unwrap();
        let password = Password::choose(PASSWORD, &login).unwrap().hash([7; 16]);
        let new = NewPerson {
            name: DisplayName::parse(login.as_str()).unwrap(),
            login,
            rights: Rights { role, scope: self.scope(asker).await },
            password: Some(password),
            language: None,
        };
        self.store.create_person(&new, &Who::System, self.clock.now()).await.unwrap().unwrap();
    }

    /// Whose pages an asker sees.
    pub async fn scope(&self, asker: Asker) -> Scope {
        let own = Scope { municipalities: vec![self.at_home(&self.own)], ..Scope::everything() };
        match asker {
            Asker::Viewer | Asker::Supervisor | Asker::LocalAdmin => own,
            Asker::Nobody | Asker::RegionSupervisor | Asker::Admin => Scope::everything(),
            Asker::Home => Scope { regions: vec![self.home], ..Scope::everything() },
            Asker::Twin => Scope { municipalities: vec![self.twin()], ..Scope::everything() },
            Asker::Organization => {
                let findings = FindingQuery { limit: 1, ..FindingQuery::within(own) };
                let ogrn = self.store.findings(&findings).await.unwrap().remove(0).ogrn;
                Scope { organizations: vec![Ogrn::parse(&ogrn).unwrap()], ..Scope::everything() }
            }
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
        let scope = Scope { municipalities: vec![Municipality::from(municipality)], ..Scope::everything() };
        self.store.pages(&PageQuery { limit: PAGES, ..PageQuery::within(scope) }).await.unwrap()
    }

    /// A finding on a page of a municipality.
    pub async fn finding(&self, municipality: &str) -> FindingId {
        let scope = Scope { municipalities: vec![Municipality::from(municipality)], ..Scope::everything() };
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
