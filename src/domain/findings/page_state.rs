//! What the confirmed findings of a page make of it. The one place that decides it: looks that are taken over, the check of
//! a store, the timeline of a page and its evidence all ask here.

use super::State;
use crate::model::{Code, MaybeKnown, Severity, Verdict};

/// Under these nothing else of a page can be seen, so what is not seen then may still be there.
const HIDES_THE_REST: [Code; 4] = [Code::PageNotFound, Code::PageDeactivated, Code::PageClosed, Code::MenuMissing];
/// VK shows the page to nobody.
const LOST: [Code; 2] = [Code::PageNotFound, Code::PageDeactivated];

/// Whether nothing else of a page can be seen under this code.
pub fn hides_the_rest(code: &MaybeKnown<Code>) -> bool {
    code.known().is_some_and(|code| HIDES_THE_REST.contains(&code))
}

fn is_lost(code: &MaybeKnown<Code>) -> bool {
    code.known().is_some_and(|code| LOST.contains(&code))
}

/// What a finding says of its page. A later version of the program may have written any of it.
#[derive(Debug, Clone, Copy)]
pub struct FindingStanding<'a> {
    /// What is wrong.
    pub code: &'a MaybeKnown<Code>,
    /// How grave that is.
    pub severity: &'a MaybeKnown<Severity>,
    /// Whether that is confirmed.
    pub state: &'a MaybeKnown<State>,
}

impl FindingStanding<'_> {
    fn is_open(&self) -> bool {
        *self.state == State::Open
    }

    fn waits(&self) -> bool {
        *self.state == State::Suspected || *self.state == State::Returning
    }

    fn is_review(&self) -> bool {
        *self.code == Code::CoverReview
    }

    fn is_error(&self) -> bool {
        *self.severity == Severity::Error
    }
}

/// What was known of a page before.
#[derive(Debug, Clone, Copy)]
pub struct PageBefore<'a> {
    /// Whether the registry has it. Nobody answers for a page that it does not have.
    pub registered: bool,
    pub verdict: &'a MaybeKnown<Verdict>,
    /// Whether VK showed it to nobody.
    pub is_lost: bool,
}

/// What a page is by its confirmed findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageState {
    pub verdict: MaybeKnown<Verdict>,
    /// Open findings: errors, warnings, notices.
    pub counts: [u64; 3],
    /// Whether VK shows the page to nobody.
    pub is_lost: bool,
}

/// What a page that was seen is by its findings, after what it was before.
pub fn page_state<'a>(before: PageBefore<'_>, findings: impl Iterator<Item = FindingStanding<'a>>) -> PageState {
    let mut counts = [0; 3];
    let (mut lost, mut review, mut may_be_broken, mut is_foreign) = (false, false, false, false);
    for finding in findings {
        let breaks = finding.is_error() || finding.is_review();
        may_be_broken |= finding.waits() && breaks;
        // whoever knows such a state may have confirmed the loss
        lost |= before.is_lost && finding.state.is_unknown() && is_lost(finding.code);
        if finding.is_open() {
            match finding.severity.known() {
                Some(Severity::Error) => counts[0] += 1,
                Some(Severity::Warning) => counts[1] += 1,
                Some(Severity::Notice) => counts[2] += 1,
                None => is_foreign = true,
            }
            review |= finding.is_review();
            lost |= is_lost(finding.code);
        }
    }
    let is_undecided = before.verdict.is_unknown() || *before.verdict == Verdict::Unverified;
    let verdict = if counts[0] > 0 {
        Verdict::Violations.into()
    } else if !before.registered {
        Verdict::Unverified.into()
    } else if is_foreign {
        // whoever knows how grave that is has said so
        before.verdict.clone()
    } else if review {
        Verdict::Review.into()
    } else if is_undecided && may_be_broken {
        // neither accused nor acquitted before the second look
        before.verdict.clone()
    } else {
        Verdict::Compliant.into()
    };
    PageState { verdict, counts, is_lost: lost }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    type Owned = (MaybeKnown<Code>, MaybeKnown<Severity>, MaybeKnown<State>);

    fn state_of(registered: bool, verdict: &MaybeKnown<Verdict>, lost: bool, findings: &[Owned]) -> PageState {
        let before = PageBefore { registered, verdict, is_lost: lost };
        page_state(before, findings.iter().map(|(code, severity, state)| FindingStanding { code, severity, state }))
    }

    fn finding(code: Code, severity: Severity, state: State) -> Owned {
        (code.into(), severity.into(), state.into())
    }

    fn any_finding() -> impl Strategy<Value = Owned> {
        let texts = ["page.not_found", "cover.review", "url.host", "url.of_tomorrow"];
        let severities = ["error", "warning", "notice", "grave"];
        let states = ["suspected", "open", "closed", "returning", "waived"];
        (select(texts.to_vec()), select(severities.to_vec()), select(states.to_vec())).prop_map(
            |(code, severity, state)| (MaybeKnown::read(code), MaybeKnown::read(severity), MaybeKnown::read(state)),
        )
    }

    #[test]
    fn nobody_is_accused_or_acquitted_before_the_second_look() {
        let unverified = Verdict::Unverified.into();
        for state in [State::Suspected, State::Returning] {
            let waits = [finding(Code::UrlHost, Severity::Error, state)];
            assert_eq!(state_of(true, &unverified, false, &waits).verdict, Verdict::Unverified);
            assert_eq!(state_of(true, &Verdict::Compliant.into(), false, &waits).verdict, Verdict::Compliant);
        }
        let slight = [finding(Code::UrlHost, Severity::Warning, State::Suspected)];
        assert_eq!(state_of(true, &unverified, false, &slight).verdict, Verdict::Compliant);
    }

    #[test]
    fn the_gravest_open_finding_decides() {
        let compliant = Verdict::Compliant.into();
        let review = finding(Code::CoverReview, Severity::Warning, State::Open);
        let error = finding(Code::PageNotFound, Severity::Error, State::Open);
        assert_eq!(state_of(true, &compliant, false, std::slice::from_ref(&review)).verdict, Verdict::Review);
        let both = state_of(true, &compliant, false, &[review, error]);
        assert_eq!((both.verdict, both.counts, both.is_lost), (Verdict::Violations.into(), [1, 1, 0], true));
    }

    #[test]
    fn what_a_later_version_says_stays() {
        let grave = [(Code::UrlHost.into(), MaybeKnown::read("grave"), State::Open.into())];
        let tomorrow = MaybeKnown::read("of_tomorrow");
        assert_eq!(state_of(true, &tomorrow, false, &grave).verdict, tomorrow);
        let waived = [(Code::PageNotFound.into(), Severity::Error.into(), MaybeKnown::read("waived"))];
        assert!(state_of(true, &tomorrow, true, &waived).is_lost);
        assert!(!state_of(true, &tomorrow, false, &waived).is_lost);
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_the_state_is_its_own_follower(
            registered: bool, lost: bool, findings in prop::collection::vec(any_finding(), 0..6),
            verdict in select(&["compliant", "violations", "review", "unverified", "of_tomorrow"][..]),
        ) {
            let state = state_of(registered, &MaybeKnown::read(verdict), lost, &findings);
            let turned: Vec<_> = findings.iter().rev().cloned().collect();
            prop_assert_eq!(&state, &state_of(registered, &MaybeKnown::read(verdict), lost, &turned));
            prop_assert_eq!(&state, &state_of(registered, &state.verdict, state.is_lost, &findings));
            prop_assert!(state.counts[0] == 0 || state.verdict == Verdict::Violations);
        }
    }
}
