//! What the looks of a batch leave on their pages: when each was seen, or why not.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::PageId;
use super::db::{ROWS_AT_ONCE, Sql, StoreError, Tx, Value};
use super::stored::cause_text;
use domain::model::Unverified;

/// Notes when pages were looked at and seen; a moment never goes back, unless it is more than a day ahead: then the clock
/// that noted it was wrong.
pub(super) async fn note_looks(
    tx: &mut Tx,
    looks: &[(PageId, Timestamp, Option<Timestamp>)],
) -> Result<(), StoreError> {
    let conflict = "ON CONFLICT (page) DO UPDATE SET \
        looked_at = CASE WHEN excluded.looked_at > page_look.looked_at OR page_look.looked_at > excluded.looked_at + 86400000 THEN excluded.looked_at ELSE page_look.looked_at END, \
        seen_at = CASE WHEN page_look.seen_at IS NULL OR excluded.seen_at > page_look.seen_at \
        OR page_look.seen_at > excluded.seen_at + 86400000 THEN excluded.seen_at \
        ELSE page_look.seen_at END";
    tx.insert("INSERT INTO page_look (page, looked_at, seen_at)", looks, conflict, |(page, looked_at, seen_at)| {
        vec![Value::from(*page), (*looked_at).into(), (*seen_at).into()]
    })
    .await
}

pub(super) async fn change_pages(tx: &mut Tx, change: &str, pages: &[PageId]) -> Result<(), StoreError> {
    for chunk in pages.chunks(ROWS_AT_ONCE) {
        let mut sql = Sql::new(&format!("UPDATE page SET {change} AND id IN "));
        sql.tuple(chunk.iter().copied());
        tx.execute(sql).await?;
    }
    Ok(())
}

pub(super) async fn note_unverified(
    tx: &mut Tx,
    unseen: Vec<(PageId, Timestamp, Option<Unverified>)>,
) -> Result<(), StoreError> {
    let mut by_reason: BTreeMap<(&'static str, String), Vec<(PageId, Timestamp)>> = BTreeMap::new();
    for (page, looked_at, why) in unseen {
        let (reason, detail) =
            why.map_or(("internal", String::new()), |why| (why.reason.as_str(), cause_text(&why.cause)));
        by_reason.entry((reason, detail)).or_default().push((page, looked_at));
    }
    for ((reason, detail), pages) in by_reason {
        let since = pages.iter().map(|(_, looked_at)| *looked_at).max();
        for chunk in pages.chunks(ROWS_AT_ONCE) {
            let mut sql = Sql::new(
                "UPDATE page SET unverified_reason = ?, unverified_detail = ?, \
                 unverified_since = COALESCE(unverified_since, ?) WHERE id IN ",
            )
            .bind(reason)
            .bind(detail.as_str())
            .bind(since);
            sql.tuple(chunk.iter().map(|(page, _)| *page));
            tx.execute(sql).await?;
        }
    }
    Ok(())
}
