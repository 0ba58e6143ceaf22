//! Lays out the menu of a page and plants its defects. Writes no links.

use std::borrow::Cow;

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use crate::covers::{CoverName, SCHEMES, Spoil};
use crate::region::{Code, Cover, Form, ItemKind, ItemUrl, MenuItem, Planted, scramble};

use super::build::Soil;
use super::defect::{Defect, Foreign, Layout};
use super::items::{Others, length};
use super::text::{accepted, near, wrong};
use super::url::Draft;

/// Share of right menus with a hidden item in front: it has no position.
const HIDDEN_ITEM_SHARE: f64 = 0.004;
/// Share of right links with white space at an end, which is trimmed and is no defect.
const UNTRIMMED_SHARE: f64 = 0.005;
/// Share of pages that show a polls form though they need none.
const NEEDLESS_POLLS_SHARE: f64 = 0.3;
/// Share of items beside the forms with a picture.
const OTHER_COVER_SHARE: f64 = 0.45;
/// Shares of pictures of the years when each size had an address of its own: of forms, and of other items.
const OLD_FORM_SHARE: f64 = 0.003;
const OLD_OTHER_SHARE: f64 = 0.09;
/// Share of a form's covers that are one of the uploads most pages share.
const POPULAR_SHARE: f64 = 0.75;
/// Those uploads with their schemes, some of them more than once: the first is met most.
const POPULAR: [(u8, u32); 6] = [(0, 1), (0, 1), (0, 1), (1, 2), (1, 2), (4, 3)];
/// Pages to each further upload of a form's covers.
const PAGES_PER_UPLOAD: usize = 8;
/// The number of the first of these.
const FIRST_RARE_UPLOAD: u32 = 16;

/// What stands at one place of the menu.
#[derive(Clone, Copy)]
enum Place {
    Form(Form),
    /// A further copy of the form's link, under the cover of the second form.
    Again(Form, Form),
    Other,
    HiddenOther,
}

/// A menu while it grows.
pub(super) struct Bed<'a> {
    soil: &'a Soil<'a>,
    plan: &'a [Defect],
    rng: &'a mut ChaCha8Rng,
    planted: Vec<Planted>,
    next_id: u32,
    others: Others,
    needs_polls: bool,
}

impl<'a> Bed<'a> {
    pub(super) fn new(soil: &'a Soil<'a>, plan: &'a [Defect], rng: &'a mut ChaCha8Rng) -> Self {
        let needs_polls = soil.world.needs_polls(soil.index);
        Self { soil, plan, rng, planted: Vec::new(), next_id: 1, others: Others::default(), needs_polls }
    }

    /// The items from left to right, and what an auditor must say of them.
    pub(super) fn items(mut self) -> (Vec<MenuItem>, Vec<Planted>) {
        let mut places = self.places();
        let length = length(self.rng);
        while places.len() < length {
            places.push(Place::Other);
        }
        if self.rng.random_bool(HIDDEN_ITEM_SHARE) {
            places.insert(0, Place::HiddenOther);
        }
        let items = places
            .into_iter()
            .map(|place| match place {
                Place::Form(form) => self.form_item(form),
                Place::Again(form, cover) => self.again(form, cover),
                Place::Other => self.other_item(None),
                Place::HiddenOther => self.other_item(Some(true)),
            })
            .collect();
        (items, self.planted)
    }

    fn yields(&mut self, code: Code, form: Option<Form>) {
        self.planted.push(Planted { code, form, field: None });
    }

    /// The first places of the menu and what their order must yield. Where no polls form is needed, its absence yields
    /// nothing, and one link twice is a copy.
    fn places(&mut self) -> Vec<Place> {
        use Place::{Again, Form as Is, Other};
        const M: Form = Form::Messages;
        const P: Form = Form::Polls;
        const MISSING: Code = Code::FormMissing;
        const MISPLACED: Code = Code::FormMisplaced;
        const DUPLICATE: Code = Code::FormDuplicate;
        let layout = self.plan.iter().find_map(|defect| match defect {
            Defect::Layout(layout) => Some(*layout),
            _ => None,
        });
        let (places, codes): (&[Place], &[(Code, Option<Form>)]) = match layout {
            None if self.needs_polls || self.rng.random_bool(NEEDLESS_POLLS_SHARE) => (&[Is(M), Is(P)], &[]),
            None => (&[Is(M)], &[]),
            Some(Layout::Swapped) => (&[Is(P), Is(M)], &[(Code::FormSwapped, None)]),
            Some(Layout::Pushed) => (&[Other, Is(M), Is(P)], &[(MISPLACED, None)]),
            Some(Layout::PollsThird) => (&[Is(M), Other, Is(P)], &[(MISPLACED, Some(P))]),
            Some(Layout::MessagesThird) => (&[Other, Is(P), Is(M)], &[(MISPLACED, Some(M))]),
            Some(Layout::PollsFirst) => (&[Is(P), Other, Is(M)], &[(MISPLACED, Some(M))]),
            Some(Layout::BothApart) => (&[Other, Is(M), Other, Is(P)], &[(MISPLACED, Some(M)), (MISPLACED, Some(P))]),
            Some(Layout::OnlyPollsFirst) => (&[Is(P)], &[(MISSING, Some(M))]),
            Some(Layout::OnlyPollsSecond) => (&[Other, Is(P)], &[(MISSING, Some(M))]),
            Some(Layout::OnlyPollsThird) => (&[Other, Other, Is(P)], &[(MISSING, Some(M)), (MISPLACED, Some(P))]),
            Some(Layout::OnlyMessagesFirst) => (&[Is(M)], &[(MISSING, Some(P))]),
            Some(Layout::OnlyMessagesSecond) => (&[Other, Is(M)], &[(MISPLACED, Some(M)), (MISSING, Some(P))]),
            Some(Layout::Neither) => (&[Other], &[(MISSING, Some(M)), (MISSING, Some(P))]),
            Some(Layout::TwiceMessages) => (&[Is(M), Is(P), Again(M, M)], &[(DUPLICATE, Some(M))]),
            Some(Layout::TwicePolls) => (&[Is(M), Is(P), Other, Again(P, P)], &[(DUPLICATE, Some(P))]),
            Some(Layout::PastedTwiceMessages) if !self.needs_polls => (&[Is(M), Again(M, P)], &[(DUPLICATE, Some(M))]),
            Some(Layout::PastedTwiceMessages) => (&[Is(M), Again(M, P)], &[(MISSING, Some(P))]),
            Some(Layout::PastedTwicePolls) => (&[Again(P, M), Is(P)], &[(MISSING, Some(M))]),
            Some(Layout::PastedThrice) => {
                (&[Is(M), Again(M, P), Again(M, M)], &[(MISSING, Some(P)), (DUPLICATE, Some(M))])
            }
        };
        for (code, form) in codes {
            if self.needs_polls || (*code, *form) != (MISSING, Some(P)) {
                self.yields(*code, *form);
            }
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
        let mut kind = ItemKind::Other;
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
                }
                Defect::Foreign(of, Foreign::MiniApp) if of == form => kind = ItemKind::App,
                _ => {}
            }
            if defect.link() == Some(form) {
                draft.plant(*defect, self.rng);
                touched = true;
            }
        }
        let url = if touched {
            let (url, planted) = draft.finish();
            self.planted.extend(planted);
            ItemUrl::Text(Cow::Owned(url))
        } else if self.rng.random_bool(UNTRIMMED_SHARE) {
            ItemUrl::Text(Cow::Owned(format!(" {} ", self.soil.world.correct_url(self.soil.index, form))))
        } else {
            ItemUrl::Correct(form)
        };
        MenuItem { id: self.take_id(), title, url, kind, cover: self.cover(cover), hidden }
    }

    fn again(&mut self, form: Form, cover: Form) -> MenuItem {
        let title = accepted(form, self.rng);
        let cover = Some(self.approved(cover));
        let cover = self.cover(cover);
        MenuItem { id: self.take_id(), title, url: ItemUrl::Correct(form), kind: ItemKind::Other, cover, hidden: None }
    }

    fn other_item(&mut self, hidden: Option<bool>) -> MenuItem {
        let (title, url, kind) = self.others.next(self.soil.hostile, self.rng);
        let cover = if self.rng.random_bool(OTHER_COVER_SHARE) {
            let spoil = if self.rng.random_bool(0.5) { Spoil::Plain } else { Spoil::Gradient };
            let old = self.rng.random_bool(OLD_OTHER_SHARE);
            Cover::Drawn(CoverName { old, ..self.rare(Form::Messages, Some(spoil)) })
        } else {
            Cover::Absent
        };
        MenuItem { id: self.take_id(), title, url, kind, cover, hidden }
    }

    /// One of the many uploads that few pages share.
    fn rare(&mut self, form: Form, spoil: Option<Spoil>) -> CoverName {
        let uploads = (self.soil.world.organizations.len() / PAGES_PER_UPLOAD).max(1);
        let upload = FIRST_RARE_UPLOAD + u32::try_from(self.rng.random_range(0..uploads)).unwrap_or(0);
        let scheme = u8::try_from(scramble(u64::from(upload)) % u64::from(SCHEMES)).unwrap_or(0);
        CoverName { form, scheme, spoil, upload, old: false }
    }

    fn approved(&mut self, form: Form) -> CoverName {
        let old = self.rng.random_bool(OLD_FORM_SHARE);
        if self.rng.random_bool(POPULAR_SHARE) {
            let (scheme, upload) = POPULAR[self.rng.random_range(0..POPULAR.len())];
            return CoverName { form, scheme, spoil: None, upload, old };
        }
        CoverName { old, ..self.rare(form, None) }
    }

    fn spoilt(&mut self, form: Form, spoil: Spoil) -> CoverName {
        if spoil == Spoil::OtherForm {
            self.yields(Code::CoverOtherForm, Some(form));
            return self.approved(form.other());
        }
        self.yields(Code::CoverNotApproved, Some(form));
        self.rare(form, Some(spoil))
    }

    fn cover(&mut self, name: Option<CoverName>) -> Cover {
        match name {
            Some(name) => Cover::Drawn(name),
            // VK leaves the key out; the other shapes are in its schema.
            None => [Cover::Absent, Cover::Absent, Cover::Null, Cover::EmptyList]
                .choose(self.rng)
                .cloned()
                .unwrap_or(Cover::Absent),
        }
    }
}
