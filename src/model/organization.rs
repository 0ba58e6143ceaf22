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

/// An organisation of the registry, complete: what is inherited has been filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Its name as the registry gives it.
    pub name: Box<str>,
    /// Its own OGRN: `utm_campaign` of both forms.
    pub ogrn: Ogrn,
    /// Which kind of body it is.
    pub level: Level,
    /// Its region: `utm_medium` of both forms.
    pub region_code: RegionCode,
    /// The name of its municipality; shared between the municipality's organisations.
    pub municipality: Option<Arc<str>>,
    /// Its municipality's code, its own or inherited; always there for municipal and subordinate ones.
    pub oktmo: Option<Oktmo>,
    /// Its own account in the feedback platform.
    pub opa_id: Option<OpaId>,
    /// The account whose messages form the page must show: its own when it is connected for messages,
    /// else that of the nearest connected ancestor (official instruction, third paragraph).
    pub messages_opa_id: OpaId,
    /// Whether it is connected for messages itself.
    pub messages_connected: bool,
    /// Whether it is connected for polls; informative.
    pub polls_connected: Option<bool>,
    /// The body it is subordinate to.
    pub parent_ogrn: Option<Ogrn>,
    /// Whom to write to about the page.
    pub contact_email: Option<Box<str>>,
}
