//! A made-up region, the stand-in that serves it, and a client whose pauses are short. Holds no test.

use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use mock_vk::region::PageState;
use mock_vk::server::Stats;
use mock_vk::{Region, RegionOptions, Scenario, Server, ServerOptions};
use tokio_util::sync::CancellationToken;
use vk_page_auditor::backoff::Backoff;
use vk_page_auditor::crawl::{ApiSource, Crawl, CrawlEnd, observe};
use vk_page_auditor::model::{GroupId, PageAddress, Sight, UnverifiedReason};
use vk_page_auditor::vk::{Client, ClientOptions, Observation, Token, TokenKind};

/// Stands in for a real token and must never be seen anywhere.
pub const CANARY: &str = "vk1.a.Canary-0123456789_abcdefghijklmnopqrstuvwxyz";
/// Pages of the region: enough for several batches, and for pages that VK does not know.
const PAGES: usize = 1000;
const BATCH: usize = 200;

static REGION: LazyLock<Arc<Region>> =
    LazyLock::new(|| Arc::new(Region::generate(&RegionOptions { pages: PAGES, ..RegionOptions::default() }).unwrap()));

/// The region all tests share; its pages never change.
pub fn region() -> Arc<Region> {
    Arc::clone(&REGION)
}

/// The pages' addresses as the registry gives them.
pub fn addresses(region: &Region) -> Arc<[PageAddress]> {
    region.world().organizations.iter().map(|one| PageAddress::parse(&one.page_url).unwrap()).collect()
}

/// The pages' numbers as addresses; VK knows those of missing pages no more than their names.
pub fn numbers(region: &Region) -> Arc<[PageAddress]> {
    region.pages().iter().map(|page| GroupId::new(page.id).unwrap().into()).collect()
}

/// The numbers of so many pages that exist.
pub fn existing(count: usize) -> Arc<[PageAddress]> {
    let exists = |page: &&mock_vk::Page| page.state.exists();
    region().pages().iter().filter(exists).take(count).map(|page| GroupId::new(page.id).unwrap().into()).collect()
}

/// A shipped scenario by the name of its file.
pub fn scenario(name: &str) -> Scenario {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mock-vk/scenarios");
    Scenario::load(&folder.join(format!("{name}.toml"))).unwrap()
}

/// A server without limits on the number of calls, with a scenario.
pub async fn server(scenario: Option<Scenario>) -> Server {
    Server::start(ServerOptions { limit: false, scenario, ..ServerOptions::new(region()) }).await.unwrap()
}

/// Settings under which everything that takes minutes with the real VK takes milliseconds.
pub fn options(server: &Server) -> ClientOptions {
    ClientOptions {
        api_url: server.url(),
        batch_size: BATCH,
        // one call at a time: scenarios count calls
        in_flight: 1,
        read_timeout: Duration::from_millis(300),
        total_timeout: Duration::from_secs(3),
        backoff: Backoff { first: Duration::from_millis(1), longest: Duration::from_millis(4) },
        slow_down_pause: Duration::from_millis(2),
        flood_pause: Duration::from_millis(2),
        quota_pause: Duration::from_hours(1),
        late_retry_pause: Duration::from_millis(2),
        longest_wait: Duration::from_millis(40),
        ..ClientOptions::default()
    }
}

/// A token without a limit of its own.
pub fn token(name: &str) -> Token {
    Token::new(name, TokenKind::Service, CANARY.into()).with_spacing(Duration::ZERO)
}

/// A look at these pages with this client.
pub fn look(
    options: ClientOptions,
    tokens: Vec<Token>,
    asked: &Arc<[PageAddress]>,
    cancel: &CancellationToken,
) -> Crawl {
    let client = Client::new(options, tokens, fastrand::Rng::with_seed(1)).unwrap();
    observe(Arc::new(ApiSource::new(Arc::new(client))), Arc::clone(asked), cancel)
}

/// What came of a look at the whole region.
pub struct Outcome {
    /// What was seen of each page, in the order of the registry.
    pub observations: Vec<Observation>,
    pub end: CrawlEnd,
    pub stats: Stats,
}

impl Outcome {
    /// Takes in everything a look gives; each page must come out exactly once.
    pub async fn of(mut crawl: Crawl, asked: usize, server: &Server) -> Self {
        let mut observations: Vec<Option<Observation>> = vec![None; asked];
        while let Some(batch) = crawl.next().await {
            for seen in batch {
                let place = &mut observations[seen.index];
                assert!(place.is_none(), "page {} came out twice", seen.index);
                *place = Some(seen);
            }
        }
        let end = crawl.end().await.unwrap();
        let observations = observations.into_iter().map(|seen| seen.expect("every page comes out")).collect();
        Self { observations, end, stats: server.stats() }
    }

    /// Why pages could not be seen.
    pub fn unverified(&self) -> Vec<UnverifiedReason> {
        self.observations.iter().filter_map(|seen| seen.sight.as_ref().err()).map(|error| error.reason).collect()
    }

    /// How many pages were seen, or are known not to exist.
    pub fn verified(&self) -> usize {
        self.observations.len() - self.unverified().len()
    }

    /// What was seen is what VK holds: nothing was made up.
    pub fn assert_true(&self, region: &Region) {
        for (seen, page) in self.observations.iter().zip(region.pages()) {
            match &seen.sight {
                Ok(Sight::Seen(snapshot)) => {
                    assert!(page.state.exists(), "{} does not exist", page.id);
                    assert_eq!(snapshot.group_id.get(), page.id);
                    assert_eq!(*snapshot.name, *page.name);
                    let is_whole = page.state == PageState::Open;
                    let has_menu = !matches!(page.menu, mock_vk::region::Menu::Absent | mock_vk::region::Menu::Null);
                    assert!(!is_whole || snapshot.menu.is_some() == has_menu, "the menu of {}", page.id);
                }
                Ok(Sight::NotFound) => assert!(!page.state.exists(), "{} exists", page.id),
                Err(_) => {}
            }
        }
    }
}

/// Looks at these pages of the region under a scenario with one token.
pub async fn play(scenario: Option<Scenario>, asked: &Arc<[PageAddress]>) -> Outcome {
    play_with(scenario, asked, |options| options).await
}

/// The same with other settings.
pub async fn play_with(
    scenario: Option<Scenario>,
    asked: &Arc<[PageAddress]>,
    change: impl FnOnce(ClientOptions) -> ClientOptions,
) -> Outcome {
    let server = server(scenario).await;
    let options = change(options(&server));
    let crawl = look(options, vec![token("main")], asked, &CancellationToken::new());
    Outcome::of(crawl, asked.len(), &server).await
}
