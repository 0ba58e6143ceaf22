//! What is known of pictures from earlier runs: which content stands at an address, and how a content was judged; so that
//! an unchanged page costs no download and a known content no judging. A part of the store, or a file of its own.

use std::path::Path;

use jiff::Timestamp;

use super::db::{ConnectOptions, Db, Sql, StoreError, StoreUrl, Value};
use super::stored::Digest;
use super::{Store, migrate};
use domain::model::{CoverJudgement, Form};

/// What a row takes on disk with its index, about; from it the bound in bytes becomes one in rows.
const BYTES_A_ROW: u64 = 256;

#[derive(Debug, Clone, PartialEq)]
pub struct KeptJudgement {
    /// What the picture was judged to be.
    pub judgement: CoverJudgement,
    /// The form of the nearest approved cover.
    pub form: Option<Form>,
    pub scheme: Option<String>,
    /// How far the picture is from it.
    pub score: Option<f64>,
}

#[derive(Debug, Clone)]
pub struct PictureCache {
    db: Db,
    most_rows: i64,
}

impl PictureCache {
    /// The cache of a store.
    pub fn of(store: &Store, max_bytes: u64) -> Self {
        Self { db: store.db.clone(), most_rows: most_rows(max_bytes) }
    }

    /// Opens a cache in a file of its own, making the file and its folder when they are not there.
    ///
    /// # Errors
    /// The file cannot be made, read, or is no `SQLite` file.
    pub async fn open(file: &Path, max_bytes: u64) -> Result<Self, StoreError> {
        let options = ConnectOptions::new(StoreUrl::Sqlite(file.to_owned())).or_create();
        Self::with_tables(Db::connect(&options).await?, max_bytes).await
    }

    /// A cache that lasts as long as it is held.
    ///
    /// # Errors
    /// None in practice.
    pub async fn in_memory(max_bytes: u64) -> Result<Self, StoreError> {
        Self::with_tables(Db::in_memory().await?, max_bytes).await
    }

    async fn with_tables(db: Db, max_bytes: u64) -> Result<Self, StoreError> {
        migrate::only_pictures(&db).await?;
        Ok(Self { db, most_rows: most_rows(max_bytes) })
    }

    /// The content that stood at this address.
    ///
    /// # Errors
    /// The cache cannot be read.
    pub async fn content_at(&self, key: &str) -> Result<Option<Digest>, StoreError> {
        let row = self.db.first(Sql::new("SELECT content FROM picture_address WHERE key = ?").bind(key)).await?;
        Ok(row.map(|row| row.digest("content")).transpose()?.flatten())
    }

    /// How this content was judged by this approved set for the wanted form.
    ///
    /// # Errors
    /// The cache cannot be read.
    pub async fn judgement(
        &self,
        content: &Digest,
        set: &Digest,
        wanted: Form,
    ) -> Result<Option<KeptJudgement>, StoreError> {
        let text = "SELECT judgement, form, scheme, score FROM picture_judgement \
                    WHERE content = ? AND approved_set = ? AND wanted = ?";
        let row = self.db.first(Sql::new(text).bind(content).bind(set).bind(wanted.as_str())).await?;
        let Some(row) = row else { return Ok(None) };
        let Some(judgement) = CoverJudgement::parse(&row.get::<String>("judgement")?) else { return Ok(None) };
        Ok(Some(KeptJudgement {
            judgement,
            form: row.get::<Option<String>>("form")?.as_deref().and_then(Form::parse),
            scheme: row.get("scheme")?,
            score: row.get("score")?,
        }))
    }

    /// Keeps what content stands at an address.
    ///
    /// # Errors
    /// The cache cannot be written.
    pub async fn keep_address(&self, key: &str, content: &Digest, now: Timestamp) -> Result<(), StoreError> {
        let text = "INSERT INTO picture_address (key, content, seen_at) VALUES (?, ?, ?) \
                    ON CONFLICT (key) DO UPDATE SET content = excluded.content, seen_at = excluded.seen_at";
        self.db.execute(Sql::new(text).bind(key).bind(content).bind(now)).await?;
        Ok(())
    }

    /// Keeps a judgement.
    ///
    /// # Errors
    /// The cache cannot be written.
    pub async fn keep_judgement(
        &self,
        content: &Digest,
        set: &Digest,
        wanted: Form,
        kept: &KeptJudgement,
    ) -> Result<(), StoreError> {
        let mut sql = Sql::new(
            "INSERT INTO picture_judgement (content, approved_set, wanted, judgement, form, scheme, score) VALUES ",
        );
        sql.tuple([
            Value::from(content),
            set.into(),
            wanted.as_str().into(),
            kept.judgement.as_str().into(),
            kept.form.map(Form::as_str).into(),
            kept.scheme.as_deref().into(),
            kept.score.into(),
        ]);
        sql.push(" ON CONFLICT (content, approved_set, wanted) DO NOTHING");
        self.db.execute(sql).await?;
        Ok(())
    }

    /// Forgets the addresses kept longest ago beyond the bound, judgements of contents that stand nowhere any more, and
    /// judgements by other sets than this one.
    ///
    /// # Errors
    /// The cache cannot be written.
    pub async fn prune(&self, set: &Digest) -> Result<(), StoreError> {
        let bound = Sql::new("SELECT seen_at FROM picture_address ORDER BY seen_at DESC LIMIT 1 OFFSET ?");
        if let Some(row) = self.db.first(bound.bind(self.most_rows)).await? {
            let oldest: i64 = row.get("seen_at")?;
            self.db.execute(Sql::new("DELETE FROM picture_address WHERE seen_at <= ?").bind(oldest)).await?;
        }
        let text = "DELETE FROM picture_judgement WHERE approved_set <> ? \
                    OR content NOT IN (SELECT content FROM picture_address)";
        self.db.execute(Sql::new(text).bind(set)).await?;
        Ok(())
    }
}

fn most_rows(max_bytes: u64) -> i64 {
    i64::try_from(max_bytes / BYTES_A_ROW).unwrap_or(i64::MAX)
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
