//! What a later version of the program wrote, which works on the same store or was put back: it is read and told as it
//! stands, and this version neither confirms, closes nor doubles what it does not know.

use std::time::Duration;

use vk_page_auditor::access::{Role, Secret, SecretKind};
use vk_page_auditor::findings::State;
use vk_page_auditor::model::{Code, MaybeKnown, Municipality, RegionCode, Scope, Severity, Verdict};
use vk_page_auditor::store::{
    Event, EventKind, EventQuery, FindingQuery, FindingSort, KeptPolicy, NewToken, PageId, PageQuery, PersonChange,
    PersonQuery, RunQuery, StoreTrouble, StoreUrl, TokenQuery, Who, chain_link, hex,
};

use super::people::{Changed, change_person};

use crate::access::{CLI, create, person, rights};
use crate::scene::{Seen, clean, school, violation, with};
use crate::stage::{LEASE, Stage};

on_both!(
    what_is_not_known_is_read_as_it_stands,
    a_finding_of_a_code_that_is_not_known_is_neither_closed_nor_doubled,
    a_suspicion_of_a_code_that_is_not_known_waits_for_who_knows_it,
    a_finding_in_a_state_that_is_not_known_stays_in_it,
    a_page_is_not_acquitted_while_nobody_knows_how_grave_a_finding_is,
    work_that_is_not_known_is_left_to_who_knows_it,
    rights_that_are_not_known_open_nothing_and_are_kept,
    what_is_undone_has_the_text_it_had,
);

const NOTHING_TO_DO: Duration = Duration::from_mins(1);

/// Some schools with a finding each.
async fn with_findings(stage: &Stage, count: u64) -> Vec<PageId> {
    let pages = stage.schools(count).await;
    for _ in 0..2 {
        stage.day(&pages, &with(&[Code::MenuHidden])).await;
    }
    pages
}

/// Appends an event as a later version would: with its link of the chain.
async fn append(stage: &Stage, kind: &str, page: PageId) {
    let query =
        EventQuery { page: Some(page), newest_first: true, limit: 1, ..EventQuery::within(Scope::everything()) };
    let before = stage.store.events(&query).await.unwrap().remove(0).event.chain;
    let last = stage.events().await.last().unwrap().seq;
    let mut event = Event {
        seq: last + 1,
        at: stage.now(),
        kind: MaybeKnown::read(kind),
        page: Some(page),
        run: None,
        finding: None,
        code: "url.of_tomorrow".to_owned(),
        form: String::new(),
        field: String::new(),
        severity: "fatal".to_owned(),
        detail: "{\"until\":\"2027-01-01\"}".to_owned(),
        chain: [0; 32],
    };
    event.chain = chain_link(&before, &event);
    let chain = match stage.store.url() {
        StoreUrl::Sqlite(_) => format!("X'{}'", hex(&event.chain)),
        StoreUrl::Postgres(_) => format!("'\\x{}'::bytea", hex(&event.chain)),
    };
    stage
        .tamper(&format!(
            "INSERT INTO event (seq, at, kind, page, code, form, field, severity, detail, chain) \
             VALUES ({}, {}, '{kind}', {page}, '{}', '', '', '{}', '{}', {chain})",
            event.seq,
            event.at.as_millisecond(),
            event.code,
            event.severity,
            event.detail
        ))
        .await;
    stage.tamper(&format!("UPDATE counter SET value = {} WHERE name = 'event'", event.seq)).await;
    stage.tamper(&format!("UPDATE page SET chain = {chain} WHERE id = {page}")).await;
}

async fn finding(stage: &Stage, page: PageId) -> vk_page_auditor::store::FindingRow {
    let query = FindingQuery { page: Some(page), limit: 10, ..FindingQuery::within(Scope::everything()) };
    let mut found = stage.store.findings(&query).await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

async fn what_is_not_known_is_read_as_it_stands(stage: &Stage) {
    let pages = with_findings(stage, 6).await;
    for change in [
        "UPDATE finding SET code = 'url.of_tomorrow' WHERE page = 1",
        "UPDATE finding SET severity = 'fatal' WHERE page = 2",
        "UPDATE finding SET state = 'waived' WHERE page = 3",
        "UPDATE page SET verdict = 'waived', errors = 0 WHERE id = 3",
        "UPDATE verdict_change SET after = 'waived' WHERE page = 3 AND after = 'violations'",
        "UPDATE page SET unverified_reason = 'quarantined', unverified_detail = 'till noon' WHERE id = 4",
        "UPDATE page SET level = 'federal', look_verdict = 'suspected' WHERE id = 5",
        "UPDATE run SET kind = 'of_tomorrow' WHERE id = 1",
        "UPDATE run SET state = 'archived' WHERE id = 2",
    ] {
        assert!(stage.tamper(change).await > 0, "{change}");
    }
    append(stage, "page.waived", pages[5]).await;
    let words = stage.store.foreign_words().await.unwrap();
    let told: Vec<_> = words.iter().map(|one| format!("{}.{} {}", one.table, one.column, one.word)).collect();
    let expected = [
        "page.verdict waived",
        "page.look_verdict suspected",
        "page.unverified_reason quarantined",
        "page.level federal",
        "finding.code url.of_tomorrow",
        "finding.severity fatal",
        "finding.state waived",
        "event.kind page.waived",
        "run.kind of_tomorrow",
        "run.state archived",
    ];
    assert_eq!(told, expected);
    stage.is_sound().await;
    let region = Scope { regions: vec![RegionCode::parse("03").unwrap()], ..Scope::everything() };
    let town =
        Scope { municipalities: vec![Municipality::from("Ёлкинский округ")], ..Scope::everything() };
    for scope in [Scope::everything(), region, town] {
        read_everything(stage, &scope).await;
    }
    let query =
        EventQuery { page: Some(pages[5]), newest_first: true, limit: 1, ..EventQuery::within(Scope::everything()) };
    let event = stage.store.events(&query).await.unwrap().remove(0).event;
    assert_eq!((event.kind.as_str(), event.kind.known()), ("page.waived", None));
    assert_eq!(stage.page(pages[2]).await.verdict.as_str(), "waived");
    assert_eq!(stage.page(pages[3]).await.unverified_reason.as_deref(), Some("quarantined"));
    let runs = stage.store.runs(&RunQuery { limit: 10, ..RunQuery::default() }).await.unwrap();
    let told: Vec<_> = runs.iter().map(|run| (run.kind.as_str(), run.state.as_str())).collect();
    assert_eq!(told, [("manual", "archived"), ("of_tomorrow", "finished")]);
    let figures = stage.store.figures().await.unwrap();
    assert_eq!((figures.findings["waived"], figures.verdicts["waived"]), (1, 1));
    stage.store.backup(&stage.path("copy.sqlite")).await.unwrap();
}

/// Every question about pages, findings and events, within a scope.
async fn read_everything(stage: &Stage, scope: &Scope) {
    let (store, now) = (&stage.store, stage.now());
    let zone = jiff::tz::TimeZone::UTC;
    let since = now - jiff::SignedDuration::from_hours(24 * 10);
    let pages = PageQuery { limit: 10, ..PageQuery::within(scope.clone()) };
    assert_eq!(store.pages(&pages).await.unwrap().len(), 6);
    let counted = store.count_pages(&pages).await.unwrap();
    for sort in [FindingSort::Number, FindingSort::OpenedAt] {
        for descending in [false, true] {
            let query = FindingQuery { sort, descending, limit: 10, ..FindingQuery::within(scope.clone()) };
            let found = store.findings(&query).await.unwrap();
            let mut told: Vec<String> =
                found.iter().map(|one| format!("{} {} {}", one.code, one.severity, one.state)).collect();
            told.sort();
            assert_eq!(told[0], "menu.hidden error open");
            assert!(told.contains(&"menu.hidden error waived".to_owned()), "{told:?} of {scope:?} by {sort:?}");
            assert!(told.contains(&"menu.hidden fatal open".to_owned()), "{told:?}");
            assert!(told.contains(&"url.of_tomorrow error open".to_owned()), "{told:?}");
            assert_eq!((found.len() as u64, counted), (store.count_findings(&query).await.unwrap(), 6));
        }
    }
    let events = EventQuery { limit: 100, ..EventQuery::within(scope.clone()) };
    assert!(store.events(&events).await.unwrap().iter().any(|row| row.event.kind.as_str() == "page.waived"));
    let codes = store.findings_by_code(scope).await.unwrap();
    assert!(codes.iter().any(|one| one.code.as_str() == "url.of_tomorrow"), "{codes:?}");
    assert_eq!(codes.iter().map(|one| one.findings).sum::<u64>(), 5, "what is waived is not open");
    let causes = store.causes(scope, 1, 10).await.unwrap();
    assert!(causes.iter().any(|one| one.code.as_str() == "url.of_tomorrow"));
    let standings = store.municipality_standings(scope).await.unwrap();
    assert_eq!(standings.iter().map(|one| one.verdicts.pages()).sum::<u64>(), 6, "no page is lost");
    assert_eq!(standings.iter().map(|one| one.verdicts.unverified).sum::<u64>(), 1);
    let trend = store.verdict_trend(scope, since, now, &zone).await.unwrap();
    assert_eq!(trend.last().unwrap().verdicts.pages(), 6);
    let then = store.municipality_standings_at(scope, since).await.unwrap();
    assert_eq!(then.values().map(vk_page_auditor::store::VerdictCounts::pages).sum::<u64>(), 0);
    store.daily_changes(scope, since, &zone).await.unwrap();
    store
        .run_turns(scope, &[stage.store.runs(&RunQuery { limit: 1, ..RunQuery::default() }).await.unwrap()[0].id])
        .await
        .unwrap();
}

async fn a_finding_of_a_code_that_is_not_known_is_neither_closed_nor_doubled(stage: &Stage) {
    let page = with_findings(stage, 1).await[0];
    stage.tamper("UPDATE finding SET code = 'menu.of_tomorrow'").await;
    let before = finding(stage, page).await;
    let events = stage.changes().await;
    for _ in 0..3 {
        stage.day(&[page], &clean()).await;
    }
    let row = stage.page(page).await;
    assert_eq!((row.verdict.known(), row.errors, row.next_look_at), (Some(Verdict::Violations), 1, None));
    let after = finding(stage, page).await;
    assert_eq!((after.state, after.times_opened, after.closed_at), (before.state, 1, None));
    assert_eq!(stage.changes().await, events);
    // what this version knows goes on beside it
    for seen in [with(&[Code::MenuMissing]), with(&[Code::MenuMissing]), clean(), clean()] {
        stage.day(&[page], &seen).await;
    }
    assert_eq!(stage.changes().await[events.len()..], ["finding.opened", "finding.closed"]);
    assert_eq!((stage.page(page).await.errors, stage.rows().await["finding"]), (1, 2));
    stage.is_sound().await;
}

async fn a_suspicion_of_a_code_that_is_not_known_waits_for_who_knows_it(stage: &Stage) {
    let page = stage.schools(1).await[0];
    stage.day(&[page], &with(&[Code::MenuHidden])).await;
    stage.tamper("UPDATE finding SET code = 'menu.of_tomorrow'").await;
    for _ in 0..3 {
        stage.day(&[page], &clean()).await;
    }
    let row = stage.page(page).await;
    assert_eq!((row.verdict.known(), row.next_look_at), (Some(Verdict::Unverified), None), "and is not hurried");
    assert_eq!(finding(stage, page).await.state, State::Suspected);
    stage.is_sound().await;
}

async fn a_finding_in_a_state_that_is_not_known_stays_in_it(stage: &Stage) {
    let page = with_findings(stage, 1).await[0];
    stage.tamper("UPDATE finding SET state = 'waived'").await;
    let events = stage.changes().await;
    for seen in [with(&[Code::MenuHidden]), with(&[Code::MenuHidden]), clean(), clean()] {
        stage.day(&[page], &seen).await;
        assert_eq!(finding(stage, page).await.state.as_str(), "waived");
    }
    assert_eq!(stage.changes().await, events);
    assert_eq!(stage.page(page).await.verdict, Verdict::Compliant);
    stage.is_sound().await;
}

async fn a_page_is_not_acquitted_while_nobody_knows_how_grave_a_finding_is(stage: &Stage) {
    let page = with_findings(stage, 1).await[0];
    stage.tamper("UPDATE finding SET severity = 'fatal'").await;
    stage.day(&[page], &clean()).await;
    let row = stage.page(page).await;
    assert_eq!((row.verdict.known(), row.errors), (Some(Verdict::Violations), 0), "one look proves nothing");
    stage.is_sound().await;
    stage.day(&[page], &clean()).await;
    assert_eq!(stage.page(page).await.verdict, Verdict::Compliant, "mended is mended, however grave it was");
    assert_eq!(finding(stage, page).await.severity.as_str(), "fatal");
    // seen again it is as grave as the policy says
    let seen = Seen::With(vec![violation(Code::MenuHidden, Severity::Warning, "as seen")]);
    for _ in 0..2 {
        stage.day(&[page], &seen).await;
    }
    assert_eq!(finding(stage, page).await.severity, Severity::Warning);
    stage.is_sound().await;
}

async fn work_that_is_not_known_is_left_to_who_knows_it(stage: &Stage) {
    let pages = stage.schools(2).await;
    stage.start("daily", &pages).await;
    stage.tamper("UPDATE batch SET kind = 'letters' WHERE kind = 'look'").await;
    assert_eq!(stage.claim(10).await, [], "nor is the run settled before that is done");
    stage.tamper("UPDATE batch SET kind = 'look' WHERE kind = 'letters'").await;
    stage.tamper("UPDATE run SET state = 'paused'").await;
    stage.pass(NOTHING_TO_DO);
    assert_eq!(stage.store.claim("me", 10, stage.now(), LEASE).await.unwrap(), []);
    stage.tamper("UPDATE run SET state = 'running'").await;
    let claim = stage.claim(1).await.remove(0);
    stage.finish(&claim, &[]).await.unwrap();
    let settle = stage.claim(1).await.remove(0);
    stage.tamper("UPDATE run SET state = 'paused'").await;
    let error = stage.store.settle(&settle, &stage.rule, stage.now()).await.unwrap_err();
    assert!(error.trouble() == StoreTrouble::Conflict && error.to_string().contains("paused"), "{error}");
    assert_eq!(stage.store.run(claim.run).await.unwrap().unwrap().state.as_str(), "paused");
    stage.is_sound().await;
}

async fn rights_that_are_not_known_open_nothing_and_are_kept(stage: &Stage) {
    let admin = create(stage, "admin", rights(Role::Admin, None)).await;
    let other = create(stage, "other", rights(Role::Supervisor, Some("03"))).await;
    let token = async |secret: u8| {
        let secret = Secret::new(SecretKind::Api, [secret; 32]);
        let name = vk_page_auditor::access::DisplayName::parse("выгрузка").unwrap();
        let new = NewToken { name, owner: admin.id, rights: admin.rights.clone(), expires_at: None };
        stage.store.create_token(&new, &secret, &CLI, stage.now()).await.unwrap().unwrap();
        secret.digest()
    };
    let (broken, sound) = (token(1).await, token(2).await);
    let foreign = "{\"districts\":[\"7\"]}";
    stage.tamper("UPDATE person SET role = 'auditor' WHERE login = 'other'").await;
    stage.tamper(&format!("UPDATE api_token SET scope = '{foreign}' WHERE id = (SELECT MIN(id) FROM api_token)")).await;
    let kept = person(stage, other.id).await;
    assert_eq!((kept.role_name(), kept.rights.role), ("auditor", Role::Viewer));
    assert!(!kept.rights.scope.is_everything());
    let nobody = PageQuery { limit: 10, ..PageQuery::within(kept.rights.scope) };
    stage.import(&[school(1)]).await;
    assert_eq!(stage.store.pages(&nobody).await.unwrap(), []);
    assert_eq!(stage.store.people(&PersonQuery { after: None, limit: 10 }).await.unwrap().len(), 2);
    let tokens = stage.store.access_tokens(&TokenQuery { limit: 10, ..TokenQuery::default() }).await.unwrap();
    assert_eq!(tokens[0].foreign.as_ref().unwrap().scope, foreign);
    assert!(stage.store.token(&broken, stage.now()).await.unwrap().is_none());
    assert!(stage.store.token(&sound, stage.now()).await.unwrap().is_some());
    let change = PersonChange { language: Some(Some("en".to_owned())), ..PersonChange::default() };
    assert_eq!(change_person(&stage.store, other.id, &change, &CLI, stage.now()).await.unwrap(), Changed::Done);
    let kept = stage.behind().await.texts("SELECT role || ' ' || scope FROM person WHERE login = 'other'").await;
    assert_eq!(kept, ["auditor {\"regions\":[\"03\"]}"], "what nobody changed stays as it is");
    let change = PersonChange { role: Some(Role::Viewer), ..PersonChange::default() };
    assert_eq!(change_person(&stage.store, other.id, &change, &CLI, stage.now()).await.unwrap(), Changed::Done);
    assert_eq!(person(stage, other.id).await.rights, rights(Role::Viewer, Some("03")));
    stage.is_sound().await;
}

async fn what_is_undone_has_the_text_it_had(stage: &Stage) {
    stage.import(&[school(1), school(2)]).await;
    let of_tomorrow = "REPLACE(organization, '\"level\":\"municipal\"', '\"level\":\"federal\",\"district\":7')";
    stage.tamper(&format!("UPDATE page SET organization = {of_tomorrow} WHERE id = 1")).await;
    let import = stage.import(&[school(2)]).await;
    stage.store.undo_import(import.id, &Who::System, stage.now()).await.unwrap();
    let kept = stage.behind().await.texts("SELECT organization FROM page WHERE id = 1").await;
    assert!(kept[0].contains("\"level\":\"federal\",\"district\":7"), "{kept:?}");
    let change = &stage.store.registry_changes(import.id, None, 10).await.unwrap()[0];
    assert_eq!(change.before.as_ref().unwrap().level, None);
    stage.tamper(&format!("UPDATE registry_change SET kind = 'merged' WHERE registry_import = {}", import.id)).await;
    assert_eq!(stage.store.registry_changes(import.id, None, 10).await.unwrap()[0].kind.as_str(), "merged");
    assert_eq!(
        stage.store.undo_import(import.id, &Who::System, stage.now()).await.unwrap(),
        vk_page_auditor::store::Undone::Nothing
    );
    // a policy of a later version is kept and given back as it is
    let policy = KeptPolicy::new("2030", "{\"of_tomorrow\":true}");
    let new =
        vk_page_auditor::store::NewRun { policy: policy.clone(), ..stage.new_run("daily", &["1".parse().unwrap()]) };
    stage.store.start_run(&new, stage.now()).await.unwrap().unwrap();
    assert_eq!(stage.store.policy(&policy.digest).await.unwrap(), Some(policy));
    assert_eq!(EventKind::parse("registry.merged"), None);
}
