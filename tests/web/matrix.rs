//! The matrix of route × asker: made from the table of routes, so that a route without a row fails. Nobody reaches a route
//! that does not admit them, and the narrow ones get 404 for whatever is not theirs.

use std::collections::BTreeSet;

use vk_page_auditor::access::{Role, SecretKind};
use vk_page_auditor::web::{Admit, Area, Route, routes};

use crate::stage::{Asker, Stage};

/// What the parameters of a path name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Nothing: there are none.
    Nothing,
    /// A thing that everybody may have, or that is not there.
    Anything(&'static str),
    /// A page: the askers see those of their municipality.
    Page,
    /// A finding on a page.
    Finding,
    /// The first import of the registry.
    Import,
    /// Nothing in the path, but the query must ask for something.
    Question,
    /// Nothing, and the answer does not end.
    Stream,
    /// A run, which goes over everybody's pages.
    Run,
}

/// A row for each path. The objects of the own and of another municipality are put in for the parameters.
const ROWS: &[(&str, Names)] = &[
    ("/healthz", Names::Nothing),
    ("/readyz", Names::Nothing),
    ("/metrics", Names::Nothing),
    ("/assets/{name}", Names::Anything("nothing.js")),
    ("/sign-in", Names::Nothing),
    ("/sign-out", Names::Nothing),
    ("/language", Names::Nothing),
    ("/live", Names::Stream),
    ("/feeds/{token}/news.atom", Names::Anything("vkpa_feed_none")),
    ("/feeds/{token}/news.rss", Names::Anything("vkpa_feed_none")),
    ("/feeds/{token}/news.json", Names::Anything("vkpa_feed_none")),
    ("/feeds/{token}/events.ndjson", Names::Anything("vkpa_feed_none")),
    ("/badges/{signature}/badge.svg", Names::Anything("none")),
    ("/registry", Names::Nothing),
    ("/registry.csv", Names::Nothing),
    ("/registry.xlsx", Names::Nothing),
    ("/registry/imports/{id}", Names::Import),
    ("/registry/imports/{id}/undo", Names::Anything("999999")),
    ("/registry/uploads", Names::Nothing),
    ("/registry/uploads/{id}", Names::Anything("nothing")),
    ("/registry/uploads/{id}/drop", Names::Anything("nothing")),
    ("/api", Names::Nothing),
    ("/api/types", Names::Nothing),
    ("/api/v1/openapi.json", Names::Nothing),
    ("/api/v1/overview", Names::Nothing),
    ("/api/v1/pages", Names::Nothing),
    ("/api/v1/pages/{id}", Names::Page),
    ("/api/v1/pages/{id}/events", Names::Page),
    ("/api/v1/findings", Names::Nothing),
    ("/api/v1/findings/{id}", Names::Finding),
    ("/api/v1/events", Names::Nothing),
    ("/api/v1/runs", Names::Nothing),
    ("/api/v1/runs/{id}", Names::Run),
    ("/api/v1/runs/{id}/release", Names::Run),
    ("/api/v1/runs/{id}/discard", Names::Run),
    ("/api/v1/audits", Names::Nothing),
    ("/api/v1/audits/{job}", Names::Anything("1-AAAA")),
    ("/api/v1/links", Names::Question),
    ("/api/v1/registry", Names::Nothing),
    ("/api/v1/registry/imports", Names::Nothing),
    ("/api/v1/people", Names::Nothing),
    ("/api/v1/people/{id}", Names::Anything("999999")),
    ("/api/v1/tokens", Names::Nothing),
    ("/api/v1/tokens/{id}", Names::Anything("999999")),
    ("/api/v1/journal", Names::Nothing),
    ("/api/v1/me", Names::Nothing),
    ("/", Names::Nothing),
    ("/pages", Names::Nothing),
    ("/pages/{id}", Names::Page),
    ("/pages/{id}/check", Names::Page),
    ("/pages/{id}/evidence", Names::Page),
    ("/findings", Names::Nothing),
    ("/events", Names::Nothing),
    ("/pages.csv", Names::Nothing),
    ("/pages.xlsx", Names::Nothing),
    ("/pages.json", Names::Nothing),
    ("/pages.ndjson", Names::Nothing),
    ("/findings.csv", Names::Nothing),
    ("/findings.xlsx", Names::Nothing),
    ("/findings.json", Names::Nothing),
    ("/findings.ndjson", Names::Nothing),
    ("/events.csv", Names::Nothing),
    ("/events.xlsx", Names::Nothing),
    ("/events.json", Names::Nothing),
    ("/events.ndjson", Names::Nothing),
    ("/covers/{form}/{file}", Names::Anything("nothing")),
    ("/check", Names::Nothing),
    ("/check/{job}", Names::Anything("1-AAAA")),
    ("/links", Names::Nothing),
    ("/links/covers/{cover}", Names::Anything("nothing.png")),
    ("/runs", Names::Nothing),
    ("/runs/{id}", Names::Run),
    ("/runs/{id}/release", Names::Run),
    ("/runs/{id}/discard", Names::Run),
    ("/access", Names::Nothing),
    ("/access/new", Names::Nothing),
    ("/access/people/{id}", Names::Anything("999999")),
    ("/access/people/{id}/disable", Names::Anything("999999")),
    ("/access/people/{id}/enable", Names::Anything("999999")),
    ("/access/people/{id}/password", Names::Anything("999999")),
    ("/access/people/{id}/sessions", Names::Anything("999999")),
    ("/access/tokens", Names::Nothing),
    ("/access/tokens/{id}/revoke", Names::Anything("999999")),
    ("/account", Names::Nothing),
    ("/account/password", Names::Nothing),
    ("/account/sessions", Names::Nothing),
    ("/account/tokens", Names::Nothing),
    ("/account/feeds", Names::Nothing),
    ("/account/badges", Names::Nothing),
    ("/account/tokens/{id}/revoke", Names::Anything("999999")),
    ("/journal", Names::Nothing),
    ("/journal.csv", Names::Nothing),
    ("/journal.xlsx", Names::Nothing),
    ("/journal.json", Names::Nothing),
    ("/journal.ndjson", Names::Nothing),
];

/// The route whose answer does not end; `streams.rs` reads it.
const STREAM: &str = "/live";
/// What a page may weigh before it is compressed.
const PAGE_BYTES: usize = 100_000;
/// No answer takes so long.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// What everybody may reach.
const OPEN: [&str; 9] = [
    "/healthz",
    "/readyz",
    "/metrics",
    "/assets/{name}",
    "/sign-in",
    "/sign-in",
    "/sign-out",
    "/language",
    "/covers/{form}/{file}",
];

pub fn names(path: &str) -> Option<Names> {
    ROWS.iter().find(|(row, _)| *row == path).map(|(_, names)| *names)
}

/// What a route answers to somebody whom it does not admit.
pub fn refusal(route: &Route, asker: Asker) -> Option<u16> {
    let role = asker.role();
    let may = match route.admit {
        Admit::Everybody | Admit::Bearer => return None,
        Admit::Known | Admit::Guests => role.is_some(),
        Admit::Checkers => role.is_some_and(|role| role.may(vk_page_auditor::access::Action::CheckPage)),
        Admit::May(action) => {
            role.is_some_and(|role| role.may(action)) && !(asker.is_narrow() && action.concerns_everything())
        }
    };
    match (may, role) {
        (true, _) => None,
        (false, None) if route.area == Area::Page => Some(303),
        (false, None) => Some(401),
        (false, Some(_)) => Some(403),
    }
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let table = routes().table();
    let without: Vec<_> = table.iter().filter(|route| names(&route.path).is_none()).collect();
    assert!(without.is_empty(), "routes without a row: {without:#?}");
    let lost: Vec<_> = ROWS.iter().filter(|(path, _)| !table.iter().any(|route| route.path == *path)).collect();
    assert!(lost.is_empty(), "rows without a route: {lost:#?}");
    let mut rows = BTreeSet::new();
    for (path, _) in ROWS {
        assert!(rows.insert(path), "two rows, of which one does nothing: {path}");
    }
    let mut seen = BTreeSet::new();
    for route in &table {
        assert!(seen.insert((route.method, &*route.path)), "twice: {route:?}");
    }
}

/// The pages that are opened in a browser, each with its route.
#[derive(serde::Deserialize)]
struct InBrowser {
    pages: Vec<Opened>,
    files: Vec<String>,
}

#[derive(serde::Deserialize)]
struct Opened {
    route: String,
}

#[test]
fn every_page_is_opened_in_a_browser() {
    let listed: InBrowser = serde_json::from_str(include_str!("../browser/pages.json")).unwrap();
    let opened = listed.pages.into_iter().map(|page| page.route).chain(listed.files);
    let table = routes().table().into_iter().filter(|route| route.method == "GET" && route.area == Area::Page);
    let opened: BTreeSet<String> = opened.collect();
    assert_eq!(opened, table.map(|route| route.path.to_string()).collect(), "opened in a browser, and served");
}

#[test]
fn what_everybody_may_reach_is_what_is_meant_for_everybody() {
    let table = routes().table();
    let open: Vec<&str> =
        table.iter().filter(|route| route.admit == Admit::Everybody).map(|route| &*route.path).collect();
    assert_eq!(open, OPEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reaches_a_route_that_does_not_admit_them() {
    let stage = Stage::start().await;
    let mut wrong = Vec::new();
    for asker in Asker::ALL {
        let mut client = stage.client(asker).await;
        for route in routes().table() {
            let Some(expected) = refusal(&route, asker) else { continue };
            let path = filled(&route.path);
            let request = client.request(route.method, &path).header("sec-fetch-site", "same-origin");
            let answer = client.send(request).await;
            if answer.status != expected {
                wrong.push(format!("{asker:?} {} {path}: {} instead of {expected}", route.method, answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_the_api_have_the_rights_of_their_owners_and_open_no_pages() {
    let stage = Stage::start().await;
    for asker in [Asker::Viewer, Asker::Supervisor, Asker::Admin] {
        let (mut client, _) = stage.program(asker, SecretKind::Api).await;
        for route in routes().table() {
            let path = filled(&route.path);
            let request = client.request(route.method, &path).header("sec-fetch-site", "same-origin");
            match (route.area, refusal(&route, asker)) {
                (Area::Page, _) if route.admit != Admit::Everybody => {
                    let status = client.send(request).await.status;
                    assert!(matches!(status, 303 | 401), "{asker:?} {} {path}: {status}", route.method);
                }
                (Area::Api, Some(expected)) => {
                    assert_eq!(client.send(request).await.status, expected, "{asker:?} {} {path}", route.method);
                }
                _ => {}
            }
        }
    }
    assert!(Role::ALL.len() == 3, "a new role needs people in the stage");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_another_municipality_is_not_there() {
    let stage = Stage::start().await;
    let (own, other) = (stage.pages(&stage.own).await[0].id, stage.pages(&stage.other).await[0].id);
    let (own_finding, other_finding) = (stage.finding(&stage.own).await, stage.finding(&stage.other).await);
    let mut wrong = Vec::new();
    for asker in Asker::ALL.into_iter().filter(|asker| asker.is_narrow()) {
        let mut client = stage.client(asker).await;
        for route in routes().table() {
            let things = match names(&route.path) {
                Some(Names::Page) => [(own.to_string(), true), (other.to_string(), false)],
                Some(Names::Finding) => [(own_finding.to_string(), true), (other_finding.to_string(), false)],
                _ => continue,
            };
            if refusal(&route, asker).is_some() {
                continue;
            }
            for (thing, is_own) in things {
                let path = with(&route.path, &thing);
                let request = client.request(route.method, &path).header("sec-fetch-site", "same-origin");
                let status = client.send(request).await.status;
                if (status == 404) == is_own {
                    wrong.push(format!("{asker:?} {} {path}, own: {is_own}: {status}", route.method));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_to_somebody_narrow_names_another_municipality() {
    let stage = Stage::start().await;
    for asker in Asker::ALL.into_iter().filter(|asker| asker.is_narrow()) {
        let mut client = stage.client(asker).await;
        for route in routes().table().into_iter().filter(|route| route.method == "GET" && route.path != STREAM) {
            if refusal(&route, asker).is_some() || names(&route.path) != Some(Names::Nothing) {
                continue;
            }
            let answer = tokio::time::timeout(PATIENCE, client.get(&route.path)).await;
            let answer = answer.unwrap_or_else(|_| panic!("{asker:?} {}: no end", route.path));
            assert!(answer.status < 500, "{asker:?} {}: {}", route.path, answer.status);
            assert!(!answer.text.contains(&stage.other), "{asker:?} {} tells of {}", route.path, stage.other);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_shown_to_whoever_may_see_it_in_both_languages() {
    let stage = Stage::start().await;
    let page = stage.pages(&stage.own).await[0].id;
    let mut wrong = Vec::new();
    for asker in Asker::ALL {
        let mut client = stage.client(asker).await;
        for route in routes().table().into_iter().filter(|route| route.method == "GET" && route.area == Area::Page) {
            let path = match names(&route.path) {
                Some(Names::Nothing) => route.path.to_string(),
                Some(Names::Page) => with(&route.path, &page.to_string()),
                Some(Names::Run) => with(&route.path, &stage.run.to_string()),
                Some(Names::Import) => with(&route.path, "1"),
                _ => continue,
            };
            if refusal(&route, asker).is_some() || path == "/sign-in" {
                continue;
            }
            for lang in ["ru", "en"] {
                let answer = client.get(&format!("{path}?lang={lang}")).await;
                let is_html = answer.header("content-type").starts_with("text/html");
                if answer.status != 200 || (is_html && !answer.text.contains(&format!("<html lang=\"{lang}\">"))) {
                    wrong.push(format!("{asker:?} {path} {lang}: {}", answer.status));
                }
                if is_html && answer.text.len() > PAGE_BYTES {
                    wrong.push(format!("{asker:?} {path} {lang}: {} bytes", answer.text.len()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The path with something in the place of each parameter.
fn filled(path: &str) -> String {
    match names(path) {
        Some(Names::Anything(thing)) => with(path, thing),
        // what is not there is refused like what is
        Some(Names::Page | Names::Finding | Names::Run | Names::Import) => with(path, "999999"),
        _ => path.to_owned(),
    }
}

pub fn with(path: &str, thing: &str) -> String {
    let mut filled = path.to_owned();
    while let Some((start, rest)) = filled.clone().split_once('{') {
        filled = format!("{start}{thing}{}", rest.split_once('}').unwrap().1);
    }
    filled
}
