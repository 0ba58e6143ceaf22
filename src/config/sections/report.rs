//! `[report]`: the language and the shape of what is told, and what counts as a failure.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use toml::de::DeValue;

use crate::{
    codecs::{Choice, File, List, Zone, moscow},
    keys::{Codec, Context, Keys, Section},
    problem::Why,
};

/// The language of everything a user reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    Russian,
    English,
}

const LANGUAGES: Choice<Language> = Choice(&[("ru", Language::Russian), ("en", Language::English)]);

impl Language {
    /// The language of its code, `ru` or `en`.
    pub fn parse(code: &str) -> Option<Self> {
        LANGUAGES.parse(code).ok()
    }
}

/// From which severity on violations make the program fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailOn {
    /// Errors only.
    #[default]
    Error,
    /// Warnings too.
    Warning,
    /// Nothing.
    Never,
}

const FAIL_ON: Choice<FailOn> =
    Choice(&[("error", FailOn::Error), ("warning", FailOn::Warning), ("never", FailOn::Never)]);

impl FailOn {
    /// The value of its word, `error`, `warning` or `never`.
    pub fn parse(word: &str) -> Option<Self> {
        FAIL_ON.parse(word).ok()
    }
}

/// What a report file is, as its name's ending tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// One JSON document.
    Json,
    /// A JSON document a line.
    Ndjson,
    /// A table for spreadsheets as text.
    Csv,
    /// A page to look at.
    Html,
    /// A workbook.
    Xlsx,
    /// A table for people, as in a terminal.
    Table,
}

const ENDINGS: Choice<OutputFormat> = Choice(&[
    ("json", OutputFormat::Json),
    ("ndjson", OutputFormat::Ndjson),
    ("csv", OutputFormat::Csv),
    ("html", OutputFormat::Html),
    ("xlsx", OutputFormat::Xlsx),
    ("txt", OutputFormat::Table),
]);

impl OutputFormat {
    /// The format that the ending of a file's name tells.
    ///
    /// # Errors
    /// [`Why::Ending`] with the endings there are.
    pub fn of(path: &Path) -> Result<Self, Why> {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        ENDINGS.parse(&ending).map_err(|why| match why {
            Why::Choice(words) => Why::Ending(words),
            other => other,
        })
    }
}

/// Settings of the `[report]` section.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportSection {
    /// The language of reports and messages.
    pub lang: Language,
    /// The time zone that reports show times in.
    pub time_zone: TimeZone,
    /// From which severity on violations make the program fail.
    pub fail_on: FailOn,
    /// Files that reports are written to, the format by the ending.
    pub outputs: Vec<PathBuf>,
}

impl Default for ReportSection {
    fn default() -> Self {
        Self { lang: Language::default(), time_zone: moscow(), fail_on: FailOn::default(), outputs: Vec::new() }
    }
}

impl Section for ReportSection {
    fn visit(&mut self, keys: &mut impl Keys) {
        keys.key("lang", &mut self.lang, LANGUAGES);
        keys.key("time_zone", &mut self.time_zone, Zone);
        keys.key("fail_on", &mut self.fail_on, FAIL_ON);
        keys.key("outputs", &mut self.outputs, List(ReportFile));
    }
}

/// The path of a report, whose ending must tell a format.
struct ReportFile;

impl Codec<PathBuf> for ReportFile {
    fn read(&self, raw: &DeValue<'_>, context: Context<'_>) -> Result<PathBuf, Why> {
        let path = File.read(raw, context)?;
        OutputFormat::of(&path).map(|_| path)
    }

    fn write(&self, value: &PathBuf) -> String {
        File.write(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ending_tells_the_format_in_any_case() {
        assert_eq!(OutputFormat::of(Path::new("out/Отчёт.XLSX")), Ok(OutputFormat::Xlsx));
        assert!(matches!(OutputFormat::of(Path::new("report.docx")), Err(Why::Ending(_))));
        assert!(matches!(OutputFormat::of(Path::new("report")), Err(Why::Ending(_))));
    }
}
