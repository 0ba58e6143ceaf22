//! A check of everything that must hold: damage, gaps in the log, broken chains, rows that contradict each other.

use std::collections::HashMap;

use super::db::{Dialect, Sql, StoreError};
use super::events::{COLUMNS, chain_link, event_of};
use super::stored::{Digest, digest_of, inflate};
use super::{PageId, Store};
use domain::findings::{FindingStanding, PageBefore, page_state};
use domain::model::{MaybeKnown, RowDefect, StoreDefect, Verdict};

/// The most faults of one kind that are told.
const FAULTS_TOLD: usize = 20;
/// Rows read at a time where whole tables are read.
const ROWS_READ: i64 = 5_000;

impl Store {
    /// Looks for everything that must not be: damage, gaps and doubles in the log, broken chains, rows that hang in the
    /// air, findings that contradict themselves. An empty list means that all is well.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn check(&self) -> Result<Vec<StoreDefect>, StoreError> {
        let mut faults = Vec::new();
        if self.db.dialect() == Dialect::Sqlite {
            for row in self.db.all(Sql::new("PRAGMA integrity_check(20)")).await? {
                let text: String = row.get("integrity_check")?;
                if text != "ok" {
                    faults.push(StoreDefect::Damage(text));
                }
            }
            if !faults.is_empty() {
                return Ok(faults);
            }
        }
        self.check_log(&mut faults).await?;
        self.check_journal(&mut faults).await?;
        self.check_snapshots(&mut faults).await?;
        self.check_verdicts(&mut faults).await?;
        for (defect, text) in MUST_BE_EMPTY {
            for row in self.db.all(Sql::new(text).bind(FAULTS_TOLD)).await? {
                faults.push(StoreDefect::Row { defect, id: row.get("id")? });
            }
        }
        Ok(faults)
    }

    async fn check_log(&self, faults: &mut Vec<StoreDefect>) -> Result<(), StoreError> {
        let mut chains: HashMap<Option<PageId>, Digest> = HashMap::new();
        let first = self.db.first(Sql::new("SELECT MIN(seq) AS seq FROM event")).await?;
        let first = first.map_or(Ok(None), |row| row.get::<Option<i64>>("seq"))?;
        let mut next = first.unwrap_or(1);
        let forgotten = self.counter("forgotten").await?;
        if let Some(first) = first
            && first != forgotten + 1
        {
            faults.push(StoreDefect::LogBegins { first, forgotten });
        }
        let is_whole = next == 1;
        loop {
            let text = format!("SELECT {COLUMNS} FROM event e WHERE e.seq >= ? ORDER BY e.seq LIMIT ?");
            let rows = self.db.all(Sql::new(&text).bind(next).bind(ROWS_READ)).await?;
            for row in &rows {
                let event = event_of(row)?;
                if event.seq != next && faults.len() < FAULTS_TOLD {
                    faults.push(StoreDefect::LogGap { from: next, to: event.seq - 1 });
                }
                next = event.seq + 1;
                // of a log whose beginning was forgotten the first link of each chain is taken on trust
                let before = chains.get(&event.page).copied().or(is_whole.then_some([0; 32]));
                if before.is_some_and(|before| chain_link(&before, &event) != event.chain) && faults.len() < FAULTS_TOLD
                {
                    faults.push(StoreDefect::LogChain { event: event.seq });
                }
                chains.insert(event.page, event.chain);
            }
            if rows.len() < usize::try_from(ROWS_READ).unwrap_or_default() {
                break;
            }
        }
        let counter = self.counter("event").await?;
        if counter != next - 1 {
            faults.push(StoreDefect::LogEnds { last: next - 1, made: counter });
        }
        Ok(())
    }

    pub(super) async fn counter(&self, name: &str) -> Result<i64, StoreError> {
        let row = self.db.first(Sql::new("SELECT value FROM counter WHERE name = ?").bind(name)).await?;
        row.map_or(Ok(0), |row| row.get("value"))
    }

    async fn check_snapshots(&self, faults: &mut Vec<StoreDefect>) -> Result<(), StoreError> {
        let mut after: (i64, Vec<u8>) = (0, Vec::new());
        loop {
            let text =
                "SELECT page, digest, body FROM snapshot WHERE (page, digest) > (?, ?) ORDER BY page, digest LIMIT ?";
            let rows = self.db.all(Sql::new(text).bind(after.0).bind(after.1.as_slice()).bind(ROWS_READ)).await?;
            for row in &rows {
                after = (row.get("page")?, row.get("digest")?);
                let is_whole = inflate(&row.get::<Vec<u8>>("body")?)
                    .is_ok_and(|body| digest_of(body.as_bytes()).as_slice() == after.1.as_slice());
                if !is_whole && faults.len() < FAULTS_TOLD {
                    faults.push(StoreDefect::Snapshot { digest: super::hex(&after.1) });
                }
            }
            if rows.len() < usize::try_from(ROWS_READ).unwrap_or_default() {
                return Ok(());
            }
        }
    }

    /// The verdict of each page must follow from its findings.
    async fn check_verdicts(&self, faults: &mut Vec<StoreDefect>) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let text = "SELECT id, verdict, registered, is_lost FROM page WHERE id > ? ORDER BY id LIMIT ?";
            let pages = self.db.all(Sql::new(text).bind(after).bind(ROWS_READ)).await?;
            let Some(last) = pages.last() else { return Ok(()) };
            let last: i64 = last.get("id")?;
            let text =
                "SELECT page, code, severity, state FROM finding WHERE page > ? AND page <= ? AND state <> 'closed'";
            let mut findings: HashMap<i64, Vec<_>> = HashMap::new();
            for row in self.db.all(Sql::new(text).bind(after).bind(last)).await? {
                let read = |name: &str| row.get::<String>(name);
                let of_page = findings.entry(row.get("page")?).or_default();
                of_page.push((
                    MaybeKnown::read(&read("code")?),
                    MaybeKnown::read(&read("severity")?),
                    MaybeKnown::read(&read("state")?),
                ));
            }
            for page in &pages {
                let id: i64 = page.get("id")?;
                let verdict: MaybeKnown<Verdict> = MaybeKnown::read(&page.get::<String>("verdict")?);
                let before = PageBefore {
                    registered: page.get("registered")?,
                    verdict: &verdict,
                    is_lost: page.get("is_lost")?,
                };
                let of_page = findings.remove(&id).unwrap_or_default();
                let standing = of_page.iter().map(|(code, severity, state)| FindingStanding { code, severity, state });
                let follows = page_state(before, standing).verdict;
                // of a page that was not looked at yet nothing follows
                let is_open = verdict == Verdict::Unverified && follows != Verdict::Violations;
                if !verdict.is_unknown() && !is_open && verdict != follows && faults.len() < FAULTS_TOLD {
                    faults.push(StoreDefect::Row { defect: RowDefect::VerdictNotOfFindings, id });
                }
            }
            after = last;
        }
    }
}

/// Queries that must find nothing; each gives the numbers of the rows that are wrong. What a later version of the program
/// may have written is none of them: verdicts, severities and states of runs that this one does not know.
const MUST_BE_EMPTY: [(RowDefect, &str); 12] = [
    (
        RowDefect::SessionOfNobody,
        "SELECT s.person AS id FROM session s WHERE NOT EXISTS (SELECT 1 FROM person u WHERE u.id = s.person) LIMIT ?",
    ),
    (
        RowDefect::TokenOfNobody,
        "SELECT t.id FROM api_token t WHERE NOT EXISTS (SELECT 1 FROM person u WHERE u.id = t.owner) LIMIT ?",
    ),
    (
        RowDefect::FindingOfNoPage,
        "SELECT f.id FROM finding f WHERE NOT EXISTS (SELECT 1 FROM page p WHERE p.id = f.page) LIMIT ?",
    ),
    (
        RowDefect::OpenUnconfirmed,
        "SELECT id FROM finding WHERE state = 'open' AND (confirmed_at IS NULL OR closed_at IS NOT NULL) LIMIT ?",
    ),
    (RowDefect::ClosedWithoutEnd, "SELECT id FROM finding WHERE state = 'closed' AND closed_at IS NULL LIMIT ?"),
    (
        RowDefect::FindingElsewhere,
        "SELECT f.id FROM finding f JOIN page p ON p.id = f.page \
         WHERE f.region_code <> p.region_code OR f.municipality <> p.municipality LIMIT ?",
    ),
    (
        RowDefect::VerdictNotNoted,
        "SELECT p.id FROM page p JOIN verdict_change c ON c.page = p.id \
         WHERE c.at = (SELECT MAX(x.at) FROM verdict_change x WHERE x.page = p.id) \
         AND c.after <> CASE WHEN p.registered THEN p.verdict ELSE '' END LIMIT ?",
    ),
    (
        RowDefect::PageWithoutSnapshot,
        "SELECT p.id FROM page p WHERE p.snapshot IS NOT NULL AND NOT EXISTS (SELECT 1 FROM snapshot s WHERE s.page = p.id AND s.digest = p.snapshot) LIMIT ?",
    ),
    (
        RowDefect::PageWithoutPolicy,
        "SELECT p.id FROM page p WHERE p.policy IS NOT NULL AND NOT EXISTS (SELECT 1 FROM policy o WHERE o.digest = p.policy) LIMIT ?",
    ),
    (
        RowDefect::WorkOfEndedRun,
        "SELECT b.id FROM batch b LEFT JOIN run r ON r.id = b.run WHERE r.id IS NULL OR r.state IN ('held', 'finished', 'discarded', 'superseded') LIMIT ?",
    ),
    (
        RowDefect::ResultsOfEndedRun,
        "SELECT s.page AS id FROM staged s LEFT JOIN run r ON r.id = s.run WHERE r.id IS NULL \
         OR r.state IN ('finished', 'discarded', 'superseded') LIMIT ?",
    ),
    (
        RowDefect::RunWithoutWork,
        "SELECT r.id FROM run r WHERE r.state IN ('running', 'applying') \
         AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.run = r.id AND b.kind = 'settle') LIMIT ?",
    ),
];
