//! What VK shows of one community, in the field's words and free of VK's wire format.

use super::GroupId;

/// A community as VK showed it at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSnapshot {
    /// The identity of the community; screen names change hands, this does not.
    pub group_id: GroupId,
    /// The short name in the address, where VK gave one.
    pub screen_name: Option<Box<str>>,
    /// The name shown at the top of the page.
    pub name: Box<str>,
    /// Who may see the page.
    pub access: Access,
    /// Set when the community is deleted or banned.
    pub deactivated: Option<Deactivated>,
    /// Whether VK marks it as a government organisation's; `None` when VK said nothing.
    pub is_government_organization: Option<bool>,
    /// The menu; `None` when VK gave none.
    pub menu: Option<Menu>,
}

/// Who may see a community (`is_closed` of `groups.getById`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// Everyone (0).
    Open,
    /// Members, after the owner's consent (1).
    Closed,
    /// Those invited (2).
    Private,
}

impl Access {
    /// The word shown as observed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Private => "private",
        }
    }
}

/// Why a community is no longer alive (`deactivated` of `groups.getById`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Deactivated {
    /// Its owner deleted it.
    Deleted,
    /// VK banned it.
    Banned,
    /// A word that VK's documentation does not list; kept as it is.
    Other(Box<str>),
}

impl Deactivated {
    /// The word VK uses.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Deleted => "deleted",
            Self::Banned => "banned",
            Self::Other(word) => word,
        }
    }
}

/// The menu of a community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// Whether visitors do not see the menu at all.
    pub is_hidden: bool,
    /// The items from left to right; position 1 is the first.
    pub items: Vec<MenuItem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// The title under the cover, as VK gave it.
    pub title: Box<str>,
    /// Where it leads, as VK gave it.
    pub url: Box<str>,
    /// Whether visitors do not see this item.
    pub is_hidden: bool,
    /// The cover in the sizes VK offers; empty when the item has none.
    pub cover: Vec<CoverImage>,
}

/// One size of a cover picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CoverImage {
    /// Where the picture is.
    pub url: Box<str>,
    /// Pixels across; 0 when VK did not say.
    pub width: u32,
    /// Pixels down; 0 when VK did not say.
    pub height: u32,
}
