//! The configuration: options of the command line over the environment over a file over defaults.
//!
//! - `sections/`: the values, a file per section; each tells its keys once, through `keys.rs`, with kinds from `codecs/`
//! - `read.rs`: text to sections, all problems at once; `hints.rs` finds the name that was meant
//! - `env.rs`: the only reader of environment variables
//! - `load.rs`: where files are looked for, and the layers
//! - `addresses.rs`: the addresses of the store and of the service
//! - `store_password.rs`: the password of the store, which is not in the configuration either
//! - `tokens.rs`: the tokens' texts, which are never in the configuration itself
//! - `policy_files.rs`: the texts of the policy
//! - `show.rs`: the configuration in force as TOML; the words for it and for errors are `words`'s
//!
//! No other module reads the configuration: `cli` turns each section into the options of the module it is for.

mod addresses;
mod codecs;
mod env;
mod error;
pub mod hints;
mod keys;
mod load;
mod policy_files;
mod problem;
pub mod read;
mod sections;
mod show;
mod store_password;
pub mod tokens;

pub use env::{Environment, VARIABLES, Variable};
pub use error::ConfigError;
pub use load::{LARGEST_FILE, LoadRequest, Loaded, Origin, Overrides};
pub use policy_files::{PolicyFiles, TextFile};
pub use problem::{Kind, Place, Problem, Source, Why};
pub use sections::{
    CoversSection, FailOn, FindingsSection, Language, LogFormat, LogSection, MissedRuns, OutputFormat, PassSection,
    PolicySection, RegistrySection, ReportSection, ScheduleSection, ServeSection, StoreSection, TokenKind,
    TokenSection, VkSection, WorkerSection,
};
pub use store_password::{PasswordError, PasswordPlace};
pub use tokens::{Token, TokenError, TokenPlace};

use keys::Sections;

/// The example with every key and its default, which `config init` writes.
pub const EXAMPLE: &str = include_str!("../../config/vk-page-auditor.toml");

/// All settings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    /// How the VK API is asked.
    pub vk: VkSection,
    /// Which organisations are audited.
    pub registry: RegistrySection,
    /// By which rules.
    pub policy: PolicySection,
    /// The approved set of covers, and how covers are downloaded.
    pub covers: CoversSection,
    /// Where runs and findings are kept.
    pub store: StoreSection,
    /// When a verdict counts as confirmed.
    pub findings: FindingsSection,
    /// Which passes run by themselves.
    pub schedule: ScheduleSection,
    /// Where the service listens.
    pub serve: ServeSection,
    /// How processes share the work.
    pub worker: WorkerSection,
    /// What is told, and in which shape.
    pub report: ReportSection,
    pub log: LogSection,
}

impl Config {
    /// Tells each section to the visitor, in the order of the example.
    fn visit(&mut self, sections: &mut impl Sections) {
        sections.section("vk", &mut self.vk);
        sections.section("registry", &mut self.registry);
        sections.section("policy", &mut self.policy);
        sections.section("covers", &mut self.covers);
        sections.section("store", &mut self.store);
        sections.section("findings", &mut self.findings);
        sections.section("schedule", &mut self.schedule);
        sections.section("serve", &mut self.serve);
        sections.section("worker", &mut self.worker);
        sections.section("report", &mut self.report);
        sections.section("log", &mut self.log);
    }
}
