//! Every change of a file of evidence is found, whoever made the fingerprint anew, and nothing else is called one.

use proptest::prelude::*;

use super::*;
use app::history::PolicyText;
use app::history::evidence::{EvidencePage, EvidencePolicy, EvidenceSnapshot};
use domain::model::{
    Access, CoverJudgement, CoverSight, Form, GroupId, ItemCover, Look, Menu, MenuItem, PageSnapshot, Sight,
};
use domain::policy::{BUILT_IN, BUILT_IN_NAME};
use store::{Event, look_json};

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
            kind: EventKind::FindingOpened.into(),
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

/// What is told of a document: faults, notes, and whether all of it could be checked.
fn told(evidence: Evidence) -> (Vec<Tell>, Vec<Tell>, bool) {
    let checked = check(&sealed(evidence).to_string()).unwrap();
    let what = |all: Vec<Fault>| all.into_iter().map(|fault| fault.what).collect();
    (what(checked.faults), what(checked.notes), checked.is_whole)
}

/// Puts another policy in the place of the one that was used, with all that names it.
fn with_policy(body: &str) -> Evidence {
    let mut evidence = evidence();
    let policy = hex(&digest_of(body.as_bytes()));
    let before = std::mem::replace(&mut evidence.policies[0].digest, policy.clone());
    evidence.policies[0].body = body.to_owned();
    evidence.policy = Some(policy.clone());
    for event in &mut evidence.events {
        event.detail = event.detail.replace(&before, &policy);
    }
    chained(&mut evidence);
    evidence
}

/// Makes the chain of the events anew.
fn chained(evidence: &mut Evidence) {
    let mut before = Digest::default();
    for event in &mut evidence.events {
        before = chain_link(&before, &event.event().unwrap());
        event.chain = hex(&before);
    }
}

#[test]
fn what_other_rules_made_of_a_look_is_no_fault_and_is_noted() {
    let body = evidence().policies[0].body.clone();
    let by_first_rules = body.replacen(",\"rules\":2", "", 1);
    assert_ne!(body, by_first_rules);
    let mut evidence = with_policy(&by_first_rules);
    assert_eq!(told(evidence.clone()), (Vec::new(), Vec::new(), true));
    evidence.page.look_verdict = Some("review".to_owned());
    assert_eq!(told(evidence), (Vec::new(), vec![Tell::NoteOtherRules], true));
}

#[test]
fn what_only_a_later_version_understands_is_left_out_and_no_fault() {
    let policy = with_policy("{\"policy\":{\"name\":\"a\",\"text\":\"format = 99\"},\"overrides\":[],\"more\":1}");
    assert_eq!(told(policy), (Vec::new(), vec![Tell::NotePolicy], false));
    let mut kinds = evidence();
    kinds.events[0].kind = "finding.waived".to_owned();
    kinds.events[1].severity = "fatal".to_owned();
    chained(&mut kinds);
    assert_eq!(told(kinds), (Vec::new(), vec![Tell::NoteUnknown], false));
    let mut verdicts = evidence();
    verdicts.page.verdict = "suspected".to_owned();
    verdicts.page.look_verdict = Some("suspected".to_owned());
    assert_eq!(told(verdicts), (Vec::new(), vec![Tell::NoteUnknown; 2], false));
    let mut later: Value = serde_json::from_str(&sealed(evidence()).to_string()).unwrap();
    later["program"] = "999.0.0".into();
    later["of_tomorrow"] = 1.into();
    later["digest"] = fingerprint(&later).into();
    let checked = check(&later.to_string()).unwrap();
    assert_eq!((checked.faults, checked.is_whole), (Vec::new(), false));
    later["program"] = env!("CARGO_PKG_VERSION").into();
    later["digest"] = fingerprint(&later).into();
    assert_eq!(check(&later.to_string()).unwrap().faults[0].what, Tell::FaultShape);
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
