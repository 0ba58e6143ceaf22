//! The policies pages were judged under, whole, so that every verdict can be derived again years later.

use jiff::Timestamp;

use super::db::{Sql, StoreError, Tx};
use super::stored::{Digest, digest_of};
use super::{Event, EventDetail, PolicyChanged, Store, events};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPolicy {
    /// SHA-256 of `body`.
    pub digest: Digest,
    /// Its id, as in reports.
    pub id: String,
    /// Everything it is made of; only the one who gave it knows how to read it.
    pub body: String,
}

impl KeptPolicy {
    /// A policy of this id and body.
    pub fn new(id: impl Into<String>, body: impl Into<String>) -> Self {
        let body = body.into();
        Self { digest: digest_of(body.as_bytes()), id: id.into(), body }
    }
}

impl Store {
    /// The policy with this digest.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn policy(&self, digest: &Digest) -> Result<Option<KeptPolicy>, StoreError> {
        let row = self.db.first(Sql::new("SELECT id, body FROM policy WHERE digest = ?").bind(digest)).await?;
        row.map(|row| Ok(KeptPolicy { digest: *digest, id: row.get("id")?, body: row.get("body")? })).transpose()
    }
}

/// Keeps a policy; when it is another than the one before, an event says so.
pub(super) async fn keep(tx: &mut Tx, policy: &KeptPolicy, now: Timestamp) -> Result<(), StoreError> {
    let known =
        Sql::new("SELECT COUNT(*) AS policies, SUM(CASE WHEN digest = ? THEN 1 ELSE 0 END) AS same FROM policy")
            .bind(&policy.digest);
    let row = tx.first(known).await?;
    let (all, this) =
        row.map_or(Ok((0, 0)), |row| Ok::<_, StoreError>((row.count("policies")?, row.count("same")?)))?;
    if this > 0 {
        return Ok(());
    }
    let insert = Sql::new(
        "INSERT INTO policy (digest, id, body, first_used_at) VALUES (?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING",
    )
    .bind(&policy.digest)
    .bind(policy.id.as_str())
    .bind(policy.body.as_str())
    .bind(now);
    if tx.execute(insert).await? > 0 && all > 0 {
        let changed = PolicyChanged { policy: policy.id.clone(), digest: super::hex(&policy.digest) };
        events::append_to_pages(tx, vec![Event::new(now, &EventDetail::PolicyChanged(changed))]).await?;
    }
    Ok(())
}
