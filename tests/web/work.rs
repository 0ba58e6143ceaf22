//! The pages on which something is done: checking a page, links, the registry, runs, people, one's own account, the
//! journal.

use std::time::{Duration, Instant};

use vk_page_auditor::access::{Login, SecretKind};
use vk_page_auditor::clock::Clock as _;
use vk_page_auditor::model::Municipality;
use vk_page_auditor::schedule::ByHand;
use vk_page_auditor::store::{
    EventQuery, FindingQuery, JournalQuery, PageQuery, RegistryImport, RunKind, RunQuery, RunState, Scope,
};

use crate::client::{Answer, Client};
use crate::stage::{Asker, PASSWORD, Stage};

/// How many runs over single pages there are.
async fn looks_asked_for(stage: &Stage) -> usize {
    let query = RunQuery { kinds: vec![RunKind::OnDemand], limit: 100, ..RunQuery::default() };
    stage.store.runs(&query).await.unwrap().len()
}

/// The actions of the journal, the newest first.
async fn actions(stage: &Stage) -> Vec<String> {
    let query = JournalQuery { newest_first: true, limit: 100, ..JournalQuery::default() };
    stage.store.journal(&query).await.unwrap().into_iter().map(|entry| entry.action).collect()
}

/// The text between two others.
#[track_caller]
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before}: {text}"));
    rest.split_once(after).unwrap().0
}

async fn open_to_all() -> Stage {
    Stage::start_with(|options| options.public_check = true).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_checks_a_page_and_learns_of_no_other() {
    let stage = open_to_all().await;
    let [page, other] = [&stage.own, &stage.other].map(|name| async { stage.pages(name).await.remove(0) });
    let (page, other) = (page.await, other.await);
    let mut client = Client::new(&stage.base);
    assert!(client.get("/check").await.text.contains("name=\"page\""));
    let asked = client.form("/check", &[("page", &page.url)]).await;
    assert_eq!(asked.status, 303, "{}", asked.text);
    let job = asked.header("location").to_owned();
    let waits = client.get(&job).await;
    assert!(waits.status == 200 && waits.text.contains("data-again="), "{}", waits.text);
    stage.work().await;
    let result = client.get(&format!("{job}?lang=en")).await;
    assert!(result.status == 200 && !result.text.contains("data-again="), "{}", result.text);
    assert!(result.text.contains("Result of the check") && result.text.contains(&page.ogrn), "{}", result.text);
    assert!(!result.text.contains(&other.ogrn) && !result.text.contains(&format!("/pages/{}", page.id)));
    // whoever guesses sees nothing
    let mut guess = job.clone();
    let last = if guess.pop() == Some('A') { 'B' } else { 'A' };
    guess.push(last);
    for wrong in [guess.as_str(), "/check/1", "/check/AAAA"] {
        assert_eq!(client.get(wrong).await.status, 404, "{wrong}");
    }
    stage.pass(std::time::Duration::from_hours(25));
    assert_eq!(client.get(&job).await.status, 404, "a result is not kept for ever");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_no_registry_is_accused_of_nothing_however_often_strangers_have_it_looked_at() {
    let stage = open_to_all().await;
    let findings = FindingQuery { limit: 1_000, ..FindingQuery::within(Scope::everything()) };
    let events = EventQuery { limit: 10_000, ..EventQuery::within(Scope::everything()) };
    // the runs themselves are told, and nothing of any page
    let of_pages =
        async || stage.store.events(&events).await.unwrap().iter().filter(|one| one.event.page.is_some()).count();
    let before = (of_pages().await, stage.store.findings(&findings).await.unwrap().len());
    let mut client = Client::new(&stage.base);
    for _ in 0..3 {
        let asked = client.form("/check", &[("page", "vk.com/some_private_shop")]).await;
        assert_eq!(asked.status, 303, "{}", asked.text);
        stage.work().await;
        let told = client.get(&format!("{}?lang=en", asked.header("location"))).await;
        assert!(
            told.text.contains("Result of the check") && told.text.contains("The page was not found"),
            "{}",
            told.text
        );
        stage.pass(std::time::Duration::from_mins(5));
    }
    assert_eq!((of_pages().await, stage.store.findings(&findings).await.unwrap().len()), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_looked_at_a_moment_ago_is_not_asked_for_again() {
    let stage = open_to_all().await;
    let page = stage.pages(&stage.own).await.remove(0);
    let mut client = Client::new(&stage.base);
    client.form("/check", &[("page", &page.url)]).await;
    client.form("/check", &[("page", &page.url)]).await;
    assert_eq!(looks_asked_for(&stage).await, 1, "whoever asks meanwhile waits for the same look");
    stage.work().await;
    let again = client.form("/check", &[("page", &page.url)]).await;
    assert_eq!(looks_asked_for(&stage).await, 1);
    let shown = client.get(again.header("location")).await;
    assert!(shown.status == 200 && shown.text.contains("только что"), "{}", shown.text);
    stage.pass(std::time::Duration::from_mins(3));
    client.form("/check", &[("page", &page.url)]).await;
    assert_eq!(looks_asked_for(&stage).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_check_a_few_pages_at_a_time() {
    let stage = open_to_all().await;
    let mut client = Client::new(&stage.base);
    for _ in 0..6 {
        assert_eq!(client.form("/check", &[("page", "club1")]).await.status, 303);
    }
    let refused = client.form("/check", &[("page", "club1")]).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "120"));
    assert!(refused.text.contains("<h1>"));
    // an address that is none costs nothing
    assert_eq!(client.form("/check", &[("page", "https://example.com/a")]).await.status, 422);
    let mut supervisor = stage.client(Asker::Supervisor).await;
    let page = stage.pages(&stage.own).await.remove(0);
    assert_eq!(supervisor.form("/check", &[("page", &page.url)]).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_page_is_told_in_plain_words() {
    let stage = open_to_all().await;
    let mut client = Client::new(&stage.base);
    for (typed, told) in [
        ("", "не"),
        ("https://vk.com/id1", "id1"),
        ("https://example.com/<script>alert(1)</script>", "example.com"),
        ("vk.com/wall-1_2", "wall"),
    ] {
        let answer = client.form("/check", &[("page", typed)]).await;
        assert_eq!(answer.status, 422, "{typed}");
        assert!(answer.text.contains("aria-invalid=\"true\"") && answer.text.contains(told), "{}", answer.text);
        assert!(!answer.text.contains("<script>alert"), "{typed}");
    }
    assert_eq!(looks_asked_for(&stage).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_check_their_own_pages_and_others_see_nothing_of_it() {
    let stage = Stage::start().await;
    let [own, other] = [stage.pages(&stage.own).await.remove(0), stage.pages(&stage.other).await.remove(0)];
    let mut supervisor = stage.client(Asker::Supervisor).await;
    for not_theirs in [other.url.as_str(), "vk.com/nobody_knows_this_one"] {
        let answer = supervisor.form("/check", &[("page", not_theirs)]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text.contains("нет среди тех"), "{}", answer.text);
        assert!(!answer.text.contains(&stage.other));
    }
    assert_eq!(looks_asked_for(&stage).await, 0);
    let asked = supervisor.form("/check", &[("page", &own.url)]).await;
    let job = asked.header("location").to_owned();
    assert_eq!(actions(&stage).await[0], "page.check_asked");
    stage.work().await;
    let result = supervisor.get(&job).await;
    assert!(result.status == 200 && result.text.contains(&format!("/pages/{}", own.id)), "{}", result.text);
    assert_eq!(stage.client(Asker::Admin).await.get(&job).await.status, 404);
    let mut region = stage.client(Asker::RegionSupervisor).await;
    assert_eq!(region.form("/check", &[("page", "vk.com/nobody_knows_this_one")]).await.status, 303);
    assert_eq!(stage.client(Asker::Viewer).await.get("/check").await.status, 403);
    assert_eq!(Client::new(&stage.base).get("/check").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_made_of_typed_numbers_or_of_an_organisation_of_ones_own() {
    let stage = Stage::start().await;
    let mut viewer = stage.client(Asker::Viewer).await;
    let made = viewer.get("/links?level=municipal&ogrn=1027301172106&region=73&oktmo=73701000&opa=174").await;
    assert_eq!(made.status, 200);
    assert!(
        made.text.contains("opaId=174&#38;utm_source=vk&#38;utm_medium=73&#38;utm_campaign=1027301172106"),
        "{}",
        made.text
    );
    assert!(made.text.contains("mun_code=73701000"), "{}", made.text);
    let wrong = viewer.get("/links?level=municipal&ogrn=1027301172107&region=02&oktmo=1&opa=x&lang=en").await;
    for told in ["should be 6.", "no region", "Digits now: 1.", "Only digits"] {
        assert!(wrong.text.contains(told), "{told}: {}", wrong.text);
    }
    assert_eq!(wrong.text.matches("aria-invalid=\"true\"").count(), 4);
    assert!(!wrong.text.contains("id=\"result\""));
    let [own, other] = [stage.pages(&stage.own).await.remove(0), stage.pages(&stage.other).await.remove(0)];
    let chosen = viewer.get(&format!("/links?page={}", own.id)).await;
    assert!(chosen.text.contains(&format!("utm_campaign={}", own.ogrn)), "{}", chosen.text);
    assert_eq!(viewer.get(&format!("/links?page={}", other.id)).await.status, 404);
    let found = viewer.get(&format!("/links?q={}", own.ogrn)).await;
    assert!(found.text.contains(&format!("/links?page={}", own.id)), "{}", found.text);
    assert!(!viewer.get(&format!("/links?q={}", other.ogrn)).await.text.contains("/links?page="));
    assert_eq!(Client::new(&stage.base).get("/links").await.status, 303);
}

async fn send_file(client: &mut Client, name: &str, content: &str) -> Answer {
    client.send(client.upload(name, content.as_bytes())).await
}

async fn imports(stage: &Stage) -> Vec<RegistryImport> {
    stage.store.registry_imports(10).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registry_is_shown_before_it_is_taken_over_and_can_be_taken_back() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    let now = admin.get("/registry.csv").await;
    assert!(now.header("content-disposition").contains("attachment"));
    let lines: Vec<&str> = now.text.lines().collect();
    let victim = stage.store.registered_pages(None, 1).await.unwrap().remove(0);
    let name = victim.organization.as_ref().unwrap().name.to_string();
    let count = lines.len() - 1;
    let changed = now.text.replacen(&name, "Переименованная <b>школа</b>", 1);
    let changed: Vec<&str> = changed.lines().collect();
    let shorter = changed[..changed.len() - 1].join("\r\n") + "\r\nне адрес;Плохая строка;1;Подвед\r\n";

    let sent = send_file(&mut admin, "C:\\Документы\\реестр.csv", &shorter).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let place = sent.header("location").to_owned();
    assert_eq!(imports(&stage).await.len(), 1, "nothing changes before somebody says so");
    let shown = admin.get(&format!("{place}?lang=en")).await;
    assert!(shown.text.contains("реестр.csv") && !shown.text.contains("Документы"), "{}", shown.text);
    assert!(shown.text.contains("Переименованная &#60;b&#62;школа") && shown.text.contains(&name), "{}", shown.text);
    assert!(shown.text.contains("name=\"bad\"") && !shown.text.contains("name=\"removals\""), "{}", shown.text);
    // nobody else may look at it or say so
    let mut other = stage.client(Asker::LocalAdmin).await;
    assert_eq!(other.get(&place).await.status, 403);
    let unticked = admin.form(&place, &[]).await;
    assert_eq!(unticked.status, 422);
    assert_eq!(imports(&stage).await.len(), 1);
    let accepted = admin.form(&place, &[("bad", "yes")]).await;
    assert_eq!(accepted.status, 303, "{}", accepted.text);
    let import = imports(&stage).await.remove(0);
    // the body itself, and seven that show its account and say whose it is
    assert_eq!((import.changed, import.removed, import.set_aside), (8, 1, 1));
    assert_eq!(admin.form(&place, &[("bad", "yes")]).await.status, 409, "it is taken over once");
    let history = admin.get(accepted.header("location")).await;
    assert!(history.text.contains("<del>") && history.text.contains(&name), "{}", history.text);

    let undo = format!("/registry/imports/{}/undo", import.id);
    assert_eq!(admin.form(&undo, &[]).await.status, 409);
    assert_eq!(admin.form(&undo, &[("sure", "yes")]).await.status, 303);
    let pages = stage.store.count_pages(&PageQuery::within(Scope::everything())).await.unwrap();
    assert_eq!(usize::try_from(pages).unwrap(), count);
    assert!(admin.get("/registry.csv").await.text.contains(&name));
    assert_eq!(admin.form(&undo, &[("sure", "yes")]).await.status, 409);
    assert_eq!(actions(&stage).await[..2], ["registry.undone", "registry.imported"]);
    assert!(admin.get("/registry").await.text.contains(&format!("Отмена загрузки № {}", import.id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registry_from_which_most_pages_are_gone_needs_a_word() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    let now = admin.get("/registry.csv").await.text;
    let few: Vec<&str> = now.lines().take(10).collect();
    let place = send_file(&mut admin, "few.csv", &few.join("\r\n")).await.header("location").to_owned();
    let shown = admin.get(&place).await;
    assert!(shown.text.contains("name=\"removals\"") && shown.text.contains("Исчезнет"), "{}", shown.text);
    assert_eq!(admin.form(&place, &[("bad", "yes")]).await.status, 422);
    // meanwhile somebody else imported something
    let all: Vec<&str> = now.lines().collect();
    let mut region = stage.client(Asker::Admin).await;
    let rest = all[..all.len() - 1].join("\r\n");
    let second = send_file(&mut region, "rest.csv", &rest).await.header("location").to_owned();
    assert_eq!(admin.get(&place).await.status, 409, "a later file of the same person took its place");
    assert_eq!(region.form(&second, &[]).await.status, 303);
    let dropped = send_file(&mut admin, "few.csv", &few.join("\r\n")).await.header("location").to_owned();
    assert_eq!(admin.form(&format!("{dropped}/drop"), &[]).await.status, 303);
    assert_eq!(admin.get(&dropped).await.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_with_columns_of_its_own_is_shown_as_it_was_understood() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    let table = "Учредитель;Наименование подведомственной организации;Ссылка на госпаблик ВК;Сфера\r\n\
                 Министерство;Музей;https://vk.com/primer_muzey;Культура\r\n\
                 Министерство;Архив;нет;Культура\r\nИтого;2;;\r\n";
    let sent = send_file(&mut admin, "table.csv", table).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let shown = admin.get(sent.header("location")).await.text;
    for part in [
        "Как поняты столбцы",
        "Ссылка на госпаблик ВК",
        "не читается",
        "Чего не хватает строкам",
        "Без страницы",
        "Замечания к файлу",
        "это не организация",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("name=\"bad\""), "no row is wrong: {shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_registry_is_told_what_it_lacks() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    for (name, content, told) in [
        ("a.csv", "Ссылка на страницу;Уровень\r\nvk.com/a;Подвед\r\n", "ОГРН"),
        ("a.csv", "", "Выберите файл"),
        ("a.xlsx", "PK\u{3}\u{4}no", "не читается"),
    ] {
        let answer = send_file(&mut admin, name, content).await;
        assert_eq!(answer.status, 422, "{name}: {}", answer.text);
        assert!(answer.text.contains(told), "{told}: {}", answer.text);
    }
    let large = "x".repeat(33 * 1024 * 1024);
    let refused = send_file(&mut admin, "large.csv", &large).await;
    assert!(matches!(refused.status, 413 | 422), "{}", refused.status);
    let request = admin.request("POST", "/registry/uploads").header("sec-fetch-site", "cross-site");
    assert_eq!(admin.send(request).await.status, 403);
    assert_eq!(imports(&stage).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_begun_over_ones_own_pages_and_shows_no_figures_of_others() {
    let stage = Stage::start().await;
    let mut supervisor = stage.client(Asker::Supervisor).await;
    assert_eq!(supervisor.form("/runs", &[]).await.status, 303);
    assert_eq!(supervisor.form("/runs", &[]).await.status, 409);
    let run = stage.store.runs(&RunQuery { limit: 1, ..RunQuery::default() }).await.unwrap().remove(0);
    let own = stage.pages(&stage.own).await.len();
    assert_eq!((usize::try_from(run.pages).unwrap(), run.kind.known().unwrap()), (own, RunKind::Manual));
    assert_eq!(actions(&stage).await[0], "run.started");
    // a run over pages of others is nobody else's, whether by the page, the list or the API
    let policy = crate::region::kept_policy();
    let by_hand = ByHand { policy, batch_size: 100, second_look: Duration::from_mins(5) };
    let others = Scope { municipalities: vec![Municipality::from(&stage.other)], ..Scope::everything() };
    let now = stage.clock.now();
    let foreign = stage.store.start_run(&by_hand.whole(others, now), now).await.unwrap().unwrap();
    let mut everything = stage.client(Asker::Admin).await;
    for path in [format!("/runs/{foreign}"), format!("/api/v1/runs/{foreign}")] {
        assert_eq!(supervisor.get(&path).await.status, 404, "{path}");
        assert_eq!(everything.get(&path).await.status, 200, "{path}");
    }
    let [narrow, all] = [supervisor.get("/runs").await.text, everything.get("/runs").await.text];
    let link = format!("/runs/{foreign}\"");
    assert!(!narrow.contains(&link) && all.contains(&link), "{narrow}");
    stage.work().await;
    let whole = stage.store.run(stage.run).await.unwrap().unwrap();
    let mut admin = stage.client(Asker::Admin).await;
    let figure =
        format!("<dd>{} (", vk_page_auditor::words::percent(vk_page_auditor::words::Lang::Ru, whole.seen, whole.pages));
    let path = format!("/runs/{}", stage.run);
    assert!(admin.get(&path).await.text.contains(&figure), "{}", admin.get(&path).await.text);
    let narrow = supervisor.get(&path).await;
    assert!(
        narrow.status == 200 && !narrow.text.contains(&figure) && !narrow.text.contains("whole"),
        "{}",
        narrow.text
    );
    assert_eq!(stage.client(Asker::Viewer).await.form("/runs", &[]).await.status, 403);
    assert_eq!(admin.form(&format!("{path}/discard"), &[("sure", "yes")]).await.status, 409);
    assert_eq!(admin.form("/runs/999999/release", &[("sure", "yes")]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_created_with_a_password_that_is_shown_once_and_disabled_at_once() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    let fields = [
        ("login", "ivanova"),
        ("name", "Иванова <i>"),
        ("role", "viewer"),
        ("municipality", &stage.own),
        ("password", ""),
    ];
    let created = admin.form("/access/new", &fields).await;
    assert_eq!((created.status, created.header("cache-control")), (200, "no-store"), "{}", created.text);
    let password = between(&created.text, "id=\"secret-2\">", "<").to_owned();
    assert!(!admin.get("/access").await.text.contains(&password));
    let mut ivanova = Client::new(&stage.base);
    let signed_in = ivanova.form("/sign-in", &[("login", "ivanova"), ("password", &password)]).await;
    assert_eq!(signed_in.status, 303, "{}", signed_in.text);
    assert!(!ivanova.get("/pages").await.text.contains(&stage.other));
    assert_eq!(admin.form("/access/new", &fields).await.status, 422, "the login is taken");
    let id = stage.store.person_by_login(&Login::parse("ivanova").unwrap()).await.unwrap().unwrap().id;
    let path = format!("/access/people/{id}");
    let shown = admin.get(&path).await;
    assert!(shown.text.contains("Иванова &#60;i&#62;") && !shown.text.contains(&password), "{}", shown.text);
    let wider = [("name", "Иванова"), ("role", "supervisor")];
    assert_eq!(admin.form(&path, &wider).await.status, 303);
    assert!(ivanova.get("/pages").await.text.contains(&stage.other), "rights hold from the next request on");
    assert_eq!(admin.form(&format!("{path}/disable"), &[]).await.status, 303);
    assert_eq!(ivanova.get("/pages").await.status, 303, "the session is over");
    assert_eq!(admin.form(&format!("{path}/enable"), &[]).await.status, 303);
    let set = admin.form(&format!("{path}/password"), &[("password", "short")]).await;
    assert_eq!(set.status, 422);
    assert_eq!(actions(&stage).await[0], "person.enabled");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_the_last_administrator_away() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    let path = format!("/access/people/{}", stage.person(Asker::Admin).await);
    assert_eq!(admin.form(&format!("{path}/disable"), &[]).await.status, 409);
    assert_eq!(admin.form(&path, &[("name", "Админ"), ("role", "viewer")]).await.status, 422);
    let narrow = admin.form(&path, &[("name", "Админ"), ("role", "admin"), ("municipality", &stage.own)]).await;
    assert_eq!(narrow.status, 422);
    let unknown = admin.form(&path, &[("name", "Админ"), ("role", "admin"), ("municipality", "Нет такого")]).await;
    assert_eq!(unknown.status, 422);
    assert_eq!(admin.get("/access").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_person_manages_people() {
    let stage = Stage::unpeopled(|_| {}).await;
    let mut local = Client::new(&stage.base);
    assert_eq!(local.get("/account").await.status, 200);
    let fields = |role| [("login", "chief"), ("name", "Главный"), ("role", role), ("password", PASSWORD)];
    assert_eq!(local.form("/access/new", &fields("viewer")).await.status, 422);
    assert_eq!(local.form("/access/new", &fields("admin")).await.status, 303);
    assert_eq!(local.get("/access").await.status, 303, "from now on one signs in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_ends_other_sessions_and_needs_the_former_one() {
    let stage = Stage::start().await;
    let (mut here, mut elsewhere) = (stage.client(Asker::Viewer).await, stage.client(Asker::Viewer).await);
    let page = here.get("/account").await;
    assert!(page.text.contains("autocomplete=\"current-password\""), "{}", page.text);
    assert_eq!(page.text.matches("autocomplete=\"new-password\"").count(), 2);
    let new = "пять совсем других слов";
    let fields = |old, again| [("old", old), ("new", new), ("again", again)];
    assert_eq!(here.form("/account/password", &fields("не тот пароль", new)).await.status, 422);
    let differs = here.form("/account/password", &fields(PASSWORD, "другой пароль")).await;
    assert!(differs.status == 422 && !differs.text.contains(new), "{}", differs.text);
    assert_eq!(here.form("/account/password", &fields(PASSWORD, new)).await.status, 303);
    assert_eq!(here.get("/account").await.status, 200);
    assert_eq!(elsewhere.get("/account").await.status, 303);
    let mut third = Client::new(&stage.base);
    assert_eq!(third.form("/sign-in", &[("login", "viewer"), ("password", new)]).await.status, 303);
    let sessions = here.get("/account").await.text;
    assert_eq!(sessions.matches("name=\"session\"").count(), 3, "two sessions and all others");
    assert_eq!(here.form("/account/sessions", &[("session", "others")]).await.status, 303);
    assert_eq!(third.get("/account").await.status, 303);
    assert_eq!(here.form("/account/sessions", &[("session", "00")]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_and_opens_no_more_than_its_owner_sees() {
    let stage = Stage::start().await;
    let mut supervisor = stage.client(Asker::Supervisor).await;
    let fields = [("token_name", "Отчёты"), ("lasts", "30"), ("role", "admin")];
    let refused = supervisor.form("/account/tokens", &fields).await;
    assert!(refused.status == 422 && refused.text.contains("роль выше вашей"), "{}", refused.text);
    let fields = [("token_name", "Отчёты"), ("lasts", "30"), ("role", "supervisor")];
    let made = supervisor.form("/account/tokens", &fields).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let secret = between(&made.text, "id=\"secret-1\">", "<").to_owned();
    assert!(secret.starts_with("vkpa_api_"));
    let account = supervisor.get("/account").await.text;
    assert!(account.contains("Отчёты") && !account.contains(&secret));
    let mut program = Client::new(&stage.base);
    program.bearer = Some(secret);
    let pages = program.get("/api/v1/pages").await;
    assert!(pages.status == 200 && !pages.text.contains(&stage.other), "{}", pages.text);
    let foreign = supervisor.form("/account/tokens", &[("token_name", "x"), ("municipality", &stage.other)]).await;
    assert_eq!(foreign.status, 422);
    let id = between(&account, "/account/tokens/", "/revoke").to_owned();
    let mut viewer = stage.client(Asker::Viewer).await;
    assert_eq!(viewer.form(&format!("/account/tokens/{id}/revoke"), &[]).await.status, 404);
    assert_eq!(viewer.form("/account/tokens", &fields).await.status, 403);
    assert_eq!(supervisor.form(&format!("/account/tokens/{id}/revoke"), &[]).await.status, 303);
    assert_eq!(program.get("/api/v1/pages").await.status, 401);
    let mut admin = stage.client(Asker::Admin).await;
    assert!(!admin.get("/access/tokens").await.text.contains("Отчёты"));
    assert!(admin.get("/access/tokens?all=yes").await.text.contains("Отчёты"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_and_a_badge_have_addresses_that_work() {
    let stage = Stage::start().await;
    let mut viewer = stage.client(Asker::Viewer).await;
    let made = viewer.form("/account/feeds", &[("feed_name", "Читалка")]).await;
    let address = between(&made.text, "id=\"secret-1\">", "<").to_owned();
    let path = address.strip_prefix(&stage.base).unwrap();
    let mut reader = Client::new(&stage.base);
    let feed = reader.get(path).await;
    assert!(feed.status == 200 && !feed.text.contains(&stage.other), "{}", feed.text);
    assert_eq!(viewer.form("/account/badges", &[]).await.status, 403);

    let mut supervisor = stage.client(Asker::Supervisor).await;
    let account = supervisor.get("/account").await.text;
    let select = between(&account, "id=\"f-place\"", "</select>");
    let place = between(select, "<option value=\"", "\"").to_owned();
    assert!(place.ends_with(&stage.own), "{place}");
    let badge = supervisor.form("/account/badges", &[("place", &place)]).await;
    assert_eq!(badge.status, 200, "{}", badge.text);
    let picture = between(&badge.text, "<img src=\"", "\"").replace("&#38;", "&");
    let svg = reader.get(&picture).await;
    assert!(svg.status == 200 && svg.text.contains("<svg"), "{picture}: {}", svg.text);
    assert_eq!(actions(&stage).await[0], "badge.made");
    let foreign = format!("{}:{}", place.split_once(':').unwrap().0, stage.other);
    assert_eq!(supervisor.form("/account/badges", &[("place", &foreign)]).await.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_is_filtered_and_taken_along_as_a_file() {
    let stage = Stage::start().await;
    stage.client(Asker::Supervisor).await.form("/runs", &[]).await;
    let mut admin = stage.client(Asker::Admin).await;
    let all = admin.get("/journal?lang=en").await.text;
    assert!(all.contains("supervisor") && all.matches("<tr>").count() > 5, "{all}");
    let id = stage.person(Asker::Supervisor).await;
    let one = admin.get(&format!("/journal?person={id}&action=run.started&lang=en")).await.text;
    assert_eq!(one.matches("<th scope=\"row\">").count(), 1, "{one}");
    assert!(one.contains(&format!("/journal.csv?person={id}&#38;action=run.started")), "{one}");
    let file = admin.get(&format!("/journal.csv?person={id}&action=run.started")).await;
    assert_eq!(file.status, 200);
    assert!(file.text.lines().count() == 2 && file.text.contains("run.started"), "{}", file.text);
    assert_eq!(stage.client(Asker::LocalAdmin).await.get("/journal").await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_released_run_counts_at_once_though_no_token_may_be_used() {
    for by_program in [false, true] {
        let stage = Stage::start().await;
        let run = stage.held_run().await;
        // whatever lease there was is over: no worker takes up other work
        stage.pass(Duration::from_hours(48));
        let released = if by_program {
            let (mut program, _) = stage.program(Asker::Admin, SecretKind::Api).await;
            program.json("POST", &format!("/api/v1/runs/{run}/release"), &serde_json::json!({})).await
        } else {
            let mut admin = stage.client(Asker::Admin).await;
            admin.form(&format!("/runs/{run}/release"), &[("sure", "yes")]).await
        };
        assert_eq!(released.status, if by_program { 200 } else { 303 }, "{}", released.text);
        assert_eq!(actions(&stage).await.iter().filter(|action| *action == "run.released").count(), 1);
        let is_over = async || stage.store.run(run).await.unwrap().unwrap().state == RunState::Finished;
        let begun = Instant::now();
        while !is_over().await {
            assert!(begun.elapsed() < Duration::from_secs(30), "nobody takes it over");
            // sleeps because the server does that beside
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
