//! The rate of one token: one call per spacing, never two at once, on tokio's clock so that tests can pause it. Knows no
//! token.

use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::Instant;

/// By how much, in hundredths, the spacing grows when VK complains in spite of it.
const WIDEN_PERCENT: u32 = 110;
/// How far, in hundredths of what was set, the spacing may grow.
const WIDEST_PERCENT: u32 = 300;

/// Lets calls start no closer to each other than a spacing.
#[derive(Debug)]
pub(super) struct Pace {
    configured: Duration,
    spacing: Duration,
    limiter: Option<Limiter>,
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<Nanos>>;

impl Pace {
    /// A pace with this spacing; zero means no limit.
    pub(super) fn new(spacing: Duration) -> Self {
        Self { configured: spacing, spacing, limiter: limiter(spacing) }
    }

    /// Takes the right to start a call now, or tells how long to wait.
    pub(super) fn try_start(&self) -> Result<(), Duration> {
        match &self.limiter {
            None => Ok(()),
            Some(limiter) => limiter.check().map_err(|early| early.wait_time_from(limiter.clock().now())),
        }
    }

    /// Makes the spacing a little larger, within bounds.
    pub(super) fn widen(&mut self) {
        let widened = (self.spacing * WIDEN_PERCENT / 100).min(self.configured * WIDEST_PERCENT / 100);
        if widened > self.spacing {
            *self = Self { configured: self.configured, spacing: widened, limiter: limiter(widened) };
            // the fresh limiter knows nothing of the call that VK complained of
            let _ = self.try_start();
        }
    }
}

/// A burst of one makes the limit exact: without it a second after a rest would hold twice the calls.
fn limiter(spacing: Duration) -> Option<Limiter> {
    let quota = Quota::with_period(spacing)?.allow_burst(std::num::NonZeroU32::MIN);
    Some(RateLimiter::direct_with_clock(quota, TokioClock { start: Instant::now() }))
}

/// Tokio's clock, which a test can pause; governor's own cannot be.
#[derive(Debug, Clone)]
struct TokioClock {
    start: Instant,
}

impl Clock for TokioClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(self.start.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACING: Duration = Duration::from_millis(370);

    async fn start(pace: &Pace) {
        while let Err(wait) = pace.try_start() {
            tokio::time::sleep(wait).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn calls_start_one_spacing_apart_and_not_in_bursts() {
        let pace = Pace::new(SPACING);
        let begin = Instant::now();
        for _ in 0..1000 {
            start(&pace).await;
        }
        let elapsed = begin.elapsed();
        assert!(elapsed >= SPACING * 999, "{elapsed:?}");
        assert!(elapsed <= SPACING * 1005, "{elapsed:?}");
        tokio::time::sleep(SPACING * 20).await;
        start(&pace).await;
        assert!(pace.try_start().is_err(), "a rest must not save up calls");
    }

    #[tokio::test(start_paused = true)]
    async fn a_complaint_widens_the_spacing_within_bounds() {
        let mut pace = Pace::new(SPACING);
        start(&pace).await;
        pace.widen();
        assert_eq!(pace.spacing, Duration::from_millis(407));
        assert!(pace.try_start().is_err());
        for _ in 0..100 {
            pace.widen();
        }
        assert_eq!(pace.spacing, SPACING * 3);
    }

    #[tokio::test(start_paused = true)]
    async fn no_spacing_is_no_limit() {
        let mut pace = Pace::new(Duration::ZERO);
        pace.widen();
        assert!((0..1000).all(|_| pace.try_start().is_ok()));
    }
}
