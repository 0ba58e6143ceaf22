//! The service as a whole: a simulated year, crashes at any moment, several workers, its life as a process.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that fails")]

mod crash;
mod life;
mod outage;
mod own_postgres;
mod postgres;
mod process;
mod stage;
mod workers;
mod year;
