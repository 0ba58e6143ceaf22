//! Everything a page's verdict rests on, in one document that can be checked without the store.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{all_events, rfc3339};
use domain::model::{CoverSight, Look, MaybeKnown};
use store::{Digest, Event, EventDetail, PageRow, Store, StoreError, chain_link, digest_of, hex, look_from_json};

/// The name of the contract.
pub const SCHEMA_ID: &str = "vk-page-auditor/evidence/1";
/// The key whose value is the fingerprint of all the others.
const DIGEST_KEY: &str = "digest";

/// The file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The name of the contract.
    pub schema: String,
    /// The version of the program that wrote it.
    pub program: String,
    /// When it was written.
    pub made_at: String,
    pub page: EvidencePage,
    /// Whose page it had to be when it was last seen, as the snapshot has it.
    pub organization: Option<Value>,
    /// What the verdict of the last look rests on.
    pub snapshot: Option<String>,
    /// The policy that verdict was made by.
    pub policy: Option<String>,
    /// The policies that are named.
    pub policies: Vec<EvidencePolicy>,
    /// The looks that are named.
    pub snapshots: Vec<EvidenceSnapshot>,
    /// Snapshots and policies that events name and the store keeps no more.
    pub forgotten: Vec<String>,
    /// The pictures that were judged for the last look.
    pub covers: Vec<EvidenceCover>,
    /// Whether the events begin with the first one of the page.
    pub is_whole: bool,
    /// The events of the page, from the first.
    pub events: Vec<EvidenceEvent>,
    /// The fingerprint of everything else.
    pub digest: String,
}

/// What is known of the page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidencePage {
    /// The page's number in the store.
    pub id: i64,
    /// The address as the registry gives it.
    pub url: String,
    /// The address in its one writing.
    pub address: String,
    /// Whether the registry has it.
    pub registered: bool,
    /// VK's number of it.
    pub group_id: Option<i64>,
    /// Where the address leads now, when that is another community.
    pub moved_to: Option<i64>,
    /// Its short name.
    pub screen_name: Option<String>,
    pub name: Option<String>,
    /// By confirmed findings.
    pub verdict: String,
    /// By the last look.
    pub look_verdict: Option<String>,
    /// The last look.
    pub looked_at: Option<String>,
    /// The last look that saw it.
    pub seen_at: Option<String>,
    /// When what is known of it last became something else.
    pub changed_at: Option<String>,
    /// Why the last look saw nothing.
    pub unverified_reason: Option<String>,
    /// The same, for a person.
    pub unverified_detail: Option<String>,
    /// Since when no look saw it.
    pub unverified_since: Option<String>,
}

/// A policy as the store keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidencePolicy {
    /// SHA-256 of the text.
    pub digest: String,
    /// What the policy calls itself.
    pub id: String,
    pub body: String,
}

/// A snapshot: its text and the SHA-256 of that.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceSnapshot {
    /// SHA-256 of the text.
    pub digest: String,
    pub json: String,
}

/// A picture that was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceCover {
    /// Of the menu, from 1.
    pub position: usize,
    /// The address as the registry gives it.
    pub url: String,
    /// SHA-256 of the picture.
    pub sha256: String,
}

/// An event with its link of the chain.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceEvent {
    /// Its place in the log.
    pub seq: i64,
    /// When it happened.
    pub at: String,
    /// What happened.
    pub kind: String,
    pub page: i64,
    /// The run it came of.
    pub run: Option<i64>,
    /// The finding it concerns.
    pub finding: Option<i64>,
    /// The code of the finding; may be empty.
    pub code: String,
    /// Its form; may be empty.
    pub form: String,
    /// Its field; may be empty.
    pub field: String,
    /// Its severity; may be empty.
    pub severity: String,
    /// The text that is chained.
    pub detail: String,
    /// The link of the chain.
    pub chain: String,
}

impl EvidenceEvent {
    /// An event of the store.
    pub fn of(event: &Event) -> Self {
        Self {
            seq: event.seq,
            at: event.at.to_string(),
            kind: event.kind.as_str().to_owned(),
            page: event.page.map_or(0, store::PageId::get),
            run: event.run.map(store::RunId::get),
            finding: event.finding.map(store::FindingId::get),
            code: event.code.clone(),
            form: event.form.clone(),
            field: event.field.clone(),
            severity: event.severity.clone(),
            detail: event.detail.clone(),
            chain: hex(&event.chain),
        }
    }

    /// The event with everything the chain is made of; its own link is left out. `None` for what is no event.
    pub fn event(&self) -> Option<Event> {
        Some(Event {
            seq: self.seq,
            at: self.at.parse().ok()?,
            kind: MaybeKnown::read(&self.kind),
            page: Some(self.page.to_string().parse().ok()?),
            run: self.run.map(|id| id.to_string().parse()).transpose().ok()?,
            finding: self.finding.map(|id| id.to_string().parse()).transpose().ok()?,
            code: self.code.clone(),
            form: self.form.clone(),
            field: self.field.clone(),
            severity: self.severity.clone(),
            detail: self.detail.clone(),
            chain: Digest::default(),
        })
    }

    /// The snapshot and the policy it names.
    pub fn named(&self) -> BTreeMap<&'static str, String> {
        let (snapshot, policy) = match EventDetail::read(&MaybeKnown::read(&self.kind), &self.detail) {
            EventDetail::FindingOpened(it) | EventDetail::FindingReopened(it) => (it.snapshot, it.policy),
            EventDetail::FindingClosed(it) => (it.snapshot, it.policy),
            EventDetail::FindingSeverityChanged(it) => (it.snapshot, it.policy),
            EventDetail::PageAppeared(it) | EventDetail::PageLost(it) => (it.snapshot, None),
            EventDetail::Foreign(detail) => {
                let text = |key: &str| Some(detail.get(key)?.as_str()?.to_owned());
                (text("snapshot"), text("policy").filter(|_| self.kind.starts_with("finding.")))
            }
            _ => (None, None),
        };
        [("snapshot", snapshot), ("policy", policy)].into_iter().filter_map(|(key, it)| Some((key, it?))).collect()
    }
}

/// The pictures that were judged for a look.
pub fn covers_of(look: &Look) -> Vec<EvidenceCover> {
    let judged = look.covers.iter().enumerate().filter_map(|(index, sight)| match sight.as_ref()? {
        CoverSight::Judged(cover) => Some((index, cover)),
        CoverSight::Failed { .. } => None,
    });
    let cover = |(index, cover): (usize, &domain::model::ItemCover)| {
        Some(EvidenceCover { position: index + 1, url: cover.url.to_string(), sha256: hex(&cover.content?) })
    };
    judged.filter_map(cover).collect()
}

/// The organisation of a snapshot's text.
pub fn organization_of(snapshot: &str) -> Option<Value> {
    serde_json::from_str::<Value>(snapshot).ok()?.get("organization").cloned()
}

/// The fingerprint of a document, whatever the order of its keys and its blanks.
pub fn fingerprint(document: &Value) -> String {
    let mut text = String::new();
    match document {
        Value::Object(all) => {
            let rest = all.iter().filter(|(key, _)| *key != DIGEST_KEY);
            push_object(rest.collect(), &mut text);
        }
        other => push_canonical(other, &mut text),
    }
    hex(&digest_of(text.as_bytes()))
}

impl Evidence {
    /// Gives it its fingerprint.
    ///
    /// # Errors
    /// None in practice: texts and numbers always become JSON.
    pub fn seal(&mut self) -> serde_json::Result<()> {
        self.digest = fingerprint(&serde_json::to_value(&*self)?);
        Ok(())
    }
}

fn push_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(all) => push_object(all.iter().collect(), out),
        Value::Array(all) => {
            out.push('[');
            for value in all {
                push_canonical(value, out);
                out.push(',');
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

fn push_object(mut all: Vec<(&String, &Value)>, out: &mut String) {
    all.sort_by_key(|(key, _)| *key);
    out.push('{');
    for (key, value) in all {
        push_canonical(&Value::from(key.as_str()), out);
        out.push(':');
        push_canonical(value, out);
        out.push(',');
    }
    out.push('}');
}

impl Evidence {
    /// Everything the verdict of this page rests on; without a fingerprint yet.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn of_page(store: &Store, row: &PageRow, now: Timestamp) -> Result<Self, StoreError> {
        gather(store, row, now).await
    }

    /// The file, one line of JSON; gives the document its fingerprint first.
    ///
    /// # Errors
    /// None in practice: texts and numbers always become JSON.
    pub fn to_file(&mut self) -> io::Result<Vec<u8>> {
        self.seal()?;
        let mut bytes = Vec::new();
        report::write_json(self, &mut bytes)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

async fn gather(store: &Store, row: &PageRow, now: Timestamp) -> Result<Evidence, StoreError> {
    let events = all_events(store, row.id).await?;
    let is_whole = events.first().is_none_or(|row| chain_link(&Digest::default(), &row.event) == row.event.chain);
    let events: Vec<EvidenceEvent> = events.iter().map(|row| EvidenceEvent::of(&row.event)).collect();
    let named = |key: &str| events.iter().filter_map(|event| event.named().remove(key)).collect::<BTreeSet<String>>();
    let (mut snapshots, mut policies) = (named("snapshot"), named("policy"));
    snapshots.extend(row.snapshot.map(|digest| hex(&digest)));
    policies.extend(row.policy.map(|digest| hex(&digest)));
    let mut evidence = Evidence {
        schema: SCHEMA_ID.to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: rfc3339(now),
        page: of_row(row),
        organization: None,
        snapshot: row.snapshot.map(|digest| hex(&digest)),
        policy: row.policy.map(|digest| hex(&digest)),
        policies: Vec::new(),
        snapshots: Vec::new(),
        forgotten: Vec::new(),
        covers: Vec::new(),
        is_whole,
        events,
        digest: String::new(),
    };
    for digest in policies {
        let kept = match from_hex(&digest) {
            Some(known) => store.policy(&known).await?,
            None => None,
        };
        match kept {
            Some(kept) => evidence.policies.push(EvidencePolicy { digest, id: kept.id, body: kept.body }),
            None => evidence.forgotten.push(digest),
        }
    }
    for digest in snapshots {
        let known = match from_hex(&digest) {
            Some(known) => store.snapshot(row.id, &known).await?,
            None => None,
        };
        match known {
            None => evidence.forgotten.push(digest),
            Some(json) => {
                if evidence.snapshot.as_ref() == Some(&digest) {
                    evidence.organization = organization_of(&json);
                    evidence.covers = look_from_json(&json).map(|look| covers_of(&look)).unwrap_or_default();
                }
                evidence.snapshots.push(EvidenceSnapshot { digest, json });
            }
        }
    }
    Ok(evidence)
}

fn of_row(row: &PageRow) -> EvidencePage {
    let moment = |at: Option<Timestamp>| at.map(|at| at.to_string());
    EvidencePage {
        id: row.id.get(),
        url: row.url.clone(),
        address: row.address.clone(),
        registered: row.registered,
        group_id: row.group_id,
        moved_to: row.moved_to,
        screen_name: row.screen_name.clone(),
        name: row.name.clone(),
        verdict: row.verdict.as_str().to_owned(),
        look_verdict: row.look_verdict.clone(),
        looked_at: moment(row.looked_at),
        seen_at: moment(row.seen_at),
        changed_at: moment(row.changed_at),
        unverified_reason: row.unverified_reason.clone(),
        unverified_detail: row.unverified_detail.clone(),
        unverified_since: moment(row.unverified_since),
    }
}

/// A digest of 64 hexadecimal digits.
pub fn from_hex(text: &str) -> Option<Digest> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut digest = Digest::default();
    if pairs.len() != digest.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in digest.iter_mut().zip(pairs) {
        let digit = |letter: u8| char::from(letter).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(digest)
}
