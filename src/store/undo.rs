//! What an import of the registry changed, page by page, and taking it back. What a later import changed again stays as
//! that one left it.

use jiff::Timestamp;
use serde_json::json;

use super::access::journal;
use super::compare::Known;
use super::db::{ROWS_AT_ONCE, Row, Sql, StoreError, Tx};
use super::registry::{Change, Entry, IMPORT_COLUMNS, begin_import, import_of};
use super::stored::{digest_of, entry_from_json};
use super::{JournalAction, JournalNote, PageId, RegistryImport, RegistryPage, Store, Who};
use domain::model::{MaybeKnown, Organization, PageAddress, named};

/// What an import did to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// The page is in the registry since then.
    Added,
    /// The registry says something else of it.
    Changed,
    /// The page is in the registry no more.
    Removed,
}

impl ChangeKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Added, Self::Changed, Self::Removed];

    /// The stable text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }

    /// Finds the one with this stable text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

named!(ChangeKind);

/// What an import did to one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageChange {
    pub page: PageId,
    /// Its address as the registry gives it now.
    pub url: String,
    /// What was done.
    pub kind: MaybeKnown<ChangeKind>,
    /// What the registry said before; `None` where it was not in it.
    pub before: Option<Organization>,
    /// What it said after that.
    pub after: Option<Organization>,
}

/// What came of taking an import back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// It is taken back by this new import.
    Made {
        /// The new import.
        import: RegistryImport,
        /// Pages that a later import changed again, or that a later version did something to; they stay as they are.
        overtaken: u64,
    },
    /// There is no such import.
    NoSuchImport,
    /// Nothing of it can be taken back: it changed nothing, it was the first one, or all was changed again since.
    Nothing,
}

/// What the name of an import that takes another back begins with; the number of that one follows.
const SOURCE: &str = "undo:";

impl RegistryImport {
    /// The import that this one takes back.
    pub fn undoes(&self) -> Option<i64> {
        self.source.strip_prefix(SOURCE)?.parse().ok()
    }
}

impl Store {
    /// One import.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn registry_import(&self, id: i64) -> Result<Option<RegistryImport>, StoreError> {
        let text = format!("SELECT {IMPORT_COLUMNS} FROM registry_import WHERE id = ?");
        self.db.first(Sql::new(&text).bind(id)).await?.as_ref().map(import_of).transpose()
    }

    /// What an import changed, in the order of pages; the first one tells nothing, as it changed everything.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn registry_changes(
        &self,
        import: i64,
        after: Option<PageId>,
        limit: usize,
    ) -> Result<Vec<PageChange>, StoreError> {
        let text = "SELECT c.page, p.url, c.kind, c.before, c.after FROM registry_change c JOIN page p ON p.id = c.page \
                    WHERE c.registry_import = ? AND c.page > ? ORDER BY c.page LIMIT ?";
        let sql = Sql::new(text).bind(import).bind(after.map_or(0, PageId::get)).bind(limit);
        self.db.all(sql).await?.iter().map(page_change).collect()
    }

    /// Takes an import back by a new one that puts every page as it was before it, and notes whose word that was.
    ///
    /// # Errors
    /// The store cannot be written; then nothing is changed.
    pub async fn undo_import(&self, id: i64, by: &Who, now: Timestamp) -> Result<Undone, StoreError> {
        if self.registry_import(id).await?.is_none() {
            return Ok(Undone::NoSuchImport);
        }
        let mut tx = self.db.begin().await?;
        let undo = begin_import(&mut tx).await?;
        let mut import = RegistryImport {
            id: undo,
            imported_at: now,
            source: format!("{SOURCE}{id}"),
            // no file is like it, so the file that was followed may be taken over again
            digest: digest_of(format!("{SOURCE}{id}:{undo}").as_bytes()),
            pages: 0,
            set_aside: 0,
            added: 0,
            changed: 0,
            removed: 0,
        };
        let mut change = Change::new(undo, false, now);
        let (mut gone, mut overtaken, mut last) = (Vec::new(), 0, 0);
        loop {
            let made = made_by(&mut tx, id, last).await?;
            let Some(end) = made.last() else { break };
            last = end.page;
            for one in made {
                match one.kind.known().filter(|_| one.is_as_left) {
                    None => overtaken += 1,
                    Some(ChangeKind::Added) => gone.push(one.page),
                    Some(ChangeKind::Changed) => {
                        import.changed += 1;
                        one.restore(&mut tx, &mut change).await?;
                    }
                    Some(ChangeKind::Removed) => {
                        import.added += 1;
                        one.restore(&mut tx, &mut change).await?;
                    }
                }
            }
        }
        import.removed = gone.len() as u64;
        if import.added + import.changed + import.removed == 0 {
            return Ok(Undone::Nothing);
        }
        change.remove(&mut tx, &gone).await?;
        let count = tx.first(Sql::new("SELECT COUNT(*) AS count FROM page WHERE registered = ?").bind(true)).await?;
        import.pages = count.map_or(Ok(0), |row| row.count("count"))?;
        change.end(&mut tx, &import).await?;
        let detail = json!({
            "by": import.id, "added": import.added, "changed": import.changed, "removed": import.removed,
            "overtaken": overtaken,
        });
        let note = JournalNote { action: JournalAction::RegistryUndone, object: id.to_string(), detail };
        journal::append(&mut tx, by, note, now).await?;
        tx.commit().await?;
        self.db.analyze().await?;
        Ok(Undone::Made { import, overtaken })
    }
}

fn page_change(row: &Row) -> Result<PageChange, StoreError> {
    let kind: String = row.get("kind")?;
    let entry = |name: &str| -> Result<Option<Organization>, StoreError> {
        row.get::<Option<String>>(name)?.map(|json| entry_from_json(&json)).transpose()
    };
    let kind = MaybeKnown::read(&kind);
    // what was known of a page that was not in the registry is no entry of it
    let before = if kind == ChangeKind::Added { None } else { entry("before")? };
    Ok(PageChange { page: PageId(row.get("page")?), url: row.get("url")?, kind, before, after: entry("after")? })
}

/// What an import did to a page, with the page as it is now.
struct Made {
    page: i64,
    kind: MaybeKnown<ChangeKind>,
    before: Option<String>,
    address: String,
    url: String,
    registered: bool,
    /// Whether the page is still as the import left it.
    is_as_left: bool,
}

/// The next changes of an import after a page.
async fn made_by(tx: &mut Tx, import: i64, after: i64) -> Result<Vec<Made>, StoreError> {
    let text = "SELECT c.page, c.kind, c.before, c.after, p.address, p.url, p.registered, p.organization \
                FROM registry_change c JOIN page p ON p.id = c.page \
                WHERE c.registry_import = ? AND c.page > ? ORDER BY c.page LIMIT ?";
    let rows = tx.all(Sql::new(text).bind(import).bind(after).bind(ROWS_AT_ONCE)).await?;
    let made = |row: &Row| {
        let kind: String = row.get("kind")?;
        let registered: bool = row.get("registered")?;
        let now = row.get::<Option<String>>("organization")?.filter(|_| registered);
        Ok(Made {
            page: row.get("page")?,
            kind: MaybeKnown::read(&kind),
            before: row.get("before")?,
            is_as_left: now == row.get::<Option<String>>("after")?,
            address: row.get("address")?,
            url: row.get("url")?,
            registered,
        })
    };
    rows.iter().map(made).collect()
}

impl Made {
    /// Puts the page as it was before.
    async fn restore(&self, tx: &mut Tx, change: &mut Change) -> Result<(), StoreError> {
        let before = self.before.as_deref().ok_or_else(|| StoreError::unreadable("a change of the registry", ""))?;
        let organization = entry_from_json(before)?;
        let address = PageAddress::parse(&self.address).map_err(|error| StoreError::unreadable("an address", error))?;
        let page = RegistryPage { url: &self.url, address: &address, organization: &organization };
        // the text as it was kept: a later version may have said more in it
        let entry = Entry::kept(page, before.to_owned());
        change.change(tx, &Known::kept(self.page, self.registered), &entry).await
    }
}
