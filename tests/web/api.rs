//! The API as programs use it: whose pages it tells of, parts of lists, entity tags, jobs, people and tokens.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vk_page_auditor::access::SecretKind;
use vk_page_auditor::model::Scope;
use vk_page_auditor::store::{FindingOrder, FindingQuery, PageOrder, PageQuery};

use crate::client::{Answer, Client};
use crate::stage::{Asker, Stage};

#[track_caller]
fn ok(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/json");
    answer.json()
}

fn texts(list: &Value, key: &str) -> BTreeSet<String> {
    list["rows"].as_array().unwrap().iter().map(|row| row[key].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_their_own_pages_and_learns_nothing_of_others() {
    let stage = Stage::start().await;
    let foreign = stage.pages(&stage.other).await.swap_remove(0);
    for asker in [Asker::Viewer, Asker::Supervisor, Asker::LocalAdmin] {
        let mut client = stage.client(asker).await;
        let pages = ok(&client.get("/api/v1/pages?limit=500").await);
        assert_eq!(texts(&pages, "municipality"), BTreeSet::from([stage.own.clone()]));
        assert_eq!(pages["total"], stage.pages(&stage.own).await.len());
        let findings = ok(&client.get("/api/v1/findings?limit=500").await);
        assert_eq!(texts(&findings, "municipality"), BTreeSet::from([stage.own.clone()]));
        let other: String = url::form_urlencoded::byte_serialize(stage.other.as_bytes()).collect();
        for list in ["pages", "findings", "events"] {
            let answer = ok(&client.get(&format!("/api/v1/{list}?municipality={other}")).await);
            assert_eq!(answer["rows"], json!([]), "{asker:?} {list}");
            // a part of both names: what is offered is the asker's own
            let unknown = client.get(&format!("/api/v1/{list}?municipality=%D0%BE%D0%BA%D1%80%D1%83%D0%B3")).await;
            assert_eq!(unknown.status, 422, "{asker:?} {list}");
            assert_eq!(unknown.json()["errors"][0]["field"], "municipality");
            assert!(!unknown.text.contains(&stage.other), "{}", unknown.text);
        }
        for path in ["", "/events"] {
            let answer = client.get(&format!("/api/v1/pages/{}{path}", foreign.id)).await;
            assert_eq!(answer.status, 404, "{asker:?} {path}");
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
        let links = client.get(&format!("/api/v1/links?ogrn={}", foreign.ogrn)).await;
        assert_eq!(links.status, 404, "{asker:?} {}", links.text);
        let overview = ok(&client.get("/api/v1/overview").await);
        assert_eq!(overview["pages"], pages["total"]);
        assert_eq!(overview["municipalities"].as_array().unwrap().len(), 1);
        let runs = ok(&client.get("/api/v1/runs").await);
        assert!(runs["rows"].as_array().unwrap().iter().all(|run| run["pages"].is_null() && run["coverage"].is_null()));
    }
    let mut admin = stage.client(Asker::Admin).await;
    let finding = ok(&admin.get(&format!("/api/v1/findings?page={}", foreign.id)).await)["rows"][0]["id"].as_i64();
    if let Some(finding) = finding {
        let mut viewer = stage.client(Asker::Viewer).await;
        assert_eq!(viewer.get(&format!("/api/v1/findings/{finding}")).await.status, 404);
        let told = ok(&admin.get(&format!("/api/v1/findings/{finding}?lang=en")).await);
        assert!(told["finding"]["remedy"].as_str().unwrap().len() > 5, "{told}");
    }
}

/// Walks a list to its end: what stands under a key of its rows, and the cursors on the way.
async fn walk(client: &mut Client, path: &str, key: &str) -> (Vec<i64>, Vec<String>) {
    let (mut path, mut seen, mut cursors) = (path.to_owned(), Vec::new(), Vec::new());
    loop {
        let answer = client.get(&path).await;
        let part = ok(&answer);
        seen.extend(part["rows"].as_array().unwrap().iter().map(|row| row[key].as_i64().unwrap()));
        let Some(next) = part["next"].as_str() else { return (seen, cursors) };
        cursors.push(next.to_owned());
        let link = answer.header("link");
        assert!(link.contains(next) && link.ends_with("; rel=\"next\""), "{link}");
        path = String::from(link.trim_start_matches('<').split('>').next().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_in_every_order_that_the_pages_have() {
    let stage = Stage::start().await;
    let mut client = stage.client(Asker::Admin).await;
    let limit = 10_000;
    let mut orders = Vec::new();
    for order in PageOrder::ALL {
        let query = PageQuery {
            sort: order.sort,
            descending: order.descending,
            limit,
            ..PageQuery::within(Scope::everything())
        };
        let rows = stage.store.pages(&query).await.unwrap();
        orders.push(("pages", order.as_str(), rows.iter().map(|row| row.id.get()).collect::<Vec<_>>()));
    }
    for order in FindingOrder::ALL {
        let query = FindingQuery {
            sort: order.sort,
            descending: order.descending,
            limit,
            ..FindingQuery::within(Scope::everything())
        };
        let rows = stage.store.findings(&query).await.unwrap();
        orders.push(("findings", order.as_str(), rows.iter().map(|row| row.id.get()).collect()));
    }
    let states = "state=open&state=suspected&state=closed&state=returning";
    for (list, order, expected) in &orders {
        let filter = if *list == "findings" { states } else { "" };
        let (seen, cursors) = walk(&mut client, &format!("/api/v1/{list}?sort={order}&limit=50&{filter}"), "id").await;
        assert_eq!(seen, *expected, "{list} {order}");
        for (_, other, _) in orders.iter().filter(|(of, other, _)| of == list && other != order) {
            let answer = client.get(&format!("/api/v1/{list}?sort={other}&cursor={}", cursors[0])).await;
            assert_eq!(answer.status, 422, "{list} {order} {other}");
        }
        assert_eq!(client.get(&format!("/api/v1/{list}?cursor={}", cursors[0])).await.status, 422, "{list} {order}");
        assert_eq!(client.get(&format!("/api/v1/{list}?sort=worst")).await.status, 400);
    }
    let description = ok(&client.get("/api/v1/openapi.json").await);
    for list in ["pages", "findings"] {
        let parameters = description["paths"][format!("/api/v1/{list}")]["get"]["parameters"].as_array().unwrap();
        let sort = parameters.iter().find(|parameter| parameter["name"] == "sort").unwrap();
        let words: Vec<_> = orders.iter().filter(|(of, ..)| *of == list).map(|(_, word, _)| *word).collect();
        assert_eq!(sort["schema"]["enum"], json!(words), "{list}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_in_parts_without_gaps_or_doubles() {
    let stage = Stage::start().await;
    let mut client = stage.client(Asker::Admin).await;
    for (list, key) in [("pages", "id"), ("findings", "id"), ("events", "seq")] {
        let whole = ok(&client.get(&format!("/api/v1/{list}?limit=500")).await);
        let whole: Vec<i64> = whole["rows"].as_array().unwrap().iter().map(|row| row[key].as_i64().unwrap()).collect();
        let (mut seen, cursors) = walk(&mut client, &format!("/api/v1/{list}?limit=37"), key).await;
        seen.truncate(500);
        assert!(!cursors.is_empty() && seen == whole, "{list}: {} of {}", seen.len(), whole.len());
    }
    let foreign = ok(&client.get("/api/v1/runs?limit=1").await)["next"].as_str().unwrap().to_owned();
    assert_eq!(client.get(&format!("/api/v1/pages?cursor={foreign}")).await.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_an_answer_gets_none_again() {
    let stage = Stage::start().await;
    let mut client = stage.client(Asker::Viewer).await;
    let answer = client.get("/api/v1/pages").await;
    let tag = answer.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() == 66, "{tag}");
    for (sent, status) in [(tag.clone(), 304), (format!("\"x\", W/{tag}"), 304), ("\"x\"".to_owned(), 200)] {
        let again = client.request("GET", "/api/v1/pages").header("if-none-match", sent);
        let again = client.send(again).await;
        assert_eq!((again.status, again.header("etag")), (status, tag.as_str()));
        assert_eq!(again.text.is_empty(), status == 304);
    }
    let head = client.request("HEAD", "/api/v1/pages");
    let head = client.send(head).await;
    assert_eq!((head.status, head.header("etag"), head.text.as_str()), (200, tag.as_str(), ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused_in_the_readers_words() {
    let stage = Stage::start().await;
    let mut client = stage.client(Asker::Admin).await;
    for (path, status) in [
        ("/api/v1/pages?verdikt=violations", 400),
        ("/api/v1/pages?verdict=bad", 400),
        ("/api/v1/pages?limit=0", 400),
        ("/api/v1/pages?limit=1&limit=2", 400),
        ("/api/v1/me?lang=de", 400),
        ("/api/v1/pages?organization=1027301172107", 422),
        ("/api/v1/pages/0", 404),
        ("/api/v1/pages/x", 404),
        ("/api/v1/links", 422),
    ] {
        let answer = client.get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
    let told = client.get("/api/v1/pages?verdikt=secret&lang=en").await.json();
    let detail = told["detail"].as_str().unwrap();
    assert!(detail.contains("verdikt") && !detail.contains("secret"), "{detail}");
    let wrong = client.request("DELETE", "/api/v1/pages");
    let wrong = client.send(wrong).await;
    assert_eq!(wrong.status, 405);
    assert!(wrong.header("allow").contains("GET"), "{:?}", wrong.headers);
    let plain = client.request("POST", "/api/v1/links").header("content-type", "text/plain").body("{}");
    assert_eq!(client.send(plain).await.status, 415);
    let broken = client.request("POST", "/api/v1/links").header("content-type", "application/json").body("{");
    assert_eq!(client.send(broken).await.status, 400);
    let many = client.request("POST", "/api/v1/links").header("content-type", "application/json");
    assert_eq!(client.send(many.body(" ".repeat(300 * 1024))).await.status, 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_told_with_what_is_wrong_and_what_to_paste() {
    let stage = Stage::start().await;
    let mut client = stage.client(Asker::Viewer).await;
    let bad = ok(&client.get("/api/v1/pages?verdict=violations&limit=1").await);
    let id = bad["rows"][0]["id"].as_i64().unwrap();
    let page = ok(&client.get(&format!("/api/v1/pages/{id}?lang=en")).await);
    assert_eq!(page["page"]["verdict"], "violations");
    let finding = &page["open"][0];
    assert!(!finding["message"].as_str().unwrap().is_empty() && !finding["remedy"].as_str().unwrap().is_empty());
    assert!(page["links"]["messages"]["url"].as_str().unwrap().starts_with("https://"), "{page}");
    assert!(page["ground"]["policy"]["in_force"].as_bool().unwrap(), "{}", page["ground"]);
    let events = ok(&client.get(&format!("/api/v1/pages/{id}/events")).await);
    assert!(!events["rows"].as_array().unwrap().is_empty());
    let address: String =
        url::form_urlencoded::byte_serialize(bad["rows"][0]["page_url"].as_str().unwrap().as_bytes()).collect();
    let links = ok(&client.get(&format!("/api/v1/links?page={address}&lang=en")).await);
    assert_eq!(links["links"][0], page["links"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_started_over_ones_own_pages_and_told_to_its_starter() {
    let stage = Stage::start().await;
    let mut supervisor = stage.client(Asker::Supervisor).await;
    let started = supervisor.json("POST", "/api/v1/runs", &json!({})).await;
    assert_eq!(started.status, 201, "{}", started.text);
    assert_eq!(started.json()["pages"], stage.pages(&stage.own).await.len());
    let place = started.header("location").to_owned();
    assert_eq!(supervisor.json("POST", "/api/v1/runs", &json!({})).await.status, 409);
    let foreign = json!({ "municipalities": [stage.other] });
    assert_eq!(supervisor.json("POST", "/api/v1/runs", &foreign).await.status, 422);
    stage.work().await;
    assert_eq!(ok(&supervisor.get(&place).await)["state"], "finished");
    let mut admin = stage.client(Asker::Admin).await;
    let journal = ok(&admin.get("/api/v1/journal?action=run.started").await);
    assert_eq!(journal["rows"][0]["who"], "supervisor");
    let id = started.json()["id"].as_i64().unwrap();
    assert_eq!(admin.json("POST", &format!("/api/v1/runs/{id}/release"), &json!({})).await.status, 409);
    assert_eq!(supervisor.json("POST", &format!("/api/v1/runs/{id}/discard"), &json!({})).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_is_a_job_that_only_its_asker_sees() {
    let stage = Stage::start().await;
    let mut supervisor = stage.client(Asker::Supervisor).await;
    let own = stage.pages(&stage.own).await.swap_remove(0);
    let asked = supervisor.json("POST", "/api/v1/audits", &json!({ "url": own.url })).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    assert_eq!(asked.header("retry-after"), "2");
    let place = asked.header("location").to_owned();
    assert_eq!(ok(&supervisor.get(&place).await)["state"], "queued");
    stage.work().await;
    let done = ok(&supervisor.get(&format!("{place}?lang=en")).await);
    assert_eq!(done["state"], "done");
    let result = &done["result"];
    assert_ne!(result["verdict"], "unverified", "{done}");
    assert!(result["links"]["polls"]["url"].as_str().unwrap().starts_with("https://"), "{done}");
    // another who may see the page is told nothing either
    let mut admin = stage.client(Asker::Admin).await;
    assert_eq!(admin.get(&place).await.status, 404);
    assert_eq!(admin.get(&place[..place.len() - 1]).await.status, 404);
    let foreign = stage.pages(&stage.other).await.swap_remove(0);
    for url in [foreign.url.as_str(), "https://vk.com/club987654321"] {
        let refused = supervisor.json("POST", "/api/v1/audits", &json!({ "url": url })).await;
        assert_eq!(refused.status, 404, "{url}: {}", refused.text);
    }
    assert_eq!(supervisor.json("POST", "/api/v1/audits", &json!({ "url": "https://example.org" })).await.status, 422);
    let mut viewer = stage.client(Asker::Viewer).await;
    assert_eq!(viewer.json("POST", "/api/v1/audits", &json!({ "url": own.url })).await.status, 403);
    let mut stranger = Client::new(&stage.base);
    assert_eq!(stranger.json("POST", "/api/v1/audits", &json!({ "url": own.url })).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_can_be_waited_for() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    let url = stage.pages(&stage.own).await.swap_remove(0).url;
    let body = json!({ "url": url });
    let (answer, ()) = tokio::join!(admin.json("POST", "/api/v1/audits?wait=30", &body), async {
        while stage.worker.step().await.unwrap() == 0 {
            tokio::task::yield_now().await;
        }
        stage.work().await;
    });
    assert_eq!(ok(&answer)["state"], "done");
    // a look that was made a moment before is told again
    let again = ok(&admin.json("POST", "/api/v1/audits", &body).await);
    assert_eq!((&again["state"], &again["result"]["verdict"]), (&json!("done"), &answer.json()["result"]["verdict"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_check_is_open_strangers_may_ask_a_few_times() {
    let stage = Stage::start_with(|options| options.public_check = true).await;
    let mut stranger = Client::new(&stage.base);
    let url = stage.pages(&stage.own).await.swap_remove(0).url;
    let asked = stranger.json("POST", "/api/v1/audits", &json!({ "url": url })).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    assert_eq!(stranger.get(asked.header("location")).await.status, 200);
    assert_eq!(stranger.get("/api/v1/pages").await.status, 401);
    let mut last = 0;
    for _ in 0..20 {
        let answer = stranger.json("POST", "/api/v1/audits", &json!({ "url": url })).await;
        last = answer.status;
        if last == 429 {
            assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
            break;
        }
    }
    assert_eq!(last, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_made_and_changed_by_whoever_saw_them_last() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    let of = |region: &str| json!({ "login": "Ivanova", "role": "viewer", "scope": { "regions": [region] } });
    let nowhere = admin.json("POST", "/api/v1/people", &of("73")).await;
    assert_eq!((nowhere.status, nowhere.json()["errors"][0]["field"].clone()), (422, json!("scope")));
    let new = of("03");
    let made = admin.json("POST", "/api/v1/people", &new).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(admin.json("POST", "/api/v1/people", &new).await.status, 409);
    let place = made.header("location").to_owned();
    let tag = admin.get(&place).await.header("etag").to_owned();
    admin.headers.push(("if-match", tag));
    let change = json!({ "name": "Иванова", "role": "supervisor", "language": "en" });
    let changed = admin.json("PATCH", &place, &change).await;
    assert_eq!((ok(&changed)["role"].clone(), changed.json()["name"].clone()), (json!("supervisor"), json!("Иванова")));
    assert_eq!(admin.json("PATCH", &place, &change).await.status, 412, "the tag is of what was before");
    admin.headers.clear();
    assert!(ok(&admin.json("PATCH", &place, &json!({ "disabled": true })).await)["disabled_at"].is_string());
    let short = admin.json("PATCH", &place, &json!({ "password": "short" })).await;
    assert_eq!((short.status, short.json()["errors"][0]["field"].clone()), (422, json!("password")));
    assert!(!short.text.contains("short"));
    let own = format!("/api/v1/people/{}", stage.person(Asker::Admin).await);
    assert_eq!(admin.json("PATCH", &own, &json!({ "disabled": true })).await.status, 409);
    let taken_over = json!({ "password": "a long password nobody knows" });
    assert_eq!(admin.json("PATCH", &own, &taken_over).await.status, 409, "one's own needs the former one");
    let wrong = json!({ "login": "x y", "role": "viewer" });
    assert_eq!(admin.json("POST", "/api/v1/people", &wrong).await.status, 422);
    let unknown = json!({ "login": "petrov", "role": "viewer", "roles": [] });
    assert_eq!(admin.json("POST", "/api/v1/people", &unknown).await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_does_what_its_owner_may_until_it_is_revoked() {
    let stage = Stage::start().await;
    let mut supervisor = stage.client(Asker::Supervisor).await;
    let made = supervisor.json("POST", "/api/v1/tokens", &json!({ "kind": "api", "name": "отчёты" })).await;
    assert_eq!((made.status, made.header("cache-control")), (201, "no-store"), "{}", made.text);
    let mut program = Client::new(&stage.base);
    program.bearer = Some(made.json()["secret"].as_str().unwrap().to_owned());
    let me = ok(&program.get("/api/v1/me").await);
    let own = stage.at_home(&stage.own).to_string();
    assert_eq!((me["role"].clone(), me["scope"]["municipalities"].clone()), (json!("supervisor"), json!([own])));
    assert_eq!(texts(&ok(&program.get("/api/v1/pages").await), "municipality"), BTreeSet::from([stage.own.clone()]));
    let by_token = program.json("POST", "/api/v1/tokens", &json!({ "kind": "api", "name": "x" })).await;
    assert_eq!(by_token.status, 409);
    for (body, status) in [
        (json!({ "kind": "api", "name": "x", "role": "admin" }), 422),
        (json!({ "kind": "api", "name": "x", "scope": { "municipalities": [stage.other] } }), 422),
        (json!({ "kind": "api", "name": "x", "expires_at": "2020-01-01T00:00:00Z" }), 422),
        (json!({ "kind": "session", "name": "x" }), 400),
    ] {
        let answer = supervisor.json("POST", "/api/v1/tokens", &body).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text);
    }
    let list = supervisor.get("/api/v1/tokens").await;
    assert!(!list.text.contains(program.bearer.as_deref().unwrap()));
    let id = made.json()["token"]["id"].as_i64().unwrap();
    let mut viewer = stage.client(Asker::Viewer).await;
    let other = viewer.request("DELETE", &format!("/api/v1/tokens/{id}"));
    assert_eq!(viewer.send(other).await.status, 404);
    assert_eq!(viewer.json("POST", "/api/v1/tokens", &json!({ "kind": "api", "name": "x" })).await.status, 403);
    let revoke = supervisor.request("DELETE", &format!("/api/v1/tokens/{id}"));
    assert_eq!(supervisor.send(revoke).await.status, 204);
    assert_eq!(program.get("/api/v1/me").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_registry_and_the_journal_are_for_those_who_manage_them() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    let entries = ok(&admin.get("/api/v1/registry?limit=5").await);
    assert!(entries["next"].is_string() && entries["rows"][0]["ogrn"].as_str().unwrap().len() == 13);
    assert_eq!(ok(&admin.get("/api/v1/registry/imports").await)["rows"].as_array().unwrap().len(), 1);
    let journal = ok(&admin.get("/api/v1/journal?action=person.created&oldest_first=true").await);
    assert_eq!(journal["rows"][0]["object"], "viewer");
    for path in ["/api/v1/registry", "/api/v1/journal", "/api/v1/people"] {
        assert_eq!(stage.client(Asker::LocalAdmin).await.get(path).await.status, 403, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_is_for_programs_and_for_people() {
    let stage = Stage::start().await;
    let (mut program, _) = stage.program(Asker::Supervisor, SecretKind::Api).await;
    let description = ok(&program.get("/api/v1/openapi.json").await);
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut viewer = stage.client(Asker::Viewer).await;
    let page = viewer.get("/api?lang=en").await;
    assert_eq!(page.status, 200);
    for path in description["paths"].as_object().unwrap().keys() {
        assert!(page.text.contains(path.as_str()), "{path}");
    }
    assert!(!page.text.contains("style=") && !page.text.contains("<script>"));
    assert_eq!(Client::new(&stage.base).get("/api").await.status, 303);
}
