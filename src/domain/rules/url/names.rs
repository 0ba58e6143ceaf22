//! How like a given parameter's name is to the right one.

use std::borrow::Cow;

/// From the nearest to the farthest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// The very name.
    Exact,
    /// Right but for its case.
    Case,
    /// Right but for a lost or other `_`.
    Underscore,
    /// Plainly meant: look-alike letters, one or two letters wrong.
    Misspelt,
}

/// How like a name is to the right one; `None` when something else is meant.
pub(super) fn likeness(given: &str, right: &str) -> Option<Likeness> {
    /// From so many characters on two wrong ones are still the same name.
    const LONG: usize = 8;
    if given == right {
        return Some(Likeness::Exact);
    }
    if given.eq_ignore_ascii_case(right) {
        return Some(Likeness::Case);
    }
    let (bare_given, bare_right) = (without_joints(given), without_joints(right));
    if !bare_given.is_empty() && bare_given.eq_ignore_ascii_case(&bare_right) {
        return Some(Likeness::Underscore);
    }
    // names of any length come from outside
    if given.len() > 4 * right.len() {
        return None;
    }
    let most = if right.len() >= LONG { 2 } else { 1 };
    let distance = strsim::damerau_levenshtein(&folded(&bare_given), &folded(&bare_right));
    (distance <= most).then_some(Likeness::Misspelt)
}

/// What parts the words of a name, or is written in its place.
const JOINTS: [char; 5] = ['_', '-', '.', '–', '—'];

/// A name without what parts its words.
pub(super) fn without_joints(name: &str) -> Cow<'_, str> {
    if name.contains(JOINTS) { Cow::Owned(name.replace(JOINTS, "")) } else { Cow::Borrowed(name) }
}

/// A name with its look-alike letters as one, in lower case.
fn folded(name: &str) -> String {
    name.chars()
        .map(look_alike)
        .flat_map(char::to_lowercase)
        .map(|it| if matches!(it, 'l' | '1') { 'i' } else { it })
        .collect()
}

/// The Latin letter that a Cyrillic or Greek one, or a digit, looks like.
const fn look_alike(character: char) -> char {
    match character {
        'а' | 'А' | 'α' => 'a',
        'в' | 'В' => 'b',
        'с' | 'С' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'Е' | 'ё' | 'Ё' => 'e',
        'ɡ' => 'g',
        'һ' | 'н' | 'Н' => 'h',
        'і' | 'І' | 'ı' | '|' => 'i',
        'к' | 'К' => 'k',
        'м' | 'М' => 'm',
        'п' => 'n',
        'о' | 'О' | 'ο' | '0' => 'o',
        'р' | 'Р' | 'ρ' => 'p',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'Т' => 't',
        'и' => 'u',
        'х' | 'Х' => 'x',
        'у' | 'У' => 'y',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plainly_meant_is_known_and_what_is_not_is_left() {
        for (given, right, expected) in [
            ("opaId", "opaId", Some(Likeness::Exact)),
            ("OPAID", "opaId", Some(Likeness::Case)),
            ("utmsource", "utm_source", Some(Likeness::Underscore)),
            ("utm-source", "utm_source", Some(Likeness::Underscore)),
            ("opald", "opaId", Some(Likeness::Misspelt)),
            ("opId", "opaId", Some(Likeness::Misspelt)),
            ("utm_саmpaign", "utm_campaign", Some(Likeness::Misspelt)),
            ("mun_соde", "mun_code", Some(Likeness::Misspelt)),
            ("utm_meduim", "utm_medium", Some(Likeness::Misspelt)),
            ("utm_sourse", "utm_source", Some(Likeness::Misspelt)),
            ("utm_content", "utm_campaign", None),
            ("utm_term", "utm_source", None),
            ("fz59", "opaId", None),
            ("ref", "reg_code", None),
            ("reg_code", "mun_code", None),
            ("", "opaId", None),
        ] {
            assert_eq!(likeness(given, right), expected, "{given} {right}");
        }
    }
}
