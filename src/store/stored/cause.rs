//! Why a page could not be seen, why a cover could not be looked at, and remarks on a run, as the store keeps them: JSON in
//! a column that once held a text. Texts that an earlier version of the program kept are read as such.

use serde_json::{Map, Value, json};

use domain::model::{
    AnswerFault, CallFailure, Cause, ConnectionFault, CoverFault, Damage, FetchFault, FileFault, JsonDefect, JsonFault,
    KeptFault, LooksLike, PictureError, PictureFormat, Remark, SavedError, SavedProblem, TlsFault, TokenFault,
    UnreadFormat, VkError,
};

/// The key that tells such JSON from a text: the name of the kind.
const KIND: &str = "cause";

/// Names of things that hold nothing but their kind, in one table for both ways.
macro_rules! names {
    ($write:ident, $read:ident, $type:ty, $($name:literal = $value:expr),+ $(,)?) => {
        fn $write(value: &$type) -> Option<&'static str> {
            $(if *value == $value { return Some($name); })+
            None
        }

        fn $read(name: &str) -> Option<$type> {
            match name {
                $($name => Some($value),)+
                _ => None,
            }
        }
    };
}

names!(
    connection_name,
    connection_named,
    ConnectionFault,
    "dns" = ConnectionFault::Dns,
    "refused" = ConnectionFault::Refused,
    "unreachable" = ConnectionFault::Unreachable,
    "reset" = ConnectionFault::Reset,
    "cut_off" = ConnectionFault::CutOff,
    "proxy" = ConnectionFault::Proxy,
    "private" = ConnectionFault::Private,
    "tls_unknown_issuer" = ConnectionFault::Tls(TlsFault::UnknownIssuer),
    "tls_expired" = ConnectionFault::Tls(TlsFault::Expired),
    "tls_not_yet_valid" = ConnectionFault::Tls(TlsFault::NotYetValid),
    "tls_other_name" = ConnectionFault::Tls(TlsFault::OtherName),
    "tls_protocol" = ConnectionFault::Tls(TlsFault::Protocol),
    "tls_certificate" = ConnectionFault::Tls(TlsFault::Certificate),
);

names!(
    answer_name,
    answer_named,
    AnswerFault,
    "no_response" = AnswerFault::NoResponse,
    "other_community" = AnswerFault::OtherCommunity,
    "id" = AnswerFault::Id,
    "is_closed" = AnswerFault::IsClosed,
    "is_hidden" = AnswerFault::IsHidden,
);

names!(
    defect_name,
    defect_named,
    JsonDefect,
    "cut_off" = JsonDefect::CutOff,
    "syntax" = JsonDefect::Syntax,
    "not_utf8" = JsonDefect::NotUtf8,
);

names!(
    plain_name,
    plain_named,
    Cause,
    "contradiction" = Cause::Contradiction,
    "fault" = Cause::Fault,
    "no_policy" = Cause::Kept(KeptFault::NoPolicy),
    "policy" = Cause::Kept(KeptFault::Policy),
    "snapshot" = Cause::Kept(KeptFault::Snapshot),
    "html" = Cause::Call(CallFailure::Html),
    "empty" = Cause::Call(CallFailure::Empty),
    "timeout" = Cause::Call(CallFailure::Timeout),
);

/// A cause as the store keeps it; empty where there is nothing to be said.
pub fn cause_text(cause: &Cause) -> String {
    match cause {
        Cause::Unsaid => String::new(),
        Cause::Text(text) => text.clone(),
        other => write(other).to_string(),
    }
}

/// A cause from what the store keeps, whichever version of the program kept it.
pub fn cause_of(text: &str) -> Cause {
    if text.is_empty() {
        return Cause::Unsaid;
    }
    let kept = serde_json::from_str::<Value>(text).ok();
    kept.and_then(|kept| read(&kept)).unwrap_or_else(|| Cause::Text(text.to_owned()))
}

/// A remark on a run as the store keeps it; `None` for one that is told by the page.
pub(crate) fn remark_text(remark: &Remark) -> Option<String> {
    match remark {
        Remark::Token { name, failure } => Some(token(name, failure).to_string()),
        Remark::Text(text) => Some(text.clone()),
        Remark::Renamed { .. } => None,
    }
}

/// A remark on a run from what the store keeps.
pub(crate) fn remark_of(text: &str) -> Remark {
    let kept = serde_json::from_str::<Value>(text).ok();
    let token = kept.and_then(|kept| token_of(&kept));
    token.map_or_else(|| Remark::Text(text.to_owned()), |TokenFault { name, failure }| Remark::Token { name, failure })
}

/// Why a cover could not be looked at, as the store keeps it.
pub(super) fn cover_text(fault: &CoverFault) -> String {
    match fault {
        CoverFault::Text(text) => text.clone(),
        other => cover(other).to_string(),
    }
}

/// Why a cover could not be looked at, from what the store keeps.
pub(super) fn cover_of(text: &str) -> CoverFault {
    let kept = serde_json::from_str::<Value>(text).ok();
    kept.and_then(|kept| cover_fault(&kept)).unwrap_or_else(|| CoverFault::Text(text.to_owned()))
}

fn write(cause: &Cause) -> Value {
    if let Some(name) = plain_name(cause) {
        return json!({ KIND: name });
    }
    match cause {
        Cause::Call(failure) => call(failure),
        Cause::Answer(fault) => with(KIND, "answer", answer(fault)),
        Cause::Tokens(tokens) => {
            let tokens: Vec<Value> = tokens.iter().map(|one| token(&one.name, &one.failure)).collect();
            json!({ KIND: "tokens", "tokens": tokens })
        }
        Cause::NoMenus { pages } => json!({ KIND: "no_menus", "pages": pages }),
        Cause::Cover { url, fault } => json!({ KIND: "cover", "url": url, "fault": cover(fault) }),
        // a pass over a file of saved answers is no store's; that it was one is all that is kept
        Cause::Saved(_) => json!({ KIND: "saved" }),
        Cause::Text(text) => json!({ KIND: "text", "said": text }),
        Cause::Unsaid | Cause::Contradiction | Cause::Kept(_) | Cause::Fault => json!({ KIND: "fault" }),
    }
}

fn read(kept: &Value) -> Option<Cause> {
    let kind = kept[KIND].as_str()?;
    if let Some(cause) = plain_named(kind) {
        return Some(cause);
    }
    Some(match kind {
        "answer" => Cause::Answer(answer_of(kept)?),
        "tokens" => Cause::Tokens(kept["tokens"].as_array()?.iter().map(token_of).collect::<Option<_>>()?),
        "no_menus" => Cause::NoMenus { pages: number(&kept["pages"])? },
        "cover" => Cause::Cover { url: kept["url"].as_str()?.into(), fault: cover_fault(&kept["fault"])? },
        "saved" => {
            Cause::Saved(SavedError { file: String::new(), problem: SavedProblem::Unreadable(FileFault::Other(None)) })
        }
        "text" => Cause::Text(text(&kept["said"])?),
        _ => Cause::Call(call_of(kept)?),
    })
}

fn call(failure: &CallFailure) -> Value {
    match failure {
        CallFailure::Vk(VkError { code, subcode, message, redirect_uri }) => json!({
            KIND: "vk", "code": code, "subcode": subcode, "message": message, "redirect_uri": redirect_uri,
        }),
        CallFailure::Http { status } => json!({ KIND: "http", "status": status }),
        CallFailure::Html => json!({ KIND: "html" }),
        CallFailure::Empty => json!({ KIND: "empty" }),
        CallFailure::BrokenJson(JsonFault { defect, line, column }) => json!({
            KIND: "broken_json", "defect": defect_name(defect), "line": line, "column": column,
        }),
        CallFailure::OtherShape(fault) => with(KIND, "other_shape", answer(fault)),
        CallFailure::TooLarge { limit } => json!({ KIND: "too_large", "limit": limit }),
        CallFailure::Timeout => json!({ KIND: "timeout" }),
        CallFailure::Connect(fault) => with(KIND, "connect", connection(fault)),
        CallFailure::Broken(fault) => with(KIND, "broken", connection(fault)),
    }
}

fn call_of(kept: &Value) -> Option<CallFailure> {
    Some(match kept[KIND].as_str()? {
        "vk" => CallFailure::Vk(VkError {
            code: kept["code"].as_i64()?,
            subcode: kept["subcode"].as_i64(),
            message: text(&kept["message"])?,
            redirect_uri: text(&kept["redirect_uri"]),
        }),
        "http" => CallFailure::Http { status: number(&kept["status"])? },
        "html" => CallFailure::Html,
        "empty" => CallFailure::Empty,
        "broken_json" => CallFailure::BrokenJson(JsonFault {
            defect: defect_named(kept["defect"].as_str()?)?,
            line: number(&kept["line"])?,
            column: number(&kept["column"])?,
        }),
        "other_shape" => CallFailure::OtherShape(answer_of(kept)?),
        "too_large" => CallFailure::TooLarge { limit: number(&kept["limit"])? },
        "timeout" => CallFailure::Timeout,
        "connect" => CallFailure::Connect(connection_of(kept)?),
        "broken" => CallFailure::Broken(connection_of(kept)?),
        _ => return None,
    })
}

fn token(name: &str, failure: &CallFailure) -> Value {
    with("token", name, object(call(failure)))
}

fn token_of(kept: &Value) -> Option<TokenFault> {
    Some(TokenFault { name: text(&kept["token"])?, failure: call_of(kept)? })
}

fn connection(fault: &ConnectionFault) -> Map<String, Value> {
    object(match (connection_name(fault), fault) {
        (Some(name), _) => json!({ "fault": name }),
        (None, ConnectionFault::Other(said)) => json!({ "said": said }),
        (None, other) => json!({ "said": format!("{other:?}") }),
    })
}

fn connection_of(kept: &Value) -> Option<ConnectionFault> {
    let named = kept["fault"].as_str().and_then(connection_named);
    named.or_else(|| Some(ConnectionFault::Other(text(&kept["said"])?)))
}

fn answer(fault: &AnswerFault) -> Map<String, Value> {
    object(match (answer_name(fault), fault) {
        (Some(name), _) => json!({ "fault": name }),
        (None, AnswerFault::Shape { said }) => json!({ "said": said }),
        (None, other) => json!({ "said": format!("{other:?}") }),
    })
}

fn answer_of(kept: &Value) -> Option<AnswerFault> {
    let named = kept["fault"].as_str().and_then(answer_named);
    named.or_else(|| Some(AnswerFault::Shape { said: text(&kept["said"])? }))
}

/// What a fault of a cover is kept under: its kind, and beside it what else is to be said.
fn cover(fault: &CoverFault) -> Value {
    match fault {
        CoverFault::Text(said) => json!({ KIND: "text", "said": said }),
        CoverFault::Picture(error) => with(KIND, error.code(), object(picture(error))),
        CoverFault::Fetch(fault) => match fault {
            FetchFault::NotAUrl => json!({ KIND: "not_a_url" }),
            FetchFault::Scheme(scheme) => json!({ KIND: "scheme", "said": scheme }),
            FetchFault::Host(host) => json!({ KIND: "host", "said": host }),
            FetchFault::Port(port) => json!({ KIND: "port", "port": port }),
            FetchFault::Userinfo => json!({ KIND: "userinfo" }),
            FetchFault::Redirect => json!({ KIND: "redirect" }),
            FetchFault::Status(status) => json!({ KIND: "status", "status": status }),
            FetchFault::TooLarge { limit } => json!({ KIND: "too_large", "limit": limit }),
            FetchFault::Timeout => json!({ KIND: "timeout" }),
            FetchFault::Connection(fault) => with(KIND, "connection", connection(fault)),
        },
    }
}

fn cover_fault(kept: &Value) -> Option<CoverFault> {
    let kind = kept[KIND].as_str()?;
    let fetch = match kind {
        "text" => return Some(CoverFault::Text(text(&kept["said"])?)),
        "not_a_url" => FetchFault::NotAUrl,
        "scheme" => FetchFault::Scheme(text(&kept["said"])?),
        "host" => FetchFault::Host(text(&kept["said"])?),
        "port" => FetchFault::Port(number(&kept["port"])?),
        "userinfo" => FetchFault::Userinfo,
        "redirect" => FetchFault::Redirect,
        "status" => FetchFault::Status(number(&kept["status"])?),
        "too_large" => FetchFault::TooLarge { limit: number(&kept["limit"])? },
        "timeout" => FetchFault::Timeout,
        "connection" => FetchFault::Connection(connection_of(kept)?),
        _ => return Some(CoverFault::Picture(picture_of(kind, kept)?)),
    };
    Some(CoverFault::Fetch(fetch))
}

fn picture(error: &PictureError) -> Value {
    match error {
        PictureError::Empty | PictureError::GaveUp => json!({}),
        PictureError::TooManyBytes { bytes } => json!({ "bytes": bytes }),
        PictureError::NotAPicture { looks_like } => json!({ "looks_like": looks_like.as_str() }),
        PictureError::Broken { format, damage } => match damage {
            Damage::CutOff => json!({ "format": format.as_str(), "damage": "cut_off" }),
            Damage::Contradiction => json!({ "format": format.as_str(), "damage": "contradiction" }),
            Damage::Decoder(said) => json!({ "format": format.as_str(), "said": said }),
        },
        PictureError::TooManyPixels { width, height } | PictureError::TooSmall { width, height } => {
            json!({ "width": width, "height": height })
        }
        // formats and variants of them share names
        PictureError::Unsupported { what } => json!({ "what": format!("{what:?}") }),
    }
}

fn picture_of(kind: &str, kept: &Value) -> Option<PictureError> {
    let name = |key: &str| kept[key].as_str();
    let side = |key: &str| number(&kept[key]);
    Some(match kind {
        "empty" => PictureError::Empty,
        "gave_up" => PictureError::GaveUp,
        "too_many_bytes" => PictureError::TooManyBytes { bytes: number(&kept["bytes"])? },
        "not_a_picture" => {
            let looks_like = LooksLike::ALL.into_iter().find(|one| Some(one.as_str()) == name("looks_like"));
            PictureError::NotAPicture { looks_like: looks_like? }
        }
        "broken" => {
            let format = PictureFormat::ALL.into_iter().find(|one| Some(one.as_str()) == name("format"))?;
            let damage = match name("damage") {
                Some("cut_off") => Damage::CutOff,
                Some("contradiction") => Damage::Contradiction,
                _ => Damage::Decoder(text(&kept["said"])?),
            };
            PictureError::Broken { format, damage }
        }
        "too_many_pixels" => PictureError::TooManyPixels { width: side("width")?, height: side("height")? },
        "too_small" => PictureError::TooSmall { width: side("width")?, height: side("height")? },
        "unsupported" => {
            let what = UnreadFormat::ALL.into_iter().find(|one| Some(format!("{one:?}").as_str()) == name("what"));
            PictureError::Unsupported { what: what? }
        }
        _ => return None,
    })
}

/// An object with one more entry.
fn with(key: &str, value: &str, mut object: Map<String, Value>) -> Value {
    object.insert(key.to_owned(), value.into());
    Value::Object(object)
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(object) = value { object } else { Map::new() }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn number<T: TryFrom<u64>>(value: &Value) -> Option<T> {
    value.as_u64().and_then(|number| T::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::samples;

    #[test]
    fn what_is_kept_is_read_back() {
        for cause in samples::causes() {
            if matches!(cause, Cause::Saved(_)) {
                assert!(matches!(cause_of(&cause_text(&cause)), Cause::Saved(_)));
            } else {
                assert_eq!(cause_of(&cause_text(&cause)), cause);
            }
        }
        for fault in samples::cover_faults() {
            assert_eq!(cover_of(&cover_text(&fault)), fault);
        }
        for remark in samples::remarks() {
            let kept = remark_text(&remark);
            assert_eq!(
                kept.map(|kept| remark_of(&kept)),
                Some(remark).filter(|one| !matches!(one, Remark::Renamed { .. }))
            );
        }
    }

    #[test]
    fn what_earlier_and_later_versions_kept_is_read_as_a_text() {
        for text in ["HTTP 502", "VK error 5: expired", "{", "{}", "[1]", "5", r#"{"cause":"of a later version"}"#] {
            assert_eq!(cause_of(text), Cause::Text(text.to_owned()));
            assert_eq!(remark_of(text), Remark::Text(text.to_owned()));
            assert_eq!(cover_of(text), CoverFault::Text(text.to_owned()));
        }
        assert_eq!(cause_of(""), Cause::Unsaid);
    }
}
