//! What is said of one value of a form's link.

use super::text::BLANK;
use crate::model::{Form, Ogrn, Oktmo, OpaId, RegionCode};
use crate::policy::{Parameter, ParameterValue, Policy};

/// What is said of one value.
pub(super) enum Value {
    Malformed,
    Mismatch,
    Right,
}

/// A malformed value is not mismatched too; without a right one every well-formed value is right.
pub(super) fn judge(policy: &Policy, parameter: &Parameter, value: &str, right: Option<&str>) -> Value {
    let is_well_formed = match &parameter.value {
        ParameterValue::OpaId => OpaId::parse(value).is_ok(),
        ParameterValue::RegionCode => RegionCode::parse(value).is_ok_and(|code| policy.region(code).is_some()),
        ParameterValue::Oktmo => Oktmo::parse(value).is_ok(),
        ParameterValue::Ogrn => Ogrn::parse(value).is_ok(),
        ParameterValue::Literal(_) => !value.is_empty(),
    };
    match right {
        _ if !is_well_formed => Value::Malformed,
        Some(right) if right != value => Value::Mismatch,
        _ => Value::Right,
    }
}

/// `OGRN`, `<REG-CODE>`, `{mun_code}`, `[id]`: a word of the sample link left in place of a value.
pub(super) fn is_placeholder(policy: &Policy, value: &str) -> bool {
    is_word_of(&policy.url.placeholders, value)
}

/// What is written around a word of the sample.
const AROUND: [char; 13] = ['<', '>', '{', '}', '[', ']', '(', ')', '$', '"', '\'', '«', '»'];

/// The same, where the words are given.
pub(super) fn is_word_of(placeholders: &[String], value: &str) -> bool {
    let bare = value.trim_matches(AROUND);
    let letters = |text: &str| {
        text.bytes()
            .filter(|byte| !matches!(byte, b'-' | b'_'))
            .map(|byte| byte.to_ascii_uppercase())
            .collect::<Vec<_>>()
    };
    let word = letters(bare);
    !word.is_empty() && placeholders.iter().any(|placeholder| letters(placeholder) == word)
}

/// `REG CODE`: a word of the sample with a blank for its hyphen.
pub(super) fn is_parted_placeholder(policy: &Policy, value: &str) -> bool {
    let joined = value.replace(BLANK, "-");
    let word = joined.trim_matches(AROUND);
    policy.url.placeholders.iter().any(|placeholder| placeholder.replace('_', "-").eq_ignore_ascii_case(word))
}

/// Whether these values are those of a worked example of the instruction.
pub(super) fn is_sample(policy: &Policy, form: Form, values: &[(&str, &str)]) -> bool {
    policy.url.samples.iter().any(|sample| {
        // a worked example is itself no link to be repaired
        let Some((_, query)) = sample.split_once('?') else { return false };
        let pairs: Vec<_> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        is_of(policy, form, sample) && pairs.len() == values.len() && pairs.iter().all(|pair| values.contains(pair))
    })
}

fn is_of(policy: &Policy, form: Form, sample: &str) -> bool {
    sample.contains(&format!("{}{}", policy.url.host, policy.form(form).path))
}
