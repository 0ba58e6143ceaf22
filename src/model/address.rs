//! Any way people write the address of a VK community, brought to its identity.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;
use url::Url;

use super::{GroupId, is_blank};

/// The address of a community: a number, or a short name in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageAddress(Kind);

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
    Id(GroupId),
    /// Shared: a registry, a pass and a look at pages hold the same addresses.
    Name(Arc<str>),
}

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
    /// A person's page.
    #[error("a user's profile, not a community")]
    UserProfile,
    /// A post, photo, topic or other thing on a page.
    #[error("a post or another object on a page, not a community")]
    Object,
    /// An app.
    #[error("an app, not a community")]
    App,
    /// One of VK's own pages (`feed`, `im`, ...).
    #[error("a page of VK itself, not a community")]
    Service,
    /// A negative or zero number, or one that is too large.
    #[error("not the number of a community")]
    BadNumber,
    /// Characters that no short name has, or a length that none has.
    #[error("not a short name: {name}")]
    BadName {
        /// The text in place of the name; may be cut.
        name: String,
    },
}

/// Hosts of VK whose paths name pages; `www.` and `m.` before them are dropped first.
const HOSTS: [&str; 3] = ["vk.com", "vk.ru", "vkontakte.ru"];
/// Prefixes that, followed by digits only, name a community by its number.
const COMMUNITY_PREFIXES: [&str; 3] = ["club", "public", "event"];
/// Prefixes that, followed by a number (or owner and number), name an object on a page.
const OBJECT_PREFIXES: [&str; 14] = [
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
    /// use vk_page_auditor::model::PageAddress;
    /// let address = PageAddress::parse("m.vk.ru/Official_Page/?from=group#top").unwrap();
    /// assert_eq!(address.to_string(), "https://vk.com/official_page");
    /// assert_eq!(PageAddress::parse("https://vk.com/public7"), PageAddress::parse("7"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim_matches(is_blank);
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let (scheme, rest) = split_scheme(text);
        if scheme.is_none() && !rest.contains(['/', '?', '#']) {
            let bare = rest.strip_prefix('@').unwrap_or(rest);
            if rest.starts_with('@') || !looks_like_site(bare) {
                return Self::from_segment(bare);
            }
        }
        if scheme.is_none_or(is_web)
            && let Some(segment) = canonical_segment(rest)
        {
            return Self::from_segment(segment);
        }
        Self::parse_url(text, scheme, rest)
    }

    /// Reads whatever a browser would.
    fn parse_url(text: &str, scheme: Option<&str>, rest: &str) -> Result<Self, AddressError> {
        let url = Url::parse(&format!("https://{rest}")).map_err(|_| bad_name(text))?;
        let host = url.host_str().unwrap_or_default();
        if !HOSTS.contains(&without_prefix(host)) || scheme.is_some_and(|scheme| !is_web(scheme)) {
            return Err(AddressError::OtherSite { host: quoted(host) });
        }
        let mut segments = url.path_segments().into_iter().flatten().filter(|segment| !segment.is_empty());
        let Some(first) = segments.next() else { return Err(AddressError::Empty) };
        if segments.next().is_some() {
            return Err(AddressError::Object);
        }
        Self::from_segment(first.strip_prefix('@').unwrap_or(first))
    }

    fn from_segment(segment: &str) -> Result<Self, AddressError> {
        let name = segment.to_ascii_lowercase();
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
        if OBJECT_PREFIXES.iter().any(|prefix| name.strip_prefix(prefix).is_some_and(is_object_number)) {
            return Err(AddressError::Object);
        }
        if SERVICE_NAMES.contains(&name.as_str()) {
            return Err(AddressError::Service);
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
        if name.len() <= LONGEST_NAME && name.bytes().all(allowed) {
            Ok(Self(Kind::Name(name.into())))
        } else {
            Err(bad_name(segment))
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

/// The host without `www.` or `m.`.
fn without_prefix(host: &str) -> &str {
    ["www.", "m."].iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(host)
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

fn is_web(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
}

fn split_scheme(text: &str) -> (Option<&str>, &str) {
    match text.split_once("://") {
        Some((scheme, rest)) if !scheme.contains(['/', '?', '#']) => (Some(scheme), rest),
        _ => (None, text.strip_prefix("//").unwrap_or(text)),
    }
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

#[cfg(test)]
mod tests {

    use proptest::prelude::*;

    use super::*;

    fn canonical(text: &str) -> String {
        PageAddress::parse(text).unwrap().to_string()
    }

    #[test]
    fn every_accepted_writing_names_the_same_page() {
        for text in [
            "https://vk.com/club1",
            "http://vk.ru/public1",
            "m.vk.com/event1",
            "www.vk.ru/club1/",
            "vkontakte.ru/CLUB1",
            "https://m.vk.ru/club1?w=wall-1_2#x",
            "club1",
            "@public1",
            "1",
            " \u{feff}https://vk.com/club1\u{200b} ",
            "HTTPS://VK.COM/Club1",
            "//vk.com/club1",
            "https://vk.com//club1",
        ] {
            assert_eq!(canonical(text), "https://vk.com/club1", "{text}");
        }
        for text in ["https://vk.com/Gorod.N_1", "gorod.n_1", "@gorod.n_1", "vk.ru/@gorod.n_1/?a=b"] {
            assert_eq!(canonical(text), "https://vk.com/gorod.n_1", "{text}");
        }
    }

    #[test]
    fn what_is_no_community_is_named() {
        use AddressError::{App, BadNumber, Empty, Object, Service, UserProfile};
        for (text, error) in [
            ("", Empty),
            ("https://vk.com/", Empty),
            ("vk.com", Empty),
            ("@", Empty),
            ("https://vk.com/id1", UserProfile),
            ("https://vk.com/wall-1_2", Object),
            ("vk.com/topic-1_2", Object),
            ("https://vk.com/albums-1", Object),
            ("https://vk.com/club1/market", Object),
            ("https://vk.ru/app8181405", App),
            ("vk.com/app5708398_-101755861#x", App),
            ("https://vk.com/feed?w=wall-1_2", Service),
            ("-1", BadNumber),
            ("0", BadNumber),
            ("club0", BadNumber),
            ("99999999999999999999", BadNumber),
        ] {
            assert_eq!(PageAddress::parse(text), Err(error), "{text}");
        }
        for text in [
            "https://ok.ru/group1",
            "ok.ru",
            "t.me/name",
            "ftp://vk.com/club1",
            "https://vk.com.evil.org/club1",
            "https://vk.com@evil.org/club1",
            "https://127.0.0.1/club1",
        ] {
            assert!(matches!(PageAddress::parse(text), Err(AddressError::OtherSite { .. })), "{text}");
        }
        for text in ["имя", "a b", "a-b", "https://vk.com/%D0%B0", &"x".repeat(33)] {
            assert!(matches!(PageAddress::parse(text), Err(AddressError::BadName { .. })), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_leads_where_the_long_one_does(
            rest in "(m\\.|www\\.|w\\.)?(vk\\.(com|ru)|VK\\.com|ok\\.ru)/[a-zA-Z0-9_.]{0,10}/?|.{0,12}",
        ) {
            if canonical_segment(&rest).is_some() {
                prop_assert_eq!(PageAddress::parse(&format!("https://{rest}")), PageAddress::parse_url(&rest, None, &rest));
            }
        }

        #[test]
        fn any_text_is_read_or_refused_and_what_is_shown_reads_back(text in "(https?://)?(m\\.|www\\.)?(vk\\.(com|ru)/)?.{0,40}") {
            if let Ok(address) = PageAddress::parse(&text) {
                prop_assert_eq!(PageAddress::parse(&address.to_string()), Ok(address));
            }
        }
    }
}
