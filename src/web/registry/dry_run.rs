//! What a registry would change: counts of all, and the first of each kind to look at.

use std::collections::HashSet;

use app::history::{FieldChange, entry_changes};
use domain::model::{Organization, PageAddress, RegistryRemark, RowProblem};
use domain::registry::{Entry, Layout, Registry};
use store::{ImportedPage, PageId, RegistryChange, Store, StoreError};
use words::{self, Lang};

pub const SHOWN: usize = 100;
/// How many of the store's pages are read at a time.
const PAGES_AT_ONCE: usize = 2_000;

/// What a registry would change.
#[derive(Debug, Default)]
pub struct DryRun {
    pub change: RegistryChange,
    pub set_aside: u64,
    pub problem_count: usize,
    pub problems: Vec<RowProblem>,
    /// How the sheets were understood.
    pub layouts: Vec<Layout>,
    /// How many rows lack a field, by its English header.
    pub lacks: Vec<(&'static str, usize)>,
    pub without_page: u64,
    pub remark_count: usize,
    pub remarks: Vec<RegistryRemark>,
    pub added: Vec<Named>,
    pub changed: Vec<Another>,
    pub removed: Vec<Named>,
    pub compared_with: Option<i64>,
}

/// A page with whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub url: String,
    pub organization: String,
}

/// A page of which the registry would say something else.
#[derive(Debug, Clone)]
pub struct Another {
    before: (String, Organization),
    after: (String, Organization),
}

impl Another {
    pub fn url(&self) -> &str {
        &self.after.0
    }

    pub fn organization(&self) -> &str {
        &self.after.1.name
    }

    /// What is another.
    pub fn changes(&self, lang: Lang) -> Vec<FieldChange> {
        entry_changes(lang, (&self.before.0, &self.before.1), (&self.after.0, &self.after.1))
    }
}

impl DryRun {
    /// Compares a registry with the one in force.
    pub async fn of(store: &Store, registry: &Registry, problems: Vec<RowProblem>) -> Result<Self, StoreError> {
        let compared_with = store.registry_imports(1).await?.first().map(|import| import.id);
        let mut dry_run = Self {
            set_aside: registry.set_aside() as u64,
            problem_count: problems.len(),
            problems: problems.into_iter().take(SHOWN).collect(),
            layouts: registry.layouts().to_vec(),
            lacks: registry.lacks(),
            without_page: registry.without_page().len() as u64,
            remark_count: registry.remarks().len(),
            remarks: registry.remarks().iter().take(SHOWN).cloned().collect(),
            compared_with,
            ..Self::default()
        };
        dry_run.change.pages = registry.len() as u64;
        let mut known: HashSet<&PageAddress> = HashSet::new();
        let mut after: Option<PageId> = None;
        loop {
            let pages = store.registered_pages(after, PAGES_AT_ONCE).await?;
            after = pages.last().map(|page| page.id);
            for page in &pages {
                dry_run.compare(page, registry, &mut known);
            }
            if pages.len() < PAGES_AT_ONCE {
                break;
            }
        }
        let new = registry.iter().filter(|entry| !known.contains(&entry.address));
        for entry in new {
            dry_run.change.added += 1;
            if dry_run.added.len() < SHOWN {
                let organization = entry.organization.name.to_string();
                dry_run.added.push(Named { url: entry.url.to_string(), organization });
            }
        }
        Ok(dry_run)
    }

    fn compare<'r>(&mut self, page: &ImportedPage, registry: &'r Registry, known: &mut HashSet<&'r PageAddress>) {
        self.change.registered += 1;
        let Some(organization) = &page.organization else { return };
        let Some(entry) = registry.by_address(&page.address) else {
            self.change.removed += 1;
            if self.removed.len() < SHOWN {
                self.removed.push(Named { url: page.url.clone(), organization: organization.name.to_string() });
            }
            return;
        };
        known.insert(&entry.address);
        if !is_same(page, organization, entry) {
            self.change.changed += 1;
            if self.changed.len() < SHOWN {
                self.changed.push(Another {
                    before: (page.url.clone(), organization.clone()),
                    after: (entry.url.to_string(), (*entry.organization).clone()),
                });
            }
        }
    }

    pub fn problem_words(&self, lang: Lang) -> Vec<String> {
        self.problems.iter().map(|problem| words::row_problem(lang, problem)).collect()
    }

    pub fn remark_words(&self, lang: Lang) -> Vec<String> {
        self.remarks.iter().map(|remark| words::registry_remark(lang, remark)).collect()
    }
}

fn is_same(page: &ImportedPage, organization: &Organization, entry: &Entry) -> bool {
    *page.url == *entry.url && *organization == *entry.organization
}
