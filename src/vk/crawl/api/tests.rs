//! The crawl against a stand-in for VK that shows, drops and refuses pages by plan.

mod doubts;

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use super::*;
use crate::crawl::{Crawl, CrawlEnd, observe};
use domain::model::{Access, AnswerFault, CallFailure, GroupId, Menu, MenuItem, PageSnapshot, Remark, VkError};

fn refused(code: i64) -> Cause {
    Cause::Call(CallFailure::Vk(VkError { code, subcode: None, message: String::new(), redirect_uri: None }))
}

/// A made-up VK. Its communities have the numbers 1 to `size` and the short names `page1` and so on.
#[derive(Default)]
struct Town {
    size: u64,
    /// A call with one of these fails, however often it is made.
    poison: HashSet<u64>,
    /// A call with one of these is answered as if none of its pages existed, though all do.
    denied: HashSet<u64>,
    /// Former short names with the numbers they lead to.
    renamed: BTreeMap<String, u64>,
    /// A call of which a part is unknown is refused as a whole.
    refuses_unknown: bool,
    /// From this call on, every call fails with a network error.
    dies_after: Option<usize>,
    /// From this call on, VK wants a person.
    captcha_after: Option<usize>,
    /// Every n-th community is left out when it is asked for the first time.
    forgets_every: Option<u64>,
    /// The call with this place, counted from 1, leaves out this community.
    drops: Option<fn(usize, u64) -> bool>,
    /// The call with this place shows this community without a menu.
    bares: Option<fn(usize, u64) -> bool>,
    /// The calls with these places are answered as if none of their pages existed.
    refused: HashSet<usize>,
    /// Where no page of a call is known, its answer is an empty list and no refusal.
    answers_nothing: bool,
    /// This community is told of in a way that does not tell which it is.
    nameless: Option<u64>,
    /// This community is told of in a way that cannot be understood.
    malformed: Option<u64>,
    questions: Mutex<Vec<Question>>,
    delay: Duration,
}

const BATCH: usize = 50;
const FAILURES_TO_STOP: u32 = 12;

impl Town {
    fn number(&self, page: &PageAddress) -> Option<u64> {
        let number = page.group_id().map(GroupId::get).or_else(|| {
            let name = page.screen_name()?;
            self.renamed.get(name).copied().or_else(|| name.strip_prefix("page")?.parse().ok())
        })?;
        (1..=self.size).contains(&number).then_some(number)
    }

    fn answer(&self, question: &Question) -> Result<Vec<GroupAnswer>, AskError> {
        let (place, is_first) = {
            let mut questions = self.questions.lock();
            let is_first = |page: &PageAddress| questions.iter().all(|question| !question.pages.contains(page));
            let is_first: Vec<bool> = question.pages.iter().map(is_first).collect();
            questions.push(question.clone());
            (questions.len(), is_first)
        };
        let unverified = |reason, cause| Unverified { reason, cause };
        if self.captcha_after.is_some_and(|calls| place > calls) {
            return Err(AskError::Stop(unverified(UnverifiedReason::Stopped, refused(14))));
        }
        if self.dies_after.is_some_and(|calls| place > calls) {
            return Err(AskError::Split(unverified(UnverifiedReason::Network, Cause::Call(CallFailure::Timeout))));
        }
        let numbers: Vec<Option<u64>> = question.pages.iter().map(|page| self.number(page)).collect();
        if numbers.iter().flatten().any(|number| self.poison.contains(number)) {
            return Err(AskError::Split(unverified(UnverifiedReason::VkError, refused(203))));
        }
        let known = numbers.iter().flatten().count();
        let is_denied = numbers.iter().flatten().any(|number| self.denied.contains(number));
        let is_refused = is_denied || self.refused.contains(&place) || (self.refuses_unknown && known < numbers.len());
        if is_refused || (known == 0 && !self.answers_nothing) {
            return Err(AskError::NoneExists);
        }
        let is_left_out = |number: u64, is_first: bool| {
            (is_first && self.forgets_every.is_some_and(|n| number.is_multiple_of(n)))
                || self.drops.is_some_and(|drops| drops(place, number))
        };
        let shown = numbers.iter().zip(is_first).filter_map(|(number, is_first)| {
            number.filter(|number| !is_left_out(*number, is_first)).map(|number| self.group(number, place))
        });
        Ok(shown.rev().collect())
    }

    fn group(&self, number: u64, place: usize) -> GroupAnswer {
        let group_id = GroupId::new(number).unwrap();
        if self.nameless == Some(number) {
            let fault = AnswerFault::Id;
            return GroupAnswer::Malformed(crate::Malformed { group_id: None, screen_name: None, fault });
        }
        if self.malformed == Some(number) {
            let fault = AnswerFault::IsHidden;
            return GroupAnswer::Malformed(crate::Malformed { group_id: Some(group_id), screen_name: None, fault });
        }
        GroupAnswer::Understood(Box::new(PageSnapshot {
            group_id,
            screen_name: Some(format!("Page{number}").into()),
            name: "".into(),
            access: Access::Open,
            deactivated: None,
            is_government_organization: None,
            menu: (!self.bares.is_some_and(|bares| bares(place, number))).then(menu),
        }))
    }
}

fn menu() -> Menu {
    let item = MenuItem { title: "".into(), url: "".into(), is_hidden: false, cover: Vec::new() };
    Menu { is_hidden: false, items: vec![item] }
}

impl Groups for Town {
    fn name(&self) -> String {
        "town".to_owned()
    }

    fn batch_size(&self) -> usize {
        BATCH
    }

    fn parallel_calls(&self) -> usize {
        3
    }

    fn failures_to_stop(&self) -> u32 {
        FAILURES_TO_STOP
    }

    fn remarks(&self) -> Vec<Remark> {
        Vec::new()
    }

    fn ask<'a>(
        &'a self,
        question: &'a Question,
        counts: &'a Mutex<CallCounts>,
    ) -> BoxFuture<'a, Result<Vec<GroupAnswer>, AskError>> {
        counts.lock().add("ok");
        async move {
            tokio::time::sleep(self.delay).await;
            self.answer(question)
        }
        .boxed()
    }

    fn resolve<'a>(
        &'a self,
        page: &'a PageAddress,
        counts: &'a Mutex<CallCounts>,
    ) -> BoxFuture<'a, Result<Resolved, AskError>> {
        counts.lock().add("ok");
        let known = self.number(page).is_some();
        async move { Ok(if known { Resolved::Community } else { Resolved::Nothing }) }.boxed()
    }
}

/// What came out for each place, in one letter: `s`een, `n`ot found, `u`nverified; each place exactly once.
struct Outcome {
    letters: String,
    observations: BTreeMap<usize, Observation>,
    end: CrawlEnd,
    questions: Vec<Question>,
}

async fn collect(mut crawl: Crawl) -> (BTreeMap<usize, Observation>, CrawlEnd) {
    let mut observations = BTreeMap::new();
    while let Some(batch) = crawl.next().await {
        for seen in batch {
            assert!(observations.insert(seen.index, seen).is_none(), "a page came out twice");
        }
    }
    (observations, crawl.end().await.unwrap())
}

fn addresses(texts: impl IntoIterator<Item = String>) -> Arc<[PageAddress]> {
    texts.into_iter().map(|text| PageAddress::parse(&text).unwrap()).collect()
}

fn names(numbers: std::ops::RangeInclusive<u64>) -> Arc<[PageAddress]> {
    addresses(numbers.map(|number| format!("page{number}")))
}

async fn look(town: Town, asked: Arc<[PageAddress]>) -> Outcome {
    look_with(town, asked, |source| source).await
}

async fn look_with(
    town: Town,
    asked: Arc<[PageAddress]>,
    change: impl FnOnce(ApiSource<Town>) -> ApiSource<Town>,
) -> Outcome {
    let town = Arc::new(town);
    let source = Arc::new(change(ApiSource::new(Arc::clone(&town))));
    let (observations, end) = collect(observe(source, Arc::clone(&asked), &CancellationToken::new())).await;
    assert!(observations.keys().copied().eq(0..asked.len()), "every page comes out");
    let letter = |seen: &Observation| match &seen.sight {
        Ok(Sight::Seen(page)) => {
            let expected = asked[seen.index].group_id().unwrap_or(page.group_id);
            assert_eq!(page.group_id, expected);
            's'
        }
        Ok(Sight::NotFound) => 'n',
        Err(_) => 'u',
    };
    let letters = observations.values().map(letter).collect();
    let questions = town.questions.lock().clone();
    Outcome { letters, observations, end, questions }
}

fn count(outcome: &Outcome, letter: char) -> usize {
    outcome.letters.chars().filter(|other| *other == letter).count()
}

#[tokio::test(start_paused = true)]
async fn all_pages_are_seen_in_as_few_calls_as_there_are_batches() {
    let outcome = look(Town { size: 1000, ..Town::default() }, names(1..=1000)).await;
    assert_eq!(count(&outcome, 's'), 1000);
    assert_eq!(outcome.questions.len(), 1000 / BATCH);
    assert_eq!(outcome.end, CrawlEnd { calls: outcome.end.calls.clone(), ..CrawlEnd::default() });
}

#[tokio::test(start_paused = true)]
async fn a_page_asked_twice_is_asked_of_vk_once_and_comes_out_twice() {
    let asked = addresses(["page1", "page2", "PAGE1", "club3", "public3", "page9"].map(str::to_owned));
    let outcome = look(Town { size: 3, ..Town::default() }, asked).await;
    assert_eq!(outcome.letters, "sssssn");
    assert_eq!(outcome.questions[0].pages.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn where_an_unknown_page_refuses_the_call_each_is_found_alone_and_asked_about() {
    let outcome = look(Town { size: 100, refuses_unknown: true, ..Town::default() }, names(91..=110)).await;
    assert_eq!(outcome.letters, "ssssssssssnnnnnnnnnn");
    for page in names(101..=110).iter() {
        let alone = |question: &&Question| question.pages == [page.clone()];
        assert_eq!(outcome.questions.iter().filter(alone).count(), 1, "{page}");
    }
}

#[tokio::test(start_paused = true)]
async fn pages_forgotten_by_chance_are_seen_at_the_second_asking() {
    let outcome = look(Town { size: 500, forgets_every: Some(7), ..Town::default() }, names(1..=500)).await;
    assert_eq!(count(&outcome, 's'), 500);
    assert!(outcome.questions.len() <= 500 / BATCH + 3, "{}", outcome.questions.len());
}

#[tokio::test(start_paused = true)]
async fn a_renamed_page_is_seen_under_its_former_name_and_told() {
    let town = Town { size: 10, renamed: [("old_name".to_owned(), 4)].into(), ..Town::default() };
    let outcome = look(town, addresses(["page1", "old_name", "never_was"].map(str::to_owned))).await;
    assert_eq!(outcome.letters, "ssn");
    let renamed: Vec<_> = outcome.observations.values().map(|seen| seen.renamed_to.as_deref()).collect();
    assert_eq!(renamed, [None, Some("Page4"), None]);
}

#[tokio::test(start_paused = true)]
async fn a_poisonous_page_is_the_only_one_lost() {
    let town = Town { size: 500, poison: [7, 230, 231, 499].into(), ..Town::default() };
    let outcome = look(town, names(1..=500)).await;
    let lost: Vec<_> =
        outcome.observations.values().filter(|seen| seen.sight.is_err()).map(|seen| seen.index).collect();
    assert_eq!(lost, [6, 229, 230, 498]);
    assert_eq!(count(&outcome, 's'), 496);
    assert_eq!(outcome.end.cut_short, None);
}

#[tokio::test(start_paused = true)]
async fn a_whole_street_of_poisonous_pages_does_not_end_the_pass() {
    for poison in [1..=60, 101..=160] {
        let poison: HashSet<u64> = poison.collect();
        let outcome = look(Town { size: 300, poison, ..Town::default() }, names(1..=300)).await;
        assert_eq!((count(&outcome, 'u'), count(&outcome, 's')), (60, 240));
        assert_eq!(outcome.end.cut_short, None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_vk_denies_and_yet_knows_is_not_called_missing() {
    let outcome = look(Town { size: 100, denied: [7].into(), ..Town::default() }, names(1..=110)).await;
    assert_eq!((count(&outcome, 's'), count(&outcome, 'n')), (99, 10));
    let denied = outcome.observations[&6].sight.clone().unwrap_err();
    assert_eq!(denied.reason, UnverifiedReason::VkError);
}

#[tokio::test(start_paused = true)]
async fn a_malformed_page_is_a_bad_answer() {
    let outcome =
        look(Town { size: 9, malformed: Some(5), ..Town::default() }, addresses((1..=9).map(|n| n.to_string()))).await;
    assert_eq!(outcome.letters, "ssssussss");
    let bad = outcome.observations[&4].sight.clone().unwrap_err();
    assert_eq!(bad.reason, UnverifiedReason::BadAnswer);
}

#[tokio::test(start_paused = true)]
async fn when_vk_is_out_of_reach_the_pass_ends_with_what_it_saw() {
    let outcome = look(Town { size: 5000, dies_after: Some(10), ..Town::default() }, names(1..=5000)).await;
    assert_eq!(count(&outcome, 's'), 10 * BATCH);
    assert_eq!(count(&outcome, 'n'), 0);
    assert!(matches!(outcome.end.cut_short, Some(CutShort::Stopped { .. })));
    assert!(outcome.questions.len() < 40, "{}", outcome.questions.len());
    let reasons: HashSet<_> =
        outcome.observations.values().filter_map(|seen| seen.sight.as_ref().err()).map(|error| error.reason).collect();
    assert_eq!(reasons, [UnverifiedReason::Network].into());
    let probe = outcome.questions.last().unwrap();
    assert_eq!((probe.pages.len(), probe.patience), (1, crate::Patience::Probe));
}

#[tokio::test(start_paused = true)]
async fn when_vk_was_never_in_reach_the_pass_ends_soon() {
    let outcome = look(Town { size: 5000, dies_after: Some(0), ..Town::default() }, names(1..=5000)).await;
    assert_eq!(count(&outcome, 'u'), 5000);
    assert!(outcome.questions.len() <= 20, "{}", outcome.questions.len());
}

#[tokio::test(start_paused = true)]
async fn a_captcha_ends_the_pass_without_another_call() {
    let outcome = look(Town { size: 5000, captcha_after: Some(10), ..Town::default() }, names(1..=5000)).await;
    assert_eq!(count(&outcome, 's'), 10 * BATCH);
    assert_eq!(outcome.end.cut_short, Some(CutShort::Stopped { cause: refused(14) }));
    assert!(outcome.questions.len() <= 13);
    let last = outcome.observations[&4999].sight.clone().unwrap_err();
    assert_eq!(last.reason, UnverifiedReason::Stopped);
}

#[tokio::test(start_paused = true)]
async fn an_interrupted_pass_tells_every_page() {
    let town = Arc::new(Town { size: 5000, delay: Duration::from_secs(5), ..Town::default() });
    let cancel = CancellationToken::new();
    let asked = names(1..=5000);
    let mut crawl = observe(Arc::new(ApiSource::new(Arc::clone(&town))), Arc::clone(&asked), &cancel);
    let first = crawl.next().await.unwrap();
    cancel.cancel();
    let begin = tokio::time::Instant::now();
    let (observations, end) = collect(crawl).await;
    assert!(begin.elapsed() < Duration::from_millis(100));
    assert_eq!(observations.len() + first.len(), 5000);
    assert_eq!(end.cut_short, Some(CutShort::Interrupted));
    let last = observations[&4999].sight.clone().unwrap_err();
    assert_eq!(last.reason, UnverifiedReason::Interrupted);
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_goes_away_ends_the_pass() {
    let town = Arc::new(Town { size: 5000, delay: Duration::from_secs(5), ..Town::default() });
    let mut crawl = observe(Arc::new(ApiSource::new(Arc::clone(&town))), names(1..=5000), &CancellationToken::new());
    crawl.next().await.unwrap();
    drop(crawl);
    tokio::time::sleep(Duration::from_hours(1)).await;
    assert!(town.questions.lock().len() <= 6);
    assert_eq!(Arc::strong_count(&town), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_asked_is_nothing_told() {
    let outcome = look(Town::default(), addresses([])).await;
    assert_eq!((outcome.letters.as_str(), outcome.questions.len()), ("", 0));
}
