//! The guard against a run that accuses or acquits half a region at once: VK changed something, a rule is wrong, a token
//! sees less than another. Such a run waits for a person.

/// When a run is held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HoldRule {
    /// Fewer changed pages than this never hold a run.
    pub least: u64,
    /// The share of the seen pages, from 0 to 1, that may change their verdict in any run.
    pub share: f64,
    /// How many times the usual share may change.
    pub times: u32,
}

impl Default for HoldRule {
    fn default() -> Self {
        Self { least: 20, share: 0.1, times: 5 }
    }
}

/// How much one run changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunChange {
    /// Pages that were seen in this run and in an earlier one.
    pub seen: u64,
    /// Those among them whose verdict is another now.
    pub changed: u64,
}

impl RunChange {
    #[expect(clippy::cast_precision_loss, reason = "there are some 200,000 pages")]
    fn share(self) -> Option<f64> {
        (self.seen > 0).then(|| self.changed as f64 / self.seen as f64)
    }
}

/// How many pages may change before the run is held, if it must be: more changed than the least number, than the share,
/// and than `times` the average of the earlier runs.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "there are some 200,000 pages, and a share is never negative"
)]
pub fn must_hold(rule: HoldRule, run: RunChange, earlier: &[RunChange]) -> Option<u64> {
    let shares: Vec<f64> = earlier.iter().filter_map(|run| run.share()).collect();
    let usual = if shares.is_empty() { 0.0 } else { shares.iter().sum::<f64>() / shares.len() as f64 };
    let share = rule.share.max(usual * f64::from(rule.times));
    let bound = ((run.seen as f64 * share) as u64).max(rule.least);
    (run.changed > bound).then_some(bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: HoldRule = HoldRule { least: 20, share: 0.1, times: 5 };

    fn change(seen: u64, changed: u64) -> RunChange {
        RunChange { seen, changed }
    }

    #[test]
    fn few_pages_never_hold_a_run() {
        assert_eq!(must_hold(RULE, change(20, 20), &[]), None);
        assert_eq!(must_hold(RULE, change(21, 21), &[]), Some(20));
    }

    #[test]
    fn a_share_of_the_seen_pages_may_change() {
        assert_eq!(must_hold(RULE, change(10_000, 1_000), &[]), None);
        assert_eq!(must_hold(RULE, change(10_000, 1_001), &[]), Some(1_000));
    }

    #[test]
    fn where_much_changes_every_day_more_may() {
        let lively = [change(1_000, 40), change(1_000, 60), change(0, 0)];
        assert_eq!(must_hold(RULE, change(1_000, 250), &lively), None);
        assert_eq!(must_hold(RULE, change(1_000, 251), &lively), Some(250));
    }
}
