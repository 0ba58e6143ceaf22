//! Every kind of misbehaviour over real connections. Tests no well-behaved answer.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod client;

use std::sync::Arc;
use std::time::Duration;

use client::{Answer, Client};
use mock_vk::{Region, RegionOptions, Scenario, Server, ServerOptions};

const FORM: &str = "group_ids=200000001,200000002,200000003,200000004,200000005,200000006,200000007,200000008,200000009,\
200000010,200000011,200000012,200000013,200000014,200000015,200000016,200000017,200000018,200000019,200000020&fields=menu&v=5.199";
/// Long enough for an answer on this machine, short enough for a test of silence.
const SILENCE: Duration = Duration::from_millis(300);

fn region() -> Arc<Region> {
    Arc::new(Region::generate(&RegionOptions { pages: 60, correct_share: 1.0, ..RegionOptions::default() }).unwrap())
}

async fn with(text: &str) -> (Server, Client) {
    let scenario = Scenario::parse(&format!("title = \"test\"\n{text}\n"), "test").unwrap();
    let options = ServerOptions { limit: false, scenario: Some(scenario), ..ServerOptions::new(region()) };
    let server = Server::start(options).await.unwrap();
    let client = Client::to(server.addr()).await;
    (server, client)
}

async fn first_answer(action: &str) -> std::io::Result<Answer> {
    let (_server, mut client) = with(&format!("[[fault]]\ndo = {action}")).await;
    client.groups(FORM).await
}

#[tokio::test]
async fn errors_come_with_code_tail_and_subcode() {
    let answer = first_answer("{ error = { code = 5, tail = \"invalid session.\", subcode = 1133 } }").await.unwrap();
    assert_eq!((answer.status, answer.code()), (200, 5));
    assert_eq!(answer.json()["error"]["error_msg"], "User authorization failed: invalid session.");
    assert_eq!(answer.json()["error"]["error_subcode"], 1133);
    assert!(first_answer("{ error = { code = 17 } }").await.unwrap().json()["error"]["redirect_uri"].is_string());
}

#[tokio::test]
async fn pages_of_html_come_with_any_status() {
    let gateway = first_answer("{ http = { status = 502 } }").await.unwrap();
    assert_eq!(gateway.status, 502);
    assert!(String::from_utf8(gateway.body).unwrap().contains("502 Bad Gateway"));
    let page = first_answer("{ html = { text = \"Ошибка 429\" } }").await.unwrap();
    assert_eq!(page.status, 200);
    assert!(page.head.contains("content-type: text/html"));
    assert!(serde_json::from_slice::<serde_json::Value>(&page.body).is_err());
}

#[tokio::test]
async fn broken_bodies_are_no_json_and_empty_ones_are_empty() {
    for action in ["{ truncated = { share = 0.5 } }", "\"trailing_comma\""] {
        let answer = first_answer(action).await.unwrap();
        assert_eq!(answer.status, 200);
        assert!(answer.body.len() > 100);
        assert!(serde_json::from_slice::<serde_json::Value>(&answer.body).is_err(), "{action}");
    }
    let empty = first_answer("\"empty_body\"").await.unwrap();
    assert_eq!((empty.status, empty.body.len()), (200, 0));
    let typed = first_answer("{ content_type = { value = \"text/plain\" } }").await.unwrap();
    assert!(typed.head.contains("content-type: text/plain") && !typed.ids().is_empty());
}

#[tokio::test]
async fn slow_answers_are_whole_in_the_end() {
    for action in ["{ slow_body = { chunk_bytes = 3000, pause_ms = 1 } }", "{ slow_head = { pause_ms = 5 } }"] {
        assert!(!first_answer(action).await.unwrap().ids().is_empty(), "{action}");
    }
}

#[tokio::test]
async fn stalled_answers_stay_silent_and_do_not_keep_the_server_from_ending() {
    for action in ["\"stall_head\"", "{ stall_body = { after_bytes = 10 } }"] {
        let (server, mut client) = with(&format!("[[fault]]\ndo = {action}")).await;
        assert!(tokio::time::timeout(SILENCE, client.groups(FORM)).await.is_err(), "{action}");
        tokio::time::timeout(Duration::from_secs(5), server.shutdown()).await.unwrap();
    }
}

#[tokio::test]
async fn resets_reach_the_client_as_resets() {
    for action in ["\"reset_head\"", "{ reset_body = { after_bytes = 500 } }"] {
        let error = first_answer(action).await.err().unwrap();
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{action}: {error}");
    }
}

#[tokio::test]
async fn dropped_doubled_and_strange_groups_stand_in_good_json() {
    let (server, mut client) = with("").await;
    let all = client.groups(FORM).await.unwrap().ids();
    let scenario = |action: &str| Scenario::parse(&format!("title = \"t\"\n[[fault]]\ndo = {action}\n"), "t").unwrap();
    server.set_scenario(Some(scenario("{ drop_ids = { every = 2 } }")));
    assert_eq!(client.groups(FORM).await.unwrap().ids().len(), all.len() - all.len() / 2);
    server.set_scenario(Some(scenario("{ duplicates = { every = 1 } }")));
    assert_eq!(client.groups(FORM).await.unwrap().ids().len(), all.len() * 2);
    server.set_scenario(Some(scenario("\"stranger\"")));
    let strange = client.groups(FORM).await.unwrap().ids();
    assert_eq!(strange.iter().filter(|id| !all.contains(id)).count(), 1);
    assert_eq!(strange.len(), all.len());
    server.set_scenario(Some(scenario("\"menu_dropped\"")));
    assert!(!String::from_utf8(client.groups(FORM).await.unwrap().body).unwrap().contains("\"menu\""));
    server.set_scenario(None);
    let whole = client.groups(FORM).await.unwrap();
    assert_eq!(whole.ids(), all);
    let menus = |answer: &Answer| {
        answer.json()["response"]["groups"]
            .as_array()
            .unwrap()
            .iter()
            .map(|group| group.get("menu").is_some())
            .collect::<Vec<_>>()
    };
    let menus_of_whole = menus(&whole);
    server.set_scenario(Some(scenario("{ menus_lost = { every = 2 } }")));
    let expected: Vec<bool> = menus_of_whole.iter().enumerate().map(|(at, menu)| *menu && at % 2 == 0).collect();
    assert_eq!(menus(&client.groups(FORM).await.unwrap()), expected);
    assert_ne!(expected, menus_of_whole);
}

#[tokio::test]
async fn one_malformed_group_leaves_the_others_whole() {
    for how in ["menu_is_text", "items_is_object", "item_is_null", "id_is_text", "no_id", "not_an_object", "null"] {
        let answer = first_answer(&format!("{{ malformed = {{ how = \"{how}\" }} }}")).await.unwrap().json();
        let groups = answer["response"]["groups"].as_array().unwrap().clone();
        let whole = groups.iter().filter(|group| group["id"].is_u64() && group["menu"]["items"][0].is_object()).count();
        assert_eq!(whole, groups.len() - 1, "{how}");
    }
}

#[tokio::test]
async fn a_poisonous_page_breaks_every_batch_it_is_in_and_no_other() {
    let (server, mut client) = with("[[fault]]\nmatch = { contains = \"#3\" }\ndo = { error = { code = 100 } }").await;
    let poison = server.region().pages().iter().filter(|page| page.screen_name.is_some()).nth(2).unwrap();
    let (id, name) = (poison.id, poison.screen_name.clone().unwrap());
    for form in [format!("{id}"), format!("club{id}"), name.to_lowercase(), format!("200000001,{id}")] {
        assert_eq!(client.groups(&format!("group_ids={form}&v=5.199")).await.unwrap().code(), 100, "{form}");
    }
    let other = server.region().pages()[40].id;
    assert_eq!(client.groups(&format!("group_ids={other}&v=5.199")).await.unwrap().ids(), [other]);
}

#[tokio::test]
async fn names_change_and_change_hands() {
    let text = "[[renamed]]\npage = \"#1\"\nnow = \"novoe_imya\"\n[[renamed]]\npage = \"#2\"\nname_taken_by = \"#3\"";
    let (server, mut client) = with(text).await;
    let named: Vec<_> =
        server.region().pages().iter().filter(|page| page.screen_name.is_some()).take(3).cloned().collect();
    let name = |at: usize| named[at].screen_name.clone().unwrap();
    let ask = |id: String| format!("group_ids={id}&v=5.199");
    let renamed = client.groups(&ask(named[0].id.to_string())).await.unwrap();
    assert_eq!(renamed.json()["response"]["groups"][0]["screen_name"], "novoe_imya");
    assert_eq!(client.groups(&ask("NOVOE_imya".to_owned())).await.unwrap().ids(), [named[0].id]);
    assert_eq!(client.groups(&ask(name(0).to_string())).await.unwrap().code(), 100);
    assert_eq!(client.groups(&ask(name(1).to_string())).await.unwrap().ids(), [named[2].id]);
}

#[tokio::test]
async fn a_real_rate_below_the_published_one_is_kept() {
    let scenario = Scenario::parse("title = \"t\"\nreal_rate_per_second = 1\n", "t").unwrap();
    let options = ServerOptions { scenario: Some(scenario), ..ServerOptions::new(region()) };
    let server = Server::start(options).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    assert!(!client.groups(FORM).await.unwrap().ids().is_empty());
    assert_eq!(client.groups(FORM).await.unwrap().code(), 6);
}

#[tokio::test]
async fn faults_are_posted_and_cleared_through_the_control_api() {
    let (_server, mut client) = with("").await;
    let toml = "title = \"x\"\n[[fault]]\nmatch = { from = 2 }\ndo = { error = { code = 29 } }\n";
    assert_eq!(client.post("/_mock/faults", "", toml).await.unwrap().status, 204);
    assert!(!client.groups(FORM).await.unwrap().ids().is_empty());
    assert_eq!(client.groups(FORM).await.unwrap().code(), 29);
    let bad = client.post("/_mock/faults", "", "title = 1").await.unwrap();
    assert_eq!(bad.status, 400);
    assert!(String::from_utf8(bad.body).unwrap().contains("line 1"));
    assert_eq!(client.call("DELETE /_mock/faults HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap().status, 204);
    assert!(!client.groups(FORM).await.unwrap().ids().is_empty());
}

#[tokio::test]
async fn pictures_go_wrong_too() {
    for (action, check) in [
        ("{ http = { status = 404 } }", "404"),
        ("{ html = { text = \"x\" } }", "text/html"),
        ("\"huge_picture\"", "image/jpeg"),
        ("{ truncated = { share = 0.3 } }", "image/jpeg"),
    ] {
        let (_server, mut client) = with(&format!("[[fault]]\nmatch = {{ method = \"covers\" }}\ndo = {action}")).await;
        let answer = client.groups(&format!("{FORM}&fields=menu")).await.unwrap().json();
        let url = answer["response"]["groups"][0]["menu"]["items"][0]["cover"][3]["url"].as_str().unwrap().to_owned();
        let picture = client.get(url.strip_prefix("http://mock.test").unwrap(), "").await.unwrap();
        assert!(picture.head.contains(check), "{action}");
        assert!(!picture.body.ends_with(&[0xFF, 0xD9]) || picture.body.len() < 100, "{action}");
        assert!(!client.groups(FORM).await.unwrap().ids().is_empty());
    }
}
