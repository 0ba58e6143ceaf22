//! `runs show|release|discard`: what came of one run, and what a person says of a held one.

use std::borrow::Cow;
use std::io::{self, Write};
use std::time::Duration;

use anyhow::anyhow;
use serde::Serialize;

use super::InLanguage as _;
use super::print::{print, shown};
use crate::cli::access::actor;
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::open_store::{settle_rule, trouble};
use app::history::WireRun;
use app::history::cells::why_held;
use app::use_cases::{ReviewRefused, discard_run, release_run};
use store::{Run, RunId, RunState, Store};
use words::history::{StoreSay, Tell};
use words::listing::{Vocabulary, term};
use words::{self, Lang, visible};

/// The name of the JSON contract.
const SCHEMA_ID: &str = "vk-page-auditor/run/1";
/// How long taking a whole run over may take before another process may go on with it.
const SETTLE_LEASE: Duration = Duration::from_mins(30);

/// `runs show`.
///
/// # Errors
/// The store cannot be read, or it has no such run.
pub async fn show(context: &CommandContext, id: RunId, shape: &str) -> anyhow::Result<Exit> {
    let store = context.store_to_read().await?;
    let run = required(context, &store, id).await?;
    if shape == "json" {
        print(&WireShow { schema: SCHEMA_ID, run: WireRun::new(context.lang, &run) })?;
        return Ok(Exit::Clean);
    }
    let mut out = io::stdout().lock();
    write(context, &run, &mut out)?;
    out.flush()?;
    Ok(Exit::Clean)
}

/// `runs release`: the run counts, at once unless somebody else is already taking it over.
///
/// # Errors
/// The store cannot be written, it has no such run, or the run is not held.
pub async fn release(context: &CommandContext, id: RunId) -> anyhow::Result<Exit> {
    let store = context.store(false).await?;
    let decided = release_run(&store, id, &actor(context), context.clock.now()).await;
    decided.map_err(|why| not_decided(context, id, why))?;
    let is_settled = settle(context, &store, id).await?;
    let say = if is_settled { Tell::Released } else { Tell::ReleasedLater };
    writeln!(io::stdout(), "{id}: {}", say.text(context.lang))?;
    Ok(Exit::Clean)
}

/// Takes the results of the released run over, unless somebody else already does.
async fn settle(context: &CommandContext, store: &Store, id: RunId) -> anyhow::Result<bool> {
    let holder = format!("cli-{}", std::process::id());
    let now = context.clock.now();
    let Some(claim) = store.claim_settle(id, &holder, now, SETTLE_LEASE).await.told(context)? else { return Ok(false) };
    let rule = settle_rule(&context.config().findings)?;
    store.settle(&claim, &rule, context.clock.now()).await.told(context)?;
    Ok(true)
}

/// `runs discard`.
///
/// # Errors
/// The store cannot be written, it has no such run, or the run is over.
pub async fn discard(context: &CommandContext, id: RunId) -> anyhow::Result<Exit> {
    let store = context.store(false).await?;
    let decided = discard_run(&store, id, &actor(context), context.clock.now()).await;
    decided.map_err(|why| not_decided(context, id, why))?;
    writeln!(io::stdout(), "{id}: {}", Tell::Discarded.text(context.lang))?;
    Ok(Exit::Clean)
}

fn not_decided(context: &CommandContext, id: RunId, why: ReviewRefused) -> anyhow::Error {
    match why {
        ReviewRefused::NoSuchRun => no_such_run(context, id),
        ReviewRefused::NotNow(error) | ReviewRefused::Store(error) => trouble(context.lang, &error),
        // whoever runs commands may decide about every run
        ReviewRefused::Forbidden => anyhow!(why),
    }
}

fn no_such_run(context: &CommandContext, id: RunId) -> anyhow::Error {
    anyhow!("{id}: {}", StoreSay::NoSuchRun.text(context.lang))
}

async fn required(context: &CommandContext, store: &Store, id: RunId) -> anyhow::Result<Run> {
    let run = store.run(id).await.told(context)?;
    run.ok_or_else(|| no_such_run(context, id))
}

/// The words for a stable name; one that this version does not know stands for itself.
fn words(lang: Lang, vocabulary: Vocabulary, text: &str) -> Cow<'_, str> {
    term(lang, vocabulary, text).map_or_else(|| visible(text), Cow::Borrowed)
}

fn write(context: &CommandContext, run: &Run, out: &mut impl Write) -> io::Result<()> {
    let lang = context.lang;
    let number = |value| words::number(lang, value);
    writeln!(out, "{} {}: {}", Tell::Run.text(lang), run.id, visible(&run.name))?;
    writeln!(out, "{}: {}", Tell::Kind.text(lang), words(lang, Vocabulary::RunKind, run.kind.as_str()))?;
    writeln!(out, "{}: {}", Tell::State.text(lang), words(lang, Vocabulary::RunState, run.state.as_str()))?;
    let moments =
        [(Tell::AskedFor, Some(run.created_at)), (Tell::Began, run.started_at), (Tell::Ended, run.finished_at)];
    for (title, at) in moments {
        if let Some(at) = at {
            writeln!(out, "{}: {}", title.text(lang), shown(context, at))?;
        }
    }
    writeln!(out, "{}: {}", Tell::PolicyIs.text(lang), visible(&run.policy))?;
    writeln!(out, "{}: {}", Tell::Pages.text(lang), number(run.pages))?;
    if run.finished_at.is_some() {
        let share = words::percent(lang, run.seen, run.pages);
        let (seen, unseen) = (Tell::Seen.text(lang), Tell::Unverified.text(lang));
        writeln!(
            out,
            "{}: {share} ({seen} {}, {unseen} {})",
            Tell::Coverage.text(lang),
            number(run.seen),
            number(run.unverified)
        )?;
        for (verdict, count) in [
            (domain::model::Verdict::Compliant, run.compliant),
            (domain::model::Verdict::Violations, run.violations),
            (domain::model::Verdict::Review, run.review),
        ] {
            writeln!(out, "  {}: {}", words::verdict(lang, verdict), number(count))?;
        }
        writeln!(
            out,
            "{}: {} ({} {})",
            Tell::Changed.text(lang),
            number(run.changed),
            Tell::OfSeenBefore.text(lang),
            number(run.seen_before)
        )?;
        writeln!(
            out,
            "{}: {}, {} {}, {} {}",
            Tell::Opened.text(lang),
            number(run.opened),
            Tell::Reopened.text(lang),
            number(run.reopened),
            Tell::Closed.text(lang),
            number(run.closed)
        )?;
    }
    if !run.reasons.is_empty() {
        writeln!(out, "{}:", Tell::WhyUnseen.text(lang))?;
        for (reason, count) in &run.reasons {
            let words = term(lang, Vocabulary::UnverifiedReason, reason).unwrap_or(reason);
            writeln!(out, "  {}: {}", visible(words), number(*count))?;
        }
    }
    if !run.calls.is_empty() {
        writeln!(out, "{}:", Tell::Calls.text(lang))?;
        for (outcome, count) in &run.calls {
            writeln!(out, "  {}: {}", words::call_outcome(lang, outcome), number(*count))?;
        }
    }
    if let Some(why) = why_held(lang, run) {
        writeln!(out, "{}: {why}", Tell::WhyHeld.text(lang))?;
        if run.state == RunState::Held {
            writeln!(out, "  {}", Tell::HeldAdvice.text(lang))?;
        }
    }
    if !run.remarks.is_empty() {
        writeln!(out, "{}:", Tell::Remarks.text(lang))?;
        for remark in &run.remarks {
            writeln!(out, "  {}", words::remark(lang, remark))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct WireShow<'a> {
    schema: &'static str,
    #[serde(flatten)]
    run: WireRun<'a>,
}
