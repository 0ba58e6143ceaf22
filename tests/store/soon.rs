//! Looks that come too soon after another: they prove nothing, and are made up for once.

use std::time::Duration;

use vk_page_auditor::model::Code;
use vk_page_auditor::store::{PageId, SettleRule};

use crate::scene::{Seen, clean, with};
use crate::stage::Stage;

on_both!(a_page_is_due_no_more_once_a_look_that_counts_saw_what_was_known,);

const RULE: fn(&Stage) -> SettleRule =
    |stage| SettleRule { least_gap: Duration::from_mins(1), second_look: Duration::from_mins(5), ..stage.rule };

async fn look(stage: &Stage, page: PageId, seen: Seen, later: Duration) {
    stage.pass(later);
    let (_, claim) = stage.look("daily", &[(page, seen)]).await;
    stage.store.settle(&claim, &RULE(stage), stage.now()).await.unwrap();
}

async fn a_page_is_due_no_more_once_a_look_that_counts_saw_what_was_known(stage: &Stage) {
    let page = stage.schools(1).await[0];
    let hour = Duration::from_hours(1);
    for _ in 0..2 {
        look(stage, page, clean(), hour).await;
    }
    assert_eq!(stage.page(page).await.next_look_at, None);
    look(stage, page, with(&[Code::MenuHidden]), Duration::from_secs(10)).await;
    assert!(stage.page(page).await.next_look_at.is_some(), "it is looked at again when a look counts");
    look(stage, page, clean(), hour).await;
    assert_eq!(stage.page(page).await.next_look_at, None, "and not for ever");
    // what is suspicious still waits for its second look
    look(stage, page, with(&[Code::MenuHidden]), hour).await;
    assert!(stage.page(page).await.next_look_at.is_some());
    stage.is_sound().await;
}
