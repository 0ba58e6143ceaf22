//! What happens to a store in a story: a registry, runs, what was seen of each page. Judges nothing.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use vk_page_auditor::model::{
    Access, CallFailure, Cause, Clause, Code, Form, GroupId, Level, Look, Menu, MenuItem, Ogrn, OpaId, Organization,
    PageAddress, PageAudit, PageIdentity, PageSnapshot, RegionCode, Remedy, Scope, Severity, Sight, Unverified,
    UnverifiedReason, Verdict, Violation,
};
use vk_page_auditor::store::{
    BatchKind, Claim, Digest, Event, EventKind, EventQuery, KeptPolicy, LookResult, NewRun, Outcome, PageId, PageQuery,
    PageRow, Pages, RegistryImport, RegistryPage, Run, RunId, RunKind, Settled, Store, StoreError, digest_of,
};

use crate::stage::{LEASE, Stage};

/// A page of a registry.
#[derive(Debug, Clone)]
pub struct Entry {
    pub url: String,
    pub address: PageAddress,
    pub organization: Organization,
}

/// The page of the school with this number.
pub fn school(number: u64) -> Entry {
    let url = format!("https://vk.com/school_{number}");
    let organization = Organization {
        name: format!("Школа № {number}").into(),
        ogrn: Some(ogrn(number)),
        level: Some(Level::Municipal),
        region_code: RegionCode::parse("03").ok(),
        municipality: Some(Arc::from("Ёлкинский округ")),
        messages_opa_id: OpaId::parse("17").ok(),
        messages_connected: Some(true),
        ..Organization::default()
    };
    Entry { address: PageAddress::parse(&url).unwrap(), url, organization }
}

pub fn ogrn(number: u64) -> Ogrn {
    let body = 102_030_000_000 + number;
    Ogrn::parse(&format!("{body}{}", body % 11 % 10)).unwrap()
}

/// What was seen of a page.
#[derive(Debug, Clone)]
pub enum Seen {
    /// These violations.
    With(Vec<Violation>),
    /// Nothing: VK did not answer.
    Nothing,
}

/// Nothing wrong.
pub fn clean() -> Seen {
    Seen::With(Vec::new())
}

/// These codes, as errors of the form for messages.
pub fn with(codes: &[Code]) -> Seen {
    Seen::With(codes.iter().map(|code| violation(*code, Severity::Error, "as seen")).collect())
}

pub fn violation(code: Code, severity: Severity, observed: &str) -> Violation {
    Violation {
        code: code.into(),
        severity: severity.into(),
        form: Some(Form::Messages),
        position: Some(1),
        field: None,
        observed: Some(observed.to_owned()),
        expected: Some("as it should be".to_owned()),
        account_of: None,
        remedy: Remedy::ByCode,
        clause: Arc::new(Clause { ru: String::new(), en: String::new() }),
    }
}

/// The result of a look.
pub fn result(page: PageId, seen: &Seen, at: Timestamp) -> LookResult {
    result_named(page, seen, at, "page")
}

/// The result of a look at a page of this name.
pub fn result_named(page: PageId, seen: &Seen, at: Timestamp, name: &str) -> LookResult {
    let number = u64::try_from(page.get()).unwrap();
    let url: Box<str> = format!("https://vk.com/school_{number}").into();
    let (violations, unverified) = match seen {
        Seen::With(violations) => (violations.clone(), None),
        Seen::Nothing => (
            Vec::new(),
            Some(Unverified { reason: UnverifiedReason::Network, cause: Cause::Call(CallFailure::Timeout) }),
        ),
    };
    let is = |code: Code| violations.iter().any(|one| one.code == code);
    let verdict = if unverified.is_some() {
        Verdict::Unverified
    } else if violations.iter().any(|one| one.severity == Severity::Error) {
        Verdict::Violations
    } else if is(Code::CoverReview) {
        Verdict::Review
    } else {
        Verdict::Compliant
    };
    let lost = is(Code::PageNotFound);
    // what is wrong stands in the menu, so that another audit is another look
    let item = |one: &Violation| MenuItem {
        title: one.code.as_str().into(),
        url: one.observed.clone().unwrap_or_default().into(),
        is_hidden: false,
        cover: Vec::new(),
    };
    let snapshot = PageSnapshot {
        group_id: GroupId::new(number + 1000).unwrap(),
        screen_name: Some(format!("school_{number}").into()),
        name: name.into(),
        access: Access::Open,
        deactivated: None,
        is_government_organization: Some(true),
        menu: Some(Menu { is_hidden: false, items: violations.iter().map(item).collect() }),
    };
    let identity = PageIdentity {
        url: url.clone(),
        group_id: (!lost).then_some(snapshot.group_id),
        screen_name: snapshot.screen_name.clone().filter(|_| !lost),
        name: (!lost).then(|| name.into()),
    };
    let sight = if lost { Sight::NotFound } else { Sight::Seen(Box::new(snapshot)) };
    LookResult {
        page,
        look: unverified.is_none().then(|| Look {
            url,
            organization: None,
            others: Vec::new(),
            sight,
            covers: Vec::new(),
        }),
        audit: PageAudit {
            page: identity,
            organization: None,
            verdict,
            checked_at: at,
            menu: Vec::new(),
            expected: None,
            violations,
            unverified,
        },
    }
}

pub fn policy() -> KeptPolicy {
    KeptPolicy::new("2026", "everything as published")
}

/// The events of this kind and all before, as their texts.
pub fn kinds(events: &[Event]) -> Vec<&'static str> {
    events.iter().map(|event| event.kind.known().unwrap().as_str()).collect()
}

/// These pages as an import takes them.
pub fn registry_pages(entries: &[Entry]) -> impl Iterator<Item = RegistryPage<'_>> + Send {
    entries.iter().map(|entry| RegistryPage {
        url: &entry.url,
        address: &entry.address,
        organization: &entry.organization,
    })
}

impl Stage {
    /// Imports these pages.
    pub async fn import(&self, entries: &[Entry]) -> RegistryImport {
        let text: Vec<String> = entries.iter().map(|entry| format!("{entry:?}")).collect();
        let digest: Digest = digest_of(text.join("\n").as_bytes());
        let pages = registry_pages(entries);
        self.store.import_registry("region.csv", digest, 0, pages, self.now()).await.unwrap()
    }

    /// Imports this many schools and gives their pages.
    pub async fn schools(&self, count: u64) -> Vec<PageId> {
        let entries: Vec<Entry> = (1..=count).map(school).collect();
        self.import(&entries).await;
        let pages = self.store.registered_pages(None, usize::MAX).await.unwrap();
        pages.into_iter().map(|page| page.id).collect()
    }

    /// A run of this name over these pages.
    pub fn new_run(&self, name: &str, pages: &[PageId]) -> NewRun {
        NewRun {
            name: name.to_owned(),
            kind: RunKind::Manual,
            pages: Pages::These(pages.to_vec()),
            policy: policy(),
            batch_size: 100,
            next_look_at: self.now() + jiff::SignedDuration::from_hours(1),
            due: None,
        }
    }

    pub async fn start(&self, name: &str, pages: &[PageId]) -> RunId {
        self.store.start_run(&self.new_run(name, pages), self.now()).await.unwrap().unwrap()
    }

    pub async fn claim(&self, most: usize) -> Vec<Claim> {
        self.store.claim("me", most, self.now(), LEASE).await.unwrap()
    }

    pub async fn claim_one(&self, kind: BatchKind) -> Claim {
        let mut claims = self.claim(1).await;
        assert_eq!(claims.len(), 1, "there is work");
        let claim = claims.remove(0);
        assert_eq!(claim.kind, kind);
        claim
    }

    pub async fn finish(&self, claim: &Claim, results: &[LookResult]) -> Result<(), StoreError> {
        self.store.finish_looks(claim, &policy(), results, &Outcome::default(), self.now()).await
    }

    /// A whole run in which these pages looked so, up to its last batch.
    pub async fn look(&self, name: &str, seen: &[(PageId, Seen)]) -> (RunId, Claim) {
        let pages: Vec<PageId> = seen.iter().map(|(page, _)| *page).collect();
        let run = self.start(name, &pages).await;
        loop {
            let claim = self.claim(1).await.remove(0);
            if claim.kind == BatchKind::Settle {
                return (run, claim);
            }
            let of_batch = seen.iter().filter(|(page, _)| claim.pages.contains(page));
            let results: Vec<LookResult> = of_batch.map(|(page, seen)| result(*page, seen, self.now())).collect();
            self.finish(&claim, &results).await.unwrap();
        }
    }

    /// A whole run in which these pages looked so.
    pub async fn run(&self, name: &str, seen: &[(PageId, Seen)]) -> (RunId, Settled) {
        let (run, claim) = self.look(name, seen).await;
        (run, self.store.settle(&claim, &self.rule, self.now()).await.unwrap())
    }

    /// A day later, a whole run in which all these pages looked so; it counts.
    pub async fn day(&self, pages: &[PageId], seen: &Seen) -> RunId {
        self.pass_a_day();
        let seen: Vec<(PageId, Seen)> = pages.iter().map(|page| (*page, seen.clone())).collect();
        let (run, settled) = self.run("daily", &seen).await;
        assert_eq!(settled, Settled::Finished);
        run
    }

    /// The whole log.
    pub async fn events(&self) -> Vec<Event> {
        let query = EventQuery { limit: 1_000_000, ..EventQuery::within(Scope::everything()) };
        self.store.events(&query).await.unwrap().into_iter().map(|row| row.event).collect()
    }

    /// The events of findings and pages, without those of runs, registries and policies.
    pub async fn changes(&self) -> Vec<&'static str> {
        let of_page = |event: &Event| event.page.is_some();
        let events: Vec<Event> = self.events().await.into_iter().filter(of_page).collect();
        kinds(&events)
    }

    pub async fn count_events(&self, kind: EventKind) -> usize {
        self.events().await.iter().filter(|event| event.kind == kind).count()
    }

    pub async fn page(&self, page: PageId) -> PageRow {
        page_of(&self.store, page).await
    }

    pub async fn kept_run(&self, run: RunId) -> Run {
        self.store.run(run).await.unwrap().unwrap()
    }
}

pub async fn page_of(store: &Store, page: PageId) -> PageRow {
    let query =
        PageQuery { page: Some(page), with_unregistered: true, limit: 2, ..PageQuery::within(Scope::everything()) };
    let mut rows = store.pages(&query).await.unwrap();
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

/// A minute.
pub const MINUTE: Duration = Duration::from_mins(1);
