//! What can go wrong with one call, as it was met; what to do about it is `error_table`'s business.

use std::fmt;

use super::wire::VkError;
use crate::model::{Unverified, UnverifiedReason};

/// Why one call brought no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// VK answered with an error of its own.
    Vk(VkError),
    /// The server answered with another HTTP status than 200 and without an error of VK.
    Http { status: u16 },
    /// The answer is a web page: a proxy's, a balancer's, or VK's page "too many requests".
    Html,
    /// The answer has no content.
    Empty,
    /// The answer is no JSON, or was cut off.
    BrokenJson { detail: String },
    /// The answer is JSON, but neither an answer nor an error of VK.
    OtherShape { detail: String },
    /// The answer is larger than allowed.
    TooLarge { limit: usize },
    /// No connection came about, or no answer, or not the whole of it, in time.
    Timeout,
    /// No connection came about.
    Connect { detail: String },
    /// The connection broke.
    Broken { detail: String },
}

impl Failure {
    /// The name under which calls with this outcome are counted.
    pub(super) fn outcome(&self) -> String {
        match self {
            Self::Vk(error) => format!("vk_{}", error.code),
            Self::Http { status } => format!("http_{status}"),
            Self::Html => "html".to_owned(),
            Self::Empty => "empty".to_owned(),
            Self::BrokenJson { .. } => "broken_json".to_owned(),
            Self::OtherShape { .. } => "other_shape".to_owned(),
            Self::TooLarge { .. } => "too_large".to_owned(),
            Self::Timeout => "timeout".to_owned(),
            Self::Connect { .. } => "connect".to_owned(),
            Self::Broken { .. } => "broken".to_owned(),
        }
    }

    /// What a page that could not be seen because of it is reported with.
    pub(super) fn unverified(&self) -> Unverified {
        let reason = match self {
            Self::Vk(_) => UnverifiedReason::VkError,
            Self::OtherShape { .. } => UnverifiedReason::BadAnswer,
            Self::Http { .. }
            | Self::Html
            | Self::Empty
            | Self::BrokenJson { .. }
            | Self::TooLarge { .. }
            | Self::Timeout
            | Self::Connect { .. }
            | Self::Broken { .. } => UnverifiedReason::Network,
        };
        Unverified { reason, detail: self.to_string() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vk(error) => error.fmt(f),
            Self::Http { status } => write!(f, "HTTP {status}"),
            Self::Html => f.write_str("a web page in place of an answer"),
            Self::Empty => f.write_str("an empty answer"),
            Self::BrokenJson { detail } => write!(f, "broken JSON: {detail}"),
            Self::OtherShape { detail } => write!(f, "not an answer of VK: {detail}"),
            Self::TooLarge { limit } => write!(f, "the answer is larger than {limit} bytes"),
            Self::Timeout => f.write_str("no answer in time"),
            Self::Connect { detail } => write!(f, "no connection: {detail}"),
            Self::Broken { detail } => write!(f, "the connection broke: {detail}"),
        }
    }
}

impl fmt::Display for VkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VK error {}", self.code)?;
        if let Some(subcode) = self.subcode {
            write!(f, ".{subcode}")?;
        }
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        match &self.redirect_uri {
            // only a person can go there; error 14 leads to a puzzle bound to the call, so its address is of no use
            Some(uri) if self.code == super::error_table::VALIDATION_REQUIRED => write!(f, " ({uri})"),
            _ => Ok(()),
        }
    }
}
