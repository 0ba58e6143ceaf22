//! Each use case asked in every way there is: the same comes of it in the store and in the journal, and what is refused in
//! one way is refused in all.

mod pages;

use vk_page_auditor::store::{JournalEntry, JournalQuery};

use crate::stage::Stage;

/// The journal, the newest line first.
async fn journal(stage: &Stage) -> Vec<JournalEntry> {
    let query = JournalQuery { newest_first: true, limit: 1_000, ..JournalQuery::default() };
    stage.store.journal(&query).await.unwrap()
}

/// What a line says but for its place, its moment and the numbers that differ each time.
fn line(entry: &JournalEntry) -> (String, String, String) {
    (entry.who.clone(), entry.action.clone(), entry.object.clone())
}
