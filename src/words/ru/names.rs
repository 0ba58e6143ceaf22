//! Russian names of the fixed things: codes, severities, verdicts, levels, reasons, columns.

use domain::model::{Code, CoverJudgement, Form, Level, Severity, UnverifiedReason, Verdict};

pub const fn code(code: Code) -> &'static str {
    match code {
        Code::PageNotFound => "страница не найдена",
        Code::PageDeactivated => "страница удалена или заблокирована",
        Code::PageClosed => "страница закрыта для посетителей",
        Code::PageUnofficial => "нет отметки государственной организации",
        Code::MenuMissing => "нет меню",
        Code::MenuHidden => "меню скрыто",
        Code::FormMissing => "нет формы в меню",
        Code::FormMisplaced => "форма не на своём месте",
        Code::FormSwapped => "формы перепутаны местами",
        Code::FormDuplicate => "форма повторяется",
        Code::FormHidden => "форма скрыта",
        Code::TitleMismatch => "неверное название",
        Code::TitleNearMatch => "название написано неточно",
        Code::CoverMissing => "нет обложки",
        Code::CoverNotApproved => "обложка не из утверждённого набора",
        Code::CoverOtherForm => "обложка другой формы",
        Code::CoverReview => "обложку должен посмотреть человек",
        Code::UrlWhitespace => "пробел внутри ссылки",
        Code::UrlPlaceholder => "в ссылке осталось слово из образца",
        Code::UrlEscaped => "знаки ссылки заменены кодами",
        Code::UrlScheme => "ссылка начинается не с https",
        Code::UrlHost => "ссылка ведёт на другой сайт",
        Code::UrlRedirect => "ссылка через сокращение или переадресацию",
        Code::UrlPath => "ссылка ведёт не на ту страницу сайта",
        Code::UrlParamMissing => "в ссылке не хватает параметра",
        Code::UrlParamMalformed => "значение параметра записано с ошибкой",
        Code::UrlParamMismatch => "значение параметра не этой организации",
        Code::UrlParamCase => "имя параметра другими буквами",
        Code::UrlParamDuplicate => "параметр указан дважды",
        Code::UrlParamUnknown => "лишний параметр",
        Code::UrlInconsistent => "параметры противоречат друг другу",
        Code::UrlSeparator => "потерян или заменён знак «?», «&» или «=»",
        Code::UrlOtherLevel => "ссылка на опросы другого уровня",
        Code::UrlOtherOrganization => "ссылка другой организации",
        Code::UrlParamMisspelt => "имя параметра с опечаткой",
        Code::UrlNotCanonical => "ссылка записана не как в образце",
    }
}

pub const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Notice => "замечание",
        Severity::Warning => "предупреждение",
        Severity::Error => "ошибка",
    }
}

pub const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Compliant => "соответствует",
        Verdict::Violations => "есть нарушения",
        Verdict::Review => "нужна проверка человеком",
        Verdict::Unverified => "не удалось проверить",
    }
}

pub const fn level(level: Level) -> &'static str {
    match level {
        Level::Regional => "орган власти региона (РОИВ)",
        Level::Municipal => "орган местного самоуправления (ОМСУ)",
        Level::Subordinate => "подведомственная организация",
    }
}

pub const fn form_purpose(form: Form) -> &'static str {
    match form {
        Form::Messages => "приём сообщений и обращений",
        Form::Polls => "опросы и голосования",
    }
}

pub fn parameter(name: &str) -> Option<&'static str> {
    Some(match name {
        "opaId" => "номер личного кабинета в ПОС, ID ЛКО",
        "utm_source" => "метка формы, одинаковая у всех страниц",
        "utm_medium" | "reg_code" => "код вашего региона",
        "utm_campaign" => "ОГРН вашей организации",
        "mun_code" => "код вашего муниципалитета по ОКТМО",
        _ => return None,
    })
}

pub const fn cover(judgement: CoverJudgement) -> &'static str {
    match judgement {
        CoverJudgement::Approved => "из утверждённого набора",
        CoverJudgement::Rejected => "не из утверждённого набора",
        CoverJudgement::Review => "нужна проверка человеком",
        CoverJudgement::NotChecked => "не проверялась",
    }
}

pub const fn reason(reason: UnverifiedReason) -> &'static str {
    match reason {
        UnverifiedReason::NotInFile => "нет в сохранённом ответе",
        UnverifiedReason::Network => "сбой сети",
        UnverifiedReason::VkError => "ВКонтакте ответил ошибкой",
        UnverifiedReason::BadAnswer => "непонятный ответ ВКонтакте",
        UnverifiedReason::TokensExhausted => "нет рабочих ключей доступа",
        UnverifiedReason::Stopped => "ВКонтакте остановил проверку",
        UnverifiedReason::Interrupted => "проверка прервана",
        UnverifiedReason::CoverDownload => "не скачалась обложка",
        UnverifiedReason::Internal => "внутренняя ошибка программы",
        UnverifiedReason::NotSeenYet => "ещё не проверялась",
        UnverifiedReason::Registry => "записана в реестре несколько раз",
        UnverifiedReason::Unconfirmed => "нарушения ещё не подтверждены",
        UnverifiedReason::LaterVersion => "проверено более новой версией программы",
    }
}

/// A value of a form's link and where an office finds it.
pub fn where_found(field: &str) -> &'static str {
    match field {
        "opa_id" => "номер ЛКО ПОС (его видно в настройках личного кабинета ПОС)",
        "region_code" => {
            "код региона (первые две цифры ОКАТО; для всего реестра его задаёт ключ registry.region_code настроек)"
        }
        "oktmo" => "код ОКТМО муниципалитета, 8 цифр (его показывает сайт ФНС «Узнай ОКТМО»)",
        "ogrn" => "ОГРН организации, 13 цифр (его показывает выписка из ЕГРЮЛ на egrul.nalog.ru)",
        _ => "значение, которого нет в реестре",
    }
}

pub fn column(header: &'static str) -> &'static str {
    match header {
        "page_url" => "Ссылка на страницу",
        "organization" => "Наименование организации",
        "ogrn" => "ОГРН",
        "level" => "Уровень",
        "region_code" => "Код региона",
        "municipality" => "Муниципалитет",
        "oktmo" => "ОКТМО",
        "opa_id" => "ID ЛКО ПОС",
        "messages_connected" => "Подключена к ПОС (сообщения)",
        "polls_of" => "Опросы",
        "polls_connected" => "Подключена к ПОС (опросы)",
        "no_page_reason" => "Официальная страница не ведётся на основании",
        "parent_ogrn" => "ОГРН вышестоящего органа",
        "founder" => "Учредитель",
        "contact_email" => "E-mail ответственного",
        "group_id" => "ID госпаблика",
        other => other,
    }
}
