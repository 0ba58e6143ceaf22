//! The approved set of covers: found, imported, and made ready to look with.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

use super::setup::Setup;
use crate::config::CoversSection;
use crate::covers::{ApprovedSet, MAX_PICTURE_BYTES, Matcher};
use crate::crawl::{Egress, PictureCache, PictureOptions, Pictures};
use crate::i18n::cli::Say;
use crate::run::CoverLook;

/// The name of an imported set, beside the configuration.
pub const SET_FILE: &str = "covers.set";
/// The name of the cache, in the user's cache folder.
const CACHE_FILE: &str = "vk-page-auditor/covers.sqlite";

impl Setup {
    /// Looks at covers, where the configuration asks for it and a set was imported.
    ///
    /// # Errors
    /// A set that is named but cannot be used.
    pub async fn cover_look(&self) -> anyhow::Result<Option<Arc<CoverLook>>> {
        if !self.config().covers.enabled {
            return Ok(None);
        }
        let Some(path) = self.cover_set_path() else {
            tracing::info!("{}", Say::NoCoverSet.text(self.lang));
            return Ok(None);
        };
        let set = read_set(&path).with_context(|| path.display().to_string())?;
        let pictures = Pictures::new(picture_options(&self.config().covers))?;
        let look = CoverLook::new(pictures, self.cover_cache().await, Matcher::new(set), Arc::clone(&self.clock))?;
        Ok(Some(Arc::new(look)))
    }

    /// Looks at the covers of a stand-in on this machine, with its own set and without a cache.
    ///
    /// # Errors
    /// The client for pictures cannot be made.
    #[cfg(feature = "demo")]
    pub fn look_at_stand_in(&self, set: ApprovedSet) -> anyhow::Result<Arc<CoverLook>> {
        let usual = picture_options(&self.config().covers);
        let egress = Egress { allow_loopback: true, ..usual.egress };
        let pictures = Pictures::new(PictureOptions { egress, ..usual })?;
        Ok(Arc::new(CoverLook::new(pictures, None, Matcher::new(set), Arc::clone(&self.clock))?))
    }

    /// Where the set is: as the configuration says, else an imported one beside the configuration.
    pub fn cover_set_path(&self) -> Option<PathBuf> {
        self.config().covers.set.clone().or_else(|| Some(self.import_target()).filter(|path| path.exists()))
    }

    /// Where `covers import` puts the set.
    pub fn import_target(&self) -> PathBuf {
        let named =
            self.config().covers.set.clone().filter(|path| path.extension().is_some_and(|ending| ending == "set"));
        let beside = || self.loaded.file.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).join(SET_FILE);
        named.unwrap_or_else(beside)
    }

    /// The cache; a pass without it is slower, not wrong.
    async fn cover_cache(&self) -> Option<PictureCache> {
        let section = &self.config().covers;
        let default = || self.environment.cache_folder.as_ref().map(|folder| folder.join(CACHE_FILE));
        let file = section.cache.clone().or_else(default)?;
        let opened = PictureCache::open(&file, section.cache_size).await;
        opened.inspect_err(|error| tracing::warn!("{}: {error}", file.display())).ok()
    }
}

fn picture_options(section: &CoversSection) -> PictureOptions {
    PictureOptions {
        egress: Egress { allowed_hosts: section.allowed_hosts.clone(), allow_loopback: section.allow_loopback },
        in_flight: section.max_in_flight,
        connect_timeout: section.connect_timeout,
        total_timeout: section.request_timeout,
        max_bytes: usize::try_from(section.max_bytes).unwrap_or(MAX_PICTURE_BYTES).min(MAX_PICTURE_BYTES),
    }
}

/// Reads an imported set.
///
/// # Errors
/// The file cannot be read or is no set.
pub fn read_set(path: &Path) -> anyhow::Result<ApprovedSet> {
    Ok(ApprovedSet::from_bytes(&fs::read(path)?)?)
}
