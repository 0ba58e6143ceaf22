//! Covers of menu items: is a picture one of those the ministry published, and for which form.
//!
//! Bytes in, verdict out: no I/O, no clock, no threads. [`decode`](decode()) reads a file within bounds, [`ApprovedSet`]
//! holds the published covers, [`Matcher`] judges a picture against them. The way of a picture: borders are peeled,
//! references are chosen by thumbnails, the picture is laid over each (a scale and a shift per axis), the smooth colour
//! change that honest re-encoding makes is fitted and taken off, and what is left is measured block by block.

mod archive;
mod compare;
mod decode;
mod form;
mod hash;
mod matcher;
mod picture;
mod set;

pub use archive::{
    ArchiveDamage, ArchiveError, ArchiveFile, Assignment, FormPatterns, IgnoredFile, IgnoredReason, MAX_ENTRIES,
    MAX_ENTRY_BYTES, MAX_RATIO, MAX_UNPACKED_BYTES, MESSAGES_PATTERNS, POLLS_PATTERNS, TakenCover, Unpacked, assign,
    is_archive, unpack,
};
pub use decode::{
    Damage, LooksLike, MAX_PICTURE_BYTES, MAX_PIXELS, MIN_HEIGHT, MIN_WIDTH, PictureError, PictureFormat, UnreadFormat,
    decode,
};
pub use form::Form;
pub use hash::ContentHash;
pub use matcher::{CoverMatch, CoverVerdict, METHOD, Matcher};
pub use picture::Picture;
pub use set::{ApprovedSet, CoverSource, MAX_REFERENCES, MAX_SCHEME_BYTES, SetDamage, SetError};
