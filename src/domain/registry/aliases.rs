//! What people head a column with, beside its official headers; the one table of them. And which field an unknown header
//! is most like.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::field::{Field, fold};

mod table;

use table::ALIASES;

/// How like a known header an unknown one must be to be taken for a misspelling; 1 is equality.
const LIKENESS: f64 = 0.72;

/// How near a header is to a field's official one: 0 is that itself.
pub(super) type Rank = u16;

static KNOWN: LazyLock<HashMap<String, (Field, Rank)>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    for field in Field::ALL {
        for header in [field.english(), field.russian()] {
            known.insert(fold(header), (field, 0));
        }
    }
    for (field, aliases) in ALIASES {
        for (rank, alias) in (1..).zip(aliases) {
            known.insert((*alias).to_owned(), (field, rank));
        }
    }
    known
});

/// The field that this header means, and how near the header is to its official one. What people add to a header, a number
/// before it and a remark in brackets behind it, is passed over.
pub(super) fn find(header: &str) -> Option<(Field, Rank)> {
    let known = |text: &str| KNOWN.get(&fold(text)).copied();
    let by_list = || {
        let unnumbered = header.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' '));
        let without_last = unnumbered.rfind(['(', '[']).map_or(unnumbered, |at| &unnumbered[..at]);
        let shorter = [unnumbered, without_last, &without_brackets(unnumbered)];
        shorter.into_iter().find_map(known)
    };
    known(header).or_else(by_list).or_else(|| known(&unspaced(header)?)).or_else(|| of_page(header))
}

/// A header whose letters are parted («О Г Р Н») as one word.
fn unspaced(header: &str) -> Option<String> {
    let folded = fold(header);
    let is_parted = folded.contains(' ') && folded.split(' ').all(|part| part.chars().count() == 1);
    is_parted.then(|| folded.replace(' ', ""))
}

/// Headers of the page in words of which every office makes its own order («Официальный госпаблик организации в VK»): all of
/// them are of this matter, and one names a page, or VK.
fn of_page(header: &str) -> Option<(Field, Rank)> {
    const PAGES: [&str; 16] = [
        "страница",
        "страницы",
        "страницу",
        "страниц",
        "паблик",
        "паблики",
        "паблика",
        "госпаблик",
        "госпаблики",
        "госпаблика",
        "сообщество",
        "сообщества",
        "группа",
        "группы",
        "группу",
        "аккаунт",
    ];
    const VK: [&str; 5] = ["вк", "вконтакте", "vk", "vkontakte", "контакте"];
    const BESIDE: [&str; 22] = [
        "ссылка",
        "ссылки",
        "адрес",
        "адреса",
        "url",
        "link",
        "на",
        "в",
        "официальная",
        "официальный",
        "официальную",
        "официальные",
        "официальной",
        "официального",
        "официальное",
        "социальная",
        "социальной",
        "сети",
        "сеть",
        "организации",
        "учреждения",
        "соцсети",
    ];
    let folded = fold(header);
    let words: Vec<&str> = folded.split(' ').collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let is_known = |word: &&str| PAGES.contains(word) || VK.contains(word) || BESIDE.contains(word);
    (words.iter().all(is_known) && (has(&PAGES) || has(&VK))).then_some((Field::PageUrl, Rank::MAX))
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let keep = |c: &char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    text.chars().filter(keep).collect()
}

/// Whether the header says that the names below it are those of subordinate organisations.
pub(super) fn names_subordinates(header: &str) -> bool {
    fold(header).contains("подведомств")
}

/// Whether the header has the words of this field's official one among others.
pub(super) fn has_words(field: Field, header: &str) -> bool {
    let folded = fold(header);
    let has = |word: &str| folded.split(' ').any(|other| other == word);
    [field.english(), field.russian()].iter().any(|official| fold(official).split(' ').all(has))
}

/// How like this field's headers another header is, if enough to be a misspelling.
pub(super) fn likeness(field: Field, header: &str) -> Option<f64> {
    let folded = fold(header);
    let of = |known: &str| strsim::normalized_damerau_levenshtein(known, &folded);
    let official = [fold(field.english()), fold(field.russian())];
    let (_, aliases) = ALIASES[field.index()];
    let best =
        official.iter().map(|known| of(known)).chain(aliases.iter().map(|known| of(known))).max_by(f64::total_cmp)?;
    (best >= LIKENESS).then_some(best)
}

#[cfg(test)]
mod tests;
