//! Takes secrets out of texts that came from outside, before they reach an error, a remark or a log.

/// What stands in place of a secret.
const MASK: &str = "***";
/// How much of a foreign text is kept.
const LONGEST_TEXT: usize = 300;
/// Names whose values VK's own clients keep out of logs. The longer come before those they end with.
const SECRET_NAMES: [&str; 12] = [
    "webview_access_token",
    "webview_refresh_token",
    "exchange_tokens",
    "exchange_token",
    "access_token",
    "session_token",
    "success_token",
    "common_token",
    "client_secret",
    "access_key",
    "sign",
    "key",
];
/// How tokens of the present form begin.
const TOKEN_PREFIX: &str = "vk1.";
/// What may stand between a name and its value: `=`, `":"`, and `","value":"` in VK's echo of the request.
const SEPARATORS: [&str; 6] = ["\",\"value\":\"", "\", \"value\": \"", "\":\"", "\": \"", "=", ": "];

/// The text without these secrets, without values that stand where secrets stand, without control characters, and
/// cut to a length that fits a report.
pub(super) fn redact<'a>(text: &str, secrets: impl Iterator<Item = &'a str>) -> String {
    let mut text = text.to_owned();
    for secret in secrets.filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, MASK);
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = secret_value(rest) {
        let (before, value) = rest.split_at(start);
        clean.push_str(before);
        clean.push_str(MASK);
        rest = value.trim_start_matches(is_token_char);
    }
    clean.push_str(rest);
    clean.chars().map(|character| if character.is_control() { ' ' } else { character }).take(LONGEST_TEXT).collect()
}

/// Where the next value begins that looks like a secret.
fn secret_value(text: &str) -> Option<usize> {
    let named = SECRET_NAMES.iter().filter_map(|name| {
        text.match_indices(name).find_map(|(at, _)| {
            let after = at + name.len();
            let separator = SEPARATORS.iter().find(|separator| text[after..].starts_with(**separator))?;
            // VK's echo of the request names each parameter by `"key":"..."`, which is no secret
            if *name == "key" && *separator != "=" {
                return None;
            }
            let value = after + separator.len();
            let begins_word = !text[..at].ends_with(is_token_char);
            (begins_word && text[value..].starts_with(is_token_char)).then_some(value)
        })
    });
    named.chain(text.find(TOKEN_PREFIX)).min()
}

/// The characters VK's tokens are made of.
fn is_token_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '%' | '-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn secrets_are_masked_by_value_and_by_name() {
        let known = ["canary"];
        for (text, clean) in [
            ("User authorization failed: canary.", "User authorization failed: ***."),
            ("?access_token=abc.D-_f&v=5", "?access_token=***&v=5"),
            (r#"{"key":"access_token","value":"abc"}"#, r#"{"key":"access_token","value":"***"}"#),
            (r#"{"client_secret":"abc"}"#, r#"{"client_secret":"***"}"#),
            ("token vk1.a.AAAA-_b was refused", "token *** was refused"),
            ("session_token=x&session_token=y", "session_token=***&session_token=***"),
            ("two\nlines", "two lines"),
            ("the design=good, no key here", "the design=good, no key here"),
        ] {
            assert_eq!(redact(text, known.into_iter()), clean);
        }
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(redact(&"я".repeat(1000), std::iter::empty()).chars().count(), LONGEST_TEXT);
    }

    proptest! {
        #[test]
        fn a_known_secret_never_comes_through(before in "\\PC{0,20}", after in "\\PC{0,20}") {
            let clean = redact(&format!("{before}s3cr3t-canary{after}"), ["s3cr3t-canary"].into_iter());
            prop_assert!(!clean.contains("s3cr3t-canary"));
        }

        #[test]
        fn masking_ends_on_any_text(text in "(sign|key|vk1\\.|=|: |\\PC){0,40}") {
            let _ = redact(&text, std::iter::empty());
        }
    }
}
