//! What the check of one page says.

words! {
    /// A word of the check of one page.
    pub enum Check {
        Title = "Проверить страницу", "Check a page";
        Lead = "Вставьте адрес страницы ВКонтакте. Программа посмотрит на её меню и скажет, верно ли стоят обе формы обратной связи и что исправить.", "Paste the address of a VK page. The program looks at its menu and tells whether both feedback forms are right, and what to correct.";
        LeadScope = "Вы можете проверять страницы, за которыми следите.", "You may check the pages you watch over.";
        Address = "Адрес страницы", "Address of the page";
        AddressHint = "Годится любая запись: vk.com/school1, https://vk.ru/club123, @school1, 123.", "Any writing will do: vk.com/school1, https://vk.ru/club123, @school1, 123.";
        Start = "Проверить", "Check";
        NotYours = "Этой страницы нет среди тех, за которыми вы следите. Проверьте адрес или попросите администратора расширить ваш доступ.", "This page is not among those you watch over. Check the address, or ask an administrator for more access.";
        InProgress = "Страница проверяется", "The page is being looked at";
        Looking = "Программа смотрит на страницу. Обычно это занимает несколько секунд.", "The program is looking at the page. This usually takes a few seconds.";
        Queued = "Ваша проверка в очереди. Перед ней пакетов страниц", "Your check waits in the queue. Batches of pages before it";
        TriedAgain = "ВКонтакте сейчас не отвечает как надо. Программа попробует ещё раз в", "VK does not answer properly now. The program tries again at";
        Saving = "Результат записывается.", "The result is being written down.";
        LookAgain = "Обновить", "Refresh";
        LookAgainHint = "Страница обновляется сама; если нет, нажмите «Обновить».", "This page refreshes by itself; if it does not, press Refresh.";
        MayLeave = "Адрес этой страницы можно сохранить и открыть позже: результат будет доступен сутки.", "You may keep the address of this page and open it later: the result stays for a day.";
        Discarded = "Эту проверку отменил администратор. Начните её заново.", "An administrator cancelled this check. Please start again.";
        Result = "Результат проверки", "Result of the check";
        SeenAt = "Страницу смотрели", "The page was looked at";
        Fresh = "Страницу только что смотрели, поэтому показан этот результат. Снова спросить ВКонтакте можно через две минуты после него.", "The page was looked at a moment ago, so that result is shown. VK can be asked again two minutes after it.";
        AllRight = "Обе формы стоят верно. Исправлять нечего.", "Both forms are right. Nothing is to be corrected.";
        Review = "Ошибок не нашлось, но картинку должен посмотреть человек.", "No errors were found, but a person must look at a picture.";
        Wrong = "Что не так и что сделать", "What is wrong and what to do";
        NotSeen = "Страницу не удалось посмотреть", "The page could not be looked at";
        NotSeenStranger = "Сейчас не получилось посмотреть на страницу: так бывает, когда ВКонтакте не отвечает. О самой странице это ничего не говорит. Попробуйте ещё раз позже.", "The page could not be looked at just now: that happens when VK does not answer. It says nothing about the page itself. Please try again later.";
        ShouldBe = "Что должно стоять в меню", "What must stand in the menu";
        Position = "Место в меню", "Place in the menu";
        FormTitle = "Название", "Title";
        AnyOf = "любое из", "any of";
        Url = "Ссылка", "Link";
        MenuSeen = "Меню, как его показал ВКонтакте", "The menu as VK showed it";
        Hidden = "скрыт", "hidden";
        NotKnown = "Этой страницы нет в реестре, поэтому верные ссылки программе неизвестны: проверено только то, что видно без них. Собрать верные ссылки поможет раздел «Ссылки».", "This page is not in the registry, so its right links are not known: only what can be seen without them was checked. The section Links helps to make the right ones.";
        Rule = "Основание", "Rule";
        WhatToDo = "Что сделать", "What to do";
        Another = "Проверить другую страницу", "Check another page";
        SamePage = "Проверить ещё раз", "Check again";
        History = "История страницы", "History of the page";
        Unconfirmed = "В общий список нарушения попадают, когда их подтвердит вторая проверка.", "The list of violations takes them in when a second look has confirmed them.";
    }
}
