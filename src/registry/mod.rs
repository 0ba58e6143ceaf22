//! The registry of pages: bytes of a CSV, XLSX, ODS or TOML file to entries, and every problem of every row.
//! Parents and what is inherited from them are already resolved in what comes out. Does no I/O, knows no language of
//! messages, no VK and no rule about a page.
//!
//! The way of a file: `format` tells what it is; `csv`, `xlsx`, `ods` or `toml` gives rows of cells; `header` says which
//! cell is which field; `intake` reads each row by itself; `resolve` looks at all rows together (`bodies`: who is whose
//! parent; `territory`: which municipality has which OKTMO) and makes the [`Registry`].
//!
//! # Which rows are set aside
//! A row with any problem is set aside, and only such a row. A row that is set aside still serves as a parent as far as
//! its own OGRN and the needed field can be read: a wrong page address of a ministry does not take its thousand schools
//! out of the audit. A page that is named twice belongs to the first row, even when that row is set aside.

mod bodies;
mod cell;
mod csv;
mod drafts;
mod entries;
mod error;
mod export;
mod field;
mod format;
mod header;
mod intake;
mod ods;
mod package;
mod regions;
mod resolve;
mod territory;
mod text;
mod toml;
mod words;
mod xlsx;

#[cfg(test)]
mod any_input;
#[cfg(test)]
mod row_problems;
#[cfg(test)]
mod sample;

pub use entries::{Entry, Registry};
pub use error::{MissingColumn, RegistryError};
pub use export::Headers;
pub use format::RegistryFormat;
pub use intake::RegistryOptions;
pub use regions::Regions;
