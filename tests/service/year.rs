//! A year of daily passes over a region that changes every day, with VK's bad days: no fault ever becomes a finding, and
//! every change is told exactly once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use mock_vk::server::MendOrder;
use mock_vk::{Server, ServerOptions};
use tokio_util::sync::CancellationToken;
use vk_page_auditor::clock::{Clock, MockClock};
use vk_page_auditor::findings::State;
use vk_page_auditor::run::{Worker, WorkerDeps, WorkerOptions};
use vk_page_auditor::schedule::{CronExpr, Missed, ScheduledPass, Scheduler, SchedulerOptions, Timetable};
use vk_page_auditor::store::{EventKind, EventQuery, RunQuery, RunState, Scope, SettleRule, Store, StoreUrl, Who};

use super::stage::{
    ALL, Defect, QUOTA_PAUSE, defects, difference, findings, import, kept_policy, policy, region, scenario, source,
    store,
};

const PAGES: usize = 140;
const DAYS: i64 = 365;
/// On a bad day everything goes wrong from midnight to the evening, the pass of that day included.
const BAD_DAYS: [(i64, &str); 14] = [
    (9, "http-502-for-ever"),
    (17, "menu-dropped"),
    (31, "code-0005-invalid-token"),
    (52, "json-truncated"),
    (70, "ids-dropped"),
    (88, "code-0029-daily-limit"),
    (101, "bad-day"),
    (133, "html-maintenance"),
    (160, "code-0014-captcha"),
    (190, "ids-stranger"),
    (222, "reset-in-the-middle"),
    (250, "group-menu-is-text"),
    (280, "http-429"),
    (310, "body-empty"),
];

/// A pass meets well-formed wrong answers: many pages without their menus among others that have theirs.
const MASS_FAULTS: [MassFault; 5] = [
    MassFault { day: 24, scenario: "menus-lost-here-and-there", lasts: THREE_MINUTES, then: Then::Counts },
    MassFault { day: 40, scenario: "menus-lost-here-and-there", lasts: THREE_MINUTES, then: Then::Counts },
    MassFault { day: 115, scenario: "menus-lost", lasts: THREE_MINUTES, then: Then::Superseded },
    MassFault { day: 175, scenario: "menus-lost", lasts: OVER_THE_SECOND_LOOK, then: Then::Discarded },
    MassFault { day: 235, scenario: "menus-lost", lasts: THREE_MINUTES, then: Then::Released },
];
const THREE_MINUTES: SignedDuration = SignedDuration::from_mins(3);
/// How long after the pass a person decides.
const A_PERSON_LOOKS: SignedDuration = SignedDuration::from_hours(7);
const OVER_THE_SECOND_LOOK: SignedDuration = SignedDuration::from_mins(40);
/// So many pages look wrong in a mass fault at the least, all innocent.
const PAGES_HIT: usize = 20;

struct MassFault {
    day: i64,
    scenario: &'static str,
    lasts: SignedDuration,
    then: Then,
}

/// What becomes of the run that met the fault.
#[derive(Clone, Copy, PartialEq)]
enum Then {
    /// It changes too little to be held: its second look takes everything back.
    Counts,
    /// It is held, and the next pass takes its place.
    Superseded,
    /// It is held, and a person says that it does not count.
    Discarded,
    /// It is held, and a person says by mistake that it counts: the second look takes everything back.
    Released,
}

/// The year as it is played.
struct Year {
    store: Store,
    clock: Arc<MockClock>,
    worker: Arc<Worker>,
    scheduler: Scheduler,
    server: Server,
}

impl Year {
    async fn begin(folder: &std::path::Path) -> Self {
        let start: Timestamp = "2025-03-01T00:00:00+03:00".parse().unwrap();
        let clock = Arc::new(MockClock::at(start));
        let region = region(PAGES, 42);
        let store = store(StoreUrl::Sqlite(folder.join("year.sqlite"))).await;
        import(&store, &region, start).await;
        let server = Server::start(ServerOptions { limit: false, ..ServerOptions::new(region) }).await.unwrap();
        let means = WorkerDeps {
            source: source(&server.url()),
            policy: policy(),
            kept_policy: kept_policy(),
            covers: None,
            settle: SettleRule::default(),
            retired: CancellationToken::new(),
        };
        let as_clock: Arc<dyn Clock> = Arc::clone(&clock) as _;
        let options = WorkerOptions::new("year".to_owned(), "serve", Duration::from_secs(30), Duration::ZERO);
        let worker = Arc::new(Worker::new(store.clone(), Arc::clone(&as_clock), options, means));
        let timetable = Timetable {
            cron: CronExpr::parse("0 3 * * *").unwrap(),
            zone: jiff::tz::TimeZone::get("Europe/Berlin").unwrap(),
            jitter: Duration::from_mins(7),
            missed: Missed::Once,
        };
        let options = SchedulerOptions {
            passes: vec![ScheduledPass { name: "daily".to_owned(), timetable, scope: Scope::everything() }],
            recheck: Duration::from_hours(16),
            second_look: Duration::from_mins(5),
            batch_size: 100,
            policy: kept_policy(),
        };
        let scheduler = Scheduler::new(store.clone(), as_clock, options);
        Self { store, clock, worker, scheduler, server }
    }

    /// Lets the service live until a moment, jumping from each thing it does to the next.
    async fn live_until(&self, end: Timestamp) {
        loop {
            let tick = self.scheduler.tick().await.unwrap();
            while self.worker.step().await.unwrap() > 0 {}
            let work = self.store.next_work_at().await.unwrap();
            let now = self.clock.now();
            // pages that stay due while a second look at them is under way wait for its end
            let look = self.store.next_look_at().await.unwrap().filter(|at| *at > now);
            let next = [tick.next, work, look].into_iter().flatten().min();
            let next = next.unwrap_or(end).max(now + SignedDuration::from_millis(1));
            if next >= end {
                self.clock.advance(end.duration_since(now));
                return;
            }
            self.clock.advance(next.duration_since(now));
        }
    }

    /// Lets a pass meet a mass fault, and a person decide some hours later where the run is held.
    async fn meet(&self, fault: &MassFault) {
        let day = fault.day;
        let pass = self.scheduler.upcoming(1)[0].1[0];
        self.live_until(pass - SignedDuration::from_secs(1)).await;
        self.server.set_scenario(Some(scenario(fault.scenario)));
        self.live_until(pass + THREE_MINUTES).await;
        let states = vec![RunState::Held];
        let held = self.store.runs(&RunQuery { states, limit: ALL, ..RunQuery::default() }).await.unwrap();
        assert_eq!(held.len(), usize::from(fault.then != Then::Counts), "day {day}");
        if let Some(run) = held.first() {
            assert!(run.changed > PAGES_HIT as u64, "day {day}: {}", run.changed);
        } else {
            let suspected = findings(&self.store, State::Suspected).await;
            let hit: BTreeSet<_> = suspected.iter().filter(|one| one.1 == "menu.missing").map(|one| &one.0).collect();
            assert!(hit.len() > PAGES_HIT, "day {day}: {}", hit.len());
        }
        self.live_until(pass + fault.lasts).await;
        self.server.set_scenario(None);
        self.live_until(pass + A_PERSON_LOOKS).await;
        let now = self.clock.now();
        match (fault.then, held.first()) {
            (Then::Discarded, Some(run)) => self.store.discard_run(run.id, &Who::System, now).await.unwrap(),
            (Then::Released, Some(run)) => self.store.release_run(run.id, &Who::System, now).await.unwrap(),
            _ => {}
        }
    }

    /// Opened and closed defects of the log after a place, in its order, and the place of its end.
    async fn transitions(&self, after: i64) -> (Vec<(EventKind, Defect)>, i64) {
        let kinds = vec![EventKind::FindingOpened, EventKind::FindingReopened, EventKind::FindingClosed];
        let query = EventQuery { kinds, after: Some(after), limit: ALL, ..EventQuery::within(Scope::everything()) };
        let events = self.store.events(&query).await.unwrap();
        let last = events.last().map_or(after, |one| one.event.seq);
        let defect = |one: vk_page_auditor::store::EventRow| {
            (one.event.kind.known().unwrap(), (one.url, one.event.code, one.event.form, one.event.field))
        };
        (events.into_iter().map(defect).collect(), last)
    }
}

/// A folder in memory where there is one: the year proves nothing about disks, and a disk would make it twice as long.
fn quick_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_with_bad_days_opens_no_false_finding_and_tells_each_change_once() {
    let folder = quick_folder();
    let year = Year::begin(folder.path()).await;
    let start = year.clock.now();
    let (mut open, mut last) = (BTreeSet::new(), 0);
    let mut told: BTreeMap<EventKind, usize> = BTreeMap::new();
    let mut before: BTreeSet<Defect> = BTreeSet::new();
    for day in 0..DAYS {
        let bad = BAD_DAYS.iter().find(|(bad, _)| *bad == day).map(|(_, name)| scenario(name));
        let is_bad = bad.is_some();
        let fault = MASS_FAULTS.iter().find(|fault| fault.day == day);
        year.server.set_scenario(bad);
        if day > 0 {
            year.server.mend(&MendOrder { fix_share: 0.016, break_share: 0.012, ..MendOrder::default() }).unwrap();
        }
        let truth = defects(&year.server.truth());
        let midnight = start + SignedDuration::from_hours(24 * (day + 1));
        if let Some(fault) = fault {
            year.meet(fault).await;
        }
        if is_bad {
            // in the evening VK is itself again
            year.live_until(midnight - SignedDuration::from_hours(4)).await;
            year.server.set_scenario(None);
            // sleeps because tokens rest by the clock on the wall, not by that of the year
            tokio::time::sleep(QUOTA_PAUSE).await;
        }
        year.live_until(midnight).await;
        let (transitions, end) = year.transitions(last).await;
        last = end;
        for (kind, defect) in transitions {
            *told.entry(kind).or_default() += 1;
            if kind == EventKind::FindingClosed {
                assert!(open.remove(&defect), "day {day}: closed without having been open: {defect:?}");
                // what was mended yesterday may be told today, and then be there again
                assert!(
                    !truth.contains(&defect) || !before.contains(&defect),
                    "day {day}: closed but there: {defect:?}"
                );
            } else {
                assert!(open.insert(defect.clone()), "day {day}: opened twice: {defect:?}");
                assert!(truth.contains(&defect) || before.contains(&defect), "day {day}: accused falsely: {defect:?}");
            }
        }
        let found = findings(&year.store, State::Open).await;
        assert_eq!(found, open, "day {day}: the log and the findings say the same");
        let is_told_tomorrow =
            is_bad || fault.is_some_and(|fault| matches!(fault.then, Then::Superseded | Then::Discarded));
        if !is_told_tomorrow {
            assert_eq!(difference(&found, &truth), BTreeMap::new(), "day {day}");
            assert_eq!(findings(&year.store, State::Suspected).await, BTreeSet::new(), "day {day}");
        }
        before = truth;
    }
    assert!(told[&EventKind::FindingOpened] > 300, "{told:?}");
    assert!(told[&EventKind::FindingClosed] > 300, "{told:?}");
    let states = vec![RunState::Held, RunState::Running, RunState::Applying];
    let query = RunQuery { states, limit: ALL, ..RunQuery::default() };
    assert_eq!(year.store.runs(&query).await.unwrap(), [], "nothing is left undone");
    for state in [RunState::Superseded, RunState::Discarded] {
        let query = RunQuery { states: vec![state], limit: ALL, ..RunQuery::default() };
        assert_eq!(year.store.runs(&query).await.unwrap().len(), 1, "{state:?}");
    }
    let query = RunQuery { name: Some("daily".to_owned()), limit: ALL, ..RunQuery::default() };
    let daily = year.store.runs(&query).await.unwrap();
    assert_eq!(i64::try_from(daily.len()).unwrap(), DAYS, "one pass a day, summer time or not");
    let poor = daily.iter().filter(|run| run.coverage().is_some_and(|share| share < 0.5)).count();
    assert!(poor >= 5, "bad days are days of low coverage: {poor}");
    assert_eq!(year.store.check().await.unwrap(), []);
}
