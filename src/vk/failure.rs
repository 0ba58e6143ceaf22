//! What a call that brought no answer is counted as and what it makes of a page; what to do about it is `error_table`'s
//! business.

use domain::model::{AnswerFault, CallFailure, Cause, JsonDefect, JsonFault, Unverified, UnverifiedReason};

/// The name under which calls with this outcome are counted.
pub(super) fn outcome(failure: &CallFailure) -> String {
    match failure {
        CallFailure::Vk(error) => format!("vk_{}", error.code),
        CallFailure::Http { status } => format!("http_{status}"),
        CallFailure::Html => "html".to_owned(),
        CallFailure::Empty => "empty".to_owned(),
        CallFailure::BrokenJson(_) => "broken_json".to_owned(),
        CallFailure::OtherShape(_) => "other_shape".to_owned(),
        CallFailure::TooLarge { .. } => "too_large".to_owned(),
        CallFailure::Timeout => "timeout".to_owned(),
        CallFailure::Connect(_) => "connect".to_owned(),
        CallFailure::Broken(_) => "broken".to_owned(),
    }
}

/// What a page that could not be seen because of it is reported with.
pub(super) fn unverified(failure: CallFailure) -> Unverified {
    let reason = match &failure {
        CallFailure::Vk(_) => UnverifiedReason::VkError,
        CallFailure::OtherShape(_) => UnverifiedReason::BadAnswer,
        CallFailure::Http { .. }
        | CallFailure::Html
        | CallFailure::Empty
        | CallFailure::BrokenJson(_)
        | CallFailure::TooLarge { .. }
        | CallFailure::Timeout
        | CallFailure::Connect(_)
        | CallFailure::Broken(_) => UnverifiedReason::Network,
    };
    Unverified { reason, cause: Cause::Call(failure) }
}

/// Where and how a text is no JSON.
pub(super) fn broken_json(error: &serde_json::Error) -> JsonFault {
    let defect = if error.is_eof() { JsonDefect::CutOff } else { JsonDefect::Syntax };
    JsonFault { defect, line: error.line(), column: error.column() }
}

/// How much of a parser's complaint is kept; it may quote the value.
const LONGEST_COMPLAINT: usize = 200;

/// JSON that is not what VK's documentation says, in the parser's words.
pub(super) fn other_shape(error: &serde_json::Error) -> AnswerFault {
    AnswerFault::Shape { said: error.to_string().chars().take(LONGEST_COMPLAINT).collect() }
}
