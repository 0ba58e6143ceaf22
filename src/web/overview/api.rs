//! How the caller's pages stand, and which runs were made and come next.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::summary::{Figures, Standings, Summary};
use crate::Context;
use crate::api::answer::json;
use crate::api::query_params::{QueryParams, query_params};
use crate::api::shown::{RunsSeen, narrowed};
use crate::api::values::Text;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::routes::{Admit, Routes};
use app::history::{WireRun, rfc3339};
use app::schedule::upcoming;
use domain::access::Action;
use domain::findings::State as Stand;
use domain::model::{Form, Ogrn, RegionCode, Scope, Severity};
use store::{
    Cause, DayVerdicts, FindingQuery, MunicipalityStanding, PageQuery, Run, RunQuery, RunState, Store, StoreError,
    VerdictCounts,
};

/// How many of the last runs are told.
const RUNS_TOLD: usize = 5;
/// How many runs are looked through for them.
const RUNS_READ: usize = 50;
/// How many of the next moments of each pass are told.
const MOMENTS_TOLD: usize = 3;

pub(super) fn routes() -> Routes {
    Routes::new().operation(Admit::May(Action::SeePages), routes!(show))
}

query_params! {
    /// Of which pages.
    OverviewAsked {
        region: Vec<RegionCode> = "Pages of these regions.",
        municipality: Vec<Text> = "Pages of these municipalities, named as in the registry, or as `CODE:NAME`.",
        organization: Vec<Ogrn> = "Pages of the organisations with these OGRNs.",
    }
}

/// How pages stand.
#[derive(Serialize, ToSchema)]
pub(crate) struct Overview<'a> {
    /// When this was read.
    made_at: String,
    /// Registered pages.
    pages: u64,
    /// The same by verdict.
    verdicts: Verdicts,
    /// The share of compliant pages among those that could be judged; null when there are none.
    compliant_share: Option<f64>,
    /// The share of pages that could be judged; null when there are none.
    coverage: Option<f64>,
    /// Pages that the last look could not see.
    unseen: u64,
    /// Open findings by severity.
    open_findings: OpenFindings,
    /// The same by municipality, by region and name.
    municipalities: Vec<Standing>,
    /// How it was at the end of each of the last 90 days.
    trend: Vec<Day>,
    /// Findings confirmed within a day.
    opened_today: u64,
    /// Findings mended within a day.
    closed_today: u64,
    /// What is wrong in the same way on many pages, the most frequent first.
    causes: Vec<SameCause>,
    /// The rules in force.
    policy: String,
    /// The last runs that are over, the newest first.
    last_runs: Vec<WireRun<'a>>,
    /// What the schedule begins next.
    next_runs: Vec<NextRun>,
}

/// How the registered pages of a municipality stand.
#[derive(Serialize, ToSchema)]
pub(crate) struct Standing {
    region_code: String,
    /// Its name; empty for pages of regional bodies.
    municipality: String,
    /// Registered pages.
    pages: u64,
    /// The same by verdict.
    verdicts: Verdicts,
    /// The share of compliant pages among those that could be judged; null when there are none.
    compliant_share: Option<f64>,
    /// The same a week ago.
    compliant_share_before: Option<f64>,
}

impl Standing {
    fn of(standing: &MunicipalityStanding, then: &Standings) -> Self {
        let verdicts = Verdicts::of(standing.verdicts);
        let before = then.get(&(standing.region_code.clone(), standing.municipality.clone()));
        Self {
            compliant_share_before: before.and_then(|it| share(it.compliant, it.pages() - it.unverified)),
            region_code: standing.region_code.clone(),
            municipality: standing.municipality.clone(),
            pages: standing.verdicts.pages(),
            compliant_share: share(verdicts.compliant, standing.verdicts.pages() - verdicts.unverified),
            verdicts,
        }
    }
}

/// Pages by verdict.
#[derive(Serialize, ToSchema)]
pub(super) struct Verdicts {
    compliant: u64,
    violations: u64,
    review: u64,
    unverified: u64,
}

impl Verdicts {
    const fn of(counts: VerdictCounts) -> Self {
        let VerdictCounts { compliant, violations, review, unverified } = counts;
        Self { compliant, violations, review, unverified }
    }
}

/// How the registered pages stood when a day ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct Day {
    /// The day, in the time zone of reports.
    #[schema(value_type = String, format = Date)]
    day: String,
    verdicts: Verdicts,
}

impl Day {
    fn of(day: &DayVerdicts) -> Self {
        Self { day: day.day.to_string(), verdicts: Verdicts::of(day.verdicts) }
    }
}

/// The same wrong in the same way on several pages.
#[derive(Serialize, ToSchema)]
pub(super) struct SameCause {
    /// What is wrong.
    code: String,
    /// In which form; null where it concerns none.
    form: Option<&'static str>,
    /// In which URL parameter; null where it concerns none.
    field: Option<String>,
    /// What was seen.
    observed: Option<String>,
    /// On how many pages.
    pages: u64,
    /// One of the findings.
    example: i64,
}

impl SameCause {
    fn of(cause: &Cause) -> Self {
        Self {
            code: cause.code.to_string(),
            form: cause.form.map(Form::as_str),
            field: cause.field.clone(),
            observed: cause.observed.clone(),
            pages: cause.pages,
            example: cause.example.get(),
        }
    }
}

/// Open findings by severity.
#[derive(Serialize, ToSchema)]
pub(super) struct OpenFindings {
    error: u64,
    warning: u64,
    notice: u64,
}

/// The next runs of a pass of the schedule.
#[derive(Serialize, ToSchema)]
pub(super) struct NextRun {
    /// The pass.
    name: String,
    /// When its next runs begin.
    at: Vec<String>,
}

/// How the pages stand: shares, coverage, counts by verdict, the last and the next runs.
#[utoipa::path(get, path = "/api/v1/overview", tag = "overview", params(OverviewAsked),
    responses((status = 200, description = "How the pages stand.", body = Overview<'static>)))]
async fn show(
    State(state): State<Context>,
    State(figures): State<Figures>,
    caller: Caller,
    QueryParams(asked): QueryParams<OverviewAsked>,
) -> Result<Response, WebError> {
    let scope = narrowed(&state, &caller, &asked.region, &asked.municipality, &asked.organization).await?;
    let mut unseen = 0;
    let (mut counts, mut summary) = (Arc::default(), Arc::default());
    if let Some(scope) = &scope {
        let query = PageQuery { unverified: Some(true), ..PageQuery::within(scope.clone()) };
        unseen = state.store.count_pages(&query).await?;
        let mark = state.store.change_mark().await?;
        let (store, of) = (state.store.clone(), scope.clone());
        counts = figures.counts.of(scope, mark, || Counts::count(store, of)).await?;
        summary = Summary::of(&figures, scope).await?;
    }
    let (counts, summary): (Arc<Counts>, Arc<Summary>) = (counts, summary);
    let verdicts = summary.total();
    let (opened_today, closed_today) = summary.last_day();
    let pages = verdicts.pages();
    let judged = pages - verdicts.unverified;
    let seen = RunsSeen::of(&caller)?;
    let runs = last_runs(&state, &seen).await?;
    let wire =
        |run| if seen.sees_figures(run) { WireRun::new(caller.lang, run) } else { WireRun::without_figures(run) };
    let live = state.live();
    let now = state.clock.now();
    let is_mine = |pass: &&app::schedule::ScheduledPass| {
        scope.as_ref().is_some_and(|scope| pass.scope.intersect(scope).is_some())
    };
    let next = live.passes.iter().filter(is_mine).map(|pass| NextRun {
        name: pass.name.clone(),
        at: upcoming(&pass.timetable, now, MOMENTS_TOLD).into_iter().map(rfc3339).collect(),
    });
    let overview = Overview {
        made_at: rfc3339(now),
        pages,
        verdicts: Verdicts::of(verdicts),
        compliant_share: share(verdicts.compliant, judged),
        coverage: share(judged, pages),
        unseen,
        open_findings: OpenFindings { error: counts.open[0], warning: counts.open[1], notice: counts.open[2] },
        municipalities: summary.standings.iter().map(|one| Standing::of(one, &summary.then)).collect(),
        trend: summary.trend.iter().map(Day::of).collect(),
        opened_today,
        closed_today,
        causes: summary.causes.iter().map(SameCause::of).collect(),
        policy: live.kept_policy.id.clone(),
        last_runs: runs.iter().map(wire).collect(),
        next_runs: next.collect(),
    };
    json(StatusCode::OK, &overview)
}

/// What is counted of the pages of a scope.
#[derive(Default)]
pub(super) struct Counts {
    /// Errors, warnings, notices.
    open: [u64; 3],
}

impl Counts {
    async fn count(store: Store, scope: Scope) -> Result<Self, StoreError> {
        let mut counts = Self::default();
        for (count, severity) in counts.open.iter_mut().zip([Severity::Error, Severity::Warning, Severity::Notice]) {
            let query = FindingQuery {
                states: vec![Stand::Open],
                severities: vec![severity],
                ..FindingQuery::within(scope.clone())
            };
            *count = store.count_findings(&query).await?;
        }
        Ok(counts)
    }
}

async fn last_runs(state: &Context, seen: &RunsSeen) -> Result<Vec<Run>, WebError> {
    let query = RunQuery {
        kinds: seen.kinds(Vec::new()).unwrap_or_default(),
        states: vec![RunState::Finished, RunState::Held],
        limit: RUNS_READ,
        ..RunQuery::default()
    };
    let runs = state.store.runs(&query).await?;
    Ok(runs.into_iter().filter(|run| seen.sees(run)).take(RUNS_TOLD).collect())
}

/// Four digits are enough for any reader.
#[expect(clippy::cast_precision_loss, reason = "there are some 200,000 pages")]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * 10_000.0).round() / 10_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_no_share() {
        assert_eq!((share(0, 0), share(1, 3), share(3, 3)), (None, Some(0.3333), Some(1.0)));
    }
}
