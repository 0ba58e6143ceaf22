//! Why a file is no registry, in the reader's language.

use crate::i18n::web::registry::Registry;
use crate::i18n::{Lang, Visible};
use crate::registry::RegistryError;

/// What is wrong with the file as a whole, and what to do.
pub fn unreadable(lang: Lang, error: &RegistryError) -> String {
    let say = |word: Registry| word.text(lang);
    let what = match error {
        RegistryError::Empty => say(Registry::Empty).to_owned(),
        RegistryError::MissingColumns { row, missing, .. } => {
            let missing: Vec<String> = missing
                .iter()
                .map(|column| {
                    let name = lang.pick(column.russian, column.english);
                    match &column.perhaps {
                        Some(header) => {
                            format!("«{name}» ({} «{}»)", say(Registry::Perhaps), Visible::quoted(header))
                        }
                        None => format!("«{name}»"),
                    }
                })
                .collect();
            format!("{}: {row}: {}.", say(Registry::MissingColumns), missing.join(", "))
        }
        RegistryError::DuplicateColumn { first, second, .. } => {
            format!("{}: «{}», «{}».", say(Registry::TwoColumns), Visible::quoted(first), Visible::quoted(second))
        }
        RegistryError::NotText { .. } => say(Registry::NotText).to_owned(),
        RegistryError::OldSpreadsheet => say(Registry::OldSpreadsheet).to_owned(),
        RegistryError::NotSpreadsheet { .. } => say(Registry::NotSpreadsheet).to_owned(),
        RegistryError::TooLarge { .. } | RegistryError::UnpacksTooLarge { .. } | RegistryError::TooManyRows { .. } => {
            say(Registry::TooMuch).to_owned()
        }
        RegistryError::Toml { line, message } => {
            format!("{} {line}: {}.", say(Registry::TomlWrong), Visible::quoted(message))
        }
        RegistryError::UnknownKey { line, key, .. } => {
            format!("{} {line}: {}.", say(Registry::TomlWrong), Visible::quoted(key))
        }
        RegistryError::BadValue { line, key, .. } => format!("{} {line}: {key}.", say(Registry::TomlWrong)),
        RegistryError::DefaultRegion { .. } => say(Registry::RegionWrong).to_owned(),
    };
    format!("{} {what}", say(Registry::Unreadable))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::registry::{Registry as Read, RegistryFormat, RegistryOptions};

    #[test]
    fn missing_columns_are_named_in_the_readers_language() {
        let policy = Policy::built_in().unwrap();
        let read =
            |text: &str| Read::read(text, RegistryFormat::Csv, &RegistryOptions::default(), &policy).unwrap_err();
        let error = read("Ссылка на страницу;Наименование организации;Уровень\nvk.com/a;Школа;Подвед\n");
        assert!(unreadable(Lang::Ru, &error).contains("«ОГРН»"), "{error}");
        assert!(unreadable(Lang::En, &error).contains("«ogrn»"), "{error}");
        assert!(unreadable(Lang::Ru, &read("")).contains("ни одной строки"));
    }
}
