//! The server over real connections: shapes of answers, limits, control API. Plants no misbehaviour.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod client;

use std::sync::Arc;

use client::Client;
use mock_vk::region::{Cover, MenuItem, PageState};
use mock_vk::server::{MendOrder, Rate, Token, TokenKind, UnknownInBatch};
use mock_vk::{Page, Region, RegionOptions, Server, ServerOptions};

fn pages() -> Arc<Region> {
    let item = MenuItem::new("Решаем вместе", "https://pos.gosuslugi.ru/form/?opaId=1")
        .with_cover(Cover::At(Box::new("https://x/1.jpg".into())));
    Arc::new(Region::from_pages(vec![
        Page::new(1, "Первая").with_screen_name("Pervaya").with_items(vec![item.with_hidden(true)]),
        Page::new(2, "Вторая"),
        Page::new(3, "Удалённая").with_state(PageState::Deleted),
        Page::new(4, "Четвёртая").with_screen_name("ivan").with_state(PageState::TakenByUser),
        Page::new(5, "Закрытая").with_state(PageState::Private),
    ]))
}

async fn unlimited(region: Arc<Region>) -> (Server, Client) {
    let server = Server::start(ServerOptions { limit: false, ..ServerOptions::new(region) }).await.unwrap();
    let client = Client::to(server.addr()).await;
    (server, client)
}

#[tokio::test]
async fn new_versions_get_an_object_and_old_ones_a_bare_array() {
    let (_server, mut client) = unlimited(pages()).await;
    for (version, bare) in [("5.199", false), ("5.139", false), ("5.138", true), ("5.131", true), ("5.81", true)] {
        let answer = client.groups(&format!("group_ids=1,2&v={version}")).await.unwrap();
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json()["response"].is_array(), bare, "{version}");
        assert_eq!(answer.json()["response"]["profiles"].is_array(), !bare);
        assert_eq!(answer.ids().len(), 2);
    }
    for version in ["v=5.80", "v=5.9", "v=x", "lang=ru"] {
        let answer = client.groups(&format!("group_ids=1&{version}")).await.unwrap();
        assert_eq!(answer.code(), 8);
        assert!(answer.json()["error"]["error_msg"].as_str().unwrap().contains("versions below 5.81 are deprecated"));
    }
}

#[tokio::test]
async fn all_forms_of_an_id_lead_to_the_page_in_get_and_post() {
    let (_server, mut client) = unlimited(pages()).await;
    for id in ["1", "club1", "public1", "event1", "pervaya", "PERVAYA", "Pervaya"] {
        assert_eq!(client.groups(&format!("group_ids={id}&v=5.199")).await.unwrap().ids(), [1], "{id}");
        let path = format!("/method/groups.getById?group_id={id}&v=5.199&access_token=T");
        assert_eq!(client.get(&path, "").await.unwrap().ids(), [1], "{id}");
    }
}

#[tokio::test]
async fn menu_and_flag_come_only_when_asked_and_never_from_deactivated_pages() {
    let (_server, mut client) = unlimited(pages()).await;
    let bare = client.groups("group_ids=1&v=5.199").await.unwrap().json();
    assert!(bare["response"]["groups"][0].get("menu").is_none());
    assert!(bare["response"]["groups"][0].get("is_government_organization").is_none());
    let full = client.groups("group_ids=1&fields=menu,is_government_organization,nonsense&v=5.199").await.unwrap();
    assert!(String::from_utf8(full.body.clone()).unwrap().contains(r"https:\/\/pos.gosuslugi.ru\/form\/?opaId=1"));
    let group = &full.json()["response"]["groups"][0];
    assert_eq!(group["menu"]["items"][0]["is_hidden"], true);
    let widths: Vec<u64> = group["menu"]["items"][0]["cover"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["width"].as_u64().unwrap())
        .collect();
    assert_eq!(widths, [135, 270, 94, 188, 282, 376]);
    assert_eq!(group["is_government_organization"], true);
    let deleted = client.groups("group_ids=3&fields=menu&v=5.131").await.unwrap().json();
    assert_eq!(deleted["response"][0]["deactivated"], "deleted");
    let private = client.groups("group_ids=5&fields=menu&v=5.131").await.unwrap().json();
    assert_eq!(private["response"][0]["is_closed"], 2);
}

#[tokio::test]
async fn unknown_ids_are_dropped_or_fail_the_call_and_none_known_is_error_100() {
    let (_server, mut client) = unlimited(pages()).await;
    assert_eq!(client.groups("group_ids=1,nobody,ivan,99&v=5.199").await.unwrap().ids(), [1]);
    let none = client.groups("group_ids=nobody,99&v=5.199").await.unwrap();
    assert_eq!(none.code(), 100);
    assert!(none.json()["error"]["error_msg"].as_str().unwrap().ends_with("group_ids is undefined"));
    assert_eq!(client.groups("v=5.199").await.unwrap().code(), 100);
    let many = vec!["1"; 501].join(",");
    assert_eq!(client.groups(&format!("group_ids={many}&v=5.199")).await.unwrap().code(), 100);
    let strict = ServerOptions { unknown_in_batch: UnknownInBatch::WholeCallFails, ..ServerOptions::new(pages()) };
    let server = Server::start(strict).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    assert_eq!(client.groups("group_ids=1,nobody&v=5.199").await.unwrap().code(), 100);
    assert_eq!(client.groups("group_ids=1&v=5.199").await.unwrap().ids(), [1]);
}

#[tokio::test]
async fn five_hundred_ids_come_once_each_in_another_order_than_asked() {
    let region = Arc::new(
        Region::generate(&RegionOptions { pages: 600, correct_share: 1.0, ..RegionOptions::default() }).unwrap(),
    );
    let ids: Vec<u64> = region.pages().iter().take(500).map(|page| page.id).collect();
    let (_server, mut client) = unlimited(Arc::clone(&region)).await;
    let list: Vec<String> = ids.iter().map(u64::to_string).collect();
    let form = format!("group_ids={}&fields=menu&v=5.199", list.join(","));
    let mut got = client.groups(&form).await.unwrap().ids();
    assert_ne!(got, ids);
    got.sort_unstable();
    assert_eq!(got, ids);
    let twice = format!("group_ids=club{0},{0},{0}&v=5.199", ids[0]);
    assert_eq!(client.groups(&twice).await.unwrap().ids(), [ids[0]]);
}

#[tokio::test]
async fn heads_are_those_of_vk_and_large_answers_are_packed_on_request() {
    let region = Arc::new(Region::generate(&RegionOptions { pages: 100, ..RegionOptions::default() }).unwrap());
    let list: Vec<String> = region.pages().iter().map(|page| page.id.to_string()).collect();
    let path = format!("/method/groups.getById?group_ids={}&fields=menu&v=5.199&access_token=T", list.join(","));
    let (_server, mut client) = unlimited(region).await;
    let plain = client.get(&path, "").await.unwrap();
    for wanted in [
        "server: kittenx",
        "x-powered-by: KPHP",
        "cache-control: no-store",
        "content-type: application/json; charset=utf-8",
    ] {
        assert!(plain.head.contains(wanted), "{wanted}\n{}", plain.head);
    }
    assert!(!plain.head.contains("content-encoding"));
    let packed = client.get(&path, "Accept-Encoding: br, gzip;q=0.8\r\n").await.unwrap();
    assert!(packed.head.contains("content-encoding: gzip"));
    assert_eq!(packed.body, plain.body);
}

#[tokio::test]
async fn too_long_queries_and_bodies_are_refused_by_nginx() {
    let (server, mut client) = unlimited(pages()).await;
    let long = client.get(&format!("/method/groups.getById?group_ids={}", "1,".repeat(5_000)), "").await.unwrap();
    assert_eq!(long.status, 414);
    assert!(String::from_utf8(long.body).unwrap().contains("<center>nginx</center>"));
    let mut client = Client::to(server.addr()).await;
    let large = client.groups(&"x".repeat(300 * 1024)).await.unwrap();
    assert_eq!(large.status, 413);
}

#[tokio::test]
async fn tokens_are_known_by_name_and_never_come_back() {
    let tokens = vec![Token::new("cron", TokenKind::Service, "T"), Token::new("own", TokenKind::Community, "C")];
    let server = Server::start(ServerOptions { tokens, ..ServerOptions::new(pages()) }).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    assert_eq!(client.groups("group_ids=1&v=5.199").await.unwrap().ids(), [1]);
    let wrong = client.post("/method/groups.getById", "", "group_ids=1&v=5.199&access_token=WRONG").await.unwrap();
    assert_eq!(wrong.code(), 5);
    assert!(!String::from_utf8(wrong.body).unwrap().contains("WRONG"));
    let none = client.post("/method/groups.getById", "", "group_ids=1&v=5.199").await.unwrap();
    assert!(none.json()["error"]["error_msg"].as_str().unwrap().contains("no access_token passed"));
    let own = client.post("/method/groups.getById", "Authorization: Bearer C\r\n", "v=5.199").await.unwrap();
    assert_eq!(own.ids(), [1]);
    let names: Vec<String> = server.arrivals().into_iter().map(|arrival| arrival.token).collect();
    assert_eq!((names[0].as_str(), names[2].as_str(), names[3].as_str()), ("cron", "none", "own"));
    assert!(names[1].starts_with("token-") && !names[1].contains("WRONG"));
}

#[tokio::test]
async fn calls_beyond_the_rate_get_error_6_each_token_by_itself() {
    let tokens = vec![
        Token::new("a", TokenKind::User, "T"),
        Token::new("b", TokenKind::Service, "B").with_rate(Rate::PerSecond(1)),
    ];
    let server = Server::start(ServerOptions { tokens, ..ServerOptions::new(pages()) }).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    let mut codes = Vec::new();
    for token in ["T", "T", "T", "T", "B", "B"] {
        let header = format!("Authorization: Bearer {token}\r\n");
        let answer = client.post("/method/groups.getById", &header, "group_ids=1&v=5.199").await.unwrap();
        codes.push(answer.json()["error"]["error_code"].as_u64());
    }
    assert_eq!(codes, [None, None, None, Some(6), None, Some(6)]);
    let stats = server.stats();
    assert_eq!((stats.calls, stats.error_6, stats.ids), (6, 2, 6));
    assert_eq!(stats.max_per_second["a"], 4);
    server.reset();
    assert_eq!(server.stats().calls, 0);
}

#[tokio::test]
async fn screen_names_resolve_and_unknown_ones_give_an_empty_array() {
    let (_server, mut client) = unlimited(pages()).await;
    for (name, expected) in [
        ("pervaya", r#"{"response":{"object_id":1,"group_id":1,"type":"page"}}"#),
        ("ivan", r#"{"response":{"object_id":4,"type":"user"}}"#),
        ("nobody", r#"{"response":[]}"#),
    ] {
        let form = format!("screen_name={name}&v=5.199&access_token=T");
        let answer = client.post("/method/utils.resolveScreenName", "", &form).await.unwrap();
        assert_eq!(String::from_utf8(answer.body).unwrap(), expected);
    }
    assert_eq!(client.post("/method/groups.nothing", "", "v=5.199&access_token=T").await.unwrap().code(), 3);
    assert_eq!(client.get("/elsewhere", "").await.unwrap().status, 404);
}

#[tokio::test]
async fn a_saved_answer_is_served_word_for_word() {
    let saved = r#"{"response":{"groups":[{"id":7,"screen_name":"Seven","is_closed":0,"odd":[1,{"x":null}],"menu":{"items":[]}}]}}"#;
    let region = Arc::new(Region::from_vk_json(saved).unwrap());
    let (_server, mut client) = unlimited(region).await;
    let answer = client.groups("group_ids=seven&v=5.199").await.unwrap();
    assert_eq!(answer.json()["response"]["groups"][0]["odd"][1]["x"], serde_json::Value::Null);
    assert!(Region::from_vk_json("{}").is_err());
    assert!(Region::from_vk_json(r#"{"response":[{"name":"x"}]}"#).is_err());
}

#[tokio::test]
async fn the_control_api_tells_what_the_handle_tells() {
    let region = Arc::new(Region::generate(&RegionOptions { pages: 450, ..RegionOptions::default() }).unwrap());
    let (server, mut client) = unlimited(Arc::clone(&region)).await;
    let lines = String::from_utf8(client.get("/_mock/truth", "").await.unwrap().body).unwrap();
    let expected: Vec<String> = server.truth().iter().map(|truth| serde_json::to_string(truth).unwrap()).collect();
    assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
    let csv = String::from_utf8(client.get("/_mock/registry.csv", "").await.unwrap().body).unwrap();
    assert_eq!(csv, region.registry_csv());
    let saved = client.get("/_mock/vk.json", "").await.unwrap();
    let mut written = Vec::new();
    region.write_vk_json("http://mock.test", &mut written).unwrap();
    assert_eq!(saved.json(), serde_json::from_slice::<serde_json::Value>(&written).unwrap());
    client.groups("group_ids=1&v=5.199").await.unwrap();
    assert_eq!(client.get("/_mock/arrivals", "").await.unwrap().json()[0]["method"], "groups.getById");
    assert_eq!(client.get("/_mock/stats", "").await.unwrap().json()["calls"], 1);
    assert_eq!(client.post("/_mock/reset", "", "").await.unwrap().status, 204);
    assert!(server.arrivals().is_empty());
}

#[tokio::test]
async fn mended_pages_are_right_and_broken_ones_wrong_in_answer_and_truth() {
    let region = Arc::new(Region::generate(&RegionOptions { pages: 400, ..RegionOptions::default() }).unwrap());
    let (server, mut client) = unlimited(Arc::clone(&region)).await;
    let before = server.truth();
    let wrong = before.iter().find(|truth| truth.group_id.is_none()).unwrap().url.clone();
    let right = before.iter().find(|truth| truth.violations.is_empty()).unwrap().url.clone();
    let order = MendOrder { fix: vec![wrong.clone()], spoil: vec![right.clone()], ..MendOrder::default() };
    server.mend(&order).unwrap();
    let after = server.truth();
    assert!(after.iter().find(|truth| truth.url == wrong).unwrap().violations.is_empty());
    let broken = after.iter().find(|truth| truth.url == right).unwrap();
    assert!(!broken.violations.is_empty());
    let mended = after.iter().find(|truth| truth.url == wrong).unwrap().group_id.unwrap();
    let answer = client.groups(&format!("group_ids={mended}&fields=menu&v=5.199")).await.unwrap();
    let url = answer.json()["response"]["groups"][0]["menu"]["items"][0]["url"].clone();
    assert!(url.as_str().unwrap().trim().starts_with("https://pos.gosuslugi.ru/form/?opaId="));
    let report = client.post("/_mock/mend?share=0.5", "", "").await.unwrap().json();
    assert!(report["fixed"].as_u64().unwrap() > 50 && report["broken"].as_u64().unwrap() > 5);
    let unknown = MendOrder { fix: vec!["https://vk.com/nobody".to_owned()], ..MendOrder::default() };
    assert!(server.mend(&unknown).is_err());
    assert_eq!(client.post("/_mock/mend", "", "{\"fixx\":[]}").await.unwrap().status, 400);
}

#[tokio::test]
async fn pictures_of_a_menu_are_jpegs_of_every_size_and_changed_addresses_404() {
    let region = Arc::new(
        Region::generate(&RegionOptions { pages: 20, correct_share: 1.0, ..RegionOptions::default() }).unwrap(),
    );
    let id = region.pages()[0].id;
    let (server, mut client) = unlimited(region).await;
    let answer = client.groups(&format!("group_ids={id}&fields=menu&v=5.199")).await.unwrap().json();
    let cover = answer["response"]["groups"][0]["menu"]["items"][0]["cover"].as_array().unwrap();
    assert_eq!(cover.len(), 6);
    let mut lengths = Vec::new();
    for size in cover {
        let path = size["url"].as_str().unwrap().strip_prefix("http://mock.test").unwrap();
        let picture = client.get(path, "").await.unwrap();
        assert!(picture.head.contains("content-type: image/jpeg"), "{path}");
        assert!(picture.body.starts_with(&[0xFF, 0xD8]) && picture.body.ends_with(&[0xFF, 0xD9]));
        lengths.push(picture.body.len());
        let without_query = path.split('?').next().unwrap();
        assert_eq!(client.get(without_query, "").await.unwrap().status, 404, "nothing of an address can be left out");
    }
    assert!(lengths[5] > lengths[3] && lengths[3] > lengths[2], "{lengths:?}");
    assert_eq!(client.get("/impf/x/nothing.jpg", "").await.unwrap().status, 404);
    assert_eq!(server.stats().cover_downloads, 13);
}

#[tokio::test]
async fn groups_and_menus_have_the_keys_and_proportions_of_the_field() {
    let region =
        Region::generate(&RegionOptions { pages: 500, correct_share: 1.0, ..RegionOptions::default() }).unwrap();
    let list: Vec<String> = region.pages().iter().map(|page| page.id.to_string()).collect();
    let (_server, mut client) = unlimited(Arc::new(region)).await;
    let form = format!("group_ids={}&fields=menu&v=5.217", list.join(","));
    let answer = client.groups(&form).await.unwrap();
    let text = String::from_utf8(answer.body.clone()).unwrap();
    assert!(
        text.contains(r#""menu":{"items":[{"title":"Решаем вместе","type":"other","url":"https:\/\/pos.gosuslugi.ru"#)
    );
    assert!(!text.contains("max_items") && !text.contains("can_add") && !text.contains(r#""is_hidden":false"#));
    let (mut lengths, mut kinds) = (std::collections::HashMap::new(), std::collections::HashMap::new());
    let mut paths = std::collections::HashMap::new();
    for group in answer.json()["response"]["groups"].as_array().unwrap() {
        let items = group["menu"]["items"].as_array().unwrap();
        *lengths.entry(items.len()).or_insert(0) += 1;
        for item in items {
            *kinds.entry(item["type"].as_str().unwrap().to_owned()).or_insert(0) += 1;
            if item["url"].as_str().unwrap().contains("pos.gosuslugi.ru") {
                let cover = item["cover"][5]["url"].as_str().unwrap();
                *paths.entry(cover.split('?').next().unwrap().to_owned()).or_insert(0) += 1;
            }
        }
    }
    assert!((200..330).contains(&lengths[&2]) && (140..240).contains(&lengths[&3]), "{lengths:?}");
    assert!((130..330).contains(&kinds["app"]) && kinds["other"] > 900, "{kinds:?}");
    let mut shares: Vec<usize> = paths.into_values().collect();
    shares.sort_unstable_by(|one, other| other.cmp(one));
    let (few, all): (usize, usize) = (shares.iter().take(6).sum(), shares.iter().sum());
    assert!((70..80).contains(&(100 * few / all)), "{few} of {all}");
}
