//! The pages that are read, and the same lists as files: whose rows they show, and that they show each of them once.

use std::collections::BTreeSet;
use std::time::Duration;

use vk_page_auditor::model::{Code, PageAddress, Scope};
use vk_page_auditor::store::{
    EventQuery, FindingQuery, FindingSort, JournalQuery, PageQuery, PageRow, RegistryPage, RunQuery, Store, digest_of,
};

use crate::client::{Answer, Client};
use crate::stage::{Asker, Stage};

/// More than there is of anything.
const ALL: usize = 10_000;

async fn pages_of(stage: &Stage, scope: Scope) -> Vec<PageRow> {
    stage.store.pages(&PageQuery { limit: ALL, ..PageQuery::within(scope) }).await.unwrap()
}

/// The numbers of the pages that an answer links to.
fn linked(answer: &Answer) -> Vec<i64> {
    let ids = answer.text.split("href=\"/pages/").skip(1);
    ids.filter_map(|rest| rest.split(['"', '/']).next()?.parse().ok()).collect()
}

/// Where an answer leads on.
fn next(answer: &Answer) -> Option<String> {
    let link = answer.text.split("rel=\"next\" href=\"").nth(1)?;
    Some(link.split('"').next()?.replace("&#38;", "&").replace("&amp;", "&"))
}

/// Walks a list from its first page to its last.
async fn walk(client: &mut Client, path: &str) -> Vec<i64> {
    let (mut all, mut path) = (Vec::new(), Some(path.to_owned()));
    while let Some(here) = path {
        let answer = client.get(&here).await;
        assert_eq!(answer.status, 200, "{here}: {}", answer.text);
        all.extend(linked(&answer));
        path = next(&answer);
    }
    all
}

fn rows_of(answer: &Answer) -> Vec<serde_json::Value> {
    answer.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn paging_shows_every_page_once_in_every_order() {
    let stage = Stage::start().await;
    let all: BTreeSet<i64> = pages_of(&stage, Scope::everything()).await.iter().map(|page| page.id.get()).collect();
    let mut client = stage.client(Asker::Admin).await;
    for order in ["", "-gravity", "gravity", "-changed", "changed", "looked", "-looked", "name", "-name"] {
        let walked = walk(&mut client, &format!("/pages?sort={order}")).await;
        assert_eq!(walked.len(), all.len(), "{order}");
        assert_eq!(walked.into_iter().collect::<BTreeSet<_>>(), all, "{order}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_come_the_newest_first_and_each_once_in_either_order() {
    let stage = Stage::start().await;
    let mut client = stage.client(Asker::Admin).await;
    for (path, descending, sorted, click) in [
        ("/findings?state=all", true, "descending", "/findings?state=all&sort=opened"),
        ("/findings?state=all&sort=-opened", true, "descending", "/findings?state=all&sort=opened"),
        ("/findings?state=all&sort=opened", false, "ascending", "/findings?state=all"),
    ] {
        let query = FindingQuery {
            sort: FindingSort::OpenedAt,
            descending,
            limit: ALL,
            ..FindingQuery::within(Scope::everything())
        };
        let all = stage.store.findings(&query).await.unwrap();
        assert!(all.len() > 50, "{}", all.len());
        // each row has two links to its page
        let expected: Vec<i64> = all.iter().flat_map(|row| [row.page.get(); 2]).collect();
        assert_eq!(walk(&mut client, path).await, expected, "{path}");
        let answer = client.get(path).await;
        let text = answer.text.replace("&#38;", "&");
        let column = text.split(&format!("aria-sort=\"{sorted}\">")).nth(1).unwrap_or_default();
        assert!(column.trim_start().starts_with(&format!("<a href=\"{click}\"")), "{path}: {text}");
        assert_eq!(text.contains("value=\"opened\" selected"), !descending, "{path}");
    }
    for path in ["/findings?sort=name", "/findings?after=7", "/findings?sort=opened&after=7.x"] {
        assert_eq!(client.get(path).await.status, 400, "{path}");
    }
    let file = client.get("/findings.ndjson?state=all").await.text;
    assert_eq!(client.get("/findings.ndjson?state=all&sort=opened").await.text, file, "files have one order");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_people_of_a_municipality_see_its_rows_only() {
    let stage = Stage::start().await;
    let mut client = stage.client(Asker::Supervisor).await;
    let own: BTreeSet<i64> = stage.pages(&stage.own).await.iter().map(|page| page.id.get()).collect();
    let urls: BTreeSet<String> = stage.pages(&stage.own).await.into_iter().map(|page| page.url).collect();
    assert_eq!(walk(&mut client, "/pages").await.into_iter().collect::<BTreeSet<_>>(), own);
    for path in ["/findings?state=all", "/events"] {
        let walked = walk(&mut client, path).await;
        assert!(!walked.is_empty() && walked.iter().all(|id| own.contains(id)), "{path}");
    }
    for list in ["/pages", "/findings", "/events"] {
        let rows = rows_of(&client.get(&format!("{list}.ndjson?state=all")).await);
        assert!(!rows.is_empty(), "{list}");
        assert!(rows.iter().all(|row| urls.contains(row["page_url"].as_str().unwrap())), "{list}");
    }
    // asking for what is another's gives nothing, whatever the way of asking
    let other: String = url::form_urlencoded::byte_serialize(stage.other.as_bytes()).collect();
    let foreign = stage.pages(&stage.other).await.remove(0);
    for query in [format!("municipality={other}"), format!("q={}", foreign.ogrn), format!("page={}", foreign.id)] {
        let scoped = client.get(&format!("/pages?{query}")).await;
        assert!(!linked(&scoped).contains(&foreign.id.get()), "{query}");
        let scoped = client.get(&format!("/events?{query}")).await;
        assert!(!linked(&scoped).contains(&foreign.id.get()), "{query}");
    }
    assert!(!client.get("/pages").await.text.contains(&stage.other), "the names of others are no choice");
    for path in ["", "/evidence"] {
        assert_eq!(client.get(&format!("/pages/{}{path}", foreign.id)).await.status, 404);
        assert_eq!(client.get(&format!("/pages/999999{path}")).await.status, 404);
    }
    assert_eq!(client.form(&format!("/pages/{}/check", foreign.id), &[]).await.status, 404);
    let runs = stage.store.runs(&RunQuery { limit: ALL, ..RunQuery::default() }).await.unwrap();
    assert!(runs.iter().all(|run| run.name == "whole"), "nothing was begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_hold_the_same_as_the_lists_with_the_same_filters() {
    let stage = Stage::start().await;
    let mut client = stage.client(Asker::RegionSupervisor).await;
    for query in ["verdict=violations", "verdict=compliant&sort=-changed", "level=municipal", "code=url.not_canonical"]
    {
        let walked: BTreeSet<i64> = walk(&mut client, &format!("/pages?{query}")).await.into_iter().collect();
        let file = client.get(&format!("/pages.json?{query}")).await;
        assert_eq!(file.json()["total"], walked.len(), "{query}");
        assert_eq!(file.json()["rows"].as_array().unwrap().len(), walked.len(), "{query}");
    }
    let everything =
        stage.store.findings(&FindingQuery { limit: ALL, ..FindingQuery::within(Scope::everything()) }).await.unwrap();
    let csv = client.get("/findings.csv?state=all&lang=en").await;
    assert_eq!(csv.status, 200);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"findings-2026-03-02.csv\"");
    assert_eq!(csv.header("x-content-type-options"), "nosniff");
    assert!(csv.text.lines().count() > everything.len(), "a header and a row each");
    let xlsx = client.get("/events.xlsx").await;
    assert_eq!(xlsx.status, 200);
    assert!(xlsx.text.starts_with("PK"));
    let events =
        stage.store.events(&EventQuery { limit: ALL, ..EventQuery::within(Scope::everything()) }).await.unwrap();
    let seqs: Vec<i64> =
        rows_of(&client.get("/events.ndjson").await).iter().map(|row| row["seq"].as_i64().unwrap()).collect();
    assert_eq!(seqs, events.iter().rev().map(|row| row.event.seq).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_stand_in_the_address_and_can_be_dropped() {
    let stage = Stage::start().await;
    let mut client = stage.client(Asker::Admin).await;
    let answer = client.get("/pages?verdict=violations&q=%D0%B0&lang=ru").await;
    assert!(answer.text.contains("value=\"violations\" selected"), "{}", answer.text);
    assert!(answer.text.contains("href=\"/pages?verdict=violations"), "the search can be dropped");
    for path in ["/pages?verdict=nonsense", "/findings?state=x", "/events?from=soon", "/pages?after=x", "/pages?sort=x"]
    {
        assert_eq!(client.get(path).await.status, 400, "{path}");
        let file = path.replacen('?', ".csv?", 1).replace("after=x", "verdict=x");
        assert_eq!(client.get(&file).await.status, 400, "{file}");
    }
    let open = client.get("/findings").await;
    let none = client.get("/findings?state=closed").await;
    assert!(!linked(&open).is_empty() && linked(&none).is_empty());
    let day = client.get("/events?from=2026-03-02&to=2026-03-02&kind=finding.opened").await;
    assert!(day.text.contains("2 марта 2026") && !linked(&day).is_empty(), "{}", day.text);
    assert!(linked(&client.get("/events?from=2026-03-03").await).is_empty());
}

/// A page with a link to be pasted anew.
async fn worst(stage: &Stage) -> PageRow {
    let codes = vec![Code::UrlParamMismatch, Code::UrlParamMissing, Code::UrlParamMalformed, Code::UrlHost];
    let query = FindingQuery { codes, limit: 1, ..FindingQuery::within(Scope::everything()) };
    let page = stage.store.findings(&query).await.unwrap().remove(0).page;
    let query = PageQuery { page: Some(page), limit: 1, ..PageQuery::within(Scope::everything()) };
    stage.store.pages(&query).await.unwrap().remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_page_says_what_is_wrong_and_what_to_paste() {
    let stage = Stage::start().await;
    let page = worst(&stage).await;
    let mut client = stage.client(Asker::Viewer).await;
    assert_eq!(client.get("/pages/none").await.status, 404);
    let mut client = stage.client(Asker::Admin).await;
    for (lang, copy) in [("ru", "Скопировать"), ("en", "Copy")] {
        let answer = client.get(&format!("/pages/{}?lang={lang}", page.id)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.text.contains(&page.ogrn) && answer.text.contains(copy), "{}", answer.text);
        assert!(!answer.text.contains(" style=") && !answer.text.contains("<style"), "no style of its own");
        assert!(answer.header("content-security-policy").contains("script-src 'self'"));
    }
    let evidence = client.get(&format!("/pages/{}/evidence", page.id)).await;
    assert!(evidence.header("content-disposition").starts_with("attachment; filename=\"evidence-"));
    assert_eq!(evidence.json()["page"]["url"], page.url.as_str());
    assert_eq!(evidence.json()["schema"], "vk-page-auditor/evidence/1");
    assert_eq!(client.get("/covers/messages/blue.png").await.status, 404, "the stage has no covers");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_looked_at_when_somebody_asks() {
    let stage = Stage::start().await;
    let page = stage.pages(&stage.own).await.remove(0);
    let mut viewer = stage.client(Asker::Viewer).await;
    let path = format!("/pages/{}/check", page.id);
    assert_eq!(viewer.form(&path, &[]).await.status, 403);
    let mut client = stage.client(Asker::Supervisor).await;
    stage.pass(Duration::from_mins(1));
    let asked = client.form(&path, &[]).await;
    let location = asked.header("location").to_owned();
    assert_eq!(asked.status, 303);
    assert!(location.starts_with(&format!("/pages/{}?run=", page.id)), "{location}");
    let waiting = client.get(&location).await;
    assert!(
        waiting.text.contains("data-again") && !waiting.text.contains(&format!("action=\"{path}\"")),
        "{}",
        waiting.text
    );
    // asking twice asks for the same look
    assert_eq!(client.form(&path, &[]).await.header("location"), location);
    stage.work().await;
    let done = client.get(&location).await;
    assert!(!done.text.contains("data-again") && done.text.contains("Проверка закончена"), "{}", done.text);
    let looked = stage.pages(&stage.own).await.remove(0);
    assert!(looked.looked_at > page.looked_at);
    let journal = stage.store.journal(&JournalQuery { limit: ALL, ..JournalQuery::default() }).await.unwrap();
    assert_eq!(journal.iter().filter(|entry| entry.action == "page.check_asked").count(), 1);
    // of other runs nothing is told
    let foreign = client.get(&format!("/pages/{}?run={}", page.id, stage.run)).await;
    assert!(!foreign.text.contains("Проверка закончена"));
}

/// Puts a page into the registry of which every text is an attack; the others leave it.
async fn hostile(store: &Store, page: &PageRow, now: jiff::Timestamp) {
    let mut organization = store.imported_pages(&[page.id]).await.unwrap().remove(0).organization.unwrap();
    organization.name = "<script>alert(1)</script>\" onload=\"x\u{202e}=cmd|'/c calc'!A0".into();
    organization.municipality = Some("<img src=x onerror=alert(2)>".into());
    let address = PageAddress::parse(&page.url).unwrap();
    let entry = RegistryPage { url: &page.url, address: &address, organization: &organization };
    store.import_registry("<b>x", digest_of(b"hostile"), 0, std::iter::once(entry), now).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_text_is_shown_as_text() {
    let stage = Stage::start().await;
    let page = worst(&stage).await;
    hostile(&stage.store, &page, stage.now()).await;
    let mut client = stage.client(Asker::Admin).await;
    let search: String = url::form_urlencoded::byte_serialize("\"><script>alert(3)</script>".as_bytes()).collect();
    let paths = [
        "/pages".to_owned(),
        "/findings?state=all".to_owned(),
        "/events".to_owned(),
        format!("/pages/{}", page.id),
        format!("/pages?q={search}&municipality={search}"),
    ];
    for path in paths {
        let answer = client.get(&path).await;
        let is_refused = path.contains("municipality=");
        assert_eq!(answer.status, if is_refused { 400 } else { 200 }, "{path}");
        for bad in ["<script>alert", "<img src=x", "onload=\"x", "\u{202e}", "<b>x"] {
            assert!(!answer.text.contains(bad), "{path}: {bad}");
        }
    }
    let csv = client.get("/pages.csv").await;
    assert!(csv.text.contains("alert(1)") && !csv.text.contains('\u{202e}'), "{}", csv.text);
}
