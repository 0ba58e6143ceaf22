//! What is read: every filter, whose pages somebody may see, search, and page by page.

use std::sync::Arc;
use std::time::Duration;

use vk_page_auditor::findings::State;
use vk_page_auditor::model::{Code, Form, Level, Municipality, RegionCode, Severity, Verdict};
use vk_page_auditor::store::{
    EventKind, EventQuery, FindingQuery, PageId, PageQuery, RunKind, RunQuery, RunState, Scope,
};

use crate::scene::{Entry, Seen, clean, ogrn, school, violation, with};
use crate::stage::Stage;

on_both!(
    pages_by_every_filter,
    findings_by_every_filter,
    events_by_every_filter,
    runs_by_every_filter,
    nobody_sees_the_pages_of_others,
    search_knows_no_case_and_no_wildcards,
    search_takes_words_as_people_type_them,
    hostile_searches_find_nothing_and_break_nothing,
    lists_go_on_where_they_ended,
    figures_tell_how_the_service_stands,
);

/// Six schools of two municipalities: 1 clean, 2 hidden menu, 3 doubtful cover, 4 a warning, 5 not seen, 6 gone from the
/// registry; all is confirmed.
async fn town(stage: &Stage) -> Vec<PageId> {
    let mut entries: Vec<Entry> = (1..=6).map(school).collect();
    for entry in entries.iter_mut().skip(3) {
        entry.organization.municipality = Some(Arc::from("Другой округ"));
        entry.organization.level = Some(Level::Subordinate);
    }
    entries[4].organization.region_code = RegionCode::parse("77").ok();
    stage.import(&entries).await;
    let pages: Vec<PageId> = stage.store.registered_pages(None, 10).await.unwrap().iter().map(|page| page.id).collect();
    let seen = [
        clean(),
        with(&[Code::MenuHidden]),
        Seen::With(vec![violation(Code::CoverReview, Severity::Notice, "a")]),
        Seen::With(vec![violation(Code::TitleNearMatch, Severity::Warning, "a")]),
        Seen::Nothing,
        with(&[Code::MenuHidden]),
    ];
    let seen: Vec<_> = pages.iter().copied().zip(seen).collect();
    for _ in 0..2 {
        stage.pass_a_day();
        stage.run("daily", &seen).await;
    }
    stage.import(&entries[..5]).await;
    pages
}

/// The numbers of the pages that a query finds; their count must be the same.
async fn numbers(stage: &Stage, query: PageQuery) -> Vec<i64> {
    let query = PageQuery { limit: 100, ..query };
    let pages = stage.store.pages(&query).await.unwrap();
    assert_eq!(stage.store.count_pages(&query).await.unwrap(), pages.len() as u64);
    pages.iter().map(|page| page.id.get()).collect()
}

async fn pages_by_every_filter(stage: &Stage) {
    let pages = town(stage).await;
    let all = || PageQuery::within(Scope::everything());
    let cases = [
        (all(), vec![1, 2, 3, 4, 5]),
        (PageQuery { with_unregistered: true, ..all() }, vec![1, 2, 3, 4, 5, 6]),
        (PageQuery { verdict: Some(Verdict::Compliant), ..all() }, vec![1, 4]),
        (PageQuery { verdict: Some(Verdict::Violations), ..all() }, vec![2]),
        (PageQuery { verdict: Some(Verdict::Review), ..all() }, vec![3]),
        (PageQuery { verdict: Some(Verdict::Unverified), ..all() }, vec![5]),
        (PageQuery { unverified: Some(true), ..all() }, vec![5]),
        (PageQuery { unverified: Some(false), ..all() }, vec![1, 2, 3, 4]),
        (PageQuery { level: Some(Level::Subordinate), ..all() }, vec![4, 5]),
        (PageQuery { code: Some(Code::MenuHidden), with_unregistered: true, ..all() }, vec![2]),
        (PageQuery { page: Some(pages[3]), ..all() }, vec![4]),
        (PageQuery { after: Some(pages[3]), ..all() }, vec![5]),
        (PageQuery { search: Some("SCHOOL_3".to_owned()), ..all() }, vec![3]),
        (PageQuery { search: Some(ogrn(4).to_string()), ..all() }, vec![4]),
        (PageQuery { search: Some("school_5".to_owned()), ..all() }, vec![5]),
    ];
    for (query, expected) in cases {
        let text = format!("{query:?}");
        let found = match query.after {
            Some(_) => {
                let query = PageQuery { limit: 100, ..query };
                stage.store.pages(&query).await.unwrap().iter().map(|page| page.id.get()).collect()
            }
            None => numbers(stage, query).await,
        };
        assert_eq!(found, expected, "{text}");
    }
}

async fn findings_by_every_filter(stage: &Stage) {
    let pages = town(stage).await;
    let confirmed = stage.now();
    let found = async |query: FindingQuery| -> Vec<i64> {
        let query = FindingQuery { limit: 100, ..query };
        let found = stage.store.findings(&query).await.unwrap();
        assert_eq!(stage.store.count_findings(&query).await.unwrap(), found.len() as u64);
        found.iter().map(|finding| finding.page.get()).collect()
    };
    let all = || FindingQuery::within(Scope::everything());
    let after = confirmed + Duration::from_secs(1);
    let cases = [
        (all(), vec![2, 3, 4, 6]),
        (FindingQuery { states: vec![State::Open], ..all() }, vec![2, 3, 4]),
        (FindingQuery { states: vec![State::Closed, State::Suspected], ..all() }, vec![6]),
        (FindingQuery { codes: vec![Code::CoverReview, Code::TitleNearMatch], ..all() }, vec![3, 4]),
        (FindingQuery { severities: vec![Severity::Error], ..all() }, vec![2, 6]),
        (FindingQuery { form: Some(Form::Messages), ..all() }, vec![2, 3, 4, 6]),
        (FindingQuery { form: Some(Form::Polls), ..all() }, vec![]),
        (FindingQuery { page: Some(pages[2]), ..all() }, vec![3]),
        (FindingQuery { opened_since: Some(confirmed), ..all() }, vec![2, 3, 4, 6]),
        (FindingQuery { opened_since: Some(after), ..all() }, vec![]),
        (FindingQuery { closed_since: Some(confirmed), ..all() }, vec![6]),
        (FindingQuery { closed_since: Some(after), ..all() }, vec![]),
        (FindingQuery { search: Some("school_4".to_owned()), ..all() }, vec![4]),
    ];
    for (query, expected) in cases {
        let text = format!("{query:?}");
        assert_eq!(found(query).await, expected, "{text}");
    }
    let row = &stage.store.findings(&FindingQuery { limit: 1, ..all() }).await.unwrap()[0];
    assert_eq!((row.url.as_str(), row.organization.as_str()), ("https://vk.com/school_2", "Школа № 2"));
    assert_eq!((row.position, row.expected.as_deref()), (Some(1), Some("as it should be")));
}

async fn events_by_every_filter(stage: &Stage) {
    let pages = town(stage).await;
    let all = stage.events().await;
    let last = all.last().unwrap().clone();
    let any = || EventQuery { limit: 100, ..EventQuery::within(Scope::everything()) };
    let found = async |query: EventQuery| -> Vec<i64> {
        stage.store.events(&query).await.unwrap().iter().map(|row| row.event.seq).collect()
    };
    let expected = |keep: &dyn Fn(&vk_page_auditor::store::Event) -> bool| -> Vec<i64> {
        all.iter().filter(|event| keep(event)).map(|event| event.seq).collect()
    };
    let kinds = vec![EventKind::FindingOpened, EventKind::PageRemoved];
    let wanted = kinds.clone();
    assert_eq!(
        found(EventQuery { kinds, ..any() }).await,
        expected(&|event| event.kind.known().is_some_and(|kind| wanted.contains(&kind)))
    );
    assert_eq!(
        found(EventQuery { page: Some(pages[5]), ..any() }).await,
        expected(&|event| event.page == Some(pages[5]))
    );
    let run = all.iter().find_map(|event| event.run).unwrap();
    assert_eq!(found(EventQuery { run: Some(run), ..any() }).await, expected(&|event| event.run == Some(run)));
    let at = last.at;
    assert_eq!(found(EventQuery { since: Some(at), ..any() }).await, expected(&|event| event.at >= at));
    assert_eq!(found(EventQuery { until: Some(at), ..any() }).await, expected(&|event| event.at < at));
    assert_eq!(found(EventQuery { after: Some(3), ..any() }).await, expected(&|event| event.seq > 3));
    let newest =
        EventQuery { newest_first: true, after: Some(last.seq), limit: 2, ..EventQuery::within(Scope::everything()) };
    assert_eq!(found(newest).await, [last.seq - 1, last.seq - 2]);
    let row = &stage.store.events(&EventQuery { page: Some(pages[1]), ..any() }).await.unwrap()[0];
    assert_eq!((row.url.as_str(), row.municipality.as_str()), ("https://vk.com/school_2", "Ёлкинский округ"));
}

async fn runs_by_every_filter(stage: &Stage) {
    let pages = stage.schools(2).await;
    for name in ["one", "two", "one"] {
        stage.pass_a_day();
        stage.run(name, &[(pages[0], clean())]).await;
    }
    stage.start("two", &pages).await;
    let found = async |query: RunQuery| -> Vec<i64> {
        let query = RunQuery { limit: 100, ..query };
        stage.store.runs(&query).await.unwrap().iter().map(|run| run.id.get()).collect()
    };
    let all = RunQuery::default;
    assert_eq!(found(all()).await, [4, 3, 2, 1]);
    assert_eq!(found(RunQuery { name: Some("one".to_owned()), ..all() }).await, [3, 1]);
    assert_eq!(found(RunQuery { kinds: vec![RunKind::Manual], ..all() }).await, [4, 3, 2, 1]);
    assert!(found(RunQuery { kinds: vec![RunKind::Scheduled, RunKind::Recheck], ..all() }).await.is_empty());
    assert_eq!(found(RunQuery { states: vec![RunState::Running, RunState::Held], ..all() }).await, [4]);
    assert_eq!(found(RunQuery { since: Some(stage.now()), ..all() }).await, [4, 3]);
    assert_eq!(found(RunQuery { before: Some("3".parse().unwrap()), ..all() }).await, [2, 1]);
    assert_eq!(stage.store.runs(&RunQuery { limit: 1, ..all() }).await.unwrap().len(), 1);
}

async fn nobody_sees_the_pages_of_others(stage: &Stage) {
    town(stage).await;
    let of =
        |municipality: &str| Scope { municipalities: vec![Municipality::from(municipality)], ..Scope::everything() };
    let region = |code: &str| Scope { regions: vec![RegionCode::parse(code).unwrap()], ..Scope::everything() };
    let cases = [
        (of("Ёлкинский округ"), vec![1, 2, 3]),
        (of("Другой округ"), vec![4, 5, 6]),
        (of("ёлкинский округ"), vec![]),
        (of("%"), vec![]),
        (region("77"), vec![5]),
        (Scope { organizations: vec![ogrn(2), ogrn(4)], ..Scope::everything() }, vec![2, 4]),
        (Scope { organizations: vec![ogrn(2)], ..of("Другой округ") }, vec![]),
    ];
    for (scope, mine) in cases {
        let pages = PageQuery { with_unregistered: true, ..PageQuery::within(scope.clone()) };
        assert_eq!(numbers(stage, pages).await, mine);
        let findings = FindingQuery { limit: 100, ..FindingQuery::within(scope.clone()) };
        let found = stage.store.findings(&findings).await.unwrap();
        assert!(found.iter().all(|finding| mine.contains(&finding.page.get())));
        let expected = mine.iter().filter(|page| [2, 3, 4, 6].contains(*page)).count();
        assert_eq!(found.len(), expected);
        assert_eq!(stage.store.count_findings(&findings).await.unwrap(), expected as u64);
        let events = EventQuery { limit: 100, ..EventQuery::within(scope) };
        let events = stage.store.events(&events).await.unwrap();
        assert!(events.iter().all(|row| row.event.page.is_some_and(|page| mine.contains(&page.get()))));
        assert_eq!(events.is_empty(), expected == 0);
    }
    // a question for one page of another is answered like one for a page that is not there
    let other =
        PageQuery { page: Some("2".parse().unwrap()), limit: 1, ..PageQuery::within(of("Другой округ")) };
    assert!(stage.store.pages(&other).await.unwrap().is_empty());
}

async fn search_knows_no_case_and_no_wildcards(stage: &Stage) {
    let names = ["Лицей «ЁЖ» 100%", "ГИМНАЗИЯ a_b", "Школа 'у реки' \"Ы\"", "Centre Été !! \\", "\u{0}нуль 𝒳"];
    let mut entries: Vec<Entry> = (1..=5).map(school).collect();
    for (entry, name) in entries.iter_mut().zip(names) {
        entry.organization.name = (*name).into();
    }
    stage.import(&entries).await;
    let cases: [(&str, &[i64]); 16] = [
        ("лицей", &[1]),
        ("ЕЖ", &[1]),
        ("«ёж»", &[1]),
        ("100%", &[1]),
        ("%", &[]),
        ("a_b", &[2]),
        ("гимназия A_B", &[2]),
        ("b гимн", &[2]),
        ("aXb", &[]),
        ("'у реки'", &[3]),
        ("\"ы\"", &[3]),
        ("ÉTÉ", &[4]),
        ("!!", &[]),
        ("нуль 𝒳", &[5]),
        ("  ", &[1, 2, 3, 4, 5]),
        ("лицей гимназия", &[]),
    ];
    for (search, expected) in cases {
        let query = PageQuery { search: Some(search.to_owned()), ..PageQuery::within(Scope::everything()) };
        assert_eq!(numbers(stage, query).await, expected, "{search}");
    }
}

async fn search_takes_words_as_people_type_them(stage: &Stage) {
    let names = [
        "МБОУ «СОШ № 14»",
        "МБОУ СОШ №4 г. Ульяновска",
        "Администрация МО «Красноармейский район»",
        "Детский сад № 4 «Ёлочка»",
        "Совет Красноармейского сельского поселения",
    ];
    let mut entries: Vec<Entry> = (11..=15).map(school).collect();
    for (entry, name) in entries.iter_mut().zip(names) {
        entry.organization.name = (*name).into();
    }
    entries[0].organization.municipality = Some("город Новочебоксарск".into());
    stage.import(&entries).await;
    let ogrn = ogrn(12).to_string();
    let cases: [(&str, &[i64]); 17] = [
        ("СОШ № 4", &[2]),
        ("сош 4", &[2]),
        ("№4 СОШ", &[2]),
        ("4", &[2, 4]),
        ("14", &[1, 4]),
        ("красноармейский", &[3, 5]),
        ("красноармейского района", &[3]),
        ("район Красноармейский", &[3]),
        ("красноарм", &[3, 5]),
        ("елочка", &[4]),
        ("ЁЛОЧКИ детского сада", &[4]),
        ("ульяновск", &[2]),
        ("новочебоксарск", &[1]),
        ("https://vk.com/school_12", &[2]),
        (&ogrn, &[2]),
        (&ogrn[..9], &[1, 2, 3, 4, 5]),
        ("армейский", &[]),
    ];
    for (search, expected) in cases {
        let query = PageQuery { search: Some(search.to_owned()), ..PageQuery::within(Scope::everything()) };
        assert_eq!(numbers(stage, query.clone()).await, expected, "{search}");
        assert_eq!(stage.store.count_pages(&query).await.unwrap(), expected.len() as u64, "{search}");
        // few pages of a scope are looked at without the index of words
        let narrow = Scope {
            organizations: entries.iter().map(|one| one.organization.ogrn.unwrap()).collect(),
            ..query.scope.clone()
        };
        assert_eq!(numbers(stage, PageQuery { scope: narrow, ..query }).await, expected, "{search}");
    }
}

async fn hostile_searches_find_nothing_and_break_nothing(stage: &Stage) {
    town(stage).await;
    let before = stage.rows().await;
    for search in ["\0", "a\0b", "'; DROP TABLE page; --", "?", "$17", "\u{202e}", &"%_".repeat(10_000), "\u{1f600}"] {
        let pages = PageQuery { search: Some(search.to_owned()), limit: 5, ..PageQuery::within(Scope::everything()) };
        assert!(stage.store.pages(&pages).await.unwrap().is_empty(), "{search:?}");
        let findings =
            FindingQuery { search: Some(search.to_owned()), limit: 5, ..FindingQuery::within(Scope::everything()) };
        assert!(stage.store.findings(&findings).await.unwrap().is_empty(), "{search:?}");
        let scope = Scope { municipalities: vec![Municipality::from(search)], ..Scope::everything() };
        let events = EventQuery { limit: 5, ..EventQuery::within(scope) };
        assert!(stage.store.events(&events).await.unwrap().is_empty(), "{search:?}");
    }
    assert_eq!(stage.rows().await, before);
}

async fn lists_go_on_where_they_ended(stage: &Stage) {
    let pages = stage.schools(25).await;
    for _ in 0..2 {
        stage.pass_a_day();
        let seen: Vec<_> = pages.iter().map(|page| (*page, with(&[Code::MenuHidden]))).collect();
        stage.run("daily", &seen).await;
    }
    let mut query = PageQuery { limit: 7, ..PageQuery::within(Scope::everything()) };
    let mut listed = Vec::new();
    loop {
        let some = stage.store.pages(&query).await.unwrap();
        let Some(last) = some.last() else { break };
        query.after = Some(last.id);
        listed.extend(some.iter().map(|page| page.id));
    }
    assert_eq!(listed, pages);
    let mut query = FindingQuery { limit: 7, ..FindingQuery::within(Scope::everything()) };
    let mut listed = Vec::new();
    while let [.., last] = stage.store.findings(&query).await.unwrap().as_slice() {
        query.after = Some(last.id);
        listed.push(last.id.get());
    }
    assert_eq!(listed, [7, 14, 21, 25]);
    let mut query = EventQuery { limit: 10, newest_first: true, ..EventQuery::within(Scope::everything()) };
    let mut listed = 0;
    while let [.., last] = stage.store.events(&query).await.unwrap().as_slice() {
        query.after = Some(last.event.seq);
        listed += 1;
    }
    assert_eq!(listed, 3, "28 events");
}

async fn figures_tell_how_the_service_stands(stage: &Stage) {
    let pages = town(stage).await;
    stage.start("daily", &pages[..2]).await;
    stage.claim(1).await;
    let figures = stage.store.figures().await.unwrap();
    let count = |verdict: &str| figures.verdicts.get(verdict).copied();
    assert_eq!(
        (count("compliant"), count("violations"), count("review"), count("unverified")),
        (Some(2), Some(1), Some(1), Some(1))
    );
    assert_eq!(figures.unverified, [("network".to_owned(), 1)].into());
    assert_eq!((figures.findings["open"], figures.findings["closed"]), (3, 1));
    assert_eq!(figures.last_event, i64::try_from(stage.events().await.len()).unwrap());
    assert_eq!((figures.queue.ready, figures.queue.claimed, figures.queue.runs), (1, 1, 1));
    assert_eq!((figures.last_runs.len(), figures.held_runs), (1, 0));
    assert!((figures.last_runs[0].coverage - 5.0 / 6.0).abs() < 1e-9);
}
