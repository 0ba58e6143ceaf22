//! The approved set of covers: found, imported, and made ready to look with.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

use super::context::CommandContext;
use super::open_store::trouble;
use super::told;
use app::run::CoverLook;
use config::CoversSection;
use covers::{
    ApprovedSet, ArchiveError, ArchiveFile, Assignment, CoverSource, FormPatterns, MAX_ENTRIES, MAX_ENTRY_BYTES,
    MAX_PICTURE_BYTES, Matcher, assign, is_archive, unpack,
};
use domain::model::Form;
use domain::policy::Policy;
use report::ApprovedCover;
use store::{PictureCache, Store, StoreError};
use vk::crawl::{Egress, PictureOptions, Pictures};
use words::cli::Say;

/// The ministry's archive has some 10 MB; a file beyond this is something else.
const MOST_SET_BYTES: usize = 300_000_000;
/// The name of an imported set, beside the configuration.
pub const SET_FILE: &str = "covers.set";
/// The name of the cache in its folder.
const CACHE_FILE: &str = "covers.sqlite";

/// What a pass and its reports need of covers.
pub struct Covers {
    /// Looks at the covers of pages.
    pub look: Arc<CoverLook>,
    /// The approved ones, to be shown.
    pub approved: Arc<[ApprovedCover]>,
}

impl Covers {
    fn new(
        set: ApprovedSet,
        pictures: Pictures,
        cache: Option<PictureCache>,
        context: &CommandContext,
    ) -> anyhow::Result<Self> {
        let previews = set.previews();
        let shown = previews
            .map(|preview| preview.map(|(form, scheme, png)| ApprovedCover { form, scheme: scheme.into(), png }));
        let approved = shown.collect::<Result<_, _>>()?;
        let lang = context.lang;
        let tell = move |error: &StoreError| {
            let told = told::line(lang, &trouble(lang, error));
            tracing::warn!("{}: {told}", Say::CoverCacheTrouble.text(lang));
        };
        let look = CoverLook::new(pictures, cache, Matcher::new(set), Arc::clone(&context.clock), Box::new(tell))?;
        Ok(Self { look: Arc::new(look), approved })
    }
}

impl CommandContext {
    /// Looks at covers, where the configuration asks for it and a set was imported.
    ///
    /// # Errors
    /// A set that is named but cannot be used.
    pub async fn covers(&self, policy: &Policy) -> anyhow::Result<Option<Covers>> {
        if !self.config().covers.enabled {
            return Ok(None);
        }
        let Some(path) = self.cover_set_path() else {
            tracing::info!("{}", Say::NoCoverSet.text(self.lang));
            return Ok(None);
        };
        let cache = self.cover_cache().await;
        self.covers_with(&path, policy, cache).map(Some)
    }

    /// The same, with the cache of covers in a store.
    ///
    /// # Errors
    /// A set that is named but cannot be used.
    pub fn covers_of_store(&self, policy: &Policy, store: &Store) -> anyhow::Result<Option<Covers>> {
        if !self.config().covers.enabled {
            return Ok(None);
        }
        let Some(path) = self.cover_set_path() else {
            tracing::info!("{}", Say::NoCoverSet.text(self.lang));
            return Ok(None);
        };
        let section = &self.config().covers;
        let cache = PictureCache::of(store, section.cache_size);
        self.covers_with(&path, policy, Some(cache)).map(Some)
    }

    fn covers_with(&self, path: &Path, policy: &Policy, cache: Option<PictureCache>) -> anyhow::Result<Covers> {
        let set = read_any_set(path, policy)?;
        let pictures = Pictures::new(picture_options(&self.config().covers))?;
        Covers::new(set, pictures, cache, self)
    }

    /// Looks at the covers of a stand-in on this machine, with its own set and without a cache.
    ///
    /// # Errors
    /// The client for pictures cannot be made.
    #[cfg(feature = "demo")]
    pub fn covers_of_stand_in(&self, set: ApprovedSet) -> anyhow::Result<Covers> {
        let usual = picture_options(&self.config().covers);
        let egress = Egress { allow_loopback: true, ..usual.egress };
        let pictures = Pictures::new(PictureOptions { egress, ..usual })?;
        Covers::new(set, pictures, None, self)
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
        let folder = section.cache.as_ref().or(self.environment.cache_folder.as_ref())?;
        let file = folder.join(CACHE_FILE);
        let opened = PictureCache::open(&file, section.cache_size).await;
        let told = |error: &StoreError| told::line(self.lang, &trouble(self.lang, error));
        opened.inspect_err(|error| tracing::warn!("{}: {}", file.display(), told(error))).ok()
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

/// What was found in a folder or an archive, and the set made of it.
pub struct FoundSet {
    /// Which file is which form's cover, and which were left out.
    pub assignment: Assignment,
    /// The set.
    pub set: ApprovedSet,
}

/// Reads a set wherever it is: imported, in a folder, in an archive.
///
/// # Errors
/// The path cannot be read, or what is there makes no set.
pub fn read_any_set(path: &Path, policy: &Policy) -> anyhow::Result<ApprovedSet> {
    let named = || path.display().to_string();
    if path.is_file() {
        let bytes = read_bounded(path, MOST_SET_BYTES).with_context(named)?;
        if !is_archive(&bytes) {
            return ApprovedSet::from_bytes(&bytes).with_context(named);
        }
    }
    Ok(find_set(path, policy)?.set)
}

/// Makes a set of a folder or an archive.
///
/// # Errors
/// The path cannot be read; a broken picture, a form without any, forms too alike.
pub fn find_set(path: &Path, policy: &Policy) -> anyhow::Result<FoundSet> {
    let named = || path.display().to_string();
    let mut files = Vec::new();
    let mut ignored = Vec::new();
    if path.is_dir() {
        read_folder(path, Path::new(""), &mut files).with_context(named)?;
    } else {
        let unpacked = unpack(&read_bounded(path, MOST_SET_BYTES).with_context(named)?).with_context(named)?;
        files = unpacked.files;
        ignored = unpacked.ignored;
    }
    let patterns = FormPatterns {
        messages: &policy.form(Form::Messages).cover_files,
        polls: &policy.form(Form::Polls).cover_files,
    };
    let mut assignment = assign(files, &patterns);
    assignment.ignored.extend(ignored);
    let sources = assignment.taken.iter().map(|taken| CoverSource {
        form: taken.form,
        scheme: &taken.scheme,
        bytes: &taken.bytes,
    });
    let set = ApprovedSet::build(sources).with_context(named)?;
    Ok(FoundSet { assignment, set })
}

/// Reads a file up to one byte beyond a bound, so that whoever gets the bytes sees that there are too many.
///
/// # Errors
/// What the system answers.
pub fn read_bounded(path: &Path, most_bytes: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let bound = u64::try_from(most_bytes).unwrap_or(u64::MAX).saturating_add(1);
    fs::File::open(path)?.take(bound).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads the files below a folder, within the bounds that hold for archives too. Links are not followed.
fn read_folder(root: &Path, below: &Path, files: &mut Vec<ArchiveFile>) -> anyhow::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let (kind, path) = (entry.file_type()?, below.join(entry.file_name()));
        if kind.is_dir() {
            read_folder(root, &path, files)?;
        } else if kind.is_file() && entry.metadata()?.len() <= MAX_ENTRY_BYTES {
            if files.len() >= MAX_ENTRIES {
                return Err(ArchiveError::TooManyEntries { entries: files.len() + 1 }.into());
            }
            let bytes = fs::read(entry.path())?;
            let name = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            files.push(ArchiveFile { path: name, bytes });
        }
    }
    Ok(())
}
