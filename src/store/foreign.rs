//! Words in the store that this version of the program does not know: a later one, which works on the same store or worked
//! on it before, has written them. They are shown as they stand and never acted upon.

use super::access::JournalAction;
use super::db::{Sql, StoreError};
use super::undo::ChangeKind;
use super::{EventKind, RunKind, RunState, Store};
use domain::access::{Role, SecretKind};
use domain::findings::State;
use domain::model::{Code, Level, Severity, UnverifiedReason, Verdict};

/// A word that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignWord {
    /// The table it stands in.
    pub table: &'static str,
    pub column: &'static str,
    pub word: String,
    /// In how many rows.
    pub rows: u64,
}

/// A column of words, and whether this version knows one.
type Column = (&'static str, &'static str, fn(&str) -> bool);

/// The columns whose words are those of a closed list. What is empty says nothing.
const COLUMNS: [Column; 14] = [
    ("page", "verdict", |text| Verdict::parse(text).is_some()),
    ("page", "look_verdict", |text| Verdict::parse(text).is_some()),
    ("page", "unverified_reason", |text| UnverifiedReason::parse(text).is_some()),
    ("page", "level", |text| Level::parse(text).is_some()),
    ("finding", "code", |text| Code::parse(text).is_some()),
    ("finding", "severity", |text| Severity::parse(text).is_some()),
    ("finding", "state", |text| State::parse(text).is_some()),
    ("event", "kind", |text| EventKind::parse(text).is_some()),
    ("run", "kind", |text| RunKind::parse(text).is_some()),
    ("run", "state", |text| RunState::parse(text).is_some()),
    ("registry_change", "kind", |text| ChangeKind::parse(text).is_some()),
    ("person", "role", |text| Role::parse(text).is_some()),
    ("api_token", "kind", |text| SecretKind::parse(text).is_some()),
    ("journal", "action", |text| JournalAction::parse(text).is_some()),
];

impl Store {
    /// The words in the store that this version does not know.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn foreign_words(&self) -> Result<Vec<ForeignWord>, StoreError> {
        let mut found = Vec::new();
        for (table, column, is_known) in COLUMNS {
            let text = format!(
                "SELECT {column} AS word, COUNT(*) AS count FROM {table} WHERE {column} IS NOT NULL AND {column} <> '' \
                 GROUP BY {column} ORDER BY {column}"
            );
            for row in self.db.all(Sql::new(&text)).await? {
                let word: String = row.get("word")?;
                if !is_known(&word) {
                    found.push(ForeignWord { table, column, word, rows: row.count("count")? });
                }
            }
        }
        Ok(found)
    }
}
