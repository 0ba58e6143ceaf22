//! What the API says to people: why something is not taken, and the page that describes it.

words! {
    pub enum ApiWord {
        QueryTooLong = "Слишком длинный адрес.", "The address is too long.";
        UnknownParameter = "Такого параметра нет", "There is no such parameter";
        BadParameter = "Значение параметра не годится; допустимые перечислены в описании API", "The value of the parameter makes no sense; the description of the API has those that do";
        RepeatedParameter = "Этот параметр можно указать только один раз", "This parameter can be given only once";
        WrongOgrn = "Это не ОГРН: контрольная цифра не сходится.", "This is no OGRN: its check digit is wrong.";
        WrongMoment = "Такого момента не бывает.", "There is no such moment.";
        WrongCursor = "Это не курсор этого списка. Возьмите значение `next` из прошлого ответа.", "This is no cursor of this list. Take the value of `next` from the answer before.";
        WrongLogin = "Такого логина быть не может.", "No login looks like this.";
        WrongRegion = "Нет региона с таким кодом.", "There is no region with this code.";
        WrongOktmo = "Это не ОКТМО муниципалитета этого региона: нужны 8 цифр.", "This is no OKTMO of a municipality of this region: 8 digits are wanted.";
        NoOktmo = "Муниципальным и подведомственным организациям нужен ОКТМО.", "Municipal and subordinate organisations need an OKTMO.";
        WrongOpaId = "Номер личного кабинета — целое число больше нуля.", "The number of the account is a whole number above zero.";
        WrongScope = "Такой отбор не годится: проверьте коды регионов и ОГРН.", "The scope makes no sense: see the codes of regions and OGRNs.";
        ScopeTooWide = "Это шире, чем видите вы сами.", "This is wider than what you see yourself.";
        RoleTooHigh = "Эта роль выше вашей.", "This role is above yours.";
        NoPages = "Под отбор не подходит ни одна страница реестра.", "No page of the registry fits the scope.";
        UnderWay = "Такая проверка уже идёт.", "Such a run is under way already.";
        NotHeld = "Эта проверка не ждёт решения.", "This run does not wait for a decision.";
        OneOfTwo = "Укажите либо `page`, либо `ogrn`.", "Give either `page` or `ogrn`.";
        LoginTaken = "Такой логин уже есть.", "The login is taken.";
        FirstMustManage = "Первым должен быть администратор, который видит все страницы: иначе управлять людьми будет некому.", "The first must be an administrator who sees all pages: nobody could manage people otherwise.";
        LastAdmin = "Это последний администратор всего: сначала назначьте другого.", "This is the last administrator of everything: appoint another one first.";
        Oneself = "Себе роль, отбор и доступ не меняют: попросите другого администратора. Свой пароль меняют в учётной записи, зная прежний.", "Nobody changes their own role, scope or access: ask another administrator. One's own password is changed in the account, with the former one.";
        Nobody = "Токен бывает только у человека, а в программе людей ещё нет.", "A token belongs to a person, and nobody is registered yet.";
        ByToken = "Токен не создаёт других токенов: войдите сами.", "A token makes no other tokens: sign in yourself.";
        Expired = "Этот момент уже прошёл.", "This moment has passed.";
        WrongName = "Имя: от 1 до 200 знаков, без управляющих.", "A name has 1 to 200 characters, none of them control characters.";
        NameTooLong = "Название длиннее 500 знаков.", "The name has more than 500 characters.";
        WrongLanguage = "Языки: `ru`, `en`.", "Languages: ru, en.";
        WrongPassword = "Пароль не подходит: он короткий, слишком длинный, распространённый или совпадает с логином.", "The password will not do: too short, too long, too common, or the same as the login.";

        Title = "API", "API";
        Lead = "Списки, страницы, нарушения, обзор с тем, как он менялся, проверки, ссылки, люди, токены и журнал — для программ. Реестр загружают на странице «Реестр» или командой `registry import`. Ответы — JSON, моменты — по RFC 3339 в UTC, отказы — по RFC 9457.", "Lists, pages, findings, the overview and how it went, runs, links, people, tokens and the journal, for programs. A registry is sent on the page Registry or by `registry import`. Answers are JSON, moments RFC 3339 in UTC, refusals RFC 9457.";
        SignLead = "Передавайте токен в заголовке. Токен создаётся в учётной записи и не может больше, чем его владелец.", "Send a token in a header. Make one in your account; it can do no more than its owner.";
        PagingLead = "Списки отдаются частями: берите `next` из ответа и передавайте его как `cursor`, пока он не станет `null`. Ответы на чтение несут `ETag`: с `If-None-Match` повтор стоит только 304.", "Lists come in parts: take `next` from an answer and send it as `cursor` until it is null. Answers to reading have an ETag: with If-None-Match a repetition costs a 304 only.";
        Description = "Описание для программ (OpenAPI 3.1)", "Description for programs (OpenAPI 3.1)";
        Operations = "Запросы", "Requests";
        Schemas = "Что в ответах и запросах", "What is in answers and requests";
        Parameters = "Параметры", "Parameters";
        Name = "Имя", "Name";
        Place = "Где", "Where";
        Type = "Вид", "Type";
        Meaning = "Что значит", "Meaning";
        Required = "обязательно", "required";
        Body = "Тело запроса", "Body";
        Answers = "Ответы", "Answers";
        OtherAnswers = "Прочие ответы, одинаковые для всех запросов", "Other answers, the same for all requests";
        Everywhere = "Общее для всех запросов", "The same for all requests";
        Status = "Код", "Status";
        Content = "Содержимое", "Content";
        Example = "Пример", "Example";
        Contents = "Содержание", "Contents";
        EnglishOnly = "Подробности ниже — по-английски, как в описании для программ.", "The details below are those of the description for programs.";
    }
}
