//! The parameters of a form's link (`url.placeholder`, `url.other_*`, `url.param_*`).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::chosen::{Chosen, choose, is_alike, literals};
use super::names::{Likeness, likeness};
use super::tail::Pair;
use super::truth::Truth;
use super::values::{Value, is_placeholder, is_sample, judge};
use crate::links;
use crate::model::{Code, Form, Ogrn, Oktmo, Organization, RegionCode};
use crate::policy::{Parameter, ParameterValue, Policy, Template};
use crate::rules::defect::Defect;

/// What came of checking the parameters of one link.
pub(super) struct Checked<'p> {
    pub claims: Claims,
    /// Whether the query is written differently from the template in a way that changes nothing.
    pub is_untidy: bool,
    /// The values of the whole link in canonical order: the known ones, and the link's own where nobody knows better;
    /// `None` where one of these is not there or not well-formed.
    pub complete: Option<Vec<(&'p str, String)>>,
    /// The registry fields that the link's template lacks, where it is judged by an accepted template that is not the
    /// recommended one: then it is put right by its own, never replaced by the other.
    pub alternative: Option<Vec<&'static str>>,
}

/// The well-formed values of a link that nobody knows better, for the comparison of both forms.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::rules) struct Claims {
    pub(super) medium: Option<RegionCode>,
    pub(super) campaign: Option<Ogrn>,
    pub(super) region: Option<RegionCode>,
    pub(super) municipality: Option<Oktmo>,
}

/// One `name=value` of a query, decoded.
pub(super) struct Given<'a> {
    pub name: Cow<'a, str>,
    pub value: Cow<'a, str>,
}

/// A parameter of the template with what the link gives for it.
struct Filled<'a> {
    parameter: &'a Parameter,
    /// Places in the query, the one that counts first; empty where the parameter is absent.
    at: Vec<usize>,
    likeness: Likeness,
}

/// Checks the query of a form's link against the organisation's template; without one, against the template that the
/// link itself seems to follow.
pub(super) fn check<'p>(
    policy: &'p Policy,
    truth: Option<Truth<'_>>,
    form: Form,
    pairs: &[Pair],
    found: &mut Vec<Defect>,
) -> Checked<'p> {
    let (given, mut is_untidy) = decoded(pairs);
    let organization = truth.map(|truth| truth.organization);
    let Some(chosen) = choose(policy, organization, form, &given) else {
        return Checked { claims: Claims::default(), is_untidy, complete: None, alternative: None };
    };
    let judged = chosen.other_level.unwrap_or(chosen.template);
    let spelling = policy.code(Code::UrlParamMisspelt).is_some();
    let filled = fill(judged, &given, spelling);
    is_untidy |= !is_in_order(&filled);
    check_names(&filled, &given, organization, found);
    found.extend(unknown(&filled, &given));
    let complete = complete(&filled, &given, organization, policy);
    let values = filled_values(&filled, &given);
    // the organisation of the example may have its own link
    let is_own = organization.and_then(|it| it.ogrn).is_some_and(|own| names_ogrn(&filled, &values, &own.to_string()));
    if !is_own && is_sample(policy, form, &values) {
        found.push(Defect::new(Code::UrlPlaceholder));
        return Checked { claims: Claims::default(), is_untidy, complete: None, alternative: None };
    }
    if let Some(truth) = truth
        && let Some(whose) = other_organization(policy, truth, form, judged, &filled, &given)
    {
        let name = if whose.name.is_empty() {
            whose.ogrn.map(|it| it.to_string()).unwrap_or_default()
        } else {
            whose.name.to_string()
        };
        found.push(Defect::new(Code::UrlOtherOrganization).observed(name));
        return Checked { claims: Claims::default(), is_untidy, complete, alternative: None };
    }
    if let Some(other) = chosen.other_level {
        let first = |template: &Template| template.parameters.first().map(|it| it.name.to_string()).unwrap_or_default();
        found.push(Defect::new(Code::UrlOtherLevel).observed(first(other)).expected(first(chosen.template)));
    }
    let claims = check_values(policy, organization, &chosen, &filled, &given, found);
    let alternative = organization.filter(|_| chosen.other_level.is_none()).and_then(|organization| {
        let recommended = *links::templates(policy, form, organization).first()?;
        let is_other = !std::ptr::eq(recommended, chosen.template) && !is_alike(recommended, chosen.template);
        is_other.then(|| links::unknown(chosen.template, organization))
    });
    Checked { claims, is_untidy, complete: complete.filter(|_| chosen.other_level.is_none()), alternative }
}

/// Decodes a query; also tells whether it has needless escapes.
fn decoded(pairs: &[Pair]) -> (Vec<Given<'_>>, bool) {
    let mut untidy = false;
    let mut decode = |text: &'_ str| -> String {
        let decoded = percent_decode_str(text).decode_utf8_lossy();
        untidy |= matches!(&decoded, Cow::Owned(decoded) if needs_no_escape(decoded));
        decoded.into_owned()
    };
    let given =
        pairs.iter().map(|pair| Given { name: decode(&pair.name).into(), value: decode(&pair.value).into() }).collect();
    (given, untidy)
}

/// Whether a text could have been written without any escape.
fn needs_no_escape(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// What the link gives for each parameter of the template: by its name, else by a name that is plainly meant as it.
fn fill<'a>(template: &'a Template, given: &[Given<'_>], spelling: bool) -> Vec<Filled<'a>> {
    let mut taken = vec![false; given.len()];
    let mut filled: Vec<Filled<'a>> = Vec::with_capacity(template.parameters.len());
    for parameter in &template.parameters {
        let mut at: Vec<_> = (0..given.len())
            .filter_map(|at| Some((likeness(&given[at].name, &parameter.name).filter(|it| *it <= Likeness::Case)?, at)))
            .collect();
        at.sort_unstable();
        let likeness = at.first().map_or(Likeness::Exact, |(likeness, _)| *likeness);
        let at: Vec<usize> = at.into_iter().map(|(_, at)| at).collect();
        for at in &at {
            taken[*at] = true;
        }
        filled.push(Filled { parameter, at, likeness });
    }
    let is_absent = |filled: &Filled<'_>| filled.at.is_empty();
    let mut meant: Vec<(Likeness, usize, usize)> = Vec::new();
    for (place, absent) in filled.iter().enumerate().filter(|(_, filled)| spelling && is_absent(filled)) {
        let like = |at: usize| Some((likeness(&given[at].name, &absent.parameter.name)?, at, place));
        meant.extend((0..given.len()).filter(|at| !taken[*at]).filter_map(like));
    }
    meant.sort_unstable();
    for (likeness, at, place) in meant {
        if !taken[at] && filled[place].at.is_empty() {
            taken[at] = true;
            filled[place].at.push(at);
            filled[place].likeness = likeness;
        }
    }
    filled
}

fn is_in_order(filled: &[Filled<'_>]) -> bool {
    filled.iter().filter_map(|filled| filled.at.first()).is_sorted()
}

/// Absent, misspelt, doubled names, and names in another case.
fn check_names(
    filled: &[Filled<'_>],
    given: &[Given<'_>],
    organization: Option<&Organization>,
    found: &mut Vec<Defect>,
) {
    let absent: Vec<_> = filled.iter().filter(|filled| filled.at.is_empty()).collect();
    let is_utm = |filled: &&&Filled<'_>| filled.parameter.name.starts_with("utm_");
    let utm = filled.iter().filter(|filled| is_utm(&filled)).count();
    // a link without any of its marks was made for another place: one mistake
    let lacks_marks = utm > 1 && absent.iter().filter(is_utm).count() == utm;
    if lacks_marks {
        let names: Vec<&str> = absent.iter().map(|filled| &*filled.parameter.name).collect();
        found.push(Defect::new(Code::UrlParamMissing).expected(names.join(", ")));
    }
    let lacks_all = absent.len() == filled.len();
    for filled in absent.iter().filter(|filled| !(lacks_all || lacks_marks && is_utm(filled))) {
        let defect = Defect::new(Code::UrlParamMissing).field(filled.parameter.name.to_string());
        found.push(Defect { expected: right_value(filled.parameter, organization), ..defect });
    }
    let name_of = |filled: &Filled<'_>| filled.at.first().map(|at| given[*at].name.to_string()).unwrap_or_default();
    let joints: Vec<_> = filled.iter().filter(|filled| filled.likeness == Likeness::Underscore).collect();
    if joints.len() > 1 {
        let observed = joints.iter().map(|filled| name_of(filled)).collect::<Vec<_>>().join(", ");
        let right = joints.iter().map(|filled| &*filled.parameter.name).collect::<Vec<_>>().join(", ");
        found.push(Defect::new(Code::UrlParamMisspelt).observed(observed).expected(right));
    }
    for filled in filled.iter().filter(|filled| !filled.at.is_empty()) {
        let name = &filled.parameter.name;
        let code = match filled.likeness {
            Likeness::Exact => None,
            Likeness::Case => Some(Code::UrlParamCase),
            Likeness::Underscore => (joints.len() == 1).then_some(Code::UrlParamMisspelt),
            Likeness::Misspelt => Some(Code::UrlParamMisspelt),
        };
        if let Some(code) = code {
            found.push(Defect::new(code).field(name.to_string()).observed(name_of(filled)).expected(&**name));
        }
        if filled.at.len() > 1 {
            let values: Vec<&str> = filled.at.iter().map(|at| &*given[*at].value).collect();
            found.push(Defect::new(Code::UrlParamDuplicate).field(name.to_string()).observed(values.join(", ")));
        }
    }
}

/// One defect for each name the template does not have, however often it is given.
fn unknown(filled: &[Filled<'_>], given: &[Given<'_>]) -> Vec<Defect> {
    let is_known = |at: usize| filled.iter().any(|filled| filled.at.contains(&at));
    let mut names: Vec<&str> = Vec::new();
    let mut defects = Vec::new();
    for (_, given) in given.iter().enumerate().filter(|(at, _)| !is_known(*at)) {
        if !names.contains(&given.name.as_ref()) {
            names.push(&given.name);
            let defect = Defect::new(Code::UrlParamUnknown).field(given.name.to_string());
            defects.push(defect.observed(given.value.as_ref()));
        }
    }
    defects
}

/// Of each parameter the value that counts: a right one where there is one, else the first.
fn value_of<'g>(filled: &Filled<'_>, given: &'g [Given<'_>], right: Option<&str>) -> Option<&'g str> {
    let values = || filled.at.iter().map(|at| &*given[*at].value);
    values().find(|value| Some(*value) == right).or_else(|| values().next())
}

fn right_value(parameter: &Parameter, organization: Option<&Organization>) -> Option<String> {
    match (&parameter.value, organization) {
        (ParameterValue::Literal(text), _) => Some(text.to_string()),
        (_, Some(organization)) => links::parameter_value(parameter, organization),
        (_, None) => None,
    }
}

fn filled_values<'g>(filled: &[Filled<'g>], given: &'g [Given<'_>]) -> Vec<(&'g str, &'g str)> {
    filled.iter().filter_map(|it| Some((&*it.parameter.name, value_of(it, given, None)?))).collect()
}

/// Whether the OGRN in a link is this one.
fn names_ogrn(filled: &[Filled<'_>], values: &[(&str, &str)], ogrn: &str) -> bool {
    let campaign = filled.iter().find(|filled| filled.parameter.value == ParameterValue::Ogrn);
    campaign.is_some_and(|campaign| values.contains(&(&*campaign.parameter.name, ogrn)))
}

/// Whose link it is, where it is not this organisation's and parameter for parameter another one's of the registry.
fn other_organization<'t>(
    policy: &Policy,
    truth: Truth<'t>,
    form: Form,
    template: &Template,
    filled: &[Filled<'_>],
    given: &[Given<'_>],
) -> Option<&'t Organization> {
    policy.code(Code::UrlOtherOrganization)?;
    let own = truth.organization.ogrn?;
    let values: Vec<&str> = filled.iter().map(|filled| value_of(filled, given, None)).collect::<Option<_>>()?;
    let campaign = filled.iter().zip(&values).find(|(filled, _)| filled.parameter.value == ParameterValue::Ogrn)?;
    let ogrn = Ogrn::parse(campaign.1).ok().filter(|ogrn| *ogrn != own)?;
    let others = truth.others.iter().filter(|other| other.ogrn == Some(ogrn));
    others
        .into_iter()
        .find(|other| {
            let is_theirs = |it: &&Template| is_alike(it, template);
            links::templates(policy, form, other).iter().any(is_theirs)
                && template
                    .parameters
                    .iter()
                    .zip(&values)
                    .all(|(parameter, value)| links::parameter_value(parameter, other).as_deref() == Some(*value))
        })
        .map(|other| &**other)
}

/// Judges the values. Returns what is claimed for parameters whose right values nobody knows.
fn check_values(
    policy: &Policy,
    organization: Option<&Organization>,
    chosen: &Chosen<'_>,
    filled: &[Filled<'_>],
    given: &[Given<'_>],
    found: &mut Vec<Defect>,
) -> Claims {
    let mut claims = Claims::default();
    let mut placeholders = Vec::new();
    for (place, filled) in filled.iter().enumerate() {
        let parameter = filled.parameter;
        let is_of_other_level = chosen.other_level.is_some() && place == 0;
        // of the level that is due
        let due = chosen.template.parameters.iter().find(|it| it.name == parameter.name).unwrap_or(parameter);
        let right = right_value(due, organization);
        let Some(value) = value_of(filled, given, right.as_deref()) else { continue };
        if is_placeholder(policy, value) {
            placeholders.push((parameter, value, right));
            continue;
        }
        if is_of_other_level || (chosen.other_level.is_some() && is_source_of_either(policy, due, value)) {
            continue;
        }
        let code = match judge(policy, due, value, right.as_deref()) {
            Value::Right => {
                if right.is_none() {
                    claims.take(due, value);
                }
                continue;
            }
            Value::Malformed => Code::UrlParamMalformed,
            Value::Mismatch => Code::UrlParamMismatch,
        };
        let account_of = organization.filter(|_| parameter.value == ParameterValue::OpaId);
        let account_of = account_of.and_then(|organization| organization.messages_from.clone());
        let defect = Defect::new(code).field(parameter.name.to_string()).observed(value);
        found.push(Defect { expected: right, account_of, ..defect });
    }
    match placeholders.as_slice() {
        [] => {}
        [(parameter, value, right)] => {
            let defect = Defect::new(Code::UrlPlaceholder).field(parameter.name.to_string()).observed(*value);
            found.push(Defect { expected: right.clone(), ..defect });
        }
        several => {
            let mut words: Vec<&str> = Vec::new();
            for (_, value, _) in several {
                if !words.contains(value) {
                    words.push(value);
                }
            }
            found.push(Defect::new(Code::UrlPlaceholder).observed(words.join(", ")));
        }
    }
    claims
}

/// Whether a value is the `utm_source` of the polls links of either level.
fn is_source_of_either(policy: &Policy, parameter: &Parameter, value: &str) -> bool {
    matches!(parameter.value, ParameterValue::Literal(_))
        && policy.form(Form::Polls).templates.iter().flat_map(literals).any(|it| it == (&*parameter.name, value))
}

impl Claims {
    fn take(&mut self, parameter: &Parameter, value: &str) {
        match (&parameter.value, &*parameter.name) {
            (ParameterValue::RegionCode, "utm_medium") => self.medium = RegionCode::parse(value).ok(),
            (ParameterValue::RegionCode, _) => self.region = RegionCode::parse(value).ok(),
            (ParameterValue::Oktmo, _) => self.municipality = Oktmo::parse(value).ok(),
            (ParameterValue::Ogrn, _) => self.campaign = Ogrn::parse(value).ok(),
            (ParameterValue::OpaId | ParameterValue::Literal(_), _) => {}
        }
    }
}

/// The values of the whole link: the known ones, and the link's own where nobody knows better.
fn complete<'a>(
    filled: &[Filled<'a>],
    given: &[Given<'_>],
    organization: Option<&Organization>,
    policy: &Policy,
) -> Option<Vec<(&'a str, String)>> {
    let value = |filled: &Filled<'a>| {
        let right = right_value(filled.parameter, organization);
        let own = || {
            let value = value_of(filled, given, None)?;
            let is_usable =
                !is_placeholder(policy, value) && matches!(judge(policy, filled.parameter, value, None), Value::Right);
            is_usable.then(|| value.to_owned())
        };
        Some((&*filled.parameter.name, right.or_else(own)?))
    };
    filled.iter().map(value).collect()
}
