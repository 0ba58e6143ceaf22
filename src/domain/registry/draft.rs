//! One row as far as it can be read alone.

use std::sync::Arc;

use super::intake::Name;
use super::words::LevelWord;
use crate::model::{Ogrn, Oktmo, OpaId, PageAddress, PollsOf, RegionCode};

/// What a cell gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Given<T> {
    /// Nothing stands there.
    #[default]
    Absent,
    /// Something stands there that cannot be read; the problem is already told.
    Bad,
    /// The value.
    Good(T),
}

impl<T> Given<T> {
    pub fn good(self) -> Option<T> {
        match self {
            Self::Good(value) => Some(value),
            Self::Absent | Self::Bad => None,
        }
    }

    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// What a row says of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DraftPage {
    Is(PageAddress),
    /// There is none.
    None,
    /// The address cannot be read; that is told.
    Bad,
}

/// One row as far as it can be read alone.
#[derive(Debug)]
pub(super) struct Draft {
    pub row: u32,
    /// The place of its sheet's layout.
    pub layout: u16,
    pub url: Arc<str>,
    pub page: DraftPage,
    pub no_page_reason: Option<Box<str>>,
    /// May be empty where there is an OGRN.
    pub name: Box<str>,
    pub ogrn: Given<Ogrn>,
    pub level: Option<LevelWord>,
    pub region: Given<RegionCode>,
    pub municipality: Option<Name>,
    pub oktmo: Given<Oktmo>,
    pub opa_id: Given<OpaId>,
    pub messages: Given<bool>,
    pub polls: Option<bool>,
    pub polls_of: Option<PollsOf>,
    pub parent: Given<Ogrn>,
    /// The name of the body above, and its number.
    pub founder: Option<Name>,
    pub email: Option<Box<str>>,
    /// Whether the row is to be set aside.
    pub is_bad: bool,
}

impl Draft {
    /// Whether the organisation has an account for messages; when the row does not say, whether it gives one.
    pub const fn is_connected(&self) -> bool {
        match self.messages {
            Given::Good(value) => value,
            Given::Absent | Given::Bad => !self.opa_id.is_absent(),
        }
    }
}
