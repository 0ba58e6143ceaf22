//! What the store keeps as JSON: looks and registry entries. The shapes are the store's own and only ever grow; what the
//! rest of the program holds is the model.

pub(crate) mod as_text;
mod cause;
mod entry;
mod look;
mod violation;

pub use cause::{cause_of, cause_text};
pub(super) use cause::{remark_of, remark_text};
pub(super) use entry::{entry_from_json, entry_json};
pub use look::{LookError, look_from_json, look_json};
pub(super) use look::{Packer, inflate, same_look};
pub(super) use violation::{StoredViolation, violations_from_json, violations_json};

use sha2::{Digest as _, Sha256};

/// SHA-256.
pub type Digest = [u8; 32];

/// The SHA-256 of some bytes.
pub fn digest_of(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// A digest as 64 hexadecimal digits.
pub fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        for digit in [byte >> 4, byte & 0xf] {
            text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
        text
    })
}

/// The longest text that an index holds, in bytes: strangers choose it, and PostgreSQL's indexes hold no row of 2,704.
const LONGEST_INDEXED: usize = 400;

/// A long text cut off, with a digest of the whole, so that two of them stay two.
pub(super) fn short(text: String) -> String {
    if text.len() <= LONGEST_INDEXED {
        return text;
    }
    let mut digest = hex(&digest_of(text.as_bytes()));
    digest.truncate(16);
    format!("{}… {digest}", &text[..text.floor_char_boundary(LONGEST_INDEXED)])
}
