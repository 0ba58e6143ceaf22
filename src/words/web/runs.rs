//! What the pages of runs say.

words! {
    /// A word of the pages of runs.
    pub enum Runs {
        Title = "Проверки", "Runs";
        One = "Проверка №", "Run";
        Lead = "Когда программа смотрела на страницы и что из этого вышло.", "When the program looked at pages, and what came of it.";
        LeadNarrow = "Когда программа смотрела на страницы. Показано, что каждая проверка изменила на ваших страницах.", "When the program looked at pages. What each run changed on your pages is shown.";
        AllPages = "все страницы", "all pages";
        Start = "Начать проверку", "Start a run";
        StartAll = "Проверить все страницы сейчас", "Look at all pages now";
        StartYours = "Проверить все ваши страницы сейчас", "Look at all your pages now";
        StartAsk = "Проверить все доступные вам страницы вне расписания?", "Look at all pages you may see, outside the schedule?";
        StartHint = "Страниц в проверке", "Pages in the run";
        Started = "Проверка поставлена в очередь.", "The run is queued.";
        AlreadyRuns = "Такая проверка уже идёт. Дождитесь её конца.", "Such a run is under way already. Wait for its end.";
        NothingToCheck = "Проверять нечего: в реестре нет ваших страниц.", "There is nothing to look at: the registry has no page of yours.";
        NextRuns = "Следующие проверки по расписанию", "Next runs of the schedule";
        NoPasses = "В расписании ничего нет.", "The schedule is empty.";
        Pass = "Проверка", "Run";
        When = "Когда", "When";
        List = "Проверки, сначала новые", "Runs, the newest first";
        Number = "№", "No.";
        Kind = "Вид", "Kind";
        State = "Состояние", "State";
        Asked = "Запрошена", "Asked for";
        Began = "Начата", "Begun";
        Ended = "Закончена", "Ended";
        Pages = "Страниц", "Pages";
        Coverage = "Охват", "Coverage";
        Violations = "С нарушениями", "With violations";
        Seen = "Проверено", "Seen";
        Unverified = "Не удалось проверить", "Could not be seen";
        Changed = "Итог изменился", "Verdict changed";
        Opened = "Нарушений открыто", "Violations opened";
        Closed = "Нарушений закрыто", "Violations closed";
        Rules = "Правила", "Rules";
        WhyUnseen = "Почему страницы не удалось проверить", "Why pages could not be seen";
        Reason = "Причина", "Reason";
        Calls = "Обращения к ВКонтакте", "Calls to VK";
        Outcome = "Исход", "Outcome";
        Count = "Сколько", "How many";
        Remarks = "Обратите внимание", "Please note";
        Held = "Проверка придержана", "The run is held back";
        HeldLead = "Её итоги никому не показаны и ждут решения.", "Its results are shown to nobody and wait for a decision.";
        WouldChange = "Что изменится, если её принять", "What would change if it counts";
        Before = "Было", "Before";
        After = "Станет", "After";
        Page = "Страница", "Page";
        Release = "Принять итоги", "Let it count";
        ReleaseHint = "Если перемены похожи на правду: например, правила действительно нарушены на многих страницах.", "If the change looks true: many pages really break the rules, for example.";
        Discard = "Отбросить", "Discard";
        DiscardHint = "Если похоже на сбой: итоги пропадут, страницы проверит следующая проверка.", "If it looks like a fault: the results are gone, and the next run looks at the pages.";
        DiscardRunning = "Остановить и отбросить", "Stop and discard";
        Confirm = "Да, я посмотрел(а), что изменится", "Yes, I have seen what would change";
        ConfirmDiscard = "Да, итоги этой проверки не нужны", "Yes, the results of this run are not wanted";
        NotConfirmed = "Отметьте галочку, чтобы подтвердить решение.", "Tick the box to confirm the decision.";
        Released = "Итоги приняты и записываются.", "The results count and are being written down.";
        Discarded = "Проверка отброшена.", "The run was discarded.";
        Over = "Решение по этой проверке уже принято.", "This run was decided already.";
    }
}
