//! The ministry's archive of covers: bytes of a `.zip` or `.7z` -> pictures by name, then which picture belongs to which
//! form. Names in archives are labels here and never become paths on a disk.

mod assign;
#[cfg(feature = "sevenz")]
mod sevenz;
#[cfg(test)]
mod tests;
mod zip;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use assign::{
    Assignment, FormPatterns, IgnoredFile, IgnoredReason, MESSAGES_PATTERNS, POLLS_PATTERNS, TakenCover, assign,
};

/// The most entries an archive may hold, folders counted.
pub const MAX_ENTRIES: usize = 2_000;
/// The largest entry that is unpacked, in bytes; a larger one is left out and told.
pub const MAX_ENTRY_BYTES: u64 = 20_000_000;
/// The most that is unpacked of one archive, in bytes.
pub const MAX_UNPACKED_BYTES: u64 = 300_000_000;
/// The most that an archive may grow by unpacking; pictures hardly shrink, so real ones stay near 1.
pub const MAX_RATIO: u64 = 200;
/// What may be unpacked whatever the ratio, in bytes: small text files shrink a lot.
const FREE_BYTES: u64 = 1_000_000;

/// Why an archive could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum ArchiveError {
    /// The first bytes are those of neither format.
    NotAnArchive,
    /// The program was built without 7z.
    SevenZipLeftOut,
    /// The archive is cut off or damaged.
    Broken {
        /// The entry that cannot be unpacked, where it is one.
        entry: Option<String>,
        /// How.
        damage: ArchiveDamage,
    },
    /// It needs a password.
    Encrypted,
    /// More than [`MAX_ENTRIES`].
    TooManyEntries {
        /// The number of entries.
        entries: usize,
    },
    /// It would unpack to more than [`MAX_UNPACKED_BYTES`].
    TooLarge,
    /// It grows by more than [`MAX_RATIO`].
    Bomb,
    /// A name in it leads out of a folder.
    UnsafePath {
        /// The path, with control characters escaped.
        path: String,
    },
}

/// How an archive is damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchiveDamage {
    /// The unpacker failed on it.
    GaveUp,
    /// An entry is larger than it says.
    LargerThanDeclared,
    /// It asks for more memory than any usual archive.
    Dictionary {
        /// The bytes it asks for.
        bytes: u64,
    },
    /// Something else, in the unpacker's words.
    Unpacker(String),
}

impl ArchiveError {
    fn broken(said: impl std::fmt::Display) -> Self {
        Self::Broken { entry: None, damage: ArchiveDamage::Unpacker(said.to_string()) }
    }

    fn broken_entry(path: String, said: impl std::fmt::Display) -> Self {
        Self::Broken { entry: Some(path), damage: ArchiveDamage::Unpacker(said.to_string()) }
    }
}

/// A file, from an archive or from a folder, with its name inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveFile {
    /// The path inside, with `/` between folders.
    pub path: String,
    /// The contents.
    pub bytes: Vec<u8>,
}

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unpacked {
    /// The files, in the archive's order.
    pub files: Vec<ArchiveFile>,
    /// The entries that were left out, with the reason.
    pub ignored: Vec<IgnoredFile>,
}

/// Unpacks an archive into memory, within the bounds of this module.
///
/// # Errors
/// An [`ArchiveError`] that says what is wrong with the archive; nothing in it makes this panic.
pub fn unpack(bytes: &[u8]) -> Result<Unpacked, ArchiveError> {
    // The unpackers are other people's code over hostile bytes: a panic inside one must not stop the program.
    let outcome = if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        catch_unwind(AssertUnwindSafe(|| zip::unpack(bytes)))
    } else if bytes.starts_with(SEVEN_ZIP_MAGIC) {
        catch_unwind(AssertUnwindSafe(|| unpack_sevenz(bytes)))
    } else {
        return Err(ArchiveError::NotAnArchive);
    };
    outcome.unwrap_or(Err(ArchiveError::Broken { entry: None, damage: ArchiveDamage::GaveUp }))
}

const SEVEN_ZIP_MAGIC: &[u8] = b"7z\xBC\xAF\x27\x1C";

#[cfg(feature = "sevenz")]
fn unpack_sevenz(bytes: &[u8]) -> Result<Unpacked, ArchiveError> {
    sevenz::unpack(bytes)
}

#[cfg(not(feature = "sevenz"))]
fn unpack_sevenz(_: &[u8]) -> Result<Unpacked, ArchiveError> {
    Err(ArchiveError::SevenZipLeftOut)
}

/// Whether a file is an archive of any usual kind, by its first bytes.
pub fn is_archive(bytes: &[u8]) -> bool {
    let magics: [&[u8]; 6] = [b"PK\x03\x04", SEVEN_ZIP_MAGIC, b"Rar!", b"\x1F\x8B", b"BZh", b"\xFD7zXZ"];
    magics.iter().any(|magic| bytes.starts_with(magic))
}

/// Keeps account of what is unpacked.
struct Budget {
    packed: u64,
    unpacked: u64,
}

impl Budget {
    const fn new(packed: u64) -> Self {
        Self { packed, unpacked: 0 }
    }

    /// Takes some more bytes; the ratio is that of the whole archive.
    fn take(&mut self, bytes: u64) -> Result<(), ArchiveError> {
        self.unpacked = self.unpacked.saturating_add(bytes);
        if self.unpacked > MAX_UNPACKED_BYTES {
            return Err(ArchiveError::TooLarge);
        }
        if self.unpacked > FREE_BYTES && self.unpacked > self.packed.saturating_mul(MAX_RATIO) {
            return Err(ArchiveError::Bomb);
        }
        Ok(())
    }
}

/// Makes a label of a name: `\` becomes `/`; what could lead out of a folder is refused.
fn label(name: &str) -> Result<String, ArchiveError> {
    let path = name.replace('\\', "/");
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') || drive || path.split('/').any(|part| part == "..") || path.chars().any(char::is_control)
    {
        return Err(ArchiveError::UnsafePath { path: name.escape_debug().to_string() });
    }
    Ok(path)
}
