//! Runs and their work: who may do what, for how long, and what becomes of results that come too late.

use std::time::Duration;

use vk_page_auditor::model::{Code, PageAddress, RegionCode, Remark, Verdict};
use vk_page_auditor::store::{
    AskedPage, BatchId, BatchKind, EventKind, JournalQuery, KeptPolicy, NewRun, Outcome, PageRun, Pages, RunKind,
    RunQuery, RunState, Scope, Settled, StoreTrouble, TokenLease, Who,
};

use crate::scene::{MINUTE, Seen, clean, policy, result, with};
use crate::stage::{LEASE, Stage};

on_both!(
    whoever_asks_for_a_page_gets_the_run_that_is_under_way,
    only_one_run_of_a_name_is_under_way,
    a_run_without_pages_is_none,
    a_run_looks_at_the_pages_it_is_asked_for,
    work_is_claimed_once,
    what_a_person_asks_for_goes_first,
    two_workers_share_the_work_without_overlap,
    a_lease_that_ran_out_is_anybodys,
    a_renewed_lease_stays,
    work_given_back_waits_until_its_time,
    a_late_result_changes_nothing,
    the_same_result_again_counts_once,
    a_run_is_judged_after_all_its_looks,
    a_dead_workers_claims_are_freed,
    a_discarded_run_takes_no_more_results,
    a_settling_that_was_interrupted_goes_on,
    results_are_counted,
    suspicious_pages_are_looked_at_with_witnesses,
    another_policy_is_told_once,
    a_token_has_one_holder_at_a_time,
    tokens_are_wished_for_by_living_processes,
    the_settling_of_one_run_is_claimed_whatever_else_waits,
    the_timetable_is_remembered,
    processes_are_known_while_they_live,
);

async fn only_one_run_of_a_name_is_under_way(stage: &Stage) {
    let pages = stage.schools(2).await;
    let first = stage.start("daily", &pages).await;
    let error = stage.store.start_run(&stage.new_run("daily", &pages), stage.now()).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::Conflict);
    assert!(error.to_string().contains("daily") && error.to_string().contains(&first.to_string()), "{error}");
    stage.start("other", &pages).await;
    stage.store.discard_run(first, &Who::System, stage.now()).await.unwrap();
    stage.start("daily", &pages).await;
    stage.is_sound().await;
}

async fn a_run_without_pages_is_none(stage: &Stage) {
    assert_eq!(stage.store.start_run(&stage.new_run("daily", &[]), stage.now()).await.unwrap(), None);
    assert_eq!(stage.store.next_work_at().await.unwrap(), None);
    // nothing was begun that would be in the way
    let pages = stage.schools(1).await;
    assert_eq!(stage.start("daily", &pages).await.get(), 1);
}

async fn a_run_looks_at_the_pages_it_is_asked_for(stage: &Stage) {
    let pages = stage.schools(5).await;
    stage.run("x", &[(pages[3], with(&[Code::MenuHidden]))]).await;
    stage.pass(2 * MINUTE);
    stage.run("x", &[(pages[3], with(&[Code::MenuHidden]))]).await;
    stage.pass(2 * MINUTE);
    let asked = [
        (Pages::Registered(Scope::everything()), pages.clone()),
        (Pages::Registered(Scope { regions: vec![RegionCode::parse("77").unwrap()], ..Scope::everything() }), vec![]),
        (Pages::These(vec![pages[2], pages[0], pages[2]]), vec![pages[0], pages[2]]),
        (Pages::Violating(MINUTE), vec![pages[3]]),
        (Pages::Violating(5 * MINUTE), vec![]),
        (Pages::Due, vec![]),
    ];
    for (asked, expected) in asked {
        let new = NewRun { pages: asked, batch_size: 2, ..stage.new_run("asked", &[]) };
        let run = stage.store.start_run(&new, stage.now()).await.unwrap();
        assert_eq!(run.is_some(), !expected.is_empty());
        let claims = stage.claim(10).await;
        let claimed: Vec<_> = claims.iter().flat_map(|claim| claim.pages.clone()).collect();
        assert_eq!(claimed, expected);
        assert!(claims.iter().all(|claim| claim.pages.len() <= 2));
        if let Some(run) = run {
            assert_eq!(stage.kept_run(run).await.pages, expected.len() as u64);
            stage.store.discard_run(run, &Who::System, stage.now()).await.unwrap();
        }
    }
}

async fn work_is_claimed_once(stage: &Stage) {
    let pages = stage.schools(3).await;
    let run = stage.start("daily", &pages).await;
    assert_eq!(stage.kept_run(run).await.started_at, None);
    let claim = stage.claim_one(BatchKind::Look).await;
    assert_eq!((claim.run, claim.pages.clone(), claim.attempts), (run, pages, 0));
    assert!(stage.claim(5).await.is_empty());
    assert!(stage.kept_run(run).await.started_at.is_some());
}

async fn what_a_person_asks_for_goes_first(stage: &Stage) {
    let pages = stage.schools(2).await;
    let scheduled = NewRun { kind: RunKind::Scheduled, ..stage.new_run("daily", &pages) };
    stage.store.start_run(&scheduled, stage.now()).await.unwrap();
    let asked = NewRun { kind: RunKind::OnDemand, ..stage.new_run("asked", &pages) };
    let asked = stage.store.start_run(&asked, stage.now()).await.unwrap().unwrap();
    assert_eq!(stage.claim_one(BatchKind::Look).await.run, asked);
}

async fn two_workers_share_the_work_without_overlap(stage: &Stage) {
    let pages = stage.schools(40).await;
    let run = NewRun { batch_size: 1, ..stage.new_run("daily", &pages) };
    stage.store.start_run(&run, stage.now()).await.unwrap();
    let worker = async |name: &'static str| {
        let mut pages = Vec::new();
        loop {
            let claims = stage.store.claim(name, 3, stage.now(), LEASE).await.unwrap();
            assert!(claims.len() <= 3);
            if claims.is_empty() {
                return pages;
            }
            pages.extend(claims.into_iter().flat_map(|claim| claim.pages));
        }
    };
    let (one, two) = tokio::join!(worker("one"), worker("two"));
    let mut all = [one, two].concat();
    all.sort_unstable();
    assert_eq!(all, pages);
}

/// Lets all leases run out, whichever clock they go by.
async fn leases_run_out(stage: &Stage) {
    stage.tamper("UPDATE batch SET lease_until = 1").await;
}

async fn a_lease_that_ran_out_is_anybodys(stage: &Stage) {
    let pages = stage.schools(1).await;
    stage.start("daily", &pages).await;
    stage.claim_one(BatchKind::Look).await;
    leases_run_out(stage).await;
    let taken = stage.store.claim("other", 1, stage.now(), LEASE).await.unwrap();
    assert_eq!((taken[0].pages.clone(), taken[0].attempts), (pages, 1));
}

async fn a_renewed_lease_stays(stage: &Stage) {
    let pages = stage.schools(1).await;
    stage.start("daily", &pages).await;
    let claim = stage.claim_one(BatchKind::Look).await;
    leases_run_out(stage).await;
    let keep = async |holder: &str, batches: &[BatchId]| {
        stage.store.keep_claims(holder, batches, stage.now(), LEASE).await.unwrap()
    };
    assert_eq!(keep("me", &[claim.batch]).await, [claim.batch]);
    assert!(stage.store.claim("other", 1, stage.now(), LEASE).await.unwrap().is_empty());
    // another's claims are not renewed
    leases_run_out(stage).await;
    assert_eq!(keep("other", &[claim.batch]).await, []);
    // nor is a claim that nobody works on any more
    assert_eq!(keep("me", &[]).await, []);
    assert_eq!(stage.store.claim("other", 1, stage.now(), LEASE).await.unwrap().len(), 1);
    assert_eq!(keep("me", &[claim.batch]).await, [], "who comes too late is told that it is lost");
}

async fn work_given_back_waits_until_its_time(stage: &Stage) {
    let pages = stage.schools(1).await;
    stage.start("daily", &pages).await;
    let claim = stage.claim_one(BatchKind::Look).await;
    let later = "2100-01-01T00:00:00Z".parse().unwrap();
    stage.store.give_back(&claim, later, false).await.unwrap();
    assert!(stage.claim(1).await.is_empty());
    // the judging waits for the looks and is no work yet
    assert_eq!(stage.store.next_work_at().await.unwrap(), Some(later));
    stage.tamper("UPDATE batch SET not_before = 0").await;
    let again = stage.claim_one(BatchKind::Look).await;
    assert_eq!(again.attempts, 0, "an attempt that does not count");
    stage.store.give_back(&again, stage.now(), true).await.unwrap();
    assert_eq!(stage.claim_one(BatchKind::Look).await.attempts, 1);
    // the first claim is long over
    assert_eq!(stage.finish(&claim, &[]).await.unwrap_err().trouble(), StoreTrouble::LeaseLost);
    stage.store.give_back(&claim, later, true).await.unwrap();
    assert_eq!(stage.number("SELECT COUNT(*) FROM batch WHERE state = 'claimed'").await, 1);
}

async fn a_late_result_changes_nothing(stage: &Stage) {
    let pages = stage.schools(1).await;
    stage.start("daily", &pages).await;
    let late = stage.claim_one(BatchKind::Look).await;
    leases_run_out(stage).await;
    let in_time = stage.store.claim("other", 1, stage.now(), LEASE).await.unwrap().remove(0);
    let before = stage.rows().await;
    let results = [result(pages[0], &with(&[Code::MenuHidden]), stage.now())];
    let error = stage.finish(&late, &results).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::LeaseLost);
    assert!(!error.is_passing());
    assert_eq!(stage.rows().await, before);
    stage.finish(&in_time, &[result(pages[0], &clean(), stage.now())]).await.unwrap();
    let error = stage.finish(&late, &results).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::LeaseLost);
    let settle = stage.claim_one(BatchKind::Settle).await;
    stage.store.settle(&settle, &stage.rule, stage.now()).await.unwrap();
    assert_eq!(stage.page(pages[0]).await.verdict, Verdict::Compliant);
}

async fn the_same_result_again_counts_once(stage: &Stage) {
    let pages = stage.schools(2).await;
    let run = stage.start("daily", &pages).await;
    let claim = stage.claim_one(BatchKind::Look).await;
    let results =
        [result(pages[0], &with(&[Code::MenuHidden]), stage.now()), result(pages[1], &Seen::Nothing, stage.now())];
    stage.finish(&claim, &results).await.unwrap();
    let before = stage.rows().await;
    stage.finish(&claim, &results).await.unwrap();
    stage.finish(&claim, &[]).await.unwrap();
    assert_eq!(stage.rows().await, before);
    let settle = stage.claim_one(BatchKind::Settle).await;
    stage.store.settle(&settle, &stage.rule, stage.now()).await.unwrap();
    let kept = stage.kept_run(run).await;
    assert_eq!((kept.seen, kept.violations, kept.unverified), (1, 1, 1));
    // settled once more it is over, and nobody is told that it was discarded
    assert_eq!(stage.store.settle(&settle, &stage.rule, stage.now()).await.unwrap(), Settled::Finished);
    assert_eq!(stage.count_events(EventKind::RunFinished).await, 1);
}

async fn a_run_is_judged_after_all_its_looks(stage: &Stage) {
    let pages = stage.schools(4).await;
    let run = NewRun { batch_size: 2, ..stage.new_run("daily", &pages) };
    let run = stage.store.start_run(&run, stage.now()).await.unwrap().unwrap();
    let claims = stage.claim(10).await;
    assert_eq!(claims.iter().map(|claim| claim.kind).collect::<Vec<_>>(), [BatchKind::Look, BatchKind::Look]);
    for claim in &claims {
        assert!(stage.claim(10).await.is_empty());
        let results: Vec<_> = claim.pages.iter().map(|page| result(*page, &clean(), stage.now())).collect();
        stage.finish(claim, &results).await.unwrap();
    }
    let settle = stage.claim_one(BatchKind::Settle).await;
    assert_eq!(stage.store.settle(&settle, &stage.rule, stage.now()).await.unwrap(), Settled::Finished);
    let kept = stage.kept_run(run).await;
    assert_eq!((kept.state.known().unwrap(), kept.seen, kept.compliant), (RunState::Finished, 4, 4));
    assert_eq!(kept.coverage(), Some(1.0));
    assert_eq!(stage.store.queue().await.unwrap(), vk_page_auditor::store::QueueState::default());
    stage.is_sound().await;
}

async fn the_settling_of_one_run_is_claimed_whatever_else_waits(stage: &Stage) {
    let pages = stage.schools(2).await;
    let run = stage.start("daily", &pages[..1]).await;
    let claim_settle = async |run| stage.store.claim_settle(run, "cli", stage.now(), LEASE).await.unwrap();
    assert_eq!(claim_settle(run).await, None, "its pages are still to be looked at");
    let claim = stage.claim_one(BatchKind::Look).await;
    stage.finish(&claim, &[result(pages[0], &clean(), stage.now())]).await.unwrap();
    // another run that goes first
    let first = NewRun { kind: RunKind::OnDemand, ..stage.new_run("asked", &pages[1..]) };
    let first = stage.store.start_run(&first, stage.now()).await.unwrap().unwrap();
    assert_eq!(claim_settle(first).await, None);
    let settle = claim_settle(run).await.unwrap();
    assert_eq!((settle.run, settle.kind), (run, BatchKind::Settle));
    assert_eq!(claim_settle(run).await, None, "somebody is at it");
    assert_eq!(stage.store.settle(&settle, &stage.rule, stage.now()).await.unwrap(), Settled::Finished);
    assert_eq!(claim_settle(run).await, None);
    assert_eq!(stage.claim_one(BatchKind::Look).await.run, first);
}

async fn a_dead_workers_claims_are_freed(stage: &Stage) {
    let pages = stage.schools(1).await;
    stage.start("daily", &pages).await;
    stage.claim_one(BatchKind::Look).await;
    stage.store.free_claims(Some("somebody else")).await.unwrap();
    assert!(stage.claim(1).await.is_empty());
    stage.store.free_claims(Some("me")).await.unwrap();
    stage.claim_one(BatchKind::Look).await;
    stage.store.free_claims(None).await.unwrap();
    stage.claim_one(BatchKind::Look).await;
}

async fn a_discarded_run_takes_no_more_results(stage: &Stage) {
    let pages = stage.schools(1).await;
    let (run, claim) = stage.look("daily", &[(pages[0], with(&[Code::MenuHidden]))]).await;
    stage.store.discard_run(run, &Who::System, stage.now()).await.unwrap();
    let error = stage.store.settle(&claim, &stage.rule, stage.now()).await;
    assert_eq!(error.unwrap(), Settled::Gone);
    assert_eq!(stage.kept_run(run).await.state, RunState::Discarded);
    assert_eq!(stage.number("SELECT COUNT(*) FROM staged").await, 0);
    let error = stage.store.discard_run(run, &Who::System, stage.now()).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::Conflict);
    let error = stage.store.discard_run("77".parse().unwrap(), &Who::System, stage.now()).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::NotFound);
    stage.is_sound().await;
}

async fn a_settling_that_was_interrupted_goes_on(stage: &Stage) {
    let pages = stage.schools(3).await;
    let seen: Vec<_> = pages.iter().map(|page| (*page, with(&[Code::MenuHidden]))).collect();
    stage.run("daily", &seen).await;
    stage.pass_a_day();
    let (run, claim) = stage.look("daily", &seen).await;
    // it was decided that the run counts, and then the power went
    stage.tamper("UPDATE run SET state = 'applying', seen = 3 WHERE state = 'running'").await;
    leases_run_out(stage).await;
    let again = stage.store.claim("other", 1, stage.now(), LEASE).await.unwrap().remove(0);
    let error = stage.store.settle(&claim, &stage.rule, stage.now()).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::LeaseLost);
    assert_eq!(stage.store.settle(&again, &stage.rule, stage.now()).await.unwrap(), Settled::Finished);
    assert_eq!(stage.kept_run(run).await.opened, 3);
    assert_eq!(stage.count_events(EventKind::FindingOpened).await, 3);
    stage.is_sound().await;
}

async fn results_are_counted(stage: &Stage) {
    let pages = stage.schools(4).await;
    let run = NewRun { batch_size: 2, ..stage.new_run("daily", &pages) };
    let run = stage.store.start_run(&run, stage.now()).await.unwrap().unwrap();
    let outcome = Outcome {
        calls: [("ok".to_owned(), 2)].into(),
        remarks: vec![Remark::Text("VK gives no menus \u{1f600}".to_owned())],
    };
    let seen = [clean(), with(&[Code::MenuHidden]), with(&[Code::CoverReview]), Seen::Nothing];
    for claim in stage.claim(2).await {
        let results: Vec<_> = claim
            .pages
            .iter()
            .map(|page| result(*page, &seen[usize::try_from(page.get()).unwrap() - 1], stage.now()))
            .collect();
        stage.store.finish_looks(&claim, &policy(), &results, &outcome, stage.now()).await.unwrap();
    }
    let settle = stage.claim_one(BatchKind::Settle).await;
    stage.store.settle(&settle, &stage.rule, stage.now()).await.unwrap();
    let kept = stage.kept_run(run).await;
    assert_eq!((kept.seen, kept.compliant, kept.violations, kept.unverified), (3, 1, 2, 1));
    assert_eq!((&kept.calls, &kept.remarks), (&[("ok".to_owned(), 4)].into(), &outcome.remarks));
    assert_eq!(kept.reasons, [("network".to_owned(), 1)].into());
    assert_eq!((kept.policy.as_str(), kept.coverage()), ("2026", Some(0.75)));
    let of_name = RunQuery { name: Some("daily".to_owned()), limit: 10, ..RunQuery::default() };
    assert_eq!(stage.store.runs(&of_name).await.unwrap().len(), 1);
}

async fn suspicious_pages_are_looked_at_with_witnesses(stage: &Stage) {
    let pages = stage.schools(6).await;
    let mut seen: Vec<_> = pages.iter().map(|page| (*page, clean())).collect();
    seen[5].1 = with(&[Code::MenuMissing]);
    let (_, settled) = stage.run("daily", &seen).await;
    assert_eq!(settled, Settled::Finished);
    stage.pass(10 * MINUTE);
    let second = NewRun { kind: RunKind::SecondLook, pages: Pages::Due, ..stage.new_run("second-look", &[]) };
    stage.store.start_run(&second, stage.now()).await.unwrap().unwrap();
    let claim = stage.claim_one(BatchKind::Look).await;
    assert_eq!((claim.pages.clone(), claim.witnesses.as_slice()), (vec![pages[5]], &pages[..3]));
    // it is not due again while it is being looked at
    let again = NewRun { name: "another".to_owned(), ..second };
    assert_eq!(stage.store.start_run(&again, stage.now()).await.unwrap(), None);
}

async fn another_policy_is_told_once(stage: &Stage) {
    let pages = stage.schools(1).await;
    stage.day(&pages, &clean()).await;
    assert_eq!(stage.count_events(EventKind::PolicyChanged).await, 0);
    let other = KeptPolicy::new("2027", "another text");
    for _ in 0..2 {
        let new = NewRun { policy: other.clone(), ..stage.new_run("daily", &pages) };
        stage.store.start_run(&new, stage.now()).await.unwrap();
        let claim = stage.claim_one(BatchKind::Look).await;
        let results = [result(pages[0], &clean(), stage.now())];
        stage.store.finish_looks(&claim, &other, &results, &Outcome::default(), stage.now()).await.unwrap();
        let settle = stage.claim_one(BatchKind::Settle).await;
        stage.store.settle(&settle, &stage.rule, stage.now()).await.unwrap();
    }
    assert_eq!(stage.count_events(EventKind::PolicyChanged).await, 1);
    assert_eq!(stage.page(pages[0]).await.policy, Some(other.digest));
    assert_eq!(stage.store.policy(&other.digest).await.unwrap(), Some(other));
    assert_eq!(stage.store.policy(&[0; 32]).await.unwrap(), None);
    stage.is_sound().await;
}

async fn a_token_has_one_holder_at_a_time(stage: &Stage) {
    let token = TokenLease { token: "fingerprint".to_owned(), name: "token 1".to_owned() };
    let lease = async |holder: &str| stage.store.lease_token(&token, holder, stage.now(), LEASE).await.unwrap();
    assert!(lease("one").await);
    assert!(lease("one").await, "the holder may make it last longer");
    assert!(!lease("two").await);
    assert_eq!(stage.store.figures().await.unwrap().tokens[0].holder, "one");
    stage.tamper("UPDATE token_lease SET lease_until = 1").await;
    assert!(lease("two").await, "a lease that ran out is anybody's");
    assert!(!lease("one").await);
    stage.store.return_tokens("one").await.unwrap();
    assert!(!lease("one").await);
    stage.store.return_tokens("two").await.unwrap();
    assert!(lease("one").await);
}

async fn tokens_are_wished_for_by_living_processes(stage: &Stage) {
    let lease = Duration::from_secs(30);
    let wish = async |holder: &str, tokens: &[&str]| {
        // leases are measured by the server's clock where there is one
        let now = stage.store.lease_now(stage.now()).await.unwrap();
        stage.store.note_process(holder, "worker", now).await.unwrap();
        stage.store.wish_for_tokens(holder, tokens).await.unwrap();
    };
    let wishes = async || {
        let now = stage.store.lease_now(stage.now()).await.unwrap();
        let wishes = stage.store.token_wishes(now, lease).await.unwrap();
        wishes.into_iter().map(|wish| (wish.token, wish.holder, wish.is_held)).collect::<Vec<_>>()
    };
    let known = |token: &str, holder: &str, is_held| (token.to_owned(), holder.to_owned(), is_held);
    wish("one", &["a", "b"]).await;
    wish("two", &["b"]).await;
    wish("two", &["b"]).await;
    let token = TokenLease { token: "b".to_owned(), name: "token b".to_owned() };
    assert!(stage.store.lease_token(&token, "two", stage.now(), lease).await.unwrap());
    assert_eq!(wishes().await, [known("a", "one", false), known("b", "one", false), known("b", "two", true)]);
    // another configuration, other tokens; and none at all
    wish("one", &["c"]).await;
    wish("two", &[]).await;
    assert_eq!(wishes().await, [known("c", "one", false)]);
    stage.tamper("UPDATE process SET seen_at = 1 WHERE holder = 'one'").await;
    assert_eq!(wishes().await, [], "who is not heard of wants nothing");
    wish("one", &["c"]).await;
    stage.store.forget_process("one").await.unwrap();
    assert_eq!(stage.number("SELECT COUNT(*) FROM token_wish").await, 0);
}

async fn the_timetable_is_remembered(stage: &Stage) {
    let known = stage.store.timetable("daily", stage.now()).await.unwrap();
    assert_eq!((known.known_since, known.last_due), (stage.now(), None));
    stage.pass_a_day();
    assert_eq!(stage.store.timetable("daily", stage.now()).await.unwrap(), known);
    stage.store.keep_timetable("daily", stage.now()).await.unwrap();
    assert_eq!(stage.store.timetable("daily", stage.now()).await.unwrap().last_due, Some(stage.now()));
    stage.pass_a_day();
    let pages = stage.schools(1).await;
    let run = NewRun { due: Some(stage.now()), ..stage.new_run("daily", &pages) };
    stage.store.start_run(&run, stage.now()).await.unwrap();
    assert_eq!(stage.store.timetable("daily", stage.now()).await.unwrap().last_due, Some(stage.now()));
}

async fn processes_are_known_while_they_live(stage: &Stage) {
    stage.store.note_process("one", "serve", stage.now()).await.unwrap();
    stage.pass(Duration::from_secs(30));
    stage.store.note_process("one", "serve", stage.now()).await.unwrap();
    let known = stage.store.figures().await.unwrap().processes;
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].seen_at.duration_since(known[0].started_at).as_secs(), 30);
    stage.store.forget_process("one").await.unwrap();
    assert!(stage.store.figures().await.unwrap().processes.is_empty());
}

async fn whoever_asks_for_a_page_gets_the_run_that_is_under_way(stage: &Stage) {
    let address = PageAddress::parse("https://vk.com/nobody_knows_it").unwrap();
    let new = stage.new_run("page", &[]);
    let over = |page| NewRun { kind: RunKind::OnDemand, pages: Pages::These(vec![page]), ..new.clone() };
    let ask = async |most| {
        stage.store.ask_for_page(AskedPage::New(&address), over, most, Some(&Who::System), stage.now()).await.unwrap()
    };
    assert_eq!(ask(0).await, PageRun::Full);
    assert_eq!(stage.store.find_page(&address).await.unwrap(), None, "nothing is kept");
    let (one, other) = tokio::join!(ask(1), ask(1));
    let (begun, under_way) = if matches!(one, PageRun::Begun(..)) { (one, other) } else { (other, one) };
    let PageRun::Begun(page, run) = begun else { panic!("{begun:?}") };
    assert_eq!(under_way, PageRun::UnderWay(page, run));
    let journal = stage.store.journal(&JournalQuery { limit: 10, ..JournalQuery::default() }).await.unwrap();
    let lines: Vec<_> = journal.iter().map(|line| (line.action.as_str(), line.object.clone())).collect();
    assert_eq!(lines, [("page.check_asked", address.to_string())]);
}
