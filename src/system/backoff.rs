//! How long is waited before something is tried again: twice as long each time, up to a bound. The loops that try again are
//! their callers': VK's codes and the store's errors decide between two tries, which no general retry crate lets them.

use std::time::Duration;

/// A growing pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// Before the first repetition.
    pub first: Duration,
    pub longest: Duration,
}

impl Backoff {
    /// The pause after `before` failures in a row that were waited for already.
    pub fn pause(self, before: u32) -> Duration {
        self.first.saturating_mul(2_u32.saturating_pow(before)).min(self.longest.max(self.first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_its_bound() {
        let backoff = Backoff { first: Duration::from_millis(300), longest: Duration::from_secs(1) };
        let pauses: Vec<u128> = [0, 1, 2, 40].map(|before| backoff.pause(before).as_millis()).to_vec();
        assert_eq!(pauses, [300, 600, 1_000, 1_000]);
        let short = Backoff { first: Duration::from_secs(2), longest: Duration::from_secs(1) };
        assert_eq!(short.pause(3), Duration::from_secs(2), "the first pause is kept whatever the bound");
    }
}
