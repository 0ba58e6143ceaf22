//! Russian words for why a page could not be seen, for remarks on a pass and for a pass cut short.

use std::fmt::Write as _;

use crate::plain::Visible;
use crate::{Words, number};
use domain::model::{
    AnswerFault, CallFailure, Cause, ConnectionFault, CutShort, JsonDefect, JsonFault, KeptFault, Remark, TlsFault,
    TokenFault, Unverified, UnverifiedReason, VkError,
};

use super::cover::cover_fault;
use super::file::saved_error;
use super::vk_error::vk_error;
use crate::Lang::Ru;

/// What VK's own English text says beyond the code: a piece of it, and its meaning.
const DETAILS: [(&str, &str); 9] = [
    ("another ip", "ключ выдан для другого IP-адреса"),
    ("expired", "срок ключа истёк"),
    ("no access_token", "ключ не передан"),
    ("invalid access_token", "такого ключа нет"),
    ("user is blocked", "учётная запись владельца ключа заблокирована"),
    ("invalid session", "сеанс владельца ключа закончен"),
    ("no access to call", "этому ключу метод закрыт"),
    ("service token", "с сервисным ключом метод недоступен"),
    ("group_ids", "не подходит параметр со страницами"),
];
/// The code with which VK sends a person to confirm the account.
const VALIDATION_REQUIRED: i64 = 17;

pub fn unverified(unverified: &Unverified) -> Words {
    let (lead, remedy) = reason(unverified.reason);
    let mut message = cause(&unverified.cause);
    if message.is_empty() {
        lead.clone_into(&mut message);
    } else if !stands_alone(unverified) {
        message = format!("{lead}: {message}");
    }
    if !message.ends_with(['.', '…']) {
        message.push('.');
    }
    let remedy = advice(&unverified.cause).map_or_else(|| remedy.to_owned(), str::to_owned);
    Words { message, remedy: with_address(remedy, &unverified.cause) }
}

/// VK's error says what happened without another word before it.
const fn stands_alone(unverified: &Unverified) -> bool {
    matches!((unverified.reason, &unverified.cause), (UnverifiedReason::VkError, Cause::Call(CallFailure::Vk(_))))
}

const fn reason(reason: UnverifiedReason) -> (&'static str, &'static str) {
    match reason {
        UnverifiedReason::NotInFile => (
            "В сохранённом ответе ВКонтакте этой страницы нет",
            "Сохраните ответ `groups.getById` заново, вместе с этой страницей, или проверьте её через сеть.",
        ),
        UnverifiedReason::Network => {
            ("Страницу не удалось получить из-за сбоя сети", "Проверьте подключение к сети и повторите проверку позже.")
        }
        UnverifiedReason::VkError => (
            "ВКонтакте ответил ошибкой",
            "Повторите проверку позже; если ошибка останется, откройте страницу в браузере и посмотрите, видна ли она.",
        ),
        UnverifiedReason::BadAnswer => (
            "Ответ ВКонтакте об этой странице не удалось понять",
            "Повторите проверку позже; если это повторится, сообщите разработчикам программы.",
        ),
        UnverifiedReason::TokensExhausted => (
            "Не осталось рабочих ключей доступа к ВКонтакте",
            "Добавьте новый ключ доступа или дождитесь, пока ВКонтакте снимет ограничение, и повторите проверку.",
        ),
        UnverifiedReason::Stopped => (
            "ВКонтакте потребовал подтверждения, и проверка остановлена",
            "Подтвердите учётную запись во ВКонтакте или замените ключ доступа и повторите проверку.",
        ),
        UnverifiedReason::Interrupted => {
            ("Проверку прервали раньше, чем до страницы дошла очередь", "Запустите проверку ещё раз.")
        }
        UnverifiedReason::CoverDownload => (
            "Обложку не удалось посмотреть, поэтому сличить её с набором нельзя",
            "Повторите проверку позже или проверьте страницу без обложек (--no-covers).",
        ),
        UnverifiedReason::Internal => (
            "Программа не справилась с этой страницей",
            "Сообщите разработчикам программы адрес страницы и то, что написано в журнале.",
        ),
        UnverifiedReason::Registry => (
            "Эта страница записана в реестре в нескольких строках, и чья она, непонятно",
            "Оставьте в реестре одну строку с этой страницей и повторите проверку.",
        ),
        UnverifiedReason::LaterVersion => (
            "Страницу проверила более новая версия программы, и эта не понимает, что она сохранила",
            "Обновите программу до той же версии.",
        ),
        UnverifiedReason::NotSeenYet => {
            ("Эту страницу ещё ни разу не проверяли", "Дождитесь ближайшей проверки по расписанию или запустите её.")
        }
        UnverifiedReason::Unconfirmed => (
            "На странице замечены нарушения, но их ещё не подтвердила вторая проверка",
            "Дождитесь следующей проверки: она подтвердит нарушения или снимет подозрение.",
        ),
    }
}

/// What exactly happened, as a part of a sentence; empty where there is nothing to be said.
pub fn cause(cause: &Cause) -> String {
    match cause {
        Cause::Unsaid => String::new(),
        Cause::Call(failure) => call_failure(failure),
        Cause::Answer(fault) => answer(fault),
        Cause::Tokens(tokens) => {
            let told = tokens
                .iter()
                .map(|TokenFault { name, failure }| format!("«{}» — {}", Visible::quoted(name), call_failure(failure)));
            told.collect::<Vec<_>>().join("; ")
        }
        Cause::Contradiction => "ответы ВКонтакте об этой странице противоречат друг другу".to_owned(),
        Cause::NoMenus { pages } => format!(
            "ни у одной из открытых страниц (их {}) в ответе нет меню; может быть, о нём не спросили: нужно поле `menu`",
            number(Ru, *pages as u64)
        ),
        Cause::Saved(error) => saved_error(error),
        Cause::Cover { url, fault } => format!("{}, картинка {}", cover_fault(fault), Visible::quoted(url)),
        Cause::Kept(fault) => kept(*fault).to_owned(),
        Cause::Fault => "внутренняя ошибка программы, подробности в её журнале".to_owned(),
        Cause::Text(text) => format!("«{}»", Visible::quoted(text)),
    }
}

/// What to do, where that is another thing than for other causes of the kind.
fn advice(cause: &Cause) -> Option<&'static str> {
    match cause {
        Cause::Call(failure) => call_advice(failure),
        // one thing to do is enough, and the first token is the one named first
        Cause::Tokens(tokens) => tokens.first().and_then(|token| call_advice(&token.failure)),
        Cause::NoMenus { .. } => Some(
            "Повторите проверку позже; если вы проверяете сохранённый ответ, сохраните его заново с полем `menu` в `fields`.",
        ),
        Cause::Kept(_) => Some("Выполните `store check`: он покажет, цело ли хранилище; или обновите программу."),
        Cause::Unsaid
        | Cause::Answer(_)
        | Cause::Contradiction
        | Cause::Saved(_)
        | Cause::Cover { .. }
        | Cause::Fault
        | Cause::Text(_) => None,
    }
}

fn call_advice(failure: &CallFailure) -> Option<&'static str> {
    match failure {
        CallFailure::Vk(error) => vk_error(error.code, error.subcode).map(|(_, advice)| advice),
        CallFailure::Http { status: 407 } | CallFailure::Connect(ConnectionFault::Proxy) => Some(
            "Проверьте адрес и пароль прокси-сервера в переменной HTTPS_PROXY или обойдитесь без него: `system_proxy = false` в разделе [vk] настроек.",
        ),
        CallFailure::Connect(ConnectionFault::Tls(_)) => Some(
            "Проверьте дату и время на этом компьютере, его корневые сертификаты и не подменяет ли соединение прокси-сервер или антивирус.",
        ),
        CallFailure::Connect(ConnectionFault::Dns) => {
            Some("Проверьте подключение к сети, настройки DNS и адрес API (ключ `host` в разделе [vk] настроек).")
        }
        CallFailure::Http { .. }
        | CallFailure::Html
        | CallFailure::Empty
        | CallFailure::BrokenJson(_)
        | CallFailure::OtherShape(_)
        | CallFailure::TooLarge { .. }
        | CallFailure::Timeout
        | CallFailure::Connect(_)
        | CallFailure::Broken(_) => None,
    }
}

/// Where VK wants a person to go stands in what is to be done.
fn with_address(mut remedy: String, cause: &Cause) -> String {
    if let Cause::Call(CallFailure::Vk(VkError { code: VALIDATION_REQUIRED, redirect_uri: Some(uri), .. })) = cause {
        let _ = write!(remedy, " Откройте {}", Visible::whole(uri));
    }
    remedy
}

/// Why a call to VK brought no answer, as a part of a sentence.
pub fn call_failure(failure: &CallFailure) -> String {
    match failure {
        CallFailure::Vk(error) => told_by_vk(error),
        CallFailure::Http { status } => format!("сервер ответил кодом HTTP {status}: {}", http_status(*status)),
        CallFailure::Html => {
            "вместо ответа пришла веб-страница: её мог прислать прокси-сервер или сам ВКонтакте, когда запросов слишком много"
                .to_owned()
        }
        CallFailure::Empty => "пришёл пустой ответ".to_owned(),
        CallFailure::BrokenJson(fault) => format!("пришёл испорченный ответ: {}", json_fault(*fault)),
        CallFailure::OtherShape(fault) => format!("пришёл ответ не того вида: {}", answer(fault)),
        CallFailure::TooLarge { limit } => format!("ответ больше допустимого: {} байт", number(Ru, *limit as u64)),
        CallFailure::Timeout => "сервер не ответил вовремя".to_owned(),
        CallFailure::Connect(fault) => format!("не удалось соединиться: {}", connection(fault)),
        CallFailure::Broken(fault) => format!("соединение прервалось: {}", connection(fault)),
    }
}

fn told_by_vk(error: &VkError) -> String {
    let VkError { code, subcode, message, .. } = error;
    let mut text = format!("ВКонтакте ответил ошибкой {code}");
    if let Some(subcode) = subcode {
        let _ = write!(text, ".{subcode}");
    }
    let known = vk_error(*code, *subcode);
    text.push_str(": ");
    text.push_str(known.map_or("программа её не знает", |(what, _)| what));
    let small = message.to_lowercase();
    let detail = DETAILS.iter().find(|(piece, _)| small.contains(piece));
    let _ = match (known, detail) {
        (Some(_), Some((_, words))) => write!(text, " ({words})"),
        (None, _) if !message.is_empty() => write!(text, " («{}»)", Visible::quoted(message)),
        _ => Ok(()),
    };
    text
}

pub const fn http_status(status: u16) -> &'static str {
    match status {
        300..=399 => "он отправляет на другой адрес",
        401 | 403 => "он не пускает",
        404 | 410 => "там ничего нет",
        407 => "прокси-сервер требует пароль",
        408 | 504 => "он не дождался ответа от других серверов",
        413 | 414 | 431 => "запрос для него слишком велик",
        429 => "слишком много запросов",
        400..=499 => "он не принял запрос",
        500..=599 => "на его стороне временный сбой",
        _ => "такого ответа программа не ждала",
    }
}

/// Why a connection did not come about, or broke.
pub fn connection(fault: &ConnectionFault) -> String {
    let words = match fault {
        ConnectionFault::Dns => "адрес сервера по его имени не нашёлся",
        ConnectionFault::Refused => "по этому адресу никто не отвечает",
        ConnectionFault::Unreachable => "до сервера нет пути, проверьте сеть",
        ConnectionFault::Reset => "сервер разорвал соединение",
        ConnectionFault::CutOff => "ответ оборвался на середине",
        ConnectionFault::Proxy => "прокси-сервер не пропускает",
        ConnectionFault::Private => "имя ведёт на внутренний адрес, а туда программа не ходит",
        ConnectionFault::Tls(fault) => tls(*fault),
        ConnectionFault::Other(_) => "сбой соединения, подробности в журнале программы",
    };
    words.to_owned()
}

const fn tls(fault: TlsFault) -> &'static str {
    match fault {
        TlsFault::UnknownIssuer => "сертификат сервера подписан тем, кому этот компьютер не доверяет",
        TlsFault::Expired => "срок действия сертификата сервера закончился",
        TlsFault::NotYetValid => "срок действия сертификата сервера ещё не начался",
        TlsFault::OtherName => "сертификат выдан другому сайту",
        TlsFault::Protocol => "договориться о зашифрованном соединении не получилось",
        TlsFault::Certificate => "сертификат сервера не годится",
    }
}

pub fn json_fault(fault: JsonFault) -> String {
    let JsonFault { defect, line, column } = fault;
    let what = match defect {
        JsonDefect::CutOff => "это оборванный JSON",
        JsonDefect::Syntax => "это не JSON",
        JsonDefect::NotUtf8 => return "это не текст в кодировке UTF-8".to_owned(),
    };
    format!("{what} (строка {line}, знак {column})")
}

fn answer(fault: &AnswerFault) -> String {
    match fault {
        AnswerFault::NoResponse => "в нём нет ни `response`, ни `error`",
        AnswerFault::OtherCommunity => "он о другом сообществе, а не о том, о котором спросили",
        AnswerFault::Id => "в поле `id` не номер сообщества",
        AnswerFault::IsClosed => "в поле `is_closed` не 0, не 1 и не 2",
        AnswerFault::IsHidden => "в поле `is_hidden` не «да» и не «нет»",
        AnswerFault::Shape { .. } => "значения в нём не того вида, какой описан у ВКонтакте",
    }
    .to_owned()
}

const fn kept(fault: KeptFault) -> &'static str {
    match fault {
        KeptFault::NoPolicy => "в хранилище нет правил, по которым судили страницу",
        KeptFault::Policy => "сохранённые правила этой версии программы не подходят",
        KeptFault::Snapshot => "сохранённый вид страницы не читается",
    }
}

pub fn remark(remark: &Remark) -> String {
    match remark {
        Remark::Renamed { url, screen_name } => format!(
            "Адрес {} устарел: у этого же сообщества теперь короткий адрес «{}». Исправьте его в реестре.",
            Visible::quoted(url),
            Visible::quoted(screen_name)
        ),
        Remark::Token { name, failure } => {
            let mut text =
                format!("Ключ доступа «{}» больше не используется: {}.", Visible::quoted(name), call_failure(failure));
            if let Some(advice) = call_advice(failure) {
                text.push(' ');
                text.push_str(advice);
            }
            text
        }
        Remark::Text(text) => format!("«{}».", Visible::quoted(text)),
    }
}

pub fn cut_short(cut_short: &CutShort) -> String {
    let mut text = match cut_short {
        CutShort::Interrupted => return "Проверка прервана до конца: часть страниц осталась непроверенной.".to_owned(),
        CutShort::Stopped { .. } => "Проверка остановлена до конца, часть страниц осталась непроверенной.".to_owned(),
    };
    if let CutShort::Stopped { cause: why } = cut_short {
        let told = cause(why);
        if !told.is_empty() {
            let _ = write!(text, " Причина: {told}.");
        }
        if let Some(advice) = advice(why) {
            let _ = write!(text, " {advice}");
        }
        text = with_address(text, why);
    }
    text
}

/// How a call ended, from the name under which it is counted.
pub fn call_outcome(name: &str) -> String {
    match name {
        "ok" => "успешно".to_owned(),
        "html" => "веб-страница вместо ответа".to_owned(),
        "empty" => "пустой ответ".to_owned(),
        "broken_json" => "испорченный ответ".to_owned(),
        "other_shape" => "ответ не того вида".to_owned(),
        "too_large" => "слишком большой ответ".to_owned(),
        "timeout" => "нет ответа вовремя".to_owned(),
        "connect" => "не удалось соединиться".to_owned(),
        "broken" => "соединение прервалось".to_owned(),
        other => {
            if let Some(code) = other.strip_prefix("vk_") {
                let what = code.parse().ok().and_then(|code| vk_error(code, None)).map(|(what, _)| what);
                let what = what.map(|what| format!(": {what}")).unwrap_or_default();
                format!("ошибка ВКонтакте {}{what}", Visible::quoted(code))
            } else if let Some(status) = other.strip_prefix("http_") {
                format!("код HTTP {}", Visible::quoted(status))
            } else {
                format!("«{}»", Visible::quoted(other))
            }
        }
    }
}
