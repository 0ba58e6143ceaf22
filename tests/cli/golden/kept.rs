//! What earlier versions wrote, in `tests/fixtures/stores`, one folder a version. Judges nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use sqlx::{ConnectOptions as _, Connection as _, Row as _};

/// The folder of all versions.
fn all() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stores")
}

/// What one version wrote.
pub struct Release {
    folder: PathBuf,
}

/// All versions of which something is kept.
pub fn releases() -> Vec<Release> {
    let folders = fs::read_dir(all()).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = folders.filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(!folders.is_empty());
    folders.into_iter().map(|folder| Release { folder }).collect()
}

/// A line of a table whose first cell is a name and whose cells are parted by tabs.
pub fn rows(text: &str) -> impl Iterator<Item = (String, Vec<String>)> + '_ {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut cells = line.split('\t').map(str::to_owned);
        (cells.next().unwrap(), cells.collect())
    })
}

/// A table that holds for all versions.
pub fn table(name: &str) -> String {
    fs::read_to_string(all().join(name)).unwrap()
}

impl Release {
    /// Its version.
    pub fn version(&self) -> String {
        self.folder.file_name().unwrap().to_string_lossy().into_owned()
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Its store as the file it was.
    pub fn store(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        GzDecoder::new(&*self.read("store.sqlite.gz")).read_to_end(&mut bytes).unwrap();
        bytes
    }

    /// The files of one of its folders.
    pub fn files(&self, folder: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder.join(folder)).unwrap();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert!(!files.is_empty());
        files
    }

    /// What the program is asked, by the name of the answer; only what this version was asked.
    pub fn questions(&self) -> Vec<(String, Vec<String>)> {
        let addresses = self.addresses();
        let word = |word: String| match word.strip_prefix("@PAGE") {
            Some(page) => addresses[page].clone(),
            None => word,
        };
        let asked = self.exit_codes();
        let table = table("questions");
        let questions = rows(&table).filter(|(name, _)| asked.contains_key(name));
        questions.map(|(name, words)| (name, words.into_iter().map(word).collect())).collect()
    }

    /// The exit codes of its answers.
    pub fn exit_codes(&self) -> BTreeMap<String, i32> {
        let text = String::from_utf8(self.read("answers/exit")).unwrap();
        rows(&text).map(|(name, cells)| (name, cells[0].parse().unwrap())).collect()
    }

    /// The addresses of the pages by their numbers.
    fn addresses(&self) -> BTreeMap<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        fs::write(&path, self.store()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
            let mut store = options.connect().await.unwrap();
            let rows = sqlx::query("SELECT id, address FROM page").fetch_all(&mut store).await.unwrap();
            store.close().await.unwrap();
            rows.iter().map(|row| (row.get::<i64, _>(0).to_string(), row.get(1))).collect()
        })
    }
}
