//! Any way people write the address of a VK community, brought to its identity.

mod error;
mod repair;

use std::fmt;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use url::Url;

use super::GroupId;
pub use error::{AddressError, PageObject};
use repair::{Scheme, bared, is_cyrillic, latin_twin, split_scheme};

/// The address of a community: a number, or a short name in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageAddress(Kind);

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
    Id(GroupId),
    /// Shared: a registry, a pass and a look at pages hold the same addresses.
    Name(Arc<str>),
}

/// Hosts of VK whose paths name pages.
const HOSTS: [&str; 3] = ["vk.com", "vk.ru", "vkontakte.ru"];
/// What may stand before them: the site for phones, and former ones.
const HOST_PREFIXES: [&str; 4] = ["www.", "m.", "new.", "wap."];
/// VK's shorteners: where they lead only VK knows.
const SHORTENERS: [&str; 2] = ["vk.cc", "vk.link"];
/// Where one writes to a community.
const MESSENGER: &str = "vk.me";
/// VK's site of videos.
const VIDEO_SITE: &str = "vkvideo.ru";
/// Prefixes that, followed by digits only, name a community by its number.
const COMMUNITY_PREFIXES: [&str; 3] = ["club", "public", "event"];
/// What VK numbers without a sign too; other words with a number behind them are short names.
const NUMBERED: [&str; 14] = [
    "wall", "topic", "photo", "photos", "album", "albums", "video", "videos", "audio", "audios", "doc", "docs",
    "board", "market",
];
/// VK's own pages, which no community can be named.
const SERVICE_NAMES: [&str; 14] = [
    "feed",
    "im",
    "friends",
    "groups",
    "login",
    "settings",
    "search",
    "away.php",
    "share.php",
    "widget_community.php",
    "apps",
    "music",
    "clips",
    "video",
];
/// A short name has at most 32 characters (VK documentation, "limits"); legacy ones may be as short as one.
const LONGEST_NAME: usize = 32;
/// Endings by which a bare text with a dot is read as a site and not as a short name.
const SITE_ENDINGS: [&str; 10] = ["ru", "com", "org", "net", "me", "su", "info", "gov", "рф", "cc"];
/// How much of a foreign text an error repeats.
const QUOTED_CHARS: usize = 60;

impl PageAddress {
    /// Reads any of the accepted forms: an address at `vk.com`, `vk.ru`, `vkontakte.ru` (with `m.` or `www.`, with or
    /// without scheme, trailing slash, query, fragment), `club1`, `public1`, `event1`, `@name`, a bare name or number.
    ///
    /// # Errors
    /// Tells what the text is instead of a community's address.
    ///
    /// ```
    /// use vk_page_auditor_domain::model::PageAddress;
    /// let address = PageAddress::parse("m.vk.ru/Official_Page/?from=group#top").unwrap();
    /// assert_eq!(address.to_string(), "https://vk.com/official_page");
    /// assert_eq!(PageAddress::parse("https://vk.com/public7"), PageAddress::parse("7"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = bared(text);
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let (scheme, rest) = split_scheme(text);
        if scheme == Scheme::None && !rest.contains(['/', '?', '#']) {
            let bare = rest.strip_prefix('@').unwrap_or(rest);
            if rest.starts_with('@') || !looks_like_site(bare) {
                return Self::from_segment(bare);
            }
        }
        if scheme != Scheme::Other
            && let Some(segment) = canonical_segment(rest)
        {
            return Self::from_segment(segment);
        }
        Self::parse_url(text, scheme, rest)
    }

    /// Reads whatever a browser would.
    fn parse_url(text: &str, scheme: Scheme, rest: &str) -> Result<Self, AddressError> {
        let url = Url::parse(&format!("https://{rest}")).map_err(|_| bad_name(text))?;
        let host = url.host_str().unwrap_or_default().trim_end_matches('.');
        if scheme == Scheme::Other {
            return Err(AddressError::OtherSite { host: quoted(host) });
        }
        if !HOSTS.contains(&without_prefix(host)) {
            return Err(elsewhere(host));
        }
        let mut segments = url.path_segments().into_iter().flatten().filter(|segment| !segment.is_empty());
        let Some(first) = segments.next() else { return Err(AddressError::Empty) };
        let first = percent_decode_str(first).decode_utf8_lossy();
        if segments.next().is_some() {
            let prefix = first.trim_start_matches('@');
            return Err(AddressError::Object(PageObject::by_prefix(prefix).unwrap_or(PageObject::Other)));
        }
        match first.strip_prefix('@') {
            Some(article) if article.contains('-') => Err(AddressError::Object(PageObject::Article)),
            Some(name) => Self::from_segment(name),
            None => Self::from_segment(&first).map_err(|error| shown_by(&url, error)),
        }
    }

    fn from_segment(segment: &str) -> Result<Self, AddressError> {
        // no name ends with a dot: it is the end of a sentence, also before a query
        let name = segment.trim_end_matches('.').to_ascii_lowercase();
        if name.is_empty() {
            return Err(AddressError::Empty);
        }
        if is_digits(&name) {
            return GroupId::parse(&name).map(Self::from).map_err(|_| AddressError::BadNumber);
        }
        if name.strip_prefix(['-', '−', '–']).is_some_and(is_digits) {
            return Err(AddressError::BadNumber);
        }
        for prefix in COMMUNITY_PREFIXES {
            if let Some(number) = name.strip_prefix(prefix)
                && is_digits(number)
            {
                return GroupId::parse(number).map(Self::from).map_err(|_| AddressError::BadNumber);
            }
        }
        if name.strip_prefix("id").is_some_and(is_digits) {
            return Err(AddressError::UserProfile);
        }
        if name.strip_prefix("app").is_some_and(|rest| is_digits(rest.split('_').next().unwrap_or_default())) {
            return Err(AddressError::App);
        }
        if let Some(object) = object(&name) {
            return Err(AddressError::Object(object));
        }
        if SERVICE_NAMES.contains(&name.as_str()) {
            return Err(AddressError::Service);
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
        if name.len() <= LONGEST_NAME && name.bytes().all(allowed) {
            Ok(Self(Kind::Name(name.into())))
        } else {
            Err(strange_name(segment))
        }
    }

    /// The community's number, where the address names it.
    pub const fn group_id(&self) -> Option<GroupId> {
        match &self.0 {
            Kind::Id(id) => Some(*id),
            Kind::Name(_) => None,
        }
    }

    /// The short name in lower case, where the address names it.
    pub fn screen_name(&self) -> Option<&str> {
        match &self.0 {
            Kind::Id(_) => None,
            Kind::Name(name) => Some(name),
        }
    }
}

impl From<GroupId> for PageAddress {
    fn from(id: GroupId) -> Self {
        Self(Kind::Id(id))
    }
}

/// The address in one canonical writing that parses back to itself.
impl fmt::Display for PageAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Id(id) => write!(f, "https://vk.com/club{id}"),
            Kind::Name(name) => write!(f, "https://vk.com/{name}"),
        }
    }
}

/// What names the page in an address that is written as VK shows it, as nearly all of a registry are; `None` where only a
/// parser of URLs can tell.
fn canonical_segment(rest: &str) -> Option<&str> {
    let (host, path) = rest.split_once('/')?;
    let segment = path.strip_suffix('/').unwrap_or(path);
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
    // a dot at the beginning may be a step upwards
    let is_plain = !segment.is_empty() && !segment.starts_with('.') && segment.bytes().all(is_allowed);
    (HOSTS.contains(&without_prefix(host)) && is_plain).then_some(segment)
}

/// The host without `www.`, `m.` or the like.
fn without_prefix(host: &str) -> &str {
    HOST_PREFIXES.iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(host)
}

/// What an address is that leads to a host without communities.
fn elsewhere(host: &str) -> AddressError {
    let is_below = |site: &str| host.strip_suffix(site).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if HOSTS.iter().any(|site| is_below(site)) {
        AddressError::Service
    } else if SHORTENERS.iter().any(|site| is_below(site)) {
        AddressError::ShortLink { host: quoted(host) }
    } else if is_below(MESSENGER) {
        AddressError::Object(PageObject::Message)
    } else if is_below(VIDEO_SITE) {
        AddressError::Object(PageObject::Video)
    } else {
        AddressError::OtherSite { host: quoted(host) }
    }
}

/// One of VK's own pages may show something in a window over it: `feed?w=wall-1_2`, `im?sel=-1`.
fn shown_by(url: &Url, error: AddressError) -> AddressError {
    if error != AddressError::Service {
        return error;
    }
    let shown = url.query_pairs().find_map(|(name, value)| match &*name {
        "sel" => Some(PageObject::Message),
        "w" | "z" => object(&value),
        _ => None,
    });
    shown.map_or(error, AddressError::Object)
}

/// The thing whose address is a word followed by its number, or by its owner's and its own.
fn object(name: &str) -> Option<PageObject> {
    let letters = name.bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'_').count();
    let (prefix, number) = name.split_at(letters);
    let is_sure = number.starts_with('-') || NUMBERED.contains(&prefix);
    PageObject::by_prefix(prefix).filter(|_| is_sure && is_object_number(number))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `-1_2`, `1_2`, `-1`, `1`: what follows `wall`, `photo`, ... in the address of an object.
fn is_object_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    text.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

fn looks_like_site(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(_, ending)| SITE_ENDINGS.contains(&ending.to_lowercase().as_str()))
}

fn quoted(text: &str) -> String {
    text.chars().take(QUOTED_CHARS).collect()
}

fn bad_name(text: &str) -> AddressError {
    AddressError::BadName { name: quoted(text) }
}

/// A name with a character that none has; Cyrillic letters among Latin ones are named, for nobody sees them.
fn strange_name(segment: &str) -> AddressError {
    let mut letters = String::new();
    for letter in segment.chars().filter(|letter| is_cyrillic(*letter)) {
        if !letters.contains(letter) {
            letters.push(letter);
        }
    }
    // what has blanks is a sentence
    let is_word = !segment.contains(char::is_whitespace) && segment.bytes().any(|byte| byte.is_ascii_alphanumeric());
    if letters.is_empty() || !is_word {
        return bad_name(segment);
    }
    let twin = |letter: char| if is_cyrillic(letter) { latin_twin(letter) } else { Some(letter.to_ascii_lowercase()) };
    let latin = segment.chars().map(twin).collect::<Option<String>>();
    let latin = latin.filter(|name| PageAddress::from_segment(name).is_ok());
    AddressError::CyrillicLetters { name: quoted(segment), letters, latin }
}

#[cfg(test)]
mod tests;
