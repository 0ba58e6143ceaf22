//! `[findings]`: when a verdict counts as confirmed, and when a run has changed too much to be believed at once.

use std::time::Duration;

use crate::{
    codecs::{Lasting, Share, Whole},
    keys::{Keys, Section},
    problem::Why,
};

/// Looks that are remembered of a page.
const MOST_LOOKS: u32 = 16;
const SHORTEST_SECOND_LOOK: Duration = Duration::from_secs(1);
const LONGEST_SECOND_LOOK: Duration = Duration::from_hours(24);
const MOST_PAGES: u32 = 1_000_000;
const MOST_TIMES: u32 = 1_000;

/// Settings of the `[findings]` section.
///
/// A run in which more pages change their verdict than the greatest of `hold_least`, of `hold_share` of the pages seen,
/// and of `hold_times` the share that usually changes, is held until a person has looked at it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FindingsSection {
    /// How many of the last looks must agree.
    pub confirm: u32,
    /// How many last looks count.
    pub of: u32,
    /// How long until pages whose verdict waits for confirmation are looked at again.
    pub second_look: Duration,
    /// The share of the pages seen.
    pub hold_share: f64,
    /// The number of pages.
    pub hold_least: u32,
    /// How many times the share of pages that usually changes.
    pub hold_times: u32,
}

impl Default for FindingsSection {
    fn default() -> Self {
        Self { confirm: 2, of: 2, second_look: Duration::from_mins(5), hold_share: 0.1, hold_least: 20, hold_times: 5 }
    }
}

impl Section for FindingsSection {
    fn visit(&mut self, keys: &mut impl Keys) {
        keys.key("confirm", &mut self.confirm, Whole(1..=MOST_LOOKS));
        keys.key("of", &mut self.of, Whole(1..=MOST_LOOKS));
        keys.key("second_look", &mut self.second_look, Lasting(SHORTEST_SECOND_LOOK..=LONGEST_SECOND_LOOK));
        keys.key("hold_share", &mut self.hold_share, Share(0.0..=1.0));
        keys.key("hold_least", &mut self.hold_least, Whole(0..=MOST_PAGES));
        keys.key("hold_times", &mut self.hold_times, Whole(1..=MOST_TIMES));
    }

    fn check(&self) -> Vec<(&'static str, Why)> {
        if self.confirm > self.of {
            vec![("confirm", Why::Exceeds("of"))]
        } else if 2 * self.confirm <= self.of {
            // the same looks could speak for a violation and against it
            vec![("confirm", Why::NotMost("of"))]
        } else {
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_half_of_the_looks_must_agree() {
        let check = |confirm, of| FindingsSection { confirm, of, ..FindingsSection::default() }.check();
        assert_eq!(FindingsSection::default().check(), []);
        assert_eq!(check(2, 3), []);
        assert_eq!(check(1, 1), []);
        assert_eq!(check(3, 2), [("confirm", Why::Exceeds("of"))]);
        assert_eq!(check(2, 4), [("confirm", Why::NotMost("of"))]);
        assert_eq!(check(1, 2), [("confirm", Why::NotMost("of"))]);
    }
}
