//! The program as a process that tests start, stop, freeze and kill. Holds no test.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use vk_page_auditor::store::StoreUrl;

/// Stands in for a real token and must never be seen anywhere.
pub const CANARY: &str = "vk1.a.Canary-0123456789_abcdefghijklmnopqrstuvwxyz";
/// How long anything may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// A configuration in a folder of its own.
pub struct Place {
    pub folder: tempfile::TempDir,
}

impl Place {
    /// A folder with a configuration: where VK and the store are, and further lines.
    pub fn new(vk: &str, store: &StoreUrl, more: &str) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        place.configure(vk, store, more);
        place
    }

    /// Writes another configuration.
    pub fn configure(&self, vk: &str, store: &StoreUrl, more: &str) {
        let text = format!(
            "[vk]\nhost = \"{vk}\"\npause_first = \"20ms\"\npause_max = \"100ms\"\n[covers]\nenabled = false\n\
             [store]\nurl = \"{store}\"\n[serve]\nlisten = \"127.0.0.1:0\"\ngrace = \"3s\"\n{more}"
        );
        std::fs::write(self.config(), text).unwrap();
    }

    pub fn config(&self) -> PathBuf {
        self.folder.path().join("auditor.toml")
    }

    /// Starts a command of the program with these tokens.
    pub fn start(&self, command: &str, tokens: &str, log: &str) -> Process {
        let log = self.folder.path().join(log);
        let child = Command::new(env!("CARGO_BIN_EXE_vk-page-auditor"))
            .args(command.split(' '))
            .args(["--config".as_ref(), self.config().as_os_str()])
            .current_dir(self.folder.path())
            .env_clear()
            .env("VK_TOKEN", tokens)
            .env("RUST_LOG", "info")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::options().create(true).append(true).open(&log).unwrap())
            .spawn()
            .unwrap();
        Process { child, log }
    }

    /// Runs a command to its end and gives its exit code and what it wrote.
    pub fn run(&self, command: &str) -> (Option<i32>, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_vk-page-auditor"))
            .args(command.split(' '))
            .args(["--config".as_ref(), self.config().as_os_str()])
            .current_dir(self.folder.path())
            .env_clear()
            .env("VK_TOKEN", CANARY)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), text)
    }
}

/// A running process of the program; it does not outlive the test.
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), signal).unwrap();
    }

    /// Kills it as kill -9 does and waits for its end.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end and gives the exit code.
    pub async fn ended(&mut self) -> Option<i32> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(begun.elapsed() < PATIENCE, "the process does not end:\n{}", self.log());
            pause().await;
        }
    }

    /// Everything it has logged.
    pub fn log(&self) -> String {
        read(&self.log)
    }

    /// Waits until the log says something, so many times.
    pub async fn logs(&self, words: &str, times: usize) -> String {
        until(words, async || {
            let log = self.log();
            (log.matches(words).count() >= times).then_some(log)
        })
        .await
    }

    /// The address it serves on, once it does.
    pub async fn address(&self) -> String {
        let log = self.logs("address=", 1).await;
        let after = log.rsplit("address=").next().unwrap();
        after.split_whitespace().next().unwrap().to_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // it may have ended already
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(path: &Path) -> String {
    let mut text = Vec::new();
    File::open(path).unwrap().read_to_end(&mut text).unwrap();
    String::from_utf8_lossy(&text).into_owned()
}

/// A short while.
pub async fn pause() {
    // sleeps because what is waited for happens in another process
    tokio::time::sleep(Duration::from_millis(20)).await;
}

/// Asks again and again until there is an answer.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
        pause().await;
    }
}
