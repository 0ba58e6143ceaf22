//! Stores that are new, old, opened twice at once, or of a later program.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use vk_page_auditor::model::{Code, Scope};
use vk_page_auditor::store::{ConnectOptions, PageQuery, Store, StoreTrouble, StoreUrl};

use crate::scene::{clean, with};
use crate::stage::{Behind, Stage};

const FIRST_VERSION: &str = include_str!("../../src/store/migrations/0001_history.sql");

on_both!(
    a_new_store_is_sound_and_empty,
    a_store_of_the_first_version_is_brought_up_to_date,
    opening_again_changes_nothing,
    two_programs_may_open_a_new_store_at_once,
    a_store_of_a_later_program_is_left_alone,
    a_store_of_an_earlier_program_that_is_only_read_is_brought_up_to_date_where_it_may_be_written,
    what_is_only_read_can_be_asked_anything,
);

async fn a_new_store_is_sound_and_empty(stage: &Stage) {
    stage.is_sound().await;
    let rows = stage.rows().await;
    for (table, count) in &rows {
        assert_eq!(*count > 0, table == "counter" || table == "store_version", "{table}: {count}");
    }
    assert!(rows.len() > 15, "{rows:?}");
}

/// What the steps after the first made.
const LATER: [&str; 7] =
    ["picture_address", "picture_judgement", "person", "session", "api_token", "signing_key", "journal"];
/// How many steps there are.
const NEWEST: i64 = 4;

/// Takes the later steps back.
async fn take_back(stage: &Stage) {
    let mut behind = stage.behind().await;
    for table in LATER {
        behind.execute(&format!("DROP TABLE {table}")).await;
    }
    behind.execute("DELETE FROM counter WHERE name IN ('person', 'api_token', 'journal')").await;
    if stage.store.is_shared() {
        behind.execute("DROP INDEX page_search").await;
    }
    // texts were kept as they are, without the municipality
    behind.execute("UPDATE page SET folded = 'школа №' || id || ' https://vk.com/school_' || id").await;
    behind.execute("UPDATE store_version SET version = 1").await;
}

async fn a_store_of_the_first_version_is_brought_up_to_date(stage: &Stage) {
    let pages = stage.schools(3).await;
    stage.day(&pages, &clean()).await;
    // what the first step does not name was made by later ones
    for table in LATER {
        assert!(!FIRST_VERSION.contains(&format!("CREATE TABLE {table} ")));
    }
    let before = stage.rows().await;
    take_back(stage).await;
    let store = Store::open(&stage.options()).await.unwrap();
    assert_eq!(stage.rows().await, before);
    assert_eq!(stage.number("SELECT version FROM store_version").await, NEWEST);
    assert_eq!(store.registered_pages(None, 10).await.unwrap().len(), 3);
    for (search, found) in [("школы № 2", 1), ("елкинский округ", 3), ("школа 22", 0)] {
        let query = PageQuery { search: Some(search.to_owned()), ..PageQuery::within(Scope::everything()) };
        assert_eq!(store.count_pages(&query).await.unwrap(), found, "{search}");
    }
    assert_eq!(store.check().await.unwrap(), []);
    store.close().await;
}

async fn opening_again_changes_nothing(stage: &Stage) {
    stage.schools(3).await;
    let before = stage.rows().await;
    let again = Store::open(&stage.options()).await.unwrap();
    assert_eq!(stage.rows().await, before);
    assert_eq!(again.registered_pages(None, 10).await.unwrap().len(), 3);
    again.close().await;
}

async fn two_programs_may_open_a_new_store_at_once(stage: &Stage) {
    let (url, database) = if stage.store.is_shared() {
        let (url, database) = crate::stage::new_database().await;
        (url, Some(database))
    } else {
        (format!("sqlite:{}", stage.path("other.sqlite").display()).parse().unwrap(), None)
    };
    let options = ConnectOptions::new(url).or_create();
    let opened = tokio::join!(Store::open(&options), Store::open(&options), Store::open(&options));
    for store in [opened.0, opened.1, opened.2] {
        let store = store.unwrap();
        assert_eq!(store.check().await.unwrap(), []);
        store.close().await;
    }
    if let Some(database) = database {
        crate::stage::drop_database(&database).await;
    }
}

async fn a_store_of_a_later_program_is_left_alone(stage: &Stage) {
    stage.tamper("UPDATE store_version SET version = 99").await;
    let error = Store::open(&stage.options().to_read()).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::Newer);
    let error = Store::open(&stage.options()).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::Newer);
    assert!(error.to_string().contains("99") && error.to_string().contains("newer program"), "{error}");
    assert_eq!(stage.number("SELECT version FROM store_version").await, 99);
}

async fn a_store_of_an_earlier_program_that_is_only_read_is_brought_up_to_date_where_it_may_be_written(stage: &Stage) {
    stage.schools(3).await;
    take_back(stage).await;
    let store = Store::open(&stage.options().to_read()).await.unwrap();
    assert_eq!(stage.number("SELECT version FROM store_version").await, NEWEST);
    assert_eq!(store.registered_pages(None, 10).await.unwrap().len(), 3);
    store.close().await;
}

async fn what_is_only_read_can_be_asked_anything(stage: &Stage) {
    let pages = stage.schools(3).await;
    stage.day(&pages, &with(&[Code::MenuHidden])).await;
    let store = Store::open(&stage.options().to_read()).await.unwrap();
    assert_eq!(store.registered_pages(None, 10).await.unwrap().len(), 3);
    assert_eq!(store.check().await.unwrap(), []);
    assert_eq!(store.figures().await.unwrap().held_runs, 0);
    store.backup(&stage.path("copy.sqlite")).await.unwrap();
    store.close().await;
}

/// The file and everything beside it.
fn folder(path: &Path) -> BTreeMap<OsString, Vec<u8>> {
    let files = std::fs::read_dir(path.parent().unwrap()).unwrap().map(Result::unwrap);
    files.map(|file| (file.file_name(), std::fs::read(file.path()).unwrap())).collect()
}

#[tokio::test]
async fn a_database_of_another_program_is_refused_and_left_alone() {
    for (mode, table) in [("delete", "picture_address"), ("wal", "bookmarks")] {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("other.sqlite");
        let url = StoreUrl::Sqlite(path.clone());
        let mut other = Behind::of(&url).await;
        other.execute(&format!("PRAGMA journal_mode = {mode}")).await;
        other.execute(&format!("CREATE TABLE {table} (url TEXT)")).await;
        other.close().await;
        let before = folder(&path);
        assert_eq!(before.len(), 1);
        let options = ConnectOptions::new(url.clone());
        for options in [options.clone(), options.clone().to_read(), options.or_create()] {
            let error = Store::open(&options).await.unwrap_err();
            assert_eq!(error.trouble(), StoreTrouble::Foreign, "{error}");
            assert!(error.to_string().contains("another program"), "{error}");
            assert_eq!(folder(&path), before, "{mode}: nothing was changed");
        }
        // also while the other program is at work and what it made is in its log only
        if mode == "wal" {
            let fresh = StoreUrl::Sqlite(place.path().join("fresh.sqlite"));
            let mut other = Behind::of(&fresh).await;
            other.execute("PRAGMA journal_mode = wal").await;
            other.execute("CREATE TABLE bookmarks (url TEXT)").await;
            let error = Store::open(&ConnectOptions::new(fresh).or_create()).await.unwrap_err();
            assert_eq!(error.trouble(), StoreTrouble::Foreign, "{error}");
            assert_eq!(other.number("SELECT COUNT(*) FROM sqlite_master").await, 1);
        }
    }
}

#[tokio::test]
async fn reading_a_copy_leaves_it_as_it_was() {
    let stage = Stage::sqlite().await;
    let pages = stage.schools(5).await;
    stage.day(&pages, &clean()).await;
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("copy.sqlite");
    stage.store.backup(&path).await.unwrap();
    let before = folder(&path);
    let store = Store::open(&ConnectOptions::new(StoreUrl::Sqlite(path.clone())).to_read()).await.unwrap();
    assert_eq!(store.registered_pages(None, 10).await.unwrap().len(), 5);
    assert_eq!(store.check().await.unwrap(), []);
    store.close().await;
    assert_eq!(folder(&path), before, "neither its bytes nor its journal mode changed");
    stage.end().await;
}

#[tokio::test]
async fn an_empty_file_and_one_that_is_not_there_hold_no_store_to_read() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("empty.sqlite");
    let options = ConnectOptions::new(StoreUrl::Sqlite(path.clone())).to_read();
    assert_eq!(Store::open(&options).await.unwrap_err().trouble(), StoreTrouble::Missing);
    assert!(!path.exists());
    std::fs::write(&path, "").unwrap();
    assert_eq!(Store::open(&options).await.unwrap_err().trouble(), StoreTrouble::Missing);
    assert_eq!(std::fs::read(&path).unwrap(), b"");
}
