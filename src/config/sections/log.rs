//! `[log]`: how much is told on stderr, and in which form.

use tracing::level_filters::LevelFilter;

use crate::{
    codecs::{Choice, LEVELS},
    keys::{Keys, Section},
};

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// A JSON object a line, for collectors.
    Json,
}

const FORMATS: Choice<LogFormat> = Choice(&[("text", LogFormat::Text), ("json", LogFormat::Json)]);

/// Settings of the `[log]` section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogSection {
    /// The least important messages that are told.
    pub level: LevelFilter,
    /// The form of the lines.
    pub format: LogFormat,
}

impl Default for LogSection {
    fn default() -> Self {
        Self { level: LevelFilter::INFO, format: LogFormat::default() }
    }
}

impl Section for LogSection {
    fn visit(&mut self, keys: &mut impl Keys) {
        keys.key("level", &mut self.level, LEVELS);
        keys.key("format", &mut self.format, FORMATS);
    }
}
