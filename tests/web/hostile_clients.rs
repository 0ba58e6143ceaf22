//! Clients that send too much, too slowly, or what swells: a small clear answer, and nobody else waits.

use std::io::{Cursor, Write as _};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::client::Client;
use crate::stage::{Asker, Stage};

/// More than any registry that is sent may have.
const TOO_MUCH: usize = 40 * 1024 * 1024;
/// What a bomb unpacks to.
const SWOLLEN: usize = 64 * 1024 * 1024;
/// What a refusal may weigh.
const SMALL: usize = 20_000;
/// How many clients dawdle at a time.
const DAWDLERS: usize = 40;
/// Until then whoever sends no request is hung up on.
const HUNG_UP_WITHIN: Duration = Duration::from_secs(30);
/// Whoever asks meanwhile gets an answer within this.
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn a_registry_that_swells_when_it_is_unpacked_is_refused_in_a_few_words() {
    let stage = Stage::start().await;
    let mut admin = stage.client(Asker::Admin).await;
    for name in ["xl/worksheets/sheet1.xml", "content.xml"] {
        let mut bomb = ZipWriter::new(Cursor::new(Vec::new()));
        bomb.start_file(name, SimpleFileOptions::default()).unwrap();
        bomb.write_all(&vec![b' '; SWOLLEN]).unwrap();
        let bomb = bomb.finish().unwrap().into_inner();
        assert!(bomb.len() < SWOLLEN / 300);
        let answer = admin.send(admin.upload("registry.xlsx", &bomb)).await;
        assert!((400..500).contains(&answer.status), "{name}: {}", answer.status);
        assert!(answer.text.len() < SMALL && answer.text.contains("registry.xlsx"), "{name}: {}", answer.text);
    }
    assert_eq!(stage.store.registry_imports(10).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registry_that_is_too_large_is_refused_before_it_is_read() {
    let stage = Stage::start().await;
    let admin = stage.client(Asker::Admin).await;
    let request = admin.upload("registry.csv", &vec![b'x'; TOO_MUCH]);
    // the rest of the answer may be lost: the server does not read on to the end of what is sent
    let answer = admin.dressed(request).send().await.unwrap();
    assert!(answer.status().is_client_error(), "{}", answer.status());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_no_request_is_hung_up_on_and_is_in_nobodys_way() {
    let stage = Stage::start().await;
    let address = stage.base.strip_prefix("http://").unwrap();
    let mut dawdlers = Vec::new();
    for _ in 0..DAWDLERS {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /sign-in HTTP/1.1\r\nHost: ").await.unwrap();
        dawdlers.push(stream);
    }
    let mut other = Client::new(&stage.base);
    let answer = timeout(ANSWERED_WITHIN, other.get("/sign-in")).await.expect("others are answered meanwhile");
    assert_eq!(answer.status, 200);
    for mut stream in dawdlers {
        let mut rest = Vec::new();
        let read = timeout(HUNG_UP_WITHIN, stream.read_to_end(&mut rest)).await.expect("it is hung up on");
        assert!(read.is_err() || !String::from_utf8_lossy(&rest).contains("200 OK"));
    }
}
