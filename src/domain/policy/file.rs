//! The shape of a policy file, and the way from there to the typed policy.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::value::Datetime;

use super::error::{PolicyProblem, nearest};
use super::territory::oktmo_of;
use super::{
    CodePolicy, FORMAT, FormPolicy, Localized, Parameter, ParameterValue, Policy, PolicyError, Redirector, Region,
    RegionalSubordinates, SourceText, Template, UrlPolicy,
};
use crate::model::{Clause, Code, Form, Level, RegionCode, Severity};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    /// Absent in files of format 1.
    format: Option<Spanned<u32>>,
    id: String,
    title: LocalizedFile,
    effective: Spanned<Datetime>,
    deadline: Option<Spanned<Datetime>>,
    source: String,
    url: UrlFile,
    forms: FormsFile,
    #[serde(default)]
    redirectors: Vec<RedirectorFile>,
    clauses: BTreeMap<String, LocalizedFile>,
    codes: BTreeMap<Spanned<String>, CodeFile>,
    regions: BTreeMap<Spanned<String>, RegionFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LocalizedFile {
    ru: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UrlFile {
    scheme: String,
    host: String,
    placeholders: Vec<String>,
    #[serde(default)]
    samples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormsFile {
    messages: FormFile,
    polls: FormFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormFile {
    position: Spanned<u32>,
    titles: Spanned<Vec<String>>,
    cover: LocalizedFile,
    cover_files: Vec<String>,
    root: String,
    path: Spanned<String>,
    templates: Spanned<Vec<TemplateFile>>,
    regional_subordinates: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateFile {
    levels: Vec<Spanned<String>>,
    parameters: Vec<ParameterFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterFile {
    name: String,
    value: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RedirectorFile {
    host: String,
    path: Option<String>,
    target: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeFile {
    severity: Spanned<String>,
    clause: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionFile {
    name: String,
    /// With what its OKTMO codes begin, where not with its own code.
    oktmo: Option<String>,
}

/// Turns texts with a place in the file into typed values, or into an error at that place.
pub(super) struct Reader<'a>(pub SourceText<'a>);

impl Reader<'_> {
    pub fn at(&self, offset: usize, problem: PolicyProblem) -> PolicyError {
        PolicyError::at(self.0.name, self.0.text, offset, problem)
    }

    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, PolicyError> {
        toml::from_str(self.0.text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            self.at(offset, PolicyProblem::of_message(error.message(), self.0.text, offset))
        })
    }

    pub fn date(&self, date: &Spanned<Datetime>) -> Result<jiff::civil::Date, PolicyError> {
        let text = date.get_ref().to_string();
        text.parse().map_err(|_| self.at(date.span().start, PolicyProblem::NoDay { found: text }))
    }

    pub fn code(&self, code: &Spanned<String>) -> Result<Code, PolicyError> {
        Code::parse(code.get_ref()).ok_or_else(|| {
            let nearest = nearest(code.get_ref(), Code::ALL.iter().map(|code| code.as_str()));
            self.at(code.span().start, PolicyProblem::UnknownCode { found: code.get_ref().clone(), nearest })
        })
    }

    pub fn severity(&self, code: Code, severity: &Spanned<String>) -> Result<Severity, PolicyError> {
        Severity::parse(severity.get_ref()).ok_or_else(|| {
            let found = severity.get_ref().clone();
            self.at(severity.span().start, PolicyProblem::UnknownSeverity { code, found })
        })
    }

    pub fn titles(&self, form: Form, titles: &Spanned<Vec<String>>) -> Result<Vec<Arc<str>>, PolicyError> {
        if titles.get_ref().iter().all(|title| title.trim().is_empty()) {
            return Err(self.at(titles.span().start, PolicyProblem::NoTitles { form }));
        }
        Ok(titles.get_ref().iter().map(|title| Arc::from(title.trim())).collect())
    }

    fn value(&self, key: &str, value: &Spanned<String>) -> Result<ParameterValue, PolicyError> {
        Ok(match value.get_ref().as_str() {
            "{opa_id}" => ParameterValue::OpaId,
            "{region_code}" => ParameterValue::RegionCode,
            "{oktmo}" => ParameterValue::Oktmo,
            "{ogrn}" => ParameterValue::Ogrn,
            text if text.is_empty() || text.contains(['{', '}', '&', '=', '#', '%', ' ']) => {
                let problem = PolicyProblem::ParameterValue { key: key.to_owned(), found: text.to_owned() };
                return Err(self.at(value.span().start, problem));
            }
            text => ParameterValue::Literal(text.into()),
        })
    }

    fn template(&self, form: Form, file: &TemplateFile) -> Result<Template, PolicyError> {
        let mut levels = Vec::new();
        for level in &file.levels {
            levels.push(Level::parse(level.get_ref()).ok_or_else(|| {
                let found = level.get_ref().clone();
                self.at(level.span().start, PolicyProblem::UnknownLevel { form, found })
            })?);
        }
        let mut parameters = Vec::new();
        for parameter in &file.parameters {
            let key = format!("forms.{form}.templates.parameters.{}", parameter.name);
            let value = self.value(&key, &parameter.value)?;
            parameters.push(Parameter { name: parameter.name.as_str().into(), value });
        }
        Ok(Template { levels, parameters })
    }

    fn form(&self, form: Form, file: FormFile) -> Result<FormPolicy, PolicyError> {
        let (position, path) = (*file.position.get_ref(), file.path.get_ref());
        if position == 0 {
            return Err(self.at(file.position.span().start, PolicyProblem::PositionZero { form }));
        }
        if !path.starts_with(&file.root) || !path.starts_with('/') {
            let problem = PolicyProblem::BadPath { form, found: path.clone(), root: file.root.clone() };
            return Err(self.at(file.path.span().start, problem));
        }
        let templates = self.templates(form, &file.templates)?;
        let kinds = file.regional_subordinates.as_ref();
        let regional_subordinates =
            kinds.map(|word| self.regional_subordinates(form, word)).transpose()?.unwrap_or_default();
        let titles = self.titles(form, &file.titles)?;
        let cover = localized(file.cover);
        let cover_files = file.cover_files.iter().map(|part| part.to_lowercase()).collect();
        Ok(FormPolicy {
            position,
            titles,
            cover,
            cover_files,
            root: file.root,
            path: file.path.into_inner(),
            templates,
            regional_subordinates,
        })
    }

    pub fn templates(&self, form: Form, files: &Spanned<Vec<TemplateFile>>) -> Result<Vec<Template>, PolicyError> {
        let templates: Vec<_> =
            files.get_ref().iter().map(|template| self.template(form, template)).collect::<Result<_, _>>()?;
        for level in Level::ALL {
            if templates.iter().filter(|template| template.levels.contains(&level)).count() != 1 {
                return Err(self.at(files.span().start, PolicyProblem::LevelTemplates { form, level }));
            }
        }
        Ok(templates)
    }

    pub fn regional_subordinates(
        &self,
        form: Form,
        word: &Spanned<String>,
    ) -> Result<RegionalSubordinates, PolicyError> {
        let kinds = match (form, word.get_ref().as_str()) {
            (Form::Polls, "municipality") => RegionalSubordinates::Municipality,
            (Form::Polls, "region") => RegionalSubordinates::Region,
            (Form::Polls, "either") => RegionalSubordinates::Either,
            (Form::Polls, other) => {
                let problem = PolicyProblem::UnknownSubordinates { found: other.to_owned() };
                return Err(self.at(word.span().start, problem));
            }
            (Form::Messages, _) => return Err(self.at(word.span().start, PolicyProblem::SubordinatesOfMessages)),
        };
        Ok(kinds)
    }

    /// The clause with this id.
    pub fn clause(
        &self,
        code: Code,
        clauses: &BTreeMap<String, Arc<Clause>>,
        id: &Spanned<String>,
    ) -> Result<Arc<Clause>, PolicyError> {
        clauses.get(id.get_ref()).cloned().ok_or_else(|| {
            let nearest = nearest(id.get_ref(), clauses.keys().map(String::as_str));
            let problem = PolicyProblem::UnknownClause { code, found: id.get_ref().clone(), nearest };
            self.at(id.span().start, problem)
        })
    }

    fn codes(
        &self,
        clauses: &BTreeMap<String, Arc<Clause>>,
        codes: &BTreeMap<Spanned<String>, CodeFile>,
    ) -> Result<BTreeMap<Code, CodePolicy>, PolicyError> {
        let mut read = BTreeMap::new();
        for (name, file) in codes {
            let code = self.code(name)?;
            let clause = self.clause(code, clauses, &file.clause)?;
            let severity = self.severity(code, &file.severity)?;
            read.insert(code, CodePolicy { severity, clause });
        }
        Ok(read)
    }

    fn format(&self, format: Option<&Spanned<u32>>) -> Result<u32, PolicyError> {
        let Some(format) = format else { return Ok(1) };
        let version = *format.get_ref();
        if (1..=FORMAT).contains(&version) {
            return Ok(version);
        }
        Err(self.at(format.span().start, PolicyProblem::Format { found: version, greatest: FORMAT }))
    }

    fn regions(
        &self,
        regions: BTreeMap<Spanned<String>, RegionFile>,
    ) -> Result<BTreeMap<RegionCode, Region>, PolicyError> {
        let mut read = BTreeMap::new();
        for (code, region) in regions {
            let parsed = RegionCode::parse(code.get_ref())
                .map_err(|_| self.at(code.span().start, PolicyProblem::BadRegion { found: code.get_ref().clone() }))?;
            let oktmo = region.oktmo.unwrap_or_else(|| oktmo_of(code.get_ref()).to_owned());
            read.insert(parsed, Region { name: region.name, oktmo });
        }
        Ok(read)
    }
}

/// The clauses by their ids.
pub(super) fn clauses(files: BTreeMap<String, LocalizedFile>) -> BTreeMap<String, Arc<Clause>> {
    files.into_iter().map(|(id, clause)| (id, Arc::new(Clause { ru: clause.ru, en: clause.en }))).collect()
}

fn localized(file: LocalizedFile) -> Localized {
    Localized { ru: file.ru, en: file.en }
}

pub(super) fn read(source: SourceText<'_>) -> Result<Policy, PolicyError> {
    let reader = Reader(source);
    let file: PolicyFile = reader.parse()?;
    let format = reader.format(file.format.as_ref())?;
    let clauses = clauses(file.clauses);
    let at_polls_position = file.forms.polls.position.span().start;
    let messages = reader.form(Form::Messages, file.forms.messages)?;
    let polls = reader.form(Form::Polls, file.forms.polls)?;
    if messages.position == polls.position {
        let problem = PolicyProblem::SamePosition { position: polls.position };
        return Err(reader.at(at_polls_position, problem));
    }
    Ok(Policy {
        format,
        id: file.id,
        title: localized(file.title),
        effective: reader.date(&file.effective)?,
        deadline: file.deadline.as_ref().map(|date| reader.date(date)).transpose()?,
        source: file.source,
        url: UrlPolicy {
            scheme: file.url.scheme,
            host: file.url.host,
            placeholders: file.url.placeholders,
            samples: file.url.samples,
        },
        redirectors: file
            .redirectors
            .into_iter()
            .map(|RedirectorFile { host, path, target }| Redirector { host, path, target })
            .collect(),
        messages,
        polls,
        regions: reader.regions(file.regions)?,
        codes: reader.codes(&clauses, &file.codes)?,
        clauses,
        parameter_names: Vec::new(),
        regional: BTreeMap::new(),
    })
}
