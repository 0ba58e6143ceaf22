//! A made-up region in a store, a stand-in for VK, and what must be true of the store in the end. Holds no test.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use mock_vk::region::Truth;
use mock_vk::{Region, RegionOptions, Scenario};
use vk_page_auditor::backoff::Backoff;
use vk_page_auditor::crawl::ApiSource;
use vk_page_auditor::findings::State;
use vk_page_auditor::history::{PolicyText, PolicyTexts};
use vk_page_auditor::model::{RegionCode, Scope};
use vk_page_auditor::policy::{BUILT_IN, BUILT_IN_NAME, Policy, SourceText};
use vk_page_auditor::registry::{Registry, RegistryFormat, RegistryOptions};
use vk_page_auditor::store::{ConnectOptions, FindingQuery, KeptPolicy, RegistryPage, Store, StoreUrl, digest_of};
use vk_page_auditor::vk::{Client, ClientOptions, Token, TokenKind};

/// More findings than any region of the tests has.
pub const ALL: usize = 1_000_000;

/// The size of a soak: short where all tests run, whole with `SOAK=whole`.
pub fn soak(short: usize, whole: usize) -> usize {
    if std::env::var_os("SOAK").is_some_and(|size| size == "whole") { whole } else { short }
}

/// A made-up region of so many pages.
pub fn region(pages: usize, seed: u64) -> Arc<Region> {
    Arc::new(Region::generate(&RegionOptions { pages, seed, ..RegionOptions::default() }).unwrap())
}

/// A shipped scenario by the name of its file.
pub fn scenario(name: &str) -> Scenario {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mock-vk/scenarios");
    Scenario::load(&folder.join(format!("{name}.toml"))).unwrap()
}

/// The policy that is compiled in.
pub fn policy() -> Arc<Policy> {
    Arc::new(Policy::parse(SourceText { name: BUILT_IN_NAME, text: BUILT_IN }, &[]).unwrap())
}

/// The same, as the store keeps it.
pub fn kept_policy() -> KeptPolicy {
    PolicyTexts::new(PolicyText::new(BUILT_IN_NAME, BUILT_IN), Vec::new()).kept("pos-vk-2023")
}

/// A store at this URL.
pub async fn store(url: StoreUrl) -> Store {
    Store::open(&ConnectOptions { create: true, ..ConnectOptions::new(url) }).await.unwrap()
}

/// Puts the registry of a region into a store.
pub async fn import(store: &Store, region: &Region, now: jiff::Timestamp) {
    let csv = region.registry_csv();
    let region_code = RegionCode::parse(&region.world().region_code).unwrap();
    let options = RegistryOptions { region_code: Some(region_code) };
    let digest = digest_of(csv.as_bytes());
    let (registry, problems) = Registry::read(csv.into_bytes(), RegistryFormat::Csv, &options, &*policy()).unwrap();
    assert_eq!(problems, []);
    let pages = registry.iter().map(|entry| RegistryPage {
        url: &entry.url,
        address: &entry.address,
        organization: &entry.organization,
    });
    store.import_registry("registry.csv", digest, 0, pages, now).await.unwrap();
}

/// How long a token rests that VK refuses: by the clock on the wall, as the pace of calls is.
pub const QUOTA_PAUSE: Duration = Duration::from_millis(50);

/// VK without any pause: what takes minutes with the real one takes milliseconds.
pub fn source(url: &str) -> Arc<ApiSource<Client>> {
    let options = ClientOptions {
        api_url: url.to_owned(),
        batch_size: 100,
        // one call at a time: scenarios count calls
        in_flight: 1,
        retries: 2,
        part_retries: 1,
        probe_retries: 1,
        backoff: Backoff { first: Duration::from_millis(1), longest: Duration::from_millis(2) },
        slow_down_pause: Duration::from_millis(1),
        flood_pause: Duration::from_millis(1),
        quota_pause: QUOTA_PAUSE,
        late_retry_pause: Duration::from_millis(1),
        longest_wait: Duration::from_millis(20),
        leased: true,
        ..ClientOptions::default()
    };
    let secret = "vk1.a.Canary-0123456789_abcdefghijklmnopqrstuvwxyz".into();
    let token = Token::new("only", TokenKind::Service, secret).with_spacing(Duration::ZERO);
    Arc::new(ApiSource::new(Arc::new(Client::new(options, vec![token], fastrand::Rng::with_seed(1)).unwrap())))
}

/// A defect by the page's address, code, form and field.
pub type Defect = (String, String, String, String);

/// The defects a pass that judges no picture must find.
pub fn defects(truth: &[Truth]) -> BTreeSet<Defect> {
    let of_page = |page: &Truth| {
        let url = page.url.clone();
        let planted = page.violations_without_covers.iter().map(move |one| {
            (
                url.clone(),
                one.code.as_str().to_owned(),
                one.form.map(|form| form.as_str().to_owned()).unwrap_or_default(),
                one.field.map(|field| field.as_str().to_owned()).unwrap_or_default(),
            )
        });
        planted.collect::<Vec<_>>()
    };
    truth.iter().flat_map(of_page).collect()
}

/// The findings in this state.
pub async fn findings(store: &Store, state: State) -> BTreeSet<Defect> {
    let query = FindingQuery { states: vec![state], limit: ALL, ..FindingQuery::within(Scope::everything()) };
    let found = store.findings(&query).await.unwrap();
    let defects: BTreeSet<Defect> = found
        .iter()
        .map(|one| {
            (
                one.url.clone(),
                one.code.as_str().to_owned(),
                one.form.map(|form| form.as_str().to_owned()).unwrap_or_default(),
                one.field.clone().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(defects.len(), found.len(), "one finding for one defect");
    defects
}

/// What is in one and not in the other, to be read in a failed test.
pub fn difference(found: &BTreeSet<Defect>, expected: &BTreeSet<Defect>) -> BTreeMap<&'static str, Vec<Defect>> {
    let some = |one: &BTreeSet<Defect>, other: &BTreeSet<Defect>| one.difference(other).take(5).cloned().collect();
    [("only found", some(found, expected)), ("not found", some(expected, found))]
        .into_iter()
        .filter(|(_, defects): &(_, Vec<Defect>)| !defects.is_empty())
        .collect()
}
