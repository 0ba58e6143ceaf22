//! Rates, as the server sees them: never too many calls in a second, and hardly fewer than allowed.

use std::time::{Duration, Instant};

use mock_vk::server::{Rate, Token as MockToken, TokenKind as MockKind};
use mock_vk::{Server, ServerOptions};
use tokio_util::sync::CancellationToken;
use vk_page_auditor::model::UnverifiedReason;
use vk_page_auditor::vk::{ClientOptions, Token, TokenKind};

use crate::stage::{Outcome, addresses, existing, look, options, region, scenario};

/// Calls are spaced a ninth of the real time apart, so that a test of a rate takes seconds and not minutes.
const SPACING: Duration = Duration::from_millis(41);
/// With that spacing some 24 calls fall into a second. As with the real limit, what is left is for the network to be
/// uneven: a tenth of a second there, the double on a busy test machine here.
const PER_SECOND: u32 = 30;
/// How much longer than its calls' spacing a pass may take, in hundredths: a busy machine wakes sleepers late.
const SLACK_PERCENT: u32 = 130;

/// A server that holds two tokens to their rates.
async fn strict_server(rates: [u32; 2]) -> Server {
    let token = |name: &str, rate| MockToken::new(name, MockKind::Service, name).with_rate(Rate::PerSecond(rate));
    let tokens = vec![token("one", rates[0]), token("two", rates[1])];
    Server::start(ServerOptions { tokens, ..ServerOptions::new(region()) }).await.unwrap()
}

fn token(name: &str, spacing: Duration) -> Token {
    Token::new(name, TokenKind::Service, name.into()).with_spacing(spacing)
}

#[tokio::test]
async fn calls_keep_the_spacing_at_the_server_and_lose_no_time() {
    let server = strict_server([PER_SECOND; 2]).await;
    let asked = existing(900);
    let small = ClientOptions { batch_size: 10, in_flight: 3, ..options(&server) };
    let begin = Instant::now();
    let crawl = look(small, vec![token("one", SPACING)], &asked, &CancellationToken::new());
    let outcome = Outcome::of(crawl, asked.len(), &server).await;
    let elapsed = begin.elapsed();
    assert_eq!((outcome.stats.calls, outcome.stats.error_6, outcome.verified()), (90, 0, 900));
    assert!(elapsed <= SPACING * 90 * SLACK_PERCENT / 100, "{elapsed:?}");
}

#[tokio::test]
async fn two_tokens_of_different_rates_work_side_by_side() {
    let server = strict_server([PER_SECOND, PER_SECOND / 3]).await;
    let asked = existing(900);
    let small = ClientOptions { batch_size: 10, in_flight: 3, ..options(&server) };
    let tokens = vec![token("one", SPACING), token("two", SPACING * 3)];
    let begin = Instant::now();
    let crawl = look(small, tokens, &asked, &CancellationToken::new());
    let outcome = Outcome::of(crawl, asked.len(), &server).await;
    assert_eq!((outcome.stats.calls, outcome.stats.error_6), (90, 0));
    assert!(begin.elapsed() <= SPACING * 68 * SLACK_PERCENT / 100, "{:?}", begin.elapsed());
    let of_two = server.arrivals().iter().filter(|arrival| arrival.token == "two").count();
    assert!((17..=28).contains(&of_two), "{of_two} of 90 calls");
}

#[tokio::test]
async fn a_limit_that_is_lower_than_told_is_learnt() {
    let scenario = scenario("rate-lower");
    let server =
        Server::start(ServerOptions { scenario: Some(scenario), ..ServerOptions::new(region()) }).await.unwrap();
    let asked = existing(40);
    let pause = Duration::from_millis(1010);
    let patient = ClientOptions { batch_size: 10, in_flight: 1, slow_down_pause: pause, ..options(&server) };
    let crawl = look(patient, vec![token("one", Duration::from_millis(370))], &asked, &CancellationToken::new());
    let outcome = Outcome::of(crawl, asked.len(), &server).await;
    assert_eq!(outcome.verified(), 40);
    assert!(outcome.end.remarks.is_empty());
}

#[tokio::test]
async fn a_refused_token_leaves_the_work_to_the_other() {
    let token_known = MockToken::new("two", MockKind::Service, "two").with_rate(Rate::Unlimited);
    let server =
        Server::start(ServerOptions { tokens: vec![token_known], ..ServerOptions::new(region()) }).await.unwrap();
    let asked = addresses(&region());
    let tokens = vec![token("one", Duration::ZERO), token("two", Duration::ZERO)];
    let crawl = look(options(&server), tokens, &asked, &CancellationToken::new());
    let outcome = Outcome::of(crawl, asked.len(), &server).await;
    outcome.assert_true(&region());
    assert_eq!(outcome.unverified(), [UnverifiedReason::Network; 0]);
    assert_eq!(outcome.end.remarks.len(), 1);
}
