//! Everything VK is known to do wrong: whatever it is, no page is accused or acquitted falsely.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use mock_vk::region::PageState;
use mock_vk::scenario::{Action, Fault};
use mock_vk::{Region, Scenario};

use super::program::Folder;
use super::schema::assert_report;
use super::stand_in::{
    Judgement, Vk, WITHOUT_PAUSES, approved_set, by_url, region, truth_with_covers, truth_without_covers,
};

/// Runs at a time; most of them wait more than they work.
const THREADS: usize = 8;
/// Enough that every code is planted.
const PAGES: usize = 300;
/// Enough where pictures are judged, which takes longer.
const PAGES_WITH_COVERS: usize = 80;
/// Several calls for a pass, so that scenarios have calls to hit.
const SMALL_BATCH: usize = 40;
/// For scenarios about large batches.
const LARGE_BATCH: usize = 500;
/// Up to this call a fault counts as passing: the program's repetitions outlast it.
const PASSING_CALLS: u64 = 10;
/// Faults that hit at most every so many calls pass too.
const RARE: u64 = 3;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mock-vk/scenarios");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // the scenarios that wait longest are among the last, and should begin first
    files.sort_by(|one, other| other.cmp(one));
    files
}

fn is_about_covers(fault: &Fault) -> bool {
    fault.matches.method.as_deref() == Some("covers")
}

/// How many pages may stay unseen; `None` where the fault never passes.
fn most_unseen(fault: &Fault) -> Option<usize> {
    let matches = &fault.matches;
    match &fault.action {
        // a page whose picture did not come is unverified
        _ if is_about_covers(fault) => None,
        Action::ContentType { .. } | Action::SlowBody { .. } | Action::SlowHead { .. } | Action::Duplicates { .. } => {
            Some(0)
        }
        Action::Malformed { .. } => Some(1),
        _ if matches.contains.is_some() => Some(1),
        _ if matches.ids_at_least.is_some() => Some(0),
        _ if matches.calls.last().or(matches.to.as_ref()).is_some_and(|last| *last <= PASSING_CALLS) => Some(0),
        _ if matches.every.is_some_and(|every| every >= RARE) => Some(0),
        _ => None,
    }
}

/// The registry's addresses of pages whose short name a scenario takes away.
fn renamed(region: &Region, scenario: &Scenario) -> Vec<String> {
    let open = |number: usize| {
        let fit = region.pages().iter().enumerate();
        let mut fit = fit.filter(|(_, page)| page.state == PageState::Open && page.screen_name.is_some());
        fit.nth(number - 1).unwrap().0
    };
    let place =
        |page: &str| page.strip_prefix('#').map_or_else(|| region.find(page).unwrap(), |n| open(n.parse().unwrap()));
    let url = |place: usize| region.world().organizations[place].page_url.to_string();
    scenario.renamed.iter().map(|one| url(place(&one.page))).collect()
}

fn check(path: &Path, regions: &[Arc<Region>; 2]) {
    let scenario = Scenario::load(path).unwrap();
    let with_covers = scenario.faults.iter().any(is_about_covers);
    let region = &regions[usize::from(with_covers)];
    let excepted = renamed(region, &scenario);
    let unseen = scenario.faults.iter().map(most_unseen).try_fold(0, |sum, most| Some(sum + most?));
    let wants_large = scenario.faults.iter().any(|fault| fault.matches.ids_at_least.is_some());
    let batch = if wants_large { LARGE_BATCH } else { SMALL_BATCH };
    let slow_head = scenario.faults.iter().any(|fault| matches!(fault.action, Action::SlowHead { .. }));
    let patience = if slow_head { Duration::from_secs(30) } else { Duration::from_secs(1) };
    let place = Folder::new();
    let timeouts = format!("read_timeout = \"{0}s\"\nrequest_timeout = \"{0}s\"\n", patience.as_secs());
    place.write("vk-page-auditor.toml", format!("{WITHOUT_PAUSES}batch_size = {batch}\n{timeouts}"));
    place.write("registry.csv", region.registry_csv());
    let vk = Vk::misbehaving(Arc::clone(region), scenario);
    let line = "run --registry registry.csv --output report.json";
    let ended = if with_covers {
        place.write("covers.set", approved_set());
        place.run_against(&vk.url(), line)
    } else {
        place.run_against(&vk.url(), &format!("{line} --no-covers"))
    };
    let code = ended.code();
    assert!(ended.out.is_empty() && [0, 1, 3].contains(&code), "{code}: {}", ended.err);
    let report = place.read_json("report.json");
    assert_report(&report);
    let pages = by_url(report["pages"].as_array().unwrap());
    let truth = if with_covers { truth_with_covers(region) } else { truth_without_covers(region) };
    assert!(pages.keys().eq(truth.keys()), "every page of the registry, and no other");
    let (mut wrong, mut not_seen) = (0, 0);
    for (url, judgement) in &truth {
        let page = pages[url];
        let found = Judgement::of(page);
        wrong += usize::from(found.verdict == "violations");
        if found.verdict == "unverified" {
            not_seen += 1;
            // without its picture the rest of a page was seen all the same
            let is_known = with_covers && found.defects.is_subset(&judgement.defects);
            assert!(found.defects.is_empty() || is_known, "{url} is accused unseen: {found:?}");
            assert!(page["unverified"]["reason"].is_string(), "{url}");
        } else if !is_closed_without_menu(&found, judgement) && !excepted.contains(url) {
            assert_eq!(found, *judgement, "{url}");
        }
    }
    if let Some(most) = unseen {
        assert!(not_seen <= most, "{not_seen} pages were not seen, {most} at most were to be expected\n{}", ended.err);
        assert_eq!(report["run"]["complete"], true);
    }
    if with_covers {
        assert!(not_seen < truth.len() / 2 && report["run"]["complete"] == true, "{not_seen} pages were not seen");
    }
    let is_whole = not_seen == 0 && report["run"]["complete"] == true;
    assert_eq!(
        code,
        if wrong > 0 {
            1
        } else if is_whole {
            0
        } else {
            3
        }
    );
}

#[test]
fn no_misbehaviour_of_vk_makes_a_page_be_accused_or_acquitted_falsely() {
    let (files, regions) = (files(), [PAGES, PAGES_WITH_COVERS].map(|pages| Arc::new(region(pages, 4, "03"))));
    assert!(files.len() >= 60, "{} scenarios", files.len());
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                    // the panic's own words go to the test's output
                    if catch_unwind(|| check(path, &regions)).is_err() {
                        failed.lock().unwrap().push(name);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "scenarios that failed: {failed:?}");
}

/// A closed page of which VK gave no menu this time: nobody is asked for one, and nothing is said of it.
fn is_closed_without_menu(found: &Judgement, truth: &Judgement) -> bool {
    let is_closed = |code: &str| code == "page.closed";
    found.defects.len() == 1
        && found.defects.iter().all(|(code, ..)| is_closed(code))
        && truth.defects.iter().any(|(code, ..)| is_closed(code))
}
