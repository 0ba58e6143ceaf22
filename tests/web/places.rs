//! Two municipalities of one name in two regions: whoever sees the one, a region or an organisation reaches nothing of the
//! rest, whichever way it is named.

use std::collections::BTreeSet;

use serde_json::json;
use vk_page_auditor::access::SecretKind;
use vk_page_auditor::model::{Ogrn, PageAddress, RegionCode, Scope};
use vk_page_auditor::store::{FindingQuery, FindingRow, PageQuery, PageRow};
use vk_page_auditor::web::routes;

use crate::client::Client;
use crate::matrix::{Names, names, refusal, with};
use crate::stage::{Asker, Stage};

const ALL: usize = 1_000;

/// What there is, parted by whether an asker sees it; what is of a namesake comes first.
struct Parted {
    own: Vec<PageRow>,
    foreign: Vec<PageRow>,
    findings: Vec<FindingRow>,
}

impl Parted {
    async fn of(stage: &Stage, asker: Asker) -> Self {
        let scope = stage.scope(asker).await;
        let pages = PageQuery { limit: ALL, ..PageQuery::within(Scope::everything()) };
        let mut pages = stage.store.pages(&pages).await.unwrap();
        pages.sort_by_key(|page| page.municipality != stage.own);
        let is_own = |page: &PageRow| {
            let region = RegionCode::parse(&page.region_code).ok();
            scope.admits(region, Some(&page.municipality), Ogrn::parse(&page.ogrn).ok())
        };
        let (own, foreign): (Vec<_>, Vec<_>) = pages.into_iter().partition(is_own);
        assert!(!own.is_empty() && foreign[0].municipality == stage.own, "{asker:?}");
        let findings = FindingQuery { limit: ALL, ..FindingQuery::within(Scope::everything()) };
        Self { own, foreign, findings: stage.store.findings(&findings).await.unwrap() }
    }

    fn finding(&self, pages: &[PageRow]) -> String {
        let of = |page: &PageRow| self.findings.iter().find(|finding| finding.page == page.id);
        pages.iter().find_map(of).unwrap().id.to_string()
    }
}

fn encoded(text: &impl ToString) -> String {
    url::form_urlencoded::byte_serialize(text.to_string().as_bytes()).collect()
}

/// Whether a text has the address of a page that does not go on as another one does: as the registry has it, or in its one
/// writing, as feeds for readers have it.
fn tells_of(text: &str, page: &PageRow) -> bool {
    let goes_on = |rest: &str| rest.starts_with(|sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.'));
    let tells = |url: &str| text.match_indices(url).any(|(at, _)| !goes_on(&text[at + url.len()..]));
    tells(&page.url) || tells(&PageAddress::parse(&page.url).unwrap().to_string())
}

/// The addresses of the pages in a list of the API.
async fn listed(client: &mut Client, path: &str) -> BTreeSet<String> {
    let answer = client.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    let list = answer.json();
    list["rows"].as_array().unwrap().iter().map(|row| row["page_url"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_of_a_namesake_a_region_or_another_organisation_is_not_there() {
    let stage = Stage::of_two_regions().await;
    let mut wrong = Vec::new();
    for asker in Asker::NARROW {
        let things = Parted::of(&stage, asker).await;
        let (own_finding, foreign_finding) = (things.finding(&things.own), things.finding(&things.foreign));
        let mut client = stage.client(asker).await;
        for route in routes().table() {
            let ids = match names(&route.path) {
                Some(Names::Page) => [things.own[0].id.to_string(), things.foreign[0].id.to_string()],
                Some(Names::Finding) => [own_finding.clone(), foreign_finding.clone()],
                _ => continue,
            };
            if refusal(&route, asker).is_some() {
                continue;
            }
            for (id, is_own) in ids.iter().zip([true, false]) {
                let path = with(&route.path, id);
                let request = client.request(route.method, &path).header("sec-fetch-site", "same-origin");
                let status = client.send(request).await.status;
                if (status == 404) == is_own {
                    wrong.push(format!("{asker:?} {} {path}, own: {is_own}: {status}", route.method));
                }
            }
        }
        let urls: BTreeSet<String> = things.own.iter().map(|page| page.url.clone()).collect();
        let (twin, home) = (encoded(&stage.twin()), encoded(&stage.at_home(&stage.own)));
        for list in ["pages", "findings", "events"] {
            for query in ["", &format!("&municipality={twin}"), &format!("&municipality={home}"), "&region=34"] {
                let path = format!("/api/v1/{list}?limit=500{query}");
                let found = listed(&mut client, &path).await;
                if !found.is_subset(&urls) || query.is_empty() && found.is_empty() {
                    wrong.push(format!("{asker:?} {path}"));
                }
            }
        }
        let (mut reader, secret) = stage.program(asker, SecretKind::Feed).await;
        for feed in ["news.atom", "news.rss", "news.json", "events.ndjson"] {
            let answer = reader.get(&format!("/feeds/{}/{feed}", secret.expose())).await;
            assert_eq!(answer.status, 200, "{asker:?} {feed}");
            let has_news = things.own.iter().any(|page| tells_of(&answer.text, page));
            assert!(has_news, "{asker:?} {feed}: {}", answer.text);
            let told = things.foreign.iter().filter(|page| tells_of(&answer.text, page));
            wrong.extend(told.map(|page| format!("{asker:?} {feed} tells of {}", page.url)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_made_is_not_there() {
    let stage = Stage::of_two_regions().await;
    let mut twin = stage.client(Asker::Twin).await;
    let page = Parted::of(&stage, Asker::Twin).await.own.remove(0);
    let made = twin.json("POST", "/api/v1/tokens", &json!({ "kind": "api", "name": "x" })).await;
    let token = made.json()["token"]["id"].to_string();
    let started = twin.json("POST", "/api/v1/runs", &json!({})).await;
    assert_eq!(started.status, 201, "{}", started.text);
    let run = started.json()["id"].to_string();
    let job = twin.json("POST", "/api/v1/audits", &json!({ "url": page.url })).await;
    let job = job.header("location").rsplit('/').next().unwrap().to_owned();
    let mut admin = stage.client(Asker::Admin).await;
    let upload = admin.send(admin.upload("registry.csv", "Ссылка на страницу;ОГРН\r\n".as_bytes())).await;
    let upload = upload.header("location").rsplit('/').next().unwrap().to_owned();
    let person = stage.person(Asker::Twin).await.to_string();
    let mut wrong = Vec::new();
    for asker in Asker::NARROW.into_iter().filter(|asker| *asker != Asker::Twin) {
        let mut client = stage.client(asker).await;
        for route in routes().table() {
            let id = match &*route.path {
                path if path.contains("/tokens/{id}") => &token,
                path if path.contains("/runs/{id}") => &run,
                path if path.contains("/{job}") => &job,
                path if path.contains("/uploads/{id}") => &upload,
                path if path.contains("/people/{id}") => &person,
                _ => continue,
            };
            let expected = refusal(&route, asker).unwrap_or(404);
            let path = with(&route.path, id);
            let request = client.request(route.method, &path).header("sec-fetch-site", "same-origin");
            let status = client.send(request).await.status;
            if status != expected {
                wrong.push(format!("{asker:?} {} {path}: {status} instead of {expected}", route.method));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for path in [format!("/runs/{run}"), format!("/api/v1/runs/{run}"), format!("/api/v1/audits/{job}")] {
        assert_eq!(twin.get(&path).await.status, 200, "{path}");
    }
    let tokens = twin.get("/api/v1/tokens").await.json();
    assert_eq!(tokens["rows"][0]["id"].to_string(), token, "it is not revoked");
    assert_eq!(tokens["rows"][0]["scope"]["municipalities"], json!([stage.twin().to_string()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_two_is_asked_for_with_its_region_everywhere() {
    let stage = Stage::of_two_regions().await;
    let (twin, home) = (stage.twin().to_string(), stage.at_home(&stage.own).to_string());
    let mut admin = stage.client(Asker::Admin).await;
    let name = encoded(&stage.own);
    let both = |text: &str| text.contains(&format!("«{home}»")) && text.contains(&format!("«{twin}»"));
    for list in ["pages", "findings", "events"] {
        for (path, status) in
            [(format!("/api/v1/{list}"), 422), (format!("/{list}"), 400), (format!("/{list}.csv"), 400)]
        {
            let refused = admin.get(&format!("{path}?municipality={name}")).await;
            assert!(refused.status == status && both(&refused.text), "{path}: {} {}", refused.status, refused.text);
            // a place that there is not
            for query in [
                "municipality=16:%D0%9D%D0%B5%D1%82",
                "region=99",
                &format!("region=34&municipality={}", encoded(&home)),
            ] {
                let refused = admin.get(&format!("{path}?{query}")).await;
                assert_eq!(refused.status, status, "{path}?{query}: {}", refused.text);
            }
            for query in [format!("region=34&municipality={name}"), format!("municipality={}", encoded(&twin))] {
                assert_eq!(admin.get(&format!("{path}?{query}")).await.status, 200, "{path}?{query}");
            }
        }
    }
    let of_twin = listed(&mut admin, &format!("/api/v1/pages?limit=500&region=34&municipality={name}")).await;
    assert!(!of_twin.is_empty());
    assert_eq!(listed(&mut admin, &format!("/api/v1/pages?limit=500&municipality={}", encoded(&twin))).await, of_twin);
    let mut own = stage.client(Asker::Twin).await;
    assert_eq!(listed(&mut own, &format!("/api/v1/pages?limit=500&municipality={name}")).await, of_twin, "one of one");
    // who is given rights
    let shown = admin.get("/access/new").await.text;
    for value in [&home, &twin] {
        assert!(shown.contains(&format!("name=\"municipality\" value=\"{value}\"")), "{value}");
    }
    let scope = |municipality: &str| json!({ "municipalities": [municipality] });
    let new = |municipality: &str| json!({ "login": "new", "role": "viewer", "scope": scope(municipality) });
    let refused = admin.json("POST", "/api/v1/people", &new(&stage.own)).await;
    assert!(refused.status == 422 && both(&refused.text), "{}", refused.text);
    let fields = [("login", "form"), ("name", "x"), ("role", "viewer"), ("municipality", &stage.own)];
    let refused = admin.form("/access/new", &fields).await;
    assert!(refused.status == 422 && both(&refused.text), "{}", refused.text);
    let created = admin.json("POST", "/api/v1/people", &new(&twin)).await;
    assert_eq!((created.status, &created.json()["scope"]["municipalities"]), (201, &json!([twin])), "{}", created.text);
    let outside = json!({ "login": "out", "role": "viewer", "scope": { "regions": ["34"], "municipalities": [home] } });
    assert_eq!(admin.json("POST", "/api/v1/people", &outside).await.status, 422);
    // a person who sees the one makes nothing for the other
    for foreign in [&home, &encoded(&home)] {
        let body = json!({ "kind": "feed", "name": "x", "scope": scope(foreign) });
        assert_eq!(own.json("POST", "/api/v1/tokens", &body).await.status, 422, "{foreign}");
        assert_eq!(own.json("POST", "/api/v1/runs", &scope(foreign)).await.status, 422, "{foreign}");
        assert_eq!(own.form("/account/badges", &[("place", foreign)]).await.status, 409, "{foreign}");
        let fields = [("feed_name", "x"), ("municipality", foreign.as_str())];
        assert_eq!(own.form("/account/feeds", &fields).await.status, 422, "{foreign}");
    }
    assert_eq!(own.form("/account/badges", &[("place", &twin)]).await.status, 200);
    let run = own.json("POST", "/api/v1/runs", &scope(&stage.own)).await;
    assert_eq!((run.status, &run.json()["pages"]), (201, &json!(of_twin.len())), "{}", run.text);
}
