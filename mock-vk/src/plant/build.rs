//! Makes a page from a plan: lays out its menu, plants its defects, records what they must yield. Runs no rules.

use std::borrow::Cow;

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use crate::covers::{CoverName, SCHEMES, Spoil};
use crate::region::{Code, Cover, Form, ItemKind, ItemUrl, Menu, MenuItem, Page, PageState, Planted, Record, World};

use super::defect::{Defect, Layout, NoMenu};
use super::text::{HOSTILE, accepted, near, other_item, wrong};
use super::url::Draft;

/// Share of pages with a hostile name, and of other items with a hostile title or address.
const HOSTILE_SHARE: f64 = 0.01;
/// Most items beside the two forms.
const MOST_OTHER_ITEMS: usize = 4;
/// A name VK would never show in full.
const LONG_NAME_CHARS: usize = 1_000;

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
        planted.push(Planted { code: Code::MenuMissing, form: None, field: None });
        page.menu = missing_menu(how);
    } else if matches!(page.state, PageState::Open) || plan.contains(&Defect::ClosedWithMenu) {
        let hidden = plan.contains(&Defect::MenuHidden);
        if hidden {
            planted.push(Planted { code: Code::MenuHidden, form: None, field: None });
        }
        let mut bed = Bed { soil, plan, rng, planted, next_id: 1, other: 0 };
        let items = bed.items();
        planted = bed.planted;
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

/// What stands at one place of the menu.
#[derive(Clone, Copy)]
enum Place {
    Form(Form),
    Again(Form),
    Other,
}

struct Bed<'a> {
    soil: &'a Soil<'a>,
    plan: &'a [Defect],
    rng: &'a mut ChaCha8Rng,
    planted: Vec<Planted>,
    next_id: u32,
    other: usize,
}

impl Bed<'_> {
    fn items(&mut self) -> Vec<MenuItem> {
        self.other = self.rng.random_range(0..8);
        let mut places = self.places();
        let others = self.rng.random_range(0..=MOST_OTHER_ITEMS);
        places.extend(std::iter::repeat_n(Place::Other, others));
        let mut number = 0;
        places
            .into_iter()
            .map(|place| match place {
                Place::Form(form) => self.form_item(form),
                Place::Again(form) => self.again(form),
                Place::Other => {
                    number += 1;
                    self.other_item(number)
                }
            })
            .collect()
    }

    fn yields(&mut self, code: Code, form: Option<Form>) {
        self.planted.push(Planted { code, form, field: None });
    }

    /// The first places of the menu and what their order must yield.
    fn places(&mut self) -> Vec<Place> {
        use Place::{Again, Form as Is, Other};
        const M: Form = Form::Messages;
        const P: Form = Form::Polls;
        let layout = self.plan.iter().find_map(|defect| match defect {
            Defect::Layout(layout) => Some(*layout),
            _ => None,
        });
        let (places, codes): (&[Place], &[(Code, Option<Form>)]) = match layout {
            None => (&[Is(M), Is(P)], &[]),
            Some(Layout::Swapped) => (&[Is(P), Is(M)], &[(Code::FormSwapped, None)]),
            Some(Layout::BothLate) => {
                (&[Other, Is(M), Is(P)], &[(Code::FormMisplaced, Some(M)), (Code::FormMisplaced, Some(P))])
            }
            Some(Layout::PollsThird) => (&[Is(M), Other, Is(P)], &[(Code::FormMisplaced, Some(P))]),
            Some(Layout::MessagesThird) => (&[Other, Is(P), Is(M)], &[(Code::FormMisplaced, Some(M))]),
            Some(Layout::OnlyPollsFirst) => (&[Is(P)], &[(Code::FormMissing, Some(M))]),
            Some(Layout::OnlyPollsSecond) => (&[Other, Is(P)], &[(Code::FormMissing, Some(M))]),
            Some(Layout::OnlyPollsThird) => {
                (&[Other, Other, Is(P)], &[(Code::FormMissing, Some(M)), (Code::FormMisplaced, Some(P))])
            }
            Some(Layout::OnlyMessagesFirst) => (&[Is(M)], &[(Code::FormMissing, Some(P))]),
            Some(Layout::OnlyMessagesSecond) => {
                (&[Other, Is(M)], &[(Code::FormMisplaced, Some(M)), (Code::FormMissing, Some(P))])
            }
            Some(Layout::Neither) => (&[Other], &[(Code::FormMissing, Some(M)), (Code::FormMissing, Some(P))]),
            Some(Layout::TwiceMessages) => (&[Is(M), Is(P), Again(M)], &[(Code::FormDuplicate, Some(M))]),
            Some(Layout::TwicePolls) => (&[Is(M), Is(P), Other, Again(P)], &[(Code::FormDuplicate, Some(P))]),
        };
        for (code, form) in codes {
            self.yields(*code, *form);
        }
        places.to_vec()
    }

    fn take_id(&mut self) -> u32 {
        self.next_id += 1;
        u32::try_from(self.soil.index).unwrap_or(0).wrapping_mul(20).wrapping_add(self.next_id)
    }

    fn form_item(&mut self, form: Form) -> MenuItem {
        let mut title = accepted(form, self.rng);
        let mut cover = Some(self.approved(form));
        let mut hidden = None;
        let mut draft = Draft::new(self.soil.world, self.soil.index, form);
        let mut touched = false;
        for defect in self.plan {
            match *defect {
                Defect::Title(of) if of == form => {
                    title = wrong(form, self.rng);
                    self.yields(Code::TitleMismatch, Some(form));
                }
                Defect::Near(of, how) if of == form => {
                    title = Cow::Owned(near(form, how, self.rng));
                    self.yields(Code::TitleNearMatch, Some(form));
                }
                Defect::NoCover(of) if of == form => {
                    cover = None;
                    self.yields(Code::CoverMissing, Some(form));
                }
                Defect::Cover(of, spoil) if of == form => cover = Some(self.spoilt(form, spoil)),
                Defect::Hidden(of) if of == form => {
                    hidden = Some(true);
                    self.yields(Code::FormHidden, Some(form));
                }
                Defect::StandsByCover(of) if of == form => {
                    title = Cow::Borrowed("Обратная связь");
                    self.yields(Code::TitleMismatch, Some(form));
                    draft.plant(*defect, self.rng);
                    touched = true;
                }
                other if is_in_url_of(other, form) => {
                    draft.plant(other, self.rng);
                    touched = true;
                }
                _ => {}
            }
        }
        let url = if touched {
            let (url, planted) = draft.finish();
            self.planted.extend(planted);
            ItemUrl::Text(Cow::Owned(url))
        } else if self.rng.random_bool(0.02) {
            // White space at the two ends is trimmed and is no defect.
            ItemUrl::Text(Cow::Owned(format!(" {} ", self.soil.world.correct_url(self.soil.index, form))))
        } else {
            ItemUrl::Correct(form)
        };
        MenuItem { id: self.take_id(), title, url, kind: ItemKind::Other, cover: self.cover(cover), hidden }
    }

    fn again(&mut self, form: Form) -> MenuItem {
        let title = accepted(form, self.rng);
        let cover = Some(self.approved(form));
        let cover = self.cover(cover);
        MenuItem { id: self.take_id(), title, url: ItemUrl::Correct(form), kind: ItemKind::Other, cover, hidden: None }
    }

    fn other_item(&mut self, number: usize) -> MenuItem {
        let (title, url, kind) = other_item(self.other, number);
        let (mut title, mut url) = (Cow::Borrowed(title), Cow::Borrowed(url));
        if self.soil.hostile && self.rng.random_bool(HOSTILE_SHARE) {
            match self.rng.random_range(0..8) {
                0 => title = Cow::Owned("Я".repeat(LONG_NAME_CHARS)),
                1 => url = Cow::Borrowed("javascript:alert(document.cookie)"),
                2 => url = Cow::Borrowed("https://example.com/\u{1b}[2J\"><script>alert(1)</script>"),
                _ => title = Cow::Borrowed(HOSTILE.choose(self.rng).copied().unwrap_or("")),
            }
        }
        let spoil = if self.rng.random_bool(0.5) { Spoil::Plain } else { Spoil::Gradient };
        let cover = self.rng.random_bool(0.8).then(|| self.named(Form::Messages, Some(spoil)));
        let hidden = self.rng.random_bool(0.05).then_some(false);
        MenuItem { id: self.take_id(), title, url: ItemUrl::Text(url), kind, cover: self.cover(cover), hidden }
    }

    fn named(&mut self, form: Form, spoil: Option<Spoil>) -> CoverName {
        let scheme = self.rng.random_range(0..SCHEMES);
        CoverName { form, scheme, spoil, upload: self.rng.random(), old: false }
    }

    fn approved(&mut self, form: Form) -> CoverName {
        self.named(form, None)
    }

    fn spoilt(&mut self, form: Form, spoil: Spoil) -> CoverName {
        if spoil == Spoil::OtherForm {
            self.yields(Code::CoverOtherForm, Some(form));
            return self.approved(form.other());
        }
        self.yields(Code::CoverNotApproved, Some(form));
        self.named(form, Some(spoil))
    }

    fn cover(&mut self, name: Option<CoverName>) -> Cover {
        match name {
            Some(name) => Cover::Drawn(name),
            None => [Cover::Absent, Cover::Null, Cover::EmptyList].choose(self.rng).cloned().unwrap_or(Cover::Absent),
        }
    }
}

fn is_in_url_of(defect: Defect, form: Form) -> bool {
    match defect {
        Defect::Space(of, _)
        | Defect::Template(of, _)
        | Defect::Placeholder(of, _, _)
        | Defect::Escaped(of, _)
        | Defect::Http(of)
        | Defect::WwwHost(of)
        | Defect::Foreign(of, _)
        | Defect::Redirect(of, _)
        | Defect::Path(of, _)
        | Defect::Missing(of, _)
        | Defect::Malformed(of, _, _)
        | Defect::Mismatch(of, _)
        | Defect::Copied(of)
        | Defect::Case(of, _)
        | Defect::Duplicate(of, _)
        | Defect::Unknown(of, _)
        | Defect::Canon(of, _) => of == form,
        _ => false,
    }
}
