//! Answers of VK in all their shapes.

use proptest::prelude::*;

use super::*;

/// The communities of an answer, read in both ways where the quick one can.
fn groups(text: &str) -> Vec<GroupAnswer> {
    let groups: Vec<_> = read_answer(text).unwrap().into_iter().map(|raw| read_group(raw.get())).collect();
    assert_eq!(read_groups(text).unwrap(), groups, "{text}");
    groups
}

fn understood(raw: &str) -> PageSnapshot {
    match read_group(raw) {
        GroupAnswer::Understood(snapshot) => *snapshot,
        GroupAnswer::Malformed(malformed) => panic!("{malformed:?}"),
    }
}

fn malformed(raw: &str) -> Malformed {
    match read_group(raw) {
        GroupAnswer::Malformed(malformed) => malformed,
        GroupAnswer::Understood(snapshot) => panic!("{snapshot:?}"),
    }
}

#[test]
fn both_shapes_of_an_answer_are_read() {
    for text in [
        r#"{"response":{"groups":[{"id":1},{"id":2}],"profiles":[]}}"#,
        r#"{"response":{"groups":[{"id":1},{"id":2}]}}"#,
        r#"{"response":[{"id":1},{"id":2}],"extra":7}"#,
    ] {
        assert_eq!(groups(text).len(), 2, "{text}");
    }
}

#[test]
fn an_answer_is_read_in_one_pass_unless_something_in_it_is_unusual() {
    for text in [
        r#"{"response":{"groups":[{"id":1,"menu":{"items":[{"title":"a\nb"}]}}],"profiles":[{"id":{}}]}}"#,
        r#" {"took":[{}],"response":[{"id":"1"},{"id":2,"city":{"id":[1]}}]} "#,
        r#"{"response":[]}"#,
    ] {
        assert_eq!(quick::read(text).unwrap(), groups(text), "{text}");
    }
    for text in [
        r#"{"response":{"groups":[{"id":1},{"id":2,"menu":"none"}]}}"#,
        r#"{"response":{"groups":[{"id":1},null,{"id":0}]}}"#,
        r#"{"response":[{"id":1,"is_closed":5}]}"#,
        r#"{"response":[{"id":1,"id":2}]}"#,
    ] {
        assert!(quick::read(text).is_none(), "{text}");
        assert!(groups(text).iter().any(|group| matches!(group, GroupAnswer::Malformed(_))), "{text}");
    }
    for text in ["", "{}", "[]", r#"{"response":1}"#, r#"{"response":[{"id":1}]}}"#, r#"{"response":[],"error":{}}"#] {
        assert!(quick::read(text).is_none() && read_groups(text).is_err(), "{text}");
    }
}

#[test]
fn the_fixture_with_a_menu_is_read_in_full() {
    let text = include_str!("../../../tests/fixtures/vk/menu.json");
    let GroupAnswer::Understood(page) = groups(text).remove(0) else { panic!("not understood") };
    assert_eq!(page.group_id.get(), 101);
    assert_eq!(page.screen_name.as_deref(), Some("adm_Zarechye"));
    assert_eq!(page.access, Access::Open);
    assert_eq!(page.is_government_organization, Some(true));
    let menu = page.menu.unwrap();
    assert!(!menu.is_hidden);
    assert_eq!(menu.items.len(), 3);
    assert_eq!(&*menu.items[0].title, "Решаем вместе");
    assert_eq!(
        &*menu.items[0].url,
        "https://pos.gosuslugi.ru/form/?opaId=1&utm_source=vk&utm_medium=99&utm_campaign=1"
    );
    assert_eq!(menu.items[0].cover.len(), 2);
    assert_eq!(menu.items[0].cover[1].width, 752);
    assert!(menu.items[1].is_hidden);
    assert!(menu.items[1].cover.is_empty());
    assert_eq!(&*menu.items[2].url, "");
}

#[test]
fn access_is_read_from_numbers_and_flags() {
    for (value, access) in [
        ("0", Access::Open),
        ("false", Access::Open),
        ("1", Access::Closed),
        ("true", Access::Closed),
        ("2", Access::Private),
        (r#""2""#, Access::Private),
    ] {
        assert_eq!(understood(&format!(r#"{{"id":1,"is_closed":{value}}}"#)).access, access, "{value}");
    }
    assert_eq!(malformed(r#"{"id":1,"is_closed":3}"#).fault, AnswerFault::IsClosed);
}

#[test]
fn no_menu_is_told_apart_from_an_empty_one() {
    for raw in [r#"{"id":1}"#, r#"{"id":1,"menu":null}"#, r#"{"id":1,"menu":[]}"#] {
        assert_eq!(understood(raw).menu, None, "{raw}");
    }
    for raw in [r#"{"id":1,"menu":{}}"#, r#"{"id":1,"menu":{"items":null}}"#, r#"{"id":1,"menu":{"items":[]}}"#] {
        assert_eq!(understood(raw).menu.unwrap().items, [], "{raw}");
    }
}

#[test]
fn a_field_of_a_wrong_type_is_a_malformed_group_that_keeps_its_identity() {
    for raw in [
        r#"{"id":7,"screen_name":"Seven","menu":"none"}"#,
        r#"{"id":7,"screen_name":"Seven","menu":{"items":[{"title":{}}]}}"#,
        r#"{"id":7,"screen_name":"Seven","menu":{"items":[{"cover":{"images":[]}}]}}"#,
        r#"{"id":7,"screen_name":"Seven","menu":{"is_hidden":"perhaps"}}"#,
        r#"{"id":7,"screen_name":"Seven","menu":{"items":{"0":{}}}}"#,
        r#"{"id":7,"screen_name":"Seven","menu":{"items":[null]}}"#,
    ] {
        let malformed = malformed(raw);
        assert_eq!(malformed.group_id.map(GroupId::get), Some(7), "{raw}");
        assert_eq!(malformed.screen_name.as_deref(), Some("Seven"), "{raw}");
    }
    assert_eq!(malformed(r#"{"id":{},"screen_name":"Seven"}"#).screen_name.as_deref(), Some("Seven"));
    assert_eq!(malformed("null").group_id, None);
    assert_eq!(malformed(r#"{"id":0}"#).group_id, None);
    assert_eq!(malformed(r#"{"id":-5}"#).group_id, None);
}

#[test]
fn a_community_is_known_by_its_number_and_its_name() {
    let address = |text: &str| PageAddress::parse(text).ok();
    let group = |raw: &str| read_group(raw).addresses();
    assert_eq!(group(r#"{"id":7,"screen_name":"Seven"}"#), [address("7"), address("seven")]);
    assert_eq!(group(r#"{"id":7,"screen_name":"club7"}"#), [address("7"), None]);
    assert_eq!(group(r#"{"id":"club7","screen_name":"club7"}"#), [address("7"), None]);
    assert_eq!(group("7"), [None, None]);
}

#[test]
fn an_unknown_word_of_deactivation_is_kept() {
    assert_eq!(understood(r#"{"id":1,"deactivated":"banned"}"#).deactivated, Some(Deactivated::Banned));
    let frozen = understood(r#"{"id":1,"deactivated":"frozen"}"#).deactivated.unwrap();
    assert_eq!(frozen.as_str(), "frozen");
    assert_eq!(understood(r#"{"id":1,"deactivated":""}"#).deactivated, None);
}

#[test]
fn an_error_is_read_with_or_without_what_was_asked() {
    for text in [
        r#"{"error":{"error_code":6,"error_msg":"Too many","request_params":[{"key":"v","value":"5.199"}]}}"#,
        r#"{"error":{"error_code":"6","error_msg":"Too many"},"response":[]}"#,
    ] {
        let Err(NoAnswer::Error(error)) = read_answer(text) else { panic!("{text}") };
        assert_eq!((error.code, error.message.as_str()), (6, "Too many"));
    }
    let captcha = r#"{"error":{"error_code":14,"error_msg":"Captcha needed","captcha_sid":"1","redirect_uri":"https://id.vk.ru/not_robot_captcha"}}"#;
    let Err(NoAnswer::Error(error)) = read_answer(captcha) else { panic!("no error") };
    assert_eq!(error.redirect_uri.as_deref(), Some("https://id.vk.ru/not_robot_captcha"));
}

#[test]
fn broken_json_is_told_apart_from_an_unknown_shape() {
    for text in ["", "Error", r#"{"response":{"groups":[{"id":1}"#, r#"{"response":[{"id":1},]}"#, "<html>"] {
        assert!(matches!(read_answer(text), Err(NoAnswer::BrokenJson(_))), "{text}");
    }
    for text in ["{}", r#"{"response":1}"#, r#"{"response":{"count":0}}"#, r#"{"response":null}"#, "[]"] {
        assert!(matches!(read_answer(text), Err(NoAnswer::OtherShape(_))), "{text}");
    }
}

#[test]
fn what_has_a_name_is_read() {
    let resolved = |response: &str| read_resolved(&format!(r#"{{"response":{response}}}"#)).unwrap();
    assert_eq!(resolved("[]"), Resolved::Nothing);
    assert_eq!(resolved(r#"{"object_id":1,"group_id":1,"type":"page"}"#), Resolved::Community);
    assert_eq!(resolved(r#"{"object_id":1,"type":"user"}"#), Resolved::Other("user".to_owned()));
    assert!(matches!(read_resolved(r#"{"response":[1]}"#), Err(NoAnswer::OtherShape(_))));
}

proptest! {
    #[test]
    fn reading_never_panics(text in ".{0,200}") {
        let _ = read_groups(&text);
        let _ = read_group(&text);
    }

    #[test]
    fn a_title_comes_through_unchanged(title in "\\PC{0,40}") {
        let raw = serde_json::json!({"id": 1, "menu": {"items": [{"title": title, "url": "u"}]}}).to_string();
        prop_assert_eq!(&*understood(&raw).menu.unwrap().items[0].title, title.as_str());
    }
}
