//! `runs`: the list, one run, and what a person says of it.

use clap::{Args, Subcommand};

use super::values::{parse_id, parse_limit, parse_run_kind, parse_run_state};
use super::{ScopeArgs, StoreArgs};
use crate::cli::args::OutputArgs;
use crate::cli::when::When;
use store::{RunId, RunKind, RunState};

/// Arguments of `runs`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct RunsArgs {
    /// What to do instead of listing.
    #[command(subcommand)]
    pub command: Option<RunsCommand>,
    /// The list.
    #[command(flatten)]
    pub list: RunsListArgs,
}

impl RunsArgs {
    /// Which store.
    pub const fn store(&self) -> &StoreArgs {
        match &self.command {
            Some(RunsCommand::List(list)) => &list.store,
            Some(
                RunsCommand::Show { store, .. }
                | RunsCommand::Release { store, .. }
                | RunsCommand::Discard { store, .. }
                | RunsCommand::Start(RunsStartArgs { store, .. })
                | RunsCommand::Next { store },
            ) => store,
            None => &self.list.store,
        }
    }
}

/// Arguments of `runs start`.
#[derive(Debug, Args)]
pub struct RunsStartArgs {
    /// Pages to look at; without any: all registered pages of the scope
    #[arg(value_name = "PAGE")]
    pub pages: Vec<String>,
    /// Whose pages.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// What `runs` can do.
#[derive(Debug, Subcommand)]
pub enum RunsCommand {
    /// List runs, the newest first
    List(RunsListArgs),
    /// Tell what came of one run
    Show {
        /// The run's number
        #[arg(value_name = "ID", value_parser = parse_id::<RunId>)]
        run: RunId,
        /// Format: text, json [default: text]
        #[arg(long = "format", value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"], hide_default_value = true)]
        shape: String,
        /// Which store.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Begin a run now: the daemon or a worker carries it out, ahead of the schedule
    Start(RunsStartArgs),
    /// Tell when the passes of the schedule come due next
    Next {
        /// Which store.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Let a held run count
    Release {
        /// The run's number
        #[arg(value_name = "ID", value_parser = parse_id::<RunId>)]
        run: RunId,
        /// Which store.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// End a run whose results shall not count
    Discard {
        /// The run's number
        #[arg(value_name = "ID", value_parser = parse_id::<RunId>)]
        run: RunId,
        /// Which store.
        #[command(flatten)]
        store: StoreArgs,
    },
}

/// The list of runs.
#[derive(Debug, Args)]
pub struct RunsListArgs {
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
    /// Of this name
    #[arg(long = "name", value_name = "NAME")]
    pub run_name: Option<String>,
    /// Of this kind: `on_demand`, `second_look`, `manual`, `recheck`, `scheduled` (repeatable)
    #[arg(long = "kind", value_name = "KIND", value_parser = parse_run_kind)]
    pub run_kinds: Vec<RunKind>,
    /// In this state: running, held, applying, finished, discarded, superseded (repeatable)
    #[arg(long = "state", value_name = "STATE", value_parser = parse_run_state)]
    pub run_states: Vec<RunState>,
    /// Since: a moment, a day, or an age like 7d
    #[arg(long, value_name = "WHEN")]
    pub since: Option<When>,
    /// Only runs before this one, as the list before told it
    #[arg(long, value_name = "ID", value_parser = parse_id::<RunId>)]
    pub before: Option<RunId>,
    /// At most so many rows
    #[arg(long, value_name = "N", value_parser = parse_limit)]
    pub limit: Option<usize>,
    /// Where the list goes.
    #[command(flatten)]
    pub output: OutputArgs,
}
