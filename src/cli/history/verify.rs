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

use crate::cli::cover_set::read_bounded;
use crate::cli::exit::Exit;
use crate::cli::setup::Setup;
use crate::history::evidence::{Evidence, EvidenceEvent, SCHEMA_ID, covers_of, fingerprint, from_hex, organization_of};
use crate::history::{PolicyTexts, verdict_of};
use crate::i18n::history::Tell;
use crate::i18n::listing::{Vocabulary, term};
use crate::i18n::{self, Lang, Visible, visible};
use crate::model::{JsonDefect, JsonFault, Verdict};
use crate::run;
use crate::store::{Digest, chain_link, digest_of, hex, look_from_json};

/// Years of a page's events have some megabytes.
const MOST_FILE_BYTES: usize = 256 * 1_048_576;

/// What was changed.
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
}

/// `evidence verify`.
///
/// # Errors
/// The file cannot be read, or is no evidence of this program.
pub fn verify(setup: &Setup, file: &Path) -> anyhow::Result<Exit> {
    let lang = setup.lang;
    let name = file.display().to_string();
    let bytes = read_bounded(file, MOST_FILE_BYTES).with_context(|| name.clone())?;
    let unusable = || anyhow!("{name}: {}", Tell::EvidenceUnusable.text(lang));
    let text = String::from_utf8(bytes).map_err(|_| unusable())?;
    let checked = check(&text).ok_or_else(unusable)?;
    let mut out = io::stdout().lock();
    let say = if checked.faults.is_empty() { Tell::Intact } else { Tell::Tampered };
    writeln!(out, "{name}: {}", say.text(lang))?;
    for Fault { what, which } in &checked.faults {
        let which = match which {
            Which::Nothing => String::new(),
            Which::Named(name) => format!(": {}", Visible::quoted(name)),
            Which::Verdict(verdict) => format!(": {}", said(lang, verdict)),
            Which::Shape(fault) => format!(": {}", i18n::json_fault(lang, *fault)),
        };
        writeln!(out, "  {}{which}", what.text(lang))?;
    }
    if let Some(evidence) = &checked.evidence {
        let (page, verdict) = (visible(&evidence.page.url), said(lang, &evidence.page.verdict));
        writeln!(out, "{}: {page}, {}: {verdict}", Tell::Page.text(lang), Tell::Verdict.text(lang))?;
        writeln!(out, "{}: {}", Tell::Events.text(lang), evidence.events.len())?;
    }
    writeln!(out, "SHA-256: {}", checked.fingerprint)?;
    Ok(if checked.faults.is_empty() { Exit::Clean } else { Exit::Violations })
}

/// Checks the text of a file; `None` when it is no evidence at all.
fn check(text: &str) -> Option<Checked> {
    let document: Value = serde_json::from_str(text).ok()?;
    if document.get("schema").and_then(Value::as_str) != Some(SCHEMA_ID) {
        return None;
    }
    let mut faults = Faults(Vec::new());
    let found = fingerprint(&document);
    if document.get("digest").and_then(Value::as_str) != Some(found.as_str()) {
        faults.add(Tell::FaultFile, "");
    }
    // from the text again: a document would hide a key that is there twice
    let evidence: Option<Evidence> = match serde_json::from_str(text) {
        Ok(evidence) => Some(evidence),
        Err(error) => {
            let defect = if error.is_eof() { JsonDefect::CutOff } else { JsonDefect::Syntax };
            let fault = JsonFault { defect, line: error.line(), column: error.column() };
            faults.0.push(Fault { what: Tell::FaultShape, which: Which::Shape(fault) });
            None
        }
    };
    if let Some(evidence) = &evidence {
        faults.look_at(evidence);
    }
    Some(Checked { evidence, fingerprint: found, faults: faults.0 })
}

struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, what: Tell, which: impl Into<String>) {
        let which: String = which.into();
        let which = if which.is_empty() { Which::Nothing } else { Which::Named(which) };
        self.0.push(Fault { what, which });
    }

    fn look_at(&mut self, evidence: &Evidence) {
        for snapshot in &evidence.snapshots {
            if hex(&digest_of(snapshot.json.as_bytes())) != snapshot.digest {
                self.add(Tell::FaultSnapshot, snapshot.digest.as_str());
            }
        }
        for policy in &evidence.policies {
            let is_id = || {
                PolicyTexts::of_body(&policy.body).is_ok_and(|texts| texts.policy().is_ok_and(|it| it.id == policy.id))
            };
            if hex(&digest_of(policy.body.as_bytes())) != policy.digest || !is_id() {
                self.add(Tell::FaultPolicy, policy.digest.as_str());
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
        let look = look_from_json(&snapshot.json).ok();
        let policy = PolicyTexts::of_body(&policy.body).ok().and_then(|texts| texts.policy().ok());
        let (Some(look), Some(policy)) = (look, policy) else {
            self.add(Tell::FaultVerdict, "");
            return;
        };
        let audit = run::replay(&policy, &look, Timestamp::UNIX_EPOCH);
        if evidence.page.look_verdict.as_deref() != Some(audit.verdict.as_str()) {
            let versions = format!(
                "{} ({} {} / {})",
                audit.verdict,
                "vk-page-auditor",
                evidence.program,
                env!("CARGO_PKG_VERSION")
            );
            self.0.push(Fault { what: Tell::FaultVerdict, which: Which::Verdict(versions) });
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
        let mut open: Vec<&EvidenceEvent> = Vec::new();
        let key = |event: &EvidenceEvent| (event.code.clone(), event.form.clone(), event.field.clone());
        for event in &evidence.events {
            match event.kind.as_str() {
                "finding.opened" | "finding.reopened" => open.push(event),
                "finding.closed" => open.retain(|known| key(known) != key(event)),
                "finding.severity_changed" => {
                    for known in open.iter_mut().filter(|known| key(known) == key(event)) {
                        *known = event;
                    }
                }
                _ => {}
            }
        }
        let follows = verdict_of(open.iter().map(|event| (event.code.as_str(), event.severity.as_str())));
        let stands = evidence.page.verdict.as_str();
        // before the second look a page is neither accused nor acquitted
        let is_open_question = stands == Verdict::Unverified.as_str() && follows == Verdict::Compliant;
        if stands != follows.as_str() && !is_open_question {
            let which = Which::Verdict(follows.as_str().to_owned());
            self.0.push(Fault { what: Tell::FaultConfirmed, which });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::history::PolicyText;
    use crate::history::evidence::{EvidencePage, EvidencePolicy, EvidenceSnapshot};
    use crate::model::{
        Access, CoverJudgement, CoverSight, Form, GroupId, ItemCover, Look, Menu, MenuItem, PageSnapshot, Sight,
    };
    use crate::policy::{BUILT_IN, BUILT_IN_NAME};
    use crate::store::{Event, EventKind, look_json};

    /// A page whose menu has one strange item, with a cover that was judged.
    fn look() -> Look {
        let item = MenuItem {
            title: "Афиша".into(),
            url: "https://afisha.example.ru/".into(),
            is_hidden: false,
            cover: Vec::new(),
        };
        let page = PageSnapshot {
            group_id: GroupId::new(7).unwrap(),
            screen_name: Some("school7".into()),
            name: "Школа № 7".into(),
            access: Access::Open,
            deactivated: None,
            is_government_organization: Some(true),
            menu: Some(Menu { is_hidden: false, items: vec![item] }),
        };
        let cover = ItemCover {
            url: "https://sun1.userapi.com/a.jpg".into(),
            judgement: CoverJudgement::Rejected,
            form: Some(Form::Polls),
            scheme: None,
            score: Some(2.5),
            content: Some([7; 32]),
        };
        Look {
            url: "https://vk.com/club7".into(),
            organization: None,
            others: Vec::new(),
            sight: Sight::Seen(Box::new(page)),
            covers: vec![Some(CoverSight::Judged(cover))],
        }
    }

    fn evidence() -> Evidence {
        let (look, moment) = (look(), "2026-11-20T00:00:00Z");
        let json = look_json(&look);
        let snapshot = hex(&digest_of(json.as_bytes()));
        let kept = PolicyTexts::new(PolicyText::new(BUILT_IN_NAME, BUILT_IN), Vec::new()).kept("pos-vk-2023");
        let policy = hex(&kept.digest);
        let mut before = Digest::default();
        let mut events = Vec::new();
        for (seq, form) in [(3, "messages"), (8, "polls")] {
            let detail = serde_json::json!({ "snapshot": snapshot, "policy": policy, "observed": null }).to_string();
            let mut event = Event {
                seq,
                at: moment.parse().unwrap(),
                kind: EventKind::FindingOpened,
                page: Some("7".parse().unwrap()),
                run: Some("2".parse().unwrap()),
                finding: Some(seq.to_string().parse().unwrap()),
                code: "form.missing".to_owned(),
                form: form.to_owned(),
                field: String::new(),
                severity: "error".to_owned(),
                detail,
                chain: Digest::default(),
            };
            event.chain = chain_link(&before, &event);
            before = event.chain;
            events.push(EvidenceEvent::of(&event));
        }
        Evidence {
            schema: SCHEMA_ID.to_owned(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: moment.to_owned(),
            page: EvidencePage {
                id: 7,
                url: "https://vk.com/club7".to_owned(),
                address: "https://vk.com/club7".to_owned(),
                registered: true,
                group_id: Some(7),
                moved_to: None,
                screen_name: Some("school7".to_owned()),
                name: Some("Школа № 7".to_owned()),
                verdict: "violations".to_owned(),
                look_verdict: Some("violations".to_owned()),
                looked_at: Some(moment.to_owned()),
                seen_at: Some(moment.to_owned()),
                changed_at: Some(moment.to_owned()),
                unverified_reason: None,
                unverified_detail: None,
                unverified_since: None,
            },
            organization: None,
            snapshot: Some(snapshot.clone()),
            policy: Some(policy.clone()),
            policies: vec![EvidencePolicy { digest: policy, id: kept.id, body: kept.body }],
            snapshots: vec![EvidenceSnapshot { digest: snapshot, json }],
            forgotten: Vec::new(),
            covers: covers_of(&look),
            is_whole: true,
            events,
            digest: String::new(),
        }
    }

    fn sealed(mut evidence: Evidence) -> Value {
        evidence.seal().unwrap();
        serde_json::to_value(evidence).unwrap()
    }

    fn faults(document: &Value) -> Vec<Tell> {
        check(&document.to_string()).unwrap().faults.into_iter().map(|fault| fault.what).collect()
    }

    /// The faults of a file whose forger made the fingerprint anew.
    fn faults_of_forged(forge: impl FnOnce(&mut Evidence)) -> Vec<Tell> {
        let mut evidence = evidence();
        forge(&mut evidence);
        faults(&sealed(evidence))
    }

    /// Where every value of a document stands.
    fn places(value: &Value, at: &str, found: &mut Vec<String>) {
        found.push(at.to_owned());
        match value {
            Value::Object(all) => all.iter().for_each(|(key, value)| places(value, &format!("{at}/{key}"), found)),
            Value::Array(all) => {
                all.iter().enumerate().for_each(|(index, value)| places(value, &format!("{at}/{index}"), found));
            }
            _ => {}
        }
    }

    fn changed(value: &Value, way: u8) -> Value {
        match (value, way % 3) {
            (_, 0) => Value::Null,
            (Value::String(text), 1) => Value::from(format!("{text}x")),
            (Value::String(text), _) => Value::from(text.chars().skip(1).collect::<String>()),
            (Value::Number(number), 1) => Value::from(number.as_i64().unwrap_or_default() + 1),
            (Value::Bool(flag), _) => Value::from(!flag),
            (Value::Array(all), _) if !all.is_empty() => Value::from(all[1..].to_vec()),
            (Value::Object(all), _) if !all.is_empty() => Value::Object(all.clone().into_iter().skip(1).collect()),
            _ => Value::from("x"),
        }
    }

    #[test]
    fn what_was_written_is_intact_whatever_its_blanks() {
        let document = sealed(evidence());
        assert_eq!(faults(&document), []);
        let pretty = serde_json::to_string_pretty(&document).unwrap();
        assert!(check(&pretty).unwrap().faults.is_empty());
    }

    #[test]
    fn each_forgery_is_named_although_the_fingerprint_fits() {
        let chain = |forge: fn(&mut EvidenceEvent)| faults_of_forged(|evidence| forge(&mut evidence.events[0]));
        assert_eq!(chain(|event| event.severity = "warning".to_owned()), [Tell::FaultChain]);
        assert_eq!(chain(|event| event.at = "2026-11-20T00:00:01Z".to_owned()), [Tell::FaultChain]);
        assert_eq!(chain(|event| event.finding = None), [Tell::FaultChain]);
        assert_eq!(chain(|event| event.run = Some(3)), [Tell::FaultChain]);
        assert_eq!(chain(|event| event.kind = "finding.unheard_of".to_owned()), [Tell::FaultChain]);
        assert_eq!(faults_of_forged(|evidence| drop(evidence.events.remove(0))), [Tell::FaultChain]);
        assert_eq!(
            faults_of_forged(|evidence| evidence.events.swap(0, 1)),
            [Tell::FaultChain, Tell::FaultOrder, Tell::FaultChain]
        );
        assert_eq!(faults_of_forged(|evidence| evidence.events.clear()), [Tell::FaultConfirmed]);
        assert_eq!(faults_of_forged(|evidence| evidence.page.verdict = "compliant".to_owned()), [Tell::FaultConfirmed]);
        let verdict = |evidence: &mut Evidence| evidence.page.look_verdict = Some("compliant".to_owned());
        assert_eq!(faults_of_forged(verdict), [Tell::FaultVerdict]);
        assert_eq!(faults_of_forged(|evidence| evidence.covers.clear()), [Tell::FaultCovers]);
        assert_eq!(faults_of_forged(|evidence| evidence.organization = Some("x".into())), [Tell::FaultOrganization]);
        assert_eq!(faults_of_forged(|evidence| evidence.policies.clear()), [Tell::FaultMissing]);
        assert_eq!(faults_of_forged(|evidence| evidence.policies[0].id.push('x')), [Tell::FaultPolicy]);
        assert_eq!(faults_of_forged(|evidence| evidence.policies[0].body.push(' ')), [Tell::FaultPolicy]);
        let snapshot = |evidence: &mut Evidence| {
            let json = evidence.snapshots[0].json.replace("Афиша", "Решаем вместе");
            evidence.snapshots[0].json = json;
        };
        assert_eq!(faults_of_forged(snapshot)[0], Tell::FaultSnapshot);
    }

    #[test]
    fn a_key_that_is_there_twice_is_found() {
        let text = sealed(evidence()).to_string();
        let doubled = text.replacen("\"verdict\":", "\"verdict\":\"compliant\",\"verdict\":", 1);
        let faults = check(&doubled).unwrap().faults;
        assert_eq!(faults.iter().map(|fault| fault.what).collect::<Vec<_>>(), [Tell::FaultShape]);
    }

    #[test]
    fn what_is_no_evidence_is_told_from_what_was_changed() {
        for text in ["", "{}", "[]", "null", "{\"schema\":\"vk-page-auditor/report/1\"}", "{\"schema\":7}"] {
            assert!(check(text).is_none(), "{text}");
        }
        let bare = format!("{{\"schema\":\"{SCHEMA_ID}\"}}");
        assert_eq!(check(&bare).unwrap().faults.len(), 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn any_change_of_any_value_is_found(place in any::<prop::sample::Index>(), way in any::<u8>()) {
            let document = sealed(evidence());
            let mut all = Vec::new();
            places(&document, "", &mut all);
            let at = place.get(&all);
            let mut forged = document.clone();
            let value = forged.pointer_mut(at).unwrap();
            *value = changed(value, way);
            prop_assume!(forged != document);
            let found = check(&forged.to_string());
            prop_assert!(found.is_none_or(|checked| !checked.faults.is_empty()), "{at}");
        }

        #[test]
        fn any_text_is_checked_without_a_panic(text in "\\PC{0,200}") {
            let _ = check(&text);
            let _ = check(&format!("{{\"schema\":\"{SCHEMA_ID}\",{text}}}"));
        }
    }
}
