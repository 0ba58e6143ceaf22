//! An import of the registry is taken back.

use jiff::Timestamp;

use super::Actor;
use domain::access::Action;
use store::{RegistryImport, Store, StoreError, Undone};

/// Why an import is not taken back.
#[derive(Debug, thiserror::Error)]
pub enum UndoRefused {
    /// The actor may not manage the registry.
    #[error("the actor may not manage the registry")]
    Forbidden,
    /// There is no such import.
    #[error("there is no such import")]
    NoSuchImport,
    /// Nothing of it can be taken back: it changed nothing, it was the first one, or all was changed again since.
    #[error("nothing of the import can be taken back")]
    Nothing,
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes an import back by a new one, which is the answer. What a later import changed again stays.
///
/// # Errors
/// See [`UndoRefused`]; then nothing is changed.
pub async fn undo_import(store: &Store, id: i64, by: &Actor, now: Timestamp) -> Result<RegistryImport, UndoRefused> {
    if !by.may(Action::ManageRegistry) {
        return Err(UndoRefused::Forbidden);
    }
    match store.undo_import(id, &by.who, now).await? {
        Undone::Made { import, .. } => Ok(import),
        Undone::NoSuchImport => Err(UndoRefused::NoSuchImport),
        Undone::Nothing => Err(UndoRefused::Nothing),
    }
}
