//! The program: hands its arguments to the command line and ends with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    vk_page_auditor::cli::run(std::env::args_os())
}
