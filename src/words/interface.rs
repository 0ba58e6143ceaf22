//! The fixed words of reports: column titles and headings, both languages side by side so that neither can be
//! forgotten. Other parts of the interface make enums of their own with the same macro.

/// Makes an enum of fixed words: `words! { /// What it is. pub enum Name { Variant = "ru", "en"; ... } }`, each with
/// `Name::text(lang)` and all of them in `Name::ALL`.
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident { $($variant:ident = $ru:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each variant's words stand beside it")]
        pub enum $name { $($variant,)+ }

        impl $name {
            /// All words, for tests.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word in a language.
            pub const fn text(self, lang: $crate::Lang) -> &'static str {
                match (self, lang) {
                    $(
                        (Self::$variant, $crate::Lang::Ru) => $ru,
                        (Self::$variant, $crate::Lang::En) => $en,
                    )+
                }
            }
        }
    };
}

words! {
    /// A fixed word of reports.
    pub enum Word {
        ReportTitle = "Проверка страниц ВКонтакте", "Check of VK pages";
        ReportSubtitle = "Формы обратной связи (ПОС) на официальных страницах", "Feedback platform forms on official pages";
        Summary = "Сводка", "Summary";
        Pages = "Страницы", "Pages";
        Violations = "Нарушения", "Violations";
        WhatToFix = "Что исправить", "What to fix";
        Page = "Страница", "Page";
        PageUrl = "Адрес страницы", "Page address";
        PageName = "Название страницы", "Page name";
        GroupId = "Номер сообщества", "Community number";
        Organization = "Организация", "Organisation";
        Ogrn = "ОГРН", "OGRN";
        Level = "Уровень", "Level";
        RegionCode = "Код региона", "Region code";
        Municipality = "Муниципалитет", "Municipality";
        NoMunicipality = "Без муниципалитета", "No municipality";
        Contact = "E-mail ответственного", "Contact e-mail";
        Verdict = "Итог", "Verdict";
        CheckedAt = "Проверено", "Checked at";
        Severity = "Важность", "Severity";
        Code = "Код", "Code";
        Form = "Форма", "Form";
        Position = "Место в меню", "Position";
        Field = "Параметр", "Parameter";
        Observed = "Как сейчас", "As it is";
        Expected = "Как должно быть", "As it should be";
        Message = "Что не так", "What is wrong";
        Remedy = "Что сделать", "What to do";
        Clause = "Основание", "Rule";
        UnverifiedReason = "Почему не проверено", "Why not checked";
        UnverifiedDetail = "Подробности", "Details";
        PasteUrl = "Вставить в поле «Ссылка»", "Paste into the field «Ссылка» (Link)";
        PasteTitle = "Вписать в поле «Название»", "Write into the field «Название» (Title)";
        Fixes = "Что это исправит", "What this mends";
        Errors = "Ошибок", "Errors";
        Warnings = "Предупреждений", "Warnings";
        Notices = "Замечаний", "Notices";
        Count = "Количество", "Count";
        Share = "Доля", "Share";
        Indicator = "Показатель", "Figure";
        Value = "Значение", "Value";
        AllPages = "Всего страниц", "All pages";
        CheckedPages = "Проверено страниц", "Pages checked";
        Coverage = "Охват проверкой", "Coverage";
        ShareCompliant = "Соответствуют", "Compliant";
        OfChecked = "от проверенных", "of those checked";
        CompliantShare = "Доля соответствующих", "Share compliant";
        ShareNote = "Доля соответствующих считается от проверенных страниц", "The share of compliant pages is of those checked";
        OfAll = "от всех", "of all";
        Compliant = "Соответствует", "Compliant";
        WithViolations = "С нарушениями", "With violations";
        ForReview = "На проверку человеком", "For review";
        Unverified = "Не проверено", "Not checked";
        ByMunicipality = "По муниципалитетам", "By municipality";
        WorstMunicipalities = "Где больше всего нарушений", "Municipalities with most violations";
        ByCode = "Что нарушено", "What is wrong, by kind";
        ByReason = "Почему не проверено", "Why pages were not checked";
        AboutRun = "О проверке", "About the check";
        Started = "Начало", "Started";
        Finished = "Конец", "Finished";
        Source = "Источник", "Source";
        Policy = "Правила", "Rules";
        Registry = "Реестр", "Registry";
        WithoutPage = "Нет страницы", "No page";
        Organizations = "Организаций", "Organisations";
        RowsSetAside = "Строк реестра отложено", "Registry rows set aside";
        RegistryProblems = "Что не так в реестре", "What is wrong in the registry";
        CoversChecked = "Обложки проверялись", "Covers checked";
        Program = "Программа", "Program";
        Yes = "да", "yes";
        No = "нет", "no";
        Remarks = "Обратите внимание", "Please note";
        AndMore = "и ещё", "and more:";
        NothingWrong = "Нарушений нет.", "No violations.";
        NoPages = "Ни одной страницы не проверено.", "No page was checked.";
        PagesToFix = "Страницы, где есть что исправить", "Pages with something to mend";
        CompliantPages = "Страницы без нарушений", "Pages without violations";
        MenuCompared = "Меню: как сейчас и как должно быть", "Menu: as it is and as it should be";
        MenuSeen = "Меню страницы", "Menu of the page";
        OtherItems = "Остальные пункты меню", "Other items of the menu";
        Title = "Название", "Title";
        Link = "Ссылка", "Link";
        Cover = "Обложка", "Cover";
        NoCover = "нет обложки", "no cover";
        NotInMenu = "нет в меню", "not in the menu";
        HiddenItem = "скрыт", "hidden";
        ApprovedCover = "Обложка из набора Минцифры", "Cover of the ministry's set";
        CoverFound = "обложка на странице", "cover on the page";
        NearestCover = "ближайшая утверждённая", "nearest approved one";
        Unlikeness = "отличие", "difference";
        CoverNotShown = "картинка не показана", "picture not shown";
        Scheme = "цвет", "scheme";
        Matches = "совпадает", "matches";
        Differs = "отличается", "differs";
        Truncated = "[обрезано]", "[cut]";
        ContinuesOn = "Продолжение на следующем листе", "Continues on the next sheet";
        UnknownLevel = "уровень не указан", "level not given";
        UnknownOrganization = "В реестре нет годной строки об этой странице", "The registry has no usable row of this page";
        ToTop = "К началу", "To the top";
    }
}
