//! Silence: it ends by the time limits, an interruption ends it at once, and a slow answer is no silence.

use std::sync::Arc;
use std::time::{Duration, Instant};

use mock_vk::Scenario;
use tokio_util::sync::CancellationToken;
use vk_page_auditor::backoff::Backoff;
use vk_page_auditor::model::{CutShort, PageAddress, UnverifiedReason};
use vk_page_auditor::vk::ClientOptions;

use crate::stage::{Outcome, addresses, existing, look, options, play_with, region, scenario, server, token};

const SILENT_HEAD: &str = "title = \"silence\"\n[[fault]]\ndo = \"stall_head\"\n";
const SILENT_BODY: &str = "title = \"silence\"\n[[fault]]\ndo = { stall_body = { after_bytes = 2000 } }\n";

fn few() -> Arc<[PageAddress]> {
    addresses(&region())[..60].into()
}

#[tokio::test]
async fn a_silent_vk_ends_by_the_time_limits() {
    for text in [SILENT_HEAD, SILENT_BODY] {
        let begin = Instant::now();
        let limits = |options| ClientOptions {
            read_timeout: Duration::from_millis(40),
            retries: 1,
            part_retries: 0,
            failures_to_stop: 3,
            ..options
        };
        let outcome = play_with(Some(Scenario::parse(text, "silence").unwrap()), &few(), limits).await;
        assert_eq!(outcome.unverified(), [UnverifiedReason::Network; 60]);
        assert!(matches!(outcome.end.cut_short, Some(CutShort::Stopped { .. })));
        assert!(outcome.end.calls.get("timeout") > 0, "{:?}", outcome.end.calls);
        assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
    }
}

#[tokio::test]
async fn a_body_that_drips_without_end_ends_by_the_limit_of_the_whole_call() {
    let text = "title = \"drip\"\n[[fault]]\ndo = { slow_body = { chunk_bytes = 1, pause_ms = 20 } }\n";
    let limits = |options| ClientOptions {
        total_timeout: Duration::from_millis(150),
        retries: 0,
        part_retries: 0,
        failures_to_stop: 2,
        ..options
    };
    let outcome = play_with(Some(Scenario::parse(text, "drip").unwrap()), &few(), limits).await;
    assert_eq!(outcome.unverified(), [UnverifiedReason::Network; 60]);
}

#[tokio::test]
async fn a_slow_answer_is_waited_for() {
    let patience = |options| ClientOptions { read_timeout: Duration::from_secs(3), in_flight: 4, ..options };
    let asked = existing(60);
    let outcome = play_with(Some(scenario("head-slow")), &asked, patience).await;
    assert_eq!((outcome.verified(), outcome.stats.calls), (60, 1));
}

#[tokio::test]
async fn an_interruption_ends_silence_pauses_and_queues_at_once() {
    let waits: [fn(ClientOptions) -> ClientOptions; 2] = [
        |options| ClientOptions {
            read_timeout: Duration::from_mins(1),
            total_timeout: Duration::from_mins(1),
            ..options
        },
        |options| ClientOptions {
            read_timeout: Duration::from_millis(20),
            backoff: Backoff { first: Duration::from_mins(1), longest: Duration::from_mins(1) },
            ..options
        },
    ];
    for wait in waits {
        let server = server(Some(Scenario::parse(SILENT_HEAD, "silence").unwrap())).await;
        let cancel = CancellationToken::new();
        let asked = addresses(&region());
        let crawl = look(wait(options(&server)), vec![token("main")], &asked, &cancel);
        let outcome = Outcome::of(crawl, asked.len(), &server);
        let interrupt = async {
            // sleeps because the call must be under way before it is interrupted, and nothing tells when it is
            tokio::time::sleep(Duration::from_millis(100)).await;
            cancel.cancel();
            Instant::now()
        };
        let (outcome, interrupted) = tokio::join!(outcome, interrupt);
        assert!(interrupted.elapsed() < Duration::from_millis(500), "{:?}", interrupted.elapsed());
        assert_eq!(outcome.end.cut_short, Some(CutShort::Interrupted));
        assert!(outcome.unverified().iter().all(|reason| *reason == UnverifiedReason::Interrupted));
    }
}
