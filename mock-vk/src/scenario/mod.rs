//! Misbehaviour as data: which calls are hit and what happens to them. Knows no HTTP.

mod pick;

use std::path::Path;

use serde::Deserialize;

use crate::MockError;

pub(crate) use pick::{Counters, Seen};

/// A list of faults, read from a scenario file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What the scenario imitates, for people.
    pub title: String,
    /// The server's real rate of every token, where it is lower than the published one.
    #[serde(default)]
    pub real_rate_per_second: Option<u32>,
    /// Pages whose short name changed hands or changed.
    #[serde(default)]
    pub renamed: Vec<Renamed>,
    /// The faults; the first that matches a call is the one that happens.
    #[serde(default, rename = "fault")]
    pub faults: Vec<Fault>,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which calls it hits; every call of every method when left out.
    #[serde(default, rename = "match")]
    pub matches: Match,
    /// What happens to them.
    #[serde(rename = "do")]
    pub action: Action,
}

/// Which calls a fault hits. All conditions given must hold; the numbers count the calls that meet the others, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// The method's name; `covers` for pictures.
    #[serde(default)]
    pub method: Option<String>,
    /// The token's name.
    #[serde(default)]
    pub token: Option<String>,
    /// The page asked for, alone or in a batch: its number, its short name, or `#3` for the third page that is open and
    /// has a short name.
    #[serde(default)]
    pub contains: Option<String>,
    /// Only calls with at least so many ids.
    #[serde(default)]
    pub ids_at_least: Option<usize>,
    /// The numbers of the calls.
    #[serde(default)]
    pub calls: Vec<u64>,
    /// Every so many calls.
    #[serde(default)]
    pub every: Option<u64>,
    /// From this call on.
    #[serde(default)]
    pub from: Option<u64>,
    /// Up to this call, itself included.
    #[serde(default)]
    pub to: Option<u64>,
}

/// A page whose short name changed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renamed {
    /// The page: its number, its short name, or `#3` as in [`Match::contains`].
    pub page: String,
    /// The short name it answers with now; the old one is free then.
    #[serde(default)]
    pub now: Option<String>,
    /// The page that has the old short name now, named in the same ways.
    #[serde(default)]
    pub name_taken_by: Option<String>,
}

/// What happens to a call.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// One of VK's errors in the usual envelope with status 200.
    Error {
        /// The code.
        code: u32,
        /// What VK adds after the colon.
        #[serde(default)]
        tail: Option<String>,
        /// The subcode.
        #[serde(default)]
        subcode: Option<u32>,
    },
    /// A status with the page of nginx.
    Http {
        /// The status.
        status: u16,
    },
    /// A page of HTML with any status.
    Html {
        /// The status.
        #[serde(default = "ok_status")]
        status: u16,
        /// The page's title and text.
        text: String,
    },
    /// The right answer, cut off; the length in the head is that of the rest.
    Truncated {
        /// The share of the answer that is sent, 0 to 1.
        share: f64,
    },
    /// The right answer with a comma before the last bracket.
    TrailingComma,
    /// The right answer under another content type.
    ContentType {
        /// The content type.
        value: String,
    },
    /// Status 200 and nothing else.
    EmptyBody,
    /// The right answer in small pieces.
    SlowBody {
        /// The size of a piece.
        chunk_bytes: usize,
        /// The pause before each piece.
        pause_ms: u64,
    },
    /// The right answer after a pause.
    SlowHead {
        /// The pause.
        pause_ms: u64,
    },
    /// No answer until the client leaves.
    StallHead,
    /// The head and a part of the body, then nothing until the client leaves.
    StallBody {
        /// How much is sent first.
        after_bytes: usize,
    },
    /// The connection is reset before anything is sent.
    ResetHead,
    /// The connection is reset in the middle of the body.
    ResetBody {
        /// How much is sent first.
        after_bytes: usize,
    },
    /// Some ids are left out of the answer.
    DropIds {
        /// Every so many of the groups is left out.
        every: usize,
    },
    /// One group nobody asked for stands in place of the first.
    Stranger,
    /// Groups come twice.
    Duplicates {
        /// Every so many of the groups comes again.
        every: usize,
    },
    /// One group of a good answer is not what a group is.
    Malformed {
        /// How.
        how: Malformation,
        /// The page, named as in [`Match::contains`]; the first of the answer when left out.
        #[serde(default)]
        page: Option<String>,
    },
    /// No group has a menu.
    MenuDropped,
    /// Some groups have no menu.
    MenusLost {
        /// Every so many of the groups has none.
        every: usize,
    },
    /// A picture whose head tells of enormous sides.
    HugePicture,
}

/// How a group is malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Malformation {
    /// `menu` is a text.
    MenuIsText,
    /// `menu.items` is an object.
    ItemsIsObject,
    /// An item of the menu is `null`.
    ItemIsNull,
    /// `id` is a text.
    IdIsText,
    /// There is no `id`.
    NoId,
    /// The group is a number.
    NotAnObject,
    /// The group is `null`.
    Null,
}

const fn ok_status() -> u16 {
    200
}

impl Action {
    /// The name the journal gives to a call that was hit.
    pub(crate) fn outcome(&self) -> String {
        match self {
            Self::Error { code, .. } => format!("error {code}"),
            Self::Http { status } => format!("http {status}"),
            Self::Html { status, .. } => format!("html {status}"),
            Self::Truncated { .. } => "truncated".to_owned(),
            Self::TrailingComma => "trailing comma".to_owned(),
            Self::ContentType { .. } => "content type".to_owned(),
            Self::EmptyBody => "empty body".to_owned(),
            Self::SlowBody { .. } => "slow body".to_owned(),
            Self::SlowHead { .. } => "slow head".to_owned(),
            Self::StallHead => "stall head".to_owned(),
            Self::StallBody { .. } => "stall body".to_owned(),
            Self::ResetHead => "reset head".to_owned(),
            Self::ResetBody { .. } => "reset body".to_owned(),
            Self::DropIds { .. } => "ids dropped".to_owned(),
            Self::Stranger => "stranger".to_owned(),
            Self::Duplicates { .. } => "duplicates".to_owned(),
            Self::Malformed { .. } => "malformed group".to_owned(),
            Self::MenuDropped => "menu dropped".to_owned(),
            Self::MenusLost { .. } => "menus lost".to_owned(),
            Self::HugePicture => "huge picture".to_owned(),
        }
    }

    fn check(&self) -> Result<(), &'static str> {
        match self {
            Self::Http { status } | Self::Html { status, .. } if !(200..=599).contains(status) => {
                Err("status must be 200 to 599")
            }
            Self::Truncated { share } if !(0.0..=1.0).contains(share) => Err("share must be 0 to 1"),
            Self::DropIds { every: 0 } | Self::Duplicates { every: 0 } | Self::MenusLost { every: 0 } => {
                Err("every must be at least 1")
            }
            Self::SlowBody { chunk_bytes: 0, .. } => Err("chunk_bytes must be at least 1"),
            _ => Ok(()),
        }
    }
}

impl Scenario {
    /// Reads a scenario; `file` is named in errors.
    ///
    /// # Errors
    ///
    /// [`MockError::Scenario`] with line and key for an unknown key, a wrong type or a value out of bounds.
    pub fn parse(text: &str, file: &str) -> Result<Self, MockError> {
        let wrong = |reason: String| MockError::Scenario { file: file.to_owned(), reason };
        // The error of the reader draws the line and points at the key.
        let scenario: Self = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        for (number, fault) in (1..).zip(&scenario.faults) {
            fault.action.check().map_err(|reason| wrong(format!("[[fault]] number {number}, key do: {reason}")))?;
            if fault.matches.every == Some(0) || fault.matches.calls.contains(&0) {
                return Err(wrong(format!("[[fault]] number {number}, key match: calls are counted from 1")));
            }
        }
        if scenario.real_rate_per_second == Some(0) {
            return Err(wrong("key real_rate_per_second: must be at least 1".to_owned()));
        }
        Ok(scenario)
    }

    /// Reads a scenario file.
    ///
    /// # Errors
    ///
    /// [`MockError::File`] when it cannot be read, else as [`Scenario::parse`].
    pub fn load(path: &Path) -> Result<Self, MockError> {
        let text = std::fs::read_to_string(path).map_err(|source| MockError::File { path: path.to_owned(), source })?;
        Self::parse(&text, &path.display().to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let text = "title = \"x\"\n[[fault]]\nmatch = { methud = \"groups.getById\" }\ndo = \"empty_body\"\n";
        let error = Scenario::parse(text, "bad.toml").unwrap_err().to_string();
        assert!(error.contains("bad.toml") && error.contains("line 3") && error.contains("methud"), "{error}");
        let text = "title = \"x\"\n[[fault]]\ndo = { error = { code = 1, tial = \"y\" } }\n";
        let error = Scenario::parse(text, "bad.toml").unwrap_err().to_string();
        assert!(error.contains("line 3") && error.contains("tial"), "{error}");
    }

    #[test]
    fn values_out_of_bounds_are_refused() {
        for action in ["{ http = { status = 99 } }", "{ truncated = { share = 2.0 } }", "{ drop_ids = { every = 0 } }"]
        {
            let text = format!("title = \"x\"\n[[fault]]\ndo = {action}\n");
            assert!(Scenario::parse(&text, "x").is_err(), "{action}");
        }
    }

    #[test]
    fn every_shipped_scenario_is_read_and_opens_with_a_comment() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let mut read = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("# "), "{} says what fact it imitates", path.display());
            Scenario::load(&path).unwrap();
            read += 1;
        }
        assert!(read >= 60, "{read} scenarios");
    }
}
