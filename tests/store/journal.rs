//! The journal of who did what: every change once, without gaps, chained, whoever writes at the same time.

use std::time::Duration;

use vk_page_auditor::access::Role;
use vk_page_auditor::store::{
    JournalAction, JournalEntry, JournalNote, JournalQuery, NewSession, PersonChange, Who, journal_link,
};

use super::people::{Changed, change_person, disable_person, enable_person, set_password};

use crate::access::{MINUTE, create, hash, journal, new, open, person, rights};
use crate::stage::Stage;

on_both!(
    the_journal_tells_every_change_and_is_chained,
    the_journal_is_without_gaps_whoever_writes_at_once,
    the_journal_is_asked_for_part_by_part,
    damage_to_the_journal_is_found,
    hostile_texts_are_kept_as_they_are_and_cut,
);

#[track_caller]
fn is_chained(entries: &[JournalEntry]) {
    let mut before = [0; 32];
    for (number, entry) in (1..).zip(entries) {
        assert_eq!(entry.seq, number);
        assert_eq!(journal_link(&before, entry), entry.chain, "line {number}");
        before = entry.chain;
    }
}

async fn the_journal_tells_every_change_and_is_chained(stage: &Stage) {
    let who = Who::Cli { user: Some("operator".to_owned()) };
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    let id = stage.store.create_person(&new("ivanov", rights(Role::Viewer, None)), &who, stage.now()).await.unwrap();
    let id = id.unwrap();
    stage.pass(MINUTE);
    let change = PersonChange { role: Some(Role::Supervisor), ..PersonChange::default() };
    let by_admin = Who::person(&admin, "192.0.2.1");
    assert_eq!(change_person(&stage.store, id, &change, &by_admin, stage.now()).await.unwrap(), Changed::Done);
    set_password(&stage.store, id, Some(&hash('B')), None, &by_admin, stage.now()).await.unwrap();
    open(stage, &person(stage, id).await, 1).await;
    assert_eq!(disable_person(&stage.store, id, &by_admin, stage.now()).await.unwrap(), Changed::Done);
    assert_eq!(disable_person(&stage.store, id, &by_admin, stage.now()).await.unwrap(), Changed::Done);
    assert_eq!(enable_person(&stage.store, id, &Who::System, stage.now()).await.unwrap(), Changed::Done);
    let note = JournalNote {
        action: JournalAction::RunReleased,
        object: "17".to_owned(),
        detail: serde_json::json!({ "why": "так и есть" }),
    };
    stage.store.note(&by_admin, note, stage.now()).await.unwrap();
    let entries = journal(stage).await;
    is_chained(&entries);
    let told: Vec<(&str, &str, &str)> =
        entries.iter().map(|entry| (entry.who.as_str(), entry.action.as_str(), entry.object.as_str())).collect();
    assert_eq!(
        told,
        [
            ("cli", "person.created", "admin"),
            ("cli", "person.created", "ivanov"),
            ("admin", "person.changed", "ivanov"),
            ("admin", "password.changed", "ivanov"),
            ("ivanov", "session.opened", "ivanov"),
            ("admin", "person.disabled", "ivanov"),
            ("system", "person.enabled", "ivanov"),
            ("admin", "run.released", "17"),
        ]
    );
    assert!(entries[1].detail.contains("\"os_user\":\"operator\""), "{}", entries[1].detail);
    assert_eq!(entries[2].detail, "{\"role\":{\"from\":\"viewer\",\"to\":\"supervisor\"}}");
    assert_eq!(
        (entries[2].at, entries[2].address.as_str(), entries[2].person),
        (stage.now(), "192.0.2.1", Some(admin.id))
    );
    assert!(entries.iter().all(|entry| !entry.detail.contains("argon2")));
    stage.is_sound().await;
}

async fn the_journal_is_without_gaps_whoever_writes_at_once(stage: &Stage) {
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    let writes = (0..20_u8).map(|number| {
        let admin = &admin;
        async move {
            open(stage, admin, number).await;
            create(stage, &format!("person{number}"), rights(Role::Viewer, None)).await;
        }
    });
    futures_util::future::join_all(writes).await;
    let entries = journal(stage).await;
    assert_eq!(entries.len(), 41);
    is_chained(&entries);
    stage.is_sound().await;
}

async fn the_journal_is_asked_for_part_by_part(stage: &Stage) {
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    for number in 0..4 {
        stage.pass_a_day();
        open(stage, &admin, number).await;
    }
    let seqs = async |query: JournalQuery| -> Vec<i64> {
        let query = JournalQuery { limit: if query.limit == 0 { 10 } else { query.limit }, ..query };
        stage.store.journal(&query).await.unwrap().into_iter().map(|entry| entry.seq).collect()
    };
    let all = JournalQuery::default();
    assert_eq!(seqs(JournalQuery { limit: 2, ..all.clone() }).await, [1, 2]);
    assert_eq!(seqs(JournalQuery { after: Some(2), limit: 2, ..all.clone() }).await, [3, 4]);
    assert_eq!(seqs(JournalQuery { newest_first: true, limit: 2, ..all.clone() }).await, [5, 4]);
    assert_eq!(seqs(JournalQuery { newest_first: true, after: Some(4), ..all.clone() }).await, [3, 2, 1]);
    assert_eq!(seqs(JournalQuery { actions: vec![JournalAction::PersonCreated], ..all.clone() }).await, [1]);
    assert_eq!(seqs(JournalQuery { person: Some(admin.id), ..all.clone() }).await, [2, 3, 4, 5]);
    assert_eq!(seqs(JournalQuery { since: Some(stage.now()), ..all.clone() }).await, [5]);
    assert_eq!(seqs(JournalQuery { until: Some(stage.now()), ..all }).await, [1, 2, 3, 4]);
}

async fn damage_to_the_journal_is_found(stage: &Stage) {
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    for number in 0..4 {
        open(stage, &admin, number).await;
    }
    for (damage, mend, told) in [
        (
            "UPDATE journal SET who = 'other' WHERE seq = 2",
            "UPDATE journal SET who = 'admin' WHERE seq = 2",
            "JournalChain { line: 2 }",
        ),
        (
            "UPDATE journal SET at = at + 1 WHERE seq = 5",
            "UPDATE journal SET at = at - 1 WHERE seq = 5",
            "JournalChain { line: 5 }",
        ),
        (
            "UPDATE journal SET person = NULL WHERE seq = 3",
            "UPDATE journal SET person = 1 WHERE seq = 3",
            "JournalChain { line: 3 }",
        ),
        (
            "UPDATE journal SET seq = 99 WHERE seq = 5",
            "UPDATE journal SET seq = 5 WHERE seq = 99",
            "JournalGap { from: 5, to: 98 }",
        ),
        ("UPDATE session SET person = 7", "UPDATE session SET person = 1", "SessionOfNobody, id: 7"),
    ] {
        assert!(stage.tamper(damage).await > 0);
        let faults = stage.store.check().await.unwrap();
        assert!(faults.iter().any(|fault| format!("{fault:?}").contains(told)), "{damage}: {faults:?}");
        stage.tamper(mend).await;
        stage.is_sound().await;
    }
    for (damage, told) in [
        ("DELETE FROM journal WHERE seq = 5", "JournalEnds { last: 4, written: 5 }"),
        ("DELETE FROM journal WHERE seq = 1", "JournalGap { from: 1, to: 1 }"),
        ("DELETE FROM journal", "JournalEnds { last: 0, written: 5 }"),
    ] {
        stage.tamper(damage).await;
        let faults = stage.store.check().await.unwrap();
        assert!(faults.iter().any(|fault| format!("{fault:?}").contains(told)), "{damage}: {faults:?}");
    }
}

async fn hostile_texts_are_kept_as_they_are_and_cut(stage: &Stage) {
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    let agent = format!("\0'; DROP TABLE person; --\r\n\u{202e}{}", "я".repeat(1_000_000));
    let digest = [7; 32];
    let new = NewSession {
        digest: &digest,
        expires_at: stage.now().checked_add(Duration::from_hours(1)).unwrap(),
        address: &agent,
        agent: &agent,
    };
    assert!(stage.store.open_session(&admin, &new, stage.now()).await.unwrap());
    let note =
        JournalNote { action: JournalAction::PageCheckAsked, object: agent.clone(), detail: serde_json::json!({}) };
    stage.store.note(&Who::person(&admin, agent.as_str()), note, stage.now()).await.unwrap();
    let session = stage.store.session(&digest, Duration::from_hours(1), stage.now()).await.unwrap().unwrap().session;
    assert!(session.agent.chars().count() == 200 && session.agent.contains("DROP TABLE"));
    is_chained(&journal(stage).await);
    stage.is_sound().await;
}
