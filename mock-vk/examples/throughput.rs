//! Measures how many groups with menus the stand-in serves a second, and what a region weighs. For people, not for tests.
//!
//! `cargo run --release -p mock-vk --example throughput [PAGES]`

#![expect(clippy::print_stdout, reason = "a measurement is printed")]
#![expect(clippy::expect_used, reason = "a measurement that cannot run ends")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Instant;

use mock_vk::{Region, RegionOptions, Server, ServerOptions};

const CALLS: usize = 200;
const IDS_A_CALL: usize = 500;

fn main() {
    let pages = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(20_000);
    let before = resident_megabytes();
    let started = Instant::now();
    let region = Region::generate(&RegionOptions { pages, ..RegionOptions::default() }).expect("a region");
    println!("{pages} pages made in {:.2?}, {} MB", started.elapsed(), resident_megabytes() - before);
    let ids: Vec<u64> = region.pages().iter().map(|page| page.id).collect();
    // One thread, so that the figure is that of one core; the client has another.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let options = ServerOptions { limit: false, ..ServerOptions::new(Arc::new(region)) };
    let server = runtime.block_on(Server::start(options)).expect("a server");
    let addr = server.addr();
    let clients = std::thread::spawn(move || {
        for gzip in [false, true] {
            measure(addr, &ids, gzip);
        }
    });
    runtime.block_on(async {
        while !clients.is_finished() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    });
    println!("resident at the end: {} MB", resident_megabytes());
}

fn measure(addr: SocketAddr, ids: &[u64], gzip: bool) {
    let mut stream = TcpStream::connect(addr).expect("a connection");
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    let started = server_cpu_seconds();
    for call in 0..CALLS {
        let at = call * IDS_A_CALL % ids.len().saturating_sub(IDS_A_CALL).max(1);
        let list: Vec<String> = ids[at..].iter().take(IDS_A_CALL).map(u64::to_string).collect();
        let form = format!("group_ids={}&fields=menu,is_government_organization&v=5.199", list.join(","));
        let packing = if gzip { "Accept-Encoding: gzip\r\n" } else { "" };
        // Sent in one piece: in two, the second would wait for the first's acknowledgement.
        let call = format!(
            "POST /method/groups.getById HTTP/1.1\r\nHost: 127.0.0.1:8765\r\nAuthorization: Bearer x\r\n{packing}Content-Length: {}\r\n\r\n{form}",
            form.len()
        );
        stream.write_all(call.as_bytes()).expect("a call");
        bytes += read_answer(&mut stream, &mut buffer);
    }
    let seconds = server_cpu_seconds() - started;
    #[expect(clippy::cast_precision_loss, reason = "a printed figure")]
    let (groups, megabytes) = ((CALLS * IDS_A_CALL) as f64 / seconds, bytes as f64 / 1e6);
    println!(
        "gzip {gzip}: {groups:.0} groups/s, {:.0} MB/s on the wire, {megabytes:.0} MB in all",
        megabytes / seconds
    );
}

fn read_answer(stream: &mut TcpStream, buffer: &mut [u8]) -> usize {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).expect("a head");
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|text| text.parse().ok());
    let length: usize = length.expect("a length");
    let mut left = length;
    while left > 0 {
        let size = buffer.len().min(left);
        left -= stream.read(&mut buffer[..size]).expect("a body");
    }
    length
}

/// What the server's thread, the first of the process, has used: the figure holds on a busy machine too.
fn server_cpu_seconds() -> f64 {
    let path = format!("/proc/self/task/{}/schedstat", std::process::id());
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn resident_megabytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}
