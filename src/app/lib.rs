//! What the program does with what it knows: passes over pages, runs and their schedule, the history as it is told.
//!
//! | module | holds |
//! |---|---|
//! | [`run`] | one pass: observations in, finished audits out; the worker that makes passes of a store's batches |
//! | [`schedule`] | when passes come due, and the runs that are begun then |
//! | [`history`] | the store's rows as they are told: cells, JSON, a page's story, the ground of its verdict |
//! | [`use_cases`] | what people do with the program: one function each, with whom it is allowed and the line of the journal |
//! | [`feed`] | what appeared and what was fixed as Atom, RSS, JSON Feed and a log; badges |

pub mod feed;
pub mod history;
pub mod run;
pub mod schedule;
pub mod use_cases;
