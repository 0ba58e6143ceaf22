//! What can go wrong with a store, told by what a person can do about it.

use std::path::Path;

use thiserror::Error;

use domain::model::{FileFault, StoreFault};

/// The kinds of trouble; each has another remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreTrouble {
    /// The file, its folder or the database is not there.
    Missing,
    /// The server cannot be reached, or the connection broke.
    Unreachable,
    /// The server refuses the user or the password.
    Refused,
    /// Another process holds the database.
    Locked,
    /// The database or its disk cannot be written.
    ReadOnly,
    /// The disk is full.
    Full,
    /// The file is damaged.
    Corrupt,
    /// A row says what this version of the program does not understand: a later one wrote it, or somebody changed it.
    Unreadable,
    /// The store was made by a later version of the program.
    Newer,
    /// The store was made by an earlier version of the program and cannot be changed from here.
    Older,
    /// The file is another program's, a database or none.
    Foreign,
    /// The lease of a piece of work ran out, and another process took it.
    LeaseLost,
    /// What was asked for is not in the store.
    NotFound,
    /// What was asked for cannot be done in the present state.
    Conflict,
    /// Something else; the text says what.
    Other,
}

impl StoreTrouble {
    /// What is the matter and what a person can do about it, where that follows from the kind alone.
    const fn remedy(self) -> Option<&'static str> {
        Some(match self {
            Self::Missing => "the database or its file is not there: create it or name another",
            Self::Unreachable => {
                "the database server does not answer or broke the connection: see that it runs and can be reached from here"
            }
            Self::Refused => "the database server refuses this user: see the user, the password and the user's rights",
            Self::Locked => "another process holds the database: wait until it is done, or end it",
            Self::ReadOnly => {
                "the database cannot be written: see the rights of its file and folder, and whether the disk is read-only"
            }
            Self::Full => "the disk of the database is full or failing: make room, or give the database another disk",
            Self::Corrupt => "the file is damaged: put a backup in its place",
            Self::Unreadable
            | Self::Newer
            | Self::Older
            | Self::Foreign
            | Self::LeaseLost
            | Self::NotFound
            | Self::Conflict
            | Self::Other => return None,
        })
    }
}

/// A store that cannot do what was asked.
#[derive(Debug, Error)]
#[error("{text}")]
pub struct StoreError {
    trouble: StoreTrouble,
    fault: StoreFault,
    /// For the log, in English.
    text: String,
}

impl StoreError {
    pub(crate) fn new(trouble: StoreTrouble, text: impl Into<String>) -> Self {
        Self { trouble, fault: StoreFault::Unsaid, text: text.into() }
    }

    /// The same with what exactly is the matter.
    #[must_use]
    pub(crate) fn because(self, fault: StoreFault) -> Self {
        Self { fault, ..self }
    }

    /// The same, because the system does not give or take this file or folder.
    #[must_use]
    pub(crate) fn of_path(self, path: &Path, error: &std::io::Error) -> Self {
        self.because(StoreFault::File { path: path.display().to_string(), fault: FileFault::of(error) })
    }

    /// The same, told of this store.
    #[must_use]
    pub(crate) fn of(self, store: impl std::fmt::Display) -> Self {
        Self { text: format!("store {store}: {}", self.text), ..self }
    }

    /// The same, when a pool had no connection left: a server may be away, a file is only held by somebody.
    #[must_use]
    pub(crate) fn of_file(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut => Self::told(StoreTrouble::Locked, &error),
            error => error.into(),
        }
    }

    /// The same as trouble of another kind.
    #[must_use]
    pub(crate) fn turned(self, trouble: StoreTrouble) -> Self {
        Self::told(trouble, &self.text)
    }

    fn told(trouble: StoreTrouble, error: &impl std::fmt::Display) -> Self {
        let text = match trouble.remedy() {
            Some(remedy) => format!("{remedy} ({error})"),
            None => error.to_string(),
        };
        Self { trouble, fault: StoreFault::Database(error.to_string()), text }
    }

    /// A kept value that this version cannot read back.
    pub(crate) fn unreadable(what: &str, detail: impl std::fmt::Display) -> Self {
        Self::new(StoreTrouble::Unreadable, format!("{what} in the store cannot be read by this version: {detail}"))
    }

    /// The kind of trouble.
    pub const fn trouble(&self) -> StoreTrouble {
        self.trouble
    }

    /// What exactly is the matter.
    pub const fn fault(&self) -> &StoreFault {
        &self.fault
    }

    /// Whether the same may work in a while.
    pub const fn is_passing(&self) -> bool {
        matches!(self.trouble, StoreTrouble::Unreachable | StoreTrouble::Locked | StoreTrouble::Full)
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::told(trouble(&error), &error)
    }
}

fn trouble(error: &sqlx::Error) -> StoreTrouble {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::Protocol(_) => {
            StoreTrouble::Unreachable
        }
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            if error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() {
                postgres(&code)
            } else {
                sqlite(&code)
            }
        }
        _ => StoreTrouble::Other,
    }
}

/// `SQLite`'s primary result codes (its documentation, "Result and Error Codes"); extended codes hold them in their
/// lowest byte.
fn sqlite(code: &str) -> StoreTrouble {
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(5 | 6) => StoreTrouble::Locked,
        Ok(8) => StoreTrouble::ReadOnly,
        // an I/O error may be a disk that comes back, yet a write that fails so is no proof of damage
        Ok(10 | 13) => StoreTrouble::Full,
        Ok(11) => StoreTrouble::Corrupt,
        // no file of SQLite at all, or one of which the very head is lost
        Ok(26) => StoreTrouble::Foreign,
        Ok(14) => StoreTrouble::Missing,
        _ => StoreTrouble::Other,
    }
}

/// PostgreSQL's SQLSTATE codes (its documentation, appendix A).
fn postgres(code: &str) -> StoreTrouble {
    match code {
        // a server that starts, stops, has no connection left or accepts none, or lost this one
        "57P01" | "57P02" | "57P03" | "53300" | "55000" => StoreTrouble::Unreachable,
        "28000" | "28P01" | "42501" => StoreTrouble::Refused,
        "3D000" => StoreTrouble::Missing,
        // deadlocks, serialisation and lock time-outs pass
        "40001" | "40P01" | "55P03" => StoreTrouble::Locked,
        "25006" => StoreTrouble::ReadOnly,
        "53100" | "53200" => StoreTrouble::Full,
        "XX001" | "XX002" => StoreTrouble::Corrupt,
        code if code.starts_with("08") => StoreTrouble::Unreachable,
        _ => StoreTrouble::Other,
    }
}
