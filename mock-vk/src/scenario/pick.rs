//! Which fault hits a call: conditions and counts. Knows no HTTP.

use super::{Action, Match, Scenario};

/// A call as faults see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) method: &'a str,
    pub(crate) token: &'a str,
    pub(crate) ids: &'a [&'a str],
}

/// How many calls each fault of a scenario has seen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counters {
    seen: Vec<u64>,
}

impl Counters {
    /// The action for this call, if a fault hits it; every fault that could be meant counts the call.
    pub(crate) fn pick(
        &mut self,
        scenario: &Scenario,
        call: Seen<'_>,
        same_page: impl Fn(&str, &str) -> bool,
    ) -> Option<Action> {
        self.seen.resize(scenario.faults.len(), 0);
        let mut hit = None;
        for (fault, seen) in scenario.faults.iter().zip(&mut self.seen) {
            if !fault.matches.concerns(call, &same_page) {
                continue;
            }
            *seen += 1;
            if hit.is_none() && fault.matches.counts(*seen) {
                hit = Some(fault.action.clone());
            }
        }
        hit
    }
}

impl Match {
    fn concerns(&self, call: Seen<'_>, same_page: &impl Fn(&str, &str) -> bool) -> bool {
        self.method.as_deref().is_none_or(|method| method == call.method)
            && self.token.as_deref().is_none_or(|token| token == call.token)
            && self.ids_at_least.is_none_or(|least| call.ids.len() >= least)
            && self.contains.as_deref().is_none_or(|page| call.ids.iter().any(|id| same_page(page, id)))
    }

    fn counts(&self, number: u64) -> bool {
        (self.calls.is_empty() || self.calls.contains(&number))
            && self.every.is_none_or(|every| number.is_multiple_of(every))
            && self.from.is_none_or(|from| number >= from)
            && self.to.is_none_or(|to| number <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(matches: &str, calls: &[(&str, &str, &[&str])]) -> Vec<bool> {
        let text = format!("title = \"t\"\n[[fault]]\nmatch = {matches}\ndo = \"empty_body\"\n");
        let scenario = Scenario::parse(&text, "t").unwrap();
        let mut counters = Counters::default();
        let mut hit = |call: &(&str, &str, &[&str])| {
            let seen = Seen { method: call.0, token: call.1, ids: call.2 };
            counters.pick(&scenario, seen, |one, other| one == other).is_some()
        };
        calls.iter().map(&mut hit).collect()
    }

    #[test]
    fn numbers_count_only_the_calls_that_meet_the_other_conditions() {
        let a: (&str, &str, &[&str]) = ("m", "a", &["1"]);
        let b: (&str, &str, &[&str]) = ("m", "b", &["2"]);
        assert_eq!(hits("{ token = \"a\", calls = [2] }", &[a, b, a, a]), [false, false, true, false]);
        assert_eq!(hits("{ every = 2 }", &[a, b, a, b]), [false, true, false, true]);
        assert_eq!(hits("{ from = 2, to = 3 }", &[a, a, a, a]), [false, true, true, false]);
        assert_eq!(hits("{ contains = \"2\" }", &[a, b]), [false, true]);
        assert_eq!(hits("{ method = \"x\" }", &[a, b]), [false, false]);
    }
}
