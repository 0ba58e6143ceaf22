//! `run`: one whole pass over the registry, for cron and CI.

use std::sync::Arc;

use anyhow::anyhow;

use super::args::PassArgs;
use super::context::CommandContext;
use super::exit::Exit;
use super::outputs::Outputs;
use super::pass::{self, Heading};
use app::run::{Plan, Target};
use domain::registry::Registry;
use words::cli::Say;

/// How many problems of a registry are told before the rest is only counted; `registry check` tells all.
const PROBLEMS_TOLD: usize = 20;

/// Audits every good row of the registry.
///
/// # Errors
/// Whatever keeps the pass from beginning: no registry, none of its rows is good, no token, a wrong output.
pub async fn execute(context: &CommandContext, args: &PassArgs) -> anyhow::Result<Exit> {
    let policy = context.policy()?;
    let read = context.required_registry(&policy)?;
    for problem in read.problems.iter().take(PROBLEMS_TOLD) {
        tracing::warn!("{}: {}", read.path.display(), words::row_problem(context.lang, problem));
    }
    if read.problems.len() > PROBLEMS_TOLD {
        let more = read.problems.len() - PROBLEMS_TOLD;
        tracing::warn!("… {}: {more}", Say::MoreProblems.text(context.lang));
    }
    let remarks = read.registry.remarks().len();
    if remarks > 0 {
        tracing::warn!("{}: {}: {remarks}", read.path.display(), Say::HasRemarks.text(context.lang));
    }
    if read.registry.is_empty() {
        let path = read.path.display();
        let words = Say::NoGoodRows.text(context.lang);
        return Err(anyhow!("{path}: {words}"));
    }
    let targets = targets(&read.registry);
    let source = context.source(args.from_file.as_deref())?;
    let covers = context.covers(&policy).await?;
    let options = context.report_options(targets.len() as u64, covers.as_ref());
    let outputs = Outputs::open(&args.output, &context.config().report.outputs, &options)?;
    let cancel = pass::cancelled_by_signals(context.lang)?;
    let registry = Arc::clone(&read.registry);
    let heading = Heading::of(read);
    let plan = Plan {
        policy,
        targets,
        registry: None,
        directory: Some(registry),
        source,
        covers: covers.map(|covers| covers.look),
        clock: Arc::clone(&context.clock),
        keep_looks: false,
        expects_menu: false,
    };
    let finished = pass::carry_out(context, plan, heading, outputs, &cancel, None).await?;
    Ok(finished.exit(context))
}

/// Every good row as a page to audit.
pub fn targets(registry: &Registry) -> Arc<[Target]> {
    let target = |entry: &domain::registry::Entry| Target {
        url: entry.url.clone(),
        address: entry.address.clone(),
        organization: Some(Arc::clone(&entry.organization)),
    };
    registry.iter().map(target).collect()
}
