//! Runs a program and tells what it used. A process waits for exactly one child, so that what the system says of its
//! children is what it says of that program. Knows no scene.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use super::Outcome;

/// The first argument of the process that waits.
pub const ROLE: &str = "measured";

/// What a finished program used.
#[derive(Debug, Clone, Copy)]
pub struct Used {
    /// From its start to its end.
    pub wall: Duration,
    /// On all cores, inside the program and for it inside the system.
    pub cpu: Duration,
    /// The most memory it held at once, in bytes.
    pub peak_bytes: u64,
    /// How it ended.
    pub exit_code: i32,
}

/// Runs the program in a process that waits for nothing else.
pub fn run(program: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Outcome<Used> {
    let waiting = Command::new(std::env::current_exe()?)
        .arg(ROLE)
        .arg(program)
        .args(arguments)
        .envs(environment.iter().copied())
        .stderr(Stdio::inherit())
        .output()?;
    let told = String::from_utf8(waiting.stdout)?;
    let numbers: Vec<u64> = told.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [wall, cpu, peak_bytes, exit_code] = numbers[..] else { return Err("the program was not measured".into()) };
    let (wall, cpu) = (Duration::from_micros(wall), Duration::from_micros(cpu));
    Ok(Used { wall, cpu, peak_bytes, exit_code: i32::try_from(exit_code)? })
}

/// The part of the process that waits.
pub fn measure(program: &str, arguments: &[&str]) -> Outcome<()> {
    let start = Instant::now();
    let status = Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).status()?;
    let wall = start.elapsed();
    let code = status.code().ok_or("the program was ended by a signal")?;
    let used = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = (used.user_time() + used.system_time()).num_microseconds();
    let peak = u64::try_from(used.max_rss())? * PEAK_UNIT_BYTES;
    let mut line = String::new();
    writeln!(line, "{} {cpu} {peak} {code}", wall.as_micros())?;
    print!("{line}");
    Ok(())
}

/// What the system counts peak memory in.
const PEAK_UNIT_BYTES: u64 = if cfg!(target_os = "macos") { 1 } else { 1024 };
