//! Is each form there, once, visible and in its place: the `form.*` codes.

use super::find::Located;
use super::finding::Finding;
use crate::model::{Code, ExpectedForms, Form, MenuItem, Remedy};
use crate::policy::Policy;

/// Checks presence, place, visibility and uniqueness of both forms.
pub(super) fn check(
    policy: &Policy,
    expected: Option<&ExpectedForms>,
    items: &[MenuItem],
    located: &Located,
    findings: &mut Vec<Finding>,
) {
    let places = Form::ALL.map(|form| located.get(form).map(position));
    let swapped = places == [Some(policy.form(Form::Polls).position), Some(policy.form(Form::Messages).position)];
    if swapped {
        findings.push(Finding::new(Code::FormSwapped));
    }
    for form in Form::ALL {
        let rules = policy.form(form);
        let Some(index) = located.get(form) else {
            // a failed check is never a violation
            if located.unsure.contains(&form) {
                continue;
            }
            let url = expected.map(|expected| expected.get(form).url.clone());
            let remedy = Remedy::AddItem { position: rules.position, titles: rules.titles.clone(), url: url.clone() };
            let finding = Finding::new(Code::FormMissing).form(form).remedy(remedy);
            findings.push(Finding { expected: url, ..finding });
            continue;
        };
        let place = position(index);
        if !swapped && !is_in_place(policy, located, form, place) {
            let finding = Finding::new(Code::FormMisplaced).form(form).position(place);
            let finding = finding.observed(place.to_string()).expected(rules.position.to_string());
            findings.push(finding.remedy(Remedy::MoveTo { position: rules.position }));
        }
        if items.get(index).is_some_and(|item| item.is_hidden) {
            findings.push(Finding::new(Code::FormHidden).form(form).position(place));
        }
        let further: Vec<u32> = further_positions(located, form);
        if let Some(first) = further.first() {
            let observed = further.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
            findings.push(Finding::new(Code::FormDuplicate).form(form).position(*first).observed(observed));
        }
    }
}

/// The position of the item at this index.
pub(super) fn position(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}

/// The polls form is also in its place where the messages form belongs, as long as that one is missing: adding it first
/// moves the polls form to its own place.
fn is_in_place(policy: &Policy, located: &Located, form: Form, place: u32) -> bool {
    place == policy.form(form).position
        || (form == Form::Polls
            && located.get(Form::Messages).is_none()
            && place == policy.form(Form::Messages).position)
}

fn further_positions(located: &Located, form: Form) -> Vec<u32> {
    located.duplicates.iter().filter(|(duplicate, _)| *duplicate == form).map(|(_, index)| position(*index)).collect()
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
        let mut findings = Vec::new();
        check(&policy, None, items, &locate(&policy, items, &readings, &[]), &mut findings);
        findings.iter().map(|finding| (finding.code, finding.form)).collect()
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
        let misplaced = [(Code::FormMisplaced, MESSAGES), (Code::FormMisplaced, POLLS)];
        assert_eq!(check_codes(&menu(&[POLLS_URL, OTHER, MESSAGES_URL])), misplaced);
    }

    #[test]
    fn forms_in_each_others_place_are_one_defect() {
        assert_eq!(check_codes(&menu(&[POLLS_URL, MESSAGES_URL])), [(Code::FormSwapped, None)]);
    }

    #[test]
    fn forms_behind_another_item_are_both_misplaced() {
        let misplaced = [(Code::FormMisplaced, MESSAGES), (Code::FormMisplaced, POLLS)];
        assert_eq!(check_codes(&menu(&[OTHER, MESSAGES_URL, POLLS_URL])), misplaced);
    }

    #[test]
    fn duplicates_are_one_defect_a_form_with_all_their_positions() {
        let items = menu(&[MESSAGES_URL, POLLS_URL, MESSAGES_URL, OTHER, MESSAGES_URL]);
        assert_eq!(check_codes(&items), [(Code::FormDuplicate, MESSAGES)]);
    }

    #[test]
    fn hidden_item_is_told_where_it_stands() {
        let mut items = menu(&[MESSAGES_URL, POLLS_URL]);
        items[1].is_hidden = true;
        assert_eq!(check_codes(&items), [(Code::FormHidden, POLLS)]);
    }
}
