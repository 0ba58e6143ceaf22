//! The program: hands its arguments to the command line and ends with its exit code.

use std::process::ExitCode;

/// Made for memory that one thread takes and another gives back, which is what audits do.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    vk_page_auditor::cli::run(std::env::args_os())
}
