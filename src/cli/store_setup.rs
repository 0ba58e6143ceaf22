//! From the configuration to an open store, and what commands need of it besides.

use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::setup::{ReadRegistry, Setup};
use crate::i18n::cli::Say;
use crate::store::{ConnectOptions, Digest, RegistryImport, RegistryPage, Store, StoreError, StoreUrl, digest_of};

impl Setup {
    /// How the configured store is opened.
    ///
    /// # Errors
    /// No store is configured, or its password cannot be read.
    pub fn store_options(&self, create: bool) -> anyhow::Result<ConnectOptions> {
        let url = self.config().store.url.as_deref().ok_or_else(|| anyhow!(Say::StoreRequired.text(self.lang)))?;
        let url: StoreUrl = url.parse()?;
        let password = self.loaded.store_password(&self.environment).map_err(|error| self.told(&error))?;
        if let Some(password) = &password {
            self.keep_secret(password.clone());
        }
        Ok(ConnectOptions { url, password, create })
    }

    /// What went wrong with the store, for a person.
    pub fn store_error(&self, error: StoreError) -> anyhow::Error {
        anyhow::Error::new(error).context(Say::StoreUnusable.text(self.lang))
    }

    /// By what a registry is known to be the same as the one imported last: the file and what else decides its reading.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn registry_digest(&self, path: &Path) -> anyhow::Result<Digest> {
        let mut bytes = std::fs::read(path)
            .with_context(|| format!("{}: {}", Say::RegistryUnreadable.text(self.lang), path.display()))?;
        if let Some(region) = self.config().registry.region_code {
            bytes.extend_from_slice(region.to_string().as_bytes());
        }
        Ok(digest_of(&bytes))
    }

    /// Takes a registry over into the store.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn import_into(
        &self,
        store: &Store,
        read: &ReadRegistry,
        digest: Digest,
    ) -> anyhow::Result<RegistryImport> {
        let name = read.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let pages = read.registry.iter().map(|entry| RegistryPage {
            url: &entry.url,
            address: &entry.address,
            organization: &entry.organization,
        });
        let set_aside = read.registry.set_aside() as u64;
        let imported = store.import_registry(&name, digest, set_aside, pages, self.clock.now()).await;
        imported.map_err(|error| self.store_error(error))
    }
}
