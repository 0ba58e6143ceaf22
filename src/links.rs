//! The correct links, titles and covers of one organisation. Pure.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::model::{ExpectedForm, ExpectedForms, Form, Organization};
use crate::policy::{Parameter, ParameterValue, Policy};

/// What must be at both places of this organisation's menu.
pub fn expected(policy: &Policy, organization: &Organization) -> ExpectedForms {
    let form = |form: Form| {
        let rules = policy.form(form);
        ExpectedForm {
            position: rules.position,
            titles: rules.titles.clone(),
            url: form_url(policy, form, organization),
        }
    };
    ExpectedForms { messages: form(Form::Messages), polls: form(Form::Polls) }
}

/// The exact URL of one form on this organisation's page.
pub fn form_url(policy: &Policy, form: Form, organization: &Organization) -> String {
    let parameters = policy.form(form).template(organization.level).map_or(&[][..], |template| &template.parameters);
    let values = parameters.iter().map(|parameter| (&*parameter.name, parameter_value(parameter, organization)));
    assemble(policy, form, values)
}

/// What this parameter must carry on this organisation's page.
pub fn parameter_value(parameter: &Parameter, organization: &Organization) -> String {
    match &parameter.value {
        ParameterValue::OpaId => organization.messages_opa_id.to_string(),
        ParameterValue::RegionCode => organization.region_code.to_string(),
        // Municipal and subordinate organisations always have one; the template of the others does not ask for it.
        ParameterValue::Oktmo => organization.oktmo.map(|oktmo| oktmo.to_string()).unwrap_or_default(),
        ParameterValue::Ogrn => organization.ogrn.to_string(),
        ParameterValue::Literal(text) => text.to_string(),
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
