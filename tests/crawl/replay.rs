//! A pass that keeps what its verdicts rest on: judging that again gives the same audits. Knows no rule.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use mock_vk::{Region, RegionOptions, Scenario, Server, ServerOptions};
use tokio_util::sync::CancellationToken;
use vk_page_auditor::clock::MockClock;
use vk_page_auditor::covers::{ApprovedSet, ContentHash, CoverSource, Matcher};
use vk_page_auditor::crawl::{ApiSource, Egress, PictureOptions, Pictures};
use vk_page_auditor::model::{CoverSight, Form, Look, UnverifiedReason, Verdict};
use vk_page_auditor::policy::Policy;
use vk_page_auditor::registry::{Registry, RegistryFormat, RegistryOptions};
use vk_page_auditor::run::{Audited, CoverLook, Pass, Plan, Target, replay};
use vk_page_auditor::store::PictureCache;
use vk_page_auditor::vk::Client;

use crate::stage::{options, scenario, token};

const PAGES: usize = 60;
/// Room for the pictures of all pages in the cache.
const CACHE_BYTES: u64 = 1_000_000;

fn pictures() -> Pictures {
    let egress = Egress { allow_loopback: true, allowed_hosts: Vec::new() };
    let options = PictureOptions {
        egress,
        in_flight: 8,
        connect_timeout: Duration::from_secs(5),
        total_timeout: Duration::from_secs(10),
        max_bytes: 10_000_000,
    };
    Pictures::new(options).unwrap()
}

async fn cover_look(clock: &Arc<MockClock>) -> Arc<CoverLook> {
    let source = |cover: &'static mock_vk::covers::ReferenceCover| CoverSource {
        form: if cover.form_folder == "vyskazat-mnenie" { Form::Polls } else { Form::Messages },
        scheme: cover.scheme,
        bytes: cover.png,
    };
    let set = ApprovedSet::build(mock_vk::covers::reference_covers().iter().map(source)).unwrap();
    let cache = PictureCache::in_memory(CACHE_BYTES).await.unwrap();
    Arc::new(
        CoverLook::new(pictures(), Some(cache), Matcher::new(set), Arc::clone(clock) as _, Box::new(|_| {})).unwrap(),
    )
}

async fn stand_in(scenario: Option<Scenario>) -> (Server, Arc<[Target]>, Arc<Policy>) {
    let region =
        Arc::new(Region::generate(&RegionOptions { pages: PAGES, seed: 4, ..RegionOptions::default() }).unwrap());
    let policy = Arc::new(Policy::built_in().unwrap());
    let csv = region.registry_csv();
    let (registry, _) =
        Registry::read(csv.as_bytes(), RegistryFormat::Csv, &RegistryOptions::default(), &*policy).unwrap();
    let targets = registry.iter().map(|entry| Target {
        url: entry.url.clone(),
        address: entry.address.clone(),
        organization: Some(Arc::clone(&entry.organization)),
    });
    let targets = targets.collect();
    let server = Server::start(ServerOptions { limit: false, scenario, ..ServerOptions::new(region) }).await.unwrap();
    (server, targets, policy)
}

fn plan(server: &Server, targets: Arc<[Target]>, policy: &Arc<Policy>, clock: &Arc<MockClock>) -> Plan {
    let client = Client::new(options(server), vec![token("main")], fastrand::Rng::with_seed(1)).unwrap();
    Plan {
        policy: Arc::clone(policy),
        targets,
        registry: None,
        directory: None,
        source: Arc::new(ApiSource::new(Arc::new(client))),
        covers: None,
        clock: Arc::clone(clock) as _,
        keep_looks: true,
        expects_menu: false,
    }
}

async fn audited(plan: Plan) -> BTreeMap<usize, Audited> {
    let mut pass = Pass::start(plan, &CancellationToken::new());
    let mut found = BTreeMap::new();
    while let Some(audits) = pass.next().await {
        found.extend(audits.into_iter().map(|audited| (audited.index, audited)));
    }
    pass.end().await.unwrap();
    found
}

/// The content of each judged picture by its address.
fn contents<'a>(looks: impl Iterator<Item = &'a Look>) -> BTreeMap<String, Option<[u8; 32]>> {
    let judged = looks.flat_map(|look| look.covers.iter().flatten()).filter_map(|sight| match sight {
        CoverSight::Judged(cover) => Some((cover.url.to_string(), cover.content)),
        CoverSight::Failed { .. } => None,
    });
    judged.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn judging_kept_looks_again_gives_the_audits_of_the_pass() {
    let clock = Arc::new(MockClock::at(Timestamp::UNIX_EPOCH));
    let (server, targets, policy) = stand_in(None).await;
    let with_covers = Plan { covers: Some(cover_look(&clock).await), ..plan(&server, targets, &policy, &clock) };
    let first = audited(with_covers.clone()).await;
    assert_eq!(first.len(), PAGES);
    for (index, Audited { audit, look, .. }) in &first {
        let look = look.as_ref().unwrap();
        assert_eq!(*look.url, *with_covers.targets[*index].url);
        assert_eq!(replay(&policy, look, Timestamp::UNIX_EPOCH), *audit);
    }
    clock.advance(SignedDuration::from_hours(1));
    let again = audited(with_covers).await;
    let looks = |pass: &BTreeMap<usize, Audited>| pass.values().filter_map(|one| one.look.clone()).collect::<Vec<_>>();
    assert_eq!(looks(&again), looks(&first), "what comes from the cache is the same");
    let contents = contents(first.values().filter_map(|one| one.look.as_ref()));
    assert!(contents.len() > 20, "{}", contents.len());
    let pictures = pictures();
    for (url, content) in contents.iter().take(5) {
        let bytes = pictures.fetch(url).await.unwrap();
        assert_eq!(content.as_ref(), Some(ContentHash::of(&bytes).as_bytes()), "{url}");
    }
}

#[tokio::test]
async fn looks_are_kept_only_where_asked_for() {
    let clock = Arc::new(MockClock::at(Timestamp::UNIX_EPOCH));
    let (server, targets, policy) = stand_in(None).await;
    let found = audited(Plan { keep_looks: false, ..plan(&server, targets, &policy, &clock) }).await;
    assert!(found.len() == PAGES && found.values().all(|one| one.look.is_none()));
}

#[tokio::test]
async fn a_page_that_could_not_be_seen_has_no_look() {
    let clock = Arc::new(MockClock::at(Timestamp::UNIX_EPOCH));
    let (server, targets, policy) = stand_in(Some(scenario("menu-dropped"))).await;
    let found = audited(plan(&server, targets, &policy, &clock)).await;
    let unseen = found.values().filter(|one| one.audit.verdict == Verdict::Unverified).count();
    assert!(unseen > PAGES / 2, "{unseen}");
    assert!(found.values().all(|one| one.look.is_none() == (one.audit.verdict == Verdict::Unverified)));
}

#[tokio::test]
async fn a_handful_of_pages_without_menus_is_not_accused_when_a_witness_shows_none_either() {
    let clock = Arc::new(MockClock::at(Timestamp::UNIX_EPOCH));
    let (server, targets, policy) = stand_in(Some(scenario("menu-dropped"))).await;
    let handful: Arc<[Target]> = targets.iter().take(5).cloned().collect();
    for (expects_menu, least) in [(true, 3), (false, 0)] {
        let found = audited(Plan { expects_menu, ..plan(&server, Arc::clone(&handful), &policy, &clock) }).await;
        let reasons = found.values().filter_map(|one| one.audit.unverified.as_ref());
        let doubted = reasons.filter(|one| one.reason == UnverifiedReason::BadAnswer).count();
        assert!(if least > 0 { doubted >= least } else { doubted == 0 }, "{doubted}");
    }
}
