//! The shape of the commands over the store. The English words stand here, the Russian ones in the catalogue.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::{Args, Subcommand, ValueHint};

use super::args::OutputArgs;
use super::when::When;
use domain::findings::State;
use domain::model::{Code, Form, Level, Ogrn, RegionCode, Severity, Verdict};
use store::{EventKind, FindingOrder, PageOrder, RunId, RunKind, RunState, Scope};

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
    /// Only pages of this municipality, named as in the registry (repeatable)
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
            municipalities: self.municipalities.clone(),
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

fn parse_region(text: &str) -> Result<RegionCode, String> {
    RegionCode::parse(text.trim()).map_err(|_| "73, 111, 7114".to_owned())
}

fn parse_ogrn(text: &str) -> Result<Ogrn, String> {
    Ogrn::parse(text.trim()).map_err(|_| "1027301172106".to_owned())
}

pub(super) fn parse_limit(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|limit| *limit > 0).ok_or_else(|| "1, 50, 1000".to_owned())
}

pub(super) fn parse_id<T: FromStr>(text: &str) -> Result<T, String> {
    let number = text.trim().parse::<u64>().ok().filter(|number| *number > 0);
    number.and_then(|number| number.to_string().parse().ok()).ok_or_else(|| "1, 2, 3".to_owned())
}

pub(super) fn one_of<T>(found: Option<T>, all: impl IntoIterator<Item = &'static str>) -> Result<T, String> {
    found.ok_or_else(|| all.into_iter().collect::<Vec<_>>().join(", "))
}

fn parse_page_order(text: &str) -> Result<PageOrder, String> {
    one_of(PageOrder::parse(text), PageOrder::ALL.iter().map(|one| one.as_str()))
}

fn parse_finding_order(text: &str) -> Result<FindingOrder, String> {
    one_of(FindingOrder::parse(text), FindingOrder::ALL.iter().map(|one| one.as_str()))
}

/// A place in a list as [`written_place`] writes it: in an order of numbers a number, else what any shell takes as a word.
fn parse_place(text: &str) -> Result<String, String> {
    let in_order = || {
        let place = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        place.split_once('.')?.0.parse::<u64>().ok()?;
        Some(place)
    };
    match parse_id::<i64>(text) {
        Ok(id) => Ok(id.to_string()),
        Err(example) => in_order().ok_or(example),
    }
}

/// What stands behind `--after` to go on from a place in a list.
pub(super) fn written_place(place: &impl Display) -> String {
    let place = place.to_string();
    if place.contains('.') { URL_SAFE_NO_PAD.encode(place) } else { place }
}

fn parse_verdict(text: &str) -> Result<Verdict, String> {
    let all = Verdict::ALL;
    one_of(all.into_iter().find(|one| one.as_str() == text), all.map(Verdict::as_str))
}

fn parse_level(text: &str) -> Result<Level, String> {
    one_of(Level::parse(text), Level::ALL.map(Level::as_str))
}

fn parse_code(text: &str) -> Result<Code, String> {
    one_of(Code::parse(text), Code::ALL.iter().map(|code| code.as_str()))
}

fn parse_severity(text: &str) -> Result<Severity, String> {
    one_of(Severity::parse(text), Severity::ALL.map(Severity::as_str))
}

fn parse_form(text: &str) -> Result<Form, String> {
    one_of(Form::parse(text), Form::ALL.map(Form::as_str))
}

fn parse_state(text: &str) -> Result<State, String> {
    one_of(State::parse(text), State::ALL.map(State::as_str))
}

fn parse_event_kind(text: &str) -> Result<EventKind, String> {
    one_of(EventKind::parse(text), EventKind::ALL.iter().map(|kind| kind.as_str()))
}

fn parse_run_kind(text: &str) -> Result<RunKind, String> {
    one_of(RunKind::parse(text), RunKind::ALL.iter().map(|kind| kind.as_str()))
}

fn parse_run_state(text: &str) -> Result<RunState, String> {
    one_of(RunState::parse(text), RunState::ALL.iter().map(|state| state.as_str()))
}
