//! The correct links, titles and covers of one organisation. Pure.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::model::{ExpectedForm, ExpectedForms, Form, Level, Organization, PollsOf};
use crate::policy::{Parameter, ParameterValue, Policy, RegionalSubordinates, Template};

/// What must be at both places of this organisation's menu. `policy` is the one that holds in its region.
pub fn expected(policy: &Policy, organization: &Organization) -> ExpectedForms {
    let form = |form: Form| {
        let rules = policy.form(form);
        let template = templates(policy, form, organization).into_iter().next();
        let unknown: Vec<_> = template.map(|template| unknown(template, organization)).unwrap_or_default();
        let url = template.filter(|_| unknown.is_empty()).map(|template| url_of(policy, form, template, organization));
        ExpectedForm { position: rules.position, titles: rules.titles.clone(), url, unknown }
    };
    ExpectedForms { messages: form(Form::Messages), polls: form(Form::Polls) }
}

/// The templates of which this organisation's link of the form must follow one, the recommended one first.
pub fn templates<'a>(policy: &'a Policy, form: Form, organization: &Organization) -> Vec<&'a Template> {
    let rules = policy.form(form);
    match form {
        Form::Messages => rules.template(organization.level.unwrap_or(Level::Subordinate)).into_iter().collect(),
        Form::Polls => match organization.level {
            Some(level @ (Level::Regional | Level::Municipal)) => rules.template(level).into_iter().collect(),
            Some(Level::Subordinate) | None => {
                polls_of(policy, organization).iter().filter_map(|whose| rules.template_of(*whose)).collect()
            }
        },
    }
}

/// Whose polls form an organisation below other bodies may show, the recommended one first.
fn polls_of(policy: &Policy, organization: &Organization) -> &'static [PollsOf] {
    const MUNICIPALITY: &[PollsOf] = &[PollsOf::Municipality];
    const REGION: &[PollsOf] = &[PollsOf::Region];
    let either = match organization.oktmo {
        Some(_) => &[PollsOf::Municipality, PollsOf::Region],
        None => &[PollsOf::Region, PollsOf::Municipality],
    };
    let of = |whose: PollsOf| match whose {
        PollsOf::Municipality => MUNICIPALITY,
        PollsOf::Region => REGION,
    };
    match (organization.body_level, organization.polls_of) {
        (Some(Level::Municipal | Level::Subordinate), _) => MUNICIPALITY,
        (Some(Level::Regional) | None, Some(whose)) => of(whose),
        (Some(Level::Regional), None) => match policy.form(Form::Polls).regional_subordinates {
            RegionalSubordinates::Municipality => MUNICIPALITY,
            RegionalSubordinates::Region => REGION,
            RegionalSubordinates::Either => either,
        },
        // nobody knows whose subordinate it is
        (None, None) => either,
    }
}

/// The exact URL of one form on this organisation's page; `None` while a value of it is unknown.
pub fn form_url(policy: &Policy, form: Form, organization: &Organization) -> Option<String> {
    let template = templates(policy, form, organization).into_iter().next()?;
    unknown(template, organization).is_empty().then(|| url_of(policy, form, template, organization))
}

/// The registry fields, by their English names, of which a link by this template lacks the values.
pub fn unknown(template: &Template, organization: &Organization) -> Vec<&'static str> {
    let mut fields = Vec::new();
    for parameter in &template.parameters {
        if parameter_value(parameter, organization).is_none()
            && let Some(field) = parameter.value.field()
            && !fields.contains(&field)
        {
            fields.push(field);
        }
    }
    fields
}

/// The URL by this template; what is unknown stays out of it, so it is complete only where [`unknown`] is empty.
pub fn url_of(policy: &Policy, form: Form, template: &Template, organization: &Organization) -> String {
    let value = |parameter: &Parameter| parameter_value(parameter, organization).unwrap_or_default();
    assemble(policy, form, template.parameters.iter().map(|parameter| (&*parameter.name, value(parameter))))
}

/// What this parameter must carry on this organisation's page; `None` while that is unknown.
pub fn parameter_value(parameter: &Parameter, organization: &Organization) -> Option<String> {
    match &parameter.value {
        ParameterValue::OpaId => organization.messages_opa_id.map(|it| it.to_string()),
        ParameterValue::RegionCode => organization.region_code.map(|it| it.to_string()),
        ParameterValue::Oktmo => organization.oktmo.map(|it| it.to_string()),
        ParameterValue::Ogrn => organization.ogrn.map(|it| it.to_string()),
        ParameterValue::Literal(text) => Some(text.to_string()),
    }
}

/// Puts a form's URL together in its canonical writing.
pub fn assemble<'a>(policy: &Policy, form: Form, values: impl Iterator<Item = (&'a str, String)>) -> String {
    /// What would end a value early, or not survive a copy.
    const RESERVED: &AsciiSet =
        &CONTROLS.add(b' ').add(b'#').add(b'%').add(b'&').add(b'+').add(b'=').add(b'"').add(b'<').add(b'>');
    /// Room for the usual URL.
    const USUAL_BYTES: usize = 160;
    let mut url = String::with_capacity(USUAL_BYTES);
    url.extend([&*policy.url.scheme, "://", &policy.url.host, &policy.form(form).path]);
    for (index, (name, value)) in values.enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        url.push_str(name);
        url.push('=');
        url.extend(utf8_percent_encode(&value, RESERVED));
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Ogrn, Oktmo, OpaId, RegionCode};

    fn city_library() -> Organization {
        Organization {
            ogrn: Some(Ogrn::parse("1027301172106").unwrap()),
            level: Some(Level::Subordinate),
            body_level: Some(Level::Regional),
            region_code: Some(RegionCode::parse("73").unwrap()),
            oktmo: Some(Oktmo::parse("73701000").unwrap()),
            messages_opa_id: Some(OpaId::parse("174").unwrap()),
            ..Organization::default()
        }
    }

    fn polls(organization: &Organization) -> ExpectedForm {
        let policy = Policy::built_in().unwrap();
        expected(policy.of(Some(organization)), organization).polls
    }

    #[test]
    fn the_municipality_is_recommended_where_its_code_is_known() {
        assert!(polls(&city_library()).url.unwrap().contains("mun_code=73701000&utm_source=vk2"));
        let without = Organization { oktmo: None, ..city_library() };
        assert!(polls(&without).url.unwrap().contains("reg_code=73&utm_source=vk1"));
    }

    #[test]
    fn the_registry_says_for_itself_whose_polls_form_is_due() {
        let policy = Policy::built_in().unwrap();
        let count = |organization: &Organization| templates(&policy, Form::Polls, organization).len();
        assert_eq!(count(&city_library()), 2);
        assert_eq!(count(&Organization { polls_of: Some(PollsOf::Region), ..city_library() }), 1);
        assert_eq!(count(&Organization { body_level: Some(Level::Municipal), ..city_library() }), 1);
        assert_eq!(count(&Organization { body_level: None, ..city_library() }), 2);
        assert_eq!(count(&Organization { level: None, body_level: None, ..city_library() }), 2);
        assert_eq!(count(&Organization { level: Some(Level::Municipal), ..city_library() }), 1);
    }

    #[test]
    fn a_value_that_nobody_knows_leaves_no_url_and_is_named_once() {
        let nameless = Organization { name: "Дума".into(), ..Organization::default() };
        let policy = Policy::built_in().unwrap();
        let expected = expected(&policy, &nameless);
        assert_eq!(expected.messages.url, None);
        assert_eq!(expected.messages.unknown, ["opa_id", "region_code", "ogrn"]);
        assert_eq!(expected.polls.unknown, ["region_code", "ogrn"]);
        assert!(form_url(&policy, Form::Messages, &city_library()).unwrap().contains("opaId=174"));
    }
}
