//! What a report says of the pass itself, and the sums over its pages.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{CallFailure, Cause, Code, MaybeKnown, PageAudit, RowProblem, Severity, UnverifiedReason, Verdict};

/// What a report says of the pass as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct RunFacts {
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Timestamp,
    /// Where the pages were seen: the API host, or the name of the file of saved answers.
    pub source: String,
    /// The id of the policy that was applied.
    pub policy: String,
    /// The name of the registry file, where there was one.
    pub registry: Option<String>,
    /// Rows that were set aside because something is wrong with them.
    pub rows_set_aside: u64,
    /// Everything that is wrong with the registry.
    pub problems: Vec<RowProblem>,
    /// Whether pictures of covers were judged.
    pub covers_checked: bool,
    /// Why the pass ended before its time; `None` when it ran to its end.
    pub cut_short: Option<CutShort>,
    /// Things a person should know that belong to no violation (a page renamed, a token dropped, ...).
    pub remarks: Vec<Remark>,
}

/// Why a pass ended before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CutShort {
    /// A person (or the system) interrupted it.
    Interrupted,
    /// VK made it stop: captcha, validation, no usable token.
    Stopped {
        /// What VK asked for, or what failed.
        cause: Cause,
    },
}

/// Something a person should know that is no violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// The name in the registry's address now leads to another screen name of the same community.
    Renamed {
        /// The address as given.
        url: String,
        /// The screen name VK gives now.
        screen_name: String,
    },
    /// A token was dropped or blocked.
    Token {
        /// The token's name in the config, never the token.
        name: String,
        /// With what VK refused it.
        failure: CallFailure,
    },
    /// A remark that an earlier version of the program kept, as a text.
    Text(String),
}

/// Sums over the audited pages; grows with the number of codes and municipalities, not of pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    pub pages: u64,
    /// Pages by verdict.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// Violations by severity.
    pub severities: BTreeMap<MaybeKnown<Severity>, u64>,
    /// Violations by code.
    pub codes: BTreeMap<MaybeKnown<Code>, u64>,
    /// Pages that could not be seen, by reason.
    pub unverified: BTreeMap<UnverifiedReason, u64>,
    /// Pages by municipality (the empty name: organisations without one) and verdict.
    pub municipalities: BTreeMap<Box<str>, BTreeMap<Verdict, u64>>,
    /// Organisations of the registry that have no page, by municipality (the empty name: those without one). Each of these
    /// municipalities is in `municipalities` too.
    pub without_page: BTreeMap<Box<str>, u64>,
}

impl Summary {
    /// Counts one page in.
    pub fn add(&mut self, audit: &PageAudit) {
        self.pages += 1;
        *self.verdicts.entry(audit.verdict).or_default() += 1;
        for violation in &audit.violations {
            *self.severities.entry(violation.severity.clone()).or_default() += 1;
            *self.codes.entry(violation.code.clone()).or_default() += 1;
        }
        if let Some(unverified) = &audit.unverified {
            *self.unverified.entry(unverified.reason).or_default() += 1;
        }
        if let Some(organization) = &audit.organization {
            let municipality = organization.municipality.as_deref().unwrap_or_default();
            if !self.municipalities.contains_key(municipality) {
                self.municipalities.insert(municipality.into(), BTreeMap::new());
            }
            if let Some(verdicts) = self.municipalities.get_mut(municipality) {
                *verdicts.entry(audit.verdict).or_default() += 1;
            }
        }
    }

    /// Counts in an organisation that has no page.
    pub fn add_without_page(&mut self, municipality: Option<&str>) {
        let name = municipality.unwrap_or_default();
        self.municipalities.entry(name.into()).or_default();
        *self.without_page.entry(name.into()).or_default() += 1;
    }

    /// How many organisations have no page.
    pub fn all_without_page(&self) -> u64 {
        self.without_page.values().sum()
    }

    /// How many organisations of a municipality have no page.
    pub fn without_page_in(&self, municipality: &str) -> u64 {
        self.without_page.get(municipality).copied().unwrap_or_default()
    }

    /// How many pages got this verdict.
    pub fn count(&self, verdict: Verdict) -> u64 {
        self.verdicts.get(&verdict).copied().unwrap_or_default()
    }

    /// How many pages could be seen.
    pub fn seen(&self) -> u64 {
        self.pages - self.count(Verdict::Unverified)
    }
}
