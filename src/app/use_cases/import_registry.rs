//! A registry takes the place of the one in force.

use jiff::Timestamp;

use super::Actor;
use domain::access::Action;
use domain::registry::Registry;
use store::{
    Digest, ImportTerms, Imported, ImportedFile, RegistryChange, RegistryImport, RegistryPage, Removals, Store,
    StoreError,
};

/// A registry that was read, and how it may be taken over.
#[derive(Debug, Clone, Copy)]
pub struct RegistryFile<'a> {
    /// The name of the file.
    pub source: &'a str,
    /// SHA-256 of the file and of what else decides how it is read.
    pub digest: Digest,
    /// Its good rows.
    pub registry: &'a Registry,
    /// How many pages it may remove.
    pub removals: Removals,
    /// The number of the last import its sender has seen it compared with, 0 for none; `None` where nobody compared.
    pub compared_with: Option<i64>,
}

/// Why a registry is not taken over.
#[derive(Debug, thiserror::Error)]
pub enum ImportRefused {
    /// The actor may not manage the registry.
    #[error("the actor may not manage the registry")]
    Forbidden,
    /// No row of the file can be used.
    #[error("the file has no good row")]
    NoGoodRows,
    /// It would remove more pages than it may.
    #[error("it would remove {} of {} pages", .0.removed, .0.registered)]
    HeldBack(RegistryChange),
    /// Another was imported since it was compared.
    #[error("another registry was imported meanwhile")]
    ChangedMeanwhile,
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes a registry over. The same file again changes nothing, is no import and stands in no journal: the answer then is
/// the import before, with nothing changed.
///
/// # Errors
/// See [`ImportRefused`]; then nothing is changed.
pub async fn import_registry(
    store: &Store,
    file: RegistryFile<'_>,
    by: &Actor,
    now: Timestamp,
) -> Result<RegistryImport, ImportRefused> {
    if !by.may(Action::ManageRegistry) {
        return Err(ImportRefused::Forbidden);
    }
    if file.registry.is_empty() {
        return Err(ImportRefused::NoGoodRows);
    }
    let from = ImportedFile { source: file.source, digest: file.digest, set_aside: file.registry.set_aside() as u64 };
    let terms = ImportTerms { removals: file.removals, compared_with: file.compared_with, by: Some(&by.who) };
    // what the store remembers while it compares makes for a large future
    match Box::pin(store.import_registry_on(from, registry_pages(file.registry), terms, now)).await? {
        Imported::Made(import) => Ok(import),
        Imported::HeldBack(change) => Err(ImportRefused::HeldBack(change)),
        Imported::Overtaken => Err(ImportRefused::ChangedMeanwhile),
    }
}

/// The good rows of a registry as the store takes them.
pub fn registry_pages(registry: &Registry) -> impl Iterator<Item = RegistryPage<'_>> + Send {
    registry.iter().map(|entry| RegistryPage {
        url: &entry.url,
        address: &entry.address,
        organization: &entry.organization,
    })
}
