//! Is there a page at all, and is it open to everyone: the `page.*` codes.

use super::defect::Defect;
use crate::model::{Access, Code, PageSnapshot, Sight};

/// Checks the page itself. Returns the snapshot when the menu is to be checked too: after a page that is not there, or
/// shows nothing to strangers, there is no further defect to see.
pub(super) fn check<'a>(sight: &'a Sight, defects: &mut Vec<Defect>) -> Option<&'a PageSnapshot> {
    let page = match sight {
        Sight::NotFound => {
            defects.push(Defect::new(Code::PageNotFound));
            return None;
        }
        Sight::Seen(page) => page,
    };
    if let Some(deactivated) = &page.deactivated {
        defects.push(Defect::new(Code::PageDeactivated).observed(deactivated.as_str()));
        return None;
    }
    if page.access != Access::Open {
        let defect = Defect::new(Code::PageClosed).observed(page.access.as_str()).expected(Access::Open.as_str());
        defects.push(defect);
        // VK gives strangers no menu of such a page, or an empty one.
        page.menu.as_ref().filter(|menu| !menu.items.is_empty())?;
    }
    if page.is_government_organization == Some(false) {
        defects.push(Defect::new(Code::PageUnofficial));
    }
    Some(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Deactivated;
    use crate::rules::sample::{codes, correct_page};

    fn check_codes(sight: &Sight) -> (Vec<Code>, bool) {
        let mut defects = Vec::new();
        let goes_on = check(sight, &mut defects).is_some();
        (codes(&defects), goes_on)
    }

    #[test]
    fn open_official_page_is_silent() {
        assert_eq!(check_codes(&Sight::Seen(Box::new(correct_page()))), (vec![], true));
    }

    #[test]
    fn absent_page_ends_the_audit() {
        assert_eq!(check_codes(&Sight::NotFound), (vec![Code::PageNotFound], false));
    }

    #[test]
    fn banned_page_ends_the_audit_and_says_which() {
        let mut page = correct_page();
        page.deactivated = Some(Deactivated::Banned);
        page.is_government_organization = Some(false);
        let mut defects = Vec::new();
        assert!(check(&Sight::Seen(Box::new(page)), &mut defects).is_none());
        assert_eq!(defects, [Defect::new(Code::PageDeactivated).observed("banned")]);
    }

    #[test]
    fn closed_page_goes_on_only_where_vk_gives_its_menu() {
        let mut page = correct_page();
        page.access = Access::Closed;
        page.is_government_organization = Some(false);
        let with_menu = Sight::Seen(Box::new(page.clone()));
        assert_eq!(check_codes(&with_menu), (vec![Code::PageClosed, Code::PageUnofficial], true));
        for menu in [None, Some(crate::model::Menu { is_hidden: false, items: vec![] })] {
            let page = crate::model::PageSnapshot { menu, ..page.clone() };
            assert_eq!(check_codes(&Sight::Seen(Box::new(page))), (vec![Code::PageClosed], false));
        }
    }

    #[test]
    fn unknown_official_mark_is_silent() {
        let mut page = correct_page();
        page.is_government_organization = None;
        assert_eq!(check_codes(&Sight::Seen(Box::new(page))).0, []);
    }
}
