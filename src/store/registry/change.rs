//! What an import writes: pages that are new, say something else or are gone, with the events and the verdicts of each.

use jiff::Timestamp;

use super::{IMPORT_COLUMNS, RegistryImport, RegistryPage, UNVERIFIED};
use crate::compare::Known;
use crate::db::{Sql, StoreError, Tx, Value};
use crate::search_text::folded;
use crate::stored::{digest_of, entry_json, short};
use crate::verdicts::{self, NOT_REGISTERED, VerdictChange};
use crate::{ClosedReason, EntryChanged, Event, EventDetail, FindingClosed, PageId, RegistryImported, events, ids};
use domain::model::{Level, PageAddress};

/// A registry's entry as its row holds it.
pub(crate) struct Entry {
    pub(super) url: String,
    pub(super) address: Box<str>,
    pub(super) digest: i64,
    pub(super) organization: Option<String>,
    pub(super) name: String,
    pub(super) ogrn: String,
    pub(super) level: &'static str,
    pub(super) region_code: String,
    pub(super) municipality: String,
}

impl Entry {
    pub(crate) fn of(page: RegistryPage<'_>) -> Self {
        Self::kept(page, entry_json(page.organization))
    }

    /// An entry with the text of its organisation.
    pub(crate) fn kept(page: RegistryPage<'_>, json: String) -> Self {
        let organization = page.organization;
        let digest = digest_of(format!("{}\n{json}", page.url).as_bytes());
        Self {
            url: page.url.to_owned(),
            address: page.address.to_string().into(),
            digest: i64::from_be_bytes(*digest.first_chunk().unwrap_or(&[0; 8])),
            organization: Some(json),
            name: organization.name.to_string(),
            ogrn: organization.ogrn.map(|it| it.to_string()).unwrap_or_default(),
            level: organization.level.map(Level::as_str).unwrap_or_default(),
            region_code: organization.region_code.map(|it| it.to_string()).unwrap_or_default(),
            municipality: short(organization.municipality.as_deref().unwrap_or_default().to_owned()),
        }
    }

    pub(crate) fn unregistered(url: &str, address: &PageAddress) -> Self {
        Self {
            url: url.to_owned(),
            address: address.to_string().into(),
            digest: 0,
            organization: None,
            name: String::new(),
            ogrn: String::new(),
            level: "",
            region_code: String::new(),
            municipality: String::new(),
        }
    }

    /// By what the page is found, with the name that VK gave it.
    pub(crate) fn folded(&self, page_name: &str) -> String {
        folded(&[&self.name, &self.ogrn, &self.url, page_name, &self.municipality])
    }
}

/// What lists are ordered by: a name in small letters, not too long for an index.
pub(crate) fn sorted_name(name: &str) -> String {
    short(name.to_lowercase().replace('ё', "е"))
}

/// What one import changes.
pub(crate) struct Change {
    import: i64,
    /// The first import adds everything: that is one event and no history.
    is_first: bool,
    now: Timestamp,
    events: Vec<Event>,
}

impl Change {
    pub(crate) const fn new(import: i64, is_first: bool, now: Timestamp) -> Self {
        Self { import, is_first, now, events: Vec::new() }
    }

    /// Keeps the import itself, and tells of all that it changed.
    pub(crate) async fn end(mut self, tx: &mut Tx, import: &RegistryImport) -> Result<(), StoreError> {
        let mut insert = Sql::new(&format!("INSERT INTO registry_import ({IMPORT_COLUMNS}) VALUES "));
        insert.tuple([
            Value::from(import.id),
            import.imported_at.into(),
            import.source.as_str().into(),
            (&import.digest).into(),
            import.pages.into(),
            import.set_aside.into(),
            import.added.into(),
            import.changed.into(),
            import.removed.into(),
        ]);
        tx.execute(insert).await?;
        let imported = RegistryImported {
            source: import.source.clone(),
            pages: import.pages,
            set_aside: import.set_aside,
            added: import.added,
            changed: import.changed,
            removed: import.removed,
        };
        self.events.push(Event::new(self.now, &EventDetail::RegistryImported(imported)));
        events::append_to_pages(tx, self.events).await?;
        tx.execute(Sql::new("DELETE FROM registry_held_back")).await?;
        Ok(())
    }

    pub(crate) async fn add(&mut self, tx: &mut Tx, entries: Vec<Entry>) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        let first = ids::take(tx, "page", entries.len()).await?;
        let rows: Vec<(i64, Entry)> = (first..).zip(entries).collect();
        insert_pages(tx, &rows, true).await?;
        let verdicts: Vec<_> = rows.iter().map(|(id, _)| self.verdict(*id, NOT_REGISTERED, UNVERIFIED)).collect();
        verdicts::note(tx, &verdicts).await?;
        if !self.is_first {
            for (id, entry) in &rows {
                self.tell(tx, EventDetail::PageAdded, *id, "added", None, entry.organization.as_deref()).await?;
            }
        }
        Ok(())
    }

    pub(crate) async fn change(&mut self, tx: &mut Tx, known: &Known, entry: &Entry) -> Result<(), StoreError> {
        let row =
            tx.first(Sql::new("SELECT organization, name, verdict FROM page WHERE id = ?").bind(known.id)).await?;
        let (before, name) = match &row {
            Some(row) => {
                (row.get::<Option<String>>("organization")?, row.get::<Option<String>>("name")?.unwrap_or_default())
            }
            None => (None, String::new()),
        };
        let update = Sql::new(
            "UPDATE page SET url = ?, registered = ?, entry_digest = ?, organization = ?, organization_name = ?, \
             ogrn = ?, level = ?, region_code = ?, municipality = ?, folded = ?, sorted_name = ?, next_look_at = ?, steady = ? \
             WHERE id = ?",
        )
        .bind(entry.url.as_str())
        .bind(true)
        .bind(entry.digest)
        .bind(entry.organization.as_deref())
        .bind(entry.name.as_str())
        .bind(entry.ogrn.as_str())
        .bind(entry.level)
        .bind(entry.region_code.as_str())
        .bind(entry.municipality.as_str())
        .bind(entry.folded(&name))
        .bind(sorted_name(&entry.name))
        // another organisation means other correct links: the page is looked at soon
        .bind(self.now)
        .bind(false)
        .bind(known.id);
        tx.execute(update).await?;
        let text = "UPDATE finding SET region_code = ?, municipality = ? WHERE page = ?";
        let moved = Sql::new(text).bind(entry.region_code.as_str()).bind(entry.municipality.as_str()).bind(known.id);
        tx.execute(moved).await?;
        if !known.registered
            && let Some(row) = &row
        {
            let verdict = self.verdict(known.id, NOT_REGISTERED, &row.get::<String>("verdict")?);
            verdicts::note(tx, &[verdict]).await?;
        }
        let kind = if known.registered { "changed" } else { "added" };
        let event = if known.registered { EventDetail::PageChanged } else { EventDetail::PageAdded };
        self.tell(tx, event, known.id, kind, before.as_deref(), entry.organization.as_deref()).await
    }

    pub(crate) async fn remove(&mut self, tx: &mut Tx, pages: &[i64]) -> Result<(), StoreError> {
        for page in pages {
            let row = tx.first(Sql::new("SELECT organization, verdict FROM page WHERE id = ?").bind(*page)).await?;
            let before = row.as_ref().map(|row| row.get::<Option<String>>("organization")).transpose()?.flatten();
            let verdict = row.map(|row| row.get::<String>("verdict")).transpose()?;
            let verdict = self.verdict(*page, verdict.as_deref().unwrap_or(UNVERIFIED), NOT_REGISTERED);
            verdicts::note(tx, &[verdict]).await?;
            self.tell(tx, EventDetail::PageRemoved, *page, "removed", before.as_deref(), None).await?;
            let text = "UPDATE page SET registered = ?, next_look_at = NULL WHERE id = ?";
            tx.execute(Sql::new(text).bind(false).bind(*page)).await?;
            self.close_findings(tx, PageId(*page)).await?;
        }
        Ok(())
    }

    /// Nobody has to mend what is on a page that is not in the registry.
    pub(crate) async fn close_findings(&mut self, tx: &mut Tx, page: PageId) -> Result<(), StoreError> {
        let text = "SELECT id, code, form, field, severity FROM finding WHERE page = ? AND state = 'open' ORDER BY id";
        for row in tx.all(Sql::new(text).bind(page)).await? {
            let reason = Some(ClosedReason::PageRemoved.into());
            let closed = FindingClosed { reason, opened_at: None, snapshot: None, policy: None };
            self.events.push(Event {
                finding: Some(crate::FindingId(row.get("id")?)),
                code: row.get("code")?,
                form: row.get("form")?,
                field: row.get("field")?,
                severity: row.get("severity")?,
                ..Event::new(self.now, &EventDetail::FindingClosed(closed)).of_page(page)
            });
        }
        let text = "UPDATE finding SET state = 'closed', closed_at = ?, last_seen_at = \
                    COALESCE(last_seen_at, (SELECT seen_at FROM page_look l WHERE l.page = finding.page)) \
                    WHERE page = ? AND state = 'open'";
        tx.execute(Sql::new(text).bind(self.now).bind(page)).await?;
        tx.execute(Sql::new("DELETE FROM finding WHERE page = ? AND state = 'suspected'").bind(page)).await?;
        let text = "UPDATE finding SET state = 'closed' WHERE page = ? AND state = 'returning'";
        tx.execute(Sql::new(text).bind(page)).await?;
        let text = "UPDATE page SET verdict = 'unverified', errors = 0, warnings = 0, notices = 0, gravity = 0, \
             steady = ? WHERE id = ?";
        tx.execute(Sql::new(text).bind(false).bind(page)).await?;
        Ok(())
    }

    pub(crate) fn verdict(&self, page: i64, before: &str, after: &str) -> VerdictChange {
        VerdictChange { page: PageId(page), at: self.now, before: before.to_owned(), after: after.to_owned() }
    }

    pub(crate) async fn tell(
        &mut self,
        tx: &mut Tx,
        event: fn(EntryChanged) -> EventDetail,
        page: i64,
        kind: &str,
        before: Option<&str>,
        after: Option<&str>,
    ) -> Result<(), StoreError> {
        let mut insert = Sql::new("INSERT INTO registry_change (registry_import, page, kind, before, after) VALUES ");
        insert.tuple([Value::from(self.import), page.into(), kind.into(), before.into(), after.into()]);
        tx.execute(insert).await?;
        let detail = event(EntryChanged { registry_import: self.import });
        self.events.push(Event::new(self.now, &detail).of_page(PageId(page)));
        Ok(())
    }
}

pub(crate) async fn insert_pages(tx: &mut Tx, pages: &[(i64, Entry)], registered: bool) -> Result<(), StoreError> {
    let insert = "INSERT INTO page (id, address, url, registered, entry_digest, organization, organization_name, ogrn, \
                  level, region_code, municipality, folded, sorted_name, verdict, errors, warnings, notices, gravity, steady, \
                  is_lost)";
    tx.insert(insert, pages, "", |(id, entry)| {
        vec![
            Value::from(*id),
            entry.address.as_ref().into(),
            entry.url.as_str().into(),
            registered.into(),
            entry.digest.into(),
            entry.organization.as_deref().into(),
            entry.name.as_str().into(),
            entry.ogrn.as_str().into(),
            entry.level.into(),
            entry.region_code.as_str().into(),
            entry.municipality.as_str().into(),
            entry.folded("").into(),
            sorted_name(&entry.name).into(),
            UNVERIFIED.into(),
            0_i64.into(),
            0_i64.into(),
            0_i64.into(),
            0_i64.into(),
            false.into(),
            false.into(),
        ]
    })
    .await
}
