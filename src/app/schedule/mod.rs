//! When passes come due, and the runs that are begun then. All but `scheduler.rs` is pure: moments come in as arguments.
//!
//! - `cron.rs`: a cron expression, read and searched on the calendar, without any zone
//! - `zone.rs`: the expression in a time zone: calendar matches to moments, over gaps, folds and changes of law
//! - `jitter.rs`: the part of a span that a name shifts its passes by, the same on every machine
//! - `due.rs`: what is to be run now, what was missed, and when to look again
//! - `manual_run.rs`: the runs that a person asks for
//! - `scheduler.rs`: looks at the clock and begins runs in the store

mod cron;
mod due;
mod jitter;
mod manual_run;
mod scheduler;
mod zone;

pub use cron::CronExpr;
pub use due::{Decision, LATE, MOST_MISSED, Missed, Timetable, decide, upcoming};
pub use jitter::jitter;
pub use manual_run::{ByHand, WHOLE, name_of_page, name_of_scope};
pub use scheduler::{RECHECK, SECOND_LOOK, ScheduledPass, Scheduler, SchedulerOptions, Tick};
