//! What the pages of the registry say.

words! {
    /// A word of the pages of the registry.
    pub enum Registry {
        Title = "Реестр страниц", "Registry of pages";
        Lead = "Реестр говорит, какие страницы проверять и чьи они. Загрузите новый файл целиком: программа сначала покажет, что изменится.", "The registry tells which pages to look at and whose they are. Send a new file as a whole: the program first shows what would change.";
        PagesNow = "Страниц в реестре", "Pages in the registry";
        FileWins = "Настройки указывают программе файл реестра. Когда он изменится или служба перезапустится, программа снова возьмёт реестр из него. Поэтому правьте и этот файл:", "The configuration names a registry file. When it changes, or the service starts again, the program takes the registry from it. So change that file too:";
        HeldBack = "Новый файл не принят: из него исчезло слишком много страниц. Проверьте его и, если всё верно, загрузите его здесь.", "The new file was not taken over: too many pages are gone from it. Look at it and, if it is right, send it here.";
        Send = "Загрузить реестр", "Send a registry";
        File = "Файл реестра", "File of the registry";
        FileHint = "XLSX, ODS, CSV или TOML, не больше 32 МБ; нужны ссылка на страницу и наименование организации или её ОГРН, остальное желательно.", "XLSX, ODS, CSV or TOML, 32 MB at the most; with the page's address, and the organisation's name or OGRN; the rest is welcome.";
        Compare = "Проверить и сравнить", "Check and compare";
        NothingYet = "Ничего не изменится, пока вы не подтвердите.", "Nothing changes until you confirm.";
        NoFile = "Выберите файл.", "Choose a file.";
        FileTooLarge = "Файл больше 32 МБ. Оставьте в нём только лист реестра.", "The file is larger than 32 MB. Keep only the sheet of the registry.";
        Download = "Скачать действующий реестр", "Download the registry in force";
        Imports = "Загрузки, сначала новые", "Imports, the newest first";
        Number = "№", "No.";
        When = "Когда", "When";
        Source = "Откуда", "From";
        Rows = "Страниц", "Pages";
        SetAside = "Строк отложено", "Rows set aside";
        Added = "Добавлено", "Added";
        Changed = "Изменено", "Changed";
        Removed = "Убрано", "Removed";
        UndoOf = "Отмена загрузки №", "Taking back of import";
        Result = "Что изменится", "What would change";
        OfFile = "Файл", "File";
        GoodRows = "Годных строк", "Good rows";
        BadRows = "Ошибки в строках", "Errors in rows";
        BadRowsLead = "Эти строки не попадут в реестр. Лучше исправить их в файле и загрузить его снова.", "These rows would not enter the registry. It is better to correct the file and send it again.";
        ShownFirst = "показаны первые", "the first shown are";
        WithoutPage = "Без страницы", "Without a page";
        HowRead = "Как поняты столбцы", "How the columns were understood";
        Sheet = "Лист", "Sheet";
        Column = "Столбец", "Column";
        Meaning = "Как понят", "Read as";
        NotRead = "не читается", "not read";
        Lacks = "Чего не хватает строкам", "What rows lack";
        LacksLead = "Эти страницы проверяются, но не полностью: чего в таблице нет, то не с чем сравнить.", "These pages are looked at, but not in full: what the table does not tell cannot be compared.";
        Remarks = "Замечания к файлу", "Remarks about the file";
        SameAsNow = "Файл говорит то же, что действующий реестр: менять нечего.", "The file says the same as the registry in force: there is nothing to change.";
        NoGoodRows = "В файле нет ни одной годной строки, поэтому принять его нельзя.", "The file has no good row, so it cannot be taken over.";
        MostGo = "Исчезнет необычно много страниц. Так бывает, когда файл обрезан или он от другого региона. Все нарушения на исчезнувших страницах закроются.", "Unusually many pages would go. That happens when a file was cut off, or is another region's. All violations on the pages that go would be closed.";
        Page = "Страница", "Page";
        Organization = "Организация", "Organisation";
        Field = "Поле", "Field";
        Before = "Было", "Before";
        After = "Станет", "After";
        Became = "Стало", "After";
        WhatChanged = "Что изменилось", "What changed";
        Accept = "Принять реестр", "Take the registry over";
        AcceptBad = "Принять без строк с ошибками", "Take it over without the rows with errors";
        AcceptRemovals = "Да, эти страницы надо убрать", "Yes, these pages are to go";
        TickBoxes = "Отметьте галочки: без них реестр принять нельзя.", "Tick the boxes: without them the registry cannot be taken over.";
        Drop = "Не принимать", "Do not take it over";
        KeptHour = "Файл ждёт решения час, потом забудется.", "The file waits for your decision for an hour and is then forgotten.";
        Gone = "Этот файл уже забыт или принят. Загрузите его снова.", "This file was forgotten or taken over already. Please send it again.";
        ChangedMeanwhile = "Пока вы смотрели, реестр изменился. Загрузите файл снова, чтобы увидеть, что изменится теперь.", "The registry was changed while you were looking. Send the file again to see what would change now.";
        TooManyWait = "Решения уже ждут несколько других файлов. Повторите немного позже.", "Some other files wait for a decision already. Try again a little later.";
        Imported = "Реестр принят. Новые и изменённые страницы будут проверены в ближайшее время.", "The registry was taken over. New and changed pages will be looked at soon.";
        Dropped = "Файл забыт, реестр не изменился.", "The file was forgotten; the registry is as it was.";
        Import = "Загрузка реестра №", "Import of the registry, no.";
        ByPage = "Изменения по страницам", "Changes by page";
        FirstImport = "Это первая загрузка: она добавила все страницы, поэтому изменений по страницам нет.", "This is the first import: it added all pages, so there are no changes by page.";
        Undo = "Отменить эту загрузку", "Take this import back";
        UndoLead = "Появится новая загрузка, которая вернёт каждую страницу к тому, что было до этой. Страницы, которые изменили более поздние загрузки, останутся как есть.", "A new import will put each page as it was before this one. Pages that later imports changed again stay as they are.";
        UndoSure = "Да, вернуть всё, как было", "Yes, put all back as it was";
        UndoNotSure = "Отметьте галочку, чтобы подтвердить отмену.", "Tick the box to confirm.";
        UndoNothing = "Отменять нечего: эта загрузка первая, ничего не изменила или всё с тех пор изменили другие.", "There is nothing to take back: this import was the first, changed nothing, or all was changed again since.";
        Undone = "Загрузка отменена.", "The import was taken back.";
        KindAdded = "добавлена", "added";
        KindChanged = "изменена", "changed";
        KindRemoved = "убрана", "removed";

        Unreadable = "Файл не получилось прочитать как реестр.", "The file cannot be read as a registry.";
    }
}
