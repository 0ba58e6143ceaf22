//! The scenes: what is run, and which figures are held against which targets.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::Outcome;
use super::figure::{Figure, megabytes, print};
use super::measured::{self, Used};
use super::service::Place;
use super::stand_in::{StandIn, World};

/// Official pages of the whole country.
const COUNTRY_PAGES: usize = 200_000;
/// Pages that are walked at the rate of a real token, by default and with `LOAD_FULL`.
const PACED_PAGES: usize = 20_000;
const PACED_PAGES_FULL: usize = 100_000;
/// How far apart two calls with one token start.
const SPACING: Duration = Duration::from_millis(370);
/// How many pages one call asks for.
const PAGES_A_CALL: usize = 500;
/// How much longer than calls times spacing a paced run may take.
const MOST_OVERHEAD: f64 = 1.03;
/// How much longer than the calls that ask for every page once it may take; on few pages the handful of further calls weighs
/// more.
const MOST_FULL_OVERHEAD: f64 = 1.05;
/// How many calls may be made for each of those that ask for every page once, and how many besides.
const MOST_CALLS: f64 = 1.05;
const MOST_FURTHER_CALLS: f64 = 3.0;
const LEAST_NETWORK_RATE: f64 = 40_000.0;
const LEAST_FILE_RATE: f64 = 60_000.0;
const MOST_PEAK_BYTES: u64 = 150_000_000;
/// What the service may hold while it does nothing.
const MOST_REST_BYTES: u64 = 40_000_000;
/// Pages that one worker and two share.
const SHARED_PAGES: usize = 30_000;
/// What part of the time of one worker two may take.
const MOST_SHARE: f64 = 0.55;
const LONGEST_REGISTRY: Duration = Duration::from_secs(2);
/// Exit codes of a run that came to its end: clean, violations, something unverified.
const FINISHED: [i32; 3] = [0, 1, 3];
/// A token as long as real ones are; the stand-in takes any.
const TOKEN: &str = "load.0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz";
/// An address of VK for runs that ask nothing.
const NOWHERE: &str = "http://127.0.0.1";
/// Formats a report can be written in all at once.
const FORMATS: [&str; 6] = ["txt", "json", "ndjson", "csv", "html", "xlsx"];

type Scene = (&'static str, fn(&Stage<'_>) -> Outcome<Vec<Figure>>);

const SCENES: [Scene; 8] = [
    ("registry", registry),
    ("file to ndjson", |stage| from_file(stage, &["ndjson"])),
    ("file to all formats", |stage| from_file(stage, &FORMATS)),
    ("network to ndjson", |stage| unlimited(stage, &["ndjson"])),
    ("network to all formats", |stage| unlimited(stage, &FORMATS)),
    ("paced network to ndjson", paced),
    ("service at rest", at_rest),
    ("two workers", two_workers),
];

/// What a scene is played with.
struct Stage<'a> {
    scene: &'static str,
    program: &'a Path,
    folder: &'a Path,
}

/// Plays the scenes whose names hold one of these texts, or all; tells whether every target was met.
pub fn play(names: &[&str]) -> Outcome<bool> {
    let program = program()?;
    let mut all_met = true;
    for (scene, run) in SCENES {
        if !names.is_empty() && !names.iter().any(|part| scene.contains(part)) {
            continue;
        }
        let folder = TempDir::new()?;
        for figure in run(&Stage { scene, program: &program, folder: folder.path() })? {
            print(&figure);
            all_met &= figure.is_met;
        }
    }
    Ok(all_met)
}

/// The program as it is shipped: the one that cargo builds for benchmarks has the features of test crates in it.
fn program() -> Outcome<PathBuf> {
    if let Some(program) = std::env::var_os("LOAD_PROGRAM") {
        return Ok(program.into());
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo).args(["build", "--release", "--bin", "vk-page-auditor"]).status()?;
    if !built.success() {
        return Err("the program cannot be built".into());
    }
    Ok(env!("CARGO_BIN_EXE_vk-page-auditor").into())
}

fn registry(stage: &Stage<'_>) -> Outcome<Vec<Figure>> {
    let world = World::write(COUNTRY_PAGES, stage.folder)?;
    let used = stage.run(&["registry", "check", &shown(&world.registry)], "", NOWHERE)?;
    let what = format!("{} rows in {}", world.pages, figures(&used));
    let target = format!("at most {LONGEST_REGISTRY:?}");
    Ok(vec![stage.figure(what, target, used.wall <= LONGEST_REGISTRY), stage.memory(&used)])
}

fn from_file(stage: &Stage<'_>, formats: &[&str]) -> Outcome<Vec<Figure>> {
    let world = World::write(COUNTRY_PAGES, stage.folder)?;
    let used = stage.audit(&world, &["--from-file", &shown(&world.saved)], formats, "", NOWHERE)?;
    let mut told = vec![stage.memory(&used)];
    if formats.len() == 1 {
        told.insert(0, stage.rate(world.pages, &used, LEAST_FILE_RATE, ""));
    }
    Ok(told)
}

fn unlimited(stage: &Stage<'_>, formats: &[&str]) -> Outcome<Vec<Figure>> {
    let world = World::write(COUNTRY_PAGES, stage.folder)?;
    let stand_in = StandIn::start(world.pages, false)?;
    let used = stage.audit(&world, &[], formats, "[vk]\nspacing = \"1ms\"\nmax_in_flight = 4\n", &stand_in.url)?;
    let arrived = stand_in.end()?;
    let mut told = vec![stage.memory(&used)];
    if formats.len() == 1 {
        let serving = format!(", stand-in CPU {:.2} s", arrived.cpu.as_secs_f64());
        told.insert(0, stage.rate(world.pages, &used, LEAST_NETWORK_RATE, &serving));
        told.push(stage.calls(world.pages, arrived.calls));
    }
    Ok(told)
}

fn paced(stage: &Stage<'_>) -> Outcome<Vec<Figure>> {
    let full = std::env::var_os("LOAD_FULL").is_some();
    let world = World::write(if full { PACED_PAGES_FULL } else { PACED_PAGES }, stage.folder)?;
    let stand_in = StandIn::start(world.pages, true)?;
    let config = format!("[vk]\nspacing = \"{}ms\"\n", SPACING.as_millis());
    let used = stage.audit(&world, &[], &["ndjson"], &config, &stand_in.url)?;
    let arrived = stand_in.end()?;
    let share = |calls: usize| used.wall.as_secs_f64() / (SPACING.as_secs_f64() * calls as f64);
    let overhead = share(arrived.calls);
    let what = format!("{} pages, {}: {overhead:.3}", world.pages, figures(&used));
    let target = format!("at most {MOST_OVERHEAD} of calls x {SPACING:?}");
    let mut told = vec![
        stage.figure(what, target, overhead <= MOST_OVERHEAD),
        stage.calls(world.pages, arrived.calls),
        stage.figure(format!("error 6 {} times", arrived.error_6), "never".to_owned(), arrived.error_6 == 0),
    ];
    if full {
        let batches = world.pages.div_ceil(PAGES_A_CALL);
        let overhead = share(batches);
        let target = format!("at most {MOST_FULL_OVERHEAD} of {batches} x {SPACING:?}");
        told.push(stage.figure(format!("{overhead:.3}"), target, overhead <= MOST_FULL_OVERHEAD));
    }
    Ok(told)
}

fn at_rest(stage: &Stage<'_>) -> Outcome<Vec<Figure>> {
    let world = World::write(COUNTRY_PAGES, stage.folder)?;
    let stand_in = StandIn::start(world.pages, false)?;
    let store = format!("sqlite:{}", shown(&stage.folder.join("store.sqlite")));
    let place = Place::new(stage.program, stage.folder, &store, &stand_in, "spacing = \"1ms\"\nmax_in_flight = 4\n")?;
    let held = place.service(&world, TOKEN)?;
    stand_in.end()?;
    let figures =
        [("at its start", held.at_first), ("after an import", held.after_import), ("after a run", held.after_run)];
    let figure = |(when, bytes)| {
        let what = format!("{:.0} MB {when} of {} pages", megabytes(bytes), world.pages);
        stage.figure(what, format!("under {:.0} MB", megabytes(MOST_REST_BYTES)), bytes < MOST_REST_BYTES)
    };
    Ok(figures.map(figure).into())
}

fn two_workers(stage: &Stage<'_>) -> Outcome<Vec<Figure>> {
    let Some(store) = std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty()) else {
        println!("{}: left out, since TEST_POSTGRES_URL is not set", stage.scene);
        return Ok(Vec::new());
    };
    let world = World::write(SHARED_PAGES, stage.folder)?;
    let stand_in = StandIn::start(world.pages, true)?;
    let place = Place::new(stage.program, stage.folder, &store, &stand_in, "")?;
    let second = TOKEN.to_uppercase();
    // what is stored for the first time takes longer than what is known: each counts from the second run on
    place.workers(&world, &[TOKEN, &second], 0)?;
    let one = place.workers(&world, &[TOKEN], 1)?;
    let two = place.workers(&world, &[TOKEN, &second], 2)?;
    let arrived = stand_in.end()?;
    let share = two.as_secs_f64() / one.as_secs_f64();
    let (one, two) = (one.as_secs_f64(), two.as_secs_f64());
    let what = format!("{} pages: one {one:.1} s, two {two:.1} s: {share:.3}", world.pages);
    Ok(vec![
        stage.figure(what, format!("at most {MOST_SHARE}"), share <= MOST_SHARE),
        stage.figure(format!("error 6 {} times", arrived.error_6), "never".to_owned(), arrived.error_6 == 0),
    ])
}

impl Stage<'_> {
    /// Audits every page of the registry into reports of these formats.
    fn audit(&self, world: &World, from: &[&str], formats: &[&str], config: &str, url: &str) -> Outcome<Used> {
        let registry = shown(&world.registry);
        let reports: Vec<String> =
            formats.iter().map(|ending| shown(&self.folder.join(format!("report.{ending}")))).collect();
        let outputs = reports.iter().flat_map(|report| ["--output", report]);
        let arguments: Vec<&str> = ["run", "--no-covers", "--registry", &registry]
            .into_iter()
            .chain(from.iter().copied())
            .chain(outputs)
            .collect();
        self.run(&arguments, config, url)
    }

    /// Runs the program with this configuration.
    fn run(&self, arguments: &[&str], config: &str, url: &str) -> Outcome<Used> {
        let file = self.folder.join("load.toml");
        std::fs::write(&file, config)?;
        let config = shown(&file);
        let arguments: Vec<&str> = ["--quiet", "--config", &config].iter().chain(arguments).copied().collect();
        let used = measured::run(self.program, &arguments, &[("VK_TOKEN", TOKEN), ("VK_API_URL", url)])?;
        if FINISHED.contains(&used.exit_code) {
            Ok(used)
        } else {
            Err(format!("it ended with {}", used.exit_code).into())
        }
    }

    fn rate(&self, pages: usize, used: &Used, least: f64, more: &str) -> Figure {
        let a_second = pages as f64 / used.wall.as_secs_f64();
        let what = format!("{a_second:.0} pages/s ({}{more})", figures(used));
        self.figure(what, format!("at least {least} pages/s"), a_second >= least)
    }

    fn calls(&self, pages: usize, calls: usize) -> Figure {
        let batches = pages.div_ceil(PAGES_A_CALL);
        let most = batches as f64 * MOST_CALLS + MOST_FURTHER_CALLS;
        self.figure(format!("{calls} calls for {batches} batches"), format!("at most {most:.0}"), calls as f64 <= most)
    }

    fn memory(&self, used: &Used) -> Figure {
        let what = format!("peak {:.0} MB ({})", megabytes(used.peak_bytes), figures(used));
        self.figure(what, format!("under {:.0} MB", megabytes(MOST_PEAK_BYTES)), used.peak_bytes < MOST_PEAK_BYTES)
    }

    fn figure(&self, what: String, target: String, is_met: bool) -> Figure {
        Figure { scene: self.scene, what, target, is_met }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn figures(used: &Used) -> String {
    format!("{:.2} s, CPU {:.2} s", used.wall.as_secs_f64(), used.cpu.as_secs_f64())
}
