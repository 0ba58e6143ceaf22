//! What the schedule remembers of each of its passes from one start of the program to the next.

use jiff::Timestamp;

use super::Store;
use super::db::{Sql, StoreError};

/// The memory of one pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptTimetable {
    /// Since when the pass is in the schedule.
    pub known_since: Timestamp,
    /// The last moment it was due at that was dealt with.
    pub last_due: Option<Timestamp>,
}

impl Store {
    /// What is remembered of a pass; it is known from now on.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn timetable(&self, name: &str, now: Timestamp) -> Result<KeptTimetable, StoreError> {
        let read = || Sql::new("SELECT known_since, last_due FROM timetable WHERE name = ?").bind(name);
        if let Some(row) = self.db.first(read()).await? {
            return Ok(KeptTimetable {
                known_since: row.moment("known_since")?.unwrap_or(now),
                last_due: row.moment("last_due")?,
            });
        }
        let text = "INSERT INTO timetable (name, known_since) VALUES (?, ?) ON CONFLICT (name) DO NOTHING";
        self.db.execute(Sql::new(text).bind(name).bind(now)).await?;
        Ok(KeptTimetable { known_since: now, last_due: None })
    }

    /// Remembers that a due moment was dealt with.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn keep_timetable(&self, name: &str, last_due: Timestamp) -> Result<(), StoreError> {
        self.db.execute(Sql::new("UPDATE timetable SET last_due = ? WHERE name = ?").bind(last_due).bind(name)).await?;
        Ok(())
    }
}
