//! The configuration as the program reads it, and the words its errors are told in.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that fails")]

mod load;
mod read;
mod schedule;
mod store_password;
mod tokens;
