//! The tokens and their pool: which one may start the next call, and when. The only place that holds a token's text.

use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use parking_lot::{Mutex, MutexGuard};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::options::{SPACING_COMMUNITY, SPACING_SERVICE};
use super::pace::Pace;
use domain::model::{CallFailure, Remark, TokenFault};
use system::clock::Clock;

mod lease;

pub(super) use lease::Lease;

/// Whose key a token is; it decides how often VK lets it call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// The service key of an app: 3 calls a second.
    Service,
    /// A user's: 3 calls a second.
    User,
    /// A community's: 20 calls a second.
    Community,
}

impl TokenKind {
    /// The start-to-start spacing of calls that keeps within VK's limit.
    pub const fn spacing(self) -> Duration {
        match self {
            Self::Service | Self::User => SPACING_SERVICE,
            Self::Community => SPACING_COMMUNITY,
        }
    }
}

/// A key to VK's API with the rate it may be used at. It cannot be printed.
pub struct Token {
    name: String,
    secret: SecretString,
    spacing: Duration,
}

impl Token {
    /// A token with the usual rate of its kind; the name stands for it in logs and reports.
    pub fn new(name: impl Into<String>, kind: TokenKind, secret: SecretString) -> Self {
        Self { name: name.into(), secret, spacing: kind.spacing() }
    }

    /// The token with another start-to-start spacing; zero means no limit.
    #[must_use]
    pub fn with_spacing(self, spacing: Duration) -> Self {
        Self { spacing, ..self }
    }

    /// The name that stands for it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What stands for the token itself where processes agree who uses it; the token cannot be had from it.
    fn fingerprint(&self) -> String {
        /// Enough that no two tokens meet.
        const BYTES: usize = 16;
        let digest = Sha256::digest(self.expose());
        digest.iter().take(BYTES).fold(String::with_capacity(BYTES * 2), |mut text, byte| {
            // writing to a String cannot fail
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// The text itself, for the header of a call and for taking it out of foreign texts.
    pub(super) fn expose(&self) -> &str {
        self.secret.expose_secret().trim()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("name", &self.name).field("secret", &"***").finish_non_exhaustive()
    }
}

/// Why no token can be had: each is dropped or rests for longer than a run waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exhausted {
    /// Each token with what VK refused it.
    pub(super) tokens: Vec<TokenFault>,
}

/// All tokens, each with its rate, its calls under way and its state.
#[derive(Debug)]
pub(super) struct TokenPool {
    slots: Vec<Slot>,
    in_flight: usize,
    longest_wait: Duration,
    /// First come, first served: only the head of the queue looks for a token.
    queue: tokio::sync::Mutex<usize>,
    /// Tells the head of the queue that a call ended or a token changed.
    changed: Notify,
}

#[derive(Debug)]
struct Slot {
    token: Token,
    state: Mutex<SlotState>,
}

#[derive(Debug)]
struct SlotState {
    pace: Pace,
    in_flight: usize,
    rest: Option<Rest>,
    rests_in_a_row: u32,
    dropped: bool,
    permit: Permit,
    /// What VK said when it last wanted the token to rest for long, or refused it.
    complaint: Option<CallFailure>,
}

/// Whether this process may use a token.
#[derive(Debug, Clone)]
enum Permit {
    Always,
    /// Until then; afterwards another process may be using it.
    Until(Option<Term>),
}

/// A time that ends when either clock says so: the one that measures durations stands still while the machine sleeps, and
/// the one on the wall may be set back.
#[derive(Clone)]
pub struct Term {
    until: Instant,
    until_by_wall: Timestamp,
    clock: Arc<dyn Clock>,
}

impl Term {
    /// A time of this length from now on.
    pub fn of(length: Duration, clock: Arc<dyn Clock>) -> Self {
        let until_by_wall = clock.now().saturating_add(length).unwrap_or(Timestamp::MAX);
        Self { until: Instant::now() + length, until_by_wall, clock }
    }

    /// Whether it has not ended.
    pub fn lasts(&self) -> bool {
        Instant::now() < self.until && self.clock.now() < self.until_by_wall
    }
}

impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Term").field("until_by_wall", &self.until_by_wall).finish_non_exhaustive()
    }
}

/// A token as it is told to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFacts {
    /// What stands for the token itself.
    pub fingerprint: String,
    /// The name that stands for it in logs.
    pub name: String,
    /// `ready`, `resting`, `dropped`, or `elsewhere` when another process has it.
    pub state: &'static str,
    /// Whether this process may use it now.
    pub is_permitted: bool,
}

#[derive(Debug, Clone, Copy)]
struct Rest {
    until: Instant,
    /// Whether it is more than the short pause after a call too many.
    long: bool,
}

/// What the pool finds when it looks for a token.
enum Look {
    Found(usize),
    Wait(Option<Instant>),
    Exhausted,
}

impl TokenPool {
    /// A pool of these tokens.
    pub(super) fn new(tokens: Vec<Token>, in_flight: usize, longest_wait: Duration, leased: bool) -> Self {
        let slot = |token: Token| Slot {
            state: Mutex::new(SlotState {
                pace: Pace::new(token.spacing),
                in_flight: 0,
                rest: None,
                rests_in_a_row: 0,
                dropped: false,
                permit: if leased { Permit::Until(None) } else { Permit::Always },
                complaint: None,
            }),
            token,
        };
        Self {
            slots: tokens.into_iter().map(slot).collect(),
            in_flight: in_flight.max(1),
            longest_wait,
            queue: tokio::sync::Mutex::new(0),
            changed: Notify::new(),
        }
    }

    /// Lets this process use the tokens with this fingerprint for a time, or no longer.
    pub(super) fn permit(&self, fingerprint: &str, term: Option<&Term>) {
        for slot in self.slots.iter().filter(|slot| slot.token.fingerprint() == fingerprint) {
            lock(&slot.state).permit = Permit::Until(term.cloned());
        }
        self.changed.notify_one();
    }

    /// Whether any token may be used at this moment.
    pub(super) fn is_permitted(&self) -> bool {
        self.slots.iter().any(|slot| lock(&slot.state).is_permitted())
    }

    /// The tokens and how they are.
    pub(super) fn facts(&self) -> Vec<TokenFacts> {
        let now = Instant::now();
        let facts = |slot: &Slot| {
            let state = lock(&slot.state);
            let is_permitted = state.is_permitted();
            let state = if state.dropped {
                "dropped"
            } else if !is_permitted {
                "elsewhere"
            } else if state.rest.is_some_and(|rest| rest.until > now) {
                "resting"
            } else {
                "ready"
            };
            TokenFacts { fingerprint: slot.token.fingerprint(), name: slot.token.name.clone(), state, is_permitted }
        };
        self.slots.iter().map(facts).collect()
    }

    /// How many calls all tokens together may have under way.
    pub(super) fn capacity(&self) -> usize {
        self.slots.len() * self.in_flight
    }

    /// The texts of all tokens, to take them out of foreign texts.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().map(|slot| slot.token.expose())
    }

    /// Waits for the token that can go soonest and takes the right to start one call with it.
    pub(super) async fn acquire(self: &Arc<Self>) -> Result<Lease, Exhausted> {
        let mut turn = self.queue.lock().await;
        loop {
            match self.look(*turn) {
                Look::Found(index) => {
                    *turn = (index + 1) % self.slots.len();
                    return Ok(Lease { pool: Arc::clone(self), index });
                }
                Look::Exhausted => return Err(self.exhausted()),
                Look::Wait(Some(until)) => {
                    tokio::select! {
                        () = tokio::time::sleep_until(until) => {}
                        () = self.changed.notified() => {}
                    }
                }
                Look::Wait(None) => self.changed.notified().await,
            }
        }
    }

    /// Looks at the tokens in turn, so that equal ones share the work.
    fn look(&self, turn: usize) -> Look {
        let now = Instant::now();
        let (mut soonest, mut alive) = (None::<Instant>, false);
        for index in (turn..self.slots.len()).chain(0..turn) {
            let mut state = lock(&self.slots[index].state);
            if state.dropped {
                continue;
            }
            if let Some(rest) = state.rest.filter(|rest| rest.until > now) {
                if !rest.long || rest.until <= now + self.longest_wait {
                    alive = true;
                    soonest = Some(soonest.map_or(rest.until, |other| other.min(rest.until)));
                }
                continue;
            }
            state.rest = None;
            alive = true;
            // whoever has the lease of a token may be calling with it at this very moment
            if !state.is_permitted() || state.in_flight >= self.in_flight {
                continue;
            }
            match state.pace.try_start() {
                Ok(()) => {
                    state.in_flight += 1;
                    return Look::Found(index);
                }
                Err(wait) => soonest = Some(soonest.map_or(now + wait, |other| other.min(now + wait))),
            }
        }
        if alive { Look::Wait(soonest) } else { Look::Exhausted }
    }

    fn exhausted(&self) -> Exhausted {
        let fault = |slot: &Slot| {
            let failure = lock(&slot.state).complaint.clone()?;
            Some(TokenFault { name: slot.token.name.clone(), failure })
        };
        Exhausted { tokens: self.slots.iter().filter_map(fault).collect() }
    }

    /// What a person should know of the tokens: those dropped, and those that had to rest for long.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        let remark = |TokenFault { name, failure }| Remark::Token { name, failure };
        self.exhausted().tokens.into_iter().map(remark).collect()
    }
}

fn lock(state: &Mutex<SlotState>) -> MutexGuard<'_, SlotState> {
    state.lock()
}

impl SlotState {
    fn is_permitted(&self) -> bool {
        match &self.permit {
            Permit::Always => true,
            Permit::Until(term) => term.as_ref().is_some_and(Term::lasts),
        }
    }

    fn rest_for(&mut self, pause: Duration, long: bool) {
        let until = Instant::now() + pause;
        if self.rest.is_none_or(|rest| rest.until < until) {
            self.rest = Some(Rest { until, long });
        }
    }
}

#[cfg(test)]
mod tests;
