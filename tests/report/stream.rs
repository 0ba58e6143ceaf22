//! A long report needs no more memory than a short one. Each is written in a process of its own, whose peak the system
//! tells; other tests of this binary would blur it.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use vk_page_auditor::model::Summary;
use vk_page_auditor::report::Format;
use vk_page_auditor::words::Lang;

use super::{options, sample};

const FORMAT: &str = "REPORT_TEST_FORMAT";
/// Before the number the child tells.
const PEAK: &str = "peak kB: ";
const PAGES: &str = "REPORT_TEST_PAGES";
/// Pages after which every buffer has reached its size.
const FEW: u64 = 300;
/// Pages kept in memory would add over 3 kB each.
const MANY: u64 = 3_000;
const VERY_MANY: u64 = 20_000;
/// What chance adds.
const NOISE_KB: u64 = 2 * 1024;
/// What the links of a workbook add: a fixed number of them stays in memory, in each of two sheets.
const LINKS_KB: u64 = 2 * 10_000;

/// An output that only counts.
#[derive(Clone, Default)]
struct Counted(Arc<AtomicU64>);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.fetch_add(u64::try_from(bytes.len()).unwrap(), Ordering::Relaxed);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
#[ignore = "started by the test below, alone in its process"]
fn a_long_report_is_written() {
    let format: Format = env::var(FORMAT).as_deref().unwrap_or("ndjson").parse().unwrap();
    let pages: u64 = env::var(PAGES).as_deref().unwrap_or("100").parse().unwrap();
    let counted = Counted::default();
    let mut writer = format.writer(Box::new(counted.clone()), options(Lang::Ru)).unwrap();
    let mut summary = Summary::default();
    for number in 1..=pages {
        let audit = if number % 2 == 0 { sample::with_violations(number) } else { sample::compliant(number) };
        summary.add(&audit);
        writer.page(&audit).unwrap();
    }
    writer.finish(&sample::run(), &summary).unwrap();
    let written = counted.0.load(Ordering::Relaxed);
    assert!(written > pages * 20, "{written} bytes for {pages} pages");
    writeln!(io::stdout(), "{PEAK}{}", peak_kb()).unwrap();
}

/// The peak of this process's resident memory so far.
fn peak_kb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn peak_of(format: Format, pages: u64) -> u64 {
    let child = Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "stream::a_long_report_is_written"])
        .env(FORMAT, format.as_str())
        .env(PAGES, pages.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8(child.stdout).unwrap();
    assert!(child.status.success(), "{said}");
    let peak = said.split_once(PEAK).unwrap().1;
    peak.lines().next().unwrap().trim().parse().unwrap()
}

/// Compares the peaks of a short report and a long one, all formats at once.
fn assert_flat(many: u64) {
    thread::scope(|scope| {
        for format in Format::ALL {
            scope.spawn(move || {
                let (short, long) = (peak_of(format, FEW), peak_of(format, many));
                let growth = NOISE_KB + if format == Format::Xlsx { LINKS_KB } else { 0 };
                assert!(short > 1000, "{format}: the peak was not read");
                assert!(long < short + growth, "{format}: {short} kB for {FEW} pages, {long} kB for {many}");
            });
        }
    });
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "reads the peak from /proc")]
fn a_report_ten_times_as_long_takes_no_more_memory() {
    assert_flat(MANY);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "reads the peak from /proc")]
fn twenty_thousand_pages_take_no_more_memory_than_a_few() {
    assert_flat(VERY_MANY);
}
