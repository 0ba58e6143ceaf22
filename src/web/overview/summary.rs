//! What is counted of the pages of a scope for its overview, on the page and in the API.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::api::Counts;
use crate::Context;
use crate::figure_cache::FigureCache;
use crate::http::error::WebError;
use domain::model::Scope;
use store::{Cause, DayChanges, DayVerdicts, MunicipalityStanding, Store, StoreError, VerdictCounts};

const TREND: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Against when municipalities are compared with themselves.
const MOVEMENT: SignedDuration = SignedDuration::from_hours(7 * 24);
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// A cause is worth telling from so many pages on.
const CAUSE_PAGES: u64 = 3;
const CAUSES: usize = 10;

/// The figures of overviews, which take long to count.
#[derive(Clone)]
pub(crate) struct Figures {
    context: Context,
    summaries: Arc<FigureCache<Scope, Summary>>,
    pub(super) counts: Arc<FigureCache<Scope, Counts>>,
}

impl Figures {
    pub(crate) fn new(context: &Context) -> Self {
        Self { context: context.clone(), summaries: Arc::default(), counts: Arc::default() }
    }
}

/// Pages by verdict, by region and municipality.
pub(super) type Standings = BTreeMap<(String, String), VerdictCounts>;

/// How the pages of a scope stand, and how that went.
#[derive(Default)]
pub(crate) struct Summary {
    pub(super) standings: Vec<MunicipalityStanding>,
    /// The same a week ago.
    pub(crate) then: Standings,
    /// Each day of the last three months.
    pub(super) trend: Vec<DayVerdicts>,
    /// What appeared and what was mended within a day.
    pub(crate) changes: Vec<DayChanges>,
    /// What is wrong in the same way on many pages.
    pub(super) causes: Vec<Cause>,
}

impl Summary {
    /// That of a scope; one of a moment ago where it takes long to count.
    pub(super) async fn of(
        Figures { context: state, summaries, .. }: &Figures,
        scope: &Scope,
    ) -> Result<Arc<Self>, WebError> {
        let (mark, now) = (state.store.change_mark().await?, state.clock.now());
        let (store, of, zone) = (state.store.clone(), scope.clone(), state.options.time_zone.clone());
        Ok(summaries.of(scope, mark, || Self::count(store, of, now, zone)).await?)
    }

    async fn count(store: Store, scope: Scope, now: Timestamp, zone: TimeZone) -> Result<Self, StoreError> {
        let before = |by: SignedDuration| now.saturating_sub(by).unwrap_or(Timestamp::MIN);
        Ok(Self {
            standings: store.municipality_standings(&scope).await?,
            then: store.municipality_standings_at(&scope, before(MOVEMENT)).await?,
            trend: store.verdict_trend(&scope, before(TREND), now, &zone).await?,
            changes: store.daily_changes(&scope, before(DAY), &zone).await?,
            causes: store.causes(&scope, CAUSE_PAGES, CAUSES).await?,
        })
    }

    pub(crate) fn total(&self) -> VerdictCounts {
        self.standings.iter().fold(VerdictCounts::default(), |sum, one| VerdictCounts {
            compliant: sum.compliant + one.verdicts.compliant,
            violations: sum.violations + one.verdicts.violations,
            review: sum.review + one.verdicts.review,
            unverified: sum.unverified + one.verdicts.unverified,
        })
    }

    /// Findings that were confirmed, and those that were mended, within a day.
    pub(super) fn last_day(&self) -> (u64, u64) {
        let opened = self.changes.iter().map(|day| day.opened + day.reopened).sum();
        (opened, self.changes.iter().map(|day| day.closed).sum())
    }
}
