//! From arguments, environment and files to the parts a command works with. The only place where a section of the
//! configuration becomes another module's options.

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, anyhow};

use super::args::{Color, GlobalArgs, PassArgs};
use super::cover_set::Covers;
use super::progress;
use crate::telemetry;
use crate::telemetry::{LineFormat, Secrets, TelemetryOptions};
use app::history::{PolicyInForce, PolicyText, PolicyTexts};
use config::{
    Config, ConfigError, Environment, Language, LoadRequest, Loaded, LogFormat, Overrides, TextFile, TokenKind,
    VkSection,
};
use domain::model::{FileFault, RowProblem};
use domain::policy::{BUILT_IN, BUILT_IN_NAME, BUILT_IN_OVERRIDES, Policy, SourceText};
use domain::registry::{Aside, Registry, RegistryFormat, RegistryOptions};
use report::ReportOptions;
use store::{Digest, Store, registry_digest};
use system::backoff::Backoff;
use system::clock::{Clock, SystemClock};
use vk::crawl;
use words::cli::Say;
use words::{self, Lang};

/// The widest table a terminal is used for; longer lines are hard to read.
const WIDEST_TABLE: usize = 120;
/// How wide a table is where there is no terminal.
const USUAL_TABLE: usize = 100;

/// The parts every command may need.
pub struct CommandContext {
    /// The language of everything people read.
    pub lang: Lang,
    /// What the process found around it.
    pub environment: Environment,
    /// The configuration, and where it came from.
    pub loaded: Loaded,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Whether standard output may be coloured.
    pub color: bool,
    /// How much to say: below zero only errors, above zero more.
    pub verbosity: i8,
    /// The store, once it was opened for a command.
    pub(super) opened: OnceLock<Store>,
    /// Texts the logs must not hold.
    secrets: Secrets,
}

/// A registry with what is wrong with it.
pub struct ReadRegistry {
    /// The file.
    pub path: PathBuf,
    /// Its good rows.
    pub registry: Arc<Registry>,
    /// Everything that is wrong with the others.
    pub problems: Vec<RowProblem>,
    /// SHA-256 of the file and of what else decides how it is read.
    pub digest: Digest,
}

impl ReadRegistry {
    /// What is wrong with rows that are set aside.
    pub fn problems_of<'a>(&'a self, aside: impl Iterator<Item = &'a Aside>) -> Vec<&'a RowProblem> {
        let of_row = |aside: &'a Aside| {
            let is_its_own =
                |problem: &&RowProblem| problem.place.row == Some(aside.row) && problem.place.sheet == aside.sheet;
            self.problems.iter().filter(is_its_own)
        };
        aside.flat_map(of_row).collect()
    }
}

impl CommandContext {
    /// Loads the configuration for a command that looks at pages or reads a registry.
    ///
    /// # Errors
    /// The configuration cannot be used; every problem is named.
    pub fn load(global: &GlobalArgs, pass: Option<&PassArgs>) -> anyhow::Result<Self> {
        let overrides = Overrides {
            registry: pass.and_then(|pass| pass.registry.clone()),
            no_covers: pass.is_some_and(|pass| pass.no_covers),
            fail_on: pass.and_then(PassArgs::fail_on),
            ..Overrides::default()
        };
        Self::load_over(global, overrides)
    }

    /// Loads the configuration with these options over it.
    ///
    /// # Errors
    /// The configuration cannot be used; every problem is named.
    pub fn load_over(global: &GlobalArgs, overrides: Overrides) -> anyhow::Result<Self> {
        let environment = Environment::of_process();
        let overrides = Overrides { lang: global.language(), ..overrides };
        let loaded = Config::load(&LoadRequest::new(global.config.clone(), overrides, &environment))
            .map_err(|error| in_language(&error, global.language().unwrap_or_default()))?;
        let lang = lang_of(loaded.config.report.lang);
        let color = match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !environment.no_color && std::io::stdout().is_terminal(),
        };
        let verbosity = if global.quiet { -2 } else { i8::try_from(global.verbose).unwrap_or(i8::MAX) };
        let secrets = start_logs(&loaded, &environment, verbosity, global.color)?;
        let clock = Arc::new(SystemClock);
        Ok(Self { lang, environment, loaded, clock, color, verbosity, opened: OnceLock::new(), secrets })
    }

    /// The configuration.
    pub const fn config(&self) -> &Config {
        &self.loaded.config
    }

    /// Reads the policy the configuration names, or the compiled-in one.
    ///
    /// # Errors
    /// A file that cannot be read, or what is wrong with it by file, line and key.
    pub fn policy(&self) -> anyhow::Result<Arc<Policy>> {
        self.policy_in_force().map(|in_force| in_force.policy)
    }

    /// The same, with what the store keeps of it.
    ///
    /// # Errors
    /// A file that cannot be read, or what is wrong with it by file, line and key.
    pub fn policy_in_force(&self) -> anyhow::Result<PolicyInForce> {
        let files = self.config().policy.read().map_err(|error| in_language(&error, self.language()))?;
        let named = |files: &[TextFile]| -> Vec<(String, String)> {
            files.iter().map(|file| (file.path.display().to_string(), file.text.clone())).collect()
        };
        let (policies, mut overrides) = (named(&files.policies), named(&files.overrides));
        if policies.is_empty() {
            // what single regions have decided goes with the rules built in
            overrides.splice(0..0, BUILT_IN_OVERRIDES.map(|(name, text)| (name.to_owned(), text.to_owned())));
        }
        let sources: Vec<SourceText<'_>> = overrides.iter().map(|(name, text)| SourceText { name, text }).collect();
        let today = self.clock.now().to_zoned(self.config().report.time_zone.clone()).date();
        let mut chosen: Option<(Policy, SourceText<'_>)> = None;
        for (name, text) in &policies {
            let source = SourceText { name, text };
            let policy = Policy::parse(source, &sources)?;
            // Of several published versions the latest that is in force today holds.
            let is_later = chosen.as_ref().is_none_or(|(chosen, _)| chosen.effective < policy.effective);
            if policy.effective <= today && is_later {
                chosen = Some((policy, source));
            }
        }
        let (policy, source) = match chosen {
            Some(chosen) => chosen,
            None if !policies.is_empty() => return Err(anyhow!(Say::NoPolicyInForce.text(self.lang))),
            None => {
                let source = SourceText { name: BUILT_IN_NAME, text: BUILT_IN };
                (Policy::parse(source, &sources)?, source)
            }
        };
        let texts = PolicyTexts::new(
            PolicyText::new(source.name, source.text),
            sources.iter().map(|source| PolicyText::new(source.name, source.text)).collect(),
        );
        Ok(PolicyInForce { kept: texts.kept(&policy.id), policy: Arc::new(policy) })
    }

    /// Reads the configured registry, where there is one.
    ///
    /// # Errors
    /// The file is missing or cannot be used at all.
    pub fn registry(&self, policy: &Policy) -> anyhow::Result<Option<ReadRegistry>> {
        self.config().registry.path.as_deref().map(|path| self.read_registry(path, policy)).transpose()
    }

    /// Reads the configured registry for a command that cannot do without.
    ///
    /// # Errors
    /// No registry is named, the file is missing or cannot be used at all.
    pub fn required_registry(&self, policy: &Policy) -> anyhow::Result<ReadRegistry> {
        self.registry(policy)?.ok_or_else(|| anyhow!(Say::RegistryRequired.text(self.lang)))
    }

    /// Reads a registry file.
    ///
    /// # Errors
    /// The file is missing or cannot be used at all.
    pub fn read_registry(&self, path: &Path, policy: &Policy) -> anyhow::Result<ReadRegistry> {
        let name = path.display().to_string();
        let bytes = fs::read(path).with_context(|| format!("{}: {name}", Say::RegistryUnreadable.text(self.lang)))?;
        let options = RegistryOptions { region_code: self.config().registry.region_code };
        let digest = self.registry_digest(&bytes);
        let format = RegistryFormat::detect(&name, &bytes);
        let (registry, problems) = Registry::read(bytes, format, &options, policy).map_err(|error| {
            let (unusable, why) = (Say::RegistryUnusable.text(self.lang), words::registry_error(self.lang, &error));
            tracing::debug!("{name}: {error}");
            anyhow!("{unusable}: {name}: {why}")
        })?;
        Ok(ReadRegistry { path: path.to_owned(), registry: Arc::new(registry), problems, digest })
    }

    /// By what a registry file is known to be the same as the one imported last.
    pub fn registry_digest(&self, bytes: &[u8]) -> Digest {
        registry_digest(bytes, self.config().registry.region_code)
    }

    /// Where pages are seen: a file of saved answers, or VK.
    ///
    /// # Errors
    /// No token, a bad token, or options the client refuses.
    pub fn source(&self, from_file: Option<&Path>) -> anyhow::Result<Arc<dyn vk::PageSource>> {
        if let Some(path) = from_file {
            if !path.is_file() {
                let told = if path.is_dir() {
                    words::file_fault(self.lang, FileFault::IsFolder)
                } else {
                    Say::NoAnswerFile.text(self.lang).to_owned()
                };
                return Err(anyhow!("{}: {told}", path.display()));
            }
            return Ok(Arc::new(vk::SavedAnswers::new(path)));
        }
        let client = self.client(client_options(&self.config().vk))?;
        // the commands that see pages through this look at them once
        Ok(Arc::new(crawl::ApiSource::new(Arc::new(client)).asking_again_for_menus()))
    }

    /// A client whose tokens processes share.
    ///
    /// # Errors
    /// No token, a bad token, or options the client refuses.
    pub fn leased_client(&self) -> anyhow::Result<vk::Client> {
        self.client(vk::ClientOptions { leased: true, ..client_options(&self.config().vk) })
    }

    fn client(&self, options: vk::ClientOptions) -> anyhow::Result<vk::Client> {
        let tokens = self.tokens()?;
        for token in &tokens {
            self.secrets.add(token.secret.clone());
        }
        Ok(vk::Client::new(options, tokens.into_iter().map(vk_token).collect(), fastrand::Rng::new())?)
    }

    /// Keeps a text out of the logs.
    pub fn keep_secret(&self, secret: secrecy::SecretString) {
        self.secrets.add(secret);
    }

    /// The configuration as it is now, with everything else of the process as it is.
    ///
    /// # Errors
    /// The configuration cannot be used; every problem is named.
    pub fn reloaded(&self, global: &GlobalArgs, store: Option<String>) -> anyhow::Result<Self> {
        self.loaded_again(global, store, self.environment.clone())
    }

    /// Another configuration in the same process, for which the environment says nothing: no real token gets there.
    ///
    /// # Errors
    /// The configuration cannot be used; every problem is named.
    #[cfg(feature = "demo")]
    pub fn elsewhere(&self, global: &GlobalArgs) -> anyhow::Result<Self> {
        self.loaded_again(global, None, Environment::from_lookup(|_| None))
    }

    fn loaded_again(
        &self,
        global: &GlobalArgs,
        store: Option<String>,
        environment: Environment,
    ) -> anyhow::Result<Self> {
        let overrides = Overrides { lang: global.language(), store, ..Overrides::default() };
        let request = LoadRequest::new(global.config.clone(), overrides, &environment);
        let loaded = Config::load(&request).map_err(|error| in_language(&error, self.language()))?;
        Ok(Self {
            lang: lang_of(loaded.config.report.lang),
            loaded,
            environment,
            clock: Arc::clone(&self.clock),
            color: self.color,
            verbosity: self.verbosity,
            opened: OnceLock::new(),
            secrets: self.secrets.clone(),
        })
    }

    /// The tokens, by name.
    ///
    /// # Errors
    /// There is none, or one cannot be read or cannot be a token.
    pub fn tokens(&self) -> anyhow::Result<Vec<config::Token>> {
        let tokens = self.loaded.tokens(&self.environment).map_err(|error| in_language(&error, self.language()))?;
        for token in &tokens {
            for again in &token.given_again_as {
                tracing::warn!("{}: «{}», «{again}»", Say::SameToken.text(self.lang), token.name);
            }
        }
        Ok(tokens)
    }

    /// How reports are to be written.
    pub fn report_options(&self, pages_expected: u64, covers: Option<&Covers>) -> ReportOptions {
        let width = terminal_size::terminal_size().map_or(USUAL_TABLE, |(width, _)| usize::from(width.0));
        ReportOptions {
            lang: self.lang,
            color: self.color,
            width: width.min(WIDEST_TABLE),
            pages_expected: Some(pages_expected),
            verbose: self.verbosity > 0,
            approved_covers: covers.map(|covers| Arc::clone(&covers.approved)).unwrap_or_default(),
            time_zone: self.config().report.time_zone.clone(),
        }
    }

    pub(super) const fn language(&self) -> Language {
        self.loaded.config.report.lang
    }
}

/// The section `[vk]` as the client's options.
fn client_options(section: &VkSection) -> vk::ClientOptions {
    vk::ClientOptions {
        api_url: section.host.clone(),
        allow_plain_http: section.allow_plain_http,
        system_proxy: section.system_proxy,
        api_version: section.api_version.clone(),
        batch_size: section.batch_size,
        connect_timeout: section.connect_timeout,
        read_timeout: section.read_timeout,
        total_timeout: section.request_timeout,
        retries: section.retries,
        backoff: Backoff { first: section.pause_first, longest: section.pause_max },
        in_flight: section.max_in_flight,
        flood_pause: section.token_block_flood,
        quota_pause: section.token_block_daily,
        longest_wait: section.longest_wait,
        ..vk::ClientOptions::default()
    }
}

/// A token of the configuration as the client's.
fn vk_token(token: config::Token) -> vk::Token {
    let kind = match token.kind {
        TokenKind::Service => vk::TokenKind::Service,
        TokenKind::User => vk::TokenKind::User,
        TokenKind::Community => vk::TokenKind::Community,
    };
    vk::Token::new(token.name, kind, token.secret).with_spacing(token.spacing)
}

/// The logs of the process: to standard error, above the progress bar where there is one.
fn start_logs(loaded: &Loaded, environment: &Environment, verbosity: i8, color: Color) -> anyhow::Result<Secrets> {
    let log = &loaded.config.log;
    let secrets = Secrets::default();
    let options = TelemetryOptions {
        level: log.level,
        verbosity,
        filter: environment.log_filter.clone(),
        format: match log.format {
            LogFormat::Text => LineFormat::Text,
            LogFormat::Json => LineFormat::Json,
        },
        color: match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !environment.no_color && std::io::stderr().is_terminal(),
        },
        secrets: secrets.clone(),
        sink: progress::sink(),
    };
    telemetry::init(options)?;
    Ok(secrets)
}

/// The language errors are told in: the one asked for, else the configured one as far as that can be read.
pub fn language(global: &GlobalArgs) -> Lang {
    let environment = Environment::of_process();
    let overrides = Overrides { lang: global.language(), ..Overrides::default() };
    let loaded = Config::load(&LoadRequest::new(global.config.clone(), overrides, &environment));
    lang_of(loaded.map_or(global.language().unwrap_or_default(), |loaded| loaded.config.report.lang))
}

pub const fn lang_of(language: Language) -> Lang {
    match language {
        Language::Russian => Lang::Ru,
        Language::English => Lang::En,
    }
}

pub(super) fn in_language(error: &ConfigError, language: Language) -> anyhow::Error {
    anyhow!(words::config_error(lang_of(language), error))
}
