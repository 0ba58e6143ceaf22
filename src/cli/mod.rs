//! The command line: one file per command. The only place where the parts are wired together, and with `main.rs` the
//! only one where an error is a text.

mod access;
mod access_args;
mod args;
mod audit;
mod config;
mod context;
mod cover_labels;
mod cover_set;
mod covers;
mod dashboard;
#[cfg(feature = "demo")]
mod demo;
mod exit;
mod help;
mod history;
mod lines;
mod links;
mod open_store;
mod outputs;
mod pass;
mod progress;
mod registry;
mod run;
mod scope;
mod serve;
mod service;
mod shell;
mod signals;
mod store_args;
mod told;
mod understood;
mod when;
mod worker;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use args::{Command, CommandLine, PassArgs, ServeArgs};
use context::CommandContext;
use exit::Exit;
use store_args::{EvidenceCommand, StoreArgs};

use ::config::Overrides;
use words::Lang;
use words::cli::Say;

/// Runs the program with these arguments, the program's own name first, and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let lang = help::asked_language(&arguments);
    let line = match help::parse(&arguments, lang) {
        Ok(line) => line,
        Err(stop) => return stop.print().into(),
    };
    match dispatch(&line) {
        Ok(exit) => exit.into(),
        Err(error) if is_broken_pipe(&error) => Exit::Interrupted.into(),
        Err(error) => {
            report(context::language(&line.global), &error);
            Exit::Usage.into()
        }
    }
}

fn dispatch(line: &CommandLine) -> anyhow::Result<Exit> {
    match &line.command {
        Command::Completions { shell } => shell::completions(*shell, line.global.language()),
        Command::Man => shell::man(line.global.language()),
        Command::Config(command) => config::execute(&line.global, command),
        Command::Covers(command) => covers::execute(&line.global, command),
        Command::Links(args) => links::execute(&line.global, args),
        Command::Registry(command) => registry::execute(&line.global, command),
        Command::Pages(args) => with_store(line, args.store(), async |context| history::pages(context, args).await),
        Command::Findings(args) => {
            with_store(line, &args.store, async |context| history::findings(context, args).await)
        }
        Command::Events(args) => with_store(line, &args.store, async |context| history::events(context, args).await),
        Command::Runs(args) => with_store(line, args.store(), async |context| history::runs(context, args).await),
        Command::Explain(args) => with_store(line, &args.store, async |context| history::explain(context, args).await),
        Command::Rehearse(args) => {
            with_store(line, &args.store, async |context| history::rehearse(context, args).await)
        }
        Command::Evidence(EvidenceCommand::Verify { file }) => {
            history::verify(&CommandContext::load(&line.global, None)?, file)
        }
        Command::Evidence(EvidenceCommand::Export { page, evidence_file, store }) => {
            with_store(line, store, async |context| history::export(context, page, evidence_file.as_deref()).await)
        }
        Command::Report(args) => with_store(line, &args.store, async |context| history::report(context, args).await),
        Command::Store(command) => {
            with_store(line, command.store(), async |context| history::upkeep(context, command).await)
        }
        Command::Access(command) => {
            with_store(line, command.store(), async |context| access::execute(context, command).await)
        }
        Command::Audit(args) => {
            with_runtime(line, Some(&args.pass), async |context| audit::execute(context, args).await)
        }
        Command::Run(args) => with_runtime(line, Some(args), async |context| run::execute(context, args).await),
        Command::Serve(args) => serve_with(line, args),
        Command::Worker(args) => {
            with_store(line, &args.store, async |context| worker::execute(context, &line.global, args).await)
        }
        #[cfg(feature = "demo")]
        Command::Demo(args) => {
            with_runtime(line, None, async |context| demo::execute(context, &line.global, args).await)
        }
    }
}

/// Sets up what commands that look at pages need: configuration, logs, the asynchronous runtime.
fn with_runtime(
    line: &CommandLine,
    pass: Option<&PassArgs>,
    command: impl AsyncFnOnce(&CommandContext) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    run_with(&CommandContext::load(&line.global, pass)?, command)
}

/// The same for commands over the store.
fn with_store(
    line: &CommandLine,
    store: &StoreArgs,
    command: impl AsyncFnOnce(&CommandContext) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let overrides = Overrides { store: store.store.clone(), ..Overrides::default() };
    run_with(&CommandContext::load_over(&line.global, overrides)?, command)
}

fn run_with(
    context: &CommandContext,
    command: impl AsyncFnOnce(&CommandContext) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let exit = runtime.block_on(async {
        let exit = command(context).await;
        context.close_store().await;
        exit
    });
    runtime.shutdown_background();
    exit
}

/// Sets up what the service needs; it puts another configuration in place while it runs.
fn serve_with(line: &CommandLine, args: &ServeArgs) -> anyhow::Result<Exit> {
    let overrides = Overrides { store: args.store.store.clone(), ..Overrides::default() };
    let context = CommandContext::load_over(&line.global, overrides)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let exit = runtime.block_on(serve::execute(context, &line.global, args));
    runtime.shutdown_background();
    exit
}

/// Tells a person what went wrong, from the outermost circumstance to the cause.
fn report(lang: Lang, error: &anyhow::Error) {
    // Nobody is left to be told when standard error is closed.
    let _ = writeln!(io::stderr(), "{}: {}", Say::Error.text(lang), told::text(lang, error));
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(is_caused_by_broken_pipe)
}

/// Errors of writers that carry the system's error inside instead of naming it as their cause are looked into.
fn is_caused_by_broken_pipe(cause: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        return error.kind() == io::ErrorKind::BrokenPipe
            || error.get_ref().is_some_and(|inner| is_caused_by_broken_pipe(inner));
    }
    match cause.downcast_ref::<csv::Error>().map(csv::Error::kind) {
        Some(csv::ErrorKind::Io(error)) => error.kind() == io::ErrorKind::BrokenPipe,
        _ => false,
    }
}
