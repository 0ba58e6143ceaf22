//! Imports of the registry: each is compared with what is there, and what it changed is kept.

use jiff::Timestamp;
use serde_json::json;

use crate::access::journal;
use crate::compare::{Comparison, EntryDiff, RegistryChange, Removals};
use crate::db::{Dialect, ROWS_AT_ONCE, Row, Sql, StoreError, Tx};
use crate::stored::{Digest, digest_of, entry_from_json};
use crate::{JournalAction, JournalNote, PageId, Store, Who, ids};
use domain::model::{Ogrn, Organization, PageAddress, RegionCode, Verdict};

mod change;

pub(crate) use change::{Change, Entry, insert_pages, sorted_name};

/// A page as a registry names it.
#[derive(Debug, Clone, Copy)]
pub struct RegistryPage<'a> {
    /// The address as the file gives it.
    pub url: &'a str,
    /// The address in its one writing.
    pub address: &'a PageAddress,
    /// Whose page it is.
    pub organization: &'a Organization,
}

/// An import that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryImport {
    pub id: i64,
    /// When.
    pub imported_at: Timestamp,
    /// The name of the file.
    pub source: String,
    /// SHA-256 of the file and of what else decides how it is read.
    pub digest: Digest,
    /// How many pages it names.
    pub pages: u64,
    /// How many of its rows were set aside.
    pub set_aside: u64,
    /// Pages that were not in the registry before.
    pub added: u64,
    /// Pages of which it says something else than before.
    pub changed: u64,
    /// Pages that are in the registry no more.
    pub removed: u64,
}

/// Where pages to import come from.
#[derive(Debug, Clone, Copy)]
pub struct ImportedFile<'a> {
    /// The name of the file.
    pub source: &'a str,
    /// SHA-256 of the file and of what else decides how it is read.
    pub digest: Digest,
    /// How many of its rows were set aside.
    pub set_aside: u64,
}

/// A page of the registry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedPage {
    pub id: PageId,
    /// The address as the registry gives it.
    pub url: String,
    /// The address in its one writing.
    pub address: PageAddress,
    /// Whose page it is; `None` for pages that were only ever asked for one by one.
    pub organization: Option<Organization>,
}

/// What became of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    /// It was made, or there was nothing to change.
    Made(RegistryImport),
    /// It would remove more than may be removed unasked: nothing was changed.
    HeldBack(RegistryChange),
    /// Another import came since it was compared: nothing was changed.
    Overtaken,
}

/// On what terms a registry is taken over.
#[derive(Debug, Clone, Copy)]
pub struct ImportTerms<'a> {
    /// How many pages may be removed.
    pub removals: Removals,
    /// The number of the last import it was compared with, 0 for none; `None` where it does not matter.
    pub compared_with: Option<i64>,
    /// Whose import it is, for the journal.
    pub by: Option<&'a Who>,
}

/// The verdict of a page until it was seen often enough to say.
const UNVERIFIED: &str = Verdict::Unverified.as_str();
pub(crate) const IMPORT_COLUMNS: &str = "id, imported_at, source, digest, pages, set_aside, added, changed, removed";

impl Store {
    /// Takes a registry over: its pages are the registered ones from now on. Where it names a page twice, the first counts.
    /// The same file again changes nothing and is not kept: the answer then is the import before, with nothing changed.
    ///
    /// # Errors
    /// The store cannot be written; then nothing is changed.
    pub async fn import_registry<'a>(
        &self,
        source: &str,
        digest: Digest,
        set_aside: u64,
        pages: impl Iterator<Item = RegistryPage<'a>> + Send,
        now: Timestamp,
    ) -> Result<RegistryImport, StoreError> {
        let file = ImportedFile { source, digest, set_aside };
        let terms = ImportTerms { removals: Removals::Any, compared_with: None, by: None };
        match self.import_registry_on(file, pages, terms, now).await? {
            Imported::Made(import) => Ok(import),
            // no limit was given
            other => Err(StoreError::unreadable("an import", format!("{other:?}"))),
        }
    }

    /// The same on terms. An import that is kept stands in the journal as well.
    ///
    /// # Errors
    /// The store cannot be written; then nothing is changed.
    pub async fn import_registry_on<'a>(
        &self,
        file: ImportedFile<'_>,
        pages: impl Iterator<Item = RegistryPage<'a>> + Send,
        terms: ImportTerms<'_>,
        now: Timestamp,
    ) -> Result<Imported, StoreError> {
        let ImportedFile { source, digest, set_aside } = file;
        let mut tx = self.db.begin().await?;
        let id = begin_import(&mut tx).await?;
        let text = format!("SELECT {IMPORT_COLUMNS} FROM registry_import ORDER BY id DESC LIMIT 1");
        let last = tx.first(Sql::new(&text)).await?.as_ref().map(import_of).transpose()?;
        if terms.compared_with.is_some_and(|seen| seen != last.as_ref().map_or(0, |last| last.id)) {
            return Ok(Imported::Overtaken);
        }
        let mut comparison = Comparison::in_tx(&mut tx).await?;
        let is_first = comparison.is_empty();
        let mut change = Change::new(id, is_first, now);
        let (mut added, mut changed) = (Vec::with_capacity(ROWS_AT_ONCE), Vec::new());
        for page in pages {
            let entry = Entry::of(page);
            match comparison.compare(&entry.address, entry.digest) {
                EntryDiff::New => {
                    added.push(entry);
                    if added.len() == ROWS_AT_ONCE {
                        change.add(&mut tx, std::mem::take(&mut added)).await?;
                    }
                }
                EntryDiff::Otherwise(before) => changed.push((before, entry)),
                EntryDiff::Same | EntryDiff::Twice => {}
            }
        }
        let (counts, gone) = comparison.end();
        if terms.removals.holds_back(&counts) {
            return Ok(Imported::HeldBack(counts));
        }
        change.add(&mut tx, added).await?;
        changed.sort_by_key(|(before, _)| before.id);
        for (before, entry) in changed {
            change.change(&mut tx, &before, &entry).await?;
        }
        change.remove(&mut tx, &gone).await?;
        let import = RegistryImport {
            id,
            imported_at: now,
            source: source.to_owned(),
            digest,
            pages: counts.pages,
            set_aside,
            added: counts.added,
            changed: counts.changed,
            removed: counts.removed,
        };
        let is_same = |last: &RegistryImport| counts.is_none() && last.digest == digest && last.set_aside == set_aside;
        if let Some(last) = last.filter(is_same) {
            return Ok(Imported::Made(RegistryImport { added: 0, changed: 0, removed: 0, ..last }));
        }
        change.end(&mut tx, &import).await?;
        if let Some(by) = terms.by {
            let detail = json!({
                "source": source, "pages": import.pages, "set_aside": set_aside,
                "added": import.added, "changed": import.changed, "removed": import.removed,
            });
            let note = JournalNote { action: JournalAction::RegistryImported, object: id.to_string(), detail };
            journal::append(&mut tx, by, note, now).await?;
        }
        tx.commit().await?;
        self.db.analyze().await?;
        Ok(Imported::Made(import))
    }

    /// What an import of these pages would change.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn compare_registry<'a>(
        &self,
        pages: impl Iterator<Item = RegistryPage<'a>> + Send,
    ) -> Result<RegistryChange, StoreError> {
        let mut comparison = Comparison::outside(&self.db).await?;
        for page in pages {
            let entry = Entry::of(page);
            comparison.compare(&entry.address, entry.digest);
        }
        Ok(comparison.end().0)
    }

    /// The imports, the newest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn registry_imports(&self, most: usize) -> Result<Vec<RegistryImport>, StoreError> {
        let sql =
            Sql::new(&format!("SELECT {IMPORT_COLUMNS} FROM registry_import ORDER BY id DESC LIMIT ?")).bind(most);
        self.db.all(sql).await?.iter().map(import_of).collect()
    }

    /// The pages with these numbers, in the order of their numbers.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn imported_pages(&self, pages: &[PageId]) -> Result<Vec<ImportedPage>, StoreError> {
        let mut found = Vec::with_capacity(pages.len());
        for chunk in pages.chunks(ROWS_AT_ONCE) {
            let mut sql = Sql::new("SELECT id, url, address, organization FROM page WHERE id IN ");
            sql.tuple(chunk.iter().copied()).push(" ORDER BY id");
            for row in self.db.all(sql).await? {
                found.push(imported_page(&row)?);
            }
        }
        Ok(found)
    }

    /// The organisations of registered pages with one of these OGRNs.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn organizations_of(&self, ogrns: &[Ogrn]) -> Result<Vec<Organization>, StoreError> {
        let mut found = Vec::new();
        for chunk in ogrns.chunks(ROWS_AT_ONCE) {
            let mut sql = Sql::new("SELECT organization FROM page WHERE ogrn IN ");
            sql.tuple(chunk.iter().map(ToString::to_string))
                .push(" AND registered = ")
                .value(true)
                .push(" ORDER BY id");
            for row in self.db.all(sql).await? {
                if let Some(json) = row.get::<Option<String>>("organization")? {
                    found.push(entry_from_json(&json)?);
                }
            }
        }
        Ok(found)
    }

    /// All registered pages after this one, so many at the most, in the order of their numbers.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn registered_pages(&self, after: Option<PageId>, most: usize) -> Result<Vec<ImportedPage>, StoreError> {
        let text =
            "SELECT id, url, address, organization FROM page WHERE registered = ? AND id > ? ORDER BY id LIMIT ?";
        let sql = Sql::new(text).bind(true).bind(after.map_or(0, PageId::get)).bind(most);
        self.db.all(sql).await?.iter().map(imported_page).collect()
    }

    /// The page with this address, or with this group id where the address names one.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn find_page(&self, address: &PageAddress) -> Result<Option<PageId>, StoreError> {
        let by_address = Sql::new("SELECT id FROM page WHERE address = ?").bind(address.to_string());
        if let Some(row) = self.db.first(by_address).await? {
            return Ok(Some(PageId(row.get("id")?)));
        }
        let Some(group) = address.group_id() else { return Ok(None) };
        let text = "SELECT id FROM page WHERE group_id = ? ORDER BY registered DESC, id LIMIT 1";
        let row = self.db.first(Sql::new(text).bind(group.get())).await?;
        row.map(|row| Ok(PageId(row.get("id")?))).transpose()
    }
}

/// The way files are understood: an unchanged file is read anew by a program that understands more of it.
const READING: &[u8] = b"/3";

/// By what a registry file is known to be the same as the one imported last, read with this region for all rows.
pub fn registry_digest(bytes: &[u8], region: Option<RegionCode>) -> Digest {
    let region = region.map(|code| code.to_string()).unwrap_or_default();
    // the file first, so that two files never look alike whatever the region; how it is understood has changed
    digest_of(&[digest_of(bytes).as_slice(), region.as_bytes(), READING].concat())
}

/// Takes the number of a new import; from then on nobody else writes to a page.
pub(crate) async fn begin_import(tx: &mut Tx) -> Result<i64, StoreError> {
    let id = ids::take(tx, "registry_import", 1).await?;
    // whoever writes to a page holds it while waiting for other locks: the import has all of them or none
    ids::take(tx, "page", 0).await?;
    if tx.dialect() == Dialect::Postgres {
        tx.execute(Sql::new("LOCK TABLE page IN EXCLUSIVE MODE")).await?;
    }
    Ok(id)
}

pub(crate) fn import_of(row: &Row) -> Result<RegistryImport, StoreError> {
    Ok(RegistryImport {
        id: row.get("id")?,
        imported_at: row.moment("imported_at")?.unwrap_or_default(),
        source: row.get("source")?,
        digest: row.digest("digest")?.unwrap_or_default(),
        pages: row.count("pages")?,
        set_aside: row.count("set_aside")?,
        added: row.count("added")?,
        changed: row.count("changed")?,
        removed: row.count("removed")?,
    })
}

fn imported_page(row: &Row) -> Result<ImportedPage, StoreError> {
    let address: String = row.get("address")?;
    Ok(ImportedPage {
        id: PageId(row.get("id")?),
        url: row.get("url")?,
        address: PageAddress::parse(&address).map_err(|error| StoreError::unreadable("an address", error))?,
        organization: row.get::<Option<String>>("organization")?.map(|json| entry_from_json(&json)).transpose()?,
    })
}
