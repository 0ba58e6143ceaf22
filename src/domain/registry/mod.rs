//! The registry of pages: bytes of a CSV, XLSX, ODS or TOML file to entries, and every problem of every row.
//! Parents and what is inherited from them are already resolved in what comes out. Does no I/O, knows no language of
//! messages, no VK and no rule about a page.
//!
//! The way of a file: `format` tells what it is; `csv`, `xlsx`, `ods` (with `merged` cells and `formula`s) or `toml` gives
//! rows of cells; `header` finds the header of each sheet and `columns` says which cell is which field, by the table of
//! `aliases`; `loose` tells footers from organisations; `row` reads each row by itself, with `page` for addresses, `digits`
//! for numbers and `words` for words; `resolve` looks at all rows together (`bodies`: who is whose parent; `territory`:
//! which municipality has which OKTMO; `inherit`: what that gives; `duplicates`: pages named twice) and makes the
//! [`Registry`].
//!
//! # What is unknown, and which rows are set aside
//! A value that a row does not give and that nothing gives it is unknown: the row is good all the same, as long as it names
//! the page, or says that there is none, and the organisation or its OGRN. A value that is wrong is a problem. A row with any
//! problem is set aside, and only such a row; it still serves as a parent as far as its own OGRN and the needed field can be
//! read: a wrong page address of a ministry does not take its thousand schools out of the audit. Of rows that name one page
//! none is believed, unless they are the same organisation's; rows that are set aside for something else do not count.

mod aliases;
mod bodies;
mod cell;
mod columns;
mod csv;
mod digits;
mod doubtful;
mod draft;
mod drafts;
mod duplicates;
mod entries;
mod export;
mod field;
mod format;
mod formula;
mod header;
mod inherit;
mod intake;
mod lacks;
mod layout;
mod loose;
mod merged;
mod ods;
mod package;
mod page;
mod regions;
mod remarks;
mod resolve;
mod row;
mod territory;
mod text;
mod toml;
mod words;
mod xlsx;

#[cfg(test)]
mod any_input;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod inheritance;
#[cfg(test)]
mod row_problems;
#[cfg(test)]
mod sample;

pub use crate::model::RegistryError;
pub use entries::{Absent, Aside, Entry, Registry};
pub use export::Headers;
pub use format::RegistryFormat;
pub use intake::RegistryOptions;
pub use layout::{Layout, ReadColumn};
pub use regions::Regions;
