//! The shape of the command line. The English words stand here, the Russian ones in the catalogue beside them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use super::access_args::AccessCommand;
use super::store_args::{
    EventsArgs, EvidenceCommand, FindingsArgs, PagesArgs, RegistryHistoryArgs, RehearseArgs, ReportArgs, RunsArgs,
    ShowPageArgs, StoreArgs, StoreCommand,
};
use config::{FailOn, Language};
use domain::model::Form;
use report::Format;

/// Audits the official VK pages of public bodies: the feedback platform's forms in the menu, titles, covers, links.
#[derive(Debug, Parser)]
#[command(name = "vk-page-auditor", version, propagate_version = true, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true, disable_help_subcommand = true)]
pub struct CommandLine {
    /// What holds for every command.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What holds for every command.
#[derive(Debug, Args)]
pub struct GlobalArgs {
    /// Configuration file [default: the first of ./vk-page-auditor.toml, the user's and the system's]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Language of everything people read
    #[arg(long, global = true, value_name = "LANG", value_parser = ["ru", "en"])]
    pub lang: Option<String>,
    /// Say more; twice: everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Say only errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

impl GlobalArgs {
    /// The language asked for on the command line.
    pub fn language(&self) -> Option<Language> {
        self.lang.as_deref().and_then(Language::parse)
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Audit pages now
    Audit(AuditArgs),
    /// Audit every page of the registry once
    Run(PassArgs),
    /// Run as a service: follow the schedule, keep the history, serve health and metrics
    Serve(ServeArgs),
    /// Take work from a store that several processes share
    Worker(WorkerArgs),
    /// List pages as they stand, from the store
    Pages(PagesArgs),
    /// List violations, from the store
    Findings(FindingsArgs),
    /// List what happened, from the store
    Events(EventsArgs),
    /// List, show, release or discard runs
    Runs(RunsArgs),
    /// Tell why a page has its verdict, since when and on what evidence
    Explain(ShowPageArgs),
    /// Tell what another policy would change, without asking VK
    Rehearse(RehearseArgs),
    /// Write or check the evidence of a page's verdict
    #[command(subcommand)]
    Evidence(EvidenceCommand),
    /// Write the report of the pages in the store
    Report(ReportArgs),
    /// Tell of the store, check it, back it up, forget what is old
    #[command(subcommand)]
    Store(StoreCommand),
    /// Manage the people who may sign in, their tokens, and see who did what
    #[command(subcommand)]
    Access(AccessCommand),
    /// Show the correct links, titles and covers of an organisation
    Links(LinksArgs),
    /// Check, import or export the registry, list its imports
    #[command(subcommand)]
    Registry(RegistryCommand),
    /// Import, list or check covers
    #[command(subcommand)]
    Covers(CoversCommand),
    /// Write, check or show the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Audit a made-up region against a stand-in for VK, no token needed
    #[cfg(feature = "demo")]
    Demo(DemoArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// Arguments of `audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Page addresses: vk.com/NAME, club1, @name, a number
    #[arg(required = true, value_name = "PAGE")]
    pub pages: Vec<String>,
    /// What it shares with `run`.
    #[command(flatten)]
    pub pass: PassArgs,
}

/// What `audit` and `run` share.
#[derive(Debug, Args)]
pub struct PassArgs {
    /// Registry: CSV, XLSX, ODS or TOML
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub registry: Option<PathBuf>,
    /// Download and judge no cover pictures
    #[arg(long)]
    pub no_covers: bool,
    /// A saved answer of groups.getById instead of the network
    #[arg(long, value_name = "VK.json", value_hint = ValueHint::FilePath)]
    pub from_file: Option<PathBuf>,
    /// Which violations make the exit code 1
    #[arg(long, value_name = "SEVERITY", value_parser = ["error", "warning", "never"])]
    pub fail_on: Option<String>,
    /// Where the report goes.
    #[command(flatten)]
    pub output: OutputArgs,
}

impl PassArgs {
    /// Those of a command that only reads a registry.
    pub fn with_registry(registry: Option<PathBuf>) -> Self {
        let output = OutputArgs::default();
        Self { registry, no_covers: false, from_file: None, fail_on: None, output }
    }

    /// The severity asked for on the command line.
    pub fn fail_on(&self) -> Option<FailOn> {
        self.fail_on.as_deref().and_then(FailOn::parse)
    }
}

/// Where a report goes.
#[derive(Debug, Clone, Default, Args)]
pub struct OutputArgs {
    /// Format of the report on standard output: table, json, ndjson, csv, html, xlsx [default: table]
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    pub format: Option<Format>,
    /// Write the report to a file, the format by its ending (repeatable; - is standard output)
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Vec<PathBuf>,
}

fn parse_format(text: &str) -> Result<Format, String> {
    text.parse().map_err(|_| "table, json, ndjson, csv, html, xlsx".to_owned())
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address and port to listen on [default: as configured]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Arguments of `worker`.
#[derive(Debug, Args)]
pub struct WorkerArgs {
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Arguments of `links`.
#[derive(Debug, Args)]
pub struct LinksArgs {
    /// A page address or an OGRN of the registry
    #[arg(value_name = "PAGE|OGRN", required_unless_present = "all")]
    pub which: Option<String>,
    /// All organisations of the registry
    #[arg(long, conflicts_with = "which")]
    pub all: bool,
    /// Registry: CSV, XLSX, ODS or TOML
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub registry: Option<PathBuf>,
    /// Format: table, json, csv [default: table]
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = ["table", "json", "csv"], hide_default_value = true)]
    pub format: String,
}

/// What `registry` can do.
#[derive(Debug, Subcommand)]
pub enum RegistryCommand {
    /// Tell everything that is wrong with a registry
    Check {
        /// The file [default: the configured registry]
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: Option<PathBuf>,
    },
    /// Take a file over as the configured registry
    Import {
        /// The file to take over
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// Where the registry is kept [default: the configured registry]
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        registry: Option<PathBuf>,
        /// Take the good rows over even when others are bad
        #[arg(long)]
        set_bad_aside: bool,
        /// Take it over even when many pages are gone from it
        #[arg(long)]
        accept_removals: bool,
        /// Only tell what would change
        #[arg(long)]
        dry_run: bool,
        /// Which store takes it over too.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// List the imports into the store, the newest first
    History(RegistryHistoryArgs),
    /// Write the configured registry, or the one in the store, to a file: CSV, XLSX or TOML by its ending
    Export {
        /// The file to write (- is standard output, as CSV)
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// Registry to read [default: the configured registry]
        #[arg(long, value_name = "FILE", conflicts_with_all = ["from_store", "store"], value_hint = ValueHint::FilePath)]
        registry: Option<PathBuf>,
        /// Write the registry that was imported into the store
        #[arg(long)]
        from_store: bool,
        /// Which store; names one to be written from.
        #[command(flatten)]
        store: StoreArgs,
    },
}

/// What `covers` can do.
#[derive(Debug, Subcommand)]
pub enum CoversCommand {
    /// Take the ministry's set over: a folder, a .7z or a .zip
    Import {
        /// The folder or archive
        #[arg(value_name = "FOLDER|FILE", value_hint = ValueHint::AnyPath)]
        file: PathBuf,
        /// Where the imported set is kept [default: the configured set]
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        set: Option<PathBuf>,
    },
    /// Show the approved covers
    List {
        /// The set: a folder, an archive or an imported set [default: the configured set]
        #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
        set: Option<PathBuf>,
    },
    /// Tell approved pictures from others
    Check(CoversCheckArgs),
}

/// Arguments of `covers check`.
#[derive(Debug, Args)]
pub struct CoversCheckArgs {
    /// Pictures and folders of pictures
    #[arg(required = true, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The set: a folder, an archive or an imported set [default: the configured set]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub set: Option<PathBuf>,
    /// For which form it must be approved: messages or polls
    #[arg(long, value_name = "FORM", value_parser = parse_form)]
    pub form: Option<Form>,
    /// Count the verdicts by kind against labels: file, expected, form, scheme, transformation
    #[arg(long, value_name = "LABELS.csv", value_hint = ValueHint::FilePath)]
    pub labels: Option<PathBuf>,
    /// Format: table, csv, json [default: table]
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = ["table", "csv", "json"], hide_default_value = true)]
    pub format: String,
}

fn parse_form(text: &str) -> Result<Form, String> {
    Form::parse(text).ok_or_else(|| "messages, polls".to_owned())
}

/// What `config` can do.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Write a commented configuration file
    Init {
        /// Where to write it (- is standard output)
        #[arg(value_name = "FILE", default_value = "vk-page-auditor.toml", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// Replace a file that is there
        #[arg(long)]
        force: bool,
    },
    /// Check the configuration, the policy, the registry and the tokens' files
    Check,
    /// Print the configuration in force, secrets masked
    Show,
}

/// Arguments of `demo`.
#[cfg(feature = "demo")]
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// End after the report instead of serving the dashboard over the made-up region
    #[arg(long)]
    pub once: bool,
    /// Address and port of the dashboard
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", conflicts_with = "once")]
    pub listen: String,
    /// How many pages the made-up region has
    #[arg(long, default_value_t = 1_500, value_parser = parse_pages)]
    pub pages: u32,
    /// Which region is made up: the same seed, the same region
    #[arg(long, default_value_t = 1, value_parser = parse_seed)]
    pub seed: u64,
    /// Where the report goes.
    #[command(flatten)]
    pub output: OutputArgs,
}

#[cfg(feature = "demo")]
fn parse_pages(text: &str) -> Result<u32, String> {
    /// About as many pages as the country has.
    const MOST: u32 = 200_000;
    text.parse().ok().filter(|pages| (1..=MOST).contains(pages)).ok_or_else(|| format!("1…{MOST}"))
}

#[cfg(feature = "demo")]
fn parse_seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("0…{}", u64::MAX))
}
