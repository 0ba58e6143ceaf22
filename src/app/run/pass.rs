//! Audits batches as they are observed, several at a time, each page apart from the others.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::stream::{self, FuturesUnordered, StreamExt};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::covers::CoverLook;
use super::directory::Directory;
use super::menus::MissingMenuGuard;
use super::replay;
use super::twins::{self, SameGroup};
use domain::model::{
    Cause, Code, CoverSight, CutShort, Look, Ogrn, Organization, PageAddress, PageAudit, Remark, SavedError, Sight,
};
use domain::policy::Policy;
use domain::registry::Registry;
use domain::rules::{self, Subject};
use system::clock::Clock;
use vk::crawl;
use vk::{CallCounts, Observation, PageSource};

/// How many batches are audited at the same time; more than cores would bring no speed.
const BATCHES_AT_ONCE: usize = 2;
/// The most pages of a batch: so few that what is made of them stays in the caches of a core, and is let go soon.
const PAGES_IN_BATCH: usize = 100;
/// The same where covers are looked at: many at a time, since most of them are waited for.
const PAGES_IN_BATCH_WITH_COVERS: usize = 500;
/// Of how many pages of a batch the covers are looked at at the same time; how many downloads that makes is bounded by
/// host.
const PAGES_AT_ONCE: usize = 32;
/// How many audited batches may wait for a slow reader before the pass itself waits.
const BATCHES_AHEAD: usize = 1;

/// One page that is to be audited.
#[derive(Debug, Clone)]
pub struct Target {
    /// The address as the registry or the command line gave it.
    pub url: Arc<str>,
    /// The same, understood.
    pub address: PageAddress,
    /// Whose page it must be, where the registry knows.
    pub organization: Option<Arc<Organization>>,
}

/// What a pass works with.
#[derive(Clone)]
pub struct Plan {
    pub policy: Arc<Policy>,
    /// The pages.
    pub targets: Arc<[Target]>,
    /// Where the organisation of a target without one is looked up, once VK has told the page's number and name.
    pub registry: Option<Arc<Registry>>,
    /// Where organisations are looked up whose links stand on another one's page.
    pub directory: Option<Arc<dyn Directory>>,
    /// Where pages are seen.
    pub source: Arc<dyn PageSource>,
    /// Looks at covers; without it no picture is judged.
    pub covers: Option<Arc<CoverLook>>,
    /// Tells when a page was judged.
    pub clock: Arc<dyn Clock>,
    /// Whether what an audit rests on is handed out with it.
    pub keep_looks: bool,
    /// Whether witnesses are among the pages: some that are known to have a menu. Where not one page shows a menu then, it
    /// is VK that gives none, however few pages there are.
    pub expects_menu: bool,
}

/// The audit of one page of a pass.
#[derive(Debug, Clone, PartialEq)]
pub struct Audited {
    /// The page's place in [`Plan::targets`].
    pub index: usize,
    pub audit: PageAudit,
    /// What it rests on: where looks are kept, and the page was seen with all its covers that matter.
    pub look: Option<Look>,
}

/// How a pass ended.
#[derive(Debug, Clone, Default)]
pub struct Ended {
    /// Why it ended before its time; `None` when it came to its end.
    pub cut_short: Option<CutShort>,
    /// What a person should know besides the violations.
    pub remarks: Vec<Remark>,
    /// How many calls were made to VK, by outcome.
    pub calls: CallCounts,
    /// Communities that several rows of the registry name; none of their pages was judged.
    pub same_groups: Vec<SameGroup>,
}

/// A pass under way. Every target comes out exactly once, whatever happens; dropping it ends the pass.
#[derive(Debug)]
pub struct Pass<T = Vec<Audited>> {
    made: mpsc::Receiver<T>,
    task: JoinHandle<Result<Ended, SavedError>>,
    _guard: DropGuard,
}

impl Pass {
    /// Starts a pass in a task of its own.
    pub fn start(plan: Plan, cancel: &CancellationToken) -> Self {
        Self::start_making(plan, cancel, |audits| audits)
    }
}

impl<T: Send + 'static> Pass<T> {
    /// Starts a pass in a task of its own. What is made of finished audits is made in the tasks that finish them.
    pub fn start_making(
        plan: Plan,
        cancel: &CancellationToken,
        make: impl Fn(Vec<Audited>) -> T + Send + Sync + 'static,
    ) -> Self {
        let cancel = cancel.child_token();
        let (sender, made) = mpsc::channel(BATCHES_AHEAD);
        let guard = cancel.clone().drop_guard();
        Self { made, task: tokio::spawn(go(plan, make, sender, cancel)), _guard: guard }
    }

    /// What was made of the next finished audits, in no certain order; `None` when every page has come out.
    pub async fn next(&mut self) -> Option<T> {
        self.made.recv().await
    }

    /// How it ended. What was not taken before is let go.
    ///
    /// # Errors
    /// The file of saved answers cannot be used.
    pub async fn end(self) -> Result<Ended, SavedError> {
        let Self { made, task, _guard } = self;
        drop(made);
        task.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the pass failed");
            let cut_short = CutShort::Stopped { cause: Cause::Fault };
            Ok(Ended { cut_short: Some(cut_short), ..Ended::default() })
        })
    }
}

async fn go<T: Send + 'static>(
    plan: Plan,
    make: impl Fn(Vec<Audited>) -> T + Send + Sync + 'static,
    out: mpsc::Sender<T>,
    cancel: CancellationToken,
) -> Result<Ended, SavedError> {
    let asked: Arc<[PageAddress]> = plan.targets.iter().map(|target| target.address.clone()).collect();
    let mut crawl = crawl::observe(Arc::clone(&plan.source), asked, &cancel);
    let plan = Arc::new(plan);
    let make = Arc::new(make);
    let (mut renamed, mut same_groups) = (Vec::new(), Vec::<SameGroup>::new());
    let mut under_way: FuturesUnordered<JoinHandle<(T, Vec<SameGroup>)>> = FuturesUnordered::new();
    let mut menus = MissingMenuGuard::new(plan.expects_menu);
    let mut waiting = VecDeque::new();
    let mut crawl_goes_on = true;
    let mut lost = None;
    while crawl_goes_on || !under_way.is_empty() {
        tokio::select! {
            batch = crawl.next(), if crawl_goes_on && under_way.len() < BATCHES_AT_ONCE => {
                crawl_goes_on = batch.is_some();
                renamed.extend(batch.iter().flatten().filter_map(|seen| renaming(&plan, seen)));
                let batch = if let Some(batch) = batch { menus.admit(batch) } else { menus.drain() };
                part(batch, if plan.covers.is_some() { PAGES_IN_BATCH_WITH_COVERS } else { PAGES_IN_BATCH }, &mut waiting);
            }
            Some(done) = under_way.next() => match done {
                Ok((made, twins)) => {
                    for twin in twins {
                        if !same_groups.iter().any(|known| known.group_id == twin.group_id) {
                            same_groups.push(twin);
                        }
                    }
                    if out.send(made).await.is_err() {
                        break;
                    }
                }
                // panics of audits are caught page by page
                Err(error) => {
                    tracing::error!(%error, "a batch of audits was lost");
                    lost = Some(CutShort::Stopped { cause: Cause::Fault });
                }
            },
        }
        while under_way.len() < BATCHES_AT_ONCE
            && let Some(batch) = waiting.pop_front()
        {
            let (plan, make) = (Arc::clone(&plan), Arc::clone(&make));
            under_way.push(tokio::spawn(async move {
                let (audits, twins) = audit_batch(&plan, batch).await;
                (make(audits), twins)
            }));
        }
    }
    if let Some(covers) = &plan.covers {
        covers.tidy_up().await;
    }
    let end = crawl.end().await?;
    same_groups.sort_by_key(|twin| twin.group_id);
    let remarks = end.remarks.into_iter().chain(renamed).collect();
    Ok(Ended { cut_short: end.cut_short.or(lost), remarks, calls: end.calls, same_groups })
}

fn renaming(plan: &Plan, seen: &Observation) -> Option<Remark> {
    let screen_name = seen.renamed_to.as_ref()?.to_string();
    Some(Remark::Renamed { url: plan.targets.get(seen.index)?.url.to_string(), screen_name })
}

/// Cuts a batch into parts of so many pages at the most.
fn part(batch: Vec<Observation>, most: usize, parts: &mut VecDeque<Vec<Observation>>) {
    if batch.len() <= most {
        parts.extend((!batch.is_empty()).then_some(batch));
        return;
    }
    let mut rest = batch.into_iter();
    while rest.len() > 0 {
        parts.push_back(rest.by_ref().take(most).collect());
    }
}

/// The audits of a batch, and the communities of it that several rows of the registry name.
type Batch = (Vec<Audited>, Vec<SameGroup>);

async fn audit_batch(plan: &Plan, batch: Vec<Observation>) -> Batch {
    let twins = twins::find(plan, &batch).await;
    let group_of = |seen: &Observation| twins.get(&seen.index);
    let (doubtful, clear): (Vec<_>, Vec<_>) = batch.into_iter().partition(|seen| group_of(seen).is_some());
    let mut audits: Vec<Audited> =
        doubtful.into_iter().filter_map(|seen| doubtful_page(plan, &seen, group_of(&seen)?)).collect();
    audits.extend(audit_clear(plan, clear).await);
    (audits, twins.into_values().collect())
}

/// Whose the page is nobody can tell: it is neither accused nor praised.
fn doubtful_page(plan: &Plan, seen: &Observation, twin: &SameGroup) -> Option<Audited> {
    let target = plan.targets.get(seen.index)?;
    let now = plan.clock.now();
    let mut audit = rules::unverified(&plan.policy, &target.url, target.organization.as_ref(), twin.unverified(), now);
    audit.page.group_id = Some(twin.group_id);
    Some(Audited { index: seen.index, audit, look: None })
}

async fn audit_clear(plan: &Plan, batch: Vec<Observation>) -> Vec<Audited> {
    let named: Vec<Vec<Ogrn>> = batch.iter().map(|seen| named_by(plan, seen)).collect();
    let known = others(plan, &named).await;
    let others_of = |named: &[Ogrn]| -> Vec<Arc<Organization>> {
        if named.is_empty() {
            return Vec::new();
        }
        known.iter().filter(|other| other.ogrn.is_some_and(|ogrn| named.contains(&ogrn))).cloned().collect()
    };
    let pages = batch.into_iter().zip(&named);
    let Some(look) = &plan.covers else {
        return pages.filter_map(|(seen, named)| audit_page(plan, seen, others_of(named), Vec::new())).collect();
    };
    let with_covers = async |(seen, named): (Observation, &Vec<Ogrn>)| {
        let covers = match &seen.sight {
            Ok(Sight::Seen(page)) => look.look(&plan.policy, page).await,
            Ok(Sight::NotFound) | Err(_) => Vec::new(),
        };
        audit_page(plan, seen, others_of(named), covers)
    };
    let audits = stream::iter(pages).map(with_covers).buffer_unordered(PAGES_AT_ONCE);
    audits.filter_map(std::future::ready).collect().await
}

/// The OGRNs that the links of a page name besides its own.
fn named_by(plan: &Plan, seen: &Observation) -> Vec<Ogrn> {
    match (&plan.directory, &seen.sight, plan.targets.get(seen.index)) {
        (Some(_), Ok(sight @ Sight::Seen(page)), Some(target)) => {
            rules::organizations_named(page, owner(plan, target, sight).map(|organization| &**organization))
        }
        _ => Vec::new(),
    }
}

/// The organisations of the registry with one of these OGRNs.
async fn others(plan: &Plan, named: &[Vec<Ogrn>]) -> Vec<Arc<Organization>> {
    let mut named: Vec<Ogrn> = named.iter().flatten().copied().collect();
    named.sort_unstable();
    named.dedup();
    match &plan.directory {
        Some(directory) if !named.is_empty() => directory.by_ogrn(&named).await,
        _ => Vec::new(),
    }
}

/// Whose page it is, as far as the registry knows.
fn owner<'a>(plan: &'a Plan, target: &'a Target, sight: &Sight) -> Option<&'a Arc<Organization>> {
    target.organization.as_ref().or_else(|| organization_of(plan, sight))
}

fn audit_page(
    plan: &Plan,
    seen: Observation,
    others: Vec<Arc<Organization>>,
    covers: Vec<Option<CoverSight>>,
) -> Option<Audited> {
    let Observation { index, sight, .. } = seen;
    let (policy, now, target) = (&plan.policy, plan.clock.now(), plan.targets.get(index)?);
    let sight = match sight {
        Ok(sight) => sight,
        Err(reason) => {
            let audit = rules::unverified(policy, &target.url, target.organization.as_ref(), reason, now);
            return Some(Audited { index, audit, look: None });
        }
    };
    let organization = owner(plan, target, &sight);
    let kept = plan.keep_looks.then(|| sight.clone());
    let subject = Subject { url: &target.url, organization, sight, others: &others, covers: &covers };
    let audit = replay::audit(policy, subject, now);
    let is_anothers = audit.violations.iter().any(|violation| violation.code == Code::UrlOtherOrganization);
    // a page that is unverified has nothing to rest on
    let look = kept.filter(|_| audit.unverified.is_none()).map(|sight| Look {
        url: target.url.as_ref().into(),
        organization: organization.cloned(),
        others: if is_anothers { others } else { Vec::new() },
        sight,
        covers,
    });
    Some(Audited { index, audit, look })
}

/// The registry may know by its number a page that was asked for by name, or the other way round.
fn organization_of<'a>(plan: &'a Plan, sight: &Sight) -> Option<&'a Arc<Organization>> {
    let (registry, Sight::Seen(page)) = (plan.registry.as_ref()?, sight) else { return None };
    let by_name = || registry.by_address(&PageAddress::parse(page.screen_name.as_deref()?).ok()?);
    let entry = registry.by_address(&PageAddress::from(page.group_id)).or_else(by_name)?;
    Some(&entry.organization)
}
