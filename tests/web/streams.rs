//! What is read without a person: feeds, badges, and the stream of what goes on.

use std::time::Duration;

use vk_page_auditor::access::{Badge, SecretKind, SigningKey};
use vk_page_auditor::model::{Municipality, Scope};
use vk_page_auditor::store::{TokenQuery, Who};

use crate::client::Client;
use crate::stage::{Asker, Stage};

/// How long a stream may say nothing before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_tells_of_its_owners_pages_and_never_its_own_address() {
    let stage = Stage::start().await;
    let (_, secret) = stage.program(Asker::Viewer, SecretKind::Feed).await;
    let mut reader = Client::new(&stage.base);
    for (file, kind) in [
        ("news.atom", "application/atom+xml; charset=utf-8"),
        ("news.rss", "application/rss+xml; charset=utf-8"),
        ("news.json", "application/feed+json; charset=utf-8"),
        ("events.ndjson", "application/x-ndjson"),
    ] {
        let path = format!("/feeds/{}/{file}", secret.expose());
        let answer = reader.get(&path).await;
        assert_eq!(answer.status, 200, "{file}: {}", answer.text);
        assert_eq!(answer.header("content-type"), kind);
        assert!(!answer.text.contains(secret.expose()) && !answer.header("link").contains(secret.expose()), "{file}");
        assert!(!answer.text.is_empty());
        for page in stage.pages(&stage.other).await {
            assert!(!answer.text.contains(&page.url), "{file}: {}", page.url);
        }
        let tag = answer.header("etag").to_owned();
        let again = reader.request("GET", &path).header("if-none-match", tag);
        assert_eq!(reader.send(again).await.status, 304, "{file}");
    }
    let (_, api) = stage.program(Asker::Viewer, SecretKind::Api).await;
    let revoked = stage.store.access_tokens(&TokenQuery { limit: 10, ..TokenQuery::default() }).await.unwrap();
    let feed = revoked.iter().find(|token| token.kind == SecretKind::Feed).unwrap();
    assert!(stage.store.revoke_token(feed.id, None, &Who::System, stage.now()).await.unwrap());
    for token in [secret.expose(), api.expose(), "vkpa_feed_nothing"] {
        let answer = reader.get(&format!("/feeds/{token}/news.atom")).await;
        assert_eq!((answer.status, answer.header("content-type")), (404, "text/plain; charset=utf-8"));
        assert!(!answer.text.contains(token));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_is_seen_by_its_signed_address_only() {
    let stage = Stage::start().await;
    let key = stage.store.signing_key("badge", &SigningKey::new([7; 32]), stage.now()).await.unwrap();
    let scope = Scope { municipalities: vec![Municipality::from(&stage.own)], ..Scope::everything() };
    let signature = Badge { figure: "share", scope: &scope }.sign(&key);
    let name = |name: &str| url::form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>();
    let mut reader = Client::new(&stage.base);
    let path = format!("/badges/{signature}/badge.svg?municipality={}", name(&stage.own));
    let badge = reader.get(&path).await;
    assert_eq!((badge.status, badge.header("content-type")), (200, "image/svg+xml; charset=utf-8"), "{}", badge.text);
    assert!(badge.header("cache-control").contains("max-age") && badge.text.starts_with("<svg"));
    let again = reader.request("GET", &path).header("if-none-match", badge.header("etag"));
    assert_eq!(reader.send(again).await.status, 304);
    // the same municipality with its region, in one text and in two as the form of the dashboard signs it
    let (pair, code) = (stage.at_home(&stage.own), stage.home);
    let paired = Scope { municipalities: vec![pair.clone()], ..Scope::everything() };
    let parted = Scope { regions: vec![code], ..scope.clone() };
    for (scope, query) in [
        (paired, format!("municipality={}", name(&pair.to_string()))),
        (parted, format!("region={code}&municipality={}", name(&stage.own))),
    ] {
        let own = Badge { figure: "share", scope: &scope }.sign(&key);
        let same = reader.get(&format!("/badges/{own}/badge.svg?{query}")).await;
        assert_eq!((same.status, &same.text), (200, &badge.text), "{query}");
        assert_eq!(reader.get(&format!("/badges/{signature}/badge.svg?{query}")).await.status, 404, "{query}");
    }
    for path in [
        format!("/badges/{signature}/badge.svg?municipality={}", name(&stage.other)),
        format!("/badges/{signature}/badge.svg"),
        format!("{path}&region=73"),
        format!("{path}&unknown=1"),
        format!("/badges/x/badge.svg?municipality={}", name(&stage.own)),
    ] {
        let answer = reader.get(&path).await;
        assert_eq!((answer.status, answer.header("content-type")), (404, "text/plain; charset=utf-8"), "{path}");
    }
}

/// Reads a stream up to an event of this name.
async fn until(response: &mut reqwest::Response, name: &str) -> String {
    let mut text = String::new();
    let event = format!("event: {name}\n");
    tokio::time::timeout(PATIENCE, async {
        while !(text.contains(&event) && text.ends_with("\n\n")) {
            text.push_str(core::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap());
        }
    })
    .await
    .unwrap();
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_on_is_told_as_far_as_it_is_for_the_listener_and_while_the_listener_may() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    let started = admin.json("POST", "/api/v1/runs", &serde_json::json!({})).await;
    assert_eq!(started.status, 201, "{}", started.text);
    let (program, secret) = stage.program(Asker::Admin, SecretKind::Api).await;
    let mut stream = program.request("GET", "/live").bearer_auth(secret.expose()).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let told = until(&mut stream, "run").await;
    assert!(told.contains("\"pages\":120") && told.contains("\"done\":0"), "{told}");
    let (narrow, own) = stage.program(Asker::Viewer, SecretKind::Api).await;
    let mut narrow = narrow.request("GET", "/live").bearer_auth(own.expose()).send().await.unwrap();
    let told = until(&mut narrow, "run").await;
    assert!(told.contains("\"pages\":null") && !told.contains("120"), "{told}");
    let tokens = stage.store.access_tokens(&TokenQuery { limit: 10, ..TokenQuery::default() }).await.unwrap();
    for token in tokens {
        stage.store.revoke_token(token.id, None, &Who::System, stage.now()).await.unwrap();
    }
    until(&mut stream, "end").await;
    until(&mut narrow, "end").await;
    assert_eq!(Client::new(&stage.base).get("/live").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_holds_a_few_streams_at_the_most() {
    let stage = Stage::start().await;
    let (program, secret) = stage.program(Asker::Viewer, SecretKind::Api).await;
    let mut held = Vec::new();
    let refused = loop {
        let answer = program.request("GET", "/live").bearer_auth(secret.expose()).send().await.unwrap();
        if answer.status() != 200 {
            break answer;
        }
        held.push(answer);
        assert!(held.len() < 20);
    };
    assert_eq!((refused.status().as_u16(), held.len()), (503, 6));
    assert!(refused.headers().contains_key("retry-after"));
}
