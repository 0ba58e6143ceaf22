//! `report`: the report of a pass, made of what the store knows: only confirmed violations, and who could not be seen.

use std::sync::Arc;

use super::cells;
use super::ground::Grounds;
use super::page::why_unseen;
use super::{InLanguage as _, ROWS_AT_ONCE};
use crate::cli::exit::Exit;
use crate::cli::outputs::Outputs;
use crate::cli::setup::Setup;
use crate::cli::store_args::ReportArgs;
use crate::i18n::visible;
use crate::model::{
    CoverJudgement, Organization, PageAudit, RunFacts, Summary, Unverified, UnverifiedReason, Verdict, Violation,
};
use crate::policy::Policy;
use crate::rules;
use crate::store::{FindingQuery, PageId, PageQuery, PageRow, Run, RunKind, RunQuery, RunState, Store};

/// No page has more defects at a time than there are codes for each of its forms and fields.
const MOST_FINDINGS: usize = 1_000;

/// `report`.
///
/// # Errors
/// The store cannot be read, or the report cannot be written.
pub async fn report(setup: &Setup, args: &ReportArgs) -> anyhow::Result<Exit> {
    let policy = setup.policy()?;
    let store = setup.store_to_read().await?;
    let mut query = PageQuery { scope: args.scope.scope(), limit: ROWS_AT_ONCE, ..PageQuery::default() };
    let expected = store.count_pages(&query).await.told(setup)?;
    // a set that is missing or broken costs the pictures only
    let covers = match setup.cover_set_path() {
        Some(_) => setup.covers(&policy).await.inspect_err(|error| tracing::warn!("{error:#}")).ok().flatten(),
        None => None,
    };
    let options = setup.report_options(expected, covers.as_ref());
    let mut outputs = Outputs::open(&args.output, &setup.config().report.outputs, &options)?;
    let mut audits = Audits { setup, store: &store, grounds: Grounds::of(setup, &store), policy };
    let (mut summary, mut covers_checked) = (Summary::default(), false);
    loop {
        let pages = store.pages(&query).await.told(setup)?;
        let ids: Vec<PageId> = pages.iter().map(|page| page.id).collect();
        let entries = store.imported_pages(&ids).await.told(setup)?;
        for page in &pages {
            let entry = entries.binary_search_by_key(&page.id, |entry| entry.id).ok();
            let organization = entry.and_then(|place| entries[place].organization.clone()).map(Arc::new);
            let audit = audits.of_page(page, organization.as_ref()).await?;
            let covers = audit.menu.iter().filter_map(|item| item.cover.as_ref());
            covers_checked |= covers.into_iter().any(|cover| cover.judgement != CoverJudgement::NotChecked);
            summary.add(&audit);
            outputs.page(&audit, None)?;
        }
        if pages.len() < ROWS_AT_ONCE {
            break;
        }
        query.after = pages.last().map(|page| page.id);
    }
    let facts = facts(setup, &store, &audits.policy, covers_checked).await?;
    outputs.finish(&facts, &summary)?;
    Ok(Exit::Clean)
}

struct Audits<'a> {
    setup: &'a Setup,
    store: &'a Store,
    grounds: Grounds<'a>,
    /// For pages of which nothing is kept.
    policy: Arc<Policy>,
}

impl Audits<'_> {
    async fn of_page(&mut self, page: &PageRow, organization: Option<&Arc<Organization>>) -> anyhow::Result<PageAudit> {
        let at = page.seen_at.or(page.looked_at).unwrap_or_else(|| self.setup.clock.now());
        let unseen = |why: Unverified| rules::unverified(&self.policy, &page.url, organization, why, at);
        let because = |reason| Unverified { reason, detail: String::new() };
        if page.verdict == Verdict::Unverified {
            let reason =
                if page.seen_at.is_some() { UnverifiedReason::Unconfirmed } else { UnverifiedReason::NotSeenYet };
            return Ok(unseen(why_unseen(page).unwrap_or_else(|| because(reason))));
        }
        let ground = match self.grounds.of_page(page).await {
            Ok(Some(ground)) => ground,
            Ok(None) => return Ok(unseen(because(UnverifiedReason::NotSeenYet))),
            // one damaged page must not end the report for the others
            Err(error) => {
                tracing::warn!("{}: {error:#}", visible(&page.url));
                let detail = error.root_cause().to_string();
                return Ok(unseen(Unverified { reason: UnverifiedReason::Internal, detail }));
            }
        };
        let violations = self.confirmed(page, &ground.policy, &ground.audit).await?;
        Ok(PageAudit { verdict: page.verdict, violations, unverified: None, ..ground.audit })
    }

    /// The open findings of a page, in the order of an audit; those the last look did not see come last.
    async fn confirmed(&self, page: &PageRow, policy: &Policy, audit: &PageAudit) -> anyhow::Result<Vec<Violation>> {
        if page.errors + page.warnings + page.notices == 0 {
            return Ok(Vec::new());
        }
        let states = vec![crate::findings::State::Open];
        let query = FindingQuery { states, page: Some(page.id), limit: MOST_FINDINGS, ..FindingQuery::default() };
        let open = self.store.findings(&query).await.told(self.setup)?;
        let place = |row: &crate::store::FindingRow| {
            audit.violations.iter().position(|one| cells::is_same(row, one)).unwrap_or(usize::MAX)
        };
        let mut placed: Vec<_> = open.iter().map(|row| (place(row), row)).collect();
        placed.sort_by_key(|(place, row)| (*place, row.id));
        Ok(placed.into_iter().map(|(_, row)| cells::violation(row, Some(policy), Some(audit))).collect())
    }
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
