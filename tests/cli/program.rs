//! The program in a folder of its own: how tests run it and what they see of it. Knows neither VK nor rules.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// The token of every run against a stand-in; no report, log or file may hold it.
pub const CANARY: &str = "vk1.a.CANARY-canary_CANARY-0123456789";
/// A run that takes longer has hung.
const LONGEST_RUN: Duration = Duration::from_mins(3);
/// What stays of the tester's environment, because processes need it to run at all.
const KEPT_VARIABLES: [&str; 3] = ["PATH", "SYSTEMROOT", "LLVM_PROFILE_FILE"];

/// A folder the program works in, with a home and a place for temporary files beside it.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        let folder = Self(TempDir::new().unwrap());
        for name in ["work", "home", "temporary"] {
            fs::create_dir(folder.0.path().join(name)).unwrap();
        }
        folder
    }

    /// A path in the working folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("work").join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub fn copy(&self, from: &Path) -> PathBuf {
        self.write(&from.file_name().unwrap().to_string_lossy(), fs::read(from).unwrap())
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn read_text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    pub fn read_json(&self, name: &str) -> Value {
        serde_json::from_slice(&self.read(name)).unwrap()
    }

    /// The names of all files in the working folder, home and place for temporary files.
    pub fn names(&self) -> BTreeSet<String> {
        let mut found = Vec::new();
        files(self.0.path(), &mut found);
        found.iter().map(|path| path.strip_prefix(self.0.path()).unwrap().display().to_string()).collect()
    }

    /// The program with these words of a command line, in this folder, knowing nothing of the tester.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vk-page-auditor"));
        command.args(words).current_dir(self.path("")).env_clear();
        for name in KEPT_VARIABLES {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.env("HOME", self.0.path().join("home"));
        for name in ["TMPDIR", "TMP", "TEMP"] {
            command.env(name, self.0.path().join("temporary"));
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The same, with the canary as token and the API at this address.
    pub fn command_against(&self, url: &str, words: &[&str]) -> Command {
        let mut command = self.command(words);
        command.env("VK_API_URL", url).env("VK_TOKEN", CANARY);
        command
    }

    /// Runs the program with a command line whose words have no blanks.
    #[track_caller]
    pub fn run(&self, line: &str) -> Ended {
        self.finish(self.command(&words(line)))
    }

    /// Runs the program with words that may have blanks.
    #[track_caller]
    pub fn run_words(&self, words: &[&str]) -> Ended {
        self.finish(self.command(words))
    }

    /// Runs the program against a stand-in of VK.
    #[track_caller]
    pub fn run_against(&self, url: &str, line: &str) -> Ended {
        self.finish(self.command_against(url, &words(line)))
    }

    /// Runs a command to its end.
    #[track_caller]
    pub fn finish(&self, mut command: Command) -> Ended {
        let child = command.spawn().unwrap();
        self.wait(child)
    }

    /// Waits for a program that was started, and looks for the token in everything it left.
    #[track_caller]
    pub fn wait(&self, child: Child) -> Ended {
        let ended = Ended::of(child);
        let mut found = Vec::new();
        files(self.0.path(), &mut found);
        for path in found {
            let bytes = fs::read(&path).unwrap_or_default();
            assert!(!holds(&bytes, CANARY), "the token is in {}", path.display());
        }
        for (place, bytes) in [("standard output", &ended.out), ("standard error", &ended.err.clone().into_bytes())] {
            assert!(!holds(bytes, CANARY), "the token is in {place}");
        }
        assert!(!ended.err.contains("panicked"), "{}", ended.err);
        ended
    }
}

/// A program that has ended.
pub struct Ended {
    pub status: ExitStatus,
    pub out: Vec<u8>,
    pub err: String,
}

impl Ended {
    fn of(mut child: Child) -> Self {
        let pipes: [Option<Box<dyn Read + Send>>; 2] = [
            child.stdout.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>),
            child.stderr.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>),
        ];
        let (sender, receiver) = mpsc::channel();
        for (number, pipe) in pipes.into_iter().enumerate() {
            let sender = sender.clone();
            thread::spawn(move || {
                let mut bytes = Vec::new();
                if let Some(mut pipe) = pipe {
                    let _ = pipe.read_to_end(&mut bytes);
                }
                let _ = sender.send((number, bytes));
            });
        }
        let mut read = [Vec::new(), Vec::new()];
        for _ in 0..read.len() {
            let Ok((number, bytes)) = receiver.recv_timeout(LONGEST_RUN) else {
                child.kill().unwrap();
                panic!("the program has hung");
            };
            read[number] = bytes;
        }
        let [out, err] = read;
        let err = String::from_utf8(err).expect("standard error is text");
        Self { status: child.wait().unwrap(), out, err }
    }

    /// The exit code; -1 when a signal ended the program.
    pub fn code(&self) -> i32 {
        self.status.code().unwrap_or(-1)
    }

    /// Standard output as text.
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("standard output is text")
    }

    /// Standard output as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.text(), self.err))
    }

    /// Standard output as NDJSON.
    #[track_caller]
    pub fn pages(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Asserts the exit code, and that standard error holds each of these texts.
    #[track_caller]
    pub fn expect(self, code: i32, texts: &[&str]) -> Self {
        let shown: String = self.err.chars().take(4_000).collect();
        assert_eq!(self.code(), code, "standard error:\n{shown}");
        for text in texts {
            assert!(self.err.contains(text), "{text:?} is not in:\n{shown}");
        }
        self
    }
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}
