//! What arrived and how it ended, and sums over it. Never holds a token's text.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::window::most_in_a_second;

/// The journal forgets nothing of a run of this many calls; later ones are only counted.
const MOST_ARRIVALS: usize = 1_000_000;

/// One call as it arrived.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Arrival {
    /// Milliseconds since the server started.
    pub ms: f64,
    /// The token's name, or a short hash of a token that has none.
    pub token: String,
    /// The method, `groups.getById` for instance; `covers` for a picture.
    pub method: String,
    /// How many ids were asked for.
    pub ids: usize,
    /// `ok`, `error 6`, `http 502`, or the name of a fault.
    pub outcome: String,
    #[serde(skip)]
    pub(super) at: Duration,
}

/// Sums over what arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Stats {
    /// All calls of methods.
    pub calls: usize,
    /// Calls by how they ended.
    pub outcomes: BTreeMap<String, usize>,
    /// The most calls of each token in any sliding second, refused ones included.
    pub max_per_second: BTreeMap<String, usize>,
    /// How often error 6 was answered.
    pub error_6: usize,
    /// How many ids were asked for in all.
    pub ids: usize,
    /// How many pictures were asked for.
    pub cover_downloads: usize,
}

#[derive(Debug, Default)]
pub(super) struct Journal {
    arrivals: Vec<Arrival>,
    covers: usize,
}

impl Journal {
    /// Notes an arrival and gives its place, to be told the outcome later.
    pub(super) fn note(&mut self, at: Duration, token: String, method: &str, ids: usize) -> usize {
        if self.arrivals.len() < MOST_ARRIVALS {
            let ms = at.as_secs_f64() * 1000.0;
            let outcome = "unanswered".to_owned();
            self.arrivals.push(Arrival { ms, token, method: method.to_owned(), ids, outcome, at });
        }
        self.arrivals.len() - 1
    }

    pub(super) fn ended(&mut self, place: usize, outcome: String) {
        if let Some(arrival) = self.arrivals.get_mut(place) {
            arrival.outcome = outcome;
        }
    }

    pub(super) fn cover(&mut self) {
        self.covers += 1;
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn arrivals(&self) -> Vec<Arrival> {
        self.arrivals.clone()
    }

    pub(super) fn stats(&self) -> Stats {
        let mut stats = Stats { calls: self.arrivals.len(), cover_downloads: self.covers, ..Stats::default() };
        let mut times: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
        for arrival in &self.arrivals {
            *stats.outcomes.entry(arrival.outcome.clone()).or_default() += 1;
            stats.ids += arrival.ids;
            times.entry(&arrival.token).or_default().push(arrival.at);
        }
        stats.error_6 = stats.outcomes.get("error 6").copied().unwrap_or(0);
        for (token, mut list) in times {
            list.sort_unstable();
            stats.max_per_second.insert(token.to_owned(), most_in_a_second(list.into_iter()));
        }
        stats
    }
}
