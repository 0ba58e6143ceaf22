//! What VK and the network do wrong is told in the reader's language alone: in the log, in the report and in the table.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use mock_vk::scenario::{Action, Fault, Match};
use mock_vk::{Region, Scenario};
use serde_json::Value;
use vk_page_auditor::vk::KNOWN_ERRORS;

use super::super::program::Folder;
use super::super::stand_in::{Vk, WITHOUT_PAUSES, approved_set, region};
use super::{Listener, foreign, without_heads_of_log};

/// Everything that a report says of pages that could not be seen, of the pass and of its tokens.
fn told_in(report: &Value) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell = |value: &Value| told.extend(value.as_str().map(str::to_owned));
    for page in report["pages"].as_array().unwrap() {
        tell(&page["unverified"]["detail"]);
    }
    let run = &report["run"];
    tell(&run["cut_short"]["message"]);
    tell(&run["cut_short"]["detail"]);
    for remark in run["remarks"].as_array().unwrap() {
        tell(&remark["message"]);
        tell(&remark["detail"]);
    }
    told.retain(|text| !text.is_empty());
    told.sort();
    told.dedup();
    told
}

/// Audits some pages against a VK that misbehaves, in both languages, and listens to log, table and report.
fn hear_vk(listener: &mut Listener, context: &str, url: &str, place: &Folder, is_told: bool) {
    for is_russian in [true, false] {
        let lang = if is_russian { "ru" } else { "en" };
        let covers = if place.path("covers.set").exists() { "" } else { "--no-covers" };
        let line = format!("run --registry registry.csv {covers} --output report.json --output - --lang {lang}");
        let ended = place.run_against(url, &line);
        let context = format!("{context} ({lang})");
        assert!([0, 1, 3].contains(&ended.code()), "{context}: {} {}", ended.code(), ended.err);
        let told = told_in(&place.read_json("report.json"));
        if is_told && told.is_empty() {
            listener.silent.push(context.clone());
        }
        let log = without_heads_of_log(&ended.err);
        listener.found.extend(told.iter().chain([&log]).filter_map(|text| foreign(&context, is_russian, text)));
        if is_russian && ended.code() == 3 {
            // of pages with violations the table repeats titles and links as they stand on the pages
            listener.found.extend(foreign(&context, true, ended.text()));
        }
    }
}

fn some_pages(region: &Region) -> Folder {
    let place = Folder::new();
    place.write("vk-page-auditor.toml", format!("{WITHOUT_PAUSES}read_timeout = \"1s\"\nrequest_timeout = \"1s\"\n"));
    place.write("registry.csv", region.registry_csv());
    place
}

#[test]
fn every_error_code_of_vk_is_told_in_the_readers_language() {
    let region = Arc::new(region(3, 4, "03"));
    let place = some_pages(&region);
    let mut listener = Listener::default();
    let error = |code: i64, subcode| Action::Error {
        code: u32::try_from(code).unwrap(),
        tail: Some("no access_token passed".to_owned()),
        subcode,
    };
    let codes = KNOWN_ERRORS.iter().map(|code| (*code, None));
    for (code, subcode) in codes.chain([(777, None), (15, Some(1133)), (15, Some(1134))]) {
        let fault = Fault { matches: Match::default(), action: error(code, subcode) };
        let scenario =
            Scenario { title: String::new(), real_rate_per_second: None, renamed: Vec::new(), faults: vec![fault] };
        let vk = Vk::misbehaving(Arc::clone(&region), scenario);
        // what says that there is no such page is no obstacle
        let is_told = ![100, 113, 125].contains(&code);
        hear_vk(&mut listener, &format!("error {code}"), &vk.url(), &place, is_told);
    }
    listener.end();
}

#[test]
fn whatever_the_network_does_is_told_in_the_readers_language() {
    let region = Arc::new(region(3, 4, "03"));
    let place = some_pages(&region);
    let mut listener = Listener::default();
    let html = |status| Action::Html { status, text: "Too many requests".to_owned() };
    let actions = [400, 401, 403, 404, 405, 407, 413, 429, 500, 502, 503, 504].map(|status| Action::Http { status });
    let actions = actions.into_iter().chain([
        html(200),
        html(503),
        Action::EmptyBody,
        Action::TrailingComma,
        Action::Truncated { share: 0.5 },
        Action::SlowHead { pause_ms: 3_000 },
    ]);
    for action in actions {
        let context = format!("{action:?}");
        let fault = Fault { matches: Match::default(), action };
        let scenario =
            Scenario { title: String::new(), real_rate_per_second: None, renamed: Vec::new(), faults: vec![fault] };
        let vk = Vk::misbehaving(Arc::clone(&region), scenario);
        hear_vk(&mut listener, &context, &vk.url(), &place, true);
    }
    // nobody listens there; and somebody who does not speak TLS
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    hear_vk(&mut listener, "refused", &format!("http://{free}"), &place, true);
    let vk = Vk::of(super::super::stand_in::region(3, 4, "03"));
    hear_vk(&mut listener, "no TLS", &vk.url().replace("http://", "https://"), &place, true);
    listener.end();
}

#[test]
fn every_known_misbehaviour_of_vk_is_told_in_the_readers_language() {
    /// Those that wait for long are about time alone, and say nothing that others do not.
    const SLOW: [&str; 3] = ["slow", "stall", "drip"];
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("mock-vk/scenarios");
    let region = Arc::new(region(30, 4, "03"));
    let (place, with_covers) = (some_pages(&region), some_pages(&region));
    with_covers.write("covers.set", approved_set());
    let mut listener = Listener::default();
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let scenario = Scenario::load(&path).unwrap();
        let about_covers = scenario.faults.iter().any(|fault| fault.matches.method.as_deref() == Some("covers"));
        if SLOW.iter().any(|word| name.contains(word)) {
            continue;
        }
        let vk = Vk::misbehaving(Arc::clone(&region), scenario);
        let place = if about_covers { &with_covers } else { &place };
        hear_vk(&mut listener, &name, &vk.url(), place, false);
    }
    listener.end();
}
