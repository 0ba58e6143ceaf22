//! Why a cover could not be looked at.

use super::ConnectionFault;

pub use covers::{Damage, LooksLike, PictureError, PictureFormat, UnreadFormat};

/// Why a cover could not be looked at. It says nothing about the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CoverFault {
    /// The picture could not be had.
    Fetch(FetchFault),
    /// What was had is no picture that can be read.
    Picture(PictureError),
    /// The text an earlier version of the program kept.
    Text(String),
}

/// Why a picture could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum FetchFault {
    /// The text is no address of the web.
    NotAUrl,
    /// Something else than https.
    Scheme(String),
    /// A host that is not among those that covers may come from.
    Host(String),
    /// A port of its own, which no picture of VK has.
    Port(u16),
    /// A name or password inside the address.
    Userinfo,
    /// The host wants to send us elsewhere, which is not followed.
    Redirect,
    /// The host answered with another HTTP status than 200.
    Status(u16),
    /// The file has more bytes than allowed.
    TooLarge {
        /// How many are allowed.
        limit: usize,
    },
    /// Nothing came in time.
    Timeout,
    /// The connection did not come about, or broke.
    Connection(ConnectionFault),
}
