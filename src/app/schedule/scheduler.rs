//! Begins runs: those that are due, second looks, and looks at pages that break the rules.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Timetable, decide, upcoming};
use store::{KeptPolicy, NewRun, Pages, RunId, RunKind, Scope, Store, StoreError, StoreTrouble};
use system::clock::Clock;

/// The name of runs that look at suspicious pages again.
pub const SECOND_LOOK: &str = "second-look";
/// The name of runs that look at pages with open errors between the passes.
pub const RECHECK: &str = "recheck";
/// Pages that break the rules come due a few at a time; this part of the interval gathers them into one run.
const RECHECKS_GATHERED: u32 = 4;
/// Due moments are whole seconds.
const SECOND: SignedDuration = SignedDuration::from_secs(1);
/// The longest time between two looks at the clock, which may jump.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

#[derive(Debug, Clone)]
pub struct ScheduledPass {
    /// Its name, and that of its runs.
    pub name: String,
    /// When it is due.
    pub timetable: Timetable,
    /// Whose pages it looks at.
    pub scope: Scope,
}

/// What is begun, and when.
#[derive(Debug, Clone)]
pub struct SchedulerOptions {
    pub passes: Vec<ScheduledPass>,
    /// How often pages with open errors are looked at; zero: with the passes only.
    pub recheck: Duration,
    /// How long until a suspicious page that could not be seen is tried again.
    pub second_look: Duration,
    /// How many pages make one batch.
    pub batch_size: usize,
    /// The policy in force.
    pub policy: KeptPolicy,
}

/// What one look at the clock brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tick {
    /// Runs that were begun.
    pub started: Vec<RunId>,
    /// When something is to be begun next, as far as is known now.
    pub next: Option<Timestamp>,
}

impl Tick {
    /// How long to sleep before the clock is looked at again.
    pub fn sleep(&self, now: Timestamp) -> Duration {
        let until_next = self.next.and_then(|next| Duration::try_from(next.duration_since(now)).ok());
        until_next.unwrap_or(if self.next.is_some() { Duration::ZERO } else { LONGEST_SLEEP }).min(LONGEST_SLEEP)
    }
}

/// Begins runs. Only one process at a time may (see [`Store::try_lead`]); should two believe that they may, a due moment
/// is still begun only once.
pub struct Scheduler {
    store: Store,
    clock: Arc<dyn Clock>,
    options: SchedulerOptions,
}

impl Scheduler {
    pub const fn new(store: Store, clock: Arc<dyn Clock>, options: SchedulerOptions) -> Self {
        Self { store, clock, options }
    }

    /// Looks at the clock once and begins whatever is due.
    ///
    /// # Errors
    /// The store cannot be used; what was due stays due.
    pub async fn tick(&self) -> Result<Tick, StoreError> {
        let now = self.clock.now();
        let mut tick = Tick::default();
        for pass in &self.options.passes {
            self.begin_pass(pass, now, &mut tick).await?;
        }
        self.second_look(now, &mut tick).await?;
        self.recheck(now, &mut tick).await?;
        Ok(tick)
    }

    /// The passes it begins.
    pub fn passes(&self) -> &[ScheduledPass] {
        &self.options.passes
    }

    /// The next moments of each pass.
    pub fn upcoming(&self, count: usize) -> Vec<(String, Vec<Timestamp>)> {
        let now = self.clock.now();
        self.options.passes.iter().map(|pass| (pass.name.clone(), upcoming(&pass.timetable, now, count))).collect()
    }

    async fn begin_pass(&self, pass: &ScheduledPass, now: Timestamp, tick: &mut Tick) -> Result<(), StoreError> {
        let kept = self.store.timetable(&pass.name, now).await?;
        let decision = decide(&pass.timetable, kept.last_due, kept.known_since, now);
        tick.soonest(decision.next);
        if decision.missed > 0 {
            tracing::warn!(pass = pass.name, missed = decision.missed, "the pass was due while nobody could begin it");
        }
        if let Some(due) = decision.run {
            if kept.last_due.is_some_and(|last| last >= due) {
                // the clock had been wrong by more than a day when that was remembered
                self.store.keep_timetable(&pass.name, due.saturating_sub(SECOND).unwrap_or(due)).await?;
            }
            let pages = Pages::Registered(pass.scope.clone());
            let new = self.new_run(&pass.name, RunKind::Scheduled, pages, now, Some(due));
            match self.store.start_run(&new, now).await {
                Ok(Some(run)) => {
                    tracing::info!(pass = pass.name, %run, "a run was begun");
                    tick.started.push(run);
                    return Ok(());
                }
                Ok(None) => tracing::warn!(pass = pass.name, "the pass has no page: is the registry imported?"),
                Err(error) if error.trouble() == StoreTrouble::Conflict => {
                    tracing::warn!(pass = pass.name, "the pass is due but not begun: {error}");
                }
                Err(error) => return Err(error),
            }
        }
        if kept.last_due != Some(decision.last_due) {
            self.store.keep_timetable(&pass.name, decision.last_due).await?;
        }
        Ok(())
    }

    async fn second_look(&self, now: Timestamp, tick: &mut Tick) -> Result<(), StoreError> {
        match self.store.next_look_at().await? {
            Some(at) if at <= now => self.begin(SECOND_LOOK, RunKind::SecondLook, Pages::Due, now, tick).await,
            next => {
                tick.soonest(next);
                Ok(())
            }
        }
    }

    async fn recheck(&self, now: Timestamp, tick: &mut Tick) -> Result<(), StoreError> {
        if self.options.recheck.is_zero() {
            return Ok(());
        }
        let kept = self.store.timetable(RECHECK, now).await?;
        let last = kept.last_due.filter(|last| *last <= now).unwrap_or(kept.known_since);
        let next = last.saturating_add(self.options.recheck / RECHECKS_GATHERED).unwrap_or(Timestamp::MAX);
        if next > now {
            tick.soonest(Some(next));
            return Ok(());
        }
        self.store.keep_timetable(RECHECK, now).await?;
        self.begin(RECHECK, RunKind::Recheck, Pages::Violating(self.options.recheck), now, tick).await
    }

    async fn begin(
        &self,
        name: &str,
        kind: RunKind,
        pages: Pages,
        now: Timestamp,
        tick: &mut Tick,
    ) -> Result<(), StoreError> {
        match self.store.start_run(&self.new_run(name, kind, pages, now, None), now).await {
            Ok(run) => {
                tick.started.extend(run);
                Ok(())
            }
            // the one before is still under way; its pages stay due
            Err(error) if error.trouble() == StoreTrouble::Conflict => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn new_run(&self, name: &str, kind: RunKind, pages: Pages, now: Timestamp, due: Option<Timestamp>) -> NewRun {
        NewRun {
            name: name.to_owned(),
            kind,
            pages,
            policy: self.options.policy.clone(),
            batch_size: self.options.batch_size,
            next_look_at: now.saturating_add(self.options.second_look).unwrap_or(Timestamp::MAX),
            due,
        }
    }
}

impl Tick {
    fn soonest(&mut self, moment: Option<Timestamp>) {
        self.next = match (self.next, moment) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
}
