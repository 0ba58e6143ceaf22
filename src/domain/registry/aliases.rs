//! What people head a column with, beside its official headers; the one table of them. And which field an unknown header
//! is most like.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::field::{Field, fold};

/// Headers of real tables by field, [`fold`]ed. Of two columns for one field the one that stands first here is read.
const ALIASES: [(Field, &[&str]); Field::COUNT] = [
    (
        Field::PageUrl,
        &[
            "ссылка на официальную страницу",
            "ссылка на официальную страницу вк",
            "ссылка на официальную страницу вконтакте",
            "ссылка на официальную страницу в социальной сети вконтакте",
            "ссылка на официальную страницу в вк",
            "ссылка на госпаблик",
            "ссылка на госпаблик вк",
            "ссылка на госпаблик вконтакте",
            "ссылка на госпаблик в вк",
            "ссылка на страницу вк",
            "ссылка на страницу в вк",
            "ссылка на страницу вконтакте",
            "ссылка на страницу в вконтакте",
            "ссылка на страницу в социальной сети вконтакте",
            "ссылка на страницу в социальной сети",
            "ссылка на страницу vk",
            "ссылка на сообщество",
            "ссылка на сообщество вк",
            "ссылка на сообщество в вк",
            "ссылка на сообщество вконтакте",
            "ссылка на официальное сообщество",
            "ссылка на группу",
            "ссылка на группу вк",
            "ссылка на группу в вк",
            "ссылка на группу вконтакте",
            "ссылка на паблик",
            "ссылка на паблик вк",
            "ссылка на аккаунт",
            "ссылка на аккаунт вк",
            "ссылка вк",
            "ссылка в вк",
            "ссылка вконтакте",
            "ссылка vk",
            "адрес официальной страницы",
            "адрес официальной страницы вк",
            "адрес официальной страницы вконтакте",
            "адрес страницы",
            "адрес страницы вк",
            "адрес страницы в вк",
            "адрес страницы вконтакте",
            "адрес страницы в социальной сети вконтакте",
            "адрес страницы в социальной сети",
            "адрес сообщества",
            "адрес группы",
            "url страницы",
            "url госпаблика",
            "url сообщества",
            "официальная страница",
            "официальная страница вк",
            "официальная страница вконтакте",
            "официальная страница в вк",
            "страница вк",
            "страница в вк",
            "страница вконтакте",
            "сообщество вк",
            "сообщество вконтакте",
            "группа вк",
            "группа вконтакте",
            "госпаблик вк",
            "госпаблик вконтакте",
            "госпаблик",
            "вконтакте",
            "вк",
            "vk",
            "vkontakte",
            "page",
            "url",
            "link",
            "ссылка",
            "страница",
            "сообщество",
        ],
    ),
    (
        Field::Organization,
        &[
            "полное наименование организации",
            "полное наименование",
            "название организации",
            "наименование подведомственной организации",
            "наименование подведомственного учреждения",
            "наименование учреждения",
            "наименование органа организации",
            "наименование органа или организации",
            "наименование органа",
            "наименование юридического лица",
            "наименование юрлица",
            "наименование оив",
            "наименование роив",
            "наименование омсу",
            "подведомственная организация",
            "сокращенное наименование организации",
            "краткое наименование организации",
            "сокращенное наименование",
            "краткое наименование",
            "название учреждения",
            "организация",
            "учреждение",
            "наименование",
            "название",
            "юридическое лицо",
            "organisation",
            "organization name",
            "name",
        ],
    ),
    (
        Field::Ogrn,
        &[
            "огрн организации",
            "огрн учреждения",
            "огрн подведомственной организации",
            "огрн юридического лица",
            "огрн юрлица",
            "огрн юл",
            "огрн юр лица",
            "огрн инн",
            "номер огрн",
            "код огрн",
        ],
    ),
    (
        Field::Level,
        &["уровень организации", "уровень органа", "уровень власти", "уровень подчинения", "уровень управления"],
    ),
    (
        Field::RegionCode,
        &[
            "код региона окато",
            "код субъекта",
            "код субъекта рф",
            "код субъекта российской федерации",
            "reg code",
            "регион",
            "субъект рф",
            "субъект российской федерации",
            "наименование региона",
            "субъект",
            "region",
        ],
    ),
    (
        Field::Municipality,
        &[
            "муниципальное образование",
            "наименование муниципалитета",
            "название муниципалитета",
            "наименование муниципального образования",
            "название муниципального образования",
            "муниципальный район",
            "муниципальный округ",
            "муниципальный район округ",
            "муниципальный район городской округ",
            "муниципальный городской округ",
            "городской округ",
            "городской округ муниципальный район",
            "наименование мо",
            "мо",
            "район",
            "город район",
            "территория",
        ],
    ),
    (
        Field::Oktmo,
        &[
            "код октмо",
            "октмо муниципалитета",
            "октмо мо",
            "октмо муниципального образования",
            "oktmo code",
            "mun code",
        ],
    ),
    (
        Field::OpaId,
        &[
            "id лко",
            "id лко в пос",
            "id личного кабинета организации",
            "id личного кабинета организации пос",
            "id личного кабинета",
            "идентификатор лко",
            "идентификатор лко пос",
            "ид лко",
            "ид лко пос",
            "номер лко",
            "номер лко пос",
            "лко пос",
            "id в пос",
            "id пос",
            "opaid",
            "лко",
        ],
    ),
    (
        Field::MessagesConnected,
        &[
            "подключение к пос сообщения",
            "подключен к пос сообщения",
            "подключено к пос сообщения",
            "подключены к пос сообщения",
            "подключение к модулю сообщения",
            "пос сообщения",
            "сообщения пос",
        ],
    ),
    (
        Field::PollsConnected,
        &[
            "подключение к пос опросы",
            "подключен к пос опросы",
            "подключено к пос опросы",
            "подключены к пос опросы",
            "подключение к модулю опросы",
            "пос опросы",
            "опросы пос",
        ],
    ),
    (Field::PollsOf, &["чьи опросы", "опросы чьи", "опросы муниципалитета или региона", "форма опросов"]),
    (
        Field::NoPageReason,
        &[
            "страница не ведется на основании",
            "госпаблик не ведется на основании",
            "не ведется на основании",
            "официальная страница не ведется",
            "страница не ведется",
            "причина отсутствия страницы",
            "причина отсутствия госпаблика",
            "основание отсутствия страницы",
            "основание для отсутствия страницы",
        ],
    ),
    (
        Field::ParentOgrn,
        &[
            "огрн вышестоящей организации",
            "огрн вышестоящего",
            "вышестоящий огрн",
            "огрн учредителя",
            "огрн родителя",
            "огрн органа учредителя",
            "огрн головной организации",
        ],
    ),
    (
        Field::Founder,
        &[
            "наименование учредителя",
            "орган учредитель",
            "учредитель организации",
            "вышестоящий орган",
            "вышестоящая организация",
            "наименование вышестоящего органа",
            "наименование вышестоящей организации",
            "ведомственная принадлежность",
            "подведомственность",
        ],
    ),
    (
        Field::ContactEmail,
        &[
            "email ответственного",
            "почта ответственного",
            "электронная почта ответственного",
            "адрес электронной почты ответственного",
            "адрес электронной почты",
            "электронная почта",
            "email",
            "e mail",
        ],
    ),
    (
        Field::GroupId,
        &[
            "id госпаблика вк",
            "id сообщества",
            "id сообщества вк",
            "id группы",
            "id группы вк",
            "id страницы",
            "id страницы вк",
            "id паблика",
            "id вк",
            "id vk",
            "номер сообщества",
            "идентификатор сообщества",
        ],
    ),
];

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
