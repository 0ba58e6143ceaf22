//! How quick the store is with a whole country in it and a year behind it: 200,000 pages, one run a day, some 0.3 % of
//! the pages changing each day. `STORE_PAGES` makes it smaller; with `TEST_POSTGRES_URL` it is done there too. `STORE_FILE`
//! names a file that is kept, and only asked when it is there already.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement of something that fails is none")]

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use vk_page_auditor::clock::{Clock as _, MockClock};
use vk_page_auditor::findings::{HoldRule, State};
use vk_page_auditor::model::{
    Access, Clause, Code, Form, GroupId, Level, Look, Menu, MenuItem, Municipality, Ogrn, OpaId, Organization,
    PageAddress, PageAudit, PageIdentity, PageSnapshot, RegionCode, Remedy, Severity, Sight, Verdict, Violation,
};
use vk_page_auditor::store::{
    BatchKind, ConnectOptions, EventKind, EventQuery, FindingCursor, FindingQuery, FindingSort, KeptPolicy, LookResult,
    NewRun, Outcome, PageCursor, PageId, PageQuery, PageSort, Pages, RegistryPage, RunKind, Scope, SettleRule, Store,
    StoreUrl,
};

/// About as many official pages as the country has.
const PAGES: u64 = 200_000;
const DAYS: u64 = 365;
/// Of so many pages one has another look each day.
const CHANGES_ONE_OF: u64 = 333;
/// Pages of one municipality.
const MUNICIPALITY: u64 = 90;
const BATCH: usize = 500;
const LEASE: Duration = Duration::from_hours(24 * 1_000);
const BEGINNING: &str = "2025-01-01T03:00:00Z";
/// How often each query is asked.
const ASKED: usize = 40;
/// What a person may wait for a list.
const TARGET: Duration = Duration::from_millis(20);

struct Scene {
    store: Store,
    clock: MockClock,
    policy: KeptPolicy,
    clause: Arc<Clause>,
    pages: Vec<PageId>,
    /// How often each page changed.
    version: Vec<u64>,
}

fn organization(number: u64) -> Organization {
    let body = 102_030_000_000 + number;
    Organization {
        name: format!("Муниципальное бюджетное общеобразовательное учреждение «Школа № {number}»").into(),
        ogrn: Ogrn::parse(&format!("{body}{}", body % 11 % 10)).ok(),
        level: Some(if number.is_multiple_of(MUNICIPALITY) { Level::Municipal } else { Level::Subordinate }),
        region_code: RegionCode::parse(&format!("{:02}", 1 + number / 2_500 % 89)).ok(),
        municipality: Some(format!("Муниципальный округ № {}", number / MUNICIPALITY).into()),
        messages_opa_id: OpaId::parse("17").ok(),
        messages_connected: Some(true),
        polls_connected: Some(true),
        ..Organization::default()
    }
}

impl Scene {
    /// One that is there already.
    async fn again(store: Store) -> Self {
        let clock = MockClock::at(BEGINNING.parse().unwrap());
        clock.advance(SignedDuration::from_hours(24 * (i64::try_from(DAYS).unwrap() + 3)));
        let pages = store.registered_pages(None, usize::MAX).await.unwrap().into_iter().map(|page| page.id).collect();
        let clause = Arc::new(Clause { ru: String::new(), en: String::new() });
        let policy = KeptPolicy::new("2026", "everything as published");
        Self { store, clock, policy, clause, pages, version: Vec::new() }
    }

    async fn new(store: Store, count: u64) -> Self {
        let clock = MockClock::at(BEGINNING.parse().unwrap());
        let entries: Vec<_> = (0..count)
            .map(|number| {
                let url = format!("https://vk.com/official_{number}");
                (PageAddress::parse(&url).unwrap(), url, organization(number))
            })
            .collect();
        let pages = entries.iter().map(|(address, url, organization)| RegistryPage { url, address, organization });
        let begun = Instant::now();
        store.import_registry("country.csv", [1; 32], 0, pages, clock.now()).await.unwrap();
        println!("import of {count} pages: {:.1} s", begun.elapsed().as_secs_f64());
        let pages = store.registered_pages(None, usize::MAX).await.unwrap().into_iter().map(|page| page.id).collect();
        let version = (0..count).map(|number| u64::from(number % 5 == 0)).collect();
        let clause = Arc::new(Clause { ru: String::new(), en: String::new() });
        Self { store, clock, policy: KeptPolicy::new("2026", "everything as published"), clause, pages, version }
    }

    /// How a page looks: every odd version of it has two defects.
    fn look(&self, place: usize) -> LookResult {
        let (page, version) = (self.pages[place], self.version[place]);
        let number = place as u64;
        let url: Box<str> = format!("https://vk.com/official_{number}").into();
        let violation = |code: Code, severity: Severity| Violation {
            code: code.into(),
            severity: severity.into(),
            form: Some(Form::Messages),
            position: Some(1),
            field: None,
            observed: Some(format!("https://pos.gosuslugi.ru/form/?opaId={number}&utm_source=vk{version}")),
            expected: Some(format!("https://pos.gosuslugi.ru/form/?opaId={number}&utm_source=vk")),
            account_of: None,
            remedy: Remedy::ByCode,
            clause: Arc::clone(&self.clause),
        };
        let kinds = [Code::UrlParamMismatch, Code::FormMissing, Code::MenuHidden, Code::CoverNotApproved];
        let violations = if version % 2 == 1 {
            vec![
                violation(kinds[place / 5 % kinds.len()], Severity::Error),
                violation(Code::TitleNearMatch, Severity::Warning),
            ]
        } else {
            Vec::new()
        };
        let item = |title: &str| MenuItem {
            title: title.into(),
            url: format!("https://pos.gosuslugi.ru/form/?opaId={number}&utm_source=vk{version}").into(),
            is_hidden: false,
            cover: Vec::new(),
        };
        let snapshot = PageSnapshot {
            group_id: GroupId::new(number + 1_000).unwrap(),
            screen_name: Some(format!("official_{number}").into()),
            name: format!("Школа № {number}, официальная страница").into(),
            access: Access::Open,
            deactivated: None,
            is_government_organization: Some(true),
            menu: Some(Menu {
                is_hidden: false, items: vec![item("Сообщить о проблеме"), item("Опросы")]
            }),
        };
        LookResult {
            page,
            audit: PageAudit {
                page: PageIdentity {
                    url: url.clone(),
                    group_id: Some(snapshot.group_id),
                    screen_name: snapshot.screen_name.clone(),
                    name: Some(snapshot.name.clone()),
                },
                organization: None,
                verdict: if violations.is_empty() { Verdict::Compliant } else { Verdict::Violations },
                checked_at: self.clock.now(),
                menu: Vec::new(),
                expected: None,
                violations,
                unverified: None,
            },
            look: Some(Look {
                url,
                organization: None,
                others: Vec::new(),
                sight: Sight::Seen(Box::new(snapshot)),
                covers: Vec::new(),
            }),
        }
    }

    /// A whole run; gives the time of storing results and that of settling.
    async fn run(&self, pages: Pages) -> (Duration, Duration) {
        let new = NewRun {
            name: "daily".to_owned(),
            kind: RunKind::Scheduled,
            pages,
            policy: self.policy.clone(),
            batch_size: BATCH,
            next_look_at: self.clock.now(),
            due: None,
        };
        // runs over nothing but pages that change would be held
        let rule = SettleRule { hold: HoldRule { least: PAGES, ..HoldRule::default() }, ..SettleRule::default() };
        self.store.start_run(&new, self.clock.now()).await.unwrap().unwrap();
        let mut stored = Duration::ZERO;
        loop {
            let claim = self.store.claim("bench", 1, self.clock.now(), LEASE).await.unwrap().remove(0);
            if claim.kind == BatchKind::Settle {
                let begun = Instant::now();
                self.store.settle(&claim, &rule, self.clock.now()).await.unwrap();
                return (stored, begun.elapsed());
            }
            let results: Vec<LookResult> =
                claim.pages.iter().map(|page| self.look(usize::try_from(page.get()).unwrap() - 1)).collect();
            let begun = Instant::now();
            let outcome = Outcome::default();
            self.store.finish_looks(&claim, &self.policy, &results, &outcome, self.clock.now()).await.unwrap();
            stored += begun.elapsed();
        }
    }

    /// A year, of which only the pages that change are looked at: twice, as they are when a second look confirms.
    async fn year(&mut self) {
        let begun = Instant::now();
        for day in 0..DAYS {
            let changed: Vec<usize> = (0..self.pages.len())
                .filter(|place| (*place as u64 * 7_919 + day).is_multiple_of(CHANGES_ONE_OF))
                .collect();
            for place in &changed {
                self.version[*place] += 1;
            }
            for _ in 0..2 {
                self.clock.advance(SignedDuration::from_hours(12));
                self.run(Pages::These(changed.iter().map(|place| self.pages[*place]).collect())).await;
            }
        }
        println!("a year of changes: {:.1} s", begun.elapsed().as_secs_f64());
    }

    fn since(&self, days: i64) -> Timestamp {
        self.clock.now() - SignedDuration::from_hours(24 * days)
    }

    #[expect(clippy::too_many_lines, reason = "a list of questions")]
    async fn queries(&self) {
        let town = || Scope {
            municipalities: vec![Municipality::from("Муниципальный округ № 7")],
            ..Scope::everything()
        };
        let region = || Scope { regions: vec![RegionCode::parse("03").unwrap()], ..Scope::everything() };
        let middle = self.pages[self.pages.len() / 2];
        let page = || PageQuery { limit: 50, ..PageQuery::within(Scope::everything()) };
        let pages = [
            ("first", page()),
            ("from the middle", PageQuery { after: Some(middle), ..page() }),
            ("of a region", PageQuery { scope: region(), ..page() }),
            ("of a municipality", PageQuery { scope: town(), ..page() }),
            (
                "of a municipality, with violations",
                PageQuery { scope: town(), verdict: Some(Verdict::Violations), ..page() },
            ),
            ("with violations", PageQuery { verdict: Some(Verdict::Violations), ..page() }),
            ("for review (none)", PageQuery { verdict: Some(Verdict::Review), ..page() }),
            ("not seen (none)", PageQuery { unverified: Some(true), ..page() }),
            ("municipal", PageQuery { level: Some(Level::Municipal), ..page() }),
            ("with a code", PageQuery { code: Some(Code::MenuHidden), ..page() }),
            ("with a code nobody has", PageQuery { code: Some(Code::UrlHost), ..page() }),
            ("search, common word", PageQuery { search: Some("школа".to_owned()), ..page() }),
            (
                "search, common word, by name",
                PageQuery { search: Some("школа".to_owned()), sort: PageSort::Name, ..page() },
            ),
            ("search, a school by its number", PageQuery { search: Some("школа № 4".to_owned()), ..page() }),
            ("search, one page", PageQuery { search: Some("official_19999".to_owned()), ..page() }),
            ("search, nothing", PageQuery { search: Some("гимназия".to_owned()), ..page() }),
            ("search in a municipality", PageQuery { scope: town(), search: Some("гимназия".to_owned()), ..page() }),
            ("search, an OGRN", PageQuery { search: Some(organization(99_999).ogrn.unwrap().to_string()), ..page() }),
            ("one", PageQuery { page: Some(middle), ..page() }),
        ];
        for (name, query) in &pages {
            measure(&format!("pages {name}"), || self.store.pages(query)).await;
        }
        let sorts = [
            ("name", PageSort::Name),
            ("gravity", PageSort::Gravity),
            ("look", PageSort::LookedAt),
            ("change", PageSort::ChangedAt),
        ];
        for (name, sort) in sorts {
            for (of, scope) in [("all", Scope::everything()), ("a region", region()), ("a municipality", town())] {
                for descending in [false, true] {
                    let mut query = PageQuery { sort, descending, scope: scope.clone(), ..page() };
                    let way = if descending { "down" } else { "up" };
                    measure(&format!("pages of {of} by {name}, {way}"), || self.store.pages(&query)).await;
                    let last = self.store.pages(&query).await.unwrap().pop();
                    query.cursor = last.map(|row| PageCursor::of(&row, sort));
                    measure(&format!("pages of {of} by {name}, {way}, next"), || self.store.pages(&query)).await;
                }
            }
        }
        for (name, query) in &pages[..6] {
            measure(&format!("count of pages {name}"), || self.store.count_pages(query)).await;
        }
        let finding = || FindingQuery { limit: 50, ..FindingQuery::within(Scope::everything()) };
        let open = || FindingQuery { states: vec![State::Open], ..finding() };
        let findings = [
            ("first", finding()),
            ("open", open()),
            ("open, of a region", FindingQuery { scope: region(), ..open() }),
            ("open, of a municipality", FindingQuery { scope: town(), ..open() }),
            ("open, of a code", FindingQuery { codes: vec![Code::MenuHidden], ..open() }),
            ("open, of a code nobody has", FindingQuery { codes: vec![Code::UrlHost], ..open() }),
            ("errors", FindingQuery { severities: vec![Severity::Error], ..open() }),
            ("of a form nobody has", FindingQuery { form: Some(Form::Polls), ..open() }),
            ("of a page", FindingQuery { page: Some(middle), ..finding() }),
            ("opened this week", FindingQuery { opened_since: Some(self.since(7)), ..finding() }),
            ("closed this week", FindingQuery { closed_since: Some(self.since(7)), ..finding() }),
            ("search, common word", FindingQuery { search: Some("школа".to_owned()), ..finding() }),
            ("search, nothing", FindingQuery { search: Some("гимназия".to_owned()), ..finding() }),
        ];
        for (name, query) in &findings {
            measure(&format!("findings {name}"), || self.store.findings(query)).await;
            for descending in [true, false] {
                let way = if descending { "down" } else { "up" };
                let mut query = FindingQuery { sort: FindingSort::OpenedAt, descending, ..query.clone() };
                measure(&format!("findings {name}, {way}"), || self.store.findings(&query)).await;
                let last = self.store.findings(&query).await.unwrap().pop();
                query.cursor = last.map(|row| FindingCursor::of(&row, query.sort));
                measure(&format!("findings {name}, {way}, next"), || self.store.findings(&query)).await;
            }
        }
        for (name, query) in &findings[1..5] {
            measure(&format!("count of findings {name}"), || self.store.count_findings(query)).await;
        }
        let event = || EventQuery { limit: 50, newest_first: true, ..EventQuery::within(Scope::everything()) };
        let events = [
            ("newest", event()),
            ("oldest", EventQuery { newest_first: false, ..event() }),
            ("of a kind", EventQuery { kinds: vec![EventKind::FindingClosed], ..event() }),
            ("of a kind that is rare", EventQuery { kinds: vec![EventKind::RegistryImported], ..event() }),
            ("of a page", EventQuery { page: Some(middle), ..event() }),
            ("of a run", EventQuery { run: Some("100".parse().unwrap()), ..event() }),
            ("of a region", EventQuery { scope: region(), ..event() }),
            ("of a municipality", EventQuery { scope: town(), ..event() }),
            ("this week", EventQuery { since: Some(self.since(7)), newest_first: false, ..event() }),
            ("before half a year", EventQuery { until: Some(self.since(180)), ..event() }),
        ];
        for (name, query) in &events {
            measure(&format!("events {name}"), || self.store.events(query)).await;
        }
        measure("figures", || self.store.figures()).await;
        let (since, now, zone) = (self.since(90), self.clock.now(), TimeZone::fixed(jiff::tz::offset(3)));
        for (name, scope) in [("all", Scope::everything()), ("a region", region()), ("a municipality", town())] {
            measure(&format!("standings of {name}"), || self.store.municipality_standings(&scope)).await;
            measure(&format!("codes of {name}"), || self.store.findings_by_code(&scope)).await;
            measure(&format!("causes of {name}"), || self.store.causes(&scope, 2, 20)).await;
            measure(&format!("changes of {name}, 90 days"), || self.store.daily_changes(&scope, since, &zone)).await;
            measure(&format!("trend of {name}, 90 days"), || self.store.verdict_trend(&scope, since, now, &zone)).await;
        }
    }
}

/// Asks many times and tells the middle and the slowest of a hundred.
async fn measure<T, E: std::fmt::Debug, F: Future<Output = Result<T, E>>>(name: &str, ask: impl Fn() -> F) {
    let mut times = Vec::with_capacity(ASKED);
    for _ in 0..ASKED {
        let begun = Instant::now();
        ask().await.unwrap();
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let (p50, p99) = (times[ASKED / 2], times[ASKED * 99 / 100]);
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    let slow = if p99 > TARGET { "  TOO SLOW" } else { "" };
    println!("{name:<48} p50 {:>8.2} ms  p99 {:>8.2} ms{slow}", ms(p50), ms(p99));
}

/// What this process used of all cores so far; nothing where the system does not tell.
fn cpu() -> Duration {
    #[cfg(unix)]
    if let Ok(used) = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_SELF) {
        let time = |time: nix::sys::time::TimeVal| {
            Duration::new(time.tv_sec().try_into().unwrap(), 0)
                + Duration::from_micros(time.tv_usec().try_into().unwrap())
        };
        return time(used.user_time()) + time(used.system_time());
    }
    Duration::ZERO
}

async fn story(options: ConnectOptions, count: u64) {
    println!("\n== {} with {count} pages", options.url);
    let store = Store::open(&options).await.unwrap();
    if let Some(page) = store.registered_pages(None, 1).await.unwrap().first() {
        println!("from page {} on, as it is", page.id);
        return Scene::again(store).await.queries().await;
    }
    let mut scene = Scene::new(store, count).await;
    for name in ["first run", "second run", "unchanged run"] {
        scene.clock.advance(SignedDuration::from_hours(24));
        let before = cpu();
        let (stored, settled) = scene.run(Pages::Registered(Scope::everything())).await;
        let used = cpu().saturating_sub(before);
        #[expect(clippy::cast_precision_loss, reason = "there are some 200,000 pages")]
        let rate = count as f64 / stored.as_secs_f64();
        let (settled, used) = (settled.as_secs_f64(), used.as_secs_f64());
        println!("{name}: {rate:.0} results/s, settled in {settled:.1} s; CPU {used:.1} s in all");
    }
    scene.year().await;
    scene.queries().await;
    scene.store.close().await;
    let begun = Instant::now();
    let store = Store::open(&options).await.unwrap();
    println!("open: {:.1} ms", begun.elapsed().as_secs_f64() * 1_000.0);
    let begun = Instant::now();
    println!("check: {} faults, {:.1} s", store.check().await.unwrap().len(), begun.elapsed().as_secs_f64());
    store.close().await;
}

fn main() {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let count = variable("STORE_PAGES").map_or(PAGES, |text| text.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = variable("STORE_FILE").map_or_else(|| folder.path().join("store.sqlite"), Into::into);
    runtime.block_on(story(ConnectOptions::new(StoreUrl::Sqlite(file.clone())).or_create(), count));
    println!("file: {} MB", std::fs::metadata(&file).unwrap().len() / 1_000_000);
    if let Some(url) = variable("TEST_POSTGRES_URL") {
        runtime.block_on(story(ConnectOptions::new(url.parse().unwrap()), count));
    }
}
