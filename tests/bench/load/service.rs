//! The service as processes: what it holds once its work is done, and what a second worker with a token of its own is
//! good for.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Outcome;
use super::stand_in::{StandIn, World};

/// How often is asked whether a run is over.
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);
/// No run here takes so long.
const PATIENCE: Duration = Duration::from_mins(15);
/// How long the service rests before what it holds is read.
const REST: Duration = Duration::from_mins(1);

/// A store, a stand-in and a configuration for processes of the program.
pub struct Place<'a> {
    program: &'a Path,
    config: PathBuf,
    url: String,
}

/// A process that does not outlive the benchmark.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // it may have ended by itself
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the service held, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// After it had started.
    pub at_first: u64,
    /// A minute after it had imported a registry.
    pub after_import: u64,
    /// A minute after a run over the whole registry.
    pub after_run: u64,
}

impl<'a> Place<'a> {
    /// A configuration in this folder; `vk` holds further keys of its section.
    pub fn new(program: &'a Path, folder: &Path, store: &str, stand_in: &StandIn, vk: &str) -> Outcome<Self> {
        let config = folder.join("service.toml");
        std::fs::write(
            &config,
            format!(
                "[vk]\n{vk}\n[covers]\nenabled = false\n[store]\nurl = \"{store}\"\n[serve]\nlisten = \"127.0.0.1:0\"\n\
                 [schedule]\nrecheck = \"0s\"\n[findings]\nsecond_look = \"10h\"\n"
            ),
        )?;
        Ok(Self { program, config, url: stand_in.url.clone() })
    }

    fn command(&self, arguments: &[&str], tokens: &str) -> Command {
        let mut command = Command::new(self.program);
        command.args(arguments).arg("--config").arg(&self.config).env("VK_TOKEN", tokens).env("VK_API_URL", &self.url);
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command to its end and gives what it printed.
    fn run(&self, arguments: &[&str]) -> Outcome<String> {
        let output = self.command(arguments, "").output()?;
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?);
        }
        Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
    }

    fn start(&self, command: &str, tokens: &str, log: &str) -> Outcome<Running> {
        let log = File::create(self.config.with_file_name(log))?;
        Ok(Running(self.command(&[command], tokens).stdout(Stdio::null()).stderr(log).spawn()?))
    }

    fn import(&self, world: &World) -> Outcome<()> {
        let registry = world.registry.display().to_string();
        self.run(&["registry", "import", "--set-bad-aside", &registry]).map(drop)
    }

    /// Waits until this many runs count.
    fn await_runs(&self, count: usize) -> Outcome<()> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let list = self.run(&["runs", "list", "--state", "finished", "--limit", "1000", "--format", "ndjson"])?;
            if list.lines().count() >= count {
                return Ok(());
            }
            // sleeps because a process is watched from outside
            sleep(BETWEEN_LOOKS);
        }
        Err("the run does not end".into())
    }

    /// How long this many workers, each with a token of its own, take for a whole run.
    pub fn workers(&self, world: &World, tokens: &[&str], runs_before: usize) -> Outcome<Duration> {
        if runs_before == 0 {
            self.import(world)?;
        }
        let names: Vec<String> = (0..tokens.len()).map(|number| format!("worker-{runs_before}-{number}.log")).collect();
        let mut workers = Vec::new();
        for (token, log) in tokens.iter().zip(&names) {
            workers.push(self.start("worker", token, log)?);
        }
        let begun = Instant::now();
        self.run(&["runs", "start"])?;
        self.await_runs(runs_before + 1)?;
        Ok(begun.elapsed())
    }

    /// What the service holds at its beginning, after an import and after a run.
    pub fn service(&self, world: &World, token: &str) -> Outcome<Held> {
        let service = self.start("serve", token, "serve.log")?;
        // sleeps because a process is watched from outside
        sleep(Duration::from_secs(5));
        let at_first = resident_bytes(&service)?;
        self.import(world)?;
        // sleeps because a process is watched from outside
        sleep(REST);
        let after_import = resident_bytes(&service)?;
        self.run(&["runs", "start"])?;
        self.await_runs(1)?;
        // sleeps because a process is watched from outside
        sleep(REST);
        Ok(Held { at_first, after_import, after_run: resident_bytes(&service)? })
    }
}

/// Linux tells it in pages of the process's own table.
fn resident_bytes(process: &Running) -> Outcome<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.0.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kib: u64 = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(kib * 1_024)
}
