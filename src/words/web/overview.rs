//! The words of the overview.

words! {
    /// A word of the overview.
    pub enum Overview {
        Title = "Обзор", "Overview";
        Compliant = "Страниц без нарушений", "Pages without violations";
        OutOf = "из", "of";
        OfChecked = "проверенных", "checked";
        WithViolations = "С нарушениями", "With violations";
        ForReview = "Посмотреть человеку", "For a person to look at";
        Unverified = "Не удалось проверить", "Could not be checked";
        Coverage = "Проверено", "Checked";
        OfPages = "страниц реестра", "pages of the registry";
        NoPages = "В реестре пока нет страниц, которые вам видны. Загрузите реестр — и после первой проверки здесь появится картина.", "The registry has no pages yet that you may see. Import a registry; the picture comes with the first run.";
        SinceYesterday = "За последние сутки", "In the last day";
        Opened = "Появилось", "Appeared";
        Fixed = "Исправлено", "Fixed";
        AllChanges = "Всё, что нового", "All that is new";
        Trend = "Как менялось", "How it went";
        TrendCaption = "Доля страниц без нарушений среди проверенных, за 90 дней", "Share of pages without violations among those checked, over 90 days";
        TrendTable = "Те же числа таблицей", "The same numbers as a table";
        Day = "День", "Day";
        Share = "Доля без нарушений", "Share without violations";
        NoTrend = "Пока проверяли слишком недолго, чтобы показать, как менялось.", "There is too little history yet to show how it went.";
        League = "Муниципалитеты", "Municipalities";
        LeagueCut = "Показаны не все; всего", "Not all are shown; in all";
        LeagueCaption = "Сначала те, у кого доля страниц без нарушений больше; страницы, которые не удалось проверить, не считаются. Изменение — за 7 дней.", "Those with the greater share of pages without violations come first; pages that could not be checked do not count. The change is over 7 days.";
        Place = "Место", "Place";
        Municipality = "Муниципалитет", "Municipality";
        Regional = "Органы и организации региона", "Regional bodies";
        Pages = "Страниц", "Pages";
        Change = "За 7 дней", "In 7 days";
        Up = "выше на", "up by";
        Down = "ниже на", "down by";
        Points = "п. п.", "points";
        Same = "без изменений", "no change";
        TooFew = "нет данных", "no data";
        Causes = "Одно и то же на многих страницах", "The same on many pages";
        CausesLead = "Одна и та же ошибка, повторённая на нескольких страницах, исправляется одним указанием.", "One mistake repeated on several pages is mended by one instruction.";
        CauseWhat = "Что не так", "What is wrong";
        CauseSeen = "Что стоит на страницах", "What the pages have";
        Runs = "Проверки", "Runs";
        LastRun = "Последняя полная проверка", "The last whole run";
        RunningNow = "Идёт проверка", "A run is under way";
        NextRun = "Следующая по расписанию", "The next by the schedule";
        NoSchedule = "Расписание не задано", "No schedule is configured";
        NeverRun = "ещё не было", "none yet";
        Held = "Проверка придержана: слишком многое изменилось сразу. Решите, верить ли ей.", "A run is held: too much changed at once. Decide whether it is to be believed.";
        LookAtIt = "Посмотреть", "Look at it";
    }
}
