//! A community as VK holds it: identity, state, menu. Knows no rules and no registry.

use std::borrow::Cow;
use std::sync::Arc;

use crate::covers::CoverName;

/// One of the two forms of the feedback platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// Messages and appeals.
    Messages,
    /// Polls and votes.
    Polls,
}

impl Form {
    /// Both forms.
    pub const ALL: [Self; 2] = [Self::Messages, Self::Polls];

    /// The word reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Polls => "polls",
        }
    }

    /// The other form.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Messages => Self::Polls,
            Self::Polls => Self::Messages,
        }
    }
}

/// What kind of community a page is; VK gives it in `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PageKind {
    /// A group (`club1`).
    Group,
    /// A public page (`public1`).
    #[default]
    Page,
    /// An event (`event1`).
    Event,
}

impl PageKind {
    /// The word VK gives in `type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Page => "page",
            Self::Event => "event",
        }
    }

    /// The word that stands before the number in an address.
    pub const fn address_word(self) -> &'static str {
        match self {
            Self::Group => "club",
            Self::Page => "public",
            Self::Event => "event",
        }
    }
}

/// Whether VK shows the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PageState {
    /// Open to everyone.
    #[default]
    Open,
    /// `is_closed` is 1.
    Closed,
    /// `is_closed` is 2.
    Private,
    /// `deactivated` is `deleted`.
    Deleted,
    /// `deactivated` is `banned`.
    Banned,
    /// VK knows no such community.
    Missing,
    /// The short name belongs to a person: for `groups.getById` the same as no community at all.
    TakenByUser,
}

impl PageState {
    /// Whether `groups.getById` gives an object for the page.
    pub const fn exists(self) -> bool {
        !matches!(self, Self::Missing | Self::TakenByUser)
    }

    pub(crate) const fn is_closed(self) -> u8 {
        match self {
            Self::Closed => 1,
            Self::Private => 2,
            _ => 0,
        }
    }

    pub(crate) const fn deactivated(self) -> Option<&'static str> {
        match self {
            Self::Deleted => Some("deleted"),
            Self::Banned => Some("banned"),
            _ => None,
        }
    }
}

/// The address a menu item leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemUrl {
    /// The correct address of this form for the page's organisation; written out only when served, which spares memory.
    Correct(Form),
    /// An address with the page's number between two texts: its album, its application.
    OfPage(&'static str, &'static str),
    /// Any other text.
    Text(Cow<'static, str>),
}

/// The picture of a menu item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cover {
    /// The item has no `cover` key.
    Absent,
    /// `"cover": null`.
    Null,
    /// `"cover": []`.
    EmptyList,
    /// All sizes of a picture that this server draws.
    Drawn(CoverName),
    /// All sizes, all at this address; boxed twice because it is rare and a region holds many covers.
    At(Box<Box<str>>),
}

/// VK's `type` of a menu item; the kinds that pages of public bodies use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each variant is the type of the same name")]
pub enum ItemKind {
    #[default]
    Other,
    App,
    Group,
    Post,
    PhotoAlbum,
    Discussion,
    Photo,
}

impl ItemKind {
    /// The word VK gives in `type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Other => "other",
            Self::App => "app",
            Self::Group => "group",
            Self::Post => "post",
            Self::PhotoAlbum => "photo_album",
            Self::Discussion => "discussion",
            Self::Photo => "photo",
        }
    }
}

/// One item of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// VK's number of the item.
    pub id: u32,
    /// The title under the picture.
    pub title: Cow<'static, str>,
    /// Where it leads.
    pub url: ItemUrl,
    /// VK's `type`.
    pub kind: ItemKind,
    /// The picture.
    pub cover: Cover,
    /// `is_hidden`, left out when `None`.
    pub hidden: Option<bool>,
}

impl MenuItem {
    /// An item that leads to `url`, with no picture.
    pub fn new(title: impl Into<Cow<'static, str>>, url: impl Into<Cow<'static, str>>) -> Self {
        Self {
            id: 1,
            title: title.into(),
            url: ItemUrl::Text(url.into()),
            kind: ItemKind::Other,
            cover: Cover::Absent,
            hidden: None,
        }
    }

    /// The same item with a picture.
    #[must_use]
    pub fn with_cover(mut self, cover: Cover) -> Self {
        self.cover = cover;
        self
    }

    /// The same item, hidden or not.
    #[must_use]
    pub const fn with_hidden(mut self, hidden: bool) -> Self {
        self.hidden = Some(hidden);
        self
    }
}

/// The menu of a page in the shapes VK may give it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Menu {
    /// No `menu` key.
    #[default]
    Absent,
    /// `"menu": null`.
    Null,
    /// A menu without `items`.
    WithoutItems,
    /// A menu with items, maybe none.
    Items {
        /// `is_hidden` of the menu, left out when `None`.
        hidden: Option<bool>,
        /// The items from left to right.
        items: Box<[MenuItem]>,
    },
}

/// A community as VK holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The community's number.
    pub id: u64,
    /// Its name.
    pub name: Arc<str>,
    /// The short name, or `None` where VK gives `club<ID>`.
    pub screen_name: Option<Box<str>>,
    /// What kind of community it is.
    pub kind: PageKind,
    /// Whether VK shows it.
    pub state: PageState,
    /// `is_government_organization`, left out when `None`.
    pub government: Option<bool>,
    /// The menu.
    pub menu: Menu,
    /// The community's JSON to be served as it is, instead of everything above but the id and the short name.
    pub raw: Option<Box<Box<str>>>,
}

impl Page {
    /// An open official page without a menu.
    pub fn new(id: u64, name: &str) -> Self {
        Self {
            id,
            name: Arc::from(name),
            screen_name: None,
            kind: PageKind::Page,
            state: PageState::Open,
            government: Some(true),
            menu: Menu::Absent,
            raw: None,
        }
    }

    /// The same page with a short name.
    #[must_use]
    pub fn with_screen_name(mut self, screen_name: &str) -> Self {
        self.screen_name = Some(screen_name.into());
        self
    }

    /// The same page with these menu items, numbered from 1.
    #[must_use]
    pub fn with_items(mut self, items: Vec<MenuItem>) -> Self {
        let numbered = items.into_iter().zip(1..).map(|(item, id)| MenuItem { id, ..item }).collect();
        self.menu = Menu::Items { hidden: None, items: numbered };
        self
    }

    /// The same page in another state.
    #[must_use]
    pub const fn with_state(mut self, state: PageState) -> Self {
        self.state = state;
        self
    }

    /// The name VK answers with: the short name, or `club<ID>` even for public pages.
    pub fn answered_screen_name(&self) -> Cow<'_, str> {
        self.screen_name.as_deref().map_or_else(
            || {
                let word = if self.kind == PageKind::Event { "event" } else { "club" };
                Cow::Owned(format!("{word}{}", self.id))
            },
            Cow::Borrowed,
        )
    }
}
