//! `store info|check|backup|prune`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::InLanguage as _;
use super::print::{print, shown};
use crate::cli::context::CommandContext;
use crate::cli::exit::Exit;
use crate::cli::open_store::kept;
use crate::cli::store_args::StoreCommand;
use app::history::rfc3339;
use store::{ForeignWord, RegistryImport, Store, StoreFigures, hex};
use words::history::Tell;
use words::listing::{Vocabulary, term};
use words::{self, Visible, visible};

/// The name of the JSON contract.
const SCHEMA_ID: &str = "vk-page-auditor/store/1";

/// `store info|check|backup|prune`.
///
/// # Errors
/// The store cannot be read or written.
pub async fn upkeep(context: &CommandContext, command: &StoreCommand) -> anyhow::Result<Exit> {
    let store = match command {
        StoreCommand::Prune { .. } => context.store(false).await?,
        StoreCommand::Info { .. } | StoreCommand::Check { .. } | StoreCommand::Backup { .. } => {
            context.store_to_read().await?
        }
    };
    match command {
        StoreCommand::Info { shape, .. } => info(context, &store, shape).await,
        StoreCommand::Check { .. } => check(context, &store).await,
        StoreCommand::Backup { file, .. } => backup(context, &store, file).await,
        StoreCommand::Prune { .. } => prune(context, &store).await,
    }
}

async fn info(context: &CommandContext, store: &Store, shape: &str) -> anyhow::Result<Exit> {
    let figures = store.figures().await.told(context)?;
    let import = store.registry_imports(1).await.told(context)?.pop();
    if shape == "json" {
        print(&WireInfo::new(store, &figures, import.as_ref()))?;
        return Ok(Exit::Clean);
    }
    let mut out = io::stdout().lock();
    write(context, store, &figures, import.as_ref(), &mut out)?;
    out.flush()?;
    Ok(Exit::Clean)
}

fn write(
    context: &CommandContext,
    store: &Store,
    figures: &StoreFigures,
    import: Option<&RegistryImport>,
    out: &mut impl Write,
) -> io::Result<()> {
    let lang = context.lang;
    let number = |value| words::number(lang, value);
    writeln!(out, "{}: {}", Tell::Store.text(lang), visible(&store.url().to_string()))?;
    if let Some(import) = import {
        let at = shown(context, import.imported_at);
        writeln!(out, "{}: {}, {at}", Tell::RegistryOf.text(lang), visible(&import.source))?;
    }
    if let Some(held) = &figures.held_back_import {
        let (title, source) = (Tell::RegistryHeldBack.text(lang), visible(&held.source));
        writeln!(out, "{title}: {} ({source}, {})", number(held.removed), shown(context, held.at))?;
    }
    let groups = [
        (Tell::RegisteredPages, Vocabulary::Verdict, &figures.verdicts),
        (Tell::PagesUnseen, Vocabulary::UnverifiedReason, &figures.unverified),
        (Tell::Findings, Vocabulary::FindingState, &figures.findings),
    ];
    for (title, vocabulary, counts) in groups {
        writeln!(out, "{}: {}", title.text(lang), number(counts.values().sum()))?;
        for (text, count) in counts {
            let words = term(lang, vocabulary, text).unwrap_or(text);
            writeln!(out, "  {}: {}", visible(words), number(*count))?;
        }
    }
    writeln!(out, "{}: {}", Tell::Events.text(lang), number(figures.last_event.unsigned_abs()))?;
    writeln!(out, "{}: {}", Tell::HeldRuns.text(lang), number(figures.held_runs))?;
    let (ready, claimed) = (number(figures.queue.ready), number(figures.queue.claimed));
    writeln!(out, "{}: {ready} / {claimed}", Tell::WorkLeft.text(lang))?;
    if !figures.last_runs.is_empty() {
        writeln!(out, "{}:", Tell::LastRuns.text(lang))?;
        for run in &figures.last_runs {
            let share = words::decimal(lang, run.coverage * 100.0, 1);
            let coverage = Tell::Coverage.text(lang);
            writeln!(out, "  {}: {}, {coverage} {share} %", visible(&run.name), shown(context, run.finished_at))?;
        }
    }
    if !figures.processes.is_empty() {
        writeln!(out, "{}:", Tell::Processes.text(lang))?;
        for process in &figures.processes {
            let (holder, kind) = (visible(&process.holder), visible(&process.kind));
            writeln!(out, "  {kind} {holder}, {}", shown(context, process.seen_at))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct WireInfo<'a> {
    schema: &'static str,
    url: String,
    registry: Option<WireImport<'a>>,
    registry_held_back: Option<WireHeldBack<'a>>,
    pages: &'a BTreeMap<String, u64>,
    unverified: &'a BTreeMap<String, u64>,
    findings: &'a BTreeMap<String, u64>,
    last_event: i64,
    held_runs: u64,
    batches_ready: u64,
    batches_claimed: u64,
    last_runs: Vec<WireLastRun<'a>>,
    processes: Vec<WireProcess<'a>>,
}

#[derive(Serialize)]
struct WireImport<'a> {
    source: &'a str,
    imported_at: String,
    pages: u64,
    set_aside: u64,
    digest: String,
}

#[derive(Serialize)]
struct WireHeldBack<'a> {
    source: &'a str,
    at: String,
    registered: u64,
    removed: u64,
    digest: String,
}

#[derive(Serialize)]
struct WireLastRun<'a> {
    name: &'a str,
    finished_at: String,
    coverage: f64,
}

#[derive(Serialize)]
struct WireProcess<'a> {
    holder: &'a str,
    kind: &'a str,
    started_at: String,
    seen_at: String,
}

impl<'a> WireInfo<'a> {
    fn new(store: &Store, figures: &'a StoreFigures, import: Option<&'a RegistryImport>) -> Self {
        let last_run = |run: &'a store::LastRun| WireLastRun {
            name: &run.name,
            finished_at: rfc3339(run.finished_at),
            coverage: run.coverage,
        };
        let process = |process: &'a store::ProcessState| WireProcess {
            holder: &process.holder,
            kind: &process.kind,
            started_at: rfc3339(process.started_at),
            seen_at: rfc3339(process.seen_at),
        };
        Self {
            schema: SCHEMA_ID,
            url: store.url().to_string(),
            registry: import.map(|import| WireImport {
                source: &import.source,
                imported_at: rfc3339(import.imported_at),
                pages: import.pages,
                set_aside: import.set_aside,
                digest: hex(&import.digest),
            }),
            registry_held_back: figures.held_back_import.as_ref().map(|held| WireHeldBack {
                source: &held.source,
                at: rfc3339(held.at),
                registered: held.registered,
                removed: held.removed,
                digest: hex(&held.digest),
            }),
            pages: &figures.verdicts,
            unverified: &figures.unverified,
            findings: &figures.findings,
            last_event: figures.last_event,
            held_runs: figures.held_runs,
            batches_ready: figures.queue.ready,
            batches_claimed: figures.queue.claimed,
            last_runs: figures.last_runs.iter().map(last_run).collect(),
            processes: figures.processes.iter().map(process).collect(),
        }
    }
}

async fn check(context: &CommandContext, store: &Store) -> anyhow::Result<Exit> {
    let lang = context.lang;
    let faults = store.check().await.told(context)?;
    let mut out = io::stdout().lock();
    let url = store.url().to_string();
    let say = if faults.is_empty() { Tell::NoFaults } else { Tell::Faults };
    writeln!(out, "{}: {}", visible(&url), say.text(lang))?;
    for fault in &faults {
        writeln!(out, "  {}", words::store_defect(lang, fault))?;
    }
    // a damaged file gives no other answer
    let foreign = if faults.is_empty() { store.foreign_words().await.told(context)? } else { Vec::new() };
    for ForeignWord { table, column, word, rows } in &foreign {
        let rows = words::number(lang, *rows);
        writeln!(out, "  {}: {table}.{column} «{}» ({rows})", Tell::NoteUnknown.text(lang), Visible::quoted(word))?;
    }
    Ok(if faults.is_empty() { Exit::Clean } else { Exit::Violations })
}

async fn backup(context: &CommandContext, store: &Store, file: &Path) -> anyhow::Result<Exit> {
    store.backup(file).await.told(context)?;
    writeln!(io::stdout(), "{}: {}", Tell::BackedUp.text(context.lang), file.display())?;
    Ok(Exit::Clean)
}

async fn prune(context: &CommandContext, store: &Store) -> anyhow::Result<Exit> {
    let lang = context.lang;
    let pruned = store.prune(&kept(&context.config().store), context.clock.now()).await.told(context)?;
    let counts = [
        (Tell::ForgottenEvents, pruned.events),
        (Tell::ForgottenFindings, pruned.findings),
        (Tell::ForgottenRuns, pruned.runs),
        (Tell::ForgottenSnapshots, pruned.snapshots),
        (Tell::ForgottenProcesses, pruned.processes),
        (Tell::ForgottenSessions, pruned.sessions),
        (Tell::ForgottenTokens, pruned.tokens),
    ];
    let counts = counts.map(|(what, count)| format!("{} {}", what.text(lang), words::number(lang, count)));
    writeln!(io::stdout(), "{}: {}", Tell::Forgotten.text(lang), counts.join(", "))?;
    Ok(Exit::Clean)
}
