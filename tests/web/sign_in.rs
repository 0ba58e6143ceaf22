//! Signing in and out, and who is let in without.

use std::time::Duration;

use reqwest::header::{HOST, LOCATION};

use crate::client::Client;
use vk_page_auditor::store::{Edited, PasswordEdit, PersonEdit, Who};

use crate::stage::{Asker, PASSWORD, Stage};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_and_out() {
    let stage = Stage::start().await;
    let mut client = Client::new(&stage.base);
    let answer = client.get("/").await;
    assert_eq!((answer.status, answer.header("location")), (303, "/sign-in?to=%2F"));
    let answer = client.form("/sign-in", &[("login", "ADMIN "), ("password", PASSWORD), ("to", "/pages?q=1")]).await;
    assert_eq!((answer.status, answer.headers[LOCATION].to_str().unwrap()), (303, "/pages?q=1"));
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
    assert!(client.has_cookie("vkpa_session"));
    let answer = client.form("/sign-out", &[]).await;
    assert_eq!(answer.status, 303);
    assert!(!client.has_cookie("vkpa_session"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_cookie_is_worth_nothing_after_signing_out_or_a_new_password() {
    let stage = Stage::start().await;
    let mut client = stage.client(Asker::Viewer).await;
    let mut thief = client.clone();
    assert_eq!(thief.get("/").await.status, 200);
    client.form("/sign-out", &[]).await;
    assert_eq!(thief.get("/").await.status, 303);
    let mut client = stage.client(Asker::Viewer).await;
    let id = stage.person(Asker::Viewer).await;
    let none = PersonEdit { password: Some(PasswordEdit { hash: None, keep: None }), ..PersonEdit::default() };
    let edited = stage.store.edit_person(id, &none, |_| Ok::<_, ()>(()), &Who::System, stage.now()).await.unwrap();
    assert!(matches!(edited, Edited::Done { .. }));
    assert_eq!(client.get("/").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_nobody_uses_it() {
    let stage = Stage::start().await;
    let mut client = stage.client(Asker::Viewer).await;
    stage.pass(Duration::from_hours(11));
    assert_eq!(client.get("/").await.status, 200);
    stage.pass(Duration::from_hours(11));
    assert_eq!(client.get("/").await.status, 200);
    stage.pass(Duration::from_hours(13));
    assert_eq!(client.get("/").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_logins_and_wrong_passwords_are_told_alike_and_slowed_down() {
    let stage = Stage::start().await;
    let mut client = Client::new(&stage.base);
    let wrong = |login: &'static str| [("login", login), ("password", "не тот пароль")];
    let (known, unknown) =
        (client.form("/sign-in", &wrong("admin")).await, client.form("/sign-in", &wrong("nobody")).await);
    assert_eq!((known.status, unknown.status), (422, 422));
    assert_eq!(known.text.replace("admin", "LOGIN"), unknown.text.replace("nobody", "LOGIN"));
    let mut last = 0;
    for _ in 0..12 {
        last = client.form("/sign-in", &wrong("admin")).await.status;
    }
    assert_eq!(last, 429);
    // the right password helps no more than a wrong one until then
    let answer = client.form("/sign-in", &[("login", "admin"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 429);
    stage.pass(Duration::from_mins(20));
    let answer = client.form("/sign-in", &[("login", "admin"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_send_nothing_in_a_persons_name() {
    let stage = Stage::start().await;
    let mut client = stage.client(Asker::Admin).await;
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")]
    {
        let request = client.request("POST", "/sign-out").header(name, value);
        assert_eq!(client.send(request).await.status, 403, "{name}: {value}");
    }
    assert_eq!(client.get("/").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_nobody_is_registered_this_computer_sees_all_and_nobody_else_anything() {
    let stage = Stage::unpeopled(|_| {}).await;
    let mut client = Client::new(&stage.base);
    assert_eq!(client.get("/").await.status, 200);
    // a page of another site whose name leads to this computer
    let request = client.request("GET", "/").header(HOST, "evil.example:8480");
    assert_eq!(client.send(request).await.status, 303);
    // somebody behind a proxy on this computer
    let request = client.request("GET", "/").header("x-forwarded-for", "203.0.113.7");
    assert_eq!(client.send(request).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_trusted_proxy_names_people() {
    let header = || Some(reqwest::header::HeaderName::from_static("x-remote-user"));
    let stage = Stage::start_with(|options| options.sign_on_header = header()).await;
    let mut client = Client::new(&stage.base);
    client.headers.push(("x-remote-user", "admin".to_owned()));
    assert_eq!(client.get("/").await.status, 303, "not from a proxy");
    let stage = Stage::start_with(|options| {
        options.sign_on_header = header();
        options.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    let mut client = Client::new(&stage.base);
    client.headers.push(("x-remote-user", "admin".to_owned()));
    assert_eq!(client.get("/").await.status, 200);
    client.headers[0].1 = "stranger".to_owned();
    assert_eq!(client.get("/").await.status, 403);
}
