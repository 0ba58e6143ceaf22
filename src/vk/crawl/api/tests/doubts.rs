//! What one answer left out, or showed without a menu, is asked for again with others; and what becomes of it when the
//! answers contradict each other.

use super::*;

/// How many pages each question held.
fn sizes(outcome: &Outcome) -> Vec<usize> {
    outcome.questions.iter().map(|question| question.pages.len()).collect()
}

fn asked_alone(outcome: &Outcome) -> usize {
    sizes(outcome).into_iter().filter(|size| *size == 1).count()
}

fn reason(outcome: &Outcome, place: usize) -> Option<UnverifiedReason> {
    outcome.observations[&place].sight.as_ref().err().map(|unverified| unverified.reason)
}

fn has_menu(outcome: &Outcome, place: usize) -> Option<bool> {
    match &outcome.observations[&place].sight {
        Ok(Sight::Seen(page)) => Some(page.menu.is_some()),
        _ => None,
    }
}

async fn look_twice(town: Town, asked: Arc<[PageAddress]>) -> Outcome {
    look_with(town, asked, ApiSource::asking_again_for_menus).await
}

/// Every hundredth page of so many does not exist.
fn with_absent(count: u64) -> Arc<[PageAddress]> {
    addresses((1..=count).map(|number| if number % 100 == 0 { format!("gone{number}") } else { number.to_string() }))
}

#[tokio::test(start_paused = true)]
async fn absent_pages_of_a_whole_pass_cost_one_call_with_pages_that_were_shown() {
    let outcome = look(Town { size: 2000, ..Town::default() }, with_absent(2000)).await;
    assert_eq!((count(&outcome, 's'), count(&outcome, 'n')), (1980, 20));
    assert_eq!(outcome.questions.len(), 2000 / BATCH + 1);
    let last = &outcome.questions.last().unwrap().pages;
    assert_eq!(last.len(), 40, "the absent ones and as many companions");
    assert_eq!(last.iter().filter(|page| page.screen_name().is_some()).count(), 20);
}

#[tokio::test(start_paused = true)]
async fn one_absent_page_of_three_costs_two_calls() {
    let asked = addresses(["page1", "gone", "page2"].map(str::to_owned));
    let outcome = look(Town { size: 2, ..Town::default() }, asked).await;
    assert_eq!((outcome.letters.as_str(), sizes(&outcome)), ("sns", vec![3, 3]));
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_its_companions_says_nothing_of_others() {
    // the second answer shows nothing but what it left out before
    let drops = |place: usize, number: u64| place == 21 && number > 500;
    let outcome = look(Town { size: 1000, drops: Some(drops), ..Town::default() }, with_absent(1000)).await;
    assert_eq!((count(&outcome, 's'), count(&outcome, 'n')), (990, 10));
    assert_eq!((outcome.questions.len(), asked_alone(&outcome)), (1000 / BATCH + 2, 0));
}

#[tokio::test(start_paused = true)]
async fn a_page_shown_after_being_left_out_gives_the_others_a_third_answer() {
    let drops = |place: usize, number: u64| place == 1 && number <= 2;
    let outcome = look(Town { size: 1000, drops: Some(drops), ..Town::default() }, with_absent(1000)).await;
    assert_eq!((count(&outcome, 's'), count(&outcome, 'n')), (990, 10));
    assert_eq!(sizes(&outcome)[20..], [32, 30], "the absent ones twice, each time with companions");
}

#[tokio::test(start_paused = true)]
async fn pages_about_which_answers_never_agree_are_asked_for_alone() {
    // nothing but the page alone brings an answer with it
    let drops =
        |place: usize, number: u64| number == 3 && place < 9 || (2..9).contains(&place) && number.is_multiple_of(2);
    let asked = addresses(["page1", "page2", "page3", "page4", "gone"].map(str::to_owned));
    let outcome = look(Town { size: 4, drops: Some(drops), ..Town::default() }, asked).await;
    assert_eq!(outcome.letters, "ssssn");
    assert_eq!(asked_alone(&outcome), 2);
    assert!(outcome.questions.len() <= 10, "{:?}", sizes(&outcome));
}

#[tokio::test(start_paused = true)]
async fn a_second_call_that_is_refused_as_a_whole_is_halved() {
    let town = Town { size: 1000, refused: [21].into(), ..Town::default() };
    let outcome = look(town, with_absent(1000)).await;
    assert_eq!((count(&outcome, 's'), count(&outcome, 'n')), (990, 10));
    assert_eq!(sizes(&outcome)[20..], [30, 25, 25]);
}

#[tokio::test(start_paused = true)]
async fn what_an_answer_shows_under_another_name_may_be_a_page_it_left_out() {
    let mut texts: Vec<String> = (1..=40).map(|number| number.to_string()).collect();
    texts.extend((0..8).map(|number| format!("gone{number}")));
    texts.push("old_name".to_owned());
    let town = Town { size: 60, renamed: [("old_name".to_owned(), 55)].into(), ..Town::default() };
    let outcome = look(town, addresses(texts)).await;
    assert_eq!((count(&outcome, 's'), count(&outcome, 'n')), (41, 8));
    assert_eq!(outcome.observations[&48].renamed_to.as_deref(), Some("Page55"));
    assert!(outcome.questions.len() <= 10, "{:?}", sizes(&outcome));
}

#[tokio::test(start_paused = true)]
async fn a_page_shown_in_a_way_that_does_not_tell_which_it_is_is_no_absent_page() {
    let outcome = look(Town { size: 20, nameless: Some(5), ..Town::default() }, names(1..=24)).await;
    assert_eq!((count(&outcome, 's'), count(&outcome, 'n'), count(&outcome, 'u')), (19, 4, 1));
    assert_eq!(reason(&outcome, 4), Some(UnverifiedReason::BadAnswer));
}

#[tokio::test(start_paused = true)]
async fn where_vk_shows_nothing_pages_are_asked_for_alone_until_it_shows_one() {
    let empty = |size: u64| Town { size, answers_nothing: true, ..Town::default() };
    let outcome = look(empty(0), names(1..=5)).await;
    assert_eq!((outcome.letters.as_str(), sizes(&outcome)), ("nnnnn", vec![5, 1, 1, 1, 1, 1]));
    let drops = |place: usize, _: u64| place == 1;
    let outcome = look(Town { drops: Some(drops), ..empty(30) }, names(1..=32)).await;
    assert_eq!((count(&outcome, 's'), count(&outcome, 'n')), (30, 2));
    assert!(asked_alone(&outcome) == 1 && outcome.questions.len() <= 5, "{:?}", sizes(&outcome));
}

#[tokio::test(start_paused = true)]
async fn a_lone_page_in_an_empty_answer_is_asked_for_twice() {
    let outcome = look(Town { size: 3, answers_nothing: true, ..Town::default() }, names(9..=9)).await;
    assert_eq!((outcome.letters.as_str(), outcome.questions.len()), ("n", 2));
}

#[tokio::test(start_paused = true)]
async fn what_ends_a_pass_at_the_second_asking_leaves_pages_unverified() {
    let town = Town { size: 1000, captcha_after: Some(20), ..Town::default() };
    let outcome = look(town, with_absent(1000)).await;
    assert_eq!((count(&outcome, 's'), count(&outcome, 'n'), count(&outcome, 'u')), (990, 0, 10));
    assert_eq!(reason(&outcome, 99), Some(UnverifiedReason::Stopped));
    let town = Town { size: 1000, dies_after: Some(20), ..Town::default() };
    let outcome = look(town, with_absent(1000)).await;
    assert_eq!((count(&outcome, 's'), count(&outcome, 'n'), count(&outcome, 'u')), (990, 0, 10));
    assert_eq!(reason(&outcome, 99), Some(UnverifiedReason::Network));
}

#[tokio::test(start_paused = true)]
async fn an_interruption_at_the_second_asking_leaves_pages_unverified() {
    let town = Arc::new(Town { size: 1000, delay: Duration::from_secs(5), ..Town::default() });
    let cancel = CancellationToken::new();
    let mut crawl = observe(Arc::new(ApiSource::new(town)), with_absent(1000), &cancel);
    let mut seen = 0;
    while seen < 990 {
        seen += crawl.next().await.unwrap().len();
    }
    cancel.cancel();
    let (rest, end) = collect(crawl).await;
    assert_eq!((rest.len(), end.cut_short), (10, Some(CutShort::Interrupted)));
    let reasons = rest.values().map(|seen| seen.sight.as_ref().unwrap_err().reason);
    assert!(reasons.into_iter().all(|reason| reason == UnverifiedReason::Interrupted));
}

#[tokio::test(start_paused = true)]
async fn a_group_asked_by_number_and_by_name_in_different_calls_comes_out_under_both() {
    let mut texts: Vec<String> = (1..=60).map(|number| number.to_string()).collect();
    texts.extend(["page7".to_owned(), "page60".to_owned(), "old_name".to_owned()]);
    let town = Town { size: 60, renamed: [("old_name".to_owned(), 7)].into(), ..Town::default() };
    let outcome = look(town, addresses(texts)).await;
    let id = |place: usize| match &outcome.observations[&place].sight {
        Ok(Sight::Seen(page)) => Some(page.group_id.get()),
        _ => None,
    };
    assert_eq!([id(6), id(60), id(62)], [Some(7); 3], "in another call, in another and under a former name");
    assert_eq!([id(59), id(61)], [Some(60); 2], "in the same call");
}

#[tokio::test(start_paused = true)]
async fn pages_without_a_menu_are_asked_for_again_with_those_left_out() {
    // the thirtieth has none, the others lost theirs once
    let bares = |place: usize, number: u64| number == 30 || (place <= 20 && number.is_multiple_of(150));
    let town = || Town { size: 1000, bares: Some(bares), ..Town::default() };
    let outcome = look_twice(town(), with_absent(1000)).await;
    assert_eq!((count(&outcome, 's'), count(&outcome, 'n')), (990, 10));
    assert_eq!(
        [29, 149, 449, 749].map(|place| has_menu(&outcome, place)),
        [Some(false), Some(true), Some(true), Some(true)]
    );
    assert_eq!(outcome.questions.len(), 20 + 2, "and once more, as the menus of some were lost");
    let outcome = look(town(), with_absent(1000)).await;
    assert_eq!((has_menu(&outcome, 149), outcome.questions.len()), (Some(false), 20 + 1), "only where that is wanted");
}

#[tokio::test(start_paused = true)]
async fn a_second_answer_that_lost_the_menus_of_companions_says_nothing_of_others() {
    let bares = |place: usize, number: u64| number == 30 || (place == 21 && number.is_multiple_of(3));
    let outcome = look_twice(Town { size: 1000, bares: Some(bares), ..Town::default() }, names(1..=1000)).await;
    assert_eq!((count(&outcome, 's'), has_menu(&outcome, 29), outcome.questions.len()), (1000, Some(false), 20 + 2));
}

#[tokio::test(start_paused = true)]
async fn menus_that_come_and_go_are_not_called_missing() {
    let bares = |_: usize, number: u64| number == 30 || number.is_multiple_of(3);
    let flickers = |place: usize, number: u64| place > 20 && (number + place as u64).is_multiple_of(2) || number == 30;
    let town = Town { size: 1000, bares: Some(flickers), ..Town::default() };
    let outcome = look_twice(town, names(1..=1000)).await;
    assert_eq!((count(&outcome, 'u'), reason(&outcome, 29)), (1, Some(UnverifiedReason::BadAnswer)));
    let outcome = look_twice(Town { size: 1000, bares: Some(bares), ..Town::default() }, names(1..=1000)).await;
    assert_eq!((count(&outcome, 's'), has_menu(&outcome, 29)), (1000, Some(false)), "many may have none for good");
}

#[tokio::test(start_paused = true)]
async fn one_call_is_enough_to_see_that_vk_gives_no_menus() {
    let outcome = look_twice(Town { size: 1000, bares: Some(|_, _| true), ..Town::default() }, names(1..=1000)).await;
    assert_eq!((count(&outcome, 's'), count(&outcome, 'u')), (45, 955), "a call's worth without companions");
    assert_eq!(outcome.questions.len(), 20 + 1);
    // where they come back, all are asked for again
    let bares = |place: usize, _: u64| place <= 20;
    let outcome = look_twice(Town { size: 1000, bares: Some(bares), ..Town::default() }, names(1..=1000)).await;
    assert_eq!(count(&outcome, 's'), 1000);
    assert!((0..1000).all(|place| has_menu(&outcome, place) == Some(true)));
}

#[tokio::test(start_paused = true)]
async fn a_single_page_without_a_menu_is_asked_for_twice() {
    let outcome = look_twice(Town { size: 9, bares: Some(|_, _| true), ..Town::default() }, names(5..=5)).await;
    assert_eq!((has_menu(&outcome, 0), outcome.questions.len()), (Some(false), 2));
    let once = |place: usize, _: u64| place == 1;
    let renamed = [("old_name".to_owned(), 4)].into();
    let town = Town { size: 9, bares: Some(once), renamed, ..Town::default() };
    let outcome = look_twice(town, addresses(["old_name".to_owned()])).await;
    assert_eq!((has_menu(&outcome, 0), outcome.questions.len()), (Some(true), 2));
    assert_eq!(outcome.observations[&0].renamed_to.as_deref(), Some("Page4"));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_vanishes_between_two_answers_is_asked_for_a_third_time() {
    let bares = |_: usize, number: u64| number == 30;
    let drops = |place: usize, number: u64| place > 20 && number == 30;
    let town = Town { size: 1000, bares: Some(bares), drops: Some(drops), ..Town::default() };
    let outcome = look_twice(town, names(1..=1000)).await;
    assert_eq!((count(&outcome, 's'), count(&outcome, 'n'), outcome.questions.len()), (999, 1, 20 + 2));
}

#[tokio::test(start_paused = true)]
async fn a_later_look_of_the_same_source_takes_one_answer_for_what_two_agreed_on_before() {
    // page 7 comes back for the third look, and is left out at first in the fourth
    let drops = |place: usize, number: u64| number == 7 && (place <= 9 || (14..18).contains(&place));
    let town = Arc::new(Town { size: 200, drops: Some(drops), ..Town::default() });
    let source = Arc::new(ApiSource::new(Arc::clone(&town)));
    let asked = with_absent(200);
    let mut calls = Vec::new();
    let mut absent = Vec::new();
    for _ in 0..4 {
        let before = town.questions.lock().len();
        let look = observe(Arc::clone(&source) as _, Arc::clone(&asked), &CancellationToken::new());
        let (observations, _) = collect(look).await;
        calls.push(town.questions.lock().len() - before);
        absent.push(observations.values().filter(|seen| seen.sight == Ok(Sight::NotFound)).count());
    }
    assert_eq!((calls, absent), (vec![5, 4, 4, 5], vec![3, 3, 2, 2]));
}
