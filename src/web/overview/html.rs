//! `/`: how the pages of a scope stand, how that went, who does well, what is wrong in the same way on many pages, and the
//! runs. Everything is counted by the store, within the scope.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::cmp::Reverse;
use url::form_urlencoded::Serializer;

use super::chart::Chart;
use super::summary::{Figures, Standings, Summary};
use crate::Context;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::routes::{Admit, Routes};
use crate::layout::{Layout, page};
use app::schedule::upcoming;
use domain::access::Action;
use domain::model::Scope;
use store::{Cause, MunicipalityStanding, RunKind, RunQuery, RunState, Store, VerdictCounts};
use words::web::frame::Frame;
use words::web::overview::Overview;
use words::{self, Lang, due_moment, minute, number, percent};

const NEXT_RUNS: usize = 3;
/// A region has some dozens of municipalities, the whole country some thousands; a page stays light with so many.
const LEAGUE: usize = 80;
/// What was seen is shown as far as this, in characters.
const SEEN_SHOWN: usize = 120;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/", Admit::May(Action::SeePages), overview)
}

#[derive(Template)]
#[template(path = "overview/overview.html")]
struct OverviewView {
    layout: Layout,
    total: u64,
    total_shown: String,
    compliant: String,
    compliant_share: String,
    checked: String,
    violations: String,
    review: String,
    unverified: String,
    coverage: String,
    opened: String,
    fixed: String,
    held: Option<i64>,
    running: Option<String>,
    last_run: String,
    next_runs: Vec<String>,
    chart: Option<Chart>,
    causes: Vec<CauseRow>,
    league: Vec<LeagueRow>,
    /// How many municipalities there are, where not all are shown.
    league_of: Option<String>,
}

impl OverviewView {
    const fn say(&self, word: Overview) -> &'static str {
        word.text(self.layout.lang)
    }
}

struct CauseRow {
    what: String,
    seen: String,
    pages: String,
    href: String,
}

struct LeagueRow {
    place: String,
    name: String,
    href: String,
    share: String,
    /// From 0 to 100.
    meter: u64,
    change: String,
    pages: String,
    violations: String,
    unverified: String,
}

async fn overview(
    State(state): State<Context>,
    State(figures): State<Figures>,
    caller: Caller,
) -> Result<Response, WebError> {
    let (scope, lang) = (caller.scope()?, caller.lang);
    let summary = Summary::of(&figures, scope).await?;
    let Summary { standings, then, trend, causes, .. } = &*summary;
    let (opened, fixed) = summary.last_day();
    let total = summary.total();
    let shown = |count: u64| number(lang, count);
    let checked = checked(&total);
    let runs = Runs::read(&state, scope, lang).await?;
    let view = OverviewView {
        layout: Layout::new(&state, &caller, "/"),
        total: total.pages(),
        total_shown: shown(total.pages()),
        compliant: shown(total.compliant),
        compliant_share: percent(lang, total.compliant, checked),
        checked: shown(checked),
        violations: shown(total.violations),
        review: shown(total.review),
        unverified: shown(total.unverified),
        coverage: percent(lang, checked, total.pages()),
        opened: shown(opened),
        fixed: shown(fixed),
        held: runs.held.filter(|_| caller.may(Action::SettleRuns)),
        running: runs.running,
        last_run: runs.last,
        next_runs: runs.next,
        chart: Chart::of(trend, lang),
        causes: causes.iter().map(|cause| cause_row(lang, cause)).collect(),
        league: league(lang, standings, then),
        league_of: (standings.len() > LEAGUE).then(|| number(lang, standings.len() as u64)),
    };
    page(&view)
}

struct Runs {
    held: Option<i64>,
    running: Option<String>,
    last: String,
    next: Vec<String>,
}

impl Runs {
    /// Runs go over everybody's pages: whoever sees a part is told when, and not how many.
    async fn read(state: &Context, scope: &Scope, lang: Lang) -> Result<Self, WebError> {
        let (store, zone): (&Store, _) = (&state.store, &state.options.time_zone);
        let query = |states: Vec<RunState>, limit| RunQuery {
            kinds: vec![RunKind::Scheduled, RunKind::Manual],
            states,
            limit,
            ..RunQuery::default()
        };
        let held = store.runs(&query(vec![RunState::Held], 1)).await?.pop();
        let running = store.runs(&query(vec![RunState::Running, RunState::Applying], 1)).await?.pop();
        let last = store.runs(&query(vec![RunState::Finished], 1)).await?.pop();
        let last = last.map_or_else(
            || Overview::NeverRun.text(lang).to_owned(),
            |run| {
                let at = minute(lang, run.finished_at.unwrap_or(run.created_at), zone);
                match run.coverage().filter(|_| scope.is_everything()) {
                    Some(_) => {
                        let coverage = percent(lang, run.seen, run.pages);
                        format!("{at}; {} {coverage}", Overview::Coverage.text(lang).to_lowercase())
                    }
                    None => at,
                }
            },
        );
        let now = state.clock.now();
        let live = state.live();
        let mut next: Vec<(Timestamp, &TimeZone)> = Vec::new();
        for pass in &live.passes {
            let zone = &pass.timetable.zone;
            next.extend(upcoming(&pass.timetable, now, NEXT_RUNS).into_iter().map(|at| (at, zone)));
        }
        next.sort_by_key(|(at, _)| *at);
        next.truncate(NEXT_RUNS);
        Ok(Self {
            held: held.map(|run| run.id.get()),
            running: running.map(|run| minute(lang, run.started_at.unwrap_or(run.created_at), zone)),
            last,
            next: next.into_iter().map(|(at, own)| due_moment(lang, at, zone, own)).collect(),
        })
    }
}

/// Pages of which a verdict is known.
const fn checked(counts: &VerdictCounts) -> u64 {
    counts.pages() - counts.unverified
}

/// The share of compliant pages in thousandths, where anything was checked.
fn thousandths(counts: &VerdictCounts) -> Option<u64> {
    (counts.compliant * 1_000).checked_div(checked(counts))
}

fn cause_row(lang: Lang, cause: &Cause) -> CauseRow {
    let mut what = words::code_words(lang, &cause.code).into_owned();
    if let Some(form) = cause.form {
        what = format!("{what} ({})", words::form(form));
    }
    let seen = cause.observed.as_deref().unwrap_or_default();
    let cut: String = seen.chars().take(SEEN_SHOWN).collect();
    let rest = if cut.len() < seen.len() { "…" } else { "" };
    let mut query = Serializer::new(String::new());
    // what this version does not know it cannot look for
    if let Some(code) = cause.code.known() {
        query.append_pair("code", code.as_str());
    }
    if let Some(form) = cause.form {
        query.append_pair("form", form.as_str());
    }
    CauseRow {
        what,
        seen: format!("{}{rest}", words::visible(&cut)),
        pages: number(lang, cause.pages),
        href: format!("/findings?{}", query.finish()),
    }
}

/// The best first; equals share their place, and whoever was not checked at all comes last, without one.
fn league(lang: Lang, standings: &[MunicipalityStanding], then: &Standings) -> Vec<LeagueRow> {
    let mut sorted: Vec<&MunicipalityStanding> = standings.iter().collect();
    sorted.sort_by_key(|one| Reverse((thousandths(&one.verdicts), checked(&one.verdicts))));
    let mut rows = Vec::with_capacity(sorted.len().min(LEAGUE));
    let mut place = 0;
    let mut last = None;
    for (index, one) in sorted.into_iter().enumerate().take(LEAGUE) {
        let share = thousandths(&one.verdicts);
        if share != last {
            (place, last) = (index + 1, share);
        }
        let before = then.get(&(one.region_code.clone(), one.municipality.clone())).and_then(thousandths);
        let mut query = Serializer::new(String::new());
        query.append_pair("region", &one.region_code);
        if !one.municipality.is_empty() {
            query.append_pair("municipality", &one.municipality);
        }
        let name = if one.municipality.is_empty() {
            format!("{}, {}", Overview::Regional.text(lang), one.region_code)
        } else {
            words::visible(&one.municipality).into_owned()
        };
        rows.push(LeagueRow {
            place: if share.is_some() { place.to_string() } else { "–".to_owned() },
            name,
            href: format!("/pages?{}", query.finish()),
            share: percent(lang, one.verdicts.compliant, checked(&one.verdicts)),
            meter: share.unwrap_or_default() / 10,
            change: movement(lang, before, share),
            pages: number(lang, one.verdicts.pages()),
            violations: number(lang, one.verdicts.violations),
            unverified: number(lang, one.verdicts.unverified),
        });
    }
    rows
}

/// How a share moved: a sign and words, never a colour alone.
fn movement(lang: Lang, before: Option<u64>, now: Option<u64>) -> String {
    let (Some(before), Some(now)) = (before, now) else { return Overview::TooFew.text(lang).to_owned() };
    let by = before.abs_diff(now);
    let points = format!("{}{}{} {}", by / 10, lang.pick(',', '.'), by % 10, Overview::Points.text(lang));
    match now.cmp(&before) {
        std::cmp::Ordering::Greater => format!("▲ {} {points}", Overview::Up.text(lang)),
        std::cmp::Ordering::Less => format!("▼ {} {points}", Overview::Down.text(lang)),
        std::cmp::Ordering::Equal => Overview::Same.text(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn standing(municipality: &str, compliant: u64, violations: u64, unverified: u64) -> MunicipalityStanding {
        MunicipalityStanding {
            region_code: "73".to_owned(),
            municipality: municipality.to_owned(),
            verdicts: VerdictCounts { compliant, violations, review: 0, unverified },
        }
    }

    #[test]
    fn the_best_come_first_and_pages_that_could_not_be_checked_do_not_count() {
        let standings =
            [standing("a", 5, 5, 0), standing("b", 9, 1, 90), standing("c", 0, 0, 7), standing("d", 1, 1, 0)];
        let rows = league(Lang::En, &standings, &BTreeMap::new());
        let order: Vec<(&str, &str)> = rows.iter().map(|row| (row.place.as_str(), row.name.as_str())).collect();
        assert_eq!(order, [("1", "b"), ("2", "a"), ("2", "d"), ("–", "c")]);
        assert!(rows.iter().all(|row| row.change == "no data"));
    }

    #[test]
    fn movement_is_told_by_sign_and_words() {
        assert_eq!(movement(Lang::Ru, Some(500), Some(625)), "▲ выше на 12,5 п. п.");
        assert_eq!(movement(Lang::En, Some(625), Some(500)), "▼ down by 12.5 points");
        assert_eq!(movement(Lang::En, Some(625), Some(625)), "no change");
        assert_eq!(movement(Lang::En, None, Some(625)), "no data");
    }
}
