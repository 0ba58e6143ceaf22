//! Tests: every way people write an address, and what is none.

use proptest::prelude::*;

use super::*;

fn canonical(text: &str) -> String {
    PageAddress::parse(text).unwrap().to_string()
}

#[test]
fn every_accepted_writing_names_the_same_page() {
    for text in [
        "https://vk.com/club1",
        "http://vk.ru/public1",
        "m.vk.com/event1",
        "www.vk.ru/club1/",
        "vkontakte.ru/CLUB1",
        "https://m.vk.ru/club1?w=wall-1_2#x",
        "club1",
        "@public1",
        "1",
        " \u{feff}https://vk.com/club1\u{200b} ",
        "HTTPS://VK.COM/Club1",
        "//vk.com/club1",
        "https://vk.com//club1",
    ] {
        assert_eq!(canonical(text), "https://vk.com/club1", "{text}");
    }
    for text in
        ["https://vk.com/Gorod.N_1", "gorod.n_1", "@gorod.n_1", "vk.ru/@gorod.n_1/?a=b", "vk.com/gorod.n_1.?a=b"]
    {
        assert_eq!(canonical(text), "https://vk.com/gorod.n_1", "{text}");
    }
}

#[test]
fn what_is_no_community_is_named() {
    use AddressError::{App, BadNumber, Empty, Object, Service, UserProfile};
    use PageObject::{Album, Article, Market, Message, Other, Post, Topic, Video};
    for (text, error) in [
        ("", Empty),
        ("https://vk.com/", Empty),
        ("vk.com", Empty),
        ("@", Empty),
        ("https://vk.com/id1", UserProfile),
        ("https://vk.com/wall-1_2", Object(Post)),
        ("vk.com/topic-1_2", Object(Topic)),
        ("https://vk.com/albums-1", Object(Album)),
        ("https://vk.com/market-1", Object(Market)),
        ("https://vk.com/write-1", Object(Message)),
        ("https://vk.com/page-1_2", Object(Article)),
        ("https://vk.com/im?sel=-1", Object(Message)),
        ("https://web.vk.me/convo/-1", Object(Message)),
        ("https://vk.me/name", Object(Message)),
        ("https://vkvideo.ru/@name", Object(Video)),
        ("https://vk.com/@name-article", Object(Article)),
        ("https://vk.com/market/product/x-1-2", Object(Market)),
        ("https://vk.com/club1/x", Object(Other)),
        ("https://vk.ru/app8181405", App),
        ("vk.com/app5708398_-101755861#x", App),
        ("https://vk.com/feed?w=wall-1_2", Object(Post)),
        ("https://vk.com/feed", Service),
        ("https://vk.com/groups?w=club1", Service),
        ("https://id.vk.ru/name", Service),
        ("-1", BadNumber),
        ("0", BadNumber),
        ("club0", BadNumber),
        ("99999999999999999999", BadNumber),
    ] {
        assert_eq!(PageAddress::parse(text), Err(error), "{text}");
    }
    for text in [
        "https://ok.ru/group1",
        "ok.ru",
        "t.me/name",
        "ftp://vk.com/club1",
        "https://vk.com.evil.org/club1",
        "https://vk.com@evil.org/club1",
        "https://evil-vk.com/club1",
        "https://127.0.0.1/club1",
    ] {
        assert!(matches!(PageAddress::parse(text), Err(AddressError::OtherSite { .. })), "{text}");
    }
    for text in ["https://vk.cc/ab", "vk.link/name"] {
        assert!(matches!(PageAddress::parse(text), Err(AddressError::ShortLink { .. })), "{text}");
    }
    for text in ["имя", "a b", "a-b", "https://vk.com/%D0%B0", "https://vk.com/a-1", &"x".repeat(33)] {
        assert!(matches!(PageAddress::parse(text), Err(AddressError::BadName { .. })), "{text}");
    }
}

#[test]
fn what_hands_and_programs_leave_around_an_address_is_put_right() {
    for text in [
        "https:/vk.com/club1",
        "https//vk.com/club1",
        "https/vk.com/club1",
        "htpps://vk.com/club1",
        "ttps://vk.com/club1",
        "https: //vk.com/club1",
        "https://https://vk.com/club1",
        "https://http://vk.com/club1",
        "https://vk.com/club1.",
        "https://vk.com/club1,",
        "«https://vk.com/club1»",
        "(\"vk.com/club1\");",
        "https://new.vk.com/club1",
        "https://vk.com./club1",
    ] {
        assert_eq!(canonical(text), "https://vk.com/club1", "{text}");
    }
    for name in ["https", "tps.tps", "http_page", "st.petersburg", "page1", "story2", "im3"] {
        assert_eq!(canonical(name), format!("https://vk.com/{name}"));
    }
}

#[test]
fn cyrillic_letters_are_shown_and_named() {
    let told = |text: &str| match PageAddress::parse(text) {
        Err(AddressError::CyrillicLetters { name, letters, latin }) => (name, letters, latin),
        other => panic!("{text}: {other:?}"),
    };
    let twin = ("Primer_сch".to_owned(), "с".to_owned(), Some("primer_cch".to_owned()));
    assert_eq!(told("https://vk.com/Primer_сch"), twin);
    assert_eq!(told("Primer_сch"), twin);
    assert_eq!(told("vk.com/%D0%B0bc").0, "аbc");
    assert_eq!(told("shkola_имени").2, None);
}

proptest! {
    #[test]
    fn the_short_way_leads_where_the_long_one_does(
        rest in "(m\\.|www\\.|w\\.)?(vk\\.(com|ru)|VK\\.com|ok\\.ru)/[a-zA-Z0-9_.]{0,10}/?|.{0,12}",
    ) {
        let rest = bared(&rest).to_owned();
        if canonical_segment(&rest).is_some() {
            prop_assert_eq!(PageAddress::parse(&format!("https://{rest}")), PageAddress::parse_url(&rest, Scheme::None, &rest));
        }
    }

    #[test]
    fn any_text_is_read_or_refused_and_what_is_shown_reads_back(text in "(https?://)?(m\\.|www\\.)?(vk\\.(com|ru)/)?.{0,40}") {
        if let Ok(address) = PageAddress::parse(&text) {
            prop_assert_eq!(PageAddress::parse(&address.to_string()), Ok(address));
        }
    }
}
