//! The colour and the sign of what is said of a page: a colour never stands alone.

use crate::model::{Severity, Verdict};

/// The class of a tag and the sign before its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tone {
    /// The class in the style sheet.
    pub class: &'static str,
    /// The sign.
    pub mark: &'static str,
}

/// How a verdict looks.
pub const fn of_verdict(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Compliant => Tone { class: "good", mark: "✓" },
        Verdict::Violations => Tone { class: "bad", mark: "✗" },
        Verdict::Review => Tone { class: "doubt", mark: "?" },
        Verdict::Unverified => Tone { class: "none", mark: "–" },
    }
}

/// How the gravity of a violation looks.
pub const fn of_severity(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone { class: "bad", mark: "✗" },
        Severity::Warning => Tone { class: "doubt", mark: "!" },
        Severity::Notice => Tone { class: "none", mark: "i" },
    }
}
