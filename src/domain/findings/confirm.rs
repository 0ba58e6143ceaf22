//! N of the last M looks: a finding opens only when it was seen so often, and closes only when it was missed so often.

use thiserror::Error;

use crate::model::named;

/// How many looks a [`ConfirmationState`] remembers at the most.
const MOST_LOOKS: u32 = 16;

/// Why numbers are no rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "{confirm} of {of} looks is no rule of confirmation: `of` must be 1 to {MOST_LOOKS}, `confirm` at most `of` and more \
     than half of it, so that the same looks cannot both open and close a finding"
)]
pub struct ConfirmRuleError {
    /// How many looks have to agree.
    pub confirm: u32,
    /// Among how many.
    pub of: u32,
}

/// How many of the last looks have to agree before a finding opens or closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfirmRule {
    confirm: u32,
    of: u32,
}

impl ConfirmRule {
    /// `confirm` of the last `of` looks.
    ///
    /// # Errors
    /// Numbers by which the same looks could both open and close a finding, or that need more looks than are kept.
    pub const fn new(confirm: u32, of: u32) -> Result<Self, ConfirmRuleError> {
        if of == 0 || of > MOST_LOOKS || confirm > of || confirm * 2 <= of {
            return Err(ConfirmRuleError { confirm, of });
        }
        Ok(Self { confirm, of })
    }

    /// How many looks have to agree.
    pub const fn confirm(self) -> u32 {
        self.confirm
    }

    /// Among how many of the last looks.
    pub const fn of(self) -> u32 {
        self.of
    }
}

impl Default for ConfirmRule {
    /// Two of two.
    fn default() -> Self {
        Self { confirm: 2, of: 2 }
    }
}

/// Where a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Seen, but not often enough; nobody is accused yet.
    Suspected,
    /// Confirmed.
    Open,
    /// Was open, and is mended.
    Closed,
    /// Closed, and seen again, but not often enough yet.
    Returning,
}

impl State {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Suspected, Self::Open, Self::Closed, Self::Returning];

    /// The stable text, as in the database and in lists.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Suspected => "suspected",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Returning => "returning",
        }
    }

    /// Finds the state with this stable text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

named!(State);

/// What a look made of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Transition {
    /// It is open for the first time.
    Opened,
    /// It is open again.
    Reopened,
    /// It is mended.
    Closed,
    /// It was suspected, and there is nothing to it: it is forgotten.
    Dropped,
}

/// The memory of a finding: its state and in which of the last looks it was seen. Looks that saw nothing of the page
/// never come here, so they neither open nor close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfirmationState {
    state: State,
    /// The last looks, the newest in the lowest bit.
    seen: u32,
    /// How many looks `seen` holds.
    looks: u32,
}

impl ConfirmationState {
    /// What becomes of a defect that is seen for the first time.
    pub fn first(rule: ConfirmRule) -> (Self, Option<Transition>) {
        Self { state: State::Suspected, seen: 0, looks: 0 }.look(true, rule)
    }

    /// A trace as it was kept.
    pub const fn of(state: State, seen: u32, looks: u32) -> Self {
        Self { state, seen, looks: if looks > MOST_LOOKS { MOST_LOOKS } else { looks } }
    }

    /// Where the finding stands.
    pub const fn state(self) -> State {
        self.state
    }

    /// The last looks as bits, the newest lowest.
    pub const fn seen(self) -> u32 {
        self.seen
    }

    /// How many looks the bits tell of.
    pub const fn looks(self) -> u32 {
        self.looks
    }

    /// Whether the last look saw it.
    pub const fn is_seen(self) -> bool {
        self.seen & 1 == 1
    }

    /// Takes one more look in.
    #[must_use]
    pub fn look(self, seen: bool, rule: ConfirmRule) -> (Self, Option<Transition>) {
        if self.state == State::Closed {
            if !seen {
                return (self, None);
            }
            return Self { state: State::Returning, seen: 0, looks: 0 }.look(true, rule);
        }
        let looks = (self.looks + 1).min(MOST_LOOKS);
        let bits = ((self.seen << 1) | u32::from(seen)) & mask(looks);
        let window = looks.min(rule.of);
        let seen_in_window = (bits & mask(window)).count_ones();
        let missed = window - seen_in_window;
        let (state, turn) = match self.state {
            State::Suspected if seen_in_window >= rule.confirm => (State::Open, Some(Transition::Opened)),
            State::Returning if seen_in_window >= rule.confirm => (State::Open, Some(Transition::Reopened)),
            State::Suspected if missed >= rule.confirm => (State::Closed, Some(Transition::Dropped)),
            State::Returning if missed >= rule.confirm => (State::Closed, None),
            State::Open if missed >= rule.confirm => (State::Closed, Some(Transition::Closed)),
            same => (same, None),
        };
        (Self { state, seen: bits, looks }, turn)
    }

    /// Whether a further look soon would bring certainty.
    pub const fn needs_look(self) -> bool {
        match self.state {
            State::Suspected | State::Returning => true,
            State::Open => !self.is_seen(),
            State::Closed => false,
        }
    }

    /// Whether one more look like the last changes nothing at all.
    pub const fn is_steady(self, rule: ConfirmRule) -> bool {
        match self.state {
            State::Suspected | State::Returning => false,
            State::Open => self.looks >= rule.of && self.seen & mask(rule.of) == mask(rule.of),
            State::Closed => true,
        }
    }
}

const fn mask(looks: u32) -> u32 {
    (1 << looks) - 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rule(confirm: u32, of: u32) -> ConfirmRule {
        ConfirmRule::new(confirm, of).unwrap()
    }

    /// The turns that a series of looks brings, the first of which sees the defect.
    fn turns(rule: ConfirmRule, later: &[bool]) -> Vec<Option<Transition>> {
        let (mut trace, first) = ConfirmationState::first(rule);
        let mut turns = vec![first];
        for seen in later {
            let turn;
            (trace, turn) = trace.look(*seen, rule);
            turns.push(turn);
        }
        turns
    }

    #[test]
    fn two_of_two_opens_and_closes_with_the_second_look() {
        let opened_and_closed = turns(rule(2, 2), &[true, false, true, false, false, true, true]);
        let expected = [
            None,
            Some(Transition::Opened),
            None,
            None,
            None,
            Some(Transition::Closed),
            None,
            Some(Transition::Reopened),
        ];
        assert_eq!(opened_and_closed, expected);
    }

    #[test]
    fn a_single_slip_is_forgotten() {
        assert_eq!(turns(rule(2, 2), &[false, false]), [None, None, Some(Transition::Dropped)]);
    }

    #[test]
    fn two_of_three_bears_a_gap() {
        assert_eq!(turns(rule(2, 3), &[false, true]), [None, None, Some(Transition::Opened)]);
    }

    #[test]
    fn one_of_one_opens_at_once() {
        assert_eq!(turns(rule(1, 1), &[false]), [Some(Transition::Opened), Some(Transition::Closed)]);
    }

    #[test]
    fn rules_that_contradict_themselves_are_refused() {
        for (confirm, of) in [(0, 0), (0, 1), (1, 2), (3, 2), (2, 4), (9, 17)] {
            assert_eq!(ConfirmRule::new(confirm, of), Err(ConfirmRuleError { confirm, of }));
        }
    }

    fn any_rule() -> impl Strategy<Value = ConfirmRule> {
        (1..=MOST_LOOKS).prop_flat_map(|of| (of / 2 + 1..=of).prop_map(move |confirm| rule(confirm, of)))
    }

    proptest! {
        #[test]
        fn it_opens_and_closes_exactly_by_the_last_looks(rule in any_rule(), looks in prop::collection::vec(any::<bool>(), 0..60)) {
            let (mut trace, mut turn) = ConfirmationState::first(rule);
            let mut since = vec![true];
            let mut is_open = false;
            let mut looks = looks.into_iter();
            loop {
                let last = since.iter().rev().take(rule.of() as usize);
                let seen = last.clone().filter(|seen| **seen).count();
                let missed = last.count() - seen;
                match turn {
                    Some(Transition::Opened | Transition::Reopened) => {
                        prop_assert!(!is_open && seen >= rule.confirm() as usize);
                        is_open = true;
                    }
                    Some(Transition::Closed) => {
                        prop_assert!(is_open && missed >= rule.confirm() as usize);
                        is_open = false;
                    }
                    Some(Transition::Dropped) => {
                        prop_assert!(!is_open && missed >= rule.confirm() as usize);
                    }
                    None if is_open => prop_assert!(missed < rule.confirm() as usize),
                    None => prop_assert!(seen < rule.confirm() as usize || trace.state() == State::Closed),
                }
                prop_assert_eq!(is_open, trace.state() == State::Open);
                let Some(seen) = looks.next() else { break };
                if trace.state() == State::Closed && seen {
                    since.clear();
                }
                since.push(seen);
                (trace, turn) = trace.look(seen, rule);
            }
        }

        #[test]
        fn the_same_look_again_leaves_a_steady_finding_as_it_is(rule in any_rule(), looks in prop::collection::vec(any::<bool>(), 0..40)) {
            let mut trace = ConfirmationState::first(rule).0;
            for seen in looks {
                trace = trace.look(seen, rule).0;
            }
            if trace.is_steady(rule) {
                let (next, turn) = trace.look(trace.state() == State::Open, rule);
                prop_assert_eq!((next.state(), turn, next.is_steady(rule)), (trace.state(), None, true));
            }
        }

        #[test]
        fn what_is_kept_comes_back(rule in any_rule(), looks in prop::collection::vec(any::<bool>(), 0..40)) {
            let mut trace = ConfirmationState::first(rule).0;
            for seen in looks {
                trace = trace.look(seen, rule).0;
                prop_assert_eq!(ConfirmationState::of(trace.state(), trace.seen(), trace.looks()), trace);
            }
        }
    }
}
