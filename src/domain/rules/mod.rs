//! The rules: what was seen of a page and what must be there in, every defect out. A pure function of its arguments;
//! knows no VK field names, no language, no time, no files and no network.
//!
//! [`audit()`] sets the order. `find` tells which menu item is which form. `page`, `menu`, `form`, `title`, `cover` and
//! `url` hold one family of codes each. A defect gives exactly one violation, and none hides another.

mod audit;
mod cover;
mod defect;
mod find;
mod form;
mod menu;
mod named;
mod page;
mod place;
mod title;
mod url;
mod verdict;

#[cfg(test)]
mod sample;

/// The version of the rules. A release by whose rules the same look under the same policy makes another audit raises it:
/// it is kept beside each verdict, so that one made by other rules is told from one that was tampered with.
pub const RULES: u32 = 2;

pub use audit::{Subject, audit, unverified};
pub use find::items_whose_cover_matters;
pub use named::organizations_named;
