//! The result for one page: what was seen, what must be there, every violation, one verdict.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Cause, CoverFault, Form, GroupId, Organization, PageSnapshot, Violation};

/// What is said of a page as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing grave is wrong.
    Compliant,
    /// At least one error.
    Violations,
    /// No error, but a person must look at a cover.
    Review,
    /// The auditor could not see; says nothing about the page.
    Unverified,
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Self; 4] = [Self::Compliant, Self::Violations, Self::Review, Self::Unverified];

    /// The stable text, as in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Compliant => "compliant",
            Self::Violations => "violations",
            Self::Review => "review",
            Self::Unverified => "unverified",
        }
    }

    /// Finds the verdict with this stable text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == text)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why the auditor could not see a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UnverifiedReason {
    /// The saved answer does not contain the page.
    NotInFile,
    /// The network failed: no connection, time-out, reset, an HTTP error, a body that is not VK's JSON.
    Network,
    /// VK answered with an error for this page or for the call it was in.
    VkError,
    /// VK answered, but what it said of this page could not be understood.
    BadAnswer,
    /// No usable token was left.
    TokensExhausted,
    /// VK asked for a captcha or a validation, and the run was stopped.
    Stopped,
    /// The run was interrupted before the page was reached.
    Interrupted,
    /// A cover picture could not be fetched.
    CoverDownload,
    /// A fault of the auditor itself, met on this page.
    Internal,
    /// Several rows of the registry name the page: whose it is nobody can tell.
    Registry,
    /// Nobody has looked at the page yet.
    NotSeenYet,
    /// What was seen waits for a second look.
    Unconfirmed,
    /// A later version of the program looked at it, and what it kept says nothing to this one.
    LaterVersion,
}

impl UnverifiedReason {
    /// All reasons.
    pub const ALL: [Self; 13] = [
        Self::NotInFile,
        Self::Network,
        Self::VkError,
        Self::BadAnswer,
        Self::TokensExhausted,
        Self::Stopped,
        Self::Interrupted,
        Self::CoverDownload,
        Self::Internal,
        Self::Registry,
        Self::NotSeenYet,
        Self::Unconfirmed,
        Self::LaterVersion,
    ];

    /// The stable text, as in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotInFile => "not_in_file",
            Self::Network => "network",
            Self::VkError => "vk_error",
            Self::BadAnswer => "bad_answer",
            Self::TokensExhausted => "tokens_exhausted",
            Self::Stopped => "stopped",
            Self::Interrupted => "interrupted",
            Self::CoverDownload => "cover_download",
            Self::Internal => "internal",
            Self::Registry => "registry",
            Self::NotSeenYet => "not_seen_yet",
            Self::Unconfirmed => "unconfirmed",
            Self::LaterVersion => "later_version",
        }
    }

    /// Finds the reason with this stable text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// Why a page has no verdict of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unverified {
    /// The kind of obstacle.
    pub reason: UnverifiedReason,
    /// What exactly happened.
    pub cause: Cause,
}

impl Unverified {
    /// A page that could not be seen, where there is no more to be said than the kind of obstacle.
    pub const fn of(reason: UnverifiedReason) -> Self {
        Self { reason, cause: Cause::Unsaid }
    }
}

/// What the crawl saw of one page that it could look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// VK showed the community.
    Seen(Box<PageSnapshot>),
    /// VK knows no such community.
    NotFound,
}

/// The identity of an audited page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageIdentity {
    /// The address as the registry or the command line gave it.
    pub url: Box<str>,
    /// VK's number of it, once known.
    pub group_id: Option<GroupId>,
    /// Its short name, once known.
    pub screen_name: Option<Box<str>>,
    /// Its name, once known.
    pub name: Option<Box<str>>,
}

/// What a picture was judged to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CoverJudgement {
    /// An approved cover (of whichever form).
    Approved,
    /// None of the approved set.
    Rejected,
    /// Uncertain.
    Review,
    /// Not looked at.
    NotChecked,
}

impl CoverJudgement {
    /// The stable text, as in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Review => "review",
            Self::NotChecked => "not_checked",
        }
    }

    /// Reads the word [`CoverJudgement::as_str`] gives.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Approved, Self::Rejected, Self::Review, Self::NotChecked].into_iter().find(|one| one.as_str() == text)
    }
}

/// The verdict on the cover of one menu item.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemCover {
    /// Where the judged (or the largest) picture is.
    pub url: Box<str>,
    /// What it was judged to be.
    pub judgement: CoverJudgement,
    /// The form of the approved cover it is (or is nearest to).
    pub form: Option<Form>,
    /// The colour scheme it matched (or is nearest to).
    pub scheme: Option<Arc<str>>,
    /// How far it is from the nearest approved cover: 0 is the same picture, up to 1.4 is approved.
    pub score: Option<f64>,
    /// SHA-256 of the picture's bytes that were judged; `None` when nobody looked.
    pub content: Option<[u8; 32]>,
}

/// What came of looking at the cover of one menu item.
#[derive(Debug, Clone, PartialEq)]
pub enum CoverSight {
    /// The picture was fetched and judged.
    Judged(ItemCover),
    /// The picture could not be fetched: it says nothing about the page.
    Failed {
        /// Where it should have been.
        url: Box<str>,
        /// What happened.
        fault: CoverFault,
    },
}

/// One menu item as the report shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditedItem {
    /// Among the items that visitors see, from 1, from the left; `None` for a hidden one.
    pub position: Option<u32>,
    /// As VK gave it.
    pub title: Box<str>,
    /// As VK gave it.
    pub url: Box<str>,
    /// Which form it is taken for.
    pub form: Option<Form>,
    /// Whether visitors do not see it.
    pub is_hidden: bool,
    /// Its cover; `None` when it has none.
    pub cover: Option<ItemCover>,
}

/// What must be at one form's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedForm {
    /// From 1.
    pub position: u32,
    /// The accepted titles, the preferred one first.
    pub titles: Vec<Arc<str>>,
    /// The exact URL; `None` while a value of it is unknown.
    pub url: Option<String>,
    /// The registry fields whose values the URL lacks, by their English names; without URL and without these the
    /// organisation itself is not known.
    pub unknown: Vec<&'static str>,
}

/// What must be on the page of one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedForms {
    pub messages: ExpectedForm,
    pub polls: ExpectedForm,
}

impl ExpectedForms {
    /// What must be at this form's place.
    pub const fn get(&self, form: Form) -> &ExpectedForm {
        match form {
            Form::Messages => &self.messages,
            Form::Polls => &self.polls,
        }
    }
}

/// The whole result for one page.
#[derive(Debug, Clone, PartialEq)]
pub struct PageAudit {
    /// Which page.
    pub page: PageIdentity,
    /// Whose page, where the registry knows.
    pub organization: Option<Arc<Organization>>,
    /// What is said of it.
    pub verdict: Verdict,
    /// When VK's answer was judged.
    pub checked_at: Timestamp,
    /// The menu as it was seen.
    pub menu: Vec<AuditedItem>,
    /// What must be there, where the organisation is known.
    pub expected: Option<ExpectedForms>,
    /// Every defect, in the order of [`super::Code::ALL`] within page, menu and each form.
    pub violations: Vec<Violation>,
    /// Why it could not be seen; set exactly when the verdict is [`Verdict::Unverified`].
    pub unverified: Option<Unverified>,
}
