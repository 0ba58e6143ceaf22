//! The log of what happened: each transition once, without gaps, in the order of commits, and chained, so that nobody can
//! change a part of it unseen.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::db::{Row, Sql, StoreError, Tx, Value};
use super::stored::Digest;
use super::{EventDetail, EventKind, FindingId, PageId, RunId, ids};
use domain::model::MaybeKnown;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place in the log, from 1 without gaps.
    pub seq: i64,
    /// When it happened: for findings, when the look was made that decided it.
    pub at: Timestamp,
    /// What happened.
    pub kind: MaybeKnown<EventKind>,
    /// The page it concerns.
    pub page: Option<PageId>,
    /// The run it came of.
    pub run: Option<RunId>,
    /// The finding it concerns.
    pub finding: Option<FindingId>,
    /// The code of the finding; empty for others.
    pub code: String,
    /// Its form; may be empty.
    pub form: String,
    /// Its field; may be empty.
    pub field: String,
    /// Its severity; empty for others.
    pub severity: String,
    /// What else is to be said, a JSON object.
    pub detail: String,
    /// The link of the chain.
    pub chain: Digest,
}

/// How many events share the moments of `event_span`.
pub(super) const SPAN: i64 = 1_000;

/// The columns of an event, for [`event_of`].
pub(super) const COLUMNS: &str =
    "e.seq, e.at, e.kind, e.page, e.run, e.finding, e.code, e.form, e.field, e.severity, e.detail, e.chain";

/// Reads the columns of [`COLUMNS`].
pub(super) fn event_of(row: &Row) -> Result<Event, StoreError> {
    let kind: String = row.get("kind")?;
    Ok(Event {
        seq: row.get("seq")?,
        at: row.moment("at")?.ok_or_else(|| StoreError::unreadable("an event", "no moment"))?,
        kind: MaybeKnown::read(&kind),
        page: row.get::<Option<i64>>("page")?.map(PageId),
        run: row.get::<Option<i64>>("run")?.map(RunId),
        finding: row.get::<Option<i64>>("finding")?.map(FindingId),
        code: row.get("code")?,
        form: row.get("form")?,
        field: row.get("field")?,
        severity: row.get("severity")?,
        detail: row.get("detail")?,
        chain: row.digest("chain")?.unwrap_or_default(),
    })
}

/// The link that follows `before` for this event; its own `chain` is not looked at. A page's events make a chain of their
/// own, and events of no page another.
pub fn chain_link(before: &Digest, event: &Event) -> Digest {
    let mut hash = Sha256::new();
    hash.update(before);
    let numbers = [
        event.seq,
        event.at.as_millisecond(),
        event.page.map_or(0, PageId::get),
        event.run.map_or(0, RunId::get),
        event.finding.map_or(0, FindingId::get),
    ];
    for number in numbers {
        hash.update(number.to_be_bytes());
    }
    let texts = [event.kind.as_str(), &event.code, &event.form, &event.field, &event.severity, &event.detail];
    for text in texts {
        // with their lengths, so that no text can be cut in another way
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().into()
}

impl Event {
    /// What it says.
    pub fn said(&self) -> EventDetail {
        EventDetail::read(&self.kind, &self.detail)
    }

    /// An event that is not yet in the log.
    pub(super) fn new(at: Timestamp, detail: &EventDetail) -> Self {
        Self {
            seq: 0,
            at: in_milliseconds(at),
            kind: MaybeKnown::read(detail.kind()),
            page: None,
            run: None,
            finding: None,
            code: String::new(),
            form: String::new(),
            field: String::new(),
            severity: String::new(),
            // texts and numbers always become JSON; it escapes U+0000, which is no text in PostgreSQL
            detail: serde_json::to_string(detail).unwrap_or_default(),
            chain: Digest::default(),
        }
    }

    pub(super) fn of_page(self, page: PageId) -> Self {
        Self { page: Some(page), ..self }
    }

    pub(super) fn of_run(self, run: RunId) -> Self {
        Self { run: Some(run), ..self }
    }
}

/// The log keeps milliseconds; the chain must be over what is kept.
fn in_milliseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// Appends events. `chains` holds the last link of each page that is named in them and gets the new ones.
pub(super) async fn append(
    tx: &mut Tx,
    mut events: Vec<Event>,
    chains: &mut HashMap<PageId, Digest>,
) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    let first = ids::take(tx, "event", events.len()).await?;
    let mut alone =
        if events.iter().any(|event| event.page.is_none()) { last_without_page(tx).await? } else { [0; 32] };
    for (seq, event) in (first..).zip(&mut events) {
        event.seq = seq;
        let before = event.page.map_or(&mut alone, |page| chains.entry(page).or_default());
        event.chain = chain_link(before, event);
        *before = event.chain;
    }
    note_spans(tx, &events).await?;
    let insert = "INSERT INTO event (seq, at, kind, page, run, finding, code, form, field, severity, detail, chain)";
    tx.insert(insert, &events, "", |event| {
        vec![
            Value::from(event.seq),
            event.at.into(),
            event.kind.as_str().into(),
            event.page.into(),
            event.run.into(),
            event.finding.into(),
            event.code.as_str().into(),
            event.form.as_str().into(),
            event.field.as_str().into(),
            event.severity.as_str().into(),
            event.detail.as_str().into(),
            (&event.chain).into(),
        ]
    })
    .await
}

/// Appends events of pages whose last links are still to be read and kept with the pages.
pub(super) async fn append_to_pages(tx: &mut Tx, events: Vec<Event>) -> Result<(), StoreError> {
    let mut pages: Vec<PageId> = events.iter().filter_map(|event| event.page).collect();
    pages.sort_unstable();
    pages.dedup();
    let mut chains = HashMap::with_capacity(pages.len());
    for chunk in pages.chunks(super::db::ROWS_AT_ONCE) {
        let mut sql = Sql::new("SELECT id, chain FROM page WHERE id IN ");
        sql.tuple(chunk.iter().copied()).push(" ORDER BY id").push(tx.dialect().for_update());
        for row in tx.all(sql).await? {
            chains.insert(PageId(row.get("id")?), row.digest("chain")?.unwrap_or_default());
        }
    }
    append(tx, events, &mut chains).await?;
    for chunk in pages.chunks(super::db::ROWS_AT_ONCE) {
        let mut sql = Sql::new("UPDATE page SET chain = v.column2 FROM (VALUES ");
        for (place, page) in chunk.iter().enumerate() {
            sql.push(if place == 0 { "" } else { "," });
            let chain = chains.get(page).copied().unwrap_or_default();
            sql.tuple([Value::from(*page), Value::from(&chain)]);
        }
        sql.push(") AS v WHERE page.id = v.column1");
        tx.execute(sql).await?;
    }
    Ok(())
}

/// Widens the spans that these events are in.
async fn note_spans(tx: &mut Tx, events: &[Event]) -> Result<(), StoreError> {
    let mut spans: BTreeMap<i64, (Timestamp, Timestamp)> = BTreeMap::new();
    for event in events {
        let (first, last) = spans.entry(event.seq / SPAN).or_insert((event.at, event.at));
        *first = event.at.min(*first);
        *last = event.at.max(*last);
    }
    let spans: Vec<_> = spans.into_iter().collect();
    let conflict = "ON CONFLICT (id) DO UPDATE SET \
        first_at = CASE WHEN excluded.first_at < event_span.first_at THEN excluded.first_at ELSE event_span.first_at END, \
        last_at = CASE WHEN excluded.last_at > event_span.last_at THEN excluded.last_at ELSE event_span.last_at END";
    tx.insert("INSERT INTO event_span (id, first_at, last_at)", &spans, conflict, |(id, (first, last))| {
        vec![Value::from(*id), (*first).into(), (*last).into()]
    })
    .await
}

async fn last_without_page(tx: &mut Tx) -> Result<Digest, StoreError> {
    let row = tx.first(Sql::new("SELECT chain FROM event WHERE page IS NULL ORDER BY seq DESC LIMIT 1")).await?;
    Ok(row.map(|row| row.digest("chain")).transpose()?.flatten().unwrap_or_default())
}
