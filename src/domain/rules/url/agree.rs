//! Do the links of both forms agree (`url.inconsistent`): all that can be said of values that no registry entry tells.

use std::fmt::Display;

use super::params::Claims;
use super::truth::Truth;
use crate::model::{Code, Form, Remedy};
use crate::policy::Policy;
use crate::rules::defect::Defect;

/// Compares what the two links claim, messages first. Claims are made of unknown values alone. One wrong value is one
/// defect: the polls form's own region is held against its `utm_medium` only where the two forms' `utm_medium` do not
/// already disagree.
pub(in crate::rules) fn check(
    policy: &Policy,
    truth: Option<Truth<'_>>,
    [messages, polls]: &[Claims; 2],
    polls_position: Option<u32>,
    defects: &mut Vec<Defect>,
) {
    let before = defects.len();
    if let (Some(one), Some(other)) = (messages.campaign, polls.campaign)
        && one != other
    {
        defects.push(both("utm_campaign", &one, &other));
    }
    let known_region = truth.and_then(|truth| truth.organization.region_code);
    let media_differ = matches!((messages.medium, polls.medium), (Some(one), Some(other)) if one != other);
    if let (true, Some(one), Some(other)) = (media_differ, messages.medium, polls.medium) {
        defects.push(both("utm_medium", &one, &other));
    }
    let medium = known_region.or(polls.medium).or(messages.medium).filter(|_| !media_differ);
    if let (Some(region), Some(medium)) = (polls.region, medium)
        && region != medium
    {
        let defect = of_polls("reg_code", region.to_string(), polls_position);
        defects.push(defect.expected(medium.to_string()));
    }
    if let (Some(municipality), Some(medium)) = (polls.municipality, medium)
        && !policy.region_contains(medium, municipality)
    {
        defects.push(of_polls("mun_code", municipality.to_string(), polls_position));
    }
    if defects.len() > before {
        never_offer_a_contradiction(truth, &mut defects[..before]);
    }
}

/// Where values disagree, a URL put together from them would be wrong.
fn never_offer_a_contradiction(truth: Option<Truth<'_>>, defects: &mut [Defect]) {
    let is_known = |form| truth.is_some_and(|truth| truth.expected.get(form).url.is_some());
    for defect in defects {
        if matches!(defect.remedy, Remedy::PasteUrl { .. }) && !defect.form.is_some_and(is_known) {
            defect.remedy = Remedy::ByCode;
        }
    }
}

fn both(field: &'static str, messages: &impl Display, polls: &impl Display) -> Defect {
    Defect::new(Code::UrlInconsistent).field(field).observed(format!("{messages} / {polls}"))
}

fn of_polls(field: &'static str, observed: String, position: Option<u32>) -> Defect {
    Defect::new(Code::UrlInconsistent).form(Form::Polls).position(position).field(field).observed(observed)
}
