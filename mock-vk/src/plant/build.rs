//! Makes a page from a plan and records what its defects must yield. Runs no rules.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use crate::region::{Code, Form, Menu, Page, PageState, Planted, Record, World};

use super::defect::{Defect, NoMenu};
use super::menu::Bed;
use super::text::HOSTILE;

/// Share of pages with a hostile name.
const HOSTILE_SHARE: f64 = 0.01;

/// Where a page grows: the region, the organisation's place in it, and who the page is.
pub(crate) struct Soil<'a> {
    pub(crate) world: &'a World,
    pub(crate) index: usize,
    pub(crate) identity: &'a Page,
    /// Whether some other items carry hostile text.
    pub(crate) hostile: bool,
}

/// Makes the page that the plan describes, and what an auditor must say of it.
pub(crate) fn build(soil: &Soil<'_>, plan: &[Defect], rng: &mut ChaCha8Rng) -> (Page, Record) {
    let mut page = soil.identity.clone();
    page.state = PageState::Open;
    page.government = if rng.random_bool(0.9) { Some(true) } else { None };
    if soil.hostile && rng.random_bool(HOSTILE_SHARE) {
        // The organisation in the registry keeps its name: only what VK tells is hostile.
        let text = HOSTILE.choose(rng).copied().unwrap_or("");
        page.name = format!("{text} {}", soil.world.organizations[soil.index].name).into();
    }
    let mut planted = page_level(&mut page, plan);
    let no_menu = plan.iter().find_map(|defect| match defect {
        Defect::NoMenu(how) => Some(*how),
        _ => None,
    });
    let mut blind = None;
    if let Some(how) = no_menu {
        let code = if how == NoMenu::HiddenEmpty { Code::MenuHidden } else { Code::MenuMissing };
        planted.push(Planted { code, form: None, field: None });
        page.menu = missing_menu(how);
    } else if matches!(page.state, PageState::Open) || plan.contains(&Defect::ClosedWithMenu) {
        let hidden = plan.contains(&Defect::MenuHidden);
        if hidden {
            planted.push(Planted { code: Code::MenuHidden, form: None, field: None });
        }
        let (items, more) = Bed::new(soil, plan, rng).items();
        planted.extend(more);
        let hidden = if hidden { Some(true) } else { None };
        page.menu = Menu::Items { hidden, items: items.into_boxed_slice() };
        blind = blind_list(plan, &planted);
    } else {
        page.menu = Menu::Absent;
    }
    planted.sort_unstable();
    (page, Record { planted: planted.into_boxed_slice(), blind })
}

fn page_level(page: &mut Page, plan: &[Defect]) -> Vec<Planted> {
    let mut planted = Vec::new();
    for defect in plan {
        let (state, code) = match defect {
            Defect::NotFound => (PageState::Missing, Code::PageNotFound),
            Defect::TakenByUser => (PageState::TakenByUser, Code::PageNotFound),
            Defect::Deleted => (PageState::Deleted, Code::PageDeactivated),
            Defect::Banned => (PageState::Banned, Code::PageDeactivated),
            Defect::ClosedBare | Defect::ClosedWithMenu => (PageState::Closed, Code::PageClosed),
            Defect::PrivateBare => (PageState::Private, Code::PageClosed),
            Defect::Unofficial => {
                page.government = Some(false);
                (page.state, Code::PageUnofficial)
            }
            _ => continue,
        };
        page.state = state;
        planted.push(Planted { code, form: None, field: None });
    }
    planted
}

fn missing_menu(how: NoMenu) -> Menu {
    match how {
        NoMenu::KeyAbsent => Menu::Absent,
        NoMenu::Null => Menu::Null,
        NoMenu::WithoutItems => Menu::WithoutItems,
        NoMenu::EmptyItems => Menu::Items { hidden: None, items: Box::default() },
        NoMenu::HiddenEmpty => Menu::Items { hidden: Some(true), items: Box::default() },
    }
}

/// Without pictures an item that stands for its form only by its cover is not the form: `form.missing` instead of what is wrong with it.
fn blind_list(plan: &[Defect], planted: &[Planted]) -> Option<Box<Box<[Planted]>>> {
    let stands: Vec<Form> = plan
        .iter()
        .filter_map(|defect| match defect {
            Defect::StandsByCover(form) => Some(*form),
            _ => None,
        })
        .collect();
    if stands.is_empty() {
        return None;
    }
    let mut blind: Vec<Planted> = planted
        .iter()
        .copied()
        .filter(|one| !one.code.needs_picture() && one.form.is_none_or(|form| !stands.contains(&form)))
        .collect();
    blind.extend(stands.into_iter().map(|form| Planted { code: Code::FormMissing, form: Some(form), field: None }));
    blind.sort_unstable();
    Some(Box::new(blind.into_boxed_slice()))
}
