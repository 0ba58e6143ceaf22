//! The published rules as data: which forms, where, with which titles and links, how grave each defect is.
//! TOML text in, a typed policy out; knows no files and no clock.

mod error;
mod file;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

pub use error::PolicyError;

use crate::model::{Clause, Code, Form, Level, Oktmo, RegionCode, Severity};

/// The policy that is compiled in, for those who name none.
pub const BUILT_IN: &str = include_str!("../../config/policy/pos-vk-2023.toml");
/// The name the compiled-in policy goes by in messages.
pub const BUILT_IN_NAME: &str = "config/policy/pos-vk-2023.toml";

/// One published version of the rules.
#[derive(Debug, Clone)]
pub struct Policy {
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
    codes: BTreeMap<Code, CodePolicy>,
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
}

/// The parameters of a form's URL for some levels, in their canonical order.
#[derive(Debug, Clone)]
pub struct Template {
    /// For which levels.
    pub levels: Vec<Level>,
    /// The parameters.
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
    /// Reads a policy file and the overrides of a region, in this order; `name`s only serve the error messages.
    ///
    /// # Errors
    /// Names the file, line, column and key, what is wrong and what would be right.
    pub fn parse(policy: SourceText<'_>, overrides: &[SourceText<'_>]) -> Result<Self, PolicyError> {
        let mut parsed = file::read(policy)?;
        for source in overrides {
            file::apply_override(&mut parsed, *source)?;
        }
        Ok(parsed)
    }

    /// The compiled-in policy.
    ///
    /// # Errors
    /// None in a build whose tests pass; an error rather than a panic all the same.
    pub fn built_in() -> Result<Self, PolicyError> {
        Self::parse(SourceText { name: BUILT_IN_NAME, text: BUILT_IN }, &[])
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

    /// Whether the municipality may lie in the region. Municipal codes share their first two digits with the region's
    /// code; an autonomous district shares them with the region it lies in, so the two are not told apart here.
    pub fn region_contains(&self, code: RegionCode, oktmo: Oktmo) -> bool {
        code.to_string().get(..2) == oktmo.to_string().get(..2)
    }

    /// Whether the links of the forms have a parameter of this name, in whatever case.
    pub fn has_parameter(&self, name: &str) -> bool {
        let templates = || Form::ALL.into_iter().flat_map(|form| &self.form(form).templates);
        templates().flat_map(|template| &template.parameters).any(|parameter| parameter.name.eq_ignore_ascii_case(name))
    }

    /// How grave a defect is, and where the rule comes from. Every code has an entry: a policy without one is refused.
    pub fn code(&self, code: Code) -> Option<&CodePolicy> {
        self.codes.get(&code)
    }
}

impl FormPolicy {
    /// The template for organisations of this level. Every level has one: a policy without one is refused.
    pub fn template(&self, level: Level) -> Option<&Template> {
        self.templates.iter().find(|template| template.levels.contains(&level))
    }
}

/// A policy text with the name of the file it comes from.
#[derive(Debug, Clone, Copy)]
pub struct SourceText<'a> {
    /// The name of the file, for messages.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(text: &str) -> String {
        Policy::parse(SourceText { name: "p.toml", text }, &[]).unwrap_err().to_string()
    }

    fn override_failure(text: &str) -> String {
        let base = SourceText { name: "base.toml", text: BUILT_IN };
        Policy::parse(base, &[SourceText { name: "region.toml", text }]).unwrap_err().to_string()
    }

    #[test]
    fn built_in_policy_has_every_code_and_both_forms() {
        let policy = Policy::built_in().unwrap();
        for code in Code::ALL {
            assert!(policy.code(*code).is_some(), "{code}");
        }
        for form in Form::ALL {
            for level in Level::ALL {
                assert!(policy.form(form).template(level).is_some(), "{form} {level}");
            }
        }
        for code in ["03", "111", "711", "7114"] {
            assert!(policy.region(RegionCode::parse(code).unwrap()).is_some(), "{code}");
        }
        assert!(policy.region(RegionCode::parse("02").unwrap()).is_none());
    }

    #[test]
    fn a_region_overrides_titles_severity_and_deadline() {
        let text = "deadline = 2024-01-31\n[forms.polls]\ntitles = [\"Опросы\"]\n[codes]\n\"title.mismatch\" = { severity = \"warning\" }\n";
        let base = SourceText { name: "base.toml", text: BUILT_IN };
        let policy = Policy::parse(base, &[SourceText { name: "region.toml", text }]).unwrap();
        assert_eq!(policy.deadline, Some(jiff::civil::date(2024, 1, 31)));
        assert_eq!(policy.form(Form::Polls).titles, [Arc::from("Опросы")]);
        assert_eq!(policy.form(Form::Messages).titles, [Arc::from("Решаем вместе")]);
        assert_eq!(policy.code(Code::TitleMismatch).unwrap().severity, Severity::Warning);
    }

    #[test]
    fn a_bad_file_is_told_by_file_line_and_key() {
        let text = BUILT_IN.replace("\"url.host\" = { severity = \"error\"", "\"url.host\" = { severity = \"grave\"");
        let line = text.lines().position(|line| line.contains("grave")).unwrap() + 1;
        let message = failure(&text);
        for part in ["p.toml", &format!("line {line}"), "url.host", "grave", "error"] {
            assert!(message.contains(part), "{message} lacks {part}");
        }
        for (from, to, parts) in [
            ("\"url.host\" =", "\"url.hots\" =", ["url.hots", "url.host"]),
            ("clause = \"open\"", "clause = \"opne\"", ["opne", "open"]),
            ("\"{ogrn}\"", "\"{orgn}\"", ["{orgn}", "{ogrn}"]),
            ("position = 2", "position = 1", ["position", "1"]),
            ("position = 2", "posision = 2", ["posision", "position"]),
            ("levels = [\"regional\"]", "levels = [\"municipal\"]", ["regional", "levels"]),
            ("\"711\" =", "\"7x\" =", ["7x", "digits"]),
            ("titles = [\"Решаем вместе\"]", "titles = []", ["titles", "at least one"]),
        ] {
            assert!(BUILT_IN.contains(from), "{from}");
            let message = failure(&BUILT_IN.replace(from, to));
            for part in parts.into_iter().chain(["p.toml", "line"]) {
                assert!(message.contains(part), "{message} lacks {part}");
            }
        }
    }

    #[test]
    fn a_code_left_out_is_told() {
        let lines: Vec<&str> = BUILT_IN.lines().filter(|line| !line.starts_with("\"menu.hidden\"")).collect();
        let text = lines.join("\n");
        assert!(failure(&text).contains("menu.hidden"));
    }

    #[test]
    fn a_bad_override_is_told_by_file_line_and_key() {
        let message = override_failure("\n[codes]\n\"title.mismach\" = { severity = \"warning\" }\n");
        for part in ["region.toml", "line 3", "title.mismach", "title.mismatch"] {
            assert!(message.contains(part), "{message} lacks {part}");
        }
        assert!(override_failure("[forms.poll]\n").contains("polls"));
    }

    #[test]
    fn municipality_and_region_are_compared_by_two_digits() {
        let policy = Policy::built_in().unwrap();
        let oktmo = Oktmo::parse("71871000").unwrap();
        assert!(policy.region_contains(RegionCode::parse("711").unwrap(), oktmo));
        assert!(!policy.region_contains(RegionCode::parse("03").unwrap(), oktmo));
    }
}
