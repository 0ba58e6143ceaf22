//! What can be wrong with a policy file, told by file, line and key. The words are `words`'s.

use thiserror::Error;

use crate::model::{Code, Form, Level, TomlFault};

/// A policy file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}:{line}:{column}: {problem:?}")]
pub struct PolicyError {
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong.
    pub problem: PolicyProblem,
}

/// What is wrong with a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyProblem {
    /// It is no TOML.
    Toml(TomlFault),
    /// No such key is known there.
    UnknownKey {
        key: String,
        /// The known key that is most like it.
        nearest: Option<String>,
    },
    MissingKey {
        key: String,
    },
    /// A value is of another kind than the key needs.
    WrongKind {
        /// The key, as far as it can be told from the line.
        key: String,
        /// What the parser says.
        said: String,
    },
    /// A day is none.
    NoDay {
        found: String,
    },
    /// There is no such code.
    UnknownCode {
        found: String,
        /// The code that is most like it.
        nearest: Option<String>,
    },
    /// There is no such severity.
    UnknownSeverity {
        /// The code it was said of.
        code: Code,
        found: String,
    },
    /// A form has no accepted title.
    NoTitles {
        form: Form,
    },
    /// A parameter's value is neither one of the known words in braces nor a plain text for a URL.
    ParameterValue {
        key: String,
        found: String,
    },
    /// There is no such level.
    UnknownLevel {
        form: Form,
        found: String,
    },
    /// Positions count from 1.
    PositionZero {
        form: Form,
    },
    /// A path does not begin as it must.
    BadPath {
        form: Form,
        /// The path.
        found: String,
        /// What it must begin with.
        root: String,
    },
    /// A level has no template, or more than one.
    LevelTemplates {
        form: Form,
        level: Level,
    },
    /// There is no such clause.
    UnknownClause {
        /// The code it was said of.
        code: Code,
        found: String,
        /// The clause that is most like it.
        nearest: Option<String>,
    },
    /// An override changes a part of a code that the policy does not have.
    CodeOff {
        code: Code,
    },
    /// The policy does not know this region.
    UnknownRegion {
        found: String,
    },
    /// A kind of subordinate bodies is none.
    UnknownSubordinates {
        found: String,
    },
    /// Only the form of polls tells subordinate bodies apart.
    SubordinatesOfMessages,
    /// The file is of a format that this program does not read.
    Format {
        /// The format.
        found: u32,
        /// The newest that is read.
        greatest: u32,
    },
    /// A text is no code of a region.
    BadRegion {
        found: String,
    },
    /// Both forms have the same position.
    SamePosition {
        position: u32,
    },
}

impl PolicyError {
    /// An error at a byte offset of the text.
    pub(super) fn at(file: &str, text: &str, offset: usize, problem: PolicyProblem) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { file: file.to_owned(), line, column, problem }
    }
}

impl PolicyProblem {
    /// What a message of the parser tells; the key is that of the line at the offset.
    pub(super) fn of_message(message: &str, text: &str, offset: usize) -> Self {
        let mut quoted = message.split('`').skip(1).step_by(2).map(str::to_owned);
        if message.starts_with("unknown field ") {
            let key = quoted.next().unwrap_or_default();
            let known: Vec<String> = quoted.collect();
            let nearest = nearest(&key, known.iter().map(String::as_str));
            return Self::UnknownKey { key, nearest };
        }
        if message.starts_with("missing field ") {
            return Self::MissingKey { key: quoted.next().unwrap_or_default() };
        }
        if ["invalid type", "invalid value", "invalid length", "wanted "].iter().any(|start| message.starts_with(start))
        {
            return Self::WrongKind { key: key_at(text, offset), said: message.to_owned() };
        }
        Self::Toml(TomlFault::of_message(message))
    }
}

/// The key of the line at a byte offset.
fn key_at(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    line.split('=').next().unwrap_or_default().trim().to_owned()
}

/// The known word that is nearest to a misspelt one; `None` when none is near.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    /// Below this likeness another word is no help.
    const LEAST_LIKENESS: f64 = 0.6;
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= LEAST_LIKENESS)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate.to_owned())
}
