//! The load benchmark: the real program against the stand-in for VK, each as a process of its own, with wall time, CPU
//! and peak memory beside their targets. Knows nothing of the program but its command line.
//!
//! `cargo bench --bench load [-- SCENE...]`; a scene is any part of a name in the table, none means all.
//! `LOAD_PROGRAM=FILE` measures that program instead of the release build.
//! `tests/with-postgres cargo bench --bench load -- workers` measures what a second worker is good for.
//! `LOAD_FULL=1` walks 100,000 pages at the rate of a real token (about 75 s) instead of 20,000.
//! Ends with exit code 1 when a target is missed.
//!
//! # Figures seen
//! By hand, with the command lines of the scenes, 200,000 pages, two cores that were also compiling other programs: wall
//! times vary by half from run to run, so ratios and CPU say more. "Before" is the first state that was measured.
//!
//! | scene | before | after | target |
//! |---|---|---|---|
//! | registry, wall | 0.9 s of CPU | 0.94 to 1.09 s | 2 s |
//! | registry, peak | 207 MB | 118 MB | |
//! | file to ndjson, peak | 230 MB | 141 to 144 MB | 150 MB |
//! | file to ndjson, wall | 7.9 to 11.1 s | 4.7 to 7.0 s (28,000 to 42,000 pages/s) | 3.33 s: missed |
//! | network to ndjson, peak | 207 MB | 141 MB | 150 MB |
//! | network to ndjson, wall | 69 s, crowded | 13.2 s (15,000 pages/s) | 10 s: missed |
//! | file to all formats, peak | 252 MB, 33 s of CPU | not measured | 150 MB |
//! | network to all formats, paced network | not measured | not measured | |
//!
//! The network run makes 2,601 calls, not 400: each of 2,201 absent pages is asked for alone.
//! Other allocators take the file scene to 3.6 to 4.0 s at best, but hold more: mimalloc 3 166 to 176 MB (127 MB when it
//! gives memory back after 10 ms, which costs the speed again), jemalloc 170 to 180 MB, jemalloc with two arenas and a
//! decay of 500 ms 140 to 147 MB at 4.15 s.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command whose results are printed")]
#![expect(clippy::cast_precision_loss, reason = "printed figures")]

#[cfg(unix)]
#[path = "load/figure.rs"]
mod figure;
#[cfg(unix)]
#[path = "load/measured.rs"]
mod measured;
#[cfg(unix)]
#[path = "load/scene.rs"]
mod scene;
#[cfg(unix)]
#[path = "load/service.rs"]
mod service;
#[cfg(unix)]
#[path = "load/stand_in.rs"]
mod stand_in;

#[cfg(unix)]
use std::error::Error;
use std::process::ExitCode;

/// What goes wrong ends the benchmark with its text.
#[cfg(unix)]
type Outcome<T> = Result<T, Box<dyn Error>>;

#[cfg(unix)]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [measured::ROLE, program, ref arguments @ ..] => measured::measure(program, arguments).map(|()| true),
        [stand_in::ROLE, ref options @ ..] => stand_in::serve(options).map(|()| true),
        ref names => scene::play(&names.iter().filter(|name| !name.starts_with('-')).copied().collect::<Vec<_>>()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Other systems tell in other ways what a process used.
#[cfg(not(unix))]
fn main() -> ExitCode {
    eprintln!("load: measures on Unix only");
    ExitCode::FAILURE
}
