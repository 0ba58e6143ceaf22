//! Words for a made-up region: districts, settlements, bodies, institutions. Knows no numbers and no pages.

/// Stems of district names; «ий» or «ый» makes the nominative, «ого» the genitive.
pub(crate) const DISTRICTS: &[(&str, &str)] = &[
    ("Абинск", "ий"),
    ("Заречн", "ый"),
    ("Белоглинск", "ий"),
    ("Каменск", "ий"),
    ("Покровск", "ий"),
    ("Северн", "ый"),
    ("Тихорецк", "ий"),
    ("Усть-Лабинск", "ий"),
    ("Приозёрн", "ый"),
    ("Новосельск", "ий"),
    ("Берёзовск", "ий"),
    ("Красноармейск", "ий"),
    ("Ленинск", "ий"),
    ("Октябрьск", "ий"),
    ("Павловск", "ий"),
    ("Степн", "ой"),
    ("Знаменск", "ий"),
    ("Лабинск", "ий"),
    ("Курганинск", "ий"),
    ("Мостовск", "ий"),
    ("Отрадненск", "ий"),
    ("Калининск", "ий"),
    ("Крыловск", "ий"),
    ("Кущёвск", "ий"),
    ("Славянск", "ий"),
    ("Темрюкск", "ий"),
    ("Щербиновск", "ий"),
    ("Успенск", "ий"),
    ("Выселковск", "ий"),
    ("Гулькевичск", "ий"),
    ("Динск", "ой"),
    ("Ейск", "ий"),
    ("Брюховецк", "ий"),
    ("Каневск", "ой"),
    ("Кореновск", "ий"),
    ("Апшеронск", "ий"),
    ("Староминск", "ий"),
    ("Тбилисск", "ий"),
    ("Ольховск", "ий"),
    ("Никольск", "ий"),
];

/// Cities that are municipalities of their own; after «г.» their names need no declension.
pub(crate) const CITIES: &[&str] = &[
    "Светлогорск",
    "Армавир",
    "Новореченск",
    "Приморск",
    "Горячий Ключ",
    "Зареченск",
    "Белокаменск",
    "Краснодольск",
    "Геленджик",
    "Лесогорск",
    "Южноморск",
    "Ясногорск",
];

/// Settlements with the abbreviation of their kind.
pub(crate) const SETTLEMENTS: &[&str] = &[
    "ст. Северская",
    "с. Покровское",
    "пос. Заречный",
    "хут. Красный",
    "с. Михайловка",
    "ст. Новопокровская",
    "дер. Берёзовка",
    "с. Большое Игнатово",
    "пос. Солнечный",
    "ст. Старощербиновская",
    "с. Ивановка",
    "хут. Ленина",
    "пос. Мирный",
    "с. Глебовское",
    "ст. Убинская",
    "с. Ёлкино",
    "пос. Октябрьский",
    "аул Псыж",
    "с. Троицкое",
    "дер. Верхние Липки",
];

/// What ministries of a region are over.
pub(crate) const MINISTRIES: &[(&str, &str)] = &[
    ("Министерство здравоохранения", "minzdrav"),
    ("Министерство образования и науки", "minobr"),
    ("Министерство труда и социального развития", "mintrud"),
    ("Министерство культуры", "minkult"),
    ("Министерство физической культуры и спорта", "minsport"),
    ("Министерство транспорта и дорожного хозяйства", "mintrans"),
    ("Министерство сельского хозяйства", "minselhoz"),
    ("Министерство природных ресурсов", "minprirody"),
    ("Министерство экономики", "minec"),
    ("Министерство финансов", "minfin"),
    ("Министерство топливно-энергетического комплекса и ЖКХ", "mintek"),
    ("Департамент строительства", "depstroy"),
    ("Департамент имущественных отношений", "depim"),
    ("Департамент внутренней политики", "depvp"),
    ("Департамент информатизации и связи", "depit"),
    ("Управление ветеринарии", "vet"),
    ("Управление записи актов гражданского состояния", "zags"),
    ("Управление государственной охраны объектов культурного наследия", "okn"),
    ("Государственная жилищная инспекция", "gzhi"),
    ("Архивный отдел", "arhiv"),
    ("Комитет по делам молодёжи", "molodezh"),
    ("Комитет по туризму", "tourism"),
    ("Региональная энергетическая комиссия", "rek"),
    ("Департамент потребительской сферы", "potreb"),
    ("Департамент по делам казачества", "kazak"),
    ("Управление по регулированию контрактной системы", "kontrakt"),
    ("Государственная инспекция по надзору за техническим состоянием машин", "tehnadzor"),
    ("Уполномоченный по правам ребёнка", "deti"),
];

/// Bodies inside a municipality besides its administration.
pub(crate) const MUNICIPAL_BODIES: &[(&str, &str)] = &[
    ("Управление образования администрации", "uo"),
    ("Отдел культуры администрации", "kultura"),
    ("Комитет по физической культуре и спорту администрации", "sport"),
    ("Финансовое управление администрации", "finupr"),
    ("Совет депутатов", "sovet"),
    ("Отдел по делам молодёжи администрации", "omd"),
];

/// Under whom an institution of this kind stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    /// The municipality's education department, or its administration.
    Education,
    /// The municipality's culture department, or its administration.
    Culture,
    /// The municipality's administration itself.
    Administration,
    /// The regional ministry with this place in [`MINISTRIES`].
    Ministry(usize),
}

/// A kind of institution: how often it is met, how it is called and under whom it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Institution {
    /// `{n}` is its number, `{s}` the settlement, `{w}` a proper name, `{m}` the municipality in the genitive.
    pub(crate) pattern: &'static str,
    /// How its page's short name begins.
    pub(crate) slug: &'static str,
    /// How often it is met among 100 institutions.
    pub(crate) weight: u32,
    /// Under whom it stands.
    pub(crate) over: Over,
}

const fn kind(weight: u32, slug: &'static str, over: Over, pattern: &'static str) -> Institution {
    Institution { pattern, slug, weight, over }
}

/// The institutions of a municipality.
pub(crate) const INSTITUTIONS: &[Institution] = &[
    kind(26, "school", Over::Education, "МБОУ СОШ № {n} {s} {m}"),
    kind(24, "detsad", Over::Education, "МБДОУ «Детский сад № {n} „{w}“» {m}"),
    kind(9, "dk", Over::Culture, "МБУК «Дом культуры № {n}» {s} {m}"),
    kind(8, "biblio", Over::Culture, "МБУК «Библиотека № {n}» {s} {m}"),
    kind(5, "dshi", Over::Culture, "МБУ ДО «Детская школа искусств № {n}» {m}"),
    kind(4, "sportschool", Over::Education, "МБУ ДО «Спортивная школа № {n} „{w}“» {m}"),
    kind(3, "museum", Over::Culture, "МБУК «Краеведческий музей № {n}» {m}"),
    kind(5, "hospital", Over::Ministry(0), "ГБУЗ «Больница № {n}» {m}"),
    kind(3, "poliklinika", Over::Ministry(0), "ГБУЗ «Детская поликлиника № {n}» {m}"),
    kind(3, "college", Over::Ministry(1), "ГБПОУ «Техникум № {n}» {m}"),
    kind(4, "kcson", Over::Ministry(2), "ГБУ СО «Комплексный центр социального обслуживания населения № {n}» {m}"),
    kind(2, "czn", Over::Ministry(2), "ГКУ «Центр занятости населения № {n}» {m}"),
    kind(2, "edds", Over::Administration, "МКУ «Служба спасения № {n}» {m}"),
    kind(2, "park", Over::Administration, "МАУ «Парк культуры и отдыха № {n}» {m}"),
];

/// Proper names of kindergartens and sports schools.
pub(crate) const PROPER_NAMES: &[&str] = &[
    "Солнышко",
    "Берёзка",
    "Ромашка",
    "Теремок",
    "Олимп",
    "Факел",
    "Колобок",
    "Алёнушка",
    "Радуга",
    "Ёлочка",
    "Юность",
    "Золотой ключик",
];

/// Russian letters in the Latin letters of short names.
pub(crate) fn transliterate(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        out.push_str(match letter {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' => "g",
            'д' => "d",
            'е' | 'ё' | 'э' => "e",
            'ж' => "zh",
            'з' => "z",
            'и' | 'й' => "i",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' => "u",
            'ф' => "f",
            'х' => "h",
            'ц' => "c",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "sch",
            'ы' => "y",
            'ю' => "yu",
            'я' => "ya",
            ' ' | '-' => "_",
            _ => "",
        });
    }
    out
}
