//! What stands around every page of the dashboard, and what is said when a page cannot be shown.

words! {
    /// A word of the frame.
    pub enum Frame {
        Product = "Аудит форм ПОС", "Feedback forms audit";
        ProductWhole = "Аудит официальных страниц ВКонтакте", "Audit of official VK pages";
        RunUnderWay = "Идёт проверка", "A run is under way";
        SkipToContent = "Перейти к содержанию", "Skip to content";
        MainMenu = "Разделы", "Sections";
        Overview = "Обзор", "Overview";
        Pages = "Страницы", "Pages";
        Findings = "Нарушения", "Findings";
        Events = "Что нового", "What is new";
        Check = "Проверить", "Check a page";
        Links = "Ссылки", "Links";
        Registry = "Реестр", "Registry";
        Runs = "Проверки", "Runs";
        Access = "Доступ", "Access";
        Journal = "Журнал", "Journal";
        Account = "Моя учётная запись", "My account";
        ApiDocs = "API", "API";
        SignIn = "Войти", "Sign in";
        SignOut = "Выйти", "Sign out";
        OtherLanguage = "English", "Русский";
        LocalNotice = "Людей в программе ещё нет: она отвечает только этому компьютеру и показывает ему всё. Чтобы впустить других, создайте администратора: vk-page-auditor access create-admin ЛОГИН", "Nobody is registered yet: the program answers this computer only, and shows it everything. To let others in, create an administrator: vk-page-auditor access create-admin LOGIN";
        YouSee = "Вы видите", "You see";
        Everything = "все страницы", "all pages";
        Region = "регион", "region";
        Login = "Логин", "Login";
        Password = "Пароль", "Password";
        WrongLogin = "Логин или пароль не подходит. Проверьте раскладку и попробуйте ещё раз.", "The login or the password is wrong. Check the keyboard layout and try again.";
        TryLater = "Слишком много попыток. Попробуйте позже, через минут", "Too many attempts. Try again later, in minutes";
        SignInLead = "Вход для тех, кто следит за страницами.", "For those who watch over pages.";
        ForgotPassword = "Забыли пароль? Новый задаст администратор.", "Forgot the password? An administrator sets a new one.";
        CheckWithoutAccount = "Проверить одну страницу можно без входа", "One page can be checked without signing in";
        NotFound = "Здесь ничего нет", "There is nothing here";
        NotFoundAdvice = "Такой страницы нет, или она вам не видна. Проверьте адрес или начните с обзора.", "There is no such page, or it is not for you. Check the address, or start from the overview.";
        MustSignIn = "Нужно войти", "Please sign in";
        MustSignInAdvice = "Войдите, а в API передайте токен: Authorization: Bearer …", "Sign in; with the API, send a token: Authorization: Bearer …";
        Forbidden = "Это вам не разрешено", "You may not do this";
        ForbiddenAdvice = "Вашей роли это не разрешено, или запрос пришёл с чужого сайта. Если это нужно для работы, обратитесь к администратору.", "Your role does not allow this, or the request came from another site. If your work needs it, ask an administrator.";
        BadRequest = "Запрос не понят", "The request makes no sense";
        BadQuery = "В адресе есть параметр, который не годится. Уберите его или выберите отбор заново.", "The address has a parameter that makes no sense. Remove it, or choose the filters again.";
        BadBody = "Содержимое запроса не читается. Проверьте формат по описанию API.", "The content of the request cannot be read. See its format in the description of the API.";
        InvalidFields = "Не всё заполнено верно", "Some fields are wrong";
        Conflict = "Сейчас это невозможно", "This cannot be done now";
        Changed = "Это уже изменилось", "This has changed meanwhile";
        ChangedAdvice = "Пока вы смотрели, кто-то внёс изменения. Откройте страницу заново и повторите.", "Somebody changed it while you were looking. Open the page again and repeat.";
        TooLarge = "Слишком большой запрос", "Too much was sent";
        TooLargeAdvice = "Уменьшите файл или разделите его.", "Make the file smaller, or split it.";
        Unsupported = "Такое содержимое не принимается", "This kind of content is not taken";
        UnsupportedAdvice = "Проверьте заголовок Content-Type по описанию API.", "See the description of the API for the right Content-Type.";
        TooMany = "Слишком много запросов", "Too many requests";
        TooManyAdvice = "Подождите немного и повторите.", "Wait a little and try again.";
        MethodNotAllowed = "Так сюда не обращаются", "This address takes no such request";
        MethodNotAllowedAdvice = "Метод запроса здесь не годится; годные назовёт заголовок Allow.", "The method makes no sense here; the header Allow names those that do.";
        Late = "Ответ готовился слишком долго", "The answer took too long";
        StoreAway = "Хранилище сейчас недоступно", "The store is away at the moment";
        LateAdvice = "Повторите позже. Если вы что-то меняли, сначала посмотрите, не сделано ли это уже: начатое доводится до конца.", "Try again later. If you were changing something, first see whether it is done already: what was begun is carried through.";
        StoreAwayAdvice = "Повторите через минуту. Если не помогает, сообщите администратору: проверить можно так — vk-page-auditor store info", "Try again in a minute. If that does not help, tell the administrator, who can see more with `vk-page-auditor store info`.";
        Internal = "Что-то сломалось", "Something broke";
        InternalAdvice = "Это ошибка программы, она записана в журнал службы. Повторите; если не помогает, сообщите администратору.", "This is a fault of the program; its log has it. Try again; if that does not help, tell the administrator.";
        ToOverview = "К обзору", "To the overview";
        Copy = "Скопировать", "Copy";
        Copied = "Скопировано", "Copied";
        Previous = "Назад", "Previous";
        Next = "Дальше", "Next";
        First = "В начало", "First";
        Apply = "Показать", "Show";
        Reset = "Сбросить", "Reset";
        Download = "Скачать", "Download";
        Nothing = "Ничего не найдено.", "Nothing was found.";
        More = "Подробнее", "More";
        Version = "версия", "version";
        Footer = "Правила: официальные документы Минцифры о страницах в соцсетях и формах ПОС.", "Rules: the Ministry's official documents about pages in social networks and forms of the feedback platform.";
    }
}
