//! The colour and the sign of what is said of a page, as templates take them.

use domain::model::{MaybeKnown, Severity, Verdict};

/// The class of a tag and the sign before its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusStyle {
    pub class: &'static str,
    pub mark: &'static str,
}

impl From<(report::StatusStyle, &'static str)> for StatusStyle {
    fn from((tone, mark): (report::StatusStyle, &'static str)) -> Self {
        Self { class: tone.class(), mark }
    }
}

pub fn of_verdict(verdict: Verdict) -> StatusStyle {
    report::StatusStyle::of_verdict(verdict).into()
}

pub fn of_severity(severity: &MaybeKnown<Severity>) -> StatusStyle {
    report::StatusStyle::of_severity(severity).into()
}
