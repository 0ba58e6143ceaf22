//! Feeds and badges as a whole: what they say word for word, that any reader can read them, that foreign text in them harms
//! nobody, and that a reader is told rightly whether anything is new.

use std::env;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event as Xml;
use serde_json::{Value, json};
use url::Url;
use vk_page_auditor::feed::{
    self, Badge, BadgeCounts, Channel, FeedFormat, LogId, LogMark, News, NewsQuery, Validators, log_lines, next_cursor,
};
use vk_page_auditor::history::cells;
use vk_page_auditor::model::{Code, Form, RegionCode, Scope, Severity};
use vk_page_auditor::report::Format;
use vk_page_auditor::report::listing::{End, Heading, List, ListingWriter};
use vk_page_auditor::store::{Event, EventKind, EventRow};
use vk_page_auditor::words::{Lang, is_hidden};

use super::hostile::{ATTACKS, assert_no_hidden, assert_own_attributes_only, assert_own_tags_only, hostile_text};
use super::{Kept, options};

/// What breaks XML, JSON or a reader of feeds.
const FEED_ATTACKS: [&str; 8] = [
    "]]>",
    "&#0; &#x1f; &amp;lt;",
    "<script>alert(1)</script>",
    "<![CDATA[x]]>",
    "--><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>&b;",
    "\0\u{b}\u{fffe}\u{ffff}\u{1f}",
    "name\r\nX-Header: 1\u{2028}\u{85}",
    "\u{202e}txt.exe\u{2066}",
];
static LOG: LazyLock<LogId> = LazyLock::new(|| "0197f2a4-5f0e-7c55-9d3a-0f6b8f3f2a11".parse().unwrap());
static BASE: LazyLock<Url> = LazyLock::new(|| "https://audit.example.org/vk/".parse().unwrap());
static MOSCOW: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Moscow").unwrap());
static EVERYTHING: Scope = Scope { regions: Vec::new(), municipalities: Vec::new(), organizations: Vec::new() };

fn address(format: FeedFormat) -> Url {
    BASE.join(&format!("feeds/news.{}?limit=50&before=99", format.as_str())).unwrap()
}

fn channel(self_url: &Url, lang: Lang) -> Channel<'_> {
    Channel { log: &LOG, base: &BASE, self_url, subject: None, scope: &EVERYTHING, lang, time_zone: &MOSCOW }
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_795_314_896 + minute * 60).unwrap()
}

fn row(seq: i64, kind: EventKind, detail: &Value) -> EventRow {
    let of_page = !kind.as_str().starts_with("run.");
    EventRow {
        event: Event {
            seq,
            at: at(seq),
            kind: kind.into(),
            page: of_page.then(|| "7".parse().unwrap()),
            run: Some("3".parse().unwrap()),
            finding: kind.as_str().starts_with("finding.").then(|| "12".parse().unwrap()),
            code: String::new(),
            form: String::new(),
            field: String::new(),
            severity: String::new(),
            detail: detail.to_string(),
            chain: [0; 32],
        },
        url: if of_page { "https://vk.com/school_7".to_owned() } else { String::new() },
        organization: if of_page { "МБОУ «Школа № 7»".to_owned() } else { String::new() },
        municipality: if of_page { "Город Ульяновск".to_owned() } else { String::new() },
    }
}

fn finding(seq: i64, kind: EventKind, code: Code, form: Option<Form>, field: &str, mut detail: Value) -> EventRow {
    detail["opened_at"] = at(-1440).to_string().into();
    let mut row = row(seq, kind, &detail);
    code.as_str().clone_into(&mut row.event.code);
    row.event.form = form.map(|form| form.as_str().to_owned()).unwrap_or_default();
    field.clone_into(&mut row.event.field);
    Severity::Error.as_str().clone_into(&mut row.event.severity);
    row
}

/// A finding that is graver or lighter than it was.
fn severity(seq: i64, from: Severity, to: Severity) -> EventRow {
    let detail = json!({ "from": from.as_str(), "to": to.as_str() });
    let mut row = finding(seq, EventKind::FindingSeverityChanged, Code::TitleMismatch, Some(Form::Polls), "", detail);
    to.as_str().clone_into(&mut row.event.severity);
    row
}

/// One entry of each kind, the newest first.
fn all_kinds() -> News {
    let found = |observed: &str, expected: &str| json!({ "position": 1, "observed": observed, "expected": expected });
    let closed = |reason: &str| json!({ "reason": reason });
    let run = json!({ "name": "ночная", "kind": "scheduled", "pages": 4900, "seen": 4812, "opened": 5, "reopened": 1, "closed": 12 });
    let held = json!({ "changed": 970, "seen_before": 1000, "bound": 50, "share": 0.05, "times": 3, "least": 20 });
    let mut nameless = row(2, EventKind::PageAppeared, &json!({}));
    nameless.organization.clear();
    nameless.municipality.clear();
    let messages = Some(Form::Messages);
    News {
        rows: vec![
            severity(13, Severity::Error, Severity::Warning),
            severity(12, Severity::Warning, Severity::Error),
            row(11, EventKind::RunHeld, &held),
            row(10, EventKind::RunFinished, &run),
            row(9, EventKind::RunFinished, &json!({ "opened": 0, "reopened": 0, "closed": 3 })),
            finding(
                8,
                EventKind::FindingOpened,
                Code::UrlParamMismatch,
                messages,
                "utm_campaign",
                found("1027301172107", "1027301172106"),
            ),
            finding(
                7,
                EventKind::FindingReopened,
                Code::TitleMismatch,
                Some(Form::Polls),
                "",
                found("Наши <опросы>", "Решаем вместе / Высказать мнение"),
            ),
            finding(6, EventKind::FindingClosed, Code::CoverMissing, messages, "", closed("fixed")),
            finding(5, EventKind::FindingClosed, Code::FormMissing, messages, "", closed("obscured")),
            finding(4, EventKind::FindingClosed, Code::UrlNotCanonical, messages, "", closed("policy")),
            row(3, EventKind::PageLost, &json!({})),
            nameless,
            finding(1, EventKind::FindingClosed, Code::MenuHidden, None, "", closed("page_removed")),
        ],
        next: Some(1),
    }
}

fn text(format: FeedFormat, channel: &Channel<'_>, news: &News) -> String {
    let mut out = Vec::new();
    feed::write(format, channel, news, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[track_caller]
fn assert_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds").join(name);
    // the version is the only part that a release changes
    let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    for (number, (now, before)) in (1..).zip(text.lines().zip(stored.lines())) {
        assert_eq!(now, before, "{name}, line {number}");
    }
    assert_eq!(text.len(), stored.len(), "{name} has another length");
}

/// Names that readers written by others get to read too.
fn hostile_news() -> News {
    let mut news = all_kinds();
    for (row, attack) in news.rows.iter_mut().zip(FEED_ATTACKS.iter().chain(&ATTACKS).cycle()) {
        if row.event.page.is_some() {
            row.organization = format!("a{attack}");
            (*attack).clone_into(&mut row.municipality);
            row.event.detail = json!({ "observed": attack, "expected": attack, "opened_at": attack }).to_string();
        }
    }
    news
}

#[test]
fn feeds_say_what_they_said() {
    for format in FeedFormat::ALL {
        let url = address(format);
        for lang in Lang::ALL {
            let name = format!("news.{}.{}", lang.as_str(), format.as_str());
            assert_golden(&name, &text(format, &channel(&url, lang), &all_kinds()));
        }
        let subject = Some("Город <Ульяновск> & ]]>\u{202e}");
        let hostile = Channel { subject, ..channel(&url, Lang::Ru) };
        assert_golden(&format!("hostile.ru.{}", format.as_str()), &text(format, &hostile, &hostile_news()));
        let empty = text(format, &channel(&url, Lang::Ru), &News::default());
        assert_golden(&format!("empty.ru.{}", format.as_str()), &empty);
    }
    assert_golden("log.ndjson", &String::from_utf8(log_lines(&all_kinds().rows)).unwrap());
}

#[test]
fn badges_look_as_they_looked() {
    let counts = |compliant, verified, pages| BadgeCounts { compliant, verified, pages };
    for (name, subject, counts, lang) in [
        ("good.ru", None, counts(96, 100, 100), Lang::Ru),
        ("middling.ru", Some("Город Ульяновск"), counts(300, 400, 500), Lang::Ru),
        ("bad.en", Some("<script>alert(1)</script>\u{202e}\"' onload='x"), counts(1, 9, 9), Lang::En),
        ("unknown.ru", None, counts(0, 0, 12), Lang::Ru),
    ] {
        let svg = Badge { subject, counts, lang }.svg();
        let parsed = elements(&svg);
        assert_golden(&format!("badge.{name}.svg"), &svg);
        let names: Vec<&str> = parsed.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["svg", "title", "rect", "rect", "path", "g", "text", "text"]);
        for word in ["http://", "https://", "url(", "<script", "<style", "@import", "xlink"] {
            let own = svg.replacen("http://www.w3.org/2000/svg", "", 1);
            assert!(!own.contains(word), "{word}");
        }
        let [(_, said), (_, title)] = &parsed[..2] else { panic!("{svg}") };
        assert!(said.contains(title.as_str()), "the title and the label say the same: {svg}");
    }
}

/// The names of all elements with their attributes and texts, unescaped; panics at what is not well-formed.
fn elements(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut found: Vec<(String, String)> = Vec::new();
    let mut open = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Xml::Eof => break,
            Xml::Start(tag) => {
                found.push(element(&tag));
                open.push(found.len() - 1);
            }
            Xml::Empty(tag) => found.push(element(&tag)),
            Xml::End(_) => _ = open.pop(),
            Xml::Text(text) => push(&mut found, &open, &text),
            Xml::GeneralRef(name) => {
                let text = format!("&{};", &*name);
                push(&mut found, &open, &quick_xml::escape::unescape(&text).unwrap());
            }
            Xml::Decl(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(open.is_empty());
    found
}

fn element(tag: &quick_xml::events::BytesStart<'_>) -> (String, String) {
    let name = tag.name().as_ref().to_string();
    let values = tag.attributes().map(|one| quick_xml::escape::unescape(&one.unwrap().value).unwrap().into_owned());
    (name, values.collect::<Vec<_>>().join("\n"))
}

fn push(found: &mut [(String, String)], open: &[usize], text: &str) {
    if let Some(last) = open.last() {
        found[*last].1.push_str(text);
    }
}

fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// A feed of these news is harmless and keeps to its format.
fn check(news: &News, subject: Option<&str>, lang: Lang) {
    for format in FeedFormat::ALL {
        let url = address(format);
        let channel = Channel { subject, ..channel(&url, lang) };
        let text = text(format, &channel, news);
        assert_no_hidden(&text, &['\n']);
        assert!(text.chars().all(|character| is_xml(character) || format == FeedFormat::Json));
        if format == FeedFormat::Json {
            let feed: Value = serde_json::from_str(&text).unwrap();
            for (item, row) in feed["items"].as_array().unwrap().iter().zip(&news.rows) {
                assert_harmless_html(item["content_html"].as_str().unwrap());
                assert!(!item["title"].as_str().unwrap().chars().any(is_hidden));
                assert_eq!(item["_vk_page_auditor"]["seq"], row.event.seq);
            }
            continue;
        }
        let elements = elements(&text);
        let entries = elements.iter().filter(|(name, _)| name == "entry" || name == "item").count();
        assert_eq!(entries, news.rows.len(), "no foreign text makes an entry");
        for (name, content) in &elements {
            match name.as_str() {
                "content" | "description" => {
                    assert_harmless_html(content.trim_start_matches("html"));
                }
                "script" => panic!("{text}"),
                _ => {}
            }
        }
    }
}

fn assert_harmless_html(html: &str) {
    assert_own_tags_only(html);
    assert_own_attributes_only(html);
    assert!(!html.chars().any(is_hidden));
}

#[test]
fn every_known_attack_is_harmless_in_every_feed() {
    for attack in ATTACKS.iter().chain(&FEED_ATTACKS) {
        for lang in Lang::ALL {
            check(&with_text(attack), Some(attack), lang);
        }
    }
}

/// News in which every foreign text is this one.
fn with_text(text: &str) -> News {
    let mut news = all_kinds();
    for row in &mut news.rows {
        let event = &mut row.event;
        for foreign in [&mut row.organization, &mut row.municipality, &mut row.url, &mut event.field] {
            text.clone_into(foreign);
        }
        let mut detail: Value = serde_json::from_str(&event.detail).unwrap();
        for key in ["observed", "expected", "name", "opened_at", text] {
            detail[key] = text.into();
        }
        event.detail = detail.to_string();
    }
    text.clone_into(&mut news.rows[4].event.code);
    text.clone_into(&mut news.rows[5].event.form);
    text.clone_into(&mut news.rows[6].event.detail);
    news
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_a_text_holds_the_feed_can_be_read(text in hostile_text(), subject in hostile_text()) {
        check(&with_text(&text), Some(&subject), Lang::Ru);
    }
}

#[test]
fn the_same_event_has_the_same_id_in_every_format_language_and_place() {
    let url = address(FeedFormat::Json);
    let ids = |channel: &Channel<'_>| -> Vec<String> {
        let feed: Value = serde_json::from_str(&text(FeedFormat::Json, channel, &all_kinds())).unwrap();
        feed["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    let here = ids(&channel(&url, Lang::Ru));
    let moved: Url = "http://10.0.0.1/".parse().unwrap();
    assert_eq!(here, ids(&Channel { base: &moved, ..channel(&url, Lang::En) }));
    let mut distinct = here.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), here.len());
    let scope = Scope { regions: vec![RegionCode::parse("73").unwrap()], ..Scope::everything() };
    let narrow = ids(&Channel { scope: &scope, ..channel(&url, Lang::Ru) });
    for ((one, other), row) in here.iter().zip(&narrow).zip(all_kinds().rows) {
        assert_eq!(one == other, row.event.page.is_some(), "what a run came to is another thing for each scope");
    }
    let other_log: LogId = "another".parse().unwrap();
    assert!(ids(&Channel { log: &other_log, ..channel(&url, Lang::Ru) }).iter().all(|id| !here.contains(id)));
    for format in [FeedFormat::Atom, FeedFormat::Rss] {
        let xml = text(format, &channel(&url, Lang::Ru), &all_kinds());
        assert!(here.iter().all(|id| xml.contains(id.as_str())), "{}", format.as_str());
    }
}

#[test]
fn a_feed_is_as_old_as_its_newest_entry() {
    let mut news = all_kinds();
    // moments are those of the looks, which do not only grow with the log
    news.rows[6].event.at = at(500);
    let url = address(FeedFormat::Atom);
    let atom = text(FeedFormat::Atom, &channel(&url, Lang::Ru), &news);
    let updated = elements(&atom).into_iter().find(|(name, _)| name == "updated").unwrap().1;
    assert_eq!(updated.parse::<Timestamp>().unwrap(), at(500));
    let empty = text(FeedFormat::Atom, &channel(&url, Lang::Ru), &News::default());
    assert!(empty.contains("<updated>1970-01-01T00:00:00Z</updated>"));
}

#[test]
fn the_next_part_is_asked_for_as_this_one_was() {
    let url: Url = "https://audit.example.org/f?region=73&before=99&q=a%26b".parse().unwrap();
    let feed = text(FeedFormat::Json, &channel(&url, Lang::Ru), &all_kinds());
    let feed: Value = serde_json::from_str(&feed).unwrap();
    assert_eq!(feed["next_url"], "https://audit.example.org/f?region=73&q=a%26b&before=1");
    assert_eq!(feed["feed_url"], url.as_str());
}

#[test]
fn a_run_told_to_a_part_of_the_people_says_nothing_of_other_pages() {
    let url = address(FeedFormat::Json);
    let feed = text(FeedFormat::Json, &channel(&url, Lang::Ru), &all_kinds());
    let feed: Value = serde_json::from_str(&feed).unwrap();
    let own = &feed["items"][4];
    assert_eq!(own["title"], "Проверка завершена: закрыто 3\u{a0}нарушения");
    assert!(own["content_text"].as_str().unwrap().contains("только ваши страницы"));
    assert!(!own.to_string().contains("Проверено страниц"));
}

#[test]
fn the_log_is_the_list_of_events() {
    let rows = with_text(ATTACKS[0]).rows.into_iter().chain(all_kinds().rows).collect::<Vec<_>>();
    let kept = Kept::default();
    let heading = Heading { list: List::Events, columns: List::Events.columns(), made_at: at(0) };
    let mut list = ListingWriter::new(Format::Ndjson, &heading, options(Lang::Ru), Box::new(kept.clone())).unwrap();
    for row in &rows {
        list.row(&cells::of_event(row)).unwrap();
    }
    list.finish(&End::default()).unwrap();
    assert_eq!(log_lines(&rows), *kept.0.lock().unwrap());
    assert_eq!(next_cursor(5, &rows), 13);
    assert_eq!(next_cursor(5, &[]), 5);
}

/// Everything that decides what a part of a feed says.
#[derive(Debug, Clone, PartialEq)]
struct Question {
    format: usize,
    lang: usize,
    base: &'static str,
    path: &'static str,
    subject: Option<&'static str>,
    region: Option<&'static str>,
    zone: &'static str,
    before: Option<i64>,
    limit: usize,
    newest: i64,
    oldest: i64,
}

impl Question {
    fn validators(&self) -> Validators {
        let (base, url) = (self.base.parse().unwrap(), format!("https://a.example/{}", self.path).parse().unwrap());
        let regions = self.region.iter().map(|code| RegionCode::parse(code).unwrap()).collect();
        let scope = Scope { regions, ..Scope::everything() };
        let channel = Channel {
            log: &LOG,
            base: &base,
            self_url: &url,
            subject: self.subject,
            scope: &scope,
            lang: Lang::ALL[self.lang],
            time_zone: &TimeZone::get(self.zone).unwrap(),
        };
        let query = NewsQuery { scope: scope.clone(), before: self.before, limit: self.limit };
        let mark = LogMark { newest: self.newest, newest_at: Some(at(self.newest)), oldest: self.oldest };
        Validators::of_news(FeedFormat::ALL[self.format], &channel, &query, &mark)
    }
}

prop_compose! {
    fn questions()(
        format in 0..3_usize,
        lang in 0..2_usize,
        base in proptest::sample::select(&["https://a.example/", "https://b.example/"][..]),
        path in proptest::sample::select(&["feed", "feed?a=1"][..]),
        subject in proptest::sample::select(&[None, Some(""), Some("-")][..]),
        region in proptest::sample::select(&[None, Some("73"), Some("03")][..]),
        zone in proptest::sample::select(&["Europe/Moscow", "Asia/Omsk"][..]),
        before in proptest::sample::select(&[None, Some(3), Some(4)][..]),
        limit in 1..3_usize,
        newest in 5..7_i64,
        oldest in 1..3_i64,
    ) -> Question {
        Question { format, lang, base, path, subject, region, zone, before, limit, newest, oldest }
    }
}

proptest! {
    #[test]
    fn a_tag_is_another_one_exactly_when_the_feed_may_be(one in questions(), other in questions()) {
        prop_assert_eq!(one.validators().etag == other.validators().etag, one == other);
        prop_assert_eq!(one.validators(), one.clone().validators());
    }
}

#[test]
fn a_reader_is_told_whether_its_copy_is_good() {
    let etag = "\"abc\"".to_owned();
    let validators = Validators { etag, last_modified: Some("Sun, 22 Nov 2026 02:34:56 GMT".to_owned()) };
    let same_day = Some("Sun, 22 Nov 2026 02:34:56 GMT");
    for known in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"] {
        assert!(validators.is_known(Some(known), None), "{known}");
    }
    for unknown in ["", "abc", "\"ABC\"", "\"x\""] {
        assert!(!validators.is_known(Some(unknown), same_day), "a tag that differs outweighs the moment: {unknown}");
    }
    assert!(validators.is_known(None, same_day));
    assert!(!validators.is_known(None, Some("Sun, 22 Nov 2026 02:34:57 GMT")));
    assert!(!validators.is_known(None, None));
}
