//! What holds for every answer: headers, languages, refusals.

use crate::client::Client;
use crate::stage::{Asker, Stage};

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_forbids_what_is_not_ours() {
    let stage = Stage::start().await;
    let mut client = Client::new(&stage.base);
    for path in ["/", "/sign-in", "/nowhere", "/healthz", "/api/v1/nowhere", "/assets/nothing.js"] {
        let answer = client.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_have_the_form_of_what_was_asked_for() {
    let stage = Stage::start().await;
    let mut client = stage.client(Asker::Admin).await;
    let page = client.get("/nowhere<script>").await;
    assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(!page.text.contains("<script>") && page.text.contains("Здесь ничего нет"), "{}", page.text);
    let api = client.get("/api/v1/nowhere?lang=en").await;
    assert_eq!((api.status, api.header("content-type")), (404, "application/problem+json"));
    assert_eq!(api.json()["status"], 404);
    assert_eq!(api.json()["type"], "urn:vk-page-auditor:problem:not-found");
    let feed = client.get("/feeds/nothing/news.atom").await;
    assert_eq!((feed.status, feed.header("content-type")), (404, "text/plain; charset=utf-8"));
    let request = client.request("DELETE", "/sign-in").header("sec-fetch-site", "same-origin");
    let method = client.send(request).await;
    assert_eq!(method.status, 405);
    assert!(method.header("allow").contains("GET"), "{:?}", method.headers);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_is_chosen_kept_and_taken_from_the_browser() {
    let stage = Stage::start().await;
    let mut client = Client::new(&stage.base);
    assert!(client.get("/sign-in").await.text.contains("<html lang=\"ru\">"));
    let request = client.request("GET", "/sign-in").header("accept-language", "de, en-GB;q=0.8");
    assert!(client.send(request).await.text.contains("<html lang=\"en\">"));
    let answer = client.form("/language", &[("lang", "en"), ("to", "/sign-in")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/sign-in"));
    assert!(client.get("/sign-in").await.text.contains("<html lang=\"en\">"));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_ours_are_kept_by_browsers_and_compressed() {
    let stage = Stage::start().await;
    let mut client = Client::new(&stage.base);
    let page = client.get("/sign-in").await;
    let place = page.text.find("/assets/").unwrap();
    let path = page.text[place..].split('"').next().unwrap();
    let request = client.request("GET", path).header("accept-encoding", "gzip");
    let file = client.send(request).await;
    assert_eq!((file.status, file.header("cache-control")), (200, "public, max-age=31536000, immutable"));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_is_refused() {
    let stage = Stage::start().await;
    let mut client = Client::new(&stage.base);
    let long = "я".repeat(300_000);
    let answer = client.form("/sign-in", &[("login", &long), ("password", "x")]).await;
    assert_eq!(answer.status, 413);
    let answer = client.get(&format!("/sign-in?to=/{}", "a".repeat(20_000))).await;
    assert_eq!(answer.status, 400);
}
