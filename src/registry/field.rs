//! The columns of a registry: their headers in both languages, what people write instead, and the nearest one to a
//! misspelt header.

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    ParentOgrn,
    ContactEmail,
}

/// How like a known header an unknown one must be to be taken for a misspelling; 1 is equality.
const LIKENESS: f64 = 0.72;

impl Field {
    /// How many columns there are.
    pub const COUNT: usize = 12;

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
        Self::ParentOgrn,
        Self::ContactEmail,
    ];

    /// The columns without which there is no registry; the region code can be given for all rows at once.
    pub const REQUIRED: [Self; 5] = [Self::PageUrl, Self::Organization, Self::Ogrn, Self::Level, Self::RegionCode];

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
            Self::ParentOgrn => "parent_ogrn",
            Self::ContactEmail => "contact_email",
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
            Self::ParentOgrn => "ОГРН вышестоящего органа",
            Self::ContactEmail => "E-mail ответственного",
        }
    }

    /// What else people head the column with, already [`fold`]ed.
    const fn variants(self) -> &'static [&'static str] {
        match self {
            Self::PageUrl => &[
                "url",
                "page",
                "ссылка",
                "страница",
                "адрес страницы",
                "url страницы",
                "ссылка на госпаблик",
                "ссылка на страницу вк",
                "ссылка на страницу вконтакте",
                "адрес страницы вк",
                "адрес страницы вконтакте",
            ],
            Self::Organization => &["организация", "название организации", "наименование", "organisation", "name"],
            Self::Ogrn => &["огрн организации"],
            Self::Level => &["уровень организации", "уровень органа"],
            Self::RegionCode => &["регион", "region", "код субъекта", "reg code"],
            Self::Municipality => &[
                "муниципальное образование",
                "наименование муниципалитета",
                "название муниципалитета",
                "наименование муниципального образования",
            ],
            Self::Oktmo => &["код октмо", "октмо муниципалитета", "oktmo code", "mun code"],
            Self::OpaId => &["лко пос", "ид лко пос", "номер лко пос", "id лко", "opaid"],
            Self::MessagesConnected => &[
                "подключение к пос сообщения",
                "подключен к пос сообщения",
                "подключено к пос сообщения",
                "пос сообщения",
            ],
            Self::PollsConnected => {
                &["подключение к пос опросы", "подключен к пос опросы", "подключено к пос опросы", "пос опросы"]
            }
            Self::ParentOgrn => {
                &["огрн вышестоящей организации", "огрн вышестоящего", "вышестоящий огрн", "огрн родителя"]
            }
            Self::ContactEmail => &[
                "email ответственного",
                "почта ответственного",
                "электронная почта ответственного",
                "электронная почта",
                "email",
                "e mail",
            ],
        }
    }

    /// The column that this header means.
    pub fn find(header: &str) -> Option<Self> {
        let folded = fold(header);
        Self::ALL.into_iter().find(|field| field.writings().any(|writing| writing == folded))
    }

    /// How like this column's header an unknown header is, if enough to be taken for a misspelling.
    pub fn likeness(self, header: &str) -> Option<f64> {
        let folded = fold(header);
        let best = self
            .writings()
            .map(|writing| strsim::normalized_damerau_levenshtein(&writing, &folded))
            .max_by(f64::total_cmp)?;
        (best >= LIKENESS).then_some(best)
    }

    /// The key most like an unknown one.
    pub fn nearest_key(key: &str) -> Option<&'static str> {
        let likeness = |field: &Self| Some((field.likeness(key)?, field.english()));
        Self::ALL.iter().filter_map(likeness).max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, key)| key)
    }

    fn writings(self) -> impl Iterator<Item = String> {
        [fold(self.english()), fold(self.russian())].into_iter().chain(self.variants().iter().map(ToString::to_string))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_official_header_means_its_own_field_in_any_writing() {
        for field in Field::ALL {
            assert_eq!(Field::ALL[field.index()], field);
            for header in [field.english(), field.russian()] {
                assert_eq!(Field::find(header), Some(field), "{header}");
                assert_eq!(Field::find(&format!("\u{feff} {} *", header.to_uppercase())), Some(field), "{header}");
                assert_eq!(Field::find(&header.replace(' ', " \u{a0} ")), Some(field), "{header}");
            }
        }
    }

    #[test]
    fn usual_variants_are_understood_and_strange_ones_are_not() {
        for (header, field) in [
            ("Регион", Field::RegionCode),
            ("Код ОКТМО", Field::Oktmo),
            ("Адрес страницы", Field::PageUrl),
            ("Email ответственного", Field::ContactEmail),
            ("Подключена к ПОС: сообщения", Field::MessagesConnected),
        ] {
            assert_eq!(Field::find(header), Some(field), "{header}");
        }
        for header in ["", "ИНН", "Примечание", "ПОС", "ОГРНИП"] {
            assert_eq!(Field::find(header), None, "{header}");
        }
    }

    #[test]
    fn no_two_fields_share_a_writing() {
        let mut writings: Vec<String> = Field::ALL.into_iter().flat_map(Field::writings).collect();
        let count = writings.len();
        writings.sort_unstable();
        writings.dedup();
        assert_eq!(writings.len(), count);
    }

    #[test]
    fn a_misspelt_header_finds_its_nearest() {
        assert!(Field::Organization.likeness("Наименованеи организации").is_some());
        assert!(Field::Ogrn.likeness("Примечание").is_none());
        assert_eq!(Field::nearest_key("parent_orgn"), Some("parent_ogrn"));
        assert_eq!(Field::nearest_key("comment"), None);
    }
}
