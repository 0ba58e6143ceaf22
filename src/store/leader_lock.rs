//! One process leads: it starts runs by the schedule. Another takes over when it is gone.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::PathBuf;

use super::db::{Db, Lock, StoreError, StoreTrouble};
use super::{Store, StoreUrl};

/// The lead over a store; it ends when this is dropped or the process dies.
#[derive(Debug)]
pub struct Lead(Kind);

#[derive(Debug)]
enum Kind {
    /// The system frees the lock of a file when its process dies.
    File { _file: File },
    /// The server frees an advisory lock when its connection breaks.
    Session(Lock),
}

impl Store {
    /// Takes the lead unless another process has it.
    ///
    /// # Errors
    /// The lock cannot be asked for.
    pub async fn try_lead(&self) -> Result<Option<Lead>, StoreError> {
        match (&self.url, &self.db) {
            (StoreUrl::Sqlite(path), _) => {
                // by whatever name it was opened, it is one file
                let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
                let mut name = path.as_os_str().to_owned();
                name.push(".lock");
                lock_file(&PathBuf::from(name))
            }
            (StoreUrl::Postgres(_), Db::Postgres(pool)) => {
                Ok(Lock::try_take(pool).await?.map(|lock| Lead(Kind::Session(lock))))
            }
            (StoreUrl::Postgres(_), Db::Sqlite { .. }) => Ok(None),
        }
    }
}

impl Lead {
    /// Whether this process still leads.
    pub async fn is_held(&mut self) -> bool {
        match &mut self.0 {
            Kind::File { .. } => true,
            Kind::Session(lock) => lock.is_held().await,
        }
    }
}

fn lock_file(path: &PathBuf) -> Result<Option<Lead>, StoreError> {
    let failed = |error: std::io::Error| {
        let text = format!("the lock {} cannot be taken: {error}", path.display());
        StoreError::new(StoreTrouble::ReadOnly, text).of_path(path, &error)
    };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lead(Kind::File { _file: file }))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}
