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
//! Two cores of a rented machine that did little else, 200,000 pages with 1 % absent; runs differ by a fifth.
//!
//! | scene | seen | target |
//! |---|---|---|
//! | registry | 1.63 s, CPU 1.62 s | 2 s |
//! | registry, peak | 172 MB | 150 MB: missed |
//! | file to ndjson | 33,200 pages/s (6.0 s, CPU 10.1 s) | 60,000: missed |
//! | file to ndjson, peak | 180 MB | 150 MB: missed |
//! | network to ndjson | 23,900 pages/s (8.4 s, CPU 11.4 s, stand-in 2.9 s) | 40,000: missed |
//! | network to ndjson, peak | 227 MB | 150 MB: missed |
//! | network to ndjson, calls | 415 for 400 batches | 423 |
//! | paced, 20,000 pages | 42 calls for 40 batches, 0.993 of calls x 370 ms, error 6 never | 45 calls, 1.03 |
//! | paced, 100,000 pages | 207 calls for 200 batches, 1.017 of calls x 370 ms, 1.053 of batches x 370 ms, error 6 never, beside other work | 1.05: missed |
//! | all formats | not measured | 150 MB |
//!
//! The peak is that of reading a registry: its text (49 MB), what each row says (some 95 MB) and what it comes to stand in
//! memory together. `MIMALLOC_ARENA_EAGER_COMMIT=0` takes 20 MB off it.

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
