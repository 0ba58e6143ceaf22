//! Everything the handlers share: the region with its changes, limits, journal, scenario. Knows no HTTP.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::MockError;
use crate::covers::Studio;
use crate::region::{Page, PageState, Record, Region, Truth, scramble};
use crate::scenario::{Action, Counters, Scenario, Seen};

use super::ServerOptions;
use super::control::{MendOrder, MendReport};
use super::journal::Journal;
use super::token::{Token, TokenKind, nameless};
use super::window::{Rate, Window};

/// The scenario at work, with what it changed in names.
#[derive(Debug, Default)]
pub(super) struct Active {
    scenario: Option<Arc<Scenario>>,
    counters: Counters,
    /// Old short names in lower case: whose they are now, if anyone's.
    moved: HashMap<String, Option<usize>>,
    /// The new short names of renamed pages.
    renamed: HashMap<usize, String>,
}

/// Who calls, as far as the stand-in knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caller {
    pub(super) name: String,
    pub(super) kind: TokenKind,
    rate: Rate,
    /// Whether the token is one of those configured, or any will do.
    pub(super) known: bool,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) options: ServerOptions,
    pub(super) region: Arc<Region>,
    pub(super) studio: Studio,
    pub(super) journal: Mutex<Journal>,
    pub(super) closing: watch::Receiver<bool>,
    started: Instant,
    windows: Mutex<HashMap<String, Window>>,
    active: RwLock<Active>,
    changed: RwLock<HashMap<usize, Arc<(Page, Record)>>>,
    rounds: AtomicU64,
}

/// A poisoned lock holds data that is still whole: nothing here is left half written by a panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    pub(super) fn new(options: ServerOptions, closing: watch::Receiver<bool>) -> Self {
        let state = Self {
            region: Arc::clone(&options.region),
            studio: Studio::default(),
            journal: Mutex::default(),
            closing,
            started: Instant::now(),
            windows: Mutex::default(),
            active: RwLock::default(),
            changed: RwLock::default(),
            rounds: AtomicU64::new(0),
            options,
        };
        state.set_scenario(state.options.scenario.clone());
        state
    }

    pub(super) fn now(&self) -> Duration {
        self.started.elapsed()
    }

    pub(super) fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.journal)
    }

    pub(super) fn caller(&self, text: &str) -> Caller {
        let found: Option<&Token> = self.options.tokens.iter().find(|token| token.is(text));
        match found {
            Some(token) => Caller { name: token.name.clone(), kind: token.kind, rate: token.rate, known: true },
            None => Caller {
                name: nameless(text),
                kind: TokenKind::Service,
                rate: TokenKind::Service.rate(),
                known: self.options.tokens.is_empty() && !text.is_empty(),
            },
        }
    }

    /// Whether the caller is within its rate now.
    pub(super) fn admit(&self, caller: &Caller, now: Duration) -> bool {
        if !self.options.limit {
            return true;
        }
        let real = self.active().scenario.as_ref().and_then(|scenario| scenario.real_rate_per_second);
        let rate = real.map_or(caller.rate, Rate::PerSecond);
        lock(&self.windows).entry(caller.name.clone()).or_default().admit(now, rate)
    }

    fn active(&self) -> std::sync::RwLockReadGuard<'_, Active> {
        self.active.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_scenario(&self, scenario: Option<Scenario>) {
        let mut active = Active { scenario: scenario.map(Arc::new), ..Active::default() };
        for renamed in active.scenario.iter().flat_map(|scenario| &scenario.renamed) {
            let Some(place) = self.place_of(&renamed.page) else { continue };
            let Some(page) = self.region.pages().get(place) else { continue };
            if let Some(old) = &page.screen_name {
                let taken_by = renamed.name_taken_by.as_deref().and_then(|page| self.place_of(page));
                active.moved.insert(old.to_lowercase(), taken_by);
                if let (Some(taken_by), None) = (taken_by, &renamed.now) {
                    // VK gives a page without a short name as club<ID>.
                    active.renamed.insert(place, format!("club{}", page.id));
                    active.renamed.insert(taken_by, old.to_string());
                }
            }
            if let Some(now) = &renamed.now {
                active.moved.insert(now.to_lowercase(), Some(place));
                active.renamed.insert(place, now.clone());
            }
        }
        *self.active.write().unwrap_or_else(PoisonError::into_inner) = active;
    }

    /// The fault that hits this call, if any.
    pub(super) fn fault(&self, seen: Seen<'_>) -> Option<Action> {
        let scenario = self.active().scenario.clone()?;
        if scenario.faults.is_empty() {
            return None;
        }
        let same_page = |one: &str, other: &str| {
            one.eq_ignore_ascii_case(other) || self.place_of(one).is_some_and(|place| self.find(other) == Some(place))
        };
        // Counted apart from the lock: `same_page` reads the names under it.
        let mut counters = std::mem::take(&mut self.active.write().unwrap_or_else(PoisonError::into_inner).counters);
        let picked = counters.pick(&scenario, seen, same_page);
        self.active.write().unwrap_or_else(PoisonError::into_inner).counters = counters;
        picked
    }

    /// The place of a page a scenario names: by number or short name, or `#3` for the third page that is open and has
    /// a short name, so that one scenario serves every region.
    pub(super) fn place_of(&self, page: &str) -> Option<usize> {
        let Some(number) = page.strip_prefix('#') else { return self.region.find(page) };
        let number: usize = number.parse().ok()?;
        let pages = self.region.pages().iter().enumerate();
        let fit = pages.filter(|(_, page)| page.state == PageState::Open && page.screen_name.is_some());
        fit.map(|(place, _)| place).nth(number.checked_sub(1)?)
    }

    /// The place of the page VK finds under this id now.
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        let active = self.active();
        if !active.moved.is_empty()
            && let Some(now) = active.moved.get(&id.to_lowercase())
        {
            return *now;
        }
        self.region.find(id)
    }

    /// The new short name of a page, where the scenario renamed it.
    pub(super) fn new_name(&self, place: usize) -> Option<String> {
        self.active().renamed.get(&place).cloned()
    }

    /// Calls `with` on the page as it is now.
    pub(super) fn with_page<T>(&self, place: usize, with: impl FnOnce(&Page) -> T) -> Option<T> {
        let changed = self.changed.read().unwrap_or_else(PoisonError::into_inner).get(&place).cloned();
        match changed {
            Some(pair) => Some(with(&pair.0)),
            None => self.region.pages().get(place).map(with),
        }
    }

    pub(super) fn truth_at(&self, place: usize) -> Option<Truth> {
        let changed = self.changed.read().unwrap_or_else(PoisonError::into_inner).get(&place).cloned();
        match changed {
            Some(pair) => self.region.truth_of(place, &pair.0, &pair.1),
            None => self.region.truth_of(place, self.region.pages().get(place)?, self.region.records.get(place)?),
        }
    }

    /// Makes pages right or wrong.
    pub(super) fn mend(&self, order: &MendOrder) -> Result<MendReport, MockError> {
        let round = self.rounds.fetch_add(1, Ordering::Relaxed) + 1;
        let mut fix = self.places(&order.fix)?;
        let mut spoil = self.places(&order.spoil)?;
        for place in 0..self.region.records.len() {
            let Some(truth) = self.truth_at(place) else { continue };
            let dice = scramble(u64::try_from(place).unwrap_or(0) ^ (round << 24)) % 10_000;
            let dice = f64::from(u32::try_from(dice).unwrap_or(0)) / 10_000.0;
            let wrong = truth.verdict == crate::region::Verdict::Violations;
            if wrong && dice < order.fix_share {
                fix.push(place);
            } else if !wrong && dice < order.break_share {
                spoil.push(place);
            }
        }
        let mut changed = self.changed.write().unwrap_or_else(PoisonError::into_inner);
        for place in &fix {
            changed.insert(*place, Arc::new(self.region.remade(*place, &[], round)));
        }
        for place in &spoil {
            let plan = self.region.new_plan(*place, round);
            changed.insert(*place, Arc::new(self.region.remade(*place, &plan, round)));
        }
        Ok(MendReport { fixed: fix.len(), broken: spoil.len() })
    }

    fn places(&self, addresses: &[String]) -> Result<Vec<usize>, MockError> {
        let organizations = &self.region.world().organizations;
        addresses
            .iter()
            .map(|address| {
                let by_address = organizations.iter().position(|one| *one.page_url == **address);
                let place =
                    by_address.or_else(|| self.region.find(address)).filter(|place| *place < organizations.len());
                place.ok_or_else(|| MockError::Mend { reason: format!("no page {address:?} in the region") })
            })
            .collect()
    }
}
