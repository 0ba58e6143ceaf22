//! How long a registry of the whole country takes to read: 200,000 pages in each format.

use std::fmt::Write;
use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use vk_page_auditor::model::{Oktmo, RegionCode};
use vk_page_auditor::registry::{Headers, Regions, Registry, RegistryFormat, RegistryOptions};

/// About as many official pages as the country has.
const PAGES: u64 = 200_000;
/// Organisations under one municipal body.
const BELOW_ONE: u64 = 60;

struct Everywhere;

impl Regions for Everywhere {
    fn knows(&self, _: RegionCode) -> bool {
        true
    }

    fn contains(&self, _: RegionCode, _: Oktmo) -> bool {
        true
    }
}

fn ogrn(number: u64) -> String {
    let body = 102_030_000_000 + number;
    format!("{body}{}", body % 11 % 10)
}

/// Every sixty-first organisation is municipal, the others are below it; half of those are connected themselves.
fn csv() -> String {
    let mut text = "page_url;organization;ogrn;level;region_code;municipality;oktmo;opa_id;messages_connected;polls_connected;parent_ogrn;contact_email\r\n".to_owned();
    for number in 0..PAGES {
        let head = number - number % (BELOW_ONE + 1);
        let town = format!("Муниципальный округ № {head}");
        let (level, opa, parent) = match number {
            _ if number == head => ("municipal", number.to_string() + "1", String::new()),
            _ if number % 2 == 0 => ("subordinate", number.to_string() + "1", ogrn(head)),
            _ => ("subordinate", String::new(), ogrn(head)),
        };
        let oktmo = if number == head { format!("03{:06}", head % 1_000_000) } else { String::new() };
        writeln!(
            text,
            "https://vk.com/official_{number};\"Муниципальное бюджетное учреждение \"\"Школа № {number}\"\"\";{};{level};03;{town};{oktmo};{opa};;да;{parent};mail{number}@example.ru\r",
            ogrn(number)
        )
        .unwrap_or_default();
    }
    text
}

fn read(bytes: &[u8], format: RegistryFormat) -> Registry {
    let result = Registry::read(black_box(bytes), format, &RegistryOptions::default(), &Everywhere);
    let (registry, problems) = result.unwrap_or_default();
    assert_eq!((registry.len() as u64, problems.len()), (PAGES, 0));
    registry
}

fn formats(criterion: &mut Criterion) {
    let csv = csv();
    let registry = read(csv.as_bytes(), RegistryFormat::Csv);
    let (mut xlsx, mut toml) = (Vec::new(), Vec::new());
    let written = registry.write_xlsx(Headers::Russian, &mut xlsx).and(registry.write_toml(&mut toml));
    assert!(written.is_ok(), "{written:?}");

    let mut group = criterion.benchmark_group("registry of 200,000 pages");
    group.sample_size(10).measurement_time(Duration::from_secs(8));
    for (name, bytes, format) in [
        ("read csv", csv.as_bytes(), RegistryFormat::Csv),
        ("read xlsx", &xlsx, RegistryFormat::Xlsx),
        ("read toml", &toml, RegistryFormat::Toml),
    ] {
        group.bench_function(name, |bencher| bencher.iter_with_large_drop(|| read(bytes, format)));
    }
    group.bench_function("write csv", |bencher| {
        bencher.iter(|| {
            let mut out = Vec::new();
            registry.write_csv(Headers::Russian, &mut out).map(|()| out.len())
        });
    });
    group.bench_function("write xlsx", |bencher| {
        bencher.iter(|| {
            let mut out = Vec::new();
            registry.write_xlsx(Headers::Russian, &mut out).map(|()| out.len())
        });
    });
    group.finish();
}

criterion_group!(benches, formats);
criterion_main!(benches);
