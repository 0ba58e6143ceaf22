//! The parameters of a form's link (`url.placeholder`, `url.param_*`).

use std::borrow::Cow;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::links;
use crate::model::{Code, Form, Level, Ogrn, Oktmo, OpaId, Organization, RegionCode};
use crate::policy::{Parameter, ParameterValue, Policy, Template};
use crate::rules::finding::Finding;

/// What came of checking the parameters of one link.
pub(super) struct Checked {
    pub claims: Claims,
    /// Whether the query is written differently from the template in a way that changes nothing.
    pub is_untidy: bool,
    /// All values in canonical order, where each is there and well-formed.
    pub complete: Option<Vec<(Arc<str>, String)>>,
}

/// The well-formed values a link carries, for the comparison of both forms.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::rules) struct Claims {
    pub(super) medium: Option<RegionCode>,
    pub(super) campaign: Option<Ogrn>,
    pub(super) region: Option<RegionCode>,
    pub(super) municipality: Option<Oktmo>,
}

/// One `name=value` of a query, decoded.
struct Given<'a> {
    name: Cow<'a, str>,
    value: Cow<'a, str>,
}

/// What is said of one value.
enum Value {
    Placeholder,
    Malformed,
    Mismatch,
    Right,
}

/// Checks the query of a form's link against the organisation's template; without one, against the template that the
/// link itself seems to follow.
pub(super) fn check(
    policy: &Policy,
    organization: Option<&Organization>,
    form: Form,
    query: &str,
    found: &mut Vec<Finding>,
) -> Checked {
    let (given, mut is_untidy) = split(query);
    let mut claims = Claims::default();
    let Some(template) = template_for(policy, organization, form, &given) else {
        return Checked { claims, is_untidy, complete: None };
    };
    let mut complete = Some(Vec::new());
    let mut last_index = None;
    for parameter in &template.parameters {
        let expected = expected_value(parameter, organization);
        let Some((index, first)) = first_of(&given, &parameter.name) else {
            found.push(with_expected(Finding::new(Code::UrlParamMissing), parameter, expected));
            complete = None;
            continue;
        };
        is_untidy |= last_index.is_some_and(|last| index < last);
        last_index = last_index.max(Some(index));
        if *first.name != *parameter.name {
            let finding = Finding::new(Code::UrlParamCase).field(parameter.name.to_string());
            found.push(finding.observed(first.name.as_ref()).expected(&*parameter.name));
        }
        let values: Vec<&str> = all_of(&given, &parameter.name).map(|given| given.value.as_ref()).collect();
        if values.len() > 1 {
            found.push(
                with_expected(Finding::new(Code::UrlParamDuplicate), parameter, expected.clone())
                    .observed(values.join(", ")),
            );
        }
        let code = match judge(policy, parameter, &first.value, expected.as_deref()) {
            Value::Right => None,
            Value::Placeholder => Some(Code::UrlPlaceholder),
            Value::Malformed => Some(Code::UrlParamMalformed),
            Value::Mismatch => Some(Code::UrlParamMismatch),
        };
        if let Some(code) = code {
            found.push(with_expected(Finding::new(code), parameter, expected).observed(first.value.as_ref()));
        }
        if matches!(code, Some(Code::UrlPlaceholder | Code::UrlParamMalformed)) {
            complete = None;
        } else {
            claims.take(parameter, &first.value);
            let value = match &parameter.value {
                ParameterValue::Literal(text) => text.to_string(),
                _ => first.value.to_string(),
            };
            if let Some(values) = &mut complete {
                values.push((Arc::clone(&parameter.name), value));
            }
        }
    }
    found.extend(unknown(template, &given));
    Checked { claims, is_untidy, complete }
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

/// Splits a query; also tells whether it has empty pairs or needless escapes.
fn split(query: &str) -> (Vec<Given<'_>>, bool) {
    let mut untidy = false;
    let mut given = Vec::new();
    if query.is_empty() {
        return (given, untidy);
    }
    for pair in query.split('&') {
        if pair.is_empty() {
            untidy = true;
            continue;
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) =
            (percent_decode_str(name).decode_utf8_lossy(), percent_decode_str(value).decode_utf8_lossy());
        untidy |=
            [&name, &value].into_iter().any(|text| matches!(text, Cow::Owned(decoded) if needs_no_escape(decoded)));
        given.push(Given { name, value });
    }
    (given, untidy)
}

/// Whether a text could have been written without any escape.
fn needs_no_escape(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

fn template_for<'a>(
    policy: &'a Policy,
    organization: Option<&Organization>,
    form: Form,
    given: &[Given<'_>],
) -> Option<&'a Template> {
    let rules = policy.form(form);
    if let Some(organization) = organization {
        return rules.template(organization.level);
    }
    let likeness = |template: &Template| {
        let literal_is_given = |parameter: &&Parameter| {
            matches!(&parameter.value, ParameterValue::Literal(text)
                if all_of(given, &parameter.name).any(|given| *given.value == **text))
        };
        let named = template.parameters.iter().filter(|parameter| first_of(given, &parameter.name).is_some()).count();
        (
            named,
            template.parameters.iter().filter(literal_is_given).count(),
            !template.levels.contains(&Level::Regional),
        )
    };
    rules.templates.iter().max_by_key(|template| likeness(template))
}

fn all_of<'a>(given: &'a [Given<'a>], name: &'a str) -> impl Iterator<Item = &'a Given<'a>> {
    given.iter().filter(move |given| given.name.eq_ignore_ascii_case(name))
}

/// The occurrence that counts: the first with the exact name, else the first in another case.
fn first_of<'a>(given: &'a [Given<'a>], name: &str) -> Option<(usize, &'a Given<'a>)> {
    let exact = given.iter().enumerate().find(|(_, given)| *given.name == *name);
    exact.or_else(|| given.iter().enumerate().find(|(_, given)| given.name.eq_ignore_ascii_case(name)))
}

/// The value that must be there; literals are known without an organisation too.
fn expected_value(parameter: &Parameter, organization: Option<&Organization>) -> Option<String> {
    match (&parameter.value, organization) {
        (ParameterValue::Literal(text), None) => Some(text.to_string()),
        (_, Some(organization)) => Some(links::parameter_value(parameter, organization)),
        (_, None) => None,
    }
}

fn with_expected(finding: Finding, parameter: &Parameter, expected: Option<String>) -> Finding {
    Finding { expected, ..finding.field(parameter.name.to_string()) }
}

/// A placeholder is not malformed too, and a malformed value is not mismatched too.
fn judge(policy: &Policy, parameter: &Parameter, value: &str, expected: Option<&str>) -> Value {
    if is_placeholder(policy, value) {
        return Value::Placeholder;
    }
    let is_well_formed = match &parameter.value {
        ParameterValue::OpaId => OpaId::parse(value).is_ok(),
        ParameterValue::RegionCode => RegionCode::parse(value).is_ok_and(|code| policy.region(code).is_some()),
        ParameterValue::Oktmo => Oktmo::parse(value).is_ok(),
        ParameterValue::Ogrn => Ogrn::parse(value).is_ok(),
        ParameterValue::Literal(_) => !value.is_empty(),
    };
    match expected {
        _ if !is_well_formed => Value::Malformed,
        Some(expected) if expected != value => Value::Mismatch,
        _ => Value::Right,
    }
}

/// `OGRN`, `<REG-CODE>`, `{mun_code}`, `[id]`: a word of the sample link left in place of a value.
fn is_placeholder(policy: &Policy, value: &str) -> bool {
    let bare = value.trim_matches(['<', '>', '{', '}', '[', ']', '(', ')', '$', '"', '\'']);
    let letters = |text: &str| {
        text.bytes()
            .filter(|byte| !matches!(byte, b'-' | b'_'))
            .map(|byte| byte.to_ascii_uppercase())
            .collect::<Vec<_>>()
    };
    let word = letters(bare);
    !word.is_empty() && policy.url.placeholders.iter().any(|placeholder| letters(placeholder) == word)
}

/// One finding for each name the template does not have, however often it is given.
fn unknown(template: &Template, given: &[Given<'_>]) -> Vec<Finding> {
    let is_known = |name: &str| template.parameters.iter().any(|parameter| parameter.name.eq_ignore_ascii_case(name));
    let mut names: Vec<&str> = Vec::new();
    let mut findings = Vec::new();
    for given in given.iter().filter(|given| !is_known(&given.name)) {
        if !names.contains(&given.name.as_ref()) {
            names.push(&given.name);
            findings
                .push(Finding::new(Code::UrlParamUnknown).field(given.name.to_string()).observed(given.value.as_ref()));
        }
    }
    findings
}
