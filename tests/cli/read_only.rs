//! Stores where nothing can be written: every reading command works on them, the others say what is the matter.

#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use super::program::{Ended, Folder};
use super::stored::{FILE, execute, with_store};

/// A user who owns nothing: to root nothing is read-only.
const NOBODY: u32 = 65_534;

/// A store in a folder that is not to be written.
struct Sealed(Folder);

impl Sealed {
    /// The files of a folder in one of their own, sealed.
    fn copy(from: &Folder, names: &[&str]) -> Self {
        let place = Folder::new();
        for name in names {
            place.write(name, from.read(name));
        }
        place.write("vk-page-auditor.toml", format!("[store]\nurl = \"sqlite:{FILE}\"\n"));
        let sealed = Self(place);
        sealed.seal(true);
        sealed
    }

    fn seal(&self, is_sealed: bool) {
        let folder = self.0.path("");
        for file in fs::read_dir(&folder).unwrap() {
            let mode = if is_sealed { 0o444 } else { 0o644 };
            fs::set_permissions(file.unwrap().path(), Permissions::from_mode(mode)).unwrap();
        }
        let mode = if is_sealed { 0o555 } else { 0o755 };
        fs::set_permissions(&folder, Permissions::from_mode(mode)).unwrap();
        fs::set_permissions(folder.parent().unwrap(), Permissions::from_mode(0o755)).unwrap();
        // what is written to standard output is gathered there first
        fs::set_permissions(folder.join("../temporary"), Permissions::from_mode(0o777)).unwrap();
    }

    /// Runs a command as somebody who may not write here.
    #[track_caller]
    fn run(&self, line: &str) -> Ended {
        let words: Vec<&str> = line.split(' ').collect();
        let mut command = self.0.command(&words);
        if nix::unistd::geteuid().is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        self.0.finish(command)
    }
}

impl Drop for Sealed {
    fn drop(&mut self) {
        self.seal(false);
    }
}

const READING: [&str; 11] = [
    "pages",
    "pages show club200001017",
    "findings",
    "events --limit 5",
    "runs",
    "runs show 3",
    "registry history",
    "explain club200001017",
    "report --format json",
    "evidence export club200001017",
    "store info",
];

#[test]
fn a_store_on_read_only_media_is_read_by_every_reading_command() {
    let sealed = Sealed::copy(&with_store(), &[FILE]);
    let before = (sealed.0.read(FILE), sealed.0.names());
    for line in READING {
        let told = sealed.run(line).expect(0, &[]);
        assert!(!told.out.is_empty(), "{line}");
    }
    sealed.run("store check").expect(0, &[]);
    for line in ["runs start", "runs discard 3", "runs release 3", "store prune"] {
        sealed.run(&format!("{line} --lang en")).expect(2, &["the store cannot be written"]);
    }
    assert_eq!((sealed.0.read(FILE), sealed.0.names()), before, "nothing was made or changed");
}

#[test]
fn a_store_that_somebody_else_writes_is_read_without_the_right_to_write() {
    let place = with_store();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut writer = runtime.block_on(open(&place.path(FILE)));
    let mut write = |text: &'static str| {
        runtime.block_on(async { sqlx::query(text).execute(&mut writer).await.unwrap() });
    };
    write("PRAGMA journal_mode = WAL");
    write("UPDATE run SET name = 'only-in-the-log' WHERE id = 2");
    let names = [FILE.to_owned(), format!("{FILE}-wal"), format!("{FILE}-shm")];
    let names = names.each_ref().map(String::as_str);
    let whole = Sealed::copy(&place, &names);
    let told = whole.run("runs").expect(0, &[]);
    assert!(told.text().contains("only-in-the-log"), "{}", told.text());
    // without its index the log cannot be read here, and what is in it must not be passed over
    let torn = Sealed::copy(&place, &names[..2]);
    torn.run("runs --lang en").expect(2, &["-wal", "copy both files together", "cannot be written"]);
}

async fn open(path: &Path) -> sqlx::SqliteConnection {
    SqliteConnectOptions::new().filename(path).connect().await.unwrap()
}

#[test]
fn a_store_of_another_version_that_cannot_be_written_says_so() {
    let place = with_store();
    // what the steps after the first made is taken back
    for statement in [
        "UPDATE store_version SET version = 1",
        "DROP TABLE picture_address",
        "DROP TABLE picture_judgement",
        "DROP TABLE person",
        "DROP TABLE session",
        "DROP TABLE api_token",
        "DROP TABLE signing_key",
        "DROP TABLE journal",
        "DELETE FROM counter WHERE name IN ('person', 'api_token', 'journal')",
    ] {
        execute(&place.path(FILE), statement);
    }
    let sealed = Sealed::copy(&place, &[FILE]);
    sealed.run("pages").expect(2, &["прежней версией", "store info"]);
    sealed.run("pages --lang en").expect(2, &["an earlier version", "version 1", "run `store info` once"]);
    // that is what helps
    place.run("store info").expect(0, &[]);
    Sealed::copy(&place, &[FILE]).run("pages").expect(0, &[]);
    execute(&place.path(FILE), "UPDATE store_version SET version = 99");
    Sealed::copy(&place, &[FILE]).run("pages --lang en").expect(2, &["a later version", "99"]);
}

#[test]
fn a_database_of_another_program_is_no_store() {
    let place = Folder::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(place.path("places.sqlite")).create_if_missing(true);
        let mut other = options.connect().await.unwrap();
        sqlx::query("CREATE TABLE bookmarks (url TEXT)").execute(&mut other).await.unwrap();
        other.close().await.unwrap();
    });
    let before = (place.read("places.sqlite"), place.names());
    for line in ["pages", "store info", "store prune", "runs start"] {
        let told = place.run(&format!("{line} --store sqlite:places.sqlite"));
        told.expect(2, &["places.sqlite", "файл другой программы"]);
    }
    assert_eq!((place.read("places.sqlite"), place.names()), before);
}
