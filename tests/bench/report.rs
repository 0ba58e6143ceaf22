//! What rendering costs: a line of NDJSON for an average page, and a page of each format.

#![expect(clippy::unwrap_used, reason = "a measurement of something that fails is none")]

use std::hint::black_box;
use std::io;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use vk_page_auditor::model::PageAudit;
use vk_page_auditor::report::{Format, ReportOptions, ndjson};
use vk_page_auditor::words::{self, Lang};

#[path = "../report/sample.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod sample;

/// Pages of which the average has 1.5 violations, as in the field.
fn pages() -> Vec<PageAudit> {
    (1..=80)
        .map(|number| if number % 8 < 3 { sample::with_violations(number) } else { sample::compliant(number) })
        .collect()
}

fn reports(criterion: &mut Criterion) {
    let pages = pages();
    let violation = sample::with_violations(1).violations.swap_remove(1);
    criterion.bench_function("words of a violation", |bencher| {
        bencher.iter(|| words::violation(Lang::Ru, black_box(&violation)));
    });
    let mut group = criterion.benchmark_group("pages");
    group.throughput(Throughput::Elements(pages.len() as u64));
    group.bench_function("ndjson line", |bencher| {
        let mut line = Vec::new();
        bencher.iter(|| {
            for page in &pages {
                line.clear();
                ndjson::line(black_box(page), Lang::Ru, &mut line).unwrap();
                black_box(&line);
            }
        });
    });
    for format in Format::ALL {
        group.bench_function(format.as_str(), |bencher| {
            let mut writer = format.writer(Box::new(io::sink()), ReportOptions::default()).unwrap();
            bencher.iter(|| pages.iter().for_each(|page| writer.page(black_box(page)).unwrap()));
        });
    }
    group.finish();
}

criterion_group!(benches, reports);
criterion_main!(benches);
