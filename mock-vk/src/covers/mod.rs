//! Pictures as VK would serve them: the approved set scaled and re-encoded, and spoilt variants. Knows no page and no rule.

mod address;
mod draw;
mod name;
mod picture;
mod reference;
mod studio;

pub use name::{CoverName, SIZES, Spoil};
pub use reference::{ReferenceCover, reference_covers};

pub(crate) use address::write_decimal;
pub(crate) use name::SCHEMES;
pub(crate) use studio::Studio;
