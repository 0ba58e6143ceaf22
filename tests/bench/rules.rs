//! What the rules cost: one audit of a page where all is right, of one with five defects, and of one that lists the
//! most items a menu has.

#![expect(clippy::unwrap_used, reason = "a measurement of something that fails is none")]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use vk_page_auditor::model::{
    Access, CoverImage, GroupId, Level, Menu, MenuItem, Ogrn, Oktmo, OpaId, Organization, PageSnapshot, RegionCode,
    Sight, Verdict,
};
use vk_page_auditor::policy::Policy;
use vk_page_auditor::rules::{Subject, audit};

const MESSAGES_URL: &str =
    "https://pos.gosuslugi.ru/form/?opaId=215120&utm_source=vk&utm_medium=73&utm_campaign=1027301172106";
const POLLS_URL: &str = "https://pos.gosuslugi.ru/og/org-activities?mun_code=73701000&utm_source=vk2&utm_medium=73&utm_campaign=1027301172106";
/// Items of other kinds that pages have beside the forms.
const OTHERS: [(&str, &str); 3] = [
    ("Приём граждан", "https://vk.com/topic-12345678_87654321"),
    ("Сайт", "https://admin.example.ru/about/?section=contacts"),
    ("Новости", "https://vk.cc/abcdef"),
];
/// As many items as VK takes.
const MOST_ITEMS: usize = 20;

fn organization() -> Arc<Organization> {
    Arc::new(Organization {
        name: "Школа № 1".into(),
        ogrn: Ogrn::parse("1027301172106").ok(),
        level: Some(Level::Subordinate),
        region_code: RegionCode::parse("73").ok(),
        municipality: Some("Ульяновск".into()),
        oktmo: Some(Oktmo::parse("73701000").unwrap()),
        messages_opa_id: OpaId::parse("215120").ok(),
        messages_connected: Some(false),
        ..Organization::default()
    })
}

fn item(title: &str, url: &str) -> MenuItem {
    let cover =
        |width| CoverImage { url: format!("https://sun1.userapi.com/{width}.jpg").into(), width, height: width };
    MenuItem { title: title.into(), url: url.into(), is_hidden: false, cover: [376, 752, 1128].map(cover).into() }
}

fn page(items: Vec<MenuItem>) -> PageSnapshot {
    PageSnapshot {
        group_id: GroupId::new(1).unwrap(),
        screen_name: Some("school1".into()),
        name: "Школа № 1".into(),
        access: Access::Open,
        deactivated: None,
        is_government_organization: Some(true),
        menu: Some(Menu { is_hidden: false, items }),
    }
}

fn correct() -> Vec<MenuItem> {
    let forms = [("Решаем вместе", MESSAGES_URL), ("Высказать мнение", POLLS_URL)];
    forms.into_iter().chain(OTHERS).map(|(title, url)| item(title, url)).collect()
}

fn with_five_defects() -> PageSnapshot {
    let mut items = correct();
    items[0].title = "РЕШАЕМ ВМЕСТЕ!".into();
    items[0].url = MESSAGES_URL.replace("https", "http").replace("215120", "1").into();
    items[1].cover.clear();
    items[1].url = POLLS_URL.replace("mun_code", "Mun_Code").into();
    page(items)
}

fn audits(criterion: &mut Criterion) {
    let policy = Policy::built_in().unwrap();
    let organization = organization();
    let many = correct()
        .into_iter()
        .chain((0..MOST_ITEMS - correct().len()).map(|at| item(OTHERS[at % 3].0, OTHERS[at % 3].1)));
    let mut group = criterion.benchmark_group("audit");
    for (name, page, defects) in [
        ("a correct page", page(correct()), 0),
        ("five defects", with_five_defects(), 5),
        ("twenty items", page(many.collect()), 0),
    ] {
        let sight = Sight::Seen(Box::new(page));
        let subject = Subject {
            others: &[],
            url: "https://vk.com/club1",
            organization: Some(&organization),
            sight: sight.clone(),
            covers: &[],
        };
        let found = audit(&policy, subject.clone(), Timestamp::UNIX_EPOCH);
        assert_eq!(found.violations.len(), defects, "{:?}", found.violations);
        assert_eq!(found.verdict == Verdict::Compliant, defects == 0);
        group.bench_function(name, |bencher| {
            let one = |subject| audit(&policy, black_box(subject), Timestamp::UNIX_EPOCH);
            bencher.iter_batched(|| subject.clone(), one, BatchSize::SmallInput);
        });
    }
    group.finish();
}

criterion_group!(benches, audits);
criterion_main!(benches);
