//! Carries a pass from its first page to finished reports and an exit code.

use std::io;
use std::sync::Arc;

use anyhow::Context as _;
use jiff::Timestamp;
use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use super::context::{CommandContext, ReadRegistry};
use super::exit::Exit;
use super::lines::{Made, Making};
use super::outputs::Outputs;
use super::progress::Progress;
use app::run::{Audited, Pass, Plan};
use domain::model::{RowProblem, RunFacts, Summary};
use domain::registry::{Absent, Registry};
use words::cli::Say;

/// Up to so many pages are shown in the order they were asked for; more are shown as they finish.
const PAGES_IN_ORDER: usize = 100;

/// What a report says of the pass besides its pages.
#[derive(Debug, Default)]
pub struct Heading {
    /// The registry's file name.
    pub registry: Option<String>,
    /// How many of its rows were set aside.
    pub rows_set_aside: u64,
    /// Why.
    pub problems: Vec<RowProblem>,
    /// The registry itself, to name the rows whose pages turn out to be one community.
    pub rows: Option<Arc<Registry>>,
    /// Whether its organisations without a page are counted: those of the whole registry are no matter of single pages.
    pub counts_absent: bool,
}

impl Heading {
    /// What is to be said of this registry.
    pub fn of(read: ReadRegistry) -> Self {
        Self {
            registry: Some(read.path.display().to_string()),
            rows_set_aside: read.registry.set_aside() as u64,
            problems: read.problems,
            rows: Some(read.registry),
            counts_absent: true,
        }
    }

    fn without_page(&self) -> &[Absent] {
        self.rows.as_ref().filter(|_| self.counts_absent).map_or(&[], |rows| rows.without_page())
    }
}

/// A finished pass.
#[derive(Debug)]
pub struct Finished {
    /// What the reports say of it.
    pub facts: RunFacts,
    /// The sums over its pages.
    pub summary: Summary,
}

impl Finished {
    /// The exit code it amounts to.
    pub fn exit(&self, context: &CommandContext) -> Exit {
        Exit::of_pass(&self.facts, &self.summary, context.config().report.fail_on)
    }
}

/// Runs a pass; every audit goes to the reports at once, and to `each` before.
///
/// # Errors
/// The file of saved answers cannot be used, or a report cannot be written.
pub async fn carry_out(
    context: &CommandContext,
    plan: Plan,
    heading: Heading,
    mut outputs: Outputs,
    cancel: &CancellationToken,
    mut each: Option<&mut (dyn FnMut(&Audited) + Send)>,
) -> anyhow::Result<Finished> {
    let started_at = context.clock.now();
    let (source, policy) = (plan.source.name(), plan.policy.id.clone());
    let covers_checked = plan.covers.is_some();
    let pages = plan.targets.len();
    let mut in_order = (pages <= PAGES_IN_ORDER).then(Vec::new);
    let mut summary = Summary::default();
    for absent in heading.without_page() {
        summary.add_without_page(absent.organization.municipality.as_deref());
    }
    let making = Arc::new(Making {
        lang: (in_order.is_none() && outputs.take_lines()).then_some(context.lang),
        keeps_audits: in_order.is_some() || each.is_some() || outputs.take_audits(),
        summary: Mutex::new(summary),
    });
    let mut progress = Progress::new(pages as u64, context.lang, context.verbosity < 0);
    let maker = Arc::clone(&making);
    let mut pass = Pass::start_making(plan, cancel, move |audits| maker.make(audits));
    loop {
        tokio::select! {
            made = pass.next() => {
                let Some(made) = made else { break };
                let Made { audits, lines } = made?;
                if let Some(each) = &mut each {
                    audits.iter().for_each(each);
                }
                if let Some(held) = &mut in_order {
                    held.extend(audits);
                } else {
                    let audits = audits.iter().map(|audited| &audited.audit);
                    outputs.pages(&audits, making.lang.map(|_| lines.as_slice()))?;
                    outputs.flush()?;
                }
                progress.show(&making.summary());
            }
            () = progress.tick() => progress.log(&making.summary()),
        }
    }
    progress.end();
    if let Some(mut held) = in_order {
        held.sort_by_key(|audited| audited.index);
        outputs.pages(&held.iter().map(|audited: &Audited| &audited.audit), None)?;
    }
    let ended = pass.end().await.context(Say::BadAnswerFile.text(context.lang))?;
    let summary = std::mem::take(&mut *making.summary());
    let Heading { registry, rows_set_aside, mut problems, rows, .. } = heading;
    if let Some(rows) = rows {
        for group in &ended.same_groups {
            problems.extend(rows.same_group(group.group_id, &group.addresses));
        }
    }
    let finished_at: Timestamp = context.clock.now();
    let facts = RunFacts {
        started_at,
        finished_at,
        source,
        policy,
        registry,
        rows_set_aside,
        problems,
        covers_checked,
        cut_short: ended.cut_short,
        remarks: ended.remarks,
    };
    tracing::debug!(calls = ended.calls.total(), "calls to VK: {:?}", ended.calls.iter().collect::<Vec<_>>());
    outputs.finish(&facts, &summary)?;
    Ok(Finished { facts, summary })
}

/// A token that a person's Ctrl-C or the system's SIGTERM cancels; a second Ctrl-C ends the program at once.
///
/// # Errors
/// The system does not let the program listen for signals.
pub fn cancelled_by_signals(lang: words::Lang) -> io::Result<CancellationToken> {
    let cancel = CancellationToken::new();
    let token = cancel.clone();
    let mut signals = Signals::listen()?;
    tokio::spawn(async move {
        tokio::select! {
            () = signals.next() => {}
            // whoever cancels it otherwise does not want signals to be heard any longer
            () = token.cancelled() => return,
        }
        tracing::warn!("{}", Say::Interrupting.text(lang));
        token.cancel();
        signals.next().await;
        std::process::exit(i32::from(Exit::Interrupted.number()));
    });
    Ok(cancel)
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
