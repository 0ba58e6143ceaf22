//! Is there a menu that visitors see: the `menu.*` codes.

use super::defect::Defect;
use crate::model::{Code, ExpectedForm, Form, MenuItem, PageSnapshot, Remedy};

/// Checks the menu as a whole and returns its items when there are any to check. A hidden menu whose items VK keeps
/// back is one defect, not two: whether anything is in it cannot be seen.
/// `items_to_place` is what must stand in the menu, where that is known.
pub(super) fn check<'a>(
    page: &'a PageSnapshot,
    items_to_place: impl FnOnce() -> Vec<(Form, ExpectedForm)>,
    defects: &mut Vec<Defect>,
) -> Option<&'a [MenuItem]> {
    let (hidden, items) = page.menu.as_ref().map_or((false, &[][..]), |menu| (menu.is_hidden, &menu.items));
    let code = match (hidden, items.is_empty()) {
        (true, _) => Some(Code::MenuHidden),
        (false, true) => Some(Code::MenuMissing),
        (false, false) => None,
    };
    if let Some(code) = code {
        defects.push(Defect::new(code).remedy(Remedy::PlaceForms { items: items_to_place() }));
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
        let mut defects = Vec::new();
        let goes_on = check(&page, Vec::new, &mut defects).is_some();
        (codes(&defects), goes_on)
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
