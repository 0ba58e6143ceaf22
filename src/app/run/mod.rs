//! One pass: the crawl's observations in, finished audits out. The only joint of crawl, covers and rules; writes no
//! report and keeps no page once it was handed on. `worker/` makes passes of batches that a store hands out.

mod covers;
mod directory;
mod menus;
mod pass;
mod replay;
mod twins;
mod worker;

pub use covers::{CacheTrouble, CoverLook};
pub use directory::Directory;
pub use pass::{Audited, Ended, Pass, Plan, Target};
pub use replay::replay;
pub use twins::SameGroup;
pub use worker::{LONGEST_END, SharedSource, Worker, WorkerDeps, WorkerOptions};
