//! What stands in the cell of a page's address: an address, several, a link behind some words, or that there is no page.

use std::sync::Arc;

use super::cell::Cell;
use super::field::fold;
use crate::model::{AddressError, PageAddress};

/// What the cell says.
#[derive(Debug, PartialEq)]
pub(super) enum PageCell {
    /// Nothing.
    Blank,
    /// The page.
    Page {
        /// As it is to be shown.
        url: Arc<str>,
        address: PageAddress,
        /// Another page to which the link behind the text leads.
        other_link: Option<Arc<str>>,
    },
    /// That there is none.
    None,
    /// Two pages.
    Several { other: String },
    /// Something that is no community.
    Bad(AddressError),
}

/// Sites where public bodies keep pages that are not looked at.
const OTHER_NETWORKS: [&str; 24] = [
    "ok.ru",
    "odnoklassniki.ru",
    "t.me",
    "telegram.me",
    "telegram.org",
    "max.ru",
    "rutube.ru",
    "youtube.com",
    "youtu.be",
    "dzen.ru",
    "zen.yandex.ru",
    "facebook.com",
    "instagram.com",
    "twitter.com",
    "x.com",
    "tiktok.com",
    "wa.me",
    "whatsapp.com",
    "viber.com",
    "tenchat.ru",
    "yappy.media",
    "livejournal.com",
    "my.mail.ru",
    "ruwiki.ru",
];

/// Texts that say there is no page, [`fold`]ed.
const NO_PAGE: [&str; 20] = [
    "страница удалена",
    "удалена",
    "закрыта",
    "страница закрыта",
    "в разработке",
    "планируется",
    "нет",
    "без страницы",
    "прочерк",
    "н д",
    "н а",
    "не требуется",
    "не положено",
    "no",
    "none",
    "n a",
    "na",
    "0",
    "absent",
    "no page",
];
/// How such texts begin.
const NO_PAGE_BEGINS: [&str; 14] = [
    "нет ",
    "не вед",
    "не созда",
    "не име",
    "не заве",
    "не зарегистр",
    "не откры",
    "отсутств",
    "страницы нет",
    "страница не вед",
    "страница отсутств",
    "официальная страница не вед",
    "госпаблик не",
    "госпаблика нет",
];
/// Short texts that could be names of pages, but say that there is none.
const SHORTEST_NAME: usize = 5;

/// Reads the cell.
pub(super) fn read(cell: &Cell<'_>) -> PageCell {
    let text = cell.lines();
    if text.is_empty() {
        return behind(cell).unwrap_or(PageCell::Blank);
    }
    let whole = PageAddress::parse(&text);
    if let Ok(address) = whole {
        if text.len() < SHORTEST_NAME && says_none(&text) {
            return PageCell::None;
        }
        let other_link = other_link(cell, &address);
        return PageCell::Page { url: shown(&text, &address), address, other_link };
    }
    if let Some(found) = spaced(&text).or_else(|| among(&text)) {
        return match found {
            PageCell::Page { url, address, .. } => {
                let other_link = other_link(cell, &address);
                PageCell::Page { url, address, other_link }
            }
            other => other,
        };
    }
    if says_none(&text) {
        return PageCell::None;
    }
    let bad = |error| PageCell::Bad(error);
    behind(cell).unwrap_or_else(|| whole.map_or_else(bad, |_| PageCell::Blank))
}

fn says_none(text: &str) -> bool {
    let folded = fold(text);
    folded.is_empty() || NO_PAGE.contains(&&*folded) || NO_PAGE_BEGINS.iter().any(|begin| folded.starts_with(begin))
}

/// What the links behind the text say, where there are any.
fn behind(cell: &Cell<'_>) -> Option<PageCell> {
    among(cell.links())
}

fn other_link(cell: &Cell<'_>, address: &PageAddress) -> Option<Arc<str>> {
    match behind(cell)? {
        PageCell::Page { url, address: behind, .. } if behind != *address => Some(url),
        _ => None,
    }
}

/// The page among several addresses and other words: the one of VK. `None` where there is no address at all.
fn among(text: &str) -> Option<PageCell> {
    let mut page: Option<(Arc<str>, PageAddress)> = None;
    let (mut error, mut foreign, mut has_other_network) = (None, None, false);
    for word in words(text) {
        match PageAddress::parse(word) {
            Ok(address) => match &page {
                Some((_, known)) if *known == address => {}
                Some(_) => return Some(PageCell::Several { other: word.to_owned() }),
                None => page = Some((shown(word, &address), address)),
            },
            Err(AddressError::OtherSite { host }) if is_other_network(&host) => has_other_network = true,
            Err(other @ AddressError::OtherSite { .. }) => foreign = foreign.or(Some(other)),
            Err(other) => error = error.or(Some(other)),
        }
    }
    match (page, error, has_other_network, foreign) {
        (Some((url, address)), ..) => Some(PageCell::Page { url, address, other_link: None }),
        (None, Some(error), ..) => Some(PageCell::Bad(error)),
        (None, None, true, _) => Some(PageCell::None),
        (None, None, false, foreign) => foreign.map(PageCell::Bad),
    }
}

/// The words of a text that are addresses of something: `https://…`, `vk.com/…`, `www.…`. Those without a blank between
/// them are parted too.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|'));
    parts.flat_map(glued).filter(|word| is_address(word))
}

fn glued(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        // a scheme right behind another is one that was pasted twice
        let far = rest.match_indices("http").map(|(at, _)| at).find(|at| rest[..*at].contains(['.']));
        let (word, after) = rest.split_at(far.unwrap_or(rest.len()));
        rest = after;
        Some(word)
    })
}

fn is_address(word: &str) -> bool {
    let host_and_path = word.split_once("//").map_or(word, |(_, rest)| rest);
    let host = host_and_path.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = host.contains('.') && !host.contains('@') && host.chars().any(char::is_alphabetic);
    is_host && (host.len() < host_and_path.len() || word.contains("//") || word.starts_with("www."))
}

fn is_other_network(host: &str) -> bool {
    OTHER_NETWORKS.iter().any(|site| host.strip_suffix(site).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// An address with a blank inside: `https://vk.com/ name`.
fn spaced(text: &str) -> Option<PageCell> {
    let (host, name) = text.split_once(char::is_whitespace)?;
    if !host.ends_with('/') || name.trim().contains(char::is_whitespace) {
        return None;
    }
    let address = PageAddress::parse(&format!("{host}{}", name.trim())).ok()?;
    Some(PageCell::Page { url: address.to_string().into(), address, other_link: None })
}

/// The address as it is to be shown: as written, unless something was put right.
fn shown(text: &str, address: &PageAddress) -> Arc<str> {
    let is_clean =
        !text.chars().any(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '«' | '»' | '<' | '>' | '(' | ')'))
            && !text.ends_with(['.', ',', ';', ':', '!']);
    let lower = text.get(..8).map(str::to_ascii_lowercase);
    let has_scheme = text.contains("//") || text.contains(":/");
    let is_right =
        !has_scheme || lower.is_some_and(|lower| lower.starts_with("https://") || lower.starts_with("http://"));
    let once = text.matches("//").count() < 2 || !text.contains("://http");
    if is_clean && is_right && once { text.into() } else { address.to_string().into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PageObject;

    fn of(text: &str) -> PageCell {
        read(&Cell::Text(text.into()))
    }

    fn url(text: &str) -> String {
        match of(text) {
            PageCell::Page { url, .. } => url.to_string(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn of_several_links_vks_is_the_page() {
        for text in [
            "https://vk.com/a\nhttps://ok.ru/group/7",
            "https://ok.ru/group/7, https://vk.com/a",
            "ВКонтакте: https://vk.com/a ; Одноклассники: https://ok.ru/group/7",
            "https://ok.ru/group/7https://vk.com/a",
            "https://vk.com/a (основная)",
            "https://vk.com/a https://vk.com/A",
            "сайт www.school.ru, страница https://vk.com/a",
        ] {
            assert_eq!(url(text), "https://vk.com/a", "{text}");
        }
        assert_eq!(of("vk.com/a, vk.com/b"), PageCell::Several { other: "vk.com/b".to_owned() });
    }

    #[test]
    fn what_was_put_right_is_shown_in_its_one_writing() {
        for (text, shown) in [
            ("https://VK.com/A", "https://VK.com/A"),
            ("@a", "@a"),
            ("7", "7"),
            ("https://vk.com//a", "https://vk.com//a"),
            ("htpps://vk.com/a", "https://vk.com/a"),
            ("https:/vk.com/a", "https://vk.com/a"),
            ("https://https://vk.com/a", "https://vk.com/a"),
            ("«vk.com/a».", "https://vk.com/a"),
            ("https://vk.com/ a", "https://vk.com/a"),
        ] {
            assert_eq!(url(text), shown, "{text}");
        }
    }

    #[test]
    fn that_there_is_no_page_is_understood() {
        for text in [
            "нет",
            "Нет.",
            "-",
            "—",
            "не ведётся",
            "Не ведется на основании приказа",
            "отсутствует",
            "0",
            "no",
            "https://ok.ru/group/7",
            "https://t.me/name",
            "max.ru/id1_gos",
            "Телеграм: https://t.me/name, ОК: https://ok.ru/x",
        ] {
            assert_eq!(of(text), PageCell::None, "{text}");
        }
        assert_eq!(of(" \u{a0} "), PageCell::Blank);
        assert_eq!(of("https://vk.com/wall-1_2"), PageCell::Bad(AddressError::Object(PageObject::Post)));
        assert!(matches!(of("https://school.ru"), PageCell::Bad(AddressError::OtherSite { .. })));
        assert!(matches!(of("Страница школы"), PageCell::Bad(AddressError::BadName { .. })));
    }

    #[test]
    fn a_link_behind_words_is_the_page_and_yields_to_an_address_that_stands_there() {
        let linked = |text: &'static str, links: &str| read(&Cell::Text(text.into()).linked(links));
        let page = |url: &str, other_link: Option<&str>| PageCell::Page {
            url: url.into(),
            address: PageAddress::parse(url).unwrap(),
            other_link: other_link.map(Into::into),
        };
        assert_eq!(linked("Министерство 73", "https://vk.com/a"), page("https://vk.com/a", None));
        assert_eq!(linked("", "https://vk.com/a"), page("https://vk.com/a", None));
        assert_eq!(linked("ВК, ОК", "https://vk.com/a\nhttps://ok.ru/b"), page("https://vk.com/a", None));
        assert_eq!(linked("vk.com/a", "https://vk.com/A/"), page("vk.com/a", None));
        assert_eq!(linked("vk.com/a", "https://vk.com/b"), page("vk.com/a", Some("https://vk.com/b")));
        assert_eq!(linked("нет", "https://vk.com/b"), PageCell::None);
    }
}
