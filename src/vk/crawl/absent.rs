//! Pages that VK was found not to know, over the looks of one source: where a later look finds one of them left out too,
//! the earlier one is the second witness. Asks nothing itself.

use std::collections::HashSet;

use parking_lot::Mutex;

use super::matching::{Matched, Page};
use crate::Observation;
use domain::model::{PageAddress, Sight};

/// How many pages are remembered; of 200,000 pages some 2,000 are absent.
const MOST_REMEMBERED: usize = 50_000;

/// Pages that do not exist, as far as was seen.
#[derive(Debug, Default)]
pub(super) struct KnownAbsent(Mutex<HashSet<PageAddress>>);

impl KnownAbsent {
    /// Takes in what is told of pages.
    pub(super) fn learn(&self, asked: &[PageAddress], told: &[Observation]) {
        let mut known = self.0.lock();
        for Observation { index, sight, .. } in told {
            match sight {
                Ok(Sight::NotFound) if known.len() < MOST_REMEMBERED => {
                    known.insert(asked[*index].clone());
                }
                Ok(Sight::Seen(_)) if !known.is_empty() => {
                    known.remove(&asked[*index]);
                }
                Ok(_) | Err(_) => {}
            }
        }
    }

    /// Settles what this answer left out and an earlier look found absent, where the answer shows other pages and nothing
    /// that could be one of them.
    pub(super) fn settle(&self, asked: &[PageAddress], matched: &mut Matched) {
        let shows_others = matched.seen.iter().any(|(_, sight)| matches!(sight, Ok(Sight::Seen(_))));
        if matched.unmatched.is_empty() || !shows_others || matched.strangers + matched.nameless > 0 {
            return;
        }
        let known = self.0.lock();
        let (absent, unknown): (Vec<Page>, Vec<Page>) =
            std::mem::take(&mut matched.unmatched).into_iter().partition(|page| known.contains(&asked[*page]));
        matched.unmatched = unknown;
        matched.seen.extend(absent.into_iter().map(|page| (page, Ok(Sight::NotFound))));
    }
}
