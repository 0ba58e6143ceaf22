//! A token goes to VK in the header and is seen nowhere else.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use mock_vk::Scenario;
use tokio_util::sync::CancellationToken;
use vk_page_auditor::vk::{Client, ClientOptions, Token, TokenKind};

use crate::stage::{CANARY, Outcome, addresses, look, options, region, server, token};

/// What is left of the canary when only its beginning is cut off.
const TRACE: &str = "Canary-0123456789";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that a pass under this fault says anywhere, the most talkative log included.
async fn said(fault: &str) -> String {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let scenario = Scenario::parse(&format!("title = \"echo\"\n[[fault]]\ndo = {fault}\n"), "echo").unwrap();
    let server = server(Some(scenario)).await;
    let asked = addresses(&region());
    let crawl = look(options(&server), vec![token("main"), token("spare")], &asked, &CancellationToken::new());
    let outcome = Outcome::of(crawl, asked.len(), &server).await;
    drop(guard);
    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    format!("{:?}\n{:?}\n{log}", outcome.observations, outcome.end)
}

#[tokio::test]
async fn no_failure_makes_the_token_known() {
    for fault in [
        format!("{{ error = {{ code = 5, tail = \"invalid access_token ({CANARY}).\" }} }}"),
        format!("{{ error = {{ code = 203, tail = \"access_token={CANARY}&v=5\" }} }}"),
        format!("{{ error = {{ code = 10, tail = \"{CANARY}\" }} }}"),
        format!("{{ error = {{ code = 14, tail = \"{CANARY}\" }} }}"),
        format!("{{ html = {{ text = \"{CANARY}\" }} }}"),
        "\"reset_head\"".to_owned(),
    ] {
        let said = said(&fault).await;
        assert!(!said.contains(TRACE), "{fault}");
        assert!(said.len() > 1000);
    }
}

#[test]
fn neither_client_nor_token_can_be_printed_with_it() {
    let token = Token::new("main", TokenKind::Service, CANARY.into());
    assert!(!format!("{token:?}").contains(TRACE));
    let client = Client::new(ClientOptions::default(), vec![token], fastrand::Rng::with_seed(1)).unwrap();
    assert!(!format!("{client:?}").contains(TRACE));
}
