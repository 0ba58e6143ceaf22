//! `report`: the report of a pass, made of what the store knows: only confirmed violations, and who could not be seen.

use std::sync::Arc;

use super::{InLanguage as _, ROWS_AT_ONCE};
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::outputs::Outputs;
use crate::cli::scope::checked;
use crate::cli::store_args::ReportArgs;
use crate::cli::told;
use app::history::Grounds;
use domain::model::{CoverJudgement, RunFacts, Summary};
use domain::policy::Policy;
use store::{PageId, PageQuery, Run, RunKind, RunQuery, RunState, Store};

/// `report`.
///
/// # Errors
/// The store cannot be read, or the report cannot be written.
pub async fn report(context: &CommandContext, args: &ReportArgs) -> anyhow::Result<Exit> {
    let policy = context.policy()?;
    let (store, now) = (context.store_to_read().await?, context.clock.now());
    let scope = checked(context, &store, &args.scope).await?;
    let mut query = PageQuery { limit: ROWS_AT_ONCE, ..PageQuery::within(scope) };
    let expected = store.count_pages(&query).await.told(context)?;
    // a set that is missing or broken costs the pictures only
    let covers = match context.cover_set_path() {
        Some(_) => context
            .covers(&policy)
            .await
            .inspect_err(|error| tracing::warn!("{}", told::line(context.lang, error)))
            .ok()
            .flatten(),
        None => None,
    };
    let options = context.report_options(expected, covers.as_ref());
    let mut outputs = Outputs::open(&args.output, &context.config().report.outputs, &options)?;
    let mut grounds = Grounds::of(&store);
    let (mut summary, mut covers_checked) = (Summary::default(), false);
    loop {
        let pages = store.pages(&query).await.told(context)?;
        let ids: Vec<PageId> = pages.iter().map(|page| page.id).collect();
        let entries = store.imported_pages(&ids).await.told(context)?;
        for page in &pages {
            let entry = entries.binary_search_by_key(&page.id, |entry| entry.id).ok();
            let organization = entry.and_then(|place| entries[place].organization.clone()).map(Arc::new);
            let audit = grounds.confirmed_audit(page, organization.as_ref(), &policy, now).await.told(context)?;
            let covers = audit.menu.iter().filter_map(|item| item.cover.as_ref());
            covers_checked |= covers.into_iter().any(|cover| cover.judgement != CoverJudgement::NotChecked);
            summary.add(&audit);
            outputs.pages(&std::iter::once(&audit), None)?;
        }
        if pages.len() < ROWS_AT_ONCE {
            break;
        }
        query.after = pages.last().map(|page| page.id);
    }
    let facts = facts(context, &store, &policy, covers_checked).await?;
    outputs.finish(&facts, &summary)?;
    Ok(Exit::Clean)
}

/// What the report says of the last run that counts.
async fn facts(
    context: &CommandContext,
    store: &Store,
    policy: &Policy,
    covers_checked: bool,
) -> anyhow::Result<RunFacts> {
    let last =
        |kinds: Vec<RunKind>| RunQuery { kinds, states: vec![RunState::Finished], limit: 1, ..RunQuery::default() };
    let mut run: Option<Run> = store.runs(&last(vec![RunKind::Scheduled, RunKind::Manual])).await.told(context)?.pop();
    if run.is_none() {
        run = store.runs(&last(Vec::new())).await.told(context)?.pop();
    }
    let import = store.registry_imports(1).await.told(context)?.pop();
    let now = context.clock.now();
    let (started_at, finished_at) = run
        .as_ref()
        .map_or((now, now), |run| (run.started_at.unwrap_or(run.created_at), run.finished_at.unwrap_or(now)));
    Ok(RunFacts {
        started_at,
        finished_at,
        source: store.url().to_string(),
        policy: run.map_or_else(|| policy.id.clone(), |run| run.policy),
        registry: import.as_ref().map(|import| import.source.clone()),
        rows_set_aside: import.as_ref().map_or(0, |import| import.set_aside),
        problems: Vec::new(),
        covers_checked,
        cut_short: None,
        remarks: Vec::new(),
    })
}
