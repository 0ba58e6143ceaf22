//! Russian words for what is wrong with a policy file.

use crate::plain::Visible;
use domain::policy::{PolicyError, PolicyProblem};

use super::file::toml_fault;

/// What is wrong with a policy file: where, what, and what would be right.
pub fn policy_error(error: &PolicyError) -> String {
    let PolicyError { file, line, column, problem } = error;
    format!("{}, строка {line}, знак {column}: {}", Visible::whole(file), self::problem(problem))
}

fn problem(problem: &PolicyProblem) -> String {
    match problem {
        PolicyProblem::Toml(fault) => format!("это не TOML: {}", toml_fault(fault)),
        PolicyProblem::UnknownKey { key, nearest } => {
            format!("ключа `{}` здесь не бывает{}", Visible::quoted(key), perhaps(nearest.as_deref()))
        }
        PolicyProblem::MissingKey { key } => format!("не хватает ключа `{}`", Visible::quoted(key)),
        PolicyProblem::WrongKind { key, .. } => {
            format!(
                "значение ключа `{}` не того вида, что нужно; сверьтесь с образцом в `config/policy`",
                Visible::quoted(key)
            )
        }
        PolicyProblem::NoDay { found } => {
            format!("«{}» — не день; пишите `2023-04-24`, без кавычек", Visible::quoted(found))
        }
        PolicyProblem::UnknownCode { found, nearest } => {
            format!("в [codes] кода «{}» не бывает{}", Visible::quoted(found), perhaps(nearest.as_deref()))
        }
        PolicyProblem::UnknownSeverity { code, found } => format!(
            "у кода `{code}` в `severity` не годится «{}»; допустимо `error`, `warning`, `notice`",
            Visible::quoted(found)
        ),
        PolicyProblem::NoTitles { form } => format!("в `forms.{form}.titles` нужно хотя бы одно название"),
        PolicyProblem::ParameterValue { key, found } => format!(
            "в `{}.value` не годится «{}»; нужно `{{opa_id}}`, `{{region_code}}`, `{{oktmo}}`, `{{ogrn}}` или простой текст для ссылки",
            Visible::quoted(key),
            Visible::quoted(found)
        ),
        PolicyProblem::UnknownLevel { form, found } => format!(
            "в `forms.{form}.templates.levels` не годится «{}»; допустимо `regional`, `municipal`, `subordinate`",
            Visible::quoted(found)
        ),
        PolicyProblem::PositionZero { form } => format!("в `forms.{form}.position` места считаются с 1"),
        PolicyProblem::BadPath { form, found, root } => format!(
            "в `forms.{form}.path` значение «{}» должно начинаться с `/` и с того, что стоит в `root`: «{}»",
            Visible::quoted(found),
            Visible::quoted(root)
        ),
        PolicyProblem::LevelTemplates { form, level } => {
            format!("в `forms.{form}.templates` уровень `{level}` должен стоять в `levels` ровно одного образца")
        }
        PolicyProblem::UnknownClause { code, found, nearest } => format!(
            "у кода `{code}` в `clause` стоит «{found}», а раздела `[clauses.{found}]` нет{}",
            perhaps(nearest.as_deref()),
            found = Visible::quoted(found)
        ),
        PolicyProblem::CodeOff { code } => format!(
            "в [codes] код `{code}` меняется, а в основных правилах он выключен; чтобы включить его, укажите и `severity`, и `clause`"
        ),
        PolicyProblem::UnknownRegion { found } => format!(
            "в `regions` стоит «{}», а такого региона в основных правилах нет; годятся коды из их раздела [regions]",
            Visible::quoted(found)
        ),
        PolicyProblem::UnknownSubordinates { found } => format!(
            "в `forms.polls.regional_subordinates` не годится «{}»; допустимо `municipality`, `region`, `either`",
            Visible::quoted(found)
        ),
        PolicyProblem::SubordinatesOfMessages => {
            "ключ `regional_subordinates` бывает только у `forms.polls`: у формы сообщений ссылка одна".to_owned()
        }
        PolicyProblem::Format { found, greatest } => format!(
            "в `format` стоит {found}, а эта программа читает правила вида от 1 до {greatest}; обновите программу"
        ),
        PolicyProblem::BadRegion { found } => {
            format!("в [regions] «{}» — не код региона; нужно от 2 до 4 цифр", Visible::quoted(found))
        }
        PolicyProblem::SamePosition { position } => {
            format!("в `forms.polls.position` стоит {position}, а это место уже у формы сообщений")
        }
    }
}

fn perhaps(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!("; может быть, `{}`", Visible::quoted(nearest))).unwrap_or_default()
}
