//! A registry compared with the one in the store, and whether it may take its place unasked.

use std::collections::HashMap;

use jiff::Timestamp;

use super::Store;
use super::db::{Db, Row, Sql, StoreError, Tx, Value};
use super::stored::Digest;

/// Rows read at a time: all at once would hold a registry twice.
const AT_A_TIME: i64 = 20_000;

/// What an import changes, in pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RegistryChange {
    /// Pages in the registry before.
    pub registered: u64,
    /// Pages in the registry after.
    pub pages: u64,
    /// Pages that were not in it before.
    pub added: u64,
    /// Pages of which it says something else.
    pub changed: u64,
    /// Pages that are in it no more.
    pub removed: u64,
}

impl RegistryChange {
    /// Whether nothing changes.
    pub const fn is_none(&self) -> bool {
        self.added + self.changed + self.removed == 0
    }
}

/// How many pages an import may remove before a person is asked: an export that was cut off, or a file of another region,
/// would close every finding of the pages it does not name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Removals {
    /// As many as there are.
    Any,
    /// The greater of both.
    AtMost {
        /// The share of the registered pages.
        share: f64,
        /// The number of pages.
        least: u64,
    },
}

impl Removals {
    /// How many pages may be removed unasked.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "there are some 200,000 pages, and the share lies between 0 and 1"
    )]
    pub fn most(self, registered: u64) -> u64 {
        match self {
            Self::Any => u64::MAX,
            Self::AtMost { share, least } => least.max((registered as f64 * share) as u64),
        }
    }

    /// Whether a person has to be asked first.
    pub fn holds_back(self, change: &RegistryChange) -> bool {
        change.removed > self.most(change.registered)
    }
}

/// An import that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBackImport {
    /// SHA-256 of the file and of what else decides how it is read.
    pub digest: Digest,
    /// When it was held back.
    pub at: Timestamp,
    /// The name of the file.
    pub source: String,
    /// Pages in the registry.
    pub registered: u64,
    /// Those that it would remove.
    pub removed: u64,
}

impl Store {
    /// Remembers that the registry that is followed was held back, until one is taken over.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn keep_held_back(&self, import: &HeldBackImport) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.execute(Sql::new("DELETE FROM registry_held_back")).await?;
        let mut insert = Sql::new("INSERT INTO registry_held_back (digest, at, source, registered, removed) VALUES ");
        insert.tuple([
            Value::from(&import.digest),
            import.at.into(),
            import.source.as_str().into(),
            import.registered.into(),
            import.removed.into(),
        ]);
        tx.execute(insert).await?;
        tx.commit().await
    }

    /// Forgets it: the file that is followed is the one that was taken over last.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn forget_held_back(&self) -> Result<(), StoreError> {
        if self.held_back_import().await?.is_some() {
            self.db.execute(Sql::new("DELETE FROM registry_held_back")).await?;
        }
        Ok(())
    }

    /// The import that waits for a person.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn held_back_import(&self) -> Result<Option<HeldBackImport>, StoreError> {
        let text = "SELECT digest, at, source, registered, removed FROM registry_held_back LIMIT 1";
        let import = |row: Row| {
            Ok(HeldBackImport {
                digest: row.digest("digest")?.unwrap_or_default(),
                at: row.moment("at")?.unwrap_or_default(),
                source: row.get("source")?,
                registered: row.count("registered")?,
                removed: row.count("removed")?,
            })
        };
        self.db.first(Sql::new(text)).await?.map(import).transpose()
    }
}

/// What is known of a page before an import.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    pub(super) id: i64,
    entry_digest: i64,
    pub(super) registered: bool,
    /// Whether the import named it already.
    named: bool,
}

impl Known {
    /// A page as its row has it.
    pub(super) fn kept(id: i64, registered: bool) -> Self {
        Self { id, registered, ..Self::default() }
    }
}

/// What the new registry says of a page.
pub(super) enum EntryDiff {
    /// The store does not know the page.
    New,
    /// It is known, but not in the registry, or with another entry.
    Otherwise(Known),
    /// The same as before.
    Same,
    /// It was named already; the first counts.
    Twice,
}

/// A registry being compared with the one before, page by page.
pub(super) struct Comparison {
    known: HashMap<Box<str>, Known>,
    change: RegistryChange,
}

impl Comparison {
    pub(super) async fn in_tx(tx: &mut Tx) -> Result<Self, StoreError> {
        let mut comparison = Self::new();
        let mut after = Some(0);
        while let Some(last) = after {
            after = comparison.learn(&tx.all(known_after(last)).await?)?;
        }
        Ok(comparison)
    }

    pub(super) async fn outside(db: &Db) -> Result<Self, StoreError> {
        let mut comparison = Self::new();
        let mut after = Some(0);
        while let Some(last) = after {
            after = comparison.learn(&db.all(known_after(last)).await?)?;
        }
        Ok(comparison)
    }

    fn new() -> Self {
        Self { known: HashMap::new(), change: RegistryChange::default() }
    }

    /// Takes rows in; the last of them if there may be more.
    fn learn(&mut self, rows: &[Row]) -> Result<Option<i64>, StoreError> {
        let mut last = 0;
        for row in rows {
            last = row.get("id")?;
            let page = Known {
                id: last,
                entry_digest: row.get("entry_digest")?,
                registered: row.get("registered")?,
                named: false,
            };
            self.change.registered += u64::from(page.registered);
            self.known.insert(row.get::<String>("address")?.into_boxed_str(), page);
        }
        Ok((i64::try_from(rows.len()).unwrap_or(AT_A_TIME) == AT_A_TIME).then_some(last))
    }

    /// Whether the store knows no page.
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub(super) fn compare(&mut self, address: &str, entry_digest: i64) -> EntryDiff {
        let before = self.known.get(address).copied();
        if before.is_some_and(|before| before.named) {
            return EntryDiff::Twice;
        }
        self.change.pages += 1;
        self.known.insert(address.into(), Known { named: true, ..before.unwrap_or_default() });
        match before {
            None => {
                self.change.added += 1;
                EntryDiff::New
            }
            Some(before) if before.entry_digest != entry_digest || !before.registered => {
                if before.registered {
                    self.change.changed += 1;
                } else {
                    self.change.added += 1;
                }
                EntryDiff::Otherwise(before)
            }
            Some(_) => EntryDiff::Same,
        }
    }

    /// What changes, and the pages that are gone in the order of their numbers.
    pub(super) fn end(self) -> (RegistryChange, Vec<i64>) {
        let known = self.known.into_values();
        let mut gone: Vec<i64> = known.filter(|page| page.registered && !page.named).map(|page| page.id).collect();
        gone.sort_unstable();
        (RegistryChange { removed: gone.len() as u64, ..self.change }, gone)
    }
}

fn known_after(last: i64) -> Sql {
    let text = "SELECT id, address, entry_digest, registered FROM page WHERE id > ? ORDER BY id LIMIT ?";
    Sql::new(text).bind(last).bind(AT_A_TIME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_removals_are_made_unasked_and_many_are_not() {
        let limit = Removals::AtMost { share: 0.2, least: 20 };
        let holds = |registered, removed| {
            limit.holds_back(&RegistryChange { registered, removed, ..RegistryChange::default() })
        };
        assert!(!holds(0, 0) && !holds(20, 20), "a small registry may change as a whole");
        assert!(holds(50, 21) && !holds(200, 40) && holds(200, 41) && holds(200_000, 199_999));
        let all = RegistryChange { registered: 9, removed: 9, ..RegistryChange::default() };
        assert!(!Removals::Any.holds_back(&all));
    }
}
