//! A file that changes single rules of a policy, for the whole country or for the regions it names.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::error::PolicyProblem;
use super::file::{LocalizedFile, Reader, TemplateFile};
use super::{CodePolicy, Policy, PolicyError, RegionalSubordinates, SourceText, Template};
use crate::model::{Clause, Code, Form, RegionCode, Severity};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OverrideFile {
    /// Where it holds; absent: everywhere.
    #[serde(default)]
    regions: Vec<Spanned<String>>,
    deadline: Option<Spanned<Datetime>>,
    #[serde(default)]
    forms: FormsFile,
    #[serde(default)]
    clauses: BTreeMap<String, LocalizedFile>,
    #[serde(default)]
    codes: BTreeMap<Spanned<String>, CodeFile>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct FormsFile {
    messages: Option<FormFile>,
    polls: Option<FormFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormFile {
    titles: Option<Spanned<Vec<String>>>,
    templates: Option<Spanned<Vec<TemplateFile>>>,
    regional_subordinates: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeFile {
    severity: Option<Spanned<String>>,
    clause: Option<Spanned<String>>,
}

/// What an override changes, read and checked.
pub(super) struct Override<'a> {
    /// Where it holds; empty: everywhere.
    pub regions: Vec<RegionCode>,
    source: SourceText<'a>,
    deadline: Option<Date>,
    forms: [FormOverride; 2],
    clauses: BTreeMap<String, Arc<Clause>>,
    codes: Vec<CodeOverride>,
}

struct CodeOverride {
    code: Code,
    severity: Option<Severity>,
    /// The id of a clause.
    clause: Option<Spanned<String>>,
    /// Where it stands in the file.
    at: usize,
}

#[derive(Default)]
struct FormOverride {
    titles: Option<Vec<Arc<str>>>,
    templates: Option<Vec<Template>>,
    regional_subordinates: Option<RegionalSubordinates>,
}

pub(super) fn read<'a>(source: SourceText<'a>, policy: &Policy) -> Result<Override<'a>, PolicyError> {
    let reader = Reader(source);
    let file: OverrideFile = reader.parse()?;
    let mut regions = Vec::new();
    for code in &file.regions {
        let parsed = RegionCode::parse(code.get_ref()).ok().filter(|region| policy.region(*region).is_some());
        regions.push(parsed.ok_or_else(|| {
            reader.at(code.span().start, PolicyProblem::UnknownRegion { found: code.get_ref().clone() })
        })?);
    }
    let deadline = file.deadline.as_ref().map(|date| reader.date(date)).transpose()?;
    let mut forms = [FormOverride::default(), FormOverride::default()];
    for ((form, over), file) in Form::ALL.into_iter().zip(&mut forms).zip([&file.forms.messages, &file.forms.polls]) {
        let Some(file) = file else { continue };
        over.titles = file.titles.as_ref().map(|titles| reader.titles(form, titles)).transpose()?;
        over.templates = file.templates.as_ref().map(|templates| reader.templates(form, templates)).transpose()?;
        let kinds = file.regional_subordinates.as_ref();
        over.regional_subordinates = kinds.map(|word| reader.regional_subordinates(form, word)).transpose()?;
    }
    let mut codes = Vec::new();
    for (name, over) in file.codes {
        let code = reader.code(&name)?;
        let severity = over.severity.as_ref().map(|severity| reader.severity(code, severity)).transpose()?;
        codes.push(CodeOverride { code, severity, clause: over.clause, at: name.span().start });
    }
    let clauses = super::file::clauses(file.clauses);
    Ok(Override { regions, source, deadline, forms, clauses, codes })
}

impl Override<'_> {
    /// Changes the policy.
    ///
    /// # Errors
    /// A clause that is nowhere, or a code that the policy does not have and the override names only in part.
    pub fn apply(&self, policy: &mut Policy) -> Result<(), PolicyError> {
        let reader = Reader(self.source);
        policy.deadline = self.deadline.or(policy.deadline);
        for (form, over) in Form::ALL.into_iter().zip(&self.forms) {
            let rules = policy.form_mut(form);
            if let Some(titles) = &over.titles {
                rules.titles.clone_from(titles);
            }
            if let Some(templates) = &over.templates {
                rules.templates.clone_from(templates);
            }
            rules.regional_subordinates = over.regional_subordinates.unwrap_or(rules.regional_subordinates);
        }
        policy.clauses.extend(self.clauses.iter().map(|(id, clause)| (id.clone(), Arc::clone(clause))));
        for CodeOverride { code, severity, clause, at } in &self.codes {
            let clause = clause.as_ref().map(|id| reader.clause(*code, &policy.clauses, id)).transpose()?;
            match (policy.codes.get_mut(code), severity, clause) {
                (Some(entry), severity, clause) => {
                    entry.severity = severity.unwrap_or(entry.severity);
                    entry.clause = clause.unwrap_or_else(|| Arc::clone(&entry.clause));
                }
                // switches on a code that the policy does not name
                (None, Some(severity), Some(clause)) => {
                    policy.codes.insert(*code, CodePolicy { severity: *severity, clause });
                }
                (None, ..) => return Err(reader.at(*at, PolicyProblem::CodeOff { code: *code })),
            }
        }
        Ok(())
    }
}
