//! A cell as people read it: words for stable texts, local time, nothing hidden.

use std::borrow::Cow;

use super::{Cell, Column, Kind};
use crate::{ReportOptions, link, ndjson};
use domain::model::{PageAddress, Severity, Verdict};
use words::listing::{self, Vocabulary};
use words::{self, Lang, Word, visible};

/// The finest share that is told apart from all and from nothing.
const SHARE_PARTS: u64 = 1_000_000;

/// What a cell says beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatusStyle {
    Good,
    Bad,
    Doubt,
    None,
}

/// The text of a cell, harmless for every reader.
pub(super) fn text<'a>(cell: &'a Cell, column: &Column, options: &ReportOptions) -> Cow<'a, str> {
    let lang = options.lang;
    match cell {
        Cell::None => Cow::Borrowed(""),
        Cell::Text(text) => word(text, column, lang).map_or_else(|| visible(text), Cow::Borrowed),
        Cell::Number(number) if column.kind == Kind::Id => number.to_string().into(),
        Cell::Number(number) => {
            let sign = if *number < 0 { "−" } else { "" };
            format!("{sign}{}", words::number(lang, number.unsigned_abs())).into()
        }
        Cell::Share(share) => percent(lang, *share).into(),
        Cell::Moment(at) => words::minute(lang, *at, &options.time_zone).into(),
        Cell::Flag(flag) => Cow::Borrowed(if *flag { Word::Yes } else { Word::No }.text(lang)),
        Cell::Json(value) => json(value).into(),
    }
}

/// The words for a stable text.
pub(super) fn word(text: &str, column: &Column, lang: Lang) -> Option<&'static str> {
    let Kind::Term(vocabulary) = column.kind else { return None };
    listing::term(lang, vocabulary, text)
}

/// The mark and the tone of verdicts and severities.
pub(super) fn tone(cell: &Cell, column: &Column) -> Option<(StatusStyle, &'static str)> {
    let Cell::Text(text) = cell else { return None };
    match column.kind {
        Kind::Term(Vocabulary::Verdict) => listing::verdict(text).map(|verdict| match verdict {
            Verdict::Compliant => (StatusStyle::Good, "✓"),
            Verdict::Violations => (StatusStyle::Bad, "✗"),
            Verdict::Review => (StatusStyle::Doubt, "?"),
            Verdict::Unverified => (StatusStyle::None, "–"),
        }),
        Kind::Term(Vocabulary::Severity) => Severity::parse(text).map(|severity| match severity {
            Severity::Error => (StatusStyle::Bad, "✗"),
            Severity::Warning => (StatusStyle::Doubt, "!"),
            Severity::Notice => (StatusStyle::None, "i"),
        }),
        _ => None,
    }
}

/// What opens by a click on the cell.
pub(super) fn target<'a>(cell: &'a Cell, column: &Column) -> Option<Cow<'a, str>> {
    let Cell::Text(text) = cell else { return None };
    match column.kind {
        Kind::Page => PageAddress::parse(text).ok().map(|address| address.to_string().into()),
        Kind::Url => link::web(text).map(Cow::Borrowed),
        _ => None,
    }
}

/// A structure in one line; its keys are as foreign as its texts.
pub(super) fn json(value: &serde_json::Value) -> String {
    let mut out = Vec::new();
    // writing to memory does not fail
    ndjson::write_foreign_json(value, &mut out).ok();
    String::from_utf8_lossy(&out).into_owned()
}

/// A share with four decimals as reports have it; `None` for what is no number.
pub(super) fn four_decimals(share: f64) -> Option<f64> {
    const SCALE: f64 = 10_000.0;
    share.is_finite().then(|| (share * SCALE).floor() / SCALE)
}

fn percent(lang: Lang, share: f64) -> String {
    if !share.is_finite() {
        return "—".to_owned();
    }
    #[expect(clippy::cast_precision_loss, reason = "a million is exact")]
    let parts = (share.clamp(0.0, 1.0) * SHARE_PARTS as f64).floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a million")]
    let parts = parts as u64;
    words::percent(lang, parts, SHARE_PARTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_told_as_a_percentage_that_never_claims_all() {
        for (share, text) in [(0.57, "57%"), (0.999_999, "99.9%"), (1.0, "100%"), (0.0, "0%"), (f64::NAN, "—")] {
            assert_eq!(percent(Lang::En, share), text);
        }
        assert_eq!(four_decimals(0.123_456), Some(0.1234));
    }

    #[test]
    fn a_structure_hides_nothing_in_its_keys() {
        let value = serde_json::json!({ "a\u{202e}b": "\u{9b}c" });
        assert_eq!(json(&value), r#"{"a\u202eb":"\u009bc"}"#);
    }
}
