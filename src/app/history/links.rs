//! The correct links of an organisation in JSON.

use serde::Serialize;
use utoipa::ToSchema;

use domain::links;
use domain::model::{Form, Organization};
use domain::policy::Policy;
use words::Lang;

/// What must stand in the menu of an organisation's page.
#[derive(Serialize, ToSchema)]
pub struct WireLinks<'a> {
    /// The page; null where only the organisation was named.
    pub page_url: Option<&'a str>,
    /// The organisation's name; null where it was not named.
    pub organization: Option<&'a str>,
    /// Its OGRN; null while it is unknown.
    pub ogrn: Option<String>,
    /// The messages form.
    pub messages: WireForm,
    /// The polls form.
    pub polls: WireForm,
}

/// What must stand at one place of the menu.
#[derive(Serialize, ToSchema)]
pub struct WireForm {
    /// The place, from 1.
    pub position: u32,
    /// The accepted titles, the preferred one first.
    pub titles: Vec<String>,
    /// What the cover must show.
    pub cover: String,
    /// The exact address; null while a value of it is unknown.
    pub url: Option<String>,
    /// The registry fields whose values are unknown.
    pub unknown: Vec<&'static str>,
}

impl<'a> WireLinks<'a> {
    /// Those of an organisation, by the policy.
    pub fn new(lang: Lang, policy: &Policy, page_url: Option<&'a str>, organization: &'a Organization) -> Self {
        let policy = policy.of(Some(organization));
        let expected = links::expected(policy, organization);
        let form = |form: Form| {
            let cover = &policy.form(form).cover;
            let expected = expected.get(form);
            WireForm {
                position: expected.position,
                titles: expected.titles.iter().map(ToString::to_string).collect(),
                cover: lang.pick(cover.ru.as_str(), cover.en.as_str()).to_owned(),
                url: expected.url.clone(),
                unknown: expected.unknown.clone(),
            }
        };
        Self {
            page_url,
            organization: Some(&*organization.name).filter(|name| !name.is_empty()),
            ogrn: organization.ogrn.map(|it| it.to_string()),
            messages: form(Form::Messages),
            polls: form(Form::Polls),
        }
    }
}
