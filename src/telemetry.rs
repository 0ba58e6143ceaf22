//! The log: text or JSON lines on stderr, with every token masked and nothing in a line that could forge another line or
//! steer a terminal. Knows no other module; `cli` says what is wanted and adds the secrets once they are read.

mod line;

use std::{
    io::{self, Write},
    sync::Arc,
};

use parking_lot::RwLock;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tracing::{Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    filter::Targets,
    fmt::MakeWriter,
    layer::{Filter, SubscriberExt},
    util::SubscriberInitExt,
};

use line::{MASK, harmless, mask_by_shape};

/// Our own modules, which log at the level asked for; libraries tell only what is at least a warning.
const OWN_TARGETS: [&str; 2] = ["vk_page_auditor", "mock_vk"];
/// Levels by how much they tell.
const LEVELS: [LevelFilter; 6] = [
    LevelFilter::OFF,
    LevelFilter::ERROR,
    LevelFilter::WARN,
    LevelFilter::INFO,
    LevelFilter::DEBUG,
    LevelFilter::TRACE,
];

/// Why there is no log.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// The filter cannot be read.
    #[error(
        "RUST_LOG is no filter ({0}); write a level, or target=level parted by commas, as in info,vk_page_auditor=debug"
    )]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The process has a log already.
    #[error("the log is set up already")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineFormat {
    /// Lines for people.
    #[default]
    Text,
    /// A JSON object a line.
    Json,
}

/// Where whole lines go, each with its line end.
pub type Sink = Arc<dyn Fn(&[u8]) + Send + Sync>;

/// How the log is to be.
#[derive(Clone)]
pub struct TelemetryOptions {
    /// The least important messages that are told.
    pub level: LevelFilter,
    /// By how many levels more (`-v`) or less (`-q`) is told.
    pub verbosity: i8,
    /// A filter in the language of `RUST_LOG`; it stands in for the level, unless `-v` or `-q` is given.
    pub filter: Option<String>,
    pub format: LineFormat,
    /// Whether text lines have colours.
    pub color: bool,
    /// The secrets to be masked; more can be added to it later.
    pub secrets: Secrets,
    /// Where the lines go. A progress bar gives a sink that draws lines above itself.
    pub sink: Sink,
}

impl Default for TelemetryOptions {
    fn default() -> Self {
        Self {
            level: LevelFilter::INFO,
            verbosity: 0,
            filter: None,
            format: LineFormat::default(),
            color: false,
            secrets: Secrets::default(),
            sink: Arc::new(|line| {
                // a closed stderr must not end the work
                let _ = io::stderr().write_all(line);
            }),
        }
    }
}

/// Texts that no log line may hold; clones share them.
#[derive(Clone, Default)]
pub struct Secrets(Arc<RwLock<Vec<SecretString>>>);

impl Secrets {
    /// Adds a secret.
    pub fn add(&self, secret: SecretString) {
        if !secret.expose_secret().is_empty() {
            self.0.write().push(secret);
        }
    }

    fn mask(&self, text: &str) -> String {
        let secrets = self.0.read();
        let known = secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret.expose_secret(), MASK));
        mask_by_shape(&known)
    }
}

/// Sets up the log of the process.
///
/// # Errors
/// The filter cannot be read, or there is a log already.
pub fn init(options: TelemetryOptions) -> Result<(), TelemetryError> {
    Ok(subscriber(options)?.try_init()?)
}

/// The log as a value, for tests and for programs that set it up by themselves.
///
/// # Errors
/// The filter cannot be read.
pub fn subscriber(options: TelemetryOptions) -> Result<impl Subscriber + Send + Sync, TelemetryError> {
    let lines = Lines { secrets: options.secrets, sink: options.sink, format: options.format, color: options.color };
    let layer = tracing_subscriber::fmt::layer::<Registry>().with_writer(lines);
    let layer = match options.format {
        LineFormat::Text => layer.with_ansi(options.color).boxed(),
        LineFormat::Json => layer.with_ansi(false).json().flatten_event(true).boxed(),
    };
    let filter: Box<dyn Filter<Registry> + Send + Sync> = match options.filter.filter(|_| options.verbosity == 0) {
        Some(filter) => Box::new(EnvFilter::try_new(filter)?),
        None => Box::new(targets(shifted(options.level, options.verbosity))),
    };
    Ok(tracing_subscriber::registry().with(layer.with_filter(filter)))
}

fn targets(level: LevelFilter) -> Targets {
    let own = OWN_TARGETS.map(|target| (target, level));
    Targets::new().with_default(level.min(LevelFilter::WARN)).with_targets(own)
}

fn shifted(level: LevelFilter, by: i8) -> LevelFilter {
    let at = LEVELS.iter().position(|known| *known == level).unwrap_or_default();
    let at = at.saturating_add_signed(by.into()).min(LEVELS.len() - 1);
    LEVELS[at]
}

/// Makes a writer for each event.
struct Lines {
    secrets: Secrets,
    sink: Sink,
    format: LineFormat,
    color: bool,
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { lines: self, bytes: Vec::new() }
    }
}

/// Gathers one event, and hands it over as a whole, so that no secret is cut in two and no progress bar is broken.
struct Line<'a> {
    lines: &'a Lines,
    bytes: Vec<u8>,
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        let text = String::from_utf8_lossy(&self.bytes);
        let text = text.strip_suffix('\n').unwrap_or(&text);
        if !text.is_empty() {
            let masked = self.lines.secrets.mask(text);
            let mut line = harmless(&masked, self.lines.format, self.lines.color);
            line.push('\n');
            (self.lines.sink)(line.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use parking_lot::Mutex;

    use proptest::prelude::*;

    use super::*;

    /// What is logged by the closure.
    fn logged(change: impl FnOnce(&mut TelemetryOptions), log: impl FnOnce()) -> String {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let mut options = TelemetryOptions {
            sink: Arc::new(move |line| sink.lock().extend_from_slice(line)),
            ..TelemetryOptions::default()
        };
        change(&mut options);
        tracing::subscriber::with_default(subscriber(options).unwrap(), log);
        let bytes = lines.lock().clone();
        String::from_utf8(bytes).unwrap()
    }

    fn every_form(log: impl Fn()) -> Vec<String> {
        let text = logged(|_| (), &log);
        let colored = logged(|options| options.color = true, &log);
        let json = logged(|options| options.format = LineFormat::Json, &log);
        vec![text, colored, json]
    }

    #[test]
    fn known_secrets_are_masked_wherever_they_stand() {
        let secrets = Secrets::default();
        let log = || tracing::info!(url = "https://api.vk.ru/?t=canary", "token canary: {:?}", "Some(canary)");
        let before = logged(|options| options.secrets = secrets.clone(), log);
        assert!(before.contains("canary"), "{before}");
        secrets.add("canary".into());
        for change in [LineFormat::Text, LineFormat::Json] {
            let line = logged(|options| (options.secrets, options.format) = (secrets.clone(), change), log);
            assert!(line.contains(MASK) && !line.contains("canary"), "{line}");
        }
    }

    #[test]
    fn values_that_stand_where_tokens_stand_are_masked() {
        let lines = every_form(|| {
            tracing::info!(access_token = "hidden1", "Authorization: Bearer hidden2");
            tracing::info!(access_token = %"hidden3", url = "/method?access_token=hidden4&v=5.199");
            tracing::info!(body = r#"{"key":"access_token","value":"hidden5"}, {"access_token":"hidden6"}"#);
            tracing::info!("a token vk1.a.hidden_7-x was refused; ACCESS_TOKEN=hidden8");
            tracing::info!(?SECRET, "debug");
        });
        for line in lines {
            assert!(!line.contains("hidden"), "{line}");
            assert!(line.contains("v=5.199"), "{line}");
        }
    }

    #[derive(Debug)]
    #[expect(dead_code, reason = "it is there for its Debug")]
    struct Request {
        access_token: &'static str,
    }
    const SECRET: Request = Request { access_token: "hidden9" };

    #[test]
    fn a_value_cannot_forge_a_line_or_steer_the_terminal() {
        let evil = "page\n2026-01-01 ERROR forged\r\u{1b}[2J\u{9b}2J\u{7f}\u{202e}gpj\u{2028}";
        for line in every_form(|| tracing::info!(name = %evil, other = evil, "{evil}")) {
            assert_eq!(line.matches('\n').count(), 1, "{line:?}");
            assert!(line.ends_with('\n'));
            assert!(!line.contains(['\r', '\u{9b}', '\u{7f}', '\u{202e}', '\u{2028}']), "{line:?}");
            assert!(!line.contains("\u{1b}[2J"), "{line:?}");
        }
    }

    #[test]
    fn json_lines_stay_json_and_keep_their_fields() {
        let line = logged(
            |options| options.format = LineFormat::Json,
            || tracing::warn!(group_id = 7, name = "\u{202e}\u{9b}я\"", "page {}", "x"),
        );
        let json: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&json["group_id"], &json["level"]), (&7.into(), &"WARN".into()));
        assert_eq!(json["name"], "\u{202e}\u{9b}я\"");
        assert_eq!(json["message"], "page x");
    }

    #[test]
    fn level_follows_options_then_filter_then_configuration() {
        let log = || {
            tracing::debug!("own debug");
            tracing::info!("own info");
            tracing::info!(target: "hyper", "their info");
            tracing::warn!(target: "hyper", "their warning");
        };
        let told = |verbosity, filter: Option<&str>| {
            let text =
                logged(|options| (options.verbosity, options.filter) = (verbosity, filter.map(str::to_owned)), log);
            ["own debug", "own info", "their info", "their warning"].map(|part| text.contains(part))
        };
        assert_eq!(told(0, None), [false, true, false, true]);
        assert_eq!(told(1, None), [true, true, false, true]);
        assert_eq!(told(-1, None), [false, false, false, true]);
        assert_eq!(told(-9, None), [false; 4]);
        assert_eq!(told(0, Some("hyper=info")), [false, false, true, true]);
        assert_eq!(told(1, Some("hyper=info")), [true, true, false, true]);
    }

    #[test]
    fn a_wrong_filter_is_told() {
        let options = TelemetryOptions { filter: Some("a=b=c".to_owned()), ..TelemetryOptions::default() };
        assert!(matches!(subscriber(options).err(), Some(TelemetryError::Filter(_))));
    }

    proptest! {
        #[test]
        fn no_known_secret_gets_through(before in ".{0,20}", secret in "[A-Za-z0-9._%-]{4,40}", after in ".{0,20}") {
            let secrets = Secrets::default();
            secrets.add(secret.clone().into());
            let line = secrets.mask(&format!("{before}{secret}{after}"));
            prop_assert!(!line.contains(&secret), "{}", line);
        }
    }
}
