//! Which item of the menu is which form: by its URL first, else by what stands in the form's own position.

use super::place::{Places, cost};
use super::url::Reading;
use super::{cover, place, title};
use crate::model::{CoverSight, Form, MenuItem};
use crate::policy::Policy;

/// More items of one form than this are not weighed against each other; no real menu has so many.
const MOST_CANDIDATES: usize = 12;

/// Where the forms are in a menu; indexes count from 0, over hidden items too.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Located {
    messages: Option<usize>,
    polls: Option<usize>,
    /// Further visible items that are a form by their URL.
    pub copies: Vec<(Form, usize)>,
    /// The item that carries a second time the link of a form standing in both places, where this form is missing.
    pub pasted_twice: Option<(Form, usize)>,
    /// Forms of which nobody can say whether they are there: the cover of the item that may stand for them did not come.
    pub unsure: Vec<Form>,
}

impl Located {
    pub(super) const fn get(&self, form: Form) -> Option<usize> {
        match form {
            Form::Messages => self.messages,
            Form::Polls => self.polls,
        }
    }

    fn set(&mut self, form: Form, index: usize) {
        match form {
            Form::Messages => self.messages = Some(index),
            Form::Polls => self.polls = Some(index),
        }
    }

    /// Which form the item at this index is taken for, copies included.
    pub(super) fn form_at(&self, index: usize) -> Option<Form> {
        let own = Form::ALL.into_iter().find(|form| self.get(*form) == Some(index));
        let copy = || self.copies.iter().find(|(_, copy)| *copy == index).map(|(form, _)| *form);
        own.or_else(copy)
            .or_else(|| self.pasted_twice.filter(|(_, spare)| *spare == index).map(|(form, _)| form.other()))
    }
}

/// A menu as it is searched.
#[derive(Clone, Copy)]
pub(super) struct Searched<'a> {
    pub policy: &'a Policy,
    pub items: &'a [MenuItem],
    /// By index of the item.
    pub readings: &'a [Reading],
    /// By index of the item; may be shorter.
    pub covers: &'a [Option<CoverSight>],
    /// Whether the polls form is due: an organisation whose body is not connected for polls need not have it.
    pub polls_are_due: bool,
}

/// Finds both forms.
pub(super) fn locate(menu: Searched<'_>) -> Located {
    let visible = menu.visible();
    let by_url = Form::ALL.map(|form| menu.by_url(form, &visible));
    let mut located = Located::default();
    match &by_url {
        [messages, polls] if !messages.is_empty() && !polls.is_empty() => {
            let (one, other) = menu.best_pair(&visible, messages, polls);
            located.set(Form::Messages, one);
            located.set(Form::Polls, other);
        }
        _ => {
            for (form, candidates) in Form::ALL.into_iter().zip(&by_url) {
                if candidates.is_empty() {
                    menu.without_link(form, &visible, &mut located);
                }
            }
            for (form, candidates) in Form::ALL.into_iter().zip(&by_url) {
                if !candidates.is_empty() {
                    menu.choose_one(form, &visible, candidates, &mut located);
                }
            }
        }
    }
    for (form, candidates) in Form::ALL.into_iter().zip(by_url) {
        let spare = located.pasted_twice.map(|(_, spare)| spare);
        let is_copy = |index: &usize| located.get(form) != Some(*index) && spare != Some(*index);
        let copies: Vec<_> = candidates.into_iter().filter(is_copy).map(|index| (form, index)).collect();
        located.copies.extend(copies);
    }
    located
}

impl Searched<'_> {
    /// The indexes of the items that visitors see.
    fn visible(&self) -> Vec<usize> {
        (0..self.items.len()).filter(|index| !self.items[*index].is_hidden).collect()
    }

    fn is(&self, form: Form, index: usize) -> bool {
        self.readings.get(index).is_some_and(|reading| reading.form(self.policy) == Some(form))
    }

    /// The visible items that are the form by their URL; those that lead to a misspelt host count where no other does.
    fn by_url(&self, form: Form, visible: &[usize]) -> Vec<usize> {
        visible.iter().copied().filter(|index| self.is(form, *index)).collect()
    }

    /// The visible item in the form's own position.
    fn own(&self, form: Form, visible: &[usize]) -> Option<usize> {
        let own = usize::try_from(self.policy.form(form).position).unwrap_or(usize::MAX).saturating_sub(1);
        visible.get(own).copied()
    }

    fn is_due(&self, form: Form) -> bool {
        form == Form::Messages || self.polls_are_due
    }

    /// A form that no visible item is by its URL: a hidden item may be, or a visible one may stand for it.
    fn without_link(&self, form: Form, visible: &[usize], located: &mut Located) {
        if !self.is_due(form) {
            return;
        }
        if let Some(hidden) = (0..self.items.len()).find(|index| self.items[*index].is_hidden && self.is(form, *index))
        {
            return located.set(form, hidden);
        }
        let resembles = |index: &usize| self.readings.get(*index).is_some_and(|it| it.resembles(self.policy, form));
        if let Some(misspelt) = visible.iter().copied().find(resembles) {
            return located.set(form, misspelt);
        }
        let Some(own) = self.own(form, visible) else { return };
        let (Some(item), Some(reading)) = (self.items.get(own), self.readings.get(own)) else { return };
        let is_other = reading.form(self.policy).is_some() || reading.resembles(self.policy, form.other());
        if is_other {
            return;
        }
        let stands_for_it = title::is_accepted(&item.title, &self.policy.form(form).titles)
            || cover::is_approved(form, self.cover(own))
            || reading.is_on_host(self.policy);
        if stands_for_it {
            located.set(form, own);
        } else if matches!(self.cover(own), Some(CoverSight::Failed { .. })) {
            located.unsure.push(form);
        }
    }

    fn cover(&self, index: usize) -> Option<&CoverSight> {
        self.covers.get(index).and_then(Option::as_ref)
    }

    /// Of several items that are each form the two with which the fewest defects of place remain, the other copies
    /// thought away; among equals those in their own positions, else the first.
    fn best_pair(&self, visible: &[usize], messages: &[usize], polls: &[usize]) -> (usize, usize) {
        let copies = |chosen: [usize; 2]| {
            move |index: &usize| (messages.contains(index) || polls.contains(index)) && !chosen.contains(index)
        };
        let rank = |(one, other): (usize, usize)| {
            let is_copy = copies([one, other]);
            let place = |index| place::among(visible, index, &is_copy);
            let places = Places { messages: place(one), polls: place(other) };
            let strays = [(Form::Messages, one), (Form::Polls, other)];
            let strays = strays.into_iter().filter(|(form, index)| self.own(*form, visible) != Some(*index)).count();
            (cost(self.policy, places), strays, one, other)
        };
        let few = |candidates: &[usize]| candidates.iter().copied().take(MOST_CANDIDATES).collect::<Vec<_>>();
        let (messages_few, polls_few) = (few(messages), few(polls));
        let pairs = messages_few.iter().flat_map(|one| polls_few.iter().map(|other| (*one, *other)));
        pairs.min_by_key(|pair| rank(*pair)).unwrap_or((messages[0], polls[0]))
    }

    /// The same where no visible item is the other form by its URL.
    fn choose_one(&self, form: Form, visible: &[usize], candidates: &[usize], located: &mut Located) {
        let other = form.other();
        let stand_in = located.get(other).filter(|index| !self.items[*index].is_hidden);
        if let ([Some(own), Some(spare)], None, false, true) = (
            [form, other].map(|form| self.own(form, visible)),
            located.get(other),
            located.unsure.contains(&other),
            self.is_due(other),
        ) && candidates.contains(&own)
            && candidates.contains(&spare)
        {
            located.pasted_twice = Some((other, spare));
            return located.set(form, own);
        }
        let rank = |index: usize| {
            let is_copy = |it: &usize| candidates.contains(it) && *it != index;
            let place = place::among(visible, index, &is_copy);
            let beside = stand_in.and_then(|index| place::among(visible, index, &is_copy));
            let places = match form {
                Form::Messages => Places { messages: place, polls: beside },
                Form::Polls => Places { messages: beside, polls: place },
            };
            (cost(self.policy, places), self.own(form, visible) != Some(index), index)
        };
        if let Some(chosen) = candidates.iter().copied().take(MOST_CANDIDATES).min_by_key(|index| rank(*index)) {
            located.set(form, chosen);
        }
    }
}

/// The items whose cover can change the audit, as indexes from 0 with the form the cover should be of: those that are a
/// form by their URL, and for a form that none is, the one in its own position, which may stand for it.
pub fn items_whose_cover_matters(policy: &Policy, items: &[MenuItem]) -> Vec<(usize, Form)> {
    let readings: Vec<_> = items.iter().map(|item| Reading::of(policy, &item.url)).collect();
    let menu = Searched { policy, items, readings: &readings, covers: &[], polls_are_due: true };
    let visible = menu.visible();
    let located = locate(menu);
    let may_stand_for = |form| menu.own(form, &visible).filter(|own| readings[*own].form(policy).is_none());
    let index_of = |form| located.get(form).or_else(|| may_stand_for(form));
    let with_cover = |index: &usize| items.get(*index).is_some_and(|item| !item.cover.is_empty());
    Form::ALL.into_iter().filter_map(|form| index_of(form).filter(with_cover).map(|index| (index, form))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CoverFault, CoverJudgement, FetchFault};
    use crate::rules::sample::{MESSAGES_URL, POLLS_URL, item, judged};

    fn located(
        items: &[(&str, &str)],
        covers: &[Option<CoverSight>],
    ) -> (Option<usize>, Option<usize>, Vec<(Form, usize)>) {
        let policy = Policy::built_in().unwrap();
        let items: Vec<_> = items.iter().map(|(title, url)| item(title, url)).collect();
        let readings: Vec<_> = items.iter().map(|item| Reading::of(&policy, &item.url)).collect();
        let menu = Searched { policy: &policy, items: &items, readings: &readings, covers, polls_are_due: true };
        let located = locate(menu);
        (located.messages, located.polls, located.copies)
    }

    const OTHER: (&str, &str) = ("Афиша", "https://example.org/?utm_source=vk");

    #[test]
    fn a_form_is_found_by_its_url_wherever_it_stands() {
        assert_eq!(located(&[OTHER, ("x", POLLS_URL), ("y", MESSAGES_URL)], &[]), (Some(2), Some(1), vec![]));
    }

    #[test]
    fn of_several_the_one_in_its_own_position_is_the_form() {
        // with the second of each the fewest defects of place remain: none would be in its own with any, and 1, 2 swap
        let items = [("a", POLLS_URL), ("b", POLLS_URL), ("c", MESSAGES_URL), ("d", MESSAGES_URL)];
        let copies = vec![(Form::Messages, 3), (Form::Polls, 0)];
        assert_eq!(located(&items, &[]), (Some(2), Some(1), copies));
        let copy_in_front = [("a", MESSAGES_URL), ("b", MESSAGES_URL), ("c", POLLS_URL)];
        assert_eq!(located(&copy_in_front, &[]), (Some(0), Some(2), vec![(Form::Messages, 1)]));
    }

    #[test]
    fn the_item_in_the_own_position_stands_for_the_form_by_title_or_host_or_cover() {
        let title = ("Решаем вместе", "https://gosuslugi.ru/feedback");
        assert_eq!(located(&[title, ("b", POLLS_URL)], &[]), (Some(0), Some(1), vec![]));
        let host = ("Обратная связь", "https://pos.gosuslugi.ru/landing/");
        assert_eq!(located(&[host, OTHER], &[]), (Some(0), None, vec![]));
        let approved = [Some(judged(CoverJudgement::Approved, Form::Messages))];
        assert_eq!(located(&[OTHER, OTHER], &approved), (Some(0), None, vec![]));
        assert_eq!(
            located(&[OTHER, OTHER], &[Some(judged(CoverJudgement::Approved, Form::Polls))]),
            (None, None, vec![])
        );
        assert_eq!(located(&[OTHER, title], &[]), (None, Some(1), vec![]));
    }

    #[test]
    fn an_item_whose_cover_did_not_come_may_stand_for_the_form_or_not() {
        let policy = Policy::built_in().unwrap();
        let fault = CoverFault::Fetch(FetchFault::Status(404));
        let failed = Some(CoverSight::Failed { url: "https://sun1.userapi.com/1.jpg".into(), fault });
        let unsure = |items: &[(&str, &str)], covers: &[Option<CoverSight>]| {
            let items: Vec<_> = items.iter().map(|(title, url)| item(title, url)).collect();
            let readings: Vec<_> = items.iter().map(|item| Reading::of(&policy, &item.url)).collect();
            locate(Searched { policy: &policy, items: &items, readings: &readings, covers, polls_are_due: true }).unsure
        };
        assert_eq!(unsure(&[OTHER, OTHER], &[failed.clone(), None]), [Form::Messages]);
        assert_eq!(unsure(&[("Решаем вместе", OTHER.1), ("b", POLLS_URL)], &[failed.clone(), failed]), []);
    }

    #[test]
    fn hidden_items_have_no_position_and_are_no_copies() {
        let policy = Policy::built_in().unwrap();
        let mut items = vec![item("a", MESSAGES_URL), item("b", MESSAGES_URL), item("c", POLLS_URL)];
        items[0].is_hidden = true;
        let readings: Vec<_> = items.iter().map(|item| Reading::of(&policy, &item.url)).collect();
        let menu = Searched { policy: &policy, items: &items, readings: &readings, covers: &[], polls_are_due: true };
        let found = locate(menu);
        assert_eq!((found.messages, found.polls, found.copies), (Some(1), Some(2), vec![]));
    }

    #[test]
    fn one_link_in_both_places_leaves_the_other_form_missing() {
        let policy = Policy::built_in().unwrap();
        let found = |urls: &[&str], polls_are_due: bool| {
            let items: Vec<_> = urls.iter().map(|url| item("x", url)).collect();
            let readings: Vec<_> = items.iter().map(|item| Reading::of(&policy, &item.url)).collect();
            locate(Searched { policy: &policy, items: &items, readings: &readings, covers: &[], polls_are_due })
        };
        let twice = found(&[MESSAGES_URL, MESSAGES_URL, MESSAGES_URL], true);
        assert_eq!((twice.messages, twice.polls), (Some(0), None));
        assert_eq!((twice.pasted_twice, twice.copies), (Some((Form::Polls, 1)), vec![(Form::Messages, 2)]));
        let twice = found(&[POLLS_URL, POLLS_URL], true);
        assert_eq!((twice.polls, twice.pasted_twice), (Some(1), Some((Form::Messages, 0))));
        // nobody misses the polls form of a body that is not connected for polls
        let copy = found(&[MESSAGES_URL, MESSAGES_URL], false);
        assert_eq!((copy.pasted_twice, copy.copies), (None, vec![(Form::Messages, 1)]));
    }

    #[test]
    fn a_link_with_the_path_and_parameters_of_the_form_on_another_host_stands_for_it_wherever_it_is() {
        let misspelt = MESSAGES_URL.replace("gosuslugi", "gosuslugy");
        assert_eq!(located(&[("x", POLLS_URL), ("y", &misspelt)], &[]), (Some(1), Some(0), vec![]));
        assert_eq!(located(&[OTHER, OTHER, ("y", "https://example.org/form/?id=1")], &[]), (None, None, vec![]));
    }

    #[test]
    fn the_other_form_never_stands_for_a_form() {
        assert_eq!(located(&[("Решаем вместе", POLLS_URL)], &[]), (None, Some(0), vec![]));
    }

    #[test]
    fn covers_matter_for_forms_and_for_what_may_stand_for_them() {
        let policy = Policy::built_in().unwrap();
        let items = [item("a", OTHER.1), item("b", OTHER.1), item("c", MESSAGES_URL)];
        assert_eq!(items_whose_cover_matters(&policy, &items), [(2, Form::Messages), (1, Form::Polls)]);
        assert_eq!(items_whose_cover_matters(&policy, &items[..1]), [(0, Form::Messages)]);
        let swapped = [item("a", POLLS_URL), item("b", OTHER.1)];
        assert_eq!(items_whose_cover_matters(&policy, &swapped), [(0, Form::Polls)]);
    }
}
