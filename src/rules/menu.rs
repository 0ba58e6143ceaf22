//! Is there a menu that visitors see: the `menu.*` codes.

use super::finding::Finding;
use crate::model::{Code, MenuItem, PageSnapshot};

/// Checks the menu as a whole and returns its items when there are any to check. A hidden menu whose items VK keeps
/// back is one defect, not two: whether anything is in it cannot be seen.
pub(super) fn check<'a>(page: &'a PageSnapshot, findings: &mut Vec<Finding>) -> Option<&'a [MenuItem]> {
    let (hidden, items) = page.menu.as_ref().map_or((false, &[][..]), |menu| (menu.is_hidden, &menu.items));
    if hidden {
        findings.push(Finding::new(Code::MenuHidden));
    } else if items.is_empty() {
        findings.push(Finding::new(Code::MenuMissing));
    }
    (!items.is_empty()).then_some(items)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Menu;
    use crate::rules::sample::{codes, correct_page};

    fn check_codes(menu: Option<Menu>) -> (Vec<Code>, bool) {
        let page = PageSnapshot { menu, ..correct_page() };
        let mut findings = Vec::new();
        let goes_on = check(&page, &mut findings).is_some();
        (codes(&findings), goes_on)
    }

    #[test]
    fn menu_with_items_is_silent() {
        assert_eq!(check_codes(correct_page().menu), (vec![], true));
    }

    #[test]
    fn no_menu_and_no_items_are_the_same_defect() {
        assert_eq!(check_codes(None), (vec![Code::MenuMissing], false));
        assert_eq!(check_codes(Some(Menu { is_hidden: false, items: vec![] })), (vec![Code::MenuMissing], false));
    }

    #[test]
    fn hidden_menu_goes_on_only_where_its_items_are_given() {
        let items = correct_page().menu.unwrap().items;
        assert_eq!(check_codes(Some(Menu { is_hidden: true, items })), (vec![Code::MenuHidden], true));
        assert_eq!(check_codes(Some(Menu { is_hidden: true, items: vec![] })), (vec![Code::MenuHidden], false));
    }
}
