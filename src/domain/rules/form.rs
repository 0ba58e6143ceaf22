//! Is each form there, once, visible and in its place: the `form.*` codes.

use super::defect::Defect;
use super::find::{Located, Searched};
use super::place::{self, Misplaced, Places};
use crate::model::{Code, ExpectedForm, ExpectedForms, Form, MenuItem, Remedy};
use crate::policy::Policy;

/// Checks presence, place, visibility and uniqueness of both forms.
pub(super) fn check(
    menu: Searched<'_>,
    expected: Option<&ExpectedForms>,
    located: &Located,
    defects: &mut Vec<Defect>,
) {
    let positions = positions(menu.items);
    check_places(menu, located, &positions, defects);
    for form in Form::ALL {
        let Some(index) = located.get(form) else {
            // a failed check is never a violation
            if !located.unsure.contains(&form) && (form == Form::Messages || menu.polls_are_due) {
                defects.push(missing(menu.policy, expected, form, located, &positions));
            }
            continue;
        };
        if menu.items.get(index).is_some_and(|item| item.is_hidden) {
            defects.push(Defect::new(Code::FormHidden).form(form));
        }
        let further = located.copies.iter().filter(|(copy, _)| *copy == form);
        let further: Vec<u32> = further.filter_map(|(_, index)| positions.get(*index).copied().flatten()).collect();
        if let Some(first) = further.first() {
            let mut all: Vec<u32> = positions[index].into_iter().chain(further.iter().copied()).collect();
            all.sort_unstable();
            let observed = all.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
            defects.push(Defect::new(Code::FormDuplicate).form(form).position(Some(*first)).observed(observed));
        }
    }
}

/// The position of each item, from 1, over those that visitors see; `None` for a hidden one.
pub(super) fn positions(items: &[MenuItem]) -> Vec<Option<u32>> {
    let mut last = 0;
    let position = |item: &MenuItem| {
        (!item.is_hidden).then(|| {
            last += 1;
            last
        })
    };
    items.iter().map(position).collect()
}

/// What must stand at this form's place; without a URL where nobody knows the organisation.
pub(super) fn expected_form(policy: &Policy, expected: Option<&ExpectedForms>, form: Form) -> ExpectedForm {
    let rules = policy.form(form);
    let unknown =
        || ExpectedForm { position: rules.position, titles: rules.titles.clone(), url: None, unknown: Vec::new() };
    expected.map_or_else(unknown, |expected| expected.get(form).clone())
}

fn missing(
    policy: &Policy,
    expected: Option<&ExpectedForms>,
    form: Form,
    located: &Located,
    positions: &[Option<u32>],
) -> Defect {
    let item = expected_form(policy, expected, form);
    let spare = located.pasted_twice.filter(|(missing, _)| *missing == form).map(|(_, spare)| spare);
    let instead_of = spare.and_then(|spare| positions.get(spare).copied().flatten());
    let url = item.url.clone();
    let defect = Defect::new(Code::FormMissing).form(form);
    Defect { expected: url, ..defect.remedy(Remedy::AddItem { item: Box::new(item), instead_of }) }
}

fn check_places(menu: Searched<'_>, located: &Located, positions: &[Option<u32>], defects: &mut Vec<Defect>) {
    let visible: Vec<usize> = (0..positions.len()).filter(|index| positions[*index].is_some()).collect();
    let is_copy = |index: &usize| located.copies.iter().any(|(_, copy)| copy == index);
    let place = |form| located.get(form).and_then(|index| place::among(&visible, index, &is_copy));
    let shown = |form| located.get(form).and_then(|index| positions.get(index).copied().flatten());
    let own = |form| menu.policy.form(form).position;
    let both = |places: [Option<u32>; 2]| places.map(|it| it.unwrap_or_default().to_string()).join(", ");
    let places = Places { messages: place(Form::Messages), polls: place(Form::Polls) };
    for misplaced in place::defects(menu.policy, places) {
        defects.push(match misplaced {
            Misplaced::Swapped => Defect::new(Code::FormSwapped)
                .observed(both(Form::ALL.map(shown)))
                .expected(both(Form::ALL.map(|it| Some(own(it))))),
            Misplaced::PushedBack => Defect::new(Code::FormMisplaced)
                .observed(both(Form::ALL.map(shown)))
                .expected(both(Form::ALL.map(|it| Some(own(it)))))
                .remedy(Remedy::MoveTo { position: own(Form::Messages) }),
            Misplaced::One(form) => Defect::new(Code::FormMisplaced)
                .form(form)
                .position(shown(form))
                .observed(shown(form).unwrap_or_default().to_string())
                .expected(own(form).to_string())
                .remedy(Remedy::MoveTo { position: own(form) }),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::find::locate;
    use crate::rules::sample::{MESSAGES_URL, POLLS_URL, item};
    use crate::rules::url::Reading;

    fn check_codes(items: &[MenuItem]) -> Vec<(Code, Option<Form>)> {
        let policy = Policy::built_in().unwrap();
        let readings: Vec<_> = items.iter().map(|item| Reading::of(&policy, &item.url)).collect();
        let mut defects = Vec::new();
        let menu = Searched { policy: &policy, items, readings: &readings, covers: &[], polls_are_due: true };
        check(menu, None, &locate(menu), &mut defects);
        defects.iter().map(|defect| (defect.code, defect.form)).collect()
    }

    fn menu(urls: &[&str]) -> Vec<MenuItem> {
        urls.iter().map(|url| item("x", url)).collect()
    }

    const OTHER: &str = "https://example.org/";
    const MESSAGES: Option<Form> = Some(Form::Messages);
    const POLLS: Option<Form> = Some(Form::Polls);

    #[test]
    fn both_in_place_are_silent() {
        assert_eq!(check_codes(&menu(&[MESSAGES_URL, POLLS_URL, OTHER])), []);
    }

    #[test]
    fn a_form_that_is_nowhere_is_missing() {
        assert_eq!(check_codes(&menu(&[OTHER])), [(Code::FormMissing, MESSAGES), (Code::FormMissing, POLLS)]);
    }

    #[test]
    fn polls_are_in_place_at_the_first_position_only_while_messages_are_missing() {
        assert_eq!(check_codes(&menu(&[POLLS_URL, OTHER])), [(Code::FormMissing, MESSAGES)]);
        assert_eq!(check_codes(&menu(&[OTHER, POLLS_URL])), [(Code::FormMissing, MESSAGES)]);
        assert_eq!(check_codes(&menu(&[POLLS_URL, OTHER, MESSAGES_URL])), [(Code::FormMisplaced, MESSAGES)]);
    }

    #[test]
    fn forms_in_each_others_place_are_one_defect() {
        assert_eq!(check_codes(&menu(&[POLLS_URL, MESSAGES_URL])), [(Code::FormSwapped, None)]);
    }

    #[test]
    fn forms_behind_another_item_are_one_defect() {
        assert_eq!(check_codes(&menu(&[OTHER, MESSAGES_URL, POLLS_URL])), [(Code::FormMisplaced, None)]);
        // a hidden item takes no place
        let mut items = menu(&[OTHER, MESSAGES_URL, POLLS_URL]);
        items[0].is_hidden = true;
        assert_eq!(check_codes(&items), []);
    }

    #[test]
    fn duplicates_are_one_defect_a_form_with_all_their_positions() {
        let items = menu(&[MESSAGES_URL, POLLS_URL, MESSAGES_URL, OTHER, MESSAGES_URL]);
        assert_eq!(check_codes(&items), [(Code::FormDuplicate, MESSAGES)]);
    }

    #[test]
    fn a_form_that_is_only_hidden_is_told_and_not_judged_by_place() {
        let mut items = menu(&[MESSAGES_URL, POLLS_URL]);
        items[1].is_hidden = true;
        assert_eq!(check_codes(&items), [(Code::FormHidden, POLLS)]);
    }
}
