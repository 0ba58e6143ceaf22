//! Words of lists (pages, findings, events, runs): their titles, their columns, and what the stable texts in their cells
//! mean.

use super::Lang;
use domain::model::{Form, Level, Severity, UnverifiedReason, Verdict};

words! {
    /// A fixed word of lists.
    pub enum ListWord {
        Pages = "Страницы", "Pages";
        Findings = "Нарушения на страницах", "Violations on pages";
        Events = "События", "Events";
        Runs = "Проверки", "Checks";
        AsOf = "По состоянию на", "As of";
        Rows = "Строк", "Rows";
        Of = "из", "of";
        NoRows = "Ничего нет.", "There is nothing.";
        TimeZone = "Часовой пояс", "Time zone";

        Page = "Страница", "Page";
        PageName = "Название страницы", "Page name";
        Organization = "Организация", "Organisation";
        Ogrn = "ОГРН", "OGRN";
        Municipality = "Муниципалитет", "Municipality";
        RegionCode = "Код региона", "Region code";
        Level = "Уровень", "Level";
        GroupId = "Номер сообщества", "Community number";
        Verdict = "Итог", "Verdict";
        LookVerdict = "Итог последней проверки", "Verdict of the last look";
        UnverifiedReason = "Почему не проверено", "Why not checked";
        UnverifiedSince = "Не удаётся проверить с", "Not checked since";
        LookedAt = "Последняя попытка", "Last attempt";
        SeenAt = "Последний раз проверено", "Last checked";
        ChangedAt = "Изменилось", "Changed";
        NextLookAt = "Следующая проверка", "Next look";
        Errors = "Ошибок", "Errors";
        Warnings = "Предупреждений", "Warnings";
        Notices = "Замечаний", "Notices";

        Code = "Код", "Code";
        Message = "Что не так", "What is wrong";
        Form = "Форма", "Form";
        Field = "Параметр", "Parameter";
        Severity = "Важность", "Severity";
        Position = "Место в меню", "Position";
        Observed = "Как сейчас", "As it is";
        Expected = "Как должно быть", "As it should be";
        State = "Состояние", "State";
        FirstSeenAt = "Замечено", "First seen";
        OpenedAt = "Открыто", "Opened";
        ConfirmedAt = "Подтверждено", "Confirmed";
        LastSeenAt = "Замечено в последний раз", "Last seen";
        ClosedAt = "Закрыто", "Closed";
        TimesOpened = "Сколько раз открыто", "Times opened";

        Seq = "Номер события", "Event number";
        At = "Когда", "When";
        Kind = "Вид", "Kind";
        Detail = "Подробности", "Details";

        Id = "Номер", "Number";
        RunName = "Название проверки", "Name of the check";
        StartedAt = "Начало", "Started";
        FinishedAt = "Конец", "Finished";
        Policy = "Правила", "Rules";
        PagesAsked = "Всего страниц", "All pages";
        PagesSeen = "Проверено страниц", "Pages checked";
        Coverage = "Охват проверкой", "Coverage";
        Compliant = "Соответствуют", "Compliant";
        WithViolations = "С нарушениями", "With violations";
        ForReview = "На проверку человеком", "For review";
        Unverified = "Не проверено", "Not checked";
        PagesChanged = "Изменилось страниц", "Pages changed";
        Opened = "Открыто нарушений", "Violations opened";
        Closed = "Закрыто нарушений", "Violations closed";
        HoldReason = "Почему придержано", "Why held back";
        Calls = "Обращений к ВКонтакте", "Calls to VK";

        Rehearsal = "Что изменят другие правила", "What other rules would change";
        VerdictBefore = "Итог сейчас", "Verdict now";
        VerdictAfter = "Итог по другим правилам", "Verdict by the other rules";
        Appear = "Появится", "Would appear";
        Disappear = "Исчезнет", "Would disappear";

        Imports = "Загрузки реестра", "Imports of the registry";
        SourceFile = "Файл", "File";
        RowsSetAside = "Строк отложено", "Rows set aside";
        PagesAdded = "Страниц добавлено", "Pages added";
        PagesOtherwise = "Страниц изменено", "Pages changed by it";
        PagesRemoved = "Страниц убрано", "Pages removed";
        DigestOf = "Отпечаток (SHA-256)", "Fingerprint (SHA-256)";

        People = "Люди", "People";
        Tokens = "Токены", "Tokens";
        Journal = "Журнал действий", "Journal of actions";
        Login = "Логин", "Login";
        PersonName = "Имя", "Name";
        Role = "Роль", "Role";
        Regions = "Только регионы", "Only regions";
        Municipalities = "Только муниципалитеты", "Only municipalities";
        Organizations = "Только организации", "Only organisations";
        HasPassword = "Пароль задан", "Has a password";
        Language = "Язык", "Language";
        CreatedAt = "Создано", "Created";
        PasswordChangedAt = "Пароль изменён", "Password changed";
        DisabledAt = "Отключено", "Disabled";
        TokenName = "Название", "Name of the token";
        Shown = "Начало токена", "Start of the token";
        Owner = "Чей", "Owner";
        ExpiresAt = "Действует до", "Ends";
        LastUsedAt = "Последнее обращение", "Last used";
        RevokedAt = "Отозвано", "Revoked";
        EntryNumber = "Номер записи", "Entry number";
        Who = "Кто", "Who";
        Action = "Действие", "Action";
        Object = "С чем", "With what";
        FromAddress = "Откуда", "From where";
    }
}

/// What kind of stable texts a column holds, for which people read words instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// What is said of a page as a whole.
    Verdict,
    /// Why a page could not be seen.
    UnverifiedReason,
    /// How grave a violation is.
    Severity,
    /// Which kind of body an organisation is.
    Level,
    /// Which form a violation concerns.
    Form,
    /// What became of a finding.
    FindingState,
    /// What happened.
    EventKind,
    /// Why pages were looked at.
    RunKind,
    /// How far a run has come.
    RunState,
    /// What a person may do.
    Role,
    /// What a token opens.
    TokenKind,
    /// What somebody did.
    JournalAction,
}

/// A stable text with its words in Russian and English.
type Term = (&'static str, &'static str, &'static str);

const FINDING_STATES: [Term; 4] = [
    ("suspected", "замечено, не подтверждено", "seen, not confirmed"),
    ("open", "открыто", "open"),
    ("returning", "замечено снова, не подтверждено", "seen again, not confirmed"),
    ("closed", "закрыто", "closed"),
];

const EVENT_KINDS: [Term; 17] = [
    ("finding.opened", "открыто нарушение", "violation opened"),
    ("finding.closed", "нарушение закрыто", "violation closed"),
    ("finding.reopened", "нарушение открыто снова", "violation opened again"),
    ("finding.severity_changed", "изменилась тяжесть нарушения", "violation became graver or lighter"),
    ("page.appeared", "страница появилась", "page appeared"),
    ("page.lost", "страница пропала", "page lost"),
    ("page.renamed", "страница переименована", "page renamed"),
    ("page.moved", "адрес ведёт на другое сообщество", "address leads to another community"),
    ("page.added", "страница добавлена", "page added"),
    ("page.changed", "страница изменена", "page changed"),
    ("page.removed", "страница убрана", "page removed"),
    ("run.finished", "проверка завершена", "check finished"),
    ("run.held", "итоги проверки придержаны", "results of a check held back"),
    ("run.released", "придержанные итоги приняты", "held results accepted"),
    ("run.discarded", "итоги проверки отброшены", "results of a check discarded"),
    ("registry.imported", "реестр загружен", "registry imported"),
    ("policy.changed", "правила изменены", "rules changed"),
];

const RUN_KINDS: [Term; 5] = [
    ("scheduled", "по расписанию", "scheduled"),
    ("second_look", "повторный взгляд", "second look"),
    ("recheck", "перепроверка", "recheck"),
    ("on_demand", "по запросу", "on demand"),
    ("manual", "вручную", "by hand"),
];

const RUN_STATES: [Term; 7] = [
    ("queued", "в очереди", "queued"),
    ("running", "идёт", "under way"),
    ("held", "придержана", "held back"),
    ("applying", "итоги записываются", "results being written"),
    ("finished", "завершена", "finished"),
    ("discarded", "отброшена", "discarded"),
    ("superseded", "заменена более новой", "superseded"),
];

const ROLES: [Term; 3] = [
    ("viewer", "наблюдатель", "viewer"),
    ("supervisor", "куратор", "supervisor"),
    ("admin", "администратор", "administrator"),
];

const TOKEN_KINDS: [Term; 2] = [("api", "API", "API"), ("feed", "лента", "feed")];

const JOURNAL_ACTIONS: [Term; 17] = [
    ("person.created", "создан человек", "person created"),
    ("person.changed", "изменён человек", "person changed"),
    ("person.disabled", "отключён человек", "person disabled"),
    ("person.enabled", "включён человек", "person enabled"),
    ("password.changed", "изменён пароль", "password changed"),
    ("session.opened", "вход", "signed in"),
    ("session.ended", "завершены сеансы", "sessions ended"),
    ("token.created", "создан токен", "token made"),
    ("token.revoked", "отозван токен", "token revoked"),
    ("key.rotated", "заменён ключ подписи", "signing key replaced"),
    ("page.check_asked", "запрошена проверка страницы", "look at a page asked for"),
    ("run.started", "начата проверка", "run started"),
    ("run.released", "принята придержанная проверка", "held run released"),
    ("run.discarded", "отброшена проверка", "run discarded"),
    ("registry.imported", "загружен реестр", "registry imported"),
    ("registry.undone", "отменена загрузка реестра", "import of the registry undone"),
    ("badge.made", "создан адрес значка", "address of a badge made"),
];

/// The words for a stable text of this vocabulary; `None` for one that is not of it.
///
/// ```
/// use vk_page_auditor_words::{Lang, listing};
/// use listing::Vocabulary;
/// assert_eq!(listing::term(Lang::En, Vocabulary::RunKind, "second_look"), Some("second look"));
/// assert_eq!(listing::term(Lang::En, Vocabulary::RunKind, "unheard_of"), None);
/// ```
pub fn term(lang: Lang, vocabulary: Vocabulary, text: &str) -> Option<&'static str> {
    let of = |terms: &'static [Term]| {
        terms.iter().find(|(stable, ..)| *stable == text).map(|(_, ru, en)| lang.pick(*ru, *en))
    };
    match vocabulary {
        Vocabulary::Verdict => verdict(text).map(|verdict| super::verdict(lang, verdict)),
        Vocabulary::UnverifiedReason => UnverifiedReason::parse(text).map(|reason| super::reason(lang, reason)),
        Vocabulary::Severity => Severity::parse(text).map(|severity| super::severity(lang, severity)),
        Vocabulary::Level => Level::parse(text).map(|level| super::level(lang, level)),
        Vocabulary::Form => Form::parse(text).map(super::form),
        Vocabulary::FindingState => of(&FINDING_STATES),
        Vocabulary::EventKind => of(&EVENT_KINDS),
        Vocabulary::RunKind => of(&RUN_KINDS),
        Vocabulary::RunState => of(&RUN_STATES),
        Vocabulary::Role => of(&ROLES),
        Vocabulary::TokenKind => of(&TOKEN_KINDS),
        Vocabulary::JournalAction => of(&JOURNAL_ACTIONS),
    }
}

/// The verdict with this stable text.
pub fn verdict(text: &str) -> Option<Verdict> {
    Verdict::parse(text)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_term_has_words_of_its_own_in_each_language() {
        let groups: [(Vocabulary, &[Term]); 7] = [
            (Vocabulary::Role, &ROLES),
            (Vocabulary::TokenKind, &TOKEN_KINDS),
            (Vocabulary::JournalAction, &JOURNAL_ACTIONS),
            (Vocabulary::FindingState, &FINDING_STATES),
            (Vocabulary::EventKind, &EVENT_KINDS),
            (Vocabulary::RunKind, &RUN_KINDS),
            (Vocabulary::RunState, &RUN_STATES),
        ];
        for (vocabulary, terms) in groups {
            for lang in Lang::ALL {
                let words: HashSet<_> = terms.iter().filter_map(|(text, ..)| term(lang, vocabulary, text)).collect();
                assert_eq!(words.len(), terms.len(), "{vocabulary:?}");
            }
        }
    }

    #[test]
    fn the_words_of_the_model_are_found_by_their_stable_texts() {
        for (vocabulary, text) in [
            (Vocabulary::Verdict, "unverified"),
            (Vocabulary::UnverifiedReason, "cover_download"),
            (Vocabulary::Severity, "notice"),
            (Vocabulary::Level, "municipal"),
            (Vocabulary::Form, "polls"),
        ] {
            assert!(term(Lang::Ru, vocabulary, text).is_some(), "{text}");
            assert_eq!(term(Lang::Ru, vocabulary, "Unverified"), None);
        }
    }
}
