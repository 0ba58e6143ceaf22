//! What the command line says besides reports and help.

words! {
    /// A message of the command line.
    pub enum Say {
        FileExists = "файл уже есть; заменить его: --force", "the file is there already; --force replaces it";
        ConfigWritten = "записан; впишите реестр и токен и проверьте: vk-page-auditor config check", "written; name your registry and token in it, then: vk-page-auditor config check";
        NoConfigFile = "файла нет, действуют значения по умолчанию", "no file, defaults hold";
        Configuration = "настройки", "configuration";
        Policy = "правила", "policy";
        CodesOff = "правила не называют кодов, по ним страницы не проверяются (чтобы проверять, допишите их в раздел [codes])",
            "the policy does not name these codes, pages are not checked for them (to check, add them to [codes])";
        OwnRules = "свои правила у региона", "rules of its own has the region";
        NoRegistryNamed = "реестр: не указан", "registry: none named";
        Registry = "реестр", "registry";
        GoodRows = "годных строк", "good rows";
        SetAside = "отложено", "set aside";
        Tokens = "токены", "tokens";
        AllIsWell = "всё в порядке", "all is well";
        MadeUpRegion = "выдуманный регион", "made-up region";
        Agrees = "совпало с тем, что заложено в регион: страниц", "agrees with what was built into the region, pages";
        Differs = "расходится с тем, что заложено в регион, страниц", "differs from what was built into the region, pages";
        StandInStaysUp = "Имитация ВКонтакте и служба работают, пока вы не нажмёте Ctrl-C; каждую минуту что-нибудь меняется. Попробуйте в другом окне:", "The stand-in for VK and the service stay up until you press Ctrl-C; something changes every minute. Try in another window:";
        DashboardIsUp = "Откройте в браузере", "Open in a browser";
        NoCoverSet = "обложки не проверяются: набор не принят; примите его: vk-page-auditor covers import АРХИВ", "covers are not judged: no set was imported; import it: vk-page-auditor covers import ARCHIVE";
        CoverSetRequired = "набор обложек не принят: примите его (covers import) или укажите --set ПУТЬ", "no set of covers was imported: import it (covers import) or add --set PATH";
        CoverTaken = "взято", "taken";
        CoverIgnored = "пропущено", "left out";
        CoverSetImported = "набор принят", "the set was imported as";
        CoverUnreadable = "картинка не читается", "the picture cannot be read";
        NoPictures = "картинок нет", "there are no pictures";
        NoSuchOgrn = "в реестре нет организации с этим ОГРН", "the registry has no organisation with this OGRN";
        NoSuchPage = "в реестре нет этой страницы", "the registry does not have this page";
        Ogrn = "ОГРН", "OGRN";
        Error = "ошибка", "error";
        IsFolder = "это папка, а нужен файл", "this is a folder, a file is needed";
        CannotWrite = "нельзя записать файл; проверьте, что папка есть и доступна для записи", "cannot be written; see that the folder is there and writable";
        StandardOutput = "стандартный вывод", "standard output";
        UnknownEnding = "по окончанию имени не понять формат; годятся .json, .ndjson, .csv, .html, .xlsx, .txt или ключ --format", "the ending names no format; use .json, .ndjson, .csv, .html, .xlsx, .txt, or --format";
        BadAnswerFile = "ответ ВКонтакте из файла не годится", "the file with VK's answer cannot be used";
        Interrupting = "прерываю: отчёт будет неполным; ещё раз Ctrl-C — выйти сразу, без отчёта", "interrupting: the report will be partial; Ctrl-C again ends at once, without a report";
        Left = "осталось", "left";
        Checked = "проверено", "checked";
        NoImportTarget = "куда принять реестр, не указано: добавьте --registry ФАЙЛ или ключ `path` в раздел [registry] настроек", "where the registry is kept is not named: add --registry FILE, or `path` to the section [registry]";
        NotImported = "реестр не принят: исправьте строки или добавьте --set-bad-aside, чтобы принять только годные", "the registry was not taken over: mend the rows, or add --set-bad-aside to take over the good ones";
        RegistryHeldBack = "реестр не принят, действует прежний: из него исчезло слишком много страниц", "the registry was not taken over, the former holds: too many pages are gone from it";
        AcceptRemovals = "если так и должно быть: registry import ФАЙЛ --accept-removals; пределы — removed_share и removed_least в разделе [registry]", "if that is as it should be: registry import FILE --accept-removals; the limits are removed_share and removed_least of the section [registry]";
        OfRegistered = "из", "of";
        MostUnasked = "без подтверждения — не больше", "unasked at most";
        Imported = "реестр принят", "taken over as";
        NoOdsExport = "реестр записывается как .csv, .xlsx или .toml", "a registry is written as .csv, .xlsx or .toml";
        NoGoodRows = "нет ни одной годной строки; что исправить, покажет «registry check»", "not one row can be used; `registry check` tells what to mend";
        NoPolicyInForce = "ни одна из редакций правил ещё не вступила в силу; проверьте `effective` в файлах правил", "none of the policy's versions is in force yet; check `effective` in the policy files";
        RegistryRequired = "реестр не указан: добавьте --registry ФАЙЛ или ключ `path` в раздел [registry] настроек", "no registry is named: add --registry FILE, or `path` to the section [registry] of the configuration";
        RegistryUnreadable = "реестр не читается", "the registry cannot be read";
        RegistryUnusable = "реестр не годится", "the registry cannot be used";
        UnknownColumn = "столбец не известен и не учтён", "unknown column, left aside";
        StoreAway = "до хранилища не достучаться, попробую снова", "the store cannot be reached, trying again";
        StoreServed = "это хранилище уже обслуживает другой процесс serve; остановите его или укажите другое хранилище", "another `serve` works on this store; stop it or name another store";
        StoreNotShared = "worker работает только с хранилищем в PostgreSQL: с файлом SQLite достаточно serve", "`worker` needs a store in PostgreSQL: with an SQLite file `serve` is enough";
        BadCron = "выражение cron не годится", "the cron expression cannot be used";
        RegistryTakenOver = "реестр принят в хранилище", "the registry was taken over into the store";
        CannotListen = "этот адрес нельзя слушать; занят ли он другой программой? см. `listen` в разделе [serve]", "cannot listen on this address; does another program? see `listen` in the section [serve]";
        LoopbackOnly = "людей в программе ещё нет, поэтому она отвечает только этому компьютеру; создайте администратора: vk-page-auditor access create-admin ЛОГИН, и перезапустите службу", "nobody is registered yet, so the service answers this computer only; create an administrator, vk-page-auditor access create-admin LOGIN, and restart the service";
        CannotListenWorker = "этот адрес нельзя слушать; занят ли он другой программой? см. `listen` в разделе [worker]", "cannot listen on this address; does another program? see `listen` in the section [worker]";
        ServiceReady = "служба работает", "the service is up";
        ServiceStops = "останавливаюсь: заканчиваю начатое; ещё один сигнал — выйти сразу", "stopping: finishing what was begun; another signal ends at once";
        ServiceReloaded = "настройки перечитаны", "the configuration was read again";
        ServiceNotReloaded = "настройки не приняты, действуют прежние", "the configuration cannot be used, the former holds";
        ServiceLeads = "этот процесс ведёт расписание", "this process follows the schedule";
        ServiceStandsBy = "расписание ведёт другой процесс, этот его подменит", "another process follows the schedule, this one stands by";
        NeedsRestart = "изменение вступит в силу после перезапуска", "the change takes effect after a restart";
        NeverDue = "никогда: такого дня не бывает", "never: there is no such day";
        NextRuns = "ближайшие проверки", "next runs";
        NoAnswerFile = "файла с ответом ВКонтакте нет", "there is no such file with VK's answer";
        TitleIs = "название", "title";
        CoverIs = "обложка", "cover";
        LinkIs = "ссылка", "link";
        LinkLacks = "нельзя составить, в реестре нет:", "cannot be composed, the registry lacks";
        Added = "добавлено", "added";
        Changed = "изменено", "changed";
        Removed = "убрано", "removed";
        MoreProblems = "остальные замечания покажет «registry check», их", "`registry check` tells the other problems, there are";
    }
}
