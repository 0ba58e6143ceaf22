//! Ctrl-C and SIGTERM: a partial report that is valid and accuses nobody unseen.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use mock_vk::{Region, Scenario};

use super::program::Folder;
use super::schema::assert_report;
use super::stand_in::{Judgement, Vk, WITHOUT_PAUSES, by_url, region, truth_without_covers};

/// More pages than are held back to be shown in order.
const PAGES: usize = 300;
/// How long a condition may take to come about.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(5);

fn stalling(from: u32) -> Scenario {
    let text = format!(
        "title = \"stalls\"\n[[fault]]\nmatch = {{ method = \"groups.getById\", from = {from} }}\ndo = \"stall_head\"\n"
    );
    Scenario::parse(&text, "stalling").unwrap()
}

fn prepared(region: &Region) -> Folder {
    let place = Folder::new();
    place.write("vk-page-auditor.toml", format!("{WITHOUT_PAUSES}batch_size = 150\nmax_in_flight = 1\n"));
    place.write("registry.csv", region.registry_csv());
    place
}

fn signal(child: &Child, name: &str) {
    let told = Command::new("sh").args(["-c", &format!("kill -{name} {}", child.id())]).status().unwrap();
    assert!(told.success());
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        thread::park_timeout(GLANCE);
    }
}

#[track_caller]
fn assert_partial_report_after(name: &str) {
    let region = Arc::new(region(PAGES, 6, "03"));
    let place = prepared(&region);
    let vk = Vk::misbehaving(Arc::clone(&region), stalling(2));
    let line = ["run", "--registry", "registry.csv", "--format", "ndjson", "--output", "report.json"];
    let mut child = place.command_against(&vk.url(), &line).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    // pages on standard output: the first call's are audited; a second arrival: the next call stalls
    out.read_line(&mut first).unwrap();
    wait_until("the stalled call arrives", || vk.server().arrivals().len() >= 2);
    signal(&child, name);
    let drained = thread::spawn(move || out.read_to_end(&mut Vec::new()));
    let ended = place.wait(child).expect(130, &["прерываю"]);
    drained.join().unwrap().unwrap();
    assert!(first.ends_with('\n') && ended.out.is_empty());
    let report = place.read_json("report.json");
    assert_report(&report);
    assert_eq!(report["run"]["complete"], false);
    assert_eq!(report["run"]["cut_short"]["reason"], "interrupted");
    let pages = by_url(report["pages"].as_array().unwrap());
    let truth = truth_without_covers(&region);
    assert!(pages.keys().eq(truth.keys()));
    let mut seen = 0;
    for (url, judgement) in &truth {
        let found = Judgement::of(pages[url]);
        if found.verdict == "unverified" {
            assert_eq!(pages[url]["unverified"]["reason"], "interrupted", "{url}");
            assert!(found.defects.is_empty(), "{url}");
        } else {
            assert_eq!(found, *judgement, "{url}");
            seen += 1;
        }
    }
    assert!(seen > 0 && seen < PAGES, "{seen} pages were seen");
    assert_eq!(report["summary"]["unverified"]["interrupted"], PAGES - seen);
    assert!(place.names().iter().all(|name| !name.contains(".vk-page-auditor-")), "{:?}", place.names());
}

#[test]
fn ctrl_c_ends_with_130_and_a_partial_report() {
    assert_partial_report_after("INT");
}

#[test]
fn sigterm_ends_with_130_and_a_partial_report() {
    assert_partial_report_after("TERM");
}

#[test]
fn a_run_interrupted_before_its_first_answer_has_seen_nothing() {
    let region = Arc::new(region(PAGES, 6, "03"));
    let place = prepared(&region);
    let vk = Vk::misbehaving(Arc::clone(&region), stalling(1));
    let line = ["run", "--registry", "registry.csv", "--output", "report.json"];
    let child = place.command_against(&vk.url(), &line).spawn().unwrap();
    wait_until("the stalled call arrives", || !vk.server().arrivals().is_empty());
    signal(&child, "INT");
    place.wait(child).expect(130, &[]);
    let report = place.read_json("report.json");
    assert_report(&report);
    assert_eq!(report["summary"]["unverified"]["interrupted"], PAGES);
}

#[test]
fn a_second_ctrl_c_ends_at_once_even_when_nobody_takes_the_report() {
    let region = Arc::new(region(PAGES, 6, "03"));
    let place = prepared(&region);
    let vk = Vk::of(region.as_ref().clone());
    // far more than a pipe holds, and nobody reads: the program waits for its reader
    let line = ["run", "--registry", "registry.csv", "--format", "ndjson", "--output", "-", "--output", "report.json"];
    let mut child = place.command_against(&vk.url(), &line).spawn().unwrap();
    let _unread = child.stdout.take().unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap());
    wait_until("every call is answered", || {
        let arrivals = vk.server().arrivals();
        arrivals.len() >= 2 && arrivals.iter().all(|arrival| arrival.outcome != "unanswered")
    });
    signal(&child, "INT");
    let mut line = String::new();
    while !line.contains("прерываю") {
        line.clear();
        assert!(told.read_line(&mut line).unwrap() > 0, "the first Ctrl-C is acknowledged");
    }
    signal(&child, "INT");
    assert_eq!(place.wait(child).code(), 130);
    assert!(!place.names().contains("work/report.json"), "no half of a report");
}

#[test]
fn the_demo_serves_its_dashboard_until_it_is_interrupted_and_leaves_nothing_behind() {
    let place = Folder::new();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let line = ["demo", "--pages", "60", "--lang", "en", "--quiet", "--listen", &address];
    let mut child = place.command(&line).spawn().unwrap();
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let mut told = String::new();
    while !told.contains("findings --limit") {
        assert_ne!(err.read_line(&mut told).unwrap(), 0, "{told}");
    }
    assert!(told.contains(&format!("http://{address}/")) && told.contains("60/60"), "{told}");
    let config = told.split("--config ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().to_owned();
    let findings = ["findings", "--format", "ndjson", "--config", &config];
    wait_until("a second look confirms findings", || {
        place.run_words(&findings).out.split(|byte| *byte == b'\n').count() > 2
    });
    let mut page = String::new();
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    stream.read_to_string(&mut page).unwrap();
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("<h1>"), "{page}");
    signal(&child, "INT");
    let mut rest = String::new();
    err.read_to_string(&mut rest).unwrap();
    assert_eq!(place.wait(child).status.code(), Some(0), "{rest}");
    assert!(!rest.contains("partial"), "{rest}");
    assert_eq!(place.names().len(), 0, "{:?}", place.names());
}
