//! English words for what is wrong with a policy file.

use crate::plain::Visible;
use domain::policy::{PolicyError, PolicyProblem};

use super::file::toml_fault;

/// What is wrong with a policy file: where, what, and what would be right.
pub fn policy_error(error: &PolicyError) -> String {
    let PolicyError { file, line, column, problem } = error;
    format!("{}, line {line}, column {column}: {}", Visible::whole(file), self::problem(problem))
}

fn problem(problem: &PolicyProblem) -> String {
    match problem {
        PolicyProblem::Toml(fault) => format!("not TOML: {}", toml_fault(fault)),
        PolicyProblem::UnknownKey { key, nearest } => {
            format!("unknown key `{}`{}", Visible::quoted(key), perhaps(nearest.as_deref()))
        }
        PolicyProblem::MissingKey { key } => format!("the key `{}` is missing", Visible::quoted(key)),
        PolicyProblem::WrongKind { key, said } => {
            format!("the value of `{}` is of the wrong kind (“{}”)", Visible::quoted(key), Visible::quoted(said))
        }
        PolicyProblem::NoDay { found } => {
            format!("“{}” is not a day; write it as `2023-04-24`, without quotes", Visible::quoted(found))
        }
        PolicyProblem::UnknownCode { found, nearest } => {
            format!("in [codes] there is no code “{}”{}", Visible::quoted(found), perhaps(nearest.as_deref()))
        }
        PolicyProblem::UnknownSeverity { code, found } => format!(
            "the `severity` of `{code}` cannot be “{}”; use `error`, `warning` or `notice`",
            Visible::quoted(found)
        ),
        PolicyProblem::NoTitles { form } => format!("`forms.{form}.titles` must name at least one title"),
        PolicyProblem::ParameterValue { key, found } => format!(
            "`{}.value` cannot be “{}”; use `{{opa_id}}`, `{{region_code}}`, `{{oktmo}}`, `{{ogrn}}` or a plain text for a URL",
            Visible::quoted(key),
            Visible::quoted(found)
        ),
        PolicyProblem::UnknownLevel { form, found } => format!(
            "`forms.{form}.templates.levels` cannot hold “{}”; use `regional`, `municipal` or `subordinate`",
            Visible::quoted(found)
        ),
        PolicyProblem::PositionZero { form } => format!("in `forms.{form}.position` positions count from 1"),
        PolicyProblem::BadPath { form, found, root } => format!(
            "`forms.{form}.path` is “{}”, and must begin with `/` and with what `root` holds: “{}”",
            Visible::quoted(found),
            Visible::quoted(root)
        ),
        PolicyProblem::LevelTemplates { form, level } => {
            format!("in `forms.{form}.templates` exactly one must have `{level}` in its `levels`")
        }
        PolicyProblem::UnknownClause { code, found, nearest } => format!(
            "the `clause` of `{code}` is “{found}”, and there is no section `[clauses.{found}]`{}",
            perhaps(nearest.as_deref()),
            found = Visible::quoted(found)
        ),
        PolicyProblem::CodeOff { code } => format!(
            "in [codes] the code `{code}` is changed, but it is off in the policy; to switch it on give both `severity` and `clause`"
        ),
        PolicyProblem::UnknownRegion { found } => format!(
            "`regions` names “{}”, a region that the policy does not have; use the codes of its section [regions]",
            Visible::quoted(found)
        ),
        PolicyProblem::UnknownSubordinates { found } => format!(
            "`forms.polls.regional_subordinates` cannot be “{}”; use `municipality`, `region` or `either`",
            Visible::quoted(found)
        ),
        PolicyProblem::SubordinatesOfMessages => {
            "only `forms.polls` has the key `regional_subordinates`: the messages form has one URL".to_owned()
        }
        PolicyProblem::Format { found, greatest } => {
            format!("`format` is {found}, and this program reads formats 1 to {greatest}; use a newer program")
        }
        PolicyProblem::BadRegion { found } => {
            format!("in [regions] “{}” is no region code; use 2 to 4 digits", Visible::quoted(found))
        }
        PolicyProblem::SamePosition { position } => {
            format!("`forms.polls.position` is {position}, which is the position of the messages form already")
        }
    }
}

fn perhaps(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!("; perhaps `{}`", Visible::quoted(nearest))).unwrap_or_default()
}
