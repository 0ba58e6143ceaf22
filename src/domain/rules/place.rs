//! Positions: counted over the items that visitors see, copies thought away, and which defects of place two forms have.

use crate::model::Form;
use crate::policy::Policy;

/// Where both forms stand, from 1; `None` for a form that is missing or hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Places {
    pub messages: Option<u32>,
    pub polls: Option<u32>,
}

/// One defect of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misplaced {
    /// Each form stands in the other's position.
    Swapped,
    /// Both stand side by side in the right order, further back.
    PushedBack,
    /// One form is not in its own position.
    One(Form),
}

/// The position of an item among the visible ones of which `is_copy` says no.
pub(super) fn among(visible: &[usize], index: usize, is_copy: &dyn Fn(&usize) -> bool) -> Option<u32> {
    let place = visible.iter().filter(|other| !is_copy(other)).position(|other| *other == index)?;
    Some(u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1))
}

/// How many defects of place there are.
pub(super) fn cost(policy: &Policy, places: Places) -> usize {
    defects(policy, places).len()
}

/// The defects of place, one for each thing that a person has to move.
pub(super) fn defects(policy: &Policy, Places { messages, polls }: Places) -> Vec<Misplaced> {
    let [first, second] = Form::ALL.map(|form| policy.form(form).position);
    match (messages, polls) {
        (Some(one), Some(other)) if one == first && other == second => Vec::new(),
        (Some(one), Some(other)) if one == second && other == first => vec![Misplaced::Swapped],
        (Some(one), Some(other)) if one > first && other.checked_sub(one) == second.checked_sub(first) => {
            vec![Misplaced::PushedBack]
        }
        // moving the messages form to the front moves the polls form to its own position
        (Some(_), Some(other)) if other == first => vec![Misplaced::One(Form::Messages)],
        (one, other) => {
            let strays = [one.is_some_and(|one| one != first), other.is_some_and(|other| other != second)];
            // the polls form alone is also in its place where the messages form belongs: adding that one first mends both
            let strays = [strays[0], strays[1] && !(one.is_none() && other == Some(first))];
            Form::ALL
                .into_iter()
                .zip(strays)
                .filter(|(_, is_stray)| *is_stray)
                .map(|(form, _)| Misplaced::One(form))
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(messages: impl Into<Option<u32>>, polls: impl Into<Option<u32>>) -> Vec<Misplaced> {
        let places = Places { messages: messages.into(), polls: polls.into() };
        defects(&Policy::built_in().unwrap(), places)
    }

    const ONE: Misplaced = Misplaced::One(Form::Messages);
    const OTHER: Misplaced = Misplaced::One(Form::Polls);

    #[test]
    fn each_thing_to_move_is_one_defect() {
        assert_eq!(of(1, 2), []);
        assert_eq!(of(2, 1), [Misplaced::Swapped]);
        for pushed in [(2, 3), (3, 4), (7, 8)] {
            assert_eq!(of(pushed.0, pushed.1), [Misplaced::PushedBack]);
        }
        assert_eq!(of(3, 1), [ONE]);
        assert_eq!(of(1, 3), [OTHER]);
        assert_eq!(of(3, 2), [ONE]);
        assert_eq!(of(2, 4), [ONE, OTHER]);
        assert_eq!(of(4, 3), [ONE, OTHER]);
    }

    #[test]
    fn a_form_alone_is_judged_by_what_adding_the_other_would_bring() {
        assert_eq!(of(1, None), []);
        assert_eq!(of(2, None), [ONE]);
        for place in [1, 2] {
            assert_eq!(of(None, place), []);
        }
        assert_eq!(of(None, 3), [OTHER]);
        assert_eq!(of(None, None), []);
    }

    #[test]
    fn copies_take_no_place() {
        assert_eq!(among(&[0, 1, 3], 3, &|_| false), Some(3));
        assert_eq!(among(&[0, 1, 3], 3, &|index| *index == 1), Some(2));
        assert_eq!(among(&[0, 1, 3], 2, &|_| false), None);
    }
}
