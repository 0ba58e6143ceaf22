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
use vk_page_auditor::run::{Means, Worker, WorkerOptions};
use vk_page_auditor::schedule::{CronExpr, Missed, ScheduledPass, Scheduler, SchedulerOptions, Timetable};
use vk_page_auditor::store::{EventKind, EventQuery, RunQuery, RunState, Scope, SettleRule, Store, StoreUrl};

use super::stage::{
    ALL, Defect, QUOTA_PAUSE, defects, difference, findings, import, kept_policy, policy, region, scenario, source,
    store,
};

const PAGES: usize = 220;
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
        let means = Means {
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
            recheck: Duration::from_hours(12),
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

    /// Opened and closed defects of the log after a place, in its order, and the place of its end.
    async fn transitions(&self, after: i64) -> (Vec<(EventKind, Defect)>, i64) {
        let kinds = vec![EventKind::FindingOpened, EventKind::FindingReopened, EventKind::FindingClosed];
        let query = EventQuery { kinds, after: Some(after), limit: ALL, ..EventQuery::default() };
        let events = self.store.events(&query).await.unwrap();
        let last = events.last().map_or(after, |one| one.event.seq);
        let defect = |one: vk_page_auditor::store::EventRow| {
            (one.event.kind, (one.url, one.event.code, one.event.form, one.event.field))
        };
        (events.into_iter().map(defect).collect(), last)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_with_bad_days_opens_no_false_finding_and_tells_each_change_once() {
    let folder = tempfile::tempdir().unwrap();
    let year = Year::begin(folder.path()).await;
    let start = year.clock.now();
    let (mut open, mut last) = (BTreeSet::new(), 0);
    let mut told: BTreeMap<EventKind, usize> = BTreeMap::new();
    let mut before: BTreeSet<Defect> = BTreeSet::new();
    for day in 0..DAYS {
        let bad = BAD_DAYS.iter().find(|(bad, _)| *bad == day).map(|(_, name)| scenario(name));
        let was_bad = bad.is_some();
        year.server.set_scenario(bad);
        if day > 0 {
            year.server.mend(&MendOrder { fix_share: 0.01, break_share: 0.008, ..MendOrder::default() }).unwrap();
        }
        let truth = defects(&year.server.truth());
        let midnight = start + SignedDuration::from_hours(24 * (day + 1));
        if was_bad {
            // in the evening VK is itself again
            year.live_until(midnight - SignedDuration::from_hours(4)).await;
            year.server.set_scenario(None);
            // tokens rest by the clock on the wall, not by that of the year
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
        if !was_bad {
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
    let query = RunQuery { name: Some("daily".to_owned()), limit: ALL, ..RunQuery::default() };
    let daily = year.store.runs(&query).await.unwrap();
    assert_eq!(i64::try_from(daily.len()).unwrap(), DAYS, "one pass a day, summer time or not");
    let poor = daily.iter().filter(|run| run.coverage().is_some_and(|share| share < 0.5)).count();
    assert!(poor >= 5, "bad days are days of low coverage: {poor}");
    assert_eq!(year.store.check().await.unwrap(), []);
}
