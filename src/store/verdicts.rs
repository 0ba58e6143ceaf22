//! How pages stand: the verdicts they had and when they changed, what a trend is counted from, and how bad they are.

use jiff::Timestamp;

use super::PageId;
use super::db::{StoreError, Tx, Value};

/// The verdict of a page that is not in the registry.
pub(super) const NOT_REGISTERED: &str = "";

/// One page has another verdict than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VerdictChange {
    pub page: PageId,
    pub at: Timestamp,
    pub before: String,
    pub after: String,
}

/// Notes changes. Of two at the same moment the later tells where both lead.
pub(super) async fn note(tx: &mut Tx, changes: &[VerdictChange]) -> Result<(), StoreError> {
    let insert = "INSERT INTO verdict_change (page, at, before, after)";
    let conflict = "ON CONFLICT (page, at) DO UPDATE SET after = excluded.after";
    tx.insert(insert, changes, conflict, |change| {
        vec![Value::from(change.page), change.at.into(), change.before.as_str().into(), change.after.as_str().into()]
    })
    .await
}

/// How bad open findings are, errors, warnings and notices, in one number to sort by: errors go before any number of
/// warnings, warnings before notices.
pub(super) fn gravity(counts: [u64; 3]) -> i64 {
    /// More findings than a page can have.
    const MOST: i64 = 1_000;
    counts.into_iter().fold(0, |sum, count| sum * MOST + i64::try_from(count).unwrap_or(MOST).min(MOST - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_weigh_more_than_any_warnings() {
        let rising = [[0, 0, 0], [0, 0, 2], [0, 1, 0], [0, 5_000, 5_000], [1, 0, 0], [1, 0, 1], [2, 0, 0]];
        assert!(rising.map(gravity).is_sorted());
        assert_eq!(gravity([1, 2, 3]), 1_002_003);
    }
}
