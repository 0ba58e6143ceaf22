//! What the commands over the store say.

words! {
    /// What is the matter with a store, and what to do about it.
    pub enum StoreSay {
        NoPages = "проверять нечего: примите реестр (`registry import`) или проверьте отбор", "there is no page to look at: import a registry (registry import), or look at the filters";
        OtherOrder = "--after: это место в другом порядке; повторите --sort предыдущей части списка или начните список сначала", "--after: this is a place in another order; repeat the --sort of the list before, or begin the list anew";
        NotConfigured = "хранилище не указано: добавьте ключ `url` в раздел [store] настроек, переменную VK_PAGE_AUDITOR_STORE или ключ --store", "no store is named: set `[store] url` in the configuration, the variable VK_PAGE_AUDITOR_STORE, or --store";
        Missing = "хранилища или папки нет; проверьте адрес; новое хранилище создаст «registry import ФАЙЛ» или служба", "the store or its folder is not there; see that the address is right; `registry import FILE` or the service makes a new store";
        Unreachable = "сервер базы данных не отвечает; проверьте адрес, сеть и работает ли сервер", "the database server does not answer; see that the address is right, the network up and the server running";
        Refused = "сервер базы данных не пускает; проверьте имя пользователя, его права и пароль (password_file или password_credential)", "the database server refuses; see that the user, the user's rights and the password (password_file or password_credential) are right";
        Locked = "хранилище занято другой программой; повторите немного позже", "another program holds the store; try again in a while";
        ReadOnly = "хранилище нельзя изменить; проверьте права на файл и его папку", "the store cannot be written; see that the file and its folder may be written";
        Full = "на диске хранилища нет места, или диск отказал; освободите место и повторите", "the store's disk is full or fails; free some space and try again";
        Corrupt = "хранилище повреждено; остановите службу и верните последнюю резервную копию (`store backup`)", "the store is damaged; stop the service and put the last backup in its place (store backup)";
        Unreadable = "в хранилище есть запись, которую эта версия программы не понимает: её сделала более новая версия или кто-то изменил; обновите программу, а если новее нет, выполните «store check»", "the store has a record that this version of the program does not understand: a later version made it, or somebody changed it; update the program, and if there is none newer, run `store check`";
        Newer = "хранилище создано более новой версией программы; обновите программу", "a later version of the program made this store; update the program";
        Older = "хранилище создано прежней версией программы, а изменить его отсюда нельзя; один раз выполните «store info» там, где его можно изменить", "an earlier version of the program made this store, and it cannot be changed from here; run `store info` once where it may be written";
        Foreign = "это файл другой программы, а не хранилище; он оставлен как есть; проверьте адрес", "this is another program's file and no store; it was left as it is; see that the address is right";
        LeaseLost = "работу забрал другой процесс, он её и закончит", "another process took this work over and will finish it";
        NotFound = "в хранилище этого нет", "the store does not have this";
        Conflict = "сейчас это невозможно", "this cannot be done now";
        Other = "хранилище не смогло выполнить запрос", "the store could not do what was asked";
        NoSuchPage = "в хранилище нет этой страницы; все страницы покажет «pages --all»", "the store does not have this page; `pages --all` lists those it has";
        NoSuchRun = "в хранилище нет такой проверки; все проверки покажет «runs»", "the store does not have this run; `runs` lists those it has";
        NoSuchPolicy = "в хранилище нет правил, по которым судили страницу", "the store does not have the rules the page was judged by";
        BadPolicy = "сохранённые правила не читаются этой версией программы", "this version of the program cannot read the kept rules";
        BadSnapshot = "сохранённый вид страницы не читается этой версией программы", "this version of the program cannot read what is kept of the page";
    }
}

words! {
    /// A word of the answers from the store.
    pub enum Tell {
        More = "показано не всё; дальше", "there is more; go on with";
        Page = "Страница", "Page";
        PageName = "Название", "Name";
        Organization = "Организация", "Organisation";
        NotInRegistry = "страницы нет в реестре", "the page is not in the registry";
        Verdict = "Итог", "Verdict";
        Since = "с", "since";
        NotLater = "не позже", "not later than";
        NeverSeen = "страницу ещё ни разу не удалось проверить", "the page was never seen yet";
        WaitsForSecondLook = "итога пока нет: замеченное ещё не подтвердила вторая проверка", "no verdict yet: a second look has not confirmed what was seen";
        LastAttempt = "Последняя попытка", "Last attempt";
        LastSeen = "Проверена последний раз", "Last seen";
        NextLook = "Следующая проверка", "Next look";
        NotSeenSince = "Не удаётся проверить с", "Could not be seen since";
        MovedTo = "Адрес ведёт теперь на другое сообщество, номер", "The address leads to another community now, number";
        OpenFindings = "Подтверждённые нарушения", "Confirmed violations";
        SuspectedFindings = "Замечено, но ещё не подтверждено", "Seen but not confirmed yet";
        NothingOpen = "Подтверждённых нарушений нет.", "No confirmed violations.";
        WhatToDo = "Что сделать", "What to do";
        Rule = "Основание", "Rule";
        FirstSeen = "замечено", "seen";
        Confirmed = "подтверждено", "confirmed";
        SeenLast = "видели последний раз", "last seen";
        TimesOpened = "открывалось раз", "times opened";
        LastEvents = "Последние события", "Last events";
        VerdictBasis = "На чём основан итог", "What the verdict rests on";
        VkSaid = "Что показал ВКонтакте", "What VK showed";
        VkKnowsNoPage = "ВКонтакте не знает такой страницы.", "VK knows no such page.";
        NoMenu = "Меню нет.", "There is no menu.";
        HiddenMenu = "Меню скрыто.", "The menu is hidden.";
        Hidden = "скрыт", "hidden";
        Cover = "обложка", "cover";
        NoCover = "нет обложки", "no cover";
        Snapshot = "Сохранённый вид страницы (SHA-256)", "What is kept of the page (SHA-256)";
        PolicyIs = "Правила", "Rules";
        PolicyInForce = "эти правила действуют и сейчас", "these rules are in force now too";
        OtherPolicyInForce = "сейчас действуют другие правила", "other rules are in force now";
        LookVerdict = "Итог последней проверки", "Verdict of the last look";
        ReplaySame = "Повторный расчёт по сохранённому виду и сохранённым правилам дал то же самое.", "Judging what is kept by the kept rules again gave the same.";
        ReplayDiffers = "Повторный расчёт по сохранённому виду и сохранённым правилам дал другое: правила с тех пор понимаются иначе или хранилище изменено; проверьте «store check»", "Judging what is kept by the kept rules again gave something else: the program reads the rules differently now, or the store was changed; try `store check`";
        ReplayByOtherRules = "Страницу проверила другая версия программы: эта понимает правила иначе, и повторный расчёт дал другое.", "Another version of the program looked at the page: this one reads the rules differently, and judging what is kept again gave something else.";
        NothingKept = "Вида страницы в хранилище нет или эта версия программы его не понимает, поэтому показать основание нельзя.", "Nothing is kept of the page that this version of the program understands, so the ground cannot be shown.";

        Run = "Проверка", "Run";
        Kind = "Вид", "Kind";
        State = "Состояние", "State";
        AskedFor = "Запрошена", "Asked for";
        Began = "Начата", "Begun";
        Ended = "Закончена", "Ended";
        Pages = "Страниц", "Pages";
        Coverage = "Охват", "Coverage";
        Seen = "проверено", "seen";
        Unverified = "не проверено", "not checked";
        Changed = "Итог изменился у страниц", "Pages with another verdict";
        OfSeenBefore = "из проверенных и раньше", "of those seen before too";
        Opened = "Нарушений открыто", "Violations opened";
        Reopened = "открыто снова", "opened again";
        Closed = "закрыто", "closed";
        WhyUnseen = "Почему страницы не проверены", "Why pages were not checked";
        Calls = "Обращения к ВКонтакте", "Calls to VK";
        WhyHeld = "Почему придержана", "Why held back";
        HeldBecause = "итог изменился сразу у многих страниц", "too many pages changed their verdict at once";
        MayChange = "без человека может измениться не больше", "without a person no more may change than";
        HeldAdvice = "Если это похоже на правду: `runs release`. Если нет: `runs discard`.", "If it looks true: runs release. If not: runs discard.";
        Remarks = "Обратите внимание", "Please note";
        Started = "проверка поставлена в очередь: её выполнит служба или обработчик", "the run is queued: the service or a worker carries it out";
        NoPasses = "в расписании ничего нет: добавьте раздел [[schedule.passes]] в настройки", "the schedule is empty: add a section [[schedule.passes]] to the configuration";
        Released = "проверка принята: её итоги действуют", "the run counts now";
        ReleasedLater = "проверка принята: итоги запишет работающая служба или обработчик; если их нет, запустите службу", "the run is released: the service or a worker at work takes its results over; if none is at work, start the service";
        Discarded = "проверка отброшена, её итоги не действуют", "the run was discarded and does not count";

        WouldChange = "Изменятся", "Would change";
        OtherVerdict = "с другим итогом", "with another verdict";
        Replayed = "Пересужено страниц", "Pages judged again";
        WithoutSnapshot = "без сохранённого вида", "of which nothing is kept";
        CannotReplay = "не удалось пересудить", "that could not be judged again";
        BadRules = "правила не читаются", "the policy cannot be read";

        EvidenceWritten = "доказательства записаны", "the evidence was written to";
        EvidenceDigest = "отпечаток (SHA-256); запишите его отдельно, чтобы потом сличить", "fingerprint (SHA-256); note it elsewhere to compare it later";
        Intact = "всё цело", "intact";
        IntactInPart = "насколько эта версия программы может проверить, цело; обновите её, чтобы проверить всё", "intact as far as this version of the program can check; update it to check all of it";
        Tampered = "изменено после записи", "changed after it was written";
        EvidenceUnusable = "это не файл доказательств этой программы", "this is no evidence file of this program";
        FaultFile = "файл целиком: отпечаток не сходится", "the file as a whole: its fingerprint does not fit";
        FaultShape = "файл целиком: прочитать удаётся не всё", "the file as a whole: not everything can be read";
        FaultSnapshot = "сохранённый вид страницы не сходится со своим отпечатком", "what is kept of the page does not fit its fingerprint";
        FaultPolicy = "правила не сходятся со своим отпечатком", "the rules do not fit their fingerprint";
        FaultMissing = "в файле нет того, на что он ссылается", "the file lacks what it refers to";
        FaultChain = "цепочка событий порвана на событии", "the chain of events breaks at event";
        FaultOrder = "события идут не по порядку или не этой страницы, событие", "events out of order or of another page, event";
        FaultVerdict = "итог не следует из сохранённого вида и правил", "the verdict does not follow from what is kept and the rules";
        FaultConfirmed = "подтверждённый итог не следует из событий", "the confirmed verdict does not follow from the events";
        FaultCovers = "отпечатки обложек не те, что в сохранённом виде", "the fingerprints of covers are not those of what is kept";
        NoteOtherRules = "страницу проверила другая версия программы, эта понимает правила иначе и дала бы итог", "another version of the program looked at the page; this one reads the rules differently and would say";
        NotePolicy = "правила записала более новая версия программы, эта их не читает", "a later version of the program wrote the rules, this one cannot read them";
        NoteSnapshot = "сохранённый вид страницы записала более новая версия программы, эта его не читает", "a later version of the program wrote what is kept of the page, this one cannot read it";
        NoteUnknown = "этого эта версия программы не знает", "this version of the program does not know";
        NoteShape = "файл записала более новая версия программы, эта читает в нём не всё", "a later version of the program wrote the file, this one cannot read all of it";
        FaultOrganization = "организация не та, что в сохранённом виде", "the organisation is not that of what is kept";

        Store = "Хранилище", "Store";
        RegisteredPages = "Страниц реестра", "Registered pages";
        PagesUnseen = "Из них сейчас не удаётся проверить", "Of these cannot be seen now";
        Findings = "Нарушения", "Violations";
        Events = "Событий", "Events";
        HeldRuns = "Придержанных проверок", "Runs held back";
        WorkLeft = "Частей работы: ждут / в работе", "Pieces of work: waiting / under way";
        LastRuns = "Последние проверки", "Last runs";
        Processes = "Работают", "At work";
        RegistryOf = "Реестр", "Registry";
        RegistryHeldBack = "Реестр не принят, исчезло бы страниц", "Registry not taken over, pages it would remove";
        NoFaults = "всё в порядке", "all is well";
        Faults = "найдены неполадки", "faults were found";
        BackedUp = "резервная копия записана", "the backup was written to";
        Forgotten = "Забыто", "Forgotten";
        ForgottenEvents = "событий", "events";
        ForgottenFindings = "закрытых нарушений", "closed violations";
        ForgottenRuns = "проверок", "runs";
        ForgottenSnapshots = "сохранённых видов страниц", "kept looks of pages";
        ForgottenProcesses = "пропавших процессов", "processes that are gone";
        ForgottenSessions = "завершённых сеансов", "sessions that ended";
        ForgottenTokens = "недействующих токенов", "tokens that ended";
        ImportedToStore = "реестр принят в хранилище", "taken over into the store";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;

    #[test]
    fn what_is_said_of_a_store_is_said_in_both_languages() {
        let all = StoreSay::ALL.iter().map(|say| [say.text(Lang::Ru), say.text(Lang::En)]);
        for [ru, en] in all.chain(Tell::ALL.iter().map(|tell| [tell.text(Lang::Ru), tell.text(Lang::En)])) {
            assert!(ru.chars().any(|letter| ('а'..='я').contains(&letter)), "{ru}");
            assert!(!en.is_empty() && !en.chars().any(|letter| ('а'..='я').contains(&letter)), "{en}");
        }
    }
}
