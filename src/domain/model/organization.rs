//! Who must have a page: one organisation with everything the forms' URLs need, parents already resolved.

use std::fmt;
use std::sync::Arc;

use super::{Ogrn, Oktmo, OpaId, RegionCode};

/// Which kind of body an organisation is; it decides the shape of the polls form's URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// A body of the region (РОИВ).
    Regional,
    /// A municipal body (ОМСУ).
    Municipal,
    /// An organisation subordinate to either (Подвед).
    Subordinate,
}

impl Level {
    /// All levels, from the region down.
    pub const ALL: [Self; 3] = [Self::Regional, Self::Municipal, Self::Subordinate];

    /// The stable text, as in registries and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Regional => "regional",
            Self::Municipal => "municipal",
            Self::Subordinate => "subordinate",
        }
    }

    /// Finds the level with this stable text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whose polls form a subordinate organisation shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PollsOf {
    /// The form of its municipality (`mun_code`, `vk2`).
    Municipality,
    /// The form of its region (`reg_code`, `vk1`).
    Region,
}

impl PollsOf {
    /// Both, the municipality first.
    pub const ALL: [Self; 2] = [Self::Municipality, Self::Region];

    /// The stable text, as in registries and policies.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::Region => "region",
        }
    }

    /// Finds the word with this stable text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

impl fmt::Display for PollsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An organisation of the registry; what is inherited from the bodies above it has been filled in. What no row tells is
/// unknown (`None`): it is checked for form and agreement, never for equality.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organization {
    /// Its name as the registry gives it; empty where the registry knows it by its OGRN alone.
    pub name: Box<str>,
    /// Its own OGRN: `utm_campaign` of both forms.
    pub ogrn: Option<Ogrn>,
    /// Which kind of body it is.
    pub level: Option<Level>,
    /// Of a subordinate organisation: the level of the nearest regional or municipal body above it. It decides whose polls
    /// form is due.
    pub body_level: Option<Level>,
    /// Its region: `utm_medium` of both forms.
    pub region_code: Option<RegionCode>,
    /// The name of its municipality; shared between the municipality's organisations.
    pub municipality: Option<Arc<str>>,
    /// Its municipality's code, its own or inherited.
    pub oktmo: Option<Oktmo>,
    /// Its own account in the feedback platform.
    pub opa_id: Option<OpaId>,
    /// The account whose messages form the page must show: its own when it is connected for messages,
    /// else that of the nearest connected ancestor (official instruction, third paragraph).
    pub messages_opa_id: Option<OpaId>,
    /// The name of the body whose account [`Organization::messages_opa_id`] is, where it is not its own.
    pub messages_from: Option<Arc<str>>,
    /// Whether it is connected for messages itself.
    pub messages_connected: Option<bool>,
    /// Whether the body whose polls form is due is connected for polls.
    pub polls_connected: Option<bool>,
    /// Whose polls form a subordinate of a regional body shows, where the registry says so for itself.
    pub polls_of: Option<PollsOf>,
    /// The body it is subordinate to.
    pub parent_ogrn: Option<Ogrn>,
    /// Whom to write to about the page.
    pub contact_email: Option<Box<str>>,
}
