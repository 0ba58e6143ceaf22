//! The one place that reads the clock; everything else is told the time.

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
        Timestamp::now()
    }
}

/// A clock that stands still until it is moved; for tests and simulations.
#[derive(Debug)]
pub struct MockClock(Mutex<Timestamp>);

impl MockClock {
    /// A clock that shows this moment.
    pub const fn at(moment: Timestamp) -> Self {
        Self(Mutex::new(moment))
    }

    /// Moves the clock, forwards or back.
    pub fn advance(&self, by: SignedDuration) {
        let mut moment = self.0.lock();
        *moment = moment.saturating_add(by).unwrap_or(Timestamp::MAX);
    }
}

impl Clock for MockClock {
    fn now(&self) -> Timestamp {
        *self.0.lock()
    }
}
