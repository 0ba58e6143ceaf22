//! What the generator of links says.

words! {
    /// A word of the generator of links.
    pub enum Links {
        Title = "Верные ссылки", "The right links";
        Lead = "Выберите организацию из реестра или впишите её данные: программа соберёт обе ссылки для меню страницы.", "Choose an organisation of the registry, or type its data: the program makes both links for the page's menu.";
        LeadStranger = "Впишите данные организации: программа соберёт обе ссылки для меню страницы.", "Type the organisation's data: the program makes both links for the page's menu.";
        Search = "Найти организацию", "Find an organisation";
        SearchHint = "Часть названия, ОГРН или адрес страницы", "A part of the name, the OGRN or the page's address";
        Find = "Найти", "Find";
        Found = "Найденные организации", "Organisations found";
        FoundMore = "Показаны первые двадцать: уточните запрос.", "These are the first twenty: make the search narrower.";
        Organization = "Организация", "Organisation";
        Page = "Страница", "Page";
        Municipality = "Муниципалитет", "Municipality";
        Typed = "Или впишите данные", "Or type the data";
        TypedAlone = "Данные организации", "Data of the organisation";
        Level = "Уровень организации", "Level of the organisation";
        Ogrn = "ОГРН организации", "OGRN of the organisation";
        OgrnHint = "13 цифр; именно той организации, чья страница.", "13 digits; of the organisation whose page it is.";
        Region = "Код региона", "Code of the region";
        RegionHint = "Первые две цифры ОКАТО; для Ненецкого округа 111, Югры 711, Ямала 7114.", "The first two digits of OKATO; 111 for Nenets, 711 for Khanty-Mansi, 7114 for Yamalo-Nenets.";
        Oktmo = "ОКТМО муниципалитета", "OKTMO of the municipality";
        OktmoHint = "8 цифр; для органов региона не нужен.", "8 digits; regional bodies need none.";
        Opa = "Номер ЛКО ПОС", "Number of the account (LKO POS)";
        OpaHint = "Номер кабинета организации, а если она не подключена к сообщениям, то ближайшего подключённого вышестоящего органа.", "The number of the organisation's account; where it is not connected for messages, that of the nearest connected body above it.";
        Make = "Собрать ссылки", "Make the links";
        Result = "Что поставить в меню", "What to put into the menu";
        ResultHint = "Два первых пункта меню, в этом порядке. Скопируйте ссылку целиком и ничего в ней не меняйте.", "The first two items of the menu, in this order. Copy each link as a whole and change nothing in it.";
        KeepAddress = "Адрес этой страницы хранит ваш выбор: его можно сохранить или отправить.", "The address of this page keeps your choice: save it or send it on.";
        Covers = "Обложки", "Covers";
        CoversLead = "Подойдёт любая из этих цветовых схем; у обеих форм она должна быть из утверждённого набора.", "Any of these colour schemes will do; both covers must be of the approved set.";
        CoversArchive = "Обложки в исходном качестве: архив Минцифры (7z)", "Covers in original quality: the Ministry's archive (7z)";
        CoverOf = "Обложка", "Cover";
        NotDigits = "Здесь должны быть только цифры, без пробелов и букв.", "Only digits belong here, no spaces or letters.";
        OgrnLength = "В ОГРН 13 цифр (15 цифр бывает только у ОГРНИП). Сейчас цифр", "An OGRN has 13 digits (only an individual's has 15). Digits now";
        OgrnCheck = "ОГРН с опечаткой: контрольная (последняя) цифра не сходится. Если остальные верны, последней должна быть", "There is a slip in the OGRN: its check digit (the last one) does not fit. If the others are right, it should be";
        OktmoLength = "В ОКТМО муниципалитета 8 цифр, у населённого пункта 11. Сейчас цифр", "A municipality's OKTMO has 8 digits, a settlement's 11. Digits now";
        OktmoNeeded = "Для этого уровня нужен ОКТМО муниципалитета.", "This level needs the municipality's OKTMO.";
        OktmoElsewhere = "Этот ОКТМО из другого региона: его первые две цифры должны совпадать с кодом региона. Код региона", "This OKTMO is of another region: its first two digits must be those of the region's code. The code is";
        RegionUnknown = "Региона с таким кодом нет: это первые две цифры ОКАТО, а не номер с автомобилей.", "There is no region with this code: it is the first two digits of OKATO, not the number on cars.";
        OpaWrong = "Номер кабинета: число больше нуля.", "The account's number is a number greater than zero.";
        NoSuchPage = "Такой организации в вашем списке нет.", "There is no such organisation in your list.";
    }
}
