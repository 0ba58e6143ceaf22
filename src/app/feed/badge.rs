//! Badges: a small picture that says how the pages of a scope stand, in words, in a colour and in a shape. Self-contained:
//! no script, no style sheet, no font and nothing else from elsewhere.

use std::fmt::Write as _;

use super::xml::escaped;
use words::news::{NewsWord, standing};
use words::{Lang, percent, visible};

/// The value of `Content-Type`.
pub const BADGE_MEDIA_TYPE: &str = "image/svg+xml; charset=utf-8";

/// So many of a hundred seen pages must be without violations for the good badge, and for the middling one.
const GOOD_PERCENT: u64 = 95;
const MIDDLING_PERCENT: u64 = 75;
/// Where fewer of a hundred pages were seen the badge is not a good one, whatever they are like.
const ENOUGH_SEEN_PERCENT: u64 = 90;
/// The most characters of a name on the badge, and in what is said of it.
const LONGEST_SHOWN: usize = 32;
const LONGEST_SAID: usize = 120;

const FONT_FAMILY: &str = "Verdana,DejaVu Sans,Geneva,sans-serif";
const FONT_SIZE: usize = 11;
const HEIGHT: usize = 20;
/// Between a text and the edge of its half.
const PADDING: usize = 6;
/// The square that the shape is drawn in, with the gap to the text.
const SHAPE: usize = 16;

/// How many pages there are, and how they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BadgeCounts {
    /// Pages without violations.
    pub compliant: u64,
    /// Pages that could be judged.
    pub verified: u64,
    /// All registered pages.
    pub pages: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge<'a> {
    /// Whose pages; `None` where the place of the badge says it.
    pub subject: Option<&'a str>,
    /// How they stand.
    pub counts: BadgeCounts,
    pub lang: Lang,
}

/// How good it is; each has a colour and a shape of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grade {
    Good,
    Middling,
    Bad,
    Unknown,
}

impl Grade {
    fn of(counts: BadgeCounts) -> Self {
        let BadgeCounts { compliant, verified, pages } = counts;
        // in 128 bits nothing overflows
        let reaches =
            |part: u64, whole: u64, percent: u64| u128::from(part) * 100 >= u128::from(whole) * u128::from(percent);
        if verified == 0 {
            Self::Unknown
        } else if reaches(compliant, verified, GOOD_PERCENT) && reaches(verified, pages, ENOUGH_SEEN_PERCENT) {
            Self::Good
        } else if reaches(compliant, verified, MIDDLING_PERCENT) {
            Self::Middling
        } else {
            Self::Bad
        }
    }

    /// White text stands out from each of them by more than 4.5 to 1 (WCAG 2.2, 1.4.3).
    const fn colour(self) -> &'static str {
        match self {
            Self::Good => "#1a7f37",
            Self::Middling => "#8a5a00",
            Self::Bad => "#b42318",
            Self::Unknown => "#57606a",
        }
    }

    /// A tick, a triangle, a cross, a dash, in a square of 12.
    const fn shape(self) -> &'static str {
        match self {
            Self::Good => "M1.5 6.5 4.5 9.5 10.5 2.5",
            Self::Middling => "M6 1.5 11 10.5 1 10.5Z",
            Self::Bad => "M2 2 10 10M10 2 2 10",
            Self::Unknown => "M2 6 10 6",
        }
    }
}

impl Badge<'_> {
    /// The badge as SVG.
    pub fn svg(&self) -> String {
        let grade = Grade::of(self.counts);
        let (label, value, said) = (self.label(), self.value(), self.said());
        let label_width = width(&label) + 2 * PADDING;
        let value_width = SHAPE + width(&value) + 2 * PADDING;
        let whole = label_width + value_width;
        let (label_at, value_at) = (PADDING, label_width + PADDING + SHAPE);
        let (shape_at, colour, shape) = (label_width + PADDING, grade.colour(), grade.shape());
        let (label, value, said) = (escaped(&label), escaped(&value), escaped(&said));
        let lang = self.lang.as_str();
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"{HEIGHT}\" \
             viewBox=\"0 0 {whole} {HEIGHT}\" role=\"img\" xml:lang=\"{lang}\" lang=\"{lang}\" aria-label=\"{said}\">"
        );
        let _ = writeln!(
            svg,
            "<title>{said}</title>\
             <rect width=\"{label_width}\" height=\"{HEIGHT}\" fill=\"#3d444d\"/>\
             <rect x=\"{label_width}\" width=\"{value_width}\" height=\"{HEIGHT}\" fill=\"{colour}\"/>\
             <path transform=\"translate({shape_at} 4)\" d=\"{shape}\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2\"/>\
             <g fill=\"#fff\" font-family=\"{FONT_FAMILY}\" font-size=\"{FONT_SIZE}\" aria-hidden=\"true\">\
             <text x=\"{label_at}\" y=\"14\">{label}</text><text x=\"{value_at}\" y=\"14\">{value}</text></g></svg>"
        );
        svg
    }

    /// The left half.
    fn label(&self) -> String {
        let label = NewsWord::BadgeLabel.text(self.lang);
        match self.subject {
            Some(subject) => format!("{}: {label}", cut(subject, LONGEST_SHOWN)),
            None => label.to_owned(),
        }
    }

    /// The right half; how many were seen is said where not all were.
    fn value(&self) -> String {
        let BadgeCounts { compliant, verified, pages } = self.counts;
        if verified == 0 {
            return NewsWord::NoData.text(self.lang).to_owned();
        }
        let share = percent(self.lang, compliant, verified);
        if verified >= pages {
            return share;
        }
        format!("{share}, {} {}", NewsWord::SeenShare.text(self.lang), percent(self.lang, verified, pages))
    }

    /// Everything, for those who hear it.
    fn said(&self) -> String {
        let BadgeCounts { compliant, verified, pages } = self.counts;
        let label = NewsWord::BadgeLabel.text(self.lang);
        let standing = standing(self.lang, compliant, verified, pages);
        match self.subject {
            Some(subject) => format!("{}, {label}: {standing}", cut(subject, LONGEST_SAID)),
            None => format!("{label}: {standing}"),
        }
    }
}

/// So many characters of a foreign text; the last of them tells that there was more.
fn cut(text: &str, longest: usize) -> String {
    let shown = visible(text.trim());
    if shown.chars().nth(longest).is_none() {
        return shown.into_owned();
    }
    shown.chars().take(longest - 1).chain(['…']).collect()
}

/// How wide a text is in pixels, rather too wide than too narrow: the widest of the fonts named is `DejaVu` Sans.
fn width(text: &str) -> usize {
    let thousandths: usize = text.chars().map(thousandths_of_em).sum();
    (thousandths * FONT_SIZE).div_ceil(1000)
}

/// The advance of a character in thousandths of the font's size, by groups, each with its widest.
const fn thousandths_of_em(character: char) -> usize {
    match character {
        ' ' | '\u{a0}' | '.' | ',' | ':' | ';' | '/' | '|' | '\\' | '\'' | 'i' | 'j' | 'l' | 'I' | 'J' => 340,
        '-' | '(' | ')' | '[' | ']' | 'f' | 't' | 'r' | '!' => 415,
        'г' | 'з' | 'с' | 'c' | 's' | 'z' | '?' | '"' | '*' | '_' | '–' => 550,
        '0'..='9' => 640,
        'м' | 'д' | 'ъ' => 760,
        'ж' | 'ш' | 'щ' | 'ы' | 'ф' | 'ю' | 'w' => 945,
        'a'..='l' | 'n'..='z' | 'а'..='я' | 'ё' | '«' | '»' => 660,
        'm' | 'M' | 'W' | '%' | '@' | '—' | '…' => 1000,
        'Ж' | 'Ш' | 'Щ' | 'Ю' | '№' => 1100,
        'Ф' | 'Ъ' | 'Ы' | 'М' => 890,
        'A'..='Z' | 'А'..='Я' | 'Ё' => 790,
        '\u{10000}'.. => 1500,
        _ => 1100,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn badge(compliant: u64, verified: u64, pages: u64) -> Badge<'static> {
        Badge { subject: None, counts: BadgeCounts { compliant, verified, pages }, lang: Lang::Ru }
    }

    #[test]
    fn a_badge_tells_the_share_and_how_many_were_seen() {
        assert_eq!(badge(96, 100, 100).value(), "96\u{a0}%");
        assert_eq!(badge(96, 100, 200).value(), "96\u{a0}%, проверено 50\u{a0}%");
        assert_eq!(badge(0, 0, 7).value(), "нет данных");
        assert_eq!(Badge { lang: Lang::En, ..badge(0, 0, 0) }.value(), "no data");
        let said = badge(96, 100, 104).said();
        assert_eq!(
            said,
            "формы ПОС: страниц без нарушений: 96 из 100 (96\u{a0}%); проверено страниц: 100 из 104 (96,2\u{a0}%)"
        );
    }

    #[test]
    fn few_seen_pages_never_make_a_good_badge() {
        let grade = |compliant, verified, pages| Grade::of(badge(compliant, verified, pages).counts);
        assert_eq!(grade(95, 100, 100), Grade::Good);
        assert_eq!(grade(94, 100, 100), Grade::Middling);
        assert_eq!(grade(89, 89, 100), Grade::Middling);
        assert_eq!(grade(74, 100, 100), Grade::Bad);
        assert_eq!(grade(0, 0, 100), Grade::Unknown);
        assert_eq!(grade(u64::MAX, u64::MAX, u64::MAX), Grade::Good);
    }

    #[test]
    fn every_grade_has_a_colour_and_a_shape_of_its_own() {
        let all = [Grade::Good, Grade::Middling, Grade::Bad, Grade::Unknown];
        for (place, one) in all.iter().enumerate() {
            for other in &all[place + 1..] {
                assert!(one.colour() != other.colour() && one.shape() != other.shape());
            }
        }
    }

    #[test]
    fn a_long_name_is_cut_and_a_hidden_character_is_shown() {
        assert_eq!(cut(&"я".repeat(40), 32), format!("{}…", "я".repeat(31)));
        assert_eq!(cut(" a\u{202e}\n", 32), "a\\u{202e}");
    }

    #[test]
    fn no_character_of_the_widest_font_is_wider_than_the_table_says() {
        // advances of DejaVu Sans in thousandths of an em
        for (width, characters) in [
            (337, "ijlIJ ,./:;\\|'"),
            (411, "f-()[]t!r"),
            (550, "szгcс\"*_–?з"),
            (635, "hnu0123456789aаoоvxyеeёбkктвьчхя«»"),
            (655, "Sbdgpqрлийнпqd"),
            (754, "дъм"),
            (942, "wжшщыфю"),
            (787, "RCGHNQOUDEFXZBVAУКЕЁАБВГДЗИЙКЛНОПРСТХЦЧЬЭЯ"),
            (882, "ФЪЫМ"),
            (1000, "MWm@—…%"),
            (1094, "№ШЖЮЩ"),
        ] {
            for character in characters.chars() {
                assert!(thousandths_of_em(character) >= width, "{character}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_badge_is_one_well_formed_picture_whatever_the_name(subject in any::<String>(), counts in any::<[u32; 3]>(), en in any::<bool>()) {
            let [compliant, verified, pages] = counts.map(u64::from);
            let verified = verified.min(pages);
            let counts = BadgeCounts { compliant: compliant.min(verified), verified, pages };
            let lang = if en { Lang::En } else { Lang::Ru };
            let svg = Badge { subject: Some(&subject), counts, lang }.svg();
            let mut reader = quick_xml::Reader::from_str(&svg);
            let mut names = Vec::new();
            loop {
                match reader.read_event().unwrap() {
                    quick_xml::events::Event::Eof => break,
                    quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                        prop_assert!(tag.attributes().all(|one| one.is_ok()));
                        names.push(format!("{:?}", tag.name()));
                    }
                    _ => {}
                }
            }
            prop_assert_eq!(names.len(), 8);
            prop_assert!(!svg.trim_end().chars().any(words::is_hidden));
        }
    }
}
