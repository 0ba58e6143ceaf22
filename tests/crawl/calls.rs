//! What a pass costs, as the server sees it: a call for each batch, and a handful for what one answer does not settle.

use std::sync::Arc;

use mock_vk::region::Menu;
use mock_vk::{Region, RegionOptions, Scenario, Server, ServerOptions};
use tokio_util::sync::CancellationToken;
use vk_page_auditor::crawl::{ApiSource, observe};
use vk_page_auditor::model::{PageAddress, Sight, UnverifiedReason};
use vk_page_auditor::vk::{Client, ClientOptions};

use crate::stage::{Outcome, addresses, existing, look, numbers, options, play, region, token};

/// Looks at pages as commands do that look once.
async fn look_twice(server: &Server, asked: &Arc<[PageAddress]>, batch_size: usize) -> Outcome {
    let options = ClientOptions { batch_size, ..options(server) };
    let client = Client::new(options, vec![token("main")], fastrand::Rng::with_seed(1)).unwrap();
    let source = Arc::new(ApiSource::new(Arc::new(client)).asking_again_for_menus());
    Outcome::of(observe(source, Arc::clone(asked), &CancellationToken::new()), asked.len(), server).await
}

fn not_found(outcome: &Outcome) -> usize {
    outcome.observations.iter().filter(|seen| seen.sight == Ok(Sight::NotFound)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_thousand_pages_cost_forty_calls_and_a_handful() {
    let region = Arc::new(Region::generate(&RegionOptions { pages: 20_000, ..RegionOptions::default() }).unwrap());
    let server =
        Server::start(ServerOptions { limit: false, ..ServerOptions::new(Arc::clone(&region)) }).await.unwrap();
    let asked = addresses(&region);
    let outcome = look_twice(&server, &asked, 500).await;
    outcome.assert_true(&region);
    let absent = region.pages().iter().filter(|page| !page.state.exists()).count();
    assert!(absent > 100 && not_found(&outcome) == absent, "{absent}");
    assert_eq!(outcome.verified(), asked.len());
    assert!(outcome.stats.calls <= 44, "{} calls", outcome.stats.calls);
}

#[tokio::test]
async fn three_pages_of_which_one_is_absent_cost_two_calls() {
    let absent = region().pages().iter().position(|page| !page.state.exists()).unwrap();
    let two = existing(2);
    let asked: Arc<[PageAddress]> = [two[0].clone(), addresses(&region())[absent].clone(), two[1].clone()].into();
    let outcome = play(None, &asked).await;
    assert_eq!((outcome.verified(), not_found(&outcome), outcome.stats.calls), (3, 1, 2));
}

#[tokio::test]
async fn pages_without_a_menu_cost_one_more_call_where_none_is_absent() {
    let region = region();
    let fits = |page: &&mock_vk::Page| page.state == mock_vk::region::PageState::Open;
    let without = |page: &mock_vk::Page| matches!(page.menu, Menu::Absent | Menu::Null);
    let pages: Vec<_> = region.pages().iter().filter(fits).take(600).collect();
    assert!(pages.iter().filter(|page| without(page)).count() > 5);
    let asked: Arc<[PageAddress]> =
        pages.iter().map(|page| PageAddress::parse(&page.id.to_string()).unwrap()).collect();
    let server =
        Server::start(ServerOptions { limit: false, ..ServerOptions::new(Arc::clone(&region)) }).await.unwrap();
    let outcome = look_twice(&server, &asked, 200).await;
    assert_eq!((outcome.verified(), outcome.stats.calls), (600, 3 + 1));
}

#[tokio::test]
async fn a_group_under_two_addresses_is_told_with_its_number_under_both() {
    let region = region();
    let named = |page: &&mock_vk::Page| page.state.exists() && page.screen_name.is_some();
    let page = region.pages().iter().find(named).unwrap();
    let by_name = PageAddress::parse(page.screen_name.as_deref().unwrap()).unwrap();
    let by_number = PageAddress::parse(&format!("club{}", page.id)).unwrap();
    // together in one call, and at the two ends of several
    for between in [3, 700] {
        let mut asked = vec![by_name.clone()];
        let others = existing(between + 1);
        asked.extend(others.iter().filter(|other| **other != by_number).take(between).cloned());
        asked.push(by_number.clone());
        let asked: Arc<[PageAddress]> = asked.into();
        let outcome = play(None, &asked).await;
        let id = |place: usize| match &outcome.observations[place].sight {
            Ok(Sight::Seen(seen)) => Some(seen.group_id.get()),
            _ => None,
        };
        assert_eq!([id(0), id(asked.len() - 1)], [Some(page.id); 2]);
    }
}

#[tokio::test]
async fn no_page_is_called_absent_when_the_tokens_end_before_the_second_asking() {
    let text = "title = \"expired\"\n[[fault]]\nmatch = { from = 6 }\ndo = { error = { code = 5 } }\n";
    let outcome = play(Some(Scenario::parse(text, "expired").unwrap()), &numbers(&region())).await;
    let absent = region().pages().iter().filter(|page| !page.state.exists()).count();
    assert_eq!((not_found(&outcome), outcome.unverified()), (0, vec![UnverifiedReason::TokensExhausted; absent]));
}

#[tokio::test]
async fn a_batch_too_large_for_vk_is_halved_at_the_second_asking_too() {
    let text =
        "title = \"too large\"\n[[fault]]\nmatch = { from = 6, ids_at_least = 20 }\ndo = { http = { status = 413 } }\n";
    let outcome = play(Some(Scenario::parse(text, "large").unwrap()), &numbers(&region())).await;
    let absent = region().pages().iter().filter(|page| !page.state.exists()).count();
    assert_eq!((not_found(&outcome), outcome.verified()), (absent, 1000));
}

#[tokio::test]
async fn a_page_asked_for_by_a_name_and_by_its_number_is_asked_for_once_where_both_are_the_same() {
    let page = existing(1)[0].group_id().unwrap();
    let asked: Arc<[PageAddress]> =
        ["club", "public", ""].map(|prefix| PageAddress::parse(&format!("{prefix}{page}")).unwrap()).into();
    let server = crate::stage::server(None).await;
    let crawl = look(options(&server), vec![token("main")], &asked, &CancellationToken::new());
    let outcome = Outcome::of(crawl, 3, &server).await;
    assert_eq!((outcome.verified(), outcome.stats.calls), (3, 1));
}
