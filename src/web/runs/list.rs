//! Runs: those that were, those to come, and a new one over whatever the caller may see. Whoever does not see all pages
//! sees that runs happened, and no figures, which are of all pages.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use crate::Context;
use crate::api::RunsSeen;
use crate::forms::flash::{Flash, done};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::Query;
use crate::http::routes::{Admit, Routes};
use crate::layout::{Layout, page};
use app::run::Worker;
use app::schedule::{WHOLE, upcoming};
use app::use_cases::{RunAsked, StartRefused, start_run};
use domain::access::Action;
use domain::model::Scope;
use store::{PageQuery, Run, RunId, RunKind, RunQuery, RunState, RunTurns};
use words::listing::{Vocabulary, term};
use words::web::frame::Frame;
use words::web::runs::Runs;
use words::{self, Lang, visible};

const RUNS_SHOWN: usize = 50;
const MOMENTS_TOLD: usize = 3;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/runs", Admit::May(Action::SeeRuns), list).form("/runs", Admit::May(Action::StartRuns), start)
}

/// Which runs somebody who does not see all pages is told of: those of everybody, and none that one person asked for.
const COMMON_KINDS: [RunKind; 3] = [RunKind::Scheduled, RunKind::Manual, RunKind::Recheck];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    before: String,
    #[serde(flatten)]
    said: Flash,
}

#[derive(Template)]
#[template(path = "runs/list.html")]
struct RunsView {
    layout: Layout,
    said: Option<&'static str>,
    sees_all: bool,
    may_start: bool,
    to_check: String,
    passes: Vec<PassView>,
    runs: Vec<RunView>,
    next: Option<i64>,
    is_first: bool,
}

struct PassView {
    name: String,
    moments: Vec<String>,
}

/// A run in the list, and the head of its own page.
pub(super) struct RunView {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) kind: String,
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) asked: String,
    pub(super) began: Option<String>,
    pub(crate) ended: Option<String>,
    /// Findings confirmed and mended by it on the caller's pages.
    pub(crate) opened: String,
    pub(crate) closed: String,
    /// Only for whoever sees all pages.
    pub(crate) figures: Option<FiguresView>,
}

pub(super) struct FiguresView {
    pub(crate) pages: String,
    pub(crate) coverage: String,
    pub(crate) violations: String,
}

/// What a run is called where people read; `None` where its kind says it all. The names of runs are made for programs.
pub(crate) fn run_name(lang: Lang, run: &Run) -> Option<String> {
    match (run.kind.known(), run.name.strip_prefix(WHOLE)) {
        (Some(RunKind::Manual), Some("")) => Some(Runs::AllPages.text(lang).to_owned()),
        (Some(RunKind::Manual), Some(part)) => Some(visible(part.trim_start_matches([':', ' '])).into_owned()),
        (Some(RunKind::SecondLook | RunKind::Recheck | RunKind::OnDemand), _) => None,
        _ => Some(visible(&run.name).into_owned()),
    }
}

impl RunView {
    pub(crate) fn new(state: &Context, caller: &Caller, run: &Run, turns: &[RunTurns]) -> Result<Self, WebError> {
        let lang = caller.lang;
        let scope = caller.scope()?;
        let sees_all = scope.is_everything();
        let minute = |at: Timestamp| words::minute(lang, at, &state.options.time_zone);
        let is_over = run.finished_at.is_some();
        let figure = |count| if is_over { words::number(lang, count) } else { "—".to_owned() };
        let (tone, mark) = style_of(run.state.known());
        let own = turns.iter().find(|turns| turns.finished.run == Some(run.id));
        let (opened, closed) = match own {
            Some(turns) => (turns.opened + turns.reopened, turns.closed),
            None => (run.opened + run.reopened, run.closed),
        };
        let is_told = sees_all || own.is_some();
        let shown = |count| if is_told { figure(count) } else { "—".to_owned() };
        Ok(Self {
            id: run.id.get(),
            // the name of a run over a part tells of which
            name: if sees_all { run_name(lang, run) } else { None },
            kind: word(lang, Vocabulary::RunKind, run.kind.as_str()),
            state: word(lang, Vocabulary::RunState, run.state.as_str()),
            tone,
            mark,
            asked: minute(run.created_at),
            began: run.started_at.map(minute),
            ended: run.finished_at.map(minute),
            opened: shown(opened),
            closed: shown(closed),
            figures: sees_all.then(|| FiguresView {
                pages: words::number(lang, run.pages),
                coverage: if is_over { words::percent(lang, run.seen, run.pages) } else { "—".to_owned() },
                violations: figure(run.violations),
            }),
        })
    }
}

/// The words for a stable text, or the text where there are none.
pub(crate) fn word(lang: Lang, vocabulary: Vocabulary, text: &str) -> String {
    term(lang, vocabulary, text).map_or_else(|| visible(text).into_owned(), str::to_owned)
}

const fn style_of(state: Option<RunState>) -> (&'static str, &'static str) {
    match state {
        Some(RunState::Finished) => ("good", "✓"),
        Some(RunState::Held) => ("doubt", "!"),
        Some(RunState::Discarded) => ("bad", "✗"),
        Some(RunState::Running | RunState::Applying) => ("none", "…"),
        Some(RunState::Superseded) => ("none", "–"),
        None => ("doubt", "?"),
    }
}

async fn list(State(state): State<Context>, caller: Caller, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let lang = caller.lang;
    let scope = caller.scope()?.clone();
    let sees_all = scope.is_everything();
    let before: Option<RunId> = asked.before.parse().ok();
    let query = RunQuery {
        kinds: if sees_all { Vec::new() } else { COMMON_KINDS.to_vec() },
        before,
        limit: RUNS_SHOWN + 1,
        ..RunQuery::default()
    };
    let mut runs = state.store.runs(&query).await?;
    let next = runs.get(RUNS_SHOWN).and(runs.get(RUNS_SHOWN - 1)).map(|run| run.id.get());
    runs.truncate(RUNS_SHOWN);
    let seen = RunsSeen::of(&caller)?;
    runs.retain(|run| seen.sees(run));
    let turns = turns_of(&state, &caller, &runs).await?;
    let views: Result<Vec<RunView>, WebError> =
        runs.iter().map(|run| RunView::new(&state, &caller, run, &turns)).collect();
    let may_start = caller.may(Action::StartRuns);
    let to_check = if may_start { state.store.count_pages(&PageQuery::within(scope.clone())).await? } else { 0 };
    let now = state.clock.now();
    let live = state.live();
    // passes over pages of others are no business of the caller's
    let passes = live.passes.iter().filter(|pass| pass.scope.intersect(&scope).is_some()).map(|pass| PassView {
        name: visible(&pass.name).into_owned(),
        moments: upcoming(&pass.timetable, now, MOMENTS_TOLD)
            .into_iter()
            .map(|at| words::due_moment(lang, at, &state.options.time_zone, &pass.timetable.zone))
            .collect(),
    });
    page(&RunsView {
        layout: Layout::new(&state, &caller, "/runs"),
        said: asked.said.word(Runs::ALL).map(|word| word.text(lang)),
        sees_all,
        may_start,
        to_check: words::number(lang, to_check),
        passes: passes.collect(),
        runs: views?,
        next,
        is_first: before.is_none(),
    })
}

/// What runs changed on the caller's pages, for whoever may not see the sums over all.
pub(super) async fn turns_of(state: &Context, caller: &Caller, runs: &[Run]) -> Result<Vec<RunTurns>, WebError> {
    let scope = caller.scope()?;
    if scope.is_everything() {
        return Ok(Vec::new());
    }
    let ids: Vec<RunId> = runs.iter().map(|run| run.id).collect();
    Ok(state.store.run_turns(scope, &ids).await?)
}

async fn start(
    State(state): State<Context>,
    State(worker): State<Arc<Worker>>,
    caller: Caller,
) -> Result<Response, WebError> {
    let conflict = |word: Runs| WebError::Conflict(word.text(caller.lang).to_owned());
    let (by_hand, by) = (state.live().by_hand(), caller.actor());
    let asked = RunAsked::Scope(Scope::everything());
    let started = start_run(&state.store, asked, by_hand, &by, state.clock.now()).await;
    started.map_err(|refused| match refused {
        StartRefused::Forbidden => WebError::Forbidden,
        StartRefused::NoPages => conflict(Runs::NothingToCheck),
        StartRefused::UnderWay(_) => conflict(Runs::AlreadyRuns),
        StartRefused::Store(error) => error.into(),
    })?;
    worker.wake();
    Ok(done("/runs", Runs::Started))
}
