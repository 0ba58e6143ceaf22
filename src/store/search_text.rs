//! Texts as words, the same for what is kept of a page and for what somebody looks for: small letters, «е» for «ё», numbers
//! apart from letters. What is looked for loses its ending, and then begins the words it finds; a number finds itself.

/// The longest word that is kept, in characters: PostgreSQL's index holds no word of 2 KiB.
const LONGEST_WORD: usize = 60;
/// Shorter words are looked for whole.
const SHORTEST_BEGINNING: usize = 3;
/// Numbers with fewer digits are looked for whole: those of schools, and not of registers.
const SHORTEST_REGISTER_NUMBER: usize = 6;
/// So many letters stay of a word without an ending of several letters; with one letter less, all words would be alike.
const SHORTEST_STEM: usize = 4;

/// Endings of Russian nouns and adjectives, each before those it ends with. A stemmer takes more away («лицей»: «лиц»),
/// which would find too much, since what is left is the beginning of words.
const ENDINGS: [&str; 36] = [
    "иями", "ями", "ами", "ого", "его", "ому", "ему", "ыми", "ими", "иям", "иях", "ией", "ия", "ии", "ию", "ие", "ий",
    "ой", "ей", "ый", "ая", "яя", "ое", "ее", "ую", "юю", "ых", "их", "ым", "им", "ом", "ем", "ам", "ям", "ах", "ях",
];
/// The same, of one letter.
const LAST_LETTERS: [char; 11] = ['а', 'е', 'и', 'й', 'о', 'у', 'ы', 'ь', 'э', 'ю', 'я'];

/// The words of a text in their order.
pub(super) fn words(text: &str) -> Vec<String> {
    // files from other systems hold letters and their marks apart
    let text = text.to_lowercase().replace("и\u{306}", "й").replace("е\u{308}", "е").replace('ё', "е");
    let mut words: Vec<String> = Vec::new();
    let mut before = Kind::Other;
    for letter in text.chars() {
        let kind = Kind::of(letter);
        match kind {
            Kind::Other => {}
            Kind::Letter | Kind::Digit if kind == before => {
                if let Some(word) = words.last_mut() {
                    word.push(letter);
                }
            }
            Kind::Letter | Kind::Digit => words.push(letter.to_string()),
        }
        before = kind;
    }
    for word in &mut words {
        if let Some((end, _)) = word.char_indices().nth(LONGEST_WORD) {
            word.truncate(end);
        }
    }
    words
}

#[derive(PartialEq, Clone, Copy)]
enum Kind {
    Letter,
    Digit,
    Other,
}

impl Kind {
    fn of(letter: char) -> Self {
        if letter.is_ascii_digit() {
            Self::Digit
        } else if letter.is_alphanumeric() {
            Self::Letter
        } else {
            Self::Other
        }
    }
}

/// What is kept of texts for search: each word once, with one space between two.
pub(super) fn folded(texts: &[&str]) -> String {
    let mut kept: Vec<String> = Vec::new();
    for word in texts.iter().flat_map(|text| words(text)) {
        if !kept.contains(&word) {
            kept.push(word);
        }
    }
    kept.join(" ")
}

/// A word that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SoughtWord {
    /// What is left of it.
    pub text: String,
    /// Whether words that go on after it are meant too.
    pub is_beginning: bool,
}

/// The words of a search.
pub(super) fn sought_words(text: &str) -> Vec<SoughtWord> {
    words(text).into_iter().map(SoughtWord::of).collect()
}

impl SoughtWord {
    fn of(word: String) -> Self {
        let least = if word.starts_with(|first: char| first.is_ascii_digit()) {
            SHORTEST_REGISTER_NUMBER
        } else {
            SHORTEST_BEGINNING
        };
        let is_beginning = word.chars().count() >= least;
        Self { text: if is_beginning { stem(&word).to_owned() } else { word }, is_beginning }
    }
}

/// A word without its ending.
fn stem(word: &str) -> &str {
    let is_left = |stem: &&str, least: usize| stem.chars().count() >= least;
    let long = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending)).filter(|stem| is_left(stem, SHORTEST_STEM));
    let short = || word.strip_suffix(LAST_LETTERS).filter(|stem| is_left(stem, SHORTEST_STEM - 1));
    long.or_else(short).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_words() {
        assert_eq!(
            folded(&["МБОУ «СОШ №4а», МБОУ", "https://vk.com/school_14"]),
            "мбоу сош 4 а https vk com school 14"
        );
        assert_eq!(words("Ёлки и\u{306}од Е\u{308}ж"), ["елки", "йод", "еж"]);
        assert_eq!(words(" %_\u{202e}\0"), Vec::<String>::new());
        assert_eq!(words(&"я".repeat(500))[0].chars().count(), LONGEST_WORD);
        let once = folded(&["Школа № 3\nВК"]);
        assert_eq!(folded(&[&once]), once);
    }

    #[test]
    fn endings_make_no_difference() {
        for (stem_of, forms) in [
            ("красноармейск", &["красноармейский", "Красноармейского", "красноармейском", "красноармейская"][..]),
            ("школ", &["школа", "школы", "школами", "школе"]),
            ("лице", &["лицей", "лицея", "лицее"]),
            ("администрац", &["администрация", "администрации", "администраций"]),
            ("район", &["район", "района", "районом"]),
            ("сад", &["сад", "сады", "сада"]),
        ] {
            for form in forms {
                let sought = SoughtWord { text: stem_of.to_owned(), is_beginning: true };
                assert_eq!(sought_words(form), [sought], "{form}");
            }
        }
    }

    #[test]
    fn a_small_number_is_meant_whole() {
        let sought: Vec<_> =
            sought_words("№ 4 им 102730117").into_iter().map(|one| (one.text, one.is_beginning)).collect();
        assert_eq!(sought, [("4".to_owned(), false), ("им".to_owned(), false), ("102730117".to_owned(), true)]);
    }
}
