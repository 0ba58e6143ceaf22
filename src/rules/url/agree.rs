//! Do the links of both forms agree (`url.inconsistent`): all that can be said of values where no registry entry tells
//! the truth.

use std::fmt::Display;

use super::params::Claims;
use crate::model::{Code, Form};
use crate::policy::Policy;
use crate::rules::finding::Finding;

/// Compares what the two links claim, messages first. One wrong value is one defect: the polls form's own region is
/// held against its `utm_medium` only where the two forms' `utm_medium` do not already tell which of them is wrong.
pub(in crate::rules) fn check(policy: &Policy, [messages, polls]: &[Claims; 2], findings: &mut Vec<Finding>) {
    if let (Some(one), Some(other)) = (messages.campaign, polls.campaign)
        && one != other
    {
        findings.push(both("utm_campaign", &one, &other));
    }
    let media_differ = match (messages.medium, polls.medium) {
        (Some(one), Some(other)) if one != other => {
            findings.push(both("utm_medium", &one, &other));
            true
        }
        _ => false,
    };
    let media = [polls.medium, messages.medium.filter(|_| media_differ)];
    let media = || media.iter().flatten();
    if let Some(region) = polls.region
        && media().next().is_some()
        && media().all(|medium| *medium != region)
    {
        findings.push(of_polls("reg_code", region.to_string(), polls.medium.map(|medium| medium.to_string())));
    }
    if let Some(municipality) = polls.municipality
        && media().next().is_some()
        && media().all(|medium| !policy.region_contains(*medium, municipality))
    {
        findings.push(of_polls("mun_code", municipality.to_string(), None));
    }
}

fn both(field: &'static str, messages: &impl Display, polls: &impl Display) -> Finding {
    Finding::new(Code::UrlInconsistent).field(field).observed(format!("{messages} / {polls}"))
}

fn of_polls(field: &'static str, observed: String, expected: Option<String>) -> Finding {
    let finding = Finding::new(Code::UrlInconsistent).form(Form::Polls).field(field).observed(observed);
    Finding { expected, ..finding }
}
