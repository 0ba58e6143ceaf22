//! What the lists of pages, findings and events say, and the page of one page.

words! {
    /// A word of the lists.
    pub enum ListSay {
        PagesLead = "Страницы реестра с подтверждённым итогом: нарушение считается после двух проверок подряд.", "Pages of the registry with their confirmed verdicts: a violation counts after two looks in a row.";
        FindingsLead = "Каждая строка — одно нарушение на одной странице.", "Each row is one violation on one page.";
        EventsLead = "Открытые и закрытые нарушения, пропавшие страницы, итоги проверок: новое сверху.", "Violations opened and closed, lost pages, results of checks: the newest first.";
        Filters = "Отбор", "Filters";
        FilteredBy = "Отобрано", "Filtered by";
        Drop = "убрать", "drop";
        Found = "Найдено", "Found";
        AsFile = "Скачать весь список", "Download the whole list";
        Region = "Регион", "Region";
        AnyRegion = "все регионы", "all regions";
        Municipality = "Муниципалитет", "Municipality";
        AnyMunicipality = "все муниципалитеты", "all municipalities";
        Level = "Уровень", "Level";
        AnyLevel = "любой", "any";
        Verdict = "Итог", "Verdict";
        AnyVerdict = "любой", "any";
        Code = "Нарушение", "Violation";
        AnyCode = "любое", "any";
        Severity = "Важность", "Severity";
        AnySeverity = "любая", "any";
        Form = "Форма", "Form";
        AnyForm = "любая", "any";
        State = "Состояние", "State";
        OpenOnly = "открытые", "open";
        AnyState = "все, включая закрытые", "all, closed ones too";
        Sight = "Последняя проверка", "Last look";
        AnySight = "любая", "any";
        SightFailed = "не удалась", "failed";
        SightWorked = "удалась", "worked";
        Search = "Название, ОГРН или адрес", "Name, OGRN or address";
        OpenedSince = "Подтверждены с", "Confirmed since";
        From = "С", "From";
        To = "По", "To";
        Kind = "Что случилось", "What happened";
        AnyKind = "всё", "everything";
        OfOnePage = "Только одной страницы", "Of one page only";
        SortedBy = "Порядок", "Order";
        AsRegistered = "как в реестре", "as registered";
        NewestFirst = "сначала новые", "newest first";
        OldestFirst = "сначала старые", "oldest first";
        WorstFirst = "сначала худшие", "worst first";
        BestFirst = "сначала лучшие", "best first";
        ChangedLately = "сначала изменившиеся недавно", "changed lately first";
        ChangedLongAgo = "сначала изменившиеся давно", "changed long ago first";
        LookedLongAgo = "сначала давно не проверенные", "looked at long ago first";
        LookedLately = "сначала проверенные недавно", "looked at lately first";
        ByName = "по названию организации, А — Я", "by organisation, A to Z";
        ByNameBackwards = "по названию организации, Я — А", "by organisation, Z to A";
        PageColumn = "Страница", "Page";
        Organization = "Организация", "Organisation";
        ErrorsWarnings = "Ошибок / предупреждений", "Errors / warnings";
        Changed = "Изменилось", "Changed";
        LookedAt = "Проверена", "Looked at";
        NotSeenSince = "не видно с", "not seen since";
        InVk = "во ВКонтакте", "in VK";
        WhatIsWrong = "Что не так", "What is wrong";
        Whose = "У кого", "Whose";
        Since = "С какого времени", "Since";
        Observed = "Как сейчас", "As it is";
        Expected = "Как должно быть", "As it should be";
        ClosedAt = "закрыто", "closed";
        NoPagesAtAll = "Страниц ещё нет: загрузите реестр.", "There are no pages yet: import a registry.";
        NoFindingsAtAll = "Открытых нарушений нет.", "There are no open violations.";
        NoEventsAtAll = "Пока ничего не случилось.", "Nothing has happened yet.";
        Feeds = "Получать это лентой (RSS, Atom)", "Get this as a feed (RSS, Atom)";
        EventRun = "проверка", "check";
    }
}

words! {
    /// A word of the page of one page.
    pub enum PageSay {
        Address = "Адрес", "Address";
        OpenInVk = "Открыть во ВКонтакте", "Open in VK";
        CheckNow = "Проверить сейчас", "Check again now";
        Evidence = "Скачать доказательства", "Download the evidence";
        EvidenceHint = "Файл, по которому итог можно проверить без этой программы", "A file by which the verdict can be verified elsewhere";
        VerdictSince = "Итог с", "Verdict since";
        VerdictSinceNotLater = "Итог не позже чем с", "Verdict since, at the latest";
        LastSeen = "Проверена последний раз", "Last seen";
        LastAttempt = "Последняя попытка", "Last attempt";
        NextLook = "Следующая проверка", "Next look";
        BySchedule = "по расписанию", "as scheduled";
        Organization = "Организация", "Organisation";
        Level = "Уровень", "Level";
        Region = "Регион", "Region";
        Municipality = "Муниципалитет", "Municipality";
        Ogrn = "ОГРН", "OGRN";
        Unregistered = "Страницы нет в реестре: её больше не проверяют по расписанию.", "The page is not in the registry: the schedule leaves it out.";
        MovedTo = "Адрес ведёт теперь на другое сообщество, номер", "The address leads to another community now, number";
        UnderWay = "Страница в очереди на проверку. Эта страница обновится сама.", "The page is queued to be looked at. This page will renew itself.";
        Late = "Проверка ещё не началась: служба занята или ей не хватает токенов. Можно вернуться сюда позже.", "The look has not begun yet: the service is busy or lacks tokens. You may come back later.";
        Done = "Проверка закончена", "The look is over";
        DoneUnseen = "Проверка закончена, но страницу посмотреть не удалось", "The look is over, but the page could not be seen";
        DoneSuspicious = "Замеченное подтвердит или опровергнет вторая проверка.", "A second look will confirm what was seen, or not.";
        CouldNotSee = "Почему не удалось проверить", "Why it could not be seen";
        SeenBefore = "Ниже — то, что было видно в последний раз.", "Below is what was seen last.";
        NotSeenSince = "Не удаётся проверить с", "Could not be seen since";
        NoVerdictYet = "Итога пока нет: страницу ещё не удалось проверить дважды.", "There is no verdict yet: the page has not been seen twice.";
        ToMend = "Что исправить", "What to mend";
        NothingToMend = "Подтверждённых нарушений нет.", "No confirmed violations.";
        Waiting = "Замечено, но не подтверждено", "Seen but not confirmed";
        WaitingLead = "Это увидела только одна проверка. Может быть, страницу как раз меняли или ВКонтакте ответил не полностью, поэтому нарушением это не считается. Решит следующая проверка.", "Only one look saw this. Perhaps the page was just being changed, or VK's answer was incomplete, so it does not count as a violation. The next look decides.";
        History = "Что было", "What happened";
        NoHistory = "Событий ещё не было.", "There were no events yet.";
        AllEvents = "Все события страницы", "All events of the page";
        OtherPages = "Другие страницы организации", "Other pages of the organisation";
        AllOfOrganization = "Все страницы организации", "All pages of the organisation";
    }
}

words! {
    /// What became of a finding, in an event.
    pub enum NewsSay {
        Opened = "Нарушение подтверждено", "Violation confirmed";
        Reopened = "Нарушение появилось снова", "The violation is back";
        Fixed = "Исправлено", "Fixed";
        Obscured = "Больше не видно: недоступна страница или её меню", "No longer visible: the page or its menu cannot be seen";
        ByPolicy = "По новым правилам это не нарушение", "No violation by the new rules";
        PageGone = "Страницы больше нет в реестре", "The page left the registry";
        Closed = "Закрыто", "Closed";
        Was = "было", "it was";
        Became = "стало", "it became";
        Now = "сейчас", "now";
        OpenedCount = "открыто нарушений", "violations opened";
        ClosedCount = "закрыто", "closed";
        SeenCount = "проверено страниц", "pages seen";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;

    #[test]
    fn everything_is_said_in_both_languages() {
        let lists = ListSay::ALL.iter().map(|word| Lang::ALL.map(|lang| word.text(lang)));
        let pages = PageSay::ALL.iter().map(|word| Lang::ALL.map(|lang| word.text(lang)));
        let news = NewsSay::ALL.iter().map(|word| Lang::ALL.map(|lang| word.text(lang)));
        for [ru, en] in lists.chain(pages).chain(news) {
            assert!(ru.chars().any(|letter| ('а'..='я').contains(&letter.to_lowercase().next().unwrap())), "{ru}");
            assert!(!en.is_empty() && !en.chars().any(|letter| ('а'..='я').contains(&letter)), "{en}");
        }
    }
}
