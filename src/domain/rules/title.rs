//! Is the title an accepted one: the `title.*` codes.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use super::defect::{Defect, titles_text};
use crate::model::{Code, Remedy, is_blank};

/// Latin letters that look like Cyrillic ones, in lower case; the capitals among them differ less than their lower-case
/// letters do, so both columns are needed.
const LOOK_ALIKES: [(char, char); 25] = [
    ('b', 'ь'),
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('o', 'о'),
    ('p', 'р'),
    ('x', 'х'),
    ('y', 'у'),
    ('k', 'к'),
    ('m', 'м'),
    ('t', 'т'),
    ('A', 'а'),
    ('B', 'в'),
    ('C', 'с'),
    ('E', 'е'),
    ('H', 'н'),
    ('K', 'к'),
    ('M', 'м'),
    ('O', 'о'),
    ('P', 'р'),
    ('T', 'т'),
    ('X', 'х'),
    ('Y', 'у'),
    ('ë', 'е'),
    ('Ë', 'е'),
];
const QUOTES: [char; 13] = ['`', '«', '»', '"', '\'', '“', '”', '„', '‟', '‘', '’', '‹', '›'];

/// Whether the title is one of the accepted ones, in whatever Unicode form and with whatever white space.
pub(super) fn is_accepted(title: &str, accepted: &[Arc<str>]) -> bool {
    accepted.iter().any(|wanted| **wanted == *title) || {
        let title = normalize(title);
        accepted.iter().any(|wanted| normalize(wanted) == title)
    }
}

/// Checks the title of a form's item.
pub(super) fn check(title: &str, accepted: &[Arc<str>]) -> Option<Defect> {
    if is_accepted(title, accepted) {
        return None;
    }
    let folded = fold(title);
    let near = accepted.iter().any(|wanted| fold(wanted) == folded);
    let code = if near { Code::TitleNearMatch } else { Code::TitleMismatch };
    let defect = Defect::new(code).observed(title).expected(titles_text(accepted));
    Some(defect.remedy(Remedy::SetTitle { titles: accepted.to_vec() }))
}

fn normalize(title: &str) -> String {
    let mut normal = String::with_capacity(title.len());
    for word in title.nfc().collect::<String>().split_whitespace() {
        if !normal.is_empty() {
            normal.push(' ');
        }
        normal.push_str(word);
    }
    normal
}

/// Takes away all that makes a near match: invisible characters, case, look-alikes, ё, quotes, punctuation at the ends.
fn fold(title: &str) -> String {
    let visible = title.chars().map(|character| if character.is_whitespace() { ' ' } else { character });
    let visible: String = visible
        .filter(|&character| character == ' ' || !(is_blank(character) || QUOTES.contains(&character)))
        .collect();
    let normal = normalize(&visible);
    let bare = normal.trim_matches(|character: char| {
        character == ' ' || character.general_category_group() == GeneralCategoryGroup::Punctuation
    });
    bare.chars()
        .map(cyrillic)
        .flat_map(char::to_lowercase)
        .map(|letter| if letter == 'ё' { 'е' } else { letter })
        .collect()
}

fn cyrillic(letter: char) -> char {
    LOOK_ALIKES.iter().find(|(latin, _)| *latin == letter).map_or(letter, |(_, cyrillic)| *cyrillic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(title: &str) -> Option<Code> {
        check(title, &["Решаем вместе".into(), "Высказать мнение".into()]).map(|defect| defect.code)
    }

    #[test]
    fn accepted_titles_are_silent_in_any_form_and_spacing() {
        for title in ["Решаем вместе", "  Решаем\u{a0} \tвместе ", "Высказать мнение"]
        {
            assert_eq!(code(title), None, "{title}");
        }
        // й written as и with a combining breve
        assert!(is_accepted("Мои\u{306} дом", &["Мой дом".into()]));
    }

    #[test]
    fn another_writing_of_the_same_words_is_a_near_match() {
        for title in [
            "РЕШАЕМ ВМЕСТЕ",
            "Peшaeм вмecтe",
            "«Решаем вместе»",
            "Решаем вместе!",
            "Рёшаем вместё",
            "— Решаем вместе.",
            "Решаем \"вместе\"",
            "Реша\u{ad}ем вместе",
            "BЫCKAЗATЬ MHEHИE",
            "Решаем вместe…",
        ] {
            assert_eq!(code(title), Some(Code::TitleNearMatch), "{title}");
        }
    }

    #[test]
    fn other_words_are_a_mismatch() {
        for title in [
            "Решаем",
            "Сообщить о проблеме",
            "",
            "Решаемвместе",
            "Решаем вместе с нами",
            "📣 Решаем вместе",
            "Решаем, вместе",
        ] {
            assert_eq!(code(title), Some(Code::TitleMismatch), "{title}");
        }
    }
}
