//! The exit codes, a stable part of the command line.

use std::process::ExitCode;

use config::FailOn;
use domain::model::{CutShort, MaybeKnown, RunFacts, Severity, Summary, Verdict};

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing at or above `--fail-on`, and everything could be seen.
    Clean,
    /// Violations at or above `--fail-on`.
    Violations,
    /// The command line, the configuration or the registry cannot be used.
    Usage,
    /// No violations, but something could not be seen or is for a person to look at.
    Incomplete,
    /// Interrupted by a person or the system.
    Interrupted,
}

impl Exit {
    /// The number the system gets.
    pub const fn number(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Violations => 1,
            Self::Usage => 2,
            Self::Incomplete => 3,
            Self::Interrupted => 130,
        }
    }

    /// What a finished pass amounts to.
    pub fn of_pass(facts: &RunFacts, summary: &Summary, fail_on: FailOn) -> Self {
        if facts.cut_short == Some(CutShort::Interrupted) {
            return Self::Interrupted;
        }
        let counts = |severity| summary.severities.get(&MaybeKnown::Known(severity)).copied().unwrap_or_default() > 0;
        let fails = match fail_on {
            FailOn::Never => false,
            FailOn::Error => counts(Severity::Error),
            FailOn::Warning => counts(Severity::Error) || counts(Severity::Warning),
        };
        let is_incomplete = facts.cut_short.is_some()
            || facts.rows_set_aside > 0
            || summary.count(Verdict::Unverified) > 0
            || summary.count(Verdict::Review) > 0;
        match (fails, is_incomplete) {
            (true, _) => Self::Violations,
            (false, true) => Self::Incomplete,
            (false, false) => Self::Clean,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.number().into()
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn facts(cut_short: Option<CutShort>, rows_set_aside: u64) -> RunFacts {
        RunFacts {
            started_at: Timestamp::UNIX_EPOCH,
            finished_at: Timestamp::UNIX_EPOCH,
            source: String::new(),
            policy: String::new(),
            registry: None,
            rows_set_aside,
            problems: Vec::new(),
            covers_checked: false,
            cut_short,
            remarks: Vec::new(),
        }
    }

    fn summary(severity: Option<Severity>, verdict: Verdict) -> Summary {
        let severities = severity.map(|severity| (MaybeKnown::Known(severity), 1)).into_iter().collect();
        Summary { pages: 1, verdicts: [(verdict, 1)].into(), severities, ..Summary::default() }
    }

    #[test]
    fn each_end_of_a_pass_has_its_code() {
        let stopped = CutShort::Stopped { cause: domain::model::Cause::Unsaid };
        for (cut_short, aside, severity, verdict, fail_on, exit) in [
            (None, 0, None, Verdict::Compliant, FailOn::Error, Exit::Clean),
            (None, 0, Some(Severity::Warning), Verdict::Compliant, FailOn::Error, Exit::Clean),
            (None, 0, Some(Severity::Warning), Verdict::Compliant, FailOn::Warning, Exit::Violations),
            (None, 0, Some(Severity::Notice), Verdict::Review, FailOn::Warning, Exit::Incomplete),
            (None, 0, Some(Severity::Error), Verdict::Violations, FailOn::Error, Exit::Violations),
            (None, 0, Some(Severity::Error), Verdict::Violations, FailOn::Never, Exit::Clean),
            (None, 0, None, Verdict::Unverified, FailOn::Error, Exit::Incomplete),
            (None, 0, Some(Severity::Error), Verdict::Unverified, FailOn::Never, Exit::Incomplete),
            (None, 1, None, Verdict::Compliant, FailOn::Error, Exit::Incomplete),
            (Some(stopped), 0, None, Verdict::Compliant, FailOn::Error, Exit::Incomplete),
            (
                Some(CutShort::Interrupted),
                0,
                Some(Severity::Error),
                Verdict::Violations,
                FailOn::Error,
                Exit::Interrupted,
            ),
        ] {
            assert_eq!(Exit::of_pass(&facts(cut_short, aside), &summary(severity, verdict), fail_on), exit);
        }
        assert_eq!(Exit::Interrupted.number(), 130);
    }
}
