//! The journal of who did what: without gaps, in the order of commits, chained like the log of events, so that nobody can
//! change a part of it unseen. Nothing is ever forgotten here.

use std::fmt;

use jiff::Timestamp;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use super::Person;
use crate::db::{Row, Sql, StoreError, Tx, Value};
use crate::stored::Digest;
use crate::{PersonId, Store, ids};
use domain::access::Login;
use domain::model::StoreDefect;

/// The most faults of the journal that are told.
const FAULTS_TOLD: usize = 20;
/// Rows read at a time where the whole journal is read.
const ROWS_READ: usize = 5_000;

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)+) => {
        /// What somebody did. The texts are stable: other programs rely on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum JournalAction {
            $($(#[$doc])* $variant,)+
        }

        impl JournalAction {
            /// All actions.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// Finds the action with this stable text.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.as_str() == text)
            }
        }
    };
}

actions! {
    /// A person was created.
    PersonCreated = "person.created",
    /// A person's name, role, scope or language was changed.
    PersonChanged = "person.changed",
    /// A person may no more sign in.
    PersonDisabled = "person.disabled",
    /// A person may sign in again.
    PersonEnabled = "person.enabled",
    /// A person has another password.
    PasswordChanged = "password.changed",
    /// A person signed in.
    SessionOpened = "session.opened",
    /// Sessions of a person were ended.
    SessionEnded = "session.ended",
    /// A token was made.
    TokenCreated = "token.created",
    /// A token opens nothing any more.
    TokenRevoked = "token.revoked",
    /// Addresses signed with the former key open nothing any more.
    KeyRotated = "key.rotated",
    /// Somebody asked for a page to be looked at.
    PageCheckAsked = "page.check_asked",
    /// Somebody asked for a run.
    RunStarted = "run.started",
    /// Somebody said that a held run counts.
    RunReleased = "run.released",
    /// Somebody said that a run does not count.
    RunDiscarded = "run.discarded",
    /// Somebody imported a registry.
    RegistryImported = "registry.imported",
    /// Somebody undid an import.
    RegistryUndone = "registry.undone",
    /// Somebody made the address of a badge.
    BadgeMade = "badge.made",
}

impl fmt::Display for JournalAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who does something, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A person who is signed in, or a token of theirs.
    Person {
        /// The person's number.
        id: PersonId,
        /// The person's login.
        login: Login,
        /// The address the request came from; may be empty.
        address: String,
    },
    /// Somebody at the command line, by the system's name of them if it is known.
    Cli {
        /// The name.
        user: Option<String>,
    },
    /// The program itself.
    System,
}

impl Who {
    /// This person, from this address.
    pub fn person(person: &Person, address: impl Into<String>) -> Self {
        Self::Person { id: person.id, login: person.login.clone(), address: address.into() }
    }

    const fn id(&self) -> Option<PersonId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            Self::Cli { .. } | Self::System => None,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Person { login, .. } => login.as_str(),
            Self::Cli { .. } => "cli",
            Self::System => "system",
        }
    }

    fn address(&self) -> &str {
        match self {
            Self::Person { address, .. } => address,
            Self::Cli { .. } | Self::System => "",
        }
    }
}

/// Something that was done and is to be noted.
#[derive(Debug, Clone, PartialEq)]
pub struct JournalNote {
    /// What.
    pub action: JournalAction,
    /// To whom or what: a login, the number of a run, an address.
    pub object: String,
    /// What else is to be said, a JSON object; never a secret.
    pub detail: Json,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Its place, from 1 without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The person, unless it was the command line or the program.
    pub person: Option<PersonId>,
    /// The person's login at that time, `cli` or `system`.
    pub who: String,
    /// The stable text of the action.
    pub action: String,
    /// To whom or what.
    pub object: String,
    /// What else is to be said, a JSON object.
    pub detail: String,
    /// Where the person was; may be empty.
    pub address: String,
    /// The link of the chain.
    pub chain: Digest,
}

/// Which lines are asked for. What is empty asks for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalQuery {
    pub person: Option<PersonId>,
    pub actions: Vec<JournalAction>,
    /// Those since then.
    pub since: Option<Timestamp>,
    /// Those before then.
    pub until: Option<Timestamp>,
    /// Those after this place; before it when the newest come first.
    pub after: Option<i64>,
    pub newest_first: bool,
    /// So many at the most.
    pub limit: usize,
}

/// The link that follows `before` for this line; its own `chain` is not looked at.
pub fn journal_link(before: &Digest, entry: &JournalEntry) -> Digest {
    let mut hash = Sha256::new();
    hash.update(before);
    for number in [entry.seq, entry.at.as_millisecond(), entry.person.map_or(0, PersonId::get)] {
        hash.update(number.to_be_bytes());
    }
    for text in [&entry.who, &entry.action, &entry.object, &entry.detail, &entry.address] {
        // with their lengths, so that no text can be cut in another way
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().into()
}

const COLUMNS: &str = "seq, at, person, who, action, object, detail, address, chain";

fn entry_of(row: &Row) -> Result<JournalEntry, StoreError> {
    Ok(JournalEntry {
        seq: row.get("seq")?,
        at: row.moment("at")?.ok_or_else(|| StoreError::unreadable("the journal", "no moment"))?,
        person: row.get::<Option<i64>>("person")?.map(PersonId),
        who: row.get("who")?,
        action: row.get("action")?,
        object: row.get("object")?,
        detail: row.get("detail")?,
        address: row.get("address")?,
        chain: row.digest("chain")?.unwrap_or_default(),
    })
}

/// Appends a line. From then on the transaction holds the lock of the journal, so it comes after all that may wait.
pub(crate) async fn append(tx: &mut Tx, who: &Who, note: JournalNote, now: Timestamp) -> Result<(), StoreError> {
    let seq = ids::take(tx, "journal", 1).await?;
    let row = tx.first(Sql::new("SELECT chain FROM journal ORDER BY seq DESC LIMIT 1")).await?;
    let before = row.map(|row| row.digest("chain")).transpose()?.flatten().unwrap_or_default();
    let mut detail = note.detail;
    if let (Who::Cli { user: Some(user) }, Some(detail)) = (who, detail.as_object_mut()) {
        detail.insert("os_user".to_owned(), super::cut(user).into());
    }
    let kept = |text: &str| crate::db::without_nul(super::cut(text));
    let mut entry = JournalEntry {
        seq,
        // the journal keeps milliseconds; the chain must be over what is kept
        at: Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now),
        person: who.id(),
        who: who.text().to_owned(),
        action: note.action.as_str().to_owned(),
        object: kept(&note.object),
        detail: detail.to_string(),
        address: kept(who.address()),
        chain: Digest::default(),
    };
    entry.chain = journal_link(&before, &entry);
    tx.insert(&format!("INSERT INTO journal ({COLUMNS})"), &[entry], "", |entry| {
        vec![
            Value::from(entry.seq),
            entry.at.into(),
            entry.person.into(),
            entry.who.as_str().into(),
            entry.action.as_str().into(),
            entry.object.as_str().into(),
            entry.detail.as_str().into(),
            entry.address.as_str().into(),
            (&entry.chain).into(),
        ]
    })
    .await
}

impl Store {
    /// Notes in the journal what was done elsewhere. What changes people, sessions, tokens or keys is noted by itself.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn note(&self, who: &Who, note: JournalNote, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        append(&mut tx, who, note, now).await?;
        tx.commit().await
    }

    /// The journal in its order, or the other way round.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn journal(&self, query: &JournalQuery) -> Result<Vec<JournalEntry>, StoreError> {
        let mut sql = Sql::new(&format!("SELECT {COLUMNS} FROM journal WHERE 1 = 1"));
        if let Some(person) = query.person {
            sql.push(" AND person = ").value(person);
        }
        if !query.actions.is_empty() {
            sql.push(" AND action IN ").tuple(query.actions.iter().map(|action| Value::from(action.as_str())));
        }
        if let Some(since) = query.since {
            sql.push(" AND at >= ").value(since);
        }
        if let Some(until) = query.until {
            sql.push(" AND at < ").value(until);
        }
        if let Some(after) = query.after {
            sql.push(if query.newest_first { " AND seq < " } else { " AND seq > " }).value(after);
        }
        sql.push(if query.newest_first { " ORDER BY seq DESC LIMIT " } else { " ORDER BY seq LIMIT " });
        sql.value(query.limit);
        self.db.all(sql).await?.iter().map(entry_of).collect()
    }

    /// Looks for gaps in the journal and breaks of its chain.
    pub(crate) async fn check_journal(&self, faults: &mut Vec<StoreDefect>) -> Result<(), StoreError> {
        let (mut next, mut before, mut told) = (1, Digest::default(), 0);
        let mut tell = |defect: StoreDefect, told: &mut usize| {
            *told += 1;
            if *told <= FAULTS_TOLD {
                faults.push(defect);
            }
        };
        loop {
            let query = JournalQuery { after: Some(next - 1), limit: ROWS_READ, ..JournalQuery::default() };
            let entries = self.journal(&query).await?;
            for entry in &entries {
                if entry.seq != next {
                    tell(StoreDefect::JournalGap { from: next, to: entry.seq - 1 }, &mut told);
                }
                if journal_link(&before, entry) != entry.chain {
                    tell(StoreDefect::JournalChain { line: entry.seq }, &mut told);
                }
                (next, before) = (entry.seq + 1, entry.chain);
            }
            if entries.len() < ROWS_READ {
                break;
            }
        }
        let counter = self.counter("journal").await?;
        if counter != next - 1 {
            tell(StoreDefect::JournalEnds { last: next - 1, written: counter }, &mut told);
        }
        Ok(())
    }
}
