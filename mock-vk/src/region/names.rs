//! Words for a made-up region: districts, settlements, bodies, institutions. Knows no numbers and no pages.

/// Stems of district names with the ending of the nominative; «ого» makes the genitive, «ая» the feminine.
pub(crate) const DISTRICTS: &[(&str, &str)] = &[
    ("Каменск", "ий"),
    ("Заречн", "ый"),
    ("Покровск", "ий"),
    ("Новосельск", "ий"),
    ("Северн", "ый"),
    ("Берёзовск", "ий"),
    ("Приозёрн", "ый"),
    ("Знаменск", "ий"),
    ("Красноармейск", "ий"),
    ("Октябрьск", "ий"),
    ("Павловск", "ий"),
    ("Степн", "ой"),
    ("Успенск", "ий"),
    ("Ольховск", "ий"),
    ("Никольск", "ий"),
    ("Калининск", "ий"),
    ("Троицк", "ий"),
    ("Сосновск", "ий"),
    ("Михайловск", "ий"),
    ("Петровск", "ий"),
    ("Александровск", "ий"),
    ("Лесн", "ой"),
    ("Спасск", "ий"),
    ("Озёрн", "ый"),
    ("Дмитриевск", "ий"),
    ("Горн", "ый"),
    ("Верхнереченск", "ий"),
    ("Белозёрск", "ий"),
    ("Ленинск", "ий"),
    ("Долинск", "ий"),
    ("Луговск", "ой"),
    ("Родниковск", "ий"),
    ("Краснополянск", "ий"),
    ("Привольненск", "ий"),
    ("Боровск", "ой"),
    ("Нижнегорск", "ий"),
    ("Черноозёрск", "ий"),
    ("Воздвиженск", "ий"),
    ("Пригородн", "ый"),
    ("Усть-Каменск", "ий"),
];

/// Cities that are municipalities of their own; «а» makes the genitive, «ий» the adjective.
pub(crate) const CITIES: &[&str] = &[
    "Светлогорск",
    "Новореченск",
    "Приморск",
    "Зареченск",
    "Белокаменск",
    "Краснодольск",
    "Лесогорск",
    "Южноозёрск",
    "Ясногорск",
    "Верхнегорск",
    "Старореченск",
    "Солнечнодольск",
];

/// Stems of the names of rural settlements; «ое» makes the nominative, «ого» the genitive.
pub(crate) const RURAL: &[&str] = &[
    "Ивановск",
    "Глебовск",
    "Малиновск",
    "Рождественск",
    "Ёлкинск",
    "Берёзовск",
    "Дубровск",
    "Ключевск",
    "Сосновск",
    "Липовск",
];

/// Settlements with the abbreviation of their kind.
pub(crate) const SETTLEMENTS: &[&str] = &[
    "с. Покровское",
    "пос. Заречный",
    "с. Михайловка",
    "дер. Берёзовка",
    "с. Большое Игнатово",
    "пос. Солнечный",
    "с. Ивановка",
    "с. Красный Яр",
    "пос. Мирный",
    "с. Глебовское",
    "с. Новосёлово",
    "с. Ёлкино",
    "пос. Октябрьский",
    "дер. Сосновка",
    "с. Троицкое",
    "дер. Верхние Липки",
    "с. Никольское",
    "пос. Лесной",
    "с. Петровка",
    "пос. Первомайский",
];

/// What the bodies of a region are over. Institutions stand under the first of them.
pub(crate) const MINISTRIES: &[(&str, &str)] = &[
    ("Министерство здравоохранения", "minzdrav"),
    ("Министерство образования и науки", "minobr"),
    ("Министерство труда и социальной защиты", "mintrud"),
    ("Министерство культуры", "minkult"),
    ("Министерство физической культуры и спорта", "minsport"),
    ("Управление ветеринарии", "vet"),
    ("Министерство транспорта и дорожного хозяйства", "mintrans"),
    ("Министерство экономического развития", "minec"),
    ("Министерство сельского хозяйства", "minselhoz"),
    ("Министерство природных ресурсов и экологии", "minprirody"),
    ("Министерство финансов", "minfin"),
    ("Министерство жилищно-коммунального хозяйства и энергетики", "minzhkh"),
    ("Министерство строительства и архитектуры", "minstroy"),
    ("Министерство имущественных отношений", "minim"),
    ("Департамент внутренней политики", "depvp"),
    ("Министерство цифрового развития и связи", "mincifra"),
    ("Управление записи актов гражданского состояния", "zags"),
    ("Управление государственной охраны объектов культурного наследия", "okn"),
    ("Государственная жилищная инспекция", "gzhi"),
    ("Управление по делам архивов", "arhiv"),
    ("Департамент по делам молодёжи", "molodezh"),
    ("Комитет по туризму", "tourism"),
    ("Региональная служба по тарифам", "tarif"),
    ("Департамент потребительского рынка", "potreb"),
    ("Управление лесного хозяйства", "les"),
    ("Департамент по регулированию контрактной системы", "kontrakt"),
    ("Инспекция государственного строительного надзора", "stroynadzor"),
    ("Инспекция по надзору за техническим состоянием самоходных машин", "tehnadzor"),
    ("Департамент занятости населения", "zan"),
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

/// Organisations of a municipality that keep no page.
pub(crate) const WITHOUT_PAGE: &[&str] = &[
    "МКУ «Централизованная бухгалтерия»",
    "Контрольно-счётная палата",
    "МУП «Водоканал»",
    "МКУ «Хозяйственно-эксплуатационная служба»",
    "Территориальная избирательная комиссия",
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
    /// The regional body with this place in [`MINISTRIES`].
    Ministry(u32),
    /// The same, and the institution is the whole region's, of no municipality.
    Wide(u32),
}

/// A kind of institution: how often it is met, how it is called and under whom it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Institution {
    /// `{n}` is its number, `{#}` the number from the second one on, `{s}` the settlement, `{w}` a proper name, `{m}` the
    /// municipality and `{r}` the region in the genitive, `{a}` and `{f}` adjectives of the municipality.
    pub(crate) pattern: &'static str,
    /// How its page's short name begins.
    pub(crate) slug: &'static str,
    /// How often it is met.
    pub(crate) weight: u32,
    /// Under whom it stands.
    pub(crate) over: Over,
}

const fn kind(weight: u32, slug: &'static str, over: Over, pattern: &'static str) -> Institution {
    Institution { pattern, slug, weight, over }
}

/// The institutions of a municipality.
pub(crate) const INSTITUTIONS: &[Institution] = &[
    kind(20, "school", Over::Education, "МБОУ СОШ № {n} {s}{m}"),
    kind(18, "detsad", Over::Education, "МБДОУ «Детский сад № {n} „{w}“» {m}"),
    kind(4, "sportschool", Over::Education, "МБУ ДО «Спортивная школа{#} „{w}“» {m}"),
    kind(6, "dk", Over::Culture, "МБУК «Дом культуры № {n}» {s}{m}"),
    kind(6, "biblio", Over::Culture, "МБУК «Библиотека № {n}» {s}{m}"),
    kind(4, "dshi", Over::Culture, "МБУ ДО «Детская школа искусств{#}» {m}"),
    kind(2, "museum", Over::Culture, "МБУК «Краеведческий музей{#}» {m}"),
    kind(2, "edds", Over::Administration, "МКУ «Единая дежурно-диспетчерская служба{#}» {m}"),
    kind(2, "park", Over::Administration, "МАУ «Парк культуры и отдыха{#}» {m}"),
    kind(6, "hospital", Over::Ministry(0), "ГБУЗ «{f} больница{#}»"),
    kind(4, "poliklinika", Over::Ministry(0), "ГБУЗ «Детская поликлиника{#}» {m}"),
    kind(2, "stom", Over::Ministry(0), "ГАУЗ «Стоматологическая поликлиника{#}» {m}"),
    kind(4, "college", Over::Ministry(1), "ГБПОУ «{a} техникум{#}»"),
    kind(2, "internat", Over::Ministry(1), "ГКОУ «Школа-интернат{#}» {m}"),
    kind(5, "kcson", Over::Ministry(2), "ГБУ СО «Комплексный центр социального обслуживания населения{#}» {m}"),
    kind(3, "czn", Over::Ministry(2), "ГКУ «Центр занятости населения{#}» {m}"),
    kind(2, "di", Over::Ministry(2), "ГБСУ СО «{a} дом-интернат для престарелых и инвалидов{#}»"),
    kind(2, "vetstation", Over::Ministry(5), "ГБУ «Станция по борьбе с болезнями животных{#}» {m}"),
    kind(2, "mfc", Over::Ministry(7), "ГАУ «Многофункциональный центр{#}» {m}"),
    kind(2, "teatr", Over::Wide(3), "ГБУК «Театр драмы{#}» {r}"),
    kind(2, "sshor", Over::Wide(4), "ГБУ ДО «Спортивная школа олимпийского резерва{#}» {r}"),
    kind(1, "dorogi", Over::Wide(6), "ГКУ «Управление автомобильных дорог{#}» {r}"),
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
