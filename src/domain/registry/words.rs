//! The words by which a registry says a level, yes or no, and whose polls a page shows; one table of each.

use super::field::fold;
use crate::model::{Level, PollsOf};

/// What a word for a level means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LevelWord {
    /// The organisation is of this level.
    Is(Level),
    /// It is subordinate to a body of this level.
    Below(Level),
    /// It belongs to a body of this level: it is that body, or, where the row names a body above it, subordinate to one.
    Of(Level),
}

impl LevelWord {
    /// The level the organisation itself is said to have, where the word says that.
    pub const fn own(self) -> Option<Level> {
        match self {
            Self::Is(level) => Some(level),
            Self::Below(_) => Some(Level::Subordinate),
            Self::Of(_) => None,
        }
    }
}

use Level::{Municipal, Regional, Subordinate};
use LevelWord::{Below, Is, Of};

/// The words for levels, [`fold`]ed.
const LEVELS: [(LevelWord, &[&str]); 7] = [
    (
        Is(Regional),
        &[
            "regional",
            "роив",
            "оив",
            "иогв",
            "рогв",
            "регоив",
            "региональный орган",
            "региональный орган исполнительной власти",
            "орган исполнительной власти",
            "орган исполнительной власти субъекта",
            "орган исполнительной власти субъекта рф",
            "исполнительный орган",
            "исполнительный орган субъекта рф",
            "орган государственной власти",
            "орган государственной власти субъекта рф",
            "правительство",
        ],
    ),
    (
        Is(Municipal),
        &[
            "municipal",
            "омсу",
            "омс",
            "муниципальный орган",
            "орган местного самоуправления",
            "органы местного самоуправления",
            "администрация",
            "администрация мо",
            "местная администрация",
        ],
    ),
    (
        Is(Subordinate),
        &[
            "subordinate",
            "подвед",
            "подведы",
            "подведомственный",
            "подведомственная",
            "подведомственное",
            "подведомственные",
            "подведомственная организация",
            "подведомственное учреждение",
            "подведомственные организации",
            "подведомственные учреждения",
            "учреждение",
        ],
    ),
    (
        Below(Regional),
        &[
            "subordinate regional",
            "подвед роив",
            "подвед оив",
            "подведомственная роив",
            "подведомственное роив",
            "подведомственная организация роив",
            "подведомственное учреждение роив",
            "подведомственные роив",
            "подвед региональный",
            "подвед региона",
            "региональное учреждение",
            "государственное учреждение",
        ],
    ),
    (
        Below(Municipal),
        &[
            "subordinate municipal",
            "подвед омсу",
            "подвед мо",
            "подведомственная омсу",
            "подведомственное омсу",
            "подведомственная организация омсу",
            "подведомственное учреждение омсу",
            "подведомственные омсу",
            "подвед муниципальный",
            "муниципальное учреждение",
            "муниципальная организация",
        ],
    ),
    (
        Of(Regional),
        &[
            "region",
            "регион",
            "региональный",
            "региональная",
            "региональное",
            "региональный уровень",
            "министерство",
            "министерства",
            "ведомство",
            "ведомства",
            "государственный",
            "государственная",
        ],
    ),
    (
        Of(Municipal),
        &[
            "municipality",
            "мо",
            "муниципалитет",
            "муниципальный",
            "муниципальная",
            "муниципальное",
            "муниципальный уровень",
            "муниципальное образование",
            "муниципальные образования",
            "муниципальный округ",
            "муниципальный район",
            "городской округ",
            "городское поселение",
            "сельское поселение",
            "поселение",
        ],
    ),
];

const YES: [&str; 14] = [
    "1 0",
    "v",
    "да",
    "true",
    "yes",
    "1",
    "истина",
    "есть",
    "подключена",
    "подключен",
    "подключено",
    "подключены",
    "подкл",
    "имеется",
];
const NO: [&str; 13] = [
    "0 0",
    "нет",
    "false",
    "no",
    "0",
    "ложь",
    "не подключена",
    "не подключен",
    "не подключено",
    "не подключены",
    "не подкл",
    "отсутствует",
    "не имеется",
];

const OF_MUNICIPALITY: [&str; 7] =
    ["municipality", "municipal", "муниципалитет", "муниципалитета", "муниципальные", "мо", "омсу"];
const OF_REGION: [&str; 7] = ["region", "regional", "регион", "региона", "региональные", "субъект", "роив"];

/// Reads a level from any of its words.
pub(super) fn level(text: &str) -> Option<LevelWord> {
    let folded = fold(text);
    LEVELS.into_iter().find_map(|(meaning, words)| words.contains(&&*folded).then_some(meaning))
}

/// Reads yes or no from any of its words.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "+" | "✓" | "✔" => return Some(true),
        "-" | "−" | "–" | "—" => return Some(false),
        _ => {}
    }
    let folded = fold(text);
    let is_among = |words: &[&str]| words.contains(&&*folded);
    if is_among(&YES) { Some(true) } else { is_among(&NO).then_some(false) }
}

/// Reads whose polls a page shows.
pub(super) fn polls_of(text: &str) -> Option<PollsOf> {
    let folded = fold(text);
    if OF_MUNICIPALITY.contains(&&*folded) {
        Some(PollsOf::Municipality)
    } else {
        OF_REGION.contains(&&*folded).then_some(PollsOf::Region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_in_both_languages_and_any_case() {
        for (word, expected) in [
            ("REGIONAL", Is(Regional)),
            ("роив", Is(Regional)),
            ("ОМСУ", Is(Municipal)),
            ("Муниципальный", Of(Municipal)),
            ("МО", Of(Municipal)),
            ("Министерство", Of(Regional)),
            ("Ведомство", Of(Regional)),
            ("Регион", Of(Regional)),
            ("Подвед.", Is(Subordinate)),
            ("подведомственная  организация", Is(Subordinate)),
            ("Подвед РОИВ", Below(Regional)),
            ("subordinate (municipal)", Below(Municipal)),
        ] {
            assert_eq!(level(word), Some(expected), "{word}");
        }
        for word in ["", "федеральный", "муниципальная школа", "Узкоспециальные"]
        {
            assert_eq!(level(word), None, "{word}");
        }
    }

    #[test]
    fn no_word_means_two_levels_and_each_is_folded() {
        let mut all: Vec<&str> = LEVELS.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        assert!(all.iter().all(|word| fold(word) == **word));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn yes_and_no_are_read_in_all_their_writings() {
        for word in ["да", "ДА", "true", "Yes", "1", "+", "ИСТИНА", "Подключена"] {
            assert_eq!(boolean(word), Some(true), "{word}");
        }
        for word in ["нет", "False", "no", "0", "-", "—", "ЛОЖЬ", "не подключен"] {
            assert_eq!(boolean(word), Some(false), "{word}");
        }
        for word in ["", "2", "может быть", "++"] {
            assert_eq!(boolean(word), None, "{word}");
        }
    }
}
