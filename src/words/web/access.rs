//! What the pages about people, tokens, one's own account and the journal say.

words! {
    /// A word of the pages about people and tokens.
    pub enum Access {
        Title = "Доступ", "Access";
        Lead = "Кто может входить, что ему разрешено и какие страницы он видит.", "Who may sign in, what they may do, and which pages they see.";
        People = "Люди", "People";
        Tokens = "Токены и ленты", "Tokens and feeds";
        AllTokens = "Все токены и ленты", "All tokens and feeds";
        NewPerson = "Добавить человека", "Add a person";
        NoOneYet = "Пока никто не зарегистрирован, программа отвечает только этому компьютеру. Создайте первым администратора, который видит все страницы: после этого понадобится вход.", "Nobody is registered yet, so the program answers this computer only. Create an administrator who sees all pages first: from then on one signs in.";
        Login = "Логин", "Login";
        LoginHint = "Латинские или русские буквы, цифры, точка, дефис, подчёркивание, @.", "Latin or Russian letters, digits, dot, hyphen, underscore, @.";
        Name = "Имя", "Name";
        NameHint = "Как назвать человека в журнале и на страницах.", "What the person is called in the journal and on pages.";
        Role = "Роль", "Role";
        RoleHint = "Наблюдатель видит; куратор ещё запускает проверки и делает токены; администратор со всеми страницами управляет всем.", "A viewer sees; a supervisor also starts checks and makes tokens; an administrator over all pages manages everything.";
        Language = "Язык", "Language";
        LanguageUsual = "как в настройках программы", "as the program is configured";
        Password = "Пароль", "Password";
        PasswordHint = "Не короче 10 знаков. Оставьте пустым, чтобы программа придумала пароль и показала его один раз.", "10 characters at least. Leave it empty and the program makes one and shows it once.";
        PasswordNew = "Новый пароль", "New password";
        PasswordOld = "Прежний пароль", "Former password";
        PasswordAgain = "Новый пароль ещё раз", "New password once more";
        PasswordsDiffer = "Пароли не совпали.", "The passwords differ.";
        PasswordWrong = "Прежний пароль не подходит.", "The former password is wrong.";
        PasswordSet = "Задать пароль", "Set a password";
        PasswordSetLead = "Все сеансы человека завершатся.", "All sessions of the person end.";
        PasswordSince = "Пароль задан", "Password set";
        NoPassword = "пароля нет", "no password";
        BadLogin = "Логин не годится", "The login cannot be used";
        BadName = "Имя не годится", "The name cannot be used";
        BadPassword = "Пароль не годится", "The password cannot be used";
        LoginTaken = "Такой логин уже есть.", "This login is taken.";
        LaterVersion = "Права этого человека задала более новая версия программы; эта их не понимает и не меняет. Обновите программу.", "A later version of the program set what this person may do; this one does not understand it and leaves it alone. Update the program.";
        Oneself = "Себе роль, отбор и доступ не меняют: попросите другого администратора. Свой пароль меняют на странице «Учётная запись», зная прежний.", "Nobody changes their own role, scope or access: ask another administrator. One's own password is changed on the page of one's account, with the former one.";
        LastAdmin = "Это последний, кто может управлять людьми. Сначала дайте это право ещё кому-нибудь.", "Nobody else may manage people. Give that right to somebody else first.";
        FirstMustManage = "Первым должен быть администратор, который видит все страницы: иначе управлять людьми будет некому.", "The first must be an administrator who sees all pages: nobody could manage people otherwise.";
        Scope = "Какие страницы видит", "Which pages they see";
        ScopeHint = "Ничего не выбрано: все страницы. Иначе только те, что подходят под каждый заполненный список.", "Nothing chosen: all pages. Otherwise only those that fit each list that is not empty.";
        ScopeOwnHint = "Ничего не выбрано: все страницы, которые видите вы.", "Nothing chosen: all pages that you see.";
        Everything = "все страницы", "all pages";
        Regions = "Регионы", "Regions";
        Municipalities = "Муниципалитеты", "Municipalities";
        Organizations = "Организации: ОГРН, по одному в строке", "Organisations: OGRN, one a line";
        OrganizationsHint = "Пусто: все организации.", "Empty: all organisations.";
        UnknownPlace = "Такого региона или муниципалитета нет в реестре.", "The registry has no such region or municipality.";
        TooMany = "Слишком длинный список: не больше 500.", "The list is too long: 500 at the most.";
        RoleTooHigh = "Эта роль выше вашей.", "This role is above yours.";
        OutOfScope = "Среди выбранного есть то, чего вы не видите.", "Some of what was chosen is not yours to see.";
        Line = "Строка", "Line";
        State = "Состояние", "State";
        Active = "может входить", "may sign in";
        Disabled = "отключён", "disabled";
        CreatedAt = "Создан", "Created";
        Change = "Изменить", "Change";
        Disable = "Отключить", "Disable";
        DisableLead = "Человек больше не войдёт, его сеансы завершатся, токены и ленты перестанут работать.", "The person cannot sign in any more, all sessions end, tokens and feeds stop working.";
        Enable = "Включить", "Enable";
        Sessions = "Сеансы", "Sessions";
        NoSessions = "Открытых сеансов нет.", "There are no open sessions.";
        EndSessions = "Завершить все сеансы", "End all sessions";
        EndOthers = "Завершить все остальные", "End all others";
        EndOne = "Завершить", "End";
        ThisOne = "этот сеанс", "this session";
        OpenedAt = "Открыт", "Opened";
        SeenAt = "Последний раз", "Last seen";
        From = "Откуда", "From";
        Browser = "Браузер", "Browser";
        OneTimePassword = "Пароль показан один раз", "The password is shown this once";
        OneTimePasswordLead = "Передайте его человеку надёжным путём: больше программа его не покажет. После входа пароль лучше сменить.", "Hand it to the person by a safe way: the program never shows it again. It is better to change it after signing in.";
        Continue = "Дальше", "Continue";
        SavedPerson = "Изменения сохранены.", "The changes are saved.";
        CreatedPerson = "Человек добавлен.", "The person was added.";
        DisabledPerson = "Человек отключён, его сеансы завершены.", "The person is disabled, with all sessions ended.";
        EnabledPerson = "Человек снова может входить.", "The person may sign in again.";
        PasswordChanged = "Пароль изменён, остальные сеансы завершены.", "The password is changed, the other sessions ended.";
        SessionsEnded = "Сеансы завершены.", "The sessions ended.";
        TokenRevoked = "Отозвано: этот токен или адрес больше не работает.", "Revoked: the token or address works no more.";
        Kind = "Вид", "Kind";
        Begins = "Начало", "Begins with";
        Owner = "Чей", "Whose";
        Ends = "До", "Until";
        LastUsed = "Использован", "Last used";
        NotUsed = "не использован", "not used";
        Revoke = "Отозвать", "Revoke";
        RevokeAsk = "Токен или адрес сразу перестанет работать. Отозвать?", "The token or address stops working at once. Revoke it?";
        EndedOnes = "показать и закончившиеся", "show those that ended too";
        OnlyHolding = "показать только действующие", "show only those that hold";
        Revoked = "отозван", "revoked";
        Over = "закончился", "ended";
        Holds = "действует", "holds";
        NoTokens = "Токенов и лент нет.", "There are no tokens or feeds.";
    }
}

words! {
    /// A word of the page of one's own account.
    pub enum Account {
        Title = "Моя учётная запись", "My account";
        Local = "Пока никто не зарегистрирован, своей учётной записи нет: её создаст раздел «Доступ».", "While nobody is registered there is no account: the section Access makes one.";
        Rights = "Что вам разрешено", "What you may do";
        Scope = "Какие страницы вы видите", "Which pages you see";
        Profile = "Имя и язык", "Name and language";
        ChangePassword = "Сменить пароль", "Change the password";
        ChangePasswordLead = "Остальные ваши сеансы завершатся.", "Your other sessions end.";
        NoOwnPassword = "Пароля у вас нет: вход за вас проверяет другая система.", "You have no password: another system signs you in.";
        MySessions = "Мои сеансы", "My sessions";
        ApiTokens = "Мои токены API", "My tokens of the API";
        ApiTokensLead = "Токен открывает программам ваши страницы через API. Держите его как пароль.", "A token opens your pages to programs through the API. Keep it like a password.";
        NewToken = "Создать токен", "Make a token";
        TokenName = "Название", "Name";
        TokenNameHint = "Для чего он: чтобы потом узнать его в списке.", "What it is for, so that you know it in the list.";
        Lasts = "Срок", "Lasts";
        Days = "дней", "days";
        NoEnd = "без срока", "without an end";
        Role = "Что можно", "What it may do";
        TokenShown = "Токен показан один раз", "The token is shown this once";
        TokenShownLead = "Сохраните его сейчас: больше программа его не покажет. Передавайте в заголовке `Authorization: Bearer …`", "Keep it now: the program never shows it again. Send it in the header Authorization: Bearer …";
        Feeds = "Мои ленты", "My feeds";
        FeedsLead = "Лента сообщает программе чтения новостей, что появилось и что исправлено. Её адрес открывает ваши страницы для чтения: не публикуйте его.", "A feed tells a news reader what appeared and what was mended. Its address opens your pages for reading: do not publish it.";
        NewFeed = "Создать адрес ленты", "Make the address of a feed";
        FeedShown = "Адреса ленты показаны один раз", "The addresses of the feed are shown this once";
        FeedShownLead = "Все ведут к одному и тому же, выберите тот, который понимает ваша программа. Больше они не покажутся.", "All lead to the same; choose the one that your reader knows. They are never shown again.";
        EventLog = "Журнал событий для программ (NDJSON)", "Log of events for programs (NDJSON)";
        Badges = "Значки муниципалитетов", "Badges of municipalities";
        BadgesLead = "Значок показывает долю страниц без нарушений. Его адрес увидит каждый, кому вы его дадите.", "A badge shows the share of pages without violations. Everybody whom you give its address sees it.";
        Municipality = "Муниципалитет", "Municipality";
        MakeBadge = "Создать адрес значка", "Make the address of a badge";
        NoBadges = "Значок делается для муниципалитета целиком, а вы видите не все его страницы.", "A badge is of a whole municipality, and you do not see all its pages.";
        BadgeMade = "Значок", "Badge";
        BadgePreview = "Как он выглядит", "What it looks like";
        Address = "Адрес", "Address";
        Saved = "Сохранено.", "Saved.";
    }
}

words! {
    /// A word of the page of the journal.
    pub enum Journal {
        Title = "Журнал действий", "Journal";
        Lead = "Кто что сделал. Записи нельзя изменить незаметно: каждая связана с предыдущей.", "Who did what. No entry can be changed unseen: each is chained to the one before.";
        Person = "Человек", "Person";
        Action = "Действие", "Action";
        Anybody = "все", "everybody";
        Anything = "все", "everything";
        Number = "№", "No.";
        When = "Когда", "When";
        Who = "Кто", "Who";
        Object = "С кем или с чем", "To whom or what";
        Detail = "Подробности", "Details";
        Address = "Адрес", "Address";
        Cli = "командная строка", "command line";
        System = "программа", "the program";
        Export = "Скачать", "Download";
    }
}
