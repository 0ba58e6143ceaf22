//! `report`: the report of a pass, made of what the store knows: only confirmed violations, and who could not be seen.

use std::sync::Arc;

use super::{InLanguage as _, ROWS_AT_ONCE};
use crate::cli::exit::Exit;
use crate::cli::outputs::Outputs;
use crate::cli::setup::Setup;
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
pub async fn report(setup: &Setup, args: &ReportArgs) -> anyhow::Result<Exit> {
    let policy = setup.policy()?;
    let (store, now) = (setup.store_to_read().await?, setup.clock.now());
    let mut query = PageQuery { scope: args.scope.scope(), limit: ROWS_AT_ONCE, ..PageQuery::default() };
    let expected = store.count_pages(&query).await.told(setup)?;
    // a set that is missing or broken costs the pictures only
    let covers = match setup.cover_set_path() {
        Some(_) => setup
            .covers(&policy)
            .await
            .inspect_err(|error| tracing::warn!("{}", told::line(setup.lang, error)))
            .ok()
            .flatten(),
        None => None,
    };
    let options = setup.report_options(expected, covers.as_ref());
    let mut outputs = Outputs::open(&args.output, &setup.config().report.outputs, &options)?;
    let mut grounds = Grounds::of(&store);
    let (mut summary, mut covers_checked) = (Summary::default(), false);
    loop {
        let pages = store.pages(&query).await.told(setup)?;
        let ids: Vec<PageId> = pages.iter().map(|page| page.id).collect();
        let entries = store.imported_pages(&ids).await.told(setup)?;
        for page in &pages {
            let entry = entries.binary_search_by_key(&page.id, |entry| entry.id).ok();
            let organization = entry.and_then(|place| entries[place].organization.clone()).map(Arc::new);
            let audit = grounds.confirmed_audit(page, organization.as_ref(), &policy, now).await.told(setup)?;
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
    let facts = facts(setup, &store, &policy, covers_checked).await?;
    outputs.finish(&facts, &summary)?;
    Ok(Exit::Clean)
}

/// What the report says of the last run that counts.
async fn facts(setup: &Setup, store: &Store, policy: &Policy, covers_checked: bool) -> anyhow::Result<RunFacts> {
    let last =
        |kinds: Vec<RunKind>| RunQuery { kinds, states: vec![RunState::Finished], limit: 1, ..RunQuery::default() };
    let mut run: Option<Run> = store.runs(&last(vec![RunKind::Scheduled, RunKind::Manual])).await.told(setup)?.pop();
    if run.is_none() {
        run = store.runs(&last(Vec::new())).await.told(setup)?.pop();
    }
    let import = store.registry_imports(1).await.told(setup)?.pop();
    let now = setup.clock.now();
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
