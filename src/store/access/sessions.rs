//! Sessions of browsers, each found by the digest of its secret.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::journal::{self, JournalAction, JournalNote, Who};
use super::people::{self, COLUMNS, Person, person_of};
use crate::db::{Row, Sql, StoreError, Tx, Value};
use crate::stored::Digest;
use crate::{PersonId, Store};

/// How often it is written down at the most that a session or a token is in use.
pub(super) const SEEN_EVERY: Duration = Duration::from_mins(1);

/// A session to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSession<'a> {
    /// The digest of its secret.
    pub digest: &'a Digest,
    /// When it ends, however busy it is.
    pub expires_at: Timestamp,
    /// The address it was opened from.
    pub address: &'a str,
    /// What the browser calls itself.
    pub agent: &'a str,
}

/// A session as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The digest of its secret.
    pub digest: Digest,
    /// Whose it is.
    pub person: PersonId,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was in use last, to the minute.
    pub seen_at: Timestamp,
    /// When it ends, however busy it is.
    pub expires_at: Timestamp,
    /// The address it was opened from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// A session that holds, with its person as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub session: Session,
    /// The person, with what they may do now.
    pub person: Person,
}

const SESSION_COLUMNS: &str = "s.digest, s.person, s.created_at, s.seen_at, s.expires_at, s.address, s.agent";

fn session_of(row: &Row) -> Result<Session, StoreError> {
    let unreadable = || StoreError::unreadable("a session", "no digest or no moment");
    let moment = |name: &str| row.moment(name)?.ok_or_else(unreadable);
    Ok(Session {
        digest: row.digest("digest")?.ok_or_else(unreadable)?,
        person: PersonId(row.get("person")?),
        created_at: moment("created_at")?,
        seen_at: moment("seen_at")?,
        expires_at: moment("expires_at")?,
        address: row.get("address")?,
        agent: row.get("agent")?,
    })
}

/// Since when a session must have been in use to hold still.
fn idle_since(idle: Duration, now: Timestamp) -> Timestamp {
    now.saturating_sub(idle).unwrap_or(Timestamp::MIN)
}

/// Ends all sessions of a person but the one to keep; tells how many.
pub(super) async fn end_all(tx: &mut Tx, person: PersonId, keep: Option<&Digest>) -> Result<u64, StoreError> {
    let mut sql = Sql::new("DELETE FROM session WHERE person = ?").bind(person);
    if let Some(keep) = keep {
        sql.push(" AND digest <> ").value(keep);
    }
    tx.execute(sql).await
}

impl Store {
    /// Opens a session for a person whose password was verified. False when the person was disabled or got another
    /// password since `person` was read: then the password must be asked for again.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn open_session(
        &self,
        person: &Person,
        new: &NewSession<'_>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        // whoever changes the password locks the same row, and ends all sessions that are there
        let current = people::locked(&mut tx, person.id).await?;
        if !current.is_some_and(|current| current.disabled_at.is_none() && current.password == person.password) {
            return Ok(false);
        }
        let mut sql =
            Sql::new("INSERT INTO session (digest, person, created_at, seen_at, expires_at, address, agent) VALUES ");
        sql.tuple([
            Value::from(new.digest),
            person.id.into(),
            now.into(),
            now.into(),
            new.expires_at.into(),
            super::cut(new.address).into(),
            super::cut(new.agent).into(),
        ]);
        tx.execute(sql).await?;
        let note = JournalNote {
            action: JournalAction::SessionOpened,
            object: person.login.to_string(),
            detail: json!({ "agent": super::cut(new.agent) }),
        };
        journal::append(&mut tx, &Who::person(person, new.address), note, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The session with this digest and its person; `None` when it ended, was not in use for `idle`, or the person may not
    /// sign in.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn session(
        &self,
        digest: &Digest,
        idle: Duration,
        now: Timestamp,
    ) -> Result<Option<SignedIn>, StoreError> {
        let text = format!(
            "SELECT {COLUMNS}, {SESSION_COLUMNS} FROM session s JOIN person u ON u.id = s.person \
             WHERE s.digest = ? AND s.expires_at > ? AND s.seen_at > ? AND u.disabled_at IS NULL"
        );
        let sql = Sql::new(&text).bind(digest).bind(now).bind(idle_since(idle, now));
        let Some(row) = self.db.first(sql).await? else { return Ok(None) };
        let signed_in = SignedIn { person: person_of(&row)?, session: session_of(&row)? };
        let seen_before = now.saturating_sub(SEEN_EVERY).unwrap_or(Timestamp::MIN);
        if signed_in.session.seen_at <= seen_before {
            let text = "UPDATE session SET seen_at = ? WHERE digest = ? AND seen_at <= ?";
            self.noted(Sql::new(text).bind(now).bind(digest).bind(seen_before)).await?;
        }
        Ok(Some(signed_in))
    }

    /// Writes down that something was in use; a store that is held for a moment keeps nobody from reading.
    pub(super) async fn noted(&self, sql: Sql) -> Result<(), StoreError> {
        match self.db.execute(sql).await {
            Err(error) if !error.is_passing() => Err(error),
            _ => Ok(()),
        }
    }

    /// The sessions of a person that hold, the newest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn sessions(&self, person: PersonId, idle: Duration, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let text = format!(
            "SELECT {SESSION_COLUMNS} FROM session s WHERE s.person = ? AND s.expires_at > ? AND s.seen_at > ? \
             ORDER BY s.created_at DESC, s.digest"
        );
        let sql = Sql::new(&text).bind(person).bind(now).bind(idle_since(idle, now));
        self.db.all(sql).await?.iter().map(session_of).collect()
    }

    /// Ends one session; false when there is none. `of` says whose it must be.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn end_session(
        &self,
        digest: &Digest,
        of: &Person,
        who: &Who,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let sql = Sql::new("DELETE FROM session WHERE digest = ? AND person = ?").bind(digest).bind(of.id);
        if tx.execute(sql).await? == 0 {
            return Ok(false);
        }
        journal::append(&mut tx, who, ended(of, 1), now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Ends all sessions of a person but the one to keep; tells how many.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn end_sessions(
        &self,
        of: &Person,
        keep: Option<&Digest>,
        who: &Who,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        let count = end_all(&mut tx, of.id, keep).await?;
        if count > 0 {
            journal::append(&mut tx, who, ended(of, count), now).await?;
        }
        tx.commit().await?;
        Ok(count)
    }
}

fn ended(of: &Person, count: u64) -> JournalNote {
    let detail = json!({ "sessions": count });
    JournalNote { action: JournalAction::SessionEnded, object: of.login.to_string(), detail }
}

/// Forgets sessions that ended by themselves; tells how many.
pub(crate) async fn forget_ended_sessions(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(Sql::new("DELETE FROM session WHERE expires_at <= ?").bind(now)).await
}
