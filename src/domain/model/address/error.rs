//! Why a text is not the address of a community, as typed data; the words are made in `words`.

use thiserror::Error;

/// Why a text is not the address of a community.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AddressError {
    /// There is no text, or no page named in it.
    #[error("no page is named")]
    Empty,
    /// The address leads to another site than VK.
    #[error("another site than VK: {host}")]
    OtherSite {
        /// That site.
        host: String,
    },
    /// A shortened link of VK's, which does not tell where it leads.
    #[error("a shortened link: {host}")]
    ShortLink {
        /// The shortener.
        host: String,
    },
    /// A person's page.
    #[error("a user's profile, not a community")]
    UserProfile,
    /// Something on a page, or that belongs to one.
    #[error("{0:?} of a page, not a community")]
    Object(PageObject),
    #[error("an app, not a community")]
    App,
    /// One of VK's own pages (`feed`, `im`, ...).
    #[error("a page of VK itself, not a community")]
    Service,
    /// A negative or zero number, or one that is too large.
    #[error("not the number of a community")]
    BadNumber,
    /// A short name with Cyrillic letters in it, which look like Latin ones or were typed with the wrong keyboard.
    #[error("Cyrillic letters in a short name: {name}")]
    CyrillicLetters {
        /// The text in place of the name; may be cut.
        name: String,
        /// Those letters, each once.
        letters: String,
        /// The name with the Latin letters that look the same, where each of them has one.
        latin: Option<String>,
    },
    /// Characters that no short name has, or a length that none has.
    #[error("not a short name: {name}")]
    BadName {
        /// The text in place of the name; may be cut.
        name: String,
    },
}

/// A thing with an address of its own that is no community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageObject {
    /// An entry of a wall, or the wall.
    Post,
    /// A discussion, or the list of them.
    Topic,
    Photo,
    /// An album of photos, or the list of them.
    Album,
    /// A video, or the place of them.
    Video,
    /// A track, a playlist or a podcast.
    Audio,
    /// A file.
    Document,
    /// Goods.
    Market,
    /// A conversation with a community.
    Message,
    /// An article, or a page of a wiki.
    Article,
    /// A story.
    PageTimeline,
    /// Anything else below the address of a page.
    Other,
}

impl PageObject {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::Post,
        Self::Topic,
        Self::Photo,
        Self::Album,
        Self::Video,
        Self::Audio,
        Self::Document,
        Self::Market,
        Self::Message,
        Self::Article,
        Self::PageTimeline,
        Self::Other,
    ];

    /// The kind whose addresses begin so: `wall-1_2`, `market`, ...
    pub(super) fn by_prefix(prefix: &str) -> Option<Self> {
        Some(match prefix {
            "wall" | "post" | "reply" => Self::Post,
            "topic" | "board" => Self::Topic,
            "photo" | "photos" => Self::Photo,
            "album" | "albums" => Self::Album,
            "video" | "videos" | "clip" | "clips" | "video_ext" => Self::Video,
            "audio" | "audios" | "audio_playlist" | "podcast" | "podcasts" | "music" => Self::Audio,
            "doc" | "docs" => Self::Document,
            "market" | "product" | "uslugi" => Self::Market,
            "write" | "im" | "convo" => Self::Message,
            "page" | "pages" | "article" => Self::Article,
            "story" | "stories" | "narrative" => Self::PageTimeline,
            _ => return None,
        })
    }
}
