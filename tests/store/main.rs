//! The store as the rest of the program uses it: every case on an `SQLite` file and on a PostgreSQL database of its own.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that fails")]

/// Makes a test of each case for each database.
macro_rules! on_both {
    ($($case:ident),+ $(,)?) => {
        $(mod $case {
            #[tokio::test]
            async fn sqlite() {
                let stage = crate::stage::Stage::sqlite().await;
                super::$case(&stage).await;
                stage.end().await;
            }

            #[tokio::test]
            async fn postgres() {
                let stage = crate::stage::Stage::postgres().await;
                super::$case(&stage).await;
                stage.end().await;
            }
        })+
    };
}

mod access;
mod confirming;
mod foreign;
mod holding;
mod journal;
mod log;
mod news;
mod opening;
mod orders;
mod overview;
mod partly_known;
mod people;
mod queries;
mod registry;
mod scene;
mod scopes;
mod sequences;
mod soon;
mod stage;
mod trouble;
mod undo;
mod upkeep;
mod work;
