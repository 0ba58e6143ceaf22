//! The kinds of events, and what each says beside its page, run and finding: one shape for each kind. The texts of the fields are stable, other
//! programs read them in lists and feeds.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::RunKind;
use super::stored::as_text;
use domain::model::{MaybeKnown, Severity, named};

/// Why a finding is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClosedReason {
    /// It is mended.
    Fixed,
    /// Nothing of it can be seen any more, because the page or its menu cannot be seen.
    Obscured,
    /// The rules changed.
    Policy,
    /// The registry has its page no more.
    PageRemoved,
}

impl ClosedReason {
    const ALL: [Self; 4] = [Self::Fixed, Self::Obscured, Self::Policy, Self::PageRemoved];

    /// The stable text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Obscured => "obscured",
            Self::Policy => "policy",
            Self::PageRemoved => "page_removed",
        }
    }

    /// Finds the reason with this stable text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

named!(ClosedReason);

/// A moment that nobody can read must not hide the rest of what is said.
fn if_readable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.and_then(|text| text.parse().ok()))
}

/// A finding was confirmed, for the first time or again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingOpened {
    /// Since when it is there.
    #[serde(default, deserialize_with = "if_readable")]
    pub opened_at: Option<Timestamp>,
    /// SHA-256 of the look that decided it, in hexadecimal digits.
    pub snapshot: Option<String>,
    /// The same of the policy.
    pub policy: Option<String>,
    /// Which item of the menu, from 1.
    pub position: Option<u32>,
    /// What was seen.
    pub observed: Option<String>,
    /// What would be right.
    pub expected: Option<String>,
}

/// A finding is no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingClosed {
    /// Why.
    #[serde(default, with = "as_text::option")]
    pub reason: Option<MaybeKnown<ClosedReason>>,
    /// Since when it was there; not told of pages that left the registry.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Timestamp>,
    /// SHA-256 of the look that decided it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<String>,
    /// The same of the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
}

/// An open finding is graver or lighter than it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityChanged {
    /// What it was.
    #[serde(default, with = "as_text::option")]
    pub from: Option<MaybeKnown<Severity>>,
    /// What it is.
    #[serde(default, with = "as_text::option")]
    pub to: Option<MaybeKnown<Severity>>,
    /// SHA-256 of the look that decided it.
    pub snapshot: Option<String>,
    /// The same of the policy.
    pub policy: Option<String>,
}

/// VK shows a page again, or no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSeen {
    /// SHA-256 of the look that decided it.
    pub snapshot: Option<String>,
}

/// A page has another short name, or its address leads to another community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageChanged<T> {
    /// What it was.
    pub from: Option<T>,
    /// What it is.
    pub to: Option<T>,
}

/// What an import of the registry did to a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryChanged {
    /// The number of the import.
    pub registry_import: i64,
}

/// What a run came to. In a narrow scope only what it changed there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFinished {
    /// What the run is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who began it.
    #[serde(default, with = "as_text::option", skip_serializing_if = "Option::is_none")]
    pub kind: Option<MaybeKnown<RunKind>>,
    /// How many pages it had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<u64>,
    /// How many of them were seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<u64>,
    /// Findings opened for the first time.
    #[serde(default)]
    pub opened: u64,
    /// Findings opened again.
    #[serde(default)]
    pub reopened: u64,
    /// Findings closed.
    #[serde(default)]
    pub closed: u64,
}

/// Why a run is held.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunHeld {
    /// How many pages would have another verdict.
    pub changed: u64,
    /// Of how many that an earlier run saw, too.
    pub seen_before: u64,
    /// How many may change at the most.
    pub bound: u64,
    /// The share that may change, from 0 to 1.
    pub share: f64,
    /// How many times the usual share may change.
    pub times: u32,
    /// Fewer changed pages never hold a run.
    pub least: u64,
}

/// Why a run does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunDiscarded {
    /// `person` or `superseded`.
    pub reason: String,
    /// The run that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<i64>,
}

/// What an import of the registry did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RegistryImported {
    /// The file.
    pub source: String,
    /// How many pages it has.
    pub pages: u64,
    /// How many rows were set aside.
    pub set_aside: u64,
    /// How many pages are new.
    pub added: u64,
    /// Of how many pages it says something else.
    pub changed: u64,
    /// How many pages are gone.
    pub removed: u64,
}

/// Pages are judged by another policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyChanged {
    /// What the policy calls itself.
    pub policy: String,
    /// SHA-256 of its text.
    pub digest: String,
}

/// A run that a person released; more is not to be said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReleased {}

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident($shape:ty) = $text:literal,)+) => {
        /// What happened. The texts are stable: other programs rely on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum EventKind {
            $($(#[$doc])* $variant,)+
        }

        impl EventKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        /// What is said of it.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum EventDetail {
            $($(#[$doc])* $variant($shape),)+
            /// What this version cannot read: a kind or a shape of another.
            Foreign(Value),
        }

        impl EventDetail {
            /// Reads what an event of this kind says.
            pub fn read(kind: &MaybeKnown<EventKind>, text: &str) -> Self {
                let known = kind.known().and_then(|kind| match kind {
                    $(EventKind::$variant => serde_json::from_str(text).ok().map(Self::$variant),)+
                });
                known.unwrap_or_else(|| Self::Foreign(serde_json::from_str(text).unwrap_or_default()))
            }

            /// The stable text of the kind of event that says so; empty for what this version cannot read.
            pub(crate) const fn kind(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $text,)+
                    Self::Foreign(_) => "",
                }
            }
        }
    };
}

events! {
    /// A finding was confirmed.
    FindingOpened(FindingOpened) = "finding.opened",
    /// A finding is no longer there, and that was confirmed.
    FindingClosed(FindingClosed) = "finding.closed",
    /// A closed finding is there again.
    FindingReopened(FindingOpened) = "finding.reopened",
    /// An open finding is graver or lighter than it was: the policy says so, or another thing is seen.
    FindingSeverityChanged(SeverityChanged) = "finding.severity_changed",
    /// A page that VK did not show is there again.
    PageAppeared(PageSeen) = "page.appeared",
    /// VK shows the page no more: it is gone, deleted or banned.
    PageLost(PageSeen) = "page.lost",
    /// The page has another short name.
    PageRenamed(PageChanged<String>) = "page.renamed",
    /// The registry's address leads to another community than before.
    PageMoved(PageChanged<i64>) = "page.moved",
    /// The registry has a new page.
    PageAdded(EntryChanged) = "page.added",
    /// The registry says something else of a page's organisation.
    PageChanged(EntryChanged) = "page.changed",
    /// The registry has the page no more.
    PageRemoved(EntryChanged) = "page.removed",
    /// A run is over and counts.
    RunFinished(RunFinished) = "run.finished",
    /// A run changes too much to be believed; a person must say.
    RunHeld(RunHeld) = "run.held",
    /// A person said that a held run counts.
    RunReleased(RunReleased) = "run.released",
    /// A person said that a run does not count, or a later run took its place.
    RunDiscarded(RunDiscarded) = "run.discarded",
    /// A registry was imported.
    RegistryImported(RegistryImported) = "registry.imported",
    /// Pages are judged by another policy from now on.
    PolicyChanged(PolicyChanged) = "policy.changed",
}

impl EventKind {
    /// Finds the kind with this stable text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

named!(EventKind);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_what_it_says() {
        let texts = [
            (
                EventKind::FindingReopened,
                r#"{"opened_at":"2026-01-02T03:04:05.678Z","snapshot":"ab","policy":"cd","position":2,"observed":"x","expected":null}"#,
            ),
            (EventKind::FindingClosed, r#"{"reason":"page_removed"}"#),
            (
                EventKind::FindingClosed,
                r#"{"reason":"waived","opened_at":"2026-01-02T03:04:05Z","snapshot":"ab","policy":"cd"}"#,
            ),
            (EventKind::FindingSeverityChanged, r#"{"from":"error","to":"grave","snapshot":"ab","policy":"cd"}"#),
            (EventKind::PageLost, r#"{"snapshot":"ab"}"#),
            (EventKind::PageMoved, r#"{"from":1,"to":2}"#),
            (EventKind::PageRenamed, r#"{"from":"a","to":"b"}"#),
            (EventKind::PageAdded, r#"{"registry_import":3}"#),
            (
                EventKind::RunFinished,
                r#"{"name":"nightly","kind":"scheduled","pages":3,"seen":2,"opened":1,"reopened":0,"closed":0}"#,
            ),
            (EventKind::RunHeld, r#"{"changed":30,"seen_before":40,"bound":20,"share":0.1,"times":5,"least":20}"#),
            (EventKind::RunReleased, "{}"),
            (EventKind::RunDiscarded, r#"{"reason":"superseded","by":7}"#),
            (
                EventKind::RegistryImported,
                r#"{"source":"r.csv","pages":1,"set_aside":0,"added":1,"changed":0,"removed":0}"#,
            ),
            (EventKind::PolicyChanged, r#"{"policy":"pos-vk-2023","digest":"ab"}"#),
        ];
        for (kind, text) in texts {
            let detail = EventDetail::read(&kind.into(), text);
            assert_eq!((detail.kind(), serde_json::to_string(&detail).unwrap()), (kind.as_str(), text.to_owned()));
        }
    }

    #[test]
    fn what_another_version_says_stays_as_it_is() {
        for (kind, text) in [("finding.waived", r#"{"until":"2027"}"#), ("run.held", r#"{"changed":"many"}"#)] {
            let detail = EventDetail::read(&MaybeKnown::read(kind), text);
            assert!(matches!(&detail, EventDetail::Foreign(_)));
            assert_eq!(serde_json::to_string(&detail).unwrap(), text);
        }
    }
}
