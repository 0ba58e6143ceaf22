//! Databases that are away, damaged, full, held by another or not to be written: each has its own name and tells a person
//! what to do.

use std::path::Path;
use std::time::{Duration, Instant};

use vk_page_auditor::model::{Code, StoreDefect};
use vk_page_auditor::store::{
    BatchKind, ConnectOptions, EventKind, Settled, Store, StoreError, StoreTrouble, StoreUrl,
};

use crate::scene::{clean, school, with};
use crate::stage::{Behind, Stage};

/// The error names the store and says what can be done.
#[track_caller]
fn is_told(error: &StoreError, trouble: StoreTrouble, words: &[&str]) {
    assert_eq!(error.trouble(), trouble, "{error}");
    for word in words {
        assert!(error.to_string().contains(word), "{error}");
    }
}

fn file(path: &Path) -> ConnectOptions {
    ConnectOptions::new(StoreUrl::Sqlite(path.to_owned()))
}

/// A sound store in a file that nobody has open.
async fn closed_store(stage: &Stage) -> std::path::PathBuf {
    let pages = stage.schools(20).await;
    stage.day(&pages, &with(&[Code::MenuHidden])).await;
    let path = stage.path("closed.sqlite");
    stage.store.backup(&path).await.unwrap();
    let store = Store::open(&file(&path)).await.unwrap();
    store.close().await;
    path
}

#[tokio::test]
async fn a_file_that_is_not_there_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/store.sqlite");
    let error = Store::open(&file(&path)).await.unwrap_err();
    is_told(&error, StoreTrouble::Missing, &["deep/store.sqlite", "create"]);
    assert!(!path.exists());
    // asked to, it makes the file and its folder
    Store::open(&file(&path).or_create()).await.unwrap().close().await;
    assert!(path.exists());
    let error = Store::open(&file(folder.path()).or_create()).await.unwrap_err();
    is_told(&error, StoreTrouble::Missing, &[]);
}

#[tokio::test]
async fn a_file_of_something_else_is_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    std::fs::write(&path, "page_url;organization\r\n".repeat(1_000)).unwrap();
    let error = Store::open(&file(&path)).await.unwrap_err();
    is_told(&error, StoreTrouble::Foreign, &["store.sqlite"]);
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("page_url"), "it is left alone");
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_damaged() {
    let stage = Stage::sqlite().await;
    let path = closed_store(&stage).await;
    let whole = std::fs::read(&path).unwrap();
    for part in [whole.len() / 2, whole.len() - 4096, 5_000] {
        std::fs::write(&path, &whole[..part]).unwrap();
        let faults = match Store::open(&file(&path)).await {
            Ok(store) => {
                let checked = store.check().await;
                store.close().await;
                checked
            }
            Err(error) => Err(error),
        };
        match faults {
            Ok(faults) => {
                assert!(faults.iter().any(|fault| matches!(fault, StoreDefect::Damage(_))), "{part}: {faults:?}");
            }
            Err(error) => is_told(&error, StoreTrouble::Corrupt, &["backup"]),
        }
    }
    stage.end().await;
}

#[tokio::test]
async fn a_file_that_another_writes_is_locked_until_it_is_done() {
    let stage = Stage::sqlite().await;
    let pages = stage.schools(1).await;
    let mut options = stage.options();
    options.busy_timeout = Duration::from_millis(100);
    let store = Store::open(&options).await.unwrap();
    let mut other = stage.behind().await;
    other.execute("BEGIN IMMEDIATE").await;
    let begun = Instant::now();
    let error = store.start_run(&stage.new_run("daily", &pages), stage.now()).await.unwrap_err();
    is_told(&error, StoreTrouble::Locked, &["another process"]);
    assert!(error.is_passing());
    assert!(begun.elapsed() < Duration::from_secs(5));
    // what is read is read meanwhile
    assert_eq!(store.registered_pages(None, 10).await.unwrap().len(), 1);
    other.execute("COMMIT").await;
    assert!(store.start_run(&stage.new_run("daily", &pages), stage.now()).await.unwrap().is_some());
    store.close().await;
    stage.end().await;
}

#[tokio::test]
async fn a_full_disk_stops_an_import_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let mut options = file(&path).or_create();
    options.max_bytes = Some(400 * 1024);
    let store = Store::open(&options).await.unwrap();
    let import = async |count: u64| {
        let entries: Vec<_> = (1..=count).map(school).collect();
        let pages = entries.iter().map(|entry| vk_page_auditor::store::RegistryPage {
            url: &entry.url,
            address: &entry.address,
            organization: &entry.organization,
        });
        store.import_registry("region.csv", [7; 32], 0, pages, jiff::Timestamp::UNIX_EPOCH).await
    };
    import(50).await.unwrap();
    let error = import(5_000).await.unwrap_err();
    is_told(&error, StoreTrouble::Full, &["disk", "room"]);
    assert!(error.is_passing());
    assert_eq!(store.registered_pages(None, 10_000).await.unwrap().len(), 50);
    assert_eq!(store.check().await.unwrap(), []);
    store.close().await;
    // with more room it goes on
    options.max_bytes = None;
    let store = Store::open(&options).await.unwrap();
    assert_eq!(store.registered_pages(None, 10_000).await.unwrap().len(), 50);
    store.close().await;
}

/// Rights bind nobody who is root: the story is told by a thread that, for files, is nobody. `SQLite`'s own threads come
/// of it and are the same.
#[cfg(target_os = "linux")]
fn as_an_ordinary_user(story: impl FnOnce(&tokio::runtime::Runtime) + Send) {
    const NOBODY: u32 = 65_534;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            if nix::unistd::geteuid().is_root() {
                nix::unistd::setfsuid(NOBODY.into());
            }
            story(&tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap());
        });
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_or_folder_that_may_not_be_written_is_read_only() {
    use std::os::unix::fs::PermissionsExt as _;

    let rights =
        |path: &Path, mode: u32| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    rights(folder.path(), 0o755);
    let path = folder.path().join("store.sqlite");
    runtime.block_on(async { Store::open(&file(&path).or_create()).await.unwrap().close().await });
    rights(&path, 0o444);
    rights(folder.path(), 0o555);
    as_an_ordinary_user(|runtime| {
        let cases = [
            file(&path),
            file(&folder.path().join("new.sqlite")).or_create(),
            file(&folder.path().join("deep/x")).or_create(),
        ];
        for options in cases {
            let opened = runtime.block_on(Store::open(&options));
            let error = match opened {
                // a store of the newest version may be opened to be read; then it is writing that fails
                Ok(store) => {
                    runtime.block_on(store.note_process("one", "serve", jiff::Timestamp::UNIX_EPOCH)).unwrap_err()
                }
                Err(error) => error,
            };
            is_told(&error, StoreTrouble::ReadOnly, &["cannot be"]);
            assert!(!error.is_passing());
        }
    });
    rights(folder.path(), 0o755);
}

#[tokio::test]
async fn a_server_that_is_away_is_unreachable_at_once() {
    // a port that was free a moment ago
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url: StoreUrl = format!("postgres://somebody@127.0.0.1:{port}/store").parse().unwrap();
    let begun = Instant::now();
    let error = Store::open(&ConnectOptions::new(url)).await.unwrap_err();
    is_told(&error, StoreTrouble::Unreachable, &["somebody@127.0.0.1", "server"]);
    assert!(error.is_passing());
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_database_or_user_the_server_does_not_know_is_told() {
    let stage = Stage::postgres().await;
    let StoreUrl::Postgres(url) = stage.store.url() else { unreachable!() };
    let mut other: url::Url = url.parse().unwrap();
    other.set_path("nosuchdatabase");
    let error = Store::open(&ConnectOptions::new(StoreUrl::Postgres(other.into()))).await.unwrap_err();
    is_told(&error, StoreTrouble::Missing, &["nosuchdatabase", "create"]);
    let mut other: url::Url = url.parse().unwrap();
    other.set_username("nosuchuser").unwrap();
    let error = Store::open(&ConnectOptions::new(StoreUrl::Postgres(other.into()))).await.unwrap_err();
    is_told(&error, StoreTrouble::Refused, &["nosuchuser", "user"]);
    stage.end().await;
}

/// Ends all connections to the stage's database but the one that does so.
async fn cut(behind: &mut Behind) -> i64 {
    let others = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    behind.number(others).await
}

#[tokio::test]
async fn a_connection_that_breaks_is_made_again_and_nothing_is_told_twice() {
    /// One cut may come between two statements of a quick machine; one of several comes in the middle of something.
    const CUTS: usize = 4;
    let stage = Stage::postgres().await;
    let pages = stage.schools(200).await;
    let seen: Vec<_> = pages.iter().map(|page| (*page, with(&[Code::MenuHidden]))).collect();
    stage.run("daily", &seen).await;
    stage.pass_a_day();
    let run = stage.start("daily", &pages).await;
    let mut behind = stage.behind().await;
    let mut broken = 0;
    while stage.kept_run_or_none(run).await.is_none_or(|run| run.finished_at.is_none()) {
        let Ok(claims) = stage.store.claim("me", 1, stage.now(), crate::stage::LEASE).await else { continue };
        let Some(claim) = claims.into_iter().next() else {
            stage.store.free_claims(None).await.unwrap();
            continue;
        };
        let results: Vec<_> = claim
            .pages
            .iter()
            .map(|page| crate::scene::result(*page, &with(&[Code::MenuHidden]), stage.now()))
            .collect();
        // the server cuts all connections while the work is written, at another moment each time
        for wait in 0..20 {
            let work = async {
                if claim.kind == BatchKind::Settle {
                    stage.store.settle(&claim, &stage.rule, stage.now()).await.map(|_| ())
                } else {
                    stage.finish(&claim, &results).await
                }
            };
            let cutting = async {
                for _ in 0..CUTS {
                    // sleeps because the cut must come in the middle of the work
                    tokio::time::sleep(Duration::from_millis(wait)).await;
                    cut(&mut behind).await;
                }
            };
            let (worked, ()) = tokio::join!(work, cutting);
            match worked {
                Ok(()) => break,
                Err(error) => {
                    is_told(&error, StoreTrouble::Unreachable, &["server"]);
                    assert!(error.is_passing());
                    broken += 1;
                }
            }
        }
    }
    assert!(broken > 0, "no connection was cut in the middle of anything");
    assert_eq!(stage.count_events(EventKind::FindingOpened).await, 200);
    assert_eq!(stage.count_events(EventKind::RunFinished).await, 2);
    assert_eq!(stage.kept_run(run).await.opened, 200);
    stage.is_sound().await;
    let (_, settled) = stage.run("other", &[(pages[0], clean())]).await;
    assert_eq!(settled, Settled::Finished);
    stage.end().await;
}

impl Stage {
    /// The run, unless the connection broke.
    async fn kept_run_or_none(&self, run: vk_page_auditor::store::RunId) -> Option<vk_page_auditor::store::Run> {
        self.store.run(run).await.ok().flatten()
    }
}
