//! What the pages need to know besides the store.

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderName;
use ipnet::IpNet;
use jiff::tz::TimeZone;

use app::schedule::{ByHand, ScheduledPass};
use domain::policy::Policy;
use domain::registry::RegistryOptions;
use report::ApprovedCover;
use store::{KeptPolicy, Removals};
use words::Lang;

/// What stays the same while the service runs.
#[derive(Debug, Clone)]
pub struct Options {
    /// The language for those who ask for none.
    pub lang: Lang,
    /// The time zone of moments written for people.
    pub time_zone: TimeZone,
    /// The address under which the service is reached, without a `/` at the end.
    pub public_url: Option<String>,
    /// Whether strangers may check single pages.
    pub public_check: bool,
    /// Proxies whose word on the client's address counts.
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which they name the person they let in.
    pub sign_on_header: Option<HeaderName>,
    /// A session ends when nothing was asked in it for so long.
    pub session_idle: Duration,
    /// A session ends after so long in any case.
    pub session_lasts: Duration,
}

impl Options {
    /// Whether browsers reach the service by https.
    pub fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// What a reload changes.
pub struct Live {
    pub policy: Arc<Policy>,
    /// The same as the store keeps them.
    pub kept_policy: KeptPolicy,
    /// The approved covers; may be none.
    pub covers: Arc<[ApprovedCover]>,
    pub passes: Vec<ScheduledPass>,
    /// How long after a suspicious look the next one comes.
    pub second_look: Duration,
    /// How many pages a batch has at the most.
    pub batch_size: usize,
    /// How a registry is taken over.
    pub registry: RegistryRules,
}

/// How a registry is taken over.
#[derive(Debug, Clone)]
pub struct RegistryRules {
    /// The file that is followed; what it says wins over what is imported otherwise when it changes next.
    pub file: Option<String>,
    /// What applies to all rows.
    pub options: RegistryOptions,
    /// How many pages may be removed unasked.
    pub removals: Removals,
}

impl Default for RegistryRules {
    fn default() -> Self {
        Self { file: None, options: RegistryOptions::default(), removals: Removals::Any }
    }
}

impl Live {
    /// What every run that a person asks for needs.
    pub fn by_hand(&self) -> ByHand {
        ByHand { policy: self.kept_policy.clone(), batch_size: self.batch_size, second_look: self.second_look }
    }
}
