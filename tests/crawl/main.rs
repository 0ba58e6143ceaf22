//! The crawl over real connections against the stand-in for VK: every kind of misbehaviour, rates, secrets, speed of
//! ending, and what a pass keeps of it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod calls;
mod names;
mod rates;
mod replay;
mod saved;
mod scenarios;
mod secrets;
mod stage;
mod stalls;
