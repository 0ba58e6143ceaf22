//! Finds the letters that are wrong in a title or a name which was seen, so that a message can name them. Knows no language.

use domain::model::is_blank;

/// In what a title differs from an accepted one that is the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleSlip {
    /// A letter of the other alphabet that looks the same.
    LookAlike(char),
    /// A character that shows nothing.
    Unseen(char),
    /// `ё` for `е`, or the other way round.
    Yo,
    /// Large letters for small ones, or the other way round.
    Case,
    /// Quotation marks.
    Quotes,
    /// A sign at one of the ends.
    Sign(char),
    /// Something else.
    Other,
}

/// The first difference that tells a title from the accepted ones.
pub fn title_slip<'a>(title: &str, accepted: impl Iterator<Item = &'a str>) -> TitleSlip {
    const QUOTES: [char; 13] = ['`', '«', '»', '"', '\'', '“', '”', '„', '‟', '‘', '’', '‹', '›'];
    let is_latin = |it: &char| it.is_ascii_alphabetic() || matches!(it, 'ë' | 'Ë');
    let is_unseen = |it: &char| !it.is_whitespace() && (is_blank(*it) || it.is_control());
    if let Some(letter) = title.chars().find(is_latin) {
        return TitleSlip::LookAlike(letter);
    }
    if let Some(unseen) = title.chars().find(is_unseen) {
        return TitleSlip::Unseen(unseen);
    }
    if title.contains(QUOTES) {
        return TitleSlip::Quotes;
    }
    let trimmed = title.trim();
    let ends = [trimmed.chars().next(), trimmed.chars().next_back()];
    if let Some(sign) = ends.into_iter().flatten().find(|it| !it.is_alphanumeric()) {
        return TitleSlip::Sign(sign);
    }
    let without_yo = |text: &str| text.replace('ё', "е").replace('Ё', "Е");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = words(title);
    for wanted in accepted {
        if words(wanted).to_lowercase() == shown.to_lowercase() {
            return TitleSlip::Case;
        }
        if without_yo(&words(wanted)) == without_yo(&shown) {
            return TitleSlip::Yo;
        }
    }
    TitleSlip::Other
}

/// More letters of another alphabet than this are no slip.
const FEW: usize = 3;

/// The letters that are not Latin in a text whose other letters or digits are; none where most are not.
pub fn foreign_letters(text: &str) -> Vec<char> {
    let is_foreign = |it: &char| it.is_alphabetic() && !it.is_ascii();
    let is_mixed =
        |part: &&str| part.contains(|it: char| it.is_ascii_alphanumeric()) && part.chars().any(|it| is_foreign(&it));
    let mut letters = Vec::new();
    for letter in text.split('.').filter(is_mixed).flat_map(str::chars).filter(is_foreign) {
        if !letters.contains(&letter) {
            letters.push(letter);
        }
    }
    if letters.len() > FEW { Vec::new() } else { letters }
}

/// The first letter of a name for which one that looks the same stands, and the right one: `opald` for `opaId`.
pub fn look_alike(given: &str, right: &str) -> Option<(char, char)> {
    const ALIKE: [&str; 2] = ["lI1|", "0Oo"];
    let differ = given.chars().zip(right.chars()).filter(|(one, other)| one != other);
    let is_alike = |(one, other): &(char, char)| ALIKE.iter().any(|it| it.contains(*one) && it.contains(*other));
    let mut pairs = differ.peekable();
    (given.chars().count() == right.chars().count()).then(|| pairs.peek().copied().filter(is_alike)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slip_of_a_title_is_the_one_that_is_there() {
        let slip = |title: &str| title_slip(title, ["Решаем вместе"].into_iter());
        assert_eq!(slip("Peшаем вместе"), TitleSlip::LookAlike('P'));
        assert_eq!(slip("Реша\u{ad}ем вместе"), TitleSlip::Unseen('\u{ad}'));
        assert_eq!(slip("«Решаем вместе»"), TitleSlip::Quotes);
        assert_eq!(slip("РЕШАЕМ вместе"), TitleSlip::Case);
        assert_eq!(slip("Рёшаем вместе"), TitleSlip::Yo);
        assert_eq!(slip("Решаем вместе!"), TitleSlip::Sign('!'));
    }

    #[test]
    fn letters_that_look_alike_are_found_in_names_and_hosts() {
        assert_eq!(look_alike("opald", "opaId"), Some(('l', 'I')));
        assert_eq!(look_alike("utm_c0de", "utm_code"), Some(('0', 'o')));
        assert_eq!(look_alike("utm_sourse", "utm_source"), None);
        assert_eq!(look_alike("opal", "opaId"), None);
        assert_eq!(foreign_letters("mun_соde"), ['с', 'о']);
        assert_eq!(foreign_letters("pos.gоsuslugi.ru"), ['о']);
        assert_eq!(foreign_letters("vк2"), ['к']);
        for text in ["пос.рф", "utm_source", "OGRN организации", ""] {
            assert_eq!(foreign_letters(text), Vec::<char>::new(), "{text}");
        }
    }
}
