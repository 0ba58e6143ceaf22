//! The one table of what to do about each failure of a call: VK's error codes, HTTP statuses, bodies that are no
//! answers, and the network. Sources: VK documentation, "Error codes", and what VK's own Android SDK and public clients
//! do. Pages are never judged here.

use domain::model::{CallFailure, VkError};

/// What to do about a failed call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// Repeat the call after growing pauses; when it keeps failing, look at its pages in smaller parts, and give up on a
    /// single page.
    RetryThenSplit,
    /// Look at its pages in smaller parts at once, and give up on a single page.
    Split,
    /// As [`Self::Split`], and a single page does not exist.
    SplitNotFound,
    /// Repeat the call once after a long pause, then do the other thing.
    LateRetry(Last),
    /// Let the token rest for a second, and call less often with it.
    SlowDown,
    /// Let the token rest, longer each time.
    RestToken,
    /// Let the token rest for as long as VK closes a method to it.
    CloseToken,
    /// Use the token no more.
    DropToken,
    /// End the run: VK wants a person.
    StopForPerson,
    /// End the run: each further call would fail in the same way.
    StopForGood,
}

/// What to do after the only late repetition failed too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    /// As [`Treatment::Split`].
    Split,
    /// As [`Treatment::StopForGood`].
    Stop,
}

/// The code with which VK sends a person to confirm the account.
const VALIDATION_REQUIRED: i64 = 17;
/// VK's error codes that have a treatment of their own.
pub const KNOWN_ERRORS: &[i64] = &[
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 27, 28, 29, 30, 33, 34, 35, 36,
    37, 38, 39, 40, 41, 42, 43, 100, 101, 103, 104, 113, 125, 200, 201, 203, 260, 1051, 1114, 1116, 1117, 1118, 3300,
    3301, 3302, 3303, 3304, 3305, 3609, 3610, 9999,
];
/// Subcodes of error 15 that speak of the token, not of a page: no permission for the method, wrong type of app.
const METHOD_CLOSED_TO_TOKEN: [i64; 2] = [1133, 1134];

/// What to do about this failure.
pub(super) fn treatment(failure: &CallFailure) -> Treatment {
    match failure {
        CallFailure::Vk(error) => vk_error(error),
        CallFailure::Http { status } => http_status(*status),
        // a part of the answer that is too large is smaller
        CallFailure::TooLarge { .. } => Treatment::Split,
        CallFailure::Html
        | CallFailure::Empty
        | CallFailure::BrokenJson(_)
        | CallFailure::OtherShape(_)
        | CallFailure::Timeout
        | CallFailure::Connect(_)
        | CallFailure::Broken(_) => Treatment::RetryThenSplit,
    }
}

fn http_status(status: u16) -> Treatment {
    match status {
        // the request is too large for the server, or one of its words is not to its liking
        400 | 413 | 414 | 422 | 431 => Treatment::Split,
        429 => Treatment::RestToken,
        // wrong method, proxy wants a password: the same for each call
        405 | 407 => Treatment::StopForGood,
        _ => Treatment::RetryThenSplit,
    }
}

fn vk_error(error: &VkError) -> Treatment {
    match error.code {
        // 13 also comes where the answer grew too large, which no repetition mends
        13 if error.message.contains("too big") => Treatment::Split,
        // unknown error, internal error, runtime error, section temporarily unavailable
        1 | 10 | 13 | 43 => Treatment::RetryThenSplit,
        // unknown method; invalid request (version); test mode, compilation, HTTPS required; method disabled; not
        // implemented, client outdated; HTTP method
        3 | 11 | 12 | 16 | 22 | 23 | 33 | 34 | 35 | 9999 => Treatment::StopForGood,
        8 => Treatment::LateRetry(Last::Stop),
        15 if error.subcode.is_some_and(|subcode| METHOD_CLOSED_TO_TOKEN.contains(&subcode)) => Treatment::DropToken,
        15 => Treatment::LateRetry(Last::Split),
        6 => Treatment::SlowDown,
        9 => Treatment::RestToken,
        29 => Treatment::CloseToken,
        // the app is disabled, of the wrong type or unknown; the token is invalid, expired, of the wrong kind, bound to
        // another address, without the permission, or its owner is gone
        2 | 4 | 5 | 7 | 20 | 21 | 27 | 28 | 37 | 38 | 41 | 42 | 101 | 1051 | 1114 | 1116 | 1117 | 1118 | 3609
        | 3610 => Treatment::DropToken,
        // captcha; validation; confirmation; recaptcha, phone, password, app code, e-mail, payment
        14 | VALIDATION_REQUIRED | 24 | 3300..=3305 => Treatment::StopForPerson,
        100 if names_another_parameter(&error.message) => Treatment::Split,
        // invalid parameter, user id, group id: none of the asked pages exists
        100 | 113 | 125 => Treatment::SplitNotFound,
        // deleted user; private profile; interrupted by time; unknown user, unknown group; limits; not found; access to
        // an object denied
        18 | 30 | 36 | 39 | 40 | 103 | 104 | 200 | 201 | 203 | 260 => Treatment::Split,
        // a code that VK invented since must not end the run for the other pages
        _ => Treatment::RetryThenSplit,
    }
}

/// Whether the text of error 100 blames a parameter other than the ids, which says nothing about the pages.
///
/// Parameter names stay the same in every language of the answer; a text without any is taken at the code's word.
fn names_another_parameter(message: &str) -> bool {
    message
        .split_once(':')
        .and_then(|(_, tail)| tail.split_whitespace().next())
        .is_some_and(|parameter| !parameter.starts_with("group_id"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use domain::model::{AnswerFault, ConnectionFault, JsonDefect, JsonFault};

    fn vk(code: i64) -> CallFailure {
        CallFailure::Vk(VkError { code, subcode: None, message: String::new(), redirect_uri: None })
    }

    fn with_text(code: i64, message: &str) -> CallFailure {
        CallFailure::Vk(VkError { code, subcode: None, message: message.to_owned(), redirect_uri: None })
    }

    #[test]
    fn every_known_code_has_its_treatment() {
        use Treatment::{
            CloseToken, DropToken, LateRetry, RestToken, RetryThenSplit, SlowDown, Split, SplitNotFound, StopForGood,
            StopForPerson,
        };
        let table: &[(Treatment, &[i64])] = &[
            (RetryThenSplit, &[1, 10, 13, 43, 777, -1, 0]),
            (StopForGood, &[3, 11, 12, 16, 22, 23, 33, 34, 35, 9999]),
            (LateRetry(Last::Stop), &[8]),
            (LateRetry(Last::Split), &[15]),
            (SlowDown, &[6]),
            (RestToken, &[9]),
            (CloseToken, &[29]),
            (DropToken, &[2, 4, 5, 7, 20, 21, 27, 28, 37, 38, 41, 42, 101, 1051, 1114, 1116, 1117, 1118, 3609, 3610]),
            (StopForPerson, &[14, 17, 24, 3300, 3301, 3302, 3303, 3304, 3305]),
            (SplitNotFound, &[100, 113, 125]),
            (Split, &[18, 30, 36, 39, 40, 103, 104, 200, 201, 203, 260]),
        ];
        let told: BTreeSet<i64> = table.iter().flat_map(|(_, codes)| codes.iter().copied()).collect();
        assert!(KNOWN_ERRORS.iter().all(|code| told.contains(code)));
        for (expected, codes) in table {
            for code in *codes {
                assert_eq!(treatment(&vk(*code)), *expected, "error {code}");
            }
        }
    }

    #[test]
    fn a_text_of_error_100_about_another_parameter_accuses_no_page() {
        let missing = "One of the parameters specified was missing or invalid";
        for tail in ["", ": group_ids is undefined", ": group_id not domain"] {
            assert_eq!(treatment(&with_text(100, &format!("{missing}{tail}"))), Treatment::SplitNotFound, "{tail}");
        }
        for tail in [": fields is invalid", ": v is undefined"] {
            assert_eq!(treatment(&with_text(100, &format!("{missing}{tail}"))), Treatment::Split, "{tail}");
        }
    }

    #[test]
    fn an_answer_that_grew_too_large_is_not_asked_again_as_it_was() {
        let text = "Runtime error occurred during code invocation: response size is too big";
        assert_eq!(treatment(&with_text(13, text)), Treatment::Split);
        assert_eq!(treatment(&CallFailure::TooLarge { limit: 1 }), Treatment::Split);
    }

    #[test]
    fn a_method_closed_to_the_token_drops_the_token() {
        for subcode in METHOD_CLOSED_TO_TOKEN {
            let error = VkError { code: 15, subcode: Some(subcode), message: String::new(), redirect_uri: None };
            assert_eq!(treatment(&CallFailure::Vk(error)), Treatment::DropToken);
        }
    }

    #[test]
    fn statuses_and_bodies_have_their_treatment() {
        for status in [500, 502, 503, 504, 404, 403, 302, 408, 204] {
            assert_eq!(treatment(&CallFailure::Http { status }), Treatment::RetryThenSplit, "{status}");
        }
        for status in [400, 413, 414, 431] {
            assert_eq!(treatment(&CallFailure::Http { status }), Treatment::Split, "{status}");
        }
        assert_eq!(treatment(&CallFailure::Http { status: 429 }), Treatment::RestToken);
        assert_eq!(treatment(&CallFailure::Http { status: 407 }), Treatment::StopForGood);
        let place = JsonFault { defect: JsonDefect::CutOff, line: 1, column: 1 };
        for failure in [
            CallFailure::Html,
            CallFailure::Empty,
            CallFailure::Timeout,
            CallFailure::BrokenJson(place),
            CallFailure::OtherShape(AnswerFault::NoResponse),
            CallFailure::Connect(ConnectionFault::Refused),
            CallFailure::Broken(ConnectionFault::Reset),
        ] {
            assert_eq!(treatment(&failure), Treatment::RetryThenSplit, "{failure:?}");
        }
    }
}
