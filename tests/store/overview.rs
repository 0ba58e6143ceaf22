//! What a dashboard shows: pages in any order, how municipalities stand, what is wrong most, and how that went on.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use vk_page_auditor::model::{Code, Form, Municipality, RegionCode, Severity, Verdict};
use vk_page_auditor::store::{EventKind, FindingQuery, PageCursor, PageId, PageQuery, PageSort, Scope, VerdictCounts};

use crate::scene::{Entry, Seen, clean, ogrn, school, violation, with};
use crate::stage::Stage;

on_both!(
    pages_are_listed_in_every_order_and_go_on_where_they_ended,
    a_place_in_an_order_is_written_and_read_back,
    municipalities_stand_as_their_pages_do,
    open_findings_are_counted_by_municipality_and_code,
    the_same_wrong_value_on_several_pages_is_one_cause,
    days_are_those_of_the_time_zone,
    the_trend_tells_how_pages_stood_each_day,
    what_moves_to_another_municipality_is_counted_there,
    a_word_that_only_looks_alike_is_not_found,
);

fn scope_of(municipality: &str) -> Scope {
    Scope { municipalities: vec![Municipality::from(municipality)], ..Scope::everything() }
}

fn region(code: &str) -> Scope {
    Scope { regions: vec![RegionCode::parse(code).unwrap()], ..Scope::everything() }
}

/// Every scope that is not all, with the schools in it: 1 to 3 are of one municipality, 4 and 5 of another, 5 of another
/// region.
fn scopes() -> [(Scope, &'static [i64]); 5] {
    [
        (Scope::everything(), &[1, 2, 3, 4, 5]),
        (region("03"), &[1, 2, 3, 4]),
        (region("77"), &[5]),
        (scope_of("Другой округ"), &[4, 5]),
        (Scope { organizations: vec![ogrn(1), ogrn(5)], ..Scope::everything() }, &[1, 5]),
    ]
}

fn entries() -> Vec<Entry> {
    let mut entries: Vec<Entry> = (1..=5).map(school).collect();
    for (entry, name) in entries.iter_mut().zip(["Ёж", "ель", "Дом", "дом", "ЯСЛИ"]) {
        entry.organization.name = name.into();
    }
    for entry in entries.iter_mut().skip(3) {
        entry.organization.municipality = Some(Arc::from("Другой округ"));
    }
    entries[4].organization.region_code = RegionCode::parse("77").ok();
    entries
}

async fn imported(stage: &Stage) -> Vec<PageId> {
    stage.import(&entries()).await;
    stage.store.registered_pages(None, 10).await.unwrap().iter().map(|page| page.id).collect()
}

/// Two days on which these pages looked so: whatever is wrong is confirmed.
async fn confirmed(stage: &Stage, seen: &[(PageId, Seen)]) {
    for _ in 0..2 {
        stage.pass_a_day();
        stage.run("daily", seen).await;
    }
}

fn warning() -> Seen {
    Seen::With(vec![violation(Code::TitleNearMatch, Severity::Warning, "a")])
}

async fn pages_are_listed_in_every_order_and_go_on_where_they_ended(stage: &Stage) {
    let pages = imported(stage).await;
    let seen = [with(&[Code::MenuHidden]), warning(), with(&[Code::MenuHidden, Code::CoverMissing]), clean()];
    let seen: Vec<_> = pages.iter().copied().zip(seen).collect();
    confirmed(stage, &seen).await;
    stage.pass_a_day();
    stage.run("one", &[(pages[1], warning())]).await;
    let orders: [(PageSort, [i64; 5]); 5] = [
        (PageSort::Number, [1, 2, 3, 4, 5]),
        // small and great letters are the same, and so are ё and е
        (PageSort::Name, [3, 4, 1, 2, 5]),
        (PageSort::Gravity, [4, 5, 2, 1, 3]),
        (PageSort::LookedAt, [5, 1, 3, 4, 2]),
        (PageSort::ChangedAt, [5, 2, 4, 1, 3]),
    ];
    for (sort, order) in orders {
        for (scope, mine) in scopes() {
            for descending in [false, true] {
                let mut expected: Vec<i64> = order.into_iter().filter(|page| mine.contains(page)).collect();
                if descending {
                    expected.reverse();
                }
                for limit in [2, 100] {
                    let mut query = PageQuery { sort, descending, limit, ..PageQuery::within(scope.clone()) };
                    let mut listed = Vec::new();
                    loop {
                        let some = stage.store.pages(&query).await.unwrap();
                        let Some(last) = some.last() else { break };
                        query.cursor = Some(PageCursor::of(last, sort));
                        listed.extend(some.iter().map(|page| page.id.get()));
                    }
                    assert_eq!(listed, expected, "{sort:?} {scope:?} {descending} {limit}");
                }
            }
        }
    }
}

async fn a_place_in_an_order_is_written_and_read_back(stage: &Stage) {
    let pages = imported(stage).await;
    confirmed(stage, &[(pages[0], with(&[Code::MenuHidden])), (pages[1], clean())]).await;
    for sort in [PageSort::Number, PageSort::Name, PageSort::Gravity, PageSort::LookedAt, PageSort::ChangedAt] {
        for row in
            stage.store.pages(&PageQuery { sort, limit: 10, ..PageQuery::within(Scope::everything()) }).await.unwrap()
        {
            let cursor = PageCursor::of(&row, sort);
            assert_eq!(PageCursor::parse(sort, &cursor.to_string()), Some(cursor));
        }
        assert_eq!(PageCursor::parse(sort, ""), None);
        assert_eq!(PageCursor::parse(sort, "x.y"), None);
    }
    // a place in another order is none
    let query = PageQuery {
        sort: PageSort::Name,
        cursor: PageCursor::parse(PageSort::Gravity, "3.1000000"),
        limit: 10,
        ..PageQuery::within(Scope::everything())
    };
    assert_eq!(stage.store.pages(&query).await.unwrap().len(), 5);
}

async fn municipalities_stand_as_their_pages_do(stage: &Stage) {
    let pages = imported(stage).await;
    let seen = [clean(), with(&[Code::MenuHidden]), Seen::Nothing, warning(), with(&[Code::CoverMissing])];
    let seen: Vec<_> = pages.iter().copied().zip(seen).collect();
    confirmed(stage, &seen).await;
    let standings = async |scope: &Scope| -> Vec<(String, String, [u64; 4])> {
        let standings = stage.store.municipality_standings(scope).await.unwrap();
        let row = |one: vk_page_auditor::store::MunicipalityStanding| {
            let VerdictCounts { compliant, violations, review, unverified } = one.verdicts;
            (one.region_code, one.municipality, [compliant, violations, review, unverified])
        };
        standings.into_iter().map(row).collect()
    };
    let row = |region: &str, name: &str, counts: [u64; 4]| (region.to_owned(), name.to_owned(), counts);
    let own = || row("03", "Ёлкинский округ", [1, 1, 0, 1]);
    let other = || row("03", "Другой округ", [1, 0, 0, 0]);
    let far = || row("77", "Другой округ", [0, 1, 0, 0]);
    assert_eq!(standings(&Scope::everything()).await, [other(), own(), far()]);
    assert_eq!(standings(&region("03")).await, [other(), own()]);
    assert_eq!(standings(&region("77")).await, [far()]);
    assert_eq!(standings(&scope_of("Другой округ")).await, [other(), far()]);
    assert!(standings(&scope_of("Никакой округ")).await.is_empty());
}

async fn open_findings_are_counted_by_municipality_and_code(stage: &Stage) {
    let pages = imported(stage).await;
    let both = || with(&[Code::MenuHidden, Code::CoverMissing]);
    let seen = [with(&[Code::MenuHidden]), with(&[Code::MenuHidden]), clean(), both(), both()];
    let mut seen: Vec<_> = pages.iter().copied().zip(seen).collect();
    confirmed(stage, &seen).await;
    // what is mended is not counted, nor what was seen once
    seen[0].1 = clean();
    seen[2].1 = with(&[Code::CoverMissing]);
    stage.pass_a_day();
    stage.run("daily", &seen).await;
    stage.pass_a_day();
    seen[2].1 = clean();
    stage.run("daily", &seen).await;
    let counts = async |scope: &Scope| -> Vec<(String, Code, u64)> {
        let counts = stage.store.findings_by_code(scope).await.unwrap();
        counts
            .into_iter()
            .map(|one| (format!("{} {}", one.region_code, one.municipality), one.code.known().unwrap(), one.findings))
            .collect()
    };
    let row = |place: &str, code: Code, count: u64| (place.to_owned(), code, count);
    let own = row("03 Ёлкинский округ", Code::MenuHidden, 1);
    let other = [row("03 Другой округ", Code::CoverMissing, 1), row("03 Другой округ", Code::MenuHidden, 1)];
    let far = [row("77 Другой округ", Code::CoverMissing, 1), row("77 Другой округ", Code::MenuHidden, 1)];
    assert_eq!(counts(&region("03")).await, [&other[..], std::slice::from_ref(&own)].concat());
    assert_eq!(counts(&region("77")).await, far);
    assert_eq!(counts(&Scope::everything()).await, [&other[..], &[own], &far].concat());
    assert_eq!(counts(&scope_of("Другой округ")).await, [&other[..], &far].concat());
}

async fn the_same_wrong_value_on_several_pages_is_one_cause(stage: &Stage) {
    let pages = imported(stage).await;
    let shows = |observed: &str| Seen::With(vec![violation(Code::UrlHost, Severity::Error, observed)]);
    let seen = [shows("a"), shows("a"), shows("b"), shows("a"), shows("b")];
    let seen: Vec<_> = pages.iter().copied().zip(seen).collect();
    confirmed(stage, &seen).await;
    let causes = async |scope: &Scope, least: u64| -> Vec<(Option<String>, u64)> {
        let causes = stage.store.causes(scope, least, 10).await.unwrap();
        assert!(causes.iter().all(|one| one.code == Code::UrlHost && one.form == Some(Form::Messages)));
        causes.into_iter().map(|one| (one.observed, one.pages)).collect()
    };
    let row = |observed: &str, pages: u64| (Some(observed.to_owned()), pages);
    assert_eq!(causes(&Scope::everything(), 1).await, [row("a", 3), row("b", 2)]);
    assert_eq!(causes(&Scope::everything(), 3).await, [row("a", 3)]);
    assert_eq!(causes(&region("03"), 1).await, [row("a", 3), row("b", 1)]);
    assert_eq!(causes(&scope_of("Другой округ"), 1).await, [row("a", 1), row("b", 1)]);
    assert!(causes(&Scope::everything(), 4).await.is_empty());
    assert_eq!(stage.store.causes(&Scope::everything(), 1, 1).await.unwrap().len(), 1);
    // another value is another cause
    let seen: Vec<_> = pages.iter().map(|page| (*page, shows("c"))).collect();
    stage.pass_a_day();
    stage.run("daily", &seen).await;
    assert_eq!(causes(&Scope::everything(), 1).await, [row("c", 5)]);
}

async fn days_are_those_of_the_time_zone(stage: &Stage) {
    let pages = imported(stage).await;
    let hidden: Vec<_> = pages.iter().map(|page| (*page, with(&[Code::MenuHidden]))).collect();
    let mended: Vec<_> = pages.iter().map(|page| (*page, clean())).collect();
    confirmed(stage, &hidden).await;
    // 06:00 of the third of January in Greenwich
    assert_eq!(stage.now().to_string(), "2026-01-03T06:00:00Z");
    confirmed(stage, &mended).await;
    confirmed(stage, &hidden[..1]).await;
    let changes = async |scope: &Scope, since: &str, hours: i8| -> BTreeMap<Date, (u64, u64, u64)> {
        let zone = TimeZone::fixed(jiff::tz::offset(hours));
        let days = stage.store.daily_changes(scope, since.parse().unwrap(), &zone).await.unwrap();
        days.into_iter().map(|one| (one.day, (one.opened, one.reopened, one.closed))).collect()
    };
    let day = |day: i8| Date::constant(2026, 1, day);
    let all = [(day(3), (5, 0, 0)), (day(5), (0, 0, 5)), (day(7), (0, 1, 0))];
    let long_ago = "2025-12-01T00:00:00Z";
    assert_eq!(changes(&Scope::everything(), long_ago, 3).await, all.into());
    assert_eq!(changes(&Scope::everything(), "2026-01-05T06:00:00Z", 3).await, all[1..].iter().copied().collect());
    let west: BTreeMap<_, _> = all.into_iter().map(|(day, counts)| (day.yesterday().unwrap(), counts)).collect();
    assert_eq!(changes(&Scope::everything(), long_ago, -7).await, west);
    let own = [(day(3), (4, 0, 0)), (day(5), (0, 0, 4)), (day(7), (0, 1, 0))];
    assert_eq!(changes(&region("03"), long_ago, 3).await, own.into());
    let other = [(day(3), (2, 0, 0)), (day(5), (0, 0, 2))];
    assert_eq!(changes(&scope_of("Другой округ"), long_ago, 3).await, other.into());
    assert_eq!(stage.count_events(EventKind::FindingReopened).await, 1);
}

async fn the_trend_tells_how_pages_stood_each_day(stage: &Stage) {
    let since = stage.now();
    let pages = imported(stage).await;
    let hidden = || with(&[Code::MenuHidden]);
    // how the registered pages stood, by the pages themselves, day by day
    let mut told: BTreeMap<usize, Vec<VerdictCounts>> = BTreeMap::new();
    let days: [&[(usize, Seen)]; 6] = [
        &[],
        &[(0, hidden()), (1, clean()), (3, hidden())],
        &[(0, hidden()), (3, hidden()), (4, clean())],
        &[(0, clean()), (2, Seen::Nothing)],
        &[(0, clean()), (3, hidden())],
        &[(1, hidden())],
    ];
    for (number, seen) in days.into_iter().enumerate() {
        if number > 0 {
            stage.pass_a_day();
            let seen: Vec<_> = seen.iter().map(|(place, seen)| (pages[*place], seen.clone())).collect();
            stage.run("daily", &seen).await;
        }
        if number == 4 {
            // the last page leaves the registry, and comes back a day later
            stage.import(&entries()[..4]).await;
        }
        if number == 5 {
            stage.import(&entries()).await;
        }
        for (place, (scope, _)) in scopes().into_iter().enumerate() {
            let query = PageQuery { limit: 10, ..PageQuery::within(scope) };
            let mut counts = VerdictCounts::default();
            for page in stage.store.pages(&query).await.unwrap() {
                *match page.verdict.known().unwrap() {
                    Verdict::Compliant => &mut counts.compliant,
                    Verdict::Violations => &mut counts.violations,
                    Verdict::Review => &mut counts.review,
                    Verdict::Unverified => &mut counts.unverified,
                } += 1;
            }
            told.entry(place).or_default().push(counts);
        }
    }
    for (place, (scope, _)) in scopes().into_iter().enumerate() {
        let trend = stage.store.verdict_trend(&scope, since, stage.now(), &TimeZone::UTC).await.unwrap();
        assert_eq!(trend[0].day, Date::constant(2026, 1, 1));
        let counts: Vec<VerdictCounts> = trend.iter().map(|one| one.verdicts).collect();
        assert_eq!(counts, told[&place], "{scope:?}");
    }
    assert_ne!(told[&0][2], told[&0][4], "something happened");
    stage.is_sound().await;
}

async fn what_moves_to_another_municipality_is_counted_there(stage: &Stage) {
    let pages = imported(stage).await;
    let seen: Vec<_> = pages.iter().map(|page| (*page, with(&[Code::MenuHidden]))).collect();
    confirmed(stage, &seen).await;
    let mut moved = entries();
    moved[0].organization.municipality = Some(Arc::from("Новый округ"));
    moved[0].organization.region_code = RegionCode::parse("77").ok();
    stage.import(&moved).await;
    let query = FindingQuery { limit: 10, ..FindingQuery::within(region("77")) };
    let found = stage.store.findings(&query).await.unwrap();
    assert_eq!(found.iter().map(|one| one.page).collect::<Vec<_>>(), [pages[0], pages[4]]);
    assert_eq!(stage.store.count_findings(&query).await.unwrap(), 2);
    let counts = stage.store.findings_by_code(&region("77")).await.unwrap();
    let places: Vec<&str> = counts.iter().map(|one| one.municipality.as_str()).collect();
    assert_eq!(places, ["Другой округ", "Новый округ"]);
    stage.is_sound().await;
}

async fn a_word_that_only_looks_alike_is_not_found(stage: &Stage) {
    let mut entries = entries();
    // these have the letters of «гимназия», three by three, but not the word
    entries[0].organization.name = "гимн имна мназ нази азия".into();
    entries[1].organization.name = "Гимназия № 12345678".into();
    stage.import(&entries).await;
    let found = async |search: &str| -> Vec<i64> {
        let query = PageQuery { search: Some(search.to_owned()), limit: 10, ..PageQuery::within(Scope::everything()) };
        let pages = stage.store.pages(&query).await.unwrap();
        assert_eq!(stage.store.count_pages(&query).await.unwrap(), pages.len() as u64);
        pages.iter().map(|page| page.id.get()).collect()
    };
    assert_eq!(found("гимназия").await, [2]);
    assert_eq!(found("12345678").await, [2]);
    assert_eq!(found("92345678").await, Vec::<i64>::new());
    // what was renamed is found by its new name only
    entries[1].organization.name = "Лицей".into();
    stage.import(&entries).await;
    assert_eq!(found("гимназия").await, Vec::<i64>::new());
    assert_eq!(found("лицей").await, [2]);
    assert_eq!(found("лицей school_2").await, [2]);
}
