//! `evidence verify`: whether a file of evidence is as it was written, and what was changed if it is not. Needs neither
//! store nor network.
//!
//! The fingerprint finds any change at all; the digests, the chain of events and the replay find what was changed, also
//! where somebody made the fingerprint anew. Whoever noted the fingerprint elsewhere can tell the file from any other.

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, anyhow};
use jiff::Timestamp;
use serde_json::Value;

use crate::cli::context::CommandContext;
use crate::cli::cover_set::read_bounded;
use crate::cli::exit::Exit;
use app::history::evidence::{Evidence, EvidenceEvent, SCHEMA_ID, covers_of, fingerprint, from_hex, organization_of};
use app::history::{PolicyTexts, confirmed};
use app::run;
use domain::model::{JsonDefect, JsonFault, Severity, Verdict};
use store::{Digest, Event, EventKind, chain_link, digest_of, hex, look_from_json};
use words::history::Tell;
use words::listing::{Vocabulary, term};
use words::{self, Lang, Visible, visible};

/// Years of a page's events have some megabytes.
const MOST_FILE_BYTES: usize = 256 * 1_048_576;

/// What was changed, or what should be known besides.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    what: Tell,
    which: Which,
}

/// Which part of a file was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Which {
    /// The file as a whole.
    Nothing,
    /// The one with this digest or number.
    Named(String),
    /// What would be right: a verdict, with the versions of the program that judged.
    Verdict(String),
    /// The place where it cannot be read.
    Shape(JsonFault),
}

impl Which {
    /// The one with this name; an empty one is the file as a whole.
    fn of(name: impl Into<String>) -> Self {
        let name = name.into();
        if name.is_empty() { Self::Nothing } else { Self::Named(name) }
    }
}

/// The words for a verdict, by its stable name, which something in brackets may follow.
fn said(lang: Lang, verdict: &str) -> String {
    let (name, rest) =
        verdict.split_once(' ').map_or((verdict, String::new()), |(name, rest)| (name, format!(" {rest}")));
    let words = term(lang, Vocabulary::Verdict, name).map_or_else(|| visible(name).into_owned(), str::to_owned);
    format!("{words}{}", Visible::quoted(&rest))
}

/// A file that was checked.
#[derive(Debug)]
struct Checked {
    /// Whose evidence it is, where that can be read.
    evidence: Option<Evidence>,
    fingerprint: String,
    faults: Vec<Fault>,
    notes: Vec<Fault>,
    /// Whether everything in it could be checked.
    is_whole: bool,
}

/// `evidence verify`.
///
/// # Errors
/// The file cannot be read, or is no evidence of this program.
pub fn verify(context: &CommandContext, file: &Path) -> anyhow::Result<Exit> {
    let lang = context.lang;
    let name = file.display().to_string();
    let bytes = read_bounded(file, MOST_FILE_BYTES).with_context(|| name.clone())?;
    let unusable = || anyhow!("{name}: {}", Tell::EvidenceUnusable.text(lang));
    let text = String::from_utf8(bytes).map_err(|_| unusable())?;
    let checked = check(&text).ok_or_else(unusable)?;
    let mut out = io::stdout().lock();
    let (say, exit) = match (checked.faults.is_empty(), checked.is_whole) {
        (true, true) => (Tell::Intact, Exit::Clean),
        (true, false) => (Tell::IntactInPart, Exit::Incomplete),
        (false, _) => (Tell::Tampered, Exit::Violations),
    };
    writeln!(out, "{name}: {}", say.text(lang))?;
    for Fault { what, which } in checked.faults.iter().chain(&checked.notes) {
        let which = match which {
            Which::Nothing => String::new(),
            Which::Named(name) => format!(": {}", Visible::quoted(name)),
            Which::Verdict(verdict) => format!(": {}", said(lang, verdict)),
            Which::Shape(fault) => format!(": {}", words::json_fault(lang, *fault)),
        };
        writeln!(out, "  {}{which}", what.text(lang))?;
    }
    if let Some(evidence) = &checked.evidence {
        let (page, verdict) = (visible(&evidence.page.url), said(lang, &evidence.page.verdict));
        writeln!(out, "{}: {page}, {}: {verdict}", Tell::Page.text(lang), Tell::Verdict.text(lang))?;
        writeln!(out, "{}: {}", Tell::Events.text(lang), evidence.events.len())?;
    }
    writeln!(out, "SHA-256: {}", checked.fingerprint)?;
    Ok(exit)
}

/// Checks the text of a file; `None` when it is no evidence at all.
fn check(text: &str) -> Option<Checked> {
    let document: Value = serde_json::from_str(text).ok()?;
    if document.get("schema").and_then(Value::as_str) != Some(SCHEMA_ID) {
        return None;
    }
    let mut faults = Faults { found: Vec::new(), notes: Vec::new(), is_whole: true };
    let found = fingerprint(&document);
    if document.get("digest").and_then(Value::as_str) != Some(found.as_str()) {
        faults.add(Tell::FaultFile, "");
    }
    // from the text again: a document would hide a key that is there twice
    let evidence: Option<Evidence> = match serde_json::from_str(text) {
        Ok(evidence) => Some(evidence),
        Err(error) => {
            let defect = if error.is_eof() { JsonDefect::CutOff } else { JsonDefect::Syntax };
            let which = Which::Shape(JsonFault { defect, line: error.line(), column: error.column() });
            // only this version's own files are known to have nothing else in them
            if is_of_later_version(&document) {
                faults.is_whole = false;
                faults.notes.push(Fault { what: Tell::NoteShape, which });
            } else {
                faults.found.push(Fault { what: Tell::FaultShape, which });
            }
            None
        }
    };
    if let Some(evidence) = &evidence {
        faults.look_at(evidence);
    }
    let Faults { found: faults, notes, is_whole } = faults;
    Some(Checked { evidence, fingerprint: found, faults, notes, is_whole })
}

/// Whether a document says that a version later than this one wrote it.
fn is_of_later_version(document: &Value) -> bool {
    fn numbers(version: &str) -> Option<Vec<u64>> {
        version.split('.').map(|part| part.parse().ok()).collect()
    }
    let written = document.get("program").and_then(Value::as_str).and_then(numbers);
    written.is_some_and(|written| numbers(env!("CARGO_PKG_VERSION")).is_some_and(|own| written > own))
}

struct Faults {
    found: Vec<Fault>,
    notes: Vec<Fault>,
    is_whole: bool,
}

impl Faults {
    fn add(&mut self, what: Tell, which: impl Into<String>) {
        self.found.push(Fault { what, which: Which::of(which) });
    }

    /// Something that should be known and is no fault.
    fn note(&mut self, what: Tell, which: impl Into<String>) {
        self.notes.push(Fault { what, which: Which::of(which) });
    }

    /// Something that only a later version can check.
    fn leave_out(&mut self, what: Tell, which: impl Into<String>) {
        self.is_whole = false;
        self.note(what, which);
    }

    fn look_at(&mut self, evidence: &Evidence) {
        for snapshot in &evidence.snapshots {
            if hex(&digest_of(snapshot.json.as_bytes())) != snapshot.digest {
                self.add(Tell::FaultSnapshot, snapshot.digest.as_str());
            }
        }
        for policy in &evidence.policies {
            let read = PolicyTexts::of_body(&policy.body).ok().and_then(|texts| texts.policy().ok());
            let is_another = read.as_ref().is_some_and(|read| read.id != policy.id);
            if hex(&digest_of(policy.body.as_bytes())) != policy.digest || is_another {
                self.add(Tell::FaultPolicy, policy.digest.as_str());
            } else if read.is_none() {
                self.leave_out(Tell::NotePolicy, policy.digest.as_str());
            }
        }
        self.look_at_references(evidence);
        self.look_at_chain(evidence);
        self.look_at_verdict(evidence);
        self.look_at_confirmed(evidence);
    }

    fn look_at_references(&mut self, evidence: &Evidence) {
        let named = evidence.events.iter().flat_map(|event| event.named().into_values());
        let present = evidence.snapshot.iter().chain(&evidence.policy).cloned();
        let mut missing: Vec<String> = named
            .chain(present)
            .filter(|digest| {
                evidence.snapshots.iter().all(|known| known.digest != *digest)
                    && evidence.policies.iter().all(|known| known.digest != *digest)
                    && !evidence.forgotten.contains(digest)
            })
            .collect();
        missing.sort_unstable();
        missing.dedup();
        for digest in missing {
            self.add(Tell::FaultMissing, digest);
        }
    }

    fn look_at_chain(&mut self, evidence: &Evidence) {
        // of a log whose beginning was forgotten the first link is taken on trust
        let mut before = evidence.is_whole.then(Digest::default);
        let mut last = 0;
        for event in &evidence.events {
            if event.seq <= last || event.page != evidence.page.id {
                self.add(Tell::FaultOrder, event.seq.to_string());
            }
            last = last.max(event.seq);
            let chain = from_hex(&event.chain);
            let link = event.event().map(|event| before.map(|before| chain_link(&before, &event)));
            if chain.is_none() || link.is_none_or(|link| link.is_some_and(|link| Some(link) != chain)) {
                self.add(Tell::FaultChain, event.seq.to_string());
            }
            before = chain;
        }
    }

    /// Judges what is kept again.
    fn look_at_verdict(&mut self, evidence: &Evidence) {
        let (Some(snapshot), Some(policy)) = (&evidence.snapshot, &evidence.policy) else {
            // without a ground there is nothing it can say
            if evidence.page.look_verdict.is_some() {
                self.add(Tell::FaultVerdict, "");
            }
            return;
        };
        let snapshot = evidence.snapshots.iter().find(|known| known.digest == *snapshot);
        let policy = evidence.policies.iter().find(|known| known.digest == *policy);
        // that one is missing is told already
        let (Some(snapshot), Some(policy)) = (snapshot, policy) else { return };
        let Ok(look) = look_from_json(&snapshot.json) else {
            self.leave_out(Tell::NoteSnapshot, snapshot.digest.as_str());
            return;
        };
        if let Ok(texts) = PolicyTexts::of_body(&policy.body)
            && let Ok(policy) = texts.policy()
        {
            let audit = run::replay(&policy, &look, Timestamp::UNIX_EPOCH);
            let verdict = audit.verdict.as_str();
            match evidence.page.look_verdict.as_deref() {
                Some(told) if told == verdict => {}
                Some(told) if Verdict::parse(told).is_none() => self.leave_out(Tell::NoteUnknown, told),
                // another version's rules are not to be had here: what they made of the look is taken as it stands
                Some(_) if !texts.has_own_rules() => self.note(Tell::NoteOtherRules, verdict),
                _ => {
                    let versions =
                        format!("{verdict} (vk-page-auditor {} / {})", evidence.program, env!("CARGO_PKG_VERSION"));
                    self.found.push(Fault { what: Tell::FaultVerdict, which: Which::Verdict(versions) });
                }
            }
        }
        if covers_of(&look) != evidence.covers {
            self.add(Tell::FaultCovers, "");
        }
        if organization_of(&snapshot.json) != evidence.organization {
            self.add(Tell::FaultOrganization, "");
        }
    }

    /// The confirmed verdict follows from what the events opened and did not close.
    fn look_at_confirmed(&mut self, evidence: &Evidence) {
        if !evidence.is_whole {
            return;
        }
        let events: Vec<Event> = evidence.events.iter().filter_map(EvidenceEvent::event).collect();
        let (follows, _) = confirmed(events.iter());
        let unknown = |event: &&EvidenceEvent| {
            EventKind::parse(&event.kind).is_none() && event.kind.starts_with("finding.")
                || !event.severity.is_empty() && Severity::parse(&event.severity).is_none()
        };
        let stands = evidence.page.verdict.as_str();
        if stands != follows.as_str()
            && let Some(event) = evidence.events.iter().find(unknown)
        {
            self.leave_out(Tell::NoteUnknown, format!("{} {}", event.kind, event.severity));
            return;
        }
        if Verdict::parse(stands).is_none() {
            self.leave_out(Tell::NoteUnknown, stands);
            return;
        }
        // before the second look a page is neither accused nor acquitted
        let is_open_question = stands == Verdict::Unverified.as_str() && follows == Verdict::Compliant;
        if stands != follows.as_str() && !is_open_question {
            let which = Which::Verdict(follows.as_str().to_owned());
            self.found.push(Fault { what: Tell::FaultConfirmed, which });
        }
    }
}

#[cfg(test)]
mod tests;
