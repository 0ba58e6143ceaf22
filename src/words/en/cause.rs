//! English words for why a page could not be seen, for remarks on a pass and for a pass cut short.

use std::fmt::Write as _;

use crate::Lang::En;
use crate::plain::Visible;
use crate::{Words, number};
use domain::model::{
    AnswerFault, CallFailure, Cause, ConnectionFault, CutShort, JsonDefect, JsonFault, KeptFault, Remark, TlsFault,
    TokenFault, Unverified, UnverifiedReason, VkError,
};

use super::cover::cover_fault;
use super::file::saved_error;
use super::vk_error::vk_error;

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
            "The saved answer of VK does not contain this page",
            "Save the answer of `groups.getById` anew with this page in it, or check the page over the network.",
        ),
        UnverifiedReason::Network => (
            "The page could not be fetched: the network failed",
            "Look at the network connection and check again later.",
        ),
        UnverifiedReason::VkError => (
            "VK answered with an error",
            "Check again later; if the error stays, open the page in a browser to see whether it can be seen.",
        ),
        UnverifiedReason::BadAnswer => (
            "What VK said of this page could not be understood",
            "Check again later; if it happens again, tell the developers of the program.",
        ),
        UnverifiedReason::TokensExhausted => (
            "No usable VK access token is left",
            "Add a new token, or wait until VK lifts the restriction, and check again.",
        ),
        UnverifiedReason::Stopped => (
            "VK asked for a confirmation, and the check was stopped",
            "Confirm the account in VK or replace the token, and check again.",
        ),
        UnverifiedReason::Interrupted => {
            ("The check was interrupted before this page was reached", "Start the check again.")
        }
        UnverifiedReason::CoverDownload => (
            "The cover could not be looked at, so it could not be compared",
            "Check again later, or check the page without covers (--no-covers).",
        ),
        UnverifiedReason::Internal => (
            "The program itself failed on this page",
            "Tell the developers of the program the address of the page and what stands in its log.",
        ),
        UnverifiedReason::Registry => (
            "Several rows of the registry name this page, and nobody can tell whose it is",
            "Leave one row with this page in the registry and check it again.",
        ),
        UnverifiedReason::LaterVersion => (
            "A later version of the program looked at the page, and this one does not understand what it kept",
            "Update the program to the same version.",
        ),
        UnverifiedReason::NotSeenYet => {
            ("Nobody has looked at this page yet", "Wait for the next check of the schedule, or begin one.")
        }
        UnverifiedReason::Unconfirmed => (
            "Violations were seen on this page, but no second look has confirmed them yet",
            "Wait for the next check: it confirms the violations or drops the suspicion.",
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
                .map(|TokenFault { name, failure }| format!("“{}”: {}", Visible::quoted(name), call_failure(failure)));
            told.collect::<Vec<_>>().join("; ")
        }
        Cause::Contradiction => "what VK answers about this page contradicts itself".to_owned(),
        Cause::NoMenus { pages } => format!(
            "not one of {} open pages came with a menu; perhaps it was not asked for: the field `menu` is needed",
            number(En, *pages as u64)
        ),
        Cause::Saved(error) => saved_error(error),
        Cause::Cover { url, fault } => format!("{}, picture {}", cover_fault(fault), Visible::quoted(url)),
        Cause::Kept(fault) => kept(*fault).to_owned(),
        Cause::Fault => "an internal error of the program, its log tells more".to_owned(),
        Cause::Text(text) => format!("“{}”", Visible::quoted(text)),
    }
}

/// What to do, where that is another thing than for other causes of the kind.
fn advice(cause: &Cause) -> Option<&'static str> {
    match cause {
        Cause::Call(failure) => call_advice(failure),
        // one thing to do is enough, and the first token is the one named first
        Cause::Tokens(tokens) => tokens.first().and_then(|token| call_advice(&token.failure)),
        Cause::NoMenus { .. } => {
            Some("Try again later; if you check a saved answer, save it again with the field `menu` in `fields`.")
        }
        Cause::Kept(_) => Some("Run store check: it tells whether the store is whole; or update the program."),
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
            "Check the address and the password of the proxy in the variable HTTPS_PROXY, or do without it: `system_proxy = false` in the section [vk] of the configuration.",
        ),
        CallFailure::Connect(ConnectionFault::Tls(_)) => Some(
            "Check the date and time of this machine, its root certificates, and whether a proxy or an antivirus puts itself into the connection.",
        ),
        CallFailure::Connect(ConnectionFault::Dns) => Some(
            "Check the network connection, the settings of DNS and the address of the API (the key `host` in the section [vk] of the configuration).",
        ),
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
        let _ = write!(remedy, " Open {}", Visible::whole(uri));
    }
    remedy
}

/// Why a call to VK brought no answer, as a part of a sentence.
pub fn call_failure(failure: &CallFailure) -> String {
    match failure {
        CallFailure::Vk(error) => told_by_vk(error),
        CallFailure::Http { status } => format!("the server answered with HTTP {status}: {}", http_status(*status)),
        CallFailure::Html => {
            "a web page came in place of an answer: a proxy may have sent it, or VK itself when there are too many requests"
                .to_owned()
        }
        CallFailure::Empty => "an empty answer came".to_owned(),
        CallFailure::BrokenJson(fault) => format!("a broken answer came: {}", json_fault(*fault)),
        CallFailure::OtherShape(fault) => format!("an answer of the wrong kind came: {}", answer(fault)),
        CallFailure::TooLarge { limit } => {
            format!("the answer is larger than allowed: {} bytes", number(En, *limit as u64))
        }
        CallFailure::Timeout => "the server did not answer in time".to_owned(),
        CallFailure::Connect(fault) => format!("no connection: {}", connection(fault)),
        CallFailure::Broken(fault) => format!("the connection broke: {}", connection(fault)),
    }
}

fn told_by_vk(error: &VkError) -> String {
    let VkError { code, subcode, message, .. } = error;
    let mut text = format!("VK answered with error {code}");
    if let Some(subcode) = subcode {
        let _ = write!(text, ".{subcode}");
    }
    let known = vk_error(*code, *subcode);
    text.push_str(": ");
    text.push_str(known.map_or("the program does not know it", |(what, _)| what));
    if !message.is_empty() {
        let _ = write!(text, " (“{}”)", Visible::quoted(message));
    }
    text
}

pub const fn http_status(status: u16) -> &'static str {
    match status {
        300..=399 => "it leads to another address",
        401 | 403 => "it does not let in",
        404 | 410 => "there is nothing there",
        407 => "the proxy wants a password",
        408 | 504 => "it got no answer from other servers in time",
        413 | 414 | 431 => "the request is too large for it",
        429 => "too many requests",
        400..=499 => "it did not take the request",
        500..=599 => "it has a passing fault",
        _ => "no such answer was expected",
    }
}

/// Why a connection did not come about, or broke.
pub fn connection(fault: &ConnectionFault) -> String {
    match fault {
        ConnectionFault::Dns => "the server's name has no address".to_owned(),
        ConnectionFault::Refused => "nobody answers at this address".to_owned(),
        ConnectionFault::Unreachable => "there is no way to the server, check the network".to_owned(),
        ConnectionFault::Reset => "the server broke it".to_owned(),
        ConnectionFault::CutOff => "the answer broke off in the middle".to_owned(),
        ConnectionFault::Proxy => "the proxy does not let through".to_owned(),
        ConnectionFault::Private => "the name leads to an internal address, where the program does not go".to_owned(),
        ConnectionFault::Tls(fault) => tls(*fault).to_owned(),
        ConnectionFault::Other(said) => format!("“{}”", Visible::quoted(said)),
    }
}

const fn tls(fault: TlsFault) -> &'static str {
    match fault {
        TlsFault::UnknownIssuer => "the server's certificate is signed by somebody this machine does not trust",
        TlsFault::Expired => "the server's certificate is over",
        TlsFault::NotYetValid => "the server's certificate does not hold yet",
        TlsFault::OtherName => "the certificate is another site's",
        TlsFault::Protocol => "no agreement on an encrypted connection was reached",
        TlsFault::Certificate => "the server's certificate cannot be used",
    }
}

pub fn json_fault(fault: JsonFault) -> String {
    let JsonFault { defect, line, column } = fault;
    let what = match defect {
        JsonDefect::CutOff => "JSON that was cut off",
        JsonDefect::Syntax => "no JSON",
        JsonDefect::NotUtf8 => return "no text in UTF-8".to_owned(),
    };
    format!("{what} (line {line}, column {column})")
}

fn answer(fault: &AnswerFault) -> String {
    match fault {
        AnswerFault::NoResponse => "it has neither `response` nor `error`".to_owned(),
        AnswerFault::OtherCommunity => "it tells of another community than the one asked for".to_owned(),
        AnswerFault::Id => "`id` is not the number of a community".to_owned(),
        AnswerFault::IsClosed => "`is_closed` is none of 0, 1, 2".to_owned(),
        AnswerFault::IsHidden => "`is_hidden` is no flag".to_owned(),
        AnswerFault::Shape { said } => {
            format!("a value is not what VK's documentation says (“{}”)", Visible::quoted(said))
        }
    }
}

const fn kept(fault: KeptFault) -> &'static str {
    match fault {
        KeptFault::NoPolicy => "the store does not have the rules by which the page was judged",
        KeptFault::Policy => "the kept rules are none for this version of the program",
        KeptFault::Snapshot => "what is kept of the page cannot be read",
    }
}

pub fn remark(remark: &Remark) -> String {
    match remark {
        Remark::Renamed { url, screen_name } => format!(
            "The address {} is out of date: the short name of the same community is now “{}”. Correct it in the registry.",
            Visible::quoted(url),
            Visible::quoted(screen_name)
        ),
        Remark::Token { name, failure } => {
            let mut text =
                format!("The access token “{}” is used no longer: {}.", Visible::quoted(name), call_failure(failure));
            if let Some(advice) = call_advice(failure) {
                text.push(' ');
                text.push_str(advice);
            }
            text
        }
        Remark::Text(text) => format!("“{}”.", Visible::quoted(text)),
    }
}

pub fn cut_short(cut_short: &CutShort) -> String {
    let mut text = match cut_short {
        CutShort::Interrupted => {
            return "The run was interrupted before its end: some pages were not checked.".to_owned();
        }
        CutShort::Stopped { .. } => "The run was stopped before its end, some pages were not checked.".to_owned(),
    };
    if let CutShort::Stopped { cause: why } = cut_short {
        let told = cause(why);
        if !told.is_empty() {
            let _ = write!(text, " The reason: {told}.");
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
        "ok" => "answered".to_owned(),
        "html" => "a web page in place of an answer".to_owned(),
        "empty" => "an empty answer".to_owned(),
        "broken_json" => "a broken answer".to_owned(),
        "other_shape" => "an answer of the wrong kind".to_owned(),
        "too_large" => "too large an answer".to_owned(),
        "timeout" => "no answer in time".to_owned(),
        "connect" => "no connection".to_owned(),
        "broken" => "a broken connection".to_owned(),
        other => {
            if let Some(code) = other.strip_prefix("vk_") {
                let what = code.parse().ok().and_then(|code| vk_error(code, None)).map(|(what, _)| what);
                let what = what.map(|what| format!(": {what}")).unwrap_or_default();
                format!("VK error {}{what}", Visible::quoted(code))
            } else if let Some(status) = other.strip_prefix("http_") {
                format!("HTTP {}", Visible::quoted(status))
            } else {
                format!("“{}”", Visible::quoted(other))
            }
        }
    }
}
