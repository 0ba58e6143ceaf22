//! Each use case asked in every way there is: the same comes of it in the store and in the journal, and what is refused in
//! one way is refused in all.

mod pages;
mod people;
mod registry;
mod runs;

use std::process::{Command, Stdio};

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

/// Runs the program on the store of the stage; gives its exit code and what it said.
fn command(stage: &Stage, words: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vk-page-auditor"));
    command.args(words).args(["--store", &stage.store.url().to_string(), "--lang", "en"]);
    command.current_dir(folder.path()).env_clear().env("HOME", folder.path()).stdin(Stdio::null());
    let ended = command.output().unwrap();
    let said = [ended.stdout, ended.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (ended.status.code(), said.concat())
}
