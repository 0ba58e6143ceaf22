//! Whose links stand on a page: the organisations that they name, for a look-up in the registry before the audit.

use crate::model::{Ogrn, Organization, PageSnapshot, is_blank};

/// The OGRNs in the links of a page's menu but for the organisation's own; nothing where that one is not known, for then
/// nobody can say whose links are another's.
pub fn organizations_named(page: &PageSnapshot, organization: Option<&Organization>) -> Vec<Ogrn> {
    let Some(own) = organization.and_then(|organization| organization.ogrn) else { return Vec::new() };
    let mut named = Vec::new();
    for item in page.menu.iter().flat_map(|menu| &menu.items) {
        for ogrn in numbers(&item.url) {
            if ogrn != own && !named.contains(&ogrn) {
                named.push(ogrn);
            }
        }
    }
    named
}

/// Every OGRN in a text, also one that a blank parts.
fn numbers(text: &str) -> Vec<Ogrn> {
    if text.bytes().filter(u8::is_ascii_digit).count() < Ogrn::LENGTH {
        return Vec::new();
    }
    let bare = text.replace("%20", "").replace('+', "").replace(is_blank, "");
    bare.split(|it: char| !it.is_ascii_digit()).filter_map(|digits| Ogrn::parse(digits).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::sample::{MESSAGES_URL, correct_page, school};

    #[test]
    fn only_other_organizations_are_named() {
        let mut page = correct_page();
        assert_eq!(organizations_named(&page, Some(&school())), []);
        page.menu.as_mut().unwrap().items[0].url = MESSAGES_URL.replace("1027301172106", "103231%201673074").into();
        let other = Ogrn::parse("1032311673074").unwrap();
        assert_eq!(organizations_named(&page, Some(&school())), [other]);
        assert_eq!(organizations_named(&page, None), []);
    }
}
