//! How far a run under way has come.

use crate::db::{Sql, StoreError};
use crate::{RunId, Store};

/// How many pieces of work a run has, and how many are done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunProgress {
    /// Pieces of equal size.
    pub batches: u64,
    pub done: u64,
}

impl RunProgress {
    /// How many of so many pages were looked at, to the size of a piece.
    pub fn pages(&self, pages: u64) -> u64 {
        if self.batches == 0 {
            return 0;
        }
        let done = u128::from(pages) * u128::from(self.done.min(self.batches)) / u128::from(self.batches);
        u64::try_from(done).unwrap_or(pages)
    }
}

impl Store {
    /// How far a run has come; of a run that is over nothing is left.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn run_progress(&self, run: RunId) -> Result<RunProgress, StoreError> {
        let text = "SELECT state, COUNT(*) AS count FROM batch WHERE run = ? AND kind || '' = 'look' GROUP BY state";
        let mut progress = RunProgress::default();
        for row in self.db.all(Sql::new(text).bind(run)).await? {
            let count = row.count("count")?;
            progress.batches += count;
            if row.get::<String>("state")? == "done" {
                progress.done += count;
            }
        }
        Ok(progress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_by_the_pieces_that_are_done() {
        assert_eq!(RunProgress { batches: 4, done: 3 }.pages(1_000), 750);
        assert_eq!(RunProgress::default().pages(1_000), 0);
        assert_eq!(RunProgress { batches: 2, done: 2 }.pages(999), 999);
    }
}
