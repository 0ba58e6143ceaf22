//! The sliding one-second window of a token: what VK answers with error 6. Reads no clock.

use std::collections::VecDeque;
use std::time::Duration;

/// The length of VK's window.
pub(super) const WINDOW: Duration = Duration::from_secs(1);

/// How many calls a token may make in any second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// At most so many in any second.
    PerSecond(u32),
    /// No bound.
    Unlimited,
}

/// The admitted calls of the last second of one token. Calls beyond the rate are refused and not counted.
#[derive(Debug, Default)]
pub(super) struct Window {
    admitted: VecDeque<Duration>,
}

impl Window {
    /// Whether a call at this time is within the rate.
    pub(super) fn admit(&mut self, now: Duration, rate: Rate) -> bool {
        let Rate::PerSecond(most) = rate else { return true };
        while self.admitted.front().is_some_and(|at| now.saturating_sub(*at) >= WINDOW) {
            self.admitted.pop_front();
        }
        let within = self.admitted.len() < usize::try_from(most).unwrap_or(usize::MAX);
        if within {
            self.admitted.push_back(now);
        }
        within
    }
}

/// The most of these times, in rising order, that lie in one second.
pub(super) fn most_in_a_second(times: impl Iterator<Item = Duration>) -> usize {
    let mut last: VecDeque<Duration> = VecDeque::new();
    let mut most = 0;
    for time in times {
        last.push_back(time);
        while last.front().is_some_and(|at| time.saturating_sub(*at) >= WINDOW) {
            last.pop_front();
        }
        most = most.max(last.len());
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn the_fourth_call_in_any_second_is_refused_and_the_window_slides() {
        let mut window = Window::default();
        let rate = Rate::PerSecond(3);
        let admitted: Vec<bool> =
            [0, 400, 800, 999, 1000, 1399, 1400].into_iter().map(|at| window.admit(ms(at), rate)).collect();
        assert_eq!(admitted, [true, true, true, false, true, false, true]);
    }

    #[test]
    fn unlimited_admits_everything() {
        let mut window = Window::default();
        assert!((0..1000).all(|_| window.admit(ms(5), Rate::Unlimited)));
    }

    #[test]
    fn the_busiest_second_need_not_begin_on_the_second() {
        assert_eq!(most_in_a_second([0, 900, 950, 1_850, 1_899].into_iter().map(ms)), 4);
        assert_eq!(most_in_a_second([0, 1_000, 2_000].into_iter().map(ms)), 1);
    }
}
