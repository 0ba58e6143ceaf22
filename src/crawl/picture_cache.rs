//! What is known of pictures from earlier runs: which content stands at an address, and how a content was judged. Kept
//! in one `SQLite` file, so that an unchanged page costs no download and a known content no judging.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use thiserror::Error;

use crate::model::{CoverJudgement, Form};

/// How long another process may hold the file before this one gives up on a write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Reading is quick, and writes queue up anyway.
const CONNECTIONS: u32 = 4;
/// What a row takes on disk with its index, about; from it the bound in bytes becomes one in rows.
const BYTES_A_ROW: u64 = 256;

/// Statements are idempotent, so that two processes may begin at once.
const SCHEMA: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS picture_address (key TEXT PRIMARY KEY, content BLOB NOT NULL, seen_at BIGINT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS picture_address_seen_at ON picture_address (seen_at)",
    "CREATE TABLE IF NOT EXISTS picture_judgement (content BLOB NOT NULL, approved_set BLOB NOT NULL, wanted TEXT NOT NULL, \
     judgement TEXT NOT NULL, form TEXT, scheme TEXT, score DOUBLE PRECISION, PRIMARY KEY (content, approved_set, wanted)) WITHOUT ROWID",
];

/// A cache that cannot be used; the pictures are then fetched again.
#[derive(Debug, Error)]
#[error("the cache of covers cannot be used: {0}")]
pub struct PictureCacheError(#[from] sqlx::Error);

/// A judgement as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptJudgement {
    /// What the picture was judged to be.
    pub judgement: CoverJudgement,
    /// The form of the nearest approved cover.
    pub form: Option<Form>,
    /// Its scheme.
    pub scheme: Option<String>,
    /// How far the picture is from it.
    pub score: Option<f64>,
}

/// SHA-256 of a picture's bytes, or of an approved set.
pub type Digest = [u8; 32];

/// The cache, in one `SQLite` file.
#[derive(Debug, Clone)]
pub struct PictureCache {
    pool: SqlitePool,
    most_rows: i64,
}

impl PictureCache {
    /// Opens the cache, making the file and its folder when they are not there.
    ///
    /// # Errors
    /// The file cannot be made, read, or is no `SQLite` file.
    pub async fn open(file: &Path, max_bytes: u64) -> Result<Self, PictureCacheError> {
        if let Some(folder) = file.parent() {
            tokio::fs::create_dir_all(folder).await.map_err(sqlx::Error::Io)?;
        }
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        Self::connect(options, CONNECTIONS, max_bytes).await
    }

    /// A cache that lasts as long as it is held.
    ///
    /// # Errors
    /// None in practice.
    pub async fn in_memory(max_bytes: u64) -> Result<Self, PictureCacheError> {
        // each connection would have a database of its own
        Self::connect(SqliteConnectOptions::from_str("sqlite::memory:")?, 1, max_bytes).await
    }

    async fn connect(
        options: SqliteConnectOptions,
        connections: u32,
        max_bytes: u64,
    ) -> Result<Self, PictureCacheError> {
        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(BUSY_TIMEOUT);
        let pool = SqlitePoolOptions::new()
            .max_connections(connections)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await?;
        for statement in SCHEMA {
            sqlx::query(statement).execute(&pool).await?;
        }
        Ok(Self { pool, most_rows: i64::try_from(max_bytes / BYTES_A_ROW).unwrap_or(i64::MAX) })
    }

    /// The content that stood at this address.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn content_at(&self, key: &str) -> Result<Option<Digest>, PictureCacheError> {
        let row = sqlx::query("SELECT content FROM picture_address WHERE key = $1")
            .bind(key)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.and_then(|row| row.get::<Vec<u8>, _>(0).try_into().ok()))
    }

    /// How this content was judged by this approved set for the wanted form.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn judgement(
        &self,
        content: &Digest,
        set: &Digest,
        wanted: Form,
    ) -> Result<Option<KeptJudgement>, PictureCacheError> {
        let row = sqlx::query(
            "SELECT judgement, form, scheme, score FROM picture_judgement WHERE content = $1 AND approved_set = $2 AND wanted = $3",
        )
        .bind(&content[..])
        .bind(&set[..])
        .bind(wanted.as_str())
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.and_then(|row| {
            Some(KeptJudgement {
                judgement: CoverJudgement::parse(row.get(0))?,
                form: row.get::<Option<&str>, _>(1).and_then(Form::parse),
                scheme: row.get(2),
                score: row.get(3),
            })
        }))
    }

    /// Keeps what content stands at an address.
    ///
    /// # Errors
    /// The file cannot be written.
    pub async fn keep_address(&self, key: &str, content: &Digest, now: Timestamp) -> Result<(), PictureCacheError> {
        sqlx::query(
            "INSERT INTO picture_address (key, content, seen_at) VALUES ($1, $2, $3) \
             ON CONFLICT (key) DO UPDATE SET content = excluded.content, seen_at = excluded.seen_at",
        )
        .bind(key)
        .bind(&content[..])
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Keeps a judgement.
    ///
    /// # Errors
    /// The file cannot be written.
    pub async fn keep_judgement(
        &self,
        content: &Digest,
        set: &Digest,
        wanted: Form,
        kept: &KeptJudgement,
    ) -> Result<(), PictureCacheError> {
        sqlx::query(
            "INSERT INTO picture_judgement (content, approved_set, wanted, judgement, form, scheme, score) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        )
        .bind(&content[..])
        .bind(&set[..])
        .bind(wanted.as_str())
        .bind(kept.judgement.as_str())
        .bind(kept.form.map(Form::as_str))
        .bind(kept.scheme.as_deref())
        .bind(kept.score)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Forgets the addresses kept longest ago beyond the bound, judgements of contents that stand nowhere any more, and
    /// judgements by other sets than this one.
    ///
    /// # Errors
    /// The file cannot be written.
    pub async fn prune(&self, set: &Digest) -> Result<(), PictureCacheError> {
        sqlx::query(
            "DELETE FROM picture_address WHERE key IN \
             (SELECT key FROM picture_address ORDER BY seen_at DESC LIMIT -1 OFFSET $1)",
        )
        .bind(self.most_rows)
        .execute(&self.pool)
        .await?;
        sqlx::query("DELETE FROM picture_judgement WHERE approved_set <> $1 OR content NOT IN (SELECT content FROM picture_address)")
            .bind(&set[..])
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTENT: Digest = [1; 32];
    const SET: Digest = [2; 32];

    fn approved() -> KeptJudgement {
        KeptJudgement {
            judgement: CoverJudgement::Approved,
            form: Some(Form::Polls),
            scheme: Some("01-blue".to_owned()),
            score: Some(0.5),
        }
    }

    #[tokio::test]
    async fn what_is_kept_is_there_after_opening_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/covers.sqlite");
        let cache = PictureCache::open(&file, 1_000_000).await.unwrap();
        assert_eq!(cache.content_at("/a").await.unwrap(), None);
        cache.keep_address("/a", &CONTENT, Timestamp::UNIX_EPOCH).await.unwrap();
        cache.keep_judgement(&CONTENT, &SET, Form::Messages, &approved()).await.unwrap();
        let again = PictureCache::open(&file, 1_000_000).await.unwrap();
        assert_eq!(again.content_at("/a").await.unwrap(), Some(CONTENT));
        assert_eq!(again.judgement(&CONTENT, &SET, Form::Messages).await.unwrap(), Some(approved()));
        assert_eq!(again.judgement(&CONTENT, &SET, Form::Polls).await.unwrap(), None);
        assert_eq!(again.judgement(&CONTENT, &[3; 32], Form::Messages).await.unwrap(), None);
    }

    #[tokio::test]
    async fn the_oldest_addresses_and_other_sets_judgements_are_forgotten() {
        let cache = PictureCache::in_memory(2 * BYTES_A_ROW).await.unwrap();
        for (second, key) in (0..).zip(["/a", "/b", "/c"]) {
            cache.keep_address(key, &CONTENT, Timestamp::from_second(second).unwrap()).await.unwrap();
        }
        cache.keep_judgement(&CONTENT, &[3; 32], Form::Messages, &approved()).await.unwrap();
        cache.keep_judgement(&CONTENT, &SET, Form::Messages, &approved()).await.unwrap();
        cache.prune(&SET).await.unwrap();
        assert_eq!(cache.content_at("/a").await.unwrap(), None);
        assert_eq!(cache.content_at("/c").await.unwrap(), Some(CONTENT));
        assert_eq!(cache.judgement(&CONTENT, &[3; 32], Form::Messages).await.unwrap(), None);
        assert!(cache.judgement(&CONTENT, &SET, Form::Messages).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("covers.sqlite");
        std::fs::write(&file, "not a database, but long enough to be looked at as one".repeat(50)).unwrap();
        assert!(PictureCache::open(&file, 1_000_000).await.is_err());
    }
}
