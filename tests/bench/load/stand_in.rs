//! The stand-in for VK as a process: makes a region, writes its files, serves it until it is told to end, and then says
//! what arrived. Knows no scene.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use mock_vk::{Region, RegionOptions, Server, ServerOptions};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use super::Outcome;

/// The first argument of the process that serves.
pub const ROLE: &str = "stand-in";
/// The share of pages without a defect: most pages of the field have one.
const CORRECT_SHARE: f64 = 0.45;

/// A made-up region and its files.
pub struct World {
    pub pages: usize,
    pub registry: PathBuf,
    pub saved: PathBuf,
}

impl World {
    /// Writes the files of a region of this many pages.
    pub fn write(pages: usize, folder: &Path) -> Outcome<Self> {
        let region = region(pages)?;
        let (registry, saved) = (folder.join(format!("{pages}.csv")), folder.join(format!("{pages}.json")));
        std::fs::write(&registry, region.registry_csv())?;
        let mut file = BufWriter::new(File::create(&saved)?);
        region.write_vk_json("http://127.0.0.1", &mut file)?;
        file.flush()?;
        Ok(Self { pages, registry, saved })
    }
}

/// A stand-in that serves.
pub struct StandIn {
    process: Child,
    told: BufReader<ChildStdout>,
    pub url: String,
}

/// What arrived at a stand-in.
pub struct Arrived {
    pub calls: usize,
    pub error_6: usize,
    /// What the stand-in itself used to make the region and to serve it.
    pub cpu: Duration,
}

impl StandIn {
    /// Serves a region of this many pages; with `limit` at the rate of a service token.
    pub fn start(pages: usize, limit: bool) -> Outcome<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args([ROLE, &pages.to_string(), &limit.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut told = BufReader::new(process.stdout.take().ok_or("the stand-in tells nothing")?);
        let mut url = String::new();
        told.read_line(&mut url)?;
        Ok(Self { process, told, url: url.trim_end().to_owned() })
    }

    /// Ends it.
    pub fn end(mut self) -> Outcome<Arrived> {
        drop(self.process.stdin.take());
        let mut line = String::new();
        self.told.read_line(&mut line)?;
        self.process.wait()?;
        let numbers: Vec<u64> = line.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        let [calls, error_6, cpu] = numbers[..] else { return Err("the stand-in did not tell what arrived".into()) };
        Ok(Arrived {
            calls: usize::try_from(calls)?,
            error_6: usize::try_from(error_6)?,
            cpu: Duration::from_micros(cpu),
        })
    }
}

/// The part of the process that serves.
pub fn serve(options: &[&str]) -> Outcome<()> {
    let [pages, limit] = options else { return Err("the stand-in needs its two options".into()) };
    let region = Arc::new(region(pages.parse()?)?);
    let limit = limit.parse()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let before = cpu()?;
    let server = runtime.block_on(Server::start(ServerOptions { limit, ..ServerOptions::new(region) }))?;
    println!("{}", server.url());
    io::stdout().flush()?;
    // whoever started it closes the pipe, also by ending itself
    io::stdin().lines().for_each(drop);
    let stats = server.stats();
    println!("{} {} {}", stats.calls, stats.error_6, cpu()? - before);
    runtime.block_on(server.shutdown());
    Ok(())
}

fn region(pages: usize) -> Outcome<Region> {
    Ok(Region::generate(&RegionOptions { pages, correct_share: CORRECT_SHARE, ..RegionOptions::default() })?)
}

fn cpu() -> Outcome<i64> {
    let used = getrusage(UsageWho::RUSAGE_SELF)?;
    Ok((used.user_time() + used.system_time()).num_microseconds())
}
