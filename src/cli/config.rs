//! `config init|check|show`.

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::anyhow;

use super::args::{ConfigCommand, GlobalArgs};
use super::context::CommandContext;
use super::exit::Exit;
use super::outputs::write_whole;
use super::scope::pass_doubts;
use super::service::scheduler_options;
use super::{run_with, told};
use app::schedule::{ScheduledPass, upcoming};
use config::EXAMPLE;
use domain::model::Code;
use words::cli::Say;
use words::{self, Lang};

/// Writes, checks or shows the configuration.
///
/// # Errors
/// The configuration cannot be used, or the file cannot be written.
pub fn execute(global: &GlobalArgs, command: &ConfigCommand) -> anyhow::Result<Exit> {
    match command {
        ConfigCommand::Init { file, force } => {
            init(global.lang.as_deref().and_then(Lang::parse).unwrap_or_default(), file, *force)
        }
        ConfigCommand::Check => run_with(&CommandContext::load(global, None)?, async |context| check(context).await),
        ConfigCommand::Show => {
            let context = CommandContext::load(global, None)?;
            let origin = |origin| words::config_origin(context.lang, origin, context.loaded.file.as_deref());
            io::stdout().write_all(context.loaded.show(&origin).as_bytes())?;
            Ok(Exit::Clean)
        }
    }
}

fn init(lang: Lang, file: &Path, force: bool) -> anyhow::Result<Exit> {
    if file.as_os_str() == "-" {
        io::stdout().write_all(EXAMPLE.as_bytes())?;
        return Ok(Exit::Clean);
    }
    if file.exists() && !force {
        let words = Say::FileExists.text(lang);
        return Err(anyhow!("{}: {words}", file.display()));
    }
    write_whole(file, EXAMPLE.as_bytes(), lang)?;
    let words = Say::ConfigWritten.text(lang);
    writeln!(io::stderr(), "{}: {words}", file.display())?;
    Ok(Exit::Clean)
}

/// What passes of the schedule name and the registry of the store does not have, where there is a store that can be read.
async fn doubts(context: &CommandContext, passes: &[ScheduledPass]) -> Vec<String> {
    if context.config().store.url.is_none() || passes.iter().all(|pass| pass.scope.is_everything()) {
        return Vec::new();
    }
    let told = match context.store_if_there().await {
        Ok(Some(store)) => pass_doubts(context, &store, passes).await,
        Ok(None) => Ok(Vec::new()),
        Err(error) => Err(error),
    };
    told.unwrap_or_else(|error| {
        tracing::debug!("{}", told::line(context.lang, &error));
        Vec::new()
    })
}

/// Everything a run needs is tried: configuration, policy, registry, tokens. Nothing is asked of VK.
async fn check(context: &CommandContext) -> anyhow::Result<Exit> {
    let lang = context.lang;
    let mut out = io::stdout().lock();
    let file = context
        .loaded
        .file
        .as_ref()
        .map_or_else(|| Say::NoConfigFile.text(lang).to_owned(), |file| file.display().to_string());
    writeln!(out, "{}: {file}", Say::Configuration.text(lang))?;
    let policy = context.policy()?;
    writeln!(out, "{}: {} — {}", Say::Policy.text(lang), policy.id, lang.pick(&*policy.title.ru, &*policy.title.en))?;
    let off: Vec<&str> = policy.absent_codes().map(Code::as_str).collect();
    if !off.is_empty() {
        writeln!(out, "{}: {}", Say::CodesOff.text(lang), off.join(", "))?;
    }
    for region in policy.regions_with_overrides() {
        let name = policy.region(region).map(|region| region.name.as_str()).unwrap_or_default();
        writeln!(out, "{}: {region} {name}", Say::OwnRules.text(lang))?;
    }
    let passes = scheduler_options(context, context.policy_in_force()?.kept)?.passes;
    let doubts = doubts(context, &passes).await;
    for pass in passes {
        let next = upcoming(&pass.timetable, context.clock.now(), 1);
        let next = next.first().map_or_else(
            || Say::NeverDue.text(lang).to_owned(),
            |at| words::due_moment(lang, *at, &context.config().report.time_zone, &pass.timetable.zone),
        );
        writeln!(out, "{}: {}: {next}", Say::NextRuns.text(lang), words::visible(&pass.name))?;
    }
    for doubt in &doubts {
        writeln!(out, "{doubt}")?;
    }
    let read = context.registry(&policy)?;
    let mut exit = Exit::Clean;
    match &read {
        None => writeln!(out, "{}", Say::NoRegistryNamed.text(lang))?,
        Some(read) => {
            let (good, bad) = (read.registry.len(), read.registry.set_aside());
            writeln!(
                out,
                "{}: {}, {}: {good}, {}: {bad}",
                Say::Registry.text(lang),
                read.path.display(),
                Say::GoodRows.text(lang),
                Say::SetAside.text(lang)
            )?;
            for problem in &read.problems {
                writeln!(out, "  {}", words::row_problem(lang, problem))?;
                exit = Exit::Usage;
            }
        }
    }
    let tokens = context.tokens()?;
    let names: Vec<&str> = tokens.iter().map(|token| token.name.as_str()).collect();
    writeln!(out, "{}: {}", Say::Tokens.text(lang), names.join(", "))?;
    if exit == Exit::Clean && doubts.is_empty() {
        writeln!(out, "{}", Say::AllIsWell.text(lang))?;
    }
    Ok(exit)
}
