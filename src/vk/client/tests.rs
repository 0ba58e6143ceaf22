//! The client against answers made up here, on a clock that does not run by itself.

use std::collections::VecDeque;

use tokio::time::Instant;

use super::*;
use crate::TokenKind;

const CANARY: &str = "vk1.a.Canary-Token_0123456789";
const NO_TOKEN_SPACING: Duration = Duration::ZERO;

/// Gives the answers of a script, one a call; the last one again and again.
struct Script {
    answers: Mutex<VecDeque<Result<Reply, CallFailure>>>,
    calls: Arc<Mutex<Vec<Call>>>,
}

#[derive(Debug, Clone)]
struct Call {
    at: Instant,
    token: String,
    parameters: Vec<(&'static str, String)>,
}

impl Transport for Script {
    fn call<'a>(
        &'a self,
        _method: &'a str,
        parameters: &'a [(&'static str, String)],
        token: &'a Token,
    ) -> BoxFuture<'a, Result<Reply, CallFailure>> {
        let call = Call { at: Instant::now(), token: token.name().to_owned(), parameters: parameters.to_vec() };
        self.calls.lock().push(call);
        let mut answers = self.answers.lock();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        async move { answer.unwrap() }.boxed()
    }
}

struct Bench {
    client: Client,
    calls: Arc<Mutex<Vec<Call>>>,
    counts: Mutex<CallCounts>,
}

impl Bench {
    fn new(answers: impl IntoIterator<Item = Result<Reply, CallFailure>>) -> Self {
        Self::with_tokens(answers, vec![token("one")])
    }

    fn with_tokens(answers: impl IntoIterator<Item = Result<Reply, CallFailure>>, tokens: Vec<Token>) -> Self {
        let calls = Arc::default();
        let script = Script { answers: Mutex::new(answers.into_iter().collect()), calls: Arc::clone(&calls) };
        let client = Client::with_transport(
            Box::new(script),
            "script".to_owned(),
            ClientOptions::default(),
            tokens,
            fastrand::Rng::with_seed(7),
        );
        Self { client, calls, counts: Mutex::default() }
    }

    async fn ask(&self, pages: &[&str]) -> Result<Vec<GroupAnswer>, AskError> {
        let pages = pages.iter().map(|text| PageAddress::parse(text).unwrap()).collect();
        self.client.ask(&Question { pages, patience: Patience::Whole }, &self.counts).await
    }

    fn calls(&self) -> Vec<Call> {
        self.calls.lock().clone()
    }

    /// The pauses between the calls, in seconds.
    fn pauses(&self) -> Vec<f64> {
        self.calls().windows(2).map(|pair| (pair[1].at - pair[0].at).as_secs_f64()).collect()
    }
}

fn token(name: &str) -> Token {
    Token::new(name, TokenKind::Service, CANARY.into()).with_spacing(NO_TOKEN_SPACING)
}

#[expect(clippy::unnecessary_wraps, reason = "a script holds failures beside it")]
fn body(status: u16, body: impl Into<Vec<u8>>) -> Result<Reply, CallFailure> {
    Ok(Reply { status, body: body.into() })
}

fn groups() -> Result<Reply, CallFailure> {
    body(200, r#"{"response":{"groups":[{"id":1}]}}"#)
}

fn error(code: i64) -> Result<Reply, CallFailure> {
    body(200, format!(r#"{{"error":{{"error_code":{code},"error_msg":"refused {CANARY}"}}}}"#))
}

fn cause(error: AskError) -> Cause {
    match error {
        AskError::Split(unverified) | AskError::Stop(unverified) => unverified.cause,
        AskError::NoneExists => panic!("none exists"),
    }
}

/// No token is left: VK refused the only one.
fn refused(code: i64, message: &str) -> Cause {
    let error = VkError { code, subcode: None, message: message.to_owned(), redirect_uri: None };
    Cause::Tokens(vec![domain::model::TokenFault { name: "one".to_owned(), failure: CallFailure::Vk(error) }])
}

#[tokio::test(start_paused = true)]
async fn one_call_asks_for_all_pages_with_the_fields_of_the_rules() {
    let bench = Bench::new([groups()]);
    bench.ask(&["Name", "public7"]).await.unwrap();
    bench.ask(&["name"]).await.unwrap();
    let calls = bench.calls();
    let value = |call: usize, key: &str| {
        calls[call].parameters.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone())
    };
    assert_eq!(value(0, "group_ids").as_deref(), Some("name,7"));
    assert_eq!(value(1, "group_id").as_deref(), Some("name"));
    assert_eq!(value(0, "fields").as_deref(), Some("menu,is_government_organization"));
    assert_eq!(value(0, "v").as_deref(), Some("5.199"));
    assert_eq!(value(0, "lang").as_deref(), Some("ru"));
    assert!(!format!("{calls:?}").contains(CANARY), "the token is no parameter");
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_repeated_after_growing_pauses_and_then_given_up() {
    for failing in [
        error(10),
        body(502, "<html>Bad Gateway</html>"),
        body(200, "<html>429</html>"),
        body(200, ""),
        body(200, r#"{"response":[{"id":1},"#),
        body(200, [0xff, 0xfe, 0x00]),
        Err(CallFailure::Timeout),
        Err(CallFailure::Broken(ConnectionFault::Reset)),
    ] {
        let bench = Bench::new([failing.clone()]);
        assert!(matches!(bench.ask(&["a", "b"]).await, Err(AskError::Split(_))), "{failing:?}");
        let pauses = bench.pauses();
        assert_eq!(pauses.len(), 5, "{failing:?}");
        for (pause, least) in pauses.iter().zip([1.0, 2.0, 4.0, 8.0, 16.0]) {
            assert!((least..=least * 1.25 + 0.01).contains(pause), "{pauses:?}");
        }
        let bench = Bench::new([failing.clone(), failing, groups()]);
        assert_eq!(bench.ask(&["a"]).await.unwrap().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn pauses_have_an_upper_bound() {
    let bench = Bench::new([error(1)]);
    for failures in 1..100 {
        assert!(bench.client.backoff(failures) <= Duration::from_mins(1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_too_many_waits_over_a_second_and_is_repeated() {
    let bench = Bench::new([error(6), error(6), groups()]);
    bench.ask(&["a"]).await.unwrap();
    assert!(bench.pauses().iter().all(|pause| (1.0..1.5).contains(pause)), "{:?}", bench.pauses());
    let bench = Bench::new([error(6)]);
    assert!(matches!(bench.ask(&["a"]).await, Err(AskError::Split(_))), "not forever");
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_dropped_and_the_call_goes_on_with_another() {
    for code in [5, 27, 28, 1117, 3610] {
        let bench = Bench::with_tokens([error(code), groups()], vec![token("one"), token("two")]);
        bench.ask(&["a"]).await.unwrap();
        bench.ask(&["a"]).await.unwrap();
        let tokens: Vec<_> = bench.calls().into_iter().map(|call| call.token).collect();
        assert_eq!(tokens, ["one", "two", "two"]);
        assert!(matches!(&bench.client.remarks()[..], [Remark::Token { name, .. }] if name == "one"));
    }
    let bench = Bench::new([error(5)]);
    match bench.ask(&["a"]).await {
        Err(AskError::Stop(unverified)) => {
            assert_eq!(unverified.reason, UnverifiedReason::TokensExhausted);
            assert_eq!(unverified.cause, refused(5, "refused ***"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn flood_control_is_waited_out_within_bounds_and_a_closed_method_is_not() {
    let bench = Bench::new([error(9), error(9), groups()]);
    bench.ask(&["a"]).await.unwrap();
    assert_eq!(bench.pauses().iter().map(|pause| pause.round()).collect::<Vec<_>>(), [60.0, 120.0]);
    let bench = Bench::new([error(9)]);
    assert!(matches!(bench.ask(&["a"]).await, Err(AskError::Stop(_))));
    assert_eq!(bench.calls().len(), 5, "1, 2, 4 and 8 minutes are waited, 16 are not");
    let bench = Bench::with_tokens([error(29), groups()], vec![token("one"), token("two")]);
    bench.ask(&["a"]).await.unwrap();
    assert!(bench.pauses()[0] < 0.1, "the other token goes on at once");
    let bench = Bench::new([error(29)]);
    assert!(matches!(bench.ask(&["a"]).await, Err(AskError::Stop(unverified))
        if unverified.reason == UnverifiedReason::TokensExhausted));
}

#[tokio::test(start_paused = true)]
async fn what_wants_a_person_stops_at_once() {
    for code in [14, 17, 24, 3300, 3305] {
        let bench = Bench::with_tokens([error(code)], vec![token("one"), token("two")]);
        match bench.ask(&["a"]).await {
            Err(AskError::Stop(unverified)) => assert_eq!(unverified.reason, UnverifiedReason::Stopped),
            other => panic!("{other:?}"),
        }
        assert_eq!(bench.calls().len(), 1, "error {code}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_a_person_must_visit_is_told() {
    let text = r#"{"error":{"error_code":17,"error_msg":"Validation required","redirect_uri":"https://m.vk.com/login?act=security_check"}}"#;
    let bench = Bench::new([body(200, text)]);
    match cause(bench.ask(&["a"]).await.unwrap_err()) {
        Cause::Call(CallFailure::Vk(VkError { code: 17, redirect_uri: Some(uri), .. })) => {
            assert_eq!(uri, "https://m.vk.com/login?act=security_check");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn errors_8_and_15_are_repeated_once_after_a_while() {
    for code in [8, 15] {
        let bench = Bench::new([error(code), groups()]);
        bench.ask(&["a"]).await.unwrap();
        assert!(bench.pauses()[0] >= 5.0);
        let bench = Bench::new([error(code)]);
        let refused = bench.ask(&["a"]).await.unwrap_err();
        assert_eq!(matches!(refused, AskError::Stop(_)), code == 8, "{refused:?}");
        assert_eq!(bench.calls().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn unknown_pages_and_refused_ones_are_told_apart_without_repeating() {
    let bench = Bench::new([error(125)]);
    assert_eq!(bench.ask(&["a", "b"]).await, Err(AskError::NoneExists));
    assert_eq!(bench.calls().len(), 1);
    for refused in [error(203), body(413, "<html>"), body(414, "<html>"), Err(CallFailure::TooLarge { limit: 1 })] {
        let bench = Bench::new([refused]);
        assert!(matches!(bench.ask(&["a", "b"]).await, Err(AskError::Split(_))));
        assert_eq!(bench.calls().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_vk_counts_whatever_the_status() {
    let bench = Bench::new([body(401, r#"{"error":{"error_code":5,"error_msg":"expired"}}"#)]);
    assert_eq!(cause(bench.ask(&["a"]).await.unwrap_err()), refused(5, "expired"));
    let bench = Bench::new([body(503, r#"{"response":[{"id":1}]}"#)]);
    assert_eq!(cause(bench.ask(&["a"]).await.unwrap_err()), Cause::Call(CallFailure::Http { status: 503 }));
}

#[tokio::test(start_paused = true)]
async fn no_error_repeats_a_token() {
    let echo = format!(r#"{{"error":{{"error_code":"x {CANARY}","error_msg":["{CANARY}"]}}}}"#);
    for failing in [
        error(203),
        error(8),
        body(200, echo),
        body(200, format!(r#"{{"response":"{CANARY}"}}"#)),
        Err(CallFailure::Connect(ConnectionFault::Other(format!("Bearer {CANARY}")))),
        Err(CallFailure::Broken(ConnectionFault::Other(format!("access_token={CANARY}&v=5")))),
    ] {
        let bench = Bench::new([failing]);
        let refused = bench.ask(&["a"]).await.unwrap_err();
        let told = format!("{refused:?} {:?} {:?} {:?}", bench.client, bench.client.remarks(), bench.counts);
        assert!(!told.contains("Canary"), "{told}");
    }
}

#[tokio::test(start_paused = true)]
async fn outcomes_are_counted() {
    let bench = Bench::new([error(6), Err(CallFailure::Timeout), body(502, ""), groups()]);
    bench.ask(&["a"]).await.unwrap();
    let counts = bench.counts.into_inner();
    let listed: Vec<_> = counts.iter().collect();
    assert_eq!(listed, [("http_502", 1), ("ok", 1), ("timeout", 1), ("vk_6", 1)]);
    assert_eq!(counts.total(), 4);
}

#[test]
fn a_client_is_not_made_of_unusable_settings() {
    let options = ClientOptions::default;
    let rng = || fastrand::Rng::with_seed(1);
    assert!(matches!(Client::new(options(), Vec::new(), rng()), Err(ClientError::NoTokens)));
    let broken = Token::new("main", TokenKind::User, format!("{CANARY}\nx").into());
    let refused = Client::new(options(), vec![broken], rng()).unwrap_err();
    assert!(refused.to_string().contains("main") && !refused.to_string().contains("Canary"), "{refused}");
    let plain = ClientOptions { api_url: "http://api.vk.ru".to_owned(), ..options() };
    assert!(matches!(Client::new(plain, vec![token("one")], rng()), Err(ClientError::PlainHttp { .. })));
    assert!(Client::new(options(), vec![token("one")], rng()).is_ok());
}
