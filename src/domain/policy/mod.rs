//! The published rules as data: which forms, where, with which titles and links, how grave each defect is.
//! TOML text in, a typed policy out; knows no files and no clock.

mod error;
mod file;
mod over;
mod territory;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

pub use error::{PolicyError, PolicyProblem};

use crate::model::{Clause, Code, Form, Level, Oktmo, Organization, PollsOf, RegionCode, Severity};

/// The policy that is compiled in, for those who name none.
pub const BUILT_IN: &str = include_str!("../../../config/policy/pos-vk-2023.toml");
/// The name the compiled-in policy goes by in messages.
pub const BUILT_IN_NAME: &str = "config/policy/pos-vk-2023.toml";

/// The regions' overrides that are compiled in beside it: name and text.
pub const BUILT_IN_OVERRIDES: [(&str, &str); 1] =
    [("config/policy/regions/03-krasnodar.toml", include_str!("../../../config/policy/regions/03-krasnodar.toml"))];
/// The newest format of policy files that is read.
pub const FORMAT: u32 = 2;

/// One published version of the rules.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The format of its file: 1 had no `format` key and named every code there was then.
    pub format: u32,
    /// Stable id, named in every report.
    pub id: String,
    /// The title of the document, in both languages.
    pub title: Localized,
    /// Since when it is in force.
    pub effective: Date,
    /// By when pages had to comply, where a body set a day.
    pub deadline: Option<Date>,
    /// Where the document is published.
    pub source: String,
    /// What holds for the URLs of both forms.
    pub url: UrlPolicy,
    /// Sites that only lead on to another address.
    pub redirectors: Vec<Redirector>,
    messages: FormPolicy,
    polls: FormPolicy,
    regions: BTreeMap<RegionCode, Region>,
    clauses: BTreeMap<String, Arc<Clause>>,
    codes: BTreeMap<Code, CodePolicy>,
    /// The names of all parameters of the templates.
    parameter_names: Vec<Arc<str>>,
    /// What holds in single regions, whole.
    regional: BTreeMap<RegionCode, Box<Policy>>,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Localized {
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
}

/// What holds for the URLs of both forms.
#[derive(Debug, Clone)]
pub struct UrlPolicy {
    /// The only right scheme.
    pub scheme: String,
    /// The only right host.
    pub host: String,
    /// Words of the sample links, upper case with hyphens, that must not be left in place of a value.
    pub placeholders: Vec<String>,
    /// The instruction's own worked examples, as complete URLs: on any other page they were left as they stood.
    pub samples: Vec<String>,
}

/// What holds for one form.
#[derive(Debug, Clone)]
pub struct FormPolicy {
    /// Its position in the menu, from 1.
    pub position: u32,
    /// The accepted titles, the preferred one first.
    pub titles: Vec<Arc<str>>,
    /// The words on its approved cover.
    pub cover: Localized,
    /// Parts of file or folder names, in lower case, that tell its covers in the ministry's set.
    pub cover_files: Vec<String>,
    /// A path on the forms' host that begins with this is meant to be this form.
    pub root: String,
    /// The only right path.
    pub path: String,
    /// The parameters, by level of the organisation.
    pub templates: Vec<Template>,
    /// Whose form a subordinate of a regional body shows.
    pub regional_subordinates: RegionalSubordinates,
}

/// Whose polls form a subordinate of a regional body may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RegionalSubordinates {
    /// That of the municipality it lies in.
    Municipality,
    Region,
    /// Either: the link is judged by what it claims to be.
    #[default]
    Either,
}

/// The parameters of a form's URL for some levels, in their canonical order.
#[derive(Debug, Clone)]
pub struct Template {
    /// For which levels.
    pub levels: Vec<Level>,
    pub parameters: Vec<Parameter>,
}

/// One parameter of a form's URL.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its exact name.
    pub name: Arc<str>,
    /// What it must carry.
    pub value: ParameterValue,
}

/// What a parameter must carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterValue {
    /// The number of the account whose messages form it is (`{opa_id}`).
    OpaId,
    /// The region's code (`{region_code}`).
    RegionCode,
    /// The municipality's code (`{oktmo}`).
    Oktmo,
    /// The OGRN of the organisation whose page it is (`{ogrn}`).
    Ogrn,
    /// This very text.
    Literal(Arc<str>),
}

impl ParameterValue {
    /// The registry field that the value comes from, by its English name; `None` for a fixed text.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::OpaId => Some("opa_id"),
            Self::RegionCode => Some("region_code"),
            Self::Oktmo => Some("oktmo"),
            Self::Ogrn => Some("ogrn"),
            Self::Literal(_) => None,
        }
    }
}

/// A site that only leads on to another address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirector {
    /// Its host, without `www.` and `m.`.
    pub host: String,
    /// The path it is limited to; `None`: the whole host.
    pub path: Option<String>,
    /// The parameter that carries the address; `None`: the address cannot be read from the link.
    pub target: Option<String>,
}

/// A region of the country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its name in Russian.
    pub name: String,
    /// With what the OKTMO codes of its municipalities begin.
    pub oktmo: String,
}

/// How grave a defect is, and where the rule comes from.
#[derive(Debug, Clone)]
pub struct CodePolicy {
    /// How grave.
    pub severity: Severity,
    /// The document and item.
    pub clause: Arc<Clause>,
}

impl Policy {
    /// Reads a policy file and overrides, in this order; `name`s only serve the error messages. An override that names
    /// regions holds for pages of these regions only.
    ///
    /// # Errors
    /// Names the file, line, column and key, what is wrong and what would be right.
    pub fn parse(policy: SourceText<'_>, overrides: &[SourceText<'_>]) -> Result<Self, PolicyError> {
        let mut parsed = file::read(policy)?;
        // those of the whole country first: a region's own go before them whatever their order
        let mut regional = Vec::new();
        for source in overrides {
            let over = over::read(*source, &parsed)?;
            if over.regions.is_empty() { over.apply(&mut parsed)? } else { regional.push(over) }
        }
        for over in regional {
            for region in &over.regions {
                let base = parsed.regional.remove(region).unwrap_or_else(|| Box::new(parsed.without_regional()));
                let mut changed = base;
                over.apply(&mut changed)?;
                changed.note_parameters();
                parsed.regional.insert(*region, changed);
            }
        }
        parsed.note_parameters();
        Ok(parsed)
    }

    /// The compiled-in policy with the compiled-in overrides of regions.
    ///
    /// # Errors
    /// None in a build whose tests pass; an error rather than a panic all the same.
    pub fn built_in() -> Result<Self, PolicyError> {
        let overrides = BUILT_IN_OVERRIDES.map(|(name, text)| SourceText { name, text });
        Self::parse(SourceText { name: BUILT_IN_NAME, text: BUILT_IN }, &overrides)
    }

    fn without_regional(&self) -> Self {
        Self { regional: BTreeMap::new(), ..self.clone() }
    }

    /// What holds for the pages of this region: the policy with the region's overrides.
    pub fn in_region(&self, region: Option<RegionCode>) -> &Self {
        region.and_then(|region| self.regional.get(&region)).map_or(self, |policy| policy)
    }

    /// What holds for the page of this organisation.
    pub fn of(&self, organization: Option<&Organization>) -> &Self {
        self.in_region(organization.and_then(|organization| organization.region_code))
    }

    /// The regions that have rules of their own.
    pub fn regions_with_overrides(&self) -> impl Iterator<Item = RegionCode> {
        self.regional.keys().copied()
    }

    /// The codes that the policy does not name: no page is accused of them.
    pub fn absent_codes(&self) -> impl Iterator<Item = Code> {
        Code::ALL.iter().copied().filter(|code| !self.codes.contains_key(code))
    }

    /// What holds for this form.
    pub const fn form(&self, form: Form) -> &FormPolicy {
        match form {
            Form::Messages => &self.messages,
            Form::Polls => &self.polls,
        }
    }

    const fn form_mut(&mut self, form: Form) -> &mut FormPolicy {
        match form {
            Form::Messages => &mut self.messages,
            Form::Polls => &mut self.polls,
        }
    }

    /// The region with this code.
    pub fn region(&self, code: RegionCode) -> Option<&Region> {
        self.regions.get(&code)
    }

    /// All regions, by their codes.
    pub fn regions(&self) -> impl Iterator<Item = (RegionCode, &Region)> {
        self.regions.iter().map(|(code, region)| (*code, region))
    }

    /// The region in which a municipality lies: the one with the longest beginning of its OKTMO code.
    pub fn region_of(&self, oktmo: Oktmo) -> Option<RegionCode> {
        let digits = oktmo.to_string();
        let begins = |(_, region): &(&RegionCode, &Region)| digits.starts_with(&region.oktmo);
        let found = self.regions.iter().filter(begins).max_by_key(|(_, region)| region.oktmo.len());
        found.map(|(code, _)| *code)
    }

    /// Whether the municipality lies in the region.
    pub fn region_contains(&self, code: RegionCode, oktmo: Oktmo) -> bool {
        self.region_of(oktmo) == Some(code)
    }

    /// The names that the parameters of the forms' links have, each once.
    pub fn parameter_names(&self) -> &[Arc<str>] {
        &self.parameter_names
    }

    /// Notes what follows from the templates.
    fn note_parameters(&mut self) {
        let mut names: Vec<Arc<str>> = Vec::new();
        for parameter in Form::ALL.iter().flat_map(|form| &self.form(*form).templates).flat_map(|it| &it.parameters) {
            if !names.contains(&parameter.name) {
                names.push(Arc::clone(&parameter.name));
            }
        }
        self.parameter_names = names;
    }

    /// Whether the links of the forms have a parameter of this name, in whatever case.
    pub fn has_parameter(&self, name: &str) -> bool {
        self.parameter_names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// How grave a defect is, and where the rule comes from; `None`: the code is off under this policy.
    pub fn code(&self, code: Code) -> Option<&CodePolicy> {
        self.codes.get(&code)
    }
}

impl FormPolicy {
    /// The template for organisations of this level. Every level has one: a policy without one is refused.
    pub fn template(&self, level: Level) -> Option<&Template> {
        self.templates.iter().find(|template| template.levels.contains(&level))
    }

    /// The template of a subordinate organisation that shows this form.
    pub fn template_of(&self, whose: PollsOf) -> Option<&Template> {
        self.template(match whose {
            PollsOf::Municipality => Level::Subordinate,
            PollsOf::Region => Level::Regional,
        })
    }
}

/// A policy text with the name of the file it comes from.
#[derive(Debug, Clone, Copy)]
pub struct SourceText<'a> {
    /// The name of the file, for messages.
    pub name: &'a str,
    pub text: &'a str,
}
