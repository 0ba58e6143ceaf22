//! The columns of a registry: their headers in both languages. What people write instead is in `aliases.rs`.

use super::aliases;

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Field {
    PageUrl,
    Organization,
    Ogrn,
    Level,
    RegionCode,
    Municipality,
    Oktmo,
    OpaId,
    MessagesConnected,
    PollsConnected,
    PollsOf,
    NoPageReason,
    ParentOgrn,
    Founder,
    ContactEmail,
    GroupId,
}

impl Field {
    /// How many columns there are.
    pub const COUNT: usize = 16;

    /// All columns, in the order in which a registry is written.
    pub const ALL: [Self; Self::COUNT] = [
        Self::PageUrl,
        Self::Organization,
        Self::Ogrn,
        Self::Level,
        Self::RegionCode,
        Self::Municipality,
        Self::Oktmo,
        Self::OpaId,
        Self::MessagesConnected,
        Self::PollsConnected,
        Self::PollsOf,
        Self::NoPageReason,
        Self::ParentOgrn,
        Self::Founder,
        Self::ContactEmail,
        Self::GroupId,
    ];

    /// Columns that most pages need to be checked in full; that one of them is not there is worth telling.
    pub const WANTED: [Self; 6] =
        [Self::Ogrn, Self::Level, Self::RegionCode, Self::Municipality, Self::Oktmo, Self::OpaId];

    /// The place in [`Field::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The English header, also the key in TOML and the name in problems.
    pub const fn english(self) -> &'static str {
        match self {
            Self::PageUrl => "page_url",
            Self::Organization => "organization",
            Self::Ogrn => "ogrn",
            Self::Level => "level",
            Self::RegionCode => "region_code",
            Self::Municipality => "municipality",
            Self::Oktmo => "oktmo",
            Self::OpaId => "opa_id",
            Self::MessagesConnected => "messages_connected",
            Self::PollsConnected => "polls_connected",
            Self::PollsOf => "polls_of",
            Self::NoPageReason => "no_page_reason",
            Self::ParentOgrn => "parent_ogrn",
            Self::Founder => "founder",
            Self::ContactEmail => "contact_email",
            Self::GroupId => "group_id",
        }
    }

    /// The Russian header.
    pub const fn russian(self) -> &'static str {
        match self {
            Self::PageUrl => "Ссылка на страницу",
            Self::Organization => "Наименование организации",
            Self::Ogrn => "ОГРН",
            Self::Level => "Уровень",
            Self::RegionCode => "Код региона",
            Self::Municipality => "Муниципалитет",
            Self::Oktmo => "ОКТМО",
            Self::OpaId => "ID ЛКО ПОС",
            Self::MessagesConnected => "Подключена к ПОС (сообщения)",
            Self::PollsConnected => "Подключена к ПОС (опросы)",
            Self::PollsOf => "Опросы",
            Self::NoPageReason => "Официальная страница не ведётся на основании",
            Self::ParentOgrn => "ОГРН вышестоящего органа",
            Self::Founder => "Учредитель",
            Self::ContactEmail => "E-mail ответственного",
            Self::GroupId => "ID госпаблика",
        }
    }

    /// The key most like an unknown one.
    pub fn nearest_key(key: &str) -> Option<&'static str> {
        let likeness = |field: &Self| Some((aliases::likeness(*field, key)?, field.english()));
        Self::ALL.iter().filter_map(likeness).max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, key)| key)
    }
}

/// A header or a word without what does not matter in it: case, ё, punctuation, white space beyond single spaces.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_alphanumeric() {
            for lower in character.to_lowercase() {
                folded.push(if lower == 'ё' { 'е' } else { lower });
            }
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}
