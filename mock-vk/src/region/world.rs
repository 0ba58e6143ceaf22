//! Organisations and municipalities of a made-up region, and the correct links of each. Knows no pages and no defects.

use std::fmt::Write as _;
use std::sync::Arc;

use super::page::Form;
use super::truth::Param;

/// How high a body stands; decides the template of the polls link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A body of the region.
    Regional,
    /// A body of a municipality.
    Municipal,
    /// An organisation under a body.
    Subordinate,
}

impl Level {
    /// The word of the registry.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Regional => "regional",
            Self::Municipal => "municipal",
            Self::Subordinate => "subordinate",
        }
    }

    pub(crate) const fn russian(self) -> &'static str {
        match self {
            Self::Regional => "РОИВ",
            Self::Municipal => "ОМСУ",
            Self::Subordinate => "Подвед",
        }
    }
}

/// A municipality with its OKTMO.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Municipality {
    /// Its name in the nominative.
    pub name: String,
    /// Its name in the genitive, as it stands in names of organisations.
    pub genitive: String,
    /// Eight digits.
    pub oktmo: String,
    /// Latin letters for short names.
    pub(crate) slug: String,
}

/// An organisation that must have a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Its full name.
    pub name: Arc<str>,
    /// 13 digits with a valid check digit.
    pub ogrn: u64,
    /// How high it stands.
    pub level: Level,
    /// Its place in [`World::municipalities`].
    pub municipality: Option<u16>,
    /// The number of its account on the feedback platform.
    pub opa_id: Option<u32>,
    /// Whether it is connected for messages; an account alone does not make it so.
    pub connected: bool,
    /// Its place among organisations of the body above it.
    pub parent: Option<u32>,
    /// The address of its page as the registry gives it.
    pub page_url: Box<str>,
}

/// A made-up region.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct World {
    /// The code as links write it: two digits, or 111, 711, 7114.
    pub region_code: String,
    /// Its municipalities.
    pub municipalities: Vec<Municipality>,
    /// Its organisations, one for each page, in the same order.
    pub organizations: Vec<Organization>,
}

impl World {
    /// The account whose form stands on the organisation's page: its own, or that of the nearest connected ancestor.
    pub(crate) fn form_opa_id(&self, index: usize) -> Option<u32> {
        let mut current = self.organizations.get(index)?;
        // A tree is never deeper than its number of organisations; the bound keeps a wrong tree from looping.
        for _ in 0..=self.organizations.len() {
            if current.connected {
                return current.opa_id;
            }
            current = self.organizations.get(usize::try_from(current.parent?).ok()?)?;
        }
        None
    }

    pub(crate) fn municipality_of(&self, index: usize) -> Option<&Municipality> {
        let place = self.organizations.get(index)?.municipality?;
        self.municipalities.get(usize::from(place))
    }

    /// The parameters of the correct link in their order.
    pub(crate) fn correct_params(&self, index: usize, form: Form) -> Vec<(Param, String)> {
        let Some(organization) = self.organizations.get(index) else { return Vec::new() };
        let (first, source) = match form {
            Form::Messages => ((Param::OpaId, self.form_opa_id(index).unwrap_or(0).to_string()), "vk"),
            Form::Polls if organization.level == Level::Regional => ((Param::RegCode, self.region_code.clone()), "vk1"),
            Form::Polls => {
                let oktmo = self.municipality_of(index).map_or("", |municipality| municipality.oktmo.as_str());
                ((Param::MunCode, oktmo.to_owned()), "vk2")
            }
        };
        vec![
            first,
            (Param::UtmSource, source.to_owned()),
            (Param::UtmMedium, self.region_code.clone()),
            (Param::UtmCampaign, organization.ogrn.to_string()),
        ]
    }

    /// Writes the correct link of a form to the end of `out`.
    pub fn write_correct_url(&self, index: usize, form: Form, out: &mut String) {
        out.push_str("https://pos.gosuslugi.ru");
        out.push_str(path(form));
        let Some(organization) = self.organizations.get(index) else { return };
        // Writing to a String cannot fail.
        let _ = match form {
            Form::Messages => write!(out, "?opaId={}&utm_source=vk", self.form_opa_id(index).unwrap_or(0)),
            Form::Polls if organization.level == Level::Regional => {
                write!(out, "?reg_code={}&utm_source=vk1", self.region_code)
            }
            Form::Polls => {
                let oktmo = self.municipality_of(index).map_or("", |municipality| municipality.oktmo.as_str());
                write!(out, "?mun_code={oktmo}&utm_source=vk2")
            }
        };
        let _ = write!(out, "&utm_medium={}&utm_campaign={}", self.region_code, organization.ogrn);
    }

    /// The correct link of a form.
    pub fn correct_url(&self, index: usize, form: Form) -> String {
        let mut out = String::with_capacity(128);
        self.write_correct_url(index, form, &mut out);
        out
    }
}

/// The path of a form on the feedback platform.
pub(crate) const fn path(form: Form) -> &'static str {
    match form {
        Form::Messages => "/form/",
        Form::Polls => "/og/org-activities",
    }
}
