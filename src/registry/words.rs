//! The words by which a registry says a level, and yes or no.

use super::field::fold;
use crate::model::Level;

/// What a level cell may say; told to who wrote another word.
pub(super) const LEVELS: &str = "regional (РОИВ), municipal (ОМСУ), subordinate (Подвед)";
/// What a yes-or-no cell may say.
pub(super) const BOOLEANS: &str = "да / нет, true / false, yes / no, 1 / 0, + / -";

/// Reads the level from any of its words.
pub(super) fn level(text: &str) -> Option<Level> {
    match fold(text).as_str() {
        "regional"
        | "region"
        | "роив"
        | "региональный"
        | "региональная"
        | "региональное"
        | "региональный орган"
        | "региональный уровень" => Some(Level::Regional),
        "municipal"
        | "municipality"
        | "омсу"
        | "муниципальный"
        | "муниципальная"
        | "муниципальное"
        | "муниципальный орган"
        | "муниципальный уровень"
        | "орган местного самоуправления" => Some(Level::Municipal),
        "subordinate"
        | "подвед"
        | "подведомственный"
        | "подведомственная"
        | "подведомственное"
        | "подведомственная организация"
        | "подведомственное учреждение" => Some(Level::Subordinate),
        _ => None,
    }
}

/// Reads yes or no from any of its words.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "+" => return Some(true),
        "-" | "−" | "–" | "—" => return Some(false),
        _ => {}
    }
    match fold(text).as_str() {
        "да" | "true" | "yes" | "1" | "истина" => Some(true),
        "нет" | "false" | "no" | "0" | "ложь" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_in_both_languages_and_any_case() {
        for (word, expected) in [
            ("REGIONAL", Level::Regional),
            ("роив", Level::Regional),
            ("ОМСУ", Level::Municipal),
            ("Муниципальный", Level::Municipal),
            ("Подвед.", Level::Subordinate),
            ("подведомственная  организация", Level::Subordinate),
        ] {
            assert_eq!(level(word), Some(expected), "{word}");
        }
        for word in ["", "федеральный", "муниципальная школа"] {
            assert_eq!(level(word), None, "{word}");
        }
    }

    #[test]
    fn yes_and_no_are_read_in_all_their_writings() {
        for word in ["да", "ДА", "true", "Yes", "1", "+", "ИСТИНА"] {
            assert_eq!(boolean(word), Some(true), "{word}");
        }
        for word in ["нет", "False", "no", "0", "-", "—", "ЛОЖЬ"] {
            assert_eq!(boolean(word), Some(false), "{word}");
        }
        for word in ["", "2", "может быть", "++"] {
            assert_eq!(boolean(word), None, "{word}");
        }
    }
}
