//! Short names that changed hands, and pages VK does not know, in both ways VK may answer.

use std::sync::Arc;

use mock_vk::region::PageState;
use mock_vk::server::UnknownInBatch;
use mock_vk::{Server, ServerOptions};
use tokio_util::sync::CancellationToken;
use vk_page_auditor::model::{PageAddress, Sight};

use crate::stage::{Outcome, addresses, look, options, play, region, scenario, token};

/// The places of the pages that scenarios call `#3` and `#4`.
fn third_and_fourth() -> [usize; 2] {
    let region = region();
    let fit = |(_, page): &(usize, &mock_vk::Page)| page.state == PageState::Open && page.screen_name.is_some();
    let mut places = region.pages().iter().enumerate().filter(fit).map(|(place, _)| place).skip(2);
    [places.next().unwrap(), places.next().unwrap()]
}

fn name(place: usize) -> PageAddress {
    PageAddress::parse(region().pages()[place].screen_name.as_deref().unwrap()).unwrap()
}

#[tokio::test]
async fn unknown_pages_are_not_found_whichever_way_vk_answers() {
    let region = region();
    let asked = addresses(&region);
    for unknown_in_batch in [UnknownInBatch::Dropped, UnknownInBatch::WholeCallFails] {
        let server =
            Server::start(ServerOptions { limit: false, unknown_in_batch, ..ServerOptions::new(Arc::clone(&region)) });
        let server = server.await.unwrap();
        let crawl = look(options(&server), vec![token("main")], &asked, &CancellationToken::new());
        let outcome = Outcome::of(crawl, asked.len(), &server).await;
        outcome.assert_true(&region);
        assert_eq!(outcome.verified(), asked.len(), "{unknown_in_batch:?}");
        let missing = region.pages().iter().filter(|page| !page.state.exists()).count();
        let not_found = outcome.observations.iter().filter(|seen| seen.sight == Ok(Sight::NotFound)).count();
        assert!(missing > 0 && not_found == missing);
        if unknown_in_batch == UnknownInBatch::Dropped {
            assert_eq!(outcome.stats.calls, asked.len().div_ceil(200) + 1, "a batch each, the left out ones together");
        }
    }
}

#[tokio::test]
async fn a_renamed_page_is_seen_by_its_number_and_its_old_name_is_free() {
    let [third, _] = third_and_fourth();
    let region = region();
    let page = &region.pages()[third];
    let by_number = PageAddress::parse(&page.id.to_string()).unwrap();
    let new_name = PageAddress::parse("novoe_imya_3").unwrap();
    let asked: Arc<[PageAddress]> = [by_number, name(third), new_name].into();
    let outcome = play(Some(scenario("renamed")), &asked).await;
    let id = |place: usize| match &outcome.observations[place].sight {
        Ok(Sight::Seen(snapshot)) => Some(snapshot.group_id.get()),
        _ => None,
    };
    assert_eq!([id(0), id(1), id(2)], [Some(page.id), None, Some(page.id)]);
    assert_eq!(outcome.observations[1].sight, Ok(Sight::NotFound));
}

#[tokio::test]
async fn a_name_taken_over_shows_the_number_it_leads_to_now() {
    let [third, fourth] = third_and_fourth();
    let asked: Arc<[PageAddress]> = [name(third)].into();
    let outcome = play(Some(scenario("name-taken-over")), &asked).await;
    let Ok(Sight::Seen(snapshot)) = &outcome.observations[0].sight else { panic!("not seen") };
    assert_eq!(snapshot.group_id.get(), region().pages()[fourth].id);
}
