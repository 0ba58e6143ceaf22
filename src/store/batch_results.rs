//! The results of a batch: what is as it was is noted, what differs is staged until the run is over.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::db::{ROWS_AT_ONCE, Sql, StoreError, Tx, Value, without_nul};
use super::look_notes::{change_pages, note_looks, note_unverified};
use super::stored::{Digest, Packer, digest_of, look_json, remark_text, same_look, violations_json};
use super::work::lease_lost;
use super::{Claim, KeptPolicy, PageId, Store, policies};
use domain::model::{Look, PageAudit, Remark, Unverified, Verdict};

/// What came of looking at one page.
#[derive(Debug, Clone)]
pub struct LookResult {
    pub page: PageId,
    /// What was found.
    pub audit: PageAudit,
    /// What it was found from; `None` when the page could not be seen.
    pub look: Option<Look>,
}

/// What is to be said of a batch besides its pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Calls to VK by outcome.
    pub calls: BTreeMap<String, u64>,
    /// What a person should know.
    pub remarks: Vec<Remark>,
}

/// The counts of a finished batch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    pub compliant: u64,
    pub violations: u64,
    pub review: u64,
    pub unverified: u64,
    /// Pages that an earlier run saw too, and those among them whose verdict is another.
    pub seen_before: u64,
    pub changed: u64,
    pub reasons: BTreeMap<String, u64>,
    pub calls: BTreeMap<String, u64>,
    pub remarks: Vec<String>,
}

impl Counts {
    /// How many pages could be seen.
    pub(super) const fn seen(&self) -> u64 {
        self.compliant + self.violations + self.review
    }

    /// Adds the counts of another batch.
    pub(super) fn add(&mut self, other: Self) {
        self.compliant += other.compliant;
        self.violations += other.violations;
        self.review += other.review;
        self.unverified += other.unverified;
        self.seen_before += other.seen_before;
        self.changed += other.changed;
        for (sums, counts) in [(&mut self.reasons, other.reasons), (&mut self.calls, other.calls)] {
            for (name, count) in counts {
                *sums.entry(name).or_default() += count;
            }
        }
        for remark in other.remarks {
            if !self.remarks.contains(&remark) {
                self.remarks.push(remark);
            }
        }
    }
}

/// A result with everything computed that needs no database.
struct Prepared {
    page: PageId,
    looked_at: Timestamp,
    verdict: Verdict,
    seen: Option<Seen>,
    unverified: Option<Unverified>,
}

struct Seen {
    audit_digest: Digest,
    look_digest: Digest,
    violations: String,
    look: Look,
    group_id: Option<i64>,
    screen_name: Option<String>,
    name: Option<String>,
}

/// What is known of a page that a result is compared with.
struct Before {
    look_verdict: Option<String>,
    audit_digest: Option<Digest>,
    look_digest: Option<Digest>,
    snapshot: Option<Digest>,
    policy: Option<Digest>,
    steady: bool,
    is_unverified: bool,
    /// Whether it is to be looked at before its time.
    is_due: bool,
}

impl Before {
    fn is_same(&self, seen: &Seen) -> bool {
        self.steady && self.audit_digest == Some(seen.audit_digest) && self.look_digest == Some(seen.look_digest)
    }
}

/// A result that differs from what is known.
struct Staged {
    page: PageId,
    looked_at: Timestamp,
    verdict: Verdict,
    seen: Seen,
    snapshot: Digest,
}

impl Store {
    /// Finishes a batch with its results, all in one transaction. A batch that this very claim has finished already is
    /// left as it is, so that this may be repeated when a connection broke before the answer came.
    ///
    /// # Errors
    /// [`super::StoreTrouble::LeaseLost`] when another process has taken the batch; or the store cannot be written. Then
    /// nothing is changed.
    pub async fn finish_looks(
        &self,
        claim: &Claim,
        policy: &KeptPolicy,
        results: &[LookResult],
        outcome: &Outcome,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut prepared: Vec<Prepared> = results.iter().map(prepare).collect();
        // all who write to several pages lock them in this order
        prepared.sort_by_key(|result| result.page);
        prepared.dedup_by_key(|result| result.page);
        let known = before(&mut Reader::Pool(self), &prepared).await?;
        let bodies = bodies(&prepared, &known);
        let mut tx = self.db.begin().await?;
        let finish = "UPDATE batch SET state = 'done', holder = NULL WHERE id = ? AND fence = ? AND state = 'claimed'";
        if tx.execute(Sql::new(finish).bind(claim.batch).bind(claim.fence)).await? == 0 {
            let done = Sql::new("SELECT 1 FROM batch WHERE id = ? AND fence = ? AND state = 'done'");
            let done = tx.first(done.bind(claim.batch).bind(claim.fence)).await?;
            return if done.is_some() { Ok(()) } else { Err(lease_lost(claim)) };
        }
        let known = before(&mut Reader::Tx(&mut tx), &prepared).await?;
        let counts = counts(&prepared, &known, outcome);
        let text = "UPDATE batch SET outcome = ? WHERE id = ?";
        tx.execute(Sql::new(text).bind(counts_json(&counts)).bind(claim.batch)).await?;
        store(&mut tx, claim, policy, prepared, &known, &bodies).await?;
        policies::keep(&mut tx, policy, now).await?;
        tx.commit().await
    }
}

fn counts_json(counts: &Counts) -> String {
    // texts and numbers always become JSON
    serde_json::to_string(counts).unwrap_or_default()
}

fn prepare(result: &LookResult) -> Prepared {
    let audit = &result.audit;
    let seen = result.look.as_ref().filter(|_| audit.verdict != Verdict::Unverified).map(|look| {
        let (violations, audit_digest) = violations_json(audit);
        Seen {
            audit_digest,
            look_digest: same_look(look),
            violations,
            look: look.clone(),
            group_id: audit.page.group_id.and_then(|id| i64::try_from(id.get()).ok()),
            screen_name: audit.page.screen_name.as_deref().map(|name| without_nul(name.to_owned())),
            name: audit.page.name.as_deref().map(|name| without_nul(name.to_owned())),
        }
    });
    let unverified = if seen.is_some() { None } else { audit.unverified.clone() };
    Prepared { page: result.page, looked_at: audit.checked_at, verdict: audit.verdict, seen, unverified }
}

/// Where pages are read: beside everything else, or inside the transaction.
enum Reader<'a> {
    Pool(&'a Store),
    Tx(&'a mut Tx),
}

async fn before(reader: &mut Reader<'_>, results: &[Prepared]) -> Result<HashMap<PageId, Before>, StoreError> {
    let mut known = HashMap::with_capacity(results.len());
    for chunk in results.chunks(ROWS_AT_ONCE) {
        let mut sql = Sql::new(
            "SELECT id, look_verdict, audit_digest, look_digest, snapshot, policy, steady, unverified_reason IS NOT NULL AS is_unverified, \
             next_look_at IS NOT NULL AS is_due FROM page WHERE id IN ",
        );
        sql.tuple(chunk.iter().map(|result| result.page)).push(" ORDER BY id");
        if let Reader::Tx(tx) = reader {
            sql.push(tx.dialect().for_update());
        }
        let rows = match reader {
            Reader::Pool(store) => store.db.all(sql).await?,
            Reader::Tx(tx) => tx.all(sql).await?,
        };
        for row in rows {
            let before = Before {
                look_verdict: row.get("look_verdict")?,
                audit_digest: row.digest("audit_digest")?,
                look_digest: row.digest("look_digest")?,
                snapshot: row.digest("snapshot")?,
                policy: row.digest("policy")?,
                steady: row.get("steady")?,
                is_unverified: row.get("is_unverified")?,
                is_due: row.get("is_due")?,
            };
            known.insert(PageId(row.get("id")?), before);
        }
    }
    Ok(known)
}

/// The packed snapshots of pages that differ; made before the transaction, which others wait for.
fn bodies(results: &[Prepared], known: &HashMap<PageId, Before>) -> HashMap<PageId, (Digest, Vec<u8>)> {
    let differs = |result: &&Prepared| {
        let before = known.get(&result.page).and_then(|before| before.look_digest);
        result.seen.as_ref().is_some_and(|seen| before != Some(seen.look_digest))
    };
    let mut packer = Packer::new();
    let mut body = |result: &Prepared| result.seen.as_ref().map(|seen| (result.page, packed(&seen.look, &mut packer)));
    results.iter().filter(differs).filter_map(&mut body).collect()
}

fn packed(look: &Look, packer: &mut Packer) -> (Digest, Vec<u8>) {
    let json = look_json(look);
    (digest_of(json.as_bytes()), packer.pack(json.as_bytes()))
}

fn counts(results: &[Prepared], known: &HashMap<PageId, Before>, outcome: &Outcome) -> Counts {
    let remarks = outcome.remarks.iter().filter_map(remark_text).collect();
    let mut counts = Counts { calls: outcome.calls.clone(), remarks, ..Counts::default() };
    for result in results {
        match result.verdict {
            Verdict::Compliant => counts.compliant += 1,
            Verdict::Violations => counts.violations += 1,
            Verdict::Review => counts.review += 1,
            Verdict::Unverified => {
                counts.unverified += 1;
                let reason = result.unverified.as_ref().map_or("internal", |why| why.reason.as_str());
                *counts.reasons.entry(reason.to_owned()).or_default() += 1;
            }
        }
        if result.seen.is_some()
            && let Some(before) = known.get(&result.page).and_then(|before| before.look_verdict.as_deref())
        {
            counts.seen_before += 1;
            counts.changed += u64::from(before != result.verdict.as_str());
        }
    }
    counts
}

async fn store(
    tx: &mut Tx,
    claim: &Claim,
    policy: &KeptPolicy,
    results: Vec<Prepared>,
    known: &HashMap<PageId, Before>,
    bodies: &HashMap<PageId, (Digest, Vec<u8>)>,
) -> Result<(), StoreError> {
    let (mut seen_again, mut other_policy, mut staged, mut unseen) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut no_more_due = Vec::new();
    let mut looked = Vec::with_capacity(results.len());
    let mut snapshots: Vec<(PageId, Timestamp, Digest, Vec<u8>)> = Vec::new();
    for result in results {
        let Some(before) = known.get(&result.page) else { continue };
        let Some(seen) = result.seen else {
            looked.push((result.page, result.looked_at, None));
            unseen.push((result.page, result.looked_at, result.unverified));
            continue;
        };
        if before.is_unverified {
            seen_again.push(result.page);
        }
        if before.is_same(&seen) {
            looked.push((result.page, result.looked_at, Some(result.looked_at)));
            if before.is_due {
                no_more_due.push(result.page);
            }
            if before.policy != Some(policy.digest) {
                other_policy.push(result.page);
            }
            continue;
        }
        looked.push((result.page, result.looked_at, None));
        let kept = before.snapshot.filter(|_| before.look_digest == Some(seen.look_digest));
        let snapshot = if let Some(snapshot) = kept {
            snapshot
        } else {
            let (digest, body) =
                bodies.get(&result.page).cloned().unwrap_or_else(|| packed(&seen.look, &mut Packer::new()));
            snapshots.push((result.page, result.looked_at, digest, body));
            digest
        };
        staged.push(Staged { page: result.page, looked_at: result.looked_at, verdict: result.verdict, seen, snapshot });
    }
    note_looks(tx, &looked).await?;
    for chunk in other_policy.chunks(ROWS_AT_ONCE) {
        let mut sql = Sql::new("UPDATE page SET policy = ? WHERE id IN ").bind(&policy.digest);
        sql.tuple(chunk.iter().copied());
        tx.execute(sql).await?;
    }
    // a look that came too soon had seen something else; this one counts, and saw what was known
    change_pages(tx, "next_look_at = NULL WHERE next_look_at IS NOT NULL", &no_more_due).await?;
    let unverified = "unverified_reason = NULL, unverified_detail = NULL, unverified_since = NULL \
                      WHERE unverified_reason IS NOT NULL";
    change_pages(tx, unverified, &seen_again).await?;
    note_unverified(tx, unseen).await?;
    insert_snapshots(tx, &snapshots).await?;
    insert_staged(tx, claim, policy, &staged).await
}

async fn insert_snapshots(tx: &mut Tx, rows: &[(PageId, Timestamp, Digest, Vec<u8>)]) -> Result<(), StoreError> {
    let insert = "INSERT INTO snapshot (page, digest, kept_at, body)";
    // a page that looks again as it did long ago: its snapshot is the newest, and none that may be forgotten
    let conflict = "ON CONFLICT (page, digest) DO UPDATE SET kept_at = excluded.kept_at";
    tx.insert(insert, rows, conflict, |(page, kept_at, digest, body)| {
        vec![Value::from(*page), digest.into(), (*kept_at).into(), body.clone().into()]
    })
    .await
}

async fn insert_staged(tx: &mut Tx, claim: &Claim, policy: &KeptPolicy, rows: &[Staged]) -> Result<(), StoreError> {
    let insert = "INSERT INTO staged (run, page, looked_at, verdict, audit_digest, look_digest, snapshot, policy, group_id, \
                  screen_name, name, violations)";
    tx.insert(insert, rows, "ON CONFLICT (run, page) DO NOTHING", |one| {
        vec![
            Value::from(claim.run),
            one.page.into(),
            one.looked_at.into(),
            one.verdict.as_str().into(),
            (&one.seen.audit_digest).into(),
            (&one.seen.look_digest).into(),
            (&one.snapshot).into(),
            (&policy.digest).into(),
            one.seen.group_id.into(),
            one.seen.screen_name.as_deref().into(),
            one.seen.name.as_deref().into(),
            one.seen.violations.as_str().into(),
        ]
    })
    .await
}
