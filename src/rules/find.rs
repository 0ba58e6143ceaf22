//! Which item of the menu is which form: by its URL first, else by what stands in the form's own position.

use super::url::Reading;
use super::{cover, title};
use crate::model::{CoverSight, Form, MenuItem};
use crate::policy::Policy;

/// Where the forms are in a menu; indexes count from 0.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Located {
    messages: Option<usize>,
    polls: Option<usize>,
    /// Further items that are a form by their URL.
    pub duplicates: Vec<(Form, usize)>,
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

    /// Which form the item at this index is taken for, duplicates included.
    pub(super) fn form_at(&self, index: usize) -> Option<Form> {
        Form::ALL
            .into_iter()
            .find(|form| self.get(*form) == Some(index))
            .or_else(|| self.duplicates.iter().find(|(_, duplicate)| *duplicate == index).map(|(form, _)| *form))
    }
}

/// Finds both forms. `readings` and `covers` go with `items` by index; `covers` may be shorter.
pub(super) fn locate(
    policy: &Policy,
    items: &[MenuItem],
    readings: &[Reading],
    covers: &[Option<CoverSight>],
) -> Located {
    let mut located = Located::default();
    for form in Form::ALL {
        let own = own_index(policy, form);
        let candidates = || (0..readings.len()).filter(|&index| readings[index].form(policy) == Some(form));
        if let Some(chosen) = candidates().find(|&index| index == own).or_else(|| candidates().next()) {
            located.set(form, chosen);
            located.duplicates.extend(candidates().filter(|&index| index != chosen).map(|index| (form, index)));
        } else if let (Some(item), Some(reading)) = (items.get(own), readings.get(own))
            && reading.form(policy).is_none()
        {
            let stands_for_it = title::is_accepted(&item.title, &policy.form(form).titles)
                || cover::is_approved(form, covers.get(own).and_then(Option::as_ref))
                || reading.is_on_host(policy);
            if stands_for_it {
                located.set(form, own);
            } else if matches!(covers.get(own), Some(Some(CoverSight::Failed { .. }))) {
                located.unsure.push(form);
            }
        }
    }
    located
}

/// The items whose cover can change the audit, as indexes from 0 with the form the cover should be of: those that are a
/// form by their URL, and for a form that none is, the one in its own position, which may stand for it.
pub fn items_whose_cover_matters(policy: &Policy, items: &[MenuItem]) -> Vec<(usize, Form)> {
    let readings: Vec<_> = items.iter().map(|item| Reading::of(policy, &item.url)).collect();
    let located = locate(policy, items, &readings, &[]);
    let may_stand_for = |form| {
        let own = own_index(policy, form);
        readings.get(own).is_some_and(|reading| reading.form(policy).is_none()).then_some(own)
    };
    let index_of = |form| located.get(form).or_else(|| may_stand_for(form));
    let with_cover = |index: &usize| items.get(*index).is_some_and(|item| !item.cover.is_empty());
    Form::ALL.into_iter().filter_map(|form| index_of(form).filter(with_cover).map(|index| (index, form))).collect()
}

fn own_index(policy: &Policy, form: Form) -> usize {
    usize::try_from(policy.form(form).position).unwrap_or(usize::MAX).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CoverJudgement;
    use crate::rules::sample::{MESSAGES_URL, POLLS_URL, item, judged};

    fn located(
        items: &[(&str, &str)],
        covers: &[Option<CoverSight>],
    ) -> (Option<usize>, Option<usize>, Vec<(Form, usize)>) {
        let policy = Policy::built_in().unwrap();
        let items: Vec<_> = items.iter().map(|(title, url)| item(title, url)).collect();
        let readings: Vec<_> = items.iter().map(|item| Reading::of(&policy, &item.url)).collect();
        let located = locate(&policy, &items, &readings, covers);
        (located.messages, located.polls, located.duplicates)
    }

    const OTHER: (&str, &str) = ("Афиша", "https://example.org/?utm_source=vk");

    #[test]
    fn a_form_is_found_by_its_url_wherever_it_stands() {
        assert_eq!(located(&[OTHER, ("x", POLLS_URL), ("y", MESSAGES_URL)], &[]), (Some(2), Some(1), vec![]));
    }

    #[test]
    fn of_several_the_one_in_its_own_position_is_the_form() {
        let items = [("a", POLLS_URL), ("b", POLLS_URL), ("c", MESSAGES_URL), ("d", MESSAGES_URL)];
        let duplicates = vec![(Form::Messages, 3), (Form::Polls, 0)];
        assert_eq!(located(&items, &[]), (Some(2), Some(1), duplicates));
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
        let failed = Some(CoverSight::Failed { url: "https://sun1.userapi.com/1.jpg".into(), detail: "404".into() });
        let unsure = |items: &[(&str, &str)], covers: &[Option<CoverSight>]| {
            let items: Vec<_> = items.iter().map(|(title, url)| item(title, url)).collect();
            let readings: Vec<_> = items.iter().map(|item| Reading::of(&policy, &item.url)).collect();
            locate(&policy, &items, &readings, covers).unsure
        };
        assert_eq!(unsure(&[OTHER, OTHER], &[failed.clone(), None]), [Form::Messages]);
        assert_eq!(unsure(&[("Решаем вместе", OTHER.1), ("b", POLLS_URL)], &[failed.clone(), failed]), []);
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
