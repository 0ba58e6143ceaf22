//! A small store for tests, made through the library: the vectors looked at twice, and a third run that is held.

use std::fs;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use vk_page_auditor::clock::MockClock;
use vk_page_auditor::history::{PolicyText, PolicyTexts};
use vk_page_auditor::model::{CallFailure, Cause, Sight, Unverified, UnverifiedReason, Verdict};
use vk_page_auditor::policy::{BUILT_IN, BUILT_IN_NAME, BUILT_IN_OVERRIDES, Policy};
use vk_page_auditor::registry::{Registry, RegistryFormat, RegistryOptions};
use vk_page_auditor::run::{Audited, Pass, Plan, Target, replay};
use vk_page_auditor::store::{
    BatchKind, ConnectOptions, KeptPolicy, LookResult, NewRun, Outcome, PageId, Pages, RegistryPage, RunKind, Scope,
    SettleRule, Settled, Store, StoreUrl, digest_of,
};
use vk_page_auditor::{rules, vk};

use super::program::Folder;
use super::vectors;

/// Pages that no look ever saw, by their places in the registry.
const NEVER_SEEN: [usize; 2] = [5, 6];
/// How many pages the held run says are gone.
const LOST: usize = 120;
const LEASE: Duration = Duration::from_mins(10);
/// The name of the store's file.
pub const FILE: &str = "audit.sqlite";

/// A folder with the store and a configuration that names it.
pub fn with_store() -> Folder {
    static MADE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(FILE);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(make(&path));
        fs::read(path).unwrap()
    });
    let place = Folder::new();
    place.write(FILE, &*MADE);
    place.write("vk-page-auditor.toml", format!("[store]\nurl = \"sqlite:{FILE}\"\n"));
    place
}

/// The policy as the program keeps it.
fn kept_policy(policy: &Policy) -> KeptPolicy {
    let overrides = BUILT_IN_OVERRIDES.map(|(name, text)| PolicyText::new(name, text)).into();
    PolicyTexts::new(PolicyText::new(BUILT_IN_NAME, BUILT_IN), overrides).kept(&policy.id)
}

fn at(hour: i64) -> Timestamp {
    "2026-11-20T00:00:00Z".parse::<Timestamp>().unwrap() + jiff::SignedDuration::from_hours(hour)
}

async fn make(path: &std::path::Path) {
    let policy = Arc::new(Policy::built_in().unwrap());
    let csv = fs::read(vectors::folder().join("registry.csv")).unwrap();
    let (registry, problems) = Registry::read(csv, RegistryFormat::Csv, &RegistryOptions::default(), &*policy).unwrap();
    assert!(problems.is_empty());
    let options = ConnectOptions { create: true, ..ConnectOptions::new(StoreUrl::Sqlite(path.to_owned())) };
    let store = Store::open(&options).await.unwrap();
    let pages = registry.iter().map(|entry| RegistryPage {
        url: &entry.url,
        address: &entry.address,
        organization: &entry.organization,
    });
    store.import_registry("registry.csv", digest_of(b"registry"), 0, pages, at(0)).await.unwrap();
    let first = looks(&registry, &policy, at(1)).await;
    assert_eq!(run(&store, &policy, "nightly", first, at(1)).await, Settled::Finished);
    let second = looks(&registry, &policy, at(2)).await;
    assert_eq!(run(&store, &policy, "nightly", second.clone(), at(2)).await, Settled::Finished);
    let lost = second.into_iter().enumerate().map(|(place, (page, one))| {
        let Some(mut look) = one.look.clone().filter(|_| place < LOST) else { return (page, one) };
        look.sight = Sight::NotFound;
        look.covers.clear();
        (page, Audited { audit: replay(&policy, &look, at(3)), look: Some(look), ..one })
    });
    assert_eq!(run(&store, &policy, "nightly", lost.collect(), at(3)).await, Settled::Held);
    assert_eq!(store.check().await.unwrap(), []);
    store.close().await;
}

/// What a pass over the saved answer finds. Pages have their numbers in the order of the registry.
async fn looks(registry: &Registry, policy: &Arc<Policy>, at: Timestamp) -> Vec<(usize, Audited)> {
    let target = |entry: &vk_page_auditor::registry::Entry| Target {
        url: entry.url.clone(),
        address: entry.address.clone(),
        organization: Some(Arc::clone(&entry.organization)),
    };
    let targets: Arc<[Target]> = registry.iter().map(target).collect();
    let plan = Plan {
        policy: Arc::clone(policy),
        targets: Arc::clone(&targets),
        registry: None,
        directory: None,
        source: Arc::new(vk::SavedAnswers::new(vectors::folder().join("vk.json"))),
        covers: None,
        clock: Arc::new(MockClock::at(at)),
        keep_looks: true,
        expects_menu: false,
    };
    let mut pass = Pass::start(plan, &CancellationToken::new());
    let mut found = Vec::new();
    while let Some(audits) = pass.next().await {
        found.extend(audits.into_iter().map(|one| (one.index, one)));
    }
    pass.end().await.unwrap();
    found.sort_by_key(|(index, _)| *index);
    for (index, one) in &mut found {
        if NEVER_SEEN.contains(index) {
            let why =
                Unverified { reason: UnverifiedReason::Network, cause: Cause::Call(CallFailure::Http { status: 502 }) };
            let Target { url, organization, .. } = &targets[*index];
            *one = Audited {
                index: *index,
                audit: rules::unverified(policy, url, organization.as_ref(), why, at),
                look: None,
            };
        }
    }
    found
}

async fn run(store: &Store, policy: &Policy, name: &str, found: Vec<(usize, Audited)>, now: Timestamp) -> Settled {
    let kept = kept_policy(policy);
    let new = NewRun {
        name: name.to_owned(),
        kind: RunKind::Scheduled,
        pages: Pages::Registered(Scope::everything()),
        policy: kept.clone(),
        batch_size: 500,
        next_look_at: now,
        due: None,
    };
    store.start_run(&new, now).await.unwrap().unwrap();
    let outcome = Outcome { calls: [("ok".to_owned(), 1)].into(), remarks: Vec::new() };
    loop {
        let claim = store.claim("test", 1, now, LEASE).await.unwrap().pop().unwrap();
        if claim.kind == BatchKind::Settle {
            return store.settle(&claim, &SettleRule::default(), now).await.unwrap();
        }
        let result = |page: &PageId| {
            let (_, one) = &found[usize::try_from(page.get() - 1).unwrap()];
            assert_eq!(one.look.is_none(), one.audit.verdict == Verdict::Unverified);
            LookResult { page: *page, audit: one.audit.clone(), look: one.look.clone() }
        };
        let results: Vec<LookResult> = claim.pages.iter().map(result).collect();
        store.finish_looks(&claim, &kept, &results, &outcome, now).await.unwrap();
    }
}

/// Does something to the file of a store that the library would not do.
pub fn execute(file: &std::path::Path, statement: &'static str) {
    use sqlx::{ConnectOptions as _, Connection as _};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = sqlx::sqlite::SqliteConnectOptions::new().filename(file).connect().await.unwrap();
        sqlx::query(statement).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

/// Begins a run of all pages that nobody works on.
pub fn start_run(file: &std::path::Path, name: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = ConnectOptions::new(StoreUrl::Sqlite(file.to_owned()));
        let store = Store::open(&options).await.unwrap();
        let new = NewRun {
            name: name.to_owned(),
            kind: RunKind::Scheduled,
            pages: Pages::Registered(Scope::everything()),
            policy: kept_policy(&Policy::built_in().unwrap()),
            batch_size: 500,
            next_look_at: at(4),
            due: None,
        };
        store.start_run(&new, at(4)).await.unwrap().unwrap();
        store.close().await;
    });
}
