//! What lists of pages, findings and events share.
//!
//! - `asked.rs`: what the address of a list asks for; `frame.rs`: what stands around every list; `places.rs`: regions and
//!   municipalities to choose from; `totals.rs`: how long lists are

pub(crate) mod asked;
pub(crate) mod frame;
pub(crate) mod places;
pub(crate) mod totals;

/// How many rows of a list stand on one page.
pub(crate) const ROWS: usize = 50;
