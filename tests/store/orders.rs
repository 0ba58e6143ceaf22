//! Findings in the order of their episodes: with every filter, page by page, while others come and go.

use std::collections::BTreeSet;
use std::sync::Arc;

use vk_page_auditor::findings::State;
use vk_page_auditor::model::{Code, Form, Municipality, RegionCode, Severity};
use vk_page_auditor::store::{FindingCursor, FindingQuery, FindingRow, FindingSort, PageId, Scope};

use crate::scene::{Entry, Seen, clean, ogrn, school, violation, with};
use crate::stage::Stage;

on_both!(
    findings_are_listed_by_their_episodes_with_every_filter,
    many_findings_are_listed_by_their_episodes_with_every_filter,
    what_changes_between_two_parts_of_a_list_moves_nothing_else,
    a_place_among_findings_is_written_and_read_back,
);

const SCHOOLS: u64 = 9;
/// More than the store holds for few.
const MANY: i64 = 2_100;
const ALL: usize = 100_000;

fn by_opening(descending: bool, limit: usize) -> FindingQuery {
    FindingQuery { sort: FindingSort::OpenedAt, descending, limit, ..FindingQuery::within(Scope::everything()) }
}

/// Nine schools of two regions, whose findings were opened on several days, and some closed, some opened again.
async fn story(stage: &Stage) -> Vec<PageId> {
    let mut entries: Vec<Entry> = (1..=SCHOOLS).map(school).collect();
    for entry in entries.iter_mut().skip(5) {
        entry.organization.municipality = Some(Arc::from("Другой округ"));
        entry.organization.region_code = RegionCode::parse("77").ok();
    }
    stage.import(&entries).await;
    let pages: Vec<PageId> =
        stage.store.registered_pages(None, ALL).await.unwrap().iter().map(|page| page.id).collect();
    let warning = || Seen::With(vec![violation(Code::TitleNearMatch, Severity::Warning, "a")]);
    // the later a page is in the registry, the earlier its findings are opened; the first three at once
    for first in [6, 3, 0] {
        for _ in 0..2 {
            let look = |(place, page): (usize, &PageId)| {
                let seen = match place {
                    _ if place < first => clean(),
                    _ if place % 3 == 0 => warning(),
                    _ => with(&[Code::MenuHidden, Code::CoverMissing]),
                };
                (*page, seen)
            };
            stage.pass_a_day();
            stage.run("daily", &pages.iter().enumerate().map(look).collect::<Vec<_>>()).await;
        }
    }
    // 7 and 8 are mended, and both are wrong again, 8 as a single look says; on 2 something is seen for the first time, on
    // 1 something is missed once
    stage.day(&pages[6..8], &clean()).await;
    stage.day(&pages[6..8], &clean()).await;
    stage.day(&pages[6..7], &warning()).await;
    stage.day(&pages[6..7], &warning()).await;
    stage.day(&pages[1..2], &with(&[Code::MenuHidden, Code::CoverMissing, Code::FormMissing])).await;
    stage.day(&pages[..1], &clean()).await;
    stage.day(&pages[7..8], &with(&[Code::MenuHidden])).await;
    pages
}

fn filters(stage: &Stage, pages: &[PageId]) -> Vec<FindingQuery> {
    let any = || FindingQuery::within(Scope::everything());
    let region = |code: &str| Scope { regions: vec![RegionCode::parse(code).unwrap()], ..Scope::everything() };
    let both =
        Scope { regions: ["03", "77"].map(|code| RegionCode::parse(code).unwrap()).into(), ..Scope::everything() };
    let town = Scope { municipalities: vec![Municipality::from("Другой округ")], ..Scope::everything() };
    let since = stage.now() - jiff::SignedDuration::from_hours(24 * 7);
    let open = || FindingQuery { states: vec![State::Open], ..any() };
    vec![
        any(),
        open(),
        FindingQuery { states: vec![State::Closed, State::Suspected, State::Closed], ..any() },
        FindingQuery { codes: vec![Code::MenuHidden], ..open() },
        FindingQuery { codes: vec![Code::MenuHidden, Code::TitleNearMatch], ..any() },
        FindingQuery { codes: vec![Code::UrlHost], ..any() },
        FindingQuery { severities: vec![Severity::Warning], ..any() },
        FindingQuery { form: Some(Form::Messages), ..open() },
        FindingQuery { form: Some(Form::Polls), ..any() },
        FindingQuery { page: Some(pages[6]), ..any() },
        FindingQuery { opened_since: Some(since), ..any() },
        FindingQuery { closed_since: Some(since), ..any() },
        FindingQuery { search: Some("школа".to_owned()), ..any() },
        FindingQuery { search: Some("школы".to_owned()), codes: vec![Code::CoverMissing], ..open() },
        FindingQuery { search: Some("school_8".to_owned()), ..any() },
        FindingQuery { after: Some("3".parse().unwrap()), ..any() },
        FindingQuery { scope: region("03"), ..any() },
        FindingQuery { scope: region("77"), codes: vec![Code::CoverMissing], ..open() },
        FindingQuery { scope: both, search: Some("школа".to_owned()), opened_since: Some(since), ..any() },
        FindingQuery { scope: town.clone(), ..open() },
        FindingQuery { scope: town, severities: vec![Severity::Error], closed_since: Some(since), ..any() },
        FindingQuery { scope: Scope { organizations: vec![ogrn(1), ogrn(9)], ..Scope::everything() }, ..any() },
    ]
}

/// All that a query finds, part by part.
async fn walk(stage: &Stage, mut query: FindingQuery) -> Vec<FindingRow> {
    let mut listed: Vec<FindingRow> = Vec::new();
    loop {
        let mut some = stage.store.findings(&query).await.unwrap();
        assert!(some.len() <= query.limit);
        let Some(last) = some.last() else { return listed };
        query.cursor = Some(FindingCursor::of(last, query.sort));
        listed.append(&mut some);
    }
}

/// Whether each filter finds the same in each order, whatever the length of its parts.
async fn is_the_same_in_every_order(stage: &Stage, pages: &[PageId], limits: &[usize]) {
    for filter in filters(stage, pages) {
        let mut expected = stage.store.findings(&FindingQuery { limit: ALL, ..filter.clone() }).await.unwrap();
        expected.sort_by_key(|row| (row.opened_at, row.id));
        let mut by_number = expected.clone();
        by_number.sort_by_key(|row| std::cmp::Reverse(row.id));
        for limit in limits {
            let backwards = FindingQuery { descending: true, limit: *limit, ..filter.clone() };
            assert_eq!(walk(stage, backwards).await, by_number, "{filter:?} {limit}");
            for descending in [false, true] {
                let query = by_opening(descending, *limit);
                let query = FindingQuery { sort: query.sort, descending, limit: *limit, ..filter.clone() };
                let listed = walk(stage, query).await;
                assert_eq!(listed, expected, "{filter:?} {descending} {limit}");
                expected.reverse();
            }
        }
    }
}

async fn findings_are_listed_by_their_episodes_with_every_filter(stage: &Stage) {
    let pages = story(stage).await;
    let all = stage.store.findings(&by_opening(false, ALL)).await.unwrap();
    let moments: BTreeSet<_> = all.iter().map(|row| row.opened_at).collect();
    let states: BTreeSet<_> = all.iter().map(|row| row.state.as_str()).collect();
    assert!(moments.len() > 4 && moments.len() < all.len() && states.len() == 4, "{moments:?} {states:?}");
    is_the_same_in_every_order(stage, &pages, &[3, ALL]).await;
}

async fn many_findings_are_listed_by_their_episodes_with_every_filter(stage: &Stage) {
    let pages = story(stage).await;
    stage
        .tamper(&format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY}) \
             INSERT INTO finding (id, page, code, form, field, severity, position, observed, expected, state, seen, looks, \
             first_seen_at, opened_at, confirmed_at, last_seen_at, closed_at, times_opened, region_code, municipality, cause) \
             SELECT 1000 + i * 4 + f.id % 4, page, code, form, 'f' || i, severity, position, observed, expected, state, seen, \
             looks, first_seen_at, opened_at + i % 7, opened_at + i, last_seen_at, closed_at, times_opened, region_code, \
             municipality, cause FROM finding f, n WHERE f.page IN (7, 8) AND f.id % 4 < 3"
        ))
        .await;
    is_the_same_in_every_order(stage, &pages, &[700]).await;
}

async fn what_changes_between_two_parts_of_a_list_moves_nothing_else(stage: &Stage) {
    let pages = story(stage).await;
    let before = stage.store.findings(&by_opening(false, ALL)).await.unwrap();
    for descending in [false, true] {
        let mut query = by_opening(descending, 4);
        let mut listed = stage.store.findings(&query).await.unwrap();
        query.cursor = listed.last().map(|row| FindingCursor::of(row, query.sort));
        // of the first part and of the rest: one is mended or wrong again, and a new one comes
        for page in [0, 8] {
            let wrong = with(if descending { &[Code::MenuMissing] } else { &[Code::FormSwapped, Code::UrlHost] });
            stage.day(&pages[page..=page], &wrong).await;
            stage.day(&pages[page..=page], &wrong).await;
        }
        listed.extend(walk(stage, query).await);
        let episodes: BTreeSet<_> = listed.iter().map(|row| (row.id, row.opened_at)).collect();
        assert_eq!(episodes.len(), listed.len(), "nothing comes twice");
        let same = before.iter().filter(|row| ![pages[0], pages[8]].contains(&row.page));
        for row in same {
            assert!(episodes.contains(&(row.id, row.opened_at)), "{row:?}");
        }
    }
}

async fn a_place_among_findings_is_written_and_read_back(stage: &Stage) {
    story(stage).await;
    for sort in [FindingSort::Number, FindingSort::OpenedAt] {
        for row in stage.store.findings(&FindingQuery { sort, ..by_opening(true, ALL) }).await.unwrap() {
            let cursor = FindingCursor::of(&row, sort);
            assert_eq!(FindingCursor::parse(sort, &cursor.to_string()), Some(cursor));
        }
    }
    // a place in another order is none
    let cursor = FindingCursor::parse(FindingSort::Number, "2");
    let all = stage.store.findings(&by_opening(true, ALL)).await.unwrap();
    assert_eq!(stage.store.findings(&FindingQuery { cursor, ..by_opening(true, ALL) }).await.unwrap(), all);
}
