//! Looks become findings: what was seen often enough opens, what was missed often enough closes, nothing else does.

use std::time::Duration;

use vk_page_auditor::findings::{ConfirmRule, State};
use vk_page_auditor::model::{Code, MaybeKnown, Scope, Severity, Verdict, Violation};
use vk_page_auditor::store::{EventKind, FindingQuery, FindingRow, PageId};

use crate::scene::{Seen, clean, result_named, violation, with};
use crate::stage::Stage;

on_both!(
    a_clean_page_is_compliant_at_once,
    a_suspicious_page_is_neither_accused_nor_acquitted,
    the_second_look_opens_a_finding,
    looks_a_moment_apart_count_as_one,
    a_clock_that_was_ahead_blinds_nobody,
    two_misses_close_it_and_two_sights_reopen_it,
    a_single_slip_is_forgotten,
    looks_that_see_nothing_change_nothing,
    a_page_that_cannot_be_seen_says_since_when,
    two_of_three_bear_a_gap,
    warnings_do_not_make_violations,
    a_doubtful_cover_makes_a_page_for_review,
    what_is_observed_may_change_while_it_is_open,
    another_defect_of_the_same_kind_is_the_same_finding,
    an_open_finding_that_becomes_lighter_or_graver_is_told_once,
    a_page_is_lost_and_appears,
    a_page_has_another_name,
    moments_of_a_finding_are_those_of_the_looks,
    what_hides_the_menu_obscures_what_was_in_it,
    hostile_texts_come_back_and_close,
    an_unchanged_day_adds_no_rows,
    a_snapshot_is_kept_once_per_change,
    an_older_look_does_not_undo_a_newer_one,
);

pub async fn findings(stage: &Stage, page: PageId) -> Vec<FindingRow> {
    let query = FindingQuery { page: Some(page), limit: 100, ..FindingQuery::within(Scope::everything()) };
    stage.store.findings(&query).await.unwrap()
}

async fn one_page(stage: &Stage) -> PageId {
    stage.schools(1).await[0]
}

async fn day(stage: &Stage, page: PageId, seen: &Seen) {
    stage.day(&[page], seen).await;
    stage.is_sound().await;
}

fn hidden() -> Seen {
    with(&[Code::MenuHidden])
}

async fn a_clean_page_is_compliant_at_once(stage: &Stage) {
    let page = one_page(stage).await;
    assert_eq!(stage.page(page).await.verdict, Verdict::Unverified);
    day(stage, page, &clean()).await;
    let row = stage.page(page).await;
    assert_eq!((row.verdict.known().unwrap(), row.look_verdict.as_deref()), (Verdict::Compliant, Some("compliant")));
    assert_eq!((row.looked_at, row.seen_at, row.changed_at), (Some(stage.now()), Some(stage.now()), Some(stage.now())));
    assert_eq!((row.name.as_deref(), row.screen_name.as_deref()), (Some("page"), Some("school_1")));
    assert!(stage.changes().await.is_empty());
}

async fn a_suspicious_page_is_neither_accused_nor_acquitted(stage: &Stage) {
    let page = one_page(stage).await;
    day(stage, page, &hidden()).await;
    let row = stage.page(page).await;
    assert_eq!((row.verdict.known().unwrap(), row.errors), (Verdict::Unverified, 0));
    assert_eq!(row.look_verdict.as_deref(), Some("violations"));
    assert_eq!(row.next_look_at, Some(stage.now() + jiff::SignedDuration::from_mins(5)));
    assert_eq!(findings(stage, page).await[0].state, State::Suspected);
    assert!(stage.changes().await.is_empty());
    day(stage, page, &clean()).await;
    assert_eq!(stage.page(page).await.verdict, Verdict::Unverified);
}

async fn looks_a_moment_apart_count_as_one(stage: &Stage) {
    let page = one_page(stage).await;
    let rule = vk_page_auditor::store::SettleRule { least_gap: Duration::from_mins(1), ..stage.rule };
    for (seconds, state) in [(60, State::Suspected), (5, State::Suspected), (60, State::Open)] {
        stage.pass(Duration::from_secs(seconds));
        let (_, claim) = stage.look("daily", &[(page, hidden())]).await;
        stage.store.settle(&claim, &rule, stage.now()).await.unwrap();
        assert_eq!(findings(stage, page).await[0].state, state, "{seconds} s later");
    }
    assert_eq!(stage.changes().await, ["finding.opened"]);
}

async fn a_clock_that_was_ahead_blinds_nobody(stage: &Stage) {
    let page = one_page(stage).await;
    day(stage, page, &clean()).await;
    let year = 365 * 24 * 3_600 * 1_000_i64;
    stage.tamper(&format!("UPDATE page_look SET looked_at = looked_at + {year}, seen_at = seen_at + {year}")).await;
    day(stage, page, &hidden()).await;
    day(stage, page, &hidden()).await;
    assert_eq!(stage.page(page).await.verdict, Verdict::Violations);
    assert_eq!(stage.page(page).await.seen_at, Some(stage.now()));
}

async fn the_second_look_opens_a_finding(stage: &Stage) {
    let page = one_page(stage).await;
    day(stage, page, &hidden()).await;
    day(stage, page, &hidden()).await;
    let row = stage.page(page).await;
    assert_eq!((row.verdict.known().unwrap(), row.errors, row.next_look_at), (Verdict::Violations, 1, None));
    assert_eq!(stage.changes().await, ["finding.opened"]);
    let event = stage.events().await.into_iter().find(|event| event.kind == EventKind::FindingOpened).unwrap();
    let finding = &findings(stage, page).await[0];
    assert_eq!((event.finding, event.page), (Some(finding.id), Some(page)));
    assert_eq!(
        (event.code.as_str(), event.form.as_str(), event.severity.as_str()),
        ("menu.hidden", "messages", "error")
    );
    assert!(event.detail.contains("\"observed\":\"as seen\""), "{}", event.detail);
    assert_eq!(
        (finding.state.known().unwrap(), finding.times_opened, finding.code.known().unwrap()),
        (State::Open, 1, Code::MenuHidden)
    );
}

async fn two_misses_close_it_and_two_sights_reopen_it(stage: &Stage) {
    let page = one_page(stage).await;
    let states = [
        (hidden(), State::Suspected),
        (hidden(), State::Open),
        (clean(), State::Open),
        (hidden(), State::Open),
        (clean(), State::Open),
        (clean(), State::Closed),
        (hidden(), State::Returning),
        (clean(), State::Returning),
        (clean(), State::Closed),
        (hidden(), State::Returning),
        (hidden(), State::Open),
    ];
    for (number, (seen, state)) in states.into_iter().enumerate() {
        day(stage, page, &seen).await;
        let finding = &findings(stage, page).await[0];
        assert_eq!(finding.state, state, "day {number}");
        let verdict = stage.page(page).await.verdict;
        match state {
            State::Open => assert_eq!(verdict, Verdict::Violations, "day {number}"),
            State::Suspected => assert_eq!(verdict, Verdict::Unverified),
            State::Closed | State::Returning => assert_eq!(verdict, Verdict::Compliant, "day {number}"),
        }
    }
    assert_eq!(stage.changes().await, ["finding.opened", "finding.closed", "finding.reopened"]);
    assert_eq!(findings(stage, page).await[0].times_opened, 2);
}

async fn a_single_slip_is_forgotten(stage: &Stage) {
    let page = one_page(stage).await;
    for seen in [clean(), hidden(), clean(), clean()] {
        day(stage, page, &seen).await;
        assert_eq!(stage.page(page).await.verdict, Verdict::Compliant);
    }
    assert!(findings(stage, page).await.is_empty());
    assert!(stage.changes().await.is_empty());
    assert_eq!(stage.page(page).await.next_look_at, None);
}

async fn looks_that_see_nothing_change_nothing(stage: &Stage) {
    let page = one_page(stage).await;
    for seen in [hidden(), hidden()] {
        day(stage, page, &seen).await;
    }
    let before = (findings(stage, page).await, stage.changes().await);
    for _ in 0..3 {
        day(stage, page, &Seen::Nothing).await;
        assert_eq!((findings(stage, page).await, stage.changes().await), before);
        assert_eq!(stage.page(page).await.verdict, Verdict::Violations);
    }
    // one miss before and one after do not make two in a row any less
    day(stage, page, &clean()).await;
    day(stage, page, &Seen::Nothing).await;
    assert_eq!(findings(stage, page).await[0].state, State::Open);
    day(stage, page, &clean()).await;
    assert_eq!(findings(stage, page).await[0].state, State::Closed);
}

async fn a_page_that_cannot_be_seen_says_since_when(stage: &Stage) {
    let page = one_page(stage).await;
    day(stage, page, &clean()).await;
    let seen_at = stage.now();
    day(stage, page, &Seen::Nothing).await;
    let since = stage.now();
    day(stage, page, &Seen::Nothing).await;
    let row = stage.page(page).await;
    assert_eq!((row.verdict.known().unwrap(), row.unverified_reason.as_deref()), (Verdict::Compliant, Some("network")));
    assert_eq!(
        (row.unverified_detail.as_deref(), row.unverified_since),
        (Some("{\"cause\":\"timeout\"}"), Some(since))
    );
    assert_eq!((row.looked_at, row.seen_at), (Some(stage.now()), Some(seen_at)));
    day(stage, page, &clean()).await;
    let row = stage.page(page).await;
    assert_eq!((row.unverified_reason, row.unverified_since, row.seen_at), (None, None, Some(stage.now())));
}

/// A day's run by another rule than two of two.
async fn day_by(stage: &Stage, rule: ConfirmRule, page: PageId, seen: Seen) {
    stage.pass_a_day();
    let (_, claim) = stage.look("daily", &[(page, seen)]).await;
    let rule = vk_page_auditor::store::SettleRule { confirm: rule, ..stage.rule };
    stage.store.settle(&claim, &rule, stage.now()).await.unwrap();
}

async fn two_of_three_bear_a_gap(stage: &Stage) {
    let rule = ConfirmRule::new(2, 3).unwrap();
    let page = one_page(stage).await;
    for seen in [hidden(), clean(), hidden()] {
        day_by(stage, rule, page, seen).await;
    }
    assert_eq!(stage.changes().await, ["finding.opened"]);
    let finding = findings(stage, page).await.remove(0);
    assert_eq!(finding.last_seen_at, Some(stage.now()));
    for seen in [hidden(), clean(), hidden(), clean()] {
        assert_eq!(stage.changes().await, ["finding.opened"]);
        day_by(stage, rule, page, seen).await;
    }
    assert_eq!(stage.changes().await, ["finding.opened", "finding.closed"]);
    stage.is_sound().await;
}

async fn warnings_do_not_make_violations(stage: &Stage) {
    let page = one_page(stage).await;
    let seen = Seen::With(vec![
        violation(Code::TitleNearMatch, Severity::Warning, "a"),
        violation(Code::UrlNotCanonical, Severity::Notice, "b"),
    ]);
    day(stage, page, &seen).await;
    assert_eq!(stage.page(page).await.verdict, Verdict::Compliant);
    day(stage, page, &seen).await;
    let row = stage.page(page).await;
    assert_eq!((row.verdict.known().unwrap(), row.errors, row.warnings, row.notices), (Verdict::Compliant, 0, 1, 1));
    assert_eq!(stage.changes().await, ["finding.opened", "finding.opened"]);
}

async fn a_doubtful_cover_makes_a_page_for_review(stage: &Stage) {
    let page = one_page(stage).await;
    let seen = Seen::With(vec![violation(Code::CoverReview, Severity::Notice, "a")]);
    day(stage, page, &seen).await;
    assert_eq!(stage.page(page).await.verdict, Verdict::Unverified);
    day(stage, page, &seen).await;
    assert_eq!(stage.page(page).await.verdict, Verdict::Review);
}

async fn what_is_observed_may_change_while_it_is_open(stage: &Stage) {
    let page = one_page(stage).await;
    for observed in ["one", "two", "three"] {
        day(stage, page, &Seen::With(vec![violation(Code::TitleMismatch, Severity::Error, observed)])).await;
        assert_eq!(findings(stage, page).await[0].observed.as_deref(), Some(observed));
    }
    assert_eq!(stage.changes().await, ["finding.opened"]);
}

async fn another_defect_of_the_same_kind_is_the_same_finding(stage: &Stage) {
    let page = one_page(stage).await;
    let twice = Seen::With(vec![
        violation(Code::FormDuplicate, Severity::Error, "third item"),
        violation(Code::FormDuplicate, Severity::Error, "fourth item"),
    ]);
    day(stage, page, &twice).await;
    day(stage, page, &twice).await;
    assert_eq!(findings(stage, page).await.len(), 1);
    assert_eq!(stage.page(page).await.errors, 1);
    assert_eq!(stage.changes().await, ["finding.opened"]);
}

async fn an_open_finding_that_becomes_lighter_or_graver_is_told_once(stage: &Stage) {
    let page = one_page(stage).await;
    let seen = |severity| Seen::With(vec![violation(Code::TitleMismatch, severity, "as seen")]);
    let told = async || {
        let events = stage.events().await;
        let changed = events.into_iter().filter(|event| event.kind == EventKind::FindingSeverityChanged);
        changed.map(|event| (event.severity, event.finding, event.detail)).collect::<Vec<_>>()
    };
    // while it is only suspected nobody was told of it, so there is nothing to take back
    day(stage, page, &seen(Severity::Warning)).await;
    day(stage, page, &seen(Severity::Error)).await;
    assert_eq!((told().await, stage.page(page).await.verdict), (Vec::new(), MaybeKnown::Known(Verdict::Violations)));
    for _ in 0..3 {
        day(stage, page, &seen(Severity::Warning)).await;
    }
    assert_eq!(stage.page(page).await.verdict, Verdict::Compliant);
    let finding = findings(stage, page).await.remove(0);
    let events = told().await;
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].0.as_str(), events[0].1), ("warning", Some(finding.id)));
    assert!(events[0].2.contains("\"from\":\"error\"") && events[0].2.contains("policy"), "{}", events[0].2);
    assert_eq!(
        (finding.severity.known().unwrap(), finding.state.known().unwrap(), finding.times_opened),
        (Severity::Warning, State::Open, 1)
    );
    day(stage, page, &seen(Severity::Error)).await;
    day(stage, page, &clean()).await;
    day(stage, page, &seen(Severity::Error)).await;
    assert_eq!(told().await.len(), 2, "a look that misses it changes no severity");
    assert_eq!(stage.page(page).await.verdict, Verdict::Violations);
}

async fn a_page_is_lost_and_appears(stage: &Stage) {
    let page = one_page(stage).await;
    let lost = with(&[Code::PageNotFound]);
    for seen in [clean(), lost.clone(), lost, clean(), clean()] {
        day(stage, page, &seen).await;
    }
    assert_eq!(stage.changes().await, ["finding.opened", "page.lost", "finding.closed", "page.appeared"]);
    assert_eq!(stage.page(page).await.name.as_deref(), Some("page"), "its name is still known");
}

async fn a_page_has_another_name(stage: &Stage) {
    let page = one_page(stage).await;
    day(stage, page, &clean()).await;
    let names = ["school_x", "school_y\0\u{1f600}"];
    for name in names {
        for _ in 0..2 {
            stage.pass_a_day();
            stage.start("daily", &[page]).await;
            let claim = stage.claim(1).await.remove(0);
            let mut result = result_named(page, &clean(), stage.now(), &format!("Page\0 {name}"));
            result.audit.page.screen_name = Some(name.into());
            if let Some(look) = &mut result.look
                && let vk_page_auditor::model::Sight::Seen(snapshot) = &mut look.sight
            {
                snapshot.screen_name = Some(name.into());
            }
            stage.finish(&claim, &[result]).await.unwrap();
            let settle = stage.claim(1).await.remove(0);
            stage.store.settle(&settle, &stage.rule, stage.now()).await.unwrap();
        }
    }
    assert_eq!(stage.changes().await, ["page.renamed", "page.renamed"]);
    let row = stage.page(page).await;
    assert_eq!(row.screen_name.as_deref(), Some("school_y\u{fffd}\u{1f600}"));
    stage.is_sound().await;
}

async fn moments_of_a_finding_are_those_of_the_looks(stage: &Stage) {
    let page = one_page(stage).await;
    let mut moments = Vec::new();
    for seen in [hidden(), hidden(), hidden(), clean(), clean(), clean(), hidden(), hidden()] {
        day(stage, page, &seen).await;
        moments.push(stage.now());
        let finding = findings(stage, page).await.remove(0);
        let last_seen = match moments.len() {
            4..=6 => moments[2],
            _ => stage.now(),
        };
        assert_eq!(finding.last_seen_at, Some(last_seen), "day {}", moments.len());
        if moments.len() == 6 {
            assert_eq!((finding.opened_at, finding.confirmed_at), (moments[0], Some(moments[1])));
            assert_eq!(finding.closed_at, Some(moments[4]));
        }
    }
    let finding = findings(stage, page).await.remove(0);
    assert_eq!((finding.first_seen_at, finding.opened_at), (moments[0], moments[6]));
    assert_eq!((finding.confirmed_at, finding.closed_at), (Some(moments[7]), None));
}

async fn what_hides_the_menu_obscures_what_was_in_it(stage: &Stage) {
    let page = one_page(stage).await;
    let closed = with(&[Code::PageClosed]);
    for seen in [hidden(), hidden(), closed.clone(), closed] {
        day(stage, page, &seen).await;
    }
    let events = stage.events().await;
    let closed = events.iter().find(|event| event.kind == EventKind::FindingClosed).unwrap();
    assert!(closed.detail.contains("\"reason\":\"obscured\""), "{}", closed.detail);
}

async fn hostile_texts_come_back_and_close(stage: &Stage) {
    let page = one_page(stage).await;
    let text = "\0 '; DROP TABLE page; -- \" \\ ? $1 % _ \u{202e}\u{feff} 𝒳 \u{1f600}\r\n";
    let mut hostile = violation(Code::UrlParamUnknown, Severity::Error, text);
    hostile.field = Some(format!("name{text}").into());
    // names of parameters that differ only at their ends, longer than any index can hold
    let noise: String = (0..4_000_u32).map(|n| char::from_u32(0x4e00 + n * 7_919 % 20_000).unwrap()).collect();
    let long = |end: &str| Violation { field: Some(format!("{noise}{end}").into()), ..hostile.clone() };
    let seen = Seen::With(vec![hostile.clone(), long("a"), long("b")]);
    day(stage, page, &seen).await;
    day(stage, page, &seen).await;
    let finding = findings(stage, page).await.remove(0);
    let kept = text.replace('\0', "\u{fffd}");
    assert_eq!((finding.observed, finding.field), (Some(kept.clone()), Some(format!("name{kept}"))));
    assert_eq!(stage.changes().await, ["finding.opened"; 3]);
    let rows = stage.rows().await;
    day(stage, page, &seen).await;
    assert_eq!(findings(stage, page).await.len(), 3);
    assert_eq!(stage.rows().await["finding"], rows["finding"]);
    for _ in 0..2 {
        day(stage, page, &clean()).await;
    }
    assert_eq!(stage.changes().await[3..], ["finding.closed"; 3]);
}

async fn an_unchanged_day_adds_no_rows(stage: &Stage) {
    let pages = stage.schools(30).await;
    let look = |page: &PageId| match page.get() % 3 {
        0 => hidden(),
        1 => clean(),
        _ => Seen::Nothing,
    };
    let seen: Vec<_> = pages.iter().map(|page| (*page, look(page))).collect();
    for _ in 0..2 {
        stage.pass_a_day();
        stage.run("daily", &seen).await;
    }
    let mut before = stage.rows().await;
    stage.pass_a_day();
    stage.run("daily", &seen).await;
    for table in ["run", "event"] {
        *before.get_mut(table).unwrap() += 1;
    }
    assert_eq!(stage.rows().await, before);
    assert_eq!(stage.page(pages[0]).await.seen_at, Some(stage.now()));
    assert_eq!(findings(stage, pages[2]).await[0].last_seen_at, Some(stage.now()));
    stage.is_sound().await;
}

async fn a_snapshot_is_kept_once_per_change(stage: &Stage) {
    let page = one_page(stage).await;
    for (seen, kept) in
        [(clean(), 1), (clean(), 1), (hidden(), 2), (hidden(), 2), (Seen::Nothing, 2), (clean(), 2), (clean(), 2)]
    {
        day(stage, page, &seen).await;
        assert_eq!(stage.number("SELECT COUNT(*) FROM snapshot").await, kept);
    }
    let kept = stage.store.snapshots_of(page).await.unwrap();
    let now = stage.page(page).await.snapshot.unwrap();
    assert_eq!(kept[0].0, now, "the newest first");
    let body = stage.store.snapshot(page, &now).await.unwrap().unwrap();
    let look = vk_page_auditor::store::look_from_json(&body).unwrap();
    assert_eq!(vk_page_auditor::store::look_json(&look), body);
    assert_eq!(&*look.url, "https://vk.com/school_1");
    assert_eq!(stage.store.snapshot(page, &[0; 32]).await.unwrap(), None);
}

async fn an_older_look_does_not_undo_a_newer_one(stage: &Stage) {
    let page = one_page(stage).await;
    day(stage, page, &clean()).await;
    stage.pass_a_day();
    let (_, older) = stage.look("weekly", &[(page, hidden())]).await;
    stage.pass_a_day();
    let newer = stage.start("daily", &[page]).await;
    let claim = stage.store.claim("me", 1, stage.now(), crate::stage::LEASE).await.unwrap().remove(0);
    assert_eq!(claim.run, newer);
    stage.finish(&claim, &[crate::scene::result(page, &clean(), stage.now())]).await.unwrap();
    let settle = stage.claim(1).await.remove(0);
    stage.store.settle(&settle, &stage.rule, stage.now()).await.unwrap();
    stage.store.settle(&older, &stage.rule, stage.now()).await.unwrap();
    assert!(findings(stage, page).await.is_empty());
    assert_eq!(stage.page(page).await.seen_at, Some(stage.now()));
    stage.is_sound().await;
}
