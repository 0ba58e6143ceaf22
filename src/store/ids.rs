//! Numbers of rows, a type each.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use super::db::{Sql, StoreError, StoreTrouble, Tx, Value};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name(pub(super) i64);

            impl $name {
                /// The number.
                pub const fn get(self) -> i64 {
                    self.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.0.fmt(f)
                }
            }

            impl FromStr for $name {
                type Err = ParseIntError;

                fn from_str(text: &str) -> Result<Self, ParseIntError> {
                    text.parse().map(Self)
                }
            }

            impl From<$name> for Value {
                fn from(id: $name) -> Self {
                    Self::Int(Some(id.0))
                }
            }

            impl From<Option<$name>> for Value {
                fn from(id: Option<$name>) -> Self {
                    Self::Int(id.map(|id| id.0))
                }
            }
        )+
    };
}

ids! {
    /// A page of the store.
    PageId
    RunId
    /// A piece of work of a run.
    BatchId
    FindingId
    /// A person who may sign in.
    PersonId
    /// A token of the API or of a feed.
    AccessTokenId
}

/// Takes so many numbers and gives the first of them. The counter's row stays locked until the transaction ends, so
/// numbers are given without gaps in the order of commits.
pub(super) async fn take(tx: &mut Tx, counter: &str, count: usize) -> Result<i64, StoreError> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let sql = Sql::new("UPDATE counter SET value = value + ? WHERE name = ? RETURNING value").bind(count).bind(counter);
    let row = tx.first(sql).await?;
    let row =
        row.ok_or_else(|| StoreError::new(StoreTrouble::Corrupt, format!("the counter `{counter}` is missing")))?;
    Ok(row.get::<i64>("value")? - count + 1)
}
