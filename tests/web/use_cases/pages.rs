//! A page is looked at now: by the API, by the form, by the button of the page.

use std::time::Duration;

use serde_json::json;
use vk_page_auditor::model::Scope;
use vk_page_auditor::store::{NewRun, PageQuery, PageRow, Pages, RunKind, RunQuery};

use super::{journal, line};
use crate::client::{Answer, Client};
use crate::region::kept_policy;
use crate::stage::{Asker, Stage};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Api,
    Form,
    Button,
}

const WAYS: [Way; 3] = [Way::Api, Way::Form, Way::Button];

impl Way {
    async fn ask(self, client: &mut Client, typed: &str, page: &PageRow) -> Answer {
        match self {
            Self::Api => client.json("POST", "/api/v1/audits", &json!({ "url": typed })).await,
            Self::Form => client.form("/check", &[("page", typed)]).await,
            Self::Button => client.form(&format!("/pages/{}/check", page.id), &[]).await,
        }
    }

    const fn begun(self) -> u16 {
        if matches!(self, Self::Api) { 202 } else { 303 }
    }
}

/// The runs over single pages, by name.
async fn runs(stage: &Stage) -> Vec<String> {
    let query = RunQuery { kinds: vec![RunKind::OnDemand], limit: 1_000, ..RunQuery::default() };
    stage.store.runs(&query).await.unwrap().into_iter().map(|run| run.name).collect()
}

/// A page of the municipality that VK calls by another name than the registry.
async fn renamed(stage: &Stage, municipality: &str) -> (PageRow, String) {
    let pages = stage.pages(municipality).await;
    let named = pages.into_iter().find_map(|page| {
        let name = page.screen_name.clone()?;
        (!page.address.contains(&name)).then_some((page, name))
    });
    named.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_finds_the_page_by_its_short_name_and_begins_the_same_run() {
    let stage = Stage::start().await;
    let (page, name) = renamed(&stage, &stage.own).await;
    let mut client = stage.client(Asker::Supervisor).await;
    let mut lines = Vec::new();
    for way in WAYS {
        stage.pass(Duration::from_mins(10));
        let (before, noted) = (runs(&stage).await.len(), journal(&stage).await.len());
        for _ in 0..2 {
            let answer = way.ask(&mut client, &format!("https://vk.com/{name}"), &page).await;
            assert_eq!(answer.status, way.begun(), "{way:?}: {}", answer.text);
        }
        assert_eq!(runs(&stage).await.len(), before + 1, "{way:?}");
        assert_eq!(runs(&stage).await[0], format!("page-{}", page.id), "{way:?}");
        let journal = journal(&stage).await;
        assert_eq!(journal.len(), noted + 1, "{way:?}");
        lines.push(line(&journal[0]));
        stage.work().await;
        // the look is young: nobody is asked anew
        way.ask(&mut client, &page.url, &page).await;
        assert_eq!(runs(&stage).await.len(), before + 1, "{way:?}");
    }
    let expected = ("supervisor".to_owned(), "page.check_asked".to_owned(), page.address);
    assert_eq!(lines, [expected.clone(), expected.clone(), expected]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_meanwhile_waits_for_the_run_that_is_under_way() {
    let stage = Stage::start().await;
    let page = stage.pages(&stage.own).await.remove(0);
    let mut client = stage.client(Asker::Supervisor).await;
    for way in WAYS {
        assert_eq!(way.ask(&mut client, &page.url, &page).await.status, way.begun(), "{way:?}");
    }
    assert_eq!(runs(&stage).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_refuses_pages_of_others() {
    let stage = Stage::start().await;
    let (page, name) = renamed(&stage, &stage.other).await;
    let mut client = stage.client(Asker::Supervisor).await;
    let noted = journal(&stage).await.len();
    for (way, refused) in [(Way::Api, 404), (Way::Form, 422), (Way::Button, 404)] {
        for typed in [page.url.as_str(), &format!("vk.com/{name}"), "vk.com/nobody_knows_this_one"] {
            let answer = way.ask(&mut client, typed, &page).await;
            assert_eq!(answer.status, refused, "{way:?} {typed}: {}", answer.text);
        }
    }
    assert_eq!((runs(&stage).await.len(), journal(&stage).await.len()), (0, noted));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_has_the_same_queue() {
    let stage = Stage::start().await;
    let page = stage.pages(&stage.own).await.remove(0);
    for number in 0..100 {
        let new = NewRun {
            name: format!("pages-{number}"),
            kind: RunKind::OnDemand,
            pages: Pages::These(vec![page.id]),
            policy: kept_policy(),
            batch_size: 100,
            next_look_at: stage.now(),
            due: None,
        };
        stage.store.start_run(&new, stage.now()).await.unwrap().unwrap();
    }
    let mut client = stage.client(Asker::Admin).await;
    for way in WAYS {
        let answer = way.ask(&mut client, &page.url, &page).await;
        assert_eq!((answer.status, answer.header("retry-after")), (429, "30"), "{way:?}");
    }
    // a page that would have been new is not kept either
    client.form("/check", &[("page", "vk.com/some_private_shop")]).await;
    assert_eq!(runs(&stage).await.len(), 100);
    let query = PageQuery { with_unregistered: true, limit: 1_000, ..PageQuery::within(Scope::everything()) };
    assert!(stage.store.pages(&query).await.unwrap().iter().all(|page| !page.address.contains("shop")));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_a_stranger_typed_only_the_address_is_kept() {
    let stage = Stage::start_with(|options| options.public_check = true).await;
    let mut client = Client::new(&stage.base);
    let noted = journal(&stage).await.len();
    let any = stage.pages(&stage.own).await.remove(0);
    for (way, shop) in [(Way::Api, "One_Shop"), (Way::Form, "other_shop")] {
        let typed = format!("HTTPS://m.vk.com/{shop}?from=me%40example.org");
        assert_eq!(way.ask(&mut client, &typed, &any).await.status, way.begun(), "{way:?}");
        let query = PageQuery { with_unregistered: true, limit: 1_000, ..PageQuery::within(Scope::everything()) };
        let pages = stage.store.pages(&query).await.unwrap();
        let kept = pages.iter().find(|page| page.address.contains(&shop.to_lowercase())).unwrap();
        assert_eq!(kept.url, kept.address, "{way:?}");
    }
    assert_eq!(journal(&stage).await.len(), noted);
}
