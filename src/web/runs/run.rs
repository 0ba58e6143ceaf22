//! One run: its figures, why pages could not be seen, and, where it is held, what it would change and who decides.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::list::{RunView, turns_of};
use crate::Context;
use crate::api::RunsSeen;
use crate::forms::flash::{Flash, done};
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::extract::{FormBody, PathParam, Query};
use crate::http::routes::{Admit, Routes};
use crate::layout::status_style::{StatusStyle, of_verdict};
use crate::layout::{Layout, page};
use app::history::cells::why_held;
use app::run::Worker;
use app::use_cases::{ReviewRefused, discard_run, release_run};
use domain::access::Action;
use domain::model::{MaybeKnown, Verdict};
use store::{Run, RunId, RunState};
use words::listing::{Vocabulary, term};
use words::web::form::Form;
use words::web::frame::Frame;
use words::web::runs::Runs;
use words::{self, Lang, visible};

/// How many of the pages that would turn are shown at a time.
const CHANGES_SHOWN: usize = 50;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/runs/{id}", Admit::May(Action::SeeRuns), show)
        .form("/runs/{id}/release", Admit::May(Action::SettleRuns), release)
        .form("/runs/{id}/discard", Admit::May(Action::SettleRuns), discard)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    after: String,
    #[serde(flatten)]
    said: Flash,
}

#[derive(Template)]
#[template(path = "runs/run.html")]
struct RunPage {
    layout: Layout,
    said: Option<&'static str>,
    run: RunView,
    details: Option<Details>,
    held: Option<HeldView>,
    may_discard: bool,
}

/// What only whoever sees all pages is told.
struct Details {
    cards: Vec<(&'static str, StatusStyle, String)>,
    facts: Vec<(&'static str, String)>,
    reasons: Vec<(String, String)>,
    calls: Vec<(String, String)>,
    remarks: Vec<String>,
}

struct HeldView {
    why: String,
    turns: Vec<TurnView>,
    changes: Vec<ChangeView>,
    next: Option<i64>,
    may_settle: bool,
}

struct TurnView {
    before: (String, StatusStyle),
    after: (String, StatusStyle),
    pages: String,
}

struct ChangeView {
    id: i64,
    url: String,
    organization: String,
    before: (String, StatusStyle),
    after: (String, StatusStyle),
}

/// The words as the beginning of a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn shown(lang: Lang, verdict: &MaybeKnown<Verdict>) -> (String, StatusStyle) {
    match verdict.known() {
        Some(verdict) => (words::verdict(lang, verdict).to_owned(), of_verdict(verdict)),
        None => (visible(verdict.as_str()).into_owned(), StatusStyle { class: "doubt", mark: "?" }),
    }
}

async fn show(
    State(state): State<Context>,
    caller: Caller,
    PathParam(id): PathParam<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let lang = caller.lang;
    let id: RunId = id.parse().map_err(|_| WebError::NotFound)?;
    let run = state.store.run(id).await?.ok_or(WebError::NotFound)?;
    let sees_all = caller.scope()?.is_everything();
    if !RunsSeen::of(&caller)?.sees(&run) {
        return Err(WebError::NotFound);
    }
    let held = if sees_all && run.state == RunState::Held {
        Some(held(&state, &caller, &run, asked.after.parse().ok()).await?)
    } else {
        None
    };
    let turns = turns_of(&state, &caller, std::slice::from_ref(&run)).await?;
    page(&RunPage {
        layout: Layout::new(&state, &caller, "/runs"),
        said: asked.said.word(Runs::ALL).map(|word| word.text(lang)),
        details: sees_all.then(|| details(lang, &run)),
        may_discard: run.state == RunState::Running && caller.may(Action::SettleRuns),
        run: RunView::new(&state, &caller, &run, &turns)?,
        held,
    })
}

async fn held(state: &Context, caller: &Caller, run: &Run, after: Option<store::PageId>) -> Result<HeldView, WebError> {
    let lang = caller.lang;
    let scope = caller.scope()?;
    let turns = state.store.staged_turns(run.id, scope).await?;
    let changes = state.store.staged_changes(run.id, scope, after, CHANGES_SHOWN + 1).await?;
    let next = changes.get(CHANGES_SHOWN).and(changes.get(CHANGES_SHOWN - 1)).map(|change| change.page.get());
    Ok(HeldView {
        why: sentence(&why_held(lang, run).unwrap_or_default()),
        turns: turns
            .iter()
            .map(|turn| TurnView {
                before: shown(lang, &turn.before),
                after: shown(lang, &turn.after),
                pages: words::number(lang, turn.pages),
            })
            .collect(),
        changes: changes
            .iter()
            .take(CHANGES_SHOWN)
            .map(|change| ChangeView {
                id: change.page.get(),
                url: visible(&change.url).into_owned(),
                organization: visible(&change.organization).into_owned(),
                before: shown(lang, &change.before),
                after: shown(lang, &change.after),
            })
            .collect(),
        next,
        may_settle: caller.may(Action::SettleRuns),
    })
}

fn details(lang: Lang, run: &Run) -> Details {
    let number = |count| words::number(lang, count);
    let card = |verdict: Verdict, count| (words::verdict(lang, verdict), of_verdict(verdict), number(count));
    let is_over = run.finished_at.is_some();
    let mut facts = vec![(Runs::Pages.text(lang), number(run.pages))];
    if is_over {
        let coverage = format!("{} ({})", words::percent(lang, run.seen, run.pages), number(run.seen));
        facts.extend([(Runs::Coverage.text(lang), coverage), (Runs::Changed.text(lang), number(run.changed))]);
    }
    facts.push((Runs::Rules.text(lang), visible(&run.policy).into_owned()));
    let reason = |text: &str| {
        term(lang, Vocabulary::UnverifiedReason, text).map_or_else(|| visible(text).into_owned(), str::to_owned)
    };
    Details {
        cards: if is_over {
            vec![
                card(Verdict::Compliant, run.compliant),
                card(Verdict::Violations, run.violations),
                card(Verdict::Review, run.review),
                card(Verdict::Unverified, run.unverified),
            ]
        } else {
            Vec::new()
        },
        facts,
        reasons: run.reasons.iter().map(|(text, count)| (reason(text), number(*count))).collect(),
        calls: run.calls.iter().map(|(text, count)| (words::call_outcome(lang, text), number(*count))).collect(),
        remarks: run.remarks.iter().map(|remark| words::remark(lang, remark)).collect(),
    }
}

#[derive(Deserialize)]
struct Decision {
    #[serde(default)]
    sure: String,
}

async fn release(
    State(state): State<Context>,
    State(worker): State<Arc<Worker>>,
    caller: Caller,
    PathParam(id): PathParam<String>,
    FormBody(decision): FormBody<Decision>,
) -> Result<Response, WebError> {
    decide(&state, &worker, &caller, &id, &decision, true).await
}

async fn discard(
    State(state): State<Context>,
    State(worker): State<Arc<Worker>>,
    caller: Caller,
    PathParam(id): PathParam<String>,
    FormBody(decision): FormBody<Decision>,
) -> Result<Response, WebError> {
    decide(&state, &worker, &caller, &id, &decision, false).await
}

async fn decide(
    state: &Context,
    worker: &Arc<Worker>,
    caller: &Caller,
    id: &str,
    decision: &Decision,
    counts: bool,
) -> Result<Response, WebError> {
    let (lang, now) = (caller.lang, state.clock.now());
    let id: RunId = id.parse().map_err(|_| WebError::NotFound)?;
    if decision.sure.is_empty() {
        return Err(WebError::Conflict(Runs::NotConfirmed.text(lang).to_owned()));
    }
    let by = caller.actor();
    let (decided, word) = if counts {
        (release_run(&state.store, id, &by, now).await, Runs::Released)
    } else {
        (discard_run(&state.store, id, &by, now).await, Runs::Discarded)
    };
    decided.map_err(|refused| match refused {
        ReviewRefused::Forbidden => WebError::Forbidden,
        ReviewRefused::NoSuchRun => WebError::NotFound,
        ReviewRefused::NotNow(_) => WebError::Conflict(Runs::Over.text(lang).to_owned()),
        ReviewRefused::Store(error) => error.into(),
    })?;
    if counts {
        worker.settle_soon(id);
    }
    Ok(done(&format!("/runs/{id}"), word))
}
