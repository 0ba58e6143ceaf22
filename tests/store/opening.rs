//! Stores that are new, old, opened twice at once, or of a later program.

use vk_page_auditor::store::{ConnectOptions, Store, StoreTrouble};

use crate::scene::clean;
use crate::stage::Stage;

const FIRST_VERSION: &str = include_str!("../../src/store/migrations/0001_history.sql");

on_both!(
    a_new_store_is_sound_and_empty,
    a_store_of_the_first_version_is_brought_up_to_date,
    opening_again_changes_nothing,
    two_programs_may_open_a_new_store_at_once,
    a_store_of_a_later_program_is_left_alone,
);

async fn a_new_store_is_sound_and_empty(stage: &Stage) {
    stage.is_sound().await;
    let rows = stage.rows().await;
    for (table, count) in &rows {
        assert_eq!(*count > 0, table == "counter" || table == "store_version", "{table}: {count}");
    }
    assert!(rows.len() > 15, "{rows:?}");
}

/// Takes the later steps back.
async fn take_back(stage: &Stage, tables: &[&str]) {
    let mut behind = stage.behind().await;
    for table in tables {
        behind.execute(&format!("DROP TABLE {table}")).await;
    }
}

async fn a_store_of_the_first_version_is_brought_up_to_date(stage: &Stage) {
    let pages = stage.schools(3).await;
    stage.day(&pages, &clean()).await;
    // what the first step does not name was made by later ones
    let later = ["picture_address", "picture_judgement"];
    for table in later {
        assert!(!FIRST_VERSION.contains(table));
    }
    let before = stage.rows().await;
    take_back(stage, &later).await;
    stage.tamper("UPDATE store_version SET version = 1").await;
    let store = Store::open(&stage.options()).await.unwrap();
    assert_eq!(stage.rows().await, before);
    assert_eq!(stage.number("SELECT version FROM store_version").await, 2);
    assert_eq!(store.registered_pages(None, 10).await.unwrap().len(), 3);
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
    let error = Store::open(&stage.options()).await.unwrap_err();
    assert_eq!(error.trouble(), StoreTrouble::Newer);
    assert!(error.to_string().contains("99") && error.to_string().contains("newer program"), "{error}");
    assert_eq!(stage.number("SELECT version FROM store_version").await, 99);
}
