//! The load benchmark: the real program against the stand-in for VK, each as a process of its own, with wall time, CPU
//! and peak memory beside their targets. Knows nothing of the program but its command line.
//!
//! `cargo bench --bench load [-- SCENE...]`; a scene is any part of a name in the table, none means all.
//! `LOAD_PROGRAM=FILE` measures that program instead of the release build.
//! `LOAD_FULL=1` walks 100,000 pages at the rate of a real token (about 75 s) instead of 20,000.
//! Ends with exit code 1 when a target is missed.

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
