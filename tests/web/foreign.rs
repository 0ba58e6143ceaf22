//! A store on which a later version of the program worked: every page, list, feed and call of the API tells what this
//! version does not know as it stands.

use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use vk_page_auditor::access::SecretKind;
use vk_page_auditor::feed::badge_counts;
use vk_page_auditor::model::Scope;
use vk_page_auditor::store::{FindingQuery, StoreUrl};
use vk_page_auditor::web::{Area, Route, routes};

use crate::client::{Answer, Client};
use crate::stage::{Asker, Stage};

/// Does something to the store that the library would not do.
async fn execute(stage: &Stage, statement: String) {
    let StoreUrl::Sqlite(path) = stage.store.url() else { panic!("the stage is a file") };
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let mut connection = options.connect().await.unwrap();
    let changed = sqlx::query(AssertSqlSafe(statement.clone())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    assert!(changed.rows_affected() > 0, "{statement}");
}

/// What the address of a route names; `None` where it names nothing that there is.
struct Named {
    page: i64,
    finding: i64,
    run: i64,
    person: i64,
}

impl Named {
    fn path(&self, route: &Route) -> Option<String> {
        let id = match &*route.path {
            path if !path.contains('{') => return Some(path.to_owned()),
            path if path.contains("/pages/") => self.page,
            path if path.contains("/findings/") => self.finding,
            path if path.contains("/runs/") => self.run,
            path if path.contains("/people/") => self.person,
            path if path.contains("/imports/") => 1,
            _ => return None,
        };
        Some(route.path.replace("{id}", &id.to_string()))
    }
}

#[track_caller]
fn is_told(answer: &Answer, path: &str) {
    assert!([200, 303].contains(&answer.status), "{path}: {} {}", answer.status, answer.text);
    let text = answer.text.to_lowercase();
    for word in ["повреж", "резервн", "damaged", "corrupt"] {
        assert!(!text.contains(word), "{path}: {word}");
    }
}

async fn changed() -> (Stage, Named) {
    let stage = Stage::start().await;
    let query = FindingQuery { limit: 50, ..FindingQuery::within(Scope::everything()) };
    let found = stage.store.findings(&query).await.unwrap();
    let first = &found[0];
    let other = found.iter().find(|one| one.page != first.page).unwrap();
    let (finding, page, other_page) = (first.id, first.page, other.page);
    for statement in [
        format!("UPDATE finding SET code = 'url.of_tomorrow', severity = 'fatal' WHERE id = {finding}"),
        format!("UPDATE finding SET state = 'waived' WHERE page = {other_page}"),
        format!(
            "UPDATE page SET verdict = 'waived', look_verdict = 'waived', level = 'federal' WHERE id = {other_page}"
        ),
        format!("UPDATE page SET unverified_reason = 'quarantined' WHERE id = {page}"),
        format!(
            "UPDATE event SET kind = 'page.waived', severity = 'fatal' WHERE seq = (SELECT MAX(seq) FROM event WHERE page = {page})"
        ),
        "UPDATE event SET code = 'url.of_tomorrow', severity = 'fatal' WHERE kind = 'finding.opened'".to_owned(),
        "UPDATE run SET kind = 'of_tomorrow', state = 'archived' WHERE id = 1".to_owned(),
        "UPDATE person SET role = 'auditor' WHERE login = 'viewer'".to_owned(),
        "UPDATE person SET scope = '{\"districts\":[\"7\"]}' WHERE login = 'local-admin'".to_owned(),
        "UPDATE journal SET action = 'page.waived' WHERE seq = 1".to_owned(),
        "UPDATE policy SET body = REPLACE(body, '\"overrides\":', '\"of_tomorrow\":1,\"overrides\":')".to_owned(),
    ] {
        execute(&stage, statement).await;
    }
    let person = stage.person(Asker::Viewer).await.get();
    let named = Named { page: page.get(), finding: finding.get(), run: 1, person };
    (stage, named)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers() {
    let (stage, named) = changed().await;
    let mut client = stage.client(Asker::Admin).await;
    let (mut program, _) = stage.program(Asker::Admin, SecretKind::Api).await;
    let mut asked = 0;
    // an answer that does not end, and one that must be asked a question
    let left_out = ["/live", "/api/v1/links"];
    for route in routes().table().iter().filter(|route| route.method == "GET" && !left_out.contains(&&*route.path)) {
        let Some(path) = named.path(route) else { continue };
        let who = if route.area == Area::Api { &mut program } else { &mut client };
        is_told(&who.get(&path).await, &path);
        asked += 1;
    }
    assert!(asked > 50, "{asked}");
    for path in
        ["/findings?state=all", "/findings?state=all&sort=opened", "/findings.csv?state=all", "/events?kind=page.lost"]
    {
        is_told(&client.get(path).await, path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_known_stands_where_people_and_programs_read() {
    let (stage, named) = changed().await;
    let mut client = stage.client(Asker::Admin).await;
    let (mut program, _) = stage.program(Asker::Admin, SecretKind::Api).await;
    let (_, feed) = stage.program(Asker::Admin, SecretKind::Feed).await;
    let feeds = format!("/feeds/{}", feed.expose());
    for (path, word) in [
        ("/pages?sort=-changed".to_owned(), "waived"),
        (format!("/pages/{}", named.page), "url.of_tomorrow"),
        (format!("/pages/{}", named.page), "quarantined"),
        ("/findings.json?state=all".to_owned(), "fatal"),
        ("/events".to_owned(), "url.of_tomorrow"),
        ("/runs".to_owned(), "of_tomorrow"),
        ("/runs/1".to_owned(), "archived"),
        ("/access".to_owned(), "auditor"),
        ("/access".to_owned(), "districts"),
        ("/journal".to_owned(), "page.waived"),
        ("/findings.json?state=all".to_owned(), "waived"),
        (format!("{feeds}/news.atom?limit=200"), "url.of_tomorrow"),
        (format!("{feeds}/news.rss?limit=200"), "url.of_tomorrow"),
        (format!("{feeds}/news.json?limit=200"), "fatal"),
        (format!("{feeds}/events.ndjson?limit=5000"), "page.waived"),
    ] {
        let answer = client.get(&path).await;
        is_told(&answer, &path);
        assert!(answer.text.contains(word), "{path}: no {word}");
    }
    for (path, at, word) in [
        ("/api/v1/findings?limit=1".to_owned(), "/rows/0/code", "url.of_tomorrow"),
        (format!("/api/v1/findings/{}", named.finding), "/finding/severity", "fatal"),
        (format!("/api/v1/pages/{}", named.page), "/open/0/code", "url.of_tomorrow"),
        (format!("/api/v1/pages/{}", named.page), "/page/unverified/reason", "quarantined"),
        ("/api/v1/runs/1".to_owned(), "/state", "archived"),
        (format!("/api/v1/people/{}", named.person), "/role", "auditor"),
    ] {
        let answer = program.get(&path).await;
        is_told(&answer, &path);
        assert_eq!(answer.json().pointer(at).unwrap(), word, "{path}: {}", answer.text);
    }
    // its ground is for the later version to show
    assert_eq!(program.get(&format!("/api/v1/pages/{}", named.page)).await.json()["ground"], serde_json::Value::Null);
    let counts = badge_counts(&stage.store, &Scope::everything()).await.unwrap();
    assert!(counts.compliant <= counts.verified && counts.verified < counts.pages, "{counts:?}");
    let overview = program.get("/api/v1/overview").await.json();
    assert_eq!(overview["pages"], counts.pages);
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_rights_are_not_known_sees_nothing_and_is_not_changed_unseen() {
    let (stage, named) = changed().await;
    for asker in [Asker::Viewer, Asker::LocalAdmin] {
        let mut client: Client = stage.client(asker).await;
        assert_eq!(client.get(&format!("/pages/{}", named.page)).await.status, 404);
        let pages = client.get("/pages.ndjson").await;
        assert_eq!((pages.status, pages.text.as_str()), (200, ""));
        assert_eq!(client.get("/access").await.status, 403);
    }
    let mut admin = stage.client(Asker::Admin).await;
    let form = [("name", "Имя"), ("role", "admin"), ("regions", ""), ("municipalities", ""), ("organizations", "")];
    let answer = admin.form(&format!("/access/people/{}", named.person), &form).await;
    assert_eq!(answer.status, 409, "{}", answer.text);
    assert_eq!(stage.store.person(stage.person(Asker::Viewer).await).await.unwrap().unwrap().role_name(), "auditor");
}
