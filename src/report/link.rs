//! Which texts may become links a person can click. Everything a page or a registry says is foreign text: only http
//! and https lead anywhere, and nothing that hides characters.

use domain::model::{PageAddress, PageIdentity};
use words::is_hidden;

/// The address to open for a page: canonical, whatever the registry wrote; `None` where no page is named.
pub fn page(page: &PageIdentity) -> Option<String> {
    PageAddress::parse(&page.url)
        .ok()
        .or_else(|| page.group_id.map(PageAddress::from))
        .map(|address| address.to_string())
}

/// The text itself, if it is an http or https URL that shows all it holds.
pub fn web(text: &str) -> Option<&str> {
    let scheme = text.split_once("://")?.0;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    (is_web && !text.chars().any(|character| is_hidden(character) || character.is_whitespace())).then_some(text)
}

/// The text itself, if a browser may load a picture from it: https only.
pub fn picture(text: &str) -> Option<&str> {
    web(text).filter(|text| text.as_bytes()[..5].eq_ignore_ascii_case(b"https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        for text in ["javascript:alert(1)", "javascript://x/%0aalert(1)", "data:text/html,x", "//a", "https://a b", "a"]
        {
            assert_eq!(web(text), None, "{text}");
        }
        assert_eq!(web("HTTP://a"), Some("HTTP://a"));
        assert_eq!(picture("http://a"), None);
        assert_eq!(picture("https://a"), Some("https://a"));
    }

    #[test]
    fn a_page_opens_by_its_canonical_address() {
        let mut identity = PageIdentity {
            url: "m.vk.ru/Name?x".into(),
            group_id: domain::model::GroupId::new(7).ok(),
            screen_name: None,
            name: None,
        };
        assert_eq!(page(&identity).as_deref(), Some("https://vk.com/name"));
        identity.url = "javascript:alert(1)".into();
        assert_eq!(page(&identity).as_deref(), Some("https://vk.com/club7"));
        identity.group_id = None;
        assert_eq!(page(&identity), None);
    }
}
