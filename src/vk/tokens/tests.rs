//! The pool of tokens on a clock that does not run by itself.

use jiff::SignedDuration;

use super::*;
use domain::model::VkError;
use system::clock::MockClock;

const MINUTE: Duration = Duration::from_mins(1);

fn token(name: &str, spacing: Duration) -> Token {
    Token::new(name, TokenKind::Service, format!("canary-{name}").into()).with_spacing(spacing)
}

fn refused(code: i64) -> CallFailure {
    CallFailure::Vk(VkError { code, subcode: None, message: String::new(), redirect_uri: None })
}

fn pool(tokens: Vec<Token>, in_flight: usize) -> Arc<TokenPool> {
    Arc::new(TokenPool::new(tokens, in_flight, 10 * MINUTE, false))
}

#[test]
fn a_token_cannot_be_printed() {
    let token = token("main", Duration::ZERO);
    assert_eq!(token.expose(), "canary-main");
    let pool = pool(vec![token], 1);
    assert!(!format!("{pool:?}").contains("canary"));
}

#[tokio::test(start_paused = true)]
async fn tokens_of_different_rates_share_the_work_in_proportion() {
    let slow = Duration::from_millis(370);
    let pool = pool(vec![token("slow", slow), token("fast", slow / 10)], 3);
    let begin = Instant::now();
    let mut slow_calls = 0_u32;
    for _ in 0..1100 {
        slow_calls += u32::from(pool.acquire().await.unwrap().token().name() == "slow");
    }
    assert!((95..=105).contains(&slow_calls), "{slow_calls}");
    assert!(begin.elapsed() < slow * 105, "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn those_who_came_first_are_served_first() {
    let pool = pool(vec![token("only", Duration::from_millis(370))], 10);
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for number in 0..20 {
        let (pool, order) = (Arc::clone(&pool), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            let lease = pool.acquire().await.unwrap();
            order.lock().push(number);
            drop(lease);
        }));
        tokio::task::yield_now().await;
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*order.lock(), (0..20).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn no_more_calls_are_under_way_than_allowed() {
    let pool = pool(vec![token("only", Duration::ZERO)], 2);
    let first = pool.acquire().await.unwrap();
    let _second = pool.acquire().await.unwrap();
    assert!(tokio::time::timeout(MINUTE, pool.acquire()).await.is_err());
    drop(first);
    assert!(tokio::time::timeout(MINUTE, pool.acquire()).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_resting_token_is_waited_for_and_a_dropped_one_is_not() {
    let pool = pool(vec![token("one", Duration::ZERO), token("two", Duration::ZERO)], 3);
    let one = pool.acquire().await.unwrap();
    one.discard(None, &refused(5));
    drop(one);
    let two = pool.acquire().await.unwrap();
    assert_eq!(two.token().name(), "two");
    two.rest(MINUTE, 2 * MINUTE, &refused(9));
    // the same complaint of a call that was under way at the same time
    two.rest(MINUTE, 2 * MINUTE, &refused(9));
    drop(two);
    let begin = Instant::now();
    let two = pool.acquire().await.unwrap();
    assert_eq!(begin.elapsed().as_secs(), 60);
    two.rest(MINUTE, 2 * MINUTE, &refused(9));
    drop(two);
    let two = pool.acquire().await.unwrap();
    assert_eq!(begin.elapsed().as_secs(), 180, "the second rest in a row is twice as long");
    two.rest(MINUTE, 2 * MINUTE, &refused(9));
    drop(two);
    let two = pool.acquire().await.unwrap();
    assert_eq!(begin.elapsed().as_secs(), 300, "and no later one longer than the longest");
    two.close(60 * MINUTE, &refused(29));
    drop(two);
    let exhausted = pool.acquire().await.unwrap_err();
    let told: Vec<_> = exhausted.tokens.into_iter().map(|token| (token.name, token.failure)).collect();
    assert_eq!(told, [("one".to_owned(), refused(5)), ("two".to_owned(), refused(29))]);
    assert_eq!(pool.remarks().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_call_too_many_pauses_the_token_and_is_no_remark() {
    let pool = pool(vec![token("only", Duration::from_millis(370))], 3);
    let lease = pool.acquire().await.unwrap();
    let begin = Instant::now();
    lease.slow_down(Duration::from_millis(1100));
    drop(lease);
    let _lease = pool.acquire().await.unwrap();
    assert!(begin.elapsed() >= Duration::from_millis(1100));
    assert!(pool.remarks().is_empty());
}

fn a_minute() -> Term {
    Term::of(MINUTE, Arc::new(MockClock::at(Timestamp::UNIX_EPOCH)))
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_ran_out_while_the_machine_slept_is_over() {
    let pool = Arc::new(TokenPool::new(vec![token("shared", Duration::ZERO)], 3, 10 * MINUTE, true));
    let fingerprint = pool.facts()[0].fingerprint.clone();
    let clock = Arc::new(MockClock::at(Timestamp::UNIX_EPOCH));
    let term = Term::of(MINUTE, Arc::clone(&clock) as _);
    pool.permit(&fingerprint, Some(&term));
    drop(pool.acquire().await.unwrap());
    // the clock that measures durations stands still during sleep, the one on the wall does not
    clock.advance(SignedDuration::from_secs(60));
    assert!(!term.lasts() && !pool.is_permitted());
    assert_eq!(pool.facts()[0].state, "elsewhere");
    assert!(tokio::time::timeout(MINUTE / 2, pool.acquire()).await.is_err(), "another process may have it");
    // nor does a clock that is set back make a lease longer
    clock.advance(SignedDuration::from_secs(-3_600));
    assert!(term.lasts() && pool.is_permitted());
    tokio::time::advance(MINUTE / 2).await;
    assert!(!pool.is_permitted());
}

#[tokio::test(start_paused = true)]
async fn a_leased_token_is_used_only_while_it_is_permitted() {
    let tokens = vec![token("shared", Duration::ZERO)];
    let pool = Arc::new(TokenPool::new(tokens, 3, 10 * MINUTE, true));
    let fingerprint = pool.facts()[0].fingerprint.clone();
    assert!(!fingerprint.contains("canary") && !pool.is_permitted());
    assert!(tokio::time::timeout(MINUTE, pool.acquire()).await.is_err(), "nobody has leased it");
    pool.permit(&fingerprint, Some(&a_minute()));
    assert!(pool.is_permitted());
    drop(pool.acquire().await.unwrap());
    tokio::time::advance(MINUTE).await;
    assert!(tokio::time::timeout(MINUTE, pool.acquire()).await.is_err(), "the lease ran out");
    let waits = tokio::spawn({
        let pool = Arc::clone(&pool);
        async move { pool.acquire().await.map(drop) }
    });
    tokio::task::yield_now().await;
    pool.permit(&fingerprint, Some(&a_minute()));
    assert_eq!(waits.await.unwrap(), Ok(()), "who waits goes on with the next lease");
    assert_eq!(pool.facts()[0].state, "ready");
}
