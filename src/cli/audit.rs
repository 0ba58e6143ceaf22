//! `audit PAGE...`: pages by their addresses, now.

use std::sync::Arc;

use anyhow::anyhow;

use super::args::AuditArgs;
use super::context::{CommandContext, ReadRegistry};
use super::exit::Exit;
use super::outputs::Outputs;
use super::pass::{self, Heading};
use app::run::{Directory, Plan, Target};
use domain::model::PageAddress;
use domain::registry::Aside;
use words::cli::Say;

/// Audits the pages named on the command line.
///
/// # Errors
/// An address that names no page (all such are told), or whatever keeps the pass from beginning.
pub async fn execute(context: &CommandContext, args: &AuditArgs) -> anyhow::Result<Exit> {
    let addresses = addresses(context, &args.pages)?;
    let policy = context.policy()?;
    let read = context.registry(&policy)?;
    let registry = read.as_ref().map(|read| Arc::clone(&read.registry));
    let targets = addresses.into_iter().map(|(url, address)| {
        let entry = registry.as_ref().and_then(|registry| registry.by_address(&address));
        Target { url: url.into(), organization: entry.map(|entry| Arc::clone(&entry.organization)), address }
    });
    let targets: Arc<[Target]> = targets.collect();
    let source = context.source(args.pass.from_file.as_deref())?;
    let covers = context.covers(&policy).await?;
    let options = context.report_options(targets.len() as u64, covers.as_ref());
    let outputs = Outputs::open(&args.pass.output, &[], &options)?;
    let cancel = pass::cancelled_by_signals(context.lang)?;
    let plan = Plan {
        policy,
        targets,
        directory: registry.clone().map(|registry| registry as Arc<dyn Directory>),
        registry,
        source,
        covers: covers.map(|covers| covers.look),
        clock: Arc::clone(&context.clock),
        keep_looks: false,
        expects_menu: false,
    };
    let heading = read.as_ref().map(|read| heading(&plan.targets, read)).unwrap_or_default();
    for problem in &heading.problems {
        tracing::error!("{}: {}", Say::IsSetAside.text(context.lang), words::row_problem(context.lang, problem));
    }
    let finished = pass::carry_out(context, plan, heading, outputs, &cancel, None).await?;
    Ok(finished.exit(context))
}

/// What is to be said of the registry: why rows of these pages are set aside. What is wrong with others is no matter of
/// these pages.
fn heading(targets: &[Target], read: &ReadRegistry) -> Heading {
    let aside: Vec<&Aside> = targets
        .iter()
        .filter(|target| target.organization.is_none())
        .flat_map(|target| read.registry.set_aside_at(&target.address))
        .collect();
    let problems = read.problems_of(aside.iter().copied()).into_iter().cloned().collect();
    Heading {
        registry: Some(read.path.display().to_string()),
        rows_set_aside: aside.len() as u64,
        problems,
        rows: Some(Arc::clone(&read.registry)),
        counts_absent: false,
    }
}

/// Understands every address, or tells all that cannot be understood.
fn addresses(context: &CommandContext, pages: &[String]) -> anyhow::Result<Vec<(String, PageAddress)>> {
    let mut addresses: Vec<(String, PageAddress)> = Vec::new();
    let mut problems = Vec::new();
    for page in pages {
        match PageAddress::parse(page) {
            Ok(address) if addresses.iter().any(|(_, known)| *known == address) => {}
            Ok(address) => addresses.push((page.clone(), address)),
            Err(error) => {
                problems.push(format!("«{}»: {}", words::visible(page), words::address_error(context.lang, &error)));
            }
        }
    }
    if problems.is_empty() { Ok(addresses) } else { Err(anyhow!(problems.join("\n"))) }
}
