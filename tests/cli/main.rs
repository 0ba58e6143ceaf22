//! The command line as people and scripts use it: the built program in a folder of its own, against files and a stand-in
//! of VK.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first thing that fails")]

mod access_commands;
mod bad_input;
mod commands;
mod exit_codes;
mod foreign;
mod golden;
mod hostile_text;
#[cfg(unix)]
mod interrupt;
mod languages;
mod link_mistakes;
mod mistakes;
mod outputs;
mod program;
mod read_only;
mod regional_centre;
mod remedies;
mod rule_cases;
mod rule_vectors;
mod scenarios;
mod schema;
#[path = "../language/spans.rs"]
mod spans;
mod stand_in;
mod store_commands;
mod stored;
mod tables;
mod truth;
mod vectors;
