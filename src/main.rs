//! The program: hands its arguments to the command line and ends with its exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A service rests most of the day: what a run needed must go back to the system when it is over.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    vk_page_auditor::cli::run(std::env::args_os())
}
