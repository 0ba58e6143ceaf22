//! Finds the configuration file and lays the layers over one another: default < file < environment < options.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

use super::{
    Config,
    addresses::store_url,
    codecs::{api_host, is_loopback},
    env::{Environment, STORE, VK_API_URL},
    error::ConfigError,
    keys::Section,
    problem::{Problem, Source, Why},
    read,
    sections::{FailOn, Language, OutputFormat},
    show::{self, OriginWords},
    tokens::{self, Token},
};
use domain::decode;

/// The name of the file in the working folder.
const LOCAL_NAME: &str = "vk-page-auditor.toml";
/// The name of the file in the folders of the user and of the system.
const NAME: &str = "config.toml";
const SYSTEM_FOLDER: &str = "/etc/vk-page-auditor";
/// Many times the size of the example; more is not a configuration file.
pub const LARGEST_FILE: u64 = 1_048_576;

/// Options of the command line that stand over the configuration. What is not given changes nothing.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--lang`.
    pub lang: Option<Language>,
    /// `--registry`.
    pub registry: Option<PathBuf>,
    /// `--no-covers`.
    pub no_covers: bool,
    /// `--fail-on`.
    pub fail_on: Option<FailOn>,
    /// `--output`, all of them; they stand in for those of the file.
    pub outputs: Vec<PathBuf>,
    /// The approved set of covers (`covers check --set`).
    pub covers_set: Option<PathBuf>,
    /// The address of the store (`--store`).
    pub store: Option<String>,
}

/// What [`Config::load`] is to read.
#[derive(Debug, Clone)]
pub struct LoadRequest<'a> {
    /// `--config`.
    pub file: Option<PathBuf>,
    /// The other options.
    pub overrides: Overrides,
    pub environment: &'a Environment,
    /// The working folder, where a file is looked for.
    pub folder: PathBuf,
    /// The system's folder, where a file is looked for last.
    pub system_folder: PathBuf,
}

impl<'a> LoadRequest<'a> {
    /// A request that looks in the process's working folder and in `/etc`.
    pub fn new(file: Option<PathBuf>, overrides: Overrides, environment: &'a Environment) -> Self {
        Self { file, overrides, environment, folder: PathBuf::new(), system_folder: SYSTEM_FOLDER.into() }
    }
}

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The program.
    Default,
    /// The configuration file.
    File,
    /// A variable of the environment.
    Variable(&'static str),
    /// An option of the command line.
    Option(&'static str),
    /// The address of the API leads to this machine.
    LoopbackApi,
}

/// The effective configuration.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The values.
    pub config: Config,
    /// The file that was read, if there was one.
    pub file: Option<PathBuf>,
    origins: BTreeMap<String, Origin>,
}

impl Config {
    /// Finds and reads the configuration.
    ///
    /// # Errors
    /// A file that was asked for cannot be read, or values in the file, the environment or the options cannot be used.
    pub fn load(request: &LoadRequest<'_>) -> Result<Loaded, ConfigError> {
        let mut loaded = Loaded { config: Self::default(), file: None, origins: BTreeMap::new() };
        let mut problems = Vec::new();
        if let Some((path, text)) = find(request)? {
            let outcome = read::read(&text, &path, &mut loaded.config);
            loaded.origins.extend(outcome.set.into_iter().map(|key| (key, Origin::File)));
            problems = outcome.problems;
            loaded.file = Some(path);
        }
        problems.extend(loaded.apply_environment(request.environment));
        problems.extend(loaded.apply_overrides(&request.overrides));
        if !problems.is_empty() {
            return Err(ConfigError::Invalid(problems));
        }
        loaded.look_at_host();
        Ok(loaded)
    }
}

impl Loaded {
    /// The effective configuration as TOML with secrets masked; a comment beside each value says where it came from, in
    /// these words.
    pub fn show(&self, origin_words: OriginWords<'_>) -> String {
        show::show(self, origin_words)
    }

    /// Where the value of a key came from.
    pub fn origin(&self, key: &str) -> Origin {
        self.origins.get(key).copied().unwrap_or(Origin::Default)
    }

    /// Reads the tokens. Those of the environment stand in for all of the file.
    ///
    /// # Errors
    /// There is none, or one cannot be read or cannot be a token.
    pub fn tokens(&self, environment: &Environment) -> Result<Vec<Token>, ConfigError> {
        let tokens = tokens::collect(&self.config.vk, environment)
            .map_err(|(place, source)| ConfigError::Token { place, source })?;
        if tokens.is_empty() { Err(ConfigError::NoTokens) } else { Ok(tokens) }
    }

    fn apply_environment(&mut self, environment: &Environment) -> Vec<Problem> {
        let store = environment.store.as_deref();
        let store = self.apply_store(store, Source::Variable(STORE), Origin::Variable(STORE));
        self.apply_api_url(environment).into_iter().chain(store).collect()
    }

    fn apply_store(&mut self, url: Option<&str>, source: Source, origin: Origin) -> Option<Problem> {
        // relative paths of options and variables start from the working folder
        match store_url(url?, Path::new("")) {
            Ok(url) => {
                self.config.store.url = Some(url);
                self.set("store.url", origin);
                None
            }
            Err(why) => Some(problem(source, why)),
        }
    }

    fn apply_api_url(&mut self, environment: &Environment) -> Option<Problem> {
        match api_host(environment.api_url.as_deref()?) {
            Ok(host) => {
                self.config.vk.host = host;
                self.set("vk.host", Origin::Variable(VK_API_URL));
                let refused = self.config.vk.check().into_iter().find(|(key, _)| *key == "host");
                refused.map(|(_, why)| problem(Source::Variable(VK_API_URL), why))
            }
            Err(why) => Some(problem(Source::Variable(VK_API_URL), why)),
        }
    }

    fn apply_overrides(&mut self, overrides: &Overrides) -> Vec<Problem> {
        if let Some(lang) = overrides.lang {
            self.config.report.lang = lang;
            self.set("report.lang", Origin::Option("--lang"));
        }
        if let Some(registry) = &overrides.registry {
            self.config.registry.path = Some(registry.clone());
            self.set("registry.path", Origin::Option("--registry"));
        }
        if overrides.no_covers {
            self.config.covers.enabled = false;
            self.set("covers.enabled", Origin::Option("--no-covers"));
        }
        if let Some(fail_on) = overrides.fail_on {
            self.config.report.fail_on = fail_on;
            self.set("report.fail_on", Origin::Option("--fail-on"));
        }
        if let Some(set) = &overrides.covers_set {
            self.config.covers.set = Some(set.clone());
            self.set("covers.set", Origin::Option("--set"));
        }
        if !overrides.outputs.is_empty() {
            self.config.report.outputs.clone_from(&overrides.outputs);
            self.set("report.outputs", Origin::Option("--output"));
        }
        let wrong = overrides.outputs.iter().filter_map(|path| Some((path, OutputFormat::of(path).err()?)));
        let store = overrides.store.as_deref();
        let store = self.apply_store(store, Source::Option("--store"), Origin::Option("--store"));
        wrong
            .map(|(path, why)| Problem {
                found: Some(path.display().to_string()),
                ..problem(Source::Option("--output"), why)
            })
            .chain(store)
            .collect()
    }

    fn look_at_host(&mut self) {
        // a stand-in of VK serves its covers from this machine too
        if is_loopback(&self.config.vk.host) && self.origin("covers.allow_loopback") == Origin::Default {
            self.config.covers.allow_loopback = true;
            self.set("covers.allow_loopback", Origin::LoopbackApi);
        }
    }

    fn set(&mut self, key: &str, origin: Origin) {
        self.origins.insert(key.to_owned(), origin);
    }
}

fn problem(source: Source, why: Why) -> Problem {
    Problem { source, place: None, key: String::new(), found: None, why, example: None }
}

/// The file to read with its text: the one asked for, else the first there is, else none.
fn find(request: &LoadRequest<'_>) -> Result<Option<(PathBuf, String)>, ConfigError> {
    if let Some(path) = request.file.as_ref().or(request.environment.config.as_ref()) {
        return read_file(path).map(|text| Some((path.clone(), text)));
    }
    let user = request.environment.config_folder.as_ref().map(|folder| folder.join(NAME));
    let places = [Some(request.folder.join(LOCAL_NAME)), user, Some(request.system_folder.join(NAME))];
    for path in places.into_iter().flatten() {
        match read_file(&path) {
            Ok(text) => return Ok(Some((path, text))),
            Err(ConfigError::Unreadable { source, .. })
                if matches!(source.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
            // a file that is there but cannot be read must not be passed over in silence
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Reads a text file in whatever encoding it was saved.
pub(super) fn read_file(path: &Path) -> Result<String, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(ConfigError::TooLarge { path: path.to_owned() });
    }
    Ok(decode::text(&bytes).into_owned())
}
