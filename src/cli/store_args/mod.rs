//! The shape of the commands over the store. The English words stand here, the Russian ones in the catalogue.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::args::OutputArgs;
use super::when::When;
use domain::findings::State;
use domain::model::{Code, Form, Level, Municipality, Ogrn, RegionCode, Severity, Verdict};
use store::{EventKind, FindingOrder, PageOrder, RunId, Scope};

mod runs;
mod values;

pub use runs::{RunsArgs, RunsCommand, RunsListArgs, RunsStartArgs};
pub(super) use values::{one_of, parse_id, parse_limit, written_place};
use values::{
    parse_code, parse_event_kind, parse_finding_order, parse_form, parse_level, parse_ogrn, parse_page_order,
    parse_place, parse_region, parse_severity, parse_state, parse_verdict,
};

/// Which store.
#[derive(Debug, Clone, Default, Args)]
pub struct StoreArgs {
    /// The store: `sqlite:FILE` or `postgres://USER@HOST/DATABASE` [default: `url` of the section store]
    #[arg(long, value_name = "URL")]
    pub store: Option<String>,
}

/// Whose pages.
#[derive(Debug, Clone, Default, Args)]
pub struct ScopeArgs {
    /// Only pages of this region, by its code (repeatable)
    #[arg(long = "region", value_name = "CODE", value_parser = parse_region)]
    pub regions: Vec<RegionCode>,
    /// Only pages of this municipality, named as in the registry; CODE:NAME where several regions have the name (repeatable)
    #[arg(long = "municipality", value_name = "NAME")]
    pub municipalities: Vec<String>,
    /// Only pages of this organisation (repeatable)
    #[arg(long = "ogrn", value_name = "OGRN", value_parser = parse_ogrn)]
    pub organizations: Vec<Ogrn>,
}

impl ScopeArgs {
    /// The scope they make, which nobody has compared with the registry.
    pub fn unchecked(&self) -> Scope {
        Scope {
            regions: self.regions.clone(),
            municipalities: self.municipalities.iter().map(Municipality::from).collect(),
            organizations: self.organizations.clone(),
        }
    }
}

/// Arguments of `pages`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct PagesArgs {
    /// What to do instead of listing.
    #[command(subcommand)]
    pub command: Option<PagesCommand>,
    /// The list.
    #[command(flatten)]
    pub list: PagesListArgs,
}

impl PagesArgs {
    /// Which store.
    pub const fn store(&self) -> &StoreArgs {
        match &self.command {
            Some(PagesCommand::Show(args)) => &args.store,
            None => &self.list.store,
        }
    }
}

/// What `pages` can do besides listing.
#[derive(Debug, Subcommand)]
pub enum PagesCommand {
    /// Show one page with what is wrong on it and what happened last
    Show(ShowPageArgs),
}

/// The list of pages.
#[derive(Debug, Args)]
pub struct PagesListArgs {
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
    /// Whose pages.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Only pages with this verdict: compliant, violations, review, unverified
    #[arg(long, value_name = "VERDICT", value_parser = parse_verdict)]
    pub verdict: Option<Verdict>,
    /// Only pages that the last look could not see
    #[arg(long)]
    pub unverified: bool,
    /// Only organisations of this level: regional, municipal, subordinate
    #[arg(long, value_name = "LEVEL", value_parser = parse_level)]
    pub level: Option<Level>,
    /// Only pages with an open violation of this code
    #[arg(long, value_name = "CODE", value_parser = parse_code)]
    pub code: Option<Code>,
    /// Only pages with these words in their name, organisation, municipality, OGRN or address
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Also pages that are not in the registry
    #[arg(long = "all")]
    pub with_unregistered: bool,
    /// At most so many rows
    #[arg(long, value_name = "N", value_parser = parse_limit)]
    pub limit: Option<usize>,
    /// Order: name, gravity, changed, looked; with a minus (-gravity) the other way round [default: by number]
    #[arg(long = "sort", value_name = "ORDER", allow_hyphen_values = true, value_parser = parse_page_order)]
    pub page_order: Option<PageOrder>,
    /// Begin behind this place, as the list before told it
    #[arg(long = "after", value_name = "PLACE", value_parser = parse_place)]
    pub after_place: Option<String>,
    /// Where the list goes.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `pages show` and `explain`.
#[derive(Debug, Args)]
pub struct ShowPageArgs {
    /// The page's address: vk.com/NAME, club1, @name, a number
    #[arg(value_name = "PAGE")]
    pub page: String,
    /// Format: text, json [default: text]
    #[arg(long = "format", value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"], hide_default_value = true)]
    pub shape: String,
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Arguments of `findings`.
#[derive(Debug, Args)]
pub struct FindingsArgs {
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
    /// Whose pages.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// In this state: suspected, open, returning, closed (repeatable) [default: open]
    #[arg(long = "state", value_name = "STATE", value_parser = parse_state)]
    pub states: Vec<State>,
    /// Of this code (repeatable)
    #[arg(long = "code", value_name = "CODE", value_parser = parse_code)]
    pub codes: Vec<Code>,
    /// Of this severity: notice, warning, error (repeatable)
    #[arg(long = "severity", value_name = "SEVERITY", value_parser = parse_severity)]
    pub severities: Vec<Severity>,
    /// Of this form: messages, polls
    #[arg(long = "form", value_name = "FORM", value_parser = parse_form)]
    pub of_form: Option<Form>,
    /// Of this page
    #[arg(long = "page", value_name = "PAGE")]
    pub of_page: Option<String>,
    /// Confirmed since: a moment, a day, or an age like 7d
    #[arg(long, value_name = "WHEN")]
    pub opened_since: Option<When>,
    /// Mended since: a moment, a day, or an age like 7d
    #[arg(long, value_name = "WHEN")]
    pub closed_since: Option<When>,
    /// Only pages with these words in their name, organisation, municipality, OGRN or address
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// At most so many rows
    #[arg(long, value_name = "N", value_parser = parse_limit)]
    pub limit: Option<usize>,
    /// Order: opened (the oldest first), -opened (the newest first) [default: by number]
    #[arg(long = "sort", value_name = "ORDER", allow_hyphen_values = true, value_parser = parse_finding_order)]
    pub finding_order: Option<FindingOrder>,
    /// Begin behind this place, as the list before told it
    #[arg(long = "after", value_name = "PLACE", value_parser = parse_place)]
    pub after_place: Option<String>,
    /// Where the list goes.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `events`.
#[derive(Debug, Args)]
pub struct EventsArgs {
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
    /// Whose pages.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Of this kind, for instance finding.opened (repeatable)
    #[arg(long = "kind", value_name = "KIND", value_parser = parse_event_kind)]
    pub event_kinds: Vec<EventKind>,
    /// Of this page
    #[arg(long = "page", value_name = "PAGE")]
    pub of_page: Option<String>,
    /// Of this run
    #[arg(long = "run", value_name = "ID", value_parser = parse_id::<RunId>)]
    pub of_run: Option<RunId>,
    /// Since: a moment, a day, or an age like 7d
    #[arg(long, value_name = "WHEN")]
    pub since: Option<When>,
    /// Before: a moment, a day, or an age like 7d
    #[arg(long, value_name = "WHEN")]
    pub until: Option<When>,
    /// Begin behind this number, as the list before told it
    #[arg(long, value_name = "SEQ", value_parser = parse_id::<i64>)]
    pub after: Option<i64>,
    /// The newest first
    #[arg(long)]
    pub newest_first: bool,
    /// At most so many rows
    #[arg(long, value_name = "N", value_parser = parse_limit)]
    pub limit: Option<usize>,
    /// Where the list goes.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `rehearse`.
#[derive(Debug, Args)]
pub struct RehearseArgs {
    /// The policy to try, also one that is not in force yet [default: the built-in one]
    #[arg(long = "policy", value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present = "overrides")]
    pub policy_file: Option<PathBuf>,
    /// A file that changes single rules (repeatable)
    #[arg(long = "override", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub overrides: Vec<PathBuf>,
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
    /// Whose pages.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Where the list goes.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What `evidence` can do.
#[derive(Debug, Subcommand)]
pub enum EvidenceCommand {
    /// Write everything a page's verdict rests on to one file
    Export {
        /// The page's address: vk.com/NAME, club1, @name, a number
        #[arg(value_name = "PAGE")]
        page: String,
        /// The file to write [default: standard output]
        #[arg(short = 'o', long = "output", value_name = "FILE", value_hint = ValueHint::FilePath)]
        evidence_file: Option<PathBuf>,
        /// Which store.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Check such a file without a store or a network
    Verify {
        /// The file
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
}

/// What `store` can do.
#[derive(Debug, Subcommand)]
pub enum StoreCommand {
    /// Tell where the store is and what is in it
    Info {
        /// Format: text, json [default: text]
        #[arg(long = "format", value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"], hide_default_value = true)]
        shape: String,
        /// Which store.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Look for damage, gaps and broken chains
    Check {
        /// Which store.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Write the whole store but for sessions to a new `SQLite` file, also while the service runs; it holds hashes and keys, so guard it
    Backup {
        /// The file to write
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// Which store.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Forget what is older than the section store of the configuration keeps
    Prune {
        /// Which store.
        #[command(flatten)]
        store: StoreArgs,
    },
}

impl StoreCommand {
    /// Which store.
    pub const fn store(&self) -> &StoreArgs {
        match self {
            Self::Info { store, .. } | Self::Check { store } | Self::Backup { store, .. } | Self::Prune { store } => {
                store
            }
        }
    }
}

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
    /// Whose pages.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Where the report goes.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `registry history`.
#[derive(Debug, Args)]
pub struct RegistryHistoryArgs {
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
    /// At most so many rows
    #[arg(long, value_name = "N", value_parser = parse_limit)]
    pub limit: Option<usize>,
    /// Where the list goes.
    #[command(flatten)]
    pub output: OutputArgs,
}

// The texts of these errors stand after «use one of» in either language, so they are words of the command line only.
