//! The words for what only a later version of the program knows: its own texts as they stand, and what to do about that.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Lang, Visible, code, severity, visible};
use domain::model::{Code, MaybeKnown, Severity, Violation};

/// A few words for a kind of defect; one that this version does not know as it stands.
pub fn code_words(lang: Lang, named: &MaybeKnown<Code>) -> Cow<'_, str> {
    match named {
        MaybeKnown::Known(known) => code(lang, *known).into(),
        MaybeKnown::Unknown(text) => visible(text),
    }
}

/// The word for how grave a violation is; one that this version does not know as it stands.
pub fn severity_words(lang: Lang, named: &MaybeKnown<Severity>) -> Cow<'_, str> {
    match named {
        MaybeKnown::Known(known) => severity(lang, *known).into(),
        MaybeKnown::Unknown(text) => visible(text),
    }
}

/// Appends what is wrong, as far as it was kept.
pub(super) fn push_message(lang: Lang, violation: &Violation, out: &mut String) {
    let code = Visible::quoted(violation.code.as_str());
    // writing to a String cannot fail
    let _ = match lang {
        Lang::Ru => write!(out, "Более новая версия программы нашла нарушение «{code}», этой оно неизвестно"),
        Lang::En => write!(out, "A later version of the program found “{code}”, which this one does not know"),
    };
    let texts = [
        (&violation.observed, lang.pick("на странице", "on the page")),
        (&violation.expected, lang.pick("должно быть", "it should be")),
    ];
    let told = texts.into_iter().filter_map(|(text, word)| Some((text.as_deref()?, word)));
    for (place, (text, word)) in told.enumerate() {
        let _ = write!(out, "{}{word} «{}»", if place == 0 { ": " } else { ", " }, Visible::quoted(text));
    }
    out.push('.');
}

/// Appends what to do about it.
pub(super) fn push_remedy(lang: Lang, out: &mut String) {
    out.push_str(lang.pick(
        "Что сделать, говорит более новая версия программы: обновите эту.",
        "The later version of the program says what to do: update this one.",
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{is_hidden, violation};
    use domain::model::{Clause, Form, Remedy};

    #[test]
    fn what_is_unknown_is_told_as_it_stands_and_harms_nobody() {
        let of_tomorrow = Violation {
            code: MaybeKnown::read("url.of_tomorrow\u{1b}[31m"),
            severity: MaybeKnown::read("fatal"),
            form: Some(Form::Polls),
            position: Some(2),
            field: None,
            observed: Some("what\u{202e} stands there".to_owned()),
            expected: Some("what should".to_owned()),
            account_of: None,
            remedy: Remedy::ByCode,
            clause: std::sync::Arc::new(Clause { ru: String::new(), en: String::new() }),
        };
        for lang in Lang::ALL {
            let words = violation(lang, &of_tomorrow);
            for text in ["url.of_tomorrow", "stands there", "what should"] {
                assert!(words.message.contains(text), "{}", words.message);
            }
            assert!(!words.remedy.is_empty() && !words.message.chars().any(is_hidden));
            assert_eq!(severity_words(lang, &of_tomorrow.severity), "fatal");
            assert_eq!(code_words(lang, &Code::UrlHost.into()), code(lang, Code::UrlHost));
        }
    }
}
