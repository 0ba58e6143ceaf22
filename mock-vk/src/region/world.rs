//! Organisations and municipalities of a made-up region, and the correct links of each. Knows no pages and no defects.

use std::fmt::Write as _;
use std::sync::Arc;

use super::code::Param;
use super::page::Form;

/// How far an organisation's neighbours are looked at for one whose link can be taken for its own.
const NEIGHBOURS: usize = 60;

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

/// Whose polls form stands on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollsOf {
    /// The region's (`reg_code`, `vk1`).
    Region,
    /// The municipality's (`mun_code`, `vk2`).
    Municipality,
}

impl PollsOf {
    /// The parameter its link begins with.
    pub(crate) const fn param(self) -> Param {
        match self {
            Self::Region => Param::RegCode,
            Self::Municipality => Param::MunCode,
        }
    }

    const fn source(self) -> &'static str {
        match self {
            Self::Region => "vk1",
            Self::Municipality => "vk2",
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
    /// Whether any row of the registry tells its OKTMO.
    pub oktmo_told: bool,
    /// Whether it is connected for polls: where it is not, its organisations need no polls form.
    pub polls_connected: bool,
    /// Latin letters for short names.
    pub(crate) slug: String,
}

/// An organisation that must have a page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a row")]
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
    /// Whose polls form stands on its page when the page is right.
    pub polls: PollsOf,
    /// Whether its row of the registry says whose polls form is due.
    pub polls_of_told: bool,
    /// Whether its row tells its municipality, if it has one; else it follows from the body above.
    pub municipality_told: bool,
    /// Whether its row tells its OGRN.
    pub ogrn_told: bool,
    /// Whether its row tells the number of its account, if it has one.
    pub opa_id_told: bool,
    /// The address of its page as the registry gives it.
    pub page_url: Box<str>,
}

/// An organisation of the registry that has no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithoutPage {
    /// Its full name.
    pub name: String,
    /// 13 digits with a valid check digit.
    pub ogrn: u64,
    /// Its place in [`World::municipalities`].
    pub municipality: Option<u16>,
    /// The place among organisations of the body above it; its row stands after that body's.
    pub parent: u32,
    /// What stands where the address of a page belongs.
    pub cell: String,
    /// Why it has none, if the registry says so.
    pub reason: String,
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
    /// Organisations without a page, in the order of the bodies above them.
    pub without_page: Vec<WithoutPage>,
}

/// What matters of an organisation to what can be wrong with its links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about an organisation")]
pub(crate) struct Facts {
    /// The first parameter of its polls link.
    pub(crate) polls_first: Param,
    /// Whether no other polls link is accepted.
    pub(crate) polls_are_strict: bool,
    /// Whether its page needs a polls form.
    pub(crate) needs_polls: bool,
    /// Whether the registry tells the account of its messages form.
    pub(crate) knows_opa_id: bool,
    /// Whether the registry tells its OKTMO.
    pub(crate) knows_oktmo: bool,
    /// Whether the registry tells its OGRN.
    pub(crate) knows_ogrn: bool,
    /// Whether there is another organisation whose link can be taken for its own.
    pub(crate) has_donor: [bool; 2],
}

impl World {
    fn at(&self, place: u32) -> Option<&Organization> {
        self.organizations.get(usize::try_from(place).ok()?)
    }

    /// The organisation whose account's form stands on the page: the organisation itself or its nearest connected ancestor.
    fn holder(&self, index: usize) -> Option<&Organization> {
        let mut current = self.organizations.get(index)?;
        // A tree is never deeper than its number of organisations; the bound keeps a wrong tree from looping.
        for _ in 0..=self.organizations.len() {
            if current.connected {
                return Some(current);
            }
            current = self.at(current.parent?)?;
        }
        None
    }

    /// The account whose form stands on the organisation's page.
    pub(crate) fn form_opa_id(&self, index: usize) -> Option<u32> {
        self.holder(index)?.opa_id
    }

    pub(crate) fn municipality_of(&self, index: usize) -> Option<&Municipality> {
        let place = self.organizations.get(index)?.municipality?;
        self.municipalities.get(usize::from(place))
    }

    /// The level of the nearest regional or municipal body above a subordinate organisation.
    fn body_level(&self, organization: &Organization) -> Option<Level> {
        let mut above = self.at(organization.parent?)?;
        for _ in 0..=self.organizations.len() {
            if above.level != Level::Subordinate {
                return Some(above.level);
            }
            above = self.at(above.parent?)?;
        }
        None
    }

    pub(crate) fn facts(&self, index: usize) -> Option<Facts> {
        let organization = self.organizations.get(index)?;
        let municipality = self.municipality_of(index);
        let polls_are_strict = match organization.level {
            Level::Regional | Level::Municipal => true,
            Level::Subordinate => organization.polls_of_told || self.body_level(organization) == Some(Level::Municipal),
        };
        Some(Facts {
            polls_first: organization.polls.param(),
            polls_are_strict,
            needs_polls: self.needs_polls(index),
            knows_opa_id: self.knows_opa_id(index),
            knows_oktmo: municipality.is_some_and(|one| one.oktmo_told),
            knows_ogrn: organization.ogrn_told,
            has_donor: Form::ALL.map(|form| self.donor(index, form, false).is_some()),
        })
    }

    /// Whether the page of the organisation needs a polls form.
    pub(crate) fn needs_polls(&self, index: usize) -> bool {
        let region = self.organizations.get(index).is_some_and(|one| one.polls == PollsOf::Region);
        region || self.municipality_of(index).is_none_or(|one| one.polls_connected)
    }

    fn knows_opa_id(&self, index: usize) -> bool {
        self.holder(index).is_some_and(|holder| holder.opa_id_told)
    }

    /// Whether the registry tells every value of an organisation's link.
    fn is_told_whole(&self, index: usize, form: Form) -> bool {
        let Some(organization) = self.organizations.get(index) else { return false };
        let first = match (form, organization.polls) {
            (Form::Messages, _) => self.knows_opa_id(index),
            (Form::Polls, PollsOf::Region) => true,
            (Form::Polls, PollsOf::Municipality) => self.municipality_of(index).is_some_and(|one| one.oktmo_told),
        };
        organization.ogrn_told && first
    }

    /// Another organisation whose link can be taken for the organisation's own: the body above it, or else a neighbour.
    pub(crate) fn donor(&self, index: usize, form: Form, neighbour: bool) -> Option<usize> {
        let parent = self.organizations.get(index)?.parent.and_then(|place| usize::try_from(place).ok());
        let near = (1..=NEIGHBOURS).flat_map(|step| [index.checked_sub(step), index.checked_add(step)]).flatten();
        let fits = |other: &usize| *other != index && self.is_told_whole(*other, form);
        let parent = parent.filter(|other| !neighbour && fits(other));
        parent.or_else(|| near.filter(|other| *other < self.organizations.len()).find(fits))
    }

    fn first_param(&self, index: usize, form: Form) -> (Param, String) {
        match (form, self.organizations.get(index).map(|one| one.polls)) {
            (Form::Messages, _) => (Param::OpaId, self.form_opa_id(index).unwrap_or(0).to_string()),
            (Form::Polls, Some(PollsOf::Region)) => (Param::RegCode, self.region_code.clone()),
            (Form::Polls, _) => {
                let oktmo = self.municipality_of(index).map_or("", |municipality| municipality.oktmo.as_str());
                (Param::MunCode, oktmo.to_owned())
            }
        }
    }

    /// The parameters of the correct link in their order.
    pub(crate) fn correct_params(&self, index: usize, form: Form) -> Vec<(Param, String)> {
        let Some(organization) = self.organizations.get(index) else { return Vec::new() };
        let source = if form == Form::Messages { "vk" } else { organization.polls.source() };
        vec![
            self.first_param(index, form),
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
        let _ = match (form, organization.polls) {
            (Form::Messages, _) => write!(out, "?opaId={}&utm_source=vk", self.form_opa_id(index).unwrap_or(0)),
            (Form::Polls, PollsOf::Region) => write!(out, "?reg_code={}&utm_source=vk1", self.region_code),
            (Form::Polls, PollsOf::Municipality) => {
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
