//! People, sessions, tokens, keys and the journal.

use std::time::Duration;

use jiff::Timestamp;
use vk_page_auditor::access::{
    DisplayName, Login, Password, PasswordHash, Rights, Role, Secret, SecretKind, SigningKey,
};
use vk_page_auditor::model::{MaybeKnown, Municipality, RegionCode, Scope};
use vk_page_auditor::store::{
    ConnectOptions, JournalEntry, JournalQuery, NewPerson, NewSession, NewToken, Person, PersonChange, PersonId,
    PersonQuery, Retention, Store, StoreTrouble, StoreUrl, TokenQuery, Who,
};

use super::people::{Changed, change_person, disable_person, enable_person, set_password};

use crate::stage::Stage;

on_both!(
    people_are_created_changed_and_listed,
    a_login_is_one_persons,
    the_last_admin_over_everything_stays,
    two_admins_who_disable_each_other_leave_one,
    a_session_holds_until_it_is_idle_or_over,
    a_session_has_the_rights_its_person_has_now,
    another_password_ends_all_sessions_but_one,
    a_session_is_not_opened_with_a_password_that_was_changed_meanwhile,
    sessions_are_ended_by_their_owner_only,
    a_token_may_do_what_both_it_and_its_owner_may,
    a_token_ends_and_is_revoked_and_is_noted_once_a_minute,
    a_feed_token_only_reads,
    a_signing_key_is_made_once_and_rotated,
    what_ended_is_forgotten_in_time,
    a_backup_holds_no_session,
);

const IDLE: Duration = Duration::from_hours(2);
pub const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);
pub const CLI: Who = Who::Cli { user: None };

pub fn login(text: &str) -> Login {
    Login::parse(text).unwrap()
}

pub fn rights(role: Role, region: Option<&str>) -> Rights {
    let regions = region.map(|code| RegionCode::parse(code).unwrap()).into_iter().collect();
    Rights { role, scope: Scope { regions, ..Scope::everything() } }
}

/// A hash that costs nothing to make; nobody verifies it here.
pub fn hash(salt: char) -> PasswordHash {
    // the last character of 16 bytes has bits to spare, which must be none
    let salt = format!("{}A", String::from(salt).repeat(21));
    PasswordHash::parse(&format!("$argon2id$v=19$m=19456,t=2,p=1${salt}$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
        .unwrap()
}

pub fn new(text: &str, rights: Rights) -> NewPerson {
    let login = login(text);
    let name = DisplayName::from(&login);
    NewPerson { login, name, rights, password: Some(hash('A')), language: None }
}

pub async fn create(stage: &Stage, text: &str, rights: Rights) -> Person {
    let id = stage.store.create_person(&new(text, rights), &CLI, stage.now()).await.unwrap().unwrap();
    person(stage, id).await
}

pub async fn person(stage: &Stage, id: PersonId) -> Person {
    stage.store.person(id).await.unwrap().unwrap()
}

pub async fn open(stage: &Stage, person: &Person, secret: u8) -> [u8; 32] {
    let digest = Secret::new(SecretKind::Session, [secret; 32]).digest();
    let expires_at = later(stage, DAY);
    let new = NewSession { digest: &digest, expires_at, address: "192.0.2.1", agent: "Firefox" };
    assert!(stage.store.open_session(person, &new, stage.now()).await.unwrap());
    digest
}

fn later(stage: &Stage, time: Duration) -> Timestamp {
    stage.now().checked_add(time).unwrap()
}

async fn holds(stage: &Stage, session: &[u8; 32]) -> bool {
    stage.store.session(session, IDLE, stage.now()).await.unwrap().is_some()
}

pub async fn journal(stage: &Stage) -> Vec<JournalEntry> {
    stage.store.journal(&JournalQuery { limit: 1_000, ..JournalQuery::default() }).await.unwrap()
}

async fn actions(stage: &Stage) -> Vec<String> {
    journal(stage).await.into_iter().map(|entry| entry.action).collect()
}

/// Something in every table of people.
pub async fn people_of_all_kinds(stage: &Stage) {
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    open(stage, &admin, 1).await;
    let secret = Secret::new(SecretKind::Api, [2; 32]);
    let token = NewToken {
        name: DisplayName::parse("выгрузка").unwrap(),
        owner: admin.id,
        rights: admin.rights.clone(),
        expires_at: None,
    };
    stage.store.create_token(&token, &secret, &CLI, stage.now()).await.unwrap().unwrap();
    stage.store.signing_key("badge", &SigningKey::new([3; 32]), stage.now()).await.unwrap();
}

async fn people_are_created_changed_and_listed(stage: &Stage) {
    assert!(!stage.store.any_person().await.unwrap());
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    assert!(stage.store.any_person().await.unwrap());
    let regional = rights(Role::Supervisor, Some("73"));
    let ivanov = create(stage, "иванов", regional.clone()).await;
    assert_eq!((ivanov.rights.clone(), ivanov.created_at), (regional, stage.now()));
    assert_eq!((ivanov.password.clone(), ivanov.password_changed_at), (Some(hash('A')), Some(stage.now())));
    assert_eq!(stage.store.person_by_login(&login(" ИВАНОВ ")).await.unwrap().as_ref(), Some(&ivanov));
    assert_eq!(stage.store.person_by_login(&login("петров")).await.unwrap(), None);
    let change = PersonChange {
        name: Some(DisplayName::parse("Иванов И. И.").unwrap()),
        role: Some(Role::Viewer),
        scope: Some(Scope { municipalities: vec![Municipality::from("73:город")], ..Scope::everything() }),
        language: Some(Some("en".to_owned())),
    };
    let changed = change_person(&stage.store, ivanov.id, &change, &CLI, stage.now()).await.unwrap();
    assert_eq!(changed, Changed::Done);
    let after = person(stage, ivanov.id).await;
    assert_eq!((Some(after.name.clone()), Some(after.rights.role)), (change.name.clone(), change.role));
    assert_eq!((Some(&after.rights.scope), after.language.as_deref()), (change.scope.as_ref(), Some("en")));
    // a change that changes nothing is not noted
    let before = journal(stage).await.len();
    assert_eq!(change_person(&stage.store, ivanov.id, &change, &CLI, stage.now()).await.unwrap(), Changed::Done);
    assert_eq!(journal(stage).await.len(), before);
    let nobody: PersonId = "99".parse().unwrap();
    assert_eq!(change_person(&stage.store, nobody, &change, &CLI, stage.now()).await.unwrap(), Changed::NoSuchPerson);
    let query = PersonQuery { after: None, limit: 1 };
    assert_eq!(stage.store.people(&query).await.unwrap(), std::slice::from_ref(&admin));
    let query = PersonQuery { after: Some(admin.id), limit: 10 };
    assert_eq!(stage.store.people(&query).await.unwrap(), [after]);
    stage.is_sound().await;
}

async fn a_login_is_one_persons(stage: &Stage) {
    create(stage, "admin", rights(Role::Admin, None)).await;
    let again = new(" Admin", rights(Role::Viewer, None));
    assert_eq!(stage.store.create_person(&again, &CLI, stage.now()).await.unwrap(), None);
    assert_eq!(actions(stage).await, ["person.created"]);
    let both = ["one", "one"].map(|text| new(text, rights(Role::Viewer, None)));
    let (first, second) = tokio::join!(
        stage.store.create_person(&both[0], &CLI, stage.now()),
        stage.store.create_person(&both[1], &CLI, stage.now())
    );
    assert!(first.unwrap().is_some() != second.unwrap().is_some());
    stage.is_sound().await;
}

async fn the_last_admin_over_everything_stays(stage: &Stage) {
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    create(stage, "regional", rights(Role::Admin, Some("73"))).await;
    let before = journal(stage).await;
    let demoted = PersonChange { role: Some(Role::Supervisor), ..PersonChange::default() };
    let narrowed = PersonChange { scope: Some(rights(Role::Admin, Some("16")).scope), ..PersonChange::default() };
    for change in [&demoted, &narrowed] {
        let changed = change_person(&stage.store, admin.id, change, &CLI, stage.now()).await.unwrap();
        assert_eq!(changed, Changed::LastAdmin);
    }
    assert_eq!(disable_person(&stage.store, admin.id, &CLI, stage.now()).await.unwrap(), Changed::LastAdmin);
    assert_eq!((person(stage, admin.id).await, journal(stage).await), (admin.clone(), before));
    create(stage, "second", rights(Role::Admin, None)).await;
    assert_eq!(disable_person(&stage.store, admin.id, &CLI, stage.now()).await.unwrap(), Changed::Done);
    assert_eq!(person(stage, admin.id).await.disabled_at, Some(stage.now()));
    assert_eq!(enable_person(&stage.store, admin.id, &CLI, stage.now()).await.unwrap(), Changed::Done);
    assert_eq!(person(stage, admin.id).await, admin);
    stage.is_sound().await;
}

async fn two_admins_who_disable_each_other_leave_one(stage: &Stage) {
    let one = create(stage, "one", rights(Role::Admin, None)).await;
    let two = create(stage, "two", rights(Role::Admin, None)).await;
    let (first, second) = tokio::join!(
        disable_person(&stage.store, one.id, &CLI, stage.now()),
        disable_person(&stage.store, two.id, &CLI, stage.now())
    );
    let mut both = [first.unwrap(), second.unwrap()];
    both.sort_by_key(|changed| *changed == Changed::LastAdmin);
    assert_eq!(both, [Changed::Done, Changed::LastAdmin]);
    stage.is_sound().await;
}

async fn a_session_holds_until_it_is_idle_or_over(stage: &Stage) {
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    let (busy, idle) = (open(stage, &admin, 1).await, open(stage, &admin, 2).await);
    let opened_at = stage.now();
    let unknown = Secret::new(SecretKind::Session, [9; 32]).digest();
    assert!(!holds(stage, &unknown).await);
    // that it is in use is written down once a minute at the most
    stage.pass(Duration::from_millis(59_999));
    assert!(holds(stage, &busy).await);
    let seen_at = async || {
        let sessions = stage.store.sessions(admin.id, IDLE, stage.now()).await.unwrap();
        sessions.into_iter().find(|session| session.digest == busy).unwrap().seen_at
    };
    assert_eq!(seen_at().await, opened_at);
    stage.pass(Duration::from_millis(1));
    assert!(holds(stage, &busy).await);
    assert_eq!(seen_at().await, stage.now());
    for _ in 0..23 {
        stage.pass(Duration::from_hours(1));
        assert!(holds(stage, &busy).await);
    }
    assert!(!holds(stage, &idle).await);
    assert_eq!(stage.store.sessions(admin.id, IDLE, stage.now()).await.unwrap().len(), 1);
    stage.pass(Duration::from_hours(1));
    assert!(!holds(stage, &busy).await, "a session ends however busy it is");
    // to the moment
    let last = open(stage, &admin, 3).await;
    stage.pass(IDLE.saturating_sub(Duration::from_millis(1)));
    assert!(holds(stage, &last).await);
    stage.pass(IDLE);
    assert!(!holds(stage, &last).await);
}

async fn a_session_has_the_rights_its_person_has_now(stage: &Stage) {
    create(stage, "admin", rights(Role::Admin, None)).await;
    let ivanov = create(stage, "ivanov", rights(Role::Supervisor, None)).await;
    let session = open(stage, &ivanov, 1).await;
    let change = PersonChange {
        role: Some(Role::Viewer),
        scope: Some(rights(Role::Viewer, Some("73")).scope),
        ..PersonChange::default()
    };
    assert_eq!(change_person(&stage.store, ivanov.id, &change, &CLI, stage.now()).await.unwrap(), Changed::Done);
    let signed_in = stage.store.session(&session, IDLE, stage.now()).await.unwrap().unwrap();
    assert_eq!(signed_in.person.rights, rights(Role::Viewer, Some("73")));
    assert_eq!((signed_in.session.address.as_str(), signed_in.session.agent.as_str()), ("192.0.2.1", "Firefox"));
    assert_eq!(disable_person(&stage.store, ivanov.id, &CLI, stage.now()).await.unwrap(), Changed::Done);
    assert!(!holds(stage, &session).await);
    assert_eq!(enable_person(&stage.store, ivanov.id, &CLI, stage.now()).await.unwrap(), Changed::Done);
    assert!(!holds(stage, &session).await, "a session does not come back");
}

async fn another_password_ends_all_sessions_but_one(stage: &Stage) {
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    let other = create(stage, "other", rights(Role::Viewer, None)).await;
    let (mine, elsewhere) = (open(stage, &admin, 1).await, open(stage, &admin, 2).await);
    let others = open(stage, &other, 3).await;
    stage.pass(MINUTE);
    let ended = set_password(&stage.store, admin.id, Some(&hash('B')), Some(&mine), &CLI, stage.now()).await.unwrap();
    assert_eq!(ended, Some(1));
    assert_eq!(
        [holds(stage, &mine).await, holds(stage, &elsewhere).await, holds(stage, &others).await],
        [true, false, true]
    );
    let after = person(stage, admin.id).await;
    assert_eq!((after.password, after.password_changed_at), (Some(hash('B')), Some(stage.now())));
    assert_eq!(set_password(&stage.store, admin.id, None, None, &CLI, stage.now()).await.unwrap(), Some(1));
    assert!(!holds(stage, &mine).await);
    assert_eq!(person(stage, admin.id).await.password, None);
    let nobody: PersonId = "99".parse().unwrap();
    assert_eq!(set_password(&stage.store, nobody, None, None, &CLI, stage.now()).await.unwrap(), None);
    // the same password with newer parameters is no other password
    set_password(&stage.store, other.id, Some(&hash('C')), Some(&others), &CLI, stage.now()).await.unwrap();
    stage.store.rehash_password(other.id, &hash('B'), &hash('D')).await.unwrap();
    assert_eq!(person(stage, other.id).await.password, Some(hash('C')));
    stage.store.rehash_password(other.id, &hash('C'), &hash('D')).await.unwrap();
    assert_eq!(person(stage, other.id).await.password, Some(hash('D')));
    assert!(holds(stage, &others).await);
}

async fn a_session_is_not_opened_with_a_password_that_was_changed_meanwhile(stage: &Stage) {
    create(stage, "admin", rights(Role::Admin, None)).await;
    let read = create(stage, "ivanov", rights(Role::Viewer, None)).await;
    let digest = [1; 32];
    let new = NewSession { digest: &digest, expires_at: later(stage, DAY), address: "", agent: "" };
    set_password(&stage.store, read.id, Some(&hash('B')), None, &CLI, stage.now()).await.unwrap();
    assert!(!stage.store.open_session(&read, &new, stage.now()).await.unwrap());
    let read = person(stage, read.id).await;
    assert_eq!(disable_person(&stage.store, read.id, &CLI, stage.now()).await.unwrap(), Changed::Done);
    assert!(!stage.store.open_session(&read, &new, stage.now()).await.unwrap());
    assert!(!holds(stage, &digest).await);
    assert!(!actions(stage).await.contains(&"session.opened".to_owned()));
}

async fn sessions_are_ended_by_their_owner_only(stage: &Stage) {
    let one = create(stage, "one", rights(Role::Admin, None)).await;
    let two = create(stage, "two", rights(Role::Viewer, None)).await;
    let sessions = [open(stage, &one, 1).await, open(stage, &one, 2).await, open(stage, &one, 3).await];
    let who = Who::person(&two, "");
    assert!(!stage.store.end_session(&sessions[0], &two, &who, stage.now()).await.unwrap());
    assert!(holds(stage, &sessions[0]).await);
    let who = Who::person(&one, "192.0.2.9");
    assert!(stage.store.end_session(&sessions[0], &one, &who, stage.now()).await.unwrap());
    assert!(!stage.store.end_session(&sessions[0], &one, &who, stage.now()).await.unwrap());
    assert_eq!(stage.store.end_sessions(&one, Some(&sessions[1]), &who, stage.now()).await.unwrap(), 1);
    assert_eq!(stage.store.end_sessions(&one, Some(&sessions[1]), &who, stage.now()).await.unwrap(), 0);
    assert!(holds(stage, &sessions[1]).await && !holds(stage, &sessions[2]).await);
    let last = journal(stage).await.pop().unwrap();
    assert_eq!((last.action.as_str(), last.who.as_str()), ("session.ended", "one"));
    assert_eq!((last.person, last.address.as_str()), (Some(one.id), "192.0.2.9"));
}

fn token(owner: &Person, rights: Rights) -> NewToken {
    NewToken { name: DisplayName::parse("мой").unwrap(), owner: owner.id, rights, expires_at: None }
}

async fn a_token_may_do_what_both_it_and_its_owner_may(stage: &Stage) {
    create(stage, "admin", rights(Role::Admin, None)).await;
    let owner = create(stage, "ivanov", rights(Role::Supervisor, Some("73"))).await;
    let secret = Secret::new(SecretKind::Api, [1; 32]);
    let digest = secret.digest();
    let wide = token(&owner, rights(Role::Admin, None));
    stage.store.create_token(&wide, &secret, &CLI, stage.now()).await.unwrap().unwrap();
    let now = async || stage.store.token(&digest, stage.now()).await.unwrap().map(|used| used.rights);
    assert_eq!(now().await, Some(rights(Role::Supervisor, Some("73"))));
    let change = async |role, region| {
        let change =
            PersonChange { role: Some(role), scope: Some(rights(role, region).scope), ..PersonChange::default() };
        assert_eq!(change_person(&stage.store, owner.id, &change, &CLI, stage.now()).await.unwrap(), Changed::Done);
    };
    change(Role::Viewer, Some("16")).await;
    assert_eq!(now().await, Some(rights(Role::Viewer, Some("16"))));
    let narrow = Secret::new(SecretKind::Api, [2; 32]);
    let of_73 = token(&owner, rights(Role::Viewer, Some("73")));
    stage.store.create_token(&of_73, &narrow, &CLI, stage.now()).await.unwrap().unwrap();
    assert_eq!(stage.store.token(&narrow.digest(), stage.now()).await.unwrap(), None, "no page is left");
    change(Role::Supervisor, None).await;
    let used = stage.store.token(&narrow.digest(), stage.now()).await.unwrap().unwrap();
    assert_eq!((used.rights, used.person.id), (rights(Role::Viewer, Some("73")), owner.id));
    assert_eq!(disable_person(&stage.store, owner.id, &CLI, stage.now()).await.unwrap(), Changed::Done);
    assert_eq!(now().await, None);
    assert_eq!(stage.store.create_token(&wide, &narrow, &CLI, stage.now()).await.unwrap(), None);
    assert_eq!(enable_person(&stage.store, owner.id, &CLI, stage.now()).await.unwrap(), Changed::Done);
    assert!(now().await.is_some());
    let session = Secret::new(SecretKind::Session, [3; 32]);
    let error = stage.store.create_token(&wide, &session, &CLI, stage.now()).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::Conflict);
    stage.is_sound().await;
}

async fn a_token_ends_and_is_revoked_and_is_noted_once_a_minute(stage: &Stage) {
    let owner = create(stage, "admin", rights(Role::Admin, None)).await;
    let other = create(stage, "other", rights(Role::Viewer, None)).await;
    let secrets = [1, 2].map(|number| Secret::new(SecretKind::Api, [number; 32]));
    let ending = NewToken { expires_at: Some(later(stage, DAY)), ..token(&owner, owner.rights.clone()) };
    let first = stage.store.create_token(&ending, &secrets[0], &CLI, stage.now()).await.unwrap().unwrap();
    let lasting = token(&owner, owner.rights.clone());
    let second = stage.store.create_token(&lasting, &secrets[1], &CLI, stage.now()).await.unwrap().unwrap();
    let all = TokenQuery { limit: 10, ..TokenQuery::default() };
    let used = async |place: usize| stage.store.token(&secrets[place].digest(), stage.now()).await.unwrap();
    let last_used = async || stage.store.access_tokens(&all).await.unwrap()[0].last_used_at;
    assert_eq!(last_used().await, None);
    let at = stage.now();
    assert_eq!(used(0).await.unwrap().token.id, first);
    assert_eq!(last_used().await, Some(at));
    stage.pass(MINUTE / 2);
    used(0).await.unwrap();
    assert_eq!(last_used().await, Some(at));
    stage.pass(MINUTE / 2);
    used(0).await.unwrap();
    assert_eq!(last_used().await, Some(stage.now()));
    stage.pass(DAY);
    assert!(used(0).await.is_none() && used(1).await.is_some());
    assert!(!stage.store.revoke_token(second, Some(other.id), &CLI, stage.now()).await.unwrap());
    assert!(used(1).await.is_some());
    let holding = TokenQuery { holding_at: Some(stage.now()), ..all.clone() };
    let listed = stage.store.access_tokens(&holding).await.unwrap();
    assert_eq!(listed.iter().map(|token| token.id).collect::<Vec<_>>(), [second]);
    assert_eq!((listed[0].shown.as_str(), &listed[0].owner_login), (secrets[1].shown(), &owner.login));
    assert!(stage.store.revoke_token(second, Some(owner.id), &CLI, stage.now()).await.unwrap());
    assert!(!stage.store.revoke_token(second, None, &CLI, stage.now()).await.unwrap());
    assert!(used(1).await.is_none());
    assert_eq!(stage.store.access_tokens(&holding).await.unwrap(), []);
    assert_eq!(stage.store.access_tokens(&all).await.unwrap()[1].revoked_at, Some(stage.now()));
    let others = TokenQuery { owner: Some(other.id), ..all.clone() };
    assert_eq!(stage.store.access_tokens(&others).await.unwrap(), []);
    let after = TokenQuery { after: Some(first), ..all };
    assert_eq!(stage.store.access_tokens(&after).await.unwrap().len(), 1);
    let entry = journal(stage).await.pop().unwrap();
    assert_eq!((entry.action.as_str(), entry.object), ("token.revoked", second.to_string()));
    assert!(entry.detail.contains("\"owner\":\"admin\""), "{}", entry.detail);
}

async fn a_feed_token_only_reads(stage: &Stage) {
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    let secret = Secret::new(SecretKind::Feed, [1; 32]);
    let new = token(&admin, admin.rights.clone());
    stage.store.create_token(&new, &secret, &CLI, stage.now()).await.unwrap().unwrap();
    let used = stage.store.token(&secret.digest(), stage.now()).await.unwrap().unwrap();
    assert_eq!((used.token.kind, used.rights.role), (MaybeKnown::Known(SecretKind::Feed), Role::Viewer));
    // the same random bytes in another dress open nothing
    let dressed = Secret::new(SecretKind::Api, [1; 32]);
    assert_eq!(stage.store.token(&dressed.digest(), stage.now()).await.unwrap(), None);
}

async fn a_signing_key_is_made_once_and_rotated(stage: &Stage) {
    let key = |number: u8| SigningKey::new([number; 32]);
    let (first, second) = (key(1), key(2));
    let (one, other) = tokio::join!(
        stage.store.signing_key("badge", &first, stage.now()),
        stage.store.signing_key("badge", &second, stage.now())
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    assert!(one == other && (one == first || one == second));
    stage.store.rotate_signing_key("badge", &key(3), &CLI, stage.now()).await.unwrap();
    assert_eq!(stage.store.signing_key("badge", &key(4), stage.now()).await.unwrap(), key(3));
    assert_eq!(stage.store.signing_key("other", &key(5), stage.now()).await.unwrap(), key(5));
    assert_eq!(actions(stage).await, ["key.rotated"]);
    stage.tamper("UPDATE signing_key SET key = SUBSTR(key, 1, 5)").await;
    assert!(stage.store.signing_key("badge", &key(6), stage.now()).await.is_err(), "half a key signs nothing");
}

async fn what_ended_is_forgotten_in_time(stage: &Stage) {
    let forever = Duration::from_hours(24 * 10_000);
    let kept = Retention { events: forever, closed: forever, runs: forever, snapshots: forever };
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    open(stage, &admin, 1).await;
    let secrets = [1, 2, 3].map(|number| Secret::new(SecretKind::Api, [number; 32]));
    let lasting = token(&admin, admin.rights.clone());
    let ending = NewToken { expires_at: Some(later(stage, DAY)), ..lasting.clone() };
    stage.store.create_token(&ending, &secrets[0], &CLI, stage.now()).await.unwrap();
    let revoked = stage.store.create_token(&lasting, &secrets[1], &CLI, stage.now()).await.unwrap().unwrap();
    stage.store.create_token(&lasting, &secrets[2], &CLI, stage.now()).await.unwrap();
    stage.store.revoke_token(revoked, None, &CLI, stage.now()).await.unwrap();
    let pruned = stage.store.prune(&kept, stage.now()).await.unwrap();
    assert_eq!((pruned.sessions, pruned.tokens), (0, 0));
    stage.pass(DAY);
    let pruned = stage.store.prune(&kept, stage.now()).await.unwrap();
    assert_eq!((pruned.sessions, pruned.tokens), (1, 0));
    stage.pass(DAY * 91);
    let pruned = stage.store.prune(&kept, stage.now()).await.unwrap();
    assert_eq!((pruned.sessions, pruned.tokens), (0, 2));
    assert!(stage.store.token(&secrets[2].digest(), stage.now()).await.unwrap().is_some());
    stage.is_sound().await;
}

fn holds_bytes(file: &[u8], bytes: &[u8]) -> bool {
    file.windows(bytes.len()).any(|window| window == bytes)
}

async fn a_backup_holds_no_session(stage: &Stage) {
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    let mut sessions = Vec::new();
    for number in 0..50 {
        sessions.push(open(stage, &admin, number).await);
    }
    let file = stage.path("backup.sqlite");
    stage.store.backup(&file).await.unwrap();
    let bytes = std::fs::read(&file).unwrap();
    assert!(holds_bytes(&bytes, b"admin"));
    assert!(sessions.iter().all(|session| !holds_bytes(&bytes, session)), "not even what a session was is left");
    let left: Vec<_> =
        std::fs::read_dir(stage.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains(".part")), "{left:?}");
    let copy = Store::open(&ConnectOptions::new(StoreUrl::Sqlite(file))).await.unwrap();
    assert_eq!(copy.session(&sessions[0], IDLE, stage.now()).await.unwrap(), None);
    assert_eq!(copy.person(admin.id).await.unwrap(), Some(admin));
    assert_eq!(copy.check().await.unwrap(), []);
    copy.close().await;
    assert!(holds(stage, &sessions[0]).await);
}

#[test]
fn a_password_and_its_hash_are_of_one_make() {
    let password = Password::choose("кони и трубы", &login("admin")).unwrap();
    assert_eq!(password.hash([1; 16]).expose().len(), hash('A').expose().len());
}
