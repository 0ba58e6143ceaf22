//! Why a file is no registry, in the reader's language.

use domain::registry::RegistryError;
use words::web::registry::Registry;
use words::{self, Lang};

/// What is wrong with the file as a whole, and what to do.
pub fn unreadable(lang: Lang, error: &RegistryError) -> String {
    let why = words::registry_error(lang, error);
    let mut characters = why.chars();
    let why: String = characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect();
    format!("{} {why}", Registry::Unreadable.text(lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::policy::Policy;
    use domain::registry::{Registry as Read, RegistryFormat, RegistryOptions};

    #[test]
    fn missing_columns_are_named_in_the_readers_language() {
        let policy = Policy::built_in().unwrap();
        let read =
            |text: &str| Read::read(text, RegistryFormat::Csv, &RegistryOptions::default(), &policy).unwrap_err();
        let error = read("Ссылка на страницу;Уровень\nvk.com/a;Подвед\n");
        assert!(unreadable(Lang::Ru, &error).contains("«ОГРН»"), "{error}");
        assert!(unreadable(Lang::En, &error).contains("ogrn"), "{error}");
        assert!(unreadable(Lang::Ru, &read("")).contains("ни одной строки"));
    }
}
